/* SPDX-License-Identifier: MIT */
/*
 * LEJP: strings (RFC 8259 s7), values into buf[] and names into path[].
 *
 * Between two bytes the state is LEJP_MP_STRING, _ESC (after the backslash) or
 * _ESC_U1 .. U4 (the hex digits of \u), with
 *
 *   dcount  0, or PAIR: the first half of a surrogate pair was seen, and
 *           nothing but the second may come; or 1..3: bytes that an unescaped
 *           UTF-8 sequence still needs
 *   uni     of \u, the digits so far, or of a pair the bits not yet written; of
 *           UTF-8 the range of the next byte as lws_utf8 has it
 *
 * Text goes out in pieces of LEJP_STRING_CHUNK bytes wherever that falls, so
 * that it is the same pieces however the input was cut.
 */

#include "data/lejp.h"

#include <string.h>

_Static_assert(LEJP_STRING_CHUNK <= 255, "npos is one byte");

enum {
	PAIR = 4, /* beyond what UTF-8 needs */
	SURROGATE_FIRST = 0xd8,
	SURROGATE_SECOND = 0xdc,
};

/* ---- where text goes ------------------------------------------------- */

static bool
is_name(const struct lejp_ctx *ctx)
{
	return ctx->f & LEJP_DOC_IN_NAME;
}

/* at least 1 for values */
static size_t
string_room(const struct lejp_ctx *ctx)
{
	return is_name(ctx) ? lws__lejp_path_room(ctx)
			    : (size_t)(LEJP_STRING_CHUNK - ctx->npos);
}

/* len <= string_room() */
static int
string_add(struct lejp_ctx *ctx, const void *text, size_t len)
{
	if (is_name(ctx))
		return lws__lejp_path_append(ctx, text, len)
			       ? LEJP_REJECT_MP_STRING_UNDERRUN
			       : 0;

	memcpy(ctx->buf + ctx->npos, text, len);
	ctx->npos = (uint8_t)(ctx->npos + len);
	ctx->buf[ctx->npos] = '\0';
	if (ctx->npos < LEJP_STRING_CHUNK)
		return 0;
	if (lws__lejp_tell(ctx, LEJPCB_VAL_STR_CHUNK))
		return LEJP_REJECT_CALLBACK;
	ctx->npos = 0;
	ctx->buf[0] = '\0';

	return 0;
}

static int
string_add_byte(struct lejp_ctx *ctx, unsigned int c)
{
	char byte = (char)c;

	return string_add(ctx, &byte, 1);
}

/* ---- escapes --------------------------------------------------------- */

/* a code point below 10000 as UTF-8 */
static int
string_add_point(struct lejp_ctx *ctx, unsigned int point)
{
	int failed;

	if (point < 0x80)
		return string_add_byte(ctx, point);
	if (point < 0x800) {
		failed = string_add_byte(ctx, 0xc0 | point >> 6);
	} else {
		failed = string_add_byte(ctx, 0xe0 | point >> 12);
		if (!failed)
			failed = string_add_byte(ctx,
						 0x80 | (point >> 6 & 0x3f));
	}

	return failed ? failed : string_add_byte(ctx, 0x80 | (point & 0x3f));
}

/*
 * The first half of a pair has ten bits of the code point, less 10000: enough
 * for two of its four bytes, two bits of the third are left over.
 */
static int
string_pair_begin(struct lejp_ctx *ctx)
{
	unsigned int high = (ctx->uni & 0x3ffu) + 0x40;
	int failed = string_add_byte(ctx, 0xf0 | high >> 8);

	if (!failed)
		failed = string_add_byte(ctx, 0x80 | (high >> 2 & 0x3f));
	ctx->uni = high & 3;
	ctx->dcount = PAIR;

	return failed;
}

/* its second half is complete: uni has the lower twelve bits */
static int
string_pair_end(struct lejp_ctx *ctx)
{
	int failed = string_add_byte(ctx, 0x80 | ctx->uni >> 6);

	ctx->dcount = 0;

	return failed ? failed : string_add_byte(ctx, 0x80 | (ctx->uni & 0x3f));
}

/* the second half is DC00 .. DFFF: D, then two bits of the next digit */
static int
string_pair_digit(struct lejp_ctx *ctx, enum lejp_states state,
		  unsigned int digit)
{
	if (state == LEJP_MP_STRING_ESC_U1)
		return digit == 0xd ? 0 : LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;
	if (state == LEJP_MP_STRING_ESC_U2) {
		if (digit < 0xc)
			return LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;
		ctx->uni =
			(uint16_t)((unsigned int)ctx->uni << 2 | (digit & 3));
		return 0;
	}
	ctx->uni =
		(uint16_t)((unsigned int)ctx->uni << 4 | (unsigned int)digit);

	return state == LEJP_MP_STRING_ESC_U4 ? string_pair_end(ctx) : 0;
}

