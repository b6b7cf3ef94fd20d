/* SPDX-License-Identifier: MIT */
/*
 * A client's connection: how it comes to its streams, and what becomes of them
 * when it goes.  See h2-client.h.
 */

#include "roles/h2/h2-client.h"

#include "core/conn.h"
#include "net/connect-queue.h"

#include <string.h>

enum {
	LAST_ID = 0x7fffffff,
};

static struct lws__h2_client *
at(struct lws_dll2 *d)
{
	return lws__h2_client_of(
		lws_container_of(d, struct lws__mux_stream, list)->wsi);
}

bool
lws__h2_client_is_used_up(const struct lws__h2 *h2)
{
	return h2->next_ours > LAST_ID;
}

/* ---- streams begin
 * --------------------------------------------------------------
 */

static void
begin(struct lws__h2 *h2, struct lws__h2_client *r)
{
	lws__h2_stream_init(h2, &r->s);
	r->s.is_manual = !!(r->record->flags & LCCSCF_H2_MANUAL_RXFLOW);
	lws__wsi_phase_set(r->s.mux.wsi, LWS_PHASE_UNESTABLISHED);
	lws__h2_idle_timer(h2);
}

/* nonzero: no memory, or the new wsi was closed in its WSI_CREATE */
static int
first_stream(struct lws__h2 *h2)
{
	struct lws *root = h2->root, *wsi;
	struct lws__connect *record = lws__connect_root_record(root);
	struct lws__h2_client *r =
		record ? lws__zalloc(sizeof(*r), "h2 stream") : NULL;

	wsi = r ? lws__mux_stream_create(root, &lws__role_h2_client, &r->s.mux)
		: NULL;
	if (!wsi) {
		if (record)
			record->record.destroy(&record->record);
		return 1;
	}
	r->record = lws__connect_here(root);
	lws__connect_queue_move(root, record);
	root->conn->connect = &record->record;
	lws__user_cb_p0(wsi, LWS_CALLBACK_WSI_CREATE, NULL, 0);
	lws__mux_move_user(root, wsi);
	root->error_is_closed = 1; /* its streams are told */
	lws__connect_queue_offer(root);
	begin(h2, r);
	(void)lws__mux_serve(wsi, lws__h2_client_ask, NULL);

	return 0;
}

static void
client_choose(struct lws__h2 *h2)
{
	int flags = lws__connect_here(h2->root)->flags;

	h2->is_lenient = !!(flags & LCCSCF_H2_QUIRK_OVERFLOWS_TXCR);
	if (flags & LCCSCF_H2_MANUAL_RXFLOW)
		h2->ours.initial_window_size = 0; /* each says its own */
}

static enum lws_verdict
client_ready(struct lws__h2 *h2)
{
	if (!first_stream(h2))
		return LWS_V_OK;
	lws__client_error(h2->root, "out of memory for a stream");

	return LWS_V_CLOSE;
}

static void
join(struct lws__h2 *h2, struct lws *wsi)
{
	struct lws__h2_client *r = lws__zalloc(sizeof(*r), "h2 stream");

	if (!r) {
		lws__client_error(wsi, "out of memory for a stream");
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "out of memory");
		return;
	}
	lws__connect_queue_take(wsi);
	r->record = (struct lws__connect *)lws__mux_join(
		h2->root, wsi, &lws__role_h2_client, &r->s.mux);
	r->record->place.has_reused = h2->has_served;
	begin(h2, r);
	lws__user_cb_p0(wsi, LWS_CALLBACK_WSI_CREATE, NULL, 0);
	(void)lws__mux_serve(wsi, lws__h2_client_ask, NULL);
}

/* those in the queue, as many as the server allows */
static void
client_turn(struct lws *root)
{
	struct lws__h2 *h2 = lws__h2_of(root);
	struct lws *next;

	lws__cork_begin(root->conn->pt);
	while (h2->state == LWS__H2_OPEN && !lws__wsi_is_closing(root) &&
	       !lws__h2_client_is_used_up(h2) &&
	       h2->mux.streams.count < h2->theirs.max_concurrent_streams &&
	       (next = lws__connect_queue_first(root)))
		join(h2, next);
	lws__cork_end(root->conn->pt);
	if (lws__h2_client_is_used_up(h2) && h2->state == LWS__H2_OPEN) {
		h2->state = LWS__H2_GOING;
		lws__connect_queue_close(root, LWS__QUEUE_LOST);
		lws__h2_idle_timer(h2);
	}
}

static bool
client_takes(const struct lws *root, const struct lws *wsi)
{
	const struct lws__h2 *h2 = lws__h2_of(root);

	if (h2->state > LWS__H2_OPEN)
		return false;

	return !lws__connect_here(wsi)->is_ws ||
	       (h2->state == LWS__H2_OPEN &&
		h2->theirs.enable_connect_protocol);
}

/* ---- what the server says of the connection
 * -----------------------------------
 */

static void
client_settings(struct lws__h2 *h2)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, h2->mux.streams.head)
	{
		if (at(d)->state == LWS__H2C_WAIT)
			lws__wsi_ask_writable(at(d)->s.mux.wsi);
	}
	lws_end_foreach_dll(d);
	lws__connect_queue_wake(h2->root);
}

/* streams have their own; until our SETTINGS are acknowledged there is one for
 * that (RFC 9113 6.5.3) */
static void
busy_timer(struct lws__h2 *h2)
{
	struct lws *root = h2->root;

	if (!h2->acked &&
	    root->timeout_reason == PENDING_TIMEOUT_ESTABLISH_WITH_SERVER)
		return;
	if (!h2->acked)
		lws__wsi_timeout_secs(root,
				      PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
				      root->cx->timeout_secs);
	else if (root->timeout_us)
		lws__wsi_timeout_us(root, NO_PENDING_TIMEOUT, 0);
}

