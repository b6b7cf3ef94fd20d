/* SPDX-License-Identifier: MIT */
/*
 * Zip directories (hazard HF-07): whatever the bytes, what is found lies within
 * the file.
 */

#include "data/zip-directory.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

/* a copy of its own, so that the sanitizer sees its ends */
static uint8_t *
copy_of(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	must(copy);
	memcpy(copy, data, len);

	return copy;
}

static void
check_member(const uint8_t *data, const struct lws__zip_end *end,
	     const struct lws__zip_entry *entry)
{
	uint64_t at;
	uint8_t *local;

	if (!lws__zip_is_readable(entry, end))
		return;
	must(entry->header_at + LWS__ZIP_LOCAL_LEN <= end->directory_at);
	local = copy_of(data + entry->header_at, LWS__ZIP_LOCAL_LEN);
	if (!lws__zip_data_at(local, entry, end, &at))
		must(at + entry->packed_len <= end->directory_at);
	free(local);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {"index.html", "a/b.txt", ""};
	struct lws__zip_entry entry;
	struct lws__zip_end end;
	uint8_t *directory;
	size_t n;

	if (lws__zip_find_end(data, len, len, &end))
		return 0;
	must(end.directory_at + end.directory_len <= len);
	directory = copy_of(data + end.directory_at, end.directory_len);
	for (n = 0; n < 3; n++)
		if (!lws__zip_find(directory, &end, names[n], &entry))
			check_member(data, &end, &entry);
	free(directory);

	return 0;
}
