/* SPDX-License-Identifier: MIT */
/*
 * Token lists in field values.
 *
 *   in   a field value, NUL terminated or not
 *   out  its members one by one, in place
 *
 * RFC 9110 5.6.1 (lists), 5.6.2 (tokens), 5.6.4 (quoted strings), 5.6.6
 * (parameters).
 */

#include "roles/http/token-list.h"

#include <string.h>

const uint32_t lws__http_tchars[8] = {
	0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff, 0, 0, 0, 0,
};

bool
lws__http_is_token(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!lws__http_is_tchar((unsigned char)s[i]))
			return false;

	return len > 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool
lws__http_same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len != b_len)
		return false;

	for (size_t i = 0; i < a_len; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;

	return true;
}

static bool
is_ows(char c)
{
	return c == ' ' || c == '\t';
}

/* past the quoted string that opens at p; NULL: it does not end */
static const char *
skip_quoted(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '"')
			return p + 1;
		if (*p == '\\' && p + 1 < end)
			p++;
	}

	return NULL;
}

/* the first `stop` outside quotes, or end; NULL: an open quote */
static const char *
find_outside_quotes(const char *p, const char *end, char stop)
{
	while (p && p < end && *p != stop)
		p = *p == '"' ? skip_quoted(p, end) : p + 1;

	return p;
}

static size_t
trimmed_len(const char *s, const char *end)
{
	while (end > s && is_ows(end[-1]))
		end--;

	return (size_t)(end - s);
}

int
lws__http_list_next(const char **at, const char *end,
		    struct lws__list_member *m)
{
	const char *p = *at, *stop;

	while (p < end && (is_ows(*p) || *p == ','))
		p++;
	*at = p;
	if (p >= end)
		return 0;

	stop = find_outside_quotes(p, end, ',');
	if (!stop)
		return -1;

	*at = stop;
	m->whole = p;
	m->whole_len = trimmed_len(p, stop);
	stop = find_outside_quotes(p, p + m->whole_len, ';');
	if (!stop)
		return -1;
	m->name_len = trimmed_len(p, stop);

	return 1;
}

bool
lws__http_list_has(const char *list, size_t len, const char *token)
{
	const char *at = list, *end = list + len;
	struct lws__list_member m;
	size_t token_len = strlen(token);

	while (lws__http_list_next(&at, end, &m) > 0)
		if (lws__http_same_text(m.whole, m.name_len, token, token_len))
			return true;

	return false;
}

/* the value of one "name=value", quotes taken off; NULL: another name */
static const char *
param_value(const char *p, const char *stop, const char *name, size_t *len)
{
	const char *eq = find_outside_quotes(p, stop, '=');
	size_t name_len;

	if (!eq)
		return NULL;

	name_len = trimmed_len(p, eq);
	if (!lws__http_same_text(p, name_len, name, strlen(name)))
		return NULL;
	if (eq == stop) {
		*len = 0;

		return stop;
	}

	for (eq++; eq < stop && is_ows(*eq); eq++)
		;
	*len = trimmed_len(eq, stop);
	if (*len >= 2 && *eq == '"' && eq[*len - 1] == '"') {
		eq++;
		*len -= 2;
	}

	return eq;
}

const char *
lws__http_list_param(const struct lws__list_member *m, const char *name,
		     size_t *len)
{
	const char *end = m->whole + m->whole_len;
	const char *p = m->whole + m->name_len;

	while (p < end) {
		const char *stop, *value;

		while (p < end && (is_ows(*p) || *p == ';'))
			p++;
		stop = find_outside_quotes(p, end, ';');
		if (!stop)
			return NULL;
		value = p < stop ? param_value(p, stop, name, len) : NULL;
		if (value)
			return value;
		p = stop;
	}

	return NULL;
}
