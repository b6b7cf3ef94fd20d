/* SPDX-License-Identifier: MIT */
/*
 * One connection to what is tested: reads its frames, keeps what they said,
 * and notes each thing no peer may send, whatever the case is about.
 */
#ifndef LWS_TESTS_H2_PEER_H
#define LWS_TESTS_H2_PEER_H

#include "hpack.h"

#include <stdbool.h>

enum h2_type {
	H2_DATA,
	H2_HEADERS,
	H2_PRIORITY,
	H2_RST_STREAM,
	H2_SETTINGS,
	H2_PUSH_PROMISE,
	H2_PING,
	H2_GOAWAY,
	H2_WINDOW_UPDATE,
	H2_CONTINUATION,
};

enum {
	H2_END_STREAM = 1,
	H2_ACK = 1,
	H2_END_HEADERS = 4,
	H2_PADDED = 8,
	H2_HAS_PRIORITY = 0x20,

	H2_HEAD = 9,           /* octets before a payload */
	H2_FRAME_MAX = 16384,  /* RFC 9113 6.5.2, and we announce no other */
	H2_WINDOW = 65535,     /* RFC 9113 6.9.2 */
	H2_STREAMS = 4096,     /* of a connection, for this suite */
	H2_SETTINGS_KEPT = 16, /* ids below this are kept */
	H2_BLOCK_MAX = 262144,
};

struct h2_stream {
	uint32_t id;
	uint32_t reset_code;
	int status;            /* of the final response, 0 before */
	unsigned int interims; /* 1xx responses */
	unsigned int resets;   /* RST_STREAMs */
	bool got_headers;
	bool got_data;
	bool got_trailers;
	bool has_ended;   /* by END_STREAM */
	bool was_reset;   /* by the peer */
	uint64_t data;    /* octets of content, no padding */
	int64_t window;   /* what the peer may still send */
	int64_t credit;   /* what it lets us send */
	uint64_t updates; /* sum of its WINDOW_UPDATEs */
	char *fields;     /* owned: "name: value\n" as they came */
	size_t fields_len;
};

struct h2_peer {
	int fd;
	bool is_server; /* what is tested is one */
	bool is_raw;    /* no frames are looked for */
	bool saw_eof;
	uint8_t *in; /* owned: what is not yet a whole frame */
	size_t in_len;

	struct hpack hpack;
	uint8_t *block; /* owned: a field block in pieces */
	size_t block_len;
	uint32_t block_stream; /* 0: none is open */
	uint8_t block_flags;
	bool block_is_push;

	struct h2_stream streams[H2_STREAMS];
	size_t stream_count;
	uint32_t highest; /* stream that we, or a client, began */

	int64_t window;
	int64_t credit;
	uint64_t updates;
	int64_t initial_window; /* as we announced it */
	int64_t initial_credit; /* as the peer did */
	struct {
		int64_t by; /* our windows shrink, once the peer has ACKed */
		size_t streams; /* those that there were then */
	} shrinks[64];
	unsigned int settings_sent;
	size_t table_told; /* for its encoder, once it has ACKed */
	bool push_is_off;

	unsigned int acks;
	unsigned int settings_got;
	uint32_t settings[H2_SETTINGS_KEPT];
	bool has_setting[H2_SETTINGS_KEPT];
	unsigned int frames;
	unsigned int pings;
	uint64_t ping_answer; /* payload of the last PING ACK */
	unsigned int ping_answers;
	unsigned int goaways;
	uint32_t goaway_code;
	uint32_t goaway_last;

	char fault[240]; /* what no peer may do, and it did */
	char said[400];  /* its frames in short, for a report */
	bool trace;
};

void h2_peer_begin(struct h2_peer *p, int fd, bool is_server);

void h2_peer_end(struct h2_peer *p);

/* reads until there is one more frame (1), the end (0), or `ms` are over (-1);
 * a connection that is gone counts as its end */
int h2_peer_read(struct h2_peer *p, int ms);

/* the octets of one or more frames of ours; false when it does not take them
 * within `ms`.  A connection that is gone takes everything. */
bool h2_peer_send(struct h2_peer *p, const uint8_t *bytes, size_t len, int ms);

/* the same without reading; false when it takes no more for a while, or has
 * gone */
bool h2_peer_push(struct h2_peer *p, const uint8_t *bytes, size_t len);

/* borrowed; NULL when nothing is known of it */
struct h2_stream *h2_peer_find(struct h2_peer *p, uint32_t id);

/* borrowed; begun when it was not */
struct h2_stream *h2_peer_stream(struct h2_peer *p, uint32_t id);

/* we told it a new SETTINGS_INITIAL_WINDOW_SIZE, or (negative) none in this
 * SETTINGS frame */
void h2_peer_told_window(struct h2_peer *p, int64_t window);

const char *h2_code_name(uint32_t code);

uint32_t h2_u32(const uint8_t *p);

int64_t h2_now_ms(void);

#endif
