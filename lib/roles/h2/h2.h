/* SPDX-License-Identifier: MIT */
/*
 * The role h2: HTTP/2 on one connection, many transactions at a time.
 *
 * The connection (the root's role_state):
 *
 *   FIRST   waits for the peer's SETTINGS; on a server for its preface before
 *   OPEN    streams come and go
 *   GOING   a GOAWAY was sent or came: what is under way is finished, then the
 *           connection ends
 *   OVER    an error was told: nothing more is read
 *
 *   from \ event     SETTINGS   GOAWAY either way   broken rule   no stream
 * left FIRST            OPEN       OVER                OVER          - OPEN -
 * GOING               OVER          idle timeout GOING            -          -
 * OVER          closes
 *
 * A stream (a wsi's mux_stream), by who has ended; RFC 9113 5.1.  One that is
 * idle or closed is no object: an id above `last_peer` is idle, any other was
 * closed, and the last few are remembered with who reset them.
 *
 *                    HEADERS in          DATA in        END_STREAM in   WINDOW
 *   idle             opens it            PROTOCOL_ERROR, all of them
 *   OPEN             trailers            body           HALF_REMOTE     credit
 *   HALF_LOCAL       trailers            body           closed          credit
 *   HALF_REMOTE      STREAM_CLOSED, both                -               credit
 *   closed by us     read for HPACK      credited       ignored         ignored
 *   closed           STREAM_CLOSED or    STREAM_CLOSED  -               ignored
 *                    PROTOCOL_ERROR
 *
 *                    END_STREAM out      RST_STREAM in or out
 *   OPEN             HALF_LOCAL          closed
 *   HALF_REMOTE      closed              closed
 *   HALF_LOCAL       -                   closed
 *
 * A response may be whole before its request is.  RFC 9113 8.1 has RST_STREAM
 * NO_ERROR for that; some clients then forget the response if both come at
 * once.  So it is sent when the peer has used up the credit that it had: one
 * that reads the response and stops never hears it.
 *
 * What a client does besides is in h2-client.h.
 *
 * Who closes: the application (a verdict, a timeout) -> leave() sends what the
 * peer must still know; the peer (RST_STREAM) -> the wsi closes as if its
 * transport had gone.
 *
 * Credit.  What may be sent: connection and stream both need some; who has none
 * leaves the ring and comes back with a WINDOW_UPDATE.  What may come: the
 * connection's is given back as soon as DATA has been handed on or is dropped;
 * the stream's when the application has had it.
 */

#ifndef LWS_ROLES_H2_H2_H
#define LWS_ROLES_H2_H2_H

#include "core/mux.h"
#include "core/role.h"
#include "roles/h2/frame.h"
#include "roles/h2/h2-limits.h"
#include "roles/h2/hpack.h"
#include "roles/http/http.h"

extern const struct lws_role_ops lws__role_h2;

enum lws__h2_state {
	LWS__H2_FIRST,
	LWS__H2_OPEN,
	LWS__H2_GOING,
	LWS__H2_OVER,
};

/* see h2-guard.c: a bucket that each event takes from and time fills */
struct lws__h2_bucket {
	uint32_t used;
	int64_t at_us;
};

struct lws__h2_stream {
	struct lws__mux_stream mux; /* first */
	struct lws_buflist *rxq;    /* owned: came while reading was held */
	struct lws_buflist *txq;    /* owned: sent, has no credit */
	struct lws_buflist *headq;  /* owned: pieces of the response's head */
	uint8_t *head_whole; /* owned: the same, joined; in a call only */
	size_t txq_len;
	uint64_t rx_left; /* of an announced body */
	uint64_t tx_left; /* of the length that our head announced */
	const char *flaw; /* why its head is malformed, NULL: it is not */
	struct lws__h2_credit credit; /* what it may be sent */
	int32_t tx_credit;
	uint32_t id;
	uint32_t rx_since; /* body bytes since the timeout was set */
	uint32_t tx_since;
	struct lws__h2_priority priority;

