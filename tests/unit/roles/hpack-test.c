/* SPDX-License-Identifier: MIT */
/*
 * HPACK decoder: RFC 7541 appendix C, every rejection with its words, limits,
 * each at every split.  HP-01 to HP-05 of the hazards.
 */

#include "hpack-run.h"
#include "lws-test.h"
#include "roles/h2/hpack-form.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* blocks of one connection, and what comes out of each */
struct story {
	const char *name;
	uint32_t table_max;
	uint32_t list_max;
	uint32_t size; /* of the table in the end */
	const char *hex[3];
	const char *text[3];
};

static const struct story stories[] = {
	{"C.2.1",
	 4096,
	 4096,
	 55,
	 {"400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"},
	 {"custom-key: custom-header\n"}},
	{"C.2.2",
	 4096,
	 4096,
	 0,
	 {"040c 2f73 616d 706c 652f 7061 7468"},
	 {":path: /sample/path\n"}},
	{"C.2.3",
	 4096,
	 4096,
	 0,
	 {"1008 7061 7373 776f 7264 0673 6563 7265 74"},
	 {"!password: secret\n"}},
	{"C.2.4", 4096, 4096, 0, {"82"}, {":method: GET\n"}},
	{"C.3",
	 4096,
	 4096,
	 164,
	 {"8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
	  "8286 84be 5808 6e6f 2d63 6163 6865",
	  "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661"
	  "6c75 65"},
	 {":method: GET\n:scheme: http\n:path: /\n"
	  ":authority: www.example.com\n",
	  ":method: GET\n:scheme: http\n:path: /\n"
	  ":authority: www.example.com\ncache-control: no-cache\n",
	  ":method: GET\n:scheme: https\n:path: /index.html\n"
	  ":authority: www.example.com\ncustom-key: custom-value\n"}},
	{"C.4",
	 4096,
	 4096,
	 164,
	 {"8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
	  "8286 84be 5886 a8eb 1064 9cbf",
	  "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"},
	 {":method: GET\n:scheme: http\n:path: /\n"
	  ":authority: www.example.com\n",
	  ":method: GET\n:scheme: http\n:path: /\n"
	  ":authority: www.example.com\ncache-control: no-cache\n",
	  ":method: GET\n:scheme: https\n:path: /index.html\n"
	  ":authority: www.example.com\ncustom-key: custom-value\n"}},
	{"C.5",
	 256,
	 4096,
	 215,
	 {"4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63"
	  "7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073"
	  "3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
	  "4803 3330 37c1 c0bf",
	  "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133"
	  "3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48"
	  "514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178"
	  "2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31"},
	 {":status: 302\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:21 GMT\n"
	  "location: https://www.example.com\n",
	  ":status: 307\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:21 GMT\n"
	  "location: https://www.example.com\n",
	  ":status: 200\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:22 GMT\n"
	  "location: https://www.example.com\ncontent-encoding: gzip\n"
	  "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; "
	  "version=1\n"}},
	{"C.6",
	 256,
	 4096,
	 215,
	 {"4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504"
	  "0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae"
	  "43d3",
	  "4883 640e ffc1 c0bf",
	  "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff"
	  "c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af"
	  "2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50"
	  "07"},
	 {":status: 302\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:21 GMT\n"
	  "location: https://www.example.com\n",
	  ":status: 307\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:21 GMT\n"
	  "location: https://www.example.com\n",
	  ":status: 200\ncache-control: private\n"
	  "date: Mon, 21 Oct 2013 20:13:22 GMT\n"
	  "location: https://www.example.com\ncontent-encoding: gzip\n"
	  "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; "
	  "version=1\n"}},
	/* the name is in the entry that the new one evicts (4.4) */
	{"name from an entry that goes",
	 64,
	 4096,
	 60,
	 {"400a 6162 6364 6566 6768 696a 0a30 3132 3334 3536 3738 39",
	  "7e12 3031 3233 3435 3637 3839 3031 3233 3435 3637"},
	 {"abcdefghij: 0123456789\n", "abcdefghij: 012345678901234567\n"}},
	/* an entry larger than the table empties it, and is told */
	{"entry larger than the table",
	 64,
	 4096,
	 0,
	 {"4001 6101 62", "4001 6320 3030 3030 3030 3030 3030 3030 3030 3030"
			  "3030 3030 3030 3030 3030 3030 3030 3030"},
	 {"a: b\n", "c: 00000000000000000000000000000000\n"}},
	{"empty strings",
	 4096,
	 4096,
	 97,
	 {"4000 00 4080 80 4001 6100 00 01 61 80"},
	 {"?: \n?: \na: \na: \n"}},
	{"empty block", 4096, 4096, 0, {"", "82"}, {"", ":method: GET\n"}},
	{"two updates", 4096, 4096, 0, {"20 3fe11f 82"}, {":method: GET\n"}},
	{"an update alone",
	 4096,
	 4096,
	 0,
	 {"3f01", "82"},
	 {"", ":method: GET\n"}},
	{"never indexed with names from tables",
	 4096,
	 4096,
	 34,
	 {"4001 6101 62 1f2f 01 78 1f08 0178"},
	 {"a: b\n!a: x\n!authorization: x\n"}},
	{"integer of many octets that is small",
	 4096,
	 4096,
	 0,
	 {"00 7f 80 80 80 00 61"
	  /* 127 bytes of name, one is here */
	  "61616161616161616161616161616161616161616161616161616161616161"
	  "61616161616161616161616161616161616161616161616161616161616161"
	  "61616161616161616161616161616161616161616161616161616161616161"
	  "61616161616161616161616161616161616161616161616161616161616161"
	  "6161 00"},
	 {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  ": \n"}},
	{"a name in upper case is not the one in lower case",
	 4096,
	 4096,
	 39,
	 {"40 06 536572766572 01 78 be 0f2f 0179"},
	 {"?Server: x\n?Server: x\n?Server: y\n"}},
	/* RFC 9113 8.2.1; what is flawed in the table stays so */
	{"flaws",
	 4096,
	 4096,
	 138,
	 {"4001 4101 62 be 4001 6102 620a be 0f30 0163 0001 3a00 0002 3a61 00"
	  "0003 613a 6200 0001 6102 2062 0001 6102 6209 0001 6103 6209 63"
	  "4001 6102 6200 4001 e901 62 0001 6101 7f 0f31 01 20"},
	 {"?A: b\n?A: b\n?a: b\n\n?a: b\n\n?A: c\n?:: \n:a: \n?a:b: \n"
	  "?a:  b\n?a: b\t\na: b\tc\n?a: b\n?\xe9: b\n?a: \x7f\n?a:  \n"}},
};

