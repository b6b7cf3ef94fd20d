/* SPDX-License-Identifier: MIT */
/*
 * Messages of permessage-deflate (RFC 7692 7.2): the examples of the RFC, all
 * lengths around the end of a buffer, any split, what cannot be, and memory.
 */

#include "lws-test.h"
#include "roles/ws/pmd-codec.h"

#include <stdio.h>
#include <stdlib.h>

enum { BIG = 1 << 16 };

struct bytes {
	uint8_t at[BIG * 2];
	size_t len;
};

static struct lws__pmd_pool pool;

static struct lws__pmd_tx
tx_of(unsigned int bits, bool takeover)
{
	return (struct lws__pmd_tx){.pool = &pool,
				    .bits = (uint8_t)bits,
				    .level = 6,
				    .mem_level = 8,
				    .has_takeover = takeover};
}

static struct lws__pmd_rx
rx_of(unsigned int bits, bool takeover)
{
	return (struct lws__pmd_rx){
		.pool = &pool, .bits = (uint8_t)bits, .has_takeover = takeover};
}

/* text and noise, so that it neither vanishes nor stays */
static uint8_t *
sample(void)
{
	static uint8_t data[BIG];
	uint32_t seed = 1;

	if (!data[0])
		for (size_t n = 0; n < BIG; n++) {
			seed = seed * 1103515245u + 12345u;
			data[n] = n % 7 < 3 ? (uint8_t)(seed >> 16) : 'a';
		}

	return data;
}

/* a message, or more of it, in frames of at most `room` */
static enum lws__pmd_step
deflate_some(struct lws__pmd_tx *tx, const void *data, size_t len, bool is_end,
	     size_t room, struct bytes *to)
{
	uint8_t *copy = lws__test_guarded(data, len);
	struct lws_cursor in = {copy, copy + len};
	enum lws__pmd_step step;
	size_t got;

	do {
		uint8_t *out = lws__test_guarded(to->at, room);

		step = lws__pmd_deflate(tx, &in, is_end, out, room, &got);
		assert_true(got <= room);
		assert_true(to->len + got <= sizeof(to->at));
		memcpy(to->at + to->len, out, got);
		to->len += got;
		lws__test_guarded_free(out, room);
	} while (step == LWS__PMD_FULL);
	assert_memory_equal(copy, data, len);
	lws__test_guarded_free(copy, len);

	return step;
}

static void
deflate_all(struct lws__pmd_tx *tx, const void *data, size_t len, size_t room,
	    struct bytes *to)
{
	to->len = 0;
	assert_int_equal(lws__pmd_deflate_begin(tx), 0);
	assert_int_equal(deflate_some(tx, data, len, true, room, to),
			 LWS__PMD_DONE);
}

static enum lws__pmd_step
inflate_some(struct lws__pmd_rx *rx, const void *data, size_t len, bool is_end,
	     size_t room, struct bytes *to)
{
	uint8_t *copy = lws__test_guarded(data, len);
	struct lws_cursor in = {copy, copy + len};
	enum lws__pmd_step step;
	size_t got;

	do {
		uint8_t *out = lws__test_guarded(to->at, room);

		step = lws__pmd_inflate(rx, &in, is_end, out, room, &got);
		assert_true(got <= room);
		assert_true(to->len + got <= sizeof(to->at));
		memcpy(to->at + to->len, out, got);
		to->len += got;
		lws__test_guarded_free(out, room);
	} while (step == LWS__PMD_FULL);
	if (step == LWS__PMD_DONE)
		assert_ptr_equal(in.at, in.end);
	lws__test_guarded_free(copy, len);

	return step;
}

static int
group_end(void **state)
{
	(void)state;
	lws__pmd_pool_empty(&pool);

	return 0;
}

/* ---- what the RFC shows ---- */

