/* SPDX-License-Identifier: MIT */
/*
 * WebSocket messages: frames in, events out (RFC 6455 5.4 - 5.6, 7.4, 8.1),
 * and the sequence rules for what we send ourselves.
 *
 * A data lump points into the input.  A control frame is delivered once, whole:
 * out of the input if it is all there, else out of space that the sink lends.
 * After CLOSE, or after the first broken rule, all input is swallowed.
 */

#include "roles/ws/ws-message.h"

#include <string.h>

void
lws__ws_message_init(struct lws__ws_message *m, enum lws_side side,
		     uint8_t rsv_ok, size_t max_lump)
{
	*m = (struct lws__ws_message){.checks_utf8 = true};
	lws__ws_frame_init(&m->frame, side, rsv_ok);
	m->max_lump = max_lump < UINT32_MAX ? (uint32_t)max_lump : UINT32_MAX;
	if (!m->max_lump)
		m->max_lump = UINT32_MAX;
}

enum lws__ws_bad
lws__ws_message_check_text(struct lws__ws_message *m, const uint8_t *p,
			   size_t len, bool is_final)
{
	if (!m->checks_utf8 || m->opcode != WS_OP_TEXT)
		return WS_FINE;
	if (lws__utf8_feed(&m->utf8, p, len) == LWS_FEED_BAD)
		return WS_BAD_UTF8;
	if (is_final && !lws__utf8_is_complete(&m->utf8))
		return WS_BAD_UTF8_CUT;

	return WS_FINE;
}

/* nothing more will be heard from this peer */
static enum lws__ws_feed
message_ends(struct lws__ws_message *m, struct lws_cursor *in,
	     enum lws__ws_feed how)
{
	m->end = (uint8_t)how;
	in->at = in->end;

	return how;
}

/* a header is complete: may this frame be here? */
static enum lws__ws_bad
message_frame_begins(struct lws__ws_message *m)
{
	m->in_frame = true;
	m->starts_frame = true;
	m->control_len = 0;
	if (lws__ws_frame_is_control(&m->frame))
		return WS_FINE; /* between fragments too: RFC 6455 5.5 */

	if (m->frame.opcode == WS_OP_CONTINUATION)
		return lws__ws_message_is_open(m) ? WS_FINE
						  : WS_BAD_CONTINUATION;
	if (lws__ws_message_is_open(m))
		return WS_BAD_NEW_MESSAGE;

	m->opcode = m->frame.opcode;
	m->is_first = true;
	m->is_compressed = (m->frame.rsv & m->frame.rsv_ok) ||
			   (m->frame.lenient & WS_ASK_EXT);
	m->utf8 = (struct lws_utf8){0};

	return WS_FINE;
}

/* the end of a lump is input again, as it came */
static void
message_put_back(struct lws__ws_message *m, struct lws_cursor *in, size_t len)
{
	struct lws__ws_frame *f = &m->frame;

	in->at -= len;
	f->left += len;
	f->phase = (uint8_t)((f->phase - len) & 3);
	if (f->is_masked)
		lws__ws_mask(in->at, len, f->key, f->phase);
}

/* one lump of data; WS_FINE and *stop set, or why not */
static enum lws__ws_bad
message_deliver(struct lws__ws_message *m, struct lws_cursor *in,
		struct lws__ws_data *d, const struct lws__ws_sink *sink,
		void *arg, int *stop)
{
	enum lws__ws_bad bad;

	if (!m->is_compressed) {
		bad = lws__ws_message_check_text(m, d->at, d->len, d->is_final);
		if (bad)
			return bad;
	}

	*stop = sink->on_data(arg, d);

	if (m->is_compressed) {
		if (*stop < 0)
			return (enum lws__ws_bad) - *stop;
		if (*stop > 1) {
			message_put_back(m, in, (size_t)*stop - 1);
			d->is_final = false;
		}
	}
	m->is_first = false;
	m->starts_frame = false;
	m->in_frame = !!m->frame.left;
	if (d->is_final)
		m->opcode = WS_OP_CONTINUATION;

	return WS_FINE;
}

static enum lws__ws_bad
message_data(struct lws__ws_message *m, struct lws_cursor *in,
	     const struct lws__ws_sink *sink, void *arg, int *stop)
{
	struct lws__ws_data d = {
		.opcode = m->frame.opcode,
		.rsv = m->frame.rsv,
		.is_first = m->is_first,
		.is_binary = m->opcode != WS_OP_TEXT,
		.is_compressed = m->is_compressed,
		.is_frame_final = m->frame.is_final,
		.starts_frame = m->starts_frame,
	};

	d.len = lws__ws_frame_take_payload(&m->frame, in, m->max_lump, &d.at);
	d.frame_left = m->frame.left;
	d.is_final = m->frame.is_final && !m->frame.left;

	return message_deliver(m, in, &d, sink, arg, stop);
}

