/* SPDX-License-Identifier: MIT */
/*
 * WebSocket frames (RFC 6455 5.2), both sides, no memory of messages.
 *
 *   in   lws__ws_frame_feed_header()   until LWS_FEED_DONE, then
 *        lws__ws_frame_take_payload()  until nothing is left of the frame
 *   out  lws__ws_frame_write_header() or lws__ws_frame_prepend()
 *
 * Which frames may follow each other is the business of ws-message.h.
 */

#ifndef LWS_ROLES_WS_FRAME_H
#define LWS_ROLES_WS_FRAME_H

#include "base/base.h"

enum lws__ws_opcode {
	WS_OP_CONTINUATION = 0x0, /* more of the message under way */
	WS_OP_TEXT = 0x1,         /* first frame of a UTF-8 message */
	WS_OP_BINARY = 0x2,       /* first frame of an opaque message */
	WS_OP_CLOSE = 0x8,
	WS_OP_PING = 0x9,
	WS_OP_PONG = 0xa,
};

enum {
	WS_HEADER_MAX = 14, /* 2 + 64-bit length + masking key */

	/* the rsv bits, as they stand in the first byte of a frame shifted
	 * right by four: what lws_get_reserved_bits() masks likewise */
	WS_RSV1 = 0x4,
	WS_RSV2 = 0x2,
	WS_RSV3 = 0x1,
};

/* what a client may be told to let pass (lws_client_connect_info) */
enum {
	WS_LENIENT_RSV = 1,    /* allow_reserved_bits: any, on any frame */
	WS_LENIENT_OPCODE = 2, /* allow_unknown_opcode: 3-7, 11-15 */
	/* not of the frame: an extension is asked about every message */
	WS_ASK_EXT = 4,
};

/* a frame that says it is longer than this is refused with 1009: at a
 * gigabyte a second it would take three days to arrive */
#define WS_FRAME_LEN_MAX ((uint64_t)1 << 48)

/*
 * Everything that a peer can do wrong once the connection is WebSocket, seen
 * here or in ws-message.c.  lws__ws_bad_rule() tells what follows from each.
 */
enum lws__ws_bad {
	WS_FINE,
	/* header of a frame */
	WS_BAD_RSV,           /* a reserved bit that no extension gave sense */
	WS_BAD_OPCODE,        /* 3-7, 11-15 */
	WS_BAD_UNMASKED,      /* a client must mask */
	WS_BAD_MASKED,        /* a server must not */
	WS_BAD_CTRL_FRAGMENT, /* control frame without FIN */
	WS_BAD_CTRL_LEN,      /* control frame over 125 bytes */
	WS_BAD_LEN_FORM,      /* length not in its shortest form */
	WS_BAD_LEN_TOP_BIT,   /* 64-bit length with the highest bit set */
	WS_BAD_LEN_LIMIT,     /* longer than WS_FRAME_LEN_MAX */
	/* order of frames */
	WS_BAD_CONTINUATION, /* continues nothing */
	WS_BAD_NEW_MESSAGE,  /* starts inside an unfinished message */
	/* content */
	WS_BAD_UTF8,         /* text that no continuation can make valid */
	WS_BAD_UTF8_CUT,     /* text ends inside a code point */
	WS_BAD_CLOSE_LEN,    /* CLOSE payload of one byte */
	WS_BAD_CLOSE_CODE,   /* CLOSE with a code that may not be sent */
	WS_BAD_CLOSE_REASON, /* CLOSE with a reason that is not UTF-8 */
	/* what an extension found in the payload */
	WS_BAD_PAYLOAD,     /* it cannot be */
	WS_BAD_MESSAGE_LEN, /* it becomes longer than it may */
	WS_BAD_OUR_MEMORY,  /* not the peer's fault */

	WS_BAD_COUNT
};

struct lws__ws_bad_rule {
	uint16_t close_code; /* what our CLOSE frame says */
	const char *reason;  /* and its reason text */
	const char *clause;  /* the rule that was broken, for the log */
};

/* borrowed, constant; WS_FINE gives an empty rule */
const struct lws__ws_bad_rule *lws__ws_bad_rule(enum lws__ws_bad why);

