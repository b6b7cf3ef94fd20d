/* SPDX-License-Identifier: MIT */
/*
 * The payload of a write through the extensions of its websocket:
 *
 *   a write  ->  PAYLOAD_TX of the first, again and again  ->  of the next one
 *        ->  PACKET_TX_PRESEND of each  ->  frames of at most TX_ROOM bytes
 */

#include "roles/ws/ws-ext-area.h"
#include "roles/ws/ws-ext.h"

enum {
	KIND = 0x1f, /* of enum lws_write_protocol, the others are flags */

	/* what the callbacks answer */
	SAYS_UNCHANGED = 0,
	SAYS_MORE = 2,
};

/* a write under way */
struct write {
	struct lws *wsi;
	struct lws__ws_ext *x;
	struct lws__ws_ext_pt *lent;
	struct lws__ws_head *h;
	enum lws_write_protocol wp;
	/* what is to be told to each */
	struct {
		struct lws_tokens in;
		bool is_due, ends;
	} at[LWS__WS_EXTS_MAX];
};

/* the reserved bits of a frame, by all who have a say; -1: they may not be */
static int
reserved_bits(const struct write *w)
{
	const uint8_t plain =
		(uint8_t)((w->h->is_final ? 0x80 : 0) | w->h->opcode);
	struct lws__ws_link *l = lws__ws_ext_links(w->x);
	unsigned int bits = 0, its;

	for (unsigned int n = 0; n < w->x->count; n++, l++) {
		uint8_t first = plain;

		if (l->ext->callback(w->wsi->cx, l->ext, w->wsi,
				     LWS_EXT_CB_PACKET_TX_PRESEND, l->obj,
				     &first, (size_t)w->wp) < 0)
			return -1;
		its = first >> 4 & 7;
		if (its & ~(unsigned int)l->rsv) {
			lwsl_wsi_err(w->wsi, "%s: a bit that it has not",
				     l->ext->name);
			return -1;
		}
		bits |= its;
	}

	return (int)bits;
}

/* one frame of what the extensions made; -1: it could not leave */
static int
send_piece(struct write *w, const struct lws_tokens *t, bool is_final)
{
	enum lws__ws_mask mask =
		t->token == w->lent->tx ? LWS__WS_MASK_KEEP : LWS__WS_MASK_UNDO;
	int bits;

	w->h->opcode = w->x->tx_opcode;
	w->h->len = (uint64_t)t->len;
	w->h->is_final = is_final;
	w->x->tx_opcode = WS_OP_CONTINUATION;
	bits = reserved_bits(w);
	if (bits < 0)
		return -1;
	w->h->rsv = (uint8_t)bits;
	if (w->wp & LWS_WRITE_CLIENT_IGNORE_XOR_MASK)
		mask = LWS__WS_KEY_NONE;

	return lws__ws_send_frame(w->wsi, w->h, t->token, mask);
}

/* as the application would have written what this one is told */
static enum lws_write_protocol
kind_of(const struct write *w, unsigned int n)
{
	unsigned int wp = (unsigned int)w->wp;

	if (!n)
		return w->wp;
	if (!lws__ws_ext_links(w->x)[n].tx_begins)
		wp = (wp & ~(unsigned int)KIND) | LWS_WRITE_CONTINUATION;
	wp &= ~(unsigned int)LWS_WRITE_NO_FIN;

	return (enum lws_write_protocol)(
		wp | (w->at[n].ends ? 0 : (unsigned int)LWS_WRITE_NO_FIN));
}

/* one call of the nth, and what came of it to the next one, or to the peer */
static int
one_call(struct write *w, unsigned int n)
{
	struct lws__ws_link *l = &lws__ws_ext_links(w->x)[n];
	const bool is_last = n + 1u == w->x->count;
	struct lws_tokens t[2] = {w->at[n].in};
	bool is_end;
	int says;

	if (is_last)
		t[1] = (struct lws_tokens){w->lent->tx, LWS__WS_EXT_TX_ROOM};
	else
		t[1] = (struct lws_tokens){w->lent->between->tx[n],
					   LWS__WS_EXT_BETWEEN};
	says = l->ext->callback(w->wsi->cx, l->ext, w->wsi,
				LWS_EXT_CB_PAYLOAD_TX, l->obj, t,
				(size_t)kind_of(w, n));
	if (says < 0)
		return -1;
	l->tx_begins = false;
	if (says == SAYS_UNCHANGED) {
		t[1] = t[0];
		t[0].len = 0;
	}
	w->at[n].is_due = says == SAYS_MORE || t[0].len;
	if (w->at[n].is_due && !t[1].len && t[0].len == w->at[n].in.len)
		return -1; /* it would be asked for ever */
	w->at[n].in = t[0];
	is_end = w->at[n].ends && !w->at[n].is_due;
	if (!t[1].len && !is_end && says != SAYS_UNCHANGED)
		return 0;
	if (is_last) {
		if (send_piece(w, &t[1], is_end) < 0)
			return -1;
		w->wsi->tx_goes_on = 1;
		return 0;
	}
	w->at[n + 1].in = t[1];
	w->at[n + 1].ends = is_end;
	w->at[n + 1].is_due = true;

	return 0;
}

static int
send_all(struct write *w)
{
	unsigned int n;

	do {
		/* what came furthest has to go first */
		for (n = w->x->count; n && !w->at[n - 1].is_due; n--)
			;
		if (n && one_call(w, n - 1))
			return -1;
	} while (n);

	return 0;
}

int
lws__ws_ext_tx(struct lws *wsi, struct lws__ws_ext *x, uint8_t *buf, size_t len,
	       enum lws_write_protocol wp, struct lws__ws_head *h)
{
	int failed;
	struct write w = {
		.wsi = wsi,
		.x = x,
		.lent = lws__context_pt(wsi->cx, wsi->tsi)->ws_ext,
		.h = h,
		.wp = wp,
		.at = {{.in = {buf, (int)len},
			.is_due = true,
			.ends = h->is_final}},
	};

	if (h->opcode != WS_OP_CONTINUATION) {
		x->tx_opcode = h->opcode;
		for (unsigned int n = 0; n < x->count; n++)
			lws__ws_ext_links(x)[n].tx_begins = true;
	}
	failed = send_all(&w);
	wsi->tx_goes_on = 0;
	if (!failed)
		return (int)len;
	/* the peer would miss what the extensions believe sent */
	lwsl_wsi_info(wsi, "a message is lost, and the connection with it");
	lws__ws_here(wsi)->tx.is_closed = true;

	return -1;
}
