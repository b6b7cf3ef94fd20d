/* SPDX-License-Identifier: MIT */
/*
 * CLI-09, the pure half: what is said to an HTTP proxy, and its answers at
 * every split.
 */

#include "lws-test.h"
#include "net/http-connect-codec.h"

#include <stdio.h>

/* ---- the request
 * --------------------------------------------------------------- */

static void
http_connect__request_is_written_as_rfc_9110_says(void **state)
{
	static const struct {
		struct lws__http_connect_request r;
		const char *expected;
	} rows[] = {
		{{"some.example", 443, NULL},
		 "CONNECT some.example:443 HTTP/1.1\r\n"
		 "Host: some.example:443\r\nUser-agent: lws\r\n\r\n"},
		{{"::1", 80, "dTpw"},
		 "CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n"
		 "User-agent: lws\r\nProxy-authorization: Basic dTpw\r\n\r\n"},
		{{"[fe80::1%eth0]", 1, NULL},
		 "CONNECT [fe80::1]:1 HTTP/1.1\r\nHost: [fe80::1]:1\r\n"
		 "User-agent: lws\r\n\r\n"},
		{{"a b", 1, NULL}, ""},
		{{"a\r\nx: y", 1, NULL}, ""},
		{{"a/b", 1, NULL}, ""},
		{{"user@host", 1, NULL}, ""},
		{{"", 1, NULL}, ""},
		{{"[]", 1, NULL}, ""},
	};

	static const char blank[256];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		size_t expected = strlen(rows[n].expected), len;

		/* one byte more than it has is enough */
		for (size_t room = 0; room < expected + 3; room++) {
			uint8_t *buf = lws__test_guarded(blank, room);

			len = lws__http_connect_write(&rows[n].r, buf, room);
			if (room <= expected)
				assert_int_equal(len, 0);
			else {
				assert_int_equal(len, expected);
				assert_memory_equal(buf, rows[n].expected, len);
			}
			lws__test_guarded_free(buf, room);
		}
	}
}

static void
http_connect__names_longer_than_dns_allows_are_refused(void **state)
{
	char name[LWS__HTTP_CONNECT_HOST_MAX + 2];
	struct lws__http_connect_request r = {name, 80, NULL};
	uint8_t buf[2048];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(lws__http_connect_write(&r, buf, sizeof(buf)), 0);
	name[sizeof(name) - 2] = '\0';
	assert_int_not_equal(lws__http_connect_write(&r, buf, sizeof(buf)), 0);
}

/* ---- the answer
 * --------------------------------------------------------------- */

struct vector {
	const char *text;
	const char *expected;
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct lws__http_connect hc = {0};
	const struct vector *v = arg;
	enum lws_feed feed = LWS_FEED_MORE;
	size_t taken = 0;
	char got[200];

	for (size_t n = 0; n < count && feed == LWS_FEED_MORE; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};

		feed = lws__http_connect_feed(&hc, &in);
		taken += (size_t)(in.at - pieces[n].data);
	}
	if (feed == LWS_FEED_DONE)
		snprintf(got, sizeof(got), "%u after %zu", hc.status, taken);
	else if (feed == LWS_FEED_MORE)
		snprintf(got, sizeof(got), "more");
	else if (hc.error == LWS__HTTP_CONNECT_REFUSED)
		snprintf(got, sizeof(got), "refused %u", hc.status);
	else
		snprintf(got, sizeof(got), "%s",
			 lws__http_connect_words(
				 (enum lws__http_connect_error)hc.error));
	if (strcmp(got, v->expected))
		fail_msg("'%s' in %zu pieces: %s, expected %s", v->text, count,
			 got, v->expected);
}

#define NOT_HTTP "the answer is not HTTP/1"
#define BAD_BYTE "control character in the answer's head"
#define BAD_END  "a line of the answer's head does not end in CR LF"

