/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_DLL2_H)
#define LIBWEBSOCKETS_LWS_DLL2_H

/**
 * \defgroup dll2 Intrusive doubly linked lists
 * The list node is a member of your struct; the list head is an owner, which
 * counts.  Nothing is allocated, adding and removing take constant time, and a
 * node knows its list.  Node and owner are valid when all zero.
 * @{
 */

/**
 * Walk a singly linked list, members of which may not be removed.
 * lws_end_foreach_ll() ends the body.
 */
#define lws_start_foreach_ll(type, it, start) \
	{                                     \
		type it = start;              \
		while (it) {
#define lws_end_foreach_ll(it, nxt) \
	it = it->nxt;               \
	}                           \
	}
/** the same; the current member may be removed and freed */
#define lws_start_foreach_ll_safe(type, it, start, nxt) \
	{                                               \
		type it = start;                        \
		while (it) {                            \
			type next_##it = it->nxt;
#define lws_end_foreach_ll_safe(it) \
	it = next_##it;             \
	}                           \
	}
/**
 * walk by the pointer that points at each member: *it = (*it)->nxt removes it
 */
#define lws_start_foreach_llp(type, it, start) \
	{                                      \
		type it = &(start);            \
		while (*(it)) {
/** the same; the current member may be freed */
#define lws_start_foreach_llp_safe(type, it, start, nxt) \
	{                                                \
		type it = &(start);                      \
		type next;                               \
		while (*(it)) {                          \
			next = &((*(it))->nxt);
#define lws_end_foreach_llp(it, nxt) \
	it = &(*(it))->nxt;          \
	}                            \
	}
#define lws_end_foreach_llp_safe(it) \
	it = next;                   \
	}                            \
	}
/** put an object before the first of a singly linked list */
#define lws_ll_fwd_insert(___new_object, ___m_list, ___list_head) \
	{                                                         \
		(___new_object)->___m_list = ___list_head;        \
		___list_head = ___new_object;                     \
	}
/** take an object out of a singly linked list; harmless if it is not in it */
#define lws_ll_fwd_remove(___type, ___m_list, ___target, ___list_head) \
	{                                                              \
		___type **lws_ll_at = &(___list_head);                 \
		while (*lws_ll_at && *lws_ll_at != (___target))        \
			lws_ll_at = &(*lws_ll_at)->___m_list;          \
		if (*lws_ll_at)                                        \
			*lws_ll_at = (*lws_ll_at)->___m_list;          \
	}
/**
 * The object of type whose char pointer member membptr equals name[0 ..
 * namelen), NULL if none; membd2list is its list node.
 */
#define lws_dll2_search_sz_pl(own, name, namelen, type, membd2list, membptr) \
	((type *)_lws_dll2_search_sz_pl(own, name, namelen,                  \
					offsetof(type, membd2list),          \
					offsetof(type, membptr)))
/**
 * Walk a dll2 list; the current node may be removed and freed.
 * lws_end_foreach_dll_safe() ends the body.
 */
#define lws_start_foreach_dll_safe(___type, ___it, ___tmp, ___start) \
	{                                                            \
		___type ___it = ___start;                            \
		while (___it) {                                      \
			___type ___tmp = (___it)->next;
#define lws_end_foreach_dll_safe(___it, ___tmp) \
	___it = ___tmp;                         \
	}                                       \
	}
/**
 * Walk a dll2 list; the current node must not be removed.
 * lws_end_foreach_dll() ends the body.
 */
#define lws_start_foreach_dll(___type, ___it, ___start) \
	{                                               \
		___type ___it = ___start;               \
		while (___it) {
#define lws_end_foreach_dll(___it) \
	___it = (___it)->next;     \
	}                          \
	}

struct lws_dll2;
struct lws_dll2_owner;

typedef struct lws_dll2 lws_dll2_t;
typedef struct lws_dll2_owner lws_dll2_owner_t;

/** a member of what is listed */
struct lws_dll2 {
	/** NULL at the head */
	struct lws_dll2 *prev;
	/** NULL at the tail */
	struct lws_dll2 *next;
	/** the list it is in; NULL: none */
	struct lws_dll2_owner *owner;
};

