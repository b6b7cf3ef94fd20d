/* SPDX-License-Identifier: MIT */
/*
 * The io_uring loop: one turn.
 *
 *   wait (the ring's; the set's while no receive is asked for)
 *   -> conns with news -> the epoll set, if it is ready
 *   ... what every turn does ...
 *   its end: sends of the turn, receives asked for and taken back, all in one
 *   call, which brings what has come meanwhile
 *
 * The ring is made in the first wait, by the thread that serves.  Where the
 * kernel refuses it, or another thread goes on with the loop, or the
 * application polls by itself, it is the epoll loop.
 */

#include "net/uring.h"

#include <errno.h>
#include <string.h>

/* ---- what to wait for ------------------------------------------------- */

static void
tell(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_slot *s = lws__uring_slot(u, conn);
	int want = conn->want;
	bool receives = lws__uring_receives(u, conn, s);

	if (receives && !s)
		s = lws__uring_slot_make(u, conn);
	else if (!receives && s && s->rx == LWS__URING_ARMED)
		lws__uring_todo(u, s);
	if (s && (want & LWS_POLLIN) && lws__uring_has_news(s))
		lws__uring_ready(u, s);
	if (!receives || !s) {
		lws__epoll_tell(conn, want, lws__loop_may_forget(conn));
		return;
	}
	if (s->rx == LWS__URING_IDLE)
		lws__uring_todo(u, s);
	want &= ~LWS_POLLIN;
	if (want || conn->polled)
		lws__epoll_tell(conn, want, !want);
}

static void
tell_changes(struct lws__uring *u, struct lws_context_per_thread *pt)
{
	while (pt->changed.head) {
		struct lws_conn *conn = lws_container_of(
			pt->changed.head, struct lws_conn, changed);

		lws__links_remove(&pt->changed, &conn->changed);
		if (conn->in_fds)
			tell(u, conn);
	}
}

static int
uring_add(struct lws_conn *conn)
{
	conn->poll_index = 0;

	return lws__loop_epoll.add(conn);
}

static void
uring_remove(struct lws_conn *conn)
{
	struct lws__uring *u = lws__uring_of(conn->pt);
	struct lws__uring_slot *s = lws__uring_slot(u, conn);

	if (s) {
		lws__uring_send_last(u, conn);
		/* the receive holds the socket open until we enter */
		if (s->rx == LWS__URING_ARMED && !lws__uring_is_home(u) &&
		    lws__ring_is_here(&u->ring))
			(void)lws__plat_shutdown((int)conn->fd, SHUT_RDWR);
		lws__uring_slot_leave(u, conn);
	}
	lws__loop_epoll.remove(conn);
}

/* ---- a turn ----------------------------------------------------------- */

static void
start(struct lws__uring *u, struct lws_context_per_thread *pt)
{
	int error = lws__uring_start(u, pt);

	(void)pt; /* without logs */
	if (error)
		lwsl_cx_info(pt->cx, "thread %d: no io_uring: %s: epoll serves",
			     pt->tsi, strerror(error));
	else
		lwsl_cx_info(pt->cx, "thread %d: io_uring serves", pt->tsi);
}

static void
give_up(struct lws__uring *u, const struct lws_context_per_thread *pt,
	const char *why)
{
	(void)pt; /* without logs */
	(void)why;
	lwsl_cx_info(pt->cx,
		     "thread %d: io_uring is given up: %s: epoll serves",
		     pt->tsi, why);
	lws__uring_stop(u);
}

static void
turn(struct lws__uring *u, struct lws_context_per_thread *pt, int timeout_ms)
{
	int ret = lws__uring_turn(u, pt, timeout_ms);

	if (ret)
		give_up(u, pt, strerror(-ret));
}

/* as on epoll: while one is served, what the next ones need comes into the
 * cache, each step reading what the one before it has fetched */
static void
fetch_ahead(const struct lws__uring *u)
{
	const struct lws__uring_slot *s = &u->slots[u->ready_head];

	if (!u->ready_head)
		return;
	if (s->conn && s->conn->wsi) {
		lws__fetch(s->conn->wsi->role_state);
		lws__fetch(s->conn->wsi->user);
	}
	s = &u->slots[s->next_ready];
	if (s != u->slots && s->conn)
		lws__fetch(s->conn->wsi);
}

