/* SPDX-License-Identifier: MIT */
/*
 * state: who is asked, in which order, who may hold a move back, who is told.
 */

#include "core/state.h"
#include "lws-test.h"

#include <stdio.h>

static char heard[1024];

/* "a2>3 " for asked, "a3= " for told */
static void
note(const char *what, int current, int target)
{
	size_t n = strlen(heard);

	if (current == target)
		snprintf(heard + n, sizeof(heard) - n, "%s%d= ", what, target);
	else
		snprintf(heard + n, sizeof(heard) - n, "%s%d>%d ", what,
			 current, target);
}

static int refuse_at, go_on_at, go_on_to;
static bool go_on_when_told;

static int
link_cb(struct lws_state_manager *mgr, struct lws_state_notify_link *link,
	int current, int target)
{
	note(link->name, current, target);
	if (link->name[0] == 'b' && go_on_at == target &&
	    go_on_when_told == (current == target)) {
		go_on_at = 0;
		lws_state_transition_steps(mgr, go_on_to);
	}

	return target == refuse_at && link->name[0] == 'b';
}

static void
announce(lws_state_manager_t *mgr, const char *name)
{
	size_t n = strlen(heard);

	(void)mgr;
	snprintf(heard + n, sizeof(heard) - n, "!%s ", name);
}

static const char *names[] = {"S0", "S1", "S2", "S3", "S4"};
static lws_state_manager_t mgr;
static lws_state_notify_link_t a = {.notify_cb = link_cb, .name = "a"},
			       b = {.notify_cb = link_cb, .name = "b"};

static int
begin(void **state)
{
	lws_state_notify_link_t *list[] = {&a, &b, NULL};

	(void)state;
	memset(&mgr, 0, sizeof(mgr));
	lws_dll2_clear(&a.list);
	lws_dll2_clear(&b.list);
	mgr.name = "test";
	mgr.state_names = names;
	lws_state_reg_notifier_list(&mgr, list);
	lws__state_set_announce(NULL);
	heard[0] = '\0';
	refuse_at = go_on_at = -1;

	return 0;
}

static void
state__the_newest_link_is_first_and_all_are_told(void **state)
{
	(void)state;
	assert_int_equal(lws_state_transition(&mgr, 3), 0);
	assert_int_equal(mgr.state, 3);
	assert_string_equal(heard, "b0>3 a0>3 b3= a3= ");
}

static void
state__steps_go_one_by_one(void **state)
{
	(void)state;
	assert_int_equal(lws_state_transition_steps(&mgr, 2), 0);
	assert_int_equal(mgr.state, 2);
	assert_string_equal(heard, "b0>1 a0>1 b1= a1= b1>2 a1>2 b2= a2= ");
	heard[0] = '\0';
	assert_int_equal(lws_state_transition_steps(&mgr, 2), 0);
	assert_int_equal(lws_state_transition_steps(&mgr, 1), 0);
	assert_int_equal(lws_state_transition(&mgr, 2), 0);
	assert_int_equal(mgr.state, 2);
	assert_string_equal(heard, "");
}

static void
state__one_no_stops_the_move(void **state)
{
	(void)state;
	refuse_at = 2;
	assert_int_equal(lws_state_transition_steps(&mgr, 4), 1);
	assert_int_equal(mgr.state, 1);
	assert_string_equal(heard, "b0>1 a0>1 b1= a1= b1>2 ");

	/* what was in the way is done: the same move again */
	refuse_at = -1;
	assert_int_equal(lws_state_transition_steps(&mgr, 4), 0);
	assert_int_equal(mgr.state, 4);
}

static void
state__who_is_told_cannot_refuse(void **state)
{
	(void)state;
	assert_int_equal(lws_state_transition(&mgr, 1), 0);
	refuse_at = 1;
	mgr.state = 0;
	heard[0] = '\0';
	lws_state_reg_deregister(&b);
	lws_state_reg_deregister(&b);
	assert_int_equal(lws_state_transition(&mgr, 1), 0);
	assert_string_equal(heard, "a0>1 a1= ");
}

static void
state__changes_are_announced_before_links_hear(void **state)
{
	(void)state;
	lws__state_set_announce(announce);
	lws_state_transition(&mgr, 4);
	mgr.state_names = NULL;
	lws_state_transition(&mgr, 0);
	assert_string_equal(heard,
			    "b0>4 a0>4 !S4 b4= a4= b4>0 a4>0 !? b0= a0= ");
}

static void
state__a_link_may_go_on_from_inside(void **state)
{
	(void)state;
	go_on_at = 1;
	go_on_to = 3;
	go_on_when_told = true;
	assert_int_equal(lws_state_transition_steps(&mgr, 3), 0);
	assert_int_equal(mgr.state, 3);
	/* everyone hears of every state, once */
	assert_string_equal(heard, "b0>1 a0>1 b1= b1>2 a1>2 b2= a2= "
				   "b2>3 a2>3 b3= a3= a1= ");
}

static void
state__what_was_agreed_is_void_when_the_state_has_moved(void **state)
{
	(void)state;
	go_on_at = 1;
	go_on_to = 2;
	go_on_when_told = false;
	assert_int_equal(lws_state_transition_steps(&mgr, 1), 0);
	assert_int_equal(mgr.state, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			state__the_newest_link_is_first_and_all_are_told,
			begin),
		cmocka_unit_test_setup(state__steps_go_one_by_one, begin),
		cmocka_unit_test_setup(state__one_no_stops_the_move, begin),
		cmocka_unit_test_setup(state__who_is_told_cannot_refuse, begin),
		cmocka_unit_test_setup(
			state__changes_are_announced_before_links_hear, begin),
		cmocka_unit_test_setup(state__a_link_may_go_on_from_inside,
				       begin),
		cmocka_unit_test_setup(
			state__what_was_agreed_is_void_when_the_state_has_moved,
			begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
