/* SPDX-License-Identifier: MIT */
/*
 * URIs: cut in place, and resolved against a base into any size of buffer.  The
 * first byte is that size, a NUL in the rest divides base and reference.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static char *
string(const uint8_t *data, size_t len)
{
	char *p = malloc(len + 1);

	if (!p)
		abort();
	memcpy(p, data, len);
	p[len] = '\0';

	return p;
}

static bool
inside(const char *p, const char *buf, size_t len)
{
	return !*p || !strcmp(p, "/") || (p >= buf && p < buf + len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *prot, *ads, *path;
	char *base, *rel, *out;
	size_t size, split;
	int port = 0;

	if (!len)
		return 0;
	size = data[0];
	data++;
	len--;

	for (split = 0; split < len && data[split]; split++)
		;
	base = string(data, split);
	rel = split < len ? string(data + split + 1, len - split - 1)
			  : string(data, 0);

	out = malloc(size ? size : 1);
	if (!out)
		abort();
	if (!lws__uri_resolve(out, size, base, rel) && strlen(out) >= size)
		abort();
	if (size && !memchr(out, 0, size))
		abort();
	free(out);

	/* the last of base, as it is written to */
	if (lws_parse_uri(base, &prot, &ads, &port, &path) ||
	    !inside(prot, base, split + 1) || !inside(ads, base, split + 1) ||
	    !inside(path, base, split + 1))
		abort();
	(void)(strlen(prot) + strlen(ads) + strlen(path));

	free(base);
	free(rel);

	return 0;
}
