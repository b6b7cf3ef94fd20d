/* SPDX-License-Identifier: MIT */
/*
 * Floor 2: the few moves that everything above may make on a context, a vhost,
 * a wsi and a connection (objects.h).
 *
 * A handler answers with a verdict; only lws__wsi_close() closes, and only the
 * end of the turn frees.  So within a turn no pointer to a wsi or a conn dies.
 */

#ifndef LWS_CORE_H
#define LWS_CORE_H

#include "core/objects.h"

/* a register, where the compiler can name it */
#if defined(__has_builtin)
#define LWS__HAS_THREAD_POINTER __has_builtin(__builtin_thread_pointer)
#else
#define LWS__HAS_THREAD_POINTER 0
#endif

/* ---- context ------------------------------------------------------------ */

static inline struct lws_context_per_thread *
lws__context_pt(const struct lws_context *cx, int tsi)
{
	return &cx->pts[tsi];
}

/* around reading or changing cx->vhosts; never around a callback */
static inline void
lws__context_lock(struct lws_context *cx)
{
	if (cx->count_threads > 1)
		pthread_mutex_lock(&cx->lock);
}

static inline void
lws__context_unlock(struct lws_context *cx)
{
	if (cx->count_threads > 1)
		pthread_mutex_unlock(&cx->lock);
}

/* ---- wsi (wsi.c, wsi-tree.c, wsi-phase.c) -------------------------------- */

/*
 * A new wsi of vh on thread tsi, in LWS_PHASE_NEW, with a conn of its own
 * (fd -1).  NULL: out of memory.  No callback is made.
 */
struct lws *
lws__wsi_create(struct lws_vhost *vh, int tsi, const struct lws_role_ops *role);
/* as above; vh may be NULL for what belongs to the thread itself */
struct lws *lws__wsi_create_on(struct lws_context *cx, struct lws_vhost *vh,
			       int tsi, const struct lws_role_ops *role);
/* NULL: out of memory.  An empty block is as good as none. */
struct lws__wsi_rare *lws__wsi_rare(struct lws *wsi);
void lws__wsi_phase_set(struct lws *wsi, enum lws_phase to);
static inline bool
lws__wsi_is_closing(const struct lws *wsi)
{
	return wsi->phase >= LWS_PHASE_DRAINING;
}
/* moves a server's wsi to another vhost of the same port (SNI, Host) */
void lws__wsi_vhost_set(struct lws *wsi, struct lws_vhost *vh);
void lws__wsi_parent_set(struct lws *child, struct lws *parent);
/* a wsi of root's vhost on root's conn, which stays root's; see mux.h */
struct lws *
lws__wsi_create_stream(struct lws *root, const struct lws_role_ops *role);
/* change role: build the new state first, see role.h */
void lws__wsi_role_set(struct lws *wsi, const struct lws_role_ops *role,
		       void *role_state);
const char *
lws__wsi_peer(struct lws *wsi, char *buf, size_t len); /* for log lines */

/* ---- protocols (protocols.c) --------------------------------------------- */

/*
 * Drop callback of the old protocol if it was bound, new user space if it was
 * ours, bind callback of the new one.  Nonzero: out of memory, or the bind
 * callback said no (then no drop will follow).
 */
int
lws__wsi_bind_protocol(struct lws *wsi, const struct lws_protocols *protocol,
		       const char *why);
void lws__wsi_unbind_protocol(struct lws *wsi, const char *why);
/* drop (without user space, if it was ours) and bind the same one anew, for a
 * transaction that starts over */
int lws__wsi_rebind(struct lws *wsi, const char *why);
/* points wsi at p and its user space without any callback */
int
lws__wsi_take_protocol(struct lws *wsi, const struct lws_protocols *protocol);
const struct lws_protocols *
lws__vhost_protocol_by_name(struct lws_vhost *vh, const char *name, size_t len);
/* runs PROTOCOL_INIT where it is due; 0 = all vhosts are ready, nonzero: the
 * context must not serve.  To be asked at each entry, it is cheap later */