static void
pmd_codec__makes_the_examples_of_the_rfc(void **state)
{
	struct lws__pmd_tx tx = tx_of(15, true);
	static struct bytes out;

	(void)state;
	deflate_all(&tx, "Hello", 5, 64, &out);
	assert_int_equal(out.len, 7);
	assert_memory_equal(out.at, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	deflate_all(&tx, "Hello", 5, 64, &out); /* 7.2.3.2 */
	assert_int_equal(out.len, 5);
	assert_memory_equal(out.at, "\xf2\x00\x11\x00\x00", 5);
	lws__pmd_deflate_free(&tx);

	tx = tx_of(15, false);
	deflate_all(&tx, "Hello", 5, 64, &out);
	deflate_all(&tx, "Hello", 5, 64, &out);
	assert_memory_equal(out.at, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7);
	assert_null(tx.z); /* PM-04: nothing is kept */
}

/* PM-02 */
static void
pmd_codec__reads_the_examples_of_the_rfc(void **state)
{
	static const struct {
		const char *name, *in;
		size_t len;
		const char *out;
	} rows[] = {
		{"7.2.3.1", "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, "Hello"},
		{"7.2.3.2", "\xf2\x00\x11\x00\x00", 5, "Hello"},
		{"7.2.3.3", "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11,
		 "Hello"},
		{"7.2.3.4", "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8, "Hello"},
		{"7.2.3.4, without its end", "\xf3\x48\xcd\xc9\xc9\x07\x00", 7,
		 "Hello"},
		{"7.2.3.5",
		 "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13,
		 "Hello"},
		{"7.2.3.6", "\x00", 1, ""},
		{"nothing", "", 0, ""},
		{"the tail is there",
		 "\xf2\x48\xcd\xc9\xc9\x07\x00\x00\x00\xff\xff", 11, "Hello"},
		{"once more, to what was", "\xf2\x00\x11\x00\x00", 5, "Hello"},
	};
	struct lws__pmd_rx rx = rx_of(15, true);
	static struct bytes out;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		out.len = 0;
		print_message("%s\n", rows[n].name);
		assert_int_equal(inflate_some(&rx, rows[n].in, rows[n].len,
					      true, 64, &out),
				 LWS__PMD_DONE);
		assert_int_equal(out.len, strlen(rows[n].out));
		assert_memory_equal(out.at, rows[n].out, out.len);
	}
	lws__pmd_inflate_free(&rx);
}

/* PM-02 */
static void
pmd_codec__refuses_what_is_no_deflate(void **state)
{
	static const struct {
		const char *name, *in;
		size_t len;
	} rows[] = {
		{"a block type that is none", "\x06", 1},
		{"a stored block that lies", "\x00\x05\x00\x00\x00Hello", 10},
		{"ends inside a block", "\xf2\x48", 2},
		{"ends inside a stored block", "\x00\x05\x00\xfa\xffHel", 8},
		{"too far back", "\xf2\x00\x11\x00\x00", 5},
		{"rubbish behind the last block",
		 "\xf3\x48\xcd\xc9\xc9\x07\x00\x06", 8},
		{"rubbish", "\xff\xff\xff\xff", 4},
		{"the end, ten too often",
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00"
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00"
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00"
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00"
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00"
		 "\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00\x03\x00",
		 84},
	};
	static struct bytes out;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct lws__pmd_rx rx = rx_of(15, true);

		out.len = 0;
		if (inflate_some(&rx, rows[n].in, rows[n].len, true, 64,
				 &out) != LWS__PMD_CORRUPT)
			fail_msg("%s is taken", rows[n].name);
		lws__pmd_inflate_free(&rx);
	}
}

/* ---- round trips ---- */

/* PM-03 */
static void
pmd_codec__fills_buffers_of_every_length(void **state)
{
	static struct bytes packed, out;

	(void)state;
	for (unsigned int len = 0; len < 400; len++)
		for (size_t room = LWS__PMD_OUT_MIN; room < 40; room++) {
			struct lws__pmd_tx tx = tx_of(9, false);
			struct lws__pmd_rx rx = rx_of(9, false);

			deflate_all(&tx, sample(), len, room, &packed);
			out.len = 0;
			assert_int_equal(inflate_some(&rx, packed.at,
						      packed.len, true,
						      1 + room * 3, &out),
					 LWS__PMD_DONE);
			assert_int_equal(out.len, len);
			assert_memory_equal(out.at, sample(), len);
		}
}

/* PM-04 */
static void
pmd_codec__has_windows_of_all_sizes(void **state)
{
	static struct bytes packed, out;

	(void)state;
	for (unsigned int bits = 9; bits <= 15; bits++)
		for (int takeover = 0; takeover < 2; takeover++) {
			struct lws__pmd_tx tx = tx_of(bits, takeover);
			struct lws__pmd_rx rx = rx_of(bits, takeover);

			for (int n = 0; n < 4; n++) {
				deflate_all(&tx, sample() + n, BIG - 4, 4096,
					    &packed);
				out.len = 0;
				assert_int_equal(inflate_some(&rx, packed.at,
							      packed.len, true,
							      5000, &out),
						 LWS__PMD_DONE);
				assert_int_equal(out.len, BIG - 4);
				assert_memory_equal(out.at, sample() + n,
						    out.len);
				if (n & 1) {
					lws__pmd_deflate_rest(&tx);
					lws__pmd_inflate_rest(&rx);
					assert_null(tx.z);
					assert_null(rx.z);
				}
				assert_true(takeover ||
					    (!tx.z && !rx.z && !rx.window));
			}
			lws__pmd_deflate_free(&tx);
			lws__pmd_inflate_free(&rx);
		}
}

/* fragments come out as they are written; the last may be empty */
static void
pmd_codec__flushes_fragments(void **state)
{
	struct lws__pmd_tx tx = tx_of(15, true);
	struct lws__pmd_rx rx = rx_of(15, true);
	static struct bytes packed, out;

	(void)state;
	for (int n = 0; n < 3; n++) {
		out.len = packed.len = 0;
		assert_int_equal(lws__pmd_deflate_begin(&tx), 0);
		for (size_t at = 0; at < 50; at++) {
			deflate_some(&tx, sample() + at * 10, 10, false, 16,
				     &packed);
			assert_int_equal(inflate_some(&rx, packed.at,
						      packed.len, false, 7,
						      &out),
					 LWS__PMD_DONE);
			assert_int_equal(out.len, at * 10 + 10);
			packed.len = 0;
			lws__pmd_deflate_rest(&tx); /* not now */
			lws__pmd_inflate_rest(&rx);
		}
		deflate_some(&tx, "", 0, true, 16, &packed);
		assert_int_equal(packed.len, 1); /* 7.2.3.6 */
		assert_int_equal(
			inflate_some(&rx, packed.at, packed.len, true, 7, &out),
			LWS__PMD_DONE);
		assert_int_equal(out.len, 500);
		assert_memory_equal(out.at, sample(), 500);
	}
	lws__pmd_deflate_free(&tx);
	lws__pmd_inflate_free(&rx);
}

static void
inflate_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	static struct bytes out;
	struct lws__pmd_rx rx = rx_of(15, true);

	(void)arg;
	out.len = 0;
	for (size_t n = 0; n < count; n++)
		assert_int_equal(inflate_some(&rx, pieces[n].data,
					      pieces[n].len, n + 1 == count, 5,
					      &out),
				 LWS__PMD_DONE);
	assert_int_equal(out.len, 300);
	assert_memory_equal(out.at, sample(), 300);
	lws__pmd_inflate_free(&rx);
}

