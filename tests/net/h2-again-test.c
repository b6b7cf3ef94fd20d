/* SPDX-License-Identifier: MIT */
/*
 * Requests with the same bytes as before: what is remembered of a head is what
 * reading it would say, and of a response what the peer can read.
 */

#include "h2-peer.h"
#include "http-server-app.h"

#include "roles/h2/h2-limits.h"

#include <stdlib.h>

enum {
	FIRST_DYNAMIC = 0x80 | (LWS__HPACK_STATIC_COUNT + 1),
	TIMES = 5, /* until one is remembered, and is used */
};

static struct h2_peer h; /* who asks in a test */
static uint32_t id;      /* of his next request */

static int
setup(void **state)
{
	lws__net_text_file("b.txt", "another\n");

	(void)app_setup_h2(state);
	h2_connect(&app_net, &h, NULL, 0);
	id = 1;

	return 0;
}

static int
teardown(void **state)
{
	h2_hang_up(&h);

	return app_teardown(state);
}

/* ---- blocks by hand ------------------------------------------------------ */

struct block {
	uint8_t bytes[8192];
	size_t len;
};

static void
put(struct block *b, const void *p, size_t len)
{
	memcpy(b->bytes + b->len, p, len);
	b->len += len;
}

static void
put_byte(struct block *b, unsigned int byte)
{
	b->bytes[b->len++] = (uint8_t)byte;
}

/* first: kind of the field and the index of its name */
static void
put_field(struct block *b, unsigned int first, const char *value)
{
	size_t len = strlen(value);

	put_byte(b, first);
	if (len < 127) {
		put_byte(b, (unsigned int)len);
	} else {
		put_byte(b, 127);
		assert_true(len - 127 < 128 * 128);
		put_byte(b, 0x80 | ((unsigned int)(len - 127) & 127));
		put_byte(b, (unsigned int)(len - 127) >> 7);
	}
	put(b, value, len);
}

/* GET http localhost */
static void
begin(struct block *b)
{
	*b = (struct block){.len = 0};
	put_byte(b, 0x82);
	put_byte(b, 0x86);
	put_field(b, 0x01, "localhost");
}

static struct h2_got *
ask(const struct block *b)
{
	uint32_t this = id;

	id += 2;
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END | H2_END_HEAD, this,
		 b->bytes, b->len);

	return h2_answer(&app_net, &h, this);
}

static void
must_say(const struct block *b, const char *body)
{
	struct h2_got *g = ask(b);

	assert_int_equal(g->status, 200);
	assert_int_equal(g->reset, H2_NO_CODE);
	assert_string_equal(g->body ? g->body : "", body);
	assert_false(h.bad);
}

/* ---- the same ------------------------------------------------------------ */

static void
the_same_callbacks_come_each_time(void **state)
{
	(void)state;
	for (int n = 0; n < TIMES; n++) {
		memset(app.order, 0, sizeof(app.order));
		h2_ask(&app_net, &h, id, "GET", "/dyn/arg?b=1&a=x%20y", H2_END,
		       "x-own: 1\ncookie: a=b\ncookie: c=d\n");
		assert_string_equal(h2_answer(&app_net, &h, id)->body, "x y");
		h2_ping(&app_net, &h);
		assert_string_equal(app.order, "fbaHdx.");
		id += 2;
	}
	for (int n = 0; n < TIMES; n++) {
		memset(app.order, 0, sizeof(app.order));
		h2_ask(&app_net, &h, id, "GET", "/files/a.txt", H2_END, NULL);
		assert_string_equal(h2_answer(&app_net, &h, id)->body,
				    "file a\n");
		h2_ping(&app_net, &h);
		assert_string_equal(app.order, "fFx.");
		id += 2;
	}
}

static void
methods_differ(void **state)
{
	static const char *const methods[] = {"GET",  "GET",  "GET", "HEAD",
					      "HEAD", "HEAD", "GET", "HEAD"};

	(void)state;
	for (size_t n = 0; n < 3 * LWS_ARRAY_SIZE(methods); n++, id += 2) {
		const char *m = methods[n % LWS_ARRAY_SIZE(methods)];
		struct h2_got *g;

		h2_ask(&app_net, &h, id, m, "/files/a.txt", H2_END, NULL);
		g = h2_answer(&app_net, &h, id);
		assert_int_equal(g->status, 200);
		assert_int_equal(g->len, *m == 'G' ? 7 : 0);
	}
}

