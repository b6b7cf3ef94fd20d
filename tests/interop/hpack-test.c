/* SPDX-License-Identifier: MIT */
/*
 * HPACK with another implementation at the other end: libnghttp2's, by its
 * public calls.  Tables, codes of all symbols, long talks in both directions
 * with table sizes that change, and who refuses what.
 */

#include "lws-test.h"
#include "roles/h2/hpack.h"

#include <nghttp2/nghttp2.h>

#include <stdio.h>
#include <stdlib.h>

enum { FIELDS_MAX = 20 };

struct list {
	char name[FIELDS_MAX][64];
	char value[FIELDS_MAX][1024];
	size_t name_len[FIELDS_MAX];
	size_t value_len[FIELDS_MAX];
	bool is_secret[FIELDS_MAX];
	size_t count;
};

static void
list_add(struct list *l, const void *name, size_t name_len, const void *value,
	 size_t value_len, bool is_secret)
{
	assert_true(l->count < FIELDS_MAX && name_len <= sizeof(l->name[0]) &&
		    value_len <= sizeof(l->value[0]));
	if (name_len)
		memcpy(l->name[l->count], name, name_len);
	if (value_len)
		memcpy(l->value[l->count], value, value_len);
	l->name_len[l->count] = name_len;
	l->value_len[l->count] = value_len;
	l->is_secret[l->count] = is_secret;
	l->count++;
}

static void
assert_same(const struct list *a, const struct list *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t n = 0; n < a->count; n++) {
		assert_int_equal(a->name_len[n], b->name_len[n]);
		assert_memory_equal(a->name[n], b->name[n], a->name_len[n]);
		assert_int_equal(a->value_len[n], b->value_len[n]);
		assert_memory_equal(a->value[n], b->value[n], a->value_len[n]);
		assert_int_equal(a->is_secret[n], b->is_secret[n]);
	}
}

/* ---- both decoders, both encoders ------------------------------------------
 */

static int
on_field(void *opaque, const struct lws__hpack_field *f)
{
	list_add(opaque, f->name, f->name_len, f->value, f->value_len,
		 f->is_never_indexed);

	return 0;
}

static enum lws_feed
our_decode(struct lws__hpack_decoder *d, uint8_t *block, size_t len,
	   size_t piece, struct list *l)
{
	static const struct lws__hpack_sink sink = {.field = on_field};

	l->count = 0;
	for (size_t at = 0; at < len; at += piece) {
		struct lws_cursor in = {block + at,
					len - at < piece ? block + len
							 : block + at + piece};

		if (lws__hpack_feed(d, &in, &sink, l) == LWS_FEED_BAD)
			break;
	}

	return lws__hpack_block_end(d);
}

/* nonzero: it refuses */
static int
their_decode(nghttp2_hd_inflater *d, const uint8_t *block, size_t len,
	     struct list *l)
{
	int flags = 0;

	l->count = 0;
	do {
		nghttp2_nv nv;
		ssize_t used =
			nghttp2_hd_inflate_hd2(d, &nv, &flags, block, len, 1);

		if (used < 0)
			return 1;
		block += used;
		len -= (size_t)used;
		if (flags & NGHTTP2_HD_INFLATE_EMIT)
			list_add(l, nv.name, nv.namelen, nv.value, nv.valuelen,
				 nv.flags & NGHTTP2_NV_FLAG_NO_INDEX);
	} while (len || flags & NGHTTP2_HD_INFLATE_EMIT);
	nghttp2_hd_inflate_end_headers(d);

	return 0;
}

static size_t
our_encode(struct lws__hpack_encoder *e, const struct list *l, uint8_t *block,
	   size_t room)
{
	struct lws_cursor out = {block, block + room};

	assert_int_equal(lws__hpack_encode_begin(e, &out), 0);
	for (size_t n = 0; n < l->count; n++) {
		struct lws__hpack_field f =
			lws__hpack_field(l->name[n], l->name_len[n],
					 l->value[n], l->value_len[n]);

		f.is_never_indexed = l->is_secret[n];
		assert_int_equal(lws__hpack_encode(e, &out, &f), 0);
	}

	return (size_t)(out.at - block);
}

