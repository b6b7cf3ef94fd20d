/* SPDX-License-Identifier: MIT */
/*
 * What the extensions of websockets have in common: the memory that is lent to
 * them, their options, their end.
 */

#include "roles/ws/ws-ext.h"
#include "core/service-module.h"
#include "roles/ws/ws-ext-area.h"

#include <string.h>

_Static_assert(LWS__WS_EXTS_MAX - 1 ==
		       sizeof(((struct lws__ws_ext_between *)0)->rx) /
			       LWS__WS_EXT_BETWEEN,
	       "there is room between any two");

int
lws__ws_ext_area(struct lws *wsi, unsigned int count)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	size_t room = wsi->cx->pt_serv_buf_size;
	struct lws__ws_ext_pt *lent = pt->ws_ext;

	if (!lent) {
		lent = lws__malloc(sizeof(*lent) + LWS_PRE + room + 2,
				   "ws ext area");
		if (!lent)
			return 1;
		lent->rx_room = room;
		lent->rx = (uint8_t *)(lent + 1) + LWS_PRE;
		lent->between = NULL;
		pt->ws_ext = lent;
	}
	if (count > 1 && !lent->between)
		lent->between =
			lws__malloc(sizeof(*lent->between), "ws exts area");

	return count > 1 && !lent->between;
}

static void
free_areas(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		if (cx->pts[n].ws_ext)
			lws__free(cx->pts[n].ws_ext->between);
		lws__free(cx->pts[n].ws_ext);
		cx->pts[n].ws_ext = NULL;
	}
}

const struct lws__service_module lws__service_ws_ext = {
	.name = "ws extensions",
	.context_destroy = free_areas,
};

void
lws__ws_ext_destroy(struct lws *wsi, struct lws__ws_ext *x)
{
	struct lws__ws_link *l = lws__ws_ext_links(x);

	lws_sul_cancel(&x->rx_again);
	while (x->count) {
		x->count--;
		l[x->count].ext->callback(wsi->cx, l[x->count].ext, wsi,
					  LWS_EXT_CB_DESTROY, l[x->count].obj,
					  NULL, 0);
	}
	lws__free(x->kept);
	x->kept = NULL;
}

int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	struct lws__ws *ws = lws__ws_of(wsi);
	struct lws__ws_ext *x = ws ? lws__ws_ext_here(ws) : NULL;
	struct lws_ext_option_arg arg = {
		.option_name = opt_name,
		.start = opt_val,
		.len = opt_val ? (int)strlen(opt_val) : 0,
	};
	struct lws__ws_link *l = x ? lws__ws_ext_links(x) : NULL;

	for (unsigned int n = 0; x && n < x->count; n++, l++)
		if (!strcmp(l->ext->name, ext_name))
			return l->ext->callback(wsi->cx, l->ext, wsi,
						LWS_EXT_CB_NAMED_OPTION_SET,
						l->obj, &arg, 0)
				       ? -1
				       : 0;

	return -1;
}
