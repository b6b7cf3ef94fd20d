/* SPDX-License-Identifier: MIT */
/*
 * Lists of what there is very much of: a member costs two pointers, as whoever
 * has it knows which list it is in.  Zeroed is an empty list, and a member of
 * none.
 */

#ifndef LWS_CORE_LINKS_H
#define LWS_CORE_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lws__link {
	struct lws__link *prev; /* the first and only the first: itself */
	struct lws__link *next; /* NULL: the last, or in no list */
};

struct lws__links {
	struct lws__link *head;
	struct lws__link *tail;
	uint32_t count;
};

static inline bool
lws__link_is_in_list(const struct lws__link *l)
{
	return l->prev != NULL;
}

/* l is in no list */
static inline void
lws__links_add_tail(struct lws__links *list, struct lws__link *l)
{
	l->next = NULL;
	l->prev = list->tail ? list->tail : l;
	if (list->tail)
		list->tail->next = l;
	else
		list->head = l;
	list->tail = l;
	list->count++;
}

/* l is in this list or in none */
static inline void
lws__links_remove(struct lws__links *list, struct lws__link *l)
{
	bool is_first = l->prev == l;

	if (!l->prev)
		return;
	if (is_first)
		list->head = l->next;
	else
		l->prev->next = l->next;
	if (l->next)
		l->next->prev = is_first ? l->next : l->prev;
	else
		list->tail = is_first ? NULL : l->prev;
	l->prev = l->next = NULL;
	list->count--;
}

#endif
