/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 frames (RFC 9113 4 and 6, RFC 8441, RFC 9218), both sides.  No I/O, no
 * wsi, no memory but the struct.  What follows from the state of a stream is
 * the role's business; all that can be said of a frame by itself, and of
 * CONTINUATION, is said here.
 *
 *   in   lws__h2_rx_next() gives one event after the other, in any split
 *   out  lws__h2_write_...() into the caller's buffer
 *
 * Events of the receiver.  f->... is in struct lws__h2_rx; each frame gives one
 * of these lines:
 *
 *   DATA           HEAD  PIECE*  END
 *   HEADERS        HEAD  PIECE*  END    with its CONTINUATIONs as one: the END
 *                                       is that of the field block
 *   SETTINGS       SETTING*  SETTINGS_END
 *   SETTINGS ACK   SETTINGS_ACK
 *   PING           PING                 (is_ack)
 *   GOAWAY         GOAWAY               (debug data: GOAWAY first, then
 *                                       PIECE*, END)
 *   WINDOW_UPDATE  WINDOW_UPDATE
 *   RST_STREAM     RST_STREAM
 *   PRIORITY       IGNORED              (RFC 9113 5.3.2: to be counted only)
 *   PRIORITY_UPDATE  PRIORITY_UPDATE
 *   anything else  IGNORED              (ALTSVC, ORIGIN, unknown types)
 *
 * Instead of any of them: STREAM_ERROR, the frame is passed over and reading
 * goes on; or BAD, which is final.  f->bad then tells why and
 * lws__h2_bad_rule() the code and the words.
 */

#ifndef LWS_ROLES_H2_FRAME_H
#define LWS_ROLES_H2_FRAME_H

#include "base/base.h"
#include "roles/h2/h2-limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lws__h2_type {
	LWS__H2_DATA = 0x0,
	LWS__H2_HEADERS = 0x1,
	LWS__H2_PRIORITY = 0x2,
	LWS__H2_RST_STREAM = 0x3,
	LWS__H2_SETTINGS = 0x4,
	LWS__H2_PUSH_PROMISE = 0x5, /* we never allow it: always refused */
	LWS__H2_PING = 0x6,
	LWS__H2_GOAWAY = 0x7,
	LWS__H2_WINDOW_UPDATE = 0x8,
	LWS__H2_CONTINUATION = 0x9,
	LWS__H2_ALTSVC = 0xa,           /* RFC 7838; ignored */
	LWS__H2_ORIGIN = 0xc,           /* RFC 8336; ignored */
	LWS__H2_PRIORITY_UPDATE = 0x10, /* RFC 9218 7.1 */
};

enum lws__h2_flag {
	LWS__H2_ACK = 0x1, /* SETTINGS, PING */
	LWS__H2_END_STREAM = 0x1,
	LWS__H2_END_HEADERS = 0x4,
	LWS__H2_PADDED = 0x8,
	LWS__H2_HAS_PRIORITY = 0x20, /* HEADERS */
};

/* RFC 9113 7 */
enum lws__h2_code {
	LWS__H2_NO_ERROR = 0x0,
	LWS__H2_PROTOCOL_ERROR = 0x1,
	LWS__H2_INTERNAL_ERROR = 0x2,
	LWS__H2_FLOW_CONTROL_ERROR = 0x3,
	LWS__H2_SETTINGS_TIMEOUT = 0x4,
	LWS__H2_STREAM_CLOSED = 0x5,
	LWS__H2_FRAME_SIZE_ERROR = 0x6,
	LWS__H2_REFUSED_STREAM = 0x7,
	LWS__H2_CANCEL = 0x8,
	LWS__H2_COMPRESSION_ERROR = 0x9,
	LWS__H2_CONNECT_ERROR = 0xa,
	LWS__H2_ENHANCE_YOUR_CALM = 0xb,
	LWS__H2_INADEQUATE_SECURITY = 0xc,
	LWS__H2_HTTP_1_1_REQUIRED = 0xd,
};

/* "PROTOCOL_ERROR"; "unknown" */
const char *lws__h2_code_name(uint32_t code);
/* "HEADERS"; "unknown" */
const char *lws__h2_type_name(uint8_t type);

