/* SPDX-License-Identifier: MIT */
/*
 * Making text safe for where it goes: SQL and JSON string literals, file
 * names, and the form encoding of URLs in both directions.
 *
 * The escapers stop at the last character that fits whole, escape included,
 * and always leave a NUL.
 */

#include "base/base.h"

#include <string.h>

static const char hex_upper[] = "0123456789ABCDEF";

/* ---- SQL ------------------------------------------------------------- */

/* room for a doubled quote and the NUL is asked for before any character */
const char *
lws_sql_purify(char *escaped, const char *string, size_t len)
{
	char *p = escaped;

	if (!len)
		return escaped;

	for (; *string && len > 2; string++) {
		if (*string == '\'') {
			*p++ = '\'';
			len--;
		}
		*p++ = *string;
		len--;
	}
	*p = '\0';

	return escaped;
}

int
lws_sql_purify_len(const char *p)
{
	int len = 0;

	for (; *p; p++)
		len += *p == '\'' ? 2 : 1;

	return len;
}

/* ---- JSON ------------------------------------------------------------ */

enum {
	JSON_ESCAPE_MAX = 6, /* \u00XX; also enough for any UTF-8 sequence */
};

/* bytes of the valid UTF-8 sequence at p, or 0; p is NUL-terminated */
static size_t
utf8_sequence_len(const char *p)
{
	struct lws_utf8 u = {0};
	size_t i;

	for (i = 0; i < 4; i++) {
		uint8_t c = (uint8_t)p[i];

		switch (lws__utf8_feed(&u, &c, 1)) {
		case LWS_FEED_DONE:
			return i + 1;
		case LWS_FEED_BAD:
			return 0;
		case LWS_FEED_MORE:
			break;
		}
	}

	return 0;
}

/* the letter after a backslash that stands for c, or 0 */
static char
json_short_escape(char c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	}

	return 0;
}

static bool
json_is_plain(char c)
{
	return (uint8_t)c >= 0x20 && (uint8_t)c < 0x80 && c != '"' && c != '\\';
}

/* writes one character of s as JSON; returns bytes of s taken */
static size_t
json_put(char **out, const char *s)
{
	uint8_t c = (uint8_t)*s;
	size_t n;

	if (json_is_plain(*s)) {
		*(*out)++ = *s;
		return 1;
	}
	if (json_short_escape(*s)) {
		*(*out)++ = '\\';
		*(*out)++ = json_short_escape(*s);
		return 1;
	}
	n = c & 0x80 ? utf8_sequence_len(s) : 0;
	if (n) {
		memcpy(*out, s, n);
		*out += n;
		return n;
	}
	memcpy(*out, "\\u00", 4);
	(*out)[4] = hex_upper[c >> 4];
	(*out)[5] = hex_upper[c & 15];
	*out += 6;

	return 1;
}

const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used)
{
	const char *s = string;
	char *p = escaped, *end;

	if (len <= 0)
		return escaped;
	if (!string) {
		escaped[0] = '\0';
		return escaped;
	}

	end = escaped + len;
	while (*s && end - p > JSON_ESCAPE_MAX)
		s += json_put(&p, s);
	*p = '\0';

	if (in_used)
		*in_used = (int)(s - string);

	return escaped;
}

/* never less than what lws_json_purify() writes */
int
lws_json_purify_len(const char *string)
{
	size_t len = 0, n;

	if (!string)
		return 0;

	while (*string) {
		n = 1;
		if (json_is_plain(*string))
			len++;
		else if (*string != '\\' && json_short_escape(*string))
			len += 2;
		else if ((n = utf8_sequence_len(string)) > 1)
			len += n;
		else {
			n = 1;
			len += JSON_ESCAPE_MAX;
		}
		string += n;
	}

	return (int)len;
}

/* ---- file names ------------------------------------------------------ */

void
lws_filename_purify_inplace(char *filename)
{
	for (; *filename; filename++) {
		if (filename[0] == '.' && filename[1] == '.') {
			*filename++ = '_';
			*filename = '_';
		}
		if (strchr("$%:\\", *filename))
			*filename = '_';
	}
}
