/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H)
#define LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H

/**
 * \defgroup event-libs-api Event libraries
 * What an event loop other than the library's own must do, and what it may
 * call.
 * Events of a wsi are those of its connection's network wsi.
 * @{
 */

struct lws_mutex_refcount;
struct lws_context_per_thread;

enum lws_event_lib_ops_flags {
	/** uses the fd table for poll() */
	LELOF_ISPOLL = (1 >> 0),
	/** destroy_context2 comes last */
	LELOF_DESTROY_FINAL = (1 >> 1),
};

enum {
	/** readable */
	LWS_EV_READ = (1 << 0),
	/** writable */
	LWS_EV_WRITE = (1 << 1),
	/** begin to watch */
	LWS_EV_START = (1 << 2),
	/** stop watching */
	LWS_EV_STOP = (1 << 3),
};

/**
 * Your event loop, const, borrowed. A NULL member does nothing. All are called
 * in the service thread.
 */
struct lws_event_loop_ops {
	/** for logs */
	const char *name;
	/** a context begins; 0 */
	int (*init_context)(struct lws_context *context,
			    const struct lws_context_creation_info *info);
	/** a context begins to end; 0 */
	int (*destroy_context1)(struct lws_context *context);
	/** a context ends; 0; nonzero: not yet */
	int (*destroy_context2)(struct lws_context *context);
	/** a listening socket is there: watch it; 0 */
	int (*init_vhost_listen_wsi)(struct lws *wsi);
	/**
	 * a service thread begins; _loop is of info.foreign_loops, or NULL:
	 * make one; 0
	 */
	int (*init_pt)(struct lws_context *context, void *_loop, int tsi);
	/**
	 * a wsi closed; nonzero: its memory stays until
	 * __lws_close_free_wsi_final()
	 */
	int (*wsi_logical_close)(struct lws *wsi);
	/** did a client's connect() succeed? 0: yes */
	int (*check_client_connect_ok)(struct lws *wsi);
	/** close the fd */
	void (*close_handle_manually)(struct lws *wsi);
	/** a connection is there: watch it; 0 */
	int (*sock_accept)(struct lws *wsi);
	/** LWS_EV_... bits: watch, or stop watching */
	void (*io)(struct lws *wsi, unsigned int flags);
	/** lws_service_tsi(): run the loop */
	void (*run_pt)(struct lws_context *context, int tsi);
	/** a service thread ends */
	void (*destroy_pt)(struct lws_context *context, int tsi);
	/** a wsi is freed */
	void (*destroy_wsi)(struct lws *wsi);
	/** is this another than the service thread? */
	int (*foreign_thread)(struct lws_context *context, int tsi);
	/** is something waiting that no fd tells of? */
	int (*fake_POLLIN_override)(struct lws_context *context, int tsi);
	/** LELOF_... */
	uint8_t flags;
	/** bytes of yours in a context */
	uint16_t evlib_size_ctx;
	/** bytes of yours in a service thread */
	uint16_t evlib_size_pt;
	/** bytes of yours in a vhost */
	uint16_t evlib_size_vh;
	/** bytes of yours in a connection */
	uint16_t evlib_size_wsi;
};

/** a mutex that its holder may lock again */
struct lws_mutex_refcount {
	pthread_mutex_t lock;
	pthread_t lock_owner;
	const char *last_lock_reason;
	char lock_depth;
	char metadata;
};

/**
 * lws_evlib_wsi_to_evlib_pt() - your bytes in the service thread of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns borrowed.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi);

/**
 * lws_evlib_tsi_to_evlib_pt() - your bytes in a service thread
 *
 * \param ctx: borrowed
 * \param tsi: service thread index
 *
 * Returns borrowed.
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi);

/**
 * lws_realloc() - the library's allocator
 *
 * \param ptr: NULL, or what it gave
 * \param size: bytes; 0: free
 * \param reason: borrowed; for logs
 *
 * Returns memory, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_realloc(void *ptr, size_t size, const char *reason);

/**
 * lws_vhost_destroy1() - begin to destroy a vhost: close what listens
 *
 * \param vh: borrowed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy1(struct lws_vhost *vh);

/**
 * lws_close_free_wsi() - close a wsi
 *
 * \param wsi: taken; freed at the end of the turn
 * \param reason: LWS_CLOSE_STATUS_...
 * \param caller: borrowed; for logs
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller);

/**
 * lws_vhost_foreach_listen_wsi() - call cb with each listening wsi's list node
 *
 * \param cx: borrowed
 * \param arg: for cb
 * \param cb: nonzero ends the walk
 *
 * Returns the last answer of cb.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb);

/**
 * lws_service_do_ripe_rxflow() - deal with input that was held back and may be
 * had now
 *
 * \param pt: borrowed
 *
 * Call from: that service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt);

#if !defined(wsi_from_fd) && !defined(WIN32) && !defined(_WIN32)
/**
 * wsi_from_fd() - the wsi of an fd
 *
 * \param context: borrowed
 * \param fd: fd
 *
 * Returns borrowed, or NULL.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws *
wsi_from_fd(const struct lws_context *context, int fd);

#endif

/**
 * _lws_plat_service_forced_tsi() - deal with what waits without an fd telling
 *
 * \param context: borrowed
 * \param tsi: service thread index
 *
 * Returns 0, or negative: leave the loop.
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi);

/**
 * lws_context_destroy2() - declared, and never to be called:
 * lws_context_destroy() does it
 *
 * \param context: -
 *
 * Call from: -
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_destroy2(struct lws_context *context);

/**
 * lws_destroy_event_pipe() - close a service thread's wake-up wsi
 *
 * \param wsi: taken
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_destroy_event_pipe(struct lws *wsi);

/**
 * __lws_close_free_wsi_final() - free the memory of a wsi whose
 * wsi_logical_close answered nonzero
 *
 * \param wsi: taken
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
__lws_close_free_wsi_final(struct lws *wsi);

#if LWS_MAX_SMP > 1
/**
 * lws_mutex_refcount_assert_held() - complain unless this thread holds it
 *
 * \param mr: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_assert_held(struct lws_mutex_refcount *mr);

/**
 * lws_mutex_refcount_init() - make it
 *
 * \param mr: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_init(struct lws_mutex_refcount *mr);

/**
 * lws_mutex_refcount_destroy() - undo it
 *
 * \param mr: borrowed, not held
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_destroy(struct lws_mutex_refcount *mr);

/**
 * lws_mutex_refcount_lock() - lock, or lock once more
 *
 * \param mr: borrowed
 * \param reason: borrowed while held; for debugging
 *
 * Call from: any thread; blocks
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_lock(struct lws_mutex_refcount *mr, const char *reason);

/**
 * lws_mutex_refcount_unlock() - undo one lock
 *
 * \param mr: borrowed, held by this thread
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_mutex_refcount_unlock(struct lws_mutex_refcount *mr);

#endif

/** @} */

#endif
