/* SPDX-License-Identifier: MIT */
/*
 * What an application may ask a context.
 */

#include "core/core.h"

void *
lws_context_user(struct lws_context *context)
{
	return context->user;
}

int
lws_get_count_threads(struct lws_context *context)
{
	return (int)context->count_threads;
}

void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid)
{
	*uid = context->uid;
	*gid = context->gid;
}

const char *
lws_canonical_hostname(struct lws_context *context)
{
	return context->canonical_hostname;
}

const char *
lws_get_library_version(void)
{
	return LWS_LIBRARY_VERSION;
}

/* 0: not at all; else an enum lws__destroy_stage, ever growing */
int
lws_context_is_being_destroyed(struct lws_context *context)
{
	return (int)atomic_load(&context->destroy_stage);
}

int
lws_context_is_deprecated(struct lws_context *context)
{
	return context->deprecated;
}

const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context)
{
	return context->system_ops;
}

/* ---- random ------------------------------------------------------------- */

int
lws_hex_random(struct lws_context *context, char *dest, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t left = len ? len - 1 : 0;
	uint8_t raw[32];

	while (left) {
		size_t n = left < sizeof(raw) * 2 ? left : sizeof(raw) * 2;
		size_t bytes = (n + 1) / 2;

		if (lws_get_random(context, raw, bytes) != bytes)
			return 1;
		for (size_t i = 0; i < n; i++)
			*dest++ = digits[i & 1 ? raw[i / 2] & 0xf
					       : raw[i / 2] >> 4];
		left -= n;
	}
	if (len)
		*dest = '\0';

	return 0;
}

/* ---- the command line given at creation --------------------------------- */

const char *
lws_cmdline_option_cx(const struct lws_context *cx, const char *val)
{
	return lws_cmdline_option(cx->argc, cx->argv, val);
}

const char *
lws_cmdline_options_cx(const struct lws_context *cx, const char *val,
		       const char *last)
{
	return lws_cmdline_options(cx->argc, cx->argv, val, last);
}