struct split_run {
	const struct story *story;
	size_t block;
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct split_run *s = arg;
	const struct story *v = s->story;
	struct lws__hpack_decoder d;
	struct hpack_record r;
	uint8_t bytes[512];
	enum lws_feed got = LWS_FEED_MORE;

	lws__hpack_decoder_init(&d, v->list_max, v->table_max);
	for (size_t n = 0; n < s->block; n++) {
		memset(&r, 0, sizeof(r));
		got = hpack_run_block(
			&d, &r, bytes,
			hpack_unhex(v->hex[n], bytes, sizeof(bytes)));
		assert_int_equal(got, LWS_FEED_DONE);
	}
	memset(&r, 0, sizeof(r));
	for (size_t n = 0; n < count; n++) {
		struct lws_cursor in = {pieces[n].data,
					pieces[n].data + pieces[n].len};

		got = lws__hpack_feed(&d, &in, &hpack_recorder, &r);
		assert_int_equal(got, LWS_FEED_MORE);
		assert_ptr_equal(in.at, in.end);
	}
	assert_int_equal(lws__hpack_block_end(&d), LWS_FEED_DONE);
	if (strcmp(r.text, v->text[s->block]))
		fail_msg("%s, block %zu: got\n%s", v->name, s->block, r.text);
	if ((s->block == 2 || !v->hex[s->block + 1]) && v->size &&
	    d.table.size != v->size)
		fail_msg("%s: table of %u", v->name, d.table.size);
	assert_null(d.scratch);
	lws__hpack_decoder_destroy(&d);
}

