/* SPDX-License-Identifier: MIT */
/*
 * What is said to the kernel by the ring, and what it answers.
 */

#include "net/uring.h"

#include <errno.h>
#include <string.h>

enum {
	TAG_RX,
	TAG_SEND,
	TAG_SET,
	TAG_CANCEL,

	/* POLLIN as the ring has it: two halves of 16 bits, the lower first */
	SET_EVENTS =
		__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? POLLIN << 16 : POLLIN,
	SUBMIT_TRIES = 16,
	STOP_TRIES = 16,
	STOP_MS = 10,
};

/* whose answer it is: the number of a slot or send, what slot it was then */
static uint64_t
id_of(uint32_t n, uint8_t generation, int tag)
{
	return (uint64_t)n << 32 | (uint64_t)generation << 8 | (uint64_t)tag;
}

bool
lws__uring_carries(const struct lws__uring *u, const struct lws_conn *conn)
{
	return u->state == LWS__URING_UP && conn->stage_count == 1 &&
	       conn->stages[0] == &lws__stage_uring && conn->stage_at &&
	       !conn->no_rx_tx;
}

bool
lws__uring_receives(const struct lws__uring *u, const struct lws_conn *conn,
		    const struct lws__uring_slot *s)
{
	return (conn->want & LWS_POLLIN) && lws__uring_carries(u, conn) &&
	       (!s || (!s->refused && !s->bulk));
}

static bool
wants_rx(const struct lws__uring *u, const struct lws__uring_slot *s)
{
	return s->conn && !s->ended && !s->error &&
	       lws__uring_receives(u, s->conn, s);
}

/* ---- said ------------------------------------------------------------------
 */

static uint64_t
rx_id(const struct lws__uring *u, const struct lws__uring_slot *s)
{
	return id_of((uint32_t)(s - u->slots), s->generation, TAG_RX);
}

static void
ask_rx(struct lws__uring *u, struct lws__uring_slot *s, struct io_uring_sqe *q)
{
	q->opcode = IORING_OP_RECV;
	q->fd = (int)s->conn->fd;
	q->ioprio = IORING_RECV_MULTISHOT;
	q->flags = IOSQE_BUFFER_SELECT;
	q->buf_group = LWS__RING_GROUP;
	q->user_data = rx_id(u, s);
	s->rx = LWS__URING_ARMED;
	u->armed++;
}

static void
ask_no_rx(const struct lws__uring *u, struct lws__uring_slot *s,
	  struct io_uring_sqe *q)
{
	q->opcode = IORING_OP_ASYNC_CANCEL;
	q->fd = -1;
	q->addr = rx_id(u, s);
	q->flags = IOSQE_CQE_SKIP_SUCCESS;
	q->user_data = TAG_CANCEL;
	s->rx = LWS__URING_CANCELLING;
}

/* false: no room */
static bool
ask_todo(struct lws__uring *u)
{
	while (u->todo_head) {
		struct lws__uring_slot *s = &u->slots[u->todo_head];
		bool wants = wants_rx(u, s);
		struct io_uring_sqe *q = NULL;

		if (wants ? s->rx == LWS__URING_IDLE
			  : s->rx == LWS__URING_ARMED) {
			q = lws__ring_ask(&u->ring);
			if (!q)
				return false;
		}
		u->todo_head = s->next_todo;
		s->is_todo = 0;
		if (q && wants)
			ask_rx(u, s, q);
		else if (q)
			ask_no_rx(u, s, q);
		lws__uring_slot_free(u, s);
	}

	return true;
}

static bool
ask_set(struct lws__uring *u, const struct lws_context_per_thread *pt)
{
	struct io_uring_sqe *q;

	if (u->set_asked)
		return true;
	q = lws__ring_ask(&u->ring);
	if (!q)
		return false;
	q->opcode = IORING_OP_POLL_ADD;
	q->fd = lws__epoll_fd(pt);
	q->poll32_events = SET_EVENTS;
	q->user_data = TAG_SET;
	u->set_asked = 1;

	return true;
}

