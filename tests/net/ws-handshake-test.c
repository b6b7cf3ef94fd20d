/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake, both sides against a raw peer: what is refused and
 * with what, which sub-protocol is taken, and bytes that come along with it.
 */

#include "ws-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char heard[256];    /* payload of RECEIVE */
static char offered[8192]; /* what FILTER_PROTOCOL_CONNECTION was given */
static char origin[128];   /* and could read */
static char error[128];    /* of CLIENT_CONNECTION_ERROR */
static int established, errors, filtered;
static const char *bound; /* protocol of the last ESTABLISHED */
static int filter_answer, confirm_answer, established_answer;
static struct lws *client_wsi;

static int
on_filter(struct lws *wsi, const char *list)
{
	filtered++;
	snprintf(offered, sizeof(offered), "%s", list ? list : "(none)");
	if (lws_hdr_copy(wsi, origin, sizeof(origin), WSI_TOKEN_ORIGIN) <= 0)
		snprintf(origin, sizeof(origin), "(none)");
	if (!strcmp(origin, "https://evil.example"))
		return 1;

	return filter_answer;
}

static int
add_header(struct lws *wsi, struct lws_process_html_args *args)
{
	unsigned char *p = (unsigned char *)args->p;

	if (lws_add_http_header_by_name(wsi, (const unsigned char *)"x-added:",
					(const unsigned char *)"yes", 3, &p,
					p + args->max_len))
		return 1;
	args->p = (char *)p;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_HTTP: /* it was no upgrade */
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return confirm_answer;
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return on_filter(wsi, in);
	case LWS_CALLBACK_ADD_HEADERS:
		return add_header(wsi, in);
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established++;
		bound = lws_get_protocol(wsi)->name;
		return established_answer;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		assert_true(strlen(heard) + len < sizeof(heard));
		strncat(heard, in, len);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		errors++;
		snprintf(error, sizeof(error), "%s",
			 in ? (const char *)in : "(null)");
		break;
	default:
		break;
	}

	return 0;
}

/* 70 characters */
#define LONG_NAME                                                              \
	"pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp" \
	"pp"

static char auth_path[512];
static const struct lws_protocol_vhost_options auth = {.name = "basic-auth",
						       .value = auth_path};
static const struct lws_protocol_vhost_options pvo_guarded = {
	.name = "guarded", .value = "", .options = &auth};
static const struct lws_protocol_vhost_options pvo = {
	.next = &pvo_guarded, .name = "main", .value = ""};

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback},
	{.name = "second", .callback = callback},
	{.name = "guarded", .callback = callback},
	{.name = LONG_NAME, .callback = callback},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_context *cx;
static int listen_fd = -1, listen_port;

static int
begin_with(uint64_t options)
{
	struct lws_context_creation_info info;

	lws__net_text_file("auth", "ann:secret\n");
	lws_strncpy(auth_path, lws__net_path("auth"), sizeof(auth_path));
	net_info(&info, protocols);
	info.pvo = &pvo;
	info.max_http_header_data = 16384;
	info.options = options;
	if (options)
		info.vhost_name = "default";
	cx = net_create(&info);
	listen_fd = net_listen(&listen_port);
	heard[0] = error[0] = offered[0] = '\0';
	filter_answer = confirm_answer = established_answer = 0;
	established = errors = filtered = 0;

	return 0;
}

static int
begin(void **state)
{
	(void)state;

	return begin_with(0);
}

static int
end(void **state)
{
	(void)state;
	net_end();
	close(listen_fd);
	lws__net_dir_remove();

	return 0;
}

/* ---- the server ---- */

#define KEY  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13  "Sec-WebSocket-Version: 13\r\n"
#define HOST "Host: localhost\r\n"
#define UPG  "Upgrade: websocket\r\n"
#define CONN "Connection: Upgrade\r\n"
#define GET  "GET / HTTP/1.1\r\n" HOST