static void
http_connect__answers_come_out_the_same_however_they_are_cut(void **state)
{
	static struct vector rows[] = {
		{"HTTP/1.1 200 OK\r\n\r\n", "200 after 19"},
		{"HTTP/1.0 200 Connection established\r\nA: b\r\n\r\n",
		 "200 after 45"},
		{"HTTP/1.1 200\r\n\r\n", "200 after 16"},
		{"HTTP/1.1 200 \r\n\r\n", "200 after 17"},
		/* what follows came through the tunnel */
		{"HTTP/1.1 200 OK\r\n\r\n220 mail ready\r\n", "200 after 19"},
		/* RFC 9110 9.3.6: no body, whatever is said */
		{"HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\nhello",
		 "204 after 37"},
		/* RFC 9110 15.2: interim answers */
		{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
		 "200 after 44"},
		{"HTTP/1.1 101 Switching\r\n\r\n", "refused 101"},
		{"HTTP/1.1 407 Proxy Authentication Required\r\n",
		 "refused 407"},
		{"HTTP/1.1 301 x\r\n", "refused 301"},
		{"HTTP/1.1 999 x\r\n", "refused 999"},
		{"HTTP/1.1 099 x\r\n", NOT_HTTP},
		{"HTTP/1.1 20 OK\r\n", NOT_HTTP},
		{"HTTP/1.1 2000 OK\r\n", NOT_HTTP},
		{"HTTP/2 200 OK\r\n", NOT_HTTP},
		{"HTTP/1.x 200 OK\r\n", NOT_HTTP},
		{"HTTP/1.1\t200 OK\r\n", NOT_HTTP},
		{"http/1.1 200 OK\r\n", NOT_HTTP},
		{"SSH-2.0-x\r\n", NOT_HTTP},
		{"\x05\x01", NOT_HTTP},
		{"HTTP/1.1 200 OK\n\n", BAD_END},
		{"HTTP/1.1 200\n\n", BAD_END},
		{"HTTP/1.1 200 OK\r\nA: b\n", BAD_END},
		{"HTTP/1.1 200 OK\r\nA: b\rc", BAD_END},
		{"HTTP/1.1 200 OK\r\n\rx", BAD_END},
		{"HTTP/1.1 200 O\x01K\r\n", BAD_BYTE},
		{"HTTP/1.1 200 OK\r\nA: \x7f\r\n", BAD_BYTE},
		{"HTTP/1.1 200 OK\r\nA: \t\xe4\xff\r\n\r\n", "200 after 27"},
		{"HTTP/1.1 200 OK\r\n", "more"},
		{"", "more"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		lws__test_each_split(rows[n].text, strlen(rows[n].text),
				     run_pieces, &rows[n]);
}

/* CLI-09: oversize header */
static void
http_connect__a_head_without_end_is_given_up(void **state)
{
	static const char start[] = "HTTP/1.1 200 OK\r\nA: ";
	struct lws__http_connect hc = {0};
	uint8_t byte;
	enum lws_feed feed = LWS_FEED_MORE;
	size_t taken = 0;

	(void)state;
	while (feed == LWS_FEED_MORE) {
		struct lws_cursor in = {&byte, &byte + 1};

		byte = taken < sizeof(start) - 1 ? (uint8_t)start[taken] : 'x';
		feed = lws__http_connect_feed(&hc, &in);
		taken++;
	}
	assert_int_equal(feed, LWS_FEED_BAD);
	assert_int_equal(hc.error, LWS__HTTP_CONNECT_TOO_LONG);
	assert_int_equal(taken, LWS__HTTP_CONNECT_HEAD_MAX + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			http_connect__request_is_written_as_rfc_9110_says),
		cmocka_unit_test(
			http_connect__names_longer_than_dns_allows_are_refused),
		cmocka_unit_test(
			http_connect__answers_come_out_the_same_however_they_are_cut),
		cmocka_unit_test(http_connect__a_head_without_end_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
