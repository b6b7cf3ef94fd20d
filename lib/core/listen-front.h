/* SPDX-License-Identifier: MIT */
/*
 * What net/ gives the core of listening sockets.  In a build without servers
 * lws__built_in_listen is NULL, and a vhost that asks for a port is refused.
 *
 * Vhosts with the same port and interface share one struct lws_listener, which
 * has a listening wsi on one of them, its owner.
 */

#ifndef LWS_CORE_LISTEN_FRONT_H
#define LWS_CORE_LISTEN_FRONT_H

#include "core/core.h"

struct lws__listen_front {
	/*
	 * Open, or join, the listener that vh->port and vh->iface ask for:
	 * sets vh->listener and vh->listen_port.  An interface that is not
	 * there yet is 0, and is tried again with vh->sul_listen.  Nonzero: it
	 * is refused, the log says why.
	 */
	int (*start)(struct lws_vhost *vh);

	/*
	 * The vhost is ready: what start() opened for other threads is handed
	 * to them.  Nonzero: it failed.
	 */
	int (*serve)(struct lws_vhost *vh);

	/*
	 * One thread's part of releasing, in a turn of that thread: a
	 * listening wsi there that vh owns goes to another living vhost of the
	 * listener, or is closed.  Thread 0 cancels vh->sul_listen.
	 */
	void (*leave)(struct lws_vhost *vh, int tsi);

	/*
	 * Every thread has left: vh->listener becomes NULL, and goes with its
	 * last vhost.  Harmless without a listener.
	 */
	void (*release)(struct lws_vhost *vh);

	/* listeners of this thread that rest accept again; in a turn of it */
	void (*resume)(struct lws_context_per_thread *pt);

	/*
	 * Interfaces or their addresses changed; in a turn of this thread.  A
	 * vhost that waits for one tries now, a listener whose interface has
	 * another address now moves there.
	 */
	void (*recheck)(struct lws_context_per_thread *pt);
};

extern const struct lws__listen_front *const lws__built_in_listen;

/*
 * Serves the protocol "http-only" of a vhost that has none;
 * lws_callback_http_dummy() in a build with http, else NULL.
 */
extern lws_callback_function *const lws__built_in_http_dummy;

#endif
