/* SPDX-License-Identifier: MIT */
/*
 * Work for a service thread, from any thread: called there in a turn, once the
 * system state is what it waits for.
 *
 *   in   __lws_system_attach() from anywhere -> queue of the context, and the
 *        thread is woken
 *   out  the wake-up, or the state that was waited for -> cb in its thread
 *
 * The queue has a lock of its own, held for list moves only.
 */

#include "system/system.h"

#include "core/context.h"

struct lws_attach_item {
	lws_dll2_t list;
	lws_attach_cb_t cb;
	void *opaque; /* the user's */
	int state;
	int tsi;
};

struct lws__attach {
	pthread_mutex_t lock;
	lws_dll2_owner_t items; /* struct lws_attach_item, owned */
	atomic_int reached;     /* the furthest state that was */
	atomic_uint waiting;    /* items.count, to be read without lock */
	atomic_bool closed; /* the context goes: nothing is taken any more */
	lws_state_notify_link_t link;
};

enum {
	ATTACH_MAX = 4096, /* items that may wait */
};

/* the next for this thread that may run, out of the queue */
static struct lws_attach_item *
attach_next(struct lws__attach *at, int tsi)
{
	struct lws_attach_item *found = NULL;

	pthread_mutex_lock(&at->lock);
	for (lws_dll2_t *d = at->items.head; d && !found; d = d->next) {
		struct lws_attach_item *item =
			lws_container_of(d, struct lws_attach_item, list);

		if (item->tsi == tsi && item->state <= at->reached)
			found = item;
	}
	if (found) {
		lws_dll2_remove(&found->list);
		atomic_fetch_sub(&at->waiting, 1);
	}
	pthread_mutex_unlock(&at->lock);

	return found;
}

void
lws__attach_woken(struct lws__system *sys, struct lws_context_per_thread *pt)
{
	struct lws__attach *at = sys->attach;
	struct lws_attach_item *item;

	while (!atomic_load(&at->closed) && atomic_load(&at->waiting) &&
	       (item = attach_next(at, pt->tsi)) != NULL) {
		item->cb(sys->cx, item->tsi, item->opaque);
		lws__free(item);
	}
}

static int
state_notify(struct lws_state_manager *mgr, struct lws_state_notify_link *link,
	     int current, int target)
{
	struct lws__attach *at =
		lws_container_of(link, struct lws__attach, link);

	if (current != target || target <= atomic_load(&at->reached) ||
	    target == LWS_SYSTATE_CONTEXT_DESTROYING)
		return 0;
	atomic_store(&at->reached, target);
	for (unsigned int n = 0; n < mgr->context->count_threads; n++)
		lws__pt_wake(lws__context_pt(mgr->context, (int)n));

	return 0;
}

/* without system states nothing is waited for */
static void
state_follow(struct lws__attach *at, struct lws_context *cx)
{
	if (!cx->state.state_names) {
		atomic_store(&at->reached, LWS_SYSTATE_MODAL_UPDATING);
		return;
	}
	atomic_store(&at->reached, cx->state.state);
	at->link.name = "attach";
	at->link.notify_cb = state_notify;
	lws_dll2_add_tail(&at->link.list, &cx->state.notify_list);
}

int
lws__attach_init(struct lws__system *sys)
{
	struct lws__attach *at = lws__zalloc(sizeof(*at), "attach");

	if (!at)
		return 1;
	pthread_mutex_init(&at->lock, NULL);
	sys->attach = at;
	state_follow(at, sys->cx);

	return 0;
}

void
lws__attach_destroy(struct lws__system *sys)
{
	struct lws__attach *at = sys->attach;

	if (!at)
		return;
	atomic_store(&at->closed, true);
	lws_dll2_remove(&at->link.list);
	while (at->items.head) {
		struct lws_attach_item *item = lws_container_of(
			at->items.head, struct lws_attach_item, list);

		lws_dll2_remove(&item->list);
		lws__free(item);
	}
	pthread_mutex_destroy(&at->lock);
	lws__free(at);
	sys->attach = NULL;
}

/* 0 it waits, 1 there are too many */
static int
attach_queue(struct lws__attach *at, struct lws_attach_item *item)
{
	int full;

	pthread_mutex_lock(&at->lock);
	full = at->items.count >= ATTACH_MAX;
	if (!full) {
		lws_dll2_add_tail(&item->list, &at->items);
		atomic_fetch_add(&at->waiting, 1);
	}
	pthread_mutex_unlock(&at->lock);

	return full;
}

int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get)
{
	struct lws_attach_item *item;

	if (get) { /* the threads fetch their own work */
		*get = NULL;
		return 0;
	}
	if (!cb || tsi < 0 || (unsigned int)tsi >= context->count_threads ||
	    context->destroy_stage || !context->system)
		return 1;
	item = lws__zalloc(sizeof(*item), "attach item");
	if (!item)
		return 1;
	item->cb = cb;
	item->opaque = opaque;
	item->state = (int)state;
	item->tsi = tsi;
	if (attach_queue(context->system->attach, item)) {
		lwsl_cx_err(context, "more than %d calls wait to be made",
			    ATTACH_MAX);
		lws__free(item);
		return 1;
	}
	lws__pt_wake(lws__context_pt(context, tsi));

	return 0;
}
