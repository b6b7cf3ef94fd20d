/* SPDX-License-Identifier: MIT */
/*
 * Raw WebSocket peers: the bytes of frames, and the opening handshake, made
 * and read by hand.
 */

#ifndef WS_PEER_H
#define WS_PEER_H

#include "ws-net.h"

enum {
	WS_FIN = 0x80,
	WS_CONT = 0x0,
	WS_TEXT = 0x1,
	WS_BIN = 0x2,
	WS_CLOSE = 0x8,
	WS_PING = 0x9,
	WS_PONG = 0xa,
};

/* a request that is right; more is added behind its headers, "" = nothing */
size_t
ws_request(char *out, size_t size, const char *protocol, const char *more);
/* connects and upgrades; what came is forgotten */
void ws_peer_open(struct net_peer *p, int port, const char *protocol);
/* as a server: takes the next connection, reads the request, answers 101 with
 * `more` behind it in the same segment */
void ws_peer_serve(struct net_peer *p, int listen_fd, const void *more,
		   size_t more_len);
/* Sec-WebSocket-Accept for the request in p->rx */
void ws_peer_accept_value(const struct net_peer *p, char accept[40]);

/*
 * A frame to out (room for len + 14): first is FIN, RSV and opcode.  Masked
 * with a fixed key if is_masked.  Returns its length.
 */
size_t ws_frame(uint8_t *out, unsigned int first, const void *payload,
		size_t len, bool is_masked);
bool ws_peer_send_frame(struct net_peer *p, unsigned int first,
			const void *payload, size_t len, bool is_masked);
bool ws_peer_send_close(struct net_peer *p, unsigned int code,
			const char *reason, bool is_masked);

struct ws_seen {
	unsigned int first;
	bool is_masked;
	uint8_t *payload; /* unmasked, in p->rx */
	size_t len;
	size_t frame_len;
};

/* the first whole frame in p->rx; false: it is not all there */
bool ws_peer_peek(struct net_peer *p, struct ws_seen *seen);
/* waits for a frame of that first byte and payload, and forgets it */
void ws_peer_expect(struct net_peer *p, unsigned int first, const void *payload,
		    size_t len);
void
ws_peer_expect_close(struct net_peer *p, unsigned int code, const char *reason);
/* waits for the end; nothing more may have come */
void ws_peer_expect_end(struct net_peer *p);

#endif
