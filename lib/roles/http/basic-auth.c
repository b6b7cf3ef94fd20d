/* SPDX-License-Identifier: MIT */
/*
 * Basic authentication of a server.
 *
 *   in   the Authorization field, and a file's lines
 *   out  the credentials, and whether a line is theirs
 *
 * RFC 7617 2.
 */

#include "roles/http/basic-auth.h"

#include "base/base.h"
#include "roles/http/token-list.h"

#include <libwebsockets.h>

#include <string.h>

static const char scheme[] = "Basic ";
#define SCHEME_LEN (sizeof(scheme) - 1)

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
	lws_explicit_bzero(b64, sizeof(b64));
	if (n <= 0 || (size_t)n >= sizeof(b->text))
		return LWS__HTTP_BASIC_BAD;

	b->len = (size_t)n;
	b->text[b->len] = '\0';
	r = check_text(b);
	if (r != LWS__HTTP_BASIC_OK)
		lws__http_basic_wipe(b);

	return r;
}

/* as many steps as the line has, wherever the difference is (CWE-208) */
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
	lws_explicit_bzero(b, sizeof(*b));
}
