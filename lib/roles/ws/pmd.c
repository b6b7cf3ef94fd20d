/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate (RFC 7692) as an extension.
 *
 *   options   the peer's, by OPTION_SET: its offer, or its answer
 *             ours, by NAMED_OPTION_SET: what we want before that is settled,
 *             and afterwards how we send
 *   payload   pmd-codec.c
 *   rest      after idle_secs without a message the compressor goes, and of
 *             the decompressor only the window stays
 */

#include "core/service-module.h"
#include "roles/ws/pmd-codec.h"
#include "roles/ws/pmd-params.h"
#include "roles/ws/ws-ext-options.h"
#include "roles/ws/ws-handshake.h"

#include <string.h>

enum {
	/* a window of 8 KiB and little more: 70 KiB in all.  What is agreed
	 * bounds it, and a peer with a larger one is content with less */
	TX_BITS = 13,
	TX_MEM_LEVEL = 6,
	TX_LEVEL = 3,
	IDLE_SECS = 5,

	RSV1 = 0x40, /* in the first byte of a frame */
	ENDS = 0x80, /* in what PAYLOAD_RX is given as len */
	OPCODE = 0x0f,
	SAYS_UNCHANGED = 0,
	SAYS_ALL = 1,
	SAYS_MORE = 2,
};

enum option {
	/* the peer's too, as enum lws__pmd_param */
	OPTION_RX_BUF_SIZE = LWS__PMD_PARAM_COUNT,
	OPTION_TX_BUF_SIZE,
	OPTION_LEVEL,
	OPTION_MEM_LEVEL,
	OPTION_MAX_MESSAGE,
	OPTION_MIN_MESSAGE,
	OPTION_SKIP_PACKED,
	OPTION_COMPRESS,
	OPTION_IDLE_SECS,

	OPTION_COUNT
};

static const struct lws_ext_options options[OPTION_COUNT + 1] = {
	[LWS__PMD_SERVER_NO_TAKEOVER] = {"server_no_context_takeover",
					 EXTARG_NONE},
	[LWS__PMD_CLIENT_NO_TAKEOVER] = {"client_no_context_takeover",
					 EXTARG_NONE},
	[LWS__PMD_SERVER_BITS] = {"server_max_window_bits", EXTARG_DEC},
	[LWS__PMD_CLIENT_BITS] = {"client_max_window_bits", EXTARG_OPT_DEC},
	[OPTION_RX_BUF_SIZE] = {"rx_buf_size", EXTARG_DEC},
	[OPTION_TX_BUF_SIZE] = {"tx_buf_size", EXTARG_DEC},
	[OPTION_LEVEL] = {"compression_level", EXTARG_DEC},
	[OPTION_MEM_LEVEL] = {"mem_level", EXTARG_DEC},
	[OPTION_MAX_MESSAGE] = {"max_message_size", EXTARG_DEC},
	[OPTION_MIN_MESSAGE] = {"min_message_size", EXTARG_DEC},
	[OPTION_SKIP_PACKED] = {"skip_packed", EXTARG_DEC},
	[OPTION_COMPRESS] = {"compress", EXTARG_DEC},
	[OPTION_IDLE_SECS] = {"idle_secs", EXTARG_DEC},
};

/* of one websocket */
struct pmd {
	struct lws__pmd_tx tx;
	struct lws__pmd_rx rx;
	lws_sorted_usec_list_t sul; /* rest */
	struct lws *wsi;            /* borrowed: it owns us */
	struct lws__pmd_params peer, ours;
	uint32_t min_message;
	uint32_t tx_room; /* of a frame; 0: as much as is lent */
	uint16_t idle_secs;
	uint8_t tx_bits_max; /* agreed; 8: we cannot */
	bool is_agreed : 1;
	bool is_off : 1; /* send as it is */
	bool skips_packed : 1;
	bool tx_in_message : 1; /* a write with NO_FIN was the last */
	bool tx_compresses : 1; /* that message */
	bool tx_is_first : 1;   /* its first frame did not leave yet */
	bool is_armed : 1;      /* sul is */
	bool was_used : 1;      /* since it was armed */
};

/* of its thread; there is one as soon as a websocket of it has pmd */
static struct lws__pmd_pool *
pool_of(const struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (!pt->pmd_pool)
		pt->pmd_pool = lws__zalloc(sizeof(*pt->pmd_pool), "pmd pool");

	return pt->pmd_pool;
}

static void
free_pools(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws__pmd_pool *pool = cx->pts[n].pmd_pool;

		if (pool)
			lws__pmd_pool_empty(pool);
		lws__free(pool);
		cx->pts[n].pmd_pool = NULL;
	}
}

const struct lws__service_module lws__service_pmd = {
	.name = "permessage-deflate",
	.context_destroy = free_pools,
};

