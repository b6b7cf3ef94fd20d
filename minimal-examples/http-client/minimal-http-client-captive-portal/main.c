/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Finds out whether the internet is there or a captive portal stands before
 * it, on the context's way to OPERATIONAL.
 *
 * A page that answers 204 and nothing else is asked for over plain http.  A
 * portal cannot leave that alone: it redirects, or shows a page of its own.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum result {
	UNKNOWN,
	INTERNET,
	PORTAL,
	NOTHING,
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static struct lws_client_connect_info probe;
static enum result result;
static int is_asked;

static void
found(enum result r, const char *words)
{
	if (result != UNKNOWN)
		return;
	result = r;
	lwsl_user("%s\n", words);
}

static int
callback_probe(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	char location[256];

	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_warn("no answer: %s\n", in ? (const char *)in : "?");
		found(NOTHING, "no connection to the internet");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (lws_http_client_http_response(wsi) == 204) {
			found(INTERNET, "this is the internet");
			break;
		}
		if (lws_hdr_copy(wsi, location, sizeof(location),
				 WSI_TOKEN_HTTP_LOCATION) > 0)
			lwsl_user("sent to %s\n", location);
		found(PORTAL, "a captive portal");
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		if (result != INTERNET) {
			lws_default_loop_exit(context);
			break;
		}
		/* what was held goes on */
		lws_state_transition_steps(
			lws_system_get_state_manager(context),
			LWS_SYSTATE_OPERATIONAL);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return -1; /* whatever the page says */

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "probe", .callback = callback_probe}, LWS_PROTOCOL_LIST_TERM};

/*
 * Asked before each step (current is not target yet), and told after it.
 * Nonzero before a step holds it.
 */
static int
on_state(lws_state_manager_t *mgr, lws_state_notify_link_t *link, int current,
	 int target)
{
	(void)mgr;
	(void)link;
	if (target == LWS_SYSTATE_CPD_POST_TIME && current != target &&
	    result != INTERNET) {
		if (!is_asked++ && !lws_client_connect_via_info(&probe)) {
			found(NOTHING, "no connection to the internet");
			lws_default_loop_exit(context);
		}
		return 1;
	}
	if (current == LWS_SYSTATE_OPERATIONAL && target == current) {
		lwsl_user("operational\n");
		lws_default_loop_exit(context);
	}

	return 0;
}

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context); /* may be called from a handler */
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

int
main(int argc, const char **argv)
{
	lws_state_notify_link_t notifier = {.name = "portal check",
					    .notify_cb = on_state};
	lws_state_notify_link_t *notifiers[] = {&notifier, NULL};
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
	info.register_notifier_list = notifiers;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	probe.context = context;
	probe.address =
		option(argc, argv, "--server", "connectivitycheck.android.com");
	probe.port = (int)strtol(option(argc, argv, "-p", "80"), NULL, 10);
	probe.path = option(argc, argv, "--path", "/generate_204");
	probe.host = probe.address;
	probe.method = "GET";
	probe.protocol = "probe"; /* ours, where the callbacks go */
	probe.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;

	lws_context_default_loop_run_destroy(context);

	return result != INTERNET;
}