static void
hpack__decodes_the_examples_at_every_split(void **state)
{
	uint8_t bytes[512];

	(void)state;
	for (size_t n = 0; n < COUNT(stories); n++)
		for (size_t b = 0; b < 3 && stories[n].hex[b]; b++) {
			struct split_run s = {&stories[n], b};
			size_t len = hpack_unhex(stories[n].hex[b], bytes,
						 sizeof(bytes));

			lws__test_each_split(bytes, len, run_pieces, &s);
		}
}

/* ---- rejections ------------------------------------------------------------
 */

struct bad_block {
	const char *name;
	const char *hex;
	enum lws__hpack_error error;
};

static const struct bad_block bad_blocks[] = {
	/* HP-01 */
	{"index of six octets", "ff 80 80 80 80 80 00", LWS__HPACK_INT_LONG},
	{"length of six octets", "00 7f 80 80 80 80 80 00",
	 LWS__HPACK_INT_LONG},
	{"index of 2^31", "ff 81 ff ff ff 07", LWS__HPACK_INT_BIG},
	{"name of 2^31", "00 7f 81 ff ff ff 07", LWS__HPACK_INT_BIG},
	{"value of 2^35", "00 01 61 7f ff ff ff ff 7f", LWS__HPACK_INT_BIG},
	{"size of 2^32", "3f e1 ff ff ff 0f", LWS__HPACK_INT_BIG},
	{"name longer than the block", "00 7f 80 ff ff ff 07 61",
	 LWS__HPACK_CUT},
	{"value longer than the block", "00 01 61 7f 80 80 80 80 04 62",
	 LWS__HPACK_CUT},
	{"cut in an index", "ff 80", LWS__HPACK_CUT},
	{"cut before the value", "04", LWS__HPACK_CUT},
	{"cut before the name", "00", LWS__HPACK_CUT},
	/* HP-03 */
	{"index 0", "80", LWS__HPACK_INDEX_ZERO},
	{"index 62 of an empty table", "be", LWS__HPACK_INDEX_HIGH},
	{"second entry of one", "4001610162 bf", LWS__HPACK_INDEX_HIGH},
	{"name past the end", "7f00 0162", LWS__HPACK_INDEX_HIGH},
	{"never indexed name past the end", "1f50 0162", LWS__HPACK_INDEX_HIGH},
	{"largest index", "ff 80 ff ff ff 07", LWS__HPACK_INDEX_HIGH},
	{"size over the setting", "3f e2 1f", LWS__HPACK_UPDATE_BIG},
	{"size update behind a field", "82 20", LWS__HPACK_UPDATE_LATE},
	{"three size updates", "20 21 22", LWS__HPACK_UPDATE_MANY},
	/* HP-05 */
	{"EOS as a value", "00 01 61 84 ff ff ff ff", LWS__HPACK_EOS},
	{"EOS behind a letter", "00 01 61 85 1f ff ff ff ff", LWS__HPACK_EOS},
	{"EOS in a long string",
	 "00 01 61 90 00 00 00 00 00 ff ff ff ff 00 00 00 00 00 00 00",
	 LWS__HPACK_EOS},
	{"8 bits of padding", "00 01 61 82 1f ff", LWS__HPACK_PADDING},
	{"only padding", "00 01 61 81 ff", LWS__HPACK_PADDING},
	{"padding of zeros", "00 01 61 81 18", LWS__HPACK_PADDING},
	{"padding not all ones", "00 01 61 81 1e", LWS__HPACK_PADDING},
	{"padding of a name", "00 81 18 00", LWS__HPACK_PADDING},
};

