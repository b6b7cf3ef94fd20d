/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake of WebSocket: which requests and answers are taken,
 * which sub-protocol comes out, and the exact header text.
 */

#include "lws-test.h"
#include "roles/ws/ws-handshake.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define KEY      "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT   "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

static struct lws__ws_span
span(const char *s)
{
	return (struct lws__ws_span){s, s ? strlen(s) : 0};
}

/* ---- keys ------------------------------------------------------------ */

static void
ws_handshake__computes_the_accept_of_the_rfc(void **state)
{
	static const char *const rows[][2] = {
		{KEY, ACCEPT}, /* RFC 6455 1.3 */
		{"abc", "zwKd5BnoWxQ6GxTxxSmBSHGHX9M="},
		{"!!!!!!!!!!!!!!!!!!!!!!==", "TvMY1AZzKhEoJkfj0PvDAHYr9TM="},
	};
	char out[WS_ACCEPT_LEN + 1];
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		lws__ws_accept_from_key(rows[n][0], strlen(rows[n][0]), out);
		assert_string_equal(out, rows[n][1]);
	}
}

static void
ws_handshake__survives_hashing_a_key_of_any_length(void **state)
{
	char out[WS_ACCEPT_LEN + 1];
	size_t len;

	(void)state;
	for (len = 0; len < 300; len++) {
		char key[300];
		uint8_t *guarded;

		memset(key, 'A', sizeof(key));
		guarded = lws__test_guarded(key, len);
		lws__ws_accept_from_key((const char *)guarded, len, out);
		assert_int_equal(strlen(out), WS_ACCEPT_LEN);
		lws__test_guarded_free(guarded, len);
	}
}

static void
ws_handshake__makes_keys_that_it_takes(void **state)
{
	uint8_t random[16];
	char key[WS_KEY_LEN + 1];
	unsigned int n, m;

	(void)state;
	lws__ws_key_from_random((const uint8_t *)"the sample nonce", key);
	assert_string_equal(key, KEY);
	for (n = 0; n < 256; n++) {
		for (m = 0; m < sizeof(random); m++)
			random[m] = (uint8_t)(n * (m + 1));
		lws__ws_key_from_random(random, key);
		assert_int_equal(strlen(key), WS_KEY_LEN);
		assert_true(lws__ws_key_is_valid(key, WS_KEY_LEN));
	}
}

/* ---- lists ----------------------------------------------------------- */

static void
ws_list__finds_tokens_as_http_writes_them(void **state)
{
	static const struct {
		const char *list, *token;
		bool found;
	} rows[] = {
		{"Upgrade", "upgrade", true},
		{"upgrade", "upgrade", true},
		{"keep-alive, Upgrade", "upgrade", true},
		{"keep-alive,Upgrade", "upgrade", true},
		{"\tUPGRADE\t , x", "upgrade", true},
		{",,,Upgrade,,", "upgrade", true},
		{"keep-alive", "upgrade", false},
		{"Upgraded", "upgrade", false},
		{"Upgrad", "upgrade", false},
		{"x-Upgrade", "upgrade", false},
		{"up grade", "upgrade", false},
		{"a=\"x, upgrade, y\"", "upgrade", false},
		{"a=\"\\\", upgrade\", b", "b", true},
		{"\"unfinished, upgrade", "upgrade", false},
		{"", "upgrade", false},
		{" , ,", "upgrade", false},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++)
		if (lws__ws_list_has_token(span(rows[n].list), rows[n].token) !=
		    rows[n].found)
			fail_msg("\"%s\"", rows[n].list);
	assert_false(lws__ws_list_has_token(span(NULL), "upgrade"));
}

/* ---- server ---------------------------------------------------------- */

static struct lws__ws_request
good_request(void)
{
	return (struct lws__ws_request){
		.is_get = true,
		.is_http_1_1 = true,
		.upgrade = span("websocket"),
		.connection = span("Upgrade"),
		.key = span(KEY),
		.version = span("13"),
		.key_count = 1,
		.version_count = 1,
	};
}

