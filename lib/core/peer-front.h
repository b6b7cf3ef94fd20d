/* SPDX-License-Identifier: MIT */
/*
 * What limits per address give the core and the roles.  In a build without
 * them lws__built_in_peers is NULL and every question is answered "yes".
 *
 * A connection that is counted has conn->is_counted; one without (a client's, a
 * Unix socket's, all when no limit was asked for) is free of limits.
 */

#ifndef LWS_CORE_PEER_FRONT_H
#define LWS_CORE_PEER_FRONT_H

#include "core/core.h"

struct lws__peer;

struct lws__peer_front {
	/*
	 * A socket came from somewhere.  `sa` may be NULL: the socket is
	 * asked.  Nonzero: its address has all it may have, pl_notify_cb was
	 * told, the log too; the socket stays the caller's.  0: *peer is
	 * counted, or NULL where nothing is.
	 */
	int (*arrive)(struct lws_context *cx, lws_sockfd_type fd,
		      const struct lws__sa *sa, struct lws__peer **peer);
	/* one that arrive() counted is gone */
	void (*leave)(struct lws_context *cx, int tsi, struct lws__peer *peer);
	/* a further stream of a mux on the conn, as arrive() and leave() */
	int (*stream_arrive)(struct lws_conn *conn);
	void (*stream_leave)(struct lws_conn *conn);
	/*
	 * May the conn keep the headers of one more request?  Counted when
	 * true, until head_give().  False: ask again when `woken` of the
	 * services or the next head_give() comes.
	 */
	bool (*head_take)(struct lws_conn *conn);
	void (*head_give)(struct lws_conn *conn);
};

extern const struct lws__peer_front *const lws__built_in_peers;

/* NULL: it is free of limits */
static inline struct lws__peer *
lws__conn_peer(const struct lws_conn *conn)
{
	return conn->is_counted ? conn->peer : NULL;
}

static inline int
lws__peer_arrive(struct lws_context *cx, lws_sockfd_type fd,
		 const struct lws__sa *sa, struct lws__peer **peer)
{
	*peer = NULL;

	return lws__built_in_peers
		       ? lws__built_in_peers->arrive(cx, fd, sa, peer)
		       : 0;
}

/* what arrive() gave is the conn's now */
static inline void
lws__conn_set_peer(struct lws_conn *conn, struct lws__peer *peer)
{
	conn->is_counted = !!peer;
	conn->peer = peer;
}

static inline void
lws__peer_leave(struct lws_conn *conn)
{
	struct lws__peer *peer = lws__conn_peer(conn);

	if (!peer)
		return;
	lws__conn_set_peer(conn, NULL);
	lws__built_in_peers->leave(conn->pt->cx, conn->pt->tsi, peer);
}

/*
 * For the mux: each stream beyond the first is a wsi of the peer.  Nonzero:
 * refuse the stream, the connection may go on.
 */
static inline int
lws__peer_stream_arrive(struct lws_conn *conn)
{
	return conn->is_counted ? lws__built_in_peers->stream_arrive(conn) : 0;
}

static inline void
lws__peer_stream_leave(struct lws_conn *conn)
{
	if (conn->is_counted)
		lws__built_in_peers->stream_leave(conn);
}

static inline bool
lws__peer_head_take(struct lws_conn *conn)
{
	return !conn->is_counted || lws__built_in_peers->head_take(conn);
}

static inline void
lws__peer_head_give(struct lws_conn *conn)
{
	if (conn->is_counted)
		lws__built_in_peers->head_give(conn);
}

#endif
