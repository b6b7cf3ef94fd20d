/* SPDX-License-Identifier: MIT */
/*
 * Tests with a network: our contexts and raw sockets on loopback, in one
 * thread, driven by net_pump() until something has happened.
 *
 *   struct lws_context_creation_info info;
 *
 *   net_info(&info, protocols);
 *   cx = net_create(&info);
 *   net_peer_connect(&peer, net_port(cx));
 *   net_peer_send(&peer, "GET / ...", ...);
 *   assert_true(net_peer_wait_for(&peer, "\r\n\r\n"));
 *   net_peer_close(&peer);
 *   net_end();     destroys what net_create() made, checks the ledger
 *
 * The ledger is that of net-test.h: callbacks call net_note() first.
 *
 * LWS_TEST_LOG in the environment is the log level.
 */

#ifndef WS_NET_H
#define WS_NET_H

#include "net-test.h"

#include <libwebsockets.h>

/* ---- contexts ---- */

/* loopback, a port the kernel picks, no privileges to drop */
void net_info(struct lws_context_creation_info *info,
	      const struct lws_protocols *protocols);
/* never NULL: the test fails instead */
struct lws_context *net_create(const struct lws_context_creation_info *info);
/* as net_create(); NULL when memory is made to fail */
struct lws_context *net_try(const struct lws_context_creation_info *info);
/* where the vhost named `default` listens */
int net_port(struct lws_context *cx);
void net_destroy(struct lws_context **cx);
/* destroys all, checks the ledger and forgets it */
void net_end(void);

/* one turn of every context, which does not wait */
void net_turn(void);
/* some of them: enough for what is under way inside this machine */
void net_turns(int count);
/*
 * Turns until is_done(arg), or false when nothing came of it for as long as
 * no test should take.
 */
bool net_pump(bool (*is_done)(void *arg), void *arg);
/* until *counter is at least n; it may be changed by callbacks only */
bool net_pump_count(const int *counter, int n);

/* ---- ledger ---- */

/* as lws__net_note(), and that nothing comes between drop and closed */
void net_note(struct lws *wsi, enum lws_callback_reasons reason);
/* how often, over all wsi */
int net_count(enum lws_callback_reasons reason);

/* ---- raw peers ---- */

/* all that came is kept, a NUL behind it */
struct net_peer {
	int fd;
	char *rx; /* owned */
	size_t rx_len;
	bool saw_eof;
	bool saw_reset;
	bool is_deaf;   /* do not read: the pump leaves it alone */
	bool is_server; /* it was accepted: the other side is a client */
};

/* a listening socket on loopback; *port is the kernel's choice */
int net_listen(int *port);
void net_peer_connect(struct net_peer *p, int port);
/* the next connection to a net_listen() */
void net_peer_accept(struct net_peer *p, int listen_fd);
/* takes a connected socket, such as one of a pair */
void net_peer_take(struct net_peer *p, int fd);
/* all of it, turning the contexts when it has to wait; false: it is gone */
bool net_peer_send(struct net_peer *p, const void *data, size_t len);
/* as above, and the other side has seen it before it returns */
bool net_peer_send_apart(struct net_peer *p, const void *data, size_t len);
bool net_peer_wait_len(struct net_peer *p, size_t len);
bool net_peer_wait_for(struct net_peer *p, const char *text);
/* until the other side ended or reset the connection */
bool net_peer_wait_end(struct net_peer *p);
void net_peer_forget(struct net_peer *p, size_t len); /* from the front */
void net_peer_shut(struct net_peer *p);               /* our FIN */
void net_peer_reset(struct net_peer *p);              /* RST, and close */
void net_peer_close(struct net_peer *p);

#endif