/* ---- rest ---- */

static void rest_arm(struct pmd *p);

static void
rest_due(lws_sorted_usec_list_t *sul)
{
	struct pmd *p = lws_container_of(sul, struct pmd, sul);

	p->is_armed = 0;
	if (p->was_used || p->tx.is_open || p->rx.is_open) {
		rest_arm(p);
		return;
	}
	lws__pmd_deflate_rest(&p->tx);
	lws__pmd_inflate_rest(&p->rx);
}

static void
rest_arm(struct pmd *p)
{
	p->was_used = 0;
	p->is_armed = 1;
	lws_sul_schedule(p->wsi->cx, p->wsi->tsi, &p->sul, rest_due,
			 (lws_usec_t)p->idle_secs * LWS_US_PER_SEC);
}

/* a message was sent or came, and left something behind */
static void
used(struct pmd *p)
{
	p->was_used = 1;
	if (!p->is_armed && p->idle_secs && (p->tx.z || p->tx.small || p->rx.z))
		rest_arm(p);
}

/* ---- options ---- */

/* 0 and *value, or nonzero: no number in that range */
static int
number(const struct lws_ext_option_arg *arg, uint32_t min, uint32_t max,
       uint32_t *value)
{
	uint64_t n = 0;

	if (!arg->start || arg->len < 1 || arg->len > 10)
		return 1;
	for (int i = 0; i < arg->len; i++) {
		if (arg->start[i] < '0' || arg->start[i] > '9')
			return 1;
		n = n * 10 + (uint64_t)(arg->start[i] - '0');
	}
	if (n < min || n > max)
		return 1;
	*value = (uint32_t)n;

	return 0;
}

/* the next message begins with another compressor; nonzero: not within one */
static int
tx_renew(struct pmd *p)
{
	if (p->tx.is_open)
		return 1;
	lws__pmd_deflate_rest(&p->tx);

	return 0;
}

/* what was agreed cannot be changed, but we may do less than that */
static int
narrow(struct pmd *p, enum lws__pmd_param which,
       const struct lws_ext_option_arg *arg)
{
	const bool is_client = p->wsi->is_client;
	uint32_t bits;

	if (which == (is_client ? LWS__PMD_CLIENT_NO_TAKEOVER
				: LWS__PMD_SERVER_NO_TAKEOVER)) {
		p->tx.has_takeover = false;
		return tx_renew(p);
	}
	if (which != (is_client ? LWS__PMD_CLIENT_BITS : LWS__PMD_SERVER_BITS))
		return 1;
	if (number(arg, LWS__PMD_DEFLATE_BITS_MIN, p->tx_bits_max, &bits) ||
	    tx_renew(p))
		return 1;
	p->tx.bits = (uint8_t)bits;

	return 0;
}

static int
set_param(struct pmd *p, enum lws__pmd_param which,
	  const struct lws_ext_option_arg *arg)
{
	if (p->is_agreed)
		return narrow(p, which, arg);
	p->ours.has = (uint8_t)(p->ours.has & ~(1u << which));

	return lws__pmd_params_add(&p->ours, which,
				   arg->len ? arg->start : NULL,
				   (size_t)arg->len);
}

static int
set_tx(struct pmd *p, enum option which, const struct lws_ext_option_arg *arg)
{
	const bool is_level = which == OPTION_LEVEL;
	uint32_t n;

	if (number(arg, is_level ? 0 : 1, 9, &n) || tx_renew(p))
		return 1;
	if (is_level)
		p->tx.level = (uint8_t)n;
	else
		p->tx.mem_level = (uint8_t)n;

	return 0;
}

static int
set_number(struct pmd *p, enum option which,
	   const struct lws_ext_option_arg *arg)
{
	uint32_t n, max = UINT32_MAX;

	if (which == OPTION_SKIP_PACKED || which == OPTION_COMPRESS)
		max = 1;
	if (which == OPTION_IDLE_SECS)
		max = UINT16_MAX;
	if (which == OPTION_RX_BUF_SIZE || which == OPTION_TX_BUF_SIZE)
		max = 20;
	if (number(arg, max == 20 ? 7 : 0, max, &n))
		return 1;
	if (which == OPTION_TX_BUF_SIZE)
		p->tx_room = (uint32_t)1 << n;
	else if (which == OPTION_MAX_MESSAGE)
		p->rx.max = n;
	else if (which == OPTION_MIN_MESSAGE)
		p->min_message = n;
	else if (which == OPTION_SKIP_PACKED)
		p->skips_packed = !!n;
	else if (which == OPTION_COMPRESS)
		p->is_off = !n;
	else if (which == OPTION_IDLE_SECS)
		p->idle_secs = (uint16_t)n;

	return 0;
}

