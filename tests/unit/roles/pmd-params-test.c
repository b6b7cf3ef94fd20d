/* SPDX-License-Identifier: MIT */
/*
 * What is agreed for permessage-deflate (RFC 7692 7.1): every parameter in
 * offers and answers, and what they may say.
 */

#include "lws-test.h"
#include "roles/ws/pmd-params.h"

#include <stdio.h>
#include <stdlib.h>

/* "s c S10 C" : server/client no takeover, server/client bits; false: not
 * legal by itself */
static bool
params(const char *text, struct lws__pmd_params *p)
{
	*p = (struct lws__pmd_params){0};
	while (*text) {
		enum lws__pmd_param which =
			*text == 's'   ? LWS__PMD_SERVER_NO_TAKEOVER
			: *text == 'c' ? LWS__PMD_CLIENT_NO_TAKEOVER
			: *text == 'S' ? LWS__PMD_SERVER_BITS
				       : LWS__PMD_CLIENT_BITS;
		size_t len = strcspn(++text, " ");

		if (lws__pmd_params_add(p, which, len ? text : NULL, len))
			return false;
		text += len;
		text += strspn(text, " ");
	}

	return true;
}

/* WS-20 */
static void
pmd_params__are_legal_by_themselves_or_refused(void **state)
{
	static const char *const good[] = {"",   "s",   "c",          "S8",
					   "S9", "S10", "S15",        "C",
					   "C8", "C15", "s c S12 C11"};
	static const char *const bad[] = {
		"s1",   "c0",  "S",   "S7",    "S16", "S08", "S010", "S1",
		"S99",  "S+9", "S-9", "C7",    "C16", "C09", "Cx",   "C1x",
		"S100", "s s", "c c", "S9 S9", "C C", "C9 C"};
	struct lws__pmd_params p;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(good); n++)
		if (!params(good[n], &p))
			fail_msg("'%s' is refused", good[n]);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		if (params(bad[n], &p))
			fail_msg("'%s' is taken", bad[n]);
}

static void
describe(const struct lws__pmd_agreed *a, char out[40])
{
	snprintf(out, 40, "tx%u%s rx%u%s", a->tx_bits,
		 a->tx_takeover ? "+" : "-", a->rx_bits,
		 a->rx_takeover ? "+" : "-");
}

/* WS-20, PM-04 */
static void
pmd_params__server_answers_what_it_can_keep(void **state)
{
	static const struct {
		const char *offer, *ours, *answer, *agreed;
	} rows[] = {
		{"", "", "", "tx15+ rx15+"},
		{"s", "", "; server_no_context_takeover", "tx15- rx15+"},
		{"c", "", "; client_no_context_takeover", "tx15+ rx15-"},
		{"s c", "",
		 "; server_no_context_takeover; client_no_context_takeover",
		 "tx15- rx15-"},
		{"", "s c",
		 "; server_no_context_takeover; client_no_context_takeover",
		 "tx15- rx15-"},
		{"S10", "", "; server_max_window_bits=10", "tx10+ rx15+"},
		{"S15", "", "; server_max_window_bits=15", "tx15+ rx15+"},
		{"S9", "S12", "; server_max_window_bits=9", "tx9+ rx15+"},
		{"S12", "S9", "; server_max_window_bits=9", "tx9+ rx15+"},
		{"", "S11", "; server_max_window_bits=11", "tx11+ rx15+"},
		/* it may not be limited who did not say that it can be */
		{"", "C10", "", "tx15+ rx15+"},
		{"C", "", "", "tx15+ rx15+"},
		{"C", "C10", "; client_max_window_bits=10", "tx15+ rx10+"},
		{"C9", "C10", "; client_max_window_bits=9", "tx15+ rx9+"},
		{"C12", "C10", "; client_max_window_bits=10", "tx15+ rx10+"},
		{"C8", "", "", "tx15+ rx8+"},
		{"C8", "C8", "; client_max_window_bits=8", "tx15+ rx8+"},
		/* zlib cannot deflate in 256 bytes */
		{"S8", "", NULL, NULL},
		{"", "S8", NULL, NULL},
	};
	struct lws__pmd_params offer, ours, answer;
	struct lws__pmd_agreed agreed;
	char text[160], told[40];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		bool ok;

		assert_true(params(rows[n].offer, &offer));
		assert_true(params(rows[n].ours, &ours));
		ok = lws__pmd_accept(&offer, &ours, &answer, &agreed);
		if (ok != !!rows[n].answer)
			fail_msg("offer '%s' with '%s'", rows[n].offer,
				 rows[n].ours);
		if (!ok)
			continue;
		assert_int_equal(lws__pmd_write(&answer, text, sizeof(text)),
				 (int)strlen(rows[n].answer));
		assert_string_equal(text, rows[n].answer);
		describe(&agreed, told);
		assert_string_equal(told, rows[n].agreed);
	}
}

