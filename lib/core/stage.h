/* SPDX-License-Identifier: MIT */
/*
 * A transport stage: one layer between a socket and the role.  A conn has up
 * to three, bottom first: socket (or connect plan), proxy, TLS.
 *
 * handshake() is called with the events that the stage waits for until it says
 * LWS_STEP_OK; then the next one starts.  The topmost stage carries the bytes:
 * a stage that has nothing to do after its handshake puts the socket's in its
 * place.
 */

#ifndef LWS_CORE_STAGE_H
#define LWS_CORE_STAGE_H

#include "core/core.h"

struct lws_stage_ops {
	const char *name;

	/*
	 * One step.  WANT_READ, WANT_WRITE: call again on that event.  ERROR:
	 * the stage has said why with lws__client_error() or the log.
	 */
	enum lws_step (*handshake)(struct lws_conn *conn);

	/* up to len bytes; *got is set when OK.  EOF: ended in order */
	enum lws_step (*read)(struct lws_conn *conn, uint8_t *buf, size_t len,
			      size_t *got);
	/*
	 * As read(), but where it likes: *at is a buffer of len bytes, or
	 * becomes memory of the stage's own, with LWS_PRE bytes before it and
	 * one behind, all to be written to until the thread waits.  NULL: it
	 * has none.
	 */
	enum lws_step (*read_where)(struct lws_conn *conn, uint8_t **at,
				    size_t len, size_t *got);
	/* gathers the parts; *sent may be less than asked when OK */
	enum lws_step (*write)(struct lws_conn *conn, const struct iovec *parts,
			       int count, size_t *sent);
	/* from a file; NULL = cannot */
	enum lws_step (*sendfile)(struct lws_conn *conn, int file_fd,
				  off_t offset, size_t len, size_t *sent);
	/* send what it kept back, conn->tx_kept; NULL = it never does */
	enum lws_step (*flush)(struct lws_conn *conn);
	/* true: decrypted bytes wait inside, no event will tell */
	bool (*pending)(const struct lws_conn *conn);
	/*
	 * What write() took and holds back until the end of the turn goes to
	 * the kernel now; what it refuses goes to the txq.  NULL: it holds
	 * nothing back.
	 */
	void (*settle)(struct lws_conn *conn);
	/* end our side; OK, or what to wait for */
	enum lws_step (*shutdown)(struct lws_conn *conn);
	/* free the stage's own state; the fd is still open */
	void (*destroy)(struct lws_conn *conn);
};

/*
 * A stage that holds back what it took says what became of it: these bytes were
 * refused, and go before all others; or the connection is lost (held-back.c).
 */
void lws__conn_unsent(struct lws_conn *conn, const uint8_t *p, size_t len);
void lws__conn_tx_broke(struct lws_conn *conn);

/* the bottom of every accepted or adopted socket */
extern const struct lws_stage_ops lws__stage_socket;
extern const struct lws_stage_ops lws__stage_udp;

struct lws__tls_client {
	const char *host; /* verified and sent as SNI; borrowed */
	const char *alpn; /* comma list or NULL; borrowed */
	int flags;        /* LCCSCF_* */
	int port;         /* for the session cache */
	bool any_vhost;   /* the call named none: another one may serve it */
};

/*
 * What tls/ gives the core.  lws__built_in_tls is NULL in a build without it.
 */
struct lws__tls_front {
	int (*context_init)(struct lws_context *cx,
			    const struct lws_context_creation_info *info);
	void (*context_destroy)(struct lws_context *cx);
	/* makes vh->tls and sets vh->has_server_tls; nonzero fails the vhost */
	int (*vhost_init)(struct lws_vhost *vh,
			  const struct lws_context_creation_info *info);
	void (*vhost_destroy)(struct lws_vhost *vh);
	/* put the TLS stage on top of a conn; nonzero: no memory or config */
	int (*attach_server)(struct lws_conn *conn);
	int (*attach_client)(struct lws_conn *conn,
			     const struct lws__tls_client *client);
	/*
	 * The vhost of a client whose call named none: `otherwise`, or one that
	 * has reason to trust the server.  client_made() is told of each client
	 * wsi when it is on its vhost.
	 */
	struct lws_vhost *(*client_vhost)(
		struct lws_vhost *otherwise, int tsi,
		const struct lws_client_connect_info *i);
	void (*client_made)(struct lws *wsi);
	/* the library's own session (SSL *), for those who must have it */
	void *(*native)(const struct lws_conn *conn);
	/* the ALPN agreed on, "" when none */
	const char *(*alpn)(const struct lws_conn *conn);

	/*
	 * A listener of vh, on thread tsi, is about to accept: a place for the
	 * connection is kept.  False: there is none, and its listeners are told
	 * to resume() when there is.  _end() gives back a place that was not
	 * used.
	 */
	bool (*accept_begin)(struct lws_vhost *vh, int tsi);
	void (*accept_end)(struct lws_context *cx, int tsi);
};

extern const struct lws__tls_front *const lws__built_in_tls;

/*
 * A way through a proxy, for client connections; the first one that says where
 * it is, is taken.  Filled in by net/.
 */
struct lws__client_proxy {
	const char *name; /* "http_proxy" */
	/* host of the proxy, borrowed from the vhost, and its port; NULL: this
	 * client does not go through it */
	const char *(*address)(const struct lws *wsi, uint16_t *port);
	/* the conn is connected to it: put the stage on top that asks for the
	 * tunnel; nonzero: it has said why not */
	int (*attach)(struct lws_conn *conn);
};

extern const struct lws__client_proxy *const lws__built_in_client_proxies[];

/* NULL: not TLS */
static inline void *
lws__conn_native_tls(const struct lws_conn *conn)
{
	return conn->tls && lws__built_in_tls ? lws__built_in_tls->native(conn)
					      : NULL;
}

#endif