static int
set_named(struct pmd *p, const struct lws_ext_option_arg *arg)
{
	int n = 0;

	while (n < OPTION_COUNT &&
	       (!arg->option_name || strcmp(options[n].name, arg->option_name)))
		n++;
	if (n == OPTION_COUNT)
		return -1;
	if (n < (int)LWS__PMD_PARAM_COUNT)
		return set_param(p, (enum lws__pmd_param)n, arg) ? -1 : 0;
	if (n == OPTION_LEVEL || n == OPTION_MEM_LEVEL)
		return set_tx(p, (enum option)n, arg) ? -1 : 0;

	return set_number(p, (enum option)n, arg) ? -1 : 0;
}

/* of the offer, or of the answer */
static int
set_peers(struct pmd *p, const struct lws_ext_option_arg *arg)
{
	if (arg->option_index < 0 ||
	    arg->option_index >= (int)LWS__PMD_PARAM_COUNT)
		return -1; /* RFC 7692 7: no such parameter */

	return lws__pmd_params_add(&p->peer,
				   (enum lws__pmd_param)arg->option_index,
				   arg->start, (size_t)arg->len);
}

/* ---- begin and end ---- */

static void
set_defaults(struct pmd *p)
{
	p->peer = p->ours = (struct lws__pmd_params){0};
	p->tx = (struct lws__pmd_tx){
		.bits = TX_BITS,
		.level = TX_LEVEL,
		.mem_level = TX_MEM_LEVEL,
		.pool = pool_of(p->wsi),
	};
	p->rx = (struct lws__pmd_rx){.pool = p->tx.pool};
	p->min_message = p->tx_room = 0;
	p->idle_secs = IDLE_SECS;
	p->skips_packed = p->is_off = 0;
}

static int
create(struct lws *wsi, void **obj, const struct lws_ext_options **opts)
{
	struct pmd *p;

	if (!pool_of(wsi))
		return -1;
	p = lws__zalloc(sizeof(*p), "pmd");
	if (!p)
		return -1;
	p->wsi = wsi;
	set_defaults(p);
	*obj = p;
	if (opts)
		*opts = options;

	return 0;
}

static void
destroy(struct pmd *p)
{
	if (!p)
		return;
	lws_sul_cancel(&p->sul);
	lws__pmd_deflate_free(&p->tx);
	lws__pmd_inflate_free(&p->rx);
	lws__free(p);
}

/* which of our offers does the answer fit? */
static bool
check_answer(struct pmd *p, const struct lws_extension *ext,
	     struct lws__pmd_agreed *agreed)
{
	const struct lws__pmd_params answer = p->peer;
	struct lws__ws_ext_asked asked = {ext, p->wsi, p, options,
					  LWS_EXT_CB_OPTION_SET};
	struct lws__ws_span list = {ext->client_offer, 0}, offer;
	bool fits = false;

	if (list.at)
		list.len = strlen(list.at);
	while (!fits && lws__ws_list_next(&list, &offer)) {
		size_t len = strlen(ext->name);

		if (offer.len < len || memcmp(offer.at, ext->name, len))
			continue;
		p->peer = (struct lws__pmd_params){0};
		if (!lws__ws_ext_options(&asked, offer.at + len,
					 offer.len - len))
			fits = lws__pmd_check_answer(&p->peer, &p->ours,
						     &answer, agreed);
	}

	return fits;
}

static int
confirm(struct pmd *p, const struct lws_extension *ext, char *text, size_t size)
{
	struct lws__pmd_params answer;
	struct lws__pmd_agreed agreed;

	if (p->wsi->is_client) {
		if (!check_answer(p, ext, &agreed))
			return -1;
	} else if (!lws__pmd_accept(&p->peer, &p->ours, &answer, &agreed) ||
		   lws__pmd_write(&answer, text, size) < 0)
		return -1;
	p->tx_bits_max = agreed.tx_bits;
	if (agreed.tx_bits < p->tx.bits ||
	    lws__pmd_has(&p->ours, p->wsi->is_client ? LWS__PMD_CLIENT_BITS
						     : LWS__PMD_SERVER_BITS))
		p->tx.bits = agreed.tx_bits;
	p->tx.has_takeover = agreed.tx_takeover;
	p->rx.bits = agreed.rx_bits;
	p->rx.has_takeover = agreed.rx_takeover;
	p->is_agreed = 1;

	return 0;
}

/* ---- payload ---- */

