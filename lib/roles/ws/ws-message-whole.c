/* SPDX-License-Identifier: MIT */
/*
 * The message that most are: short, in one frame, and all of it there.  It
 * needs no state between its bytes, so it is read in one step.
 * no-ws-message-whole.c is for builds that must be small.
 */

#include "roles/ws/ws-message.h"

#include <string.h>

enum {
	FIRST_FIN_TEXT = 0x80 | WS_OP_TEXT,
	FIRST_FIN_BINARY = 0x80 | WS_OP_BINARY,
	SECOND_MASK = 0x80,
	SHORT_MAX = 125,
};

/* between two messages, and nobody has a say in what may come */
static bool
is_plain(const struct lws__ws_message *m)
{
	const struct lws__ws_frame *f = &m->frame;

	return !m->end && !m->in_frame && !lws__ws_message_is_open(m) &&
	       !f->lenient &&
	       (f->state == WS_FRAME_FIRST || f->state == WS_FRAME_PAYLOAD);
}

bool
lws__ws_message_whole(struct lws__ws_message *m, struct lws_cursor *in,
		      struct lws__ws_data *d)
{
	const bool is_masked = m->frame.side == LWS_SIDE_SERVER;
	const size_t key = is_masked ? sizeof(m->frame.key) : 0;
	const size_t left = lws__cursor_left(in);
	uint8_t *p = in->at;
	size_t len;

	if (left < 2 + key || !is_plain(m) ||
	    (p[0] != FIRST_FIN_TEXT && p[0] != FIRST_FIN_BINARY))
		return false;
	len = (size_t)p[1] ^ (is_masked ? SECOND_MASK : 0);
	if (len > SHORT_MAX || len > m->max_lump || left < 2 + key + len)
		return false;

	m->opcode = m->frame.opcode = p[0] & 0xf;
	m->frame.rsv = 0;
	m->frame.is_final = true;
	m->frame.is_masked = is_masked;
	m->frame.state = WS_FRAME_PAYLOAD;
	m->is_compressed = false;
	m->utf8 = (struct lws_utf8){0};
	if (is_masked)
		lws__ws_mask(p + 2 + key, len, p + 2, 0);
	in->at = p + 2 + key + len;
	*d = (struct lws__ws_data){
		.at = p + 2 + key,
		.len = len,
		.opcode = m->opcode,
		.is_first = true,
		.is_final = true,
		.is_binary = m->opcode == WS_OP_BINARY,
		.is_frame_final = true,
		.starts_frame = true,
	};

	return true;
}
