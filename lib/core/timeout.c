/* SPDX-License-Identifier: MIT */
/*
 * The three clocks of a wsi (timeout, user timer, validity) on one sul.
 *
 * A deadline that moves later does not touch the timer tree: the sul fires at
 * the old time, finds nothing due and goes back to sleep until the new one.
 */

#include "core/conn.h"
#include "core/role.h"
#include "core/sul.h"

static lws_usec_t
earliest(const struct lws *wsi)
{
	lws_usec_t us = wsi->timeout_us;

	if (wsi->timer_us && (!us || wsi->timer_us < us))
		us = wsi->timer_us;
	if (wsi->validity_us && (!us || wsi->validity_us < us))
		us = wsi->validity_us;

	return us;
}

static const char *
client_text(const struct lws *wsi, enum pending_timeout reason)
{
	switch (reason) {
	case PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE:
	case PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY:
	case PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY:
	case PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY:
		return "Timed out waiting proxy";
	default:
		break;
	}
	if (wsi->phase == LWS_PHASE_HANDSHAKE ||
	    reason == PENDING_TIMEOUT_SSL_ACCEPT)
		return "Timed out waiting SSL";
	if (wsi->phase == LWS_PHASE_UNESTABLISHED)
		return "Timed out waiting server reply";
	if (wsi->phase == LWS_PHASE_RESOLVING)
		return "Timed out waiting DNS";

	return "Timed out connecting";
}

/* nothing left for so long, or some would now: then it lives on */
static bool
still_drains(struct lws *wsi)
{
	enum lws_step step;

	if (wsi->phase != LWS_PHASE_DRAINING || wsi->mux_stream ||
	    wsi->kill_async ||
	    wsi->timeout_reason != PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE ||
	    !wsi->conn->txq || !lws__conn_drains(wsi->conn, &step))
		return false;
	lws__wsi_drains_on(wsi);
	if (step == LWS_STEP_OK)
		lws__conn_pend(wsi->conn, false, true);

	return true;
}

static void
timeout_fire(struct lws *wsi)
{
	enum pending_timeout reason = (enum pending_timeout)wsi->timeout_reason;

	if (still_drains(wsi))
		return;
	wsi->timeout_us = 0;
	wsi->timeout_reason = NO_PENDING_TIMEOUT;
	if (wsi->kill_async) {
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "killed by the user");
		return;
	}
	if (wsi->phase < LWS_PHASE_DRAINING && wsi->role->timeout &&
	    wsi->role->timeout(wsi, reason) == LWS_V_OK)
		return;
	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	lwsl_wsi_info(wsi, "timeout %d in phase %s, peer %s", (int)reason,
		      lws__phase_name((enum lws_phase)wsi->phase),
		      lws__wsi_peer(wsi, (char[64]){0}, 64));
	lws__client_error(wsi, "%s", client_text(wsi, reason));
	lws__wsi_close(wsi,
		       reason == PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE
			       ? LWS_CLOSE_POLITE
			       : LWS_CLOSE_NOW,
		       "timeout");
}

static void
timer_cb(lws_sorted_usec_list_t *sul)
{
	struct lws *wsi = lws_container_of(sul, struct lws, sul);
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	lws_usec_t now = lws_now_usecs();

	lws__turn_begin(pt);
	if (wsi->timer_us && wsi->timer_us <= now) {
		wsi->timer_us = 0;
		if (lws__user_cb(wsi, LWS_CALLBACK_TIMER, NULL, 0))
			lws__wsi_close(wsi, LWS_CLOSE_POLITE, "timer callback");
	}
	if (wsi->validity_us && wsi->validity_us <= now)
		lws__validity_due(wsi);
	if (wsi->timeout_us && wsi->timeout_us <= now)
		timeout_fire(wsi);
	lws__wsi_timer_update(wsi);
	lws__turn_end(pt);
}

void
lws__wsi_timer_update(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	lws_usec_t us = earliest(wsi);

	if (!us || wsi->phase == LWS_PHASE_CLOSED ||
	    (!lws_dll2_is_detached(&wsi->sul.list) && wsi->sul.us <= us))
		return;
	wsi->sul.us = us;
	wsi->sul.cb = timer_cb;
	lws__pt_sul_insert(pt, LWSSULLI_MISS_IF_SUSPENDED, &wsi->sul);
}

/*
 * Every request moves its timeout several times.  One of seconds may as well
 * be some milliseconds early, and reads the cheap clock.
 */
static lws_usec_t
deadline(lws_usec_t us)
{
	if (us >= LWS_US_PER_SEC)
		return lws__sul_due(lws__plat_tick_us(), us);

	return lws__sul_due(lws_now_usecs(), us);
}

void
lws__wsi_timeout_us(struct lws *wsi, enum pending_timeout reason, lws_usec_t us)
{
	wsi->timeout_reason = (uint8_t)reason;
	wsi->timeout_us = us ? deadline(us) : 0;
	lws__wsi_timer_update(wsi);
}

/* an application's kill of a client that waits for its answer ends as closed */
static void
kill_mark(struct lws *wsi)
{
	if (wsi->is_client && wsi->phase == LWS_PHASE_UNESTABLISHED)
		wsi->error_is_closed = 1;
	lws__client_error(wsi, "killed by the application");
}

void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (wsi->phase == LWS_PHASE_CLOSED)
		return;
	if (secs == LWS_TO_KILL_SYNC && pt->serving != wsi) {
		kill_mark(wsi);
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "killed by the user");
		return;
	}
	if (secs < 0) {
		kill_mark(wsi);
		if (secs == LWS_TO_KILL_SYNC)
			wsi->kill_pending = 1; /* when its handler returns */
		wsi->kill_async = 1;
		lws__wsi_timeout_us(wsi, reason, 1);
		return;
	}
	lws__wsi_timeout_secs(wsi, reason, (unsigned int)secs);
}

void
lws_set_timeout_us(struct lws *wsi, enum pending_timeout reason, lws_usec_t us)
{
	if (wsi->phase != LWS_PHASE_CLOSED)
		lws__wsi_timeout_us(wsi, reason, us);
}

void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs)
{
	if (usecs == LWS_SET_TIMER_USEC_CANCEL) {
		wsi->timer_us = 0;
		return;
	}
	wsi->timer_us = lws__sul_due(lws_now_usecs(), usecs);
	lws__wsi_timer_update(wsi);
}
