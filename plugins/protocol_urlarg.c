/* SPDX-License-Identifier: MIT */
/*
 * lws-urlarg-protocol: answers an http request with the value of its URL
 * argument "x", as text.
 *
 *   url  "?x=VALUE"
 *   out  200 and VALUE, decoded; 400 if there is none, or more than
 *        URLARG_MAX bytes
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <string.h>

#define URLARG_MAX 1024

struct urlarg_pss {
	unsigned char text[LWS_PRE + URLARG_MAX + 1];
	int len; /* -1: sent */
};

static int
urlarg_begin(struct lws *wsi, struct urlarg_pss *pss)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf);

	pss->len = lws_get_urlarg_by_name_safe(
		wsi, "x=", (char *)pss->text + LWS_PRE, URLARG_MAX + 1);
	if (pss->len < 0)
		return lws_return_http_status(wsi, HTTP_STATUS_BAD_REQUEST,
					      NULL)
			       ? -1
			       : lws_http_transaction_completed(wsi);
	/* as text: a browser must not take it for a page */
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					"text/plain; charset=utf-8",
					(lws_filepos_t)pss->len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
urlarg_send(struct lws *wsi, struct urlarg_pss *pss)
{
	size_t len = (size_t)pss->len;

	if (pss->len < 0)
		return 0;
	pss->len = -1;
	if (lws_write(wsi, pss->text + LWS_PRE, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	return lws_http_transaction_completed(wsi);
}

static int
callback_urlarg(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return urlarg_begin(wsi, user);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return user ? urlarg_send(wsi, user) : 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

#define LWS_PLUGIN_PROTOCOL_URLARG                               \
	{                                                        \
		"lws-urlarg-protocol", callback_urlarg,          \
			sizeof(struct urlarg_pss), 0, 0, NULL, 0 \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols urlarg_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_URLARG,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_urlarg = {
	.hdr = {"urlarg", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = urlarg_protocols,
	.count_protocols = LWS_ARRAY_SIZE(urlarg_protocols),
};

#endif