static size_t
their_encode(nghttp2_hd_deflater *e, struct list *l, uint8_t *block,
	     size_t room)
{
	nghttp2_nv nv[FIELDS_MAX];
	ssize_t len;

	for (size_t n = 0; n < l->count; n++) {
		nv[n].name = (uint8_t *)l->name[n];
		nv[n].namelen = l->name_len[n];
		nv[n].value = (uint8_t *)l->value[n];
		nv[n].valuelen = l->value_len[n];
		nv[n].flags = l->is_secret[n] ? NGHTTP2_NV_FLAG_NO_INDEX
					      : NGHTTP2_NV_FLAG_NONE;
	}
	len = nghttp2_hd_deflate_hd(e, block, room, nv, l->count);
	assert_true(len >= 0);

	return (size_t)len;
}

/* ---- tests
 * --------------------------------------------------------------------- */

static void
hpack_interop__the_static_table_is_theirs(void **state)
{
	(void)state;
	for (unsigned int n = 1; n <= LWS__HPACK_STATIC_COUNT; n++) {
		nghttp2_hd_inflater *d;
		uint8_t block[] = {(uint8_t)(0x80 | n)};
		struct lws__hpack_field f;
		struct list l;

		assert_int_equal(nghttp2_hd_inflate_new(&d), 0);
		assert_int_equal(their_decode(d, block, 1, &l), 0);
		lws__hpack_static_get(n, &f);
		assert_int_equal(l.count, 1);
		assert_int_equal(l.name_len[0], f.name_len);
		assert_memory_equal(l.name[0], f.name, f.name_len);
		assert_int_equal(l.value_len[0], f.value_len);
		assert_memory_equal(l.value[0], f.value, f.value_len);
		nghttp2_hd_inflate_del(d);
	}
}

/* each symbol, between ones of five bits that make the code worth while */
static void
hpack_interop__the_huffman_code_is_theirs(void **state)
{
	uint8_t block[4096], ours[4096];

	(void)state;
	for (int c = 0; c < 256; c++)
		for (size_t before = 0; before < 8; before++) {
			char s[96];
			struct list l = {0}, got;
			struct lws__hpack_encoder none = {.wanted = 0};
			struct lws__hpack_decoder d;
			nghttp2_hd_deflater *e;
			nghttp2_hd_inflater *i;
			size_t len, our_len;

			memset(s, 'a', sizeof(s));
			s[before] = (char)c;
			list_add(&l, "x", 1, s, 60 + before, true);

			/* they code, we read */
			assert_int_equal(nghttp2_hd_deflate_new(&e, 4096), 0);
			len = their_encode(e, &l, block, sizeof(block));
			nghttp2_hd_deflate_del(e);
			lws__hpack_decoder_init(&d, 4096, 4096);
			assert_int_equal(our_decode(&d, block, len, 5, &got),
					 LWS_FEED_DONE);
			assert_same(&l, &got);
			lws__hpack_decoder_destroy(&d);

			/* we code: the same bytes, and they read */
			our_len = our_encode(&none, &l, ours, sizeof(ours));
			assert_int_equal(our_len, len);
			assert_memory_equal(ours, block, len);
			assert_int_equal(nghttp2_hd_inflate_new(&i), 0);
			assert_int_equal(their_decode(i, ours, our_len, &got),
					 0);
			assert_same(&l, &got);
			nghttp2_hd_inflate_del(i);
		}
}

static uint32_t seed;

static uint32_t
random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;

	return (seed >> 8) % n;
}

static void
random_list(struct list *l)
{
	static const char *const names[] = {
		":path",         ":status",     "server", "content-type",
		"x-request-id",  "accept",      "date",   "cache-control",
		"authorization", "x-some-name", "vary",   "set-cookie"};

	l->count = 0;
	for (unsigned int n = random_below(FIELDS_MAX); n; n--) {
		const char *name = names[random_below(12)];
		char value[1024];
		size_t len = random_below(random_below(10) ? 40 : 1024);
		bool is_secret = !strcmp(name, "authorization") ||
				 !strcmp(name, "set-cookie");

		/* few different ones, so that tables find them again */
		memset(value, 'a' + (int)random_below(3), sizeof(value));
		if (!random_below(4))
			for (size_t c = 0; c < len; c++)
				value[c] = (char)random_below(256);
		list_add(l, name, strlen(name), value, len, is_secret);
	}
}

