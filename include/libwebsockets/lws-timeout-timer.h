/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_TIMEOUT_TIMER_H)
#define LIBWEBSOCKETS_LWS_TIMEOUT_TIMER_H

/**
 * \defgroup timeouts Timeouts, timers and validity
 * Three things: one timeout of a wsi (it closes when it is not met), one timer
 * of
 * a wsi (LWS_CALLBACK_TIMER), and any number of your own timers (sul).  All
 * are
 * in microseconds of a clock that never jumps, and run in the service thread.
 * @{
 */

#define lws_time_in_microseconds   lws_now_usecs
/** secs: close the wsi from the event loop, soon */
#define LWS_TO_KILL_ASYNC          -1
/** secs: close the wsi now; not from its own callback */
#define LWS_TO_KILL_SYNC           -2
#define lws_wsi_close(w, to_kill)  lws_set_timeout(w, 1, to_kill)
/** usecs: no timer any more */
#define LWS_SET_TIMER_USEC_CANCEL  ((lws_usec_t)-1ll)
/** microseconds in a second */
#define LWS_USEC_PER_SEC           ((lws_usec_t)1000000)
#define LWS_COUNT_PT_SUL_OWNERS    2
#define LWSSULLI_MISS_IF_SUSPENDED 0
#define LWSSULLI_WAKE_IF_SUSPENDED 1
#if !defined(LWS_WITH_SUL_DEBUGGING)
#define lws_sul_debug_zombies(_a, _b, _c, _d)
#endif

struct lws_sorted_usec_list;

typedef struct lws_sorted_usec_list lws_sorted_usec_list_t;

/**
 * What a wsi waits for. The library uses those below PENDING_TIMEOUT_USER_OK;
 * programs use that, or values from PENDING_TIMEOUT_USER_REASON_BASE.
 */
enum pending_timeout {
	/** no timeout */
	NO_PENDING_TIMEOUT = 0,
	/** the HTTP proxy's answer to CONNECT */
	PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE = 1,
	/** connect() of a client */
	PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE = 2,
	/** the request headers of an accepted connection */
	PENDING_TIMEOUT_ESTABLISH_WITH_SERVER = 3,
	/** the answer to a client's request */
	PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE = 4,
	PENDING_TIMEOUT_AWAITING_PING = 5,
	/** the peer's ws CLOSE */
	PENDING_TIMEOUT_CLOSE_ACK = 6,
	PENDING_TIMEOUT_UNUSED1 = 7,
	/** the client's request to leave */
	PENDING_TIMEOUT_SENT_CLIENT_HANDSHAKE = 8,
	/** the TLS handshake of an accepted connection */
	PENDING_TIMEOUT_SSL_ACCEPT = 9,
	/** progress of a request body or an answer */
	PENDING_TIMEOUT_HTTP_CONTENT = 10,
	PENDING_TIMEOUT_AWAITING_CLIENT_HS_SEND = 11,
	/** buffered output to leave before closing */
	PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE = 12,
	/** the peer's end of stream after ours */
	PENDING_TIMEOUT_SHUTDOWN_FLUSH = 13,
	PENDING_TIMEOUT_CGI = 14,
	/** the next request on a kept-alive connection */
	PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE = 15,
	PENDING_TIMEOUT_WS_PONG_CHECK_SEND_PING = 16,
	PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG = 17,
	/** the request body of a client */
	PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD = 18,
	PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY = 19,
	PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY = 20,
	PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY = 21,
	PENDING_TIMEOUT_KILLED_BY_SSL_INFO = 22,
	PENDING_TIMEOUT_KILLED_BY_PARENT = 23,
	/** our ws CLOSE to leave */
	PENDING_TIMEOUT_CLOSE_SEND = 24,
	/** a request that holds a header table */
	PENDING_TIMEOUT_HOLDING_AH = 25,
	PENDING_TIMEOUT_UDP_IDLE = 26,
	/** the next use of a client connection kept warm */
	PENDING_TIMEOUT_CLIENT_CONN_IDLE = 27,
	PENDING_TIMEOUT_LAGGING = 28,
	PENDING_TIMEOUT_THREADPOOL = 29,
	PENDING_TIMEOUT_THREADPOOL_TASK = 30,
	PENDING_TIMEOUT_KILLED_BY_PROXY_CLIENT_CLOSE = 31,
	PENDING_TIMEOUT_USER_OK = 32,
	/** first value for programs */
	PENDING_TIMEOUT_USER_REASON_BASE = 1000,
};

/** sul is what was scheduled: lws_container_of() finds what it is part of */
typedef void (*sul_cb_t)(struct lws_sorted_usec_list *sul);

/**
 * a timer of yours: zero it before its first use, keep it until it fired or
 * was cancelled
 */
