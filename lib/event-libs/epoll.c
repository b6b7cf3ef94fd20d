/* SPDX-License-Identifier: MIT */
/*
 * Our own loop on Linux: epoll, level triggered.
 *
 * The kernel's set is a lazy view of each conn's `want`: changes are collected
 * on pt->changed and told just before the wait, so that what was wished and
 * taken back within a turn costs nothing.  Each event carries the generation
 * of its fd's slot and is dropped when the slot has a new owner.
 */

#include "core/loop.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	EVENTS_PER_WAIT = 64, /* what the wait has looked at is still cached */
	EVENTS_WHEN_FEW = 8,
	KNOWN = 0x80, /* in conn->polled: the kernel has the fd */

	/* for an event that so many others precede, this is fetched */
	AHEAD_STATE = 2,
	AHEAD_WSI = 4,
	AHEAD_CONN = 6,
};

struct epoll_loop {
	int fd;
	int room; /* events of one wait */
	struct epoll_event events[];
};

_Static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT &&
		       EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
	       "epoll and poll name their events alike on Linux");

static int
epoll_pt_init(struct lws_context_per_thread *pt)
{
	int room = pt->cx->has_few_fds ? EVENTS_WHEN_FEW : EVENTS_PER_WAIT;
	struct epoll_loop *l = lws__malloc(
		sizeof(*l) + (size_t)room * sizeof(l->events[0]), "epoll");

	if (!l)
		return 1;
	l->room = room;
	l->fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->fd < 0) {
		lwsl_cx_err(pt->cx, "epoll_create1: errno %d", errno);
		lws__free(l);
		return 1;
	}
	pt->loop_priv = l;

	return 0;
}

static void
epoll_pt_destroy(struct lws_context_per_thread *pt)
{
	struct epoll_loop *l = pt->loop_priv;

	if (!l)
		return;
	close(l->fd);
	lws__free(l);
	pt->loop_priv = NULL;
}

static void
epoll_remove(struct lws_conn *conn)
{
	struct epoll_loop *l = conn->pt->loop_priv;

	if (conn->polled & KNOWN)
		epoll_ctl(l->fd, EPOLL_CTL_DEL, (int)conn->fd, NULL);
	conn->polled = 0;
}

int
lws__epoll_fd(const struct lws_context_per_thread *pt)
{
	const struct epoll_loop *l = pt->loop_priv;

	return l->fd;
}

void
lws__epoll_tell(struct lws_conn *conn, int want, bool forget)
{
	const struct epoll_loop *l = conn->pt->loop_priv;
	struct epoll_event ev = {
		.events = (uint32_t)want,
		.data.u64 =
			(uint64_t)conn->generation << 32 | (uint32_t)conn->fd,
	};
	int op = conn->polled & KNOWN ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (forget) {
		if (conn->polled & KNOWN)
			epoll_ctl(l->fd, EPOLL_CTL_DEL, (int)conn->fd, NULL);
		conn->polled = 0;
		return;
	}
	if (conn->polled == (want | KNOWN))
		return;
	if (!epoll_ctl(l->fd, op, (int)conn->fd, &ev)) {
		conn->polled = (uint8_t)(want | KNOWN);
		return;
	}
	lwsl_wsi_err(conn->wsi, "fd %d cannot be polled: errno %d",
		     (int)conn->fd, errno);
	lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

/* files on a disk are never waited for, and epoll says so: at once, while the
 * one who brings the fd can be told */
static int
epoll_add(struct lws_conn *conn)
{
	struct epoll_loop *l = conn->pt->loop_priv;
	struct epoll_event ev = {
		.events = conn->want,
		.data.u64 =
			(uint64_t)conn->generation << 32 | (uint32_t)conn->fd,
	};

	if (!conn->is_file)
		return 0;
	if (!epoll_ctl(l->fd, EPOLL_CTL_ADD, (int)conn->fd, &ev)) {
		conn->polled = conn->want | KNOWN;
		return 0;
	}
	lwsl_wsi_err(conn->wsi, "fd %d cannot be waited for: %s", (int)conn->fd,
		     errno == EPERM ? "a file on a disk is always ready"
				    : strerror(errno));

	return 1;
}

static void
tell_changes(struct lws_context_per_thread *pt)
{
	while (pt->changed.head) {
		struct lws_conn *conn = lws_container_of(
			pt->changed.head, struct lws_conn, changed);

		lws__links_remove(&pt->changed, &conn->changed);
		if (conn->in_fds)
			lws__epoll_tell(conn, conn->want,
					lws__loop_may_forget(conn));
	}
}

static const struct lws_conn *
conn_of(const struct lws_context_per_thread *pt, const struct epoll_event *e)
{
	return lws__fds_conn(&pt->fds, (int)(uint32_t)e->data.u64, NULL);
}

/*
 * While one event is served, what the next ones need comes into the cache:
 * between two turns of a connection the kernel, and a thousand others, have
 * driven it out.  Each step reads what the one before it has fetched.
 */
static void
fetch_ahead(const struct lws_context_per_thread *pt,
	    const struct epoll_event *e, int left)
{
	const struct lws_conn *conn;

	if (left > AHEAD_CONN)
		lws__fetch(conn_of(pt, e + AHEAD_CONN));
	conn = left > AHEAD_WSI ? conn_of(pt, e + AHEAD_WSI) : NULL;
	if (conn)
		lws__fetch(conn->wsi);
	conn = left > AHEAD_STATE ? conn_of(pt, e + AHEAD_STATE) : NULL;
	if (conn && conn->wsi) {
		lws__fetch(conn->wsi->role_state);
		lws__fetch(conn->wsi->user);
	}
}

static LWS__HOT int
epoll_wait_turn(struct lws_context_per_thread *pt, int timeout_ms)
{
	struct epoll_loop *l = pt->loop_priv;
	int n;

	tell_changes(pt);
	n = epoll_wait(l->fd, l->events, l->room, timeout_ms);
	if (n < 0)
		return errno == EINTR ? 0 : -1;
	for (int i = 0; i < n; i++) {
		uint64_t id = l->events[i].data.u64;
		uint32_t generation = (uint32_t)(id >> 32);
		struct lws_conn *conn =
			lws__fds_conn(&pt->fds, (int)(uint32_t)id, &generation);

		fetch_ahead(pt, &l->events[i], n - i);
		if (conn)
			lws__conn_service(conn, (int)l->events[i].events);
	}

	return 0;
}

static const struct lws_event_loop_ops epoll_ops = {
	.name = "epoll",
	.flags = LELOF_ISPOLL,
};

const struct lws__loop lws__loop_epoll = {
	.ops = &epoll_ops,
	.pt_init = epoll_pt_init,
	.pt_destroy = epoll_pt_destroy,
	.add = epoll_add,
	.remove = epoll_remove,
	.wait = epoll_wait_turn,
};
