/* SPDX-License-Identifier: MIT */
/*
 * lws-status: who is connected.  Each client is told at once, and again
 * whenever anyone comes or goes:
 *
 *   {"version":"..","wss_over_h2":"0","hostname":"..","wsi":"2",
 *    "conns":[{"peer":"::1","time":"..","ua":".."},..]}
 *
 *   wsi   how many are connected; conns has the newest STATUS_LISTED of them
 *   time  when it came, as an HTTP date
 *   pvo   "hub": vhosts that give the same name show each other's clients
 *
 * The text is made once per change, when the first client can take it, and
 * shared: who is slow finishes the text it has begun and skips to the newest.
 * It leaves in fragments of at most STATUS_FRAGMENT.  For one service thread.
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STATUS_LISTED   100
#define STATUS_UA_MAX   160
#define STATUS_FRAGMENT 1024
/* most bytes of one entry: each character of ua may become \u00xx */
#define STATUS_ENTRY    (64 + 64 + 64 + STATUS_UA_MAX * 6)
#define STATUS_HEAD     512

/* counted: by the hub while it is the newest, and by each who is sending it */
struct status_text {
	unsigned int users;
	size_t len;
	char json[];
};

struct status_pss;

/* counted: one for each vhost that has it */
struct status_hub {
	struct status_pss *clients; /* the newest first */
	struct status_text *text;   /* NULL: to be made */
	unsigned int count;
	unsigned int vhosts;
};

struct status_vhd {
	struct status_hub *hub;
};

struct status_pss {
	struct status_pss *next;
	struct lws *wsi; /* NULL: not in the list */
	struct status_text *sending;
	size_t sent;
	char is_told; /* of hub->text, or it is being sent */
	char peer[64];
	char ua[STATUS_UA_MAX];
	char came[64];
};

/* ---- the text ----------------------------------------------------------- */

static void
status_text_drop(struct status_text **text)
{
	if (*text && !--(*text)->users)
		free(*text);
	*text = NULL;
}

static size_t
status_entry(const struct status_pss *pss, char *out, size_t space)
{
	char ua[STATUS_UA_MAX * 6 + 1];
	int used;

	lws_json_purify(ua, pss->ua, (int)sizeof(ua), &used);

	return (size_t)lws_snprintf(
		out, space, "{\"peer\":\"%s\",\"time\":\"%s\",\"ua\":\"%s\"},",
		pss->peer, pss->came, ua);
}

static struct status_text *
status_text_make(const struct status_hub *hub, struct lws_context *cx)
{
	size_t listed = hub->count < STATUS_LISTED ? hub->count : STATUS_LISTED;
	size_t space = STATUS_HEAD + listed * STATUS_ENTRY, len;
	struct status_text *text = malloc(sizeof(*text) + space);
	const struct status_pss *pss = hub->clients;
	char version[128], host[128];
	int used;

	if (!text)
		return NULL;
	lws_json_purify(version, lws_get_library_version(),
			(int)sizeof(version), &used);
	lws_json_purify(host, lws_canonical_hostname(cx), (int)sizeof(host),
			&used);
	len = (size_t)lws_snprintf(text->json, space,
				   "{\"version\":\"%s\",\"wss_over_h2\":\"0\","
				   "\"hostname\":\"%s\",\"wsi\":\"%u\","
				   "\"conns\":[",
				   version, host, hub->count);
	for (; pss && listed; pss = pss->next, listed--)
		len += status_entry(pss, text->json + len, space - len);
	if (text->json[len - 1] == ',')
		len--;
	len += (size_t)lws_snprintf(text->json + len, space - len, "]}");
	text->len = len;
	text->users = 1;

	return text;
}

/* somebody came or went */
static void
status_changed(struct status_hub *hub)
{
	struct status_pss *pss;

	status_text_drop(&hub->text);
	for (pss = hub->clients; pss; pss = pss->next) {
		pss->is_told = 0;
		lws_callback_on_writable(pss->wsi);
	}
}

static int
status_begin(struct lws *wsi, struct status_hub *hub, struct status_pss *pss)
{
	if (!hub->text)
		hub->text = status_text_make(hub, lws_get_context(wsi));
	if (!hub->text)
		return -1;
	pss->sending = hub->text;
	pss->sending->users++;
	pss->sent = 0;
	pss->is_told = 1;

	return 0;
}

