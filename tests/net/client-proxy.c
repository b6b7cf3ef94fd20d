/* SPDX-License-Identifier: MIT */
/*
 * CLI-09: clients through an HTTP proxy and through SOCKS5, with a proxy made
 * by hand that says what the test wants.
 */

#include "client-app.h"
#include "client-names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

static void
begin_with(struct lws_context_creation_info *i)
{
	client_forget();
	names_begin();
	i->port = CONTEXT_PORT_NO_LISTEN;
	i->protocols = client_protocols;
	lws__net_start(&net, i);
	client_info(&net, &info, 443);
	info.address = "some.example";
}

static void
begin(void)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	begin_with(&i);
	listen_fd = client_listen(&port);
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	names_end();
}

/* connect, and be the proxy */
static void
start(void)
{
	client_forget();
	assert_non_null(lws_client_connect_via_info(&info));
	client_accept(&net, listen_fd, &peer);
}

static void
expect_error(const char *error)
{
	client_until_over(&net);
	lws__net_turn(&net);
	assert_string_equal(seen.error, error);
	assert_int_equal(seen.errors, 1);
	assert_int_equal(seen.closed, 0);
	assert_int_equal(seen.destroyed, 1);
	assert_true(seen.pwsi_was_null);
	lws__net_hang_up(&peer);
}

/* a request through the tunnel, and its answer */
static void
expect_request(void)
{
	char *head = lws__net_read_to(&net, &peer, "\r\n\r\n");

	assert_int_equal(strncmp(head, "GET / HTTP/1.1\r\n", 16), 0);
	assert_non_null(strstr(head, "\r\nHost: localhost\r\n"));
	free(head);
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	client_until_over(&net);
	assert_int_equal(seen.errors, 0);
	assert_int_equal(seen.completed, 1);
	assert_string_equal(seen.body, "hello");
	lws__net_hang_up(&peer);
}

/* ---- HTTP
 * ---------------------------------------------------------------------- */

#if defined(LWS_CLIENT_HTTP_PROXYING)
#define ASKED_FOR(host)                                   \
	"CONNECT " host " HTTP/1.1\r\nHost: " host "\r\n" \
	"User-agent: lws\r\n"

static void
set_http_proxy(const char *credentials)
{
	char text[100];

	snprintf(text, sizeof(text), "http://%s127.0.0.1:%d/", credentials,
		 port);
	assert_int_equal(lws_set_proxy(net.vh, text), 0);
}

static void
http_proxy__is_asked_for_the_server_by_its_name(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	start();
	lws__net_expect(&net, &peer, ASKED_FOR("some.example:443") "\r\n");
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
	expect_request();
	/* the name is the proxy's business */
	assert_int_equal(names.asked, 0);
	assert_string_equal(seen.order, "BNICAFEDOdXZ");

	set_http_proxy("me:secret@");
	info.address = "::1";
	start();
	lws__net_expect(&net, &peer,
			ASKED_FOR("[::1]:443") "Proxy-authorization: Basic "
					       "bWU6c2VjcmV0\r\n\r\n");
	lws__net_send(
		&net, &peer,
		"HTTP/1.1 100 Wait\r\n\r\nHTTP/1.0 204 x\r\nA: b\r\n\r\n");
	expect_request();
	end();
}

static void
http_proxy__is_named_in_the_info(void **state)
{
	struct lws_context_creation_info i;

	(void)state;
	memset(&i, 0, sizeof(i));
	listen_fd = client_listen(&port);
	i.http_proxy_address = "127.0.0.1";
	i.http_proxy_port = (unsigned int)port;
	begin_with(&i);
	start();
	lws__net_expect(&net, &peer, ASKED_FOR("some.example:443") "\r\n");
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
	expect_request();
	end();
}

static void
http_proxy__of_the_environment_is_passed_by_for_no_proxy(void **state)
{
	struct lws_context_creation_info i;
	char text[64];

	(void)state;
	memset(&i, 0, sizeof(i));
	listen_fd = client_listen(&port);
	snprintf(text, sizeof(text), "http://u:p@localproxy:%d", port);
	setenv("http_proxy", text, 1);
	setenv("no_proxy", "127.0.0.1,.inside.example", 1);
	begin_with(&i);
	unsetenv("http_proxy");
	unsetenv("no_proxy");
	names.addresses[0] = "127.0.0.1";
	start();
	lws__net_expect(&net, &peer,
			ASKED_FOR("some.example:443") "Proxy-authorization: "
						      "Basic dTpw\r\n\r\n");
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
	expect_request();
	assert_int_equal(names.asked, 1); /* for the proxy */

	info.port = port;
	info.address = "a.inside.example";
	start();
	free(lws__net_read_to(&net, &peer, "GET / HTTP/1.1\r\n"));
	lws__net_abort(&peer);
	client_until_over(&net);

	/* what the program names, it means */
	info.port = 443;
	set_http_proxy("");
	start();
	lws__net_expect(&net, &peer, ASKED_FOR("a.inside.example:443") "\r\n");
	lws__net_abort(&peer);
	client_until_over(&net);
	end();
}