int lws__protocols_init(struct lws_context *cx);
void lws__vhost_protocols_destroy(struct lws_vhost *vh);
/* WRITEABLE that other threads asked of all wsi of a protocol; see `woken` */
void lws__protocols_woken(struct lws_context_per_thread *pt);
/* PROTOCOL_INIT of one vhost, once */
void lws__vhost_protocols_init(struct lws_vhost *vh);

/* ---- user callbacks (user-cb.c) ------------------------------------------ */

/* the bound protocol's, or protocols[0]'s when there is none */
int lws__user_cb(struct lws *wsi, enum lws_callback_reasons reason, void *in,
		 size_t len);
/* protocols[0]'s, with the wsi's user space */
int lws__user_cb_p0(struct lws *wsi, enum lws_callback_reasons reason, void *in,
		    size_t len);
/* the service thread that calls us, else the first */
int lws__calling_tsi(const struct lws_context *cx);
/* every protocol of vh, with a fake wsi of the calling service thread; stops at
 * the first nonzero */
int lws__vhost_cb_all(struct lws_vhost *vh, enum lws_callback_reasons reason,
		      void *in, size_t len, bool only_inited);

/* ---- closing (wsi-close.c): the one way to die --------------------------- */

/*
 * Start closing, or go on with it.  Safe in any phase and any number of
 * times; returns at once when told to wait for a drain, goodbye or linger.
 * When it returns with phase LWS_PHASE_CLOSED the user has been told and the
 * fd is closed; memory lives until the end of the turn.
 */
void lws__wsi_close(struct lws *wsi, enum lws_close_how how, const char *why);
/* a closing wsi whose peer takes what is left: the wait begins anew */
void lws__wsi_drains_on(struct lws *wsi);
/* what the client's CLIENT_CONNECTION_ERROR will say; formats, keeps 127 */
void lws__client_error(struct lws *wsi, const char *format, ...) LWS_FORMAT(2);
/* frees the closed wsi of this thread; at the end of a turn only */
void lws__pt_reap(struct lws_context_per_thread *pt);
/* a turn: depth, reap at the end */
void lws__turn_begin(struct lws_context_per_thread *pt);
void lws__turn_end(struct lws_context_per_thread *pt);

/* ---- conn (conn.c, txq.c, rxq.c) ------------------------------------------
 */

/* give the conn its fd, put it into the fd table, tell ADD_POLL_FD; nonzero =
 * refused, the fd stays the caller's */
int lws__conn_set_fd(struct lws_conn *conn, lws_sockfd_type fd);
/* one without fd and wsi; NULL: out of memory */
struct lws_conn *lws__conn_create(struct lws_context_per_thread *pt);
/* its stages and queues go, the fd is closed; NULL is fine */
void lws__conn_free(struct lws_conn **pconn);
/* foreign-loop.c: take the fd out of table and loop and close it; none is fine
 */
void lws__conn_close_fd(struct lws_conn *conn);
/* foreign-loop.c: there is something to do that an event library, which waits
 * for us outside a turn, would not find out */
void lws__foreign_nudge(struct lws_context_per_thread *pt);
/* foreign-loop.c: queue a timer, of which the loop hears */
void lws__pt_sul_insert(struct lws_context_per_thread *pt, int domain,
			lws_sorted_usec_list_t *sul);
/* foreign-loop.c: has the socket of a client connected?  The loop may know
 * better than the kernel's word; nonzero: it has not */
int lws__foreign_connect_failed(struct lws_conn *conn);
/* take the fd out of table and loop, do not close it */
lws_sockfd_type lws__conn_take_fd(struct lws_conn *conn);
/* declare poll interest: sets and clears bits of LWS_POLLIN | LWS_POLLOUT */
void lws__conn_want(struct lws_conn *conn, int clear, int set);
/* the wsi wants its writeable callback: by POLLOUT, or this turn if nothing
 * is in the way */
