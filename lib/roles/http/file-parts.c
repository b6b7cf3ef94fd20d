/* SPDX-License-Identifier: MIT */
/*
 * multipart/byteranges: what stands between the parts.
 */

#include "roles/http/file.h"

struct lws__file_parts *
lws__file_parts_create(const struct lws__file_head *fh, uint64_t file_len)
{
	struct lws__file_parts *parts = lws__zalloc(sizeof(*parts), "parts");
	uint8_t random[12];

	if (!parts)
		return NULL;
	/* nothing in the file looks like it */
	if (lws__plat_random(random, sizeof(random))) {
		lws__free(parts);
		return NULL;
	}
	for (size_t n = 0; n < sizeof(random); n++)
		lws_snprintf(parts->boundary + 2 * n, 3, "%02x", random[n]);
	parts->ranges = fh->ranges;
	parts->file_len = file_len;
	lws_strncpy(parts->type, fh->type ? fh->type : "", sizeof(parts->type));

	return parts;
}

size_t
lws__file_parts_text(const struct lws__file_parts *parts, unsigned int n,
		     char *buf, size_t len)
{
	const struct lws__http_range *r = &parts->ranges.list[n];
	bool has_type = parts->type[0];

	if (n == parts->ranges.count)
		return (size_t)lws_snprintf(buf, len, "\r\n--%s--\r\n",
					    parts->boundary);

	return (size_t)lws_snprintf(
		buf, len,
		"%s--%s\r\n%s%s%sContent-Range: bytes %llu-%llu/%llu\r\n\r\n",
		n ? "\r\n" : "", parts->boundary,
		has_type ? "Content-Type: " : "", parts->type,
		has_type ? "\r\n" : "", (unsigned long long)r->first,
		(unsigned long long)r->last,
		(unsigned long long)parts->file_len);
}

uint64_t
lws__file_parts_len(const struct lws__file_parts *parts)
{
	char text[512];
	uint64_t len = 0;

	for (unsigned int n = 0; n <= parts->ranges.count; n++) {
		len += lws__file_parts_text(parts, n, text, sizeof(text));
		if (n < parts->ranges.count)
			len += parts->ranges.list[n].count;
	}

	return len;
}
