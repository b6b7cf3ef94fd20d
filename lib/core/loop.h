/* SPDX-License-Identifier: MIT */
/*
 * An event loop as the core sees it.  The table of the contract is what a
 * foreign library fills in; our own loops add wait(), which sleeps, then
 * serves what is ready.
 */

#ifndef LWS_CORE_LOOP_H
#define LWS_CORE_LOOP_H

#include "core/stage.h"

struct lws__loop {
	const struct lws_event_loop_ops *ops;
	uint64_t option; /* LWS_SERVER_OPTION_* that selects it, 0 = ours */

	int (*pt_init)(struct lws_context_per_thread *pt);
	void (*pt_destroy)(struct lws_context_per_thread *pt);
	/* conn entered or left the fd table */
	int (*add)(struct lws_conn *conn);
	void (*remove)(struct lws_conn *conn);
	/* bring the view up to date, wait at most timeout_ms (-1 = for ever),
	 * serve each ready fd once; <0 = the loop is broken */
	int (*wait)(struct lws_context_per_thread *pt, int timeout_ms);
	/* the outermost turn ends, in whatever thread; NULL: nothing to do */
	void (*turn_over)(struct lws_context_per_thread *pt);
	/* the bottom of streams on this loop; NULL: the socket's */
	const struct lws_stage_ops *socket_stage;
};

/* what is pushed first for a stream's socket */
static inline const struct lws_stage_ops *
lws__loop_socket_stage(const struct lws_conn *conn)
{
	const struct lws__loop *loop = conn->pt->cx->loop;

	return loop->socket_stage ? loop->socket_stage : &lws__stage_socket;
}

/*
 * The other end has gone and reading is held: the kernel says so whether it is
 * asked or not, again and again, so it must not be asked at all until `want`
 * is something.
 */
static inline bool
lws__loop_may_forget(const struct lws_conn *conn)
{
	return !conn->want && (conn->is_file || conn->both_ended);
}

extern const struct lws__loop lws__loop_epoll;
/* for a loop that has an epoll set within it: the set, and what it is to wait
 * for on conn; `forget`: not even for the hang-up */
int lws__epoll_fd(const struct lws_context_per_thread *pt);
void lws__epoll_tell(struct lws_conn *conn, int want, bool forget);
extern const struct lws__loop lws__loop_uring;
extern const struct lws__loop lws__loop_poll;

#endif
