/* SPDX-License-Identifier: MIT */
/*
 * Floor 2: what a context, a vhost, a wsi and a connection are, and the few
 * moves that everything above may make on them.
 *
 *   wsi   struct lws       what the user holds: one logical stream
 *   conn  struct lws_conn  what the kernel holds: one fd, its transport
 *                          stages, unsent and unread bytes, poll interest
 *   pt    per thread       the loop: fds, timers, scratch, list of the closed
 *
 * A handler answers with a verdict; only lws__wsi_close() closes, and only the
 * end of the turn frees.  So within a turn no pointer to a wsi or a conn dies.
 */

#ifndef LWS_CORE_H
#define LWS_CORE_H

#include "base/base.h"
#include "core/links.h"
#include "plat/plat.h"

#include <stdatomic.h>
#include <sys/types.h>

struct lws_conn;
struct lws__txq_seg;
struct lws_http;
struct lws_role_ops;
struct lws_stage_ops;
struct lws_listener;
struct lws__loop;
struct lws__peer;
struct lws__peers;
struct lws__system;
struct lws__resolve_pool;
struct lws__http_headers;
struct lws__turn_files;
struct lws__route_watch;
struct iovec;

/* ---- answers ---------------------------------------------------------- */

enum lws_verdict {
	LWS_V_OK,
	LWS_V_CLOSE, /* close the wsi the handler was called for */
};

/* what a read, write or handshake step came to */
enum lws_step {
	LWS_STEP_OK,
	LWS_STEP_WANT_READ,  /* nothing now: ask again when readable */
	LWS_STEP_WANT_WRITE, /* nothing now: ask again when writable */
	LWS_STEP_EOF,        /* the peer ended the stream in order */
	LWS_STEP_ERROR,      /* the connection is of no more use */
};

/* ---- limits: one place, each may be set with -D ----------------------- */

enum lws__limits {
	LWS__TXQ_MAX = 1 << 20,     /* unsent bytes on a conn before -1 */
	LWS__CORK_FRAME_MAX = 4096, /* larger writes leave at once */
	LWS__CORK_MAX = 16384,      /* corked bytes of one callback */
	LWS__SCRATCH_MIN = 65536,   /* one read from a socket */
	LWS__FEW_FDS = 16,          /* info.fd_limit_per_thread: as many, */
	LWS__SCRATCH_FEW = 8192,    /* and both buffers are no larger */
	LWS__ACCEPT_BATCH = 16,     /* accepts in one turn of a listener */
	LWS__DATAGRAM_BATCH = 16,   /* datagrams in one turn of a socket */
	LWS__FDS_PAGE = 128,        /* fds per page of the fd table */
	LWS__HTTP_SPARES = 16,      /* header tables kept behind streams */
};

/* ---- life of a wsi ----------------------------------------------------- */

/* Legal moves are the table in wsi-phase.c; lws__wsi_phase_set() alone moves */
enum lws_phase {
	LWS_PHASE_NEW,    /* made, on no connection yet */
	LWS_PHASE_QUEUED, /* client: waits for a connection that another has */
	LWS_PHASE_RESOLVING,  /* client: its server's name is being looked up */
	LWS_PHASE_CONNECTING, /* client: connect() is under way */
	LWS_PHASE_HANDSHAKE,  /* a transport stage (proxy, TLS) negotiates */
	LWS_PHASE_UNESTABLISHED, /* bytes flow, the role is not agreed yet */
	LWS_PHASE_ESTABLISHED,   /* the role is up */
	LWS_PHASE_DRAINING,      /* to be closed: unsent bytes leave first */
	LWS_PHASE_GOODBYE,       /* to be closed: the role takes its leave */
	LWS_PHASE_LINGER, /* write side shut down, waits for peer's end */
	LWS_PHASE_CLOSED, /* user was told; freed at the end of the turn */
	LWS_PHASE_COUNT
};

enum lws_close_how {
	LWS_CLOSE_POLITE,    /* drain, say goodbye, linger */
	LWS_CLOSE_PEER_GONE, /* the transport ended: nothing can be sent */
	LWS_CLOSE_NOW,       /* kill: tell the user, close the fd at once */
};

/* see faults.c */
struct lws__wsi_faults {
	lws_fi_ctx_t fic;
	lws_sorted_usec_list_t sul; /* of timedclose */
	struct lws *wsi;            /* borrowed: owns us */
};

/*
 * Members that few wsi need, made on first use.
 */
