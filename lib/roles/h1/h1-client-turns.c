/* SPDX-License-Identifier: MIT */
/*
 * One connection for several requests: net/connect-queue.h as HTTP/1 does it.
 *
 * The connection goes from hand to hand, each time a response is complete.  A
 * server that has kept it once, in HTTP/1.1, is also sent requests ahead of
 * their turn (RFC 9112 9.3.2), if they are such that may be sent again.
 *
 * RFC 9112 9.3.1: a request on a connection that has served others, and which
 * ends before anything of its response came, is sent again on a fresh one;
 * not if it changes something, or had a body.
 */

#include "roles/h1/h1-client.h"
#include "net/connect-queue.h"
#include "roles/http/http.h"

#include <string.h>

enum {
	AHEAD_MAX = 8, /* requests sent before it is their turn */
};

/* ---- what may be done twice -----------------------------------------------
 */

/* RFC 9110 9.2.1 */
static bool
is_safe(const struct lws *wsi)
{
	const char *method = lws__connect_here(wsi)->method;

	return method && (!strcmp(method, "GET") || !strcmp(method, "HEAD") ||
			  !strcmp(method, "OPTIONS"));
}

enum lws_verdict
lws__h1_client_lost(struct lws *wsi, bool in_reading)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);
	const struct lws__connect_place *place = &lws__connect_here(wsi)->place;

	/* the answer may be there all the same (RFC 9112 9.5); else none comes
	 * from whom nothing can be asked */
	if (c && !in_reading && c->state != LWS__H1C_DONE &&
	    (c->saw_bytes || lws__conn_has_input(wsi->conn))) {
		c->tx_over = true;
		return LWS_V_OK;
	}
	if (!c || c->state != LWS__H1C_REQUEST || c->saw_bytes || c->had_body ||
	    !place->has_reused || !is_safe(wsi))
		return LWS_V_CLOSE;
	lwsl_wsi_info(wsi, "the kept connection had ended: another one");

	return lws__connect_again(wsi) ? LWS_V_CLOSE : LWS_V_OK;
}

/* ---- keeping the connection -----------------------------------------------
 */

/* what this response says of the connection's future */
static bool
will_stay(const struct lws *wsi)
{
	const struct lws__h1_client *c = lws__h1_client_of(wsi);

	return c->parser.head.keep_alive && c->parser.head.minor &&
	       lws__connect_queue_is_shared(wsi);
}

void
lws__h1_client_tell_queue(struct lws *wsi)
{
	if (!will_stay(wsi))
		lws__connect_queue_close(wsi, LWS__QUEUE_REFUSED);
}

bool
lws__h1_client_keep(struct lws *wsi)
{
	const struct lws__h1_client *c = lws__h1_client_of(wsi);

	/* a request that was not sent to its end leaves no place for others */
	if (!will_stay(wsi) || c->saw_end || c->tx_over ||
	    wsi->http->body_pending || c->tx_chunked ||
	    lws__connect_queue_has_gap(wsi))
		return false;
	lws__connect_queue_idle(wsi);

	return true;
}

bool
lws__h1_client_expects_more(const struct lws *wsi)
{
	const struct lws *next = lws__connect_queue_first(wsi);

	return next && lws__connect_here(next)->place.is_ahead;
}

/* ---- turns ----------------------------------------------------------------
 */

static void
hand_over(struct lws *wsi)
{
	/* what stands there already is no answer to what is asked now */
	if (!lws__h1_client_expects_more(wsi) &&
	    lws__conn_is_disturbed(wsi->conn)) {
		lws__wsi_close(wsi, LWS_CLOSE_POLITE, "kept too long");
		return;
	}
	lws__connect_queue_hand_over(wsi, lws__connect_queue_first(wsi));
}

/* false: not now, or it is no more */
static bool
send_ahead(struct lws *leader, struct lws *wsi)
{
	struct lws__connect_place *place = &lws__connect_here(wsi)->place;
	enum lws_verdict v;

	if (place->wants_turn || !is_safe(wsi) ||
	    lws__conn_choked(leader->conn))
		return false;
	v = lws__h1_client_begin(wsi, leader->conn);
	if (lws__wsi_is_closing(wsi))
		return false;
	if (v != LWS_V_OK) {
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "its request failed");
		return false;
	}
	/* with a body it was not sent: it is asked for again in its turn */
	place->wants_turn = wsi->http->body_pending;
	place->is_ahead = !place->wants_turn;

	return place->is_ahead;
}

static bool
may_run_ahead(const struct lws *leader)
{
	const struct lws__h1_client *c = lws__h1_client_of(leader);

	/* the leader was handed it: so it was kept before */
	return lws__connect_here(leader)->place.has_reused &&
	       !leader->http->body_pending && !c->tx_chunked &&
	       !lws__connect_queue_has_gap(leader);
}

void
lws__h1_client_turn(struct lws *wsi)
{
	const struct lws__h1_client *c = lws__h1_client_of(wsi);
	struct lws *next = lws__connect_queue_first(wsi);

	if (!c || !next || wsi->phase < LWS_PHASE_UNESTABLISHED)
		return; /* not connected yet */
	if (c->state == LWS__H1C_DONE) {
		hand_over(wsi);
		return;
	}
	if (!may_run_ahead(wsi))
		return;
	lws__cork_begin(wsi->conn->pt);
	for (int n = 0; next && n < AHEAD_MAX; n++) {
		if (!lws__connect_here(next)->place.is_ahead &&
		    !send_ahead(wsi, next))
			break;
		next = lws__connect_queue_behind(next);
	}
	lws__cork_end(wsi->conn->pt);
}

enum lws_verdict
lws__h1_client_timeout(struct lws *wsi, enum pending_timeout reason)
{
	struct lws__h1_client *c = lws__h1_client_of(wsi);

	if (c && c->body_held &&
	    reason == PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD) {
		/* it may be a server that does not know (RFC 9110 10.1.1) */
		lws__h1_client_release_body(wsi);
		return LWS_V_OK;
	}
	if (wsi->phase != LWS_PHASE_QUEUED ||
	    reason != PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE)
		return LWS_V_CLOSE;
	/* the one in front takes long: a connection of its own */
	lws__connect_queue_go_alone(wsi);

	return LWS_V_OK;
}
