/* SPDX-License-Identifier: MIT */
/*
 * WebSocket messages (RFC 6455 5.4 - 5.6, 7.4, 8.1): which frames may follow
 * each other, first and final, UTF-8 of text, collected control frames, and
 * what a CLOSE may say.  Bytes in, events out; no socket, no wsi, no malloc.
 *
 *   in   lws__ws_message_feed(), any split, masked bytes as they arrived
 *   out  struct lws__ws_sink
 */

#ifndef LWS_ROLES_WS_MESSAGE_H
#define LWS_ROLES_WS_MESSAGE_H

#include "roles/ws/ws-close-codes.h"
#include "roles/ws/ws-frame.h"

/* a lump of a data message, valid until on_data returns */
struct lws__ws_data {
	uint8_t *at;         /* borrowed, unmasked, points into the input; the
				callee may scribble on it */
	size_t len;          /* 0 for a frame without payload */
	uint64_t frame_left; /* payload of this frame still to come */
	uint8_t opcode;      /* of this frame: may be WS_OP_CONTINUATION */
	uint8_t rsv;         /* WS_RSV1.. bits of this frame */
	bool is_first;       /* first lump of the message */
	bool is_final;       /* last lump of the last frame */
	bool is_binary;      /* the message is */
	bool is_compressed;  /* its extension changes it: the text is not
				checked here, see lws__ws_message_check_text */
	bool is_frame_final; /* FIN of this frame */
	bool starts_frame;   /* first lump of this frame */
};

/*
 * Events.  arg is what feed() was given.  Every on_ member answers 0 to go on;
 * nonzero makes feed() return LWS_WS_STOPPED after this event, with the
 * unread input still in the cursor: call feed() again to go on from there.
 * All members must be there.
 */
struct lws__ws_sink {
	/* of an is_compressed lump also: above 1, that all but one of so many
	 * bytes at its end are put back, as input to come again; negative, that
	 * it breaks the rule -enum lws__ws_bad */
	int (*on_data)(void *arg, const struct lws__ws_data *d);
	/* payload (up to 125 bytes) is borrowed until return */
	int (*on_ping)(void *arg, uint8_t *payload, size_t len);
	int (*on_pong)(void *arg, uint8_t *payload, size_t len);
	/* a valid CLOSE: payload is empty, or the code and its reason.  Comes
	 * at most once, and everything after it is swallowed. */
	int (*on_close)(void *arg, uint8_t *payload, size_t len);
	/* the peer broke a rule.  Comes at most once, answer is ignored. */
	int (*on_bad)(void *arg, enum lws__ws_bad why);
	/*
	 * Somewhere to collect len (1..125) bytes of a control frame whose
	 * payload arrives in pieces: owned by the callee, and must stay until
	 * the frame's own event.  NULL: out of memory.  Not called for control
	 * frames that arrive whole.
	 */
	uint8_t *(*control_space)(void *arg, size_t len);
};

enum lws__ws_feed {
	LWS_WS_MORE,      /* all input taken */
	LWS_WS_STOPPED,   /* an event asked to stop; input may be left */
	LWS_WS_CLOSED,    /* the peer's CLOSE came; all input taken */
	LWS_WS_BAD,       /* on_bad was told; all input taken */
	LWS_WS_NO_MEMORY, /* control_space said NULL */
};

/* sequence of messages from the peer; {0} plus init is ready */
struct lws__ws_message {
	struct lws__ws_frame frame; /* the current one: for the is_ getters */
	uint8_t *control;           /* borrowed from control_space, or NULL */
	uint32_t max_lump;          /* most bytes an on_data gets; not 0 */
	struct lws_utf8 utf8;
	uint8_t opcode;      /* of the message, WS_OP_CONTINUATION: none */
	uint8_t control_len; /* bytes at control */
	bool in_frame;       /* a header is complete, its frame is not */
	bool is_first;       /* nothing of the message was delivered */
	bool starts_frame;   /* nothing of the frame was delivered */
	bool is_compressed;  /* the message's extension changes it */
	bool checks_utf8;    /* the default; a pvo can turn it off */
	uint8_t end;         /* enum lws__ws_feed that is now final, or 0 */
};

/*
 * rsv_ok: bits an extension allows (WS_RSV1 for permessage-deflate), on the
 * first frame of a message only.  What a client was told to
 * let pass is set afterwards, in frame.lenient: unknown data opcodes then begin
 * binary messages, unknown control opcodes are a message by themselves, also
 * between the fragments of another.
 */
void lws__ws_message_init(struct lws__ws_message *m, enum lws_side side,
			  uint8_t rsv_ok, size_t max_lump);

enum lws__ws_feed
lws__ws_message_feed(struct lws__ws_message *m, struct lws_cursor *in,
		     const struct lws__ws_sink *sink, void *arg);

/*
 * A short message in one frame whose bytes are all at in: taken, unmasked and
 * described in *d, which on_data has yet to hear.  False: it is not like that,
 * or not known to be, and nothing has happened.  (ws-message-whole.c)
 */
bool lws__ws_message_whole(struct lws__ws_message *m, struct lws_cursor *in,
			   struct lws__ws_data *d);

/*
 * Text that an extension unpacked: fail at the first byte that cannot be, or
 * when is_final and it ends inside a code point.  WS_FINE for binary messages
 * and when checking is off.
 */
enum lws__ws_bad
lws__ws_message_check_text(struct lws__ws_message *m, const uint8_t *p,
			   size_t len, bool is_final);

/* is a fragmented message from the peer unfinished? */
static inline bool
lws__ws_message_is_open(const struct lws__ws_message *m)
{
	return m->opcode != WS_OP_CONTINUATION;
}

/* ---- the messages we send ---- */

/* {0} is: nothing sent yet */
struct lws__ws_tx {
	bool is_open;   /* a fragmented message is unfinished */
	bool is_closed; /* our CLOSE has been framed: nothing may follow it */
};

/*
 * Frame for one lws_write(): fills opcode and is_final of *h from the
 * enum lws_write_protocol wp (with LWS_WRITE_NO_FIN) and len, leaves masking
 * and rsv alone.  Nonzero, and nothing changed: wp does not fit what was sent
 * before (TEXT inside an open message, CONTINUATION without one, anything
 * after CLOSE), a control payload over 125 bytes, or not a ws kind at all.
 */
int lws__ws_tx_head(struct lws__ws_tx *tx, int wp, size_t len,
		    struct lws__ws_head *h);

/* our CLOSE goes out: payload of len bytes */
int lws__ws_tx_close_head(struct lws__ws_tx *tx, size_t len,
			  struct lws__ws_head *h);

#endif
