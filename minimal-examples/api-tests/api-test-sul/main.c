/* SPDX-License-Identifier: CC0-1.0 */
/*
 * sul: timers.  You keep the struct, the library calls you when its time came.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

struct test {
	struct lws_context *cx;
	lws_sorted_usec_list_t sul[4]; /* zeroed before their first use */
	char order[16];
	int count;
	lws_usec_t due;
};

static struct test *t;

static void
note(char which)
{
	t->order[t->count++] = which;
	t->order[t->count] = '\0';
}

static void
a_cb(lws_sorted_usec_list_t *sul)
{
	/* the usual way to find out what it belongs to */
	struct test *me = lws_container_of(sul, struct test, sul[0]);

	check(me == t, "lws_container_of()");
	check(lws_dll2_is_detached(&sul->list), "no longer scheduled");
	check(lws_now_usecs() >= me->due, "never early");
	note('a');
}

static void
b_cb(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	note('b');
	lws_sul_cancel(&t->sul[2]); /* c: is due now, too, but does not come */
}

static void
c_cb(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	note('c');
}

static void
d_cb(lws_sorted_usec_list_t *sul)
{
	note('d');
	if (t->count < 6) { /* again: a timer fires once */
		lws_sul_schedule(t->cx, 0, sul, d_cb, LWS_US_PER_MS);
		return;
	}
	lws_default_loop_exit(t->cx);
}

static void
order_moving_and_cancelling(void)
{
	struct lws_context_creation_info info;
	struct test test;

	memset(&test, 0, sizeof(test));
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t = &test;
	t->cx = lws_create_context(&info);
	check(!!t->cx, "context");
	if (!t->cx)
		return;

	/* scheduled in another order than they are due */
	lws_sul_schedule(t->cx, 0, &t->sul[3], d_cb, 30 * LWS_US_PER_MS);
	lws_sul_schedule(t->cx, 0, &t->sul[2], c_cb, LWS_US_PER_SEC);
	lws_sul_schedule(t->cx, 0, &t->sul[1], b_cb, 20 * LWS_US_PER_MS);
	t->due = lws_now_usecs() + 10 * LWS_US_PER_MS;
	lws_sul_schedule(t->cx, 0, &t->sul[0], a_cb, 10 * LWS_US_PER_MS);
	check(!lws_dll2_is_detached(&t->sul[2].list), "scheduled");

	/* scheduling again moves; here to the very moment of b */
	t->sul[2].us = t->sul[1].us;
	lws_sul2_schedule(t->cx, 0, LWSSULLI_MISS_IF_SUSPENDED, &t->sul[2]);

	lws_context_default_loop_run_destroy(t->cx);
	check(!strcmp(t->order, "abdddd"), t->order);
	lwsl_user("they came as %s\n", t->order);
}

/* what a system that sleeps must wake up for */
static void
wake_up_calls(void)
{
	struct lws_context_creation_info info;
	lws_sorted_usec_list_t sul;
	struct lws_context *cx;
	lws_usec_t us = 0;

	memset(&sul, 0, sizeof(sul));
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	cx = lws_create_context(&info);
	check(!!cx, "context");
	if (!cx)
		return;
	lws_sul_schedule(cx, 0, &sul, c_cb, LWS_US_PER_SEC);
	check(lws_sul_earliest_wakeable_event(cx, &us) == 1, "not for that");
	lws_sul_schedule_wakesuspend(cx, 0, &sul, c_cb, LWS_US_PER_SEC);
	check(!lws_sul_earliest_wakeable_event(cx, &us) && us == sul.us,
	      "but for that");
	lws_sul_cancel(&sul); /* before the memory goes */
	lws_context_destroy(cx);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: sul\n");

	order_moving_and_cancelling();
	wake_up_calls();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
