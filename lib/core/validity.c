/* SPDX-License-Identifier: MIT */
/*
 * Validity: a connection that has not proved for a while that the peer is
 * there is asked (ws PING), and hung up when no proof comes.
 */

#include "core/conn.h"
#include "core/role.h"
#include "core/sul.h"

const lws_retry_bo_t *
lws__wsi_retry_policy(const struct lws *wsi)
{
	if (wsi->rare && wsi->rare->retry)
		return wsi->rare->retry;
	if (wsi->vh && wsi->vh->retry)
		return wsi->vh->retry;

	return wsi->cx->retry;
}

/* UINT16_MAX seconds are never: programs switch it off so */
static void
arm(struct lws *wsi, unsigned int secs)
{
	if (secs == UINT16_MAX)
		return;
	wsi->validity_us = lws__sul_due(lws_now_usecs(),
					(lws_usec_t)secs * LWS_US_PER_SEC);
	lws__wsi_timer_update(wsi);
}

/* a ping that leaves no time for its answer is not sent */
static bool
asks(const lws_retry_bo_t *policy)
{
	return policy->secs_since_valid_ping &&
	       policy->secs_since_valid_ping < policy->secs_since_valid_hangup;
}

void
lws__validity_start(struct lws *wsi)
{
	const lws_retry_bo_t *policy = lws__wsi_retry_policy(wsi);

	wsi->validity_us = 0;
	wsi->validity_pinged = 0;
	if (wsi->mux_stream)
		return; /* its connection proves it */
	if (!wsi->role->validity_ping || !policy ||
	    !policy->secs_since_valid_hangup)
		return;
	wsi->validity_pinged = !asks(policy);
	arm(wsi, asks(policy) ? policy->secs_since_valid_ping
			      : policy->secs_since_valid_hangup);
}

static void
hang_up(struct lws *wsi)
{
	char peer[64];

	lwsl_wsi_notice(wsi, "%s gave no sign of life: hung up",
			lws__wsi_peer(wsi, peer, sizeof(peer)));
	lws__wsi_close(wsi, LWS_CLOSE_PEER_GONE, "validity");
}

void
lws__validity_due(struct lws *wsi)
{
	const lws_retry_bo_t *policy = lws__wsi_retry_policy(wsi);

	wsi->validity_us = 0;
	if (wsi->phase != LWS_PHASE_ESTABLISHED || !policy)
		return;
	if (wsi->validity_pinged) {
		hang_up(wsi);
		return;
	}
	wsi->validity_pinged = 1;
	if (policy->secs_since_valid_hangup != UINT16_MAX)
		arm(wsi, (unsigned int)policy->secs_since_valid_hangup -
				 policy->secs_since_valid_ping);
	if (wsi->role->validity_ping(wsi) == LWS_V_CLOSE)
		hang_up(wsi);
}

void
lws_validity_confirmed(struct lws *wsi)
{
	struct lws *nwsi = wsi->conn ? wsi->conn->wsi : wsi;

	if (nwsi->phase == LWS_PHASE_ESTABLISHED)
		lws__validity_start(nwsi);
}
