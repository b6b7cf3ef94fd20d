/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 frame receiver (RFC 9113 4.1, 6).
 *
 *   in   bytes from the peer
 *   out  events, see frame.h
 *
 * Nine bytes of a head; then what its type is made of: a fixed payload, pieces
 * (DATA, field blocks, debug data), entries (SETTINGS), or nothing of interest.
 */

#include "roles/h2/frame.h"

#include <string.h>

const char lws__h2_preface[LWS__H2_PREFACE_LEN + 1] =
	"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum rx_state {
	IN_PREFACE,
	IN_HEAD,
	IN_PAD_LEN,  /* wants the byte that says how much padding there is */
	IN_PRIORITY, /* left of the five bytes in HEADERS: got..wants */
	IN_PAYLOAD,  /* left bytes to be shown */
	IN_PADDING,  /* pad bytes to be passed over */
	IN_FIXED,    /* wants bytes, to fixed */
	IN_TEXT,     /* left bytes, to opaque as far as they fit */
	IN_SETTINGS, /* left bytes, 6 at a time */
	IN_SKIP,     /* left bytes that nobody wants */
	IN_BROKEN,   /* bad says why */
};

/* what a step says beside an event: none yet, go on */
enum { GO_ON = -1 };

/* how a type begins */
enum stream_rule { ANY_STREAM, WANTS_STREAM, WANTS_NONE };

struct type_rule {
	int (*on_head)(struct lws__h2_rx *f);
	uint8_t stream;    /* enum stream_rule */
	uint8_t fixed_len; /* 0: any */
};

static uint32_t
read_32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static int
break_with(struct lws__h2_rx *f, enum lws__h2_bad why)
{
	f->bad = (uint8_t)why;
	f->state = IN_BROKEN;

	return LWS__H2_BAD;
}

/* an error of the stream; the frame's left bytes go by */
static int
reset_with(struct lws__h2_rx *f, enum lws__h2_bad why)
{
	f->bad = (uint8_t)why;
	f->state = IN_SKIP;

	return LWS__H2_STREAM_ERROR;
}

static int
want_fixed(struct lws__h2_rx *f, uint8_t len)
{
	f->got = 0;
	f->wants = len;
	f->left -= len;
	f->state = IN_FIXED;

	return GO_ON;
}

/* ---- heads ----------------------------------------------------------------
 */

/* DATA and HEADERS: what is there before the payload is shown */
static int
on_data(struct lws__h2_rx *f)
{
	f->pad = 0;
	f->state = IN_PAYLOAD;
	if (f->flags & LWS__H2_PADDED) {
		if (!f->left)
			return break_with(f, LWS__H2_BAD_LEN_SHORT);
		f->state = IN_PAD_LEN;
	}

	return LWS__H2_HEAD;
}

static int
on_headers(struct lws__h2_rx *f)
{
	uint32_t least = (f->flags & LWS__H2_PADDED ? 1u : 0u) +
			 (f->flags & LWS__H2_HAS_PRIORITY ? 5u : 0u);

	if (f->len < least)
		return break_with(f, LWS__H2_BAD_LEN_SHORT);
	if (f->block_max && f->len > f->block_max)
		return break_with(f, LWS__H2_BAD_BLOCK_LONG);
	f->block_len = f->len;
	f->empty_continuations = 0;
	f->is_in_block = true;
	f->got = 0;
	f->wants = f->flags & LWS__H2_HAS_PRIORITY ? 5 : 0;
	f->pad = 0;
	f->state = f->flags & LWS__H2_PADDED ? IN_PAD_LEN : IN_PRIORITY;

	return LWS__H2_HEAD;
}

/* its head is in fixed: type, flags and stream stay those of HEADERS */
static int
on_continuation(struct lws__h2_rx *f, uint32_t len, uint8_t flags)
{
	if (!len && !(flags & LWS__H2_END_HEADERS) &&
	    ++f->empty_continuations > LWS__H2_CONTINUATIONS_MAX)
		return break_with(f, LWS__H2_BAD_CONTINUATIONS);
	f->block_len += len;
	if (f->block_max && f->block_len > f->block_max)
		return break_with(f, LWS__H2_BAD_BLOCK_LONG);
	if (f->block_len > LWS__H2_WINDOW_MOST)
		return break_with(f, LWS__H2_BAD_BLOCK_LONG);
	f->flags |= flags & LWS__H2_END_HEADERS;
	f->left = len;
	f->pad = 0;
	f->state = IN_PAYLOAD;

	return GO_ON;
}

