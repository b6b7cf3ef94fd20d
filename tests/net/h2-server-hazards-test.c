/* SPDX-License-Identifier: MIT */
/*
 * What a peer may not do over HTTP/2, each by its id: the answer, and that the
 * server goes on serving others.  Rules of single frames are in the
 * conformance tables.
 */

#include "h2-peer.h"
#include "http-server-app.h"

#include "core/core.h"
#include "roles/h2/h2-limits.h"

#include <stdlib.h>

static void
with_short_times(struct lws_context_creation_info *info)
{
	app_prior_knowledge(info);
	info->timeout_secs = 1;
}

static int
setup(void **state)
{
	(void)state;
	app_start(&app_net, with_short_times);

	return 0;
}

static void
ask(struct h2_peer *h, uint32_t id, const char *path)
{
	h2_ask(&app_net, h, id, "GET", path, H2_END, NULL);
}

static int
teardown(void **state)
{
	struct h2_peer h;

	(void)state;
	/* it still serves */
	h2_connect(&app_net, &h, NULL, 0);
	ask(&h, 1, "/dyn/hello");
	assert_int_equal(h2_answer(&app_net, &h, 1)->status, 200);
	h2_hang_up(&h);
	app_stop(&app_net);

	return 0;
}

/* ---- H2-01 ------------------------------------------------------------------
 */

static void
h2_01__a_wrong_preface_is_told(void **state)
{
	static const char *const all[] = {
		"GET /dyn/hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\rX",
		"PRX",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(all); n++) {
		struct h2_peer h;

		h2_connect_silent(&app_net, &h);
		lws__net_send(&app_net, &h.p, all[n]);
		h2_expect_goaway(&app_net, &h, LWS__H2_PROTOCOL_ERROR);
		h2_hang_up(&h);
	}
}

static void
h2_01__silence_is_not_waited_for(void **state)
{
	static const char *const all[] = {"", "PRI * HT",
					  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(all); n++) {
		struct h2_peer h;

		h2_connect_silent(&app_net, &h);
		lws__net_send(&app_net, &h.p, all[n]);
		lws__net_await_end(&app_net, &h.p);
		h2_hang_up(&h);
	}
}

