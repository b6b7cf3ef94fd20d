/* SPDX-License-Identifier: MIT */
/*
 * One WebSocket on one stream of HTTP/2 (RFC 8441), and what it would be in
 * HTTP/1.1.
 */
#ifndef LWS_TESTS_WS_RELAY_H2_H
#define LWS_TESTS_WS_RELAY_H2_H

#include "../h2-conformance/hpack.h"
#include "octets.h"

struct relay_h2 {
	bool is_client; /* we are: what is tested is a server */
	struct hpack hpack;
	struct octets in;    /* of the peer, less than a frame */
	struct octets head;  /* of the plain side, until it is whole */
	struct octets block; /* of header fields, until it is whole */
	struct octets later; /* DATA that no window has room for */
	bool head_is_over;   /* what comes from the plain side is DATA */
	bool head_is_due;    /* it waits for SETTINGS */
	bool has_preface, has_settings, has_connect;
	bool ends, is_ended; /* our side of the stream */
	bool peer_ended;
	bool block_ends; /* END_STREAM came with it */
	unsigned int stream;
	int64_t window, stream_window, initial_window; /* to send */
	size_t head_left; /* of the plain output, what is no DATA */
	size_t owed;      /* credit that was not given yet */
	unsigned int status;
	char method[16], protocol[32], version[8], extensions[512], key[32];
};

/* out: to the peer; plain: to the other side.  false: it breaks a rule */
void relay_h2_begin(struct relay_h2 *h, bool is_client, struct octets *out);
bool relay_h2_from_peer(struct relay_h2 *h, const uint8_t *bytes, size_t len,
			struct octets *out, struct octets *plain);
void relay_h2_from_plain(struct relay_h2 *h, const uint8_t *bytes, size_t len,
			 struct octets *out);
/* the plain side has no more */
void relay_h2_ends(struct relay_h2 *h, struct octets *out);
/* so many of plain were taken */
void relay_h2_taken(struct relay_h2 *h, size_t len, struct octets *out);
void relay_h2_free(struct relay_h2 *h);

#endif
