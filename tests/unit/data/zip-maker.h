/* SPDX-License-Identifier: MIT */
/*
 * Makes zip archives in memory, so that a test can spoil any byte of one.
 */

#ifndef ZIP_MAKER_H
#define ZIP_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip_maker {
	uint8_t data[512 * 1024];
	size_t len;
	uint8_t directory[4096];
	size_t directory_len;
	unsigned int count;
	size_t last_entry; /* in directory */
	size_t last_local; /* in data */
	size_t end_at;     /* in data, once finished */
	size_t directory_at;
};

void zip_maker_add(struct zip_maker *z, const char *name, const void *data,
		   size_t len, bool deflated);
void zip_maker_finish(struct zip_maker *z, const char *comment);
void zip_put16(uint8_t *p, unsigned int n);
void zip_put32(uint8_t *p, uint32_t n);

#endif
