/* SPDX-License-Identifier: MIT */
/*
 * A UDP application under test, and sockets by hand at the other end.
 */

#ifndef UDP_APP_H
#define UDP_APP_H

#include "net-test.h"

/* what the udp wsi of a test were told */
struct udp_seen {
	/* a letter for each callback: B bind A adopt d drop R rx W writeable
	 * X closed ! error Z wsi destroy C wsi create */
	char order[512];
	char rx[1024]; /* datagrams that came, each with a '|' behind it */
	char error[160];
	int rx_count;
	int writeable;
	int errors;
	int closed;
	int destroyed;
	void *opaque;
};

struct udp_does {
	/* RAW_RX: sends back what came */
	bool echoes;
	/* WRITEABLE: these are sent, each by itself; "" is an empty one */
	const char *sends[8];
	enum lws_callback_reasons refuses;
	/* called at the start of each callback */
	void (*also)(struct lws *wsi, enum lws_callback_reasons reason);
};

extern struct udp_seen udp_seen;
extern struct udp_does udp_does;
extern const struct lws_protocols udp_protocols[];

/* a context without a listener, all forgotten */
void udp_start(struct lws__net *net);
void udp_start_with(struct lws__net *net, unsigned int connect_timeout_secs,
		    uint64_t options);
/* a nonblocking UDP socket bound to `address`; *port 0: any, and told */
int udp_peer(const char *address, int *port);
/* the next datagram at the socket is this text; *from: who sent it */
void udp_expect(struct lws__net *net, int fd, const char *text, int *from);
void udp_send(int fd, int port, const void *data, size_t len);
/* port of a wsi's socket */
int udp_port(struct lws *wsi);

#endif
