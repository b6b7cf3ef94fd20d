/* SPDX-License-Identifier: MIT */
/*
 * HPACK encoder: its bytes, its policy, table sizes as the peer changes them,
 * buffers of every length; and that our decoder gets back what went in.
 */

#include "hpack-run.h"
#include "lws-test.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct pair {
	const char *name;
	const char *value;
};

static struct lws__hpack_field
field(const char *name, const char *value)
{
	return lws__hpack_field(name, strlen(name), value, strlen(value));
}

/* bytes of a block, in hex */
static const char *
block_hex(struct lws__hpack_encoder *e, const struct pair *pairs, size_t count)
{
	static char hex[2048];
	uint8_t bytes[1024];
	struct lws_cursor out = {bytes, bytes + sizeof(bytes)};
	size_t at = 0;

	assert_int_equal(lws__hpack_encode_begin(e, &out), 0);
	for (size_t n = 0; n < count; n++) {
		struct lws__hpack_field f =
			field(pairs[n].name, pairs[n].value);

		assert_int_equal(lws__hpack_encode(e, &out, &f), 0);
	}
	hex[0] = '\0';
	for (const uint8_t *p = bytes; p < out.at; p++)
		at += (size_t)snprintf(hex + at, sizeof(hex) - at, "%02x", *p);

	return hex;
}

static void
hpack_encode__common_fields_are_one_byte(void **state)
{
	static const struct pair pairs[] = {
		{":method", "GET"},
		{":method", "POST"},
		{":path", "/"},
		{":path", "/index.html"},
		{":scheme", "http"},
		{":scheme", "https"},
		{":status", "200"},
		{":status", "500"},
		{"accept-encoding", "gzip, deflate"},
	};
	uint8_t bytes[16];
	struct lws_cursor out = {bytes, bytes + sizeof(bytes)};

	(void)state;
	assert_string_equal(block_hex(NULL, pairs, COUNT(pairs)),
			    "82838485868788"
			    "8e90");
	assert_int_equal(lws__hpack_encode_status(NULL, &out, 404), 0);
	assert_int_equal(lws__hpack_encode_status(NULL, &out, 418), 0);
	assert_int_equal(out.at - bytes, 1 + 5);
	assert_memory_equal(bytes,
			    "\x8d\x08\x03"
			    "418",
			    6);
}

/* RFC 7541 C.4, by an encoder with the table of the example */
static void
hpack_encode__makes_the_examples(void **state)
{
	static const struct pair one[] = {{":method", "GET"},
					  {":scheme", "http"},
					  {":path", "/"},
					  {":authority", "www.example.com"}};
	static const struct pair two[] = {{":method", "GET"},
					  {":scheme", "http"},
					  {":path", "/"},
					  {":authority", "www.example.com"},
					  {"cache-control", "no-cache"}};
	static const struct pair three[] = {{":method", "GET"},
					    {":scheme", "https"},
					    {":path", "/index.html"},
					    {":authority", "www.example.com"},
					    {"custom-key", "custom-value"}};
	struct lws__hpack_encoder e;

	(void)state;
	lws__hpack_encoder_init(&e, 4096);
	assert_string_equal(block_hex(&e, one, COUNT(one)),
			    "828684418cf1e3c2e5f23a6ba0ab90f4ff");
	assert_string_equal(block_hex(&e, two, COUNT(two)),
			    "828684be5886a8eb10649cbf");
	assert_string_equal(block_hex(&e, three, COUNT(three)),
			    "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf");
	lws__hpack_encoder_destroy(&e);
}

