/* SPDX-License-Identifier: MIT */
/*
 * Responses of every shape, cut at every place, from a server made by hand.
 * CLI-10: framing is RFC 9112 6.3's; a short body is not a completed one.
 */

#include "client-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum ending {
	STAYS, /* the server leaves the connection open */
	FIN,
	RST,
};

struct shape {
	const char *name;
	const char *method; /* NULL: GET */
	const char *text;
	enum ending ending;
	const char *order; /* of the callbacks from the answer on */
	unsigned int status;
	const char *body;
	const char *error;
};

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* after the request: E.. established, D data, O completed, X closed */
static const struct shape shapes[] = {
	{"a length", NULL, OK_HEAD "Content-Length: 5\r\n\r\nhello", STAYS,
	 "FEDOdXZ", 200, "hello", NULL},
	{"a length, then the end", NULL,
	 OK_HEAD "Content-Length: 5\r\n\r\nhello", FIN, "FEDOdXZ", 200, "hello",
	 NULL},
	{"chunks", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world"
		 "\r\n0\r\n\r\n",
	 STAYS, "FEDOdXZ", 200, "hello world", NULL},
	{"chunks with extensions", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n"
		 "6;x=\"y\"\r\n world\r\n0\r\n\r\n",
	 STAYS, "FEDOdXZ", 200, "hello world", NULL},
	{"chunks and a trailer", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
		 "X-Sum: 1\r\n\r\n",
	 STAYS, "FEDOdXZ", 200, "hello", NULL},
	{"no chunk but the last", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", STAYS, "FEOdXZ",
	 200, "", NULL},
	{"until the connection ends", NULL, OK_HEAD "\r\nuntil close", FIN,
	 "FEDOdXZ", 200, "until close", NULL},
	{"HTTP/1.0", NULL, "HTTP/1.0 200 OK\r\n\r\nuntil close", FIN, "FEDOdXZ",
	 200, "until close", NULL},
	{"nothing until the connection ends", NULL, OK_HEAD "\r\n", FIN,
	 "FEOdXZ", 200, "", NULL},
	{"204", NULL, "HTTP/1.1 204 No Content\r\n\r\n", STAYS, "FEOdXZ", 204,
	 "", NULL},
	{"a length of 0", NULL, OK_HEAD "Content-Length: 0\r\n\r\n", STAYS,
	 "FEOdXZ", 200, "", NULL},
	{"304 with a length", NULL,
	 "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", STAYS,
	 "FEOdXZ", 304, "", NULL},
	{"the answer to HEAD", "HEAD", OK_HEAD "Content-Length: 9\r\n\r\n",
	 STAYS, "FEOdXZ", 200, "", NULL},
	{"the chunked answer to HEAD", "HEAD",
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n", STAYS, "FEOdXZ", 200, "",
	 NULL},
	{"100 before", NULL,
	 "HTTP/1.1 100 Continue\r\n\r\n" OK_HEAD "Content-Length: 2\r\n\r\nok",
	 STAYS, "FEDOdXZ", 200, "ok", NULL},
	{"102 and 103 with headers before", NULL,
	 "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
	 "Content-Length: 99\r\n\r\n" OK_HEAD "Content-Length: 2\r\n\r\nok",
	 STAYS, "FEDOdXZ", 200, "ok", NULL},
	{"500 with a page", NULL,
	 "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops", STAYS, "FEDOdXZ",
	 500, "oops", NULL},
	{"401", NULL,
	 "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n"
	 "Content-Length: 2\r\n\r\nno",
	 STAYS, "FEDOdXZ", 401, "no", NULL},
	{"bytes behind the answer", NULL,
	 OK_HEAD "Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n", FIN,
	 "FEDOdXZ", 200, "ok", NULL},
	{"no reason phrase", NULL,
	 "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", STAYS, "FEDOdXZ", 200,
	 "ok", NULL},
	/* not complete: closed, not completed */
	{"a short body", NULL, OK_HEAD "Content-Length: 50\r\n\r\nshort", FIN,
	 "FEDdXZ", 200, "short", NULL},
	{"chunks cut off", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", FIN,
	 "FEDdXZ", 200, "hello", NULL},
	{"a bad chunk", NULL,
	 OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
	 STAYS, "FEDdXZ", 200, "hello", NULL},
	/* no answer: the error says why */
	{"nothing", NULL, "", FIN, "!dZ", 0, "", "read failed"},
	{"nothing, and a reset", NULL, "", RST, "!dZ", 0, "", "read failed"},
	{"half a head", NULL, OK_HEAD "Content-", FIN, "!dZ", 0, "",
	 "read failed"},
	{"no HTTP", NULL, "SSH-2.0-hello\r\n", STAYS, "!dZ", 0, "",
	 "read failed: "},
	{"a status that is no number", NULL,
	 "HTTP/1.1 xyz Bad\r\nContent-Length: 0\r\n\r\n", STAYS, "!dZ", 0, "",
	 "read failed: "},
	{"two lengths", NULL,
	 OK_HEAD "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", STAYS,
	 "!dZ", 0, "", "read failed: "},
	{"101 that nobody asked for", NULL,
	 "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
	 STAYS, "!dZ", 0, "", "HS: 101"},
};