void lws__conn_ask_writable(struct lws_conn *conn);
/* read interest follows from flow control, kept input and the stream's end */
void lws__conn_rx_interest(struct lws_conn *conn);
/* push a stage on top (at most three) */
void
lws__conn_push_stage(struct lws_conn *conn, const struct lws_stage_ops *stage);
/* forget stages and queues, so that the conn can be connected anew; the fd
 * must have been taken */
void lws__conn_reset(struct lws_conn *conn);
/* run the handshakes that are left, then start the role; closes on failure */
void lws__conn_start(struct lws_conn *conn);
/* run the handshakes that are left; LWS_STEP_OK = bytes can flow */
enum lws_step lws__conn_handshake(struct lws_conn *conn);
/* one event: revents of poll() for the fd; the heart of a turn */
void lws__conn_service(struct lws_conn *conn, int revents);
/* just accepted: perhaps there is something to read already */
void lws__conn_try_early(struct lws_conn *conn);

/*
 * Send bytes in order behind everything unsent.  Takes all of them (len is
 * returned) or none (-1: the conn failed or is over LWS__TXQ_MAX).
 */
int lws__conn_send(struct lws_conn *conn, const uint8_t *p, size_t len);
/*
 * As lws__conn_send() for bytes in two parts that leave in one system call
 * where they can: a head made by us and the caller's payload.
 */
int lws__conn_send2(struct lws_conn *conn, const uint8_t *head, size_t head_len,
		    const uint8_t *p, size_t len);
/* send from a file without copying where the stage can: bytes sent, 0 = the
 * kernel refuses now, -1 = failed, -2 = cannot here, use read and write */
ssize_t lws__conn_sendfile(struct lws_conn *conn, int file_fd, off_t offset,
			   size_t len);
/* try the txq; LWS_STEP_OK = it is empty now */
enum lws_step lws__conn_drain(struct lws_conn *conn);
/* did some of it leave?  An event of output may tell that late, as the kernel
 * waits for a good part of its room to be free */
bool lws__conn_drains(struct lws_conn *conn, enum lws_step *step);
/* would more have to be kept? */
bool lws__conn_choked(struct lws_conn *conn);
/* is anything kept, when what is in the cork was offered to the kernel? */
bool lws__conn_has_unsent(struct lws_conn *conn);
/* our side's end, for a conn that goes on reading; 0 or errno */
int lws__conn_end_tx(struct lws_conn *conn);
/* writes are gathered from begin to end, and leave at the outermost end */
void lws__cork_flush(struct lws_context_per_thread *pt);
static inline void
lws__cork_begin(struct lws_context_per_thread *pt)
{
	pt->cork_depth++;
}
static inline void
lws__cork_end(struct lws_context_per_thread *pt)
{
	if (!--pt->cork_depth)
		lws__cork_flush(pt);
}
/*
 * len bytes of what leaves next, for the caller to fill before anything else is
 * done; NULL: there is no such place now, lws__conn_send() finds another way.
 */
uint8_t *lws__cork_place(struct lws_conn *conn, size_t len);

/* keep what the role did not take; nonzero: out of memory */
int lws__conn_keep_rx(struct lws_conn *conn, const struct lws_cursor *rest);
/* serve kept input (and EOF) again at the end of this or in the next turn */
void lws__conn_retry_rx(struct lws_conn *conn);
bool lws__conn_rx_is_off(const struct lws_conn *conn);
/*
 * As lws__conn_send2() for many parts; the first one is overwritten, and must
 * be empty.  0 or -1.
 */
int lws__conn_sendv(struct lws_conn *conn, struct iovec *parts, int count);
/*
 * Two clients of a thread take each other's conn, with fd, stages and queues;
 * what each wants of its connection (conn->connect, flow control) stays its
 * own.
 */
