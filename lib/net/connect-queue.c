/* SPDX-License-Identifier: MIT */
/*
 * See connect-queue.h.
 */

#include "net/connect-queue.h"

#include <string.h>

struct lws__connect_queue {
	lws_dll2_t list;            /* in pt->client_conns; idle ones last */
	lws_dll2_owner_t waiting;   /* lws__connect.place, in order */
	lws_sorted_usec_list_t sul; /* client_turn is due */
	struct lws_conn *conn;      /* borrowed: the leader's */
	bool is_idle;
	bool has_gap;
	bool has_served; /* a response was complete, it was kept then */
};

/* what decides with whom a TLS connection may be shared, and what it is for */
#define SAME_FLAGS                                                       \
	(LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED |                      \
	 LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_EXPIRED | \
	 LCCSCF_ALLOW_INSECURE | LCCSCF_H2_PRIOR_KNOWLEDGE |             \
	 LCCSCF_H2_MANUAL_RXFLOW | LCCSCF_H2_QUIRK_OVERFLOWS_TXCR |      \
	 LCCSCF_IP_LOW_LATENCY | LCCSCF_IP_HIGH_THROUGHPUT |             \
	 LCCSCF_IP_HIGH_RELIABILITY | LCCSCF_IP_LOW_COST)

static struct lws_context_per_thread *
pt_of(const struct lws *wsi)
{
	return lws__context_pt(wsi->cx, wsi->tsi);
}

static struct lws__connect_queue *
queue_of(const struct lws *leader)
{
	const struct lws__connect *c = lws__connect_of(leader);

	return c ? c->queue : NULL;
}

static struct lws__connect_place *
place_at(lws_dll2_t *d)
{
	return lws_container_of(d, struct lws__connect_place, list);
}

/* that it waits in */
static struct lws__connect_queue *
queue_around(const struct lws__connect_place *place)
{
	return place->list.owner
		       ? lws_container_of(place->list.owner,
					  struct lws__connect_queue, waiting)
		       : NULL;
}

/* ---- who may share with whom ----------------------------------------------
 */

static bool
may_share(const struct lws *wsi)
{
	const struct lws__connect *c = lws__connect_here(wsi);

	return (c->flags & LCCSCF_PIPELINE) && wsi->role->client_turn &&
	       !c->place.is_alone && (c->is_ws || strcmp(c->method, "CONNECT"));
}

