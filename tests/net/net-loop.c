/* SPDX-License-Identifier: MIT */
/*
 * LWS_TEST_LOOP=uv in the environment: contexts that do not ask for a loop of
 * their own run on that one.  The linker brings lws_create_context() here.
 */

#include "net-test.h"

#include <stdlib.h>

#if defined(LWS_TEST_EVLIBS)
#define EVLIB(name) extern const lws_plugin_evlib_t evlib_##name;
LWS_TEST_EVLIBS
#undef EVLIB
#endif

static const lws_plugin_evlib_t *const evlibs[] = {
#if defined(LWS_TEST_EVLIBS)
#define EVLIB(name) &evlib_##name,
	LWS_TEST_EVLIBS
#endif
		NULL};

static const uint64_t choices =
	LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_LIBUV |
	LWS_SERVER_OPTION_LIBEVENT | LWS_SERVER_OPTION_GLIB |
	LWS_SERVER_OPTION_SDEVENT | LWS_SERVER_OPTION_ULOOP |
	LWS_PLUS_SERVER_OPTION_POLL | LWS_PLUS_SERVER_OPTION_IO_URING;

/* those of the library itself, chosen by an option */
static const struct {
	const char *name;
	uint64_t option;
} own[] = {
	{"poll", LWS_PLUS_SERVER_OPTION_POLL},
	{"uring", LWS_PLUS_SERVER_OPTION_IO_URING},
	/* the system's, and TLS by the kernel: see ktls-kernel */
	{"ktls", LWS_PLUS_SERVER_OPTION_KTLS},
};

/* 0: that is none of them */
static uint64_t
own_option(const char *name)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(own); n++)
		if (!strcmp(name, own[n].name))
			return own[n].option;

	return 0;
}

struct lws_context *
__real_lws_create_context(const struct lws_context_creation_info *info);
struct lws_context *
__wrap_lws_create_context(const struct lws_context_creation_info *info);

bool
lws__net_loop_is_ours(void)
{
	const char *name = getenv("LWS_TEST_LOOP");

	return !name || own_option(name);
}

bool
lws__net_io_is_calls(void)
{
	const char *name = getenv("LWS_TEST_LOOP");

	return !name || strcmp(name, "uring") != 0;
}

const lws_plugin_evlib_t *
lws__net_evlib(const char *name)
{
	for (size_t n = 0; evlibs[n]; n++)
		if (!strcmp(evlibs[n]->hdr.name + strlen("evlib_"), name))
			return evlibs[n];

	return NULL;
}

struct lws_context *
__wrap_lws_create_context(const struct lws_context_creation_info *info)
{
	/* no copy: its faults are a list, which knows where it is */
	struct lws_context_creation_info *mine =
		(struct lws_context_creation_info *)(uintptr_t)info;
	const char *name = getenv("LWS_TEST_LOOP");
	struct lws_context *cx;

	if (!name || info->event_lib_custom || info->options & choices)
		return __real_lws_create_context(info);
	if (own_option(name)) {
		mine->options |= own_option(name);
		cx = __real_lws_create_context(info);
		mine->options &= ~own_option(name);
		return cx;
	}
	mine->event_lib_custom = lws__net_evlib(name);
	if (!mine->event_lib_custom)
		fail_msg("this build has no event loop %s", name);
	cx = __real_lws_create_context(info);
	mine->event_lib_custom = NULL;

	return cx;
}
