/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_SERVICE_H)
#define LIBWEBSOCKETS_LWS_SERVICE_H

/**
 * \defgroup service The event loop
 * The thread that is inside lws_service() is the service thread.  Call nothing
 * but lws_cancel_service() and lws_callback_on_writable() from others.
 * @{
 */

#define lws_plat_service_tsi lws_service_tsi

struct lws_pollfd;

/**
 * lws_service() - one turn: wait until something happens, deal with it
 *
 * \param context: borrowed
 * \param timeout_ms: negative: do not wait; else wait for the next event,
 *   whatever it says
 *
 * Returns 0, or negative: the context is over, leave the loop.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_service(struct lws_context *context, int timeout_ms);

/**
 * lws_service_tsi() - lws_service() of one of several service threads
 *
 * \param context: borrowed
 * \param timeout_ms: as lws_service()
 * \param tsi: service thread index, from 0
 *
 * Returns 0, or negative: leave the loop.
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi);

/**
 * lws_cancel_service_pt() - wake the service thread of a wsi
 *
 * \param wsi: borrowed, alive
 *
 * Call from: any thread, or a signal handler
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service_pt(struct lws *wsi);

/**
 * lws_cancel_service() - wake all service threads: each protocol gets
 * LWS_CALLBACK_EVENT_WAIT_CANCELLED
 *
 * \param context: borrowed
 *
 * Several calls before it is served give one round of callbacks.
 *
 * Call from: any thread, or a signal handler
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service(struct lws_context *context);

/**
 * lws_service_fd() - deal with what a poll() of yours said about one fd
 *
 * \param context: borrowed
 * \param pollfd: borrowed; revents becomes 0 if the fd was ours; NULL: only
 *   deal with what is due
 *
 * Returns 0, or negative: leave the loop.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd(struct lws_context *context, struct lws_pollfd *pollfd);

/**
 * lws_service_fd_tsi() - lws_service_fd() of one of several service threads
 *
 * \param context: borrowed
 * \param pollfd: as lws_service_fd()
 * \param tsi: service thread index
 *
 * Returns 0, or negative: leave the loop.
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd_tsi(struct lws_context *context, struct lws_pollfd *pollfd,
		   int tsi);

/**
 * lws_service_adjust_timeout() - how long may your poll() wait?
 *
 * \param context: borrowed
 * \param timeout_ms: how long it would
 * \param tsi: service thread index
 *
 * Returns milliseconds, at most timeout_ms; 0: something waits already, call
 * lws_service_tsi(context, -1, tsi) first.
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms,
			   int tsi);

/**
 * lws_handle_POLLOUT_event() - do what is due when a wsi's socket can take
 * more
 *
 * \param wsi: borrowed
 * \param pollfd: borrowed, or NULL
 *
 * Returns 0, or nonzero: the wsi is to be closed.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_handle_POLLOUT_event(struct lws *wsi, struct lws_pollfd *pollfd);

#if defined(LWS_WITH_LIBUV) && defined(UV_ERRNO_MAP)
/* include <uv.h> before <libwebsockets.h> to have these */

/**
 * lws_uv_getloop() - the libuv loop of a service thread
 *
 * \param context: borrowed
 * \param tsi: service thread index
 *
 * Returns borrowed, yours or the library's; NULL: the context does not run on
 * libuv.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN uv_loop_t *
lws_uv_getloop(struct lws_context *context, int tsi);

/**
 * lws_libuv_static_refcount_add() - a handle of yours is on a loop of ours
 *
 * \param h: yours; h->data is the library's from now on
 * \param context: borrowed
 * \param tsi: service thread index
 *
 * The loop is not given back before the handle was closed with
 * uv_close(h, lws_libuv_static_refcount_del), which may be as late as
 * LWS_CALLBACK_PROTOCOL_DESTROY.
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_libuv_static_refcount_add(uv_handle_t *h, struct lws_context *context,
			      int tsi);

/**
 * lws_libuv_static_refcount_del() - the uv_close_cb of such a handle
 *
 * \param h: yours, closed
 *
 * Call from: uv_close()
 */
LWS_VISIBLE LWS_EXTERN void
lws_libuv_static_refcount_del(uv_handle_t *h);
#endif

/** @} */

#endif
