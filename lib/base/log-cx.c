/* SPDX-License-Identifier: MIT */
/*
 * log-cx: how long a log context is in use, and the kind that writes a file.
 *
 * Each object that logs through a context counts in it and in its parents.  The
 * context hears of every change, after it; it opens what it needs when the
 * count has come to 1 and closes it at 0.  The file variant: `opaque` is the
 * path (borrowed, a string), `stg` the file while it is open.
 */

#include "base/log.h"

#include <stdio.h>

/* _new: 1 = one more user, -1 = one fewer */
void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new)
{
	for (; cx; cx = cx->parent) {
		bool is_unused;

		/* nobody else knows it before its first user, nor after the
		 * last one: so that one makes and ends the lock */
		if (!cx->inited) {
			lws_pthread_mutex_init(&cx->refcount_lock);
			cx->inited = 1;
		}

		lws_pthread_mutex_lock(&cx->refcount_lock);
		cx->refcount += _new > 0 ? 1 : -1;
		is_unused = cx->refcount <= 0;
		if (cx->refcount_cb)
			cx->refcount_cb(cx, _new);
		lws_pthread_mutex_unlock(&cx->refcount_lock);

		if (is_unused) {
			lws_pthread_mutex_destroy(&cx->refcount_lock);
			cx->inited = 0;
		}
	}
}

void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new)
{
	if (_new > 0 && cx->refcount == 1 && !cx->stg) {
		/* what an earlier run wrote stays */
		FILE *file = fopen(cx->opaque, "a");

		if (!file) {
			lwsl_err("log: cannot open %s\n",
				 (const char *)cx->opaque);
			return;
		}
		setvbuf(file, NULL, _IOLBF, LOG_LINE_MAX);
		cx->stg = file;
	}
	if (_new <= 0 && cx->refcount <= 0 && cx->stg) {
		fclose(cx->stg);
		cx->stg = NULL;
	}
}

/* without its file, a line is better on stderr than lost */
void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line,
		     size_t len)
{
	if (!cx->stg) {
		lwsl_emit_stderr(level, line);
		return;
	}

	fwrite(line, 1, len, cx->stg);
}
