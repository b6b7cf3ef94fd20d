/* SPDX-License-Identifier: MIT */
/*
 * CLI-11: any bytes in the place of the kernel's: events that make sense or
 * none, and a table that takes them and answers.
 */

#include "net/routes.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check(const struct lws__rtnl_event *e)
{
	if (e->what > LWS__RTNL_OVERRUN ||
	    (e->family && e->family != AF_INET && e->family != AF_INET6) ||
	    e->prefix_len > (e->family == AF_INET ? 32 : 128) ||
	    memchr(e->name, 0, sizeof(e->name)) == NULL)
		abort();
}

static void
ask(const struct lws__routes *t)
{
	struct lws__sa a, b;

	if (lws__sa_numeric(&a, "192.0.2.1", 1) ||
	    lws__sa_numeric(&b, "fe80::1%1", 1))
		abort();
	(void)lws__routes_find(t, &a);
	(void)lws__routes_find(t, &b);
	(void)lws__routes_judge(t, &a, &b);
	(void)lws__routes_judge(t, &b, &b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__routes *t = lws__routes_create();
	uint8_t *copy = malloc(len ? len : 1);
	struct lws_cursor in = {copy, copy + len};
	struct lws__rtnl_reader r = {0};
	struct lws__rtnl_event e;

	if (!t || !copy)
		abort();
	if (len)
		memcpy(copy, data, len);
	lws__routes_dump_begin(t, LWS__RTNL_ROUTE);
	while (lws__rtnl_feed(&r, &in, &e) == LWS_FEED_DONE) {
		check(&e);
		(void)lws__routes_take(t, &e);
		if (e.what == LWS__RTNL_DONE)
			lws__routes_dump_end(t, LWS__RTNL_ROUTE);
	}
	if (in.at != in.end)
		abort();
	ask(t);
	lws__routes_destroy(&t);
	free(copy);

	return 0;
}