static void
http_proxy__failures_are_told_once_with_words(void **state)
{
	static const struct {
		const char *answer, *error;
	} rows[] = {
		{"HTTP/1.1 407 Proxy Authentication Required\r\n"
		 "Proxy-Authenticate: Basic\r\n\r\n",
		 "http_proxy -> 407"},
		{"HTTP/1.1 502 Bad Gateway\r\n\r\n", "http_proxy -> 502"},
		{"HTTP/1.1 101 Switching\r\n\r\n", "http_proxy -> 101"},
		{"220 mail.example\r\n",
		 "http_proxy: the answer is not HTTP/1"},
		{"HTTP/1.1 200 OK\n\n",
		 "http_proxy: a line of the answer's head does not end in CR "
		 "LF"},
		{"HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n",
		 "http_proxy: control character in the answer's head"},
	};

	(void)state;
	begin();
	set_http_proxy("");
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		start();
		free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
		lws__net_send(&net, &peer, rows[n].answer);
		expect_error(rows[n].error);
		assert_string_equal(seen.order, "BNIC!dZ");
	}
	end();
}

static void
http_proxy__an_oversize_head_is_refused(void **state)
{
	static char big[20000];

	(void)state;
	begin();
	set_http_proxy("");
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	memset(big, 'x', sizeof(big));
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\nA: ");
	(void)lws__net_try_send(&net, &peer, big, sizeof(big));
	expect_error("http_proxy: the answer's head is too long");
	end();
}

static void
http_proxy__an_end_in_the_answer_is_told(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\nA:");
	lws__net_hang_up(&peer);
	expect_error("http_proxy: it hung up without an answer");
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_abort(&peer);
	expect_error("http_proxy: it hung up without an answer");
	end();
}

static void
http_proxy__a_silent_one_is_given_up(void **state)
{
	struct lws_context_creation_info i;

	(void)state;
	memset(&i, 0, sizeof(i));
	i.timeout_secs = 1;
	listen_fd = client_listen(&port);
	begin_with(&i);
	set_http_proxy("");
	start();
	expect_error("Timed out waiting proxy");
	end();
}

static void
http_proxy__that_is_not_there_is_told_as_a_server(void **state)
{
	int fd, dead = client_dead_port(&fd), ours = 0;
	char long_name[300];

	(void)state;
	begin();
	ours = port;
	port = dead;
	set_http_proxy("");
	client_forget();
	assert_non_null(lws_client_connect_via_info(&info));
	expect_error("conn fail: ECONNREFUSED");
	/* what it cannot be asked for */
	port = ours;
	set_http_proxy("");
	info.address = "bad host";
	start();
	expect_error("http_proxy: it cannot be asked for this address");
	memset(long_name, 'a', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	info.address = long_name;
	start();
	expect_error("http_proxy: it cannot be asked for this address");
	close(fd);
	end();
}

static void
http_proxy__the_answer_may_come_in_pieces(void **state)
{
	static const char answer[] =
		"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n";

	(void)state;
	begin();
	set_http_proxy("");
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	for (const char *p = answer; *p; p++) {
		lws__net_send_bytes(&net, &peer, p, 1);
		lws__net_turn(&net);
	}
	expect_request();
	end();
}

/* "bytes after 200": the server of a raw connection speaks first */
static void
http_proxy__bytes_behind_its_answer_are_the_servers(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	info.method = "RAW";
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n220 hello\r\n");
	lws__net_until_set(&net, &seen.reads, "the greeting");
	assert_string_equal(seen.body, "220 hello\r\n");
	lws__net_hang_up(&peer);
	client_until_over(&net);
	assert_int_equal(seen.errors, 0);
	end();
}

/* the proxy sees a ClientHello, not a request */
static void
http_proxy__tls_goes_through_it(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	info.ssl_connection = LCCSCF_USE_SSL;
	start();
	lws__net_expect(&net, &peer, ASKED_FOR("some.example:443") "\r\n");
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
#if defined(LWS_WITH_TLS)
	lws__net_await(&net, &peer, 6);
	assert_int_equal(peer.in[0], 22);
	assert_int_equal(peer.in[5], 1);
	lws__net_take(&peer, peer.len);
	lws__net_abort(&peer);
#endif
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	lws__net_hang_up(&peer);
	end();
}

/* a redirect to another server asks the proxy anew */
static void
http_proxy__is_asked_again_after_a_redirect(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	start();
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 302 x\r\nLocation: http://other.example:81/\r\n"
		      "Content-Length: 0\r\n\r\n");
	lws__net_await_end(&net, &peer);
	lws__net_hang_up(&peer);
	client_accept(&net, listen_fd, &peer);
	lws__net_expect(&net, &peer, ASKED_FOR("other.example:81") "\r\n");
	lws__net_send(&net, &peer, "HTTP/1.1 200 OK\r\n\r\n");
	free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	lws__net_send(&net, &peer, "HTTP/1.1 204 x\r\n\r\n");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.redirects, 1);
	end();
}

