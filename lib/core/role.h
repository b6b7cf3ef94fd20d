/* SPDX-License-Identifier: MIT */
/*
 * A role: one protocol on a connection.  It feeds a codec and turns its events
 * into user callbacks.  It starts when the connection can carry bytes, and
 * never frees, closes or polls by itself: it answers, the core acts.
 *
 * A member left out has the default named beside it; nobody tests for NULL
 * at a call site: lws__role_*() below are the calls.
 */

#ifndef LWS_CORE_ROLE_H
#define LWS_CORE_ROLE_H

#include "core/core.h"

struct lws__mux_ops;

enum lws_claim {
	LWS_CLAIM_NO,     /* not mine, ask the next role */
	LWS_CLAIM_YES,    /* mine, wsi->role and state are set up */
	LWS_CLAIM_FAILED, /* mine, but it failed: the connection is refused */
};

/* what an adopted or accepted descriptor is for */
struct lws_bind_req {
	const char *protocol; /* named by the adopter or NULL */
	const char *role;     /* vhost's listen_accept_role or NULL */
	bool wants_http;
	bool is_socket;
	bool is_udp;
	bool is_proxy;
};

enum lws_goodbye {
	LWS_GOODBYE_DONE, /* nothing (more) to say */
	LWS_GOODBYE_WAIT, /* said; the role calls lws__wsi_close() again when
			   * it has its answer, or the timeout does */
};

struct lws_role_ops {
	const char *name; /* in tags: "h1", "ws", "raw-skt" */
	const char *alpn; /* protocol id that selects it, or NULL */

	/* Server side of adopt: is this descriptor mine?  Default: no. */
	enum lws_claim (*claim)(struct lws *wsi, const struct lws_bind_req *r);

	/* Client: does this role serve connects with this method (NULL = ws)?
	 * Default: no. */
	bool (*client_method)(const char *method);

	/* Conn can carry bytes now (TLS done, proxies done).  Both sides;
	 * server: also when there was no handshake.  Default: OK. */
	enum lws_verdict (*ready)(struct lws *wsi);

	/* Input [in->at, in->end), writable memory with LWS_PRE bytes before
	 * it; valid until return.  Empty input = the peer ended its side.
	 * What is not taken is kept and given again after
	 * lws__conn_retry_rx() or lws_rx_flow_control(1).  Default: CLOSE on
	 * end, else drops the input. */
	enum lws_verdict (*rx)(struct lws *wsi, struct lws_cursor *in);

	/* For a conn with no_rx_tx: the fd is readable.  Default: OK. */
	enum lws_verdict (*readable)(struct lws *wsi);

	/* The conn takes bytes and the txq is empty; runs corked.
	 * wsi->wants_writable has been cleared.  Default: one writeable
	 * callback to the user. */
	enum lws_verdict (*writable)(struct lws *wsi);

	/* lws_write() on this wsi: frame and send, return len or -1.  buf has
	 * LWS_PRE writable bytes before it.  Default: unframed. */
	int (*write)(struct lws *wsi, uint8_t *buf, size_t len,
		     enum lws_write_protocol wp);

	/* Closing politely, txq empty, drop callback was given.  Default:
	 * DONE. */
	enum lws_goodbye (*goodbye)(struct lws *wsi);

	/* The timeout of this reason fired.  OK = handled, go on living.
	 * Default: CLOSE. */
	enum lws_verdict (*timeout)(struct lws *wsi,
				    enum pending_timeout reason);

	/* Server side of h1 and h2: a request asks to become this role
	 * ("websocket").  YES: the wsi is of this role now, the answer is
	 * sent and the user told; FAILED: close, what was to be said was
	 * said.  Default: no. */
	enum lws_claim (*upgrade)(struct lws *wsi, const char *token);

	/* Client side: the answer to our request is an upgrade to this role.
	 * As above.  Default: no. */
	enum lws_claim (*client_upgrade)(struct lws *wsi);

	/* Client side: what the request must say to ask for the upgrade.
	 * Nonzero: no room.  Default: no upgrade. */
	int (*client_headers)(struct lws *wsi, unsigned char **p,
			      unsigned char *end);