/** a list */
struct lws_dll2_owner {
	/** the last, NULL when empty */
	struct lws_dll2 *tail;
	/** the first, NULL when empty */
	struct lws_dll2 *head;
	/** how many */
	uint32_t count;
};

/** nonzero ends the walk */
typedef int (*lws_dll2_foreach_cb_t)(struct lws_dll2 *d, void *user);

/**
 * lws_dll2_owner() - the list that a node is in
 *
 * \param d: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the list's thread
 */
static LWS_INLINE const struct lws_dll2_owner *
lws_dll2_owner(const struct lws_dll2 *d)
{
	return d->owner;
}

/**
 * lws_dll2_get_head() - the first node
 *
 * \param owner: borrowed
 *
 * Returns borrowed, or NULL when empty.
 * Call from: the list's thread
 */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_head(struct lws_dll2_owner *owner)
{
	return owner->head;
}

/**
 * lws_dll2_get_tail() - the last node
 *
 * \param owner: borrowed
 *
 * Returns borrowed, or NULL when empty.
 * Call from: the list's thread
 */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_tail(struct lws_dll2_owner *owner)
{
	return owner->tail;
}

/**
 * lws_dll2_is_detached() - is it in no list?
 *
 * \param d: borrowed
 *
 * Returns 1 or 0.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_is_detached(const struct lws_dll2 *d);

/**
 * lws_dll2_add_head() - make it the first
 *
 * \param d: borrowed until removed; not in a list
 * \param owner: borrowed
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/**
 * lws_dll2_add_tail() - make it the last
 *
 * \param d: borrowed until removed; not in a list
 * \param owner: borrowed
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/**
 * lws_dll2_remove() - take it out of its list
 *
 * \param d: borrowed; harmless if it is in none
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_remove(struct lws_dll2 *d);

/**
 * lws_dll2_foreach_safe() - call cb for each node from head to tail
 *
 * \param owner: borrowed
 * \param user: for cb
 * \param cb: may remove and free the node it is given
 *
 * Returns the first nonzero answer of cb, which ends the walk, or 0.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user,
		      lws_dll2_foreach_cb_t cb);

/**
 * lws_dll2_clear() - make a node say that it is in no list, without looking at
 * the list
 *
 * \param d: borrowed
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_clear(struct lws_dll2 *d);

/**
 * lws_dll2_owner_clear() - make a list empty, without looking at its nodes
 *
 * \param d: borrowed
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_owner_clear(struct lws_dll2_owner *d);

/**
 * lws_dll2_add_before() - put a node before another; out of the list it was in
 *
 * \param d: borrowed until removed
 * \param after: borrowed; if it is in no list nothing happens
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after);

/**
 * lws_dll2_add_insert() - put a node behind another; out of the list it was in
 *
 * \param d: borrowed until removed
 * \param prev: borrowed; if it is in no list nothing happens
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_insert(struct lws_dll2 *d, struct lws_dll2 *prev);

/**
 * lws_dll2_add_sorted() - put a node where it belongs; before those that
 * compare equal
 *
 * \param d: borrowed until removed; not in a list
 * \param own: borrowed; sorted already
 * \param compare: < 0, 0, > 0 as d belongs before, beside or behind i
 *
 * Call from: the list's thread; takes time linear in the list
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i));

/**
 * lws_dll2_add_sorted_priv() - lws_dll2_add_sorted() whose comparison has an
 * argument of its own
 *
 * \param d: borrowed until removed; not in a list
 * \param own: borrowed; sorted already
 * \param priv: for compare3
 * \param compare3: < 0, 0, > 0 as d belongs before, beside or behind i
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
			 int (*compare3)(void *priv, const lws_dll2_t *d,
					 const lws_dll2_t *i));

/**
 * _lws_dll2_search_sz_pl() - what lws_dll2_search_sz_pl() calls
 *
 * \param own: borrowed
 * \param name: borrowed; need not end in NUL
 * \param namelen: bytes of name
 * \param dll2_ofs: offset of the node in an object
 * \param ptr_ofs: offset of its char pointer to the name
 *
 * Returns borrowed object, or NULL.
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen,
		       size_t dll2_ofs, size_t ptr_ofs);

/**
 * lws_dll2_describe() - log the nodes of a list at notice level
 *
 * \param owner: borrowed
 * \param desc: borrowed; what to call it
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc);

/** @} */

#endif
