/* SPDX-License-Identifier: MIT */
/*
 * Cookies that a client keeps and sends.  CLI-08: what a server may not set is
 * not kept; CLI-07: another host sees its own alone.
 */

#include "client-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

static void
start_context(void)
{
	struct lws_context_creation_info ci = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = client_protocols,
		.http_nsc_filepath = lws__net_path("cookies.txt")};

	client_forget();
	lws__net_start(&net, &ci);
}

static void
begin(void)
{
	start_context();
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.host = "www.example.org";
	info.path = "/a/b";
	info.ssl_connection =
		(int)LCCSCF_CACHE_COOKIES | LCCSCF_HTTP_NO_CACHE_CONTROL;
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	lws__net_dir_remove();
}

/* one request that is answered with these header lines; its Cookie field to
 * static text, "" when there is none */
static const char *
ask(const char *headers)
{
	static char cookie[8192];
	char text[8192], *head, *at;

	client_forget();
	head = client_ask(&net, &info, listen_fd, &peer);
	at = strstr(head, "\r\nCookie: ");
	cookie[0] = '\0';
	if (at) {
		at += 10;
		lws_snprintf(cookie, sizeof(cookie), "%.*s",
			     (int)strcspn(at, "\r"), at);
		assert_null(strstr(at, "\r\nCookie: "));
	}
	free(head);
	lws_snprintf(text, sizeof(text),
		     "HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n", headers);
	lws__net_send(&net, &peer, text);
	client_until_over(&net);
	assert_int_equal(seen.status, 200);
	lws__net_hang_up(&peer);

	return cookie;
}

static void
cookies_are_kept_and_sent(void **state)
{
	(void)state;
	begin();
	assert_string_equal(ask("Set-Cookie: s=1\r\n"
				"Set-Cookie: p=2; Max-Age=1000; Path=/\r\n"
				"Set-Cookie: h=3; HttpOnly; Path=/a/b\r\n"),
			    "");
	/* longer paths first */
	assert_string_equal(ask(""), "h=3; s=1; p=2");
	info.path = "/";
	assert_string_equal(ask("Set-Cookie: p=4; Max-Age=1000; Path=/\r\n"),
			    "p=2");
	assert_string_equal(ask("Set-Cookie: p=; Max-Age=0; Path=/\r\n"),
			    "p=4");
	assert_string_equal(ask(""), "");
	info.path = "/a/c";
	assert_string_equal(ask(""), "s=1");
	/* without the flag there are none */
	info.ssl_connection = 0;
	assert_string_equal(ask("Set-Cookie: z=1\r\n"), "");
	end();
}

static void
only_the_file_outlives_the_context(void **state)
{
	(void)state;
	begin();
	ask("Set-Cookie: s=1\r\nSet-Cookie: p=2; Max-Age=1000\r\n");
	assert_true(!strcmp(ask(""), "p=2; s=1") ||
		    !strcmp(ask(""), "s=1; p=2"));
	lws__net_stop(&net);
	start_context();
	info.context = net.cx;
	info.vhost = net.vh;
	assert_string_equal(ask(""), "p=2");
	end();
}

static void
cli_08__a_server_sets_cookies_of_its_own_only(void **state)
{
	static const char *const refused[] = {
		"Set-Cookie: ;a=b\r\n",
		"Set-Cookie: ab\r\n",
		"Set-Cookie: a=b; Domain=org\r\n",
		"Set-Cookie: a=b; Domain=other.org\r\n",
		"Set-Cookie: a=b; Domain=x.www.example.org\r\n",
		"Set-Cookie: a=b; Domain=ample.org\r\n",
		"Set-Cookie: a=b; Secure\r\n",
		"Set-Cookie: __Host-a=b; Path=/\r\n",
		"Set-Cookie: __Secure-a=b\r\n",
		"Set-Cookie: a=b; Path=/other\r\n",
		"Set-Cookie: a=b; Path=/a/bc\r\n",
	};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(refused); n++) {
		print_message("%s", refused[n]);
		ask(refused[n]);
		assert_string_equal(ask(""), "");
	}
	end();
}

