/* SPDX-License-Identifier: MIT */
/*
 * LEJP: strings of any length put together in an arena.
 */

#include "lws-test.h"
#include "base/base.h"

#include <stdlib.h>

struct want {
	struct lwsac *ac;
	size_t len;
	int strings;
};

static signed char
gather_cb(struct lejp_ctx *ctx, char reason)
{
	struct want *w = ctx->user;

	if (lejp_string_unify_part(ctx, &w->ac, reason))
		return -1;
	if (reason != LEJPCB_VAL_STR_END)
		return 0;
	assert_int_equal(lejp_string_unify(ctx, &w->ac), 0); /* again */
	assert_int_equal(ctx->su.asl, w->len);
	assert_int_equal(strlen(ctx->su.fp), w->len);
	for (size_t n = 0; n < w->len; n++)
		assert_int_equal(ctx->su.fp[n], 'a' + (int)(n % 26));
	w->strings++;

	return 0;
}

static int
gather(struct want *w)
{
	char *text = malloc(w->len + 3);
	struct lejp_ctx ctx;
	int ret;

	assert_non_null(text);
	text[0] = '"';
	for (size_t n = 0; n < w->len; n++)
		text[n + 1] = (char)('a' + n % 26);
	text[w->len + 1] = '"';
	lejp_construct(&ctx, gather_cb, w, NULL, 0);
	ret = lejp_parse(&ctx, (const uint8_t *)"[", 1);
	for (int n = 0; n < 3 && ret == LEJP_CONTINUE; n++) {
		ret = lejp_parse(&ctx, (uint8_t *)text, (int)w->len + 2);
		if (ret == LEJP_CONTINUE)
			ret = lejp_parse(&ctx, (const uint8_t *)&",,]"[n], 1);
	}
	lejp_destruct(&ctx);
	lwsac_free(&w->ac);
	free(text);

	return ret;
}

static void
lejp_string_unify__joins_pieces(void **state)
{
	static const size_t lens[] = {0, 1, 253, 254, 255, 508, 509, 100000};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(lens); n++) {
		struct want w = {NULL, lens[n], 0};

		assert_int_equal(gather(&w), 0);
		assert_int_equal(w.strings, 3);
	}
}

/* a document cannot make us hold any amount */
static void
lejp_string_unify__is_bounded(void **state)
{
	struct want w = {NULL, 16 * 1024 * 1024 + 1, 0};

	(void)state;
	assert_int_equal(gather(&w), LEJP_REJECT_CALLBACK);
	assert_int_equal(w.strings, 0);
}

static int
gather_once(void *arg)
{
	struct want w = {NULL, 20000, 0};
	int ret = gather(&w);

	(void)arg;
	if (ret)
		assert_int_equal(ret, LEJP_REJECT_CALLBACK);

	return ret;
}

static void
lejp_string_unify__survives_no_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(gather_once, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lejp_string_unify__joins_pieces),
		cmocka_unit_test(lejp_string_unify__is_bounded),
		cmocka_unit_test(lejp_string_unify__survives_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