static struct lws__net net;
static int listen_fd, port;

static void
check(const struct shape *s)
{
	const char *answered = strchr(seen.order, 'A');

	assert_non_null(answered);
	if (strcmp(answered + 1, s->order) || strcmp(seen.body, s->body) ||
	    seen.status != s->status)
		fail_msg("%s: order %s, wanted %s; status %u, body \"%s\"",
			 s->name, answered + 1, s->order, seen.status,
			 seen.body);
	if (s->error && strncmp(seen.error, s->error, strlen(s->error)))
		fail_msg("%s: error \"%s\"", s->name, seen.error);
	if (seen.errors)
		assert_true(seen.pwsi_was_null);
}

static void
run(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct shape *s = arg;
	struct lws_client_connect_info i;
	struct lws__net_peer peer;

	client_forget();
	client_info(&net, &i, port);
	if (s->method)
		i.method = s->method;
	free(client_ask(&net, &i, listen_fd, &peer));
	for (size_t n = 0; n < count; n++)
		if (lws__net_try_send(&net, &peer, pieces[n].data,
				      pieces[n].len))
			break; /* the client has hung up already */
	if (s->ending == RST)
		lws__net_abort(&peer);
	if (s->ending == FIN)
		lws__net_shut(&peer);
	client_until_over(&net);
	check(s);
	lws__net_hang_up(&peer);
}

static void
client__takes_responses_of_every_shape_cut_anywhere(void **state)
{
	(void)state;
	client_start(&net);
	listen_fd = client_listen(&port);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(shapes); n++) {
		struct shape s = shapes[n];

		lws__test_each_split(s.text, strlen(s.text), run, &s);
	}
	close(listen_fd);
	lws__net_stop(&net);
}

/* ---- reading ----------------------------------------------------------------
 */

static char big[100000];

static void
answer_with_big(struct lws__net_peer *peer)
{
	char head[128];

	for (size_t n = 0; n < sizeof(big); n++)
		big[n] = (char)('a' + n % 23);
	snprintf(head, sizeof(head), OK_HEAD "Content-Length: %zu\r\n\r\n",
		 sizeof(big));
	lws__net_send(&net, peer, head);
	lws__net_send_bytes(&net, peer, big, sizeof(big));
}

static void
client__gives_pieces_no_longer_than_asked_for(void **state)
{
	struct lws_client_connect_info i;
	struct lws__net_peer peer;

	(void)state;
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &i, port);
	does.read_len = 100;
	free(client_ask(&net, &i, listen_fd, &peer));
	answer_with_big(&peer);
	client_until_over(&net);
	assert_int_equal(seen.body_len, sizeof(big));
	assert_memory_equal(seen.body, big, sizeof(big));
	assert_true(seen.reads >= (int)(sizeof(big) / 100));
	assert_int_equal(seen.completed, 1);
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

