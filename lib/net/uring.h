/* SPDX-License-Identifier: MIT */
/*
 * Sockets on io_uring: a loop and the stage that goes with it.
 *
 * What the ring carries are plain stream sockets: one stage, no handshake left.
 * All others, and the wish to write after a refusal, wait in an epoll set as
 * on the epoll loop; the ring waits for that set.
 *
 *   in    one receive that stays asked for (multishot).  The kernel takes a
 *         buffer of the pool when bytes come; the stage's read copies out of it
 *         and gives it back.  No buffer outlives the turn: when reading is
 *         held, what came goes to the conn's rxq.
 *
 *             IDLE -- asked --> ARMED -- held, closed --> CANCELLING
 *               ^------- the kernel's last answer --------------'
 *
 *   out   writes of a turn are copied and leave together at its end, in
 *         one system call.  They never wait in the kernel (MSG_DONTWAIT), so
 *         none is under way when that call returns; only those that it did not
 *         take as a whole are answered, and their rest goes to the txq.
 *         Whatever must know sooner settles: sends its own by hand.
 *
 * The kernel may work on a receive when its conn has gone, so what it is about
 * is a slot here, which is used again after the last answer.
 *
 * Nothing comes or goes while the thread is not in lws__ring_enter(), which is
 * called at two places, the wait and the end of a turn.  So between them the
 * socket may be read as any other, behind what has arrived.
 */

#ifndef LWS_NET_URING_H
#define LWS_NET_URING_H

#include "core/loop.h"
#include "core/stage.h"
#include "net/uring-ring.h"

enum {
	LWS__URING_SEND_MAX = 20480, /* longer ones leave at once */
	LWS__URING_SHORT = 4096,     /* when alone, longer ones too */
	LWS__URING_NONE = 0xffff,    /* no buffer */
	LWS__URING_BULK = 8, /* short reads that end a time of long ones */
};

/* what a thread has room for */
struct lws__uring_room {
	unsigned int buffers, buffer_len;
	unsigned int sends; /* of one turn */
	unsigned int out;   /* bytes of all these */
};

/* of a receive */
enum lws__uring_rx {
	LWS__URING_IDLE,
	LWS__URING_ARMED,
	LWS__URING_CANCELLING,
};

/* 32 bytes for a connection of a 64-bit system */
struct lws__uring_slot {
	struct lws_conn *conn; /* borrowed; NULL: it has gone */
	uint32_t next_ready;   /* of those with news; 0 ends these three */
	uint32_t next_todo;    /* of those that the kernel is to be told of */
	uint32_t next_free;
	uint16_t first, last; /* buffers that came and were not read */
	uint16_t send;        /* + 1, if that one is of this conn */
	uint16_t error;       /* that ended the stream */
	uint8_t rx;           /* enum lws__uring_rx */
	uint8_t generation;   /* counts the uses of the slot */
	uint8_t bulk;         /* short reads until the ring receives again */
	uint8_t is_ready : 1;
	uint8_t is_todo : 1;
	uint8_t ended : 1;   /* the peer's end of the stream came */
	uint8_t refused : 1; /* the ring does not take this socket */
};

/* a buffer that came */
struct lws__uring_got {
	uint16_t next;
	uint16_t at, len; /* unread from, up to */
};

struct lws__uring_send {
	struct lws_conn *conn; /* NULL: it was settled */
	uint32_t at, len;      /* in `out` */
	int fd;
	bool more;
};

enum lws__uring_state {
	LWS__URING_NEW,
	LWS__URING_UP,
	LWS__URING_OFF, /* refused or given up: the epoll loop serves all */
};

/* of a thread */
struct lws__uring {
	struct lws__ring ring;
	const struct lws__uring_room *room;
	uintptr_t owner;               /* the thread that may enter it */
	struct lws__uring_slot *slots; /* owned; the first is not used */
	uint32_t slot_count, slot_room;
	uint32_t free_slots;
	uint32_t ready_head, ready_tail;
	uint32_t todo_head;
	uint32_t armed;                /* receives that the kernel has */
	struct lws__uring_got *got;    /* owned, one for each buffer */
	struct lws__uring_send *sends; /* owned */
	uint8_t *out;                  /* owned */
	uint32_t send_count, out_len;
	uint32_t asked_count;  /* of sends: the kernel is asked */
	uint32_t taken_count;  /* of those: it has done what it will */
	uint8_t state;         /* enum lws__uring_state */
	uint8_t set_asked : 1; /* the kernel is to say when the set is ready */
	uint8_t set_ready : 1;
	uint8_t gathers : 1; /* its thread is in a turn, whose end sends */
};

