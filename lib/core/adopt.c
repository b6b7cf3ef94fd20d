/* SPDX-License-Identifier: MIT */
/*
 * Taking over a descriptor: from the listener, or from the application.
 *
 *   conn + wsi -> WSI_CREATE -> a role claims it (and binds a protocol)
 *              -> fd into the loop -> adoption callback -> TLS, ready
 */

#include "core/built-in.h"
#include "core/conn.h"
#include "core/loop.h"

#include <string.h>

static unsigned int
load_of(const struct lws_context_per_thread *pt)
{
	return pt->fds.count - pt->own_fds;
}

/*
 * The thread that asks, if it serves: another one's tables are not ours to
 * touch while it runs.  Somebody else gives it to the least busy.
 */
static int
choose_thread(const struct lws_context *cx)
{
	uintptr_t self = lws__thread_self();
	int best = 0;

	for (unsigned int n = 0; n < cx->count_threads; n++) {
		if (atomic_load(&cx->pts[n].inside) == self)
			return (int)n;
		if (load_of(&cx->pts[n]) < load_of(&cx->pts[best]))
			best = (int)n;
	}

	return best;
}

/* what is adopted is served as what is accepted is, whatever was asked for */
static bool
applies_accept_config(const struct lws__adopt *a)
{
	return (a->type & LWS_ADOPT_SOCKET) &&
	       !(a->type & LWS_ADOPT_FLAG_UDP) &&
	       (a->vh->options &
		LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG);
}

/* the vhost's role for accepted sockets, unless http is tried first */
static const char *
accept_role(const struct lws__adopt *a)
{
	if (applies_accept_config(a))
		return a->vh->listen_accept_role ? a->vh->listen_accept_role
						 : "raw-skt";

	return a->from_listener && !lws__vhost_falls_back(a->vh)
		       ? a->vh->listen_accept_role
		       : NULL;
}

static int
claim(struct lws *wsi, const struct lws__adopt *a)
{
	struct lws_bind_req req = {
		.protocol = a->protocol_name,
		.role = accept_role(a),
		.wants_http = !!(a->type & LWS_ADOPT_HTTP),
		.is_socket = !!(a->type & LWS_ADOPT_SOCKET),
		.is_udp = !!(a->type & LWS_ADOPT_FLAG_UDP),
		.is_proxy = !!(a->type & LWS_ADOPT_FLAG_RAW_PROXY),
	};
	bool can_be = !req.is_udp || lws__has_datagrams;

	if (applies_accept_config(a)) {
		req.wants_http = strcmp(req.role, "raw-skt") != 0;
		if (!req.protocol)
			req.protocol = a->vh->listen_accept_protocol;
	}
	for (int n = 0; can_be && lws__built_in_roles[n]; n++)
		switch (lws__role_claim(lws__built_in_roles[n], wsi, &req)) {
		case LWS_CLAIM_YES:
			return 0;
		case LWS_CLAIM_FAILED:
			return 1;
		case LWS_CLAIM_NO:
			break;
		}
	lwsl_vhost_err(a->vh,
		       "no role of this build takes the descriptor "
		       "(type 0x%x)",
		       (unsigned int)a->type);

	return 1;
}

static int
push_stages(struct lws *wsi, const struct lws__adopt *a)
{
	struct lws_conn *conn = wsi->conn;

	if (conn->is_file) {
		conn->no_rx_tx = 1;
		return 0;
	}
	lws__conn_push_stage(conn, conn->is_udp ? &lws__stage_udp
						: lws__loop_socket_stage(conn));
	if (!(a->type & LWS_ADOPT_ALLOW_SSL) || !a->vh->has_server_tls ||
	    conn->is_udp || !lws__built_in_tls)
		return 0;
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_SSL_ACCEPT,
			      wsi->cx->timeout_secs);

	return lws__built_in_tls->attach_server(conn);
}

static int
take_udp(struct lws *wsi, const struct lws__adopt *a)
{
	struct lws__wsi_rare *rare;
	struct lws_udp *udp = a->udp;
	struct lws__sa peer;

	if (!wsi->conn->is_udp)
		return 0;
	if (!udp) { /* somebody else's socket */
		udp = lws__zalloc(sizeof(*udp), "udp");
		if (udp && !lws__plat_peer_address(a->fd.sockfd, &peer)) {
			udp->sa46 = peer.u.sa46;
			udp->connected = 1;
		}
	}
	rare = udp ? lws__wsi_rare(wsi) : NULL;
	if (!rare) {
		lws__free(udp);
		lwsl_wsi_err(wsi, "out of memory for a udp socket");
		return 1;
	}
	rare->udp = udp;

	return 0;
}

