/* SPDX-License-Identifier: MIT */
/*
 * A service module: something that lives beside the connections (resolver,
 * plugins, metrics ...).  Every member may be left out.
 */

#ifndef LWS_CORE_SERVICE_MODULE_H
#define LWS_CORE_SERVICE_MODULE_H

#include "core/core.h"

struct lws__service_module {
	const char *name;
	/* nonzero fails the creation; destroy is called for what succeeded */
	int (*context_init)(struct lws_context *cx,
			    const struct lws_context_creation_info *info);
	void (*context_destroy)(struct lws_context *cx);
	int (*vhost_init)(struct lws_vhost *vh,
			  const struct lws_context_creation_info *info);
	void (*vhost_destroy)(struct lws_vhost *vh);
	/* vh is dying, and thread pt has closed what it had there: once for
	 * each thread, in that thread, before vhost_destroy */
	void (*vhost_closing)(struct lws_context_per_thread *pt,
			      struct lws_vhost *vh);
	/* wsi->rare->has_tasks, and it was told closed; WSI_DESTROY follows */
	void (*wsi_closing)(struct lws *wsi);
	/* rare->has_tasks of wsi, which another one had until now */
	void (*wsi_moved)(struct lws *wsi);
	/* a wake-up of thread pt: collect what other threads finished */
	void (*woken)(struct lws_context_per_thread *pt);
};

#endif
