/* SPDX-License-Identifier: MIT */
/*
 * Basic authentication of a mount: against a file of user:password lines, or
 * by the user's VERIFY_BASIC_AUTHORIZATION callback.
 */

#include "roles/http/http.h"
#include "roles/http/transaction.h"

#include <string.h>

enum {
	LOGIN_FILE_MAX = 1 << 20,
};

static bool
is_by_callback(const struct lws_http_mount *m)
{
	return (m->auth_mask & AUTH_MODE_MASK) == LWSAUTHM_BASIC_AUTH_CALLBACK;
}

static bool
is_in_file(struct lws *wsi, const char *path, const struct lws__http_basic *b)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int error = lws__plat_slurp(path, LOGIN_FILE_MAX, &text, &len);
	bool found;

	if (error) {
		lwsl_wsi_err(wsi, "login file %s: %s", path, strerror(error));
		return false;
	}
	found = lws__http_basic_in_lines(b, (const char *)text, len);
	lws_explicit_bzero(text, len);
	lws__free(text);

	return found;
}

static bool
is_known(struct lws *wsi, const struct lws_http_mount *m,
	 struct lws__http_basic *b)
{
	if (!is_by_callback(m))
		return is_in_file(wsi, m->basic_auth_login_file, b);

	return lws__user_cb(wsi, LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION,
			    b->text, b->len) != 0;
}

static enum lws__http_auth
ask_for_credentials(struct lws *wsi)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (lws_add_http_header_status(wsi, HTTP_STATUS_UNAUTHORIZED, &p,
				       end) ||
	    lws__http_add_name(wsi, "www-authenticate", "Basic realm=\"lwsws\"",
			       &p, end) ||
	    lws_add_http_header_content_length(wsi, 0, &p, end) ||
	    lws_finalize_http_header(wsi, &p, end) ||
	    lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
		      LWS_WRITE_HTTP_HEADERS | LWS_WRITE_H2_STREAM_END) < 0)
		return LWS__HTTP_AUTH_FAILED;

	return LWS__HTTP_AUTH_ANSWERED;
}

static enum lws__http_auth
forbid(struct lws *wsi)
{
	return lws__http_send_page(wsi, HTTP_STATUS_FORBIDDEN, NULL)
		       ? LWS__HTTP_AUTH_FAILED
		       : LWS__HTTP_AUTH_ANSWERED;
}

/* from here on the header says who, not how they proved it */
static enum lws__http_auth
accept_user(struct lws *wsi, struct lws__http_basic *b)
{
	int n = lws__http_headers_replace(wsi->http->headers,
					  WSI_TOKEN_HTTP_AUTHORIZATION, b->text,
					  b->user_len);

	lws__http_basic_wipe(b);

	return n ? LWS__HTTP_AUTH_FAILED : LWS__HTTP_AUTH_OK;
}

enum lws__http_auth
lws__http_server_auth(struct lws *wsi, const struct lws_http_mount *m)
{
	struct lws__http_headers *h = wsi->http->headers;
	struct lws__http_basic b;
	const char *value;
	size_t len = 0;

	if (!is_by_callback(m) && !m->basic_auth_login_file)
		return LWS__HTTP_AUTH_OK;
	if (lws__http_headers_fragment_count(h, WSI_TOKEN_HTTP_AUTHORIZATION) >
	    1)
		return forbid(wsi);
	value = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_AUTHORIZATION, 0,
					   &len);
	switch (lws__http_basic_decode(&b, value, len)) {
	case LWS__HTTP_BASIC_OK:
		break;
	case LWS__HTTP_BASIC_ABSENT:
		return ask_for_credentials(wsi);
	case LWS__HTTP_BASIC_OTHER:
	case LWS__HTTP_BASIC_TOO_LONG:
	case LWS__HTTP_BASIC_BAD:
		return forbid(wsi);
	}
	if (is_known(wsi, m, &b))
		return accept_user(wsi, &b);
	lws__http_basic_wipe(&b);
	lwsl_wsi_notice(wsi, "wrong credentials for %s from %s", m->mountpoint,
			lws__wsi_peer(wsi, (char[64]){0}, 64));

	return ask_for_credentials(wsi);
}
