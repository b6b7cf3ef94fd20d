/* SPDX-License-Identifier: MIT */
/*
 * CLI-09, the pure half: what is said to a SOCKS5 proxy, and its answers at
 * every split.  The bytes are those of RFC 1928 and RFC 1929.
 */

#include "lws-test.h"
#include "net/socks5-codec.h"

#include <stdio.h>

/* ---- what is said
 * -------------------------------------------------------------- */

static void
expect_message(enum lws__socks5_step step, const struct lws__socks5_target *t,
	       const char *expected, size_t len)
{
	uint8_t *buf = lws__test_guarded((uint8_t[LWS__SOCKS5_MESSAGE_MAX]){0},
					 LWS__SOCKS5_MESSAGE_MAX);
	struct lws__socks5 s = {.step = (uint8_t)step};
	size_t got = lws__socks5_write(&s, t, buf, LWS__SOCKS5_MESSAGE_MAX);

	assert_int_equal(got, len);
	assert_memory_equal(buf, expected, len);
	assert_int_equal(
		lws__socks5_write(&s, t, buf, LWS__SOCKS5_MESSAGE_MAX - 1), 0);
	lws__test_guarded_free(buf, LWS__SOCKS5_MESSAGE_MAX);
}

#define SAYS(step, t, bytes) expect_message(step, t, bytes, sizeof(bytes) - 1)

static void
socks5__messages_are_those_of_the_rfc(void **state)
{
	struct lws__socks5_target t = {"some.example", 443, NULL, NULL};

	(void)state;
	SAYS(LWS__SOCKS5_GREETING, &t, "\x05\x01\x00");
	t.user = "";
	SAYS(LWS__SOCKS5_GREETING, &t, "\x05\x01\x00");
	t.user = "me";
	SAYS(LWS__SOCKS5_GREETING, &t, "\x05\x02\x02\x00");
	SAYS(LWS__SOCKS5_AUTH, &t, "\x01\x02me\x00");
	t.password = "word";
	SAYS(LWS__SOCKS5_AUTH, &t, "\x01\x02me\x04word");
	SAYS(LWS__SOCKS5_CONNECT, &t,
	     "\x05\x01\x00\x03\x0csome.example\x01\xbb");
	t.host = "127.0.0.1";
	SAYS(LWS__SOCKS5_CONNECT, &t,
	     "\x05\x01\x00\x01\x7f\x00\x00\x01\x01\xbb");
	t.host = "[::1]";
	SAYS(LWS__SOCKS5_CONNECT, &t,
	     "\x05\x01\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\xbb");
	t.host = "fe80::2%eth0";
	SAYS(LWS__SOCKS5_CONNECT, &t,
	     "\x05\x01\x00\x04\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\x01\xbb");
	t.host = "";
	SAYS(LWS__SOCKS5_CONNECT, &t, "");
	t.host = "[]";
	SAYS(LWS__SOCKS5_CONNECT, &t, "");
	t.host = "%:";
	SAYS(LWS__SOCKS5_CONNECT, &t, "");
	SAYS(LWS__SOCKS5_UP, &t, "");
}

static void
socks5__a_text_longer_than_its_length_can_say_is_refused(void **state)
{
	char text[257];
	struct lws__socks5_target t = {"h", 1, text, text};
	struct lws__socks5 s = {.step = LWS__SOCKS5_AUTH};
	uint8_t *buf = lws__test_guarded((uint8_t[LWS__SOCKS5_MESSAGE_MAX]){0},
					 LWS__SOCKS5_MESSAGE_MAX);
	size_t room = LWS__SOCKS5_MESSAGE_MAX;

	(void)state;
	memset(text, 'u', sizeof(text));
	text[255] = '\0';
	assert_int_equal(lws__socks5_write(&s, &t, buf, room), room);
	t.host = text;
	s.step = LWS__SOCKS5_CONNECT;
	assert_int_equal(lws__socks5_write(&s, &t, buf, room), 7 + 255);
	text[255] = 'u';
	text[256] = '\0';
	assert_int_equal(lws__socks5_write(&s, &t, buf, room), 0);
	s.step = LWS__SOCKS5_AUTH;
	assert_int_equal(lws__socks5_write(&s, &t, buf, room), 0);
	t.user = "me";
	assert_int_equal(lws__socks5_write(&s, &t, buf, room), 0);
	lws__test_guarded_free(buf, room);
}

/* ---- what is heard
 * ------------------------------------------------------------- */

