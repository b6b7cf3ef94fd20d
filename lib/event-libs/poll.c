/* SPDX-License-Identifier: MIT */
/*
 * Our own loop on any POSIX system: poll().
 *
 * The array of struct pollfd is dense; conn->poll_index says where its entry
 * is.  What is ready is copied out with the generation of its slot before
 * anything is served, since serving moves entries about.
 */

#include "core/loop.h"

#include <errno.h>
#include <poll.h>

struct ready {
	int fd;
	int revents;
	uint32_t generation;
};

struct poll_loop {
	struct pollfd *fds;  /* owned */
	struct ready *ready; /* owned */
	uint32_t count;
	uint32_t room;
};

static int
poll_pt_init(struct lws_context_per_thread *pt)
{
	pt->loop_priv = lws__zalloc(sizeof(struct poll_loop), "poll");

	return !pt->loop_priv;
}

static void
poll_pt_destroy(struct lws_context_per_thread *pt)
{
	struct poll_loop *l = pt->loop_priv;

	if (!l)
		return;
	lws__free(l->fds);
	lws__free(l->ready);
	lws__free(l);
	pt->loop_priv = NULL;
}

static int
grow(struct poll_loop *l)
{
	uint32_t room = l->room ? l->room * 2 : 16;
	struct pollfd *fds;
	struct ready *ready;

	fds = lws__realloc(l->fds, room * sizeof(*fds), "poll fds");
	if (!fds)
		return 1;
	l->fds = fds;
	ready = lws__realloc(l->ready, room * sizeof(*ready), "poll ready");
	if (!ready)
		return 1;
	l->ready = ready;
	l->room = room;

	return 0;
}

static int
poll_add(struct lws_conn *conn)
{
	struct poll_loop *l = conn->pt->loop_priv;

	if (l->count == l->room && grow(l))
		return 1;
	conn->poll_index = l->count;
	l->fds[l->count++] = (struct pollfd){.fd = (int)conn->fd};

	return 0;
}

/* negative ones are not looked at: the complement of what is there */
static int
real_fd(const struct pollfd *p)
{
	return p->fd < 0 ? ~p->fd : p->fd;
}

static void
poll_remove(struct lws_conn *conn)
{
	struct lws_context_per_thread *pt = conn->pt;
	struct poll_loop *l = pt->loop_priv;
	uint32_t last = l->count - 1;

	if (conn->poll_index != last) {
		struct lws_conn *moved =
			lws__fds_conn(&pt->fds, real_fd(&l->fds[last]), NULL);

		l->fds[conn->poll_index] = l->fds[last];
		if (moved)
			moved->poll_index = conn->poll_index;
	}
	l->count = last;
	conn->polled = 0;
}

static void
tell_changes(struct lws_context_per_thread *pt)
{
	struct poll_loop *l = pt->loop_priv;

	while (pt->changed.head) {
		struct lws_conn *conn = lws_container_of(
			pt->changed.head, struct lws_conn, changed);

		lws__links_remove(&pt->changed, &conn->changed);
		if (!conn->loop_added)
			continue;
		l->fds[conn->poll_index].events = (short)conn->want;
		l->fds[conn->poll_index].fd = lws__loop_may_forget(conn)
						      ? ~(int)conn->fd
						      : (int)conn->fd;
		conn->polled = conn->want;
	}
}

static uint32_t
copy_ready(struct lws_context_per_thread *pt)
{
	struct poll_loop *l = pt->loop_priv;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		const struct lws_conn *conn;

		if (!l->fds[i].revents)
			continue;
		conn = lws__fds_conn(&pt->fds, l->fds[i].fd, NULL);
		if (conn)
			l->ready[n++] =
				(struct ready){l->fds[i].fd, l->fds[i].revents,
					       conn->generation};
	}

	return n;
}

static int
poll_wait_turn(struct lws_context_per_thread *pt, int timeout_ms)
{
	struct poll_loop *l = pt->loop_priv;
	uint32_t count;

	tell_changes(pt);
	if (poll(l->fds, l->count, timeout_ms) < 0)
		return errno == EINTR ? 0 : -1;
	count = copy_ready(pt);
	for (uint32_t i = 0; i < count; i++) {
		/* the array may have been moved by what was served */
		struct ready r = l->ready[i];
		struct lws_conn *conn =
			lws__fds_conn(&pt->fds, r.fd, &r.generation);

		if (conn)
			lws__conn_service(conn, r.revents);
	}

	return 0;
}

static const struct lws_event_loop_ops poll_ops = {
	.name = "poll",
	.flags = LELOF_ISPOLL,
};

const struct lws__loop lws__loop_poll = {
	.ops = &poll_ops,
	.option = LWS_PLUS_SERVER_OPTION_POLL,
	.pt_init = poll_pt_init,
	.pt_destroy = poll_pt_destroy,
	.add = poll_add,
	.remove = poll_remove,
	.wait = poll_wait_turn,
};