/* RFC 6455 5.5.1: nothing, or a code and UTF-8 */
static enum lws__ws_bad
close_payload_check(const uint8_t *p, size_t len, bool checks_utf8)
{
	struct lws_utf8 utf8 = {0};

	if (!len)
		return WS_FINE;
	if (len == 1)
		return WS_BAD_CLOSE_LEN;
	if (!lws__ws_close_code_is_valid((unsigned int)(p[0] << 8 | p[1])))
		return WS_BAD_CLOSE_CODE;
	if (!checks_utf8)
		return WS_FINE;
	if (lws__utf8_feed(&utf8, p + 2, len - 2) == LWS_FEED_BAD ||
	    !lws__utf8_is_complete(&utf8))
		return WS_BAD_CLOSE_REASON;

	return WS_FINE;
}

/*
 * Take what is there of a control frame.  *payload is set when it is complete;
 * nonzero: out of memory.
 */
static int
control_collect(struct lws__ws_message *m, struct lws_cursor *in,
		const struct lws__ws_sink *sink, void *arg, uint8_t **payload)
{
	struct lws__ws_frame *f = &m->frame;
	uint8_t *span;
	size_t len;

	*payload = NULL;
	if (!m->control_len && f->left <= lws__cursor_left(in)) {
		m->control_len = (uint8_t)lws__ws_frame_take_payload(
			f, in, WS_CONTROL_MAX, payload);
		return 0;
	}

	if (!m->control)
		m->control = sink->control_space(arg, (size_t)f->left);
	if (!m->control)
		return 1;

	len = lws__ws_frame_take_payload(f, in, WS_CONTROL_MAX, &span);
	memcpy(m->control + m->control_len, span, len);
	m->control_len = (uint8_t)(m->control_len + len);
	if (!f->left) {
		*payload = m->control;
		m->control = NULL;
	}

	return 0;
}

/* a control frame that no RFC knows, by itself (WS_LENIENT_OPCODE) */
static int
message_unknown(const struct lws__ws_message *m, uint8_t *payload,
		const struct lws__ws_sink *sink, void *arg)
{
	const struct lws__ws_data d = {
		.at = payload,
		.len = m->control_len,
		.opcode = m->frame.opcode,
		.rsv = m->frame.rsv,
		.is_first = true,
		.is_final = true,
		.is_binary = true,
		.is_frame_final = true,
		.starts_frame = true,
	};

	return sink->on_data(arg, &d);
}

/* a whole control frame; WS_FINE and *r set, or why not */
static enum lws__ws_bad
control_deliver(struct lws__ws_message *m, uint8_t *payload,
		const struct lws__ws_sink *sink, void *arg,
		enum lws__ws_feed *r)
{
	enum lws__ws_bad bad;
	int stop = 0;

	switch (m->frame.opcode) {
	case WS_OP_CLOSE:
		bad = close_payload_check(payload, m->control_len,
					  m->checks_utf8);
		if (bad)
			return bad;
		sink->on_close(arg, payload, m->control_len);
		*r = LWS_WS_CLOSED;
		return WS_FINE;
	case WS_OP_PING:
		stop = sink->on_ping(arg, payload, m->control_len);
		break;
	case WS_OP_PONG:
		stop = sink->on_pong(arg, payload, m->control_len);
		break;
	default:
		stop = message_unknown(m, payload, sink, arg);
		break;
	}
	*r = stop ? LWS_WS_STOPPED : LWS_WS_MORE;

	return WS_FINE;
}

/* one step of a control frame: go on (MORE), or what feed() has to return */
static enum lws__ws_feed
message_control(struct lws__ws_message *m, struct lws_cursor *in,
		const struct lws__ws_sink *sink, void *arg,
		enum lws__ws_bad *bad)
{
	enum lws__ws_feed r = LWS_WS_MORE;
	uint8_t *payload;

	if (control_collect(m, in, sink, arg, &payload))
		return message_ends(m, in, LWS_WS_NO_MEMORY);
	if (!payload)
		return LWS_WS_MORE;

	m->in_frame = false;
	*bad = control_deliver(m, payload, sink, arg, &r);
	if (*bad)
		return LWS_WS_BAD;

