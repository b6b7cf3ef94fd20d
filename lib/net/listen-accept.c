/* SPDX-License-Identifier: MIT */
/*
 * The role of a listening socket: accept what waits, a batch a turn.
 *
 *   readable -> accept -> FILTER_NETWORK_CONNECTION -> lws__adopt()
 *
 * Where TLS has no place for one more, connections wait in the kernel's queue
 * until TLS says resume.
 * When the process has no descriptor left the listener rests a moment instead
 * of spinning on an event that it cannot serve.
 */

#include "net/listen.h"
#include "core/built-in.h"

#include <errno.h>
#include <string.h>

enum {
	REST_MS = 100,    /* after EMFILE and the like */
	CALM_EVENTS = 32, /* with one try too many, until more are made */
};

static void
rest(struct lws *wsi, int error)
{
	if (!(wsi->conn->want & LWS_POLLIN))
		return;
	lwsl_wsi_err(wsi, "accept: %s: the listener rests for %d ms",
		     strerror(error), (int)REST_MS);
	lws__conn_want(wsi->conn, LWS_POLLIN, 0);
	lws__wsi_timeout_us(wsi, PENDING_TIMEOUT_USER_OK,
			    (lws_usec_t)REST_MS * 1000);
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

void
lws__listen_conn_options(const struct lws_vhost *vh, int fd)
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
socket_options(const struct lws_vhost *vh, int fd)
{
	if (lws__plat_accept_inherits() && !vh->ka_time)
		return; /* the listener has the rest */
	lws__listen_conn_options(vh, fd);
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
	struct lws *conn_wsi;

	if (is_filtered_out(wsi, fd, peer)) {
		lws__plat_close(fd);
		return;
	}
	socket_options(vh, fd);
	a.fd.sockfd = fd;
	if (vh->listen_accept_role && !lws__vhost_falls_back(vh) &&
	    !strcmp(vh->listen_accept_role, "raw-skt"))
		a.type = LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL;
	conn_wsi = lws__adopt(&a);
	if (conn_wsi && conn_wsi->conn)
		lws__conn_try_early(conn_wsi->conn);
}

/* false: no more this time */
static bool
accept_one(struct lws *wsi)
{
	struct lws__sa peer;
	int fd = -1;
	struct lws__io io = lws__plat_accept((int)wsi->conn->fd, &peer, &fd);

	if (io.verdict == LWS_IO_AGAIN)
		return false;
	if (io.verdict == LWS_IO_CLOSED)
		return true;
	if (io.verdict == LWS_IO_ERROR) {
		rest(wsi, io.error);
		return false;
	}
	take(wsi, fd, &peer);

	return wsi->phase != LWS_PHASE_CLOSED;
}

/*
 * Where connections come one by one, a second accept() finds nothing, each
 * time; where they come in crowds, one an event is slow.  So: as many as the
 * last events brought, and now and then one try more.
 */
static void
learn(struct lws_context_per_thread *pt, int tries, int taken)
{
	if (taken < tries) {
		pt->accept_tries = (uint8_t)(taken ? taken : 1);
		pt->accept_calm = CALM_EVENTS;
	} else if (pt->accept_calm)
		pt->accept_calm--;
	else if (tries < LWS__ACCEPT_BATCH)
		pt->accept_tries = (uint8_t)(tries * 2);
}

static enum lws_verdict
listen_readable(struct lws *wsi)
{
	struct lws_context_per_thread *pt = wsi->conn->pt;
	struct lws_context *cx = wsi->cx;
	int tsi = wsi->tsi, n, tries = pt->accept_tries ? pt->accept_tries : 1;
	bool go_on = true;

	for (n = 0; go_on && n < tries; n += go_on) {
		bool is_tls = lws__built_in_tls && wsi->vh->has_server_tls;

		if (is_tls && !lws__built_in_tls->accept_begin(wsi->vh, tsi)) {
			lws__conn_want(wsi->conn, LWS_POLLIN, 0);
			return LWS_V_OK;
		}
		go_on = accept_one(wsi);
		if (is_tls)
			lws__built_in_tls->accept_end(cx, tsi);
	}
	learn(pt, tries, n);

	return LWS_V_OK;
}

const struct lws_role_ops lws__role_listen = {
	.name = "listen",
	.readable = listen_readable,
	.timeout = listen_timeout,
};