	uint8_t pseudo;        /* which came: bits of h2-request.c */
	uint8_t head_done : 1; /* the request's head; what comes are trailers */
	uint8_t saw_regular : 1; /* a field that is no pseudo one */
	uint8_t has_length : 1;  /* content-length came */
	uint8_t peer_ended : 1;  /* END_STREAM came, and was told or kept */
	uint8_t end_told : 1;    /* the wsi knows of it */
	uint8_t we_ended : 1;    /* END_STREAM was sent */
	uint8_t end_due : 1;     /* ... is to be, behind txq */
	uint8_t was_reset : 1;   /* RST_STREAM, either way: say no more */
	uint8_t reset_by_us : 1;
	uint8_t tx_has_length : 1;
	uint8_t wants_body : 1;  /* the application hears of the body */
	uint8_t is_immortal : 1; /* half-closed long poll: no timeouts */
	uint8_t resumes : 1;     /* kept input is to be given */
	uint8_t is_manual : 1;   /* the application gives rx credit itself */
	uint8_t is_empty_end : 1;
	uint8_t has_priority : 1;   /* the client said one */
	uint8_t field_priority : 1; /* ... in its head */
	uint8_t again : 2;          /* its head is known, see h2-again.h */
	uint8_t pass;               /* in which it had its turn last */
};

/* a stream that ended of late */
struct lws__h2_ended {
	uint32_t id;
	uint32_t left : 30; /* of its window: more is an error */
	uint32_t tells : 1; /* RST_STREAM NO_ERROR is due then */
	uint32_t by_us : 1; /* what still comes was under way */
};

struct lws__h2;

/* what the two sides do each in their way; a side that is not built has NULL */
struct lws__h2_side {
	const struct lws_role_ops *role; /* of streams, while they are http */
	const struct lws__http_wire *wire;
	const struct lws__hpack_sink *head; /* fields of a request, response */
	/* the field block of one has ended */
	enum lws_verdict (*head_end)(struct lws__h2 *h2,
				     struct lws__h2_stream *s);
	/* something moved: it has its time again */
	void (*progress)(struct lws *wsi);
	/* bytes can flow, our SETTINGS are sent */
	enum lws_verdict (*ready)(struct lws__h2 *h2);
	/* of clients only.  Our SETTINGS are chosen */
	void (*choose)(struct lws__h2 *h2);
	/* SETTINGS came, GOAWAY; the connection broke */
	void (*settings)(struct lws__h2 *h2);
	void (*gone)(struct lws__h2 *h2);
	void (*lost)(struct lws__h2 *h2);
	/* RST_STREAM for s: true, it is taken care of */
	bool (*refused)(struct lws__h2_stream *s, uint32_t code);
	/* no stream is left, or the first is there */
	void (*idle)(struct lws__h2 *h2);
	/* role.h */
	void (*turn)(struct lws *root);
	bool (*takes)(const struct lws *root, const struct lws *wsi);
	/* mux.h */
	struct lws__conn_record *(*record)(const struct lws *stream);
	int (*depart)(struct lws *stream);
	void (*told)(struct lws *stream);
};

extern const struct lws__h2_side lws__h2_server_side;
extern const struct lws__h2_side lws__h2_client_side;

struct lws__h2 {
	struct lws__mux mux; /* first */
	struct lws *root;
	/* owned: memory of streams that went to another connection */
	lws_dll2_owner_t departed;
	struct lws__h2_stream *first; /* asked for h2c, not served yet */
	struct lws__h2_stream
		*at; /* whose frame is being read, NULL: nobody's */
	struct lws__h2_rx rx;
	struct lws__hpack_decoder decoder;
	struct lws__hpack_encoder encoder;
	struct lws__h2_settings ours;
	struct lws__h2_settings theirs;
	struct lws__h2_credit credit;
	struct lws__http_waiter waiter; /* for a place for a head */
	struct lws__h2_again *heads;    /* of its thread, see h2-again.h */
	uint32_t block_len; /* a request that rx.piece was, 0: not to be kept */
	uint32_t seen;      /* hash of the last one, 0: none */
	struct lws__h2_bucket resets;
	struct lws__h2_bucket idles;
	int32_t tx_credit;
	uint32_t tx_owed; /* bytes that small updates may answer, see h2-tx.c */
	uint32_t last_peer;  /* highest id that the peer used */
	uint32_t next_ours;  /* of a client */
	uint32_t frame_data; /* of this DATA frame: bytes not credited yet */
	uint32_t replies;    /* queued behind unsent bytes */
	/* owned: LWS__H2_REMEMBERED of them; NULL: none has ended yet */
	struct lws__h2_ended *ended;
	struct lws__h2_early {
		uint32_t id; /* 0: none */
		struct lws__h2_priority priority;
	} early[LWS__H2_EARLY];
	uint16_t ended_at;
	uint16_t immortals;
	uint16_t with_priority; /* streams */
	uint8_t early_at;
	uint8_t passed_over; /* turns, see h2-turns.c */
	uint8_t again;       /* turns of this pass that were not one each */
	uint8_t pass;

