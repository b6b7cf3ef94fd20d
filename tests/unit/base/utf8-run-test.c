/* SPDX-License-Identifier: MIT */
/*
 * Texts of chance, good ones and spoiled ones, long enough for the vectors of
 * utf8-run-avx2.c: the same answer as a plain loop gives, at any cut, and not
 * an octet is read that is not there.
 */

#include "lws-test.h"

#include "base/base.h"

enum { TEXTS = 6000, LONGEST = 420 };

static uint32_t chance = 1;

static uint32_t
below(uint32_t count)
{
	chance ^= chance << 13;
	chance ^= chance >> 17;
	chance ^= chance << 5;

	return chance % count;
}

/* RFC 3629 4, by its table */
static enum lws_feed
slowly(const uint8_t *p, size_t len)
{
	unsigned int more = 0;
	uint8_t low = 0x80, high = 0xbf;
	size_t n;

	for (n = 0; n < len; n++) {
		uint8_t c = p[n];

		if (more) {
			if (c < low || c > high)
				return LWS_FEED_BAD;
			more--;
			low = 0x80;
			high = 0xbf;
		} else if (c >= 0x80) {
			if (c < 0xc2 || c > 0xf4)
				return LWS_FEED_BAD;
			more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
			low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
			high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
		}
	}

	return more ? LWS_FEED_MORE : LWS_FEED_DONE;
}

static size_t
add_character(uint8_t *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (uint8_t)(0xc0 | c >> 6);
		to[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (uint8_t)(0xe0 | c >> 12);
		to[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		to[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (uint8_t)(0xf0 | c >> 18);
	to[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	to[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	to[3] = (uint8_t)(0x80 | (c & 0x3f));

	return 4;
}

/* a text of some scripts, more or less of ASCII */
static size_t
make_text(uint8_t to[LONGEST + 4])
{
	static const uint32_t from[] = {0, 0x80, 0x800, 0xe000, 0x10000};
	static const uint32_t count[] = {0x80, 0x780, 0xd000, 0x2000, 0x100000};
	size_t want = below(LONGEST), len = 0;
	uint32_t kinds = 1 + below(5), kind;

	while (len < want) {
		kind = below(kinds);
		len += add_character(to + len, from[kind] + below(count[kind]));
	}

	return len;
}

static void
spoil(uint8_t *p, size_t len)
{
	uint32_t times = below(3);

	while (len && times--)
		p[below((uint32_t)len)] =
			(uint8_t)(below(3) ? 0x80 | below(0x80) : below(0x100));
}

static void
utf8_run__says_what_a_plain_loop_says(void **state)
{
	uint8_t text[LONGEST + 4], *p;
	struct lws_utf8 u;
	enum lws_feed got;
	size_t len, cut;
	int n;

	(void)state;
	for (n = 0; n < TEXTS; n++) {
		len = make_text(text);
		len -= below(4) && len > 3 ? 0 : below((uint32_t)len + 1);
		spoil(text, len);
		cut = below((uint32_t)len + 1);
		p = lws__test_guarded(text, len);
		memset(&u, 0, sizeof(u));
		assert_int_equal(lws__utf8_feed(&u, p, len), slowly(p, len));
		memset(&u, 0, sizeof(u));
		got = lws__utf8_feed(&u, p, cut);
		if (got != LWS_FEED_BAD)
			got = lws__utf8_feed(&u, p + cut, len - cut);
		assert_int_equal(got, slowly(p, len));
		lws__test_guarded_free(p, len);
	}
}

/* each octet that can be wrong, at each place of two blocks */
static void
utf8_run__finds_one_bad_octet_anywhere(void **state)
{
	static const char *const letters[] = {"a", "\xc3\xa9", "\xe2\x82\xac",
					      "\xf0\x9f\x98\x80"};
	uint8_t text[260];
	struct lws_utf8 u;
	size_t kind, at, len;
	unsigned int value;

	(void)state;
	for (kind = 0; kind < 4; kind++)
		for (at = 0; at < 200; at++)
			for (value = 0; value < 256;
			     value += value < 64 ? 32 : 1) {
				size_t size = strlen(letters[kind]);

				for (len = 0; len + size <= 256; len += size)
					memcpy(text + len, letters[kind], size);
				text[at] = (uint8_t)value;
				memset(&u, 0, sizeof(u));
				assert_int_equal(lws__utf8_feed(&u, text, len),
						 slowly(text, len));
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_run__says_what_a_plain_loop_says),
		cmocka_unit_test(utf8_run__finds_one_bad_octet_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