static bool
takes(const struct lws *leader, const struct lws *wsi)
{
	if (leader->role->client_takes)
		return leader->role->client_takes(leader, wsi);

	return !lws__connect_here(wsi)->is_ws;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static const char *
name_of(const struct lws__connect *c)
{
	return c->host ? c->host : c->address;
}

static bool
is_same_server(const struct lws *a, const struct lws *b)
{
	const struct lws__connect *ca = lws__connect_here(a);
	const struct lws__connect *cb = lws__connect_here(b);

	return a->vh == b->vh && ca->role == cb->role && ca->port == cb->port &&
	       ca->local_port == cb->local_port &&
	       !((ca->flags ^ cb->flags) & SAME_FLAGS) &&
	       same_text(ca->address, cb->address) &&
	       same_text(ca->iface, cb->iface) &&
	       same_text(ca->alpn, cb->alpn) &&
	       (!(ca->flags & LCCSCF_USE_SSL) ||
		same_text(name_of(ca), name_of(cb)));
}

/* the queue of this server with the fewest in it, an idle one best */
static struct lws__connect_queue *
find(const struct lws *wsi)
{
	struct lws__connect_queue *best = NULL;

	lws_start_foreach_dll(struct lws_dll2 *, d,
			      pt_of(wsi)->client_conns.head)
	{
		struct lws__connect_queue *q =
			lws_container_of(d, struct lws__connect_queue, list);

		if (q->waiting.count < LWS__QUEUE_MAX && !q->has_gap &&
		    !lws__wsi_is_closing(q->conn->wsi) &&
		    is_same_server(wsi, q->conn->wsi) &&
		    takes(q->conn->wsi, wsi) &&
		    (!best || q->waiting.count < best->waiting.count ||
		     (q->is_idle && !best->is_idle &&
		      q->waiting.count == best->waiting.count)))
			best = q;
	}
	lws_end_foreach_dll(d);

	return best;
}

/* ---- turns ----------------------------------------------------------------
 */

static void
turn_cb(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_queue *q =
		lws_container_of(sul, struct lws__connect_queue, sul);
	struct lws *leader = q->conn->wsi;
	struct lws_context_per_thread *pt = pt_of(leader);

	if (lws__wsi_is_closing(leader) || !q->waiting.head)
		return;
	lws__turn_begin(pt);
	leader->role->client_turn(leader);
	lws__turn_end(pt);
}

static void
wake(struct lws__connect_queue *q)
{
	const struct lws *leader = q->conn->wsi;

	if (q->waiting.head)
		lws_sul_schedule(leader->cx, leader->tsi, &q->sul, turn_cb, 0);
}

void
lws__connect_queue_wake(struct lws *leader)
{
	struct lws__connect_queue *q = queue_of(leader);

	if (q)
		wake(q);
}

/* ---- waiting --------------------------------------------------------------
 */

bool
lws__connect_queue_join(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__connect_queue *q = may_share(wsi) ? find(wsi) : NULL;

	if (!q)
		return false;
	c->place.wsi = wsi;
	lws_dll2_add_tail(&c->place.list, &q->waiting);
	lws__wsi_phase_set(wsi, LWS_PHASE_QUEUED);
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			      wsi->cx->timeout_secs);
	wake(q);
	if (lws__connect_tell_instantiated(wsi)) {
		lws__client_error(wsi, "refused at INSTANTIATED");
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "refused");
	}

	return true;
}

static void
leave(struct lws__connect *c)
{
	struct lws__connect_queue *q = queue_around(&c->place);

	if (!q)
		return;
	lws_dll2_remove(&c->place.list);
	if (c->place.is_ahead)
		q->has_gap = true;
	c->place.is_ahead = c->place.wants_turn = false;
}

/*
 * A waiter that left its queue finds its own way.  Waiting for connections that
 * end is no harm as long as each of them has served somebody.
 */
static void
move_on(struct lws *wsi, enum lws__queue_end why, bool in_vain)
{
	struct lws__connect_place *place = &lws__connect_here(wsi)->place;

	if (wsi->vh->being_destroyed || wsi->cx->destroy_stage)
		return; /* it is closed with all the others */
	if (why == LWS__QUEUE_REFUSED ||
	    (in_vain && place->moves++ >= LWS__QUEUE_MOVES_MAX))
		place->is_alone = true;
	if (lws__connect_queue_join(wsi))
		return;
	if (lws__connect_begin(wsi))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot connect");
}

void
lws__connect_queue_go_alone(struct lws *waiter)
{
	leave(lws__connect_here(waiter));
	move_on(waiter, LWS__QUEUE_REFUSED, true);
}

/* ---- the queue of a leader ------------------------------------------------
 */

void
lws__connect_queue_offer(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__connect_queue *q;

	/* a websocket that does not become a stream has its connection alone */
	if (c->queue || c->is_ws || !may_share(wsi))
		return;
	q = lws__zalloc(sizeof(*q), "connect queue");
	if (!q)
		return; /* it just is not shared */
	q->conn = wsi->conn;
	c->queue = q;
	lws_dll2_add_head(&q->list, &pt_of(wsi)->client_conns);
}

void
lws__connect_queue_close(struct lws *leader, enum lws__queue_end why)
{
	struct lws__connect *c = lws__connect_of(leader);
	struct lws__connect_queue *q = c ? c->queue : NULL;

	if (!q)
		return;
	c->queue = NULL;
	lws_dll2_remove(&q->list);
	lws_sul_cancel(&q->sul);
	while (q->waiting.head) {
		struct lws__connect_place *place = place_at(q->waiting.head);
		bool in_vain = place->is_ahead || !q->has_served;

		leave(lws__connect_here(place->wsi));
		move_on(place->wsi, why, in_vain);
	}
	lws__free(q);
}

