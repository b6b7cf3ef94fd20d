/* SPDX-License-Identifier: MIT */
/*
 * Vhosts: found by name and by Host, refusals.
 */

#include "trace-protocols.h"

#include "core/core.h"
#include "core/stage.h"

#include <stdlib.h>

static struct lws_context *
bare_context(void)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;

	unsetenv("http_proxy");
	unsetenv("socks_proxy");
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.protocols = three_protocols;
	cx = lws_create_context(&info);
	assert_non_null(cx);

	return cx;
}

static struct lws_vhost *
named(struct lws_context *cx, const char *name, int port)
{
	struct lws_context_creation_info info = {0};

	info.vhost_name = name;
	info.port = port;
	info.iface = "127.0.0.1";

	return lws_create_vhost(cx, &info);
}

/* ---- lookup ------------------------------------------------------------- */

static const struct {
	const char *host, *vhost;
} hosts[] = {
	{"example.com", "example.com"},
	{"EXAMPLE.com", "example.com"},
	{"example.com:8080", "example.com"},
	{"example.com.", "example.com"},
	{"www.example.com", "example.com"},
	{"a.b.example.com:1", "b.example.com"},
	{"notexample.com", "first"},
	{"com", "first"},
	{"", "first"},
	{":80", "first"},
	{".", "first"},
	{"[::1]:80", "[::1]"},
	{"[::2]:80", "first"},
	{"[::1", "first"},
	{"elsewhere", "first"},
};

static void
vhost__is_chosen_by_host_exactly_then_by_suffix(void **state)
{
	struct lws_context *cx = bare_context();
	struct lws_vhost *first = named(cx, "first", 0);
	int port = lws_get_vhost_listen_port(first);

	(void)state;
	/* two that ask for the same number share the listener */
	lws_vhost_destroy(first);
	first = named(cx, "first", port);
	if (!first)
		skip(); /* somebody else took the port */
	assert_non_null(named(cx, "example.com", port));
	assert_non_null(named(cx, "b.example.com", port));
	assert_non_null(named(cx, "[::1]", port));
	assert_non_null(named(cx, "elsewhere", CONTEXT_PORT_NO_LISTEN));
	for (size_t n = 0; n < LWS_ARRAY_SIZE(hosts); n++) {
		const char *host = hosts[n].host;
		struct lws_vhost *vh =
			lws__vhost_by_host(first, host, strlen(host));

		if (strcmp(lws_get_vhost_name(vh), hosts[n].vhost))
			fail_msg("%s: %s", host, lws_get_vhost_name(vh));
	}
	lws_context_destroy(cx);
}

static void
vhost__answers_what_it_was_given(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx = bare_context();
	const struct lws_http_mount mount = {0};
	struct lws_vhost *vh;
	int mark;

	(void)state;
	info.vhost_name = "given";
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.iface = "lo";
	info.user = &mark;
	vh = lws_create_vhost(cx, &info);
	assert_non_null(vh);
	assert_string_equal(lws_get_vhost_name(vh), "given");
	assert_string_equal(lws_get_vhost_iface(vh), "lo");
	assert_ptr_equal(lws_get_vhost_user(vh), &mark);
	assert_ptr_equal(lws_vhost_user(vh), &mark);
	assert_int_equal(lws_get_vhost_port(vh), CONTEXT_PORT_NO_LISTEN);
	assert_non_null(strstr(lws_vh_tag(vh), "|given|lo|-1]"));
	assert_ptr_equal(lws_get_vhost_by_name(cx, "given"), vh);
	assert_null(lws_get_vhost_by_name(cx, "taken"));
	lws_vhost_set_mounts(vh, &mount);
	assert_ptr_equal(vh->mounts, &mount);
	/* nothing of its own: the context's protocols */
	assert_non_null(lws_vhost_name_to_protocol(vh, "ws"));
	lws_context_destroy(cx);
}

static void
vhost__keeps_copies_of_what_made_it(void **state)
{
	struct lws_context *cx = bare_context();
	struct lws_context_creation_info info = {0};
	char name[] = "short-lived";
	struct lws_protocols table[2] = {three_protocols[1]};
	struct lws_vhost *vh;

	(void)state;
	info.vhost_name = name;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = table;
	vh = lws_create_vhost(cx, &info);
	memset(name, 'x', sizeof(name) - 1);
	memset(table, 0, sizeof(table));
	assert_string_equal(lws_get_vhost_name(vh), "short-lived");
	assert_non_null(lws_vhost_name_to_protocol(vh, "dyn"));
	lws_context_destroy(cx);
}

/* ---- refusals ----------------------------------------------------------- */

static void
vhost__on_a_port_in_use_is_refused(void **state)
{
	struct lws_context *a = bare_context(), *b = bare_context();
	int port = lws_get_vhost_listen_port(named(a, "first", 0));

	(void)state;
	assert_null(named(b, "second", port));
	assert_null(lws_get_vhost_by_name(b, "second"));
	lws_context_destroy(b);
	lws_context_destroy(a);
}

static void
context__whose_vhost_is_refused_is_not_made(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *a = bare_context();

	(void)state;
	info.iface = "127.0.0.1";
	info.port = lws_get_vhost_listen_port(named(a, "first", 0));
	info.protocols = three_protocols;
	assert_null(lws_create_context(&info));
	lws_context_destroy(a);
}

static void
vhost__with_a_certificate_is_refused_in_a_build_without_tls(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;

	(void)state;
	if (lws__built_in_tls)
		skip();
	cx = bare_context();
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.ssl_cert_filepath = "server.pem";
	assert_null(lws_create_vhost(cx, &info));
	lws_context_destroy(cx);
}

static int
listening_context(void *arg)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;

	(void)arg;
	info.iface = "127.0.0.1";
	info.protocols = three_protocols;
	trace_clear();
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	(void)lws_service(cx, -1);
	info.vhost_name = "another";
	lws_vhost_destroy(lws_create_vhost(cx, &info));
	lws_context_destroy(cx);

	return 0;
}

static void
vhost__leaks_nothing_when_any_allocation_fails(void **state)
{
	(void)state;
	lws__test_alloc_sweep(listening_context, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			vhost__is_chosen_by_host_exactly_then_by_suffix),
		cmocka_unit_test(vhost__answers_what_it_was_given),
		cmocka_unit_test(vhost__keeps_copies_of_what_made_it),
		cmocka_unit_test(vhost__on_a_port_in_use_is_refused),
		cmocka_unit_test(context__whose_vhost_is_refused_is_not_made),
		cmocka_unit_test(
			vhost__with_a_certificate_is_refused_in_a_build_without_tls),
		cmocka_unit_test(
			vhost__leaks_nothing_when_any_allocation_fails),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
