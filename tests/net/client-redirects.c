/* SPDX-License-Identifier: MIT */
/*
 * CLI-07: redirects are followed a bounded number of times, never to what
 * cannot be a Location, and credentials stay where they belong.
 */

#include "client-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port, other_fd, other_port;

static void
begin(void)
{
	client_start(&net);
	listen_fd = client_listen(&port);
	other_fd = client_listen(&other_port);
	client_info(&net, &info, port);
	info.host = NULL;
	info.ssl_connection = LCCSCF_HTTP_NO_CACHE_CONTROL;
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	close(other_fd);
	lws__net_stop(&net);
}

static void
answer_redirect(int status, const char *location)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "HTTP/1.1 %d Moved\r\nLocation: %s\r\n"
		 "Content-Length: 4\r\n\r\nbody",
		 status, location);
	lws__net_send(&net, &peer, text);
}

/* the next request, to the one or the other server: owned */
static char *
next_request(int fd)
{
	struct lws__net_peer before = peer;
	char *head;

	client_accept(&net, fd, &peer);
	lws__net_await_end(&net, &before);
	lws__net_hang_up(&before);
	head = lws__net_read_to(&net, &peer, "\r\n\r\n");

	return head;
}

static void
finish(void)
{
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.closed, 1);
	assert_int_equal(seen.errors, 0);
	assert_string_equal(seen.body, "ok");
	assert_int_equal(seen.destroyed, 1);
}

static void
expect_start(const char *head, const char *start)
{
	if (strncmp(head, start, strlen(start)))
		fail_msg("wanted %s, got %s", start, head);
}

static void
client__follows_where_location_leads(void **state)
{
	static const struct {
		const char *from;
		const char *location;
		const char *request;
	} rows[] = {
		{"/a/b", "/second", "GET /second HTTP/1.1\r\n"},
		{"/a/b", "c?d=e", "GET /a/c?d=e HTTP/1.1\r\n"},
		{"/a/b", "../x", "GET /x HTTP/1.1\r\n"},
		{"/a/b", "?q", "GET /a/b?q HTTP/1.1\r\n"},
		{"/a/b", "/c#fragment", "GET /c HTTP/1.1\r\n"},
	};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		char *head;

		client_forget();
		info.path = rows[n].from;
		free(client_ask(&net, &info, listen_fd, &peer));
		answer_redirect(302, rows[n].location);
		head = next_request(listen_fd);
		expect_start(head, rows[n].request);
		free(head);
		assert_string_equal(seen.location, rows[n].location);
		finish();
		assert_string_equal(seen.order, "BNICA>dBNCAFEDOdXZ");
		lws__net_hang_up(&peer);
	}
	end();
}

static void
client__turns_the_method_into_get_except_for_307_and_308(void **state)
{
	static const struct {
		int status;
		const char *method;
		const char *request;
		bool body;
	} rows[] = {
		{301, "POST", "GET /next ", false},
		{302, "POST", "GET /next ", false},
		{303, "PUT", "GET /next ", false},
		{307, "POST", "POST /next ", true},
		{308, "PUT", "PUT /next ", true},
		{302, "HEAD", "HEAD /next ", false},
	};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		char *head;

		client_forget();
		info.method = rows[n].method;
		if (strcmp(info.method, "HEAD")) {
			does.body = "12345";
			does.body_len = 5;
			does.says_length = true;
		}
		free(client_ask(&net, &info, listen_fd, &peer));
		answer_redirect(rows[n].status, "/next");
		head = next_request(listen_fd);
		expect_start(head, rows[n].request);
		assert_int_equal(strstr(head, "ontent-length: 5") != NULL,
				 rows[n].body);
		free(head);
		if (rows[n].body)
			lws__net_expect(&net, &peer, "12345");
		lws__net_send(&net, &peer,
			      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
		client_until_over(&net);
		assert_int_equal(seen.completed, 1);
		lws__net_hang_up(&peer);
	}
	end();
}

#define SECRETS                                         \
	"Authorization: Basic c2VjcmV0\r\nx-own: 1\r\n" \
	"cookie: id=secret\r\nProxy-Authorization: secret\r\nx-last: 2\r\n"

static void
client__sends_no_credentials_to_another_origin(void **state)
{
	char location[64], *head;

	(void)state;
	begin();
	does.headers = SECRETS;
	/* the same host and port: they were meant for it */
	head = client_ask(&net, &info, listen_fd, &peer);
	assert_non_null(strstr(head, SECRETS));
	free(head);
	answer_redirect(302, "/here");
	head = next_request(listen_fd);
	assert_non_null(strstr(head, SECRETS));
	free(head);
	/* another port is another origin */
	snprintf(location, sizeof(location), "http://127.0.0.1:%d/there",
		 other_port);
	answer_redirect(302, location);
	head = next_request(other_fd);
	snprintf(location, sizeof(location),
		 "GET /there HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", other_port);
	expect_start(head, location);
	assert_null(strstr(head, "ecret"));
	assert_null(strstr(head, "c2Vj"));
	assert_non_null(strstr(head, "x-own: 1\r\nx-last: 2\r\n"));
	free(head);
	/* nor back again: who knows who sends us there */
	snprintf(location, sizeof(location), "http://127.0.0.1:%d/back", port);
	answer_redirect(302, location);
	head = next_request(listen_fd);
	assert_null(strstr(head, "ecret"));
	free(head);
	finish();
	end();
}