static void
hpack_interop__they_read_what_we_write(void **state)
{
	static uint8_t block[65536];
	static struct list l, got;

	(void)state;
	for (uint32_t talk = 1; talk <= 30; talk++) {
		struct lws__hpack_encoder e;
		nghttp2_hd_inflater *d;

		seed = talk;
		lws__hpack_encoder_init(&e, talk % 2 ? 512 : talk * 300);
		assert_int_equal(nghttp2_hd_inflate_new(&d), 0);
		for (int n = 0; n < 200; n++) {
			size_t len;

			if (!random_below(20)) {
				uint32_t max = random_below(6000);

				assert_int_equal(
					nghttp2_hd_inflate_change_table_size(
						d, max),
					0);
				lws__hpack_encoder_set_peer_max(&e, max);
			}
			random_list(&l);
			len = our_encode(&e, &l, block, sizeof(block));
			assert_int_equal(their_decode(d, block, len, &got), 0);
			assert_same(&l, &got);
			/* their table has what ours has, and no more */
			assert_int_equal(
				nghttp2_hd_inflate_get_dynamic_table_size(d),
				e.table.size);
		}
		nghttp2_hd_inflate_del(d);
		lws__hpack_encoder_destroy(&e);
	}
}

static void
hpack_interop__we_read_what_they_write(void **state)
{
	static uint8_t block[65536];
	static struct list l, got;

	(void)state;
	for (uint32_t talk = 1; talk <= 30; talk++) {
		struct lws__hpack_decoder d;
		nghttp2_hd_deflater *e;

		seed = talk;
		lws__hpack_decoder_init(&d, 65536, 4096);
		assert_int_equal(nghttp2_hd_deflate_new(&e, 4096), 0);
		for (int n = 0; n < 200; n++) {
			size_t len;

			if (!random_below(20)) {
				uint32_t max = random_below(4096);

				assert_int_equal(
					nghttp2_hd_deflate_change_table_size(
						e, max),
					0);
				lws__hpack_decoder_set_table_max(&d, max);
			}
			random_list(&l);
			len = their_encode(e, &l, block, sizeof(block));
			assert_int_equal(our_decode(&d, block, len,
						    random_below(60) + 1, &got),
					 LWS_FEED_DONE);
			assert_same(&l, &got);
			assert_int_equal(
				nghttp2_hd_deflate_get_dynamic_table_size(e),
				d.table.size);
		}
		nghttp2_hd_deflate_del(e);
		lws__hpack_decoder_destroy(&d);
	}
}

/* any bytes: both take them, with the same fields, or both do not */
static void
hpack_interop__we_agree_on_what_is_wrong(void **state)
{
	unsigned int refused = 0, taken = 0;

	(void)state;
	seed = 1;
	for (int n = 0; n < 20000; n++) {
		struct lws__hpack_decoder d;
		nghttp2_hd_inflater *i;
		uint8_t block[24];
		size_t len = random_below(sizeof(block));
		struct list ours, theirs;
		bool is_good;
		int no;

		for (size_t at = 0; at < len; at++)
			block[at] = (uint8_t)random_below(256);
		/* short lengths, so that it goes on behind a literal */
		if (len > 2 && random_below(2)) {
			block[0] = (uint8_t)(0x40 | random_below(40));
			block[1] = (uint8_t)(random_below(8) | random_below(2)
								       << 7);
		}
		lws__hpack_decoder_init(&d, 4096, 4096);
		assert_int_equal(nghttp2_hd_inflate_new(&i), 0);
		is_good =
			our_decode(&d, block, len, 64, &ours) == LWS_FEED_DONE;
		no = len ? their_decode(i, block, len, &theirs) : 0;
		/* we count size updates, as 4.2 wants it; they may not */
		if (d.error != LWS__HPACK_UPDATE_MANY) {
			assert_int_equal(is_good, !no);
			if (is_good && len)
				assert_same(&ours, &theirs);
		}
		refused += !is_good;
		taken += is_good;
		nghttp2_hd_inflate_del(i);
		lws__hpack_decoder_destroy(&d);
	}
	assert_true(refused > 1000 && taken > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hpack_interop__the_static_table_is_theirs),
		cmocka_unit_test(hpack_interop__the_huffman_code_is_theirs),
		cmocka_unit_test(hpack_interop__they_read_what_we_write),
		cmocka_unit_test(hpack_interop__we_read_what_they_write),
		cmocka_unit_test(hpack_interop__we_agree_on_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