static void
run_bad_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	const struct bad_block *v = arg;
	struct lws__hpack_decoder d;
	struct hpack_record r = {0};
	struct lws_cursor in = {pieces[0].data, pieces[0].data};

	lws__hpack_decoder_init(&d, 4096, 4096);
	for (size_t n = 0; n < count; n++) {
		in.at = pieces[n].data;
		in.end = pieces[n].data + pieces[n].len;
		lws__hpack_feed(&d, &in, &hpack_recorder, &r);
		/* no length that is only said makes it take memory */
		assert_true(d.scratch_room <= 1024);
	}
	lws__hpack_block_end(&d);
	if (d.error != v->error)
		fail_msg(
			"%s: %s", v->name,
			lws__hpack_error_words((enum lws__hpack_error)d.error));
	/* and it stays so */
	in.at = pieces[0].data;
	assert_int_equal(lws__hpack_feed(&d, &in, &hpack_recorder, &r),
			 LWS_FEED_BAD);
	lws__hpack_decoder_destroy(&d);
}

static void
hpack__refuses_hp_01_hp_03_hp_05_at_every_split(void **state)
{
	uint8_t bytes[512];

	(void)state;
	for (size_t n = 0; n < COUNT(bad_blocks); n++) {
		struct bad_block v = bad_blocks[n];
		size_t len = hpack_unhex(v.hex, bytes, sizeof(bytes));

		lws__test_each_split(bytes, len, run_bad_pieces, &v);
	}
	for (int e = 0; e < LWS__HPACK_ERROR_COUNT; e++)
		assert_non_null(
			lws__hpack_error_words((enum lws__hpack_error)e));
}

/* ---- limits
 * ------------------------------------------------------------------ */

static enum lws_feed
run_hex(struct lws__hpack_decoder *d, struct hpack_record *r, const char *hex)
{
	uint8_t bytes[1024];

	memset(r, 0, sizeof(*r));

	return hpack_run_block(d, r, bytes,
			       hpack_unhex(hex, bytes, sizeof(bytes)));
}

/* HP-02: exactly full is told, one byte more is not, and the table goes on */
static void
hpack__a_list_too_big_is_read_in_silence(void **state)
{
	struct lws__hpack_decoder d;
	struct hpack_record r;

	(void)state;
	lws__hpack_decoder_init(&d, 2 * 34, 4096);
	assert_int_equal(run_hex(&d, &r, "4001610162 4001630164"),
			 LWS_FEED_DONE);
	assert_string_equal(r.text, "a: b\nc: d\n");
	assert_false(d.is_too_big);
	assert_int_equal(d.list_size, 68);

	assert_int_equal(run_hex(&d, &r, "be 400165026667 be"), LWS_FEED_DONE);
	assert_string_equal(r.text, "c: d\n");
	assert_true(d.is_too_big);

	assert_int_equal(run_hex(&d, &r, "be"), LWS_FEED_DONE);
	assert_string_equal(r.text, "e: fg\n");
	assert_false(d.is_too_big);
	lws__hpack_decoder_destroy(&d);
}

