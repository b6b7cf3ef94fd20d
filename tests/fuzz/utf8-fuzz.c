/* SPDX-License-Identifier: MIT */
/*
 * UTF-8: cut anywhere gives what it gives whole, and that is what a decoder
 * says which looks at one code point after another.  The first byte is where to
 * cut.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool
is_valid(const uint8_t *p, size_t len)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t i = 0;

	while (i < len) {
		size_t n = p[i] < 0x80           ? 1
			   : (p[i] >> 5) == 0x06 ? 2
			   : (p[i] >> 4) == 0x0e ? 3
			   : (p[i] >> 3) == 0x1e ? 4
						 : 0;
		uint32_t c = n < 2 ? p[i] : p[i] & (0x7fu >> n);
		size_t k;

		if (!n || i + n > len)
			return false;
		for (k = 1; k < n; k++) {
			if ((p[i + k] >> 6) != 2)
				return false;
			c = (c << 6) | (p[i + k] & 0x3f);
		}
		if (c < smallest[n] || c > 0x10ffff ||
		    (c >= 0xd800 && c <= 0xdfff))
			return false;
		i += n;
	}

	return true;
}

static enum lws_feed
feed(const uint8_t *data, size_t len, size_t cut)
{
	struct lws_utf8 u = {0};
	enum lws_feed r;
	uint8_t *p = malloc(cut ? cut : 1), *q = malloc(len - cut + 1);

	if (!p || !q)
		abort();
	memcpy(p, data, cut);
	memcpy(q + 1, data + cut, len - cut);
	r = lws__utf8_feed(&u, p, cut);
	if (r != LWS_FEED_BAD)
		r = lws__utf8_feed(&u, q + 1, len - cut);
	free(p);
	free(q);

	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum lws_feed r;
	size_t cut;

	if (!len)
		return 0;
	cut = data[0];
	data++;
	len--;
	if (cut > len)
		cut = len;

	r = feed(data, len, 0);
	if (r != feed(data, len, cut) ||
	    (r == LWS_FEED_DONE) != is_valid(data, len))
		abort();

	return 0;
}
