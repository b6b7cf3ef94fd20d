/* SPDX-License-Identifier: MIT */
/*
 * Not HTTP after all: a listener that serves HTTP may hand connections which
 * begin with something else to another role, with all the bytes that came.
 * (LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG)
 */

#include "roles/h1/h1-server.h"

#include <string.h>

bool
lws__h1_has_fallback(const struct lws *wsi)
{
	return !lws__h1_server_of(wsi)->had_request &&
	       (wsi->vh->options &
		LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG);
}

/* bounded by the limit of a head, where the parser gives up */
int
lws__h1_remember(struct lws__h1_server *s, const uint8_t *p, size_t len)
{
	uint8_t *grown = lws__realloc(s->seen, s->seen_len + len, "h1 seen");

	if (!grown)
		return 1;
	memcpy(grown + s->seen_len, p, len);
	s->seen = grown;
	s->seen_len += len;

	return 0;
}

void
lws__h1_forget(struct lws__h1_server *s)
{
	lws__free(s->seen);
	s->seen = NULL;
	s->seen_len = 0;
}

enum lws_verdict
lws__h1_fall_back(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__h1_server *s = lws__h1_server_of(wsi);
	const char *name = wsi->vh->listen_accept_role;
	const struct lws_role_ops *role =
		lws__role_by_name(name ? name : "raw-skt");
	const struct lws_protocols *p;
	struct lws_cursor all = {s->seen, s->seen + s->seen_len};
	const char *pn = wsi->vh->listen_accept_protocol;
	int ret;

	p = pn ? lws__vhost_protocol_by_name(wsi->vh, pn, strlen(pn))
	       : &wsi->vh->protocols[wsi->vh->raw_protocol_index];
	if (!role || !p) {
		lwsl_wsi_err(wsi, "no role %s or protocol %s to fall back to",
			     name ? name : "raw-skt", pn ? pn : "raw");
		return LWS_V_CLOSE;
	}
	if (lws__wsi_bind_protocol(wsi, p, "fallback"))
		return LWS_V_CLOSE;
	in->at = in->end; /* it is part of what was seen */
	s->seen = NULL;
	lws__wsi_role_set(wsi, role, NULL);
	ret = lws__conn_keep_rx(wsi->conn, &all);
	lws__free(all.at);
	if (ret ||
	    (role->tell_adopt &&
	     lws__user_cb(wsi, (enum lws_callback_reasons)role->tell_adopt,
			  NULL, 0)))
		return LWS_V_CLOSE;
	lws__conn_retry_rx(wsi->conn);

	return lws__role_ready(wsi);
}