	uint8_t state; /* enum lws__h2_state */
	uint8_t goaway_sent : 1;
	uint8_t head_waits : 1; /* a HEADERS was announced, no place for it */
	uint8_t gone_in : 1;    /* the peer said GOAWAY */
	uint8_t resuming : 1;
	uint8_t acked : 1;      /* our SETTINGS */
	uint8_t is_lenient : 1; /* with a peer that overflows our windows */
	uint8_t has_served : 1; /* a whole response came */
};

static inline const struct lws__h2_side *
lws__h2_side_of(const struct lws__h2 *h2)
{
	return h2->root->is_client ? &lws__h2_client_side
				   : &lws__h2_server_side;
}

static inline struct lws__h2 *
lws__h2_of(const struct lws *root)
{
	return root->role_state;
}

static inline struct lws__h2_stream *
lws__h2_stream_of(const struct lws *stream)
{
	return stream->mux_stream;
}

/* of a stream's connection */
static inline struct lws__h2 *
lws__h2_here(const struct lws *stream)
{
	return stream->conn->wsi->role_state;
}

/* ---- h2.c: the connection -------------------------------------------------
 */

/* becomes the root of an h2 connection; nonzero: no memory */
int lws__h2_begin(struct lws *wsi);
/* bytes can flow: SETTINGS, and a time for the peer's */
enum lws_verdict lws__h2_ready(struct lws *wsi);
/* h2-upgrade.c: a request of HTTP/1 that asks for h2c */
enum lws_claim lws__h2_upgrade(struct lws *wsi, const char *token);
/* our SETTINGS and window; nonzero: the connection failed */
int lws__h2_send_settings(struct lws__h2 *h2);
/* memory of streams that went elsewhere; not while one is being served */
void lws__h2_free_departed(struct lws__h2 *h2);
/* a rule is broken: GOAWAY, and the end */
enum lws_verdict
lws__h2_over(struct lws__h2 *h2, uint32_t code, const char *words);
/* no new streams; what is under way is finished */
void lws__h2_go_away(struct lws__h2 *h2);
/* idle: for so long; else each stream has its own time */
void lws__h2_idle_timer(struct lws__h2 *h2);
/* a frame of ours that answers one of the peer's */
void lws__h2_reply(struct lws__h2 *h2, const uint8_t *frame, size_t len);

/* ---- h2-rx.c: frames in
 * ------------------------------------------------------
 */

enum lws_verdict lws__h2_rx_root(struct lws *root, struct lws_cursor *in);
/* RST_STREAM in answer to what was read; CLOSE: one too many */
enum lws_verdict lws__h2_rx_reset(struct lws__h2 *h2, uint32_t id,
				  uint32_t code, const char *words);

/* ---- h2-guard.c -------------------------------------------------------------
 */

/* false: too much of it, see h2-limits.h */
bool lws__h2_guard_reset(struct lws__h2 *h2);
bool lws__h2_guard_idle(struct lws__h2 *h2);

/* ---- h2-stream.c: streams
 * ----------------------------------------------------
 */

extern const struct lws__mux_ops lws__h2_mux;

/* NULL: there is none of that id */
struct lws__h2_stream *lws__h2_find(const struct lws__h2 *h2, uint32_t id);
/* opened by a peer; no callback but WSI_CREATE.  NULL: no memory, or its peer
 * has all it may have */
struct lws__h2_stream *lws__h2_stream_open(struct lws__h2 *h2, uint32_t id);
/* of zeroes: windows and priority as they are at first */
void lws__h2_stream_init(struct lws__h2 *h2, struct lws__h2_stream *s);
/* RST_STREAM, and what came for it of late is remembered; nothing closes */
void lws__h2_stream_abandon(struct lws__h2 *h2, struct lws__h2_stream *s,
			    uint32_t code);
/* what it keeps of bytes goes */
void lws__h2_stream_forget(struct lws__h2_stream *s);
/* RST_STREAM, and its wsi goes.  False: one too many, ENHANCE_YOUR_CALM */
bool lws__h2_stream_reset(struct lws__h2 *h2, uint32_t id, uint32_t code,
			  const char *words);
