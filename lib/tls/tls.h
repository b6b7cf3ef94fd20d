/* SPDX-License-Identifier: MIT */
/*
 * TLS: what is allowed and what is said when it is not lives in this folder,
 * once.  A folder below translates to one vendor's library and decides nothing.
 *
 *   config   what a vhost was told, copied: it can be applied again (reload)
 *   context  the vendor's, made from a config; counted, swapped at a reload
 *   t        one connection: struct lws__tls at conn->tls, made with the stage
 *
 * The vendor calls up while it works: lws__tls_hello(), lws__tls_alpn_choose(),
 * lws__tls_verify(), lws__tls_session_new(), lws__tls_info().
 */

#ifndef LWS_TLS_H
#define LWS_TLS_H

#include "core/core.h"
#include "core/service-module.h"

enum lws__tls_limits {
	LWS__TLS_FILE_MAX = 1 << 20, /* a certificate, key or CA file */
	LWS__TLS_RECORD_MAX = 16384, /* RFC 8446 5.1 */
	LWS__TLS_HOST_MAX = 255,     /* RFC 1035 2.3.4 */
	LWS__TLS_ALPN_MAX = 256,     /* our list on the wire */
	LWS__TLS_BLOB_MAX = 65536,   /* a stored session */
	LWS__TLS_CHATTER_MAX = 64,   /* handshake messages without data */
	LWS__TLS_STARTS_MAX = 8,     /* hellos that a turn answers */
	LWS__TLS_KEY_ID_MAX = 64, /* bytes of one; longer ones are not seen */
	LWS__TLS_CHAIN_MAX = 4,   /* certificates whose ids are kept */
	LWS__TLS_HELD_MAX = 960,  /* bytes of a handshake's end, see held.c */
};

/* whose key: RFC 5280 4.2.1.2; len 0 = it does not say */
struct lws__tls_key_id {
	uint8_t len;
	uint8_t id[LWS__TLS_KEY_ID_MAX];
};

/* of a certificate: its own, and of the one that signed it */
struct lws__tls_keys {
	struct lws__tls_key_id subject, issuer;
};

/* as a peer sent it, its own certificate first */
struct lws__tls_chain {
	unsigned int count;
	struct lws__tls_keys certs[LWS__TLS_CHAIN_MAX];
};

/* ---- what a vhost was told ------------------------------------------------
 */

/* a file, or bytes; neither: not given.  PEM or DER is seen from the bytes */
struct lws__tls_source {
	char *path;   /* owned */
	uint8_t *mem; /* owned */
	size_t len;
};

static inline bool
lws__tls_is_given(const struct lws__tls_source *s)
{
	return s->path || s->mem;
}

struct lws__tls_config {
	struct lws__tls_source cert, key, ca;
	char *password;  /* owned, of the key */
	char *ciphers;   /* owned, TLS 1.2, the vendor's words */
	char *ciphers13; /* owned */
	char *curves;    /* owned */
	uint64_t options_set, options_clear; /* the vendor's bits */
	uint32_t session_timeout;            /* seconds */
	int info_mask;
	bool is_client;
	bool ask_client_cert;    /* a server wants to see one */
	bool client_cert_needed; /* and refuses who has none */
	bool os_trust;           /* what the system trusts is trusted */
	bool resume;
	bool auto_dh;
	bool cert_may_be_absent;
};

/* NULL info members are "not given".  Nonzero: out of memory */
int lws__tls_config_server(struct lws__tls_config *c,
			   const struct lws_context_creation_info *info);
int lws__tls_config_client(struct lws__tls_config *c,
			   const struct lws_context_creation_info *info);
int lws__tls_source_set(struct lws__tls_source *s, const char *path,
			const void *mem, size_t len);
/* the bytes, owned by the caller (wiped and freed with the other); nonzero:
 * cannot be read, *why says it in words (a literal or strerror()) */
int lws__tls_source_bytes(const struct lws__tls_source *s, uint8_t **bytes,
			  size_t *len, const char **why);
void lws__tls_bytes_free(uint8_t *bytes, size_t len);
void lws__tls_config_free(struct lws__tls_config *c);

/* ---- per vhost, per context ------------------------------------------------
 */

struct lws__tls_sessions;
struct lws__jit;
struct lws__jit_vhost;