/* RFC 9113 6.5.3, and requests do not make it longer */
static void
h2_01__settings_are_to_be_acknowledged(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect_silent(&app_net, &h);
	h.no_ack = true;
	lws__net_send(&app_net, &h.p, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	h2_frame(&app_net, &h, LWS__H2_SETTINGS, 0, 0, NULL, 0);
	ask(&h, 1, "/dyn/hello");
	assert_int_equal(h2_answer(&app_net, &h, 1)->status, 200);
	ask(&h, 3, "/dyn/later");
	h2_expect_goaway(&app_net, &h, LWS__H2_SETTINGS_TIMEOUT);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

/* ---- H2-04
 * ------------------------------------------------------------------- */

static void
h2_04__frames_on_streams_that_ended(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	ask(&h, 1, "/dyn/later");
	h2_data(&app_net, &h, 1, 0, "abc", 3); /* half closed */
	h2_expect_reset(&app_net, &h, 1, LWS__H2_STREAM_CLOSED);
	h2_data(&app_net, &h, 1, 0, "abc", 3); /* it was under way */
	ask(&h, 3, "/dyn/hello");
	assert_int_equal(h2_answer(&app_net, &h, 3)->status, 200);
	h2_data(&app_net, &h, 3, 0, "abc", 3); /* closed */
	h2_expect_reset(&app_net, &h, 3, LWS__H2_STREAM_CLOSED);
	h2_data(&app_net, &h, 9, 0, "abc", 3); /* idle */
	h2_expect_goaway(&app_net, &h, LWS__H2_PROTOCOL_ERROR);
	assert_int_equal(h.goaway_last, 3);
	h2_hang_up(&h);
}

/* ---- H2-07, H2-08, H2-09, H2-10
 * ---------------------------------------------- */

static void
h2_07__a_block_without_end(void **state)
{
	struct h2_peer h;
	char junk[16000];

	(void)state;
	memset(junk, 0, sizeof(junk));
	h2_connect(&app_net, &h, NULL, 0);
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END, 1, "\x82", 1);
	for (int n = 0; n < 10; n++)
		h2_frame(&app_net, &h, LWS__H2_CONTINUATION, 0, 1, NULL, 0);
	h2_expect_goaway(&app_net, &h, LWS__H2_ENHANCE_YOUR_CALM);
	h2_hang_up(&h);
	/* a header in it that never ends */
	h2_connect(&app_net, &h, NULL, 0);
	memcpy(junk, "\x82\x00\x7f\xff\xff\x7f", 6);
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END, 1, junk, sizeof(junk));
	memset(junk, 'x', sizeof(junk));
	for (int n = 0; n < 100 && !h.p.eof && !h.p.reset; n++)
		h2_frame(&app_net, &h, LWS__H2_CONTINUATION, 0, 1, junk,
			 sizeof(junk));
	h2_expect_goaway(&app_net, &h, LWS__H2_ENHANCE_YOUR_CALM);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

/* sends until the other side has had enough */
static void
until_it_goes(struct h2_peer *h, void (*once)(struct h2_peer *h, uint32_t n))
{
	for (uint32_t n = 0; n < 20000 && h->goaway == H2_NO_CODE; n++) {
		once(h, n);
		if (!(n % 100)) {
			lws__net_turn(&app_net);
			h2_pump(h);
			memset(h->got, 0, sizeof(h->got));
		}
	}
	h2_expect_goaway(&app_net, h, LWS__H2_ENHANCE_YOUR_CALM);
}

static void
open_and_reset(struct h2_peer *h, uint32_t n)
{
	uint8_t out[LWS__H2_RST_STREAM_LEN];

	ask(h, 1 + 2 * n, "/dyn/later");
	lws__h2_write_rst_stream(out, 1 + 2 * n, LWS__H2_CANCEL);
	(void)lws__net_try_send(&app_net, &h->p, out, sizeof(out));
}

static void
open_and_be_reset(struct h2_peer *h, uint32_t n)
{
	ask(h, 1 + 2 * n, "/dyn/later");
	h2_data(&app_net, h, 1 + 2 * n, 0, NULL, 0);
}

static void
settings(struct h2_peer *h, uint32_t n)
{
	(void)n;
	h2_frame(&app_net, h, LWS__H2_SETTINGS, 0, 0, NULL, 0);
}

static void
ping(struct h2_peer *h, uint32_t n)
{
	(void)n;
	h2_frame(&app_net, h, LWS__H2_PING, 0, 0, "12345678", 8);
}

static void
priority(struct h2_peer *h, uint32_t n)
{
	h2_frame(&app_net, h, LWS__H2_PRIORITY, 0, 1 + 2 * n, "\0\0\0\0\1", 5);
}

static void
unknown(struct h2_peer *h, uint32_t n)
{
	(void)n;
	h2_frame(&app_net, h, (enum lws__h2_type)0x77, 0, 0, "x", 1);
}

static void
tiny_window(struct h2_peer *h, uint32_t n)
{
	(void)n;
	h2_window(&app_net, h, 0, 1);
}

static void
floods_end_the_connection(void **state)
{
	static void (*const all[])(struct h2_peer * h, uint32_t n) = {
		open_and_reset,    /* H2-08 */
		open_and_be_reset, /* H2-09 */
		settings,          /* H2-10 and all that follow */
		ping,
		priority,
		unknown,
		tiny_window,
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(all); n++) {
		struct h2_peer h;

		h2_connect(&app_net, &h, NULL, 0);
		until_it_goes(&h, all[n]);
		h2_hang_up(&h);
		lws__net_until_alone(&app_net);
	}
}

/* H2-14: a client that gives credit in small pieces for what it has read */
static void
small_credit_for_what_came_is_none(void **state)
{
	struct h2_peer h;

	(void)state;
	app.big_len = 500;
	h2_connect(&app_net, &h, NULL, 0);
	for (uint32_t id = 1; id < 2 * 190; id += 2) {
		h2_ask(&app_net, &h, id, "GET", "/dyn/once", H2_END, NULL);
		assert_int_equal(h2_answer(&app_net, &h, id)->len, 500);
		for (int n = 0; n < 8; n++)
			h2_window(&app_net, &h, 0, 60);
	}
	h2_ping(&app_net, &h);
	assert_int_equal(h.goaway, H2_NO_CODE);
	h2_hang_up(&h);
}

/* H2-14: for each such piece a frame of one byte would leave */
static void
a_window_that_opens_by_bytes_is_a_flood(void **state)
{
	struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE, 0};
	char text[8001];
	struct h2_peer h;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	lws__net_text_file("long.txt", text);
	h2_connect(&app_net, &h, &s, 1);
	h2_ask(&app_net, &h, 1, "GET", "/files/long.txt", H2_END, NULL);
	for (uint32_t n = 0; n < 8000 && h.goaway == H2_NO_CODE; n++) {
		h2_window(&app_net, &h, 1, 1);
		if (n % 100)
			continue;
		lws__net_turn(&app_net);
		h2_pump(&h);
	}
	h2_expect_goaway(&app_net, &h, LWS__H2_ENHANCE_YOUR_CALM);
	h2_hang_up(&h);
}

