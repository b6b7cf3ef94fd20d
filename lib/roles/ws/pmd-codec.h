/* SPDX-License-Identifier: MIT */
/*
 * The messages of permessage-deflate (RFC 7692 7.2): payload in, compressed
 * payload out, and back, in pieces of any size.  zlib's, with its memory taken
 * when a message begins and given back when the next one does not need it.
 */

#ifndef LWS_ROLES_WS_PMD_CODEC_H
#define LWS_ROLES_WS_PMD_CODEC_H

#include "base/base.h"
#include "roles/ws/pmd-small.h"

enum lws__pmd_step {
	LWS__PMD_DONE, /* all input taken, all that comes of it is out */
	LWS__PMD_FULL, /* out is full: call again with what is left of in */
	/* the end of it: */
	LWS__PMD_CORRUPT,
	LWS__PMD_TOO_LONG,
	LWS__PMD_NO_MEMORY,
};

struct lws__pmd_z; /* zlib's stream */

/* streams that have no message under way, kept for whoever needs one next;
 * {0} is empty.  Of one thread. */
struct lws__pmd_pool {
	struct lws__pmd_z *deflater;  /* owned */
	struct lws__pmd_z *inflater;  /* owned */
	struct lws__pmd_small *small; /* owned */
};

void lws__pmd_pool_empty(struct lws__pmd_pool *pool);

/* ---- to the peer ---- */

/* {0} with the members of the first group set is ready */
struct lws__pmd_tx {
	struct lws__pmd_pool *pool; /* borrowed, of the thread */
	uint8_t bits;               /* 9..15 */
	uint8_t level;              /* 0..9, zlib's */
	uint8_t mem_level;          /* 1..9, zlib's */
	bool has_takeover;

	/* private */
	struct lws__pmd_z *z;         /* owned, NULL: none now */
	struct lws__pmd_small *small; /* owned; while there is no z */
	uint8_t held[4]; /* may turn out to be the end of the message */
	uint8_t held_len;
	bool is_open; /* a message is under way */
};

enum {
	LWS__PMD_OUT_MIN = 16, /* the least room that deflate is given */
};

/*
 * A whole message at once, as long as all were short, and speed was asked for:
 * its length in out, or 0: it has to be deflated as below.
 */
size_t lws__pmd_deflate_small(struct lws__pmd_tx *tx, const uint8_t *in,
			      size_t len, uint8_t *out, size_t room);

/* a message begins: nonzero if there is no memory for it, and none began */
int lws__pmd_deflate_begin(struct lws__pmd_tx *tx);

/*
 * Deflates [in->at, in->end), which stays as it is, into out, of at least
 * LWS__PMD_OUT_MIN bytes; *got is what is there now.  All input of a message
 * comes out when DONE, so that the peer can have it; is_end: and the message
 * ends with it.
 */
enum lws__pmd_step
lws__pmd_deflate(struct lws__pmd_tx *tx, struct lws_cursor *in, bool is_end,
		 uint8_t *out, size_t room, size_t *got);

/* nothing is sent for a while: what was sent is forgotten (7.1.1 lets the
 * sender do so).  A message under way keeps all. */
void lws__pmd_deflate_rest(struct lws__pmd_tx *tx);
void lws__pmd_deflate_free(struct lws__pmd_tx *tx);

/* ---- from the peer ---- */

struct lws__pmd_rx {
	struct lws__pmd_pool *pool; /* borrowed, of the thread */
	uint8_t bits;               /* 8..15 */
	bool has_takeover;
	uint64_t max; /* most bytes of a message, 0: any */

	/* private */
	struct lws__pmd_z *z; /* owned, NULL: none now */
	uint8_t *window;      /* owned: of a stream that rests */
	uint32_t window_len;
	uint64_t total;  /* of the message so far */
	uint8_t tail_at; /* of the bytes that end every message */
	uint8_t ends;    /* final blocks met in it */
	bool is_open;
	bool is_fresh; /* nothing came since it, or the last block, began */
	bool was_full; /* there may be more without input */
};

/*
 * Inflates from in into out of room bytes (not 0); in may be empty.  is_end:
 * the message ends with this input.
 */
enum lws__pmd_step
lws__pmd_inflate(struct lws__pmd_rx *rx, struct lws_cursor *in, bool is_end,
		 uint8_t *out, size_t room, size_t *got);

/* nothing comes for a while: only what later messages may refer to is kept */
void lws__pmd_inflate_rest(struct lws__pmd_rx *rx);
void lws__pmd_inflate_free(struct lws__pmd_rx *rx);

#endif
