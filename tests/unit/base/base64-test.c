/* SPDX-License-Identifier: MIT */
/*
 * Base64 against RFC 4648 s10, in pieces, with buffers of the exact size, and
 * the strict base64url of RFC 7515.
 */

#include "lws-test.h"

#include "base/base.h"

/* RFC 4648 s10 */
static const struct {
	const char *plain;
	const char *coded;
} rfc[] = {
	{"", ""},
	{"f", "Zg=="},
	{"fo", "Zm8="},
	{"foo", "Zm9v"},
	{"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="},
	{"foobar", "Zm9vYmFy"},
};

static void
b64__encodes_and_decodes_the_vectors_of_the_rfc(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(rfc); i++) {
		char out[16];
		int len = (int)strlen(rfc[i].plain);

		assert_int_equal(lws_b64_encode_string(rfc[i].plain, len, out,
						       sizeof(out)),
				 (int)strlen(rfc[i].coded));
		assert_string_equal(out, rfc[i].coded);
		assert_int_equal(
			lws_b64_decode_string(rfc[i].coded, out, sizeof(out)),
			len);
		assert_string_equal(out, rfc[i].plain);
	}
}

static void
b64__encodes_only_into_room_for_one_more_than_the_text_and_its_nul(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(rfc); i++)
		for (size = 0; size < 12; size++) {
			char zero[12] = {0};
			uint8_t *out = lws__test_guarded(zero, size);
			int want = (int)strlen(rfc[i].coded),
			    n = lws_b64_encode_string(rfc[i].plain,
						      (int)strlen(rfc[i].plain),
						      (char *)out, (int)size);

			assert_int_equal(n, want + 1 < (int)size ? want : -1);
			if (n >= 0)
				assert_string_equal((char *)out, rfc[i].coded);
			lws__test_guarded_free(out, size);
		}
	assert_int_equal(lws_b64_encode_string("x", -1, NULL, 0), -1);
}

static void
b64__url_alphabet_has_two_other_characters(void **state)
{
	char out[16];

	(void)state;
	assert_int_equal(lws_b64_encode_string("\xfb\xff\xbf\xff", 4, out, 16),
			 8);
	assert_string_equal(out, "+/+//w==");
	assert_int_equal(
		lws_b64_encode_string_url("\xfb\xff\xbf\xff", 4, out, 16), 8);
	assert_string_equal(out, "-_-__w==");
}

static const struct {
	const char *name;
	const char *coded;
	int len; /* -1: refused */
	const char *plain;
} lenient[] = {
	{"nothing", "", 0, ""},
	{"both alphabets", "+_-/", 3, "\xfb\xff\xbf"},
	{"no padding", "Zm9vYg", 4, "foob"},
	{"half the padding", "Zg=", 1, "f"},
	{"line feeds", "Zm\n9v\n\nYmFy\n", 6, "foobar"},
	{"line feed inside padding", "Zg=\n=", 1, "f"},
	{"tail of one character", "Zm9vY", 3, "foo"},
	{"only padding", "====", 0, ""},
	{"tail bits that no byte takes", "AB==", 1, ""},
	{"space", "Zm 9v", -1, ""},
	{"tab", "Zm9v\tYmFy", -1, ""},
	{"carriage return", "Zm9v\r\n", -1, ""},
	{"high bytes", "\x80\xff", -1, ""},
	{"data after padding", "Zg==Zg==", -1, ""},
	{"padding first", "=Zm9v", -1, ""},
	{"padding in the middle", "Zm=v", -1, ""},
	{"too much padding", "Zg===", -1, ""},
};

static void
decode_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	size_t n = *(const size_t *)arg, i, at, done = 0;
	struct lws_b64state s;
	uint8_t out[32];
	int r = 0;

	lws_b64_decode_state_init(&s);
	for (i = 0; i < count && !r; i++)
		for (at = 0; at < pieces[i].len && !r;) {
			size_t used = pieces[i].len - at, wrote = 3;

			r = lws_b64_decode_stateful(
				&s, (const char *)pieces[i].data + at, &used,
				out + done, &wrote, 0);
			if (r)
				break;
			assert_true(wrote <= 3);
			at += used;
			done += wrote;
		}
	if (!r) {
		size_t none = 0, wrote = 3;

		r = lws_b64_decode_stateful(&s, "", &none, out + done, &wrote,
					    1);
		done += r ? 0 : wrote;
	}

	if (r != (lenient[n].len < 0 ? -1 : 0))
		fail_msg("%s: %d", lenient[n].name, r);
	if (!r) {
		assert_int_equal(done, lenient[n].len);
		assert_memory_equal(out, lenient[n].plain, done);
	}
}

static void
b64__decodes_the_same_however_the_text_is_cut(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(lenient); i++)
		lws__test_each_split(lenient[i].coded, strlen(lenient[i].coded),
				     decode_pieces, &i);
}

