/* SPDX-License-Identifier: MIT */
/*
 * raw-proxy: each accepted stream is carried on to another server, and its
 * answers back.  For vhosts whose listen_accept_role is "raw-proxy".
 *
 *   pvo  "onward"  where to: ipv4:HOST:PORT, ipv6:ADDRESS:PORT, unix:PATH
 *                  (unix:@NAME: Linux' abstract ones).  HOST may be a name
 *
 * A side that does not read stops the other one being read, at RAW_PROXY_MAX
 * bytes; a half-closed stream is half-closed on the other side, too (which is
 * the role's work).  What the far side sent before it was lost still leaves.
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "../protocols.h"
#endif
#include <stdlib.h>
#include <string.h>

#define RAW_PROXY_MAX 65536 /* bytes that wait for one side */

struct raw_proxy_vhd {
	char address[256]; /* "+path" when it is a unix socket */
	int port;
};

/* one direction's end */
struct raw_proxy_side {
	struct lws *wsi;            /* borrowed; NULL: gone */
	struct lws_buflist *unsent; /* owned: to be written to it */
};

struct raw_proxy_flow {
	struct raw_proxy_side accepted, onward;
	char onward_is_up;
};

struct raw_proxy_pss {
	struct raw_proxy_flow
		*flow; /* owned by both sides, freed by the last */
};

/* ---- where to ------------------------------------------------------------ */

static int
raw_proxy_split(struct raw_proxy_vhd *vhd, const char *text)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;
	char *end;
	long port;

	if (!len || len >= sizeof(vhd->address))
		return 1;
	port = strtol(colon + 1, &end, 10);
	if (*end || end == colon + 1 || port < 1 || port > 65535)
		return 1;
	memcpy(vhd->address, text, len);
	vhd->address[len] = '\0';
	vhd->port = (int)port;

	return 0;
}

static int
raw_proxy_onward(struct raw_proxy_vhd *vhd, const char *text)
{
	size_t max = sizeof(vhd->address);

	if (!strncmp(text, "ipv4:", 5) || !strncmp(text, "ipv6:", 5))
		return raw_proxy_split(vhd, text + 5);
	if (strncmp(text, "unix:", 5) || !text[5] || strlen(text + 5) + 2 > max)
		return 1;
	lws_snprintf(vhd->address, max, "+%s", text + 5);

	return 0;
}

static int
raw_proxy_init(struct lws *wsi, void *in)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "onward");
	struct raw_proxy_vhd *vhd;

	if (!pvo || !pvo->value)
		return 0; /* this vhost did not ask for it */
	vhd = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
					  lws_get_protocol(wsi), sizeof(*vhd));
	if (!vhd)
		return -1;
	if (!raw_proxy_onward(vhd, pvo->value))
		return 0;
	lwsl_err("raw-proxy: onward is \"%s\", not ipv4:HOST:PORT, "
		 "ipv6:ADDRESS:PORT or unix:PATH\n",
		 pvo->value);

	return -1;
}

/* ---- a pair -------------------------------------------------------------- */

static void
raw_proxy_unref(struct raw_proxy_flow *flow)
{
	if (flow->accepted.wsi || flow->onward.wsi)
		return;
	lws_buflist_destroy_all_segments(&flow->accepted.unsent);
	lws_buflist_destroy_all_segments(&flow->onward.unsent);
	free(flow);
}

static int
raw_proxy_begin(struct lws *wsi, const struct raw_proxy_vhd *vhd,
		struct raw_proxy_pss *pss)
{
	struct raw_proxy_flow *flow = calloc(1, sizeof(*flow));
	struct lws_client_connect_info i;

	if (!flow)
		return -1;
	pss->flow = flow;
	flow->accepted.wsi = wsi;

	memset(&i, 0, sizeof(i));
	i.context = lws_get_context(wsi);
	i.vhost = lws_get_vhost(wsi);
	i.address = vhd->address;
	i.port = vhd->port;
	i.host = vhd->address;
	i.method = "raw-proxy";
	i.local_protocol_name = lws_get_protocol(wsi)->name;
	i.parent_wsi = wsi;
	i.opaque_user_data = flow;
	i.pwsi = &flow->onward.wsi;

	/* without an answer from there, there is nothing to do here */
	return lws_client_connect_via_info(&i) ? 0 : -1;
}

