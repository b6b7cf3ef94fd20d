/* SPDX-License-Identifier: MIT */
/*
 * A mutex that its owner may lock again, for event library modules: who has it
 * and why can be seen in a debugger.
 */

#include <libwebsockets.h>

void
lws_mutex_refcount_init(struct lws_mutex_refcount *mr)
{
	pthread_mutexattr_t attr;

	memset(mr, 0, sizeof(*mr));
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&mr->lock, &attr);
	pthread_mutexattr_destroy(&attr);
}

void
lws_mutex_refcount_destroy(struct lws_mutex_refcount *mr)
{
	pthread_mutex_destroy(&mr->lock);
}

/* reason is borrowed until the next lock */
void
lws_mutex_refcount_lock(struct lws_mutex_refcount *mr, const char *reason)
{
	pthread_mutex_lock(&mr->lock);
	mr->lock_owner = pthread_self();
	mr->last_lock_reason = reason;
	mr->lock_depth++;
}

void
lws_mutex_refcount_unlock(struct lws_mutex_refcount *mr)
{
	mr->lock_depth--;
	pthread_mutex_unlock(&mr->lock);
}

void
lws_mutex_refcount_assert_held(struct lws_mutex_refcount *mr)
{
	(void)mr;
	assert(mr->lock_depth > 0 &&
	       pthread_equal(mr->lock_owner, pthread_self()));
}