static const struct request {
	const char *name;
	const char *text; /* without the empty line */
	int status;       /* 404: it was a plain request */
	const char *more; /* in the answer */
} requests[] = {
	{"right", GET UPG CONN KEY V13, 101, "x-added: yes"},
	{"tokens in lists, any case",
	 GET
	 "Upgrade: foo, WebSocket\r\nConnection: keep-alive, uPgRaDe\r\n" KEY
		 V13,
	 101, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
	{"WS-13 key missing", GET UPG CONN V13, 400, ""},
	{"WS-13 key short",
	 GET UPG CONN V13 "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n", 400, ""},
	{"WS-13 key long",
	 GET UPG CONN V13
	 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSBhbmQgbW9yZQ==\r\n",
	 400, ""},
	{"WS-13 key not base64",
	 GET UPG CONN V13 "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n",
	 400, ""},
	{"WS-13 key twice", GET UPG CONN KEY KEY V13, 400, ""},
	{"WS-13 no version", GET UPG CONN KEY, 400, ""},
	{"WS-13 version 8", GET UPG CONN KEY "Sec-WebSocket-Version: 8\r\n",
	 426, "sec-websocket-version: 13"},
	{"WS-13 version 99", GET UPG CONN KEY "Sec-WebSocket-Version: 99\r\n",
	 426, "sec-websocket-version: 13"},
	{"WS-13 POST", "POST / HTTP/1.1\r\n" HOST UPG CONN KEY V13, 400, ""},
	{"WS-13 HTTP/1.0", "GET / HTTP/1.0\r\n" HOST UPG CONN KEY V13, 404, ""},
	{"no Host", "GET / HTTP/1.1\r\n" UPG CONN KEY V13, 400, ""},
	{"WS-15 only names we do not have",
	 GET UPG CONN KEY V13 "Sec-WebSocket-Protocol: no, neither\r\n", 400,
	 ""},
	{"WS-15 the wrong case",
	 GET UPG CONN KEY V13 "Sec-WebSocket-Protocol: MAIN\r\n", 400, ""},
	{"a guarded sub-protocol",
	 GET UPG CONN KEY V13 "Sec-WebSocket-Protocol: guarded\r\n", 401,
	 "www-authenticate"},
	{"a guarded sub-protocol, wrong password",
	 GET UPG CONN KEY V13 "Sec-WebSocket-Protocol: guarded\r\n"
			      "Authorization: Basic YW5uOndyb25n\r\n",
	 401, "www-authenticate"},
	{"a guarded sub-protocol, right password",
	 GET UPG CONN KEY V13 "Sec-WebSocket-Protocol: guarded\r\n"
			      "Authorization: Basic YW5uOnNlY3JldA==\r\n",
	 101, "Sec-WebSocket-Protocol: guarded"},
	{"WS-16 a page that is not ours",
	 GET UPG CONN KEY V13 "Origin: https://evil.example\r\n", 403, ""},
	{"WS-16 a page that is ours",
	 GET UPG CONN KEY V13 "Origin: https://good.example\r\n", 101, ""},
};

/* status of the answer to a request, -1 = there was none */
static int
ask(const char *text, const char *body, struct net_peer *p)
{
	net_peer_connect(p, net_port(cx));
	assert_true(net_peer_send(p, text, strlen(text)));
	assert_true(net_peer_send(p, body, strlen(body)));
	if (!net_peer_wait_for(p, "\r\n\r\n"))
		return -1;
	assert_memory_equal(p->rx, "HTTP/1.", 7);

	return (int)strtol(p->rx + 9, NULL, 10);
}

static void
each_wrong_request_is_refused_with_its_status(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(requests); n++) {
		const struct request *r = &requests[n];
		int before = established, status;
		struct net_peer p;

		if (getenv("LWS_TEST_TELL"))
			print_message("%s\n", r->name);
		status = ask(r->text, "\r\n", &p);
		if (status != r->status)
			fail_msg("%s: %d, not %d", r->name, status, r->status);
		if (!strcasestr(p.rx, r->more))
			fail_msg("%s: no %s in %s", r->name, r->more, p.rx);
		assert_int_equal(established, before + (status == 101));
		if (status != 101) /* and that is the end of it */
			assert_true(net_peer_wait_end(&p));
		net_peer_close(&p);
	}
}

