/* SPDX-License-Identifier: MIT */
/*
 * Clients through a SOCKS5 proxy.
 */

#include "net/socks5-codec.h"
#include "net/stage-proxy.h"

struct socks_talk {
	struct lws__proxy_talk talk; /* first */
	struct lws__socks5 socks;
};

static struct lws__socks5 *
socks_of(struct lws__proxy_talk *talk)
{
	return &((struct socks_talk *)talk)->socks;
}

static size_t
socks_say(struct lws__proxy_talk *talk, struct lws *wsi, uint8_t *buf,
	  size_t len)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__socks5_target t = {
		.host = c->address,
		.port = (unsigned int)c->port,
		.user = wsi->vh->socks_user,
		.password = wsi->vh->socks_password,
	};

	return lws__socks5_write(socks_of(talk), &t, buf, len);
}

static enum lws_feed
socks_hear(struct lws__proxy_talk *talk, struct lws_cursor *in)
{
	return lws__socks5_feed(socks_of(talk), in);
}

static bool
socks_is_up(const struct lws__proxy_talk *talk)
{
	return ((const struct socks_talk *)talk)->socks.step == LWS__SOCKS5_UP;
}

static void
socks_tell(const struct lws__proxy_talk *talk, struct lws *wsi)
{
	lws__client_error(
		wsi, "socks5: %s",
		lws__socks5_words(&((const struct socks_talk *)talk)->socks));
}

static enum pending_timeout
socks_awaits(const struct lws__proxy_talk *talk)
{
	static const enum pending_timeout reasons[] = {
		[LWS__SOCKS5_GREETING] =
			PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY,
		[LWS__SOCKS5_AUTH] = PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY,
		[LWS__SOCKS5_CONNECT] =
			PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY,
		[LWS__SOCKS5_UP] = NO_PENDING_TIMEOUT,
	};

	return reasons[((const struct socks_talk *)talk)->socks.step];
}

static const struct lws__proxy_codec codec = {
	.name = "socks5",
	.say = socks_say,
	.hear = socks_hear,
	.is_up = socks_is_up,
	.tell = socks_tell,
	.awaits = socks_awaits,
};

static const char *
socks_address(const struct lws *wsi, uint16_t *port)
{
	const struct lws_vhost *vh = wsi->vh;

	if (!vh->socks_proxy_address ||
	    (vh->socks_proxy_is_env && lws__proxy_is_excepted(wsi)))
		return NULL;
	*port = (uint16_t)vh->socks_proxy_port;

	return vh->socks_proxy_address;
}

static int
socks_attach(struct lws_conn *conn)
{
	struct socks_talk *t = lws__zalloc(sizeof(*t), "socks proxy");

	if (!t) {
		lws__client_error(conn->wsi, "out of memory");
		return 1;
	}
	t->talk.codec = &codec;

	return lws__proxy_talk_start(conn, &t->talk);
}

const struct lws__client_proxy lws__client_proxy_socks5 = {
	.name = "socks5",
	.address = socks_address,
	.attach = socks_attach,
};
