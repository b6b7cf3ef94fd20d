/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_set_allocator: the library's memory from where you like.
 *
 * One function of the form of realloc() takes the place of the heap.  Here it
 * counts, and fails when it is told to: that is how to find out what a program
 * does when memory runs out.
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

static long blocks;     /* that are not freed */
static long until_fail; /* 0: never */

/* size 0 frees; reason says what it is for */
static void *
counting_realloc(void *ptr, size_t size, const char *reason)
{
	void *p;

	(void)reason;
	if (!size) {
		blocks -= !!ptr;
		free(ptr);
		return NULL;
	}
	if (until_fail && !--until_fail)
		return NULL;
	p = realloc(ptr, size);
	if (p && !ptr)
		blocks++;

	return p;
}

static struct lws_context *
make_context(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;

	return lws_create_context(&info);
}

static void
all_is_given_back(void)
{
	struct lwsac *ac = NULL;
	struct lws_context *cx;

	lws_set_allocator(counting_realloc); /* before anything else */

	cx = make_context();
	check(!!cx, "context");
	check(blocks > 0, "it came from here");
	lws_service(cx, -1);
	lws_context_destroy(cx);
	check(!blocks, "and went back");

	check(!!lwsac_use(&ac, 100, 0) && blocks == 1, "helpers use it too");
	lwsac_free(&ac);
	check(!blocks, "and free it");
}

/* the first allocation fails, then the second, until none does */
static void
memory_runs_out(void)
{
	struct lws_context *cx = NULL;
	long n;

	lws_set_log_level(0, NULL); /* it says so, each time */
	for (n = 1; !cx && n < 10000; n++) {
		until_fail = n;
		cx = make_context();
		if (cx)
			break;
		if (blocks)
			break; /* NULL, and something was left */
	}
	until_fail = 0;
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);
	check(!!cx, "with enough memory there is a context");
	check(n > 1, "and without there was none");
	lws_context_destroy(cx);
	check(!blocks, "nothing is left");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: allocator\n");

	all_is_given_back();
	memory_runs_out();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