static void
ws_request__WS_13_is_taken_in_every_valid_spelling(void **state)
{
	static const char *const upgrades[] = {"websocket", "WebSocket",
					       "WEBSOCKET", "h2c, websocket"};
	static const char *const connections[] = {"Upgrade", "upgrade",
						  "keep-alive, Upgrade",
						  "keep-alive,upgrade"};
	struct lws__ws_request r = good_request();
	size_t n;

	(void)state;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
	for (n = 0; n < COUNT(upgrades); n++) {
		r.upgrade = span(upgrades[n]);
		assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
	}
	for (n = 0; n < COUNT(connections); n++) {
		r.connection = span(connections[n]);
		assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
	}
	r.key = span("  " KEY " ");
	r.version = span(" 13\t");
	r.key_count = r.version_count = 0;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
	r.key = span("AAAAAAAAAAAAAAAAAAAAAA==");
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
}

static void
ws_request__WS_13_is_refused_with_400_or_426(void **state)
{
	static const struct {
		const char *name, *upgrade, *connection, *key, *version;
		enum lws__ws_refusal refusal;
		unsigned int status;
	} rows[] = {
		{"no upgrade", NULL, "Upgrade", KEY, "13", WS_REQUEST_UPGRADE,
		 400},
		{"another upgrade", "h2c", "Upgrade", KEY, "13",
		 WS_REQUEST_UPGRADE, 400},
		{"no connection", "websocket", NULL, KEY, "13",
		 WS_REQUEST_CONNECTION, 400},
		{"keep-alive only", "websocket", "keep-alive", KEY, "13",
		 WS_REQUEST_CONNECTION, 400},
		{"key missing", "websocket", "Upgrade", NULL, "13",
		 WS_REQUEST_KEY, 400},
		{"key empty", "websocket", "Upgrade", "", "13", WS_REQUEST_KEY,
		 400},
		{"key short", "websocket", "Upgrade", "abc", "13",
		 WS_REQUEST_KEY, 400},
		{"key of 15 bytes", "websocket", "Upgrade",
		 "AAAAAAAAAAAAAAAAAAAA", "13", WS_REQUEST_KEY, 400},
		{"key of 17 bytes", "websocket", "Upgrade",
		 "AAAAAAAAAAAAAAAAAAAAAAA=", "13", WS_REQUEST_KEY, 400},
		{"key of 18 bytes", "websocket", "Upgrade",
		 "AAAAAAAAAAAAAAAAAAAAAAAA", "13", WS_REQUEST_KEY, 400},
		{"key without padding", "websocket", "Upgrade",
		 "AAAAAAAAAAAAAAAAAAAAAA", "13", WS_REQUEST_KEY, 400},
		{"key not base64", "websocket", "Upgrade",
		 "!!!!!!!!!!!!!!!!!!!!!!==", "13", WS_REQUEST_KEY, 400},
		{"key in the other alphabet", "websocket", "Upgrade",
		 "AAAAAAAAAAAAAAAAAAAA-_==", "13", WS_REQUEST_KEY, 400},
		{"two keys joined", "websocket", "Upgrade", KEY ", " KEY, "13",
		 WS_REQUEST_KEY, 400},
		{"no version", "websocket", "Upgrade", KEY, NULL,
		 WS_REQUEST_NO_VERSION, 400},
		{"empty version", "websocket", "Upgrade", KEY, "  ",
		 WS_REQUEST_NO_VERSION, 400},
		{"version 0", "websocket", "Upgrade", KEY, "0",
		 WS_REQUEST_VERSION, 426},
		{"version 8", "websocket", "Upgrade", KEY, "8",
		 WS_REQUEST_VERSION, 426},
		{"version 99", "websocket", "Upgrade", KEY, "99",
		 WS_REQUEST_VERSION, 426},
		{"version 130", "websocket", "Upgrade", KEY, "130",
		 WS_REQUEST_VERSION, 426},
		{"version 013", "websocket", "Upgrade", KEY, "013",
		 WS_REQUEST_VERSION, 426},
		{"version text", "websocket", "Upgrade", KEY, "abc",
		 WS_REQUEST_VERSION, 426},
		{"several versions", "websocket", "Upgrade", KEY, "13, 8",
		 WS_REQUEST_VERSION, 426},
		{"old version without a key", "websocket", "Upgrade", NULL, "0",
		 WS_REQUEST_VERSION, 426},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		struct lws__ws_request r = good_request();
		enum lws__ws_refusal got;

		r.upgrade = span(rows[n].upgrade);
		r.connection = span(rows[n].connection);
		r.key = span(rows[n].key);
		r.version = span(rows[n].version);
		got = lws__ws_check_request(&r);
		if (got != rows[n].refusal ||
		    lws__ws_refusal_rule(got)->http_status != rows[n].status)
			fail_msg("%s: %d", rows[n].name, got);
	}
}