static int
on_priority(struct lws__h2_rx *f)
{
	if (f->len != 5)
		return reset_with(f, LWS__H2_BAD_LEN_PRIORITY);
	f->state = IN_SKIP;

	return LWS__H2_IGNORED;
}

static int
on_fixed(struct lws__h2_rx *f)
{
	return want_fixed(f, (uint8_t)f->len);
}

static int
on_settings(struct lws__h2_rx *f)
{
	if (f->flags & LWS__H2_ACK) {
		if (f->len)
			return break_with(f, LWS__H2_BAD_ACK_LEN);
		f->state = IN_HEAD;
		return LWS__H2_SETTINGS_ACK;
	}
	if (f->len % LWS__H2_SETTING_LEN)
		return break_with(f, LWS__H2_BAD_SETTINGS_LEN);
	if (f->len > LWS__H2_SETTINGS_MAX * LWS__H2_SETTING_LEN)
		return break_with(f, LWS__H2_BAD_SETTINGS_COUNT);
	f->got = 0;
	f->state = IN_SETTINGS;

	return GO_ON;
}

static int
on_push_promise(struct lws__h2_rx *f)
{
	return break_with(f, LWS__H2_BAD_PUSH);
}

static int
on_goaway(struct lws__h2_rx *f)
{
	if (f->len < 8)
		return break_with(f, LWS__H2_BAD_LEN_SHORT);

	return want_fixed(f, 8);
}

static int
on_stray_continuation(struct lws__h2_rx *f)
{
	return break_with(f, LWS__H2_BAD_CONTINUATION);
}

static int
on_priority_update(struct lws__h2_rx *f)
{
	if (f->side == LWS_SIDE_CLIENT)
		return break_with(f, LWS__H2_BAD_PRIORITY_FROM_SERVER);
	if (f->len < 4)
		return break_with(f, LWS__H2_BAD_LEN_SHORT);

	return want_fixed(f, 4);
}

static int
on_unknown(struct lws__h2_rx *f)
{
	f->state = IN_SKIP;

	return LWS__H2_IGNORED;
}

static const struct type_rule type_rules[] = {
	[LWS__H2_DATA] = {on_data, WANTS_STREAM, 0},
	[LWS__H2_HEADERS] = {on_headers, WANTS_STREAM, 0},
	[LWS__H2_PRIORITY] = {on_priority, WANTS_STREAM, 0},
	[LWS__H2_RST_STREAM] = {on_fixed, WANTS_STREAM, 4},
	[LWS__H2_SETTINGS] = {on_settings, WANTS_NONE, 0},
	[LWS__H2_PUSH_PROMISE] = {on_push_promise, WANTS_STREAM, 0},
	[LWS__H2_PING] = {on_fixed, WANTS_NONE, 8},
	[LWS__H2_GOAWAY] = {on_goaway, WANTS_NONE, 0},
	[LWS__H2_WINDOW_UPDATE] = {on_fixed, ANY_STREAM, 4},
	[LWS__H2_CONTINUATION] = {on_stray_continuation, WANTS_STREAM, 0},
	[LWS__H2_PRIORITY_UPDATE] = {on_priority_update, WANTS_NONE, 0},
};

static const struct type_rule unknown_rule = {on_unknown, ANY_STREAM, 0};

static const struct type_rule *
rule_for(uint8_t type)
{
	if (type >= sizeof(type_rules) / sizeof(type_rules[0]) ||
	    !type_rules[type].on_head)
		return &unknown_rule;

	return &type_rules[type];
}

/* fixed has a whole head */
static int
on_head(struct lws__h2_rx *f)
{
	const uint8_t *h = f->fixed;
	uint32_t len = read_32(h) >> 8;
	uint32_t stream = read_32(h + 5) & LWS__H2_WINDOW_MOST;
	const struct type_rule *rule = rule_for(h[3]);

	f->got = 0;
	if (len > f->frame_max)
		return break_with(f, LWS__H2_BAD_LEN_LIMIT);
	if (f->is_in_block) {
		if (h[3] != LWS__H2_CONTINUATION || stream != f->stream)
			return break_with(f, LWS__H2_BAD_SEQUENCE);
		return on_continuation(f, len, h[4]);
	}
	f->len = f->left = len;
	f->type = h[3];
	f->flags = h[4];
	f->stream = stream;
	if (!f->saw_settings) {
		if (f->type != LWS__H2_SETTINGS || f->flags & LWS__H2_ACK)
			return break_with(f, LWS__H2_BAD_FIRST);
		f->saw_settings = true;
	}
	if (rule->stream == WANTS_STREAM && !stream)
		return break_with(f, LWS__H2_BAD_STREAM_ZERO);
	if (rule->stream == WANTS_NONE && stream)
		return break_with(f, LWS__H2_BAD_STREAM_NOT_ZERO);
	if (rule->fixed_len && len != rule->fixed_len)
		return break_with(f, LWS__H2_BAD_LEN);

	return rule->on_head(f);
}