static void
pmd_codec__takes_any_split(void **state)
{
	struct lws__pmd_tx tx = tx_of(15, false);
	static struct bytes packed;

	(void)state;
	deflate_all(&tx, sample(), 300, 64, &packed);
	lws__test_each_split(packed.at, packed.len, inflate_pieces, NULL);
}

/* ---- limits ---- */

/* PM-01 */
static void
pmd_codec__bombs_come_in_pieces_and_have_a_limit(void **state)
{
	struct lws__pmd_tx tx = tx_of(15, false);
	struct lws__pmd_rx rx = rx_of(15, false);
	static uint8_t zeros[BIG];
	static struct bytes packed;
	uint8_t out[1024];
	struct lws_cursor in;
	size_t got, all = 0;

	(void)state;
	packed.len = 0;
	assert_int_equal(lws__pmd_deflate_begin(&tx), 0);
	for (int n = 0; n < 256; n++)
		deflate_some(&tx, zeros, BIG, n == 255, 4096, &packed);
	assert_true(packed.len < 32 * 1024);
	in = (struct lws_cursor){packed.at, packed.at + packed.len};
	while (lws__pmd_inflate(&rx, &in, true, out, sizeof(out), &got) ==
	       LWS__PMD_FULL)
		all += got;
	assert_int_equal(all + got, 256 * BIG);

	rx.max = 100000;
	all = 0;
	in = (struct lws_cursor){packed.at, packed.at + packed.len};
	while (lws__pmd_inflate(&rx, &in, true, out, sizeof(out), &got) ==
	       LWS__PMD_FULL)
		all += got;
	assert_true(all <= 100000 && all > 98000);
	lws__pmd_inflate_free(&rx);
}

