/* SPDX-License-Identifier: MIT */
/*
 * Whose turn it is (RFC 9218 10).
 *
 * In a pass each stream of the ring has a turn; a pass ends when the kernel
 * or the connection's credit refuses more.  As long as no client has said
 * anything, streams have their turns in the order in which they asked.  Else
 * the most urgent is first; among equals those that are not incremental, by id,
 * then the others, in turn.  So that nobody starves, who has waited longest is
 * passed over a few times only.
 */

#include "roles/h2/h2.h"

#include <string.h>

static struct lws__h2_stream *
stream_at(struct lws_dll2 *d)
{
	return lws__h2_stream_of(
		lws_container_of(d, struct lws__mux_stream, ring)->wsi);
}

static bool
is_before(const struct lws__h2_stream *a, const struct lws__h2_stream *b)
{
	const struct lws__h2_priority *p = &a->priority, *q = &b->priority;

	if (p->urgency != q->urgency)
		return p->urgency < q->urgency;
	if (p->is_incremental != q->is_incremental)
		return q->is_incremental;

	return !p->is_incremental && a->id < b->id;
}

void
lws__h2_pass_begin(struct lws__h2 *h2)
{
	h2->pass++;
	h2->again = 0;
}

struct lws__h2_stream *
lws__h2_pass_next(struct lws__h2 *h2)
{
	struct lws__h2_stream *best = NULL, *oldest = NULL;

	for (struct lws_dll2 *d = h2->mux.ring.head; d; d = d->next) {
		struct lws__h2_stream *s = stream_at(d);

		if (s->pass == h2->pass)
			continue; /* it had its turn */
		if (!oldest)
			oldest = s;
		if (!best || is_before(s, best))
			best = s;
		if (!h2->with_priority)
			break;
	}
	if (!best)
		return NULL;
	if (best != oldest && lws__h2_may_send(oldest) &&
	    ++h2->passed_over > LWS__H2_PASSED_OVER) {
		h2->passed_over = 0;
		best = oldest;
	}
	/* one that is to be sent as a whole goes on while it can */
	if (!best->has_priority || best->priority.is_incremental ||
	    ++h2->again > LWS__H2_PASSED_OVER)
		best->pass = h2->pass;
	lws_dll2_remove(&best->mux.ring);

	return best;
}

/* ---- what clients say --------------------------------------------------- */

static void
set(struct lws__h2 *h2, struct lws__h2_stream *s, const char *value, size_t len)
{
	if (lws__h2_priority_parse(&s->priority, value, len))
		return;
	if (!s->has_priority)
		h2->with_priority++;
	s->has_priority = 1;
}

void
lws__h2_priority_field(struct lws__h2_stream *s, const char *value, size_t len)
{
	/* what an update has said is newer, although it came before */
	if (s->has_priority)
		return;
	set(lws__h2_here(s->mux.wsi), s, value, len);
	s->field_priority = s->has_priority;
}

void
lws__h2_priority_again(struct lws__h2_stream *s,
		       const struct lws__h2_priority *p)
{
	if (s->has_priority)
		return;
	s->priority = *p;
	s->has_priority = s->field_priority = 1;
	lws__h2_here(s->mux.wsi)->with_priority++;
}

void
lws__h2_priority_update(struct lws__h2 *h2, uint32_t id, const char *value,
			size_t len)
{
	struct lws__h2_stream *s = lws__h2_find(h2, id);
	struct lws__h2_early *e;

	if (s) {
		set(h2, s, value, len);
		return;
	}
	if (id <= h2->last_peer || !(id & 1))
		return; /* it ended, or is none */
	e = &h2->early[h2->early_at++ % LWS__H2_EARLY];
	e->priority = LWS__H2_PRIORITY_DEFAULT;
	e->id = lws__h2_priority_parse(&e->priority, value, len) ? 0 : id;
}

void
lws__h2_priority_begin(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	s->priority = LWS__H2_PRIORITY_DEFAULT;
	s->pass = (uint8_t)(h2->pass - 1u);
	for (size_t n = 0; n < LWS__H2_EARLY; n++) {
		if (h2->early[n].id != s->id)
			continue;
		h2->early[n].id = 0;
		s->priority = h2->early[n].priority;
		s->has_priority = 1;
		h2->with_priority++;
	}
}

void
lws__h2_priority_end(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	if (s->has_priority)
		h2->with_priority--;
	s->has_priority = 0;
}
