/* SPDX-License-Identifier: MIT */
/*
 * Text in bounded buffers: printing, copying, searching, matching with '*',
 * and picking one value out of a short JSON text.
 *
 * No function writes past the size it is given, and none reads past the length
 * it is given.
 */

#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- printing and copying -------------------------------------------- */

int
lws_snprintf(char *str, size_t size, const char *format, ...)
{
	va_list ap;
	int n;

	if (!size)
		return 0;

	va_start(ap, format);
	n = vsnprintf(str, size, format, ap);
	va_end(ap);

	if (n < 0) {
		str[0] = '\0';
		return 0;
	}

	return (size_t)n >= size ? (int)size : n;
}

/* like strncpy, the rest of dest is filled with NULs */
char *
lws_strncpy(char *dest, const char *src, size_t size)
{
	if (!size)
		return dest;

	strncpy(dest, src, size - 1);
	dest[size - 1] = '\0';

	return dest;
}

/* ---- searching ------------------------------------------------------- */

const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl)
{
	const char *end = buf + len;

	if (!nl)
		return NULL;

	while ((size_t)(end - buf) >= nl) {
		buf = memchr(buf, name[0], (size_t)(end - buf) - nl + 1);
		if (!buf)
			return NULL;
		if (!memcmp(buf, name, nl))
			return buf;
		buf++;
	}

	return NULL;
}

/*
 * On a mismatch go back to just after what the last '*' has taken, and let it
 * take one more: at worst wlen * clen steps, and no recursion.
 */
int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen)
{
	size_t w = 0, c = 0, after_star = 0, star_took = 0;
	bool saw_star = false;

	while (c < clen) {
		if (w < wlen && wildcard[w] == '*') {
			saw_star = true;
			after_star = ++w;
			star_took = c;
			continue;
		}
		if (w < wlen && wildcard[w] == check[c]) {
			w++;
			c++;
			continue;
		}
		if (!saw_star)
			return 1;
		w = after_star;
		c = ++star_took;
	}

	while (w < wlen && wildcard[w] == '*')
		w++;

	return w != wlen || (!clen && !wlen);
}

/* ---- one value out of JSON ------------------------------------------- */

/* the bytes of a string up to its closing quote, or to the end */
static size_t
json_string_len(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && *p != '"') {
		if (*p == '\\' && p + 1 < end)
			p++;
		p++;
	}

	return (size_t)(p - start);
}

const char *
lws_json_simple_find(const char *buf, size_t len, const char *name,
		     size_t *alen)
{
	const char *end = buf + len, *p, *value;
	size_t nl = strlen(name);

	p = lws_nstrstr(buf, len, name, nl);
	if (!p)
		return NULL;

	p += nl;
	while (p < end && *p == ' ')
		p++;
	if (p == end)
		return NULL;

	if (*p == '"') {
		*alen = json_string_len(p + 1, end);

		return p + 1;
	}

	value = p;
	while (p < end && *p != ',' && *p != '}')
		p++;
	*alen = (size_t)(p - value);

	return value;
}

int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name,
		       const char *comp)
{
	size_t value_len;
	const char *value = lws_json_simple_find(buf, len, name, &value_len);

	if (!value || value_len != strlen(comp))
		return -1;

	return memcmp(value, comp, value_len);
}
