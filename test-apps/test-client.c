/* SPDX-License-Identifier: MIT */
/*
 * lws-test-client: talks to lws-test-server, or to anything that speaks the
 * same protocols, and prints what it gets.
 *
 *   counter  dumb-increment-protocol: prints the numbers, which must follow
 *            each other
 *   mirror   lws-mirror-protocol: sends random circles "c #RRGGBB x y r;",
 *            each when the one before has come back, prints what anyone sends
 *
 * A connection that has had enough closes and is opened anew, or with --once
 * is done; one that fails ends the program, or with --retry is tried again
 * after 0.2 s, 0.5 s ... 10 s.  Exit status 0: all went well; 1: not; 2: usage.
 */

#include "test-client.h"
#include "crl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CIRCLE_PERIOD_US (50 * 1000)
#define COUNT_MOST       100 /* drawn for a connection: 10 .. 109 */

enum link_state {
	LINK_OFF,    /* not asked for */
	LINK_TRYING, /* to connect, now or later */
	LINK_OPEN,   /* messages go */
	LINK_ENDING, /* it has had enough, and we close it */
	LINK_DONE,   /* --once: it had enough */
};

/* one connection at a time to one protocol */
struct link {
	lws_sorted_usec_list_t sul; /* the next attempt */
	const char *name;
	const char *protocol;
	enum link_state state;
	uint16_t failures; /* in a row */
	int wanted;        /* messages until it has had enough; 0: for ever */
	int had;
	char circle[64]; /* mirror: sent, not yet back; "": none */
};

static struct link counter = {.name = "counter",
			      .protocol = "dumb-increment-protocol"};
static struct link mirror = {.name = "mirror",
			     .protocol = "lws-mirror-protocol"};

static const uint32_t delays_ms[] = {200, 500, 1000, 2000, 5000, 10000};
static const lws_retry_bo_t retry_policy = {
	.retry_ms_table = delays_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(delays_ms),
	.conceal_count = LWS_RETRY_CONCEAL_ALWAYS,
	.secs_since_valid_ping = 20,
	.secs_since_valid_hangup = 30,
	.jitter_percent = 20,
};

static struct client_args args;
static struct lws_context *context;
static volatile sig_atomic_t interrupted;
static int has_failed;

static void
say(const struct link *link, const char *text, size_t len)
{
	printf("%s: %.*s\n", link->name, (int)len, text);
	fflush(stdout);
}

static int
random_below(int limit)
{
	unsigned int n = 0;

	if (lws_get_random(context, &n, sizeof(n)) != sizeof(n))
		return 0;

	return (int)(n % (unsigned int)limit);
}

/* ---- connecting --------------------------------------------------------- */

static void link_failed(struct link *link, const char *why);

static void
link_connect(lws_sorted_usec_list_t *sul)
{
	struct link *link = lws_container_of(sul, struct link, sul);
	struct lws_client_connect_info info;

	memset(&info, 0, sizeof(info));
	info.context = context;
	info.address = args.address;
	info.host = args.address[0] == '+' ? "localhost" : args.address;
	info.port = args.port;
	info.path = args.path;
	info.ssl_connection = args.ssl_flags;
	info.protocol = link->protocol;
	info.local_protocol_name = "lws-test-client";
	info.ietf_version_or_minus_one = args.ws_version;
	info.retry_and_idle_policy = &retry_policy;
	info.opaque_user_data = link;

	link->state = LINK_TRYING;
	link->had = 0;
	link->circle[0] = '\0';
	link->wanted =
		args.count >= 0 ? args.count : 10 + random_below(COUNT_MOST);
	if (!lws_client_connect_via_info(&info))
		link_failed(link, "cannot connect");
}

static void
link_failed(struct link *link, const char *why)
{
	say(link, why, strlen(why));
	if (args.retry) {
		link->state = LINK_TRYING;
		lws_retry_sul_schedule(context, 0, &link->sul, &retry_policy,
				       link_connect, &link->failures);
		return;
	}
	has_failed = 1;
	interrupted = 1;
}

