/* SPDX-License-Identifier: MIT */
/*
 * Timers: the treap that sul.h describes, and the two public calls that work
 * on bare owners.  In: lws_sorted_usec_list_t with an absolute due time.  Out:
 * its callback, once, from __lws_sul_service_ripe(), in time order.
 *
 * Cancelling does not look for the timer and seldom climbs: a treap needs two
 * rotations on average, and the tree is only wanted when the earliest goes.
 *
 * A round (one call of service_ripe) goes through the due times upwards and
 * fires at each as many as were queued for it.  What a callback schedules in
 * the past, or for now while the clock stands, waits for the next round, so a
 * round ends and nobody starves.
 */

#include "core/sul.h"

#include <stddef.h>

#define NODE_MARK ((uintptr_t)1)

typedef lws_dll2_t node_t;

_Static_assert(!offsetof(lws_sorted_usec_list_t, list),
	       "a timer begins with its node");

static lws_sorted_usec_list_t *
sul_of(node_t *n)
{
	return (lws_sorted_usec_list_t *)n;
}

static lws_usec_t
node_us(const node_t *n)
{
	return ((const lws_sorted_usec_list_t *)n)->us;
}

/* who goes above whom: as good as random, and needs no room */
static uint64_t
node_priority(const node_t *n)
{
	uint64_t x = (uint64_t)(uintptr_t)n;

	x ^= x >> 31;
	x *= 0x9e3779b97f4a7c15u;
	x ^= x >> 29;

	return x * 0xbf58476d1ce4e5b9u;
}

static bool
owner_is_node(const lws_dll2_owner_t *owner)
{
	return (uintptr_t)owner & NODE_MARK;
}

static lws_dll2_owner_t *
node_as_owner(node_t *n)
{
	return (lws_dll2_owner_t *)((uintptr_t)n | NODE_MARK);
}

/* only where owner_is_node() */
static node_t *
owner_as_node(lws_dll2_owner_t *owner)
{
	return (node_t *)((uintptr_t)owner & ~NODE_MARK);
}

static bool
node_is_root(const node_t *n)
{
	return !owner_is_node(n->owner);
}

/* the pointer that points at n, in its parent or in the tree */
static node_t **
node_slot(node_t *n)
{
	node_t *parent;

	if (node_is_root(n))
		return &n->owner->head;

	parent = owner_as_node(n->owner);

	return parent->prev == n ? &parent->prev : &parent->next;
}

static lws_dll2_owner_t *
node_tree(node_t *n)
{
	while (!node_is_root(n))
		n = owner_as_node(n->owner);

	return n->owner;
}

static node_t *
leftmost(node_t *n)
{
	while (n->prev)
		n = n->prev;

	return n;
}

/* in time order; NULL after the last */
static node_t *
successor(node_t *n)
{
	node_t *parent;

	if (n->next)
		return leftmost(n->next);

	while (!node_is_root(n)) {
		parent = owner_as_node(n->owner);
		if (parent->prev == n)
			return parent;
		n = parent;
	}

	return NULL;
}

/* swap n with its parent, keeping the order */
static void
rotate_up(node_t *n)
{
	node_t *parent = owner_as_node(n->owner), **slot = node_slot(parent),
	       *moved;

	if (parent->prev == n) {
		moved = n->next;
		parent->prev = moved;
		n->next = parent;
	} else {
		moved = n->prev;
		parent->next = moved;
		n->prev = parent;
	}
	if (moved)
		moved->owner = node_as_owner(parent);

	n->owner = parent->owner;
	parent->owner = node_as_owner(n);
	*slot = n;
}

/* nobody on the way up from n is a right child */
static bool
is_earliest(node_t *n)
{
	node_t *parent;

	if (n->prev)
		return false;

	while (!node_is_root(n)) {
		parent = owner_as_node(n->owner);
		if (parent->next == n)
			return false;
		n = parent;
	}

	return true;
}

void
lws__sul_tree_insert(lws_dll2_owner_t *tree, lws_sorted_usec_list_t *sul)
{
	node_t *n = &sul->list, *at;
	bool earliest = true;

	lws__sul_tree_remove(sul);
	at = tree->head;

	n->prev = NULL;
	n->next = NULL;
	n->owner = tree;

	while (at) {
		n->owner = node_as_owner(at);
		if (sul->us < node_us(at)) {
			if (!at->prev) {
				at->prev = n;
				break;
			}
			at = at->prev;
			continue;
		}
		earliest = false;
		if (!at->next) {
			at->next = n;
			break;
		}
		at = at->next;
	}
	if (!at)
		tree->head = n;
	if (earliest)
		tree->tail = n;

	while (!node_is_root(n) &&
	       node_priority(n) > node_priority(owner_as_node(n->owner)))
		rotate_up(n);
}

void
lws__sul_tree_remove(lws_sorted_usec_list_t *sul)
{
	node_t *n = &sul->list, *left = n->prev, *right = n->next, **slot;
	lws_dll2_owner_t *up = n->owner;

	if (!up)
		return;

	if (is_earliest(n))
		node_tree(n)->tail = successor(n);

	/* the two subtrees become one, in n's place */
	slot = node_slot(n);
	while (left && right) {
		if (node_priority(left) > node_priority(right)) {
			*slot = left;
			left->owner = up;
			up = node_as_owner(left);
			slot = &left->next;
			left = left->next;
		} else {
			*slot = right;
			right->owner = up;
			up = node_as_owner(right);
			slot = &right->prev;
			right = right->prev;
		}
	}
	if (!left)
		left = right;
	*slot = left;
	if (left)
		left->owner = up;

	n->prev = NULL;
	n->next = NULL;
	n->owner = NULL;
}

