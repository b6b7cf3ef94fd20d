/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_wsmsg: messages that come in fragments from several sources, and go on
 * whole, so that those of one do not get into those of another.
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
	SOURCES = 2,
	WHOLE = LWSSS_FLAG_SOM | LWSSS_FLAG_EOM,
};

static struct lws_buflist *unfinished[SOURCES], *out;

static int
append(int source, const char *text, unsigned int flags)
{
	lws_wsmsg_info_t info;

	memset(&info, 0, sizeof(info));
	info.private_heads = unfinished;
	info.private_source_idx = source;
	info.head_upstream = &out;
	info.buf = (const uint8_t *)text;
	info.len = strlen(text);
	info.ss_flags = flags;

	return lws_wsmsg_append(&info);
}

/* the next bytes that are ready to go on */
static int
next_are(const char *text)
{
	size_t len = strlen(text);
	uint8_t buf[64];

	return len <= sizeof(buf) &&
	       lws_buflist_linear_use(&out, buf, len) == (int)len &&
	       !memcmp(buf, text, len);
}

static void
fragments_do_not_mix(void)
{
	check(!append(0, "first, ", LWSSS_FLAG_SOM), "it begins");
	check(!append(1, "second, ", LWSSS_FLAG_SOM), "so does another");
	check(!append(0, "more, ", 0), "they go on, in turns");
	check(!lws_buflist_total_len(&out), "none is whole");

	check(!append(1, "end", LWSSS_FLAG_EOM), "the second ends");
	check(next_are("second, end"), "and is there, whole");
	check(!append(1, "third", WHOLE), "one in a single piece");
	check(!append(0, "end", LWSSS_FLAG_EOM), "the first ends");
	check(next_are("third") && next_are("first, more, end"), "in order");
	check(!out, "nothing is left");
}

static void
what_makes_no_sense_is_refused(void)
{
	check(append(0, "x", 0) < 0, "more of what did not begin");
	check(!append(0, "begins", LWSSS_FLAG_SOM), "begin");
	lws_wsmsg_destroy(unfinished, SOURCES);
	check(!unfinished[0], "dropped when its source is gone");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: wsmsg\n");

	fragments_do_not_mix();
	what_makes_no_sense_is_refused();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