enum lws__h2_limits {
	LWS__H2_HEAD_LEN = 9,
	LWS__H2_FRAME_DEFAULT = 16384,  /* MAX_FRAME_SIZE at first, and least */
	LWS__H2_FRAME_MOST = 0xffffff,  /* MAX_FRAME_SIZE at most */
	LWS__H2_WINDOW_DEFAULT = 65535, /* INITIAL_WINDOW_SIZE at first */
	LWS__H2_WINDOW_MOST = 0x7fffffff,
	LWS__H2_PREFACE_LEN = 24,
	/* ours: */
	LWS__H2_PRIORITY_LEN = 32, /* value of a PRIORITY_UPDATE; the rest
				    * of a longer one is dropped */
};

/* "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" */
extern const char lws__h2_preface[LWS__H2_PREFACE_LEN + 1];

/*
 * Everything that a peer can do wrong with one frame, or with settings and
 * windows.
 */
enum lws__h2_bad {
	LWS__H2_FINE,
	LWS__H2_BAD_PREFACE,      /* not the client's 24 bytes */
	LWS__H2_BAD_FIRST,        /* the first frame is not SETTINGS */
	LWS__H2_BAD_LEN_LIMIT,    /* over our MAX_FRAME_SIZE */
	LWS__H2_BAD_LEN,          /* of a type that has a fixed one */
	LWS__H2_BAD_LEN_PRIORITY, /* not 5: the stream's error */
	LWS__H2_BAD_LEN_SHORT,    /* too short for its own fields */
	LWS__H2_BAD_STREAM_ZERO,  /* stream 0 where one is needed */
	LWS__H2_BAD_STREAM_NOT_ZERO,
	LWS__H2_BAD_PADDING,          /* as long as the payload, or longer */
	LWS__H2_BAD_SEQUENCE,         /* another frame inside a field block */
	LWS__H2_BAD_CONTINUATION,     /* continues nothing */
	LWS__H2_BAD_CONTINUATIONS,    /* over LWS__H2_CONTINUATIONS_MAX empty */
	LWS__H2_BAD_BLOCK_LONG,       /* a field block over block_max */
	LWS__H2_BAD_PUSH,             /* PUSH_PROMISE: nobody allowed it */
	LWS__H2_BAD_ACK_LEN,          /* SETTINGS ACK with a payload */
	LWS__H2_BAD_SETTINGS_LEN,     /* not a multiple of 6 */
	LWS__H2_BAD_SETTINGS_COUNT,   /* over LWS__H2_SETTINGS_MAX */
	LWS__H2_BAD_ENABLE_PUSH,      /* not 0 or 1; a server says 1 */
	LWS__H2_BAD_WINDOW_SIZE,      /* INITIAL_WINDOW_SIZE over 2^31 - 1 */
	LWS__H2_BAD_FRAME_SIZE,       /* MAX_FRAME_SIZE out of range */
	LWS__H2_BAD_CONNECT_PROTOCOL, /* not 0 or 1, or taken back */
	LWS__H2_BAD_PRIORITIES,       /* NO_RFC7540_PRIORITIES likewise */
	LWS__H2_BAD_INCREMENT,        /* WINDOW_UPDATE of 0: connection */
	LWS__H2_BAD_INCREMENT_STREAM, /* the same: the stream's error */
	LWS__H2_BAD_WINDOW,           /* the connection's beyond 2^31 - 1 */
	LWS__H2_BAD_WINDOW_STREAM,    /* a stream's beyond it */
	LWS__H2_BAD_OVERRUN,          /* more DATA than we gave credit for */
	LWS__H2_BAD_PRIORITY_TARGET,  /* PRIORITY_UPDATE of stream 0 */
	LWS__H2_BAD_PRIORITY_FROM_SERVER,
	LWS__H2_BAD_COUNT
};

struct lws__h2_bad_rule {
	uint8_t code;       /* enum lws__h2_code */
	bool is_stream;     /* RST_STREAM is enough */
	const char *words;  /* short, for GOAWAY and the log */
	const char *clause; /* "RFC 9113 6.1" */
};

/* borrowed, constant */
const struct lws__h2_bad_rule *lws__h2_bad_rule(enum lws__h2_bad why);

/* ---- receiving -------------------------------------------------------- */

