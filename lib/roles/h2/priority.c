/* SPDX-License-Identifier: MIT */
/*
 * The Priority field (RFC 9218 4), a dictionary of structured fields (RFC 8941
 * 3.2): "u=5, i".
 *
 *   in   a value, whole
 *   out  urgency and incremental, when it is a dictionary
 *
 * What else is in it is walked over, so that one mistake anywhere leaves all at
 * its default, as structured fields want it.
 */

#include "roles/h2/frame.h"

#include <string.h>

struct text {
	const char *at;
	const char *end;
};

/* a value, as far as it matters here */
struct item {
	enum { OTHER, INTEGER, BOOLEAN } kind;
	long number; /* 0 or 1 of a boolean */
};

/* next character, or NUL, which no structured field contains */
static char
peek(const struct text *t)
{
	return t->at < t->end ? *t->at : '\0';
}

static bool
take(struct text *t, char c)
{
	if (t->at == t->end || *t->at != c)
		return false;
	t->at++;

	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static void
skip_spaces(struct text *t, bool tabs)
{
	while (peek(t) == ' ' || (tabs && peek(t) == '\t'))
		t->at++;
}

/* 3.1.2 */
static bool
read_key(struct text *t, const char **key, size_t *len)
{
	*key = t->at;
	if (!is_lower(peek(t)) && peek(t) != '*')
		return false;
	while (t->at < t->end && (is_lower(*t->at) || is_digit(*t->at) ||
				  (*t->at && strchr("_-.*", *t->at))))
		t->at++;
	*len = (size_t)(t->at - *key);

	return true;
}

/* 3.3.1, 3.3.2: at most 15 digits, or 12 with up to 3 behind the point */
static bool
read_number(struct text *t, struct item *item)
{
	bool is_negative = take(t, '-');
	int digits = 0, decimals = 0;
	long n = 0;

	for (; is_digit(peek(t)) && digits < 16; digits++, t->at++)
		n = n > 1000 ? n : n * 10 + (*t->at - '0');
	if (!digits || digits > 15)
		return false;
	item->kind = INTEGER;
	item->number = is_negative ? -n : n;
	if (!take(t, '.'))
		return true;
	item->kind = OTHER;
	for (; is_digit(peek(t)); decimals++)
		t->at++;

	return digits <= 12 && decimals >= 1 && decimals <= 3;
}

/* 3.3.3 */
static bool
read_string(struct text *t)
{
	while (t->at < t->end) {
		char c = *t->at++;

		if (c == '"')
			return true;
		if (c < ' ' || c > '~')
			return false;
		if (c != '\\')
			continue;
		if (peek(t) != '"' && peek(t) != '\\')
			return false;
		t->at++;
	}

	return false;
}

/* 3.3.4, behind its first character */
static void
read_token(struct text *t)
{
	while (t->at < t->end &&
	       (lws__is_alnum(*t->at) ||
		(*t->at && strchr("!#$%&'*+-.^_`|~:/", *t->at))))
		t->at++;
}

/* 3.3.5 */
static bool
read_bytes(struct text *t)
{
	while (lws__is_alnum(peek(t)) || peek(t) == '+' || peek(t) == '/' ||
	       peek(t) == '=')
		t->at++;

	return take(t, ':');
}

/* 3.3, without its parameters */
static bool
read_bare(struct text *t, struct item *item)
{
	char c = peek(t);

	item->kind = OTHER;
	if (c == '-' || is_digit(c))
		return read_number(t, item);
	if (take(t, '"'))
		return read_string(t);
	if (take(t, ':'))
		return read_bytes(t);
	if (take(t, '?')) {
		item->kind = BOOLEAN;
		item->number = peek(t) == '1';
		return take(t, '0') || take(t, '1');
	}
	if (!is_lower(c) && !(c >= 'A' && c <= 'Z') && c != '*')
		return false;
	read_token(t);

	return true;
}

/* 3.1.2: of any value, and none of ours has any */
static bool
read_parameters(struct text *t)
{
	struct item item;
	const char *key;
	size_t len;

	while (take(t, ';')) {
		skip_spaces(t, false);
		if (!read_key(t, &key, &len))
			return false;
		if (take(t, '=') && !read_bare(t, &item))
			return false;
	}

	return true;
}

/* 3.1.1, behind its bracket */
static bool
read_inner_list(struct text *t)
{
	struct item item;

	for (;;) {
		skip_spaces(t, false);
		if (take(t, ')'))
			return true;
		if (!read_bare(t, &item) || !read_parameters(t))
			return false;
		if (peek(t) != ' ' && peek(t) != ')')
			return false;
	}
}

static bool
read_member(struct text *t, struct lws__h2_priority *p)
{
	struct item item = {BOOLEAN, 1};
	const char *key;
	size_t len;

	if (!read_key(t, &key, &len))
		return false;
	if (take(t, '=')) {
		if (take(t, '(')) {
			item.kind = OTHER;
			if (!read_inner_list(t))
				return false;
		} else if (!read_bare(t, &item)) {
			return false;
		}
	}
	if (!read_parameters(t))
		return false;

	/* of another type, or out of range: as if it were not there */
	if (len == 1 && *key == 'u' && item.kind == INTEGER &&
	    item.number >= 0 && item.number <= 7)
		p->urgency = (uint8_t)item.number;
	if (len == 1 && *key == 'i' && item.kind == BOOLEAN)
		p->is_incremental = item.number;

	return true;
}

int
lws__h2_priority_parse(struct lws__h2_priority *p, const char *value,
		       size_t len)
{
	struct text t = {value, value + len};
	struct lws__h2_priority found = *p;

	skip_spaces(&t, false);
	while (t.at < t.end) {
		if (!read_member(&t, &found))
			return 1;
		skip_spaces(&t, true);
		if (t.at == t.end)
			break;
		if (!take(&t, ','))
			return 1;
		skip_spaces(&t, true);
		if (t.at == t.end)
			return 1; /* a comma at the end */
	}
	*p = found;

	return 0;
}
