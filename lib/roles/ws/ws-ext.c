/* SPDX-License-Identifier: MIT */
/*
 * The payload of a websocket through its extension.
 *
 *   in   a lump of a frame  ->  PAYLOAD_RX, again and again  ->  pieces of at
 *        most a lump  ->  user.  One byte more than a piece is asked for, so
 *        that the last one can be told from the others.  When the user stops
 *        reading, or had its share of the turn, what is left of the lump goes
 *        back to where it came from.
 *   out  a write  ->  PAYLOAD_TX, again and again  ->  PACKET_TX_PRESEND
 *        ->  frames of at most TX_ROOM bytes
 */

#include "roles/ws/ws-ext.h"
#include "core/mux.h"
#include "core/service-module.h"
#include "roles/ws/ws-ext-area.h"

#include <string.h>

enum {
	TX_ROOM = 16 * 1024,
	/* a lump may come to a thousand times its length: so much of it is
	 * told in a turn, then others have theirs */
	TURN_PIECES = 64,
	TURN_BYTES = 256 * 1024,
	RX_OFF_TURN = 1 << 1, /* a reason to hold reading, besides those that
				 are public: LWS_RXFLOW_REASON_... */

	/* what LWS_EXT_CB_PAYLOAD_RX is given as len, see lws-ws-ext.h */
	RX_ENDS = 0x80,
	RX_RSV_SHIFT = 4,
	RX_BEGINS = 0x100,

	/* what the callbacks for payload answer */
	SAYS_UNCHANGED = 0,
	SAYS_MORE = 2,
};

struct lws__ws_ext_pt {
	size_t rx_room; /* without the byte more */
	uint8_t *rx;    /* LWS_PRE before, two behind */
	uint8_t tx[TX_ROOM];
};

/* ---- what a thread lends ---- */

int
lws__ws_ext_area(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	size_t room = wsi->cx->pt_serv_buf_size;
	struct lws__ws_ext_pt *lent;

	if (pt->ws_ext)
		return 0;
	lent = lws__malloc(sizeof(*lent) + LWS_PRE + room + 2, "ws ext area");
	if (!lent)
		return 1;
	lent->rx_room = room;
	lent->rx = (uint8_t *)(lent + 1) + LWS_PRE;
	pt->ws_ext = lent;

	return 0;
}

static void
free_areas(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		lws__free(cx->pts[n].ws_ext);
		cx->pts[n].ws_ext = NULL;
	}
}

const struct lws__service_module lws__service_ws_ext = {
	.name = "ws extensions",
	.context_destroy = free_areas,
};

/* ---- in ---- */

struct piece {
	uint8_t *at; /* borrowed until the next call of the extension */
	size_t len;
	bool is_more; /* another one follows, or input is left */
};

static enum lws__ws_bad
bad_of(int answer)
{
	switch (-answer) {
	case LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE:
		return WS_BAD_MESSAGE_LEN;
	case LWS_CLOSE_STATUS_UNEXPECTED_CONDITION:
		return WS_BAD_OUR_MEMORY;
	}

	return WS_BAD_PAYLOAD;
}

/* what the extension put into our own memory */
static void
take_lent(struct lws__ws_ext *x, struct piece *p, size_t room)
{
	p->at -= x->has_carry;
	p->len += x->has_carry;
	x->has_carry = 0;
	if (p->len <= room)
		return;
	p->len = room;
	x->rx_carry = p->at[room];
	x->has_carry = 1;
	p->is_more = true;
}

/* WS_FINE, and the next piece of the input t[0] */
static enum lws__ws_bad
next_piece(struct lws *wsi, struct lws__ws_ext *x, struct lws_tokens t[2],
	   bool is_final, struct piece *p)
{
	struct lws__ws_ext_pt *lent =
		lws__context_pt(wsi->cx, wsi->tsi)->ws_ext;
	size_t room = lws__ws_here(wsi)->rx.max_lump;
	uint8_t *out = lent->rx + x->has_carry;
	const int in_len = t[0].len;
	int n;

	if (room > lent->rx_room)
		room = lent->rx_room;
	lent->rx[0] = x->rx_carry;
	t[1].token = out;
	t[1].len = (int)(room + 1 - x->has_carry);
	n = x->ext->callback(wsi->cx, x->ext, wsi, LWS_EXT_CB_PAYLOAD_RX,
			     x->obj, t,
			     (size_t)(x->rx_first | (is_final ? RX_ENDS : 0)));
	x->rx_first &= (uint16_t)~RX_BEGINS;
	if (n < 0)
		return bad_of(n);
	if (n == SAYS_UNCHANGED) {
		*p = (struct piece){t[0].token, (size_t)t[0].len, false};
		t[0].len = 0;
		return WS_FINE;
	}
	*p = (struct piece){t[1].token, (size_t)t[1].len,
			    n == SAYS_MORE || t[0].len};
	if (p->at != out && x->has_carry)
		return WS_BAD_PAYLOAD; /* it may not change its mind */
	if (p->at == out)
		take_lent(x, p, room);
	/* it would be asked for ever */
	if (p->is_more && !p->len && t[0].len == in_len)
		return WS_BAD_PAYLOAD;

	return WS_FINE;
}

