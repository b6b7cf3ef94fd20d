/* SPDX-License-Identifier: MIT */
/*
 * Slots: what the kernel is asked about, which outlives the conn it is for, and
 * what came for it.
 */

#include "net/uring.h"

#include <string.h>

enum {
	SLOTS_FIRST = 16,
};

/* ---- slots ------------------------------------------------------------- */

static int
grow(struct lws__uring *u)
{
	uint32_t room = u->slot_room ? u->slot_room * 2 : SLOTS_FIRST;
	struct lws__uring_slot *slots =
		lws__realloc(u->slots, room * sizeof(*slots), "ring slots");

	if (!slots)
		return 1;
	u->slots = slots;
	u->slot_room = room;
	if (!u->slot_count)
		u->slot_count = 1; /* 0 says "none" */

	return 0;
}

struct lws__uring_slot *
lws__uring_slot_make(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_slot *s = lws__uring_slot(u, conn);
	uint8_t generation = 0;
	uint32_t n;

	if (s)
		return s;
	if (u->free_slots) {
		n = u->free_slots;
		u->free_slots = u->slots[n].next_free;
		generation = (uint8_t)(u->slots[n].generation + 1);
	} else {
		if (u->slot_count >= u->slot_room && grow(u))
			return NULL;
		n = u->slot_count++;
	}
	s = &u->slots[n];
	memset(s, 0, sizeof(*s));
	s->generation = generation;
	s->first = s->last = LWS__URING_NONE;
	s->conn = conn;
	conn->poll_index = n;

	return s;
}

static uint32_t
index_of(const struct lws__uring *u, const struct lws__uring_slot *s)
{
	return (uint32_t)(s - u->slots);
}

/* when no list and no receive has it any more */
void
lws__uring_slot_free(struct lws__uring *u, struct lws__uring_slot *s)
{
	if (s->conn || s->is_ready || s->is_todo || s->rx != LWS__URING_IDLE)
		return;
	s->next_free = u->free_slots;
	u->free_slots = index_of(u, s);
}

static void
give_all_back(struct lws__uring *u, struct lws__uring_slot *s)
{
	while (s->first != LWS__URING_NONE) {
		uint16_t n = s->first;

		s->first = u->got[n].next;
		lws__ring_give_back(&u->ring, n);
	}
	s->last = LWS__URING_NONE;
}

void
lws__uring_slot_leave(struct lws__uring *u, struct lws_conn *conn)
{
	struct lws__uring_slot *s = lws__uring_slot(u, conn);

	if (!s)
		return;
	give_all_back(u, s);
	s->conn = NULL;
	conn->poll_index = 0;
	if (s->rx == LWS__URING_ARMED)
		lws__uring_todo(u, s);
	lws__uring_slot_free(u, s);
}

void
lws__uring_todo(struct lws__uring *u, struct lws__uring_slot *s)
{
	if (s->is_todo)
		return;
	s->is_todo = 1;
	s->next_todo = u->todo_head;
	u->todo_head = index_of(u, s);
}

void
lws__uring_ready(struct lws__uring *u, struct lws__uring_slot *s)
{
	uint32_t n = index_of(u, s);

	if (s->is_ready)
		return;
	s->is_ready = 1;
	s->next_ready = 0;
	if (u->ready_head)
		u->slots[u->ready_tail].next_ready = n;
	else
		u->ready_head = n;
	u->ready_tail = n;
}

struct lws__uring_slot *
lws__uring_next_ready(struct lws__uring *u)
{
	struct lws__uring_slot *s;

	if (!u->ready_head)
		return NULL;
	s = &u->slots[u->ready_head];
	u->ready_head = s->next_ready;
	s->is_ready = 0;

	return s;
}

/* ---- what came ------------------------------------------------------------
 */

void
lws__uring_arrived(struct lws__uring *u, struct lws__uring_slot *s,
		   uint16_t buffer, uint16_t len)
{
	u->got[buffer] = (struct lws__uring_got){
		.next = LWS__URING_NONE, .at = 0, .len = len};
	if (s->first == LWS__URING_NONE)
		s->first = buffer;
	else
		u->got[s->last].next = buffer;
	s->last = buffer;
}

size_t
lws__uring_take(struct lws__uring *u, struct lws__uring_slot *s, uint8_t *buf,
		size_t len)
{
	size_t taken = 0;

	while (s->first != LWS__URING_NONE && taken < len) {
		struct lws__uring_got *g = &u->got[s->first];
		size_t n = (size_t)(g->len - g->at);

		if (n > len - taken)
			n = len - taken;
		memcpy(buf + taken,
		       lws__ring_buffer(&u->ring, s->first) + g->at, n);
		taken += n;
		g->at = (uint16_t)(g->at + n);
		if (g->at < g->len)
			break;
		lws__ring_give_back(&u->ring, s->first);
		s->first = g->next;
	}
	if (s->first == LWS__URING_NONE)
		s->last = LWS__URING_NONE;

	return taken;
}

uint8_t *
lws__uring_take_whole(struct lws__uring *u, struct lws__uring_slot *s,
		      size_t len, size_t *got)
{
	const uint16_t n = s->first;
	const struct lws__uring_got *g;

	if (n == LWS__URING_NONE || n != s->last)
		return NULL;
	g = &u->got[n];
	if ((size_t)(g->len - g->at) > len)
		return NULL;
	*got = (size_t)(g->len - g->at);
	s->first = s->last = LWS__URING_NONE;
	/* the kernel looks for one when the ring is entered, not before */
	lws__ring_give_back(&u->ring, n);

	return lws__ring_buffer(&u->ring, n) + g->at;
}

int
lws__uring_keep(struct lws__uring *u, struct lws__uring_slot *s)
{
	int ret = 0;

	for (uint16_t n = s->first; n != LWS__URING_NONE && !ret;
	     n = u->got[n].next) {
		uint8_t *at = lws__ring_buffer(&u->ring, n);
		struct lws_cursor c = {at + u->got[n].at, at + u->got[n].len};

		ret = lws__conn_keep_rx(s->conn, &c);
	}
	give_all_back(u, s);

	return ret;
}
