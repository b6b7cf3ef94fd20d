/* SPDX-License-Identifier: MIT */
/*
 * A build without JIT trust: clients trust what their vhost does.
 */

#include "tls/tls.h"

void
lws__jit_note(struct lws__tls *t, const struct lws__tls_finding *f)
{
	(void)t;
	(void)f;
}

void
lws__jit_ask(struct lws__tls *t)
{
	(void)t;
}

struct lws_vhost *
lws__jit_client_vhost(struct lws_vhost *otherwise, int tsi,
		      const struct lws_client_connect_info *i)
{
	(void)tsi;
	(void)i;

	return otherwise;
}

void
lws__jit_client_made(struct lws *wsi)
{
	(void)wsi;
}