struct lws__wsi_rare {
	struct lws *parent;          /* borrowed: outlives its children */
	struct lws *child_list;      /* borrowed, closed before this one */
	struct lws *sibling;         /* next child of the same parent */
	void *opaque_parent_data;    /* the user's */
	struct lws_udp *udp;         /* owned */
	lws_log_cx_t *log_cx;        /* counted */
	const lws_retry_bo_t *retry; /* borrowed from the user, own policy */
	/* told when it is freed, NULL = nobody */
	void (*gone)(struct lws *wsi, void *arg);
	void *gone_arg;
	char *desc;        /* owned: text of the tag, made on demand */
	struct lws **pwsi; /* the user's variable that holds us */
	struct lws__wsi_faults *faults; /* owned, NULL: none are injected */
	char tag[96];                   /* made on demand */
	char error[128];                /* for CLIENT_CONNECTION_ERROR */
	char child_pending_on_writable;
};

struct lws {
	struct lws_context *cx; /* borrowed, outlives us */
	struct lws_vhost *vh;   /* counted: vh->wsi_count */
	struct lws_conn *conn;  /* shared by the streams of a mux */

	const struct lws_role_ops *role;
	void *role_state;      /* owned by the role, freed by its .destroy */
	void *mux_stream;      /* owned; NULL without mux, see mux.h */
	struct lws_http *http; /* owned, freed on leaving http */

	const struct lws_protocols *protocol; /* NULL until bound */
	void *user;                           /* per-session data */
	void *opaque;                         /* the user's */
	struct lws__wsi_rare *rare;           /* owned, NULL until needed */

	lws_sorted_usec_list_t sul; /* earliest of the three below */
	lws_usec_t timeout_us;      /* 0 = none */
	lws_usec_t timer_us;        /* user timer, 0 = none */
	lws_usec_t validity_us;     /* next validity step, 0 = none */
	lws_dll2_t same_protocol;   /* in vh->same_protocol[n] when bound */

	uint32_t ordinal;       /* in the tag */
	uint8_t phase;          /* enum lws_phase */
	uint8_t timeout_reason; /* enum pending_timeout */
	uint8_t tsi;

	uint8_t is_client : 1;
	uint8_t is_bound : 1;        /* a bind callback awaits its drop */
	uint8_t user_is_ours : 1;    /* user is freed by us */
	uint8_t created_told : 1;    /* WSI_CREATE was given */
	uint8_t in_connect_call : 1; /* errors are the NULL return */
	uint8_t quiet_close : 1;     /* no closed-type callback */
	uint8_t wants_writable : 1;  /* WRITEABLE was asked for */
	uint8_t validity_pinged : 1; /* waits for proof */

	uint8_t is_mux_root : 1; /* no protocol callbacks of its own */
	uint8_t told_error : 1;  /* CLIENT_CONNECTION_ERROR was given */
	uint8_t is_listener : 1;
	uint8_t is_fake : 1;     /* on the stack, for vhost callbacks */
	uint8_t dropped : 1;     /* drop callback was given in closing */
	uint8_t closed_told : 1; /* closed-type callback was given */
	uint8_t was_established : 1;
	uint8_t kill_pending : 1;    /* LWS_TO_KILL_SYNC in own callback */
	uint8_t kill_async : 1;      /* LWS_TO_KILL_ASYNC: next timer turn */
	uint8_t error_is_closed : 1; /* client: closed-type, not the error */
	uint8_t is_own : 1;          /* the library's, see own-wsi.c */
};

/* first member of what a client keeps of its connection */
struct lws__conn_record {
	void (*destroy)(struct lws_conn *conn);
	/* its wsi is closed: what else it has in the loop leaves */
	void (*leave)(struct lws_conn *conn);
	/* bytes can flow, the role starts; may be NULL */
	void (*ready)(struct lws_conn *conn);
	/* the wsi was closed, the user was told: once, before destroy */
	void (*closed)(struct lws_conn *conn);
	/* nothing goes out from the address that it connects from any more:
	 * nonzero, it was the last one, close the wsi.  May be NULL */
	int (*cut_off)(struct lws_conn *conn);
};

/*
 * Behind it in memory is the event library's own area (evlib_size_wsi bytes).
 *
 * conn->want is the truth about poll interest; `polled` is what the event
 * loop was told last.  Bits are LWS_POLLIN and LWS_POLLOUT.
 */
struct lws_conn {
	struct lws_context_per_thread *pt;
	struct lws *wsi; /* the network wsi */

	const struct lws_stage_ops *stages[3]; /* bottom first */
	union {
		struct lws__conn_record *connect; /* owned: of a client */
		struct lws__peer *peer; /* counted, if is_counted: a server's */
	};
	void *tls; /* owned by the TLS stage */