static void
ws_request__WS_13_is_a_get_of_http_1_1_with_one_key(void **state)
{
	struct lws__ws_request r = good_request();

	(void)state;
	r.is_get = false;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_METHOD);
	r = good_request();
	r.is_http_1_1 = false;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_HTTP);
	r = good_request();
	r.key_count = 2;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_KEY);
	r = good_request();
	r.version_count = 2;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_NO_VERSION);
}

static void
ws_request__over_h2_has_only_a_version(void **state)
{
	struct lws__ws_request r = {
		.is_get = true,
		.is_extended_connect = true,
		.version = span("13"),
	};

	(void)state;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_FINE);
	r.version = span("12");
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_VERSION);
	r.version = span(NULL);
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_NO_VERSION);
	r.is_get = false;
	assert_int_equal(lws__ws_check_request(&r), WS_REQUEST_METHOD);
}

static void
ws_request__every_refusal_has_a_status_and_words(void **state)
{
	int n;

	(void)state;
	for (n = WS_REQUEST_FINE + 1; n < WS_REQUEST_COUNT; n++) {
		const struct lws__ws_refusal_rule *r =
			lws__ws_refusal_rule((enum lws__ws_refusal)n);

		assert_true(r->http_status == 400 || r->http_status == 426);
		assert_true(r->text && *r->text);
	}
	assert_int_equal(lws__ws_refusal_rule(WS_REQUEST_COUNT)->http_status,
			 0);
}

/* a vhost's protocols */
static int
find_protocol(void *arg, const char *name, size_t len)
{
	static const char *const have[] = {"http-only", "chat", "superchat"};
	unsigned int *calls = arg;
	int n;

	(*calls)++;
	for (n = 0; n < (int)COUNT(have); n++)
		if (strlen(have[n]) == len && !memcmp(have[n], name, len))
			return n;

	return -1;
}

static void
ws_choose_protocol__WS_15_takes_the_first_of_the_clients_that_we_have(
	void **state)
{
	static const struct {
		const char *list;
		enum lws__ws_choice choice;
		int index;
		const char *name;
	} rows[] = {
		{"chat", WS_CHOICE_MADE, 1, "chat"},
		{"nope, chat, other", WS_CHOICE_MADE, 1, "chat"},
		{"nope,chat", WS_CHOICE_MADE, 1, "chat"},
		{"superchat, chat", WS_CHOICE_MADE, 2, "superchat"},
		{" \tchat \t", WS_CHOICE_MADE, 1, "chat"},
		{"chat,", WS_CHOICE_MADE, 1, "chat"},
		{",,chat,,", WS_CHOICE_MADE, 1, "chat"},
		{"nope,", WS_CHOICE_NO_MATCH, -9, NULL},
		{"CHAT", WS_CHOICE_NO_MATCH, -9, NULL},
		{"cha", WS_CHOICE_NO_MATCH, -9, NULL},
		{"chat room", WS_CHOICE_NO_MATCH, -9, NULL},
		{"nope", WS_CHOICE_NO_MATCH, -9, NULL},
		{"", WS_CHOICE_NONE_OFFERED, -9, NULL},
		{" , ,", WS_CHOICE_NONE_OFFERED, -9, NULL},
		{NULL, WS_CHOICE_NONE_OFFERED, -9, NULL},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		struct lws__ws_span name = {NULL, 0};
		unsigned int calls = 0;
		int index = -9;

		if (lws__ws_choose_protocol(span(rows[n].list), find_protocol,
					    &calls, &index,
					    &name) != rows[n].choice ||
		    index != rows[n].index)
			fail_msg("\"%s\"", rows[n].list);
		if (rows[n].name && (name.len != strlen(rows[n].name) ||
				     memcmp(name.at, rows[n].name, name.len)))
			fail_msg("\"%s\": name", rows[n].list);
	}
}