/* as on_data answers */
static int
tell(struct lws *wsi, struct lws__ws_ext *x, const struct lws__ws_data *d,
     const struct piece *p, size_t in_left)
{
	struct lws__ws *ws = lws__ws_here(wsi);
	const bool is_final = d->is_final && !p->is_more;
	enum lws__ws_bad bad;

	if (!p->len && !is_final)
		return 0;
	bad = lws__ws_message_check_text(&ws->rx, p->at, p->len, is_final);
	if (bad)
		return -(int)bad;
	ws->frame_left = (size_t)d->frame_left + in_left;
	if (!ws->frame_left && p->is_more)
		ws->frame_left = 1; /* not all of it was told */
	ws->lump_is_first = !x->rx_told;
	ws->lump_is_final = is_final;
	ws->lump_is_binary = d->is_binary;
	ws->lump_opcode = d->opcode;
	ws->lump_rsv = d->rsv;
	x->rx_told = !is_final;

	return lws__ws_tell_data(wsi, p->at, p->len);
}

/*
 * The user stopped reading in the middle of a lump: how much of it goes back?
 * What the extension took it must not see again: then it is one byte that is
 * known already.  0: there is none, and the rest is told all the same.
 */
static size_t
put_back(struct lws__ws_ext *x, const struct lws__ws_data *d, size_t left)
{
	if (left || !d->len)
		return left;
	x->rx_taken = 1;

	return 1;
}

static void
rx_again(lws_sorted_usec_list_t *sul)
{
	struct lws__ws_ext *x =
		lws_container_of(sul, struct lws__ws_ext, rx_again);

	lws_rx_flow_control(x->wsi,
			    LWS_RXFLOW_REASON_APPLIES_ENABLE | RX_OFF_TURN);
}

/* a piece was told, and there are more: may they follow at once? */
static void
share_turn(struct lws *wsi, struct lws__ws_ext *x, size_t len)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (x->rx_turn != pt->turns) {
		x->rx_turn = pt->turns;
		x->rx_bytes = x->rx_pieces = 0;
	}
	x->rx_bytes += (uint32_t)len;
	if (++x->rx_pieces < TURN_PIECES && x->rx_bytes < TURN_BYTES)
		return;
	x->rx_bytes = x->rx_pieces = 0;
	lws_rx_flow_control(wsi,
			    LWS_RXFLOW_REASON_APPLIES_DISABLE | RX_OFF_TURN);
	lws_sul_schedule(wsi->cx, wsi->tsi, &x->rx_again, rx_again, 0);
}

int
lws__ws_ext_rx(struct lws *wsi, struct lws__ws_ext *x,
	       const struct lws__ws_data *d)
{
	struct lws_tokens t[2] = {{d->at, (int)d->len}, {NULL, 0}};
	enum lws__ws_bad bad;
	struct piece p;
	size_t back;
	int ret;

	if (d->is_first)
		x->rx_first = (uint16_t)(RX_BEGINS | d->rsv << RX_RSV_SHIFT |
					 d->opcode);
	if (x->rx_taken) {
		x->rx_taken = 0;
		t[0].token++;
		t[0].len--;
	}
	do {
		bad = next_piece(wsi, x, t, d->is_final, &p);
		if (bad)
			return -(int)bad;
		ret = tell(wsi, x, d, &p, (size_t)t[0].len);
		if (ret)
			return ret;
		if (p.is_more)
			share_turn(wsi, x, p.len);
		if (!p.is_more || !lws__wsi_rx_is_off(wsi))
			continue;
		back = put_back(x, d, (size_t)t[0].len);
		if (back)
			return (int)back + 1;
	} while (p.is_more);

	return lws__wsi_rx_is_off(wsi);
}