/* vh->tls; the contexts are changed under lws__tls_lock() */
struct lws__tls_vhost {
	struct lws__tls_config server, client; /* as last applied */
	void *server_cx, *client_cx;           /* counted, NULL = none */
	bool client_cx_is_theirs;              /* provided_client_ssl_ctx */
	struct lws__tls_sessions *sessions;    /* owned, NULL until needed */
	struct lws__jit_vhost *jit;            /* owned, if JIT trust made it */
	uint32_t session_max;
	pthread_mutex_t lock; /* unused with one service thread */
};

/* what a service thread has of it; see limits.c */
struct lws__tls_pt {
	atomic_bool held;     /* its listeners wait for a free place */
	bool reserved;        /* a place for the connection being accepted */
	uint32_t turn;        /* pt->turns when starts was counted */
	unsigned int starts;  /* handshakes begun in that turn */
	struct lws__jit *jit; /* owned by JIT trust */
};

/* cx->tls */
struct lws__tls_context {
	unsigned int max_conns, max_handshakes; /* 0 = any number */
	atomic_uint conns, handshakes; /* of servers, if there are limits */
	bool ktls_wanted;
	atomic_bool ktls_absent;  /* the kernel has none, and it was said */
	struct lws__tls_pt pts[]; /* cx->count_threads */
};

void lws__tls_lock(struct lws_vhost *vh);
void lws__tls_unlock(struct lws_vhost *vh);

int lws__tls_vhost_init(struct lws_vhost *vh,
			const struct lws_context_creation_info *info);
void lws__tls_vhost_destroy(struct lws_vhost *vh);
/* a count of the context, to be given back with ops->context_free; NULL: it
 * has none.  A client's is made when it is first asked for */
void *lws__tls_server_context(struct lws_vhost *vh);
void *lws__tls_client_context(struct lws_vhost *vh);
/* another certificate, all else as it was; nonzero: the old one is kept */
int
lws__tls_vhost_show(struct lws_vhost *vh, const struct lws__tls_source *cert,
		    const struct lws__tls_source *key);

/* ---- a connection -------------------------------------------------------- */

struct lws__tls {
	struct lws_conn *conn;     /* borrowed, outlives us */
	void *native;              /* owned: the vendor's session */
	char *host;                /* owned, client: no port, no final dot */
	struct lws_buflist *early; /* read from the peer before TLS began */
	/* server: whose certificate is shown, if it is not the wsi's vhost;
	 * borrowed within a step of the handshake */
	const struct lws_vhost *shown;
	struct lws__tls_chain *chain; /* owned, of a server that none trusts */
	struct lws__tls_held *held;   /* owned, NULL = nothing: see held.c */
	size_t tx_left;    /* of what is being written, not yet in records */
	long verify_error; /* the vendor's, of what was not excused */
	char alpn[24];     /* agreed on, "" = none */
	int flags;         /* LCCSCF_* of a client */
	uint16_t port;
	uint8_t chatter; /* handshake messages since there was data */
	uint8_t is_client : 1;
	uint8_t is_ip : 1;       /* host is an address */
	uint8_t looked : 1;      /* at the first bytes */
	uint8_t done : 1;        /* shaken hands */
	uint8_t failed : 1;      /* nothing more can be sent */
	uint8_t said : 1;        /* why it failed */
	uint8_t in_eof : 1;      /* the transport below ended */
	uint8_t dry : 1;         /* the last read used up all input */
	uint8_t again : 1;       /* the next read has news without an event */
	uint8_t unwanted : 1;    /* the application ends it */
	uint8_t counted : 1;     /* in the context's conns */
	uint8_t counted_hs : 1;  /* in the context's handshakes */
	uint8_t any_vhost : 1;   /* client: its call named none */
	uint8_t started : 1;     /* server: its hello was looked at */
	uint8_t holds : 1;       /* what is written is held */
	uint8_t drained : 1;     /* the step has read all that was there */
	uint8_t has_buffers : 1; /* the vendor could not give them back yet */
	/* ktls.c */
	uint8_t kernel_sends : 1; /* it makes the records of what we write */
	uint8_t kernel_asks : 1;  /* the vendor's socket says how, next time */
	uint8_t kernel_stale : 1; /* its key is not ours any more */
};

/* what the TLS stage stands on: the nearest one below that reads and writes */
const struct lws_stage_ops *lws__tls_below(const struct lws_conn *conn);
extern const struct lws_stage_ops lws__stage_tls;
/* the same when the kernel makes the records */
extern const struct lws_stage_ops lws__stage_tls_kernel;

/* ---- what is written: see held.c ----------------------------------------- */

