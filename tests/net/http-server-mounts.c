/* SPDX-License-Identifier: MIT */
/*
 * What a mount and a vhost do with a request: redirects, credentials, pages for
 * what is missing, HTML that is changed on its way, refused agents, headers.
 */

#include "http-server-app.h"

#include <stdio.h>
#include <stdlib.h>

static struct lws__net_peer peer;
static struct lws__net_answer a;

static const struct lws_protocol_vhost_options html = {.name = ".html",
						       .value = "dyn"};
static const struct lws_protocol_vhost_options odd_types = {
	.name = ".odd", .value = "text/odd"};
static const struct lws_protocol_vhost_options other_types = {
	.next = &odd_types, .name = "*", .value = "text/other"};
static const struct lws_protocol_vhost_options mount_header = {
	.name = "x-vhost:", .value = "mount"};

static struct lws_http_mount mounts[] = {
	{.mount_next = &mounts[1],
	 .mountpoint = "/basic",
	 .origin_protocol = LWSMPRO_FILE,
	 .mountpoint_len = 6},
	{.mount_next = &mounts[2],
	 .mountpoint = "/asks",
	 .origin = "dyn",
	 .origin_protocol = LWSMPRO_CALLBACK,
	 .auth_mask = LWSAUTHM_BASIC_AUTH_CALLBACK,
	 .mountpoint_len = 5},
	{.mount_next = &mounts[3],
	 .mountpoint = "/html",
	 .origin_protocol = LWSMPRO_FILE,
	 .interpret = &html,
	 .mountpoint_len = 5},
	{.mount_next = &mounts[4],
	 .mountpoint = "/types",
	 .origin_protocol = LWSMPRO_FILE,
	 .extra_mimetypes = &other_types,
	 .headers = &mount_header,
	 .cache_max_age = 60,
	 .cache_reusable = 1,
	 .mountpoint_len = 6},
	{.mount_next = &mounts[5],
	 .mountpoint = "/away",
	 .origin = "elsewhere.invalid/x",
	 .origin_protocol = LWSMPRO_REDIR_HTTPS,
	 .mountpoint_len = 5},
	{.mount_next = app_mounts,
	 .mountpoint = "/types/none",
	 .origin = "",
	 .origin_protocol = LWSMPRO_NO_MOUNT,
	 .mountpoint_len = 11},
};

static const struct lws_protocol_vhost_options vhost_headers = {
	.name = "x-vhost:", .value = "vhost"};
static const struct lws_protocol_vhost_options bad_agent = {
	.name = "BadBot", .value = "403 go away"};

static void
all_mounts(struct lws_context_creation_info *info)
{
	static char login[512];

	snprintf(login, sizeof(login), "%s", lws__net_path("logins"));
	mounts[0].origin = mounts[2].origin = mounts[3].origin = lws__net_dir();
	mounts[0].basic_auth_login_file = login;
	info->mounts = mounts;
	info->headers = &vhost_headers;
	info->reject_service_keywords = &bad_agent;
}

static void
error_document(struct lws_context_creation_info *info)
{
	all_mounts(info);
	info->error_document_404 = "/files/404.html";
}

static int
setup(void **state)
{
	(void)state;
	lws__net_text_file("a.txt", "file a\n");
	lws__net_text_file("a.odd", "odd\n");
	lws__net_text_file("a.unknown", "unknown\n");
	lws__net_text_file("404.html", "not here\n");
	lws__net_text_file("hello.html", "Hello $name, $nam and $$name$!\n");
	lws__net_text_file("logins", "user:pass\nother:word\n");
	app_start(&app_net, all_mounts);
	lws__net_connect(&app_net, &peer);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_answer_free(&a);
	lws__net_hang_up(&peer);
	app_stop(&app_net);

	return 0;
}

static void
restart(void (*tweak)(struct lws_context_creation_info *info))
{
	lws__net_hang_up(&peer);
	lws__net_stop(&app_net);
	app_start(&app_net, tweak);
	lws__net_connect(&app_net, &peer);
}

static void
ask(const char *request, int status)
{
	lws__net_answer_free(&a);
	lws__net_ask(&app_net, &peer, request, &a, status);
}

static void
a_mount_without_its_slash_redirects_and_closes(void **state)
{
	(void)state;
	ask(GET("/files"), 301);
	assert_string_equal(lws__net_field(&a, "location"),
			    "http://localhost/files/");
	assert_int_equal(strncmp(a.head, "HTTP/1.0 301 ", 13), 0);
	lws__net_expect_end(&app_net, &peer);
	assert_int_equal(lws__net_noted(LWS_CALLBACK_FILTER_HTTP_CONNECTION),
			 0);
}