static void
ws_choose_protocol__WS_15_reads_a_list_of_a_thousand_once(void **state)
{
	static char list[1000 * 6 + 5];
	struct lws__ws_span name;
	unsigned int calls = 0;
	int index = -1, n;

	(void)state;
	for (n = 0; n < 1000; n++)
		memcpy(list + n * 6, "none, ", 6);
	memcpy(list + 6000, "chat", 5);
	assert_int_equal(lws__ws_choose_protocol(span(list), find_protocol,
						 &calls, &index, &name),
			 WS_CHOICE_MADE);
	assert_int_equal(index, 1);
	assert_int_equal(calls, 1001);
}

/* ---- client ---------------------------------------------------------- */

static struct lws__ws_reply
good_reply(void)
{
	return (struct lws__ws_reply){
		.status = 101,
		.upgrade = span("WebSocket"),
		.connection = span("Upgrade"),
		.accept = span(ACCEPT),
		.our_key = span(KEY),
		.our_protocols = span("chat, other"),
		.our_extensions =
			span("permessage-deflate; client_no_context_takeover; "
			     "client_max_window_bits, x-one"),
	};
}

static void
ws_reply__WS_14_is_taken_when_it_answers_us(void **state)
{
	struct lws__ws_reply r = good_reply();
	struct lws__ws_span protocol;

	(void)state;
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_FINE);
	assert_null(protocol.at);

	r.protocol = span(" other ");
	r.extensions = span("x-one; a=\"b, c\", permessage-deflate");
	r.accept = span("\t" ACCEPT " ");
	r.connection = span("keep-alive, upgrade");
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_FINE);
	assert_int_equal(protocol.len, 5);
	assert_memory_equal(protocol.at, "other", 5);

	r.extensions = span("");
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_FINE);
}

