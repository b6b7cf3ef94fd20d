/* SPDX-License-Identifier: MIT */
/*
 * Heads that are the same again.
 *
 * A client asks one connection for the same thing time and again, with the same
 * bytes; and is answered with the same fields.  So what the last field block of
 * a connection came to is kept, each way:
 *
 *   request    bytes of the block -> its header table, with path and arguments
 *              as they are served
 *   response   fields as they were drafted -> bytes of the block
 *
 * Both follow from those bytes and the dynamic table alone.  What is kept is
 * used while no entry of that table has come or gone, and only blocks that do
 * not change it are kept.  A request that differs in its path alone, if this is
 * a literal that is not indexed, as most clients send it, has that one read.
 *
 * A request is kept when one like it comes for the second time in a row, if it
 * has no announced length and was not refused.
 *
 *   of a connection          like it     another        table    end
 *   nothing                  hash        hash           -        -
 *   hash                     kept        hash           -        -
 *   kept                     used        kept and hash  unused   forgotten
 *
 * Memory: of a thread, which has places for some connections; one that needs
 * one and has none takes that of whoever had his for longest.
 */

#ifndef LWS_ROLES_H2_H2_AGAIN_H
#define LWS_ROLES_H2_H2_AGAIN_H

#include "roles/h2/h2.h"

struct lws__h2_again {
	struct lws__h2 *owner; /* NULL: the place is free */
	/* a request: block and image of its header table */
	uint64_t table; /* .changes of the decoder's */
	uint32_t block_len;
	uint32_t image_len;
	uint32_t path_at; /* in the block: a literal, not indexed; 0: not so */
	uint32_t path_len;
	uint32_t list_size; /* of all fields but the path */
	struct lws__h2_priority priority;
	uint8_t has_priority;
	uint8_t pseudo;
	uint8_t saw_regular;
	uint8_t method;
	uint8_t is_head;
	/* a response: draft and what it came to */
	uint64_t sent_table; /* .changes of the encoder's */
	uint32_t draft_len;
	uint32_t sent_len;
	uint8_t request[LWS__H2_AGAIN_REQUEST];
	uint8_t response[LWS__H2_AGAIN_RESPONSE];
};

/* ---- h2-again-request.c ---- */

enum lws__h2_again_is {
	LWS__H2_AGAIN_NOT,       /* it is to be read */
	LWS__H2_AGAIN_SAME,      /* s is as it was then */
	LWS__H2_AGAIN_ELSEWHERE, /* it is, but for the path, which was read */
	LWS__H2_AGAIN_BROKEN, /* the path cannot be read: an error of HPACK */
};

/* the piece that has come for s, if it is all of the block of a request */
enum lws__h2_again_is
lws__h2_again_request(struct lws__h2 *h2, struct lws__h2_stream *s);
/* the request of s is complete and has a target, and nobody has heard of it */
void lws__h2_again_keep(struct lws__h2 *h2, const struct lws__h2_stream *s);

/* ---- h2-again.c ---- */

/* of this connection; NULL: no memory */
struct lws__h2_again *lws__h2_again_place(struct lws__h2 *h2);
/* bytes for the draft of a block, as lws__hpack_index() */
int lws__h2_again_index(struct lws__h2 *h2, const uint8_t *block, size_t len,
			struct lws_cursor *out);
/* the connection ends */
void lws__h2_again_forget(struct lws__h2 *h2);

#endif
