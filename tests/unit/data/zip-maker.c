/* SPDX-License-Identifier: MIT */
/*
 * See zip-maker.h.
 */

#include "zip-maker.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void
zip_put16(uint8_t *p, unsigned int n)
{
	p[0] = (uint8_t)n;
	p[1] = (uint8_t)(n >> 8);
}

void
zip_put32(uint8_t *p, uint32_t n)
{
	zip_put16(p, n & 0xffff);
	zip_put16(p + 2, n >> 16);
}

static size_t
pack(uint8_t *to, size_t room, const void *data, size_t len)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	if (deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, 0) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (unsigned int)len;
	z.next_out = to;
	z.avail_out = (unsigned int)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	room = z.total_out;
	deflateEnd(&z);

	return room;
}

void
zip_maker_add(struct zip_maker *z, const char *name, const void *data,
	      size_t len, bool deflated)
{
	size_t name_len = strlen(name), packed = len;
	uint8_t *local = z->data + z->len;
	uint8_t *entry = z->directory + z->directory_len;
	uint8_t *body = local + 30 + name_len + 3;

	memset(local, 0, 30 + name_len + 3);
	memset(entry, 0, 46 + name_len);
	z->last_local = z->len;
	z->last_entry = z->directory_len;
	if (deflated)
		packed = pack(body, sizeof(z->data) - z->len - 1024, data, len);
	else if (len)
		memcpy(body, data, len);

	memcpy(local, "PK\3\4", 4);
	zip_put16(local + 8, deflated ? 8 : 0);
	zip_put16(local + 26, (unsigned int)name_len);
	zip_put16(local + 28, 3); /* an extra field that nobody knows */
	memcpy(local + 30, name, name_len);

	memcpy(entry, "PK\1\2", 4);
	zip_put16(entry + 10, deflated ? 8 : 0);
	zip_put16(entry + 12, 12 << 11 | 34 << 5 | 56 / 2);
	zip_put16(entry + 14, (2024 - 1980) << 9 | 2 << 5 | 29);
	zip_put32(entry + 16, (uint32_t)crc32(0, data, (unsigned int)len));
	zip_put32(entry + 20, (uint32_t)packed);
	zip_put32(entry + 24, (uint32_t)len);
	zip_put16(entry + 28, (unsigned int)name_len);
	zip_put32(entry + 42, (uint32_t)z->len);
	memcpy(entry + 46, name, name_len);

	z->len += 30 + name_len + 3 + packed;
	z->directory_len += 46 + name_len;
	z->count++;
}

void
zip_maker_finish(struct zip_maker *z, const char *comment)
{
	uint8_t *end;

	z->directory_at = z->len;
	memcpy(z->data + z->len, z->directory, z->directory_len);
	z->len += z->directory_len;
	z->end_at = z->len;
	end = z->data + z->len;
	memset(end, 0, 22);
	memcpy(end, "PK\5\6", 4);
	zip_put16(end + 8, z->count);
	zip_put16(end + 10, z->count);
	zip_put32(end + 12, (uint32_t)z->directory_len);
	zip_put32(end + 16, (uint32_t)z->directory_at);
	zip_put16(end + 20, (unsigned int)strlen(comment));
	memcpy(end + 22, comment, strlen(comment));
	z->len += 22 + strlen(comment);
}