/* a literal larger than list and table: at any split, raw and coded */
static void
hpack__a_literal_too_big_for_anything_takes_no_memory(void **state)
{
	static const bool kinds[] = {false, true};
	char value[20000];
	uint8_t block[20100];

	(void)state;
	memset(value, '0', sizeof(value));
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t step = 1; step < 5000; step = step * 7 + 1) {
			struct lws__hpack_encoder none = {.wanted = 0};
			struct lws__hpack_decoder d;
			struct lws_cursor out = {block, block + sizeof(block)};
			struct lws__hpack_field f = {.name = "x",
						     .name_len = 1,
						     .value = value,
						     .value_len = sizeof(value),
						     .token = -1};
			struct hpack_record r;
			size_t most = 0;

			lws__hpack_decoder_init(&d, 512, 300);
			assert_int_equal(run_hex(&d, &r, "4001610162"),
					 LWS_FEED_DONE);
			assert_int_equal(d.table.count, 1);
			if (kinds[k]) {
				lws__hpack_encode(&none, &out, &f);
			} else {
				out.at += hpack_unhex("000178 7fa19b01", block,
						      16);
				memset(out.at, 'v', sizeof(value));
				out.at += sizeof(value);
			}
			block[0] = 0x40; /* to be added: which empties it */
			memset(&r, 0, sizeof(r));
			for (uint8_t *p = block; p < out.at; p += step) {
				struct lws_cursor in = {
					p, (size_t)(out.at - p) < step
						   ? out.at
						   : p + step};

				assert_int_equal(
					lws__hpack_feed(&d, &in,
							&hpack_recorder, &r),
					LWS_FEED_MORE);
				if (d.scratch_room > most)
					most = d.scratch_room;
			}
			assert_int_equal(lws__hpack_block_end(&d),
					 LWS_FEED_DONE);
			assert_true(d.is_too_big);
			assert_int_equal(r.fields, 0);
			assert_int_equal(d.table.count, 0);
			assert_true(most < 512 + 512);
			lws__hpack_decoder_destroy(&d);
		}
}

/* what the sink refuses, and a block that has no sink, keep the table too */
static void
hpack__a_refused_block_keeps_the_table(void **state)
{
	struct lws__hpack_decoder d;
	struct hpack_record r = {.refuse_after = 1};
	uint8_t block[64];

	(void)state;
	lws__hpack_decoder_init(&d, 4096, 4096);
	assert_int_equal(hpack_run_block(&d, &r, block,
					 hpack_unhex("4001610162 4001630164",
						     block, sizeof(block))),
			 LWS_FEED_DONE);
	assert_string_equal(r.text, "a: b\n");
	assert_true(d.is_refused);
	assert_int_equal(hpack_run_block(&d, NULL, block,
					 hpack_unhex("4001650166", block,
						     sizeof(block))),
			 LWS_FEED_DONE);
	assert_int_equal(run_hex(&d, &r, "be bf c0"), LWS_FEED_DONE);
	assert_string_equal(r.text, "e: f\nc: d\na: b\n");
	lws__hpack_decoder_destroy(&d);
}

/* HP-04: a large entry over and over costs nothing once the list is full */
static void
hpack__a_bomb_of_references_is_counted(void **state)
{
	static uint8_t block[64 * 1024];
	struct lws__hpack_decoder d;
	struct hpack_record r = {0};
	struct lws_cursor out = {block, block + sizeof(block)};
	char value[3900];

	(void)state;
	memset(value, 'v', sizeof(value));
	out.at += hpack_unhex("40 0178 7f bd1d", block, 16);
	memcpy(out.at, value, sizeof(value));
	out.at += sizeof(value);
	memset(out.at, 0xbe, 10000);
	out.at += 10000;
	lws__hpack_decoder_init(&d, 16384, 4096);
	assert_int_equal(
		hpack_run_block(&d, &r, block, (size_t)(out.at - block)),
		LWS_FEED_DONE);
	assert_true(d.is_too_big);
	assert_int_equal(r.fields, 16384 / (1 + 3900 + 32));
	lws__hpack_decoder_destroy(&d);
}