/* did a stream of this id end of late?  NULL: no */
struct lws__h2_ended *lws__h2_ended(struct lws__h2 *h2, uint32_t id);
/* DATA for one that we ended: the peer hears when it may send no more.
 * Nonzero: it has sent more than it might */
int lws__h2_late_data(struct lws__h2 *h2, struct lws__h2_ended *e, uint32_t len,
		      bool is_last);
/* hand on what came for it; what it does not take is kept */
void lws__h2_stream_rx(struct lws__h2_stream *s, struct lws_cursor *in);
/* what was kept, when reading is not held any more */
void lws__h2_stream_give_kept(struct lws__h2_stream *s);
/* END_STREAM came and all before it was handed on */
void lws__h2_stream_end(struct lws__h2_stream *s);
/* its application has had len bytes more: credit */
void lws__h2_stream_credit(struct lws__h2_stream *s, uint32_t len);

/* ---- h2-tx.c: bytes out
 * ------------------------------------------------------
 */

/* a stream's payload, in frames as credit allows; the rest is kept.  -1 */
int lws__h2_send_data(struct lws__h2_stream *s, const uint8_t *head,
		      size_t head_len, const uint8_t *p, size_t len, bool end);
/* a field block, with CONTINUATIONs as needed.  Nonzero: failed */
int lws__h2_send_block(struct lws__h2_stream *s, const uint8_t *block,
		       size_t len, bool end);
/* the ring, while the connection takes bytes */
enum lws_verdict lws__h2_writable(struct lws *root);
/* credit for it has come, of the stream or the connection */
void lws__h2_stream_go_on(struct lws__h2_stream *s);
bool lws__h2_may_send(const struct lws__h2_stream *s);
/* the kernel refuses; without flushing what is corked */
bool lws__h2_is_blocked(const struct lws__h2 *h2);

/* ---- h2-turns.c: whose turn it is
 * --------------------------------------------
 */

/* each stream that is in the ring has one turn */
void lws__h2_pass_begin(struct lws__h2 *h2);
/* the next, which is out of the ring; NULL: all had theirs */
struct lws__h2_stream *lws__h2_pass_next(struct lws__h2 *h2);
/* a stream begins, ends */
void lws__h2_priority_begin(struct lws__h2 *h2, struct lws__h2_stream *s);
void lws__h2_priority_end(struct lws__h2 *h2, struct lws__h2_stream *s);
/* the field of its head; PRIORITY_UPDATE, of a stream that may not be there */
void
lws__h2_priority_field(struct lws__h2_stream *s, const char *value, size_t len);
/* what such a field has come to */
void lws__h2_priority_again(struct lws__h2_stream *s,
			    const struct lws__h2_priority *p);
void lws__h2_priority_update(struct lws__h2 *h2, uint32_t id, const char *value,
			     size_t len);

/* ---- h2-request.c: a request from its fields
 * ---------------------------------
 */

extern const struct lws__hpack_sink lws__h2_request_sink;
/* its fields are those of one that was judged good, which has left these facts;
 * but for the path, which was read, unless it is the same */
void
lws__h2_request_again(struct lws__h2_stream *s, uint8_t pseudo, bool is_same);
/* the head is complete: the rules of RFC 9113 8.  NULL, or what is wrong */
const char *lws__h2_request_judge(struct lws__h2_stream *s);

/* ---- h2-fields.c: of requests and responses
 * ------------------------------------
 */

extern const struct lws__hpack_sink lws__h2_trailer_sink;
/* RFC 9113 8.2.2: what belongs to a connection of HTTP/1; name in lower case */
bool lws__h2_is_of_connection(const char *name, size_t len);
/* answers 1, and s->flaw says why */
int lws__h2_malformed(struct lws__h2_stream *s, const char *why);
/* a field of a head, before all others if it is a pseudo field: judged, and put
 * into the header table.  0, or as above */
typedef int
lws__h2_take_pseudo(struct lws__h2_stream *s, const struct lws__hpack_field *f);
int
lws__h2_take_field(struct lws__h2_stream *s, const struct lws__hpack_field *f,
		   lws__h2_take_pseudo *take_pseudo);

/* ---- h2-server.c: its transaction
 * --------------------------------------------
 */

/* the request that asked for h2c, its head is in http of the stream */
void lws__h2_server_upgraded(struct lws__h2_stream *s);

#endif
