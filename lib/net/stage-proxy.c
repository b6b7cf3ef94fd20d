/* SPDX-License-Identifier: MIT */
/*
 * See stage-proxy.h.
 */

#include "net/stage-proxy.h"
#include "net/conmon.h"
#include "net/no-proxy.h"

enum {
	LOOK_MAX = 1024, /* bytes looked at in one go */
};

static struct lws__proxy_talk *
talk_of(const struct lws_conn *conn)
{
	return lws__connect_here(conn->wsi)->proxy_talk;
}

static enum lws_step
failed(struct lws *wsi, const struct lws__proxy_talk *talk, const char *why)
{
	lws__client_error(wsi, "%s: %s", talk->codec->name, why);
	lwsl_wsi_notice(wsi, "%s", wsi->rare ? wsi->rare->error : why);

	return LWS_STEP_ERROR;
}

static int
say(struct lws *wsi, struct lws__proxy_talk *talk)
{
	talk->out_at = 0;
	talk->hears = true;
	talk->out_len =
		talk->codec->say(talk, wsi, talk->out, sizeof(talk->out));
	if (!talk->out_len) {
		failed(wsi, talk, "it cannot be asked for this address");
		return 1;
	}
	lws__wsi_timeout_secs(wsi, talk->codec->awaits(talk),
			      wsi->cx->timeout_secs);

	return 0;
}

static enum lws_step
flush(struct lws_conn *conn, struct lws__proxy_talk *talk)
{
	while (talk->out_at < talk->out_len) {
		struct lws__io io =
			lws__plat_send((int)conn->fd, talk->out + talk->out_at,
				       talk->out_len - talk->out_at, false);

		if (io.verdict == LWS_IO_AGAIN)
			return LWS_STEP_WANT_WRITE;
		if (io.verdict != LWS_IO_OK)
			return failed(conn->wsi, talk, "it hung up");
		talk->out_at += io.count;
	}

	return LWS_STEP_OK;
}

/* what was looked at and taken leaves the socket */
static enum lws_step
take(struct lws_conn *conn, struct lws__proxy_talk *talk)
{
	uint8_t buf[LOOK_MAX];

	while (talk->looked) {
		struct lws__io io =
			lws__plat_read((int)conn->fd, buf, talk->looked);

		if (io.verdict == LWS_IO_AGAIN)
			return LWS_STEP_WANT_READ;
		if (io.verdict != LWS_IO_OK)
			return failed(conn->wsi, talk, "read failed");
		talk->looked -= io.count;
	}

	return LWS_STEP_OK;
}

/* a look at what came; *feed tells what the codec makes of it */
static enum lws_step
look(struct lws_conn *conn, struct lws__proxy_talk *talk, enum lws_feed *feed)
{
	uint8_t buf[LOOK_MAX];
	struct lws__io io = lws__plat_peek((int)conn->fd, buf, sizeof(buf));
	struct lws_cursor in = {buf, buf + io.count};

	if (io.verdict == LWS_IO_AGAIN)
		return LWS_STEP_WANT_READ;
	if (io.verdict != LWS_IO_OK)
		return failed(conn->wsi, talk, "it hung up without an answer");
	*feed = talk->codec->hear(talk, &in);
	talk->looked = (size_t)(in.at - buf);
	if (*feed != LWS_FEED_BAD)
		return LWS_STEP_OK;
	talk->codec->tell(talk, conn->wsi);

	return failed(conn->wsi, talk, "refused");
}

/* OK: an answer is complete */
static enum lws_step
hear(struct lws_conn *conn, struct lws__proxy_talk *talk)
{
	enum lws_step step = take(conn, talk);

	while (step == LWS_STEP_OK && talk->hears) {
		enum lws_feed feed = LWS_FEED_MORE;

		step = look(conn, talk, &feed);
		if (step == LWS_STEP_OK)
			step = take(conn, talk);
		if (feed == LWS_FEED_DONE)
			talk->hears = false;
	}

	return step;
}

static enum lws_step
proxy_handshake(struct lws_conn *conn)
{
	struct lws__proxy_talk *talk = talk_of(conn);
	struct lws *wsi = conn->wsi;
	enum lws_step step;

	do {
		step = flush(conn, talk);
		if (step == LWS_STEP_OK)
			step = hear(conn, talk);
		if (step != LWS_STEP_OK)
			return step;
	} while (!talk->codec->is_up(talk) && !say(wsi, talk));
	if (!talk->codec->is_up(talk))
		return LWS_STEP_ERROR;
	lws__conmon_tunnel(wsi);
	lwsl_wsi_info(wsi, "through %s", talk->codec->name);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__proxy_talk_free(&lws__connect_here(wsi)->proxy_talk);
	/* from now on bytes pass as they are */
	conn->stages[conn->stage_at] = &lws__stage_socket;

	return lws__connect_attach_tls(wsi) ? LWS_STEP_ERROR : LWS_STEP_OK;
}

static const struct lws_stage_ops stage_proxy = {
	.name = "proxy",
	.handshake = proxy_handshake,
};

int
lws__proxy_talk_start(struct lws_conn *conn, struct lws__proxy_talk *talk)
{
	struct lws__connect *c = lws__connect_here(conn->wsi);

	lws__proxy_talk_free(&c->proxy_talk);
	c->proxy_talk = talk;
	lws__conn_push_stage(conn, &stage_proxy);

	return say(conn->wsi, talk);
}

bool
lws__proxy_is_excepted(const struct lws *wsi)
{
	const struct lws__connect *c =
		(const struct lws__connect *)wsi->conn->connect;

	return wsi->vh->no_proxy &&
	       lws__no_proxy_match(wsi->vh->no_proxy, c->address,
				   (unsigned int)c->port);
}