/* came from one side: wait until `to` takes it */
static int
raw_proxy_keep(struct lws *wsi, struct raw_proxy_side *to, int to_is_up,
	       const uint8_t *in, size_t len)
{
	if (!to->wsi)
		return -1;
	if (lws_buflist_append_segment(&to->unsent, in, len) < 0)
		return -1;
	if (lws_buflist_total_len(&to->unsent) >= RAW_PROXY_MAX)
		lws_rx_flow_control(wsi, 0);
	if (to_is_up)
		lws_callback_on_writable(to->wsi);

	return 0;
}

static int
raw_proxy_send(struct raw_proxy_side *to, struct lws *from)
{
	uint8_t *p;
	/* segments have LWS_PRE bytes of room in front */
	size_t len = lws_buflist_next_segment_len(&to->unsent, &p);

	if (len) {
		if (lws_write(to->wsi, p, len, LWS_WRITE_RAW) < (int)len)
			return -1;
		if (lws_buflist_use_segment(&to->unsent, len))
			lws_callback_on_writable(to->wsi);
	}
	if (!from) /* the last of what it sent was this */
		return to->unsent ? 0 : -1;
	if (lws_buflist_total_len(&to->unsent) < RAW_PROXY_MAX)
		lws_rx_flow_control(from, 1);

	return 0;
}

/* the onward side is gone, or was never there */
static void
raw_proxy_lost(struct raw_proxy_flow *flow)
{
	flow->onward.wsi = NULL;
	if (flow->accepted.wsi)
		lws_callback_on_writable(flow->accepted.wsi);
	raw_proxy_unref(flow);
}

static int
raw_proxy_accepted(struct lws *wsi, enum lws_callback_reasons reason,
		   struct raw_proxy_pss *pss, void *in, size_t len)
{
	struct raw_proxy_flow *flow = pss->flow;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_PROXY_SRV_RX:
		return raw_proxy_keep(wsi, &flow->onward, flow->onward_is_up,
				      in, len);
	case LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE:
		return raw_proxy_send(&flow->accepted, flow->onward.wsi);
	case LWS_CALLBACK_RAW_PROXY_SRV_CLOSE:
		pss->flow = NULL;
		flow->accepted.wsi = NULL;
		raw_proxy_unref(flow);
		break;
	default:
		break;
	}

	return 0;
}

static int
raw_proxy_onward_side(struct lws *wsi, enum lws_callback_reasons reason,
		      struct raw_proxy_pss *pss, void *in, size_t len)
{
	struct raw_proxy_flow *flow = pss->flow;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_PROXY_CLI_ADOPT:
		flow->onward_is_up = 1;
		if (flow->onward.unsent)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_PROXY_CLI_RX:
		return raw_proxy_keep(wsi, &flow->accepted, 1, in, len);
	case LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE:
		return raw_proxy_send(&flow->onward, flow->accepted.wsi);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_notice("raw-proxy: onward: %s\n",
			    in ? (const char *)in : "failed");
		pss->flow = NULL;
		raw_proxy_lost(flow);
		break;
	case LWS_CALLBACK_RAW_PROXY_CLI_CLOSE:
		pss->flow = NULL;
		raw_proxy_lost(flow);
		break;
	default:
		break;
	}

	return 0;
}

static int
callback_raw_proxy(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	struct raw_proxy_pss *pss = user;
	const struct raw_proxy_vhd *vhd;

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return raw_proxy_init(wsi, in);
	case LWS_CALLBACK_RAW_PROXY_SRV_ADOPT:
		vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
					       lws_get_protocol(wsi));
		return vhd ? raw_proxy_begin(wsi, vhd, pss) : -1;
	case LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL:
		pss->flow = lws_get_opaque_user_data(wsi);
		return 0;
	default:
		break;
	}
	if (!pss || !pss->flow)
		return 0;

	return pss->flow->accepted.wsi == wsi
		       ? raw_proxy_accepted(wsi, reason, pss, in, len)
		       : raw_proxy_onward_side(wsi, reason, pss, in, len);
}

#define LWS_PLUGIN_PROTOCOL_RAW_PROXY                                          \
	{                                                                      \
		"raw-proxy", callback_raw_proxy, sizeof(struct raw_proxy_pss), \
			0, 0, NULL, 0                                          \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols lws_raw_proxy_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_RAW_PROXY,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_lws_raw_proxy = {
	.hdr = {"raw proxy", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = lws_raw_proxy_protocols,
	.count_protocols = LWS_ARRAY_SIZE(lws_raw_proxy_protocols),
};

#endif
