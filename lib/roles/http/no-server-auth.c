/* SPDX-License-Identifier: MIT */
/*
 * A build without basic authentication: what is to be protected by it is not
 * served at all.
 */

#include "roles/http/http.h"
#include "roles/http/transaction.h"

enum lws__http_auth
lws__http_server_auth(struct lws *wsi, const struct lws_http_mount *m)
{
	if ((m->auth_mask & AUTH_MODE_MASK) != LWSAUTHM_BASIC_AUTH_CALLBACK &&
	    !m->basic_auth_login_file)
		return LWS__HTTP_AUTH_OK;
	lwsl_wsi_err(wsi, "mount %s: this build has no basic authentication",
		     m->mountpoint);

	return lws__http_send_page(wsi, HTTP_STATUS_FORBIDDEN, NULL)
		       ? LWS__HTTP_AUTH_FAILED
		       : LWS__HTTP_AUTH_ANSWERED;
}
