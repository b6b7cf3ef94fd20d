/* SPDX-License-Identifier: MIT */
/*
 * Which event loop a context runs on, and what each of its threads needs.
 *
 *   info.event_lib_custom          the application's own table
 *   LWS_SERVER_OPTION_<library>    that library, if this build has it
 *   LWS_PLUS_SERVER_OPTION_POLL    poll(), as does a build with nothing better
 *   LWS_PLUS_SERVER_OPTION_IO_URING  io_uring, if the build has it
 *   none of these                  the first loop of the build without option
 */

#include "core/built-in.h"
#include "core/conn.h"
#include "core/evlib-module.h"
#include "core/context.h"
#include "core/sul.h"

static const struct {
	uint64_t option;
	const char *name;
	const char *module;
} libraries[] = {
	{LWS_SERVER_OPTION_LIBEV, "libev", "evlib_ev"},
	{LWS_SERVER_OPTION_LIBUV, "libuv", "evlib_uv"},
	{LWS_SERVER_OPTION_LIBEVENT, "libevent", "evlib_event"},
	{LWS_SERVER_OPTION_GLIB, "glib", "evlib_glib"},
	{LWS_SERVER_OPTION_SDEVENT, "sdevent", "evlib_sd"},
	{LWS_SERVER_OPTION_ULOOP, "uloop", "evlib_uloop"},
};

/* ---- the choice --------------------------------------------------------- */

static int
take_table(struct lws_context *cx, const struct lws_plugin_evlib *custom)
{
	cx->custom_loop = lws__zalloc(sizeof(*cx->custom_loop), "custom loop");
	if (!cx->custom_loop)
		return 1;
	cx->custom_loop->ops = custom->ops;
	cx->loop = cx->custom_loop;

	return 0;
}

/* the last one that was asked for, else one without option, else what there is
 */
static const struct lws__loop *
built_in_for(uint64_t options)
{
	const struct lws__loop *best = NULL, *loop;

	for (size_t n = 0; (loop = lws__built_in_event_loops[n]); n++)
		if (!best || (loop->option & options) ||
		    (!loop->option && best->option &&
		     !(best->option & options)))
			best = loop;

	return best;
}

static const struct lws_plugin_evlib *
built_in_library(const char *module)
{
	for (size_t n = 0; lws__built_in_evlibs[n]; n++)
		if (!strcmp(lws__built_in_evlibs[n]->hdr.name, module))
			return lws__built_in_evlibs[n];

	return NULL;
}

int
lws__context_loop_select(struct lws_context *cx,
			 const struct lws_context_creation_info *info)
{
	const struct lws_plugin_evlib *library;

	if (info->event_lib_custom)
		return take_table(cx, info->event_lib_custom);

	for (size_t n = 0; n < LWS_ARRAY_SIZE(libraries); n++) {
		if (!(info->options & libraries[n].option))
			continue;
		library = built_in_library(libraries[n].module);
		if (!library)
			library = lws__evlib_load(cx, libraries[n].name,
						  libraries[n].module);

		return !library || take_table(cx, library);
	}
	cx->loop = built_in_for(info->options);
	if (!cx->loop)
		lwsl_cx_err(cx, "no event loop in this build");

	return !cx->loop;
}

void
lws__context_loop_deselect(struct lws_context *cx)
{
	lws__free(cx->custom_loop);
	cx->custom_loop = NULL;
	cx->loop = NULL;
}

/* ---- threads ------------------------------------------------------------ */

static void
thread_free(struct lws_context_per_thread *pt)
{
	lws__fds_destroy(&pt->fds);
	lws__free(pt->scratch);
	lws__free(pt->serv_buf);
	lws__free(pt->cork);
	lws__free(pt->evlib_pt);
	lws__spares_free(pt);
}

/*
 * A context that is to have few descriptors is one that has little memory.
 * Nonzero: none is left.
 */
static int
buffers_make(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;
	size_t serv_buf = cx->pt_serv_buf_size;
	size_t least = cx->has_few_fds ? LWS__SCRATCH_FEW : LWS__SCRATCH_MIN;

	pt->scratch_len = serv_buf > least ? serv_buf : least;
	pt->scratch = lws__malloc(LWS_PRE + pt->scratch_len + 1, "scratch");
	pt->cork_room = least < LWS__CORK_MAX ? least : LWS__CORK_MAX;
	pt->cork = lws__malloc(pt->cork_room, "cork");
	if (lws__built_in_listen)
		pt->serv_buf = lws__malloc(LWS_PRE + serv_buf + 1, "serv buf");

	return !pt->scratch || !pt->cork ||
	       (lws__built_in_listen && !pt->serv_buf);
}

