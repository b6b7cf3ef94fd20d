/* SPDX-License-Identifier: MIT */
/*
 * Clients through an HTTP proxy, by CONNECT: plain http as well, so that the
 * proxy is the same for every kind of connection.
 */

#include "net/http-connect-codec.h"
#include "net/stage-proxy.h"

struct http_talk {
	struct lws__proxy_talk talk; /* first */
	struct lws__http_connect hc;
};

static size_t
http_say(struct lws__proxy_talk *talk, struct lws *wsi, uint8_t *buf,
	 size_t len)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__http_connect_request r = {
		.host = c->address,
		.port = (unsigned int)c->port,
		.auth = wsi->vh->http_proxy_auth,
	};

	(void)talk;

	return lws__http_connect_write(&r, buf, len);
}

static enum lws_feed
http_hear(struct lws__proxy_talk *talk, struct lws_cursor *in)
{
	return lws__http_connect_feed(&((struct http_talk *)talk)->hc, in);
}

static bool
http_is_up(const struct lws__proxy_talk *talk)
{
	const struct lws__http_connect *hc =
		&((const struct http_talk *)talk)->hc;

	return hc->status >= 200 && !hc->error;
}

static void
http_tell(const struct lws__proxy_talk *talk, struct lws *wsi)
{
	const struct lws__http_connect *hc =
		&((const struct http_talk *)talk)->hc;

	if (hc->error == LWS__HTTP_CONNECT_REFUSED)
		lws__client_error(wsi, "http_proxy -> %u", hc->status);
	else
		lws__client_error(
			wsi, "http_proxy: %s",
			lws__http_connect_words(
				(enum lws__http_connect_error)hc->error));
}

static enum pending_timeout
http_awaits(const struct lws__proxy_talk *talk)
{
	(void)talk;

	return PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE;
}

static const struct lws__proxy_codec codec = {
	.name = "http_proxy",
	.say = http_say,
	.hear = http_hear,
	.is_up = http_is_up,
	.tell = http_tell,
	.awaits = http_awaits,
};

static const char *
http_address(const struct lws *wsi, uint16_t *port)
{
	const struct lws_vhost *vh = wsi->vh;

	if (!vh->http_proxy_address ||
	    (vh->http_proxy_is_env && lws__proxy_is_excepted(wsi)))
		return NULL;
	*port = (uint16_t)vh->http_proxy_port;

	return vh->http_proxy_address;
}

static int
http_attach(struct lws_conn *conn)
{
	struct http_talk *t = lws__zalloc(sizeof(*t), "http proxy");

	if (!t) {
		lws__client_error(conn->wsi, "out of memory");
		return 1;
	}
	t->talk.codec = &codec;

	return lws__proxy_talk_start(conn, &t->talk);
}

const struct lws__client_proxy lws__client_proxy_http = {
	.name = "http_proxy",
	.address = http_address,
	.attach = http_attach,
};