static void
a_redirect_mount_names_its_origin(void **state)
{
	(void)state;
	ask(GET("/away/further?x=y"), 301);
	assert_string_equal(lws__net_field(&a, "location"),
			    "https://elsewhere.invalid/x");
	lws__net_expect_end(&app_net, &peer);
}

/* without the option a guarded mount is closed to all */
#if defined(LWS_WITH_HTTP_BASIC_AUTH)
#define GUARDED(status) (status)
#else
#define GUARDED(status) 403
#endif

#define BASIC(path, b64) \
	"GET " path " HTTP/1.1\r\n" APP_HOST "Authorization: " b64 "\r\n\r\n"

static void
hf_10__credentials_are_asked_for_and_checked(void **state)
{
	static const struct {
		const char *request;
		int status;
	} cases[] = {
		{GET("/basic/a.txt"), 401},
		/* user:pass, other:word */
		{BASIC("/basic/a.txt", "Basic dXNlcjpwYXNz"), 200},
		{BASIC("/basic/a.txt", "bAsIc b3RoZXI6d29yZA=="), 200},
		/* user:pasS, user:pas, user:pass<NL>other:word, no colon */
		{BASIC("/basic/a.txt", "Basic dXNlcjpwYXNT"), 401},
		{BASIC("/basic/a.txt", "Basic dXNlcjpwYXM="), 401},
		{BASIC("/basic/a.txt", "Basic dXNlcjpwYXNzCm90aGVyOndvcmQ="),
		 403},
		{BASIC("/basic/a.txt", "Basic dXNlcg=="), 403},
		{BASIC("/basic/a.txt", "Basic !!!!"), 403},
		/* user<NUL>:pass */
		{BASIC("/basic/a.txt", "Basic dXNlcgA6cGFzcw=="), 403},
		{BASIC("/basic/a.txt", "Bearer dXNlcjpwYXNz"), 403},
		{BASIC("/basic/a.txt", "Basic dXNlcjpwYXNz\r\n"
				       "Authorization: Basic dXNlcjpwYXNz"),
		 403},
		/* other spellings of the path ask as well */
		{GET("/basic//a.txt"), 401},
		{GET("/%62asic/a.txt"), 401},
		{GET("/files/../basic/a.txt"), 401},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		ask(cases[n].request, GUARDED(cases[n].status));
		if (a.status == 401)
			assert_string_equal(
				lws__net_field(&a, "www-authenticate"),
				"Basic realm=\"lwsws\"");
		if (a.status == 200)
			assert_string_equal(a.body, "file a\n");
	}
}

static void
hf_10__credentials_of_64_kib_are_refused(void **state)
{
	char *request = malloc(70000), *at = request;
	struct lws__net_peer p;

	(void)state;
	at += lws_snprintf(at, 200,
			   "GET /basic/a.txt HTTP/1.1\r\n" APP_HOST
			   "Authorization: Basic ");
	memset(at, 'A', 65536);
	memcpy(at + 65536, "\r\n\r\n", 5);
	lws__net_connect(&app_net, &p);
	(void)lws__net_try_send(&app_net, &p, request, strlen(request));
	lws__net_answer_free(&a);
	lws__net_answer(&app_net, &p, &a, false);
	assert_true(a.status == 431 || a.status == 403);
	lws__net_hang_up(&p);
	free(request);
}

static void
the_application_may_check_credentials(void **state)
{
	(void)state;
	ask(GET("/asks/hello"), GUARDED(401));
	ask(BASIC("/asks/hello", "Basic dTp4"), GUARDED(401)); /* u:x */
	ask(BASIC("/asks/hello", "Basic dTpw"), GUARDED(200)); /* u:p */
	if (a.status == 200)
		assert_string_equal(a.body, "hello\n");
}

static void
a_document_stands_for_what_is_missing(void **state)
{
	(void)state;
	restart(error_document);
	ask(GET("/files/none.txt"), 302);
	assert_string_equal(lws__net_field(&a, "location"), "/files/404.html");
	ask(GET("/files/404.html"), 404);
	assert_string_equal(a.body, "not here\n");
}

