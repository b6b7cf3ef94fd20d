/* SPDX-License-Identifier: MIT */
/*
 * lwsac-file: files are read once, and again when they changed.  The clock is
 * ours (linked with --wrap=time), so no test waits.
 */

#include <libwebsockets.h>

#include "lws-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static time_t now = 1000000;

time_t __wrap_time(time_t *at);

time_t
__wrap_time(time_t *at)
{
	if (at)
		*at = now;

	return now;
}

static char dir[] = "/tmp/lws-lwsac-file-XXXXXX";
static char path[64];

static int
make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/file", dir);

	return 0;
}

static int
remove_dir(void **state)
{
	(void)state;
	unlink(path);

	return rmdir(dir);
}

static void
write_file(const char *content)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(content, 1, strlen(content), f),
			 strlen(content));
	assert_int_equal(fclose(f), 0);
}

static void
lwsac_file__gives_content_with_a_nul(void **state)
{
	lwsac_cached_file_t cache = NULL;
	size_t len = 99;

	(void)state;
	write_file("hello");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	assert_int_equal(len, 5);
	assert_string_equal((const char *)cache, "hello");
	lwsac_use_cached_file_detach(&cache);
	assert_null(cache);
}

static void
lwsac_file__an_empty_file_is_content_too(void **state)
{
	lwsac_cached_file_t cache = NULL;
	size_t len = 99;

	(void)state;
	write_file("");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	assert_non_null(cache);
	assert_int_equal(len, 0);
	lwsac_use_cached_file_detach(&cache);
}

static void
lwsac_file__what_is_no_file_is_refused(void **state)
{
	lwsac_cached_file_t cache = NULL;
	size_t len = 99;

	(void)state;
	unlink(path);
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 1);
	assert_int_equal(lwsac_cached_file(dir, &cache, &len), 1);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 1);
	unlink(path);
	assert_null(cache);
	assert_int_equal(len, 99);
}

/* the kernel says 0 bytes, and gives more: as a file that just grew */
static void
lwsac_file__a_file_longer_than_it_says_is_refused(void **state)
{
	lwsac_cached_file_t cache = NULL;
	struct stat st;
	size_t len = 99;

	(void)state;
	if (stat("/proc/self/status", &st) || st.st_size)
		skip();
	assert_int_equal(lwsac_cached_file("/proc/self/status", &cache, &len),
			 1);
	assert_null(cache);
	assert_int_equal(len, 99);
}

static void
lwsac_file__is_looked_at_again_after_five_seconds(void **state)
{
	lwsac_cached_file_t cache = NULL, was;
	size_t len = 99;

	(void)state;
	write_file("old");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	was = cache;
	lwsac_use_cached_file_start(was);

	write_file("brand new");
	len = 99;
	now += 4;
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	assert_ptr_equal(cache, was);
	assert_int_equal(len, 99);

	now += 1;
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	assert_ptr_not_equal(cache, was);
	assert_int_equal(len, 9);
	assert_string_equal((const char *)cache, "brand new");
	/* whoever still uses the old one has it */
	assert_string_equal((const char *)was, "old");
	lwsac_use_cached_file_end(&was);
	assert_null(was);
	lwsac_use_cached_file_detach(&cache);
}

static void
lwsac_file__unchanged_content_stays_where_it_is(void **state)
{
	lwsac_cached_file_t cache = NULL, was;
	size_t len = 99;

	(void)state;
	write_file("same");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	was = cache;
	for (int i = 0; i < 3; i++) {
		now += 6;
		len = 99;
		assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
		assert_ptr_equal(cache, was);
		assert_int_equal(len, 4);
	}
	lwsac_use_cached_file_detach(&cache);
}

static void
lwsac_file__I_05_a_clock_that_goes_back_hides_no_change(void **state)
{
	lwsac_cached_file_t cache = NULL;
	size_t len;

	(void)state;
	write_file("old");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	write_file("newer");
	now -= 100000;
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	assert_string_equal((const char *)cache, "newer");
	lwsac_use_cached_file_detach(&cache);
}

static void
lwsac_file__a_file_that_went_keeps_its_last_content(void **state)
{
	lwsac_cached_file_t cache = NULL;
	size_t len = 99;

	(void)state;
	write_file("there");
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 0);
	unlink(path);
	now += 6;
	assert_int_equal(lwsac_cached_file(path, &cache, &len), 1);
	assert_string_equal((const char *)cache, "there");
	lwsac_use_cached_file_detach(&cache);
}

static void
lwsac_file__ending_or_detaching_nothing_is_harmless(void **state)
{
	lwsac_cached_file_t cache = NULL;

	(void)state;
	lwsac_use_cached_file_end(&cache);
	lwsac_use_cached_file_detach(&cache);
}

static int
load_and_drop(void *arg)
{
	lwsac_cached_file_t cache = NULL;
	size_t len;
	int ret = lwsac_cached_file(path, &cache, &len);

	(void)arg;
	assert_int_equal(!cache, ret);
	lwsac_use_cached_file_detach(&cache);

	return ret;
}

static void
lwsac_file__I_01_no_memory_gives_no_content(void **state)
{
	(void)state;
	write_file("content");
	lws__test_alloc_sweep(load_and_drop, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lwsac_file__gives_content_with_a_nul),
		cmocka_unit_test(lwsac_file__an_empty_file_is_content_too),
		cmocka_unit_test(lwsac_file__what_is_no_file_is_refused),
		cmocka_unit_test(
			lwsac_file__a_file_longer_than_it_says_is_refused),
		cmocka_unit_test(
			lwsac_file__is_looked_at_again_after_five_seconds),
		cmocka_unit_test(
			lwsac_file__unchanged_content_stays_where_it_is),
		cmocka_unit_test(
			lwsac_file__I_05_a_clock_that_goes_back_hides_no_change),
		cmocka_unit_test(
			lwsac_file__a_file_that_went_keeps_its_last_content),
		cmocka_unit_test(
			lwsac_file__ending_or_detaching_nothing_is_harmless),
		cmocka_unit_test(lwsac_file__I_01_no_memory_gives_no_content),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
