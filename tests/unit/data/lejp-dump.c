/* SPDX-License-Identifier: MIT */

#include "lejp-dump.h"

#include <stdio.h>
#include <string.h>

static void
dump_add(struct lejp_dump *d, const char *text, size_t len)
{
	for (size_t n = 0; n < len; n++) {
		d->hash = (d->hash ^ (uint8_t)text[n]) * 1099511628211u;
		if (d->len + 5 < sizeof(d->text)) {
			char c = text[n];

			if ((uint8_t)c < 0x20)
				d->len += (size_t)snprintf(
					d->text + d->len, 5, "\\x%02x",
					(unsigned int)(uint8_t)c);
			else
				d->text[d->len++] = c;
			d->text[d->len] = '\0';
		}
	}
}

static const char *
dump_mark(char reason)
{
	switch (reason) {
	case LEJPCB_CONSTRUCTED:
		return "C";
	case LEJPCB_DESTRUCTED:
		return "D";
	case LEJPCB_START:
		return "S";
	case LEJPCB_COMPLETE:
		return ".";
	case LEJPCB_FAILED:
		return "F";
	case LEJPCB_PAIR_NAME:
		return "n=";
	case LEJPCB_VAL_TRUE:
		return "t";
	case LEJPCB_VAL_FALSE:
		return "f";
	case LEJPCB_VAL_NULL:
		return "0";
	case LEJPCB_VAL_NUM_INT:
		return "i";
	case LEJPCB_VAL_NUM_FLOAT:
		return "d";
	case LEJPCB_VAL_STR_CHUNK:
		return "-";
	case LEJPCB_VAL_STR_START:
	case LEJPCB_VAL_STR_END:
		return "\"";
	case LEJPCB_ARRAY_START:
		return "[";
	case LEJPCB_ARRAY_END:
		return "]";
	case LEJPCB_OBJECT_START:
		return "{";
	case LEJPCB_OBJECT_END:
		return "}";
	}

	return "?";
}

signed char
lejp_dump_cb(struct lejp_ctx *ctx, char reason)
{
	struct lejp_dump *d = ctx->user;
	const char *mark = dump_mark(reason);
	char match[8];

	d->events++;
	if (d->len)
		dump_add(d, " ", 1);
	dump_add(d, mark, strlen(mark));
	if (reason == LEJPCB_PAIR_NAME)
		dump_add(d, ctx->path, strlen(ctx->path));
	if (reason == LEJPCB_VAL_NUM_INT || reason == LEJPCB_VAL_NUM_FLOAT ||
	    reason == LEJPCB_VAL_STR_CHUNK || reason == LEJPCB_VAL_STR_END)
		dump_add(d, ctx->buf, ctx->npos);
	if (ctx->path_match) {
		snprintf(match, sizeof(match), "@%d", ctx->path_match);
		dump_add(d, match, strlen(match));
	}
	for (unsigned int n = 0; n < ctx->ipos; n++)
		d->hash = (d->hash ^ ctx->i[n]) * 1099511628211u;
	for (const char *p = ctx->path; *p; p++)
		d->hash = (d->hash ^ (uint8_t)*p) * 1099511628211u;

	return d->fail_at == d->events ? -1 : 0;
}
