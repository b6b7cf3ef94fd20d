/* SPDX-License-Identifier: MIT */
/*
 * Proxies of a vhost, taken apart; from the info, a call or the environment.
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

static const struct {
	const char *text, *host, *auth; /* host NULL: refused */
	unsigned int port;
} proxies[] = {
	{"proxy:3128", "proxy", NULL, 3128},
	{"10.0.0.1:1", "10.0.0.1", NULL, 1},
	{"http://proxy:3128", "proxy", NULL, 3128},
	{"http://proxy:3128/", "proxy", NULL, 3128},
	{"u:p@proxy:80", "proxy", "dTpw", 80},
	{"http://u:p@proxy:80/", "proxy", "dTpw", 80},
	{"u:p@q:r@proxy:80", "proxy", "dTpwQHE6cg==", 80},
	{"[::1]:8080", "::1", NULL, 8080},
	{"proxy:65535", "proxy", NULL, 65535},
	{"", NULL, NULL, 0},
	{":80", NULL, NULL, 0},
	{"@proxy:80", NULL, NULL, 0},
	{"proxy:0", NULL, NULL, 0},
	{"proxy:65536", NULL, NULL, 0},
	{"proxy:123456789", NULL, NULL, 0},
	{"proxy:80x", NULL, NULL, 0},
	{"proxy:", NULL, NULL, 0},
	{"proxy:80/path", NULL, NULL, 0},
	{"[::1", NULL, NULL, 0},
	{"[]:80", NULL, NULL, 0},
};

static void
proxy__text_is_taken_apart_or_refused(void **state)
{
	struct lws_context *cx = bare_context();

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(proxies); n++) {
		struct lws_vhost *vh = named(cx, "p", CONTEXT_PORT_NO_LISTEN);
		int ret = lws_set_proxy(vh, proxies[n].text);

		if (!!ret != !proxies[n].host)
			fail_msg("%s: %d", proxies[n].text, ret);
		if (!ret) {
			assert_string_equal(vh->http_proxy_address,
					    proxies[n].host);
			assert_int_equal(vh->http_proxy_port, proxies[n].port);
			if (proxies[n].auth)
				assert_string_equal(vh->http_proxy_auth,
						    proxies[n].auth);
			else
				assert_null(vh->http_proxy_auth);
		}
		lws_vhost_destroy(vh);
	}
	lws_context_destroy(cx);
}

static void
proxy__credentials_longer_than_255_are_refused(void **state)
{
	struct lws_context *cx = bare_context();
	struct lws_vhost *vh = named(cx, "p", CONTEXT_PORT_NO_LISTEN);
	char text[300];

	(void)state;
	memset(text, 'u', sizeof(text));
	memcpy(text + 255, ":p@h:1", 7);
	assert_int_equal(lws_set_socks(vh, text), 0);
	assert_int_equal(lws_set_proxy(vh, text), 0);
	memcpy(text + 256, ":p@h:1", 7);
	text[255] = 'u';
	assert_int_not_equal(lws_set_socks(vh, text), 0);
	assert_int_not_equal(lws_set_proxy(vh, text), 0);
	lws_context_destroy(cx);
}

static void
socks__has_its_own_port_and_credentials(void **state)
{
	struct lws_context *cx = bare_context();
	struct lws_vhost *vh = named(cx, "p", CONTEXT_PORT_NO_LISTEN);

	(void)state;
	assert_int_equal(lws_set_socks(vh, "me:secret@gate"), 0);
	assert_string_equal(vh->socks_proxy_address, "gate");
	assert_string_equal(vh->socks_user, "me");
	assert_string_equal(vh->socks_password, "secret");
	assert_int_equal(vh->socks_proxy_port, 1080);
	assert_int_not_equal(lws_set_socks(vh, NULL), 0);
	assert_int_not_equal(lws_set_proxy(vh, NULL), 0);
	lws_context_destroy(cx);
}

static void
proxy__comes_from_the_environment_unless_the_info_has_one(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx = bare_context();
	struct lws_vhost *vh;

	(void)state;
	setenv("http_proxy", "http://env:1/", 1);
	setenv("socks_proxy", "env", 1);
	vh = named(cx, "p", CONTEXT_PORT_NO_LISTEN);
	assert_string_equal(vh->http_proxy_address, "env");
	assert_string_equal(vh->socks_proxy_address, "env");

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.http_proxy_address = "mine";
	info.http_proxy_port = 99;
	vh = lws_create_vhost(cx, &info);
	assert_string_equal(vh->http_proxy_address, "mine");
	assert_int_equal(vh->http_proxy_port, 99);

	info.http_proxy_port = 0;
	assert_null(lws_create_vhost(cx, &info));

	/* a bad one is no reason to refuse service */
	setenv("http_proxy", "nonsense:port", 1);
	vh = named(cx, "q", CONTEXT_PORT_NO_LISTEN);
	assert_non_null(vh);
	assert_null(vh->http_proxy_address);
	unsetenv("http_proxy");
	unsetenv("socks_proxy");
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proxy__text_is_taken_apart_or_refused),
		cmocka_unit_test(
			proxy__credentials_longer_than_255_are_refused),
		cmocka_unit_test(socks__has_its_own_port_and_credentials),
		cmocka_unit_test(
			proxy__comes_from_the_environment_unless_the_info_has_one),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
