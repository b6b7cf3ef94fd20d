/* SPDX-License-Identifier: MIT */
/*
 * What the message codec tells, as text, so that tests are tables.
 */

#ifndef LWS_WS_RECORDER_H
#define LWS_WS_RECORDER_H

#include "lws-test.h"
#include "roles/ws/ws-message.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BYTES(s) s, sizeof(s) - 1
#define SERVER   LWS_SIDE_SERVER
#define CLIENT   LWS_SIDE_CLIENT

/*
 * Events as text:  T(..) B(..) a message, | between its frames; z after the
 * letter: compressed; P[] O[] ping, pong; C[] close; !code reason: refused.
 * What was told of a message with bad text depends on the split, and is left
 * out.
 */
struct recorder {
	enum lws_side side;
	uint8_t rsv_ok;
	bool utf8_off;
	uint8_t lenient;
	bool stops; /* ask to stop after every event */
	size_t max_lump;
	const char *name, *expected;

	struct lws__ws_message m;
	uint8_t *control; /* what was lent */
	size_t message_at;
	unsigned int events;
	size_t at;
	char text[8192];
};

struct vector {
	const char *name;
	enum lws_side side;
	uint8_t rsv_ok;
	const char *bytes;
	size_t len;
	const char *expected;
};

/* tells all to the struct recorder that is its arg */
extern const struct lws__ws_sink rec_sink;

void record_begin(struct recorder *r);
/* feeds a piece, again and again if the sink stops */
void record_feed(struct recorder *r, uint8_t *data, size_t len);
/* for lws__test_each_split(): the text must be r->expected */
void record_run(const struct lws__test_piece *pieces, size_t count, void *arg);

/* every split, several lump sizes, with and without a sink that stops; a name
 * that begins with "lenient" sets all of WS_LENIENT_ */
void run_vector(const struct vector *v, bool utf8_off);
void run_vectors(const struct vector *v, size_t count);

#endif
