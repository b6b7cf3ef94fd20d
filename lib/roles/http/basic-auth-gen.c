/* SPDX-License-Identifier: MIT */
/*
 * The Authorization field of a client that proves itself by Basic (RFC 7617 2).
 * What a server makes of it is basic-auth.c.
 */

#include "base/base.h"

#include <libwebsockets.h>

#include <limits.h>
#include <string.h>

static const char scheme[] = "Basic ";
#define SCHEME_LEN (sizeof(scheme) - 1)

int
lws_http_basic_auth_gen2(const char *user, const void *pw, size_t pwd_len,
			 char *buf, size_t len)
{
	size_t user_len = strlen(user), plain_len = user_len + 1 + pwd_len;
	char *plain;
	int n;

	/* RFC 7617 2: a user name with a colon cannot be told apart */
	if (memchr(user, ':', user_len) || pwd_len > INT_MAX / 4 ||
	    user_len > INT_MAX / 4 ||
	    len < SCHEME_LEN + (plain_len + 2) / 3 * 4 + 1)
		return -1;

	plain = lws__malloc(plain_len + 1, "basic auth");
	if (!plain)
		return -1;

	memcpy(plain, user, user_len);
	plain[user_len] = ':';
	if (pwd_len)
		memcpy(plain + user_len + 1, pw, pwd_len);

	memcpy(buf, scheme, SCHEME_LEN);
	n = lws_b64_encode_string(plain, (int)plain_len, buf + SCHEME_LEN,
				  (int)(len - SCHEME_LEN));
	lws_explicit_bzero(plain, plain_len);
	lws__free(plain);

	return n < 0 ? -1 : 0;
}

int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf, size_t len)
{
	return lws_http_basic_auth_gen2(user, pw, strlen(pw), buf, len);
}