static void
a_domain_cookie_goes_to_the_hosts_below_it(void **state)
{
	(void)state;
	begin();
	ask("Set-Cookie: d=1; Domain=example.org; Path=/; Max-Age=99\r\n"
	    "Set-Cookie: h=2; Path=/; Max-Age=99\r\n");
	info.host = "other.example.org:80";
	assert_string_equal(ask(""), "d=1");
	info.host = "EXAMPLE.org";
	assert_string_equal(ask(""), "d=1");
	info.host = "x.www.example.org";
	assert_string_equal(ask(""), "d=1");
	info.host = "badexample.org";
	assert_string_equal(ask(""), "");
	info.host = "127.0.0.1";
	assert_string_equal(ask(""), "");
	end();
}

static void
cli_07__a_redirect_takes_the_cookies_of_where_it_leads(void **state)
{
	int other_port, other_fd = client_listen(&other_port);
	char text[300], *head;

	(void)state;
	begin();
	info.host = NULL; /* 127.0.0.1 */
	ask("Set-Cookie: address=1; Path=/; Max-Age=99\r\n");
	info.host = "www.example.org";
	ask("Set-Cookie: named=2; Path=/; Max-Age=99\r\n");
	client_forget();
	free(client_ask(&net, &info, listen_fd, &peer));
	lws_snprintf(text, sizeof(text),
		     "HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:%d/x\r\n"
		     "Set-Cookie: late=3; Path=/; Max-Age=99\r\n"
		     "Content-Length: 0\r\n\r\n",
		     other_port);
	lws__net_send(&net, &peer, text);
	lws__net_await_end(&net, &peer);
	lws__net_hang_up(&peer);
	client_accept(&net, other_fd, &peer);
	head = lws__net_read_to(&net, &peer, "\r\n\r\n");
	assert_non_null(strstr(head, "\r\nCookie: address=1\r\n"));
	assert_null(strstr(head, "named="));
	free(head);
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	client_until_over(&net);
	lws__net_hang_up(&peer);
	/* the redirect's own was kept, for who set it */
	assert_string_equal(ask(""), "late=3; named=2");
	close(other_fd);
	end();
}

static void
a_cookie_header_of_the_user_goes_alone(void **state)
{
	(void)state;
	begin();
	ask("Set-Cookie: a=1\r\n");
	client_forget();
	does.headers = "Cookie: mine=2\r\n";
	{
		char *head = client_ask(&net, &info, listen_fd, &peer);

		assert_non_null(strstr(head, "\r\nCookie: mine=2\r\n"));
		assert_null(strstr(head, "a=1"));
		free(head);
	}
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	client_until_over(&net);
	end();
}

/* one server can neither fill memory nor a request */
static void
cli_08__many_cookies_are_bounded(void **state)
{
	char headers[4096];
	size_t count = 0;

	(void)state;
	begin();
	for (int n = 0; n < 20; n++) {
		size_t at = 0;

		for (int m = 0; m < 20; m++)
			at += (size_t)lws_snprintf(
				headers + at, sizeof(headers) - at,
				"Set-Cookie: n%d-%d=v\r\n", n, m);
		ask(headers);
	}
	for (const char *at = ask(""); (at = strchr(at, '=')); at++)
		count++;
	assert_int_equal(count, 50);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cookies_are_kept_and_sent),
		cmocka_unit_test(only_the_file_outlives_the_context),
		cmocka_unit_test(cli_08__a_server_sets_cookies_of_its_own_only),
		cmocka_unit_test(a_domain_cookie_goes_to_the_hosts_below_it),
		cmocka_unit_test(
			cli_07__a_redirect_takes_the_cookies_of_where_it_leads),
		cmocka_unit_test(a_cookie_header_of_the_user_goes_alone),
		cmocka_unit_test(cli_08__many_cookies_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