static int
talk(void *arg)
{
	struct lws__pmd_tx tx = tx_of(12, true);
	struct lws__pmd_rx rx = rx_of(12, true);
	static struct bytes packed, out;
	int ret = 0;

	(void)arg;
	for (int n = 0; n < 3 && !ret; n++) {
		packed.len = out.len = 0;
		ret = lws__pmd_deflate_begin(&tx);
		if (ret)
			break;
		deflate_some(&tx, sample(), 3000, true, 64, &packed);
		ret = inflate_some(&rx, packed.at, packed.len, true, 64,
				   &out) != LWS__PMD_DONE;
		assert_true(ret || !memcmp(out.at, sample(), 3000));
		lws__pmd_deflate_rest(&tx);
		lws__pmd_inflate_rest(&rx);
	}
	lws__pmd_deflate_free(&tx);
	lws__pmd_inflate_free(&rx);
	lws__pmd_pool_empty(&pool);

	return ret;
}

/* PM-05 */
static void
pmd_codec__lives_with_little_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(talk, NULL);
}

/* short ones by ourselves, until one is not: the windows go on */
static void
pmd_codec__short_messages_are_followed_by_long_ones(void **state)
{
	static struct bytes out, back;
	size_t len, small = 0, total = 0;

	(void)state;
	for (unsigned int bits = 9; bits <= 15; bits++)
		for (int has_takeover = 0; has_takeover < 2; has_takeover++) {
			struct lws__pmd_tx tx = tx_of(bits, has_takeover);
			struct lws__pmd_rx rx = rx_of(bits, has_takeover);

			tx.level = 3;
			for (size_t n = 1; n < 300; n++) {
				/* one that is not short at n = 200 */
				len = n == 200 ? 5000 : n;
				out.len = n < 100 ? 0
						  : lws__pmd_deflate_small(
							    &tx, sample(), len,
							    out.at,
							    sizeof(out.at));
				small += !!out.len;
				total++;
				if (!out.len)
					deflate_all(&tx, sample(), len, 64,
						    &out);
				back.len = 0;
				assert_int_equal(inflate_some(&rx, out.at,
							      out.len, true,
							      100, &back),
						 LWS__PMD_DONE);
				assert_int_equal(back.len, len);
				assert_memory_equal(back.at, sample(), len);
				if (n == 99)
					lws__pmd_deflate_rest(&tx);
			}
			assert_true(tx.z || !has_takeover);
			assert_null(tx.small);
			lws__pmd_deflate_free(&tx);
			lws__pmd_inflate_free(&rx);
		}
	assert_true(small > total / 4);
}

/* and what is small is not done so where it should not be */
static void
pmd_codec__short_messages_may_be_zlibs(void **state)
{
	struct lws__pmd_tx tx = tx_of(13, true);
	uint8_t out[600];

	(void)state;
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 9, out, 600), 0);
	tx.level = 0;
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 9, out, 600), 0);
	tx.level = 1;
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 0, out, 600), 0);
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 9, out, 16), 0);
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 513, out, 600),
			 0);
	tx.bits = 9;
	tx.mem_level = 1; /* it needs less memory */
	assert_int_equal(lws__pmd_deflate_small(&tx, sample(), 9, out, 600), 0);
	assert_null(tx.small);
	tx.bits = 13;
	assert_true(lws__pmd_deflate_small(&tx, sample(), 9, out, 600));
	lws__pmd_deflate_free(&tx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			pmd_codec__short_messages_are_followed_by_long_ones),
		cmocka_unit_test(pmd_codec__short_messages_may_be_zlibs),
		cmocka_unit_test(pmd_codec__makes_the_examples_of_the_rfc),
		cmocka_unit_test(pmd_codec__reads_the_examples_of_the_rfc),
		cmocka_unit_test(pmd_codec__refuses_what_is_no_deflate),
		cmocka_unit_test(pmd_codec__fills_buffers_of_every_length),
		cmocka_unit_test(pmd_codec__has_windows_of_all_sizes),
		cmocka_unit_test(pmd_codec__flushes_fragments),
		cmocka_unit_test(pmd_codec__takes_any_split),
		cmocka_unit_test(
			pmd_codec__bombs_come_in_pieces_and_have_a_limit),
		cmocka_unit_test(pmd_codec__lives_with_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, group_end);
}
