/* SPDX-License-Identifier: MIT */
/*
 * Protocols that write down the callbacks about vhosts and listeners, one a
 * line: "protocol REASON vhost [options]".
 */

#ifndef TRACE_PROTOCOLS_H
#define TRACE_PROTOCOLS_H

#include "lws-test.h"

#include <libwebsockets.h>

#include <stdio.h>

static char trace[4096];
static size_t trace_len;
static const char *fail_init_of; /* protocol whose PROTOCOL_INIT says no */

static inline void
trace_clear(void)
{
	trace[0] = '\0';
	trace_len = 0;
}

static inline void trace_add(const char *format, ...) LWS_FORMAT(1);
static inline void
trace_add(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(trace + trace_len, sizeof(trace) - trace_len, format, ap);
	va_end(ap);
	trace_len += (size_t)n;
	assert_true(trace_len < sizeof(trace));
}

static inline void
trace_options(const void *in)
{
	const struct lws_protocol_vhost_options *o = in;

	for (; o; o = o->next)
		trace_add(" [%s=%s]", o->name, o->value);
}

static inline int
trace_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	const struct lws_protocols *p = lws_get_protocol(wsi);
	const char *vh = lws_get_vhost(wsi)
				 ? lws_get_vhost_name(lws_get_vhost(wsi))
				 : "-";

	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		assert_null(user);
		trace_add("%s INIT %s", p->name, vh);
		trace_options(in);
		trace_add("\n");
		return fail_init_of && !strcmp(fail_init_of, p->name);
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		trace_add("%s DESTROY %s\n", p->name, vh);
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		trace_add("%s CANCELLED %s\n", p->name, vh);
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		trace_add("WSI_DESTROY %s\n", vh);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols three_protocols[] = {
	{.name = "p0", .callback = trace_cb, .per_session_data_size = 8},
	{.name = "dyn", .callback = trace_cb},
	{.name = "ws", .callback = trace_cb},
	LWS_PROTOCOL_LIST_TERM};

#endif