static void
client_idle(struct lws__h2 *h2)
{
	struct lws *root = h2->root;

	if (h2->mux.streams.count) {
		busy_timer(h2);
		lws__connect_queue_busy(root);
		/* one that ended may have made room */
		lws__connect_queue_wake(root);
		return;
	}
	if (lws__connect_queue_is_shared(root))
		lws__connect_queue_idle(root);
	else
		lws__wsi_timeout_us(root, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
				    1);
}

static void
connect_again(struct lws__h2_client *r)
{
	struct lws *wsi = r->s.mux.wsi;

	if (lws__connect_again(wsi))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot connect");
}

void
lws__h2_client_unserved(struct lws__h2_client *r, const char *why)
{
	struct lws *wsi = r->s.mux.wsi;

	r->s.was_reset = 1;
	if (lws__wsi_is_closing(wsi) || r->state > LWS__H2C_REQUEST ||
	    r->body_begun || r->record->was_refused) {
		lws__client_error(wsi, "h2: %s", why);
		lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, why);
		return;
	}
	lwsl_wsi_info(wsi, "%s: another connection", why);
	r->record->was_refused = r->state == LWS__H2C_REQUEST;
	connect_again(r);
}

/* the first stream that fits, NULL: none does */
static struct lws__h2_client *
find(struct lws__h2 *h2,
     bool (*fits)(const struct lws__h2 *h2, const struct lws__h2_client *r))
{
	lws_start_foreach_dll(struct lws_dll2 *, d, h2->mux.streams.head)
	{
		if (fits(h2, at(d)))
			return at(d);
	}
	lws_end_foreach_dll(d);

	return NULL;
}

static bool
is_beyond(const struct lws__h2 *h2, const struct lws__h2_client *r)
{
	return !r->s.id || r->s.id > h2->rx.last_stream;
}

static void
client_gone(struct lws__h2 *h2)
{
	struct lws__h2_client *r;

	lws__connect_queue_close(h2->root, LWS__QUEUE_LOST);
	while ((r = find(h2, is_beyond)))
		lws__h2_client_unserved(r, "the server goes away");
}

static bool
client_refused(struct lws__h2_stream *s, uint32_t code)
{
	if (code != LWS__H2_REFUSED_STREAM)
		return false;
	lws__h2_client_unserved((struct lws__h2_client *)s,
				"the server refused the stream");

	return true;
}

/* ---- the connection broke
 * -------------------------------------------------------
 */

/* RFC 9110 9.2.1 */
static bool
is_safe(const char *method)
{
	return method && (!strcmp(method, "GET") || !strcmp(method, "HEAD") ||
			  !strcmp(method, "OPTIONS"));
}

/* it may be that the server ended it before it saw the request */
static bool
is_lost(const struct lws__h2 *h2, const struct lws__h2_client *r)
{
	const struct lws__connect *c = r->record;

	if (h2->state == LWS__H2_FIRST || lws__wsi_is_closing(r->s.mux.wsi))
		return false;
	if (r->state == LWS__H2C_WAIT)
		return true;

	return r->state == LWS__H2C_REQUEST && !r->s.tx_has_length &&
	       !r->body_begun && !r->s.mux.wsi->http->body_pending &&
	       c->place.has_reused && is_safe(c->method);
}

static void
client_lost(struct lws__h2 *h2)
{
	struct lws__h2_client *r;

	if (h2->state == LWS__H2_OPEN)
		h2->state = LWS__H2_GOING;
	while ((r = find(h2, is_lost))) {
		r->s.was_reset = 1;
		lwsl_wsi_info(r->s.mux.wsi, "the connection had ended: "
					    "another one");
		connect_again(r);
	}
}

/* ---- of one stream
 * ----------------------------------------------------------------
 */

static struct lws__conn_record *
client_record(const struct lws *wsi)
{
	struct lws__connect *c = lws__h2_client_of(wsi)->record;

	return c ? &c->record : NULL;
}

static int
client_depart(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	struct lws_conn *conn = lws__conn_create(wsi->conn->pt);
	struct lws__h2 *h2 = lws__h2_here(wsi);

	if (!conn)
		return 1;
	lws__h2_stream_abandon(h2, &r->s, LWS__H2_CANCEL);
	lws__h2_stream_forget(&r->s);
	if (r->s.is_immortal)
		h2->immortals--;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	wsi->wants_writable = 0;
	lws__http_free(wsi);
	lws__mux_depart(wsi, conn, &r->record->record);
	lws__wsi_role_set(wsi, r->record->role, NULL);
	r->record = NULL;
	lws_dll2_add_tail(&r->s.mux.list, &h2->departed);
	lws__h2_idle_timer(h2);

	return 0;
}

static void
client_told(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (r->record)
		r->record->record.destroy(&r->record->record);
	r->record = NULL;
}

const struct lws__h2_side lws__h2_client_side = {
	.role = &lws__role_h2_client,
	.wire = &lws__h2_client_wire,
	.head = &lws__h2_response_sink,
	.head_end = lws__h2_client_head_end,
	.progress = lws__h2_client_progress,
	.choose = client_choose,
	.ready = client_ready,
	.settings = client_settings,
	.gone = client_gone,
	.lost = client_lost,
	.refused = client_refused,
	.idle = client_idle,
	.turn = client_turn,
	.takes = client_takes,
	.record = client_record,
	.depart = client_depart,
	.told = client_told,
};