	return r == LWS_WS_CLOSED ? message_ends(m, in, r) : r;
}

/* what lws__ws_message_whole() took */
static enum lws__ws_feed
message_whole(struct lws__ws_message *m, const struct lws__ws_data *d,
	      const struct lws__ws_sink *sink, void *arg, enum lws__ws_bad *bad)
{
	int stop;

	if (!d->is_binary)
		*bad = lws__ws_message_check_text(m, d->at, d->len, true);
	if (*bad)
		return LWS_WS_BAD;
	stop = sink->on_data(arg, d);
	m->opcode = WS_OP_CONTINUATION;

	return stop ? LWS_WS_STOPPED : LWS_WS_MORE;
}

/* read up to one event */
static LWS__APART enum lws__ws_feed
message_step(struct lws__ws_message *m, struct lws_cursor *in,
	     const struct lws__ws_sink *sink, void *arg, enum lws__ws_bad *bad)
{
	enum lws_feed header;
	int stop = 0;

	if (!m->in_frame) {
		header = lws__ws_frame_feed_header(&m->frame, in);
		if (header == LWS_FEED_MORE)
			return LWS_WS_MORE;
		*bad = header == LWS_FEED_BAD ? (enum lws__ws_bad)m->frame.bad
					      : message_frame_begins(m);
		if (*bad)
			return LWS_WS_BAD;
	}
	if (m->frame.left && in->at == in->end)
		return LWS_WS_MORE;

	if (lws__ws_frame_is_control(&m->frame))
		return message_control(m, in, sink, arg, bad);

	*bad = message_data(m, in, sink, arg, &stop);
	if (*bad)
		return LWS_WS_BAD;

	return stop ? LWS_WS_STOPPED : LWS_WS_MORE;
}

LWS__HOT enum lws__ws_feed
lws__ws_message_feed(struct lws__ws_message *m, struct lws_cursor *in,
		     const struct lws__ws_sink *sink, void *arg)
{
	enum lws__ws_feed r = LWS_WS_MORE;
	enum lws__ws_bad bad = WS_FINE;
	struct lws__ws_data whole;

	if (m->end)
		return message_ends(m, in, (enum lws__ws_feed)m->end);

	while (r == LWS_WS_MORE && in->at < in->end)
		r = lws__likely(lws__ws_message_whole(m, in, &whole))
			    ? message_whole(m, &whole, sink, arg, &bad)
			    : message_step(m, in, sink, arg, &bad);

	if (r == LWS_WS_BAD) {
		message_ends(m, in, LWS_WS_BAD);
		sink->on_bad(arg, bad);
	}

	return r;
}

/* ---- the messages we send ---- */

/* enum lws_write_protocol without its modifiers */
#define WRITE_KIND_MASK 0x1f

static int
tx_control_head(const struct lws__ws_tx *tx, enum lws__ws_opcode opcode,
		size_t len, struct lws__ws_head *h)
{
	if (tx->is_closed || len > WS_CONTROL_MAX)
		return 1;

	h->opcode = (uint8_t)opcode;
	h->is_final = true;
	h->len = len;

	return 0;
}

int
lws__ws_tx_head(struct lws__ws_tx *tx, int wp, size_t len,
		struct lws__ws_head *h)
{
	int kind = wp & WRITE_KIND_MASK;

	if (kind == LWS_WRITE_PING)
		return tx_control_head(tx, WS_OP_PING, len, h);
	if (kind == LWS_WRITE_PONG)
		return tx_control_head(tx, WS_OP_PONG, len, h);

	if (kind != LWS_WRITE_TEXT && kind != LWS_WRITE_BINARY &&
	    kind != LWS_WRITE_CONTINUATION)
		return 1;
	if (tx->is_closed ||
	    tx->is_open != (kind == LWS_WRITE_CONTINUATION)) /* 5.4 */
		return 1;

	h->opcode = kind == LWS_WRITE_TEXT     ? WS_OP_TEXT
		    : kind == LWS_WRITE_BINARY ? WS_OP_BINARY
					       : WS_OP_CONTINUATION;
	h->is_final = !(wp & LWS_WRITE_NO_FIN);
	h->len = len;
	tx->is_open = !h->is_final;

	return 0;
}

int
lws__ws_tx_close_head(struct lws__ws_tx *tx, size_t len, struct lws__ws_head *h)
{
	if (tx_control_head(tx, WS_OP_CLOSE, len, h))
		return 1;
	tx->is_closed = true;

	return 0;
}
