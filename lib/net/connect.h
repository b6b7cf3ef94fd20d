/* SPDX-License-Identifier: MIT */
/*
 * An outgoing connection: what was asked for, and how far it got.
 *
 *   lws_client_connect_via_info() -> resolve -> its addresses race
 *   -> proxy -> TLS -> the role starts
 *
 * The record is owned by conn->connect and lives as long as the connection,
 * since a redirect or a reconnect starts from it again.  A stream of a mux has
 * one of its own, and the connection another that says with whom it is shared.
 */

#ifndef LWS_NET_CONNECT_H
#define LWS_NET_CONNECT_H

#include "core/mux.h"
#include "core/role.h"

struct lws__connect_plan;
struct lws__client_proxy;
struct lws__proxy_talk;
struct lws__conmon;
struct lws__connect_queue;

/* a client that waits for another one's connection, see connect-queue.h */
struct lws__connect_place {
	lws_dll2_t list; /* in that connection's queue */
	struct lws *wsi; /* borrowed: who waits */
	uint8_t moves;   /* how often it lost the connection it was to have */
	bool is_ahead;   /* its request was sent there already */
	bool wants_turn; /* its request cannot be sent before */
	bool is_alone;   /* its connections are not shared */
	bool has_reused; /* the connection it has served others before */
};

struct lws__connect {
	struct lws__conn_record record; /* first */

	/* owned copies; NULL where nothing was given */
	char *address;
	char *path;
	char *host;
	char *origin;
	char *protocol; /* the list that a ws client offers */
	char *method;   /* NULL: websocket */
	char *iface;
	char *alpn;
	char *auth_username;
	char *auth_password;

	int port;
	int local_port;
	int flags; /* LCCSCF_* of ssl_connection */
	int manual_initial_tx_credit;
	uint16_t keep_warm_secs;
	uint8_t hops; /* redirects that were followed */
	uint8_t priority;
	bool is_ws;
	bool redirected_to_get;
	bool any_vhost;   /* the call named none */
	bool left_origin; /* by a redirect: no credentials go there */
	bool allow_reserved_bits;
	bool allow_unknown_opcode;
	uint32_t ws_ext_offered; /* bits: which of the vhost's extensions */
	char ws_key[25];         /* of our request, NUL-terminated */
	char boundary[25];       /* of a multipart body, "" = none */
	bool multipart_begun;
	/* owned, one block: what a server asked, see roles/http/client-auth */
	void *http_auth;

	struct lws__connect_plan *plan;        /* owned while connecting */
	const struct lws__client_proxy *proxy; /* that it goes through */
	struct lws__proxy_talk *proxy_talk;    /* owned while it is asked */
	struct lws__conmon *conmon;       /* owned, NULL: no figures are kept */
	struct lws__connect_queue *queue; /* owned: of those who wait for us */
	struct lws__connect_place place;
	const struct lws_role_ops *role; /* that starts such a connect */
	bool was_refused; /* h2: not looked at by the server, and sent again */
	bool told_instantiated; /* once for a wsi */
};

/* the same for a client that has its connection, or is a stream of one */
static inline struct lws__connect *
lws__connect_here(const struct lws *wsi)
{
	return (struct lws__connect *)(wsi->mux_stream
					       ? lws__mux_of(wsi)->record(wsi)
					       : wsi->conn->connect);
}

/* of a client wsi; NULL for others */
static inline struct lws__connect *
lws__connect_of(const struct lws *wsi)
{
	return wsi->is_client && wsi->conn ? lws__connect_here(wsi) : NULL;
}

/*
 * Begin: resolve, or connect at once.  Nonzero: it failed and said why with
 * lws__client_error(); close the wsi.
 */
int lws__connect_begin(struct lws *wsi);

/* SERVER_NEW_CLIENT_INSTANTIATED, once for a wsi; nonzero: refused */
int lws__connect_tell_instantiated(struct lws *wsi);

/* the way to the server is there: TLS if it was asked for; nonzero: failed */
int lws__connect_attach_tls(struct lws *wsi);

/* what was said to a proxy is wiped: it may hold a password */
void lws__proxy_talk_free(struct lws__proxy_talk **talk);

/* replace one of the strings; nonzero: no memory, nothing changed */
int lws__connect_set(char **member, const char *value);

/*
 * Leave the present connection, and connect to what the record says now.
 * Nonzero: it failed at once; close the wsi.
 */
int lws__connect_again(struct lws *wsi);
/* the same after a redirect: a stream may join a connection that is there */
int lws__connect_elsewhere(struct lws *wsi);
/*
 * wsi becomes the root of a mux: a record for its conn, which is as its own but
 * asks for nothing and has its queue.  NULL: no memory, nothing has happened.
 */
struct lws__connect *lws__connect_root_record(const struct lws *wsi);

#endif