struct lws_sorted_usec_list {
	/** the library's; lws_dll2_is_detached() of it: not scheduled */
	struct lws_dll2 list;
	/** when, on the clock of lws_now_usecs() */
	lws_usec_t us;
	/**
	 * called in the service thread, when the timer is no longer scheduled
	 */
	sul_cb_t cb;
	/** how late it may be; 0: as soon as it is due */
	uint32_t latency_us;
};

/**
 * lws_set_timeout() - close the wsi unless the timeout is changed before it
 * passes
 *
 * \param wsi: borrowed
 * \param reason: said in logs; NO_PENDING_TIMEOUT to have none
 * \param secs: seconds from now; 0 cancels; LWS_TO_KILL_ASYNC,
 *   LWS_TO_KILL_SYNC
 *
 * There is one timeout a wsi: it replaces what the library had set.
 *
 * Call from: the wsi's service thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs);

/**
 * lws_set_timeout_us() - lws_set_timeout() in microseconds
 *
 * \param wsi: borrowed
 * \param reason: said in logs
 * \param us: microseconds from now; 0 cancels
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timeout_us(struct lws *wsi, enum pending_timeout reason, lws_usec_t us);

/**
 * lws_set_timer_usecs() - have LWS_CALLBACK_TIMER called once
 *
 * \param wsi: borrowed
 * \param usecs: microseconds from now; LWS_SET_TIMER_USEC_CANCEL
 *
 * Call from: the wsi's service thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs);

/**
 * lws_sul2_schedule() - have sul->cb called at sul->us
 *
 * \param context: borrowed
 * \param tsi: service thread index, 0 if there is one
 * \param flags: LWSSULLI_...
 * \param sul: borrowed until it fired or was cancelled; us and cb are set;
 *   scheduled already: it is moved
 *
 * Call from: service thread tsi
 * Allocates: nothing; cannot fail
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul);

/**
 * lws_sul_cancel() - have it not called
 *
 * \param sul: borrowed; harmless if not scheduled
 *
 * Call from: the service thread it was scheduled on
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_cancel(lws_sorted_usec_list_t *sul);

/**
 * lws_sul_earliest_wakeable_event() - when must a suspended system wake up at
 * the latest?
 *
 * \param ctx: borrowed
 * \param pearliest: receives the time in microseconds, on the clock of
 *   lws_now_usecs()
 *
 * Returns 0, or 1 if no timer of the kind LWSSULLI_WAKE_IF_SUSPENDED is set.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sul_earliest_wakeable_event(struct lws_context *ctx, lws_usec_t *pearliest);

/**
 * lws_sul_schedule() - have _cb called _us from now
 *
 * \param ctx: borrowed
 * \param tsi: service thread index, 0 if there is one
 * \param sul: borrowed until it fired or was cancelled; zeroed before first
 *   use; scheduled already: it is moved
 * \param _cb: NULL leaves sul->cb
 * \param _us: microseconds from now; LWS_SET_TIMER_USEC_CANCEL cancels
 *
 * Call from: service thread tsi
 * Allocates: nothing; cannot fail
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us);

/**
 * lws_sul_schedule_wakesuspend() - lws_sul_schedule() whose time a suspended
 * system is woken for
 *
 * \param ctx: borrowed
 * \param tsi: service thread index
 * \param sul: as lws_sul_schedule()
 * \param _cb: as lws_sul_schedule()
 * \param _us: microseconds from now
 *
 * Call from: service thread tsi
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us);

#if defined(LWS_WITH_SUL_DEBUGGING)
/**
 * lws_sul_debug_zombies() - complain about timers that are part of an object
 * about to be freed
 *
 * \param ctx: borrowed
 * \param po: borrowed object
 * \param len: its bytes
 * \param destroy_description: what to call it
 *
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_debug_zombies(struct lws_context *ctx, void *po, size_t len,
		      const char *destroy_description);

#endif

/**
 * lws_validity_confirmed() - the peer proved in the protocol above that it is
 * alive
 *
 * \param wsi: borrowed
 *
 * Puts off the next ping and the hangup of the wsi's retry_and_idle_policy.
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_validity_confirmed(struct lws *wsi);

/**
 * __lws_sul_insert() - add a timer to a queue of timers, the lock being held
 *
 * \param own: borrowed queue
 * \param sul: borrowed; us is set
 *
 * Returns 0.
 * Call from: the queue's thread
 */
LWS_VISIBLE LWS_EXTERN int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul);

/**
 * __lws_sul_service_ripe() - call what is due in an array of queues, in order
 * of time
 *
 * \param own: borrowed array
 * \param own_len: its length
 * \param usnow: the time, as lws_now_usecs()
 *
 * Returns microseconds until the next is due, or 0 if there is none.
 * Call from: the queues' thread
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow);

/** @} */

#endif