/* 4.2, RFC 9113 4.3.1: who was told of a smaller table must say so */
static void
hpack__wants_an_update_after_smaller_settings(void **state)
{
	struct lws__hpack_decoder d;
	struct hpack_record r;

	(void)state;
	lws__hpack_decoder_init(&d, 4096, 4096);
	assert_int_equal(run_hex(&d, &r, "4001610162"), LWS_FEED_DONE);
	lws__hpack_decoder_set_table_max(&d, 30);
	lws__hpack_decoder_set_table_max(&d, 100);
	assert_int_equal(run_hex(&d, &r, "3e 3f45 82"), LWS_FEED_DONE);
	assert_int_equal(d.table.count, 0);
	assert_int_equal(d.table.max, 100);
	lws__hpack_decoder_set_table_max(&d, 4096);
	assert_int_equal(run_hex(&d, &r, "82"), LWS_FEED_DONE);
	lws__hpack_decoder_set_table_max(&d, 50);
	assert_int_equal(run_hex(&d, &r, "82"), LWS_FEED_BAD);
	assert_int_equal(d.error, LWS__HPACK_UPDATE_MISSING);
	lws__hpack_decoder_destroy(&d);

	lws__hpack_decoder_init(&d, 4096, 4096);
	lws__hpack_decoder_set_table_max(&d, 30);
	lws__hpack_decoder_set_table_max(&d, 100);
	assert_int_equal(run_hex(&d, &r, "3f01 82"), LWS_FEED_BAD);
	assert_int_equal(d.error, LWS__HPACK_UPDATE_BIG);
	lws__hpack_decoder_destroy(&d);
}

/* ---- memory of literals
 * ------------------------------------------------------
 */

/* "x-c: ccc...", not indexed, coded; its length */
static size_t
coded_field(uint8_t *block, size_t room, char c, size_t len)
{
	struct lws_cursor out = {block, block + room};
	char name[] = "x-c", value[4096];

	assert_true(len <= sizeof(value));
	name[2] = c;
	memset(value, c, len);
	*out.at++ = 0;
	assert_true(lws__hpack_put_string(&out, name, 3));
	assert_true(lws__hpack_put_string(&out, value, len));

	return (size_t)(out.at - block);
}

static void
expect_coded_field(const struct hpack_record *r, char c, size_t len)
{
	assert_int_equal(r->fields, 1);
	assert_int_equal(r->len, strlen("x-c: \n") + len);
	assert_int_equal(r->text[2], c);
	for (size_t n = 0; n < len; n++)
		assert_int_equal(r->text[5 + n], c);
}

/* what requests for changing paths are */
static void
hpack__a_block_in_one_piece_allocates_nothing(void **state)
{
	struct lws__hpack_decoder d;
	struct hpack_record r;
	uint8_t block[4096];

	(void)state;
	lws__hpack_decoder_init(&d, 16384, 4096);
	lws__alloc_fail_at(0, false);
	for (size_t n = 1; n <= 1500; n += 7) {
		char c = (char)('a' + n % 26);

		memset(&r, 0, sizeof(r));
		assert_int_equal(
			hpack_run_block(
				&d, &r, block,
				coded_field(block, sizeof(block), c, n)),
			LWS_FEED_DONE);
		expect_coded_field(&r, c, n);
	}
	assert_int_equal(lws__alloc_count(), 0);
	lws__hpack_decoder_destroy(&d);
}

/* connections of a thread take turns in the middle of their literals */
static void
hpack__blocks_in_pieces_do_not_mix(void **state)
{
	static const size_t lens[] = {300, 3000}; /* short, and long */
	struct lws__hpack_decoder d[2];
	struct hpack_record r[2];
	uint8_t block[2][4096];
	size_t at[2] = {0, 0}, len[2];

	(void)state;
	memset(r, 0, sizeof(r));
	for (size_t i = 0; i < 2; i++) {
		lws__hpack_decoder_init(&d[i], 16384, 4096);
		len[i] = coded_field(block[i], sizeof(block[i]), i ? 'b' : 'a',
				     lens[i]);
	}
	while (at[0] < len[0] || at[1] < len[1])
		for (size_t i = 0; i < 2; i++) {
			size_t n = len[i] - at[i] < 9 ? len[i] - at[i] : 9;
			struct lws_cursor in = {block[i] + at[i],
						block[i] + at[i] + n};

			assert_int_equal(lws__hpack_feed(&d[i], &in,
							 &hpack_recorder,
							 &r[i]),
					 LWS_FEED_MORE);
			at[i] += n;
		}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(lws__hpack_block_end(&d[i]), LWS_FEED_DONE);
		assert_null(d[i].scratch);
		expect_coded_field(&r[i], i ? 'b' : 'a', lens[i]);
		lws__hpack_decoder_destroy(&d[i]);
	}
}