static void
close_socket(const struct lws__adopt *a)
{
	if ((a->type & LWS_ADOPT_SOCKET) && a->fd.sockfd != LWS_SOCK_INVALID)
		lws__plat_close(a->fd.sockfd);
}

/* a socket goes with the failure; a file stays its owner's */
static struct lws *
refuse(struct lws *wsi, const struct lws__adopt *a)
{
	if (wsi->conn->fd == LWS_SOCK_INVALID && (a->type & LWS_ADOPT_SOCKET))
		close_socket(a);
	else if (!(a->type & LWS_ADOPT_SOCKET) && wsi->conn->in_fds)
		(void)lws__conn_take_fd(wsi->conn);
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "adoption failed");

	return NULL;
}

/* true: alive, with its handshake begun */
static bool
introduce(struct lws *wsi)
{
	uint16_t reason = wsi->role->tell_adopt;

	if (wsi->phase == LWS_PHASE_RESOLVING) /* it has what it waited for */
		lws__wsi_phase_set(wsi, LWS_PHASE_HANDSHAKE);
	if (reason &&
	    lws__user_cb(wsi, (enum lws_callback_reasons)reason, NULL, 0)) {
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "refused at adoption");
		return false;
	}
	if (wsi->phase == LWS_PHASE_CLOSED)
		return false;
	if (wsi->conn->is_file) {
		lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
		return true;
	}
	if (wsi->conn->stage_count > 1)
		lws__wsi_phase_set(wsi, LWS_PHASE_HANDSHAKE);
	lws__conn_start(wsi->conn);

	return wsi->phase != LWS_PHASE_CLOSED;
}

/* the user's callbacks may end it at any step */
static struct lws *
take_fd(struct lws *wsi, const struct lws__adopt *a)
{
	struct lws_conn *conn = wsi->conn;

	if (!a->from_listener) /* whose were accepted so */
		lws__plat_set_nonblocking((int)a->fd.sockfd);
	conn->want = LWS_POLLIN;
	if (lws__conn_set_fd(conn, a->fd.sockfd))
		return refuse(wsi, a);
	if (wsi->phase == LWS_PHASE_CLOSED)
		return NULL;
	if (push_stages(wsi, a))
		return refuse(wsi, a);
	if (a->readbuf_len) {
		struct lws_cursor in = {lws__unconst(a->readbuf), NULL};

		in.end = in.at + a->readbuf_len;
		if (lws__conn_keep_rx(conn, &in))
			return refuse(wsi, a);
	}

	return introduce(wsi) ? wsi : NULL;
}

/* NULL: out of memory, or its peer has all the connections it may have */
static struct lws *
counted_wsi(const struct lws__adopt *a, int tsi)
{
	bool comes_from_a_peer =
		(a->type & LWS_ADOPT_SOCKET) && !(a->type & LWS_ADOPT_FLAG_UDP);
	struct lws_context *cx = a->vh->cx;
	struct lws__peer *peer = NULL;
	struct lws *wsi;

	if (comes_from_a_peer &&
	    lws__peer_arrive(cx, a->fd.sockfd, a->peer, &peer))
		return NULL;
	wsi = lws__wsi_create(a->vh, tsi, &lws__role_none);
	if (wsi)
		lws__conn_set_peer(wsi->conn, peer);
	else if (peer)
		lws__built_in_peers->leave(cx, tsi, peer);

	return wsi;
}

static struct lws *
adopt_steps(struct lws *wsi, const struct lws__adopt *a)
{
	lws__faults_wsi_take(wsi, a->fi_name, NULL);
	lws__user_cb_p0(wsi, LWS_CALLBACK_WSI_CREATE, NULL, 0);
	if (take_udp(wsi, a) || wsi->phase == LWS_PHASE_CLOSED ||
	    lws_fi(lws__wsi_fic(wsi), "createfail") || claim(wsi, a) ||
	    wsi->phase == LWS_PHASE_CLOSED)
		return refuse(wsi, a);
	if (!a->fd_later)
		return take_fd(wsi, a);
	lws__wsi_phase_set(wsi, LWS_PHASE_RESOLVING);

	return wsi;
}

static struct lws *
run(struct lws *wsi, const struct lws__adopt *a,
    struct lws *(*steps)(struct lws *wsi, const struct lws__adopt *a))
{
	struct lws_context_per_thread *pt = wsi->conn->pt;
	struct lws *before = pt->serving, *alive;