	struct lws__txq_seg *txq; /* bytes that the kernel refused */
	struct lws__txq_seg *txq_tail;
	struct lws_buflist *rxq; /* bytes that the role did not take yet */
	uint32_t txq_len;
	uint32_t rxq_len;

	struct lws__link changed; /* on pt->changed: the loop must be told */
	struct lws__link pending; /* on pt->pending: input without an event */
	struct lws_conn *_Atomic remote_next; /* on pt->remote */

	lws_sockfd_type fd;
	uint32_t generation; /* of the fd's slot when we took it */
	uint32_t poll_index; /* of the poll() loop */
	uint16_t rx_off;     /* LWS_RXFLOW_REASON_* that hold reading */

	uint8_t want;
	uint8_t polled;
	uint8_t stage_count;
	uint8_t stage_at; /* stages below this one have shaken hands */

	atomic_bool remote_queued;
	uint8_t in_fds : 1;
	uint8_t saw_eof : 1;   /* read side ended */
	uint8_t tx_failed : 1; /* a write failed: close at next chance */
	uint8_t tx_warned : 1; /* write into a full pipe was logged */
	uint8_t is_file : 1;   /* fd is not a socket */
	uint8_t is_udp : 1;
	uint8_t no_rx_tx : 1;         /* the role reads the fd itself */
	uint8_t write_wants_read : 1; /* TLS: write waits for readable */
	uint8_t read_wants_write : 1; /* TLS: read waits for writable */
	uint8_t tx_blocked : 1;       /* kernel refused: wait for POLLOUT */
	uint8_t pend_in : 1;          /* why it is on pt->pending */
	uint8_t pend_out : 1;
	uint8_t tx_more : 1;      /* a stage above has more to write at once */
	uint8_t loop_added : 1;   /* the event loop knows the fd */
	uint8_t both_ended : 1;   /* hung up in order while reading is held:
				   * the loop need not say so again */
	uint8_t is_counted : 1;   /* by peer limits */
	uint8_t says_no_more : 1; /* the peer promised to send nothing else */
	uint8_t eof_unclean : 1;  /* TLS: the end came without close_notify,
				   * so what only it ends may be cut */
};

/* ---- per thread -------------------------------------------------------- */

struct lws__fd_slot {
	struct lws_conn *conn; /* borrowed, NULL = unused */
	uint32_t generation;   /* counts the uses of this fd number */
};

struct lws__fds {
	struct lws__fd_slot **pages; /* owned; page n holds fds n*256.. */
	size_t page_count;
	unsigned int count; /* fds in use */
};

struct lws_context_per_thread {
	struct lws_context *cx;
	lws_dll2_owner_t sul_owner[LWS_COUNT_PT_SUL_OWNERS]; /* treap roots */
	struct lws__fds fds;
	struct lws__links changed; /* conns with want != polled */
	struct lws__links pending; /* conns with input to be served */
	lws_dll2_owner_t reap;     /* closed wsi, by their same_protocol */
	struct lws *serving;       /* whose handler runs now */

	uint8_t *scratch; /* owned: LWS_PRE + scratch_len + 1 */
	size_t scratch_len;
	/* owned: LWS_PRE + cx->pt_serv_buf_size + 1.  What servers answer with:
	 * NULL in a build without them */
	uint8_t *serv_buf;

	struct lws_conn *cork_conn; /* whose bytes are in cork */
	uint8_t *cork;              /* owned: cork_room bytes */
	size_t cork_len, cork_room;
	unsigned int cork_depth;

	void *loop_priv;      /* owned by the event loop */
	void *evlib_pt;       /* event library's area of this thread */
	struct lws *wake_wsi; /* reads the wake-up fd */
	unsigned int own_fds; /* of fds: the library's own */
	uint8_t accept_tries; /* of listeners, see net/listen-accept.c */
	uint8_t accept_calm;  /* events until more are tried */
	struct lws__resolve_pool *resolve_pool; /* owned by net/ */
	lws_dll2_owner_t client_conns; /* that may be shared, see net/ */
	struct lws__wake wake;

	lws_dll2_owner_t http_waiting; /* for one of the heads, see http/ */
	unsigned int http_heads;       /* of requests, kept now */
	/* owned by http/, for the next; one, but for streams */
	struct lws__http_headers *http_spares[LWS__HTTP_SPARES];
	uint8_t http_spare_count;
	struct lws__turn_files *turn_files; /* owned by http/ */
	/* NULL, or to be called when the turn ends */
	void (*turn_over)(struct lws_context_per_thread *pt);

