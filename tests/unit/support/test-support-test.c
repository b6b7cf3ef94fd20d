/* SPDX-License-Identifier: MIT */
/*
 * The tools that the other tests lean on hold what they promise.
 */

#include "lws-test.h"

#include "base/base.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* true if a child that touches *p dies of it */
static bool
touching_kills(const uint8_t *p)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (!pid) {
		/* the sanitizer would turn the fault into a report */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		_exit(*(const volatile uint8_t *)p & 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);

	return WIFSIGNALED(status);
}

static void
guarded__faults_one_byte_past_the_end(void **state)
{
	uint8_t *p = lws__test_guarded("hello", 5);

	(void)state;
	assert_memory_equal(p, "hello", 5);
	assert_false(touching_kills(p + 4));
	assert_true(touching_kills(p + 5));
	lws__test_guarded_free(p, 5);
}

static void
guarded__may_be_empty(void **state)
{
	uint8_t *p = lws__test_guarded(NULL, 0);

	(void)state;
	assert_non_null(p);
	assert_true(touching_kills(p));
	lws__test_guarded_free(p, 0);
}

struct seen {
	const char *text;
	size_t runs;
	size_t whole;
	size_t bytewise;
};

static void
note_run(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct seen *seen = arg;
	char joined[16];
	size_t len = 0;
	size_t n;

	for (n = 0; n < count; n++) {
		assert_true(len + pieces[n].len < sizeof(joined));
		memcpy(joined + len, pieces[n].data, pieces[n].len);
		len += pieces[n].len;
	}
	assert_int_equal(len, strlen(seen->text));
	assert_memory_equal(joined, seen->text, len);
	seen->runs++;
	seen->whole += count == 1;
	seen->bytewise += count == len && len > 1;
}

static void
each_split__gives_whole_every_cut_and_byte_by_byte(void **state)
{
	struct seen seen = {.text = "abcdef"};

	(void)state;
	lws__test_each_split(seen.text, 6, note_run, &seen);
	assert_int_equal(seen.runs, 1 + 5 + 1);
	assert_int_equal(seen.whole, 1);
	assert_int_equal(seen.bytewise, 1);
}

static void
each_split__takes_an_empty_input(void **state)
{
	struct seen seen = {.text = ""};

	(void)state;
	lws__test_each_split(seen.text, 0, note_run, &seen);
	assert_int_equal(seen.runs, 1);
}

static int
make_three(void *arg)
{
	int *passes = arg;
	void *a = lws__malloc(1, "test");
	void *b = lws__malloc(1, "test");
	void *c = lws__malloc(1, "test");
	int failed = !a || !b || !c;

	lws__free(a);
	lws__free(b);
	lws__free(c);
	(*passes)++;

	return failed;
}

static void
alloc_sweep__fails_each_allocation_then_passes(void **state)
{
	int passes = 0;

	(void)state;
	lws__test_alloc_sweep(make_three, &passes);
	assert_int_equal(passes, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guarded__faults_one_byte_past_the_end),
		cmocka_unit_test(guarded__may_be_empty),
		cmocka_unit_test(
			each_split__gives_whole_every_cut_and_byte_by_byte),
		cmocka_unit_test(each_split__takes_an_empty_input),
		cmocka_unit_test(
			alloc_sweep__fails_each_allocation_then_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
