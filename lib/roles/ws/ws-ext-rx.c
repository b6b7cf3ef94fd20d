/* SPDX-License-Identifier: MIT */
/*
 * The payload of frames through the extensions of a websocket:
 *
 *   a lump of a frame  ->  PAYLOAD_RX of the last, again and again  ->  of the
 *        one before it  ->  pieces of at most a lump  ->  user
 *
 * One byte more than a piece is asked for, so that the last one can be told
 * from the others.  When the user stops reading, or had its share of the turn,
 * what is left of the lump goes back to where it came from, and what is between
 * extensions is kept.
 */

#include "core/mux.h"
#include "roles/ws/ws-ext-area.h"
#include "roles/ws/ws-ext.h"

#include <string.h>

enum {
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

/* a lump under way */
struct lump {
	struct lws *wsi;
	struct lws__ws_ext *x;
	struct lws__ws_ext_pt *lent;
	const struct lws__ws_data *d;
	size_t room; /* of a piece */
};

struct piece {
	uint8_t *at; /* borrowed until the next call of an extension */
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

static bool
is_due(const struct lws__ws_link *l)
{
	return l->in_due || l->has_more;
}

/* the one nearest to the user that has something to do; count: none */
static unsigned int
next_due(struct lws__ws_ext *x)
{
	const struct lws__ws_link *l = lws__ws_ext_links(x);
	unsigned int n = 0;

	while (n < x->count && !is_due(&l[n]))
		n++;

	return n;
}

/* one call of the nth: t[1] is where its output may be, and then where it is */
static enum lws__ws_bad
one_call(const struct lump *u, unsigned int n, struct lws_tokens t[2])
{
	struct lws__ws_link *l = &lws__ws_ext_links(u->x)[n];
	const int in_len = l->in.len;
	unsigned int flags =
		(unsigned int)u->x->rx_rsv << RX_RSV_SHIFT | u->x->rx_opcode;
	int says;

	t[0] = l->in;
	if (l->rx_begins)
		flags |= RX_BEGINS;
	if (l->in_ends)
		flags |= RX_ENDS;
	l->rx_begins = false;
	says = l->ext->callback(u->wsi->cx, l->ext, u->wsi,
				LWS_EXT_CB_PAYLOAD_RX, l->obj, t,
				(size_t)flags);
	if (says < 0)
		return bad_of(says);
	if (says == SAYS_UNCHANGED) {
		t[1] = t[0];
		t[0].len = 0;
	}
	l->in = t[0];
	l->in_due = t[0].len;
	l->has_more = says == SAYS_MORE;
	/* it would be asked for ever */
	if (is_due(l) && !t[1].len && t[0].len == in_len)
		return WS_BAD_PAYLOAD;

	return WS_FINE;
}

/* one call of one that is not the nearest to the user: for the next one */
static enum lws__ws_bad
call_between(const struct lump *u, unsigned int n)
{
	struct lws__ws_link *l = &lws__ws_ext_links(u->x)[n], *next = l - 1;
	struct lws_tokens t[2] = {
		[1] = {u->lent->between->rx[n - 1], LWS__WS_EXT_BETWEEN}};
	enum lws__ws_bad bad = one_call(u, n, t);

	next->in = t[1];
	next->in_ends = l->in_ends && !is_due(l);
	next->in_due = t[1].len || next->in_ends;

	return bad;
}

/* of what is in rx_out, as much as there is room for */
static void
take_out(const struct lump *u, struct piece *p)
{
	struct lws_tokens *from = &u->x->rx_out;
	size_t len = u->room + 1 - u->x->has_carry;

	if (len > (size_t)from->len)
		len = (size_t)from->len;
	memcpy(p->at, from->token, len);
	from->token += len;
	from->len -= (int)len;
	p->len = len;
}

/* one call of the nearest to the user.  Its output is where the piece has to
 * be, or comes there */
static enum lws__ws_bad
call_nearest(const struct lump *u, struct piece *p)
{
	struct lws_tokens t[2] = {
		[1] = {p->at, (int)(u->room + 1 - u->x->has_carry)}};
	enum lws__ws_bad bad = one_call(u, 0, t);

	p->len = (size_t)t[1].len;
	if (bad || t[1].token == p->at)
		return bad;
	u->x->rx_out = t[1];
	take_out(u, p);

	return WS_FINE;
}

/* the byte that was held back is its first, and perhaps another one is */
static void
carry(const struct lump *u, struct piece *p)
{
	struct lws__ws_ext *x = u->x;

	p->at -= x->has_carry;
	p->len += x->has_carry;
	if (p->len && x->has_carry)
		p->at[0] = x->rx_carry;
	x->has_carry = p->len > u->room;
	if (x->has_carry) {
		p->len = u->room;
		x->rx_carry = p->at[u->room];
	}
}

/* one step: WS_FINE, and what came of it for the user */
static enum lws__ws_bad
next_piece(const struct lump *u, struct piece *p)
{
	struct lws__ws_ext *x = u->x;
	enum lws__ws_bad bad = WS_FINE;
	unsigned int n = next_due(x);

	*p = (struct piece){u->lent->rx + x->has_carry, 0, true};
	if (x->rx_out.len)
		take_out(u, p);
	else if (!n)
		bad = call_nearest(u, p);
	else if (n < x->count)
		return call_between(u, n); /* nothing for the user yet */
	if (bad)
		return bad;
	carry(u, p);
	p->is_more = x->has_carry || x->rx_out.len || next_due(x) < x->count;

	return WS_FINE;
}

/* as on_data answers */
static int
tell(const struct lump *u, const struct piece *p)
{
	struct lws__ws *ws = lws__ws_here(u->wsi);
	const struct lws__ws_link *last =
		&lws__ws_ext_links(u->x)[u->x->count - 1];
	const bool is_final = u->d->is_final && !p->is_more;
	enum lws__ws_bad bad;

	if (!p->len && !is_final)
		return 0;
	bad = lws__ws_message_check_text(&ws->rx, p->at, p->len, is_final);
	if (bad)
		return -(int)bad;
	ws->frame_left = (size_t)u->d->frame_left + (size_t)last->in.len;
	if (!ws->frame_left && p->is_more)
		ws->frame_left = 1; /* not all of it was told */
	ws->lump_is_first = !u->x->rx_told;
	ws->lump_is_final = is_final;
	ws->lump_is_binary = u->d->is_binary;
	ws->lump_opcode = u->d->opcode;
	ws->lump_rsv = u->d->rsv;
	u->x->rx_told = !is_final;

	return lws__ws_tell_data(u->wsi, p->at, p->len);
}

/* ---- stopping in the middle of a lump ---- */

static bool
lies_in(const struct lws_tokens *t, const void *from, size_t len)
{
	const uintptr_t at = (uintptr_t)t->token, start = (uintptr_t)from;

	return t->len && at >= start && at - start < len;
}

/* will its memory be somebody else's? */
static bool
is_lent(const struct lump *u, const struct lws_tokens *t)
{
	return lies_in(t, u->d->at, u->d->len) ||
	       (u->lent->between &&
		lies_in(t, u->lent->between, sizeof(*u->lent->between)));
}

static void
move_to(struct lws_tokens *t, uint8_t **to)
{
	if (t->len)
		memcpy(*to, t->token, (size_t)t->len);
	t->token = *to;
	*to += t->len;
}

/* what lies between extensions, and before the user, is ours from now on;
 * nonzero: out of memory */
static int
keep(const struct lump *u)
{
	struct lws__ws_ext *x = u->x;
	struct lws__ws_link *l = lws__ws_ext_links(x);
	size_t len = (size_t)x->rx_out.len;
	bool is_needed = is_lent(u, &x->rx_out);
	uint8_t *kept, *to;

	for (unsigned int n = 0; n + 1 < x->count; n++) {
		len += (size_t)l[n].in.len;
		is_needed |= is_lent(u, &l[n].in);
	}
	if (!is_needed)
		return 0;
	kept = to = lws__malloc(len, "ws exts keep");
	if (!kept)
		return 1;
	move_to(&x->rx_out, &to);
	for (unsigned int n = 0; n + 1 < x->count; n++)
		move_to(&l[n].in, &to);
	lws__free(x->kept);
	x->kept = kept;

	return 0;
}

/*
 * How much of the lump goes back?  What the extension took it must not see
 * again: then it is one byte that is known already.  0: there is none, and the
 * rest is told all the same.
 */
static size_t
put_back(const struct lump *u)
{
	const size_t left =
		(size_t)lws__ws_ext_links(u->x)[u->x->count - 1].in.len;

	if (left || !u->d->len)
		return left;
	u->x->rx_taken = 1;

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
share_turn(const struct lump *u, size_t len)
{
	struct lws__ws_ext *x = u->x;
	struct lws *wsi = u->wsi;
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

/* ---- a lump ---- */

static void
message_begins(struct lws__ws_ext *x, const struct lws__ws_data *d)
{
	struct lws__ws_link *l = lws__ws_ext_links(x);

	x->rx_opcode = d->opcode;
	x->rx_rsv = d->rsv;
	for (unsigned int n = 0; n < x->count; n++)
		l[n].rx_begins = true;
}

static void
lump_begins(const struct lump *u)
{
	struct lws__ws_link *last = &lws__ws_ext_links(u->x)[u->x->count - 1];

	last->in = (struct lws_tokens){u->d->at, (int)u->d->len};
	last->in_ends = u->d->is_final;
	last->in_due = true;
	if (!u->x->rx_taken)
		return;
	u->x->rx_taken = false;
	last->in.token++;
	last->in.len--;
	last->in_due = last->in.len;
}

int
lws__ws_ext_rx(struct lws *wsi, struct lws__ws_ext *x,
	       const struct lws__ws_data *d)
{
	struct lump u = {
		.wsi = wsi,
		.x = x,
		.lent = lws__context_pt(wsi->cx, wsi->tsi)->ws_ext,
		.d = d,
		.room = lws__ws_here(wsi)->rx.max_lump,
	};
	enum lws__ws_bad bad;
	struct piece p;
	size_t back;
	int ret;

	if (u.room > u.lent->rx_room)
		u.room = u.lent->rx_room;
	if (d->is_first)
		message_begins(x, d);
	lump_begins(&u);
	do {
		bad = next_piece(&u, &p);
		if (bad)
			return -(int)bad;
		ret = tell(&u, &p);
		if (ret)
			return ret;
		if (p.is_more)
			share_turn(&u, p.len);
		if (!p.is_more || !lws__wsi_rx_is_off(wsi))
			continue;
		back = put_back(&u);
		if (back)
			return keep(&u) ? -(int)WS_BAD_OUR_MEMORY
					: (int)back + 1;
	} while (p.is_more);
	lws__free(x->kept);
	x->kept = NULL;

	return lws__wsi_rx_is_off(wsi);
}
