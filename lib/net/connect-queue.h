/* SPDX-License-Identifier: MIT */
/*
 * Clients that share a connection (LCCSCF_PIPELINE).
 *
 * The conn of the first, the leader, has a queue.  Who asks for the same server
 * while it is there waits in it, in LWS_PHASE_QUEUED, without a connection
 * of its own.  What then happens is the role's matter (role.h, client_turn):
 *
 *   h1   the leader's response is complete -> its conn goes to the first in
 *        line, which leads now, and the leader closes (DROP, WSI_DESTROY)
 *   mux  the leader's conn takes them as streams, as many as the server allows
 *
 * "The same server" is: vhost, thread, address, port, TLS and its flags, ALPN,
 * and our own end; with TLS also the name that its certificate must have.
 *
 * Who waits is told once how it ends.  If the connection goes, each moves to
 * another one; after LWS__QUEUE_MOVES_MAX that were of no use to it, alone.
 */

#ifndef LWS_NET_CONNECT_QUEUE_H
#define LWS_NET_CONNECT_QUEUE_H

#include "net/connect.h"

enum lws__connect_queue_limits {
	LWS__QUEUE_MAX = 256,     /* wait for one connection; then another */
	LWS__QUEUE_MOVES_MAX = 1, /* that are shared again */
	LWS__QUEUE_IDLE_MAX = 64, /* unused connections of a thread */
};

/* why a queue ends */
enum lws__queue_end {
	LWS__QUEUE_LOST,    /* the connection went: all find another */
	LWS__QUEUE_REFUSED, /* the server keeps none: each has its own */
};

/* ---- connecting ---- */

/* true: wsi waits for another one's connection (or was closed meanwhile) */
bool lws__connect_queue_join(struct lws *wsi);
/* wsi begins to connect: from now on others may wait for it */
void lws__connect_queue_offer(struct lws *wsi);
/* nobody waits for wsi any more */
void lws__connect_queue_close(struct lws *leader, enum lws__queue_end why);
/* stop to wait, connect */
void lws__connect_queue_go_alone(struct lws *waiter);
/* of the record: its wsi was closed; it is freed */
void lws__connect_queue_closed(struct lws_conn *conn);
void lws__connect_queue_free(struct lws__connect *c);

/* ---- for roles: wsi is the leader ---- */

/* may its connection be given to others at all? */
bool lws__connect_queue_is_shared(const struct lws *leader);
/* the queue of wsi is that of its conn's new record */
void lws__connect_queue_move(struct lws *wsi, struct lws__connect *to);
/* out of the queue, to be a stream */
void lws__connect_queue_take(struct lws *waiter);
/* the connection is used; one response on it was complete */
void lws__connect_queue_busy(struct lws *leader);
void lws__connect_queue_served(struct lws *leader);
/* the first in line, NULL: nobody waits */
struct lws *lws__connect_queue_first(const struct lws *leader);
struct lws *lws__connect_queue_behind(const struct lws *waiter);
/* one that was ahead has left: the answer to its request will come, to nobody
 */
bool lws__connect_queue_has_gap(const struct lws *leader);
/* the role's client_turn is called soon, if somebody waits */
void lws__connect_queue_wake(struct lws *leader);
/* the leader does not use its connection: kept for keep_warm_secs */
void lws__connect_queue_idle(struct lws *leader);
/* the connection goes to `to`, the first in line, and starts there */
void lws__connect_queue_hand_over(struct lws *leader, struct lws *to);

#endif