static void
h2_10__empty_data(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	for (int n = 0; n < 3000; n++)
		h2_data(&app_net, &h, 1, 0, NULL, 0);
	h2_expect_goaway(&app_net, &h, LWS__H2_ENHANCE_YOUR_CALM);
	h2_hang_up(&h);
}

static void
most_unsent(struct lws_conn *conn, void *arg)
{
	uint32_t *most = arg;

	if (conn->txq_len > *most)
		*most = conn->txq_len;
}

/* who does not read is not read from: answers do not pile up */
static void
h2_10__answers_that_nobody_reads(void **state)
{
	uint8_t out[100 * LWS__H2_PING_LEN];
	struct h2_peer h;
	ssize_t n, sent = 0;
	uint32_t most = 0;
	int idle = 0;

	(void)state;
	for (size_t at = 0; at < sizeof(out); at += LWS__H2_PING_LEN)
		lws__h2_write_ping(out + at, (const uint8_t *)"12345678",
				   false);
	h2_connect(&app_net, &h, NULL, 0);
	while (idle < 50 && sent < 1 << 22) {
		n = send(h.p.fd, out, sizeof(out), MSG_NOSIGNAL);
		if (n > 0)
			sent += n;
		idle = n > 0 ? 0 : idle + 1;
		lws__net_turn(&app_net);
		lws__fds_foreach(&app_net.cx->pts[0].fds, most_unsent, &most);
		if (n > 0 && n % LWS__H2_PING_LEN)
			break;
	}
	assert_true(most <= 2 * LWS__H2_REPLIES * LWS__H2_PING_LEN);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

/* ---- H2-14
 * -------------------------------------------------------------------- */

static void
h2_14__a_window_that_stays_shut(void **state)
{
	struct lws__h2_setting s = {H2SET_INITIAL_WINDOW_SIZE, 0};
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, &s, 1);
	ask(&h, 1, "/dyn/big");
	ask(&h, 3, "/dyn/once");
	h2_expect_reset(&app_net, &h, 1, LWS__H2_CANCEL);
	h2_expect_reset(&app_net, &h, 3, LWS__H2_CANCEL);
	h2_hang_up(&h);
}

/* ---- H2-17
 * --------------------------------------------------------------------- */

static void
h2_17__a_length_that_is_not_true(void **state)
{
	struct h2_peer h;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, "content-length: 3\n");
	h2_data(&app_net, &h, 1, 0, "abcd", 4);
	h2_expect_reset(&app_net, &h, 1, LWS__H2_PROTOCOL_ERROR);
	h2_ask(&app_net, &h, 3, "POST", "/dyn/echo", 0, "content-length: 3\n");
	h2_data(&app_net, &h, 3, H2_END, "ab", 2);
	h2_expect_reset(&app_net, &h, 3, LWS__H2_PROTOCOL_ERROR);
	h2_ask(&app_net, &h, 5, "POST", "/dyn/echo", H2_END,
	       "content-length: 3\n");
	h2_expect_reset(&app_net, &h, 5, LWS__H2_PROTOCOL_ERROR);
	h2_ask(&app_net, &h, 7, "POST", "/dyn/echo", 0, "content-length: -3\n");
	h2_expect_reset(&app_net, &h, 7, LWS__H2_PROTOCOL_ERROR);
	assert_int_equal(app.bodies, 0);
	h2_hang_up(&h);
}

/* ---- H2-18
 * ---------------------------------------------------------------------- */