/* true: the bytes are held */
bool lws__tls_hold(struct lws__tls *t, const uint8_t *buf, size_t len);
/* what is held, and the bytes behind it, of which *sent left */
enum lws_step
lws__tls_send(struct lws__tls *t, const uint8_t *buf, size_t len, size_t *sent);
enum lws_step lws__tls_send_held(struct lws__tls *t);
void lws__tls_held_drop(struct lws__tls *t);

/* ---- records by the kernel: ktls.c, or no-ktls.c ------------------------- */

/* the socket of t is ready to be given keys */
bool lws__tls_kernel_may(struct lws__tls *t);

/* ---- limits: see limits.c ------------------------------------------------ */

/* lws__tls_front's of the same names */
bool lws__tls_accept_begin(struct lws_vhost *vh, int tsi);
void lws__tls_accept_end(struct lws_context *cx, int tsi);
/* nonzero: refused, and logged */
int lws__tls_limit_enter(struct lws__tls *t);
/* its handshake is over; it is over.  Harmless twice */
void lws__tls_limit_shaken(struct lws__tls *t);
void lws__tls_limit_leave(struct lws__tls *t);
/* false: this turn has begun enough handshakes */
bool lws__tls_may_start(const struct lws__tls *t);
void lws__tls_started(struct lws__tls *t);

extern const struct lws__service_module lws__service_tls;

/* ---- the vendor ---------------------------------------------------------- */

/* a certificate's fact: see lws_x509_info() */
struct lws__tls_fact {
	enum lws_tls_cert_info type;
	union lws_tls_cert_info_results *to;
	size_t len;
};

struct lws__tls_ops {
	const char *name;
	/* once for the process, any thread; nonzero: cannot work */
	int (*init)(void);

	/* counted; NULL: refused, and logged why */
	void *(*context_create)(struct lws_vhost *vh,
				const struct lws__tls_config *c);
	void *(*context_ref)(void *context);
	void (*context_free)(void *context);
	/* one more trust anchor; nonzero: it is no certificate */
	int (*context_trust)(void *context, const uint8_t *der, size_t len);
	/* the same, and chains may end with it whoever signed it */
	int (*context_anchor)(void *context, const uint8_t *der, size_t len);
	/* why it is not, or not now, a CA certificate of that key: a literal;
	 * NULL: it is */
	const char *(*anchor_fault)(const uint8_t *der, size_t len,
				    const struct lws__tls_key_id *id);
	/* of a server's certificate; 0, or -1 as lws_x509_info() */
	int (*context_fact)(void *context, const struct lws__tls_fact *f);

	/* the session of t, from a context; alpn is in wire form, may be
	 * empty.  Nonzero: no memory */
	int (*open)(struct lws__tls *t, void *context, const uint8_t *alpn,
		    size_t alpn_len);
	void (*close)(struct lws__tls *t);
	enum lws_step (*handshake)(struct lws__tls *t);
	enum lws_step (*read)(struct lws__tls *t, uint8_t *buf, size_t len,
			      size_t *got);
	enum lws_step (*write)(struct lws__tls *t, const uint8_t *buf,
			       size_t len, size_t *sent);
	bool (*pending)(const struct lws__tls *t);
	/* tell the peer that our side ends; does not wait for its answer */
	enum lws_step (*shutdown)(struct lws__tls *t);
	bool (*is_resumed)(const struct lws__tls *t);
	int (*peer_fact)(const struct lws__tls *t,
			 const struct lws__tls_fact *f);

	/* sessions to resume: counted objects of the vendor */
	void (*session_free)(void *session);
	int (*session_use)(struct lws__tls *t, void *session);
	/* *blob owned; nonzero: cannot */
	int (*session_export)(void *session, uint8_t **blob, size_t *len);
	void *(*session_import)(const uint8_t *blob, size_t len);
	/* the vendor's seconds since 1970 after which it is of no use */
	int64_t (*session_expires)(const void *session);

	/* certificates by themselves */
	void *(*x509_from_pem)(const void *pem, size_t len);
	void (*x509_free)(void *x509);
	int (*x509_verify)(void *x509, void *trusted, const char *name);
	int (*x509_fact)(void *x509, const struct lws__tls_fact *f);
	/* ACME; see lws-x509.h */
	int (*self_signed)(const char *san_a, const char *san_b,
			   struct lws__tls_source *cert,
			   struct lws__tls_source *key);
	int (*request)(const char *elements[], uint8_t **der, size_t *len,
		       uint8_t **key_pem, size_t *key_len);
};

extern const struct lws__tls_ops lws__tls_vendor;

