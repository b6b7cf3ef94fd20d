/* SPDX-License-Identifier: MIT */
/*
 * Floor 2: what a context, a vhost, a wsi and a connection are.
 *
 *   wsi   struct lws       what the user holds: one logical stream
 *   conn  struct lws_conn  what the kernel holds: one fd, its transport
 *                          stages, unsent and unread bytes, poll interest
 *   pt    per thread       the loop: fds, timers, scratch, list of the closed
 *
 * What may be done with them is in core.h, which includes this.
 */

#ifndef LWS_CORE_OBJECTS_H
#define LWS_CORE_OBJECTS_H

#include "base/base.h"
#include "core/links.h"
#include "core/spares.h"
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
struct lws__threadpools;
struct lws__resolve_pool;
struct lws__http_headers;
struct lws__turn_files;
struct lws__h2_agains;
struct lws__ws_ext_pt;
struct lws__pmd_pool;
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
	lws_dll2_owner_t tasks;         /* of thread pools, with their lock */
	char tag[96];                   /* made on demand */
	char error[128];                /* for CLIENT_CONNECTION_ERROR */
	char child_pending_on_writable;
	uint8_t has_tasks : 1; /* there were some */
};

/* what every event reads comes first, so that it shares few lines of cache */
struct lws {
	const struct lws_role_ops *role;
	void *role_state;      /* owned by the role, freed by its .destroy */
	struct lws_conn *conn; /* shared by the streams of a mux */
	void *mux_stream;      /* owned; NULL without mux, see mux.h */
	const struct lws_protocols *protocol; /* NULL until bound */
	void *user;                           /* per-session data */

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
	uint8_t tx_goes_on : 1;      /* more frames of a write that was taken:
				      * none of them is too many */

	uint32_t ordinal; /* in the tag */

	lws_dll2_t same_protocol;   /* in vh->same_protocol[n] when bound */
	struct lws_context *cx;     /* borrowed, outlives us */
	struct lws_vhost *vh;       /* counted: vh->wsi_count */
	struct lws_http *http;      /* owned, freed on leaving http */
	void *opaque;               /* the user's */
	struct lws__wsi_rare *rare; /* owned, NULL until needed */

	lws_sorted_usec_list_t sul; /* earliest of the three below */
	lws_usec_t timeout_us;      /* 0 = none */
	lws_usec_t timer_us;        /* user timer, 0 = none */
	lws_usec_t validity_us;     /* next validity step, 0 = none */
};

/* first member of what a client keeps of its connection */
struct lws__conn_record {
	void (*destroy)(struct lws__conn_record *record);
	/* its wsi is closed: what else it has in the loop leaves */
	void (*leave)(struct lws_conn *conn);
	/* bytes can flow, the role starts; may be NULL */
	void (*ready)(struct lws_conn *conn);
	/* the wsi was closed, the user was told: once, before destroy */
	void (*closed)(struct lws_conn *conn);
	/* nothing goes out from the address that it connects from any more:
	 * nonzero, it was the last one, close the wsi.  May be NULL */
	int (*cut_off)(struct lws_conn *conn);
	/* the ALPN id of what is spoken from now on; may be NULL */
	const char *(*speaks)(const struct lws_conn *conn);
};

/*
 * Behind it in memory is the event library's own area (evlib_size_wsi bytes).
 *
 * conn->want is the truth about poll interest; `polled` is what the event
 * loop was told last.  Bits are LWS_POLLIN and LWS_POLLOUT.
 */
struct lws_conn {
	/* what every event and wish reads: two lines of cache */
	struct lws_context_per_thread *pt;
	struct lws *wsi;                       /* the network wsi */
	const struct lws_stage_ops *stages[3]; /* bottom first */
	struct lws__txq_seg *txq; /* bytes that the kernel refused */
	struct lws_buflist *rxq;  /* bytes that the role did not take yet */
	lws_sockfd_type fd;
	uint16_t rx_off; /* LWS_RXFLOW_REASON_* that hold reading */

	uint8_t want;
	uint8_t polled;
	uint8_t stage_count;
	uint8_t stage_at; /* stages below this one have shaken hands */