static void
an_upgrade_the_application_does_not_want_is_403(void **state)
{
	struct net_peer p;

	(void)state;
	confirm_answer = -1;
	assert_int_equal(ask(GET UPG CONN KEY V13, "\r\n", &p), 403);
	assert_int_equal(filtered, 0);
	net_peer_close(&p);
	confirm_answer = 0;
	filter_answer = 1;
	assert_int_equal(ask(GET UPG CONN KEY V13, "\r\n", &p), 403);
	assert_int_equal(established, 0);
	net_peer_close(&p);
}

static void
nonzero_from_established_closes(void **state)
{
	struct net_peer p;

	(void)state;
	established_answer = 1;
	assert_int_equal(ask(GET UPG CONN KEY V13, "\r\n", &p), 101);
	assert_true(net_peer_wait_end(&p));
	net_peer_close(&p);
	net_turns(4);
	assert_int_equal(net_count(LWS_CALLBACK_CLOSED), 1);
}

static void
a_host_that_is_not_ours_is_403_where_that_is_asked_for(void **state)
{
	struct net_peer p;

	(void)state;
	begin_with(LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK);
	assert_int_equal(ask(GET UPG CONN KEY V13, "\r\n", &p), 403);
	assert_int_equal(established, 0);
	net_peer_close(&p);
}

/* ---- sub-protocols ---- */

static const struct list {
	const char *names; /* NULL: no header */
	const char *filter;
	const char *bound;
	const char *answer; /* NULL: none is named */
} lists[] = {
	{NULL, "(none)", "main", NULL},
	{"", "", "main", NULL},
	{"second", "second", "second", "second"},
	{"no, second, main", "no, second, main", "second", "second"},
	{"second,", "second,", "second", "second"},
	{" , ,second", ", ,second", "second", "second"},
	{LONG_NAME ", main", LONG_NAME ", main", LONG_NAME, LONG_NAME},
};

/* WS-15 */
static void
the_first_of_the_clients_list_that_we_have_is_taken(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(lists); n++) {
		const struct list *l = &lists[n];
		char request[1024], line[256];
		struct net_peer p;

		ws_request(request, sizeof(request), l->names, "");
		assert_int_equal(ask(request, "", &p), 101);
		assert_string_equal(offered, l->filter);
		assert_string_equal(bound, l->bound);
		snprintf(line, sizeof(line), "Sec-WebSocket-Protocol: %s\r\n",
			 l->answer ? l->answer : "");
		assert_int_equal(!!strcasestr(p.rx, line), !!l->answer);
		net_peer_close(&p);
	}
}

/* WS-15 */
static void
a_list_of_a_thousand_is_read_to_its_end(void **state)
{
	char list[8192] = "", request[8192 + 512];
	size_t at = 0;
	struct net_peer p;

	(void)state;
	for (int n = 0; n < 999; n++)
		at += (size_t)snprintf(list + at, sizeof(list) - at, "n%03d, ",
				       n);
	snprintf(list + at, sizeof(list) - at, "second");
	ws_request(request, sizeof(request), list, "");
	assert_int_equal(ask(request, "", &p), 101);
	assert_string_equal(bound, "second");
	assert_string_equal(offered, list);
	net_peer_close(&p);
}

static void
lists_on_several_lines_are_one(void **state)
{
	char request[1024];
	struct net_peer p;

	(void)state;
	ws_request(request, sizeof(request), "no",
		   "Sec-WebSocket-Protocol: second\r\n");
	assert_int_equal(ask(request, "", &p), 101);
	assert_string_equal(bound, "second");
	net_peer_close(&p);
}

/* WS-20: none is built, so none is accepted, however it is offered */
static void
extensions_are_declined(void **state)
{
	static const char *const offers[] = {
		"permessage-deflate",
		"permessage-deflate; client_max_window_bits",
		"permessage-deflate; server_max_window_bits=\"99\", x; y=",
		"permessage-deflate, permessage-deflate",
		",;=,\"",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(offers); n++) {
		char request[1024], line[256];
		struct net_peer p;

		snprintf(line, sizeof(line), "Sec-WebSocket-Extensions: %s\r\n",
			 offers[n]);
		ws_request(request, sizeof(request), "main", line);
		assert_int_equal(ask(request, "", &p), 101);
		assert_null(strcasestr(p.rx, "extensions"));
		net_peer_close(&p);
	}
}