/* all of a send or an answer: the kernel says nothing of what went well */
static bool
ask_sends(struct lws__uring *u)
{
	for (; u->asked_count < u->send_count; u->asked_count++) {
		const struct lws__uring_send *send = &u->sends[u->asked_count];
		struct io_uring_sqe *q;

		if (!send->conn)
			continue;
		q = lws__ring_ask(&u->ring);
		if (!q)
			return false;
		q->opcode = IORING_OP_SEND;
		q->fd = send->fd;
		q->addr = (uintptr_t)(u->out + send->at);
		q->len = send->len;
		q->msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL |
			       (send->more ? MSG_MORE : 0);
		q->flags = IOSQE_CQE_SKIP_SUCCESS;
		q->user_data = id_of(u->asked_count, 0, TAG_SEND);
	}

	return true;
}

/* ---- answered -------------------------------------------------------------
 */

static void
rx_ended(struct lws__uring *u, struct lws__uring_slot *s, int res)
{
	if (res == -ENOBUFS)
		lws__ring_lend_more(&u->ring);
	else if (!res)
		s->ended = 1;
	else if (res == -EAGAIN || res == -EINVAL || res == -EOPNOTSUPP)
		s->refused = 1;
	else if (res != -ECANCELED && res != -EINTR)
		s->error = (uint16_t)-res;
}

/* a full buffer is the first of more, which one read could bring */
static void
came(struct lws__uring *u, struct lws__uring_slot *s, uint16_t buffer,
     uint16_t len)
{
	lws__uring_arrived(u, s, buffer, len);
	if (len < u->ring.buffer_len)
		return;
	if (!s->bulk)
		lws__uring_retell(s->conn);
	s->bulk = LWS__URING_BULK;
}

static LWS__HOT void
rx_answered(struct lws__uring *u, const struct io_uring_cqe *c)
{
	struct lws__uring_slot *s = &u->slots[c->user_data >> 32];
	uint16_t buffer = (uint16_t)(c->flags >> IORING_CQE_BUFFER_SHIFT);
	bool has_buffer = !!(c->flags & IORING_CQE_F_BUFFER);

	if (has_buffer && c->res > 0 && s->conn)
		came(u, s, buffer, (uint16_t)c->res);
	else if (has_buffer)
		lws__ring_give_back(&u->ring, buffer);
	if (!(c->flags & IORING_CQE_F_MORE)) {
		u->armed--;
		s->rx = LWS__URING_IDLE;
		if (c->res <= 0)
			rx_ended(u, s, c->res);
		if (wants_rx(u, s))
			lws__uring_todo(u, s);
		if (s->refused && s->conn)
			lws__uring_retell(s->conn);
	}
	if (!s->conn) {
		lws__uring_slot_free(u, s);
		return;
	}
	lws__fetch(s->conn);
	if (lws__uring_has_news(s))
		lws__uring_ready(u, s);
}

static void
answered(struct lws__uring *u, const struct io_uring_cqe *c)
{
	switch (c->user_data & 0xff) {
	case TAG_RX:
		rx_answered(u, c);
		break;
	case TAG_SEND:
		lws__uring_answer_send(u, (uint32_t)(c->user_data >> 32),
				       c->res);
		break;
	case TAG_SET:
		u->set_asked = 0;
		u->set_ready = 1;
		break;
	default:
		break;
	}
}

void
lws__uring_harvest(struct lws__uring *u)
{
	const struct io_uring_cqe *c;

	while ((c = lws__ring_answer(&u->ring)) != NULL) {
		answered(u, c);
		lws__ring_seen(&u->ring);
	}
}

int
lws__uring_turn(struct lws__uring *u, struct lws_context_per_thread *pt,
		int timeout_ms)
{
	int tries = SUBMIT_TRIES;

	while (tries) {
		bool is_all = ask_todo(u) && ask_set(u, pt) && ask_sends(u);
		unsigned int before = lws__ring_unasked(&u->ring);
		int ret = lws__ring_enter(&u->ring, is_all ? timeout_ms : 0);
		unsigned int left = lws__ring_unasked(&u->ring);

		if (!left)
			u->taken_count = u->asked_count;
		lws__uring_harvest(u);
		if (ret && ret != -ETIME && ret != -EINTR && ret != -EAGAIN &&
		    ret != -EBUSY)
			return ret;
		if (is_all && !left)
			timeout_ms = 0; /* it has waited */
		if (is_all && !left && u->asked_count == u->send_count) {
			lws__uring_sends_over(u);
			return 0;
		}
		if (left == before)
			tries--;
	}

	return -EBUSY;
}