/* the server is at an address, and has the name that Host says */
static void
client__knows_the_server_by_the_name_it_was_given(void **state)
{
	char location[64], *head;

	(void)state;
	begin();
	info.host = "shop.example";
	does.headers = SECRETS;
	free(client_ask(&net, &info, listen_fd, &peer));
	snprintf(location, sizeof(location), "http://SHOP.example:%d/in", port);
	answer_redirect(302, location);
	head = next_request(listen_fd);
	expect_start(head, "GET /in HTTP/1.1\r\nHost: shop.example\r\n");
	assert_non_null(strstr(head, SECRETS));
	free(head);
	finish();
	end();
}

static void
expect_refused(int status, const char *location, const char *error)
{
	client_forget();
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_redirect(status, location);
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	assert_int_equal(seen.closed, 0);
	assert_string_equal(seen.error, error);
	lws__net_hang_up(&peer);
}

static void
client__refuses_locations_that_lead_nowhere(void **state)
{
	(void)state;
	begin();
	expect_refused(302, "", "HS: Redirect code but no Location");
	expect_refused(302, "http://", "HS: Redirect to a bad Location");
	expect_refused(302, "ftp://h/x", "HS: Redirect to a bad Location");
	expect_refused(302, "http://h:99999/x",
		       "HS: Redirect to a bad Location");
	expect_refused(302, "/a b", "HS: Redirect to a bad Location");
	end();
}

static void
client__refuses_a_location_of_64_kib(void **state)
{
	static char answer[66000];

	(void)state;
	begin();
	memset(answer, 'x', sizeof(answer));
	memcpy(answer, "HTTP/1.1 302 F\r\nLocation: /", 27);
	memcpy(answer + sizeof(answer) - 5, "\r\n\r\n", 5);
	free(client_ask(&net, &info, listen_fd, &peer));
	(void)lws__net_try_send(&net, &peer, answer, sizeof(answer) - 1);
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	assert_int_equal(seen.closed, 0);
	end();
}

static void
client__lets_the_application_refuse_a_redirect(void **state)
{
	(void)state;
	begin();
	does.refuses = LWS_CALLBACK_CLIENT_HTTP_REDIRECT;
	does.refusal = 1;
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_redirect(302, "/x");
	client_until_over(&net);
	assert_string_equal(seen.error, "HS: user code rejected redirect");
	assert_string_equal(seen.order, "BNICA>!dZ");
	end();
}

static void
client__does_not_follow_when_told_so(void **state)
{
	(void)state;
	begin();
	info.ssl_connection |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_redirect(302, "/x");
	client_until_over(&net);
	assert_int_equal(seen.status, 302);
	assert_string_equal(seen.body, "body");
	assert_int_equal(seen.completed, 1);
	end();
}

static void
client__leaves_a_loop_of_redirects(void **state)
{
	unsigned int hops = 0;

	(void)state;
	begin();
	free(client_ask(&net, &info, listen_fd, &peer));
	for (;;) {
		answer_redirect(302, "/again");
		lws__net_await_end(&net, &peer);
		if (seen.destroyed)
			break;
		free(next_request(listen_fd));
		assert_true(++hops < 50);
	}
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "HS: too many redirects");
	assert_int_equal(hops, 20);
	end();
}

static void
client__tells_when_the_redirect_leads_to_a_refusal(void **state)
{
	char location[64];
	int fd, dead = client_dead_port(&fd);

	(void)state;
	begin();
	snprintf(location, sizeof(location), "http://127.0.0.1:%d/", dead);
	free(client_ask(&net, &info, listen_fd, &peer));
	answer_redirect(302, location);
	client_until_over(&net);
	assert_string_equal(seen.error, "conn fail: ECONNREFUSED");
	assert_int_equal(seen.errors, 1);
	assert_true(seen.pwsi_was_null);
	close(fd);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__follows_where_location_leads),
		cmocka_unit_test(
			client__turns_the_method_into_get_except_for_307_and_308),
		cmocka_unit_test(
			client__sends_no_credentials_to_another_origin),
		cmocka_unit_test(
			client__knows_the_server_by_the_name_it_was_given),
		cmocka_unit_test(client__refuses_locations_that_lead_nowhere),
		cmocka_unit_test(client__refuses_a_location_of_64_kib),
		cmocka_unit_test(
			client__lets_the_application_refuse_a_redirect),
		cmocka_unit_test(client__does_not_follow_when_told_so),
		cmocka_unit_test(client__leaves_a_loop_of_redirects),
		cmocka_unit_test(
			client__tells_when_the_redirect_leads_to_a_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