void lws__conn_swap(struct lws *a, struct lws *b);
/* something to read is there, or the end of the stream */
bool lws__conn_has_input(const struct lws_conn *conn);
/* ... or it is of no more use, though nothing is awaited */
bool lws__conn_is_disturbed(const struct lws_conn *conn);
/* the longest piece of input that the protocol wants in one callback */
size_t lws__wsi_rx_limit(const struct lws *wsi);

/* ---- fds (fds.c) ----------------------------------------------------------
 */

struct lws_conn *
lws__fds_conn(const struct lws__fds *fds, int fd, const uint32_t *generation);
void
lws__fds_foreach(struct lws__fds *fds,
		 void (*each)(struct lws_conn *conn, void *arg), void *arg);

/* ---- timeouts (timeout.c, validity.c) --------------------------------------
 */

/* as lws_set_timeout() in microseconds; us 0 cancels */
void lws__wsi_timeout_us(struct lws *wsi, enum pending_timeout reason,
			 lws_usec_t us);
static inline void
lws__wsi_timeout_secs(struct lws *wsi, enum pending_timeout reason,
		      unsigned int secs)
{
	lws__wsi_timeout_us(wsi, reason, (lws_usec_t)secs * LWS_US_PER_SEC);
}
void lws__validity_start(struct lws *wsi);
const lws_retry_bo_t *lws__wsi_retry_policy(const struct lws *wsi);

/* ---- adopt (adopt.c) --------------------------------------------------------
 */

struct lws__adopt {
	struct lws_vhost *vh;
	lws_sock_file_fd_type fd;
	lws_adoption_type type;
	const char *protocol_name; /* may be NULL */
	struct lws *parent;        /* may be NULL */
	void *opaque;
	const uint8_t *readbuf; /* bytes already read, may be NULL */
	size_t readbuf_len;
	struct lws_udp *udp;        /* taken, also on failure; NULL = not udp */
	const char *fi_name;        /* of it, for faults; may be NULL */
	const struct lws__sa *peer; /* where it is from; NULL: is asked */
	int tsi;                    /* -1 = the least busy thread */
	bool from_listener;
	/* claimed and bound, it waits in LWS_PHASE_RESOLVING for its fd */
	bool fd_later;
};
/* NULL: failed, and a socket fd is closed */
struct lws *lws__adopt(const struct lws__adopt *a);
/* the fd of one with fd_later; nonzero: it failed, all is closed */
int lws__adopt_fd(struct lws *wsi, lws_sockfd_type fd);

/* ---- vhosts (vhost.c)
 * -------------------------------------------------------- */

/* the vhost of the same listener for a name (Host or SNI, port stripped by
 * the callee); `first` when none matches */
struct lws_vhost *
lws__vhost_by_host(struct lws_vhost *first, const char *host, size_t len);
void lws__vhost_ref(struct lws_vhost *vh);
/*
 * For clients, like another one; info names it, and says what it has of TLS.
 * NULL: it failed, and was logged.  Only in a build that has use for it
 */
struct lws_vhost *
lws__vhost_create_like(struct lws_context *cx, const struct lws_vhost *like,
		       struct lws_context_creation_info *info);
/* accepts as http; what does not speak it goes to listen_accept_role */
static inline bool
lws__vhost_falls_back(const struct lws_vhost *vh)
{
	return !!(vh->options &
		  LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG);
}

/* frees a dying vhost with its last wsi */
void lws__vhost_unref(struct lws_vhost *vh);
/*
 * Walk of the living vhosts that may call the user: NULL gives the first.  The
 * one given is held until the next call, so any may be destroyed meanwhile;
 * leave a walk early with lws__vhost_unref().
 */
struct lws_vhost *lws__vhost_next(struct lws_context *cx, struct lws_vhost *vh);

/* ---- the end of contexts and vhosts (context-destroy.c, vhost-destroy.c)
 * ------ */

/*
 * lws__turn_end() calls it at the outermost level, before it reaps: closes the
 * wsi of this thread that belong to what is being destroyed.
 */
