/* SPDX-License-Identifier: MIT */
/*
 * log: from a message to the line that an emitter gets.
 *
 *   [time] prepends of the log contexts, object tag, function: text \n
 *
 * Where a line goes is a struct lws_log_cx: a mask of levels and an emitter,
 * maybe with a parent whose prepend comes first.  What has no log context of
 * its own uses the process-wide one, which lws_set_log_level() sets.
 */

#include "base/log.h"

#include <stdio.h>
#include <string.h>

enum {
	LOG_PARENTS_MAX = 8,
	HEXDUMP_WIDTH = 16,
};

struct lws_log_cx lws__log_default = {
	.u.emit = lwsl_emit_stderr,
	.lll_flags = LLL_ERR | LLL_WARN | LLL_NOTICE,
	.refcount = 1,
};

/* who logs: what is put in front of the text */
struct log_origin {
	struct lws_log_cx *cx;
	lws_log_prepend_cx_t prepend; /* NULL: no tag */
	void *obj;
	const char *function; /* NULL: not named */
};

/* oldest ancestor first */
static char *
log_prepend(const struct log_origin *from, char *p, char *e)
{
	struct lws_log_cx *chain[LOG_PARENTS_MAX];
	size_t n = 0;

	for (struct lws_log_cx *cx = from->cx; cx && n < LOG_PARENTS_MAX;
	     cx = cx->parent)
		chain[n++] = cx;
	while (n--)
		if (chain[n]->prepend)
			chain[n]->prepend(chain[n], from->obj, &p, e);
	if (from->prepend)
		from->prepend(from->cx, from->obj, &p, e);
	if (from->function && e > p)
		p += lws_snprintf(p, (size_t)(e - p), "%s: ", from->function);

	return p < e ? p : e;
}

static void
log_emit(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	if (cx->lll_flags & (uint32_t)LLLF_LOG_CONTEXT_AWARE) {
		if (cx->u.emit_cx)
			cx->u.emit_cx(cx, level, line, len);
		return;
	}
	if (cx->u.emit)
		cx->u.emit(level, line);
	else
		lwsl_emit_stderr(level, line);
}

/* the format is the caller's: each caller's own callers were checked */
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wformat-nonliteral"
#endif

static void
log_line(const struct log_origin *from, int level, const char *format,
	 va_list ap)
{
	char line[LOG_LINE_MAX], *p = line, *e = line + sizeof(line) - 2;
	int n;

	if (from->cx->lll_flags & LLLF_LOG_TIMESTAMP)
		p += lwsl_timestamp(level, p, (size_t)(e - p));
	p = log_prepend(from, p, e);

	n = vsnprintf(p, (size_t)(e - p) + 1, format, ap);
	if (n < 0)
		*p = '\0';
	else if (n > e - p) {
		p = e;
		memcpy(p - 3, "...", 3);
	} else
		p += n;

	if (p == line || p[-1] != '\n')
		*p++ = '\n';
	*p = '\0';

	log_emit(from->cx, level, line, (size_t)(p - line));
}

void
_lws_logv(int filter, const char *format, va_list vl)
{
	struct log_origin from = {.cx = &lws__log_default};

	if (lws__log_wants(from.cx, filter))
		log_line(&from, filter, format, vl);
}

void
_lws_log(int filter, const char *format, ...)
{
	va_list ap;

	if (!lws__log_wants(&lws__log_default, filter))
		return;
	va_start(ap, format);
	_lws_logv(filter, format, ap);
	va_end(ap);
}

void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	    const char *_fun, const char *format, ...)
{
	struct log_origin from = {cx ? cx : &lws__log_default, prep, obj, _fun};
	va_list ap;

	if (!lws__log_wants(from.cx, filter))
		return;
	va_start(ap, format);
	log_line(&from, filter, format, ap);
	va_end(ap);
}

void
lws_set_log_level(int level, lws_log_emit_t log_emit_function)
{
	lws__log_default.lll_flags = (uint32_t)level;
	if (log_emit_function)
		lws__log_default.u.emit = log_emit_function;
}

int
lwsl_visible(int level)
{
	return lws__log_wants(&lws__log_default, level);
}

/* "0010: 48 65 6C 6C 6F ...  Hello", for up to HEXDUMP_WIDTH bytes */
static void
hexdump_line(char *line, size_t size, size_t ofs, const uint8_t *p, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	char *at = line + lws_snprintf(line, size, "%04zX: ", ofs);

	for (size_t n = 0; n < HEXDUMP_WIDTH; n++) {
		*at++ = n < len ? hex[p[n] >> 4] : ' ';
		*at++ = n < len ? hex[p[n] & 15] : ' ';
		*at++ = ' ';
	}
	*at++ = ' ';
	for (size_t n = 0; n < len; n++)
		*at++ = p[n] >= ' ' && p[n] < 0x7f ? (char)p[n] : '.';
	*at = '\0';
}

void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj,
		      int hexdump_level, const void *vbuf, size_t len)
{
	/* 22: the widest offset, ": ", two spaces and the NUL */
	char line[22 + HEXDUMP_WIDTH * 4];
	const uint8_t *p = vbuf;

	if (!cx)
		cx = &lws__log_default;
	if (!lws__log_wants(cx, hexdump_level))
		return;
	if (!p || !len)
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL,
			    "(hexdump: %s)\n", p ? "nothing" : "NULL");

	for (size_t ofs = 0; p && ofs < len; ofs += HEXDUMP_WIDTH) {
		size_t n = len - ofs;

		hexdump_line(line, sizeof(line), ofs, p + ofs,
			     n < HEXDUMP_WIDTH ? n : HEXDUMP_WIDTH);
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s\n", line);
	}
}

void
lwsl_hexdump_level(int level, const void *vbuf, size_t len)
{
	lwsl_hexdump_level_cx(NULL, NULL, NULL, level, vbuf, len);
}

void
lwsl_hexdump(const void *buf, size_t len)
{
	lwsl_hexdump_level(LLL_DEBUG, buf, len);
}

/* how many characters an escaped byte takes */
static size_t
escaped_len(uint8_t c)
{
	return c >= ' ' && c < 0x7f && c != '\\' ? 1 : 4;
}

char *
lws__log_escape(char *dst, size_t size, const void *src, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *p = src;
	char *at = dst, *e = dst + size;
	size_t need = 1, n, dots = 0;

	if (!size)
		return dst;

	for (n = 0; n < len && need <= size; n++)
		need += escaped_len(p[n]);
	if (need > size) /* then the dots must fit as well as the NUL */
		dots = size < 4 ? size - 1 : 3;

	for (n = 0; n < len; n++) {
		if ((size_t)(e - at) < escaped_len(p[n]) + dots + 1)
			break;
		if (escaped_len(p[n]) == 1) {
			*at++ = (char)p[n];
			continue;
		}
		*at++ = '\\';
		*at++ = 'x';
		*at++ = hex[p[n] >> 4];
		*at++ = hex[p[n] & 15];
	}
	while (dots--)
		*at++ = '.';
	*at = '\0';

	return dst;
}
