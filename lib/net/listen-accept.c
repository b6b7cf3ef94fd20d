/* SPDX-License-Identifier: MIT */
/*
 * The role of a listening socket: accept what waits, a batch a turn.
 *
 *   readable -> accept -> FILTER_NETWORK_CONNECTION -> lws__adopt()
 *
 * When the process has no descriptor left the listener rests a moment instead
 * of spinning on an event that it cannot serve.
 */

#include "net/listen.h"

#include <errno.h>
#include <string.h>

enum {
	REST_MS = 100, /* after EMFILE and the like */
};

static enum lws_verdict
rest(struct lws *wsi, int error)
{
	if (!(wsi->conn->want & LWS_POLLIN))
		return LWS_V_OK;
	lwsl_wsi_err(wsi, "accept: %s: the listener rests for %d ms",
		     strerror(error), (int)REST_MS);
	lws__conn_want(wsi->conn, LWS_POLLIN, 0);
	lws__wsi_timeout_us(wsi, PENDING_TIMEOUT_USER_OK,
			    (lws_usec_t)REST_MS * 1000);

	return LWS_V_OK;
}

static enum lws_verdict
listen_timeout(struct lws *wsi, enum pending_timeout reason)
{
	(void)reason;
	lws__conn_want(wsi->conn, 0, LWS_POLLIN);

	return LWS_V_OK;
}

static bool
is_filtered_out(struct lws *wsi, int fd, const struct lws__sa *peer)
{
	struct lws_filter_network_conn_args args;

	memset(&args, 0, sizeof(args));
	memcpy(&args.cli_addr, &peer->u,
	       peer->len < sizeof(args.cli_addr) ? peer->len
						 : sizeof(args.cli_addr));
	args.clilen = peer->len;
	args.accept_fd = fd;

	/* user is the facts, in is the fd */
	return wsi->vh->protocols[0].callback(
		       wsi, LWS_CALLBACK_FILTER_NETWORK_CONNECTION, &args,
		       (void *)(intptr_t)fd, 0) != 0;
}

static void
socket_options(const struct lws_vhost *vh, int fd)
{
	struct lws__plat_fail fail;
	struct lws__plat_conn_options o = {
		.nodelay = true,
		.keepalive_secs = vh->ka_time,
		.keepalive_interval_secs = vh->ka_interval,
		.keepalive_probes = vh->ka_probes,
	};

	if (lws__plat_conn_options(fd, &o, &fail))
		lwsl_vhost_info((struct lws_vhost *)lws__unconst(vh),
				"%s: errno %d", fail.step, fail.error);
}

static void
take(struct lws *wsi, int fd, const struct lws__sa *peer)
{
	struct lws_vhost *vh = wsi->vh;
	struct lws__adopt a = {
		.vh = vh,
		.type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_ALLOW_SSL,
		.protocol_name = vh->listen_accept_protocol,
		.tsi = wsi->tsi,
		.peer = peer,
		.from_listener = true,
	};

	if (is_filtered_out(wsi, fd, peer)) {
		lws__plat_close(fd);
		return;
	}
	socket_options(vh, fd);
	a.fd.sockfd = fd;
	if (vh->listen_accept_role && !lws__vhost_falls_back(vh) &&
	    !strcmp(vh->listen_accept_role, "raw-skt"))
		a.type = LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL;
	(void)lws__adopt(&a);
}

static enum lws_verdict
listen_readable(struct lws *wsi)
{
	for (int n = 0; n < LWS__ACCEPT_BATCH; n++) {
		struct lws__sa peer;
		int fd = -1;
		struct lws__io io =
			lws__plat_accept((int)wsi->conn->fd, &peer, &fd);

		if (io.verdict == LWS_IO_AGAIN)
			break;
		if (io.verdict == LWS_IO_CLOSED)
			continue;
		if (io.verdict == LWS_IO_ERROR)
			return rest(wsi, io.error);
		take(wsi, fd, &peer);
		if (wsi->phase == LWS_PHASE_CLOSED)
			break;
	}

	return LWS_V_OK;
}

const struct lws_role_ops lws__role_listen = {
	.name = "listen",
	.readable = listen_readable,
	.timeout = listen_timeout,
};