/* ---- begin and end ----------------------------------------------------------
 */

static void
parts_free(struct lws__uring *u)
{
	lws__free(u->got);
	lws__free(u->sends);
	lws__free(u->out);
	lws__free(u->slots);
	memset(u, 0, sizeof(*u));
	u->state = LWS__URING_OFF;
}

/* each thread asks, and the context's rules are shared */
static bool
is_injected(struct lws_context *cx)
{
	bool ret;

	lws__context_lock(cx);
	ret = lws_fi(&cx->fic, "uring") != 0;
	lws__context_unlock(cx);

	return ret;
}

int
lws__uring_start(struct lws__uring *u, struct lws_context_per_thread *pt)
{
	/* a message of 16 KiB and its head fit into a buffer */
	static const struct lws__uring_room usual = {128, 20480, 1024, 1 << 20},
					    few = {16, 4096, 64, 65536};
	const struct lws__uring_room *room =
		pt->cx->has_few_fds ? &few : &usual;
	int error;

	u->room = room;
	u->got = lws__malloc(room->buffers * sizeof(*u->got), "ring got");
	u->sends = lws__malloc(room->sends * sizeof(*u->sends), "ring sends");
	u->out = lws__malloc(room->out, "ring out");
	error = !u->got || !u->sends || !u->out ? ENOMEM : 0;
	if (!error && is_injected(pt->cx))
		error = EPERM;
	if (!error)
		error = lws__ring_up(&u->ring, room->sends, room->buffers,
				     room->buffer_len);
	if (error) {
		parts_free(u);
		return error;
	}
	u->owner = lws__thread_self();
	u->state = LWS__URING_UP;

	return 0;
}

/* so that no receive keeps a closed socket open a moment longer */
static void
take_back_all(struct lws__uring *u)
{
	struct io_uring_sqe *q = lws__ring_ask(&u->ring);

	if (q) {
		q->opcode = IORING_OP_ASYNC_CANCEL;
		q->fd = -1;
		q->cancel_flags =
			IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY;
		q->user_data = TAG_CANCEL;
	}
	for (int n = 0; q && u->armed && n < STOP_TRIES; n++) {
		int ret = lws__ring_enter(&u->ring, STOP_MS);

		lws__uring_harvest(u);
		if (ret && ret != -ETIME && ret != -EINTR)
			break;
	}
}

void
lws__uring_stop(struct lws__uring *u)
{
	uint32_t unasked;

	if (u->state != LWS__URING_UP) {
		u->state = LWS__URING_OFF;
		return;
	}
	/* those of sends are the last ones */
	unasked = lws__ring_unasked(&u->ring);
	u->ring.sq_filled -= unasked;
	for (uint32_t n = u->asked_count; n-- > 0;) {
		struct lws__uring_send *send = &u->sends[n];

		if (send->conn && unasked)
			unasked--;
		else
			send->conn = NULL;
	}
	lws__uring_send_by_hand(u);
	if (lws__uring_is_home(u))
		take_back_all(u);
	if (lws__ring_is_here(&u->ring))
		lws__uring_harvest(u);
	for (uint32_t n = 1; n < u->slot_count; n++) {
		struct lws__uring_slot *s = &u->slots[n];

		if (!s->conn)
			continue;
		if (s->first != LWS__URING_NONE && lws__uring_keep(u, s))
			lws__conn_tx_broke(s->conn);
		s->conn->poll_index = 0;
		lws__uring_retell(s->conn);
		lws__conn_retry_rx(s->conn);
	}
	lws__ring_down(&u->ring);
	parts_free(u);
}
