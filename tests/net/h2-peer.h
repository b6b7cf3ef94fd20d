/* SPDX-License-Identifier: MIT */
/*
 * A client of HTTP/2 made by hand: it sends what it is told to, right or wrong,
 * and keeps what comes by stream.
 *
 *	struct h2_peer h;
 *
 *	h2_connect(&net, &h, NULL, 0);
 *	h2_ask(&net, &h, 1, "GET", "/dyn/hello", H2_END, NULL);
 *	assert_int_equal(h2_answer(&net, &h, 1)->status, 200);
 *	h2_hang_up(&h);
 */

#ifndef LWS_H2_PEER_H
#define LWS_H2_PEER_H

#include "net-test.h"
#include "roles/h2/frame.h"
#include "roles/h2/hpack.h"

enum {
	H2_STREAMS = 200,
	H2_END = LWS__H2_END_STREAM,
	H2_END_HEAD = LWS__H2_END_HEADERS,
	H2_NO_CODE = -1,
};

/* what came for one stream */
struct h2_got {
	uint32_t id; /* 0 = unused */
	int heads;   /* field blocks */
	int status;
	char head[1024]; /* "name: value\n" each */
	char *body;      /* owned */
	size_t len;
	uint32_t updates; /* window, bytes */
	int reset;        /* code, or H2_NO_CODE */
	int ended;
	int continued; /* 100 came */
	size_t frames; /* of DATA */
	size_t largest;
};

struct h2_peer {
	struct lws__net_peer p;
	struct lws__h2_rx rx;
	struct lws__hpack_decoder decoder;
	struct h2_got got[H2_STREAMS];
	struct lws__h2_settings theirs;
	char goaway_text[LWS__H2_GOAWAY_TEXT_MAX + 1];
	int goaway; /* code, or H2_NO_CODE */
	uint32_t goaway_last;
	int acks;  /* of SETTINGS */
	int pongs; /* of PING */
	int pings;
	uint32_t updates; /* of the connection, bytes */
	bool no_windows;  /* do not give credit back */
	bool no_ack;      /* of SETTINGS */
	bool bad;         /* broke a rule of frames, or of HPACK */
};

/* preface and SETTINGS with these entries; waits for theirs */
void h2_connect(struct lws__net *net, struct h2_peer *h,
		const struct lws__h2_setting *s, size_t count);
/* the connection only */
void h2_connect_silent(struct lws__net *net, struct h2_peer *h);
/* h2 over a connection that is there */
void h2_take(struct h2_peer *h);
void h2_hang_up(struct h2_peer *h);
/* as a server: the next connection there, preface and SETTINGS exchanged */
void h2_accept(struct lws__net *net, struct h2_peer *h, int listen_fd,
	       const struct lws__h2_setting *s, size_t count);
/* the same, but SETTINGS are not sent yet */
void h2_accept_silent(struct lws__net *net, struct h2_peer *h, int listen_fd);
/* waits for the head of a request; its fields are in ->head */
struct h2_got *h2_asked(struct lws__net *net, struct h2_peer *h, uint32_t id);
/* a whole response, 200 */
void h2_respond(struct lws__net *net, struct h2_peer *h, uint32_t id,
		const char *body);
void h2_goaway(struct lws__net *net, struct h2_peer *h, uint32_t last,
	       uint32_t code);
void
h2_reset(struct lws__net *net, struct h2_peer *h, uint32_t id, uint32_t code);

void h2_frame(struct lws__net *net, struct h2_peer *h, enum lws__h2_type type,
	      unsigned int flags, uint32_t id, const void *payload, size_t len);
/* fields: "name: value\n" each, pseudo ones too; the block in one frame */
void h2_fields(struct lws__net *net, struct h2_peer *h, uint32_t id,
	       unsigned int flags, const char *fields);
/* a request; more: fields behind the pseudo ones, or NULL */
void
h2_ask(struct lws__net *net, struct h2_peer *h, uint32_t id, const char *method,
       const char *path, unsigned int flags, const char *more);
void h2_data(struct lws__net *net, struct h2_peer *h, uint32_t id,
	     unsigned int flags, const void *data, size_t len);
void
h2_window(struct lws__net *net, struct h2_peer *h, uint32_t id, uint32_t more);
/* the block of fields; its length */
size_t h2_block(uint8_t *out, size_t room, const char *fields);

/* what there is now */
void h2_pump(struct h2_peer *h);
/* NULL: nothing came for it */
struct h2_got *h2_of(struct h2_peer *h, uint32_t id);
/* waits for END_STREAM or RST_STREAM */
struct h2_got *h2_answer(struct lws__net *net, struct h2_peer *h, uint32_t id);
/* waits for RST_STREAM of this code, and a PING that is answered behind it */
void
h2_expect_reset(struct lws__net *net, struct h2_peer *h, uint32_t id, int code);
/* waits for GOAWAY of this code and the end */
void h2_expect_goaway(struct lws__net *net, struct h2_peer *h, int code);
/* everything sent so far was read and answered */
void h2_ping(struct lws__net *net, struct h2_peer *h);
/* value of a field to static text; NULL: it is not there */
const char *h2_field(const struct h2_got *g, const char *name);

#endif