static int
payload_rx(struct pmd *p, struct lws_tokens t[2], size_t flags)
{
	struct lws_cursor in = {t[0].token, t[0].token + t[0].len};
	const bool is_end = !!(flags & ENDS);
	enum lws__pmd_step step;
	size_t got;

	if (!(flags & RSV1))
		return SAYS_UNCHANGED; /* RFC 7692 6.2 */
	step = lws__pmd_inflate(&p->rx, &in, is_end, t[1].token,
				(size_t)t[1].len, &got);
	t[0].token = in.at;
	t[0].len = (int)lws__cursor_left(&in);
	t[1].len = (int)got;
	switch (step) {
	case LWS__PMD_DONE:
		if (is_end)
			used(p);
		return SAYS_ALL;
	case LWS__PMD_FULL:
		return SAYS_MORE;
	case LWS__PMD_CORRUPT:
		break;
	case LWS__PMD_TOO_LONG:
		return -LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE;
	case LWS__PMD_NO_MEMORY:
		return -LWS_CLOSE_STATUS_UNEXPECTED_CONDITION;
	}

	return -LWS_CLOSE_STATUS_INVALID_PAYLOAD;
}

/* is a message that begins so worth it? */
static bool
is_to_be_compressed(const struct pmd *p, const struct lws_tokens *t,
		    enum lws_write_protocol wp)
{
	const bool is_whole = !(wp & LWS_WRITE_NO_FIN);

	if (p->is_off || p->tx.bits < LWS__PMD_DEFLATE_BITS_MIN)
		return false;
	if (is_whole && (!t->len || (uint32_t)t->len < p->min_message))
		return false;

	return !p->skips_packed ||
	       !lws__pmd_is_packed(t->token, (size_t)t->len);
}

static void
message_begins(struct pmd *p, const struct lws_tokens *t,
	       enum lws_write_protocol wp)
{
	/* without memory for it, it goes as it is */
	p->tx_compresses = is_to_be_compressed(p, t, wp) &&
			   !lws__pmd_deflate_begin(&p->tx);
	p->tx_in_message = p->tx_is_first = 1;
}

/* a whole message, which is short; false: it is not for that */
static bool
sent_small(struct pmd *p, struct lws_tokens t[2], size_t room,
	   enum lws_write_protocol wp)
{
	size_t len = 0;

	if (!(wp & LWS_WRITE_NO_FIN) && is_to_be_compressed(p, t, wp))
		len = lws__pmd_deflate_small(
			&p->tx, t[0].token, (size_t)t[0].len, t[1].token, room);
	if (!len)
		return false;
	t[0].token += t[0].len;
	t[0].len = 0;
	t[1].len = (int)len;
	p->tx_compresses = p->tx_is_first = 1;
	used(p);

	return true;
}

static int
payload_tx(struct pmd *p, struct lws_tokens t[2], enum lws_write_protocol wp)
{
	const bool is_end = !(wp & LWS_WRITE_NO_FIN);
	struct lws_cursor in = {t[0].token, t[0].token + t[0].len};
	enum lws__pmd_step step;
	size_t room = (size_t)t[1].len, got;

	if (p->tx_room && p->tx_room < room)
		room = p->tx_room;
	if (!p->tx_in_message) {
		if (sent_small(p, t, room, wp))
			return SAYS_ALL;
		message_begins(p, t, wp);
	}
	if (!p->tx_compresses) {
		p->tx_in_message = !is_end;
		return SAYS_UNCHANGED;
	}
	step = lws__pmd_deflate(&p->tx, &in, is_end, t[1].token, room, &got);
	t[0].token = in.at;
	t[0].len = (int)lws__cursor_left(&in);
	t[1].len = (int)got;
	if (step == LWS__PMD_FULL)
		return SAYS_MORE;
	if (step != LWS__PMD_DONE)
		return -1;
	if (is_end) {
		p->tx_in_message = 0;
		used(p);
	}

	return SAYS_ALL;
}

/* the first frame of a message says that it is compressed (6.1) */
static int
presend(struct pmd *p, uint8_t *first)
{
	if (p->tx_compresses && p->tx_is_first)
		*first |= RSV1;
	p->tx_is_first = 0;

	return 0;
}

int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	(void)context;

	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		return create(wsi, user, in);
	case LWS_EXT_CB_DESTROY:
		destroy(user);
		break;
	case LWS_EXT_CB_OPTION_DEFAULT:
		set_defaults(user);
		break;
	case LWS_EXT_CB_OPTION_SET:
		return set_peers(user, in);
	case LWS_EXT_CB_NAMED_OPTION_SET:
		return set_named(user, in);
	case LWS_EXT_CB_OPTION_CONFIRM:
		return confirm(user, ext, in, len);
	case LWS_EXT_CB_PAYLOAD_RX:
		return payload_rx(user, in, len);
	case LWS_EXT_CB_PAYLOAD_TX:
		return payload_tx(user, in, (enum lws_write_protocol)len);
	case LWS_EXT_CB_PACKET_TX_PRESEND:
		return presend(user, in);
	}

	return 0;
}