static void
ws_reply__WS_14_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *name;
		unsigned int status;
		const char *upgrade, *connection, *accept, *protocol, *ext;
		enum lws__ws_mismatch mismatch;
	} rows[] = {
		{"200", 200, "websocket", "Upgrade", ACCEPT, NULL, NULL,
		 WS_REPLY_STATUS},
		{"302", 302, "websocket", "Upgrade", ACCEPT, NULL, NULL,
		 WS_REPLY_STATUS},
		{"no upgrade", 101, NULL, "Upgrade", ACCEPT, NULL, NULL,
		 WS_REPLY_NO_UPGRADE},
		{"h2c", 101, "h2c", "Upgrade", ACCEPT, NULL, NULL,
		 WS_REPLY_UPGRADE},
		{"no connection", 101, "websocket", NULL, ACCEPT, NULL, NULL,
		 WS_REPLY_NO_CONNECTION},
		{"connection close", 101, "websocket", "close", ACCEPT, NULL,
		 NULL, WS_REPLY_CONNECTION},
		{"no accept", 101, "websocket", "Upgrade", NULL, NULL, NULL,
		 WS_REPLY_NO_ACCEPT},
		{"empty accept", 101, "websocket", "Upgrade", "", NULL, NULL,
		 WS_REPLY_ACCEPT},
		{"accept of another key", 101, "websocket", "Upgrade",
		 "zwKd5BnoWxQ6GxTxxSmBSHGHX9M=", NULL, NULL, WS_REPLY_ACCEPT},
		{"accept in another case", 101, "websocket", "Upgrade",
		 "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", NULL, NULL, WS_REPLY_ACCEPT},
		{"accept and more", 101, "websocket", "Upgrade", ACCEPT "=",
		 NULL, NULL, WS_REPLY_ACCEPT},
		{"extra protocol", 101, "websocket", "Upgrade", ACCEPT, "nope",
		 NULL, WS_REPLY_PROTOCOL},
		{"protocol in another case", 101, "websocket", "Upgrade",
		 ACCEPT, "CHAT", NULL, WS_REPLY_PROTOCOL},
		{"two protocols", 101, "websocket", "Upgrade", ACCEPT,
		 "chat, other", NULL, WS_REPLY_PROTOCOL},
		{"empty protocol", 101, "websocket", "Upgrade", ACCEPT, "",
		 NULL, WS_REPLY_PROTOCOL},
		{"part of a protocol", 101, "websocket", "Upgrade", ACCEPT,
		 "cha", NULL, WS_REPLY_PROTOCOL},
		{"extension not offered", 101, "websocket", "Upgrade", ACCEPT,
		 NULL, "x-two", WS_REPLY_EXTENSION},
		{"a parameter is no extension", 101, "websocket", "Upgrade",
		 ACCEPT, NULL, "client_max_window_bits", WS_REPLY_EXTENSION},
		{"WS-20 extension twice", 101, "websocket", "Upgrade", ACCEPT,
		 NULL, "x-one, permessage-deflate, x-one; a=1",
		 WS_REPLY_EXTENSION},
	};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		struct lws__ws_reply r = good_reply();
		struct lws__ws_span protocol;
		enum lws__ws_mismatch got;

		r.status = rows[n].status;
		r.upgrade = span(rows[n].upgrade);
		r.connection = span(rows[n].connection);
		r.accept = span(rows[n].accept);
		r.protocol = span(rows[n].protocol);
		r.extensions = span(rows[n].ext);
		got = lws__ws_check_reply(&r, &protocol);
		if (got != rows[n].mismatch)
			fail_msg("%s: %s", rows[n].name,
				 lws__ws_mismatch_text(got));
	}
}

static void
ws_reply__WS_14_may_not_choose_when_nothing_was_offered(void **state)
{
	struct lws__ws_reply r = good_reply();
	struct lws__ws_span protocol;

	(void)state;
	r.our_protocols = span(NULL);
	r.protocol = span("chat");
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_PROTOCOL);
	r = good_reply();
	r.our_extensions = span(NULL);
	r.extensions = span("permessage-deflate");
	assert_int_equal(lws__ws_check_reply(&r, &protocol),
			 WS_REPLY_EXTENSION);
	r = good_reply();
	r.accept_count = 2;
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_ACCEPT);
	r = good_reply();
	r.protocol = span("chat");
	r.protocol_count = 2;
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_PROTOCOL);
}

static void
ws_reply__over_h2_is_a_200(void **state)
{
	struct lws__ws_reply r = {
		.status = 200,
		.is_extended_connect = true,
		.protocol = span("chat"),
		.our_protocols = span("chat"),
	};
	struct lws__ws_span protocol;

	(void)state;
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_FINE);
	assert_memory_equal(protocol.at, "chat", 4);
	r.status = 101;
	assert_int_equal(lws__ws_check_reply(&r, &protocol), WS_REPLY_STATUS);
}

static void
ws_reply__every_mismatch_has_words_for_the_application(void **state)
{
	int n;

	(void)state;
	for (n = WS_REPLY_FINE + 1; n < WS_REPLY_COUNT; n++)
		assert_memory_equal(
			lws__ws_mismatch_text((enum lws__ws_mismatch)n),
			"HS: ", 4);
	assert_string_equal(lws__ws_mismatch_text(WS_REPLY_PROTOCOL),
			    "HS: PROTOCOL malformed");
	assert_string_equal(lws__ws_mismatch_text(WS_REPLY_COUNT), "");
}

/* ---- header text ----------------------------------------------------- */

