/* SPDX-License-Identifier: MIT */
/*
 * The form encoding of URLs (application/x-www-form-urlencoded), both ways.
 */

#include "base/base.h"

/* room for an escape and the NUL is asked for before any character */
const char *
lws_urlencode(char *escaped, const char *string, int len)
{
	static const char hex_upper[] = "0123456789ABCDEF";
	char *p = escaped;

	if (len <= 0)
		return escaped;

	for (; *string && len > 3; string++) {
		uint8_t c = (uint8_t)*string;

		if (lws__is_alnum(*string)) {
			*p++ = *string;
			len--;
		} else if (c == ' ') {
			*p++ = '+';
			len--;
		} else {
			*p++ = '%';
			*p++ = hex_upper[c >> 4];
			*p++ = hex_upper[c & 15];
			len -= 3;
		}
	}
	*p = '\0';

	return escaped;
}

/*
 * len is the most characters to produce: string has room for one more, the
 * NUL.  It may be the same memory as escaped.
 */
int
lws_urldecode(char *string, const char *escaped, int len)
{
	while (*escaped && len-- > 0) {
		int hi, lo;

		if (*escaped != '%') {
			*string++ = *escaped == '+' ? ' ' : *escaped;
			escaped++;
			continue;
		}
		if (!escaped[1])
			break; /* cut short: what is there does not count */
		hi = lws__hex_digit(escaped[1]);
		if (hi < 0)
			return -1;
		if (!escaped[2])
			break;
		lo = lws__hex_digit(escaped[2]);
		if (lo < 0)
			return -1;
		*string++ = (char)((hi << 4) | lo);
		escaped += 3;
	}
	*string = '\0';

	return 0;
}