enum lws__h2_event {
	LWS__H2_MORE, /* all input taken */
	LWS__H2_BAD,
	LWS__H2_STREAM_ERROR, /* of f->stream: RST_STREAM it, go on */
	LWS__H2_HEAD,         /* type, flags, stream, len are set */
	LWS__H2_PIECE,        /* piece is payload, in place, without padding */
	LWS__H2_END,          /* the payload, or the field block, is complete */
	LWS__H2_SETTING,      /* id and value; not judged yet */
	LWS__H2_SETTINGS_END,
	LWS__H2_SETTINGS_ACK,
	LWS__H2_PINGED,      /* opaque; is_ack */
	LWS__H2_GONE,        /* GOAWAY: last_stream, code */
	LWS__H2_WINDOW,      /* value: increment, 1..2^31 - 1 */
	LWS__H2_RESET,       /* code */
	LWS__H2_PRIORITISED, /* PRIORITY_UPDATE: target, opaque, opaque_len */
	LWS__H2_IGNORED,     /* type, flags, stream, len: to be counted */
};

/*
 * Receiver.  Members under "event" are good until the next call; those under
 * "frame" until the END of theirs.  type, flags and stream of a HEADERS stay
 * while its CONTINUATIONs come, and END_STREAM in flags is that of HEADERS.
 */
struct lws__h2_rx {
	/* limits, the role's to change at any time */
	uint32_t frame_max; /* our MAX_FRAME_SIZE; LWS__H2_FRAME_DEFAULT */
	uint32_t block_max; /* bytes of a field block as sent; 0: none */

	/* frame */
	uint32_t len;    /* payload with padding: what flow control counts */
	uint32_t stream; /* 31 bits */
	uint8_t type;
	uint8_t flags;

	/* event */
	bool is_ack;
	uint8_t bad; /* enum lws__h2_bad */
	uint16_t id; /* SETTING */
	uint8_t opaque_len;
	uint32_t value;       /* SETTING, WINDOW */
	uint32_t code;        /* RESET, GONE */
	uint32_t last_stream; /* GONE */
	uint32_t target;      /* PRIORITISED: the stream */
	struct lws_cursor piece;
	uint8_t opaque[LWS__H2_PRIORITY_LEN]; /* PINGED: 8 bytes */

	/* private */
	uint8_t side; /* enum lws_side: which end we are */
	uint8_t state;
	uint8_t got; /* bytes of head, preface or fixed payload so far */
	uint8_t wants;
	uint8_t pad;
	uint8_t empty_continuations;
	bool is_in_block; /* only CONTINUATION may come */
	bool saw_settings;
	uint32_t left;      /* of the payload, padding not counted */
	uint32_t block_len; /* of the field block so far */
	uint8_t fixed[LWS__H2_HEAD_LEN];
};

/*
 * A server first wants the client's preface.  Limits are set to the defaults
 * and block_max to 0.
 */
void lws__h2_rx_init(struct lws__h2_rx *f, enum lws_side side);

/*
 * Take input up to the next event.  An answer other than MORE may have taken
 * all input too: call until it says MORE (or stop between two events, for flow
 * control, and go on later with the rest of the input).
 */
enum lws__h2_event lws__h2_rx_next(struct lws__h2_rx *f, struct lws_cursor *in);

/* Is this the beginning of the preface?  MORE: so far; at most 24 bytes. */
enum lws_feed lws__h2_preface_match(const uint8_t *p, size_t len);

/* between two frames: at its end the transport may close without harm */
bool lws__h2_rx_is_between(const struct lws__h2_rx *f);

/* ---- settings ----------------------------------------------------------- */

/* beside enum lws_h2_settings */
enum {
	LWS__H2_SET_NO_RFC7540_PRIORITIES = 9, /* RFC 9218 2.1 */
};

/* what one side has said; lws__h2_settings_init() gives what holds at first */
struct lws__h2_settings {
	uint32_t header_table_size;      /* 4096 */
	uint32_t max_concurrent_streams; /* UINT32_MAX: no limit said */
	uint32_t initial_window_size;    /* 65535 */
	uint32_t max_frame_size;         /* 16384 */
	uint32_t max_header_list_size;   /* UINT32_MAX: no limit said */
	bool enable_push;                /* true */
	bool enable_connect_protocol;    /* false; RFC 8441 */
	bool no_rfc7540_priorities;      /* false; RFC 9218 */
};

void lws__h2_settings_init(struct lws__h2_settings *s);
/*
 * One entry that came from a peer which is `from`.  FINE, or what is wrong with
 * it, and then *s is unchanged.  An unknown id is fine.
 */
enum lws__h2_bad
lws__h2_settings_apply(struct lws__h2_settings *s, enum lws_side from,
		       uint16_t id, uint32_t value);

/* ---- flow control (RFC 9113 5.2, 6.9) ------------------------------------ */

/*
 * Credit to send, of the connection or of one stream: an int32_t, which may be
 * negative after the peer has lowered its INITIAL_WINDOW_SIZE.
 */

