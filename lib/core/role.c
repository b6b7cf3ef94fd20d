/* SPDX-License-Identifier: MIT */
/*
 * Calls into a role, with the defaults of what it left out, and finding one.
 */

#include "core/role.h"
#include "core/built-in.h"
#include "core/conn.h"

#include <string.h>

const struct lws_role_ops lws__role_none = {.name = "none"};

enum lws_claim
lws__role_claim(const struct lws_role_ops *role, struct lws *wsi,
		const struct lws_bind_req *req)
{
	return role->claim ? role->claim(wsi, req) : LWS_CLAIM_NO;
}

enum lws_claim
lws__role_claim_unframed(struct lws *wsi, const struct lws_bind_req *req,
			 const struct lws_role_ops *role)
{
	const struct lws_protocols *p = NULL;
	struct lws_vhost *vh = wsi->vh;

	if (req->protocol)
		p = lws__vhost_protocol_by_name(vh, req->protocol,
						strlen(req->protocol));
	else if (vh->raw_protocol_index < vh->protocol_count)
		p = &vh->protocols[vh->raw_protocol_index];
	if (!p) {
		lwsl_wsi_err(wsi, "vhost %s has no protocol %s for it",
			     vh->name, req->protocol ? req->protocol : "raw");
		return LWS_CLAIM_FAILED;
	}
	lws__wsi_role_set(wsi, role, NULL);

	return lws__wsi_bind_protocol(wsi, p, "adopt") ? LWS_CLAIM_FAILED
						       : LWS_CLAIM_YES;
}

enum lws_verdict
lws__role_ready(struct lws *wsi)
{
	return wsi->role->ready ? wsi->role->ready(wsi) : LWS_V_OK;
}

enum lws_verdict
lws__role_rx(struct lws *wsi, struct lws_cursor *in)
{
	if (wsi->role->rx)
		return wsi->role->rx(wsi, in);
	if (in->at == in->end)
		return LWS_V_CLOSE;
	in->at = in->end;

	return LWS_V_OK;
}

enum lws_verdict
lws__user_writable(struct lws *wsi)
{
	uint16_t reason = wsi->role->tell_writeable[lws__wsi_side(wsi)];

	if (!reason)
		return LWS_V_OK;

	return lws__user_cb(wsi, (enum lws_callback_reasons)reason, NULL, 0)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

enum lws_verdict
lws__role_writable(struct lws *wsi)
{
	return wsi->role->writable ? wsi->role->writable(wsi)
				   : lws__user_writable(wsi);
}

int
lws__send_unframed(struct lws *wsi, uint8_t *buf, size_t len,
		   enum lws_write_protocol wp)
{
	(void)wp;

	return lws__conn_send(wsi->conn, buf, len);
}

int
lws__role_write(struct lws *wsi, uint8_t *buf, size_t len,
		enum lws_write_protocol wp)
{
	return wsi->role->write ? wsi->role->write(wsi, buf, len, wp)
				: lws__send_unframed(wsi, buf, len, wp);
}

const struct lws_role_ops *
lws__role_by_name(const char *name)
{
	for (int n = 0; lws__built_in_roles[n]; n++)
		if (!strcmp(lws__built_in_roles[n]->name, name))
			return lws__built_in_roles[n];

	return NULL;
}

const struct lws_role_ops *
lws__role_by_alpn(const char *alpn)
{
	for (int n = 0; lws__built_in_roles[n]; n++)
		if (lws__built_in_roles[n]->alpn &&
		    !strcmp(lws__built_in_roles[n]->alpn, alpn))
			return lws__built_in_roles[n];

	return NULL;
}

const struct lws_role_ops *
lws__role_by_client_method(const char *method)
{
	for (int n = 0; lws__built_in_roles[n]; n++)
		if (lws__built_in_roles[n]->client_method &&
		    lws__built_in_roles[n]->client_method(method))
			return lws__built_in_roles[n];

	return NULL;
}