/* ---- payloads --------------------------------------------------------------
 */

static int
on_window_update(struct lws__h2_rx *f)
{
	f->value = read_32(f->fixed) & LWS__H2_WINDOW_MOST;
	if (f->value)
		return LWS__H2_WINDOW;
	if (!f->stream)
		return break_with(f, LWS__H2_BAD_INCREMENT);

	return reset_with(f, LWS__H2_BAD_INCREMENT_STREAM);
}

/* all that was wanted is in fixed */
static int
on_fixed_end(struct lws__h2_rx *f)
{
	f->state = IN_HEAD;
	f->got = 0;
	switch (f->type) {
	case LWS__H2_RST_STREAM:
		f->code = read_32(f->fixed);
		return LWS__H2_RESET;
	case LWS__H2_PING:
		memcpy(f->opaque, f->fixed, 8);
		f->opaque_len = 8;
		f->is_ack = f->flags & LWS__H2_ACK;
		return LWS__H2_PINGED;
	case LWS__H2_GOAWAY:
		f->last_stream = read_32(f->fixed) & LWS__H2_WINDOW_MOST;
		f->code = read_32(f->fixed + 4);
		f->pad = 0;
		f->state = IN_PAYLOAD;
		return LWS__H2_GONE;
	case LWS__H2_PRIORITY_UPDATE:
		f->target = read_32(f->fixed) & LWS__H2_WINDOW_MOST;
		if (!f->target)
			return break_with(f, LWS__H2_BAD_PRIORITY_TARGET);
		f->opaque_len = 0;
		f->state = IN_TEXT;
		return GO_ON;
	default:
		return on_window_update(f);
	}
}

/* up to wants bytes into fixed; false: not all there yet */
static bool
gather(struct lws__h2_rx *f, struct lws_cursor *in, uint8_t wants)
{
	size_t len = lws__cursor_left(in);

	if (len > (size_t)(wants - f->got))
		len = (size_t)(wants - f->got);
	if (len)
		memcpy(f->fixed + f->got, in->at, len);
	in->at += len;
	f->got = (uint8_t)(f->got + len);

	return f->got == wants;
}

static int
read_settings(struct lws__h2_rx *f, struct lws_cursor *in)
{
	if (!f->left) {
		f->state = IN_HEAD;
		f->got = 0;
		return LWS__H2_SETTINGS_END;
	}
	if (!gather(f, in, LWS__H2_SETTING_LEN))
		return LWS__H2_MORE;
	f->got = 0;
	f->left -= LWS__H2_SETTING_LEN;
	f->id = (uint16_t)(f->fixed[0] << 8 | f->fixed[1]);
	f->value = read_32(f->fixed + 2);

	return LWS__H2_SETTING;
}

static int
read_pad_len(struct lws__h2_rx *f, struct lws_cursor *in)
{
	uint32_t others = f->type == LWS__H2_HEADERS ? f->wants : 0;

	if (in->at == in->end)
		return LWS__H2_MORE;
	f->pad = *in->at++;
	f->left--;
	if (f->pad + others > f->left)
		return break_with(f, LWS__H2_BAD_PADDING);
	f->left -= f->pad;
	f->state = f->type == LWS__H2_HEADERS ? IN_PRIORITY : IN_PAYLOAD;

	return GO_ON;
}

/* of RFC 7540, out of use: passed over */
static int
read_priority(struct lws__h2_rx *f, struct lws_cursor *in)
{
	if (!gather(f, in, f->wants))
		return LWS__H2_MORE;
	f->left -= f->wants;
	f->state = IN_PAYLOAD;

	return GO_ON;
}