/* WINDOW_UPDATE; nonzero: beyond 2^31 - 1, unchanged */
int lws__h2_window_grow(int32_t *credit, uint32_t increment);
/* INITIAL_WINDOW_SIZE changed: for each stream.  Nonzero: as above */
int lws__h2_window_rebase(int32_t *credit, uint32_t was, uint32_t is);
/* bytes of DATA that may be sent now, at most want; 0: none */
uint32_t lws__h2_window_usable(int32_t connection, int32_t stream,
			       uint32_t frame_max, size_t want);

/*
 * Credit that we gave, of the connection or of one stream.  No number goes over
 * 2^31 - 1.
 */
struct lws__h2_credit {
	uint32_t left;   /* the peer may still send this much */
	uint32_t unsaid; /* free again, but the peer has not been told yet */
	uint32_t total;  /* both of them, and what the application has */
	uint32_t size;   /* what we like total to be */
};

/* the peer knows of size, and has sent nothing */
void lws__h2_credit_init(struct lws__h2_credit *c, uint32_t size);
/* DATA came, with its padding; nonzero: more than we allowed, unchanged */
int lws__h2_credit_take(struct lws__h2_credit *c, uint32_t len);
/*
 * The application is done with len bytes of it.  Returns the increment for a
 * WINDOW_UPDATE that is to be sent now: when half of size has gathered, so
 * that small reads do not each cause one; else 0.
 */
uint32_t lws__h2_credit_give(struct lws__h2_credit *c, uint32_t len);
/*
 * Have size be this much.  Returns the increment to send now; a smaller size
 * is reached by giving less back.
 */
uint32_t lws__h2_credit_resize(struct lws__h2_credit *c, uint32_t size);

/* ---- priority (RFC 9218 4) ------------------------------------------------
 */

struct lws__h2_priority {
	uint8_t urgency;     /* 0 first .. 7 last; 3 by default */
	bool is_incremental; /* may share the connection with its equals */
};

#define LWS__H2_PRIORITY_DEFAULT ((struct lws__h2_priority){3, false})

/*
 * The value of a Priority field or of PRIORITY_UPDATE: members it has are set,
 * others untouched.  Nonzero: not a dictionary (RFC 8941 3.2); *p is unchanged,
 * and the field is to be ignored.
 */
int lws__h2_priority_parse(struct lws__h2_priority *p, const char *value,
			   size_t len);

/* ---- sending ----------------------------------------------------------------
 */

/*
 * Each writes one frame, or the head of one, to out, which has room, and
 * returns how many bytes it took.
 */

/* LWS__H2_HEAD_LEN bytes; len bytes of payload follow, below 2^24 */
size_t lws__h2_write_head(uint8_t *out, uint32_t len, enum lws__h2_type type,
			  unsigned int flags, uint32_t stream);

struct lws__h2_setting {
	uint16_t id;
	uint32_t value;
};

enum {
	LWS__H2_SETTING_LEN = 6,
	LWS__H2_PING_LEN = LWS__H2_HEAD_LEN + 8,
	LWS__H2_RST_STREAM_LEN = LWS__H2_HEAD_LEN + 4,
	LWS__H2_WINDOW_UPDATE_LEN = LWS__H2_HEAD_LEN + 4,
	LWS__H2_GOAWAY_LEN = LWS__H2_HEAD_LEN + 8, /* and the debug text */
	LWS__H2_GOAWAY_TEXT_MAX = 128,             /* more is cut */
};

/* LWS__H2_HEAD_LEN + count * LWS__H2_SETTING_LEN */
size_t lws__h2_write_settings(uint8_t *out, const struct lws__h2_setting *s,
			      size_t count);
size_t lws__h2_write_settings_ack(uint8_t *out);
size_t lws__h2_write_ping(uint8_t *out, const uint8_t opaque[8], bool is_ack);
size_t lws__h2_write_rst_stream(uint8_t *out, uint32_t stream, uint32_t code);
size_t
lws__h2_write_window_update(uint8_t *out, uint32_t stream, uint32_t increment);
/* text: NUL terminated, or NULL */
size_t lws__h2_write_goaway(uint8_t *out, uint32_t last_stream, uint32_t code,
			    const char *text);
/* PRIORITY_UPDATE of target: "u=5, i"; room for 11 more than a head */
size_t lws__h2_write_priority_update(uint8_t *out, uint32_t target,
				     const struct lws__h2_priority *p);

#endif
