/* SPDX-License-Identifier: MIT */
/*
 * The directory of a zip archive (PKWARE APPNOTE 6.3.10 s4.3): pure.
 *
 * Every length and place is checked against those around it before it is
 * believed.  Not understood, and so refused: several disks, zip64, encryption,
 * methods other than stored and deflated, bytes before the archive.
 */

#ifndef LWS_DATA_ZIP_DIRECTORY_H
#define LWS_DATA_ZIP_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LWS__ZIP_END_LEN = 22, /* end record without its comment */
	LWS__ZIP_COMMENT_MAX = 65535,
	LWS__ZIP_LOCAL_LEN = 30, /* header before the data, to its name */
	LWS__ZIP_STORED = 0,     /* methods */
	LWS__ZIP_DEFLATED = 8,
	LWS__ZIP_RATIO_MAX = 1032, /* deflate makes no more of a byte */
};

struct lws__zip_end {
	uint64_t directory_at; /* from the start of the file */
	uint32_t directory_len;
	uint16_t count; /* entries */
};

struct lws__zip_entry {
	const char *name; /* in the directory, no NUL at its end */
	uint64_t header_at;
	int64_t modified; /* seconds since 1970, its local time taken for UTC */
	uint32_t crc;
	uint32_t packed_len;
	uint32_t len;
	uint16_t name_len;
	uint16_t flags;
	uint16_t method;
};

/*
 * tail: the last len bytes of a file of file_len; enough if it is all of it, or
 * LWS__ZIP_END_LEN + LWS__ZIP_COMMENT_MAX.  Nonzero: no archive.
 */
int lws__zip_find_end(const uint8_t *tail, size_t len, uint64_t file_len,
		      struct lws__zip_end *end);

/*
 * The entry of that name, exactly; of several the first.  directory: the
 * directory_len bytes at directory_at.  Nonzero: there is none, or a broken one
 * before it.
 */
int lws__zip_find(const uint8_t *directory, const struct lws__zip_end *end,
		  const char *name, struct lws__zip_entry *entry);

/* can we read it, and do its lengths make sense? */
bool lws__zip_is_readable(const struct lws__zip_entry *entry,
			  const struct lws__zip_end *end);

/*
 * local: the header at entry->header_at, which is readable.  Where the data
 * begins in *at.  Nonzero: the header is none, or is another's.
 */
int lws__zip_data_at(const uint8_t local[LWS__ZIP_LOCAL_LEN],
		     const struct lws__zip_entry *entry,
		     const struct lws__zip_end *end, uint64_t *at);

#endif
