/* SPDX-License-Identifier: MIT */
/*
 * A build whose clients keep no sessions: see session.c
 */

#include "tls/tls.h"

void
lws__tls_sessions_free(struct lws__tls_sessions **ps)
{
	*ps = NULL;
}

int
lws__tls_session_new(struct lws__tls *t, void *session)
{
	(void)t;
	(void)session;

	return 0;
}

void
lws__tls_session_offer(struct lws__tls *t)
{
	(void)t;
}

int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_save, void *opq)
{
	(void)vh;
	(void)host;
	(void)port;
	(void)cb_save;
	(void)opq;
	lwsl_vhost_info(vh, "TLS sessions are not in this build");

	return 1;
}

int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_load, void *opq)
{
	return lws_tls_session_dump_save(vh, host, port, cb_load, opq);
}
