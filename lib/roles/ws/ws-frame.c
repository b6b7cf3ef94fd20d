/* SPDX-License-Identifier: MIT */
/*
 * WebSocket frames: header bytes in, at any split, header members out; payload
 * unmasked where it lies; and the way back (RFC 6455 5.2, 5.3).
 *
 * A header is refused at the first byte that shows it wrong, so nothing that
 * follows a bad header is ever waited for.
 */

#include "roles/ws/ws-frame.h"
#include "roles/ws/ws-close-codes.h"

#include <string.h>

enum {
	FIRST_FIN = 0x80,
	FIRST_RSV_SHIFT = 4,
	FIRST_RSV_MASK = 0x7,
	FIRST_OPCODE_MASK = 0xf,
	SECOND_MASK = 0x80,
	SECOND_LEN_MASK = 0x7f,
	LEN_IS_16 = 126, /* the short length says: two bytes follow */
	LEN_IS_64 = 127, /* ... eight bytes follow */
};

static const struct lws__ws_bad_rule bad_rules[WS_BAD_COUNT] = {
	[WS_FINE] = {0, "", ""},
	[WS_BAD_RSV] = {1002, "rsv bits", "RFC 6455 5.2 RSV"},
	[WS_BAD_OPCODE] = {1002, "bad opc", "RFC 6455 5.2 Opcode"},
	[WS_BAD_UNMASKED] = {1002, "unmasked", "RFC 6455 5.1"},
	[WS_BAD_MASKED] = {1002, "masked", "RFC 6455 5.1"},
	[WS_BAD_CTRL_FRAGMENT] = {1002, "frag ctl", "RFC 6455 5.5"},
	[WS_BAD_CTRL_LEN] = {1002, "ctl len", "RFC 6455 5.5"},
	[WS_BAD_LEN_FORM] = {1002, "long len", "RFC 6455 5.2 Payload length"},
	[WS_BAD_LEN_TOP_BIT] = {1002, "len top bit",
				"RFC 6455 5.2 Payload length"},
	[WS_BAD_LEN_LIMIT] = {1009, "too big", "RFC 6455 10.4"},
	[WS_BAD_CONTINUATION] = {1002, "bad cont", "RFC 6455 5.4"},
	[WS_BAD_NEW_MESSAGE] = {1002, "bad cont", "RFC 6455 5.4"},
	[WS_BAD_UTF8] = {1007, "bad utf8", "RFC 6455 8.1"},
	[WS_BAD_UTF8_CUT] = {1007, "partial utf8", "RFC 6455 8.1"},
	[WS_BAD_CLOSE_LEN] = {1002, "close len", "RFC 6455 5.5.1"},
	[WS_BAD_CLOSE_CODE] = {1002, "close code", "RFC 6455 7.4"},
	[WS_BAD_CLOSE_REASON] = {1007, "bad utf8", "RFC 6455 5.5.1"},
	[WS_BAD_PAYLOAD] = {1007, "bad payload", "RFC 7692 7.2.2"},
	[WS_BAD_MESSAGE_LEN] = {1009, "too big", "RFC 7692 8"},
	[WS_BAD_OUR_MEMORY] = {1011, "out of memory", "ours, not the peer's"},
};

const struct lws__ws_bad_rule *
lws__ws_bad_rule(enum lws__ws_bad why)
{
	return &bad_rules[why < WS_BAD_COUNT ? why : WS_FINE];
}

/* ---- in ---- */

void
lws__ws_frame_init(struct lws__ws_frame *f, enum lws_side side, uint8_t rsv_ok)
{
	*f = (struct lws__ws_frame){.side = (uint8_t)side, .rsv_ok = rsv_ok};
}

static bool
opcode_is_known(unsigned int opcode)
{
	return opcode <= WS_OP_BINARY ||
	       (opcode >= WS_OP_CLOSE && opcode <= WS_OP_PONG);
}

static enum lws__ws_bad
frame_first_byte(struct lws__ws_frame *f, uint8_t b)
{
	uint8_t rsv_ok = 0;

	f->is_final = !!(b & FIRST_FIN);
	f->rsv = (b >> FIRST_RSV_SHIFT) & FIRST_RSV_MASK;
	f->opcode = b & FIRST_OPCODE_MASK;

	/* an extension's bits belong on the first frame of a data message
	 * (RFC 7692 6.1) */
	if (f->lenient & WS_LENIENT_RSV)
		rsv_ok = FIRST_RSV_MASK;
	else if (f->opcode == WS_OP_TEXT || f->opcode == WS_OP_BINARY)
		rsv_ok = f->rsv_ok;
	if (f->rsv & ~rsv_ok)
		return WS_BAD_RSV;
	if (!opcode_is_known(f->opcode) && !(f->lenient & WS_LENIENT_OPCODE))
		return WS_BAD_OPCODE;
	if (lws__ws_frame_is_control(f) && !f->is_final)
		return WS_BAD_CTRL_FRAGMENT;

	f->state = WS_FRAME_SECOND;

	return WS_FINE;
}

/* the length is complete: the key is next, or the payload */
static void
frame_length_is_known(struct lws__ws_frame *f)
{
	f->phase = 0;
	f->pending = f->is_masked ? sizeof(f->key) : 0;
	f->state = f->is_masked ? WS_FRAME_KEY : WS_FRAME_PAYLOAD;
}