/* WS-20, PM-04 */
static void
pmd_params__client_takes_only_what_fits_its_offer(void **state)
{
	static const struct {
		const char *offer, *ours, *answer, *agreed;
	} rows[] = {
		{"", "", "", "tx15+ rx15+"},
		{"", "", "s", "tx15+ rx15-"},
		{"", "", "c", "tx15- rx15+"},
		{"", "", "S10", "tx15+ rx10+"},
		{"", "", "S8", "tx15+ rx8+"},
		{"", "", "C10", NULL}, /* was not offered */
		{"C", "", "C10", "tx10+ rx15+"},
		{"C", "", "C8", "tx8+ rx15+"},
		{"C", "", "C", NULL}, /* wants a value here */
		{"C", "", "", "tx15+ rx15+"},
		{"C10", "", "C10", "tx10+ rx15+"},
		{"C10", "", "C9", "tx9+ rx15+"},
		{"C10", "", "C11", NULL},
		{"C10", "", "", "tx10+ rx15+"},
		{"s", "", "s", "tx15+ rx15-"},
		{"s", "", "", NULL}, /* was asked for */
		{"c", "", "", "tx15- rx15+"},
		{"S10", "", "S10", "tx15+ rx10+"},
		{"S10", "", "S9", "tx15+ rx9+"},
		{"S10", "", "S11", NULL},
		{"S10", "", "", NULL},
		{"", "c C9", "", "tx9- rx15+"},
		{"C", "C12", "C10", "tx10+ rx15+"},
		{"s c S12 C12", "", "s c S12 C12", "tx12- rx12-"},
	};
	struct lws__pmd_params offer, ours, answer;
	struct lws__pmd_agreed agreed;
	char told[40];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		bool ok;

		assert_true(params(rows[n].offer, &offer));
		assert_true(params(rows[n].ours, &ours));
		assert_true(params(rows[n].answer, &answer));
		ok = lws__pmd_check_answer(&offer, &ours, &answer, &agreed);
		if (ok != !!rows[n].agreed)
			fail_msg("offer '%s', answer '%s'", rows[n].offer,
				 rows[n].answer);
		if (!ok)
			continue;
		describe(&agreed, told);
		assert_string_equal(told, rows[n].agreed);
	}
}

static void
pmd_params__text_fits_or_is_refused(void **state)
{
	struct lws__pmd_params p;
	char text[160];
	int len;

	(void)state;
	assert_true(params("s c S10 C", &p));
	len = lws__pmd_write(&p, text, sizeof(text));
	assert_string_equal(text, "; server_no_context_takeover"
				  "; client_no_context_takeover"
				  "; server_max_window_bits=10"
				  "; client_max_window_bits");
	for (size_t size = 0; size <= (size_t)len; size++)
		assert_int_equal(lws__pmd_write(&p, text, size), -1);
}

static void
pmd_params__packed_data_shows_in_its_first_bytes(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n",
			  webp[] = "RIFF----WEBPVP8";

	(void)state;
	assert_true(lws__pmd_is_packed((const uint8_t *)png, 8));
	assert_true(lws__pmd_is_packed((const uint8_t *)webp, 12));
	assert_true(lws__pmd_is_packed((const uint8_t *)"\x1f\x8b\x08", 3));
	assert_false(lws__pmd_is_packed((const uint8_t *)webp, 11));
	assert_false(lws__pmd_is_packed((const uint8_t *)png, 3));
	assert_false(lws__pmd_is_packed((const uint8_t *)"{\"a\": 1}", 8));
	assert_false(lws__pmd_is_packed(NULL, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			pmd_params__are_legal_by_themselves_or_refused),
		cmocka_unit_test(pmd_params__server_answers_what_it_can_keep),
		cmocka_unit_test(
			pmd_params__client_takes_only_what_fits_its_offer),
		cmocka_unit_test(pmd_params__text_fits_or_is_refused),
		cmocka_unit_test(
			pmd_params__packed_data_shows_in_its_first_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