static void
bodies_come_behind_heads_that_are_known(void **state)
{
	(void)state;
	for (int n = 0; n < TIMES; n++, id += 2) {
		h2_ask(&app_net, &h, id, "POST", "/dyn/echo", 0, NULL);
		h2_data(&app_net, &h, id, H2_END, "abcde", (size_t)n);
		assert_int_equal(h2_answer(&app_net, &h, id)->len, n);
	}
	/* an announced length is judged each time */
	for (int n = 0; n < TIMES; n++, id += 2) {
		h2_ask(&app_net, &h, id, "POST", "/dyn/echo", 0,
		       "content-length: 3\n");
		h2_data(&app_net, &h, id, H2_END, "abcde", n & 1 ? 3 : 2);
		assert_int_equal(h2_answer(&app_net, &h, id)->reset,
				 n & 1 ? H2_NO_CODE : LWS__H2_PROTOCOL_ERROR);
	}
	for (int n = 0; n < TIMES; n++, id += 2) {
		h2_ask(&app_net, &h, id, "POST", "/dyn/echo", 0,
		       "expect: 100-continue\n");
		h2_ping(&app_net, &h);
		assert_int_equal(h2_of(&h, id)->continued, 1);
		h2_data(&app_net, &h, id, H2_END, "abc", 3);
		assert_string_equal(h2_answer(&app_net, &h, id)->body, "abc");
	}
}

static void
priorities_are_those_of_the_field(void **state)
{
	(void)state;
	for (int n = 0; n < TIMES; n++, id += 2) {
		h2_ask(&app_net, &h, id, "GET", "/files/a.txt", H2_END,
		       "priority: u=1, i\n");
		assert_string_equal(h2_answer(&app_net, &h, id)->body,
				    "file a\n");
	}
}

/* ---- but for the path ---------------------------------------------------- */

static void
paths_differ(void **state)
{
	static const struct {
		const char *path, *body;
	} list[] = {
		{"/files/a.txt", "file a\n"}, {"/files/a.txt", "file a\n"},
		{"/files/a.txt", "file a\n"}, {"/files/b.txt", "another\n"},
		{"/dyn/arg?a=1", "1"},        {"/dyn/arg?b=1&a=2", "2"},
		{"/dyn/hello", "hello\n"},    {"/dyn/arg?a=", ""},
		{"/dyn/arg", NULL},           {"/files/a.txt", "file a\n"},
	};

	(void)state;
	for (size_t n = 0; n < 3 * LWS_ARRAY_SIZE(list); n++, id += 2) {
		size_t at = n % LWS_ARRAY_SIZE(list);
		struct h2_got *g;

		h2_ask(&app_net, &h, id, "GET", list[at].path, H2_END,
		       "x-b: 1\n");
		g = h2_answer(&app_net, &h, id);
		assert_int_equal(g->status, 200);
		if (list[at].body)
			assert_string_equal(g->body ? g->body : "",
					    list[at].body);
	}
}

/* RFC 9113 8.3.1 */
static void
a_bad_path_is_one_behind_good_ones(void **state)
{
	static const char *const paths[] = {"*", "", "x", "/a\x01"};
	struct block good, b;

	(void)state;
	begin(&good);
	put_field(&good, 0x04, "/dyn/hello");
	for (int n = 0; n < TIMES; n++)
		must_say(&good, "hello\n");
	for (size_t n = 0; n < LWS_ARRAY_SIZE(paths); n++) {
		begin(&b);
		put_field(&b, 0x04, paths[n]);
		assert_int_equal(ask(&b)->reset, LWS__H2_PROTOCOL_ERROR);
		must_say(&good, "hello\n");
	}
	/* refused by the server, not the protocol */
	begin(&b);
	put_field(&b, 0x04, "/%zz");
	assert_int_equal(ask(&b)->status, 400);
	must_say(&good, "hello\n");
}