static int
read_payload(struct lws__h2_rx *f, struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);

	if (!f->left) {
		f->state = IN_PADDING;
		return GO_ON;
	}
	if (!len)
		return LWS__H2_MORE;
	if (len > f->left)
		len = f->left;
	f->piece.at = in->at;
	f->piece.end = in->at + len;
	in->at += len;
	f->left -= (uint32_t)len;

	return LWS__H2_PIECE;
}

/* and then it is the end of the frame, which is not always that of a block */
static int
read_padding(struct lws__h2_rx *f, struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);

	if (len > f->pad)
		len = f->pad;
	in->at += len;
	f->pad = (uint8_t)(f->pad - len);
	if (f->pad)
		return LWS__H2_MORE;
	f->state = IN_HEAD;
	f->got = 0;
	if (f->is_in_block && !(f->flags & LWS__H2_END_HEADERS))
		return GO_ON;
	f->is_in_block = false;

	return LWS__H2_END;
}

static int
read_text(struct lws__h2_rx *f, struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);
	size_t kept = sizeof(f->opaque) - f->opaque_len;

	if (len > f->left)
		len = f->left;
	if (kept > len)
		kept = len;
	if (kept)
		memcpy(f->opaque + f->opaque_len, in->at, kept);
	f->opaque_len = (uint8_t)(f->opaque_len + kept);
	in->at += len;
	f->left -= (uint32_t)len;
	if (f->left)
		return LWS__H2_MORE;
	f->state = IN_HEAD;

	return LWS__H2_PRIORITISED;
}

static int
read_skip(struct lws__h2_rx *f, struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);

	if (len > f->left)
		len = f->left;
	in->at += len;
	f->left -= (uint32_t)len;
	if (f->left)
		return LWS__H2_MORE;
	f->state = IN_HEAD;
	f->got = 0;

	return GO_ON;
}

static int
read_preface(struct lws__h2_rx *f, struct lws_cursor *in)
{
	while (in->at < in->end) {
		if (*in->at != (uint8_t)lws__h2_preface[f->got])
			return break_with(f, LWS__H2_BAD_PREFACE);
		in->at++;
		if (++f->got == LWS__H2_PREFACE_LEN) {
			f->state = IN_HEAD;
			f->got = 0;
			return GO_ON;
		}
	}

	return LWS__H2_MORE;
}

static int
step(struct lws__h2_rx *f, struct lws_cursor *in)
{
	switch ((enum rx_state)f->state) {
	case IN_PREFACE:
		return read_preface(f, in);
	case IN_HEAD:
		return gather(f, in, LWS__H2_HEAD_LEN) ? on_head(f)
						       : LWS__H2_MORE;
	case IN_PAD_LEN:
		return read_pad_len(f, in);
	case IN_PRIORITY:
		return read_priority(f, in);
	case IN_PAYLOAD:
		return read_payload(f, in);
	case IN_PADDING:
		return read_padding(f, in);
	case IN_FIXED:
		return gather(f, in, f->wants) ? on_fixed_end(f) : LWS__H2_MORE;
	case IN_TEXT:
		return read_text(f, in);
	case IN_SETTINGS:
		return read_settings(f, in);
	case IN_SKIP:
		return read_skip(f, in);
	case IN_BROKEN:
		break;
	}

	return LWS__H2_BAD;
}

/* ---- what the role calls ----------------------------------------------------
 */

void
lws__h2_rx_init(struct lws__h2_rx *f, enum lws_side side)
{
	memset(f, 0, sizeof(*f));
	f->frame_max = LWS__H2_FRAME_DEFAULT;
	f->side = (uint8_t)side;
	f->state = side == LWS_SIDE_SERVER ? IN_PREFACE : IN_HEAD;
}

enum lws__h2_event
lws__h2_rx_next(struct lws__h2_rx *f, struct lws_cursor *in)
{
	int event;

	do
		event = step(f, in);
	while (event == GO_ON);

	return (enum lws__h2_event)event;
}

enum lws_feed
lws__h2_preface_match(const uint8_t *p, size_t len)
{
	size_t n = len < LWS__H2_PREFACE_LEN ? len : LWS__H2_PREFACE_LEN;

	if (n && memcmp(p, lws__h2_preface, n) != 0)
		return LWS_FEED_BAD;

	return n == LWS__H2_PREFACE_LEN ? LWS_FEED_DONE : LWS_FEED_MORE;
}

bool
lws__h2_rx_is_between(const struct lws__h2_rx *f)
{
	if (f->state == IN_SKIP)
		return !f->left;

	return f->state == IN_HEAD && !f->got && !f->is_in_block;
}