int
lws__context_threads_init(struct lws_context *cx,
			  const struct lws_context_creation_info *info)
{
	size_t evlib_ctx = cx->loop->ops->evlib_size_ctx;
	size_t evlib_pt = cx->loop->ops->evlib_size_pt;

	(void)info;
	if (evlib_ctx) {
		cx->evlib_ctx = lws__zalloc(evlib_ctx, "evlib context");
		if (!cx->evlib_ctx)
			return 1;
	}
	cx->pts = lws__zalloc(cx->count_threads * sizeof(*cx->pts), "threads");
	if (!cx->pts)
		return 1;
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws_context_per_thread *pt = &cx->pts[n];

		pt->cx = cx;
		pt->tsi = (uint8_t)n;
		pt->loop_asks = !!(cx->loop->ops->flags & LWS_PLUS_LELOF_ASKS);
		pt->loop_batches = pt->loop_asks && (cx->loop->ops->flags &
						     LWS_PLUS_LELOF_BATCH);
		pt->wake.read_fd = pt->wake.write_fd = -1;
		if (evlib_pt)
			pt->evlib_pt = lws__zalloc(evlib_pt, "evlib thread");
		if (buffers_make(pt) || (evlib_pt && !pt->evlib_pt))
			return 1;
	}

	return 0;
}

void
lws__context_threads_undo(struct lws_context *cx)
{
	for (unsigned int n = 0; cx->pts && n < cx->count_threads; n++)
		thread_free(&cx->pts[n]);
	lws__free(cx->pts);
	lws__free(cx->evlib_ctx);
	cx->pts = NULL;
	cx->evlib_ctx = NULL;
}

/* ---- their loops -------------------------------------------------------- */

static int
loop_init(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;
	const struct lws__loop *loop = cx->loop;
	void *foreign = cx->foreign_loops ? cx->foreign_loops[pt->tsi] : NULL;

	if (lws_fi(&cx->fic, "ctx_createfail_evlib_pt") ||
	    (loop->pt_init && loop->pt_init(pt)))
		return 1;
	pt->loop_up = 1;
	if (loop->ops->init_pt && loop->ops->init_pt(cx, foreign, pt->tsi))
		return 1;
	if (lws__pt_wake_init(pt))
		return 1;
	lws__foreign_nudge(pt); /* its first turn */

	return 0;
}

int
lws__context_loops_init(struct lws_context *cx,
			const struct lws_context_creation_info *info)
{
	const struct lws_event_loop_ops *ops = cx->loop->ops;

	cx->foreign_loops = info->foreign_loops;
	cx->loop_is_given = info->foreign_loops && info->foreign_loops[0];
	if (ops->init_context && ops->init_context(cx, info))
		return 1;
	for (unsigned int n = 0; n < cx->count_threads; n++)
		if (loop_init(&cx->pts[n])) {
			lwsl_cx_err(cx, "event loop %s: thread %u failed",
				    ops->name ? ops->name : "?", n);
			return 1;
		}

	return 0;
}

void
lws__context_loops_undo(struct lws_context *cx)
{
	const struct lws_event_loop_ops *ops = cx->loop->ops;

	if (ops->destroy_context1)
		ops->destroy_context1(cx);
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws_context_per_thread *pt = &cx->pts[n];

		if (!pt->loop_up)
			continue;
		lws__pt_wake_destroy(pt);
		lws__pt_reap(pt);
		for (size_t o = 0; o < LWS_ARRAY_SIZE(pt->sul_owner); o++)
			lws__sul_tree_clear(&pt->sul_owner[o]);
		if (ops->destroy_pt)
			ops->destroy_pt(cx, (int)n);
		if (cx->loop->pt_destroy)
			cx->loop->pt_destroy(pt);
		pt->loop_up = 0;
		pt->destroyed = 1;
	}
	if (ops->destroy_context2)
		ops->destroy_context2(cx);
}