	union {
		uint8_t rx_is_odd; /* not just to be read when it is readable */
		struct {
			uint8_t saw_eof : 1; /* read side ended */
			uint8_t is_udp : 1;
			/* the role reads the fd itself */
			uint8_t no_rx_tx : 1;
			/* TLS: write waits for readable */
			uint8_t write_wants_read : 1;
			/* TLS: read waits for writable */
			uint8_t read_wants_write : 1;
		};
	};
	uint8_t in_fds : 1;
	uint8_t tx_failed : 1;  /* a write failed: close at next chance */
	uint8_t tx_warned : 1;  /* write into a full pipe was logged */
	uint8_t is_file : 1;    /* fd is not a socket */
	uint8_t tx_blocked : 1; /* kernel refused: wait for POLLOUT */
	uint8_t pend_in : 1;    /* why it is on pt->pending */
	uint8_t pend_out : 1;
	uint8_t tx_more : 1;      /* a stage above has more to write at once */
	uint8_t loop_added : 1;   /* the event loop knows the fd */
	uint8_t both_ended : 1;   /* hung up in order while reading is held:
				   * the loop need not say so again */
	uint8_t is_counted : 1;   /* by peer limits */
	uint8_t says_no_more : 1; /* the peer promised to send nothing else */
	uint8_t is_early : 1;     /* read from before the loop knows it */
	uint8_t eof_unclean : 1;  /* TLS: the end came without close_notify,
				   * so what only it ends may be cut */
	uint8_t tx_kept : 1;      /* the top stage has kept bytes back, which
				   * leave when the conn has been served */
	uint16_t tx_errno;        /* why it failed, 0 = not known */

	uint32_t generation;      /* of the fd's slot when we took it */
	uint32_t poll_index;      /* of the poll() loop */
	struct lws__link pending; /* on pt->pending: input without an event */
	uint32_t txq_len;
	uint32_t rxq_len;
	struct lws__txq_seg *txq_tail;
	union {
		struct lws__conn_record *connect; /* owned: of a client */
		struct lws__peer *peer; /* counted, if is_counted: a server's */
	};
	void *tls; /* owned by the TLS stage */

	struct lws__link changed; /* on pt->changed: the loop must be told */
	/* on pt->remote: the next, or itself if it is the last; NULL: it is
	 * not. Other threads write it: no bits may stand in the same word */
	struct lws_conn *_Atomic remote_next;
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

enum { LWS__CACHE_LINE = 64 };

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
	uint8_t early_calm; /* accepted conns until one is read from at once */
	struct lws__resolve_pool *resolve_pool; /* owned by net/ */
	lws_dll2_owner_t client_conns; /* that may be shared, see net/ */
	struct lws__wake wake;

	lws_dll2_owner_t http_waiting; /* for one of the heads, see http/ */
	unsigned int http_heads;       /* of requests, kept now */
	struct lws__http_headers *http_spare; /* owned by http/, for the next */
	struct lws__spares spares;
	struct lws__turn_files *turn_files; /* owned by http/ */
	struct lws__h2_agains *h2_agains;   /* owned by h2/ */
	struct lws__ws_ext_pt *ws_ext;      /* owned by ws/ */
	struct lws__pmd_pool *pmd_pool;     /* the same */
	/* NULL, or to be called when the turn ends */
	void (*turn_over)(struct lws_context_per_thread *pt);

	struct lws_conn *_Atomic remote; /* asked writable by other threads */
	_Atomic(uintptr_t) inside;       /* thread now in lws_service*, or 0 */
	_Atomic(uintptr_t) served_by;    /* thread that was inside last, or 0 */
	atomic_bool cancelled;           /* EVENT_WAIT_CANCELLED is due */

	/* written by the thread itself, destroy of another one looks at them */
	atomic_uint depth;        /* nesting of turns: > 0 = inside a turn */
	atomic_bool in_run;       /* the library's loop runs, and is ours */
	unsigned int answers_due; /* of other threads, which will wake us */
	uint32_t turns;           /* outermost ones so far */
	uint8_t tsi;
	uint8_t in_batch;          /* more of this turn follows, then its end */
	uint8_t external_poll : 1; /* lws_service_fd() has been used */
	uint8_t wake_shown : 1;    /* who does it knows the wake-up fd */
	uint8_t loop_up : 1;       /* its event loop was initialised */
	uint8_t loop_asks : 1;     /* a library's: LWS_PLUS_LELOF_ASKS */
	uint8_t loop_batches : 1;  /* LWS_PLUS_LELOF_BATCH, too */
	uint8_t destroyed : 1;
	/* what one thread writes is in no cache line of the next one's */
	char apart[LWS__CACHE_LINE];
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
	atomic_uchar *all_asked;  /* owned: by other threads, as above */
	uint8_t *protocol_inited; /* owned: INIT succeeded */
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
	lws_log_cx_t *log_cx; /* counted */
	void *tls;            /* owned by tls/: both contexts */
	void *evlib_vh;       /* event library's area */
	lws_fi_ctx_t fic;     /* injected faults */
	struct lws_listener *_Atomic listener; /* counted, NULL = none */
	lws_sorted_usec_list_t sul_listen;     /* retries an absent interface */

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
	atomic_uint refs;     /* wsi that refer to us, +1 until destroyed */
	atomic_bool starting; /* not made yet: serves nobody */
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
	/* owned by system/, made with the first; NULL: there is none */
	struct lws__threadpools *_Atomic threadpools;
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
	uint8_t has_few_fds : 1;   /* LWS__FEW_FDS at most: spare memory */
	uint8_t loop_is_given : 1; /* foreign_loops had one */
	atomic_bool deprecated;
	uint8_t in_destroy : 1;
};

#endif
