/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 validation against a decoder that is slow and obvious: every sequence
 * of one to four bytes made of the values where a rule changes; texts at every
 * length and alignment around the fast path; any split.
 */

#include "lws-test.h"

#include "base/base.h"

/* RFC 3629 s3: decode, then judge the number */
static int
naive_is_valid(const uint8_t *p, size_t len)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t i = 0;

	while (i < len) {
		size_t n = p[i] < 0x80           ? 1
			   : (p[i] >> 5) == 0x06 ? 2
			   : (p[i] >> 4) == 0x0e ? 3
			   : (p[i] >> 3) == 0x1e ? 4
						 : 0;
		uint32_t c = n < 2 ? p[i] : p[i] & (0x7fu >> n);
		size_t k;

		if (!n || i + n > len)
			return 0;
		for (k = 1; k < n; k++) {
			if ((p[i + k] >> 6) != 2)
				return 0;
			c = (c << 6) | (p[i + k] & 0x3f);
		}
		if (c < smallest[n] || c > 0x10ffff ||
		    (c >= 0xd800 && c <= 0xdfff))
			return 0;
		i += n;
	}

	return 1;
}

/* could some bytes behind these make them valid? */
static int
naive_is_prefix(const uint8_t *p, size_t len)
{
	uint8_t b[8];
	unsigned int i, j, k;
	static const uint8_t tail[] = {0x80, 0x90, 0xa0, 0xbf};

	assert_true(len <= 4);
	memcpy(b, p, len);
	if (naive_is_valid(b, len))
		return 1;
	for (i = 0; i < 4; i++)
		for (j = 0; j < 4; j++)
			for (k = 0; k < 4; k++) {
				b[len] = tail[i];
				b[len + 1] = tail[j];
				b[len + 2] = tail[k];
				if (naive_is_valid(b, len + 1) ||
				    naive_is_valid(b, len + 2) ||
				    naive_is_valid(b, len + 3))
					return 1;
			}

	return 0;
}

static const uint8_t edge[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
			       0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
			       0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3,
			       0xf4, 0xf5, 0xf7, 0xf8, 0xfc, 0xfe, 0xff};

static void
judge(const uint8_t *p, size_t len)
{
	struct lws_utf8 u = {0};
	enum lws_feed got = lws__utf8_feed(&u, p, len), by_byte = LWS_FEED_DONE;
	size_t i;

	if (naive_is_valid(p, len))
		assert_int_equal(got, LWS_FEED_DONE);
	else if (naive_is_prefix(p, len))
		assert_int_equal(got, LWS_FEED_MORE);
	else
		assert_int_equal(got, LWS_FEED_BAD);
	if (got != LWS_FEED_BAD)
		assert_int_equal(lws__utf8_is_complete(&u),
				 got == LWS_FEED_DONE);

	/* and it fails at the first byte that can not be saved */
	memset(&u, 0, sizeof(u));
	for (i = 0; i < len && by_byte != LWS_FEED_BAD; i++) {
		by_byte = lws__utf8_feed(&u, p + i, 1);
		assert_int_equal(by_byte == LWS_FEED_BAD,
				 !naive_is_prefix(p, i + 1));
	}
	assert_int_equal(by_byte, got);
}

static void
utf8__judges_all_sequences_of_boundary_bytes_as_a_naive_decoder(void **state)
{
	size_t n = sizeof(edge), a, b, c, d;

	(void)state;
	for (a = 0; a < n; a++)
		for (b = 0; b < n; b++) {
			judge((uint8_t[]){edge[a]}, 1);
			judge((uint8_t[]){edge[a], edge[b]}, 2);
			for (c = 0; c < n; c++) {
				judge((uint8_t[]){edge[a], edge[b], edge[c]},
				      3);
				for (d = 0; d < n; d++)
					judge((uint8_t[]){edge[a], edge[b],
							  edge[c], edge[d]},
					      4);
			}
		}
}

static void
utf8__accepts_every_code_point_and_no_surrogate(void **state)
{
	uint32_t c;

	(void)state;
	for (c = 0; c <= 0x110000; c++) {
		struct lws_utf8 u = {0};
		uint8_t b[4];
		size_t n;

		if (c < 0x80) {
			b[0] = (uint8_t)c;
			n = 1;
		} else if (c < 0x800) {
			b[0] = (uint8_t)(0xc0 | (c >> 6));
			b[1] = (uint8_t)(0x80 | (c & 63));
			n = 2;
		} else if (c < 0x10000) {
			b[0] = (uint8_t)(0xe0 | (c >> 12));
			b[1] = (uint8_t)(0x80 | ((c >> 6) & 63));
			b[2] = (uint8_t)(0x80 | (c & 63));
			n = 3;
		} else {
			b[0] = (uint8_t)(0xf0 | (c >> 18));
			b[1] = (uint8_t)(0x80 | ((c >> 12) & 63));
			b[2] = (uint8_t)(0x80 | ((c >> 6) & 63));
			b[3] = (uint8_t)(0x80 | (c & 63));
			n = 4;
		}
		assert_int_equal(lws__utf8_feed(&u, b, n) == LWS_FEED_DONE,
				 c <= 0x10ffff && (c < 0xd800 || c > 0xdfff));
	}
}