/* bytes that nobody reads now do not stay in the pool */
static void
keep_rest(struct lws__uring *u, uint32_t n)
{
	struct lws__uring_slot *s = &u->slots[n];
	struct lws_conn *conn = s->conn;

	if (!conn || ((conn->want & LWS_POLLIN) && lws__uring_carries(u, conn)))
		return;
	if (s->first != LWS__URING_NONE && lws__uring_keep(u, s)) {
		lws__wsi_close(conn->wsi, LWS_CLOSE_NOW, "out of memory");
		return;
	}
	if (s->error) {
		s->error = 0;
		lws__wsi_close(conn->wsi, LWS_CLOSE_PEER_GONE, "reset");
	}
}

static void
serve_one(struct lws__uring *u, struct lws__uring_slot *s)
{
	uint32_t n = (uint32_t)(s - u->slots);

	if (!s->conn || !lws__uring_has_news(s)) {
		lws__uring_slot_free(u, s);
		return;
	}
	if (s->conn->want & LWS_POLLIN)
		lws__conn_service(s->conn, LWS_POLLIN);
	if (u->state == LWS__URING_UP) /* the slots may have moved */
		keep_rest(u, n);
}

static void
serve_ready(struct lws__uring *u)
{
	struct lws__uring_slot *s;

	while (u->state == LWS__URING_UP &&
	       (s = lws__uring_next_ready(u)) != NULL) {
		fetch_ahead(u);
		serve_one(u, s);
	}
}

/* of its own to wait for, and nothing to say */
static bool
has_nothing(const struct lws__uring *u)
{
	return !u->armed && !u->todo_head && !u->ready_head && !u->set_ready;
}

static int
uring_wait(struct lws_context_per_thread *pt, int timeout_ms)
{
	struct lws__uring *u = lws__uring_of(pt);

	if (u->state == LWS__URING_NEW)
		start(u, pt);
	if (u->state == LWS__URING_UP && pt->external_poll)
		give_up(u, pt, "the application polls");
	if (u->state == LWS__URING_UP && !lws__uring_is_home(u))
		give_up(u, pt, "another thread serves");
	if (u->state != LWS__URING_UP)
		return lws__loop_epoll.wait(pt, timeout_ms);

	u->gathers = 1;
	tell_changes(u, pt);
	if (has_nothing(u)) /* all is in the set */
		return lws__loop_epoll.wait(pt, timeout_ms);
	if (!u->ready_head && !u->set_ready)
		turn(u, pt, timeout_ms);
	serve_ready(u);
	if (u->state == LWS__URING_UP && u->set_ready) {
		u->set_ready = 0;
		tell_changes(u, pt);
		return lws__loop_epoll.wait(pt, 0);
	}

	return 0;
}

static void
uring_turn_over(struct lws_context_per_thread *pt)
{
	struct lws__uring *u = lws__uring_of(pt);

	u->gathers = 0;
	if (u->state != LWS__URING_UP)
		return;
	if (!lws__uring_is_home(u)) {
		lws__uring_send_by_hand(u);
		return;
	}
	tell_changes(u, pt);
	if (u->send_count || u->todo_head)
		turn(u, pt, 0);
}

/* ---- begin and end ------------------------------------------------------ */

static int
uring_pt_init(struct lws_context_per_thread *pt)
{
	return lws__loop_epoll.pt_init(pt);
}

static void
uring_pt_destroy(struct lws_context_per_thread *pt)
{
	lws__uring_stop(lws__uring_of(pt));
	lws__loop_epoll.pt_destroy(pt);
}

static const struct lws_event_loop_ops uring_ops = {
	.name = "io_uring",
	.flags = LELOF_ISPOLL,
	.evlib_size_pt = sizeof(struct lws__uring),
};

const struct lws__loop lws__loop_uring = {
	.ops = &uring_ops,
	.option = LWS_PLUS_SERVER_OPTION_IO_URING,
	.pt_init = uring_pt_init,
	.pt_destroy = uring_pt_destroy,
	.add = uring_add,
	.remove = uring_remove,
	.wait = uring_wait,
	.turn_over = uring_turn_over,
	.socket_stage = &lws__stage_uring,
};
