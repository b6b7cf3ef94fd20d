/* SPDX-License-Identifier: MIT */
/*
 * Chunked coding at every split: what comes out, what is refused and why, and
 * that the encoder makes what the decoder takes.
 */

#include "lws-test.h"
#include "roles/h1/h1-chunked.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct vector {
	const char *name;
	const char *text;
	size_t len;
	const char *expected; /* data, then '|' and how it ended */
};

#define V(name, text, expected)                        \
	{                                              \
		name, text, sizeof(text) - 1, expected \
	}

struct run {
	const struct vector *v;
	char text[32768];
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	enum lws_feed r = LWS_FEED_MORE;
	size_t at = 0, taken = 0;
	struct lws__chunked c;
	struct run *run = arg;

	lws__chunked_start(&c);
	for (size_t i = 0; i < count && r == LWS_FEED_MORE; i++) {
		struct lws_cursor in = {pieces[i].data,
					pieces[i].data + pieces[i].len};
		struct lws_cursor body;

		do {
			r = lws__chunked_feed(&c, &in, &body);
			memcpy(run->text + at, body.at,
			       lws__cursor_left(&body));
			at += lws__cursor_left(&body);
		} while (r == LWS_FEED_MORE && lws__cursor_left(&in));
		taken += (size_t)(in.at - pieces[i].data);
	}

	if (r == LWS_FEED_DONE)
		snprintf(run->text + at, sizeof(run->text) - at, "|done %zu",
			 taken);
	else if (r == LWS_FEED_MORE)
		snprintf(run->text + at, sizeof(run->text) - at, "|more");
	else
		snprintf(run->text + at, sizeof(run->text) - at, "|%s",
			 lws__chunked_error_words(
				 (enum lws__chunked_error)c.error));

	if (strcmp(run->text, run->v->expected))
		fail_msg("%s in %zu pieces: '%s', expected '%s'", run->v->name,
			 count, run->text, run->v->expected);
}

static void
check(const struct vector *v, size_t count)
{
	static struct run run;

	for (size_t i = 0; i < count; i++) {
		run.v = &v[i];
		lws__test_each_split(v[i].text, v[i].len, run_pieces, &run);
	}
}

