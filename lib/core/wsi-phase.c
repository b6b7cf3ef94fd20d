/* SPDX-License-Identifier: MIT */
/*
 * The life of a wsi: which phase may follow which.  Nothing else assigns
 * wsi->phase.
 */

#include "core/core.h"

#include <assert.h>

#define TO(p)   (1u << LWS_PHASE_##p)
/* any phase of a living wsi may turn to one of these */
#define CLOSING (TO(DRAINING) | TO(GOODBYE) | TO(LINGER) | TO(CLOSED))

static const uint16_t moves[LWS_PHASE_COUNT] = {
	[LWS_PHASE_NEW] = TO(QUEUED) | TO(RESOLVING) | TO(CONNECTING) |
			  TO(HANDSHAKE) | TO(UNESTABLISHED) | TO(ESTABLISHED) |
			  CLOSING,
	[LWS_PHASE_QUEUED] =
		TO(RESOLVING) | TO(CONNECTING) | TO(UNESTABLISHED) | CLOSING,
	[LWS_PHASE_RESOLVING] = TO(RESOLVING) | TO(CONNECTING) | TO(HANDSHAKE) |
				TO(UNESTABLISHED) | CLOSING,
	/* a redirect starts anew */
	[LWS_PHASE_CONNECTING] = TO(RESOLVING) | TO(CONNECTING) |
				 TO(HANDSHAKE) | TO(UNESTABLISHED) |
				 TO(ESTABLISHED) | CLOSING,
	[LWS_PHASE_HANDSHAKE] = TO(HANDSHAKE) | TO(RESOLVING) | TO(CONNECTING) |
				TO(UNESTABLISHED) | TO(ESTABLISHED) | CLOSING,
	[LWS_PHASE_UNESTABLISHED] =
		TO(QUEUED) | TO(RESOLVING) | TO(CONNECTING) | TO(HANDSHAKE) |
		TO(UNESTABLISHED) | TO(ESTABLISHED) | CLOSING,
	/* an http client follows a redirect, or is kept for the next request */
	[LWS_PHASE_ESTABLISHED] = TO(ESTABLISHED) | TO(UNESTABLISHED) |
				  TO(RESOLVING) | TO(CONNECTING) |
				  TO(HANDSHAKE) | CLOSING,
	[LWS_PHASE_DRAINING] = TO(GOODBYE) | TO(LINGER) | TO(CLOSED),
	[LWS_PHASE_GOODBYE] = TO(DRAINING) | TO(LINGER) | TO(CLOSED),
	[LWS_PHASE_LINGER] = TO(CLOSED),
	[LWS_PHASE_CLOSED] = 0,
};

static const char *const names[LWS_PHASE_COUNT] = {
	[LWS_PHASE_NEW] = "new",
	[LWS_PHASE_QUEUED] = "queued",
	[LWS_PHASE_RESOLVING] = "resolving",
	[LWS_PHASE_CONNECTING] = "connecting",
	[LWS_PHASE_HANDSHAKE] = "handshake",
	[LWS_PHASE_UNESTABLISHED] = "unestablished",
	[LWS_PHASE_ESTABLISHED] = "established",
	[LWS_PHASE_DRAINING] = "draining",
	[LWS_PHASE_GOODBYE] = "goodbye",
	[LWS_PHASE_LINGER] = "linger",
	[LWS_PHASE_CLOSED] = "closed",
};

const char *
lws__phase_name(enum lws_phase phase)
{
	return phase < LWS_PHASE_COUNT ? names[phase] : "?";
}

void
lws__wsi_phase_set(struct lws *wsi, enum lws_phase to)
{
	enum lws_phase from = (enum lws_phase)wsi->phase;
	bool is_legal = moves[from] & (1u << to);

	if (from == to)
		return;
	lwsl_wsi_debug(wsi, "%s -> %s", names[from], names[to]);
	assert(is_legal);
	(void)is_legal; /* a release does not assert */

	wsi->phase = (uint8_t)to;
	if (to == LWS_PHASE_ESTABLISHED)
		wsi->was_established = 1;
}