lws_sorted_usec_list_t *
lws__sul_tree_min(const lws_dll2_owner_t *tree)
{
	return tree->tail ? sul_of(tree->tail) : NULL;
}

lws_sorted_usec_list_t *
lws__sul_tree_next(lws_sorted_usec_list_t *sul)
{
	node_t *n = successor(&sul->list);

	return n ? sul_of(n) : NULL;
}

void
lws__sul_tree_clear(lws_dll2_owner_t *tree)
{
	while (tree->tail)
		lws__sul_tree_remove(sul_of(tree->tail));
}

bool
lws__sul_tree_is_sane(const lws_dll2_owner_t *tree)
{
	node_t *n, *last = NULL;

	if (!tree->head)
		return !tree->tail;
	if (tree->head->owner != tree || tree->tail != leftmost(tree->head))
		return false;

	for (n = tree->tail; n; last = n, n = successor(n)) {
		if (last && node_us(last) > node_us(n))
			return false;
		if (*node_slot(n) != n || n->prev == n || n->next == n)
			return false;
		if (!node_is_root(n) &&
		    node_priority(n) > node_priority(owner_as_node(n->owner)))
			return false;
	}

	return true;
}

lws_usec_t
lws__sul_due(lws_usec_t now, lws_usec_t us)
{
	if (us <= 0)
		return now;

	return now > INT64_MAX - us ? INT64_MAX : now + us;
}

lws_sorted_usec_list_t *
lws__sul_earliest(const lws_dll2_owner_t *own, int own_len)
{
	lws_sorted_usec_list_t *best = NULL, *sul;
	int i;

	for (i = 0; i < own_len; i++) {
		sul = lws__sul_tree_min(&own[i]);
		if (sul && (!best || sul->us < best->us))
			best = sul;
	}

	return best;
}

lws_usec_t
lws__sul_wait(lws_usec_t due, lws_usec_t now)
{
	if (due <= now)
		return 1;
	if (now < 0 && due > INT64_MAX + now)
		return INT64_MAX;

	return due - now;
}

/* the earliest in tree of those due at `from` or later */
static lws_sorted_usec_list_t *
earliest_from(const lws_dll2_owner_t *tree, lws_usec_t from)
{
	node_t *n = tree->head, *best = NULL;

	if (tree->tail && node_us(tree->tail) >= from)
		return sul_of(tree->tail); /* nearly always */

	while (n) {
		if (node_us(n) < from) {
			n = n->next;
			continue;
		}
		best = n;
		n = n->prev;
	}

	return best ? sul_of(best) : NULL;
}

/* the same for several trees */
static lws_sorted_usec_list_t *
earliest_of_all_from(const lws_dll2_owner_t *own, int own_len, lws_usec_t from)
{
	lws_sorted_usec_list_t *best = NULL, *sul;
	int i;

	for (i = 0; i < own_len; i++) {
		sul = earliest_from(&own[i], from);
		if (sul && (!best || sul->us < best->us))
			best = sul;
	}

	return best;
}

/* how many are due at from..to */
static size_t
count_between(const lws_dll2_owner_t *own, int own_len, lws_usec_t from,
	      lws_usec_t to)
{
	lws_sorted_usec_list_t *sul;
	size_t count = 0;
	int i;

	for (i = 0; i < own_len; i++)
		for (sul = earliest_from(&own[i], from); sul && sul->us <= to;
		     sul = lws__sul_tree_next(sul))
			count++;

	return count;
}

static void
fire(lws_sorted_usec_list_t *sul)
{
	lws__sul_tree_remove(sul);
	if (sul->cb)
		sul->cb(sul); /* it may be gone now */
}

/* up to count of those due at exactly `us`; returns how many */
static size_t
fire_those_at(lws_dll2_owner_t *own, int own_len, lws_usec_t us, size_t count)
{
	lws_sorted_usec_list_t *sul;
	size_t fired;

	for (fired = 0; fired < count; fired++) {
		sul = earliest_of_all_from(own, own_len, us);
		if (!sul || sul->us != us) /* the others were cancelled */
			break;
		fire(sul);
	}

	return fired;
}

int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul)
{
	lws__sul_tree_remove(sul);

	if (sul->us == LWS_SET_TIMER_USEC_CANCEL)
		return 0;

	lws__sul_tree_insert(own, sul);

	return 0;
}

lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow)
{
	size_t left = count_between(own, own_len, INT64_MIN, usnow), here;
	lws_sorted_usec_list_t *sul;
	lws_usec_t at = INT64_MIN;

	while (left) {
		sul = earliest_of_all_from(own, own_len, at);
		if (!sul || sul->us > usnow)
			break;
		at = sul->us;
		here = count_between(own, own_len, at, at);
		left -= fire_those_at(own, own_len, at,
				      here < left ? here : left);
		if (at == INT64_MAX)
			break;
		at++;
	}

	sul = lws__sul_earliest(own, own_len);

	return sul ? lws__sul_wait(sul->us, usnow) : 0;
}