/* ---- what comes along ---- */

static void
frames_behind_the_request_are_heard_wherever_it_is_cut(void **state)
{
	char bytes[1024];
	size_t len = ws_request(bytes, sizeof(bytes), "main", "");

	(void)state;
	len += ws_frame((uint8_t *)bytes + len, 0x81, "one", 3, true);
	len += ws_frame((uint8_t *)bytes + len, 0x81, "two", 3, true);
	for (size_t cut = 0; cut < len; cut++) {
		struct net_peer p;

		heard[0] = '\0';
		net_peer_connect(&p, net_port(cx));
		net_peer_send_apart(&p, bytes, cut);
		net_peer_send_apart(&p, bytes + cut, len - cut);
		assert_true(ws_peer_send_close(&p, 1000, "", true));
		assert_true(net_peer_wait_end(&p));
		assert_string_equal(heard, "onetwo");
		net_peer_close(&p);
	}
}

/* ---- the client ---- */

static void
start_client(const char *protocol)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = listen_port;
	i.path = "/";
	i.protocol = protocol;
	i.pwsi = &client_wsi;
	assert_non_null(lws_client_connect_via_info(&i));
}

#define OK_UPG  "Upgrade: websocket\r\n"
#define OK_CONN "Connection: Upgrade\r\n"
#define S101    "HTTP/1.1 101 Switching Protocols\r\n"

static const struct answer {
	const char *name;
	const char *text;      /* without Accept and the empty line */
	const char *accept;    /* NULL: the right one; "" none */
	const char *protocols; /* offered */
	const char *error;     /* NULL: it is fine */
} answers[] = {
	{"right", S101 OK_UPG OK_CONN, NULL, NULL, NULL},
	{"right, one of two",
	 S101 OK_UPG OK_CONN "Sec-WebSocket-Protocol: second\r\n", NULL,
	 "main, second", NULL},
	{"none is named", S101 OK_UPG OK_CONN, NULL, "main, second", NULL},
	{"WS-14 403", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n", "", NULL,
	 "HS: ws upgrade response not 101"},
	{"WS-14 200", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", "", NULL,
	 "HS: ws upgrade response not 101"},
	{"WS-14 no Upgrade", S101 OK_CONN, NULL, NULL, "HS: UPGRADE missing"},
	{"WS-14 another Upgrade", S101 "Upgrade: h2c\r\n" OK_CONN, NULL, NULL,
	 "HS: Upgrade to something other than WebSocket"},
	{"WS-14 no Connection", S101 OK_UPG, NULL, NULL,
	 "HS: CONNECTION missing"},
	{"WS-14 another Connection", S101 OK_UPG "Connection: close\r\n", NULL,
	 NULL, "HS: CONNECTION malformed"},
	{"WS-14 no Accept", S101 OK_UPG OK_CONN, "", NULL,
	 "HS: ACCEPT missing"},
	{"WS-14 another Accept", S101 OK_UPG OK_CONN,
	 "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", NULL, "HS: Accept hash wrong"},
	{"WS-14 a sub-protocol nobody offered",
	 S101 OK_UPG OK_CONN "Sec-WebSocket-Protocol: main\r\n", NULL, NULL,
	 "HS: PROTOCOL malformed"},
	{"WS-14 another sub-protocol",
	 S101 OK_UPG OK_CONN "Sec-WebSocket-Protocol: third\r\n", NULL,
	 "main, second", "HS: PROTOCOL malformed"},
	{"WS-14 two sub-protocols",
	 S101 OK_UPG OK_CONN "Sec-WebSocket-Protocol: main, second\r\n", NULL,
	 "main, second", "HS: PROTOCOL malformed"},
	{"WS-14 an extension nobody offered",
	 S101 OK_UPG OK_CONN "Sec-WebSocket-Extensions: permessage-deflate\r\n",
	 NULL, NULL, "HS: EXT: unknown ext"},
};