	pt->serving = wsi; /* killing itself waits until we are done */
	alive = steps(wsi, a);
	pt->serving = before;
	if (!alive || !wsi->kill_pending)
		return alive;
	wsi->kill_pending = 0;
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "killed by the user");

	return NULL;
}

static struct lws *
adopt_in_turn(const struct lws__adopt *a, int tsi)
{
	struct lws *wsi = counted_wsi(a, tsi);
	struct lws_conn *conn;

	if (!wsi) {
		close_socket(a);
		lws__free(a->udp);
		return NULL;
	}
	conn = wsi->conn;
	conn->is_file = !(a->type & LWS_ADOPT_SOCKET);
	conn->is_udp = !!(a->type & LWS_ADOPT_FLAG_UDP);
	wsi->opaque = a->opaque;
	if (a->parent)
		lws__wsi_parent_set(wsi, a->parent);

	return run(wsi, a, adopt_steps);
}

struct lws *
lws__adopt(const struct lws__adopt *a)
{
	int tsi = a->tsi < 0 ? choose_thread(a->vh->cx) : a->tsi;
	struct lws_context_per_thread *pt = lws__context_pt(a->vh->cx, tsi);
	struct lws *wsi;

	/* the turn keeps what dies in callbacks readable until we return */
	lws__turn_begin(pt);
	wsi = adopt_in_turn(a, tsi);
	if (pt->depth == 1) /* a callback may have asked for its end */
		lws__pt_close_dying(pt);
	if (wsi && wsi->phase == LWS_PHASE_CLOSED)
		wsi = NULL;
	lws__turn_end(pt);

	return wsi;
}

int
lws__adopt_fd(struct lws *wsi, lws_sockfd_type fd)
{
	struct lws__adopt a = {.vh = wsi->vh, .type = LWS_ADOPT_SOCKET};
	struct lws_context_per_thread *pt = wsi->conn->pt;
	bool alive;

	a.fd.sockfd = fd;
	lws__turn_begin(pt);
	alive = run(wsi, &a, take_fd) && wsi->phase != LWS_PHASE_CLOSED;
	lws__turn_end(pt);

	return !alive;
}

/* ---- public ---------------------------------------------------------------
 */

static struct lws_vhost *
default_vhost(struct lws_context *cx)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");

	if (!vh && cx->vhosts.head)
		vh = lws_container_of(cx->vhosts.head, struct lws_vhost, list);

	return vh;
}

struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info)
{
	struct lws__adopt a = {.vh = info->vh,
			       .fd = info->fd,
			       .type = info->type,
			       .protocol_name = info->vh_prot_name,
			       .parent = info->parent,
			       .opaque = info->opaque,
			       .fi_name = info->fi_wsi_name,
			       .tsi = info->parent ? info->parent->tsi : -1};

	if (!info->vh) {
		lwsl_err("adopting a descriptor needs a vhost\n");
		if (info->type & LWS_ADOPT_SOCKET)
			lws__plat_close(info->fd.sockfd);
		return NULL;
	}

	/* cppcheck-suppress returnDanglingLifetime ; it answers a wsi */
	return lws__adopt(&a);
}

struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent)
{
	lws_adopt_desc_t info = {.vh = vh,
				 .type = type,
				 .fd = fd,
				 .vh_prot_name = vh_prot_name,
				 .parent = parent};

	return lws_adopt_descriptor_vhost_via_info(&info);
}

static struct lws *
adopt_http_socket(struct lws_vhost *vh, lws_sockfd_type fd, const char *readbuf,
		  size_t len)
{
	struct lws__adopt a = {.vh = vh,
			       .type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP |
				       LWS_ADOPT_ALLOW_SSL,
			       .readbuf = (const uint8_t *)readbuf,
			       .readbuf_len = len,
			       .tsi = -1};

	a.fd.sockfd = fd;
	if (!vh) {
		lws__plat_close(fd);
		return NULL;
	}

	/* cppcheck-suppress returnDanglingLifetime ; it answers a wsi */
	return lws__adopt(&a);
}

struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd)
{
	return adopt_http_socket(vh, accept_fd, NULL, 0);
}

struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd)
{
	return adopt_http_socket(default_vhost(context), accept_fd, NULL, 0);
}

struct lws *
lws_adopt_socket_readbuf(struct lws_context *context, lws_sockfd_type accept_fd,
			 const char *readbuf, size_t len)
{
	return adopt_http_socket(default_vhost(context), accept_fd, readbuf,
				 len);
}

struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len)
{
	return adopt_http_socket(vhost, accept_fd, readbuf, len);
}