	/* Client side: others wait for the connection of wsi, or one more
	 * does; called from the loop.  h1 hands it over when the response is
	 * complete; a mux takes them all as streams.  Default: it is not
	 * shared. */
	void (*client_turn)(struct lws *wsi);

	/* Client side: wsi would wait for the connection of leader.  Can it be
	 * of use to it?  Default: yes, but not for a websocket. */
	bool (*client_takes)(const struct lws *leader, const struct lws *wsi);

	/* The transport failed.  OK = the role goes on: with another
	 * connection, or, when only writing failed, to read what the peer
	 * had said before.  Default: CLOSE. */
	enum lws_verdict (*lost)(struct lws *wsi, bool in_reading);

	/* Before ready(): the handshake of a wsi whose role has another `alpn`
	 * agreed on ours, or it is known to be spoken.  YES: the wsi is of
	 * this role now.  Default: no, it stays what it is. */
	enum lws_claim (*negotiated)(struct lws *wsi);

	/* Send something that the peer must answer (ws PING).  Default:
	 * nothing, and the validity timer stays off. */
	enum lws_verdict (*validity_ping)(struct lws *wsi);

	/* The closed-type callback's reason, -1 = none.  Default:
	 * tell_closed[side] when the wsi got past its opener. */
	int (*closed_reason)(const struct lws *wsi);

	/* Credit of a mux: what we may send (peer_to_us false), or what the
	 * peer may, after adding `add` to it.  Default: none is kept. */
	int (*tx_credit)(struct lws *wsi, bool peer_to_us, int add);

	/* Many wsi on the conn of one, see mux.h.  NULL: one wsi, one conn */
	const struct lws__mux_ops *mux;

	/* Free wsi->role_state.  Called once, when the wsi is freed or takes
	 * another role.  Default: lws__free(). */
	void (*destroy)(struct lws *wsi);

	/* Callback reasons per enum lws_side; 0 where there is none (0 is
	 * ESTABLISHED, which is never one of these). */
	uint16_t tell_bind[2];
	uint16_t tell_drop[2];
	uint16_t tell_writeable[2];
	uint16_t tell_closed[2];
	uint16_t tell_adopt;

	uint8_t lingers : 1;  /* server closes by shutdown and wait */
	uint8_t is_file : 1;  /* descriptor need not be a socket */
	uint8_t has_peer : 1; /* counts as a connection from a peer */
	/* a client tells SERVER_NEW_CLIENT_INSTANTIATED when it connects */
	uint8_t tells_client_instantiated : 1;
};

enum lws_claim lws__role_claim(const struct lws_role_ops *role, struct lws *wsi,
			       const struct lws_bind_req *req);
/* for a .claim of bytes without frames: binds the protocol that was asked for,
 * else the vhost's raw one */
enum lws_claim
lws__role_claim_unframed(struct lws *wsi, const struct lws_bind_req *req,
			 const struct lws_role_ops *role);
enum lws_verdict lws__role_ready(struct lws *wsi);
enum lws_verdict lws__role_rx(struct lws *wsi, struct lws_cursor *in);
enum lws_verdict lws__role_writable(struct lws *wsi);
int lws__role_write(struct lws *wsi, uint8_t *buf, size_t len,
		    enum lws_write_protocol wp);

/* defaults that a role may name itself */
enum lws_verdict lws__user_writable(struct lws *wsi);
int lws__send_unframed(struct lws *wsi, uint8_t *buf, size_t len,
		       enum lws_write_protocol wp);

static inline enum lws_side
lws__wsi_side(const struct lws *wsi)
{
	return wsi->is_client ? LWS_SIDE_CLIENT : LWS_SIDE_SERVER;
}

/* by name ("h1", "ws", "raw-skt" ...); NULL = not in this build */
const struct lws_role_ops *lws__role_by_name(const char *name);
/* by ALPN id; NULL = none */
const struct lws_role_ops *lws__role_by_alpn(const char *alpn);
/* which role starts a client connect with this method */
const struct lws_role_ops *lws__role_by_client_method(const char *method);

#endif