/* the answer to the request that p got */
static size_t
make_answer(char *out, size_t size, const struct answer *a,
	    const struct net_peer *p)
{
	char accept[40];
	int len;

	ws_peer_accept_value(p, accept);
	if (a->accept && !*a->accept)
		len = snprintf(out, size, "%s\r\n", a->text);
	else
		len = snprintf(out, size, "%sSec-WebSocket-Accept: %s\r\n\r\n",
			       a->text, a->accept ? a->accept : accept);

	return (size_t)len;
}

static void
each_wrong_answer_is_a_connection_error_in_words(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(answers); n++) {
		const struct answer *a = &answers[n];
		int ups = established, downs = errors;
		char text[1024];
		struct net_peer p;
		size_t len;

		start_client(a->protocols);
		net_peer_accept(&p, listen_fd);
		assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
		len = make_answer(text, sizeof(text), a, &p);
		assert_true(net_peer_send(&p, text, len));
		if (!a->error) {
			assert_true(net_pump_count(&established, ups + 1));
			assert_non_null(client_wsi);
		} else {
			assert_true(net_pump_count(&errors, downs + 1));
			if (strcmp(error, a->error))
				fail_msg("%s: %s", a->name, error);
			assert_int_equal(established, ups);
			assert_null(client_wsi);
		}
		net_peer_close(&p);
		net_turns(4);
	}
}

/* WS-14 */
static void
frames_behind_the_answer_are_heard_wherever_it_is_cut(void **state)
{
	size_t cut = 0, len;

	(void)state;
	do {
		char bytes[1024];
		struct net_peer p;

		heard[0] = '\0';
		start_client(NULL);
		net_peer_accept(&p, listen_fd);
		assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
		len = make_answer(bytes, sizeof(bytes), &answers[0], &p);
		net_peer_forget(&p, p.rx_len);
		len += ws_frame((uint8_t *)bytes + len, 0x81, "one", 3, false);
		len += ws_frame((uint8_t *)bytes + len, 0x81, "two", 3, false);
		net_peer_send_apart(&p, bytes, cut);
		net_peer_send_apart(&p, bytes + cut, len - cut);
		assert_true(ws_peer_send_close(&p, 1000, "", false));
		ws_peer_expect_close(&p, 1000, "");
		assert_string_equal(heard, "onetwo");
		net_peer_close(&p);
	} while (++cut < len);
}

/* the answer stops, and the peer goes */
static void
an_answer_cut_off_is_one_connection_error(void **state)
{
	static const char part[] = "HTTP/1.1 101 Switching Protocols\r\nUpg";

	(void)state;
	for (size_t len = 0; len < sizeof(part); len++) {
		int before = errors;
		struct net_peer p;

		start_client(NULL);
		net_peer_accept(&p, listen_fd);
		assert_true(net_peer_wait_for(&p, "\r\n\r\n"));
		net_peer_send_apart(&p, part, len);
		net_peer_close(&p);
		assert_true(net_pump_count(&errors, before + 1));
	}
	assert_int_equal(established, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_wrong_request_is_refused_with_its_status),
		TEST(an_upgrade_the_application_does_not_want_is_403),
		TEST(nonzero_from_established_closes),
		cmocka_unit_test_teardown(
			a_host_that_is_not_ours_is_403_where_that_is_asked_for,
			end),
		TEST(the_first_of_the_clients_list_that_we_have_is_taken),
		TEST(a_list_of_a_thousand_is_read_to_its_end),
		TEST(lists_on_several_lines_are_one),
		TEST(extensions_are_declined),
		TEST(frames_behind_the_request_are_heard_wherever_it_is_cut),
		TEST(each_wrong_answer_is_a_connection_error_in_words),
		TEST(frames_behind_the_answer_are_heard_wherever_it_is_cut),
		TEST(an_answer_cut_off_is_one_connection_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
