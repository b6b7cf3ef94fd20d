/* SPDX-License-Identifier: MIT */
/*
 * In place of ws-ext.c and ws-ext-negotiate.c in a build without extensions:
 * none is offered and none accepted (RFC 6455 9.1 lets each side do so).
 */

#include "roles/ws/ws-ext.h"

/* -1: the wsi has no such extension active */
int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	(void)wsi;
	(void)ext_name;
	(void)opt_name;
	(void)opt_val;

	return -1;
}

void
lws__ws_ext_accept(struct lws *wsi, struct lws__ws **ws,
		   char out[LWS__WS_EXT_ANSWER_MAX])
{
	(void)wsi;
	(void)ws;
	out[0] = '\0';
}

int
lws__ws_ext_offer(struct lws *wsi, char *out, size_t size)
{
	(void)wsi;
	(void)out;
	(void)size;

	return 0;
}

int
lws__ws_ext_offered(struct lws *wsi, char *out, size_t size)
{
	return lws__ws_ext_offer(wsi, out, size);
}

const char *
lws__ws_ext_confirm(struct lws *wsi, struct lws__ws **ws,
		    struct lws__ws_span answer)
{
	(void)wsi;
	(void)ws;
	(void)answer;

	return NULL;
}

int
lws__ws_ext_rx(struct lws *wsi, struct lws__ws_ext *x,
	       const struct lws__ws_data *d)
{
	(void)wsi;
	(void)x;
	(void)d;

	return 1;
}

int
lws__ws_ext_tx(struct lws *wsi, struct lws__ws_ext *x, uint8_t *buf, size_t len,
	       enum lws_write_protocol wp, struct lws__ws_head *h)
{
	(void)wsi;
	(void)x;
	(void)buf;
	(void)len;
	(void)wp;
	(void)h;

	return -1;
}

void
lws__ws_ext_destroy(struct lws *wsi, struct lws__ws_ext *x)
{
	(void)wsi;
	(void)x;
}
