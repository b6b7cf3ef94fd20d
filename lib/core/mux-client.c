/* SPDX-License-Identifier: MIT */
/*
 * Clients and the connection that they share: how a wsi becomes a stream, and
 * how the one that made the connection becomes its root.
 */

#include "core/mux.h"

#include "core/built-in.h"
#include "core/conn.h"
#include "core/role.h"
#include "core/service-module.h"

struct lws__conn_record *
lws__mux_join(struct lws *root, struct lws *wsi,
	      const struct lws_role_ops *role,
	      struct lws__mux_stream *mux_stream)
{
	struct lws_conn *conn = wsi->conn;
	struct lws__conn_record *record = conn->connect;

	lws__pt_serve_remote(conn->pt); /* wishes are kept by conn */
	lws__wsi_role_set(wsi, role, NULL);
	mux_stream->rx_off = conn->rx_off;
	conn->connect = NULL;
	lws__conn_free(&conn);
	wsi->conn = root->conn;
	wsi->mux_stream = mux_stream;
	mux_stream->wsi = wsi;
	lws_dll2_add_tail(&mux_stream->list, &lws__mux_root(root)->streams);

	return record;
}

void
lws__mux_depart(struct lws *wsi, struct lws_conn *conn,
		struct lws__conn_record *record)
{
	lws__mux_stream_leave(wsi);
	conn->rx_off = lws__mux_stream(wsi)->rx_off;
	conn->connect = record;
	conn->wsi = wsi;
	wsi->mux_stream = NULL;
	wsi->conn = conn;
}

static void
move_family(struct lws *from, struct lws *to)
{
	struct lws *parent = to->rare->parent;

	for (struct lws *child = to->rare->child_list; child;
	     child = child->rare->sibling)
		child->rare->parent = to;
	if (!parent)
		return;
	for (struct lws **pw = &parent->rare->child_list; *pw;
	     pw = &(*pw)->rare->sibling)
		if (*pw == from) {
			*pw = to;
			return;
		}
}

/* work in other threads that is for it */
static void
move_tasks(struct lws *to)
{
	if (!to->rare->has_tasks)
		return;
	for (int n = 0; lws__built_in_services[n]; n++)
		if (lws__built_in_services[n]->wsi_moved)
			lws__built_in_services[n]->wsi_moved(to);
}

/* to has what from had, and the other way round */
static void
move_rare(struct lws *from, struct lws *to)
{
	struct lws__wsi_rare *rare = to->rare;

	to->rare = from->rare;
	from->rare = rare;
	if (rare)
		rare->tag[0] = '\0';
	if (!to->rare)
		return;
	to->rare->tag[0] = '\0';
	move_family(from, to);
	move_tasks(to);
	if (to->rare->faults)
		to->rare->faults->wsi = to;
	if (to->rare->pwsi)
		*to->rare->pwsi = to;
	/* how often the connection is asked for a sign of life */
	rare = to->rare->retry ? lws__wsi_rare(from) : NULL;
	if (rare)
		rare->retry = to->rare->retry;
}

void
lws__mux_move_user(struct lws *root, struct lws *stream)
{
	struct lws_dll2_owner *with = root->same_protocol.owner;

	stream->protocol = root->protocol;
	stream->user = root->user;
	stream->user_is_ours = root->user_is_ours;
	stream->is_bound = root->is_bound;
	stream->opaque = root->opaque;
	stream->timer_us = root->timer_us;
	root->user = root->opaque = NULL;
	root->user_is_ours = root->is_bound = 0;
	root->timer_us = 0;
	if (with) {
		lws_dll2_remove(&root->same_protocol);
		lws_dll2_add_tail(&stream->same_protocol, with);
	}
	move_rare(root, stream);
	lws__wsi_timer_update(stream);
}