extern const struct lws_stage_ops lws__stage_uring;

static inline struct lws__uring *
lws__uring_of(const struct lws_context_per_thread *pt)
{
	return pt->evlib_pt;
}

static inline bool
lws__uring_is_home(const struct lws__uring *u)
{
	return u->state == LWS__URING_UP && u->owner == lws__thread_self() &&
	       lws__ring_is_here(&u->ring);
}

/* its view of what to wait for is to be made anew */
static inline void
lws__uring_retell(struct lws_conn *conn)
{
	if (conn->in_fds && !lws__link_is_in_list(&conn->changed))
		lws__links_add_tail(&conn->pt->changed, &conn->changed);
}

/* ---- uring-slots.c: slots, and the buffers that came for them ---- */

/* NULL: it has none */
static inline struct lws__uring_slot *
lws__uring_slot(const struct lws__uring *u, const struct lws_conn *conn)
{
	return conn->poll_index ? &u->slots[conn->poll_index] : NULL;
}

/* made if there is none; NULL: no memory */
struct lws__uring_slot *
lws__uring_slot_make(struct lws__uring *u, struct lws_conn *conn);
/* its conn goes, or is the ring's no more */
void lws__uring_slot_leave(struct lws__uring *u, struct lws_conn *conn);
void lws__uring_slot_free(struct lws__uring *u, struct lws__uring_slot *s);
void lws__uring_todo(struct lws__uring *u, struct lws__uring_slot *s);
void lws__uring_ready(struct lws__uring *u, struct lws__uring_slot *s);
/* the first with news, taken off its list; NULL: none */
struct lws__uring_slot *lws__uring_next_ready(struct lws__uring *u);

void lws__uring_arrived(struct lws__uring *u, struct lws__uring_slot *s,
			uint16_t buffer, uint16_t len);
/* up to len of what came */
size_t lws__uring_take(struct lws__uring *u, struct lws__uring_slot *s,
		       uint8_t *buf, size_t len);
/*
 * All that came, where it stands until the ring is entered; NULL: it stands in
 * more than one place, or is more than len
 */
uint8_t *lws__uring_take_whole(struct lws__uring *u, struct lws__uring_slot *s,
			       size_t len, size_t *got);
/* all that came goes to the conn's rxq; nonzero: no memory */
int lws__uring_keep(struct lws__uring *u, struct lws__uring_slot *s);

static inline bool
lws__uring_has_news(const struct lws__uring_slot *s)
{
	return s->first != LWS__URING_NONE || s->ended || s->error;
}

/* ---- stage-uring.c ---- */

/* what the n-th send came to: bytes, or a negative errno */
void lws__uring_answer_send(struct lws__uring *u, uint32_t n, int res);
/* the kernel has taken them all: their bytes are free */
static inline void
lws__uring_sends_over(struct lws__uring *u)
{
	u->send_count = u->asked_count = u->taken_count = u->out_len = 0;
}

/* all that wait, without the ring */
void lws__uring_send_by_hand(struct lws__uring *u);
/* conn's, without the ring, and whatever becomes of it */
void lws__uring_send_last(struct lws__uring *u, struct lws_conn *conn);

/* ---- uring.c: what is said to the kernel and what it answers ---- */

/* true: the ring sends for it, and may receive */
bool
lws__uring_carries(const struct lws__uring *u, const struct lws_conn *conn);
/* true: the ring is to receive for it now, s is its slot or NULL */
bool
lws__uring_receives(const struct lws__uring *u, const struct lws_conn *conn,
		    const struct lws__uring_slot *s);
/* 0, or the errno that refuses a ring */
int lws__uring_start(struct lws__uring *u, struct lws_context_per_thread *pt);
void lws__uring_stop(struct lws__uring *u);
/* everything is said, answers are waited for and looked at; negative errno:
 * the ring is of no more use */
int lws__uring_turn(struct lws__uring *u, struct lws_context_per_thread *pt,
		    int timeout_ms);
void lws__uring_harvest(struct lws__uring *u);

#endif
