/* SPDX-License-Identifier: MIT */
/*
 * Making and freeing a wsi.  It is made with a conn of its own, or as a stream
 * of a mux on the conn of the root.
 */

#include "core/conn.h"
#include "core/loop.h"
#include "core/role.h"

/* an idle ws is wsi + conn + ws state <= 424 bytes */
_Static_assert(sizeof(struct lws) + sizeof(struct lws_conn) <= 424 - 72 ||
		       sizeof(void *) != 8,
	       "a wsi and its conn have grown: move rare members to rare");

struct lws_conn *
lws__conn_create(struct lws_context_per_thread *pt)
{
	size_t evlib = pt->cx->loop ? pt->cx->loop->ops->evlib_size_wsi : 0;
	struct lws_conn *conn = lws__zalloc(sizeof(*conn) + evlib, "conn");

	if (!conn)
		return NULL;
	conn->pt = pt;
	conn->fd = LWS_SOCK_INVALID;

	return conn;
}

/* but for its conn */
static struct lws *
set_up(struct lws *wsi, struct lws_context *cx, struct lws_vhost *vh, int tsi,
       const struct lws_role_ops *role)
{
	wsi->cx = cx;
	wsi->tsi = (uint8_t)tsi;
	wsi->role = role;
	wsi->ordinal = atomic_fetch_add(&cx->next_ordinal, 1);
	atomic_fetch_add(&cx->wsi_alive, 1);
	if (vh) {
		wsi->vh = vh;
		lws__vhost_ref(vh);
	}

	return wsi;
}

struct lws *
lws__wsi_create_on(struct lws_context *cx, struct lws_vhost *vh, int tsi,
		   const struct lws_role_ops *role)
{
	struct lws_conn *conn = lws__conn_create(lws__context_pt(cx, tsi));
	struct lws *wsi = conn ? lws__zalloc(sizeof(*wsi), "wsi") : NULL;

	if (!wsi) {
		lws__free(conn);
		return NULL;
	}
	conn->wsi = wsi;
	wsi->conn = conn;

	return set_up(wsi, cx, vh, tsi, role);
}

struct lws *
lws__wsi_create_stream(struct lws *root, const struct lws_role_ops *role)
{
	struct lws *wsi = lws__spare_take(root->conn->pt, LWS__SPARE_STREAM_WSI,
					  sizeof(*wsi), "wsi");

	if (!wsi)
		return NULL;
	wsi->conn = root->conn;
	wsi->is_client = root->is_client;

	return set_up(wsi, root->cx, root->vh, root->tsi, role);
}

struct lws *
lws__wsi_create(struct lws_vhost *vh, int tsi, const struct lws_role_ops *role)
{
	return lws__wsi_create_on(vh->cx, vh, tsi, role);
}

struct lws__wsi_rare *
lws__wsi_rare(struct lws *wsi)
{
	if (!wsi->rare)
		wsi->rare = lws__zalloc(sizeof(*wsi->rare), "wsi rare");

	return wsi->rare;
}

static void
rare_free(struct lws__wsi_rare *rare)
{
	if (!rare)
		return;
	lws__faults_wsi_free(rare);
	lws__free(rare->udp);
	lws__free(rare->desc);
	lws__free(rare);
}

static void
role_state_free(struct lws *wsi)
{
	if (wsi->role->destroy)
		wsi->role->destroy(wsi);
	else
		lws__free(wsi->role_state);
	wsi->role_state = NULL;
}

static void
free_itself(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);

	if (!wsi->mux_stream) {
		lws__free(wsi);
		return;
	}
	lws__spare_give(pt, LWS__SPARE_STREAM, wsi->mux_stream);
	lws__spare_give(pt, LWS__SPARE_STREAM_WSI, wsi);
}

void
lws__wsi_free(struct lws **pwsi)
{
	struct lws *wsi = *pwsi;
	struct lws_vhost *vh;

	if (!wsi)
		return;
	*pwsi = NULL;
	vh = wsi->vh;
	if (wsi->rare && wsi->rare->gone)
		wsi->rare->gone(wsi, wsi->rare->gone_arg);
	lws_sul_cancel(&wsi->sul);
	lws_dll2_remove(&wsi->same_protocol);
	role_state_free(wsi);
	if (wsi->conn && wsi->conn->wsi == wsi)
		lws__conn_free(&wsi->conn);
	if (wsi->user_is_ours)
		lws__free(wsi->user);
	if (wsi->rare && wsi->rare->log_cx)
		lwsl_refcount_cx(wsi->rare->log_cx, -1);
	rare_free(wsi->rare);
	atomic_fetch_sub(&wsi->cx->wsi_alive, 1);
	if (wsi->is_own) {
		lws__context_pt(wsi->cx, wsi->tsi)->own_fds--;
		atomic_fetch_sub(&wsi->cx->wsi_own, 1);
	}
	free_itself(wsi);
	if (vh)
		lws__vhost_unref(vh);
}

void
lws__wsi_vhost_set(struct lws *wsi, struct lws_vhost *vh)
{
	struct lws_vhost *old = wsi->vh;

	if (old == vh)
		return;
	lws__vhost_ref(vh);
	lws_dll2_remove(&wsi->same_protocol);
	wsi->vh = vh;
	if (old)
		lws__vhost_unref(old);
}

void
lws__wsi_role_set(struct lws *wsi, const struct lws_role_ops *role,
		  void *role_state)
{
	role_state_free(wsi);
	wsi->role = role;
	wsi->role_state = role_state;
	if (wsi->rare)
		wsi->rare->tag[0] = '\0'; /* names the role */
}

const char *
lws__wsi_peer(struct lws *wsi, char *buf, size_t len)
{
	struct lws__sa sa;
	size_t n;

	buf[0] = '\0';
	if (!wsi->conn || wsi->conn->fd == LWS_SOCK_INVALID ||
	    wsi->conn->is_file || lws__plat_peer_address(wsi->conn->fd, &sa))
		return "-";
	n = lws__sa_text(&sa, buf, len);
	if (sa.u.sa.sa_family != AF_UNIX && n < len)
		lws_snprintf(buf + n, len - n, " port %u",
			     (unsigned int)lws__sa_port(&sa));

	return *buf ? buf : "-";
}