static void
hpack_encode__secrets_are_never_indexed(void **state)
{
	static const struct pair secrets[] = {
		{"authorization", "a"}, {"proxy-authorization", "a"},
		{"cookie", "a"},        {"set-cookie", "a"},
		{"x-auth-token", "a"},  {"sec-websocket-key", "a"},
	};
	static const struct pair seldom[] = {
		{":path", "/a"},    {"content-length", "1"},
		{"etag", "\"a\""},  {"location", "/b"},
		{":status", "201"}, {"last-modified", "x"},
	};
	struct lws__hpack_encoder e;
	struct lws__hpack_decoder d;
	struct lws__hpack_field f = field("server", "x");
	struct hpack_record r = {0};
	uint8_t bytes[256];
	struct lws_cursor out = {bytes, bytes + sizeof(bytes)};

	(void)state;
	lws__hpack_encoder_init(&e, LWS__HPACK_TABLE_DEFAULT);
	lws__hpack_decoder_init(&d, 4096, 4096);
	for (size_t n = 0; n < COUNT(secrets); n++) {
		struct lws__hpack_field s =
			field(secrets[n].name, secrets[n].value);

		lws__hpack_encode(&e, &out, &s);
	}
	for (size_t n = 0; n < COUNT(seldom); n++) {
		struct lws__hpack_field s =
			field(seldom[n].name, seldom[n].value);

		lws__hpack_encode(&e, &out, &s);
	}
	f.is_never_indexed = true; /* HP-06: passed on */
	lws__hpack_encode(&e, &out, &f);
	assert_int_equal(e.table.count, 0);
	assert_null(e.table.text);
	assert_int_equal(
		hpack_run_block(&d, &r, bytes, (size_t)(out.at - bytes)),
		LWS_FEED_DONE);
	assert_int_equal(d.table.count, 0);
	assert_string_equal(
		r.text,
		"!authorization: a\n!proxy-authorization: a\n!cookie: a\n"
		"!set-cookie: a\n!x-auth-token: a\n"
		"!sec-websocket-key: a\n:path: /a\n"
		"content-length: 1\netag: \"a\"\nlocation: /b\n"
		":status: 201\nlast-modified: x\n!server: x\n");
	lws__hpack_decoder_destroy(&d);
	lws__hpack_encoder_destroy(&e);
}

/* 4.2: the size is told once, and again as the peer's setting changes it */
static void
hpack_encode__tells_the_size_of_its_table(void **state)
{
	static const struct pair one[] = {{"server", "x"}};
	struct lws__hpack_encoder e;

	(void)state;
	lws__hpack_encoder_init(&e, 512);
	assert_string_equal(block_hex(&e, one, 1), "3fe103760178");
	assert_string_equal(block_hex(&e, one, 1), "be");
	lws__hpack_encoder_set_peer_max(&e, 65536);
	assert_string_equal(block_hex(&e, one, 1), "be");
	lws__hpack_encoder_set_peer_max(&e, 100);
	assert_string_equal(block_hex(&e, one, 1), "3f45be");
	lws__hpack_encoder_set_peer_max(&e, 0);
	lws__hpack_encoder_set_peer_max(&e, 4096);
	assert_string_equal(block_hex(&e, one, 1), "203fe103760178");
	lws__hpack_encoder_set_peer_max(&e, 0);
	assert_string_equal(block_hex(&e, one, 1), "200f27"
						   "0178");
	assert_string_equal(block_hex(&e, one, 1), "0f27"
						   "0178");
	lws__hpack_encoder_destroy(&e);

	/* all that the peer offers by default: nothing to tell */
	lws__hpack_encoder_init(&e, 4096);
	assert_string_equal(block_hex(&e, one, 1), "760178");
	lws__hpack_encoder_destroy(&e);
}