static void
h2_18__malformed_requests(void **state)
{
#define REST ":scheme: http\n:authority: localhost\n:path: /dyn/hello\n"
	static const char *const all[] = {
		REST,
		":method: GET\n:scheme: http\n:authority: localhost\n",
		":method: GET\n:authority: localhost\n:path: /\n",
		":method: GET\n:scheme: http\n:path: /\n",
		":method: GET\n" REST ":method: GET\n",
		":method: GET\n" REST ":path: /\n",
		":method: GET\n:status: 200\n" REST,
		":method: GET\n:what: x\n" REST,
		":method: GET\nx: 1\n" REST,
		":method: GET\n:scheme: http\n:authority: localhost\n:path: \n",
		":method: GET\n:scheme: http\n:authority: localhost\n:path: "
		"x\n",
		":method: GET\n" REST "X: 1\n",
		":method: GET\n" REST "connection: close\n",
		":method: GET\n" REST "te: gzip\n",
		":method: GET\n" REST "transfer-encoding: chunked\n",
		":method: GET\n" REST "upgrade: h2c\n",
		":method: GET\n" REST "x: a\x01\rb\n",
		":method: GET\n" REST "x:  a\n",
		":method: GET\n" REST "host: elsewhere\n",
		":method: G T\n" REST,
		":method: GET\n:protocol: websocket\n" REST,
		":method: CONNECT\n" REST,
	};
	struct h2_peer h;
	uint32_t id = 1;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(all); n++, id += 2) {
		h2_fields(&app_net, &h, id, H2_END, all[n]);
		h2_expect_reset(&app_net, &h, id, LWS__H2_PROTOCOL_ERROR);
	}
	assert_null(strchr(app.order, 'H'));
	/* refused, but not malformed */
	h2_fields(&app_net, &h, id, H2_END,
		  ":method: CONNECT\n:authority: localhost:80\n");
	assert_int_equal(h2_answer(&app_net, &h, id)->status, 405);
	h2_ask(&app_net, &h, id + 2, "BREW", "/", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, id + 2)->status, 501);
	h2_ask(&app_net, &h, id + 4, "GET", "/%zz", H2_END, NULL);
	assert_int_equal(h2_answer(&app_net, &h, id + 4)->status, 400);
	h2_hang_up(&h);
}

static void
a_head_that_is_too_large_is_refused(void **state)
{
	struct h2_peer h;
	char more[3500];

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	memset(more, 'x', sizeof(more));
	memcpy(more, "x: ", 3);
	memcpy(more + sizeof(more) - 2, "\n", 2);
	h2_ask(&app_net, &h, 1, "GET", "/dyn/hello", H2_END, more);
	assert_int_equal(h2_answer(&app_net, &h, 1)->status, 200);
	for (int n = 0; n < 2; n++) {
		uint8_t block[8000];
		char fields[8000];
		size_t len;

		lws_snprintf(fields, sizeof(fields),
			     ":method: GET\n:scheme: http\n:authority: l\n"
			     ":path: /dyn/hello\n%s%s",
			     more, more);
		len = h2_block(block, sizeof(block), fields);
		h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END | H2_END_HEAD,
			 (uint32_t)(3 + 2 * n), block, len);
		assert_int_equal(
			h2_answer(&app_net, &h, (uint32_t)(3 + 2 * n))->status,
			431);
	}
	h2_hang_up(&h);
}

/* ---- H2-19
 * ------------------------------------------------------------------------ */

static void
h2_19__one_stream_too_many(void **state)
{
	struct h2_peer h;
	uint32_t last = 1 + 2 * LWS__H2_STREAMS;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	assert_int_equal(h.theirs.max_concurrent_streams, LWS__H2_STREAMS);
	for (uint32_t id = 1; id < last; id += 2)
		ask(&h, id, "/dyn/later");
	ask(&h, last, "/dyn/hello");
	h2_expect_reset(&app_net, &h, last, LWS__H2_REFUSED_STREAM);
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}

/* ---- the vhost's own
 * ------------------------------------------------------------------ */

static void
with_settings(struct lws_context_creation_info *info)
{
	static const uint32_t settings[7] = {1, 0, 1, 5, 1000, 20000, 9000};

	with_short_times(info);
	memcpy(info->http2_settings, settings, sizeof(settings));
}

