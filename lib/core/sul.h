/* SPDX-License-Identifier: MIT */
/*
 * Timers ("sorted usec list" in the API): a treap per service thread and
 * domain, ordered by due time, made of the list member of each timer:
 *
 *   list.prev, list.next   left and right child
 *   list.owner             parent, marked in bit 0; the tree itself at the root
 *
 * so adding, moving and cancelling are O(log n), need no memory and cannot
 * fail, and `list.owner` is NULL exactly when a timer is not scheduled.  The
 * parent is kept, not the key: an application may write sul->us of a queued
 * timer before it schedules it again.  Equal times fire in the order in which
 * they were scheduled.  Priorities are a hash of the address, so nobody far
 * away can shape the tree.
 *
 * The tree is a lws_dll2_owner_t, because the API has it so: head = root,
 * tail = the earliest timer, count stays 0 (ask head whether there are any).
 * {0} is an empty tree.  It must not be copied or moved while it holds timers.
 *
 * One thread at a time may use a tree; nothing here locks.
 */

#ifndef LWS_CORE_SUL_H
#define LWS_CORE_SUL_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdint.h>

/*
 * Queue at sul->us (absolute, lws_now_usecs() domain), moving it if it is
 * queued anywhere already.  sul->us is any value: a past one is due at once.
 */
void lws__sul_tree_insert(lws_dll2_owner_t *tree, lws_sorted_usec_list_t *sul);
/* from whichever tree it is in; nothing to do when detached */
void lws__sul_tree_remove(lws_sorted_usec_list_t *sul);
/* the earliest, O(1); NULL when empty */
lws_sorted_usec_list_t *lws__sul_tree_min(const lws_dll2_owner_t *tree);
/* the one after it in time order; NULL at the end.  O(log n) */
lws_sorted_usec_list_t *lws__sul_tree_next(lws_sorted_usec_list_t *sul);
/*
 * Detach every timer without calling it (destroying a thread).
 */
void lws__sul_tree_clear(lws_dll2_owner_t *tree);
/* every rule above holds (tests) */
bool lws__sul_tree_is_sane(const lws_dll2_owner_t *tree);

/* now + us, never past INT64_MAX and never before `now` */
lws_usec_t lws__sul_due(lws_usec_t now, lws_usec_t us);
/* due - now for a poll: at least 1, saturating */
lws_usec_t lws__sul_wait(lws_usec_t due, lws_usec_t now);
/* of several trees, the lower index first when equal; NULL: all are empty */
lws_sorted_usec_list_t *
lws__sul_earliest(const lws_dll2_owner_t *own, int own_len);

/*
 * Public, on bare trees:
 *
 * __lws_sul_insert()        as lws__sul_tree_insert, but sul->us ==
 *                           LWS_SET_TIMER_USEC_CANCEL leaves it detached.
 *                           Always 0.
 * __lws_sul_service_ripe()  fires, in one merged time order, what is due by
 *                           usnow in own[0..own_len), each once and detached
 *                           before its callback, which may free or schedule
 *                           any timer.  Returns microseconds from usnow to
 *                           the next (at least 1), or 0 when none is queued.
 */

#endif
