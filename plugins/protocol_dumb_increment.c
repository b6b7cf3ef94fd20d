/* SPDX-License-Identifier: MIT */
/*
 * dumb-increment-protocol: each client is sent a number, as text, twenty times
 * a second; it begins at 0 for each connection and grows by one.
 *
 *   in   "reset\n"    the number is 0 again
 *        "closeme\n"  the server closes, 1001 "seeya"
 *   pvo  "options"    a digit: 1 = send nothing, 2 = close after number 50,
 *                     3 = both; or the address of an int with those bits
 *
 * One timer per vhost makes all its clients writeable; it runs only while
 * there are any.  A slow client misses nothing but time: its number is counted
 * when it is sent.  For one service thread.
 */

#if !defined(LWS_PLUGIN_STATIC)
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <string.h>

#define DUMB_PERIOD_US   (50 * 1000)
#define DUMB_RX_MAX      10
#define DUMB_QUIET       1 /* bits of the pvo "options" */
#define DUMB_CLOSE_SOON  2
#define DUMB_CLOSE_AFTER 50

struct dumb_vhd {
	lws_sorted_usec_list_t sul;
	struct lws_context *context;
	struct lws_vhost *vhost;
	const struct lws_protocols *protocol;
	const char *options; /* borrowed while the vhost lives, or NULL */
	unsigned int clients;
};

struct dumb_pss {
	unsigned int number;
	char saw_established;
};

/* the low bits of a digit are those of its number, as they are of an int that
 * begins with its lowest byte */
static int
dumb_option(const struct dumb_vhd *vhd, int bit)
{
	return vhd->options && (vhd->options[0] & bit);
}

static void
dumb_tick(lws_sorted_usec_list_t *sul)
{
	struct dumb_vhd *vhd = lws_container_of(sul, struct dumb_vhd, sul);

	if (!dumb_option(vhd, DUMB_QUIET))
		lws_callback_on_writable_all_protocol_vhost(vhd->vhost,
							    vhd->protocol);
	lws_sul_schedule(vhd->context, 0, &vhd->sul, dumb_tick, DUMB_PERIOD_US);
}

static int
dumb_init(struct lws *wsi, void *in)
{
	struct lws_vhost *vhost = lws_get_vhost(wsi);
	const struct lws_protocols *protocol = lws_get_protocol(wsi);
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "options");
	struct dumb_vhd *vhd =
		lws_protocol_vh_priv_zalloc(vhost, protocol, sizeof(*vhd));

	if (!vhd)
		return -1;
	vhd->context = lws_get_context(wsi);
	vhd->vhost = vhost;
	vhd->protocol = protocol;
	vhd->options = pvo ? pvo->value : NULL;

	return 0;
}

static int
dumb_send(struct lws *wsi, const struct dumb_vhd *vhd, struct dumb_pss *pss)
{
	unsigned char buf[LWS_PRE + 16];
	char *text = (char *)&buf[LWS_PRE];
	int len;

	if (dumb_option(vhd, DUMB_QUIET))
		return 0;

	len = lws_snprintf(text, sizeof(buf) - LWS_PRE, "%u", pss->number++);
	if (lws_write(wsi, &buf[LWS_PRE], (size_t)len, LWS_WRITE_TEXT) < len)
		return -1;
	if (dumb_option(vhd, DUMB_CLOSE_SOON) &&
	    pss->number > DUMB_CLOSE_AFTER) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY, NULL, 0);
		return -1;
	}

	return 0;
}

static int
dumb_receive(struct lws *wsi, struct dumb_pss *pss, const char *in, size_t len)
{
	char seeya[] = "seeya";

	/* a piece of something longer is neither */
	if (!lws_is_first_fragment(wsi) || !lws_is_final_fragment(wsi))
		return 0;
	if (len == 6 && !memcmp(in, "reset\n", 6))
		pss->number = 0;
	if (len != 8 || memcmp(in, "closeme\n", 8))
		return 0;

	lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY,
			 (unsigned char *)seeya, sizeof(seeya) - 1);

	return -1;
}

static void
dumb_come(struct dumb_vhd *vhd, struct dumb_pss *pss)
{
	pss->saw_established = 1;
	if (!vhd->clients++)
		lws_sul_schedule(vhd->context, 0, &vhd->sul, dumb_tick,
				 DUMB_PERIOD_US);
}

static void
dumb_go(struct dumb_vhd *vhd, struct dumb_pss *pss)
{
	if (!pss || !pss->saw_established)
		return;
	pss->saw_established = 0;
	if (!--vhd->clients)
		lws_sul_cancel(&vhd->sul);
}

static int
callback_dumb_increment(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len)
{
	struct dumb_vhd *vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
							lws_get_protocol(wsi));

	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		return dumb_init(wsi, in);
	if (!vhd) /* this vhost did not ask for the protocol */
		return reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_sul_cancel(&vhd->sul);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		dumb_come(vhd, user);
		break;
	case LWS_CALLBACK_CLOSED:
		dumb_go(vhd, user);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return dumb_send(wsi, vhd, user);
	case LWS_CALLBACK_RECEIVE:
		return dumb_receive(wsi, user, in, len);
	default:
		break;
	}

	return 0;
}

#define LWS_PLUGIN_PROTOCOL_DUMB_INCREMENT                               \
	{                                                                \
		"dumb-increment-protocol", callback_dumb_increment,      \
			sizeof(struct dumb_pss), DUMB_RX_MAX, 0, NULL, 0 \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols dumb_increment_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_DUMB_INCREMENT,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_dumb_increment = {
	.hdr = {"dumb increment", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = dumb_increment_protocols,
	.count_protocols = LWS_ARRAY_SIZE(dumb_increment_protocols),
};

#endif