static int
status_send(struct lws *wsi, struct status_hub *hub, struct status_pss *pss)
{
	unsigned char buf[LWS_PRE + STATUS_FRAGMENT];
	int is_first, is_last;
	size_t len;

	if (!pss->sending && pss->is_told)
		return 0;
	if (!pss->sending && status_begin(wsi, hub, pss))
		return -1;

	is_first = !pss->sent;
	len = pss->sending->len - pss->sent;
	if (len > STATUS_FRAGMENT)
		len = STATUS_FRAGMENT;
	memcpy(&buf[LWS_PRE], pss->sending->json + pss->sent, len);
	pss->sent += len;
	is_last = pss->sent == pss->sending->len;

	if (lws_write(wsi, &buf[LWS_PRE], len,
		      lws_write_ws_flags(LWS_WRITE_TEXT, is_first, is_last)) <
	    (int)len)
		return -1;
	if (is_last)
		status_text_drop(&pss->sending);
	if (pss->sending || !pss->is_told)
		lws_callback_on_writable(wsi);

	return 0;
}

/* ---- clients ------------------------------------------------------------ */

static void
status_come(struct lws *wsi, struct status_hub *hub, struct status_pss *pss)
{
	time_t now = time(NULL);
	char *at;

	pss->wsi = wsi;
	if (!lws_get_peer_simple(wsi, pss->peer, sizeof(pss->peer)) ||
	    !pss->peer[0])
		lws_strncpy(pss->peer, "unknown", sizeof(pss->peer));
	if (lws_http_date_render_from_unix(pss->came, sizeof(pss->came), &now))
		pss->came[0] = '\0';
	if (lws_hdr_copy(wsi, pss->ua, sizeof(pss->ua),
			 WSI_TOKEN_HTTP_USER_AGENT) < 0)
		pss->ua[0] = '\0';
	/* it is whatever the client says, and we send text */
	for (at = pss->ua; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';

	pss->next = hub->clients;
	hub->clients = pss;
	hub->count++;
	status_changed(hub);
}

static void
status_go(struct status_hub *hub, struct status_pss *pss)
{
	struct status_pss **at;

	status_text_drop(&pss->sending);
	if (!pss->wsi)
		return;
	pss->wsi = NULL;
	for (at = &hub->clients; *at; at = &(*at)->next)
		if (*at == pss) {
			*at = pss->next;
			break;
		}
	hub->count--;
	status_changed(hub);
}

/* ---- vhosts ------------------------------------------------------------- */

static int
status_init(struct lws *wsi, void *in)
{
	struct lws_context *cx = lws_get_context(wsi);
	const struct lws_protocols *protocol = lws_get_protocol(wsi);
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "hub");
	struct status_vhd *sharer = NULL, *vhd;

	if (lws_get_count_threads(cx) > 1) {
		lwsl_err("%s: works with one service thread only\n",
			 protocol->name);
		return -1;
	}
	if (pvo)
		sharer = lws_vhd_find_by_pvo(cx, protocol->name, "hub",
					     pvo->value);
	vhd = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi), protocol,
					  sizeof(*vhd));
	if (!vhd)
		return -1;

	vhd->hub = sharer && sharer->hub ? sharer->hub
					 : calloc(1, sizeof(*vhd->hub));
	if (!vhd->hub)
		return -1;
	vhd->hub->vhosts++;

	return 0;
}

static void
status_destroy(struct status_vhd *vhd)
{
	if (vhd->hub && !--vhd->hub->vhosts) {
		status_text_drop(&vhd->hub->text);
		free(vhd->hub);
	}
	vhd->hub = NULL;
}

static int
callback_lws_status(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len)
{
	struct status_vhd *vhd = lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));
	struct status_pss *pss = user;

	(void)len;
	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		return status_init(wsi, in);
	if (!vhd || !vhd->hub) /* this vhost did not ask for the protocol */
		return reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		status_destroy(vhd);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		status_come(wsi, vhd->hub, pss);
		break;
	case LWS_CALLBACK_CLOSED:
		if (pss)
			status_go(vhd->hub, pss);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return pss->wsi ? status_send(wsi, vhd->hub, pss) : 0;
	default:
		break;
	}

	return 0;
}

#define LWS_PLUGIN_PROTOCOL_LWS_STATUS                                        \
	{                                                                     \
		"lws-status", callback_lws_status, sizeof(struct status_pss), \
			128, 0, NULL, 0                                       \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols lws_status_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_LWS_STATUS,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_lws_status = {
	.hdr = {"lws status", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = lws_status_protocols,
	.count_protocols = LWS_ARRAY_SIZE(lws_status_protocols),
};

#endif