static bool
body_grew(void *arg)
{
	return seen.body_len > *(size_t *)arg || seen.over;
}

static void
client__reads_when_the_application_says_so(void **state)
{
	struct lws_client_connect_info i;
	struct lws__net_peer peer;

	(void)state;
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &i, port);
	does.does_not_read = true;
	free(client_ask(&net, &i, listen_fd, &peer));
	answer_with_big(&peer);
	lws__net_shut(&peer);
	lws__net_until_set(&net, &seen.established, "the answer's head");
	while (!seen.over) {
		static char buf[4096];
		size_t before = seen.body_len;
		char *p = buf;
		int len = sizeof(buf);

		assert_int_equal(lws_http_client_read(seen.wsi, &p, &len), 0);
		lws__net_until(&net, body_grew, &before, "more of the body");
	}
	assert_int_equal(seen.body_len, sizeof(big));
	assert_memory_equal(seen.body, big, sizeof(big));
	assert_int_equal(seen.completed, 1);
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

/* ---- what the application says in between ----------------------------------
 */

static void
client__ends_when_the_application_refuses(void **state)
{
	static const struct {
		enum lws_callback_reasons reason;
		const char *order; /* from the answer on */
		const char *error;
	} rows[] = {
		{LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, "F!dZ",
		 "HS: disallowed by client filter"},
		{LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, "FE!dZ",
		 "HS: disallowed at ESTABLISHED"},
		{LWS_CALLBACK_RECEIVE_CLIENT_HTTP, "FEDdXZ", NULL},
		{LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, "FEDdXZ", NULL},
		{LWS_CALLBACK_COMPLETED_CLIENT_HTTP, "FEDOdXZ", NULL},
	};

	(void)state;
	client_start(&net);
	listen_fd = client_listen(&port);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct lws_client_connect_info i;
		struct lws__net_peer peer;

		client_forget();
		does.refuses = rows[n].reason;
		does.refusal = -1;
		client_info(&net, &i, port);
		free(client_ask(&net, &i, listen_fd, &peer));
		lws__net_send(&net, &peer,
			      OK_HEAD "Content-Length: 5\r\n\r\nhello");
		client_until_over(&net);
		assert_string_equal(strchr(seen.order, 'A') + 1, rows[n].order);
		if (rows[n].error)
			assert_string_equal(seen.error, rows[n].error);
		lws__net_hang_up(&peer);
	}
	close(listen_fd);
	lws__net_stop(&net);
}

/* LCCSCF_PIPELINE: kept for keep_warm_secs, unless the server says close */
static void
client__keeps_a_connection_warm_only_when_both_want(void **state)
{
	struct lws_client_connect_info i;
	struct lws__net_peer peer;
	char *head;

	(void)state;
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &i, port);
	i.ssl_connection = LCCSCF_PIPELINE;
	i.keep_warm_secs = 1;
	head = client_ask(&net, &i, listen_fd, &peer);
	assert_null(strstr(head, "connection:"));
	free(head);
	lws__net_send(&net, &peer, OK_HEAD "Content-Length: 2\r\n\r\nok");
	lws__net_until_set(&net, &seen.completed, "completion");
	assert_false(seen.over);
	client_until_over(&net);
	assert_string_equal(strchr(seen.order, 'E'), "EDOdXZ");
	lws__net_hang_up(&peer);

	client_forget();
	i.keep_warm_secs = 1000;
	free(client_ask(&net, &i, listen_fd, &peer));
	lws__net_send(&net, &peer,
		      OK_HEAD
		      "Connection: close\r\nContent-Length: 2\r\n\r\nok");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			client__takes_responses_of_every_shape_cut_anywhere),
		cmocka_unit_test(client__gives_pieces_no_longer_than_asked_for),
		cmocka_unit_test(client__reads_when_the_application_says_so),
		cmocka_unit_test(client__ends_when_the_application_refuses),
		cmocka_unit_test(
			client__keeps_a_connection_warm_only_when_both_want),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