static void
html_is_changed_on_its_way(void **state)
{
	(void)state;
	ask(GET("/html/hello.html"), 200);
	assert_true(a.chunked);
	assert_null(lws__net_field(&a, "etag"));
	assert_string_equal(a.body, "Hello World, $nam and $World$!\n");
	ask(GET("/html/a.txt"), 200);
	assert_false(a.chunked);
	ask("HEAD /html/hello.html HTTP/1.1\r\n" APP_HOST "\r\n", 200);
	ask("GET /html/hello.html HTTP/1.0\r\n\r\n", 200);
	assert_true(a.to_the_end);
	assert_string_equal(a.body, "Hello World, $nam and $World$!\n");
}

static void
html_that_is_left_alone_is_chunked_all_the_same(void **state)
{
	(void)state;
	app.plain_html = 1;
	ask(GET("/html/hello.html"), 200);
	assert_true(a.chunked);
	assert_string_equal(a.body, "Hello $name, $nam and $$name$!\n");
	lws__net_text_file("empty.html", "");
	ask(GET("/html/empty.html"), 200);
	assert_string_equal(a.body, "");
	ask(GET("/html/a.txt"), 200);
}

static void
names_at_every_place_of_long_html_are_replaced(void **state)
{
	char *text = malloc(40000), *want = malloc(4000000);
	size_t len = 0, want_len = 0;

	(void)state;
	for (int n = 0; len < 30000; n++) {
		len += (size_t)lws_snprintf(text + len, 64, "%.*s$%s", n % 17,
					    "................",
					    n % 40 ? "name" : "long");
		want_len += (size_t)lws_snprintf(want + want_len, 64, "%.*s",
						 n % 17, "................");
		if (n % 40) {
			want_len += (size_t)lws_snprintf(want + want_len, 64,
							 "World");
		} else {
			memset(want + want_len, 'L', 3000);
			want_len += 3000;
		}
	}
	want[want_len] = '\0';
	lws__net_file("long.html", text, len);
	ask(GET("/html/long.html"), 200);
	assert_int_equal(a.body_len, want_len);
	assert_memory_equal(a.body, want, want_len);
	free(text);
	free(want);
}

static void
a_mount_knows_types_and_headers_of_its_own(void **state)
{
	(void)state;
	ask(GET("/types/a.odd"), 200);
	assert_string_equal(lws__net_field(&a, "content-type"), "text/odd");
	assert_string_equal(lws__net_field(&a, "x-vhost"), "mount");
	assert_string_equal(lws__net_field(&a, "cache-control"),
			    "private, max-age=60");
	ask(GET("/types/a.unknown"), 200);
	assert_string_equal(lws__net_field(&a, "content-type"), "text/other");
	ask(GET("/files/a.txt"), 200);
	assert_string_equal(lws__net_field(&a, "x-vhost"), "vhost");
	assert_string_equal(lws__net_field(&a, "cache-control"), "no-store");
	ask(GET("/types/none/a.txt"), 404);
}

static void
an_agent_that_is_not_wanted_is_told_so(void **state)
{
	(void)state;
	ask("GET /dyn/hello HTTP/1.1\r\n" APP_HOST
	    "User-Agent: Mozilla (BadBot/1.0)\r\n\r\n",
	    403);
	assert_non_null(strstr(a.body, "go away"));
	lws__net_expect_end(&app_net, &peer);
}

static void
upgrades_below_a_guarded_mount_are_guarded(void **state)
{
	(void)state;
	ask("GET /basic/ws HTTP/1.1\r\n" APP_HOST "Connection: upgrade\r\n"
	    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
	    GUARDED(401));
	lws__net_hang_up(&peer);
	lws__net_connect(&app_net, &peer);
	ask("GET /asks/ws HTTP/1.1\r\n" APP_HOST "Connection: upgrade\r\n"
	    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
	    GUARDED(401));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_mount_without_its_slash_redirects_and_closes),
		T(a_redirect_mount_names_its_origin),
		T(hf_10__credentials_are_asked_for_and_checked),
		T(hf_10__credentials_of_64_kib_are_refused),
		T(the_application_may_check_credentials),
		T(a_document_stands_for_what_is_missing),
		T(html_is_changed_on_its_way),
		T(html_that_is_left_alone_is_chunked_all_the_same),
		T(names_at_every_place_of_long_html_are_replaced),
		T(a_mount_knows_types_and_headers_of_its_own),
		T(an_agent_that_is_not_wanted_is_told_so),
		T(upgrades_below_a_guarded_mount_are_guarded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
