/* SPDX-License-Identifier: MIT */
/*
 * base64url without padding, as JWS and JWT use it (RFC 7515 s2).
 */

#include "base/base.h"

#include <limits.h>

/* out_max must be larger than the padded form and its NUL together */
int
lws_jws_base64_enc(const char *in, size_t in_len, char *out, size_t out_max)
{
	int n;

	if (in_len > INT_MAX / 2)
		return -1;
	if (out_max > INT_MAX)
		out_max = INT_MAX;

	n = lws_b64_encode_string_url(in, (int)in_len, out, (int)out_max);
	if (n < 0)
		return -1;

	if (in_len % 3)
		n -= 3 - (int)(in_len % 3);
	out[n] = '\0';

	return n;
}
