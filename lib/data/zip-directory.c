/* SPDX-License-Identifier: MIT */
/*
 * The directory of a zip archive.
 *
 *   in   bytes of the archive
 *   out  where a member's data is, and how long
 */

#include "data/zip-directory.h"

#include <string.h>

enum {
	ENTRY_LEN = 46,
	FLAG_ENCRYPTED = 1 | (1 << 6) | (1 << 13),
};

static uint16_t
le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t
le32(const uint8_t *p)
{
	return (uint32_t)le16(p) | (uint32_t)le16(p + 2) << 16;
}

static bool
is_signed(const uint8_t *p, uint8_t a, uint8_t b)
{
	return p[0] == 'P' && p[1] == 'K' && p[2] == a && p[3] == b;
}

/* days since 1970 of a date of the proleptic Gregorian calendar */
static int64_t
days(int year, int month, int day)
{
	/* the year begins in March, so that the odd day is its last */
	int y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;

	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 +
	       (m * 153 + 2) / 5 + day - 1 - 719468;
}

/* s4.4.6; 0 when there is no such date */
static int64_t
modified(uint16_t time, uint16_t date)
{
	int month = (date >> 5) & 15, day = date & 31;
	int hour = time >> 11, minute = (time >> 5) & 63;
	int second = (time & 31) * 2;

	if (!month || month > 12 || !day || hour > 23 || minute > 59 ||
	    second > 59)
		return 0;

	return days(1980 + (date >> 9), month, day) * 86400 +
	       (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
}

/* at: of the record in the file */
static int
take_end(const uint8_t *p, uint64_t at, struct lws__zip_end *end)
{
	end->count = le16(p + 10);
	end->directory_len = le32(p + 12);
	end->directory_at = le32(p + 16);

	/* disks; then what lies outside the file, zip64 too */
	return le16(p + 4) || le16(p + 6) || le16(p + 8) != end->count ||
	       end->directory_at + end->directory_len > at ||
	       (uint64_t)end->count * ENTRY_LEN > end->directory_len;
}

int
lws__zip_find_end(const uint8_t *tail, size_t len, uint64_t file_len,
		  struct lws__zip_end *end)
{
	size_t n;

	memset(end, 0, sizeof(*end));
	if (len < LWS__ZIP_END_LEN || len > file_len)
		return 1;
	for (n = len - LWS__ZIP_END_LEN;; n--) {
		const uint8_t *p = tail + n;

		/* its comment ends where the file does */
		if (is_signed(p, 5, 6) &&
		    le16(p + 20) == len - n - LWS__ZIP_END_LEN)
			return take_end(p, file_len - len + n, end);
		if (!n || len - n >= LWS__ZIP_END_LEN + LWS__ZIP_COMMENT_MAX)
			return 1;
	}
}

/* bytes of the entry at p, 0 when it is none */
static size_t
take_entry(const uint8_t *p, size_t left, struct lws__zip_entry *e)
{
	size_t len;

	if (left < ENTRY_LEN || !is_signed(p, 1, 2))
		return 0;
	e->flags = le16(p + 8);
	e->method = le16(p + 10);
	e->modified = modified(le16(p + 12), le16(p + 14));
	e->crc = le32(p + 16);
	e->packed_len = le32(p + 20);
	e->len = le32(p + 24);
	e->name_len = le16(p + 28);
	e->header_at = le32(p + 42);
	e->name = (const char *)p + ENTRY_LEN;
	len = (size_t)ENTRY_LEN + e->name_len + le16(p + 30) + le16(p + 32);

	return len > left ? 0 : len;
}

int
lws__zip_find(const uint8_t *directory, const struct lws__zip_end *end,
	      const char *name, struct lws__zip_entry *entry)
{
	size_t left = end->directory_len, len, name_len = strlen(name);
	unsigned int n;

	memset(entry, 0, sizeof(*entry));
	for (n = 0; n < end->count; n++) {
		len = take_entry(directory, left, entry);
		if (!len)
			return 1;
		if (entry->name_len == name_len &&
		    !memcmp(entry->name, name, name_len))
			return 0;
		directory += len;
		left -= len;
	}

	return 1;
}

bool
lws__zip_is_readable(const struct lws__zip_entry *e,
		     const struct lws__zip_end *end)
{
	uint64_t least = e->header_at + LWS__ZIP_LOCAL_LEN + e->name_len;

	if ((e->flags & FLAG_ENCRYPTED) || e->len == UINT32_MAX ||
	    e->packed_len == UINT32_MAX ||
	    least + e->packed_len > end->directory_at)
		return false;
	if (e->method == LWS__ZIP_STORED)
		return e->len == e->packed_len;

	return e->method == LWS__ZIP_DEFLATED &&
	       e->len <= (uint64_t)e->packed_len * LWS__ZIP_RATIO_MAX;
}

int
lws__zip_data_at(const uint8_t local[LWS__ZIP_LOCAL_LEN],
		 const struct lws__zip_entry *e, const struct lws__zip_end *end,
		 uint64_t *at)
{
	if (!is_signed(local, 3, 4) || (le16(local + 6) & FLAG_ENCRYPTED) ||
	    le16(local + 8) != e->method || le16(local + 26) != e->name_len)
		return 1;
	*at = e->header_at + LWS__ZIP_LOCAL_LEN + e->name_len +
	      le16(local + 28);

	return *at + e->packed_len > end->directory_at;
}