static void
check_sizes(size_t (*write)(char *out, size_t size), const char *expected)
{
	size_t len = strlen(expected), size;

	for (size = 0; size <= len + 1; size++) {
		uint8_t *out = lws__test_guarded(expected, size);
		size_t got = write((char *)out, size);

		if (size <= len) {
			assert_int_equal(got, 0);
		} else {
			assert_int_equal(got, len);
			assert_string_equal((char *)out, expected);
		}
		lws__test_guarded_free(out, size);
	}
}

static size_t
write_request(char *out, size_t size)
{
	return lws__ws_write_request_headers(out, size, KEY,
					     span("chat, other"),
					     span("permessage-deflate"));
}

static size_t
write_short_request(char *out, size_t size)
{
	return lws__ws_write_request_headers(out, size, KEY, span(NULL),
					     span(NULL));
}

static size_t
write_reply(char *out, size_t size)
{
	return lws__ws_write_reply_headers(out, size, ACCEPT, span("chat"),
					   span("permessage-deflate"));
}

static size_t
write_short_reply(char *out, size_t size)
{
	return lws__ws_write_reply_headers(out, size, ACCEPT, span(NULL),
					   span(NULL));
}

static void
ws_handshake__writes_headers_in_the_usual_order(void **state)
{
	(void)state;
	check_sizes(write_request,
		    "Upgrade: websocket\r\n"
		    "Connection: Upgrade\r\n"
		    "Sec-WebSocket-Key: " KEY "\r\n"
		    "Sec-WebSocket-Protocol: chat, other\r\n"
		    "Sec-WebSocket-Extensions: permessage-deflate\r\n"
		    "Sec-WebSocket-Version: 13\r\n");
	check_sizes(write_short_request, "Upgrade: websocket\r\n"
					 "Connection: Upgrade\r\n"
					 "Sec-WebSocket-Key: " KEY "\r\n"
					 "Sec-WebSocket-Version: 13\r\n");
	check_sizes(write_reply,
		    "Upgrade: WebSocket\r\n"
		    "Connection: Upgrade\r\n"
		    "Sec-WebSocket-Accept: " ACCEPT "\r\n"
		    "Sec-WebSocket-Protocol: chat\r\n"
		    "sec-websocket-extensions: permessage-deflate\r\n");
	check_sizes(write_short_reply, "Upgrade: WebSocket\r\n"
				       "Connection: Upgrade\r\n"
				       "Sec-WebSocket-Accept: " ACCEPT "\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_handshake__computes_the_accept_of_the_rfc),
		cmocka_unit_test(
			ws_handshake__survives_hashing_a_key_of_any_length),
		cmocka_unit_test(ws_handshake__makes_keys_that_it_takes),
		cmocka_unit_test(ws_list__finds_tokens_as_http_writes_them),
		cmocka_unit_test(
			ws_request__WS_13_is_taken_in_every_valid_spelling),
		cmocka_unit_test(ws_request__WS_13_is_refused_with_400_or_426),
		cmocka_unit_test(
			ws_request__WS_13_is_a_get_of_http_1_1_with_one_key),
		cmocka_unit_test(ws_request__over_h2_has_only_a_version),
		cmocka_unit_test(
			ws_request__every_refusal_has_a_status_and_words),
		cmocka_unit_test(
			ws_choose_protocol__WS_15_takes_the_first_of_the_clients_that_we_have),
		cmocka_unit_test(
			ws_choose_protocol__WS_15_reads_a_list_of_a_thousand_once),
		cmocka_unit_test(ws_reply__WS_14_is_taken_when_it_answers_us),
		cmocka_unit_test(ws_reply__WS_14_is_refused_with_its_reason),
		cmocka_unit_test(
			ws_reply__WS_14_may_not_choose_when_nothing_was_offered),
		cmocka_unit_test(ws_reply__over_h2_is_a_200),
		cmocka_unit_test(
			ws_reply__every_mismatch_has_words_for_the_application),
		cmocka_unit_test(
			ws_handshake__writes_headers_in_the_usual_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