/* RFC 6455 s8.1 asks for these: each invalid from the byte that is marked */
static const struct {
	const char *name;
	const char *text;
	enum lws_feed result;
} vectors[] = {
	{"empty", "", LWS_FEED_DONE},
	{"ascii", "hello, world", LWS_FEED_DONE},
	{"greek", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
	 LWS_FEED_DONE},
	{"cut after two of three", "x\xe2\x82", LWS_FEED_MORE},
	{"surrogate", "\xce\xba\xed\xa0\x80zz", LWS_FEED_BAD},
	{"surrogate, its last byte missing", "\xed\xa0", LWS_FEED_BAD},
	{"above 10FFFF", "\xf4\x90\x80\x80", LWS_FEED_BAD},
	{"above 10FFFF, known at the second byte", "\xf4\x90", LWS_FEED_BAD},
	{"last code point", "\xf4\x8f\xbf\xbf", LWS_FEED_DONE},
	{"overlong slash in two", "\xc0\xaf", LWS_FEED_BAD},
	{"overlong in three", "\xe0\x9f\xbf", LWS_FEED_BAD},
	{"overlong in four", "\xf0\x8f\xbf\xbf", LWS_FEED_BAD},
	{"five-byte form", "\xf8\x88\x80\x80\x80", LWS_FEED_BAD},
	{"lone continuation", "a\x80", LWS_FEED_BAD},
	{"lead, then ascii", "\xc3(", LWS_FEED_BAD},
	{"noncharacter is a code point", "\xef\xbf\xbf", LWS_FEED_DONE},
};

static void
feed_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct lws_utf8 u = {0};
	enum lws_feed got = LWS_FEED_DONE, *want = arg;
	size_t i;

	for (i = 0; i < count && got != LWS_FEED_BAD; i++)
		got = lws__utf8_feed(&u, pieces[i].data, pieces[i].len);
	assert_int_equal(got, *want);
}

static void
utf8__gives_the_same_answer_however_the_text_is_cut(void **state)
{
	char text[256];
	size_t i, pad;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(vectors); i++)
		/* in front, ASCII that puts it anywhere in the fast path */
		for (pad = 0; pad <= 70; pad += 7) {
			enum lws_feed want = vectors[i].result;

			memset(text, 'a', pad);
			memcpy(text + pad, vectors[i].text,
			       strlen(vectors[i].text) + 1);
			lws__test_each_split(text, strlen(text), feed_pieces,
					     &want);
		}
}

static void
utf8__finds_one_bad_byte_at_any_place_of_a_long_text(void **state)
{
	uint8_t text[150];
	size_t len, at;

	(void)state;
	for (len = 1; len < sizeof(text); len += 3)
		for (at = 0; at < len; at++) {
			struct lws_utf8 u = {0};
			uint8_t *g;

			memset(text, 'x', len);
			g = lws__test_guarded(text, len);
			assert_int_equal(lws__utf8_feed(&u, g, len),
					 LWS_FEED_DONE);
			g[at] = 0xff;
			assert_int_equal(lws__utf8_feed(&u, g, len),
					 LWS_FEED_BAD);
			lws__test_guarded_free(g, len);
		}
}

static void
utf8__agrees_with_the_naive_decoder_on_mixed_text(void **state)
{
	static const char *const part[] = {"a",
					   "word ",
					   "\xc3\xa9",
					   "\xe2\x82\xac",
					   "\xf0\x9f\x98\x80",
					   "\xed\x9f\xbf",
					   "\xed\xa0\x80",
					   "\xff",
					   "0123456789abcdef"};
	uint32_t seed = 1;
	int round, i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		uint8_t text[400];
		size_t len = 0, parts;
		struct lws_utf8 u = {0};

		seed = seed * 1103515245u + 12345u;
		parts = (seed >> 16) % 24;
		for (i = 0; i < (int)parts; i++) {
			size_t k;

			seed = seed * 1103515245u + 12345u;
			k = (seed >> 16) % 64;
			/* the broken ones are rare, so that most texts get far
			 */
			k = k > 61 ? k - 55 : k % 6;
			if (k == 7 && (seed & 0x100000))
				k = 8;
			memcpy(text + len, part[k], strlen(part[k]));
			len += strlen(part[k]);
		}
		assert_int_equal(lws__utf8_feed(&u, text, len) == LWS_FEED_DONE,
				 naive_is_valid(text, len));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			utf8__judges_all_sequences_of_boundary_bytes_as_a_naive_decoder),
		cmocka_unit_test(
			utf8__accepts_every_code_point_and_no_surrogate),
		cmocka_unit_test(
			utf8__gives_the_same_answer_however_the_text_is_cut),
		cmocka_unit_test(
			utf8__finds_one_bad_byte_at_any_place_of_a_long_text),
		cmocka_unit_test(
			utf8__agrees_with_the_naive_decoder_on_mixed_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
