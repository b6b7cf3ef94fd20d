/* SPDX-License-Identifier: MIT */
/*
 * What programs and plugins may ask of a context that runs on libuv.  It is in
 * the library itself, which does not link libuv for it.
 */

#include <uv.h>

#include "core/loop.h"
#include "event-libs/evlib.h"

uv_loop_t *
lws_uv_getloop(struct lws_context *context, int tsi)
{
	if (!context->loop || strcmp(context->loop->ops->name, "libuv") ||
	    tsi < 0 || (unsigned int)tsi >= context->count_threads)
		return NULL;

	return lws__evlib_pt(context, tsi)->loop;
}

void
lws_libuv_static_refcount_add(uv_handle_t *h, struct lws_context *context,
			      int tsi)
{
	struct lws__evlib_pt *ept = NULL;

	if (lws_uv_getloop(context, tsi))
		ept = lws__evlib_pt(context, tsi);
	h->data = ept;
	if (ept)
		ept->refs++;
}

/* a uv_close_cb */
void
lws_libuv_static_refcount_del(uv_handle_t *h)
{
	if (h->data)
		lws__evlib_unref(h->data);
	h->data = NULL;
}