static void
h1_chunked__takes_well_formed_bodies(void **state)
{
	static const struct vector vectors[] = {
		V("one chunk", "3\r\nabc\r\n0\r\n\r\n", "abc|done 13"),
		V("RFC 9112 example sizes",
		  "4\r\nWiki\r\n6\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n"
		  "0\r\n\r\n",
		  "Wikipedia in \r\n\r\nchunks.|done 44"),
		V("empty body", "0\r\n\r\n", "|done 5"),
		V("several zeros end it", "000\r\n\r\n", "|done 7"),
		V("leading zeros", "0003\r\nabc\r\n0\r\n\r\n", "abc|done 16"),
		V("both letter cases",
		  "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
		  "01234567890123456789|done 35"),
		V("extension", "3;a\r\nabc\r\n0\r\n\r\n", "abc|done 15"),
		V("extensions",
		  "3 ; a=b;c=\"d;\\\"e\" ; f\r\nabc\r\n0;x\r\n\r\n",
		  "abc|done 35"),
		V("trailers", "0\r\nX-Sum: 1\r\nY:\r\n\r\n", "|done 19"),
		V("H1-12 the next message is left alone",
		  "1\r\na\r\n0\r\n\r\nGET / HTTP/1.1", "a|done 11"),
		V("cut in the size", "3", "|more"),
		V("cut in the data", "3\r\nab", "ab|more"),
		V("cut before the last line end", "0\r\n\r", "|more"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_chunked__h1_04_refuses_sizes_that_are_not_hex(void **state)
{
	static const struct vector vectors[] = {
		V("empty", "\r\n", "|chunk without a size"),
		V("0x", "0x10\r\n", "|chunk size is not hex"),
		V("minus", "-1\r\n", "|chunk without a size"),
		V("plus", "+1\r\n", "|chunk without a size"),
		V("underscore", "1_0\r\n", "|chunk size is not hex"),
		V("letters", "zz\r\n", "|chunk without a size"),
		V("leading space", " 3\r\n", "|chunk without a size"),
		V("leading tab", "\t3\r\n", "|chunk without a size"),
		V("trailing space", "3 \r\nabc\r\n", "|chunk size is not hex"),
		V("space inside", "3 3\r\nabc\r\n", "|chunk size is not hex"),
		V("nul", "3\0\r\n", "|chunk size is not hex"),
		V("17 digits", "00000000000000003\r\n",
		  "|chunk size too large"),
		V("2^63", "8000000000000000\r\n", "|chunk size too large"),
		V("2^64", "10000000000000000\r\n", "|chunk size too large"),
		V("2^64 - 2", "fffffffffffffffe\r\n", "|chunk size too large"),
		V("2^63 - 1 is a size", "7fffffffffffffff\r\na", "a|more"),
		V("2^31 is a size", "80000000\r\na", "a|more"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_chunked__h1_05_refuses_malformed_size_lines(void **state)
{
	static const struct vector vectors[] = {
		V("bare ;", "3;\r\nabc\r\n", "|malformed chunk extension"),
		V("double ;", "3;;a\r\nabc\r\n", "|malformed chunk extension"),
		V("no name", "3;=b\r\nabc\r\n", "|malformed chunk extension"),
		V("cr inside", "3;a\rb\r\nabc\r\n",
		  "|chunk does not end in CRLF"),
		V("lf inside", "3;a\nb\r\nabc\r\n",
		  "|malformed chunk extension"),
		V("lf inside quotes", "3;a=\"\n\"\r\nabc\r\n",
		  "|malformed chunk extension"),
		V("cr inside quotes", "3;a=\"\r\n\"\r\nabc\r\n",
		  "|malformed chunk extension"),
		V("nul inside", "3;a\0\r\nabc\r\n",
		  "|malformed chunk extension"),
		V("bare lf after the size", "3\nabc\r\n",
		  "|chunk size is not hex"),
		V("cr alone after the size", "3\rabc\r\n",
		  "|chunk does not end in CRLF"),
		V("bare lf after the data", "3\r\nabc\n0\r\n\r\n",
		  "abc|chunk does not end in CRLF"),
		V("bare lf at the end", "0\r\n\n", "|malformed trailer"),
		V("bare lf after the last size", "0\n\r\n",
		  "|chunk size is not hex"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
h1_chunked__h1_06_refuses_what_is_not_closed_properly(void **state)
{
	static const struct vector vectors[] = {
		V("no CRLF after data", "3\r\nabc0\r\n\r\n",
		  "abc|chunk does not end in CRLF"),
		V("data longer than said", "3\r\nabcd\r\n0\r\n\r\n",
		  "abc|chunk does not end in CRLF"),
		V("data shorter than said", "3\r\nab\r\n0\r\n\r\n",
		  "ab\r|chunk does not end in CRLF"),
		V("content-length in a trailer",
		  "0\r\nContent-Length: 3\r\n\r\n", "|malformed trailer"),
		V("transfer-encoding in a trailer",
		  "0\r\ntransfer-Encoding: chunked\r\n\r\n",
		  "|malformed trailer"),
		V("host in a second trailer", "0\r\na: b\r\nHOST: h\r\n\r\n",
		  "|malformed trailer"),
		V("names that only start so",
		  "0\r\nHosts: h\r\nContent-Lengt: 3\r\nHos: t\r\n\r\n",
		  "|done 41"),
		V("folded trailer", "0\r\nA: b\r\n c\r\n\r\n",
		  "|malformed trailer"),
		V("trailer without a colon", "0\r\nabc\r\n\r\n",
		  "|malformed trailer"),
		V("trailer without a name", "0\r\n: b\r\n\r\n",
		  "|malformed trailer"),
		V("space before the colon", "0\r\nA : b\r\n\r\n",
		  "|malformed trailer"),
		V("nul in a trailer", "0\r\nA: \0\r\n\r\n",
		  "|malformed trailer"),
		V("cr in a trailer", "0\r\nA: b\rc\r\n\r\n",
		  "|chunk does not end in CRLF"),
		V("a request where a trailer should be",
		  "0\r\nGET / HTTP/1.1\r\n\r\n", "|malformed trailer"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

/* feed the same piece until it is refused; how often was it taken? */
static size_t
feed_until_refused(const char *start, const char *piece,
		   enum lws__chunked_error expected)
{
	struct lws_cursor in, body;
	struct lws__chunked c = {0};
	char buf[64];
	size_t n = 0;

	snprintf(buf, sizeof(buf), "%s", start);
	in.at = (uint8_t *)buf;
	in.end = in.at + strlen(start);
	while (lws__cursor_left(&in))
		if (lws__chunked_feed(&c, &in, &body) != LWS_FEED_MORE)
			fail_msg("start refused");

	for (;; n++) {
		snprintf(buf, sizeof(buf), "%s", piece);
		in.at = (uint8_t *)buf;
		in.end = in.at + strlen(piece);
		while (lws__cursor_left(&in))
			if (lws__chunked_feed(&c, &in, &body) == LWS_FEED_BAD) {
				assert_int_equal(c.error, expected);
				return n;
			}
		assert_true(n < 100000);
	}
}

static void
h1_chunked__h1_05_h1_06_caps_what_it_ignores(void **state)
{
	(void)state;
	assert_in_range(feed_until_refused("3;a", "aaaaaaaa",
					   LWS__CHUNKED_EXTENSION_LONG),
			LWS__CHUNKED_EXTENSION_MAX / 8 - 1,
			LWS__CHUNKED_EXTENSION_MAX / 8);
	/* also when spread over many chunks */
	assert_in_range(feed_until_refused("", "1;aaaaaaa\r\nx\r\n",
					   LWS__CHUNKED_EXTENSION_LONG),
			LWS__CHUNKED_EXTENSION_MAX / 9,
			LWS__CHUNKED_EXTENSION_MAX / 8);
	assert_in_range(feed_until_refused("0\r\n", "a: b\r\n",
					   LWS__CHUNKED_TRAILER_LONG),
			LWS__CHUNKED_TRAILER_MAX / 6,
			LWS__CHUNKED_TRAILER_MAX / 5);
}

static void
h1_chunked__stays_done_and_stays_failed(void **state)
{
	uint8_t good[] = "0\r\n\r\nxx", bad[] = "z";
	struct lws_cursor in = {good, good + 7}, body;
	struct lws__chunked c = {0};

	(void)state;
	assert_int_equal(lws__chunked_feed(&c, &in, &body), LWS_FEED_DONE);
	assert_int_equal(lws__chunked_feed(&c, &in, &body), LWS_FEED_DONE);
	assert_int_equal(lws__cursor_left(&in), 2);

	lws__chunked_start(&c);
	in.at = bad;
	in.end = bad + 1;
	assert_int_equal(lws__chunked_feed(&c, &in, &body), LWS_FEED_BAD);
	assert_int_equal(lws__chunked_feed(&c, &in, &body), LWS_FEED_BAD);
}

static void
h1_chunked__writes_what_it_reads(void **state)
{
	static const struct {
		uint64_t len;
		const char *head;
	} vectors[] = {
		{1, "1\r\n"},
		{13, "D\r\n"},
		{255, "FF\r\n"},
		{0xffffffff, "FFFFFFFF\r\n"},
		{UINT64_MAX, "FFFFFFFFFFFFFFFF\r\n"},
	};
	uint8_t buf[LWS__CHUNKED_HEAD_MAX + 16];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		uint8_t *payload = buf + LWS__CHUNKED_HEAD_MAX;
		uint8_t *head = lws__chunked_head(payload, vectors[i].len);
		size_t len = strlen(vectors[i].head);

		assert_int_equal(payload - head, len);
		assert_memory_equal(head, vectors[i].head, len);
	}

	for (size_t len = 1; len < 300; len++) {
		struct lws_cursor in, body;
		struct lws__chunked c = {0};

		memset(buf, 'x', sizeof(buf));
		in.at = lws__chunked_head(buf + LWS__CHUNKED_HEAD_MAX, len);
		in.end = buf + sizeof(buf);
		assert_int_equal(lws__chunked_feed(&c, &in, &body),
				 LWS_FEED_MORE);
		assert_int_equal(lws__cursor_left(&body), len < 16 ? len : 16);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h1_chunked__takes_well_formed_bodies),
		cmocka_unit_test(
			h1_chunked__h1_04_refuses_sizes_that_are_not_hex),
		cmocka_unit_test(
			h1_chunked__h1_05_refuses_malformed_size_lines),
		cmocka_unit_test(
			h1_chunked__h1_06_refuses_what_is_not_closed_properly),
		cmocka_unit_test(h1_chunked__h1_05_h1_06_caps_what_it_ignores),
		cmocka_unit_test(h1_chunked__stays_done_and_stays_failed),
		cmocka_unit_test(h1_chunked__writes_what_it_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