/* in pieces of that size */
static enum lws_feed
run_in_pieces(struct lws__hpack_decoder *d, uint8_t *block, size_t len,
	      size_t piece)
{
	struct hpack_record r = {0};
	enum lws_feed got = LWS_FEED_MORE;

	for (size_t at = 0; at < len && got == LWS_FEED_MORE; at += piece) {
		size_t n = len - at < piece ? len - at : piece;
		struct lws_cursor in = {block + at, block + at + n};

		got = lws__hpack_feed(d, &in, &hpack_recorder, &r);
	}
	/* who was refused memory keeps nothing of the stack */
	if (got == LWS_FEED_BAD)
		assert_false(d->is_scratch_lent);

	return lws__hpack_block_end(d);
}

static int
decode_all(void *arg)
{
	struct lws__hpack_decoder d;
	uint8_t bytes[4096];
	int failed = 0;

	(void)arg;
	lws__hpack_decoder_init(&d, 16384, 4096);
	for (size_t n = 0; n < 3 && !failed; n++) {
		size_t len =
			hpack_unhex(stories[7].hex[n], bytes, sizeof(bytes));

		failed = run_in_pieces(&d, bytes, len, n ? len : 1) !=
			 LWS_FEED_DONE;
	}
	/* long, in one piece, and in two */
	for (size_t piece = 2000; piece >= 1000 && !failed; piece -= 1000) {
		size_t len = coded_field(bytes, sizeof(bytes), 'a', 3000);

		failed = run_in_pieces(&d, bytes, len, piece) != LWS_FEED_DONE;
	}
	if (failed)
		assert_int_equal(d.error, LWS__HPACK_NO_MEMORY);
	assert_null(d.scratch);
	lws__hpack_decoder_destroy(&d);

	return failed;
}

static void
hpack__survives_each_failed_allocation(void **state)
{
	(void)state;
	lws__test_alloc_sweep(decode_all, NULL);
}

/* a connection that has indexed nothing has no memory but the structs */
static void
hpack__an_idle_connection_is_small(void **state)
{
	struct lws__hpack_decoder d;
	struct hpack_record r;

	(void)state;
	lws__hpack_decoder_init(&d, 4096, 4096);
	assert_int_equal(run_hex(&d, &r, "82 86 84 0101 61 "), LWS_FEED_DONE);
	assert_null(d.table.text);
	assert_null(d.table.entries);
	assert_null(d.scratch);
	assert_true(sizeof(struct lws__hpack_decoder) +
			    sizeof(struct lws__hpack_encoder) <
		    512);
	lws__hpack_decoder_destroy(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hpack__decodes_the_examples_at_every_split),
		cmocka_unit_test(
			hpack__refuses_hp_01_hp_03_hp_05_at_every_split),
		cmocka_unit_test(hpack__a_list_too_big_is_read_in_silence),
		cmocka_unit_test(
			hpack__a_literal_too_big_for_anything_takes_no_memory),
		cmocka_unit_test(hpack__a_refused_block_keeps_the_table),
		cmocka_unit_test(hpack__a_bomb_of_references_is_counted),
		cmocka_unit_test(hpack__wants_an_update_after_smaller_settings),
		cmocka_unit_test(hpack__a_block_in_one_piece_allocates_nothing),
		cmocka_unit_test(hpack__blocks_in_pieces_do_not_mix),
		cmocka_unit_test(hpack__survives_each_failed_allocation),
		cmocka_unit_test(hpack__an_idle_connection_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
