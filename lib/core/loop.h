/* SPDX-License-Identifier: MIT */
/*
 * An event loop as the core sees it.  The table of the contract is what a
 * foreign library fills in; our own loops add wait(), which sleeps, then
 * serves what is ready.
 */

#ifndef LWS_CORE_LOOP_H
#define LWS_CORE_LOOP_H

#include "core/core.h"

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
};

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
extern const struct lws__loop lws__loop_poll;

#endif
