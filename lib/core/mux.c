/* SPDX-License-Identifier: MIT */
/*
 * What a connection with streams and one without have in common, for those who
 * hold a wsi.
 */

#include "core/mux.h"

#include "core/conn.h"
#include "core/peer-front.h"
#include "core/role.h"

const struct lws__mux_ops *
lws__mux_of(const struct lws *wsi)
{
	return wsi->mux_stream ? wsi->conn->wsi->role->mux : NULL;
}

struct lws__mux *
lws__mux_root(const struct lws *wsi)
{
	return wsi->role && wsi->role->mux && wsi->is_mux_root ? wsi->role_state
							       : NULL;
}

/* ---- roots and streams --------------------------------------------------- */

struct lws *
lws__mux_stream_create(struct lws *root, const struct lws_role_ops *role,
		       struct lws__mux_stream *mux_stream)
{
	struct lws__mux *mux = lws__mux_root(root);
	struct lws *wsi = NULL;

	mux_stream->is_counted = mux && mux->streams.count;
	if (mux &&
	    (!mux_stream->is_counted || !lws__peer_stream_arrive(root->conn))) {
		wsi = lws__wsi_create_stream(root, role);
		if (!wsi && mux_stream->is_counted)
			lws__peer_stream_leave(root->conn);
	}
	if (!wsi) {
		lws__spare_give(root->conn->pt, LWS__SPARE_STREAM, mux_stream);
		return NULL;
	}
	wsi->mux_stream = mux_stream;
	mux_stream->wsi = wsi;
	lws_dll2_add_tail(&mux_stream->list, &mux->streams);

	return wsi;
}

void
lws__mux_stream_leave(struct lws *stream)
{
	struct lws__mux_stream *s = lws__mux_stream(stream);

	if (lws_dll2_is_detached(&s->list))
		return;
	lws_dll2_remove(&s->ring);
	lws_dll2_remove(&s->list);
	if (s->is_counted)
		lws__peer_stream_leave(stream->conn);
}

void
lws__mux_ring(struct lws *stream)
{
	struct lws__mux_stream *s = lws__mux_stream(stream);
	struct lws *root = stream->conn->wsi;
	struct lws__mux *mux = lws__mux_root(root);

	if (!mux || lws_dll2_is_detached(&s->list) || lws__wsi_is_closing(root))
		return;
	if (lws_dll2_is_detached(&s->ring))
		lws_dll2_add_tail(&s->ring, &mux->ring);
	root->wants_writable = 1;
	lws__conn_ask_writable(root->conn);
}

bool
lws__mux_serve(struct lws *stream,
	       enum lws_verdict (*fn)(struct lws *stream, void *arg), void *arg)
{
	struct lws_context_per_thread *pt = stream->conn->pt;
	struct lws *before = pt->serving;
	enum lws_verdict v;

	if (stream->phase == LWS_PHASE_CLOSED)
		return false;
	pt->serving = stream;
	v = fn(stream, arg);
	lws__wsi_verdict(stream, v);
	pt->serving = before;

	return !lws__wsi_is_closing(stream);
}

void
lws__mux_close_streams(struct lws *root, enum lws_close_how how)
{
	struct lws__mux *mux = lws__mux_root(root);

	while (mux && mux->streams.head) {
		struct lws__mux_stream *s = lws_container_of(
			mux->streams.head, struct lws__mux_stream, list);

		lws__client_error(s->wsi, "connection closed");
		lws__wsi_close(s->wsi,
			       how == LWS_CLOSE_NOW ? LWS_CLOSE_NOW
						    : LWS_CLOSE_PEER_GONE,
			       "its connection ends");
		/* one that was in the middle of it */
		lws__mux_stream_leave(s->wsi);
	}
}

void
lws__mux_serve_asked(struct lws *root)
{
	struct lws__mux *mux = lws__mux_root(root);

	if (!mux)
		return;
	lws_start_foreach_dll(struct lws_dll2 *, d, mux->streams.head)
	{
		struct lws__mux_stream *s =
			lws_container_of(d, struct lws__mux_stream, list);

		if (atomic_exchange(&s->asked, false))
			lws__wsi_ask_writable(s->wsi);
	}
	lws_end_foreach_dll(d);
}

/* ---- any wsi --------------------------------------------------------------
 */

int
lws__wsi_send2(struct lws *wsi, const uint8_t *head, size_t head_len,
	       const uint8_t *p, size_t len)
{
	const struct lws__mux_ops *mux = lws__mux_of(wsi);

	return mux ? mux->send(wsi, head, head_len, p, len)
		   : lws__conn_send2(wsi->conn, head, head_len, p, len);
}

bool
lws__wsi_choked(struct lws *wsi)
{
	const struct lws__mux_ops *mux = lws__mux_of(wsi);

	return mux ? mux->choked(wsi) : lws__conn_choked(wsi->conn);
}

void
lws__wsi_ask_writable(struct lws *wsi)
{
	wsi->wants_writable = 1;
	if (wsi->mux_stream)
		lws__mux_ring(wsi);
	else
		lws__conn_ask_writable(wsi->conn);
}

bool
lws__wsi_rx_is_off(const struct lws *wsi)
{
	return wsi->mux_stream ? !!lws__mux_stream(wsi)->rx_off
			       : lws__conn_rx_is_off(wsi->conn);
}

void
lws__wsi_rx_on(struct lws *wsi)
{
	if (wsi->mux_stream) {
		lws__mux_stream(wsi)->rx_off = 0;
		lws__mux_of(wsi)->resume(wsi);
		return;
	}
	wsi->conn->rx_off = 0;
	lws__conn_rx_interest(wsi->conn);
	lws__conn_retry_rx(wsi->conn);
}

bool
lws__wsi_saw_end(const struct lws *wsi)
{
	return wsi->conn->saw_eof ||
	       (wsi->mux_stream && lws__mux_stream(wsi)->saw_end);
}
