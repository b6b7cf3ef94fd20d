/* SPDX-License-Identifier: MIT */
/*
 * Many wsi on one connection.
 *
 *   root     conn->wsi: has the fd, the timers of the connection and a role
 *            with `mux`; begins its role_state with struct lws__mux
 *   stream   a wsi with the same conn and a mux_stream of its own
 *
 * A stream that wants to write stands in the root's ring; the root's writable()
 * serves the ring.  What a stream reads is given to it by the root's rx().
 *
 * The calls below are for code that has a wsi and need not know which kind it
 * is; each goes to the connection when there is no mux.
 */

#ifndef LWS_CORE_MUX_H
#define LWS_CORE_MUX_H

#include "core/core.h"

/* first member of a root's role_state */
struct lws__mux {
	lws_dll2_owner_t streams; /* all that live */
	lws_dll2_owner_t ring;    /* those that want to write, in turn */
};

/* first member of what a stream's mux_stream points to, which is freed with
 * the wsi */
struct lws__mux_stream {
	lws_dll2_t list; /* in mux->streams */
	lws_dll2_t ring; /* in mux->ring */
	struct lws *wsi;
	atomic_bool asked; /* WRITEABLE, by another thread */
	bool saw_end;      /* the peer ended its side of the stream */
	bool is_counted;   /* by peer limits: the conn stands for the first */
	uint16_t rx_off;   /* LWS_RXFLOW_REASON_* that hold reading */
};

struct lws__mux_ops {
	/* as lws__conn_send2(), framed for the stream: len, or -1 */
	int (*send)(struct lws *stream, const uint8_t *head, size_t head_len,
		    const uint8_t *p, size_t len);
	/* something that was sent could not leave: no credit, or the kernel
	 * refuses */
	bool (*choked)(struct lws *stream);
	/* unsent bytes of its own; the role calls lws__wsi_close() again when
	 * they have left */
	bool (*unsent)(const struct lws *stream);
	/* reading is not held any more: what was kept may be given */
	void (*resume)(struct lws *stream);
	/* it closes, the user was not told yet: last frames */
	void (*leave)(struct lws *stream, enum lws_close_how how);
	/* see role.h */
	int (*tx_credit)(struct lws *stream, bool peer_to_us, int add);
	/* of a client's stream: what it was asked for; NULL: it has none */
	struct lws__conn_record *(*record)(const struct lws *stream);
	/* of a client's stream: it goes on with a conn of its own, as before it
	 * was one.  Nonzero: no memory, nothing has happened */
	int (*depart)(struct lws *stream);
	/* of a client's stream, after WSI_DESTROY: the record goes */
	void (*told)(struct lws *stream);
};

/* NULL: wsi is no stream */
const struct lws__mux_ops *lws__mux_of(const struct lws *wsi);
/* NULL: wsi is no root */
struct lws__mux *lws__mux_root(const struct lws *wsi);

static inline struct lws__mux_stream *
lws__mux_stream(const struct lws *wsi)
{
	return wsi->mux_stream;
}

/* ---- for roots and streams ---------------------------------------------- */

/*
 * A stream of the root; mux_stream is taken, also on failure.  NULL: out of
 * memory, or its peer has all it may have.  No callback is made.
 */
struct lws *
lws__mux_stream_create(struct lws *root, const struct lws_role_ops *role,
		       struct lws__mux_stream *mux_stream);
/*
 * mux-client.c: a client, which has waited for root's connection or made it.
 *
 * lws__mux_join: wsi, without an fd, is a stream of root now; its record, which
 * is the caller's.  lws__mux_depart: and back, on `conn`, new and empty.
 */
struct lws__conn_record *lws__mux_join(struct lws *root, struct lws *wsi,
				       const struct lws_role_ops *role,
				       struct lws__mux_stream *mux_stream);
void lws__mux_depart(struct lws *wsi, struct lws_conn *conn,
		     struct lws__conn_record *record);
/*
 * What the user has of root (protocol, user space, *pwsi, family, timer) is the
 * stream's from now on; root has no callbacks but WSI_DESTROY.
 */
void lws__mux_move_user(struct lws *root, struct lws *stream);
/* leaves ring and list; when it closes */
void lws__mux_stream_leave(struct lws *stream);
/* into the ring, and the root is called when the connection takes bytes */
void lws__mux_ring(struct lws *stream);
/* calls fn for the stream as for a connection's handler, and acts on what it
 * answers.  True: the stream lives on */
bool lws__mux_serve(struct lws *stream,
		    enum lws_verdict (*fn)(struct lws *stream, void *arg),
		    void *arg);
/* the root closes: its streams go first */
void lws__mux_close_streams(struct lws *root, enum lws_close_how how);
/* what other threads asked of streams */
void lws__mux_serve_asked(struct lws *root);

/* ---- for any wsi --------------------------------------------------------- */

int lws__wsi_send2(struct lws *wsi, const uint8_t *head, size_t head_len,
		   const uint8_t *p, size_t len);
bool lws__wsi_choked(struct lws *wsi);
/* WRITEABLE is wanted */
void lws__wsi_ask_writable(struct lws *wsi);
bool lws__wsi_rx_is_off(const struct lws *wsi);
/* whoever held it: read on */
void lws__wsi_rx_on(struct lws *wsi);
/* the peer has ended its side */
bool lws__wsi_saw_end(const struct lws *wsi);
/* what a handler answered, and what became of the wsi meanwhile */
void lws__wsi_verdict(struct lws *wsi, enum lws_verdict v);

#endif
