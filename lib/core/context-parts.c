/* SPDX-License-Identifier: MIT */
/*
 * The parts of a context that other floors bring: TLS, protocol plugins,
 * service modules; and the point where root's rights are given up.
 */

#include "core/built-in.h"
#include "core/context.h"

/* ---- TLS ---------------------------------------------------------------- */

int
lws__context_tls_init(struct lws_context *cx,
		      const struct lws_context_creation_info *info)
{
	return lws__built_in_tls && lws__built_in_tls->context_init &&
	       lws__built_in_tls->context_init(cx, info);
}

void
lws__context_tls_undo(struct lws_context *cx)
{
	if (lws__built_in_tls && lws__built_in_tls->context_destroy)
		lws__built_in_tls->context_destroy(cx);
}

/* ---- services ----------------------------------------------------------- */

int
lws__context_services_init(struct lws_context *cx,
			   const struct lws_context_creation_info *info)
{
	for (size_t n = 0; lws__built_in_services[n]; n++) {
		const struct lws__service_module *m = lws__built_in_services[n];

		if (m->context_init && m->context_init(cx, info)) {
			lwsl_cx_err(cx, "service %s did not start", m->name);
			return 1;
		}
		cx->services_done++;
	}

	return 0;
}

void
lws__context_services_undo(struct lws_context *cx)
{
	while (cx->services_done) {
		const struct lws__service_module *m =
			lws__built_in_services[--cx->services_done];

		if (m->context_destroy)
			m->context_destroy(cx);
	}
}

int
lws_finalize_startup(struct lws_context *context)
{
	return lws__context_privileges_drop(context) ? -1 : 0;
}
