/* SPDX-License-Identifier: MIT */
/*
 * wsmsg: messages of several sources come out whole, in the order they ended.
 */

#include "base/base.h"
#include "model.h"

struct fixture {
	struct lws_buflist *up;
	struct lws_buflist *priv[2];
	int told;
};

static void
count_transfer(lws_wsmsg_info_t *info)
{
	((struct fixture *)info->opaque)->told++;
}

static int
give(struct fixture *f, int source, const char *text, unsigned int flags)
{
	lws_wsmsg_info_t info = {
		.head_upstream = &f->up,
		.private_heads = f->priv,
		.private_source_idx = source,
		.optional_cb = count_transfer,
		.opaque = f,
		.buf = (const uint8_t *)text,
		.len = text ? strlen(text) : 0,
		.ss_flags = flags,
	};

	return lws_wsmsg_append(&info);
}

static void
assert_upstream(struct fixture *f, const char *want)
{
	uint8_t b[64];
	int n = lws_buflist_linear_copy(&f->up, 0, b, sizeof(b));

	assert_int_equal(n, strlen(want));
	assert_memory_equal(b, want, strlen(want));
}

static void
fixture_destroy(struct fixture *f)
{
	lws_buflist_destroy_all_segments(&f->up);
	lws_wsmsg_destroy(f->priv, 2);
	assert_null(f->priv[0]);
	assert_null(f->priv[1]);
}

static void
wsmsg__sources_do_not_mix(void **state)
{
	struct fixture f = {0};

	(void)state;
	assert_int_equal(give(&f, 0, "A1", LWSSS_FLAG_SOM), 0);
	assert_int_equal(give(&f, 1, "B1", LWSSS_FLAG_SOM), 0);
	assert_upstream(&f, "");
	assert_int_equal(f.told, 0);
	assert_int_equal(give(&f, 1, "B2", LWSSS_FLAG_EOM), 0);
	assert_int_equal(f.told, 1);
	assert_upstream(&f, "B1B2");
	assert_int_equal(give(&f, 0, "A2", 0), 0);
	assert_int_equal(give(&f, 0, "A3", LWSSS_FLAG_EOM), 0);
	assert_int_equal(give(&f, 1, "C", LWSSS_FLAG_SOM | LWSSS_FLAG_EOM), 0);
	assert_upstream(&f, "B1B2A1A2A3C");
	assert_int_equal(f.told, 3);
	fixture_destroy(&f);
}

static void
wsmsg__the_end_may_be_empty(void **state)
{
	struct fixture f = {0};

	(void)state;
	assert_int_equal(give(&f, 0, "A", LWSSS_FLAG_SOM), 0);
	assert_int_equal(give(&f, 0, NULL, LWSSS_FLAG_EOM), 0);
	assert_upstream(&f, "A");
	assert_int_equal(give(&f, 1, NULL, LWSSS_FLAG_SOM | LWSSS_FLAG_EOM), 0);
	assert_int_equal(f.told, 2);
	assert_upstream(&f, "A");
	fixture_destroy(&f);
}

static void
wsmsg__half_a_message_is_dropped(void **state)
{
	struct fixture f = {0};

	(void)state;
	lws_set_log_level(0, NULL);
	assert_int_equal(give(&f, 0, "half", LWSSS_FLAG_SOM), 0);
	assert_int_equal(give(&f, 0, "new", LWSSS_FLAG_SOM | LWSSS_FLAG_EOM),
			 0);
	assert_upstream(&f, "new");
	assert_int_equal(give(&f, 0, "tail", LWSSS_FLAG_EOM), -1);
	assert_int_equal(give(&f, 0, "tail", 0), -1);
	assert_upstream(&f, "new");
	fixture_destroy(&f);
	lws_set_log_level(LLL_ERR, NULL);
}

static void
wsmsg__refuses_a_source_below_zero(void **state)
{
	struct fixture f = {0};

	(void)state;
	assert_int_equal(give(&f, -1, "x", LWSSS_FLAG_SOM), -1);
	fixture_destroy(&f);
}

static int
send_one(void *arg)
{
	struct fixture f = {0};
	int ret;

	(void)arg;
	ret = give(&f, 0, "A1", LWSSS_FLAG_SOM) ||
	      give(&f, 0, "A2", LWSSS_FLAG_EOM);
	if (ret) { /* nothing of it, now or later */
		assert_null(f.priv[0]);
		assert_int_equal(give(&f, 0, "A3", LWSSS_FLAG_EOM), -1);
		assert_null(f.up);
	}
	fixture_destroy(&f);

	return ret;
}

static void
wsmsg__I_01_no_memory_loses_the_message_and_only_that(void **state)
{
	(void)state;
	lws_set_log_level(0, NULL);
	lws__test_alloc_sweep(send_one, NULL);
	lws_set_log_level(LLL_ERR, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wsmsg__sources_do_not_mix),
		cmocka_unit_test(wsmsg__the_end_may_be_empty),
		cmocka_unit_test(wsmsg__half_a_message_is_dropped),
		cmocka_unit_test(wsmsg__refuses_a_source_below_zero),
		cmocka_unit_test(
			wsmsg__I_01_no_memory_loses_the_message_and_only_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
