/* SPDX-License-Identifier: MIT */
/*
 * The way of a context from created to operational.
 */

#include "trace-protocols.h"

static struct lws_context_creation_info
plain_info(void)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;

	return info;
}

static int notified[LWS_SYSTATE_MODAL_UPDATING + 1], veto_at = -1;

static int
state_cb(struct lws_state_manager *mgr, struct lws_state_notify_link *link,
	 int current, int target)
{
	(void)mgr;
	(void)link;
	if (current == target)
		notified[current]++;

	return target == veto_at && current != target;
}

static void
context__steps_to_operational_in_the_first_turns(void **state)
{
	lws_state_notify_link_t link = {.name = "test", .notify_cb = state_cb};
	lws_state_notify_link_t *const links[] = {&link, NULL};
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	memset(notified, 0, sizeof(notified));
	info.register_notifier_list = links;
	cx = lws_create_context(&info);
	assert_int_equal(notified[LWS_SYSTATE_CONTEXT_CREATED], 1);
	assert_int_equal(notified[LWS_SYSTATE_INITIALIZED], 0);
	for (int n = 0; n < 5; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	for (int s = LWS_SYSTATE_CONTEXT_CREATED; s <= LWS_SYSTATE_OPERATIONAL;
	     s++)
		assert_int_equal(notified[s], 1);
	assert_ptr_equal(lws_system_context_from_system_mgr(
				 lws_system_get_state_manager(cx)),
			 cx);
	lws_context_destroy(cx);
	assert_int_equal(notified[LWS_SYSTATE_CONTEXT_DESTROYING], 1);
}

static void
context__waits_for_a_link_that_is_not_ready(void **state)
{
	lws_state_notify_link_t link = {.name = "test", .notify_cb = state_cb};
	lws_state_notify_link_t *const links[] = {&link, NULL};
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	memset(notified, 0, sizeof(notified));
	info.register_notifier_list = links;
	veto_at = LWS_SYSTATE_POLICY_VALID;
	cx = lws_create_context(&info);
	for (int n = 0; n < 5; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(notified[LWS_SYSTATE_CPD_POST_TIME], 1);
	assert_int_equal(notified[LWS_SYSTATE_POLICY_VALID], 0);
	veto_at = -1;
	lws_state_transition_steps(lws_system_get_state_manager(cx),
				   LWS_SYSTATE_OPERATIONAL);
	assert_int_equal(notified[LWS_SYSTATE_OPERATIONAL], 1);
	lws_context_destroy(cx);
}

static void
context__takes_no_states_when_told(void **state)
{
	lws_state_notify_link_t link = {.name = "test", .notify_cb = state_cb};
	lws_state_notify_link_t *const links[] = {&link, NULL};
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	memset(notified, 0, sizeof(notified));
	info.register_notifier_list = links;
	info.options = LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES;
	trace_clear();
	cx = lws_create_context(&info);
	for (int n = 0; n < 5; n++)
		assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(notified[LWS_SYSTATE_INITIALIZED], 0);
	/* protocols do not depend on it */
	assert_non_null(strstr(trace, "p0 INIT default"));
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			context__steps_to_operational_in_the_first_turns),
		cmocka_unit_test(context__waits_for_a_link_that_is_not_ready),
		cmocka_unit_test(context__takes_no_states_when_told),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