void lws__pt_close_dying(struct lws_context_per_thread *pt);
/* a deprecated context whose last wsi was freed is over */
void lws__pt_end_if_alone(struct lws_context_per_thread *pt);
/* the caller serves pt, now or last; or nobody did, and no other thread will */
bool lws__pt_is_at_home(const struct lws_context_per_thread *pt);
/*
 * A turn on a thread that may not be the caller's.  False: somebody else is in
 * one, wake it instead.  With several threads its own one waits at the door for
 * as long as this turn takes, so there must be nothing slow in it.
 */
bool lws__pt_try_turn(struct lws_context_per_thread *pt, bool *claimed);
void lws__pt_try_turn_end(struct lws_context_per_thread *pt, bool claimed);

/* ---- injected faults (faults.c, or no-faults.c) ---------------------------
 */

/*
 * What can fail asks lws_fi(), which is 0 in a build that injects none: so
 * there the question costs nothing.  The names are in README.fault-injection.
 */

/* what --fault-injection and --fault-seed say */
void lws__faults_cmdline(int argc, const char **argv,
			 struct lws_context_creation_info *info);
void lws__faults_context_take(struct lws_context *cx,
			      const struct lws_context_creation_info *info);
/* does a rule make this step of its creation fail? */
bool lws__context_step_fi(const struct lws_context *cx, const char *step);
void lws__faults_vhost_take(struct lws_vhost *vh,
			    const struct lws_context_creation_info *info);
/* name and given may be NULL; before its first callback */
void lws__faults_wsi_take(struct lws *wsi, const char *name,
			  const lws_fi_ctx_t *given);
void lws__faults_wsi_free(struct lws__wsi_rare *rare);
/* lws_fi() of a vhost, which several threads may ask at once */
int lws__vhost_fi(struct lws_vhost *vh, const char *name);
/* the rules of a wsi, for lws_fi(); NULL: it has none */
static inline const lws_fi_ctx_t *
lws__wsi_fic(const struct lws *wsi)
{
	return wsi->rare && wsi->rare->faults ? &wsi->rare->faults->fic : NULL;
}

/* ---- loop (loop.c, service.c, cancel.c)
 * --------------------------------------- */

/* who calls: a number that differs between threads */
#if LWS__HAS_THREAD_POINTER
static inline uintptr_t
lws__thread_self(void)
{
	return (uintptr_t)__builtin_thread_pointer();
}
#else
static inline uintptr_t
lws__thread_self(void)
{
	return (uintptr_t)pthread_self();
}
#endif
/* somebody else's thread is inside a turn of it */
static inline bool
lws__pt_is_elsewhere(const struct lws_context_per_thread *pt)
{
	uintptr_t inside = atomic_load(&pt->inside);

	return inside && inside != lws__thread_self();
}
/* wake the thread's wait; any thread, never blocks */
void lws__pt_wake(struct lws_context_per_thread *pt);
/* context.c, for each thread when its loop is there: the wake-up fd and its
 * wsi.  Nonzero: refused.  Undone by the close of everything on the pt, and
 * harmless when it was not made */
int lws__pt_wake_init(struct lws_context_per_thread *pt);
void lws__pt_wake_destroy(struct lws_context_per_thread *pt);
/*
 * own-wsi.c: an fd for the library itself, whose role reads it in readable().
 * Nonzero: refused; the fd stays the caller's in any case, and so does
 * role_state if the role has a destroy() that leaves it alone.
 */
int lws__own_wsi_create(struct lws_context_per_thread *pt, lws_sockfd_type fd,
			const struct lws_role_ops *role, void *role_state,
			struct lws **out);
/* not from its own readable(); NULL is fine */
void lws__own_wsi_destroy(struct lws **pwsi);
/* after fds were served: timers, kept input, the loop's view, the closed */
void lws__pt_turn_work(struct lws_context_per_thread *pt);

/* ---- names of things, for log lines -----------------------------------------
 */

const char *lws__phase_name(enum lws_phase phase);

#endif