static void
http_proxy__is_not_for_unix_sockets(void **state)
{
	(void)state;
	begin();
	set_http_proxy("");
	client_forget();
	info.address = "+/nonexistent/socket";
	if (lws_client_connect_via_info(&info))
		expect_error("conn fail: ENOENT");
	end();
}

/* CLI-04: the end comes while the proxy is asked */
static void
http_proxy__the_wait_for_it_may_end_at_any_time(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		begin();
		set_http_proxy("");
		start();
		free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
		lws__net_send(&net, &peer, "HTTP/1.1 2");
		lws__net_turn(&net);
		if (!how)
			lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		if (how == 1)
			lws_vhost_destroy(net.vh);
		if (how < 2) {
			client_until_over(&net);
			assert_int_equal(seen.errors, 1);
		}
		end();
		assert_int_equal(seen.errors, 1);
	}
}
#endif

/* ---- SOCKS5
 * -------------------------------------------------------------------- */

#if defined(LWS_WITH_SOCKS5)
static void
set_socks(const char *credentials)
{
	char text[100];

	snprintf(text, sizeof(text), "socks5://%s127.0.0.1:%d", credentials,
		 port);
	assert_int_equal(lws_set_socks(net.vh, text), 0);
}

#define EXPECT(bytes) \
	lws__net_expect_bytes(&net, &peer, bytes, sizeof(bytes) - 1)
#define SEND(bytes) lws__net_send_bytes(&net, &peer, bytes, sizeof(bytes) - 1)

static void
socks5__is_asked_for_the_server_by_its_name(void **state)
{
	(void)state;
	begin();
	set_socks("");
	start();
	EXPECT("\x05\x01\x00");
	SEND("\x05\x00");
	EXPECT("\x05\x01\x00\x03\x0csome.example\x01\xbb");
	SEND("\x05\x00\x00\x01\x7f\x00\x00\x01\x01\x02");
	expect_request();
	assert_int_equal(names.asked, 0);
	assert_string_equal(seen.order, "BNICAFEDOdXZ");

	set_socks("me:secret@");
	info.address = "127.0.0.9";
	start();
	EXPECT("\x05\x02\x02\x00");
	SEND("\x05\x02");
	EXPECT("\x01\x02me\x06secret");
	SEND("\x01\x00");
	EXPECT("\x05\x01\x00\x01\x7f\x00\x00\x09\x01\xbb");
	SEND("\x05\x00\x00\x03\x03"
	     "abc\x01\x02");
	expect_request();
	end();
}

static void
socks5__is_named_in_the_info_or_the_environment(void **state)
{
	struct lws_context_creation_info i;
	char text[64];

	(void)state;
	for (int from_env = 0; from_env < 2; from_env++) {
		memset(&i, 0, sizeof(i));
		listen_fd = client_listen(&port);
		snprintf(text, sizeof(text), "127.0.0.1:%d", port);
		if (from_env) {
			setenv("socks_proxy", text, 1);
			setenv("no_proxy", "inside.example", 1);
		} else {
			i.socks_proxy_address = "127.0.0.1";
			i.socks_proxy_port = (unsigned int)port;
		}
		begin_with(&i);
		unsetenv("socks_proxy");
		unsetenv("no_proxy");
		start();
		EXPECT("\x05\x01\x00");
		SEND("\x05\x00");
		EXPECT("\x05\x01\x00\x03\x0csome.example\x01\xbb");
		SEND("\x05\x00\x00\x01\x7f\x00\x00\x01\x01\x02");
		expect_request();
		if (from_env) {
			names.addresses[0] = "127.0.0.1";
			info.address = "inside.example";
			info.port = port;
			start();
			free(lws__net_read_to(&net, &peer, "GET / HTTP/1.1"));
			lws__net_abort(&peer);
			client_until_over(&net);
		}
		end();
	}
}