static enum lws__ws_bad
frame_second_byte(struct lws__ws_frame *f, uint8_t b)
{
	unsigned int len = b & SECOND_LEN_MASK;

	f->is_masked = !!(b & SECOND_MASK);
	if (f->is_masked && f->side == LWS_SIDE_CLIENT)
		return WS_BAD_MASKED;
	if (!f->is_masked && f->side == LWS_SIDE_SERVER)
		return WS_BAD_UNMASKED;
	if (lws__ws_frame_is_control(f) && len > WS_CONTROL_MAX)
		return WS_BAD_CTRL_LEN;

	if (len < LEN_IS_16) {
		f->left = len;
		frame_length_is_known(f);
		return WS_FINE;
	}

	f->left = 0;
	f->form_is_64 = len == LEN_IS_64;
	f->pending = f->form_is_64 ? 8 : 2;
	f->state = WS_FRAME_LENGTH;

	return WS_FINE;
}

static enum lws__ws_bad
frame_length_byte(struct lws__ws_frame *f, uint8_t b)
{
	if (f->pending == 8 && (b & 0x80))
		return WS_BAD_LEN_TOP_BIT;

	f->left = f->left << 8 | b;
	if (--f->pending)
		return WS_FINE;

	if (f->left < (f->form_is_64 ? (uint64_t)1 << 16 : LEN_IS_16))
		return WS_BAD_LEN_FORM;
	if (f->left > WS_FRAME_LEN_MAX)
		return WS_BAD_LEN_LIMIT;
	frame_length_is_known(f);

	return WS_FINE;
}

static enum lws__ws_bad
frame_key_byte(struct lws__ws_frame *f, uint8_t b)
{
	f->key[sizeof(f->key) - f->pending] = b;
	if (!--f->pending)
		f->state = WS_FRAME_PAYLOAD;

	return WS_FINE;
}

/* the usual case: all of it is there */
static bool
frame_takes_key(struct lws__ws_frame *f, struct lws_cursor *in)
{
	if (f->state != WS_FRAME_KEY || f->pending != sizeof(f->key) ||
	    (size_t)(in->end - in->at) < sizeof(f->key))
		return false;
	memcpy(f->key, in->at, sizeof(f->key));
	in->at += sizeof(f->key);
	f->pending = 0;
	f->state = WS_FRAME_PAYLOAD;

	return true;
}

static enum lws__ws_bad
frame_byte(struct lws__ws_frame *f, uint8_t b)
{
	switch ((enum lws__ws_frame_state)f->state) {
	case WS_FRAME_FIRST:
		return frame_first_byte(f, b);
	case WS_FRAME_SECOND:
		return frame_second_byte(f, b);
	case WS_FRAME_LENGTH:
		return frame_length_byte(f, b);
	case WS_FRAME_KEY:
		return frame_key_byte(f, b);
	case WS_FRAME_PAYLOAD:
	case WS_FRAME_BROKEN:
		break;
	}

	return WS_FINE;
}

enum lws_feed
lws__ws_frame_feed_header(struct lws__ws_frame *f, struct lws_cursor *in)
{
	if (f->state == WS_FRAME_BROKEN)
		return LWS_FEED_BAD;
	if (f->state == WS_FRAME_PAYLOAD && !f->left)
		f->state = WS_FRAME_FIRST;

	while (f->state != WS_FRAME_PAYLOAD) {
		enum lws__ws_bad bad;

		if (in->at == in->end)
			return LWS_FEED_MORE;
		if (frame_takes_key(f, in))
			break;
		bad = frame_byte(f, *in->at++);
		if (bad) {
			f->bad = (uint8_t)bad;
			f->state = WS_FRAME_BROKEN;
			return LWS_FEED_BAD;
		}
	}

	return LWS_FEED_DONE;
}

size_t
lws__ws_frame_take_payload(struct lws__ws_frame *f, struct lws_cursor *in,
			   size_t max, uint8_t **span)
{
	size_t len = lws__cursor_left(in);

	if (len > max)
		len = max;
	if (len > f->left)
		len = (size_t)f->left;

	if (f->is_masked)
		f->phase = (uint8_t)lws__ws_mask(in->at, len, f->key, f->phase);
	*span = in->at;
	in->at += len;
	f->left -= len;

	return len;
}

/* ---- out ---- */

static size_t
head_length_bytes(uint64_t len)
{
	if (len < LEN_IS_16)
		return 0;

	return len <= UINT16_MAX ? 2 : 8;
}

size_t
lws__ws_frame_header_len(const struct lws__ws_head *h)
{
	return 2 + head_length_bytes(h->len) +
	       (h->is_masked ? sizeof(h->key) : 0);
}

size_t
lws__ws_frame_write_header(const struct lws__ws_head *h, uint8_t *out)
{
	size_t bytes = head_length_bytes(h->len);
	uint8_t *p = out;

	*p++ = (uint8_t)((h->is_final ? FIRST_FIN : 0) |
			 h->rsv << FIRST_RSV_SHIFT | h->opcode);
	*p = h->is_masked ? SECOND_MASK : 0;
	if (!bytes)
		*p++ |= (uint8_t)h->len;
	else
		*p++ |= bytes == 2 ? LEN_IS_16 : LEN_IS_64;
	while (bytes--)
		*p++ = (uint8_t)(h->len >> (8 * bytes));
	if (h->is_masked) {
		memcpy(p, h->key, sizeof(h->key));
		p += sizeof(h->key);
	}

	return (size_t)(p - out);
}

uint8_t *
lws__ws_frame_prepend(const struct lws__ws_head *h, uint8_t *payload)
{
	uint8_t *start = payload - lws__ws_frame_header_len(h);

	lws__ws_frame_write_header(h, start);
	if (h->is_masked)
		lws__ws_mask(payload, (size_t)h->len, h->key, 0);

	return start;
}
