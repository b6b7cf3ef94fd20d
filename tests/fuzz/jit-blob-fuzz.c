/* SPDX-License-Identifier: MIT */
/*
 * Blobs of trusted certificates.  First byte: how many of the next bytes are
 * the id to be found; its high bit: the rest is made as long as a blob has to
 * be, and its head says so.
 */

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	BLOB_MIN = 32768,
};

static void
query(const uint8_t *blob, size_t len, const uint8_t *id, size_t id_len)
{
	const uint8_t *der = NULL;
	size_t der_len = 0;
	int ret = lws_tls_jit_trust_blob_queury_skid(blob, len, id, id_len,
						     &der, &der_len);

	if (ret < -1 || ret > 1 || (!ret && !der))
		abort();
	if (!ret && (der < blob || der_len > len ||
		     (size_t)(der - blob) > len - der_len))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t id_len, all;
	uint8_t *blob;

	if (!len)
		return 0;
	id_len = data[0] & 127;
	if (id_len > len - 1)
		id_len = len - 1;
	len -= id_len + 1;
	all = (data[0] & 128) && len < BLOB_MIN ? BLOB_MIN : len;
	blob = calloc(1, all ? all : 1);
	if (!blob)
		abort();
	memcpy(blob, data + 1 + id_len, len);
	if ((data[0] & 128) && all >= 28) {
		blob[24] = (uint8_t)(all >> 24);
		blob[25] = (uint8_t)(all >> 16);
		blob[26] = (uint8_t)(all >> 8);
		blob[27] = (uint8_t)all;
	}
	query(blob, all, data + 1, id_len);
	free(blob);

	return 0;
}
