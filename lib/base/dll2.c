/* SPDX-License-Identifier: MIT */
/*
 * dll2: intrusive doubly linked lists that know their owner and length.
 *
 * Invariants: a node is on a list exactly when its owner is set; owner->count
 * is the number of nodes; the first has no prev and the last no next.  All of
 * it zero is a valid empty list and a valid detached node.  Adding a node that
 * is on a list moves it, removing one that is not does nothing.
 */

#include "base/base.h"

#include <string.h>

/* links d between prev and next, neighbours on owner's list or NULL */
static void
dll2_link(struct lws_dll2 *d, struct lws_dll2_owner *owner,
	  struct lws_dll2 *prev, struct lws_dll2 *next)
{
	d->owner = owner;
	d->prev = prev;
	d->next = next;
	if (prev)
		prev->next = d;
	else
		owner->head = d;
	if (next)
		next->prev = d;
	else
		owner->tail = d;
	owner->count++;
}

int
lws_dll2_is_detached(const struct lws_dll2 *d)
{
	return !d->owner;
}

void
lws_dll2_clear(struct lws_dll2 *d)
{
	d->prev = NULL;
	d->next = NULL;
	d->owner = NULL;
}

void
lws_dll2_owner_clear(struct lws_dll2_owner *d)
{
	d->head = NULL;
	d->tail = NULL;
	d->count = 0;
}

void
lws_dll2_remove(struct lws_dll2 *d)
{
	struct lws_dll2_owner *owner = d->owner;

	if (!owner)
		return;

	if (d->prev)
		d->prev->next = d->next;
	else
		owner->head = d->next;
	if (d->next)
		d->next->prev = d->prev;
	else
		owner->tail = d->prev;
	owner->count--;
	lws_dll2_clear(d);
}

void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	lws_dll2_remove(d);
	dll2_link(d, owner, NULL, owner->head);
}

void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	lws_dll2_remove(d);
	dll2_link(d, owner, owner->tail, NULL);
}

void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after)
{
	if (d == after || !after->owner)
		return;

	lws_dll2_remove(d);
	dll2_link(d, after->owner, after->prev, after);
}

void
lws_dll2_add_insert(struct lws_dll2 *d, struct lws_dll2 *prev)
{
	if (d == prev || !prev->owner)
		return;

	lws_dll2_remove(d);
	dll2_link(d, prev->owner, prev, prev->next);
}

/* the callback may remove its own node, not others */
int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user,
		      lws_dll2_foreach_cb_t cb)
{
	struct lws_dll2 *d = owner->head;

	while (d) {
		struct lws_dll2 *next = d->next;
		int ret = cb(d, user);

		if (ret)
			return ret;
		d = next;
	}

	return 0;
}

/*
 * Before the first that is not smaller.  Things are mostly added in order, so
 * the tail is looked at first.
 */
void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
			 int (*compare3)(void *priv, const lws_dll2_t *d,
					 const lws_dll2_t *i))
{
	struct lws_dll2 *at;

	lws_dll2_remove(d);
	if (own->tail && compare3(priv, d, own->tail) <= 0)
		for (at = own->head; at != own->tail; at = at->next) {
			if (compare3(priv, d, at) <= 0)
				break;
		}
	else
		at = NULL;

	dll2_link(d, own, at ? at->prev : own->tail, at);
}

/* a function pointer may not travel as void *, a struct with one may */
struct dll2_order {
	int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i);
};

static int
dll2_compare(void *priv, const lws_dll2_t *d, const lws_dll2_t *i)
{
	const struct dll2_order *order = priv;

	return order->compare(d, i);
}

void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i))
{
	struct dll2_order order = {compare};

	lws_dll2_add_sorted_priv(d, own, &order, dll2_compare);
}

void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen,
		       size_t dll2_ofs, size_t ptr_ofs)
{
	for (struct lws_dll2 *d = own->head; d; d = d->next) {
		uint8_t *object = (uint8_t *)d - dll2_ofs;
		const char *s;

		/* memcpy, as nothing says that the member is aligned */
		memcpy(&s, object + ptr_ofs, sizeof(s));
		if (s && !strncmp(s, name, namelen) && !s[namelen])
			return object;
	}

	return NULL;
}

void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc)
{
	_lws_log(LLL_NOTICE, "%s: list %p: %u\n", desc, (void *)owner,
		 (unsigned int)owner->count);
	for (struct lws_dll2 *d = owner->head; d; d = d->next)
		_lws_log(LLL_NOTICE, "%s:  %p: owner %p, prev %p, next %p\n",
			 desc, (void *)d, (void *)d->owner, (void *)d->prev,
			 (void *)d->next);
}
