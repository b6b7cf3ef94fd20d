/* SPDX-License-Identifier: MIT */
/*
 * From the key ids of a chain to those to be asked for.  A certificate is
 * written as two letters: its own key, and the one that signed it; '-' is one
 * that it does not name.
 */

#include "tls/jit-trust.h"
#include "lws-test.h"

static struct lws__tls_key_id
id_of(char c)
{
	struct lws__tls_key_id id = {0};

	if (c != '-') {
		id.len = 20;
		memset(id.id, c, 20);
	}

	return id;
}

static void
jit_path__asks_for_the_highest_first(void **state)
{
	static const struct {
		const char *name, *chain, *asked;
	} rows[] = {
		{"nothing", "", ""},
		{"signed by a root", "lr", "r"},
		{"root comes along", "lr rr", "r"},
		{"root that does not name itself", "lr r-", "r"},
		{"one between", "lm mr", "rm"},
		{"one between, and the root", "lm mr rr", "rm"},
		{"in no order", "lm rr mr", "rm"},
		{"two between", "ln nm mr", "rmn"},
		{"two between, and the root", "ln nm mr rr", "rmn"},
		{"cross-signed root", "lm mr rx", "xrm"},
		{"vouches for itself", "ll", ""},
		{"names nobody", "l-", ""},
		{"those who are no part of it", "lr ab bc", "r"},
		{"in a circle", "lm mn nm", "mn"},
		{"the same one twice", "lm mr mr", "rm"},
		{"its own key again", "lm ml", "lm"},
		{"more than are asked for", "ln nm mk ko", "okm"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		struct lws__tls_chain chain = {0};
		struct lws__jit_ids ids;
		char asked[8] = "";

		for (const char *p = rows[n].chain; *p; p += p[2] ? 3 : 2) {
			struct lws__tls_keys *k = &chain.certs[chain.count++];

			k->subject = id_of(p[0]);
			k->issuer = id_of(p[1]);
		}
		lws__jit_path(&chain, &ids);
		for (unsigned int k = 0; k < ids.count; k++)
			asked[k] = (char)ids.ids[k].id[0];
		if (strcmp(asked, rows[n].asked))
			fail_msg("%s: %s asked for, not %s", rows[n].name,
				 asked, rows[n].asked);
	}
}

static void
jit_ids__are_a_set_with_an_end(void **state)
{
	struct lws__jit_ids ids = {0};
	struct lws__tls_key_id id = id_of('a'), longer = id_of('a');

	(void)state;
	longer.len = 21;
	lws__jit_ids_add(&ids, &id);
	lws__jit_ids_add(&ids, &id);
	assert_int_equal(ids.count, 1);
	lws__jit_ids_add(&ids, &longer);
	assert_int_equal(ids.count, 2);
	for (char c = 'b'; c < 'z'; c++) {
		id = id_of(c);
		lws__jit_ids_add(&ids, &id);
	}
	assert_int_equal(ids.count, LWS__JIT_ANCHORS_MAX);
	id = id_of('-');
	assert_false(lws__jit_is_same(&id, &id)); /* who says nothing */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jit_path__asks_for_the_highest_first),
		cmocka_unit_test(jit_ids__are_a_set_with_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