static int
string_hex_digit(struct lejp_ctx *ctx, uint8_t c)
{
	enum lejp_states state = (enum lejp_states)ctx->st[ctx->sp].s;
	int digit = lws__hex_digit((char)c);

	if (digit < 0)
		return LEJP_REJECT_ILLEGAL_HEX;
	lws__lejp_set_state(ctx, state == LEJP_MP_STRING_ESC_U4
					 ? LEJP_MP_STRING
					 : (enum lejp_states)(state + 1));
	if (ctx->dcount == PAIR)
		return string_pair_digit(ctx, state, (unsigned int)digit);
	ctx->uni =
		(uint16_t)((unsigned int)ctx->uni << 4 | (unsigned int)digit);
	if (state != LEJP_MP_STRING_ESC_U4)
		return 0;
	if (ctx->uni >> 10 == SURROGATE_FIRST >> 2)
		return string_pair_begin(ctx);
	if (ctx->uni >> 10 == SURROGATE_SECOND >> 2) /* without a first */
		return LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;

	return string_add_point(ctx, ctx->uni);
}

static int
string_escape(struct lejp_ctx *ctx, uint8_t c)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char means[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (c == 'u') {
		if (ctx->dcount != PAIR)
			ctx->uni = 0;
		lws__lejp_set_state(ctx, LEJP_MP_STRING_ESC_U1);
		return 0;
	}
	letter = c ? strchr(letters, c) : NULL;
	if (!letter || ctx->dcount == PAIR)
		return LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;
	lws__lejp_set_state(ctx, LEJP_MP_STRING);

	return string_add(ctx, means + (letter - letters), 1);
}

/* ---- text as it stands ----------------------------------------------- */

static bool
string_is_plain(uint8_t c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

/* RFC 8259 s8.1: text is UTF-8 */
static enum lws_feed
string_utf8(struct lejp_ctx *ctx, const uint8_t *p, size_t len)
{
	struct lws_utf8 u = {(uint32_t)ctx->dcount << 16 | ctx->uni};
	enum lws_feed verdict;

	if (!ctx->dcount)
		u.state = 0;
	verdict = lws__utf8_feed(&u, p, len);
	ctx->dcount = (uint8_t)(u.state >> 16);
	ctx->uni = (uint16_t)u.state;

	return verdict;
}

/* at least one byte at in->at is plain */
static int
string_run(struct lejp_ctx *ctx, struct lws_cursor *in)
{
	size_t len = 1, most = lws__cursor_left(in), room = string_room(ctx);

	if (!room)
		return LEJP_REJECT_MP_STRING_UNDERRUN;
	if (ctx->dcount == PAIR)
		return LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;
	if (most > room)
		most = room;
	while (len < most && string_is_plain(in->at[len]))
		len++;
	if (string_utf8(ctx, in->at, len) == LWS_FEED_BAD)
		return LEJP_REJECT_MP_ILLEGAL_CTRL;
	in->at += len;

	return string_add(ctx, in->at - len, len);
}

/* the closing quote */
static int
string_end(struct lejp_ctx *ctx)
{
	if (is_name(ctx)) {
		ctx->f &= (uint8_t)~LEJP_DOC_IN_NAME;
		lws__lejp_set_state(ctx, LEJP_MP_DELIM);
		return 0;
	}
	lws__lejp_set_state(ctx, LEJP_MP_COMMA_OR_END);

	return lws__lejp_tell(ctx, LEJPCB_VAL_STR_END) ? LEJP_REJECT_CALLBACK
						       : 0;
}

/* a quote, a backslash or what may not stand in a string */
static int
string_special(struct lejp_ctx *ctx, uint8_t c)
{
	bool is_pair = ctx->dcount == PAIR;

	if (ctx->dcount && !is_pair) /* in the middle of a UTF-8 sequence */
		return LEJP_REJECT_MP_ILLEGAL_CTRL;
	if (c == '\\') {
		lws__lejp_set_state(ctx, LEJP_MP_STRING_ESC);
		return 0;
	}
	if (c != '"')
		return LEJP_REJECT_MP_ILLEGAL_CTRL;

	return is_pair ? LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC
		       : string_end(ctx);
}

int
lws__lejp_string_begin(struct lejp_ctx *ctx, bool name)
{
	ctx->dcount = 0;
	ctx->uni = 0;
	lws__lejp_set_state(ctx, LEJP_MP_STRING);
	if (name) {
		ctx->f |= LEJP_DOC_IN_NAME;
		return 0;
	}
	ctx->npos = 0;
	ctx->buf[0] = '\0';

	return lws__lejp_tell(ctx, LEJPCB_VAL_STR_START) ? LEJP_REJECT_CALLBACK
							 : 0;
}

int
lws__lejp_string_feed(struct lejp_ctx *ctx, struct lws_cursor *in)
{
	uint8_t c = *in->at;

	if (ctx->st[ctx->sp].s != LEJP_MP_STRING) {
		in->at++;
		return ctx->st[ctx->sp].s == LEJP_MP_STRING_ESC
			       ? string_escape(ctx, c)
			       : string_hex_digit(ctx, c);
	}
	if (string_is_plain(c))
		return string_run(ctx, in);
	in->at++;
	ctx->line += c == '\n';

	return string_special(ctx, c);
}