/* a field that does not fit leaves no trace: shorter buffers, same blocks */
static void
hpack_encode__no_room_changes_nothing(void **state)
{
	static const struct pair pairs[] = {
		{":status", "200"},         {"x-custom-name", "value \x80\xff"},
		{"x-custom-name", "other"}, {"server", "a server"},
		{"x-custom-name", "other"}, {":path", "/a/path"},
		{"cookie", "c=1"},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(pairs); n++) {
		struct lws__hpack_field f =
			field(pairs[n].name, pairs[n].value);

		for (size_t room = 0; room < 80; room++) {
			struct lws__hpack_encoder e;
			struct lws__hpack_decoder d;
			struct hpack_record r = {0};
			uint8_t bytes[512], text[64];
			uint8_t *p = lws__test_guarded(bytes, room);
			struct lws_cursor tight = {p, p + room};
			struct lws_cursor out = {bytes, bytes + 512};
			struct lws__hpack_field g = field("vary", "x");
			int no;

			lws__hpack_encoder_init(&e, 512);
			lws__hpack_decoder_init(&d, 4096, 4096);
			no = lws__hpack_encode_begin(&e, &tight);
			assert_int_equal(no, room < 3);
			if (!no) {
				no = lws__hpack_encode(&e, &tight, &f);
				if (no) {
					assert_ptr_equal(tight.at, p + 3);
					assert_int_equal(e.table.count, 0);
				}
				memcpy(bytes, p, (size_t)(tight.at - p));
				out.at += tight.at - p;
			}
			if (no)
				assert_true(room <
					    LWS__HPACK_FIELD_MAX(f.name_len,
								 f.value_len) +
						    3);
			lws__hpack_encode_begin(&e, &out);
			lws__hpack_encode(&e, &out, &f);
			lws__hpack_encode(&e, &out, &g);
			lws__hpack_encode(&e, &out, &g);
			assert_int_equal(
				hpack_run_block(&d, &r, bytes,
						(size_t)(out.at - bytes)),
				LWS_FEED_DONE);
			assert_int_equal(r.fields, no ? 3 : 4);
			snprintf((char *)text, sizeof(text),
				 "vary: x\nvary: x\n");
			assert_non_null(strstr(r.text, (char *)text));
			lws__hpack_decoder_destroy(&d);
			lws__hpack_encoder_destroy(&e);
			lws__test_guarded_free(p, room);
		}
	}
}

/* what is not a draft, for users can write anything, is passed on as it is; and
 * the table, of which the peer may have another idea now, is given up */
static void
hpack_encode__only_a_draft_is_indexed(void **state)
{
	static const char *const bad[] = {
		"80",         /* index 0 */
		"be",         /* of a dynamic table */
		"4001610162", /* to be added */
		"20",         /* a size update */
		"0f2f0162",   /* a name from a dynamic table */
		"00",         "0001",
		"000161",     "00016102",
		"0001610262", "0001618162", /* a Huffman code */
		"007fffffff", "007fffffffffff00",
		"ff",         "ff80808080808000",
	};

	(void)state;
	for (size_t n = 0; n < COUNT(bad); n++) {
		static const struct pair one[] = {{"server", "x"}};
		struct lws__hpack_encoder e;
		uint8_t block[32], bytes[32];
		/* a good field, and that */
		size_t good = hpack_unhex("0f270178", block, sizeof(block));
		size_t len = good + hpack_unhex(bad[n], block + good, 28);
		uint8_t *p = lws__test_guarded(block, len);
		struct lws_cursor out = {bytes, bytes + len - 1};

		lws__hpack_encoder_init(&e, 512);
		assert_string_equal(block_hex(&e, one, 1), "3fe103760178");
		assert_int_not_equal(lws__hpack_index(&e, p, len, &out), 0);
		assert_ptr_equal(out.at, bytes);
		out.end = bytes + len;
		assert_int_equal(lws__hpack_index(&e, p, len, &out), 0);
		assert_int_equal(out.at - bytes, 1 + len - good);
		assert_int_equal(bytes[0], 0xbe);
		assert_memory_equal(bytes + 1, block + good, len - good);
		assert_string_equal(block_hex(&e, one, 1), "200f270178");
		lws__test_guarded_free(p, len);
		lws__hpack_encoder_destroy(&e);
	}
}

static uint32_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;

	return (seed >> 8) % n;
}

/* some names and values come again and again, some do not */
static struct lws__hpack_field
random_field(char *name, char *value)
{
	static const char *const names[] = {
		":path",  "server",        "content-type", "x-one", "x-two",
		"cookie", "cache-control", "date",         "vary",  ":method"};
	size_t n = random_below(12);

	if (n < COUNT(names))
		snprintf(name, 64, "%s", names[n]);
	else
		snprintf(name, 64, "x-%u", random_below(1000));
	snprintf(value, 256, "%0*u", (int)random_below(200) / 4 + 1,
		 random_below(random_below(5) ? 4 : 100000));

	return field(name, value);
}

static size_t talked; /* bytes of all blocks */

/* the fields that are drawn, at once or as a draft, and as a decoder has them
 */