/* ---- out ---- */

/* one frame of what the extension made; -1: it could not leave */
static int
send_piece(struct lws *wsi, struct lws__ws_ext *x, const struct lws_tokens *t,
	   enum lws_write_protocol wp, struct lws__ws_head *h)
{
	const bool is_ours =
		t->token == lws__context_pt(wsi->cx, wsi->tsi)->ws_ext->tx;
	uint8_t first;

	h->opcode = x->tx_opcode;
	h->len = (uint64_t)t->len;
	x->tx_opcode = WS_OP_CONTINUATION;
	first = (uint8_t)((h->is_final ? 0x80 : 0) | h->opcode);
	if (x->ext->callback(wsi->cx, x->ext, wsi, LWS_EXT_CB_PACKET_TX_PRESEND,
			     x->obj, &first, (size_t)wp) < 0)
		return -1;
	h->rsv = first >> 4 & 7;

	return lws__ws_send_frame(wsi, h, t->token, (size_t)t->len,
				  wp & LWS_WRITE_CLIENT_IGNORE_XOR_MASK
					  ? LWS__WS_KEY_NONE
				  : is_ours ? LWS__WS_MASK_KEEP
					    : LWS__WS_MASK_UNDO);
}

static int
send_all(struct lws *wsi, struct lws__ws_ext *x, struct lws_tokens t[2],
	 enum lws_write_protocol wp, struct lws__ws_head *h)
{
	struct lws__ws_ext_pt *lent =
		lws__context_pt(wsi->cx, wsi->tsi)->ws_ext;
	const bool is_final = h->is_final;
	bool is_more;
	int n, in_len;

	do {
		in_len = t[0].len;
		t[1] = (struct lws_tokens){lent->tx, TX_ROOM};
		n = x->ext->callback(wsi->cx, x->ext, wsi,
				     LWS_EXT_CB_PAYLOAD_TX, x->obj, t,
				     (size_t)wp);
		if (n < 0)
			return -1;
		if (n == SAYS_UNCHANGED) {
			t[1] = t[0];
			t[0].len = 0;
		}
		is_more = n == SAYS_MORE || t[0].len;
		if (is_more && !t[1].len && t[0].len == in_len)
			return -1; /* it would be asked for ever */
		h->is_final = is_final && !is_more;
		if ((t[1].len || h->is_final || n == SAYS_UNCHANGED) &&
		    send_piece(wsi, x, &t[1], wp, h) < 0)
			return -1;
	} while (is_more);

	return 0;
}

int
lws__ws_ext_tx(struct lws *wsi, struct lws__ws_ext *x, uint8_t *buf, size_t len,
	       enum lws_write_protocol wp, struct lws__ws_head *h)
{
	struct lws_tokens t[2] = {{buf, (int)len}, {NULL, 0}};

	if (h->opcode != WS_OP_CONTINUATION)
		x->tx_opcode = h->opcode;
	if (!send_all(wsi, x, t, wp, h))
		return (int)len;
	/* the peer would miss what the extension believes sent */
	lwsl_wsi_info(wsi, "%s: a message is lost, and the connection with it",
		      x->ext->name);
	lws__ws_here(wsi)->tx.is_closed = true;

	return -1;
}

/* ---- the end, and options ---- */

void
lws__ws_ext_destroy(struct lws *wsi, struct lws__ws_ext *x)
{
	lws_sul_cancel(&x->rx_again);
	if (x->ext)
		x->ext->callback(wsi->cx, x->ext, wsi, LWS_EXT_CB_DESTROY,
				 x->obj, NULL, 0);
	x->ext = NULL;
}

int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	struct lws__ws *ws = lws__ws_of(wsi);
	struct lws__ws_ext *x = ws ? lws__ws_ext_here(ws) : NULL;
	struct lws_ext_option_arg arg = {
		.option_name = opt_name,
		.start = opt_val,
		.len = opt_val ? (int)strlen(opt_val) : 0,
	};

	if (!x || strcmp(x->ext->name, ext_name))
		return -1;

	return x->ext->callback(wsi->cx, x->ext, wsi,
				LWS_EXT_CB_NAMED_OPTION_SET, x->obj, &arg, 0)
		       ? -1
		       : 0;
}