static void
b64__decodes_inside_both_lengths(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(lenient); i++)
		for (size = 0; size < 12; size++) {
			size_t len = strlen(lenient[i].coded);
			char zero[12] = {0};
			uint8_t *in = lws__test_guarded(lenient[i].coded, len),
				*out = lws__test_guarded(zero, size);
			int n = lws_b64_decode_string_len((const char *)in,
							  (int)len, (char *)out,
							  (int)size);

			/* what is cut short is no success */
			if (lenient[i].len <= 0)
				assert_int_equal(n, -1);
			else if (n != -1)
				assert_int_equal(n, lenient[i].len);
			if (lenient[i].len > 0 &&
			    (int)size >= lenient[i].len + 3)
				assert_int_equal(n, lenient[i].len);
			lws__test_guarded_free(in, len);
			lws__test_guarded_free(out, size);
		}
	assert_int_equal(lws_b64_decode_string_len("Zg==", -1, NULL, 0), -1);
}

static void
b64__says_so_when_the_last_bytes_have_no_room(void **state)
{
	struct lws_b64state s;
	uint8_t out[3];
	size_t used = 2, wrote = 3;

	(void)state;
	lws_b64_decode_state_init(&s);
	assert_int_equal(
		lws_b64_decode_stateful(&s, "Zg", &used, out, &wrote, 0), 0);
	assert_int_equal(used, 2);
	assert_int_equal(wrote, 0);
	used = wrote = 0;
	assert_int_equal(lws_b64_decode_stateful(&s, "", &used, out, &wrote, 1),
			 -1);
	used = 0;
	wrote = 1;
	assert_int_equal(lws_b64_decode_stateful(&s, "", &used, out, &wrote, 1),
			 0);
	assert_int_equal(wrote, 1);
	assert_int_equal(out[0], 'f');
}

static void
b64__round_trips_every_length(void **state)
{
	uint8_t plain[200], back[204];
	char coded[280];
	size_t len, i;

	(void)state;
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 151 + 7);
	for (len = 1; len < sizeof(plain); len++) {
		int n = lws_b64_encode_string((const char *)plain, (int)len,
					      coded, sizeof(coded));

		assert_int_equal(n, (int)((len + 2) / 3 * 4));
		assert_int_equal(lws_b64_decode_string(coded, (char *)back,
						       sizeof(back)),
				 (int)len);
		assert_memory_equal(plain, back, len);
	}
}

static const struct {
	const char *name;
	const char *coded;
	int len; /* -1: refused */
	const char *plain;
} strict[] = {
	{"nothing", "", 0, ""},
	{"one byte", "Zg", 1, "f"},
	{"two bytes", "Zm8", 2, "fo"},
	{"three bytes", "Zm9v", 3, "foo"},
	{"five bytes", "Zm9vYmE", 5, "fooba"},
	{"url alphabet", "-_-_", 3, "\xfb\xff\xbf"},
	{"other alphabet", "+_-_", -1, ""},
	{"other alphabet in the tail", "-_-_/w", -1, ""},
	{"padding", "Zg==", -1, ""},
	{"padding inside a tail", "Zm9vYg=", -1, ""},
	{"line feed", "Zm9v\n", -1, ""},
	{"tail of one", "Zm9vY", -1, ""},
	{"tail bits in two", "Zh", -1, ""},
	{"tail bits in three", "Zm9", -1, ""},
	{"bad character", "Zm9*", -1, ""},
	{"bad character in the tail", "Zm9vY*", -1, ""},
};

static void
b64url__takes_what_jose_takes_and_nothing_else(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(strict); i++) {
		size_t len = strlen(strict[i].coded), n = 99,
		       room = strict[i].len < 0 ? 8 : (size_t)strict[i].len;
		char zero[8] = {0};
		uint8_t *in = lws__test_guarded(strict[i].coded, len),
			*out = lws__test_guarded(zero, room);
		int r = lws__b64url_decode((const char *)in, len, out, room,
					   &n);

		if (!r != (strict[i].len >= 0))
			fail_msg("%s: %d", strict[i].name, r);
		if (!r) {
			assert_int_equal(n, room);
			assert_memory_equal(out, strict[i].plain, n);
		}
		if (!r && room)
			assert_int_not_equal(
				lws__b64url_decode((const char *)in, len, out,
						   room - 1, &n),
				0);
		lws__test_guarded_free(in, len);
		lws__test_guarded_free(out, room);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			b64__encodes_and_decodes_the_vectors_of_the_rfc),
		cmocka_unit_test(
			b64__encodes_only_into_room_for_one_more_than_the_text_and_its_nul),
		cmocka_unit_test(b64__url_alphabet_has_two_other_characters),
		cmocka_unit_test(b64__decodes_the_same_however_the_text_is_cut),
		cmocka_unit_test(b64__decodes_inside_both_lengths),
		cmocka_unit_test(b64__says_so_when_the_last_bytes_have_no_room),
		cmocka_unit_test(b64__round_trips_every_length),
		cmocka_unit_test(
			b64url__takes_what_jose_takes_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
