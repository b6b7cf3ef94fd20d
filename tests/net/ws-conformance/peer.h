/* SPDX-License-Identifier: MIT */
/*
 * One connection to what is tested: its handshake, its frames; keeps what
 * they said, and notes each thing that no peer may send, whatever the case is
 * about.
 */
#ifndef LWS_TESTS_WS_PEER_H
#define LWS_TESTS_WS_PEER_H

#include "squeeze.h"

enum ws_opcode {
	OP_CONT = 0,
	OP_TEXT = 1,
	OP_BINARY = 2,
	OP_CLOSE = 8,
	OP_PING = 9,
	OP_PONG = 10,
};

enum { CONTROL_MAX = 125, NO_CODE = 1005, QUEUE_MAX = 4096 };

struct ws_message {
	uint8_t opcode;
	bool was_squeezed;
	struct octets data; /* owned */
};

struct ws_peer {
	int fd;
	bool is_server; /* what is tested is one */
	bool is_deaf;   /* nothing is read while there is room */
	bool trace;
	bool saw_eof;
	bool was_reset;
	struct octets in; /* what is not yet a whole frame */
	size_t in_at;     /* what of it has been looked at */

	struct ws_message queue[QUEUE_MAX]; /* that nobody has expected yet */
	size_t queue_len;
	struct ws_message part; /* a message under way */
	bool is_part_open;
	uint64_t frames;

	struct octets pings; /* ours: a length and the payload of each */
	size_t pings_at;     /* those before have been answered */
	unsigned int pongs;

	bool close_came;
	unsigned int close_code;
	char close_reason[CONTROL_MAX + 1];
	bool close_sent;

	struct squeeze z;
	char fault[240]; /* what no peer may do, and it did */
	char said[400];  /* its frames in short, for a report */
};

void peer_begin(struct ws_peer *p, int fd, bool is_server, bool trace);

void peer_end(struct ws_peer *p);

/*
 * Our half of the handshake of a client; extension is what is offered, or
 * NULL.  NULL, or what is wrong with its answer.
 */
const char *peer_ask(struct ws_peer *p, const char *extension, int ms);

/* a server's; *is_skipped: the client does not offer what is answered */
const char *
peer_answer(struct ws_peer *p, const char *extension, int ms, bool *is_skipped);

/* reads until there is one more frame (1), the end (0), or `ms` are over (-1);
 * a connection that is gone counts as its end */
int peer_read(struct ws_peer *p, int ms);

/* false: it takes no more for `ms`.  A connection that is gone takes
 * everything */
bool peer_send(struct ws_peer *p, const uint8_t *bytes, size_t len, int ms);

/* the first of the queue goes */
void peer_forget(struct ws_peer *p);

__attribute__((format(printf, 2, 3))) void
peer_fault(struct ws_peer *p, const char *format, ...);

#endif
