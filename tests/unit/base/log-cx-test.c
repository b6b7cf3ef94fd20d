/* SPDX-License-Identifier: MIT */
/*
 * log-cx: users are counted up the parents, and a file is open while there are
 * some.
 */

#include "base/log.h"
#include "lws-test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int calls, last_new;

static void
note_use(struct lws_log_cx *cx, int _new)
{
	(void)cx;
	calls++;
	last_new = _new;
}

static void
log_cx__users_count_in_parents_too(void **state)
{
	struct lws_log_cx parent = {.refcount_cb = note_use};
	struct lws_log_cx cx = {.refcount_cb = note_use, .parent = &parent};

	(void)state;
	lwsl_refcount_cx(&cx, 1);
	lwsl_refcount_cx(&cx, 1);
	lwsl_refcount_cx(&parent, 1);
	assert_int_equal(cx.refcount, 2);
	assert_int_equal(parent.refcount, 3);
	assert_int_equal(calls, 5);
	assert_int_equal(last_new, 1);
	lwsl_refcount_cx(&cx, -1);
	lwsl_refcount_cx(&cx, -1);
	lwsl_refcount_cx(&parent, -1);
	assert_int_equal(last_new, -1);
	assert_int_equal(cx.refcount, 0);
	assert_int_equal(parent.refcount, 0);
	lwsl_refcount_cx(NULL, 1);
}

static char path[] = "/tmp/lws-log-cx-XXXXXX";

static void
assert_file(const char *want)
{
	char buf[256];
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	assert_string_equal(buf, want);
}

static struct lws_log_cx
file_cx(char *name)
{
	struct lws_log_cx cx = {
		.u.emit_cx = lws_log_emit_cx_file,
		.refcount_cb = lws_log_use_cx_file,
		.opaque = name,
		.lll_flags = LLL_ERR | LLLF_LOG_CONTEXT_AWARE,
	};

	return cx;
}

static void
log_cx__file_is_open_from_first_to_last_user(void **state)
{
	struct lws_log_cx cx = file_cx(path);

	(void)state;
	lwsl_refcount_cx(&cx, 1);
	assert_non_null(cx.stg);
	lwsl_refcount_cx(&cx, 1);
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "one");
	assert_file("f: one\n"); /* at once, not at the end */
	lwsl_refcount_cx(&cx, -1);
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "two");
	lwsl_refcount_cx(&cx, -1);
	assert_null(cx.stg);
	assert_file("f: one\nf: two\n");

	/* what was written stays */
	lwsl_refcount_cx(&cx, 1);
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "three");
	lwsl_refcount_cx(&cx, -1);
	assert_file("f: one\nf: two\nf: three\n");
}

/* a build for one thread has no lock in a context */
#if LWS_MAX_SMP > 1
static void *
use_and_log(void *arg)
{
	struct lws_log_cx *cx = arg;

	for (int n = 0; n < 200; n++) {
		lwsl_refcount_cx(cx, 1);
		_lws_log_cx(cx, NULL, NULL, LLL_ERR, "f", "line");
		lwsl_refcount_cx(cx, -1);
	}

	return NULL;
}

static void
log_cx__threads_share_a_file(void **state)
{
	struct lws_log_cx cx = file_cx(path);
	pthread_t thread[4];
	char line[32];
	int lines = 0;
	FILE *f;

	(void)state;
	assert_int_equal(truncate(path, 0), 0);
	lwsl_refcount_cx(&cx, 1);
	for (int n = 0; n < 4; n++)
		assert_int_equal(
			pthread_create(&thread[n], NULL, use_and_log, &cx), 0);
	for (int n = 0; n < 4; n++)
		pthread_join(thread[n], NULL);
	assert_int_equal(cx.refcount, 1);
	lwsl_refcount_cx(&cx, -1);

	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		assert_string_equal(line, "f: line\n");
		lines++;
	}
	fclose(f);
	assert_int_equal(lines, 4 * 200);
}
#endif

static int errors;

static void
count_error(int level, const char *line)
{
	(void)level;
	(void)line;
	errors++;
}

static void
log_cx__a_file_that_cannot_be_opened_is_reported_once(void **state)
{
	static char nowhere[] = "/no/such/folder/log";
	struct lws_log_cx cx = file_cx(nowhere);

	(void)state;
	lws_set_log_level(LLL_ERR, count_error);
	lwsl_refcount_cx(&cx, 1);
	lwsl_refcount_cx(&cx, 1);
	assert_int_equal(errors, 1);
	assert_null(cx.stg);
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, "f", "to stderr then");
	lwsl_refcount_cx(&cx, -1);
	lwsl_refcount_cx(&cx, -1);
}

static int
make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;

	return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
	(void)state;

	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_cx__users_count_in_parents_too),
		cmocka_unit_test(log_cx__file_is_open_from_first_to_last_user),
#if LWS_MAX_SMP > 1
		cmocka_unit_test(log_cx__threads_share_a_file),
#endif
		cmocka_unit_test(
			log_cx__a_file_that_cannot_be_opened_is_reported_once),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