	struct lws_conn *_Atomic remote; /* asked writable by other threads */
	_Atomic(uintptr_t) inside;       /* thread now in lws_service*, or 0 */
	_Atomic(uintptr_t) served_by;    /* thread that was inside last, or 0 */
	atomic_bool cancelled;           /* EVENT_WAIT_CANCELLED is due */

	unsigned int depth;       /* nesting of turns: > 0 = inside a turn */
	unsigned int answers_due; /* of other threads, which will wake us */
	uint32_t turns;           /* outermost ones so far */
	uint8_t tsi;
	uint8_t external_poll : 1; /* lws_service_fd() has been used */
	uint8_t wake_shown : 1;    /* who does it knows the wake-up fd */
	uint8_t loop_up : 1;       /* its event loop was initialised */
	uint8_t destroyed : 1;
};

/* ---- vhost -------------------------------------------------------------- */

struct lws_vhost {
	lws_dll2_t list;  /* in cx->vhosts until it is freed */
	lws_dll2_t dying; /* in cx->vhosts_dying as well when being_destroyed */
	struct lws_context *cx;
	char *name;                      /* owned */
	char *iface;                     /* owned, NULL = any */
	struct lws_protocols *protocols; /* owned copy, name NULL ends */
	unsigned int protocol_count;
	void **priv; /* owned array of vhost spaces */
	/* owned: the wsi with each protocol, [tsi * protocol_count + n]; a
	 * thread touches only its own */
	lws_dll2_owner_t *same_protocol;
	atomic_bool *all_writable; /* owned: asked by other threads, as above */
	uint8_t *protocol_inited;  /* owned: INIT succeeded */
	const struct lws_protocol_vhost_options *pvo;     /* borrowed */
	const struct lws_protocol_vhost_options *headers; /* borrowed */
	const struct lws_protocol_vhost_options *reject_service_keywords;
	const struct lws_http_mount *mounts;    /* borrowed */
	const struct lws_extension *extensions; /* borrowed */
	const lws_retry_bo_t *retry;            /* borrowed */
	char *error_document_404;               /* owned */
	char *alpn;                             /* owned, NULL = none named */
	char *unix_socket_perms;                /* owned */
	char *listen_accept_role;               /* owned */
	char *listen_accept_protocol;           /* owned */
	char *http_proxy_address;               /* owned */
	char *socks_proxy_address;              /* owned */
	char *socks_user, *socks_password;      /* owned */
	char *http_proxy_auth; /* owned: base64 of user:password */
	char *no_proxy;        /* owned: what is reached without those of the
				* environment */
	unsigned int http_proxy_port;
	unsigned int socks_proxy_port;
	void *user; /* the user's */
	void (*finalize)(struct lws_vhost *vh, void *arg);
	void *finalize_arg;
	lws_log_cx_t *log_cx;              /* counted */
	void *tls;                         /* owned by tls/: both contexts */
	void *evlib_vh;                    /* event library's area */
	lws_fi_ctx_t fic;                  /* injected faults */
	struct lws_listener *listener;     /* counted, NULL = none */
	lws_sorted_usec_list_t sul_listen; /* retries an absent interface */

	uint64_t options;
	int port; /* as given; listen_port is what came of it */
	int listen_port;
	uint32_t h2_settings[7];
	int keepalive_timeout;    /* idle h1, seconds */
	int h2_keepalive_timeout; /* idle h2, seconds */
	int timeout_secs_ah_idle;
	int ka_time, ka_probes, ka_interval;
	int bind_iface;
	int fo_listen_queue;
	unsigned int connect_timeout_secs;
	lws_sockfd_type inherited_listen_fd; /* LWS_SOCK_INVALID = none */
	atomic_uint refs; /* wsi that refer to us, +1 until destroyed */
	atomic_bool being_destroyed; /* set with the context's lock held */
	_Atomic uint32_t closed_on;  /* dying: threads that closed our wsi */
	uint16_t default_protocol_index; /* pvo "default" */
	uint16_t raw_protocol_index;     /* pvo "raw" */
	char tag[64];

	uint8_t services_done;      /* service modules that know it */
	uint8_t protocols_told : 1; /* PROTOCOL_INIT round was run */
	uint8_t has_server_tls : 1; /* accepts are TLS */
	uint8_t explicit_port_none : 1;
	uint8_t http_proxy_is_env : 1; /* found in the environment */
	uint8_t socks_proxy_is_env : 1;
};

/* ---- context ------------------------------------------------------------ */

