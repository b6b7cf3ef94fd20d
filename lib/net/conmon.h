/* SPDX-License-Identifier: MIT */
/*
 * How long each step of getting connected took, for clients that ask for it
 * (LCCSCF_CONMON): each mark ends one step and begins the next.
 */

#ifndef LWS_NET_CONMON_H
#define LWS_NET_CONMON_H

#include "net/connect.h"
#include "net/resolve.h"

#if defined(LWS_WITH_CONMON)

/* the first step begins, or all of it again; no memory: there are no figures */
void lws__conmon_begin(struct lws *wsi);
void lws__conmon_resolved(struct lws *wsi, const struct lws__resolve_result *r);
void lws__conmon_connected(struct lws *wsi);
/* the proxy is through: its time counts for nothing */
void lws__conmon_tunnel(struct lws *wsi);
/* TLS is done, the request goes out; without TLS there is no figure */
void lws__conmon_ready(struct lws *wsi);
void lws__conmon_first_byte(struct lws *wsi);
void lws__conmon_response(struct lws *wsi, unsigned int status);
void lws__conmon_free(struct lws__conmon **conmon);

#else

static inline void
lws__conmon_begin(struct lws *wsi)
{
	(void)wsi;
}

static inline void
lws__conmon_resolved(struct lws *wsi, const struct lws__resolve_result *r)
{
	(void)wsi;
	(void)r;
}

static inline void
lws__conmon_connected(struct lws *wsi)
{
	(void)wsi;
}

static inline void
lws__conmon_tunnel(struct lws *wsi)
{
	(void)wsi;
}

static inline void
lws__conmon_ready(struct lws *wsi)
{
	(void)wsi;
}

static inline void
lws__conmon_first_byte(struct lws *wsi)
{
	(void)wsi;
}

static inline void
lws__conmon_response(struct lws *wsi, unsigned int status)
{
	(void)wsi;
	(void)status;
}

static inline void
lws__conmon_free(struct lws__conmon **conmon)
{
	(void)conmon;
}

#endif

#endif