static void
socks5__failures_are_told_once_with_words(void **state)
{
	static const struct {
		const char *answers[3]; /* byte 0: how many follow */
		const char *error;
	} rows[] = {
		{{"\x02\x05\xff"}, "socks5: no acceptable method"},
		{{"\x02\x05\x01"},
		 "socks5: it chose a method that was not offered"},
		{{"\x02HT"}, "socks5: the answer is not SOCKS5"},
		{{"\x02\x05\x02", "\x02\x01\x01"},
		 "socks5: user or password refused"},
		{{"\x02\x05\x02", "\x02\x05\x01"},
		 "socks5: bad version of the answer to the password"},
		{{"\x02\x05\x02", "\x02\x01\x00", "\x02\x05\x05"},
		 "socks5: connection refused"},
		{{"\x02\x05\x02", "\x02\x01\x00", "\x04\x05\x00\x00\x07"},
		 "socks5: unknown address type"},
		{{"\x02\x05\x02", "\x02\x01\x00", "\x05\x05\x00\x00\x03\x00"},
		 "socks5: empty address"},
		{{"\x02\x05\x02", "\x02\x01\x00", "\x03\x05\x00\x01"},
		 "socks5: reserved byte is not 0"},
		{{"\x02\x05\x02", "\x02\x01\x00", "\x04\x05\x00\x00\x01"},
		 "socks5: it hung up without an answer"},
	};

	(void)state;
	begin();
	set_socks("me:secret@");
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		static const size_t awaited[] = {4, 10, 19};

		start();
		for (size_t m = 0; m < 3 && rows[n].answers[m]; m++) {
			const char *a = rows[n].answers[m];

			lws__net_await(&net, &peer, awaited[m]);
			lws__net_take(&peer, awaited[m]);
			lws__net_send_bytes(&net, &peer, a + 1, (size_t)a[0]);
		}
		if (strstr(rows[n].error, "hung up"))
			lws__net_hang_up(&peer);
		expect_error(rows[n].error);
	}
	end();
}

static void
socks5__answers_may_come_in_pieces_and_bytes_behind_are_kept(void **state)
{
	static const char answers[] = "\x05\x02\x01\x00\x05\x00\x00\x04"
				      "0123456789abcdefpphello";

	(void)state;
	begin();
	set_socks("me:secret@");
	info.method = "RAW";
	for (int in_pieces = 0; in_pieces < 2; in_pieces++) {
		start();
		/* all at once: rude, but the bytes are where they belong */
		for (size_t n = 0; n < sizeof(answers) - 1; n++) {
			lws__net_send_bytes(&net, &peer, answers + n, 1);
			if (in_pieces)
				lws__net_turn(&net);
		}
		while (seen.body_len < 5)
			lws__net_turn(&net);
		assert_string_equal(seen.body, "hello");
		lws__net_hang_up(&peer);
		client_until_over(&net);
		assert_int_equal(seen.errors, 0);
	}
	end();
}

#if defined(LWS_CLIENT_HTTP_PROXYING)
static void
socks5__gives_way_to_an_http_proxy(void **state)
{
	(void)state;
	begin();
	set_socks("");
	set_http_proxy("");
	start();
	lws__net_expect(&net, &peer, "CONNECT ");
	lws__net_abort(&peer);
	client_until_over(&net);
	end();
}
#endif
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
#if defined(LWS_CLIENT_HTTP_PROXYING)
		cmocka_unit_test(
			http_proxy__is_asked_for_the_server_by_its_name),
		cmocka_unit_test(http_proxy__is_named_in_the_info),
		cmocka_unit_test(
			http_proxy__of_the_environment_is_passed_by_for_no_proxy),
		cmocka_unit_test(http_proxy__failures_are_told_once_with_words),
		cmocka_unit_test(http_proxy__an_oversize_head_is_refused),
		cmocka_unit_test(http_proxy__an_end_in_the_answer_is_told),
		cmocka_unit_test(http_proxy__a_silent_one_is_given_up),
		cmocka_unit_test(
			http_proxy__that_is_not_there_is_told_as_a_server),
		cmocka_unit_test(http_proxy__the_answer_may_come_in_pieces),
		cmocka_unit_test(
			http_proxy__bytes_behind_its_answer_are_the_servers),
		cmocka_unit_test(http_proxy__tls_goes_through_it),
		cmocka_unit_test(http_proxy__is_asked_again_after_a_redirect),
		cmocka_unit_test(http_proxy__is_not_for_unix_sockets),
		cmocka_unit_test(
			http_proxy__the_wait_for_it_may_end_at_any_time),
#endif
#if defined(LWS_WITH_SOCKS5)
		cmocka_unit_test(socks5__is_asked_for_the_server_by_its_name),
		cmocka_unit_test(
			socks5__is_named_in_the_info_or_the_environment),
		cmocka_unit_test(socks5__failures_are_told_once_with_words),
		cmocka_unit_test(
			socks5__answers_may_come_in_pieces_and_bytes_behind_are_kept),
#if defined(LWS_CLIENT_HTTP_PROXYING)
		cmocka_unit_test(socks5__gives_way_to_an_http_proxy),
#endif
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
