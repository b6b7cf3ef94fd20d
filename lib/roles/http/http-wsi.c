/* SPDX-License-Identifier: MIT */
/*
 * The transaction of a wsi, and the public calls that read its headers.
 */

#include "roles/http/http.h"
#include "roles/http/transaction.h"

#include <string.h>

struct lws_http *
lws__http_begin(struct lws *wsi, const struct lws__http_wire *wire)
{
	struct lws_http *http = wsi->http;

	if (!http) {
		http = wsi->http =
			lws__spare_take(lws__context_pt(wsi->cx, wsi->tsi),
					LWS__SPARE_HTTP, sizeof(*http), "http");
		if (!http)
			return NULL;
	}
	if (!http->headers)
		http->headers = lws__http_pool_headers(wsi);
	else
		lws__http_headers_reset(http->headers);
	if (!http->headers)
		return NULL;
	lws__http_file_free(wsi, &http->file);
	lws__free(http->auth_user);
	*http = (struct lws_http){.headers = http->headers,
				  .wire = wire,
				  .in_pool = http->in_pool};

	return http;
}

void
lws__http_free(struct lws *wsi)
{
	struct lws_http *http = wsi->http;

	if (!http)
		return;
	lws__http_pool_return(wsi);
	wsi->http = NULL;
	lws__http_file_free(wsi, &http->file);
	lws__free(http->auth_user);
	if (wsi->mux_stream)
		lws__spare_give(lws__context_pt(wsi->cx, wsi->tsi),
				LWS__SPARE_HTTP, http);
	else
		lws__free(http);
}

static bool
is_on(const struct lws_protocol_vhost_options *list, const char *name)
{
	const struct lws_protocol_vhost_options *o = lws_pvo_search(list, name);

	return o && o->value && !strcmp(o->value, "on");
}

bool
lws__http_vhost_option(const struct lws_vhost *vh, const char *name)
{
	const struct lws_protocol_vhost_options *o;

	if (!vh->pvo || !vh->protocols[0].name)
		return false;
	o = lws_pvo_search(vh->pvo, vh->protocols[0].name);

	return o && is_on(o->options, name);
}

bool
lws__http_mount_option(const struct lws_http_mount *m, const char *name)
{
	return m && is_on(m->cgienv, name);
}

/* NULL when the headers are gone: no head was read, or it is a ws now */
static struct lws__http_headers *
headers_of(struct lws *wsi)
{
	return wsi && wsi->http ? wsi->http->headers : NULL;
}

int
lws_hdr_total_length(struct lws *wsi, enum lws_token_indexes h)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_headers_total_length(t, h) : 0;
}

int
lws_hdr_fragment_length(struct lws *wsi, enum lws_token_indexes h, int frag_idx)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_headers_fragment_length(t, h, frag_idx) : 0;
}

int
lws_hdr_copy(struct lws *wsi, char *dest, int len, enum lws_token_indexes h)
{
	struct lws__http_headers *t = headers_of(wsi);

	if (len > 0)
		dest[0] = '\0';

	return t ? lws__http_headers_copy(t, dest, len, h) : 0;
}

int
lws_hdr_copy_fragment(struct lws *wsi, char *dest, int len,
		      enum lws_token_indexes h, int frag_idx)
{
	struct lws__http_headers *t = headers_of(wsi);

	if (len > 0)
		dest[0] = '\0';

	return t ? lws__http_headers_copy_fragment(t, dest, len, h, frag_idx)
		 : -1;
}

int
lws_hdr_custom_length(struct lws *wsi, const char *name, int nlen)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_headers_custom_length(t, name, nlen) : -1;
}

int
lws_hdr_custom_copy(struct lws *wsi, char *dst, int len, const char *name,
		    int nlen)
{
	struct lws__http_headers *t = headers_of(wsi);

	if (len > 0)
		dst[0] = '\0';

	return t ? lws__http_headers_custom_copy(t, dst, len, name, nlen) : -1;
}

int
lws_hdr_custom_name_foreach(struct lws *wsi, lws_hdr_custom_fe_cb_t cb,
			    void *opaque)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_headers_custom_foreach(t, cb, opaque) : -1;
}

int
lws_get_urlarg_by_name_safe(struct lws *wsi, const char *name, char *buf,
			    int len)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_urlarg_get(t, name, buf, len) : -1;
}

const char *
lws_get_urlarg_by_name(struct lws *wsi, const char *name, char *buf, int len)
{
	return lws_get_urlarg_by_name_safe(wsi, name, buf, len) < 0 ? NULL
								    : buf;
}

int
lws_http_get_uri_and_method(struct lws *wsi, char **puri_ptr, int *puri_len)
{
	struct lws__http_headers *t = headers_of(wsi);

	return t ? lws__http_headers_uri_and_method(t, puri_ptr, puri_len) : -1;
}

int
lws_http_headers_detach(struct lws *wsi)
{
	if (!wsi->http)
		return 1;
	lws__http_pool_return(wsi);

	return 0;
}

int
lws_http_transaction_completed(struct lws *wsi)
{
	if (!wsi->http || !wsi->http->wire->completed ||
	    lws__wsi_is_closing(wsi))
		return 1;

	return wsi->http->wire->completed(wsi);
}

int
lws_http_mark_sse(struct lws *wsi)
{
	if (!wsi->http)
		return 1;
	/* the response has no end: no progress is expected of it */
	wsi->http->is_sse = 1;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	wsi->http->keep_alive = 0;

	return 0;
}

int
lws_http_is_redirected_to_get(struct lws *wsi)
{
	return wsi->http && wsi->http->redirected_to_get;
}

unsigned int
lws_http_client_http_response(struct lws *wsi)
{
	return wsi->http ? wsi->http->response : 0;
}
