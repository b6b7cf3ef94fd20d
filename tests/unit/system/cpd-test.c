/* SPDX-License-Identifier: MIT */
/*
 * Captive portal detection: asked of system_ops, answered once a round.
 */

#include <libwebsockets.h>
#include "lws-test.h"

static int requests;

static int
detect(struct lws_context *cx)
{
	(void)cx;
	requests++;

	return 0;
}

static struct lws_context *
context_create(const lws_system_ops_t *ops)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.system_ops = ops;

	return lws_create_context(&info);
}

static void
cpd__keeps_the_first_answer_of_a_round(void **state)
{
	static const lws_system_ops_t ops = {.captive_portal_detect_request =
						     detect};
	struct lws_context *cx = context_create(&ops);

	(void)state;
	requests = 0;
	assert_int_equal(lws_system_cpd_state_get(cx), LWS_CPD_UNKNOWN);
	assert_int_equal(lws_system_cpd_start(cx), 0);
	assert_int_equal(requests, 1);
	lws_system_cpd_set(cx, LWS_CPD_CAPTIVE_PORTAL);
	lws_system_cpd_set(cx, LWS_CPD_INTERNET_OK);
	assert_int_equal(lws_system_cpd_state_get(cx), LWS_CPD_CAPTIVE_PORTAL);
	assert_int_equal(lws_system_cpd_start(cx), 0);
	assert_int_equal(lws_system_cpd_state_get(cx), LWS_CPD_UNKNOWN);
	lws_system_cpd_set(cx, LWS_CPD_INTERNET_OK);
	assert_int_equal(lws_system_cpd_state_get(cx), LWS_CPD_INTERNET_OK);
	lws_context_destroy(cx);
}

static void
cpd__can_be_put_off(void **state)
{
	static const lws_system_ops_t ops = {.captive_portal_detect_request =
						     detect};
	struct lws_context *cx = context_create(&ops);

	(void)state;
	requests = 0;
	lws_system_cpd_start_defer(cx, 1);
	assert_int_equal(requests, 0);
	while (!requests)
		assert_int_equal(lws_service(cx, 0), 0);
	assert_int_equal(requests, 1);
	lws_system_cpd_start_defer(cx, LWS_US_PER_SEC * 3600);
	lws_context_destroy(cx); /* what was put off goes with it */
	assert_int_equal(requests, 1);
}

static void
cpd__says_when_nobody_detects(void **state)
{
	struct lws_context *cx = context_create(NULL);

	(void)state;
	assert_int_equal(lws_system_cpd_start(cx), -1);
	assert_int_equal(lws_system_cpd_state_get(cx), LWS_CPD_UNKNOWN);
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpd__keeps_the_first_answer_of_a_round),
		cmocka_unit_test(cpd__can_be_put_off),
		cmocka_unit_test(cpd__says_when_nobody_detects),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