struct vector {
	const char *text;
	size_t len;
	enum lws__socks5_step step;
	const char *expected;
	bool no_user;
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct vector *v = arg;
	struct lws__socks5 s = {.step = (uint8_t)v->step,
				.offers_auth = !v->no_user};
	enum lws_feed feed = LWS_FEED_MORE;
	size_t taken = 0;
	char got[100];

	for (size_t n = 0; n < count && feed == LWS_FEED_MORE; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};

		feed = lws__socks5_feed(&s, &in);
		taken += (size_t)(in.at - pieces[n].data);
	}
	if (feed == LWS_FEED_DONE)
		snprintf(got, sizeof(got), "to %d after %zu", s.step, taken);
	else
		snprintf(got, sizeof(got), "%s",
			 feed == LWS_FEED_BAD ? lws__socks5_words(&s) : "more");
	if (strcmp(got, v->expected))
		fail_msg("row of %zu bytes in %zu pieces: %s, expected %s",
			 v->len, count, got, v->expected);
}

#define V_AS(user, at, bytes, result)                         \
	{                                                     \
		.text = bytes, .len = sizeof(bytes) - 1,      \
		.step = LWS__SOCKS5_##at, .expected = result, \
		.no_user = !(user)                            \
	}
#define V(at, bytes, result) V_AS(true, at, bytes, result)
#define OK                   "\x05\x00\x00"

static void
socks5__answers_come_out_the_same_however_they_are_cut(void **state)
{
	static struct vector rows[] = {
		V(GREETING, "\x05\x00", "to 2 after 2"),
		V(GREETING, "\x05\x02", "to 1 after 2"),
		V(GREETING, "\x05\x00more", "to 2 after 2"),
		V_AS(false, GREETING, "\x05\x02",
		     "it chose a method that was not offered"),
		V(GREETING, "\x05\x01",
		  "it chose a method that was not offered"),
		V(GREETING, "\x05\xff", "no acceptable method"),
		V(GREETING, "\x04\x00", "the answer is not SOCKS5"),
		V(GREETING, "HTTP/1.1 400", "the answer is not SOCKS5"),
		V(GREETING, "\x05", "more"),
		V(AUTH, "\x01\x00", "to 2 after 2"),
		V(AUTH, "\x01\x01", "user or password refused"),
		V(AUTH, "\x01\xff", "user or password refused"),
		V(AUTH, "\x05\x00",
		  "bad version of the answer to the password"),
		V(CONNECT,
		  OK "\x01"
		     "abcdpp",
		  "to 3 after 10"),
		V(CONNECT,
		  OK "\x01"
		     "abcdpp220 hello",
		  "to 3 after 10"),
		V(CONNECT,
		  OK "\x04"
		     "0123456789abcdefpp",
		  "to 3 after 22"),
		V(CONNECT,
		  OK "\x03\x01"
		     "hpp",
		  "to 3 after 8"),
		V(CONNECT,
		  OK "\x03\x00"
		     "pp",
		  "empty address"),
		V(CONNECT,
		  OK "\x02"
		     "abcdpp",
		  "unknown address type"),
		V(CONNECT, OK "\x00", "unknown address type"),
		V(CONNECT,
		  OK "\x01"
		     "abcdp",
		  "more"),
		V(CONNECT, "\x05\x00\x01\x01", "reserved byte is not 0"),
		V(CONNECT, "\x04\x5a", "the answer is not SOCKS5"),
		V(CONNECT, "\x05\x01", "general failure"),
		V(CONNECT, "\x05\x02", "not allowed by its rules"),
		V(CONNECT, "\x05\x05\x00\x01", "connection refused"),
		V(CONNECT, "\x05\x08", "address type not supported"),
		V(CONNECT, "\x05\x09", "unknown reply"),
		V(CONNECT, "\x05\xff", "unknown reply"),
		V(UP, "x", "to 3 after 0"),
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		lws__test_each_split(rows[n].text, rows[n].len, run_pieces,
				     &rows[n]);
}

static void
socks5__the_longest_name_in_an_answer_is_passed_over(void **state)
{
	uint8_t answer[5 + 255 + 2 + 1] = {5, 0, 0, 3, 255};
	struct vector v = {(const char *)answer, sizeof(answer),
			   LWS__SOCKS5_CONNECT, "to 3 after 262", false};

	(void)state;
	lws__test_each_split(answer, sizeof(answer), run_pieces, &v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(socks5__messages_are_those_of_the_rfc),
		cmocka_unit_test(
			socks5__a_text_longer_than_its_length_can_say_is_refused),
		cmocka_unit_test(
			socks5__answers_come_out_the_same_however_they_are_cut),
		cmocka_unit_test(
			socks5__the_longest_name_in_an_answer_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