/* ---- what the vendor asks of the policy ---------------------------------- */

/* the name in a client's hello, len 0 = none: moves the wsi to the vhost of
 * that name.  A count of its context, or NULL: stay with the present one */
void *lws__tls_hello(struct lws__tls *t, const char *name, size_t len);

/* theirs and *chosen in wire form.  1 chosen, 0 none in common but go on, -1
 * none in common and that ends it (RFC 7301 3.2) */
int
lws__tls_alpn_choose(const struct lws__tls *t, const uint8_t *theirs,
		     size_t len, const uint8_t **chosen, uint8_t *chosen_len);

/* what is wrong with a certificate */
enum lws__tls_fault {
	LWS__TLS_FAULT_NONE,
	LWS__TLS_FAULT_NAME,        /* it is for another host */
	LWS__TLS_FAULT_SELF_SIGNED, /* it, or its chain, vouches for itself */
	LWS__TLS_FAULT_UNKNOWN_CA,  /* nobody trusted vouches for it */
	LWS__TLS_FAULT_NOT_YET,     /* it is valid later */
	LWS__TLS_FAULT_EXPIRED,     /* it was valid once */
	LWS__TLS_FAULT_REVOKED,
	LWS__TLS_FAULT_UNLISTED, /* no list says whether it was revoked */
	LWS__TLS_FAULT_ABSENT,   /* a client shows none, and has to */
	LWS__TLS_FAULT_WEAK,     /* key or signature too weak */
	LWS__TLS_FAULT_OTHER,    /* malformed, wrong purpose ... */
};

/* one certificate of the chain, as the vendor finds it */
struct lws__tls_finding {
	enum lws__tls_fault fault;
	long error;               /* the vendor's number of it */
	void *store;              /* X509_STORE_CTX * for the user's callback */
	long (*now)(void *store); /* its error after the callback */
	/* the ids of what the peer sent */
	void (*chain)(void *store, struct lws__tls_chain *to);
};

/* may the handshake go on? */
bool lws__tls_verify(struct lws__tls *t, const struct lws__tls_finding *f);
/* is this fault, by the flags of the call, to be looked past? */
bool lws__tls_is_excused(enum lws__tls_fault fault, int flags);
/* tls=..., of the text for applications */
const char *lws__tls_fault_word(enum lws__tls_fault fault);
/* why the handshake of t ended, once: to the client's error, or the log */
void lws__tls_say(struct lws__tls *t, const char *format, ...) LWS_FORMAT(2);
void lws__tls_say_unverified(struct lws__tls *t, enum lws__tls_fault fault,
			     long error, const char *text);

/* a session that may be resumed; nonzero: kept, its count is ours */
int lws__tls_session_new(struct lws__tls *t, void *session);
/* an event of ssl_info_event_mask */
void lws__tls_info(struct lws__tls *t, int where, int ret);

/* ---- JIT trust: jit-trust.c, or no-jit-trust.c ----------------------------
 */

/* t's handshake ends, and why: what the server sent may be of use */
void lws__jit_note(struct lws__tls *t, const struct lws__tls_finding *f);
/* it has ended: the application is asked who vouches for the server */
void lws__jit_ask(struct lws__tls *t);
/* lws__tls_front's of the same names */
struct lws_vhost *
lws__jit_client_vhost(struct lws_vhost *otherwise, int tsi,
		      const struct lws_client_connect_info *i);
void lws__jit_client_made(struct lws *wsi);

/* ---- pure
 * ---------------------------------------------------------------------------
 */

/* "h2, http/1.1" to length-prefixed names; -1: one is empty, too long, or the
 * whole does not fit */
int
lws__tls_alpn_wire(const char *list, uint8_t *wire, size_t max, size_t *len);
/* leaves out of an http client's list what this build could not speak then */
void lws__tls_alpn_client(const struct lws *wsi, uint8_t *wire, size_t *len);
/* first of ours that is among theirs, both in wire form; NULL: none */
const uint8_t *lws__tls_alpn_common(const uint8_t *ours, size_t ours_len,
				    const uint8_t *theirs, size_t theirs_len);

/* a host as callers give it: without port, brackets, zone and final dot.
 * Nonzero: empty, or too long */
int lws__tls_host_clean(const char *host, char *to, size_t max, bool *is_ip);

/* ---- sessions ------------------------------------------------------------ */

void lws__tls_sessions_free(struct lws__tls_sessions **ps);
/* give t a session to resume, if there is one for all it stands for */
void lws__tls_session_offer(struct lws__tls *t);

#endif
