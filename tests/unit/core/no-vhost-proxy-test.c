/* SPDX-License-Identifier: MIT */
/*
 * A build whose clients go through no proxy says so, and makes no vhost that
 * was to have one; what the environment says is nobody's order.
 */

#include "trace-protocols.h"

#include <stdlib.h>

static void
no_proxy__one_that_was_named_is_refused(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;
	struct lws_vhost *vh;

	(void)state;
	setenv("http_proxy", "http://env:1/", 1);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.protocols = three_protocols;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	vh = lws_create_vhost(cx, &info);
	assert_non_null(vh);
	assert_int_not_equal(lws_set_proxy(vh, "proxy:80"), 0);
	assert_int_not_equal(lws_set_socks(vh, "proxy:80"), 0);

	info.http_proxy_address = "proxy:80";
	assert_null(lws_create_vhost(cx, &info));
	info.http_proxy_address = "";
	info.socks_proxy_address = "proxy:80";
	assert_null(lws_create_vhost(cx, &info));
	info.socks_proxy_address = "";
	assert_non_null(lws_create_vhost(cx, &info));
	unsetenv("http_proxy");
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_proxy__one_that_was_named_is_refused),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
