/* SPDX-License-Identifier: MIT */
/*
 * Basic authentication.
 *
 *   in   user and password; or the Authorization field, and a file's lines
 *   out  "Basic b64"; or the credentials, and whether a line is theirs
 *
 * RFC 7617 2.
 */

#include "roles/http/basic-auth.h"

#include "base/base.h"
#include "roles/http/token-list.h"

#include <libwebsockets.h>

#include <limits.h>
#include <string.h>

static const char scheme[] = "Basic ";
#define SCHEME_LEN (sizeof(scheme) - 1)

/* a write that nobody reads afterwards, but that must happen */
static void
wipe(void *p, size_t len)
{
	volatile unsigned char *at = p;

	while (len--)
		*at++ = 0;
}

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
	wipe(plain, plain_len);
	lws__free(plain);

	return n < 0 ? -1 : 0;
}

int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf, size_t len)
{
	return lws_http_basic_auth_gen2(user, pw, strlen(pw), buf, len);
}

/* base64 text of RFC 4648 4, whole and nothing else */
static bool
is_base64(const char *s, size_t len)
{
	if (!len || len % 4)
		return false;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		bool is_digit = (c >= 'A' && c <= 'Z') ||
				(c >= 'a' && c <= 'z') ||
				(c >= '0' && c <= '9') || c == '+' || c == '/';

		if (!is_digit && (c != '=' || i + 2 < len ||
				  (i + 2 == len && s[i + 1] != '=')))
			return false;
	}

	return true;
}

static enum lws__http_basic_result
check_text(struct lws__http_basic *b)
{
	const char *colon = memchr(b->text, ':', b->len);

	if (!colon)
		return LWS__HTTP_BASIC_BAD;
	b->user_len = (size_t)(colon - b->text);

	/* RFC 7617 2: no control characters, so never two lines of a file */
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->text[i] < ' ' || b->text[i] == 0x7f)
			return LWS__HTTP_BASIC_BAD;

	return LWS__HTTP_BASIC_OK;
}

enum lws__http_basic_result
lws__http_basic_decode(struct lws__http_basic *b, const char *value, size_t len)
{
	char b64[LWS__HTTP_BASIC_MAX + 1];
	enum lws__http_basic_result r;
	int n;

	b->len = 0;
	b->user_len = 0;
	b->text[0] = '\0';
	if (!value)
		return LWS__HTTP_BASIC_ABSENT;
	if (len < SCHEME_LEN ||
	    !lws__http_same_text(value, SCHEME_LEN, scheme, SCHEME_LEN))
		return LWS__HTTP_BASIC_OTHER;

	value += SCHEME_LEN;
	len -= SCHEME_LEN;
	while (len && *value == ' ') {
		value++;
		len--;
	}
	if (len > LWS__HTTP_BASIC_MAX)
		return LWS__HTTP_BASIC_TOO_LONG;
	if (!is_base64(value, len))
		return LWS__HTTP_BASIC_BAD;

	memcpy(b64, value, len);
	b64[len] = '\0';
	n = lws_b64_decode_string(b64, b->text, (int)sizeof(b->text));
	wipe(b64, sizeof(b64));
	if (n <= 0 || (size_t)n >= sizeof(b->text))
		return LWS__HTTP_BASIC_BAD;

	b->len = (size_t)n;
	b->text[b->len] = '\0';
	r = check_text(b);
	if (r != LWS__HTTP_BASIC_OK)
		lws__http_basic_wipe(b);

	return r;
}

bool
lws__http_same_secret(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *x = a, *y = b;
	unsigned char differs = 0;

	while (len--)
		differs = (unsigned char)(differs | (*x++ ^ *y++));

	return !differs;
}

/* like same_secret, but of as many steps as the line has, whatever we hold */
static bool
is_line(const struct lws__http_basic *b, const char *line, size_t len)
{
	const volatile char *text = b->text;
	unsigned int differs = len != b->len;

	for (size_t i = 0; i < len; i++)
		differs |= (unsigned char)(line[i] ^
					   text[i % LWS__HTTP_BASIC_MAX]);

	return !differs;
}

bool
lws__http_basic_in_lines(const struct lws__http_basic *b, const char *text,
			 size_t len)
{
	const char *end = text + len;
	bool is_found = false;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		const char *next = stop ? stop + 1 : end;

		if (!stop)
			stop = end;
		if (stop > text && stop[-1] == '\r')
			stop--;
		/* no short cut: every line is looked at */
		is_found |= b->len && is_line(b, text, (size_t)(stop - text));
		text = next;
	}

	return is_found;
}

void
lws__http_basic_wipe(struct lws__http_basic *b)
{
	wipe(b, sizeof(*b));
}
