/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 header text, written.
 *
 *   in   names, tokens, values, from the library or from its user
 *   out  lines in a buffer, or a refusal that leaves it as it was
 *
 * RFC 9112 3, 4, 5; RFC 9110 5.5 (no CR, LF, NUL in values).
 */

#include "roles/http/http-text.h"

#include "roles/http/header-names.h"
#include "roles/http/status-words.h"
#include "roles/http/text-scan.h"
#include "roles/http/token-list.h"

#include <stdbool.h>
#include <string.h>

int
lws__http_text_value_is_bad(const void *value, size_t len)
{
	const uint8_t *at = value;

	/* a value without any control has none of these */
	if (!len || lws__http_text_end(at, at + len) == at + len)
		return 0;

	return memchr(value, '\r', len) || memchr(value, '\n', len) ||
	       memchr(value, '\0', len);
}

static unsigned char *
put(unsigned char *to, const void *data, size_t len)
{
	if (len)
		memcpy(to, data, len);

	return to + len;
}

static bool
fits(const unsigned char *p, const unsigned char *end, size_t len)
{
	return p <= end && len <= (size_t)(end - p);
}

int
lws__http_text_status(unsigned int minor, unsigned int status,
		      unsigned char **p, unsigned char *end)
{
	const char *words = lws__http_status_words(status);
	size_t words_len = strlen(words);
	char text[LWS__DECIMAL_MAX];
	unsigned char *to = *p;

	if (minor > 1 || status < 100 || status > 999 ||
	    !fits(to, end, 13 + words_len + 2))
		return 1;

	to = put(to, minor ? "HTTP/1.1 " : "HTTP/1.0 ", 9);
	to = put(to, text + LWS__DECIMAL_MAX - lws__http_decimal(text, status),
		 3);
	to = put(to, " ", 1);
	to = put(to, words, words_len);
	*p = put(to, "\r\n", 2);

	return 0;
}

int
lws__http_text_request(const char *method, const char *target,
		       unsigned char **p, unsigned char *end)
{
	static const char version[] = " HTTP/1.1\r\n";
	size_t method_len = strlen(method), target_len = strlen(target);
	unsigned char *to = *p;

	if (!lws__http_is_token(method, method_len) || !target_len ||
	    !fits(to, end, method_len + 1 + target_len + sizeof(version) - 1))
		return 1;

	for (size_t i = 0; i < target_len; i++)
		if ((unsigned char)target[i] <= ' ' || target[i] == 0x7f)
			return 1;

	to = put(to, method, method_len);
	to = put(to, " ", 1);
	to = put(to, target, target_len);
	*p = put(to, version, sizeof(version) - 1);

	return 0;
}

/* name_len: without ':' */
static int
add_field(const char *name, size_t name_len, const void *value, size_t len,
	  unsigned char **p, unsigned char *end)
{
	unsigned char *to = *p;

	if (lws__http_text_value_is_bad(value, len) || !fits(to, end, len) ||
	    !fits(to, end, name_len + len + 4))
		return 1;

	to = put(to, name, name_len);
	to = put(to, ": ", 2);
	to = put(to, value, len);
	*p = put(to, "\r\n", 2);

	return 0;
}

int
lws__http_text_add(const char *name, const void *value, int length,
		   unsigned char **p, unsigned char *end)
{
	size_t name_len = strlen(name);

	if (name_len && name[name_len - 1] == ':')
		name_len--;
	if (length < 0 || !lws__http_is_token(name, name_len))
		return 1;

	return add_field(name, name_len, value, (size_t)length, p, end);
}

int
lws__http_text_add_token(enum lws_token_indexes token, const void *value,
			 int length, unsigned char **p, unsigned char *end)
{
	size_t name_len;
	const char *name = lws__http_token_name(token, &name_len);

	/* methods, versions and pseudo-headers are no fields */
	if (!name || length < 0 || name[name_len - 1] != ':')
		return 1;

	return add_field(name, name_len - 1, value, (size_t)length, p, end);
}

int
lws__http_text_add_number(enum lws_token_indexes token, uint64_t n,
			  unsigned char **p, unsigned char *end)
{
	char text[LWS__DECIMAL_MAX];
	size_t len = lws__http_decimal(text, n);

	return lws__http_text_add_token(token, text + LWS__DECIMAL_MAX - len,
					(int)len, p, end);
}

int
lws__http_text_finish(unsigned char **p, unsigned char *end)
{
	if (!fits(*p, end, 2))
		return 1;
	*p = put(*p, "\r\n", 2);

	return 0;
}