/* HP-04: the other fields count, although they are not read */
static void
a_long_path_makes_a_list_too_long(void **state)
{
	char path[3401];
	struct block b;

	(void)state;
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	for (int n = 0; n < 2 * TIMES; n++) {
		begin(&b);
		put_field(&b, 0x04, n < TIMES ? "/dyn/hello" : path);
		/* 3437 bytes of list, 136 of the others, and of these 540 */
		for (int i = 0; i < 15; i++) {
			put_field(&b, 0x00, "x-a");
			put(&b, "\x01y", 2);
		}
		assert_int_equal(ask(&b)->status, n < TIMES ? 200 : 431);
	}
}

/* HP-05: padding that is too long */
static void
a_path_that_cannot_be_decoded_ends_the_connection(void **state)
{
	struct block b;

	(void)state;
	for (int n = 0; n < TIMES; n++) {
		begin(&b);
		put_field(&b, 0x04, "/dyn/hello");
		must_say(&b, "hello\n");
	}
	begin(&b);
	put_byte(&b, 0x04);
	put(&b, "\x82\xff\xff", 3);
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END | H2_END_HEAD, id,
		 b.bytes, b.len);
	h2_expect_goaway(&app_net, &h, LWS__H2_COMPRESSION_ERROR);
}

/* ---- another table ------------------------------------------------------- */

static void
an_index_means_what_the_table_has_now(void **state)
{
	static const char *const args[] = {"one", "two", "three"};
	char path[32];
	struct block fixed, b;

	(void)state;
	begin(&fixed);
	put_byte(&fixed, FIRST_DYNAMIC);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(args); n++) {
		/* enters the table, in front of the one before */
		lws_snprintf(path, sizeof(path), "/dyn/arg?a=%s", args[n]);
		begin(&b);
		put_field(&b, 0x44, path);
		must_say(&b, args[n]);
		for (int i = 0; i < TIMES; i++)
			must_say(&fixed, args[n]);
	}
	/* emptied: there is no such entry */
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END | H2_END_HEAD, id,
		 "\x20\x82\x86\x84\x01\x01l", 7);
	assert_int_equal(h2_answer(&app_net, &h, id)->status, 404);
	id += 2;
	h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END | H2_END_HEAD, id,
		 fixed.bytes, fixed.len);
	h2_expect_goaway(&app_net, &h, LWS__H2_COMPRESSION_ERROR);
}

/* a field behind the path, likewise */
static void
an_index_behind_the_path_means_what_the_table_has_now(void **state)
{
	struct block fixed, b;

	(void)state;
	begin(&fixed);
	put_field(&fixed, 0x04, "/files/a.txt");
	put_byte(&fixed, FIRST_DYNAMIC);
	begin(&b);
	put_field(&b, 0x04, "/files/a.txt");
	put_field(&b, 0x40 | 50, "bytes=0-3"); /* range */
	assert_int_equal(ask(&b)->status, 206);
	for (int i = 0; i < TIMES; i++)
		assert_string_equal(ask(&fixed)->body, "file");
	b.len = 0;
	begin(&b);
	put_field(&b, 0x04, "/files/a.txt");
	put_field(&b, 0x40 | 50, "bytes=5-");
	assert_int_equal(ask(&b)->status, 206);
	for (int i = 0; i < TIMES; i++)
		assert_string_equal(ask(&fixed)->body, "a\n");
}

/* RFC 9113 6.5.2, RFC 7541 4.2: what is sent begins with a size update then */
static void
responses_follow_the_peers_table(void **state)
{
	struct lws__h2_setting s = {H2SET_HEADER_TABLE_SIZE, 0};
	uint8_t out[LWS__H2_HEAD_LEN + LWS__H2_SETTING_LEN];
	static const uint32_t sizes[] = {0, 4096, 100, 4096};

	(void)state;
	for (size_t n = 0; n <= LWS_ARRAY_SIZE(sizes); n++) {
		for (int i = 0; i < TIMES; i++, id += 2) {
			struct h2_got *g;

			h2_ask(&app_net, &h, id, "GET", "/files/a.txt", H2_END,
			       NULL);
			g = h2_answer(&app_net, &h, id);
			assert_false(h.bad);
			assert_string_equal(h2_field(g, "content-type"),
					    "text/plain");
			assert_string_equal(h2_field(g, "content-length"), "7");
			assert_string_equal(g->body, "file a\n");
		}
		if (n == LWS_ARRAY_SIZE(sizes))
			break;
		s.value = sizes[n];
		(void)lws__net_try_send(&app_net, &h.p, out,
					lws__h2_write_settings(out, &s, 1));
		h2_ping(&app_net, &h);
		lws__hpack_decoder_set_table_max(&h.decoder, sizes[n]);
	}
}

