/* SPDX-License-Identifier: MIT */
/*
 * See h2-again.h.
 */

#include "roles/h2/h2-again.h"

#include "core/service-module.h"

#include <string.h>

struct lws__h2_agains {
	struct lws__h2_again *list[LWS__H2_AGAIN]; /* owned, or NULL */
	size_t next;                               /* the oldest */
};

/* ---- places -------------------------------------------------------------- */

static struct lws__h2_again *
next_place(struct lws_context_per_thread *pt)
{
	struct lws__h2_agains *all = pt->h2_agains;
	struct lws__h2_again **a;

	if (!all)
		all = pt->h2_agains = lws__zalloc(sizeof(*all), "h2 heads");
	if (!all)
		return NULL;
	a = &all->list[all->next];
	if (!*a)
		*a = lws__zalloc(sizeof(**a), "h2 head");
	if (*a)
		all->next = (all->next + 1) % LWS__H2_AGAIN;

	return *a;
}

struct lws__h2_again *
lws__h2_again_place(struct lws__h2 *h2)
{
	struct lws__h2_again *a = h2->heads;

	if (a)
		return a;
	a = next_place(h2->root->conn->pt);
	if (!a)
		return NULL;
	if (a->owner)
		lws__h2_again_forget(a->owner);
	a->owner = h2;
	h2->heads = a;

	return a;
}

void
lws__h2_again_forget(struct lws__h2 *h2)
{
	struct lws__h2_again *a = h2->heads;

	h2->heads = NULL;
	h2->seen = 0;
	if (a)
		memset(a, 0, sizeof(*a)); /* there may be cookies in it */
}

static void
free_all(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws__h2_agains *all = cx->pts[n].h2_agains;

		for (size_t i = 0; all && i < LWS__H2_AGAIN; i++) {
			if (all->list[i] && all->list[i]->owner)
				lws__h2_again_forget(all->list[i]->owner);
			lws__free(all->list[i]);
		}
		lws__free(all);
		cx->pts[n].h2_agains = NULL;
	}
}

const struct lws__service_module lws__service_h2_again = {
	.name = "h2 heads",
	.context_destroy = free_all,
};

/* ---- responses ----------------------------------------------------------- */

static bool
is_sent_again(const struct lws__h2 *h2, const uint8_t *block, size_t len)
{
	const struct lws__h2_again *a = h2->heads;

	return a && len && a->draft_len == len &&
	       a->sent_table == h2->encoder.table.changes &&
	       !memcmp(a->response, block, len);
}

static void
keep_response(struct lws__h2 *h2, const uint8_t *block, size_t len,
	      const uint8_t *sent, size_t sent_len)
{
	struct lws__h2_again *a = len + sent_len <= LWS__H2_AGAIN_RESPONSE
					  ? lws__h2_again_place(h2)
					  : NULL;

	if (!a)
		return;
	a->sent_table = h2->encoder.table.changes;
	a->draft_len = (uint32_t)len;
	a->sent_len = (uint32_t)sent_len;
	memcpy(a->response, block, len);
	memcpy(a->response + len, sent, sent_len);
}

int
lws__h2_again_index(struct lws__h2 *h2, const uint8_t *block, size_t len,
		    struct lws_cursor *out)
{
	uint64_t before = h2->encoder.table.changes;
	const struct lws__h2_again *a = h2->heads;
	const uint8_t *from = out->at;

	if (len > lws__cursor_left(out))
		return 1;
	if (is_sent_again(h2, block, len)) {
		memcpy(out->at, a->response + len, a->sent_len);
		out->at += a->sent_len;
		return 0;
	}
	if (lws__hpack_index(&h2->encoder, block, len, out))
		return 1;
	if (before == h2->encoder.table.changes)
		keep_response(h2, block, len, from, (size_t)(out->at - from));

	return 0;
}