static void
link_closed(struct link *link)
{
	if (link->state != LINK_ENDING) {
		link_failed(link, "closed");
		return;
	}
	say(link, "had enough", strlen("had enough"));
	if (!args.once) {
		link->state = LINK_TRYING;
		lws_sul_schedule(context, 0, &link->sul, link_connect, 1);
		return;
	}
	link->state = LINK_DONE;
	if ((counter.state == LINK_OFF || counter.state == LINK_DONE) &&
	    (mirror.state == LINK_OFF || mirror.state == LINK_DONE))
		interrupted = 1;
}

/* one more message: nonzero when that is enough */
static int
link_count(struct lws *wsi, struct link *link)
{
	if (++link->had != link->wanted)
		return 0;
	link->state = LINK_ENDING;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

/* ---- what is said ------------------------------------------------------- */

static int
counter_receive(struct lws *wsi, const char *in, size_t len)
{
	char text[16];

	say(&counter, in, len);
	lws_strnncpy(text, in, len, sizeof(text));
	if (strtol(text, NULL, 10) != counter.had) {
		fprintf(stderr, "counter: expected %d\n", counter.had);
		has_failed = 1;
	}

	return link_count(wsi, &counter);
}

static int
mirror_receive(struct lws *wsi, const char *in, size_t len)
{
	say(&mirror, in, len);
	if (!mirror.circle[0] || len != strlen(mirror.circle) ||
	    memcmp(in, mirror.circle, len))
		return 0; /* somebody else's */

	mirror.circle[0] = '\0';
	lws_set_timer_usecs(wsi, CIRCLE_PERIOD_US);

	return link_count(wsi, &mirror);
}

static int
mirror_send(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + sizeof(mirror.circle)];
	int len;

	if (args.is_quiet || mirror.circle[0] || mirror.state != LINK_OPEN)
		return 0;
	len = lws_snprintf(mirror.circle, sizeof(mirror.circle),
			   "c #%06X %d %d %d;", random_below(0x1000000),
			   random_below(512), random_below(256),
			   1 + random_below(32));
	memcpy(&buf[LWS_PRE], mirror.circle, (size_t)len);

	return lws_write(wsi, &buf[LWS_PRE], (size_t)len, LWS_WRITE_TEXT) < len
		       ? -1
		       : 0;
}

static int
callback_client(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct link *link = lws_get_opaque_user_data(wsi);

	switch (reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
		if (args.crl && crl_load(user, args.crl))
			has_failed = interrupted = 1;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		if (!interrupted)
			link_failed(link, in ? in : "cannot connect");
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		say(link, "connected", strlen("connected"));
		link->state = LINK_OPEN;
		link->failures = 0;
		if (link == &mirror)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return link == &counter ? counter_receive(wsi, in, len)
					: mirror_receive(wsi, in, len);
	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return link == &mirror ? mirror_send(wsi) : 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		/* the context may be going */
		if (!interrupted)
			link_closed(link);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"lws-test-client", callback_client, 0, 8192, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	if (context)
		lws_cancel_service(context);
}

static struct lws_context *
create_context(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.client_ssl_ca_filepath = args.ca;
	info.client_ssl_cert_filepath = args.cert;
	info.client_ssl_private_key_filepath = args.key;
	if (args.ssl_flags)
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;

	return lws_create_context(&info);
}

int
main(int argc, char **argv)
{
	int status = client_args_parse(&args, argc, argv);

	if (status < 0) {
		lws_set_log_level(args.log_level, NULL);
		context = create_context();
		status = !context;
		has_failed |= status;
	}
	if (context) {
		signal(SIGINT, on_signal);
		signal(SIGTERM, on_signal);
		if (args.with_counter)
			link_connect(&counter.sul);
		if (args.with_mirror)
			link_connect(&mirror.sul);
		while (!interrupted && lws_service(context, 0) >= 0)
			;
		lws_sul_cancel(&counter.sul);
		lws_sul_cancel(&mirror.sul);
		lws_context_destroy(context);
		status = has_failed;
	}
	free(args.address);
	free(args.path);

	return status;
}
