/* SPDX-License-Identifier: MIT */
/*
 * Bodies of requests that the server has its own mind about, and of answers
 * that the client takes slowly.
 */

#include "client-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;
static char big[8 << 20]; /* more than a socket takes */

static void
begin(void)
{
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	for (size_t n = 0; n < sizeof(big); n++)
		big[n] = (char)('a' + n % 26);
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

static void
begin_post(size_t len)
{
	begin();
	info.method = "POST";
	does.body = big;
	does.body_len = len;
	does.says_length = true;
}

static void
answer_and_end(const char *text, unsigned int status, const char *body)
{
	lws__net_send(&net, &peer, text);
	client_until_over(&net);
	assert_int_equal(seen.status, status);
	assert_int_equal(seen.completed, 1);
	assert_string_equal(seen.body, body);
}

/* ---- Expect (RFC 9110 10.1.1) ---------------------------------------------
 */

static void
begin_expecting(void)
{
	begin_post(1000);
	does.headers = "Expect: 100-continue\r\n";
	free(client_ask(&net, &info, listen_fd, &peer));
	for (int n = 0; n < 20; n++)
		lws__net_turn(&net);
	lws__net_pump(&peer);
	assert_int_equal(peer.len, 0);
}

static void
body__waits_for_100_continue(void **state)
{
	(void)state;
	begin_expecting();
	lws__net_send(&net, &peer, "HTTP/1.1 100 Continue\r\n\r\n");
	lws__net_expect_bytes(&net, &peer, big, 1000);
	answer_and_end(OK_HEAD "Content-Length: 2\r\n\r\nok", 200, "ok");
	assert_string_equal(seen.order, "BNICAWFEDOdXZ");
	end();
}

static void
body__is_not_sent_when_the_server_refuses_first(void **state)
{
	(void)state;
	begin_expecting();
	answer_and_end("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno", 417,
		       "no");
	assert_null(strchr(seen.order, 'W'));
	lws__net_expect_end(&net, &peer);
	end();
}

static void
body__is_sent_when_the_server_says_nothing(void **state)
{
	(void)state;
	begin_expecting();
	lws__net_expect_bytes(&net, &peer, big, 1000);
	answer_and_end(OK_HEAD "Content-Length: 2\r\n\r\nok", 200, "ok");
	end();
}

/* ---- servers that have seen enough ----------------------------------------
 */

/* behind the client's back: it finds both at once; unread input makes a RST */
static void
answer_and_hang_up(const char *text)
{
	size_t len = strlen(text);

	assert_int_equal(write(peer.fd, text, len), len);
	lws__net_hang_up(&peer);
}

static void
body__gives_way_to_an_answer_and_a_reset(void **state)
{
	(void)state;
	for (int length = 0; length < 2; length++) {
		begin_post(sizeof(big));
		does.says_length = length;
		free(client_ask(&net, &info, listen_fd, &peer));
		answer_and_hang_up(
			"HTTP/1.1 302 Captive\r\nLocation: /login\r\n"
			"Content-Length: 5\r\nConnection: close\r\n\r\n"
			"login");
		/* followed to where nobody answers, or taken: but it was seen
		 */
		lws__net_until_set(&net, &seen.redirects, "the redirect");
		assert_string_equal(seen.location, "/login");
		assert_int_equal(seen.errors, 0);
		end();
	}
}

static void
body__gives_way_to_a_413(void **state)
{
	(void)state;
	begin_post(sizeof(big));
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_and_hang_up("HTTP/1.1 413 Too much\r\nContent-Length: 8\r\n"
			   "Connection: close\r\n\r\ntoo much");
	client_until_over(&net);
	assert_int_equal(seen.status, 413);
	assert_string_equal(seen.body, "too much");
	assert_int_equal(seen.completed, 1);
	end();
}

static void
body__fails_when_the_server_hangs_up_without_a_word(void **state)
{
	(void)state;
	begin_post(sizeof(big));
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_and_hang_up("");
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "read failed");
	assert_int_equal(seen.closed, 0);
	end();
}

/* ... in one write, far more than the kernel takes or we keep */
static void
body__of_8_mib_is_chunked_to_its_end(void **state)
{
	char *line;

	(void)state;
	begin_post(sizeof(big));
	does.says_length = false;
	free(client_ask(&net, &info, listen_fd, &peer));
	line = lws__net_read_to(&net, &peer, "\r\n");
	assert_string_equal(line, "800000\r\n");
	free(line);
	lws__net_expect_bytes(&net, &peer, big, sizeof(big));
	lws__net_expect(&net, &peer, "\r\n0\r\n\r\n");
	answer_and_end(OK_HEAD "Content-Length: 2\r\n\r\nok", 200, "ok");
	end();
}

