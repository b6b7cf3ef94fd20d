/* SPDX-License-Identifier: MIT */
/*
 * Blobs: what only the device knows (serial number, keys, tokens), held where
 * any part of the program finds it by its number.
 */

#include "system/system.h"

#include <string.h>

void
lws_system_blob_heap_empty(lws_system_blob_t *b)
{
	lws_buflist_destroy_all_segments(&b->heap);
	b->heap_len = 0;
	b->direct = NULL;
	b->direct_len = 0;
}

void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr, size_t len)
{
	lws_system_blob_heap_empty(b);
	b->direct = ptr;
	b->direct_len = ptr ? len : 0;
}

int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len)
{
	if (b->direct) {
		lwsl_err("%s: the blob points at the caller's memory: empty it "
			 "first\n",
			 __func__);
		return -1;
	}
	if (len > LWS__BLOB_MAX - b->heap_len) {
		lwsl_err("%s: more than %d bytes\n", __func__, LWS__BLOB_MAX);
		return -1;
	}
	if (!len)
		return 0;
	if (lws_buflist_append_segment(&b->heap, ptr, len) < 0)
		return -1;
	b->heap_len += len;

	return 0;
}

size_t
lws_system_blob_get_size(lws_system_blob_t *b)
{
	return b->direct ? b->direct_len : b->heap_len;
}

int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr)
{
	uint8_t *first = NULL;
	size_t len;

	if (b->direct) {
		*ptr = b->direct;
		return 0;
	}
	len = lws_buflist_next_segment_len(&b->heap, &first);
	if (!len || len != b->heap_len)
		return -1; /* nothing, or in pieces */
	*ptr = first;

	return 0;
}

int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len, size_t ofs)
{
	size_t size = lws_system_blob_get_size(b);
	size_t left = ofs < size ? size - ofs : 0;

	if (ofs > size) {
		*len = 0;
		return -1;
	}
	if (*len > left)
		*len = left;
	if (!*len)
		return 0;
	if (b->direct) {
		memcpy(ptr, b->direct + ofs, *len);
		return 0;
	}

	return lws_buflist_linear_copy(&b->heap, ofs, ptr, *len) < 0 ? -1 : 0;
}

void
lws_system_blob_destroy(lws_system_blob_t *b)
{
	if (b)
		lws_system_blob_heap_empty(b);
}

lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx)
{
	int n = (int)type + idx;

	if (idx < 0 || n < 0 || n >= (int)LWS_SYSBLOB_TYPE_COUNT)
		return NULL;

	return &context->system->blobs[n];
}