static size_t
random_block(struct lws__hpack_encoder *e, uint8_t *block, size_t room,
	     char *expected, size_t expected_room)
{
	struct lws_cursor out = {block, block + room};
	size_t at = 0;

	if (e)
		assert_int_equal(lws__hpack_encode_begin(e, &out), 0);
	expected[0] = '\0';
	for (unsigned int n = random_below(15); n; n--) {
		char name[64], value[256];
		struct lws__hpack_field f = random_field(name, value);

		assert_int_equal(lws__hpack_encode(e, &out, &f), 0);
		at += (size_t)snprintf(
			expected + at, expected_room - at, "%s%s: %s\n",
			!strcmp(name, "cookie") ? "!" : "", name, value);
	}

	return (size_t)(out.at - block);
}

/* a draft is made, and thrown away; and made again, and sent */
static size_t
random_block_by_draft(struct lws__hpack_encoder *e, uint8_t *block, size_t room,
		      char *expected, size_t expected_room)
{
	struct lws_cursor out = {block, block + room};
	uint8_t draft[8192];
	uint32_t start = seed;
	size_t len;

	random_block(NULL, draft, sizeof(draft), expected, expected_room);
	seed = start;
	len = random_block(NULL, draft, sizeof(draft), expected, expected_room);
	assert_int_equal(lws__hpack_encode_begin(e, &out), 0);
	out.end = out.at + len; /* never more */
	assert_int_equal(lws__hpack_index(e, draft, len, &out), 0);

	return (size_t)(out.at - block);
}

static int
talk(uint32_t start, uint32_t wanted, int blocks, bool by_draft)
{
	static char expected[16384];
	static struct hpack_record r;
	struct lws__hpack_encoder e;
	struct lws__hpack_decoder d;
	int failed = 0;

	seed = start;
	lws__hpack_encoder_init(&e, wanted);
	lws__hpack_decoder_init(&d, 16384, 4096);
	for (int b = 0; b < blocks && !failed; b++) {
		uint8_t bytes[8192];
		size_t len;

		if (!random_below(10)) {
			uint32_t max = random_below(4096);

			lws__hpack_encoder_set_peer_max(&e, max);
			lws__hpack_decoder_set_table_max(&d, max);
		}
		len = (by_draft ? random_block_by_draft : random_block)(
			&e, bytes, sizeof(bytes), expected, sizeof(expected));
		memset(&r, 0, sizeof(r));
		failed = hpack_run_block(&d, &r, bytes, len) != LWS_FEED_DONE;
		if (failed)
			assert_int_equal(d.error, LWS__HPACK_NO_MEMORY);
		else
			assert_string_equal(r.text, expected);
		assert_true(e.table.size <= d.table.max);
		assert_true(e.table.count <= d.table.count || failed);
		talked += len;
	}
	lws__hpack_decoder_destroy(&d);
	lws__hpack_encoder_destroy(&e);

	return failed;
}

static void
hpack_encode__our_decoder_gets_it_all_back(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= 40; n++) {
		uint32_t wanted = n % 3 ? n * 100 : 512;
		size_t at_once;

		talked = 0;
		assert_int_equal(talk(n, wanted, 100, false), 0);
		at_once = talked;
		talked = 0;
		assert_int_equal(talk(n, wanted, 100, true), 0);
		assert_int_equal(talked, at_once);
	}
}

static int
talk_once(void *arg)
{
	return talk(7, 1000, 12, !!arg);
}

/* an encoder without memory goes on, with literals */
static void
hpack_encode__survives_each_failed_allocation(void **state)
{
	(void)state;
	lws__test_alloc_sweep(talk_once, NULL);
	lws__test_alloc_sweep(talk_once, &seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hpack_encode__common_fields_are_one_byte),
		cmocka_unit_test(hpack_encode__makes_the_examples),
		cmocka_unit_test(hpack_encode__secrets_are_never_indexed),
		cmocka_unit_test(hpack_encode__tells_the_size_of_its_table),
		cmocka_unit_test(hpack_encode__no_room_changes_nothing),
		cmocka_unit_test(hpack_encode__only_a_draft_is_indexed),
		cmocka_unit_test(hpack_encode__our_decoder_gets_it_all_back),
		cmocka_unit_test(hpack_encode__survives_each_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