/* how far a header has been read */
enum lws__ws_frame_state {
	WS_FRAME_FIRST,   /* before a frame: wants FIN, RSV, opcode */
	WS_FRAME_SECOND,  /* wants MASK and the short length */
	WS_FRAME_LENGTH,  /* inside the 16 or 64-bit length */
	WS_FRAME_KEY,     /* inside the masking key */
	WS_FRAME_PAYLOAD, /* header complete; `left` bytes to come */
	WS_FRAME_BROKEN,  /* the peer broke a rule: `bad` says which */
};

/*
 * Decoder.  {0} plus lws__ws_frame_init() is ready for the first byte.
 * While state is WS_FRAME_PAYLOAD the members under "this frame" describe it.
 */
struct lws__ws_frame {
	uint64_t left; /* payload bytes not taken yet */

	/* this frame */
	uint8_t key[4]; /* zero if unmasked */
	uint8_t opcode; /* enum lws__ws_opcode */
	uint8_t rsv;    /* WS_RSV1.. bits */
	bool is_final;  /* FIN */
	bool is_masked;

	/* private to the decoder */
	uint8_t state;   /* enum lws__ws_frame_state */
	uint8_t bad;     /* enum lws__ws_bad */
	uint8_t side;    /* enum lws_side: which end we are */
	uint8_t rsv_ok;  /* rsv bits an extension allows on data frames */
	uint8_t pending; /* bytes of length or key still to come */
	uint8_t phase;   /* payload bytes so far, modulo 4 */
	bool form_is_64; /* the length being read has eight bytes */

	/* WS_LENIENT_ bits; the user's, 0 after init */
	uint8_t lenient;
};

void
lws__ws_frame_init(struct lws__ws_frame *f, enum lws_side side, uint8_t rsv_ok);

static inline bool
lws__ws_frame_is_control(const struct lws__ws_frame *f)
{
	return !!(f->opcode & 0x8);
}

/*
 * Read one frame header, at any split.  DONE: complete, the payload (maybe of
 * 0 bytes) is next.  BAD: f->bad says why, and every later call says BAD too.
 */
enum lws_feed
lws__ws_frame_feed_header(struct lws__ws_frame *f, struct lws_cursor *in);

/*
 * After DONE: take what is there of the payload, at most max bytes, unmasked
 * in place.  *span (borrowed: it is the caller's input) is its start, the
 * return its length.  When f->left is 0 the frame is over: the next header may
 * be fed, and the members of this one stay until then.
 */
size_t
lws__ws_frame_take_payload(struct lws__ws_frame *f, struct lws_cursor *in,
			   size_t max, uint8_t **span);

/*
 * XOR buf with the key (RFC 6455 5.3).  phase is the position of buf[0] in the
 * payload, modulo 4.  Returns the phase of the byte after buf.  Mask and unmask
 * are the same.  As fast as memory.
 */
unsigned int lws__ws_mask(uint8_t *buf, size_t len, const uint8_t key[4],
			  unsigned int phase);
/* the same from one place to another; out is in, or does not overlap it */
unsigned int lws__ws_mask_copy(uint8_t *out, const uint8_t *in, size_t len,
			       const uint8_t key[4], unsigned int phase);

/* a frame to be sent */
struct lws__ws_head {
	uint64_t len;   /* payload bytes, below 2^63 */
	uint8_t opcode; /* enum lws__ws_opcode */
	uint8_t rsv;    /* WS_RSV1.. bits */
	bool is_final;
	bool is_masked; /* a client says true and fills key from the CSPRNG */
	uint8_t key[4];
};

/* bytes the header takes: 2..WS_HEADER_MAX */
size_t lws__ws_frame_header_len(const struct lws__ws_head *h);

/* header to out (room for WS_HEADER_MAX); returns its length.  The payload is
 * the caller's to mask. */
size_t lws__ws_frame_write_header(const struct lws__ws_head *h, uint8_t *out);

/*
 * Header straight before payload, where lws__ws_frame_header_len(h) bytes must
 * be writable, and h->len bytes of payload masked in place if h->is_masked.
 * Returns the start of the frame.
 */
uint8_t *lws__ws_frame_prepend(const struct lws__ws_head *h, uint8_t *payload);

#endif
