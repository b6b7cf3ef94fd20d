/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_retry: how long to wait before trying again.
 *
 * A table gives the delays, the last one is repeated for ever.  Some jitter is
 * added, so that a thousand clients which lost the same server do not all come
 * back in the same moment.
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

static const uint32_t backoff_ms[] = {100, 200, 400, 800};

static const lws_retry_bo_t policy = {
	.retry_ms_table = backoff_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(backoff_ms),
	.conceal_count = 5,   /* report failure from the sixth on */
	.jitter_percent = 20, /* 0 would mean 30 */
};

static void
delays(void)
{
	uint16_t tries = 0; /* you keep this; 0 after a success */
	unsigned int ms, base;
	char conceal;
	int n;

	for (n = 0; n < 10; n++) {
		ms = lws_retry_get_delay_ms(NULL, &policy, &tries, &conceal);
		base = backoff_ms[n < 3 ? n : 3];
		lwsl_info("try %d: %u ms\n", n, ms);
		check(ms >= base && ms <= base + base / 5,
		      "the table's, and up to 20 percent more");
		check(tries == n + 1, "it counts");
		check(conceal == (n < 5), "five failures need not be told");
	}
}

struct client {
	lws_sorted_usec_list_t sul; /* must be there until it fired */
	struct lws_context *cx;
	uint16_t tries;
	int attempts;
};

/* what would connect: it fails a few times here */
static void
attempt(lws_sorted_usec_list_t *sul)
{
	static const uint32_t at_once_ms[] = {0, 1};
	static const lws_retry_bo_t impatient = {
		.retry_ms_table = at_once_ms,
		.retry_ms_table_count = LWS_ARRAY_SIZE(at_once_ms),
		.conceal_count = 3,
	};
	struct client *c = lws_container_of(sul, struct client, sul);

	c->attempts++;
	if (!lws_retry_sul_schedule(c->cx, 0, sul, &impatient, attempt,
				    &c->tries))
		return;
	lws_default_loop_exit(c->cx); /* enough: it was not scheduled */
}

static void
scheduled(void)
{
	struct lws_context_creation_info info;
	struct client c;

	memset(&info, 0, sizeof(info));
	memset(&c, 0, sizeof(c));
	info.port = CONTEXT_PORT_NO_LISTEN;
	c.cx = lws_create_context(&info);
	check(!!c.cx, "context");
	if (!c.cx)
		return;
	attempt(&c.sul);
	lws_context_default_loop_run_destroy(c.cx);
	lwsl_user("gave up after %d attempts\n", c.attempts);
	check(c.attempts == 4, "the first, and three more");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_retry\n");

	delays();
	scheduled();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