static void
a_vhost_has_its_settings(void **state)
{
	struct h2_peer h;
	char body[1000] = {0};

	(void)state;
	app_stop(&app_net);
	app_start(&app_net, with_settings);
	h2_connect(&app_net, &h, NULL, 0);
	assert_int_equal(h.theirs.header_table_size, 0);
	assert_int_equal(h.theirs.max_concurrent_streams, 5);
	assert_int_equal(h.theirs.initial_window_size, 1000);
	assert_int_equal(h.theirs.max_frame_size, 20000);
	assert_int_equal(h.theirs.max_header_list_size, 9000);
	for (uint32_t id = 1; id < 11; id += 2)
		ask(&h, id, "/dyn/later");
	ask(&h, 11, "/dyn/later");
	h2_expect_reset(&app_net, &h, 11, LWS__H2_REFUSED_STREAM);
	h2_hang_up(&h);
	h2_connect(&app_net, &h, NULL, 0);
	h2_ask(&app_net, &h, 1, "POST", "/dyn/echo", 0, NULL);
	h2_data(&app_net, &h, 1, 0, body, sizeof(body));
	h2_ping(&app_net, &h);
	assert_true(h2_of(&h, 1)->updates >= 500);
	h2_hang_up(&h);
}

/* a head has a place, or waits: nothing is lost when there are few */
static void
with_few_places(struct lws_context_creation_info *info)
{
	with_short_times(info);
	info->max_http_header_pool = 1;
}

static void
places_for_heads_are_waited_for(void **state)
{
	struct h2_peer a, b;

	(void)state;
	app_stop(&app_net);
	app_start(&app_net, with_few_places);
	h2_connect(&app_net, &a, NULL, 0);
	h2_connect(&app_net, &b, NULL, 0);
	ask(&a, 1, "/dyn/later");
	lws__net_until_set(&app_net, &app.later_waits, "a request");
	/* its own connection must not wait for itself */
	ask(&a, 3, "/dyn/hello");
	h2_expect_reset(&app_net, &a, 3, LWS__H2_REFUSED_STREAM);
	/* another one may */
	ask(&b, 1, "/dyn/hello");
	for (int n = 0; n < 10; n++)
		lws__net_turn(&app_net);
	h2_pump(&b);
	assert_null(h2_of(&b, 1));
	lws_callback_on_writable(app.later);
	assert_int_equal(h2_answer(&app_net, &a, 1)->status, 200);
	assert_int_equal(h2_answer(&app_net, &b, 1)->status, 200);
	h2_hang_up(&a);
	h2_hang_up(&b);
}

#if defined(LWS_WITH_PEER_LIMITS)
static void
with_few_wsi(struct lws_context_creation_info *info)
{
	with_short_times(info);
	info->ip_limit_wsi = 3;
}

/* the connection stands for its first stream, each other one counts */
static void
streams_are_of_an_address(void **state)
{
	struct h2_peer h;

	(void)state;
	app_stop(&app_net);
	app_start(&app_net, with_few_wsi);
	h2_connect(&app_net, &h, NULL, 0);
	for (int n = 0; n < 2; n++) {
		uint32_t id = (uint32_t)(1 + 10 * n);

		for (uint32_t m = 0; m < 3; m++)
			ask(&h, id + 2 * m, "/dyn/later");
		ask(&h, id + 6, "/dyn/later");
		h2_expect_reset(&app_net, &h, id + 6, LWS__H2_REFUSED_STREAM);
		for (uint32_t m = 0; m < 3; m++) {
			uint8_t out[LWS__H2_RST_STREAM_LEN];

			lws__h2_write_rst_stream(out, id + 2 * m,
						 LWS__H2_CANCEL);
			lws__net_send_bytes(&app_net, &h.p, out, sizeof(out));
		}
	}
	h2_hang_up(&h);
	lws__net_until_alone(&app_net);
}
#endif

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(h2_01__a_wrong_preface_is_told),
		T(h2_01__silence_is_not_waited_for),
		T(h2_01__settings_are_to_be_acknowledged),
		T(h2_04__frames_on_streams_that_ended),
		T(h2_07__a_block_without_end),
		T(floods_end_the_connection),
		T(small_credit_for_what_came_is_none),
		T(a_window_that_opens_by_bytes_is_a_flood),
		T(h2_10__empty_data),
		T(h2_10__answers_that_nobody_reads),
		T(h2_14__a_window_that_stays_shut),
		T(h2_17__a_length_that_is_not_true),
		T(h2_18__malformed_requests),
		T(a_head_that_is_too_large_is_refused),
		T(h2_19__one_stream_too_many),
		T(a_vhost_has_its_settings),
		T(places_for_heads_are_waited_for),
#if defined(LWS_WITH_PEER_LIMITS)
		T(streams_are_of_an_address),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
