/* SPDX-License-Identifier: MIT */
/*
 * The cookie file.  MS-05: broken, cut, rewritten by others, disk full; what is
 * no cookie is passed over, and the file is the old one or the new one.
 */

#include "lws-test.h"
#include "syscall-shim.h"

#include "base/base.h"
#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct lws_context *cx;
static char path[256], lock_path[264];
static struct lws_cache_ttl_lru *jar;

#define TITLE "# Netscape HTTP Cookie File\n"
#define LINE(name, value) \
	"host.com\tFALSE\t/\tFALSE\t4000000000\t" name "\t" value

static void
write_file(const char *text)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void
expect_file(const char *text)
{
	uint8_t *buf = NULL;
	size_t len = 0;

	assert_int_equal(lws__plat_slurp(path, 1 << 20, &buf, &len), 0);
	assert_string_equal((char *)buf, text);
	lws__free(buf);
}

static void
open_jar(void)
{
	jar = lws_cache_create(&(struct lws_cache_creation_info){
		.cx = cx,
		.name = "jar",
		.ops = &lws_cache_ops_nscookiejar,
		.u.nscookiejar.filepath = path});
	assert_non_null(jar);
}

static int
put(const char *key, const char *line)
{
	return lws_cache_write_through(jar, key, (const uint8_t *)line,
				       strlen(line), 0, NULL);
}

static bool
has(const char *key)
{
	const void *p;
	size_t len;

	return !lws_cache_item_get(jar, key, &p, &len);
}

static void
ms_05__a_full_disk_leaves_the_old_file(void **state)
{
	static const enum lws__shim_call calls[] = {
		LWS_SHIM_WRITE, LWS_SHIM_FSYNC, LWS_SHIM_RENAME};

	(void)state;
	write_file(TITLE LINE("a", "1") "\n");
	open_jar();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(calls); n++) {
		lws__shim_fail(calls[n], 1, 1, ENOSPC);
		assert_int_not_equal(put("host.com|/|b", LINE("b", "2")), 0);
		lws__shim_reset();
		expect_file(TITLE LINE("a", "1") "\n");
		assert_true(has("host.com|/|a"));
		assert_false(has("host.com|/|b"));
	}
	assert_int_equal(put("host.com|/|b", LINE("b", "2")), 0);
	expect_file(TITLE LINE("b", "2") "\n" LINE("a", "1") "\n");
}

static void
ms_05__what_is_no_cookie_is_passed_over_and_stays(void **state)
{
	(void)state;
	write_file("# by hand\n\nbroken\n" LINE(
		"a", "1") "\r\n"
			  "\x01\xff\tbin\n" LINE("cut", "2"));
	open_jar();
	assert_true(has("host.com|/|a"));
	assert_true(has("host.com|/|cut"));
	assert_int_equal(put("host.com|/|a", LINE("a", "3")), 0);
	expect_file(
		TITLE LINE("a", "3") "\n# by hand\n\nbroken\n"
				     "\x01\xff\tbin\n" LINE("cut", "2") "\n");
}

static void
ms_05__others_may_write_the_file_meanwhile(void **state)
{
	(void)state;
	open_jar();
	assert_int_equal(put("host.com|/|a", LINE("a", "1")), 0);
	write_file(TITLE LINE("b", "2") "\n");
	assert_false(has("host.com|/|a"));
	assert_true(has("host.com|/|b"));
	assert_int_equal(put("host.com|/|c", LINE("c", "3")), 0);
	assert_true(has("host.com|/|b"));
	unlink(path);
	assert_false(has("host.com|/|b"));
	assert_int_not_equal(lws_cache_expunge(jar), 0);
}

static void
ms_05__a_file_without_bounds_is_not_read(void **state)
{
	char *big = malloc((1 << 20) + 100);

	(void)state;
	memset(big, 'x', (1 << 20) + 99);
	big[(1 << 20) + 99] = '\0';
	write_file(big);
	open_jar();
	assert_false(has("host.com|/|a"));
	assert_int_not_equal(put("host.com|/|b", LINE("b", "2")), 0);
	free(big);
}

static void
jar__waits_for_another_writer_but_not_for_ever(void **state)
{
	int error = 0, fd;

	(void)state;
	open_jar();
	fd = lws__plat_lock_file(lock_path, &error);
	assert_true(fd >= 0);
	assert_int_not_equal(put("host.com|/|b", LINE("b", "2")), 0);
	lws__plat_close(fd);
	assert_int_equal(put("host.com|/|b", LINE("b", "2")), 0);
}

static void
jar__refuses_what_is_not_its_line(void **state)
{
	(void)state;
	open_jar();
	assert_int_not_equal(put("host.com|/|b", LINE("a", "2")), 0);
	assert_int_not_equal(put("host.com|/|a", LINE("a", "2\nx")), 0);
	assert_int_not_equal(put("host.com|/|a", "junk"), 0);
	assert_int_not_equal(
		put("host.com|/|a", "host.com\tFALSE\t/\tFALSE\t1\ta\told"), 0);
	expect_file(TITLE);
}

/* RFC 6265 6.1: the oldest of a host leave */
static void
jar__one_host_cannot_fill_it(void **state)
{
	char key[64], line[200];
	int held = 0;

	(void)state;
	write_file(TITLE "other.org\tFALSE\t/\tFALSE\t4000000000\tx\ty\n");
	open_jar();
	for (int n = 0; n < 60; n++) {
		lws_snprintf(key, sizeof(key), "host.com|/|n%d", n);
		lws_snprintf(line, sizeof(line),
			     "host.com\tFALSE\t/\tFALSE\t4000000000\tn%d\tv",
			     n);
		assert_int_equal(put(key, line), 0);
	}
	for (int n = 0; n < 60; n++) {
		lws_snprintf(key, sizeof(key), "host.com|/|n%d", n);
		held += has(key);
	}
	assert_int_equal(held, 50);
	assert_true(has("host.com|/|n59"));
	assert_true(has("other.org|/|x"));
}

static int
setup(void **state)
{
	(void)state;
	unlink(path);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__shim_reset();
	lws_cache_destroy(&jar);
	unlink(path);
	unlink(lock_path);

	return 0;
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(ms_05__a_full_disk_leaves_the_old_file),
		T(ms_05__what_is_no_cookie_is_passed_over_and_stays),
		T(ms_05__others_may_write_the_file_meanwhile),
		T(ms_05__a_file_without_bounds_is_not_read),
		T(jar__waits_for_another_writer_but_not_for_ever),
		T(jar__refuses_what_is_not_its_line),
		T(jar__one_host_cannot_fill_it),
	};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN};
	int failed;

	lws_set_log_level(LLL_ERR, NULL);
	lws_snprintf(path, sizeof(path), "/tmp/lws-jar-test-%d", (int)getpid());
	lws_snprintf(lock_path, sizeof(lock_path), "%s.lock", path);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lws_context_destroy(cx);

	return failed;
}
