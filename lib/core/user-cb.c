/* SPDX-License-Identifier: MIT */
/*
 * The one door through which the user's callbacks are called.
 */

#include "core/core.h"

#include <string.h>

static int
call(struct lws *wsi, const struct lws_protocols *protocol,
     enum lws_callback_reasons reason, void *in, size_t len)
{
	if (!protocol || !protocol->callback)
		return 0;

	return protocol->callback(wsi, reason, wsi->user, in, len);
}

LWS__HOT int
lws__user_cb(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	     size_t len)
{
	const struct lws_protocols *protocol = wsi->protocol;

	if (!protocol && wsi->vh)
		protocol = wsi->vh->protocols;

	return call(wsi, protocol, reason, in, len);
}

int
lws__user_cb_p0(struct lws *wsi, enum lws_callback_reasons reason, void *in,
		size_t len)
{
	return wsi->vh ? call(wsi, wsi->vh->protocols, reason, in, len) : 0;
}

int
lws__calling_tsi(const struct lws_context *cx)
{
	uintptr_t self = cx->count_threads > 1 ? lws__thread_self() : 0;

	for (unsigned int n = 0; n < cx->count_threads && self; n++)
		if (atomic_load(&cx->pts[n].inside) == self)
			return (int)n;

	return 0;
}

int
lws__vhost_cb_all(struct lws_vhost *vh, enum lws_callback_reasons reason,
		  void *in, size_t len, bool only_inited)
{
	struct lws fake = {.cx = vh->cx, .vh = vh, .is_fake = 1};

	fake.tsi = (uint8_t)lws__calling_tsi(vh->cx);

	for (unsigned int n = 0; n < vh->protocol_count; n++) {
		int ret;

		if (only_inited && !vh->protocol_inited[n])
			continue;
		fake.protocol = &vh->protocols[n];
		ret = call(&fake, fake.protocol, reason, in, len);
		if (ret)
			return ret;
	}

	return 0;
}
