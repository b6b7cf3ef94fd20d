/* SPDX-License-Identifier: MIT */
/*
 * Captive portal detection: who finds out is system_ops' business; here is
 * when it is asked and what it answered.  The first answer of a round counts.
 */

#include "system/system.h"

static const char *
cpd_words(lws_cpd_result_t result)
{
	switch (result) {
	case LWS_CPD_UNKNOWN:
		return "unknown";
	case LWS_CPD_INTERNET_OK:
		return "OK";
	case LWS_CPD_CAPTIVE_PORTAL:
		return "captive portal";
	case LWS_CPD_NO_INTERNET:
		return "no internet";
	}

	return "invalid";
}

int
lws_system_cpd_start(struct lws_context *context)
{
	const struct lws_system_ops *ops = context->system_ops;

	context->system->cpd = LWS_CPD_UNKNOWN;
	if (!ops || !ops->captive_portal_detect_request) {
		lwsl_cx_info(context, "nobody detects captive portals: "
				      "system_ops has no "
				      "captive_portal_detect_request");
		return -1;
	}

	return ops->captive_portal_detect_request(context);
}

static void
cpd_due(lws_sorted_usec_list_t *sul)
{
	struct lws__system *sys =
		lws_container_of(sul, struct lws__system, sul_cpd);

	(void)lws_system_cpd_start(sys->cx);
}

void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us)
{
	lws_sul_schedule(cx, 0, &cx->system->sul_cpd, cpd_due, defer_us);
}

void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result)
{
	struct lws__system *sys = context->system;

	if (sys->cpd != LWS_CPD_UNKNOWN)
		return;
	lwsl_cx_notice(context, "internet: %s", cpd_words(result));
	sys->cpd = result;
}

lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context)
{
	return context->system->cpd;
}