void
lws__connect_queue_closed(struct lws_conn *conn)
{
	leave((struct lws__connect *)conn->connect);
	lws__connect_queue_close(conn->wsi, LWS__QUEUE_LOST);
}

void
lws__connect_queue_free(struct lws__connect *c)
{
	if (c->queue) {
		lws_dll2_remove(&c->queue->list);
		lws_sul_cancel(&c->queue->sul);
	}
	lws_dll2_remove(&c->place.list);
	lws__free(c->queue);
	c->queue = NULL;
}

/* ---- for roles ------------------------------------------------------------
 */

bool
lws__connect_queue_is_shared(const struct lws *leader)
{
	return queue_of(leader) != NULL;
}

void
lws__connect_queue_move(struct lws *wsi, struct lws__connect *to)
{
	struct lws__connect *from = lws__connect_here(wsi);

	to->queue = from->queue;
	from->queue = NULL;
}

void
lws__connect_queue_take(struct lws *waiter)
{
	lws_dll2_remove(&lws__connect_here(waiter)->place.list);
}

void
lws__connect_queue_busy(struct lws *leader)
{
	struct lws__connect_queue *q = queue_of(leader);

	if (q)
		q->is_idle = false;
}

void
lws__connect_queue_served(struct lws *leader)
{
	struct lws__connect_queue *q = queue_of(leader);

	if (q)
		q->has_served = true;
}

struct lws *
lws__connect_queue_first(const struct lws *leader)
{
	const struct lws__connect_queue *q = queue_of(leader);

	return q && q->waiting.head ? place_at(q->waiting.head)->wsi : NULL;
}

struct lws *
lws__connect_queue_behind(const struct lws *waiter)
{
	lws_dll2_t *next = lws__connect_here(waiter)->place.list.next;

	return next ? place_at(next)->wsi : NULL;
}

bool
lws__connect_queue_has_gap(const struct lws *leader)
{
	const struct lws__connect_queue *q = queue_of(leader);

	return q && q->has_gap;
}

/* the longest unused one ends when there are too many */
static void
bound_idle(struct lws_context_per_thread *pt)
{
	struct lws__connect_queue *oldest = NULL;
	unsigned int count = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, pt->client_conns.head)
	{
		struct lws__connect_queue *q =
			lws_container_of(d, struct lws__connect_queue, list);

		if (q->is_idle && !q->waiting.head) {
			oldest = oldest ? oldest : q;
			count++;
		}
	}
	lws_end_foreach_dll(d);
	if (count > LWS__QUEUE_IDLE_MAX)
		lws__wsi_close(oldest->conn->wsi, LWS_CLOSE_POLITE,
			       "too many idle connections");
}

void
lws__connect_queue_idle(struct lws *leader)
{
	struct lws__connect_queue *q = queue_of(leader);
	struct lws_context_per_thread *pt = pt_of(leader);

	if (!q)
		return; /* it shares with nobody */
	q->is_idle = q->has_served = true;
	lws_dll2_remove(&q->list);
	lws_dll2_add_tail(&q->list, &pt->client_conns);
	lws__wsi_timeout_secs(leader, PENDING_TIMEOUT_CLIENT_CONN_IDLE,
			      lws__connect_here(leader)->keep_warm_secs);
	if (q->waiting.head)
		wake(q);
	else
		bound_idle(pt);
}

void
lws__connect_queue_hand_over(struct lws *leader, struct lws *to)
{
	struct lws__connect *from = lws__connect_here(leader);
	struct lws__connect *c = lws__connect_here(to);
	struct lws_conn *conn = leader->conn;

	lws_dll2_remove(&c->place.list);
	c->place.has_reused = true;
	lws__conn_swap(leader, to);
	c->queue = from->queue;
	from->queue = NULL;
	c->queue->is_idle = false;
	leader->quiet_close = 1;
	lws__wsi_close(leader, LWS_CLOSE_NOW, "its connection is another's");
	if (!lws__wsi_is_closing(to))
		lws__conn_start(conn);
}
