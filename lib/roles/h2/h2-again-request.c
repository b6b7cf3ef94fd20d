/* SPDX-License-Identifier: MIT */
/*
 * Requests: see h2-again.h.
 */

#include "roles/h2/h2-again.h"

#include "roles/h2/hpack-form.h"
#include "roles/http/transaction.h"

#include <string.h>

static bool
skip_string(struct lws_cursor *in)
{
	size_t len;

	if (!lws__hpack_get_integer(in, 0x7f, &len) ||
	    len > lws__cursor_left(in))
		return false;
	in->at += len;

	return true;
}

/* ":path" of the static table, and a value that is not to be indexed */
static bool
is_path(uint8_t byte)
{
	return (byte & 0xe0) == 0 && ((byte & 0xf) == 4 || (byte & 0xf) == 5);
}

/* where the path is in a block that was read and is a request; 0: not as such a
 * field.  *len: what it takes */
static size_t
find_path(const uint8_t *block, size_t block_len, size_t *len)
{
	struct lws_cursor in = {lws__unconst(block), lws__unconst(block)};

	in.end += block_len;
	while (in.at < in.end) {
		uint8_t byte = *in.at, *at = in.at;
		bool is_literal = !(byte & 0x80) && (byte & 0xe0) != 0x20;
		size_t index;

		if (!lws__hpack_get_integer(&in,
					    byte & 0x80   ? 0x7f
					    : byte & 0x40 ? 0x3f
					    : byte & 0x20 ? 0x1f
							  : 0xf,
					    &index) ||
		    (is_literal && !index && !skip_string(&in)) ||
		    (is_literal && !skip_string(&in)))
			return 0;
		if (!is_path(byte))
			continue;
		*len = (size_t)(in.at - at);
		return (size_t)(at - block);
	}

	return 0;
}

static bool
is_whole_block(const struct lws__h2 *h2)
{
	return !h2->rx.left && (h2->rx.flags & LWS__H2_END_HEADERS) &&
	       !h2->decoder.is_in_block;
}

/* the piece, as it was; but maybe for the field of the path, which is *path */
static bool
is_like(const struct lws__h2_again *a, const struct lws_cursor *piece,
	struct lws_cursor *path)
{
	size_t len = lws__cursor_left(piece);
	size_t behind = a->block_len - a->path_at - a->path_len;

	*path = (struct lws_cursor){0};
	if (a->block_len == len && !memcmp(a->request, piece->at, len))
		return true;
	if (!a->path_at || len < a->path_at + behind ||
	    memcmp(a->request, piece->at, a->path_at + 1) != 0 ||
	    memcmp(a->request + a->block_len - behind, piece->end - behind,
		   behind) != 0)
		return false;
	path->at = piece->at + a->path_at + 1;
	path->end = piece->end - behind;
	if (!skip_string(path) || path->at != path->end)
		return false;
	path->at = piece->at + a->path_at;

	return true;
}

/* what the fields but the path's came to */
static void
set_facts(const struct lws__h2_again *a, struct lws__h2_stream *s)
{
	struct lws_http *http = s->mux.wsi->http;

	s->saw_regular = !!a->saw_regular;
	if (a->has_priority)
		lws__h2_priority_again(s, &a->priority);
	http->method = a->method;
	http->is_head = !!a->is_head;
}

/* the path, as any field; the rest counts for the size of the list */
static bool
read_path(struct lws__h2 *h2, struct lws__h2_stream *s, struct lws_cursor *path)
{
	struct lws__hpack_decoder *d = &h2->decoder;

	if (lws__hpack_feed(d, path, &lws__h2_request_sink, s) == LWS_FEED_BAD)
		return false;
	if ((uint64_t)d->list_size + h2->heads->list_size > d->list_max)
		d->is_too_big = true;

	return true;
}

enum lws__h2_again_is
lws__h2_again_request(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	const struct lws__h2_again *a = h2->heads;
	struct lws_cursor path;

	h2->block_len = 0;
	if (h2->root->is_client || !is_whole_block(h2))
		return LWS__H2_AGAIN_NOT;
	if (!a || a->table != h2->decoder.table.changes ||
	    !is_like(a, &h2->rx.piece, &path) ||
	    !lws__hpack_pass_known(&h2->decoder) ||
	    lws__http_headers_from_image(s->mux.wsi->http->headers,
					 a->request + a->block_len,
					 a->image_len, !path.at)) {
		h2->block_len = (uint32_t)lws__cursor_left(&h2->rx.piece);
		return LWS__H2_AGAIN_NOT;
	}
	if (path.at && !read_path(h2, s, &path))
		return LWS__H2_AGAIN_BROKEN;
	lws__h2_request_again(s, a->pseudo, !path.at);
	set_facts(a, s);
	s->again = path.at ? LWS__H2_AGAIN_ELSEWHERE : LWS__H2_AGAIN_SAME;

	return (enum lws__h2_again_is)s->again;
}

static bool
may_be_kept(const struct lws__h2 *h2, const struct lws__h2_stream *s)
{
	const struct lws_http *http = s->mux.wsi->http;

	return h2->block_len && !s->has_length && !http->wants_upgrade &&
	       !http->expects_continue &&
	       (!s->has_priority || s->field_priority);
}

static void
fill(struct lws__h2_again *a, const struct lws__h2 *h2,
     const struct lws__h2_stream *s, size_t path_at, size_t path_len)
{
	const uint8_t *block = h2->rx.piece.end - h2->block_len;
	const struct lws_http *http = s->mux.wsi->http;
	size_t len;

	a->table = h2->decoder.table.changes;
	a->block_len = h2->block_len;
	a->image_len = (uint32_t)lws__http_headers_image_len(http->headers);
	a->path_at = (uint32_t)path_at;
	a->path_len = (uint32_t)path_len;
	(void)lws__http_headers_fragment(http->headers,
					 WSI_TOKEN_HTTP_COLON_PATH, 0, &len);
	a->list_size = h2->decoder.list_size - (uint32_t)len - 5 -
		       LWS__HPACK_FIELD_OVERHEAD;
	a->pseudo = s->pseudo;
	a->saw_regular = s->saw_regular;
	a->method = http->method;
	a->is_head = http->is_head;
	a->has_priority = s->has_priority;
	a->priority = s->priority;
	memcpy(a->request, block, h2->block_len);
	lws__http_headers_image(http->headers, a->request + a->block_len);
}

void
lws__h2_again_keep(struct lws__h2 *h2, const struct lws__h2_stream *s)
{
	const uint8_t *block = h2->rx.piece.end - h2->block_len;
	size_t path_len = 0, path_at, rest;
	struct lws__h2_again *a;
	uint32_t was = h2->seen;

	if (!may_be_kept(h2, s))
		return;
	path_at = find_path(block, h2->block_len, &path_len);
	rest = path_at + path_len;
	h2->seen = lws__hash(block, path_at) ^
		   lws__hash(block + rest, h2->block_len - rest);
	if (h2->seen != was ||
	    h2->block_len + lws__http_headers_image_len(
				    s->mux.wsi->http->headers) >
		    LWS__H2_AGAIN_REQUEST)
		return;
	a = lws__h2_again_place(h2);
	if (a)
		fill(a, h2, s, path_at, path_len);
}