/* ---- in pieces ----------------------------------------------------------- */

static void
heads_come_in_pieces(void **state)
{
	struct block b;

	(void)state;
	begin(&b);
	put_field(&b, 0x04, "/dyn/arg?a=1");
	for (size_t cut = 0; cut <= b.len; cut++, id += 2) {
		h2_frame(&app_net, &h, LWS__H2_HEADERS, H2_END, id, b.bytes,
			 cut);
		h2_frame(&app_net, &h, LWS__H2_CONTINUATION, H2_END_HEAD, id,
			 b.bytes + cut, b.len - cut);
		assert_string_equal(h2_answer(&app_net, &h, id)->body, "1");
		id += 2;
		must_say(&b, "1");
		id -= 2;
	}
}

/* a head is complete when its bytes are gone, and others are in their place */
static void
padding_comes_late(void **state)
{
	enum { BEFORE = LWS__H2_HEAD_LEN + 1 };
	uint8_t early[256], late[256] = {0};
	struct block b, other;
	size_t pad;

	(void)state;
	begin(&b);
	put_field(&b, 0x04, "/dyn/arg?a=1");
	begin(&other);
	put_field(&other, 0x04, "/dyn/arg?a=2");
	/* where the block was are as many bytes of another one then */
	pad = BEFORE + other.len;
	early[LWS__H2_HEAD_LEN] = (uint8_t)pad;
	memcpy(early + BEFORE, b.bytes, b.len);
	memcpy(late + BEFORE, other.bytes, other.len);
	for (int n = 0; n < TIMES; n++, id += 2) {
		lws__h2_write_head(early, (uint32_t)(1 + b.len + pad),
				   LWS__H2_HEADERS,
				   H2_END | H2_END_HEAD | LWS__H2_PADDED, id);
		(void)lws__net_try_send(&app_net, &h.p, early, BEFORE + b.len);
		for (int i = 0; i < 3; i++)
			lws__net_turn(&app_net);
		(void)lws__net_try_send(&app_net, &h.p, late, pad);
		assert_string_equal(h2_answer(&app_net, &h, id)->body, "1");
	}
	must_say(&other, "2");
	must_say(&b, "1");
}

/* ---- places -------------------------------------------------------------- */

static void
more_connections_than_places(void **state)
{
	enum { COUNT = LWS__H2_AGAIN + 2 };
	struct h2_peer *peers = calloc(COUNT, sizeof(*peers));

	(void)state;
	assert_non_null(peers);
	for (size_t n = 0; n < COUNT; n++)
		h2_connect(&app_net, &peers[n], NULL, 0);
	for (; id < 2 * TIMES; id += 2)
		for (size_t n = 0; n < COUNT; n++) {
			char path[32], want[16];

			lws_snprintf(want, sizeof(want), "%u", (unsigned int)n);
			lws_snprintf(path, sizeof(path), "/dyn/arg?a=%s", want);
			h2_ask(&app_net, &peers[n], id, "GET", path, H2_END,
			       NULL);
			assert_string_equal(
				h2_answer(&app_net, &peers[n], id)->body, want);
		}
	for (size_t n = 0; n < COUNT; n++)
		h2_hang_up(&peers[n]);
	free(peers);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_same_callbacks_come_each_time),
		T(methods_differ),
		T(bodies_come_behind_heads_that_are_known),
		T(priorities_are_those_of_the_field),
		T(paths_differ),
		T(a_bad_path_is_one_behind_good_ones),
		T(a_long_path_makes_a_list_too_long),
		T(a_path_that_cannot_be_decoded_ends_the_connection),
		T(an_index_means_what_the_table_has_now),
		T(an_index_behind_the_path_means_what_the_table_has_now),
		T(responses_follow_the_peers_table),
		T(heads_come_in_pieces),
		T(padding_comes_late),
		T(more_connections_than_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
