/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_state: a state that others have a say in.
 *
 * Whoever registered is asked before each step and may answer "not yet".  It
 * then does what it must, and asks for the same step again.
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

enum {
	ENGINE_OFF,
	ENGINE_WARM,
	ENGINE_RUNNING,
};

static const char *names[] = {"off", "warm", "running"};

struct heater {
	lws_state_notify_link_t link;
	int is_hot;
	int asked;
	int told;
};

/* target != current: may it?  target == current: it did */
static int
heater_notify(struct lws_state_manager *mgr, lws_state_notify_link_t *link,
	      int current, int target)
{
	struct heater *h = lws_container_of(link, struct heater, link);

	(void)mgr;
	if (current == target) {
		h->told++;
		return 0; /* ignored */
	}
	h->asked++;

	return target == ENGINE_WARM && !h->is_hot; /* nonzero: not yet */
}

static void
one_may_say_not_yet(void)
{
	struct heater heater;
	lws_state_manager_t mgr;

	memset(&heater, 0, sizeof(heater));
	memset(&mgr, 0, sizeof(mgr));
	heater.link.notify_cb = heater_notify;
	heater.link.name = "heater";
	mgr.name = "engine";
	mgr.state_names = names;
	mgr.state = ENGINE_OFF;
	lws_state_reg_notifier(&mgr, &heater.link);

	check(lws_state_transition_steps(&mgr, ENGINE_RUNNING) == 1, "not yet");
	check(mgr.state == ENGINE_OFF && heater.asked == 1 && !heater.told,
	      "nothing has changed");

	heater.is_hot = 1;
	check(!lws_state_transition_steps(&mgr, ENGINE_RUNNING), "now it goes");
	check(mgr.state == ENGINE_RUNNING, "as far as was asked");
	check(heater.asked == 3 && heater.told == 2, "step by step");

	check(!lws_state_transition(&mgr, ENGINE_OFF), "back in one step");
	lws_state_reg_deregister(&heater.link);
	check(!lws_state_transition(&mgr, ENGINE_WARM) && heater.asked == 4,
	      "it is asked no more");
}

/* the context has such a state: here from its making until it works */
static int saw_operational;

static int
system_notify(struct lws_state_manager *mgr, lws_state_notify_link_t *link,
	      int current, int target)
{
	(void)mgr;
	(void)link;
	if (current == target && current == LWS_SYSTATE_OPERATIONAL)
		saw_operational = 1;

	return 0;
}

static void
the_system_state(void)
{
	lws_state_notify_link_t link = {.notify_cb = system_notify,
					.name = "test"};
	lws_state_notify_link_t *const list[] = {&link, NULL};
	struct lws_context_creation_info info;
	struct lws_context *cx;
	int n;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.register_notifier_list = list;
	cx = lws_create_context(&info);
	check(!!cx, "context");
	if (!cx)
		return;
	for (n = 0; n < 10 && !saw_operational; n++)
		lws_service(cx, -1);
	check(saw_operational, "it became operational");
	lws_context_destroy(cx);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_state\n");

	one_may_say_not_yet();
	the_system_state();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