/* ---- what the client takes slowly -----------------------------------------
 */

static struct lws *paused;

static void
pause_once(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason != LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ || paused)
		return;
	paused = wsi;
	lws_rx_flow_control(wsi, 0);
}

static void
answer__can_be_paused_in_the_middle(void **state)
{
	static const char *const heads[] = {
		OK_HEAD "Content-Length: 100000\r\n\r\n",
		OK_HEAD "Transfer-Encoding: chunked\r\n\r\n186A0\r\n",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(heads); n++) {
		size_t before;

		begin();
		paused = NULL;
		does.also = pause_once;
		does.read_len = 100;
		free(client_ask(&net, &info, listen_fd, &peer));
		lws__net_send(&net, &peer, heads[n]);
		lws__net_send_bytes(&net, &peer, big, 100000);
		if (n)
			lws__net_send(&net, &peer, "\r\n0\r\n\r\n");
		for (int m = 0; m < 20; m++)
			lws__net_turn(&net);
		before = seen.body_len;
		assert_true(before < 70000);
		for (int m = 0; m < 20; m++)
			lws__net_turn(&net);
		assert_int_equal(seen.body_len, before);
		assert_int_equal(seen.completed, 0);
		lws_rx_flow_control(paused, 1);
		client_until_over(&net);
		assert_int_equal(seen.body_len, 100000);
		assert_memory_equal(seen.body, big, 100000);
		assert_int_equal(seen.completed, 1);
		end();
	}
}

/* ---- heads of size --------------------------------------------------------
 */

static void
request__has_a_long_url(void **state)
{
	static const size_t sizes[] = {2048, 16384, 60000};
	char *path = malloc(70000);

	(void)state;
	assert_non_null(path);
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(sizes); n++) {
		char *head;

		client_forget();
		memset(path, 'u', sizes[n]);
		path[0] = '/';
		path[sizes[n]] = '\0';
		info.path = path;
		head = client_ask(&net, &info, listen_fd, &peer);
		assert_memory_equal(head, "GET ", 4);
		assert_memory_equal(head + 4, path, sizes[n]);
		assert_memory_equal(head + 4 + sizes[n], " HTTP/1.1\r\n", 11);
		free(head);
		answer_and_end(OK_HEAD "Content-Length: 2\r\n\r\nok", 200,
			       "ok");
		lws__net_hang_up(&peer);
	}
	/* longer than what a head may be: told, and nothing is sent */
	client_forget();
	memset(path, 'u', 65536);
	path[0] = '/';
	path[65536] = '\0';
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_string_equal(seen.error, "HS: the request does not fit");
	free(path);
	end();
}

static char custom[64];

static void
copy_custom(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason != LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP)
		return;
	assert_int_equal(lws_hdr_custom_length(wsi, "x-their-own:", 12), 5);
	assert_int_equal(lws_hdr_custom_copy(wsi, custom, sizeof(custom),
					     "x-their-own:", 12),
			 5);
	assert_int_equal(lws_hdr_custom_length(wsi, "x-other:", 8), -1);
}

static void
answer__has_headers_of_its_own(void **state)
{
	(void)state;
	begin();
	does.also = copy_custom;
	does.headers = "x-our-own: 1\r\n";
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_and_end(OK_HEAD
		       "X-Their-Own: value\r\nContent-Length: 0\r\n\r\n",
		       200, "");
	assert_string_equal(custom, "value");
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(body__waits_for_100_continue),
		cmocka_unit_test(
			body__is_not_sent_when_the_server_refuses_first),
		cmocka_unit_test(body__is_sent_when_the_server_says_nothing),
		cmocka_unit_test(body__gives_way_to_an_answer_and_a_reset),
		cmocka_unit_test(body__gives_way_to_a_413),
		cmocka_unit_test(
			body__fails_when_the_server_hangs_up_without_a_word),
		cmocka_unit_test(body__of_8_mib_is_chunked_to_its_end),
		cmocka_unit_test(answer__can_be_paused_in_the_middle),
		cmocka_unit_test(request__has_a_long_url),
		cmocka_unit_test(answer__has_headers_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