enum lws__destroy_stage {
	LWS__DESTROY_NOT,
	LWS__DESTROY_ASKED,   /* from inside a turn: closes on unwinding */
	LWS__DESTROY_CLOSING, /* all wsi closed, loops let go */
	LWS__DESTROY_FINAL,   /* being freed */
};

struct lws_context {
	struct lws_context_per_thread *pts; /* owned, count_threads of them */
	unsigned int count_threads;
	const struct lws__loop *loop;  /* the built-in or foreign loop */
	struct lws__loop *custom_loop; /* owned: event_lib_custom */
	void *evlib_ctx;               /* event library's area */

	pthread_mutex_t lock;      /* vhost lists; unused with one thread */
	pthread_mutex_t init_lock; /* first PROTOCOL_INIT round; the same */
	lws_dll2_owner_t vhosts;
	lws_dll2_owner_t vhosts_dying;
	atomic_uint dying_count; /* of vhosts_dying, to be read without lock */
	struct lws_vhost *vhost_system; /* may be NULL */
	void *tls;                      /* owned by tls/ */
	void *http_cookies;             /* owned by roles/http/ */
	struct lws__peers *peers;       /* owned by peer limits */
	lws_fi_ctx_t fic;               /* injected faults */
	struct lws__system *system;     /* owned by system/ */
	/* owned by roles/netlink; NULL: what the kernel does is not known */
	struct lws__route_watch *route_watch;

	const struct lws_protocols *protocols; /* borrowed, may be NULL */
	const struct lws_plat_file_ops *fops;
	struct lws_plat_file_ops fops_platform;
	struct lws_plugin *plugins; /* owned, the protocol plugins */
	lws_dll2_owner_t spawned;   /* programs that run */
	const struct lws_system_ops *system_ops; /* borrowed */
	const lws_retry_bo_t *retry; /* points at own_retry or the default */
	lws_retry_bo_t own_retry;
	struct lws_context **pcontext;
	void *external_baggage;
	void *user;
	char *server_string;        /* owned */
	char *username, *groupname; /* owned */
	lws_log_cx_t *log_cx;       /* counted */
	lws_state_manager_t state;  /* system state */
	lws_state_notify_link_t protocols_notify;
	lws_sorted_usec_list_t sul_system_state;
	const struct lws_token_limits *token_limits;
	void **foreign_loops; /* borrowed during creation only */
	void (*signal_cb)(void *handle, int signum);
	int argc;
	const char **argv;
	char canonical_hostname[128];

	uint64_t options;
	uid_t uid;
	gid_t gid;
	int caps[4];
	char count_caps;
	unsigned int fd_limit_per_thread;
	unsigned int pt_serv_buf_size;
	unsigned int max_http_header_data;
	unsigned int max_http_header_pool;
	unsigned int timeout_secs;
	atomic_uint next_ordinal;
	atomic_uint wsi_alive;
	atomic_uint wsi_own; /* of these, the library's own */
	atomic_bool loop_exit_asked;
	atomic_bool protocols_ready; /* first PROTOCOL_INIT round is over */
	_Atomic(uintptr_t) protocols_thread; /* that runs the first round */
	_Atomic uint8_t destroy_stage;       /* enum lws__destroy_stage */
	uint8_t steps_done;                  /* of creation, to be undone */
	uint8_t services_done;               /* service modules that started */
	uint8_t privileges_dropped : 1;
	uint8_t has_few_fds : 1; /* LWS__FEW_FDS at most: spare memory */
	atomic_bool deprecated;
	uint8_t in_destroy : 1;
};

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
bool lws__wsi_is_closing(const struct lws *wsi);
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
/* every protocol of vh, with a fake wsi; stops at the first nonzero */
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
/* would more have to be kept? */
bool lws__conn_choked(struct lws_conn *conn);
/* is anything kept, when what is in the cork was offered to the kernel? */
bool lws__conn_has_unsent(struct lws_conn *conn);
/* our side's end, for a conn that goes on reading; 0 or errno */
int lws__conn_end_tx(struct lws_conn *conn);
/* writes are gathered from begin to end, and leave at the outermost end */
void lws__cork_begin(struct lws_conn *conn);
void lws__cork_end(struct lws_conn *conn);
void lws__cork_flush(struct lws_context_per_thread *pt);

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
/* something to read is there though nothing is awaited, or it has ended */
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
/* somebody else's thread is inside a turn of it */
bool lws__pt_is_elsewhere(const struct lws_context_per_thread *pt);
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
uintptr_t lws__thread_self(void);
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
