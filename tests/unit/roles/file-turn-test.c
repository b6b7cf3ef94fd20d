/* SPDX-License-Identifier: MIT */
/* Who shares a file that was opened of late, and when it is closed. */

#include "roles/http/file-turn.h"
#include "lws-test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct lws_context *cx;
static struct lws_context_per_thread *pt;
static const struct lws__plat_stat st = {.len = 7, .mtime = 8};

static int
setup(void **state)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
	};

	(void)state;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	pt = lws__context_pt(cx, 0);
	lws__turn_begin(pt);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	while (pt->depth)
		lws__turn_end(pt);
	lws_context_destroy(cx);

	return 0;
}

static int
some_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);

	return fd;
}

static int
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static void
a_turn_shares_what_it_opened(void **state)
{
	int fd = some_fd();
	struct lws__turn_file *f, *again;

	(void)state;
	assert_null(lws__turn_file_find(pt, "r", "p"));
	f = lws__turn_file_keep(pt, "r", "p", fd, &st);
	assert_non_null(f);
	lws__turn_file_release(f);
	assert_true(is_open(fd));
	again = lws__turn_file_find(pt, "r", "p");
	assert_ptr_equal(again, f);
	assert_int_equal(again->fd, fd);
	assert_int_equal(again->st.len, 7);
	assert_int_equal(again->st.mtime, 8);
	lws__turn_file_release(again);
	lws__turn_end(pt);
	assert_false(is_open(fd));
	lws__turn_begin(pt);
	assert_null(lws__turn_file_find(pt, "r", "p"));
}

static void
who_still_sends_it_keeps_it_open_and_to_himself(void **state)
{
	int fd = some_fd();
	struct lws__turn_file *f, *other;

	(void)state;
	f = lws__turn_file_keep(pt, "r", "p", fd, &st);
	other = lws__turn_file_find(pt, "r", "p");
	assert_ptr_equal(other, f);
	lws__turn_end(pt);
	lws__turn_begin(pt);
	assert_null(lws__turn_file_find(pt, "r", "p"));
	lws__turn_file_release(f);
	assert_true(is_open(fd));
	lws__turn_file_release(other);
	assert_false(is_open(fd));
}

static void
what_may_have_been_changed_is_forgotten(void **state)
{
	int fd = some_fd(), second = some_fd();
	struct lws__turn_file *f, *new_one;

	(void)state;
	f = lws__turn_file_keep(pt, "r", "p", fd, &st);
	lws__turn_files_forget(pt);
	assert_null(lws__turn_file_find(pt, "r", "p"));
	assert_true(is_open(fd));
	/* the new one is another, beside it */
	new_one = lws__turn_file_keep(pt, "r", "p", second, &st);
	assert_non_null(new_one);
	assert_ptr_not_equal(new_one, f);
	assert_ptr_equal(lws__turn_file_find(pt, "r", "p"), new_one);
	lws__turn_file_release(f);
	assert_false(is_open(fd));
	assert_true(is_open(second));
	lws__turn_file_release(new_one);
	lws__turn_file_release(new_one);
	lws__turn_files_forget(pt);
	assert_false(is_open(second));
}

static void
root_and_path_are_not_one_string(void **state)
{
	struct lws__turn_file *f =
		lws__turn_file_keep(pt, "a", "b/c", some_fd(), &st);

	(void)state;
	assert_non_null(f);
	assert_null(lws__turn_file_find(pt, "a/b", "c"));
	assert_null(lws__turn_file_find(pt, "a", "b"));
	assert_null(lws__turn_file_find(pt, "a", "b/cd"));
	assert_null(lws__turn_file_find(pt, "", "a"));
	lws__turn_file_release(f);
}

static void
too_many_or_too_long_stay_with_the_caller(void **state)
{
	struct lws__turn_file *f[LWS__TURN_FILES_MAX];
	char path[LWS__TURN_FILE_KEY_MAX];
	int fd = some_fd();

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_null(lws__turn_file_keep(pt, "r", path, fd, &st));
	assert_null(lws__turn_file_find(pt, "r", path));
	path[sizeof(path) - 4] = '\0'; /* with "r" and two NUL: just fits */
	for (size_t n = 0; n < LWS__TURN_FILES_MAX; n++) {
		path[0] = (char)('a' + n);
		f[n] = lws__turn_file_keep(pt, "r", path, some_fd(), &st);
		assert_non_null(f[n]);
	}
	assert_null(lws__turn_file_keep(pt, "r", "one more", fd, &st));
	assert_true(is_open(fd));
	close(fd);
	for (size_t n = 0; n < LWS__TURN_FILES_MAX; n++)
		lws__turn_file_release(f[n]);
}

static void
outside_a_turn_nothing_is_kept(void **state)
{
	int fd = some_fd();

	(void)state;
	lws__turn_end(pt);
	assert_null(lws__turn_file_keep(pt, "r", "p", fd, &st));
	close(fd);
}

static int
fd_of(const char *text)
{
	char path[] = "/tmp/lws-file-turn-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));

	return fd;
}

/* the second who asks reads it once for all; the first reads for himself */
static void
small_files_are_read_once_in_a_turn(void **state)
{
	const struct lws__plat_stat ten = {.len = 10};
	struct lws__turn_file *f, *again;
	int fd = fd_of("0123456789");
	uint8_t buf[16];

	(void)state;
	f = lws__turn_file_keep(pt, "r", "p", fd, &ten);
	assert_non_null(f);
	assert_int_equal(lws__turn_file_read(f, 0, buf, 16), -2);
	again = lws__turn_file_find(pt, "r", "p");
	assert_int_equal(lws__turn_file_read(again, 0, buf, 16), 10);
	assert_memory_equal(buf, "0123456789", 10);
	assert_int_equal(pwrite(fd, "x", 1, 3), 1); /* no longer looked at */
	assert_int_equal(lws__turn_file_read(again, 2, buf, 3), 3);
	assert_memory_equal(buf, "234", 3);
	assert_int_equal(lws__turn_file_read(again, 7, buf, 16), 3);
	assert_int_equal(lws__turn_file_read(again, 10, buf, 16), 0);
	assert_int_equal(lws__turn_file_read(again, UINT64_MAX, buf, 16), 0);
	lws__turn_file_release(f);
	lws__turn_file_release(again);
	lws__turn_end(pt);
	assert_false(is_open(fd));
	lws__turn_begin(pt);
}

static void
what_is_long_or_cut_short_is_not_kept_in_memory(void **state)
{
	const struct lws__plat_stat longer = {.len = 11},
				    large = {.len = LWS__TURN_FILE_SMALL + 1},
				    none = {.len = 0};
	const struct lws__plat_stat *stats[] = {&longer, &large, &none};
	const char *names[] = {"cut", "large", "empty"};
	uint8_t buf[16];

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(stats); n++) {
		struct lws__turn_file *f = lws__turn_file_keep(
			pt, "r", names[n], fd_of("0123456789"), stats[n]);

		assert_ptr_equal(lws__turn_file_find(pt, "r", names[n]), f);
		assert_int_equal(lws__turn_file_read(f, 0, buf, 16), -2);
		lws__turn_file_release(f);
		lws__turn_file_release(f);
	}
}

/* a file that nobody has changed for a while */
static struct lws__turn_file *
keep_old_file(const char *root, const char *path)
{
	char whole[2 * LWS__TURN_FILE_KEY_MAX];
	struct lws__plat_stat is;
	int fd;

	lws_snprintf(whole, sizeof(whole), "%s/%s", root, path);
	assert_int_equal(lws__plat_stat(whole, &is), 0);
	fd = open(whole, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);

	return lws__turn_file_keep(pt, root, path, fd, &is);
}

static void
next_turn(void)
{
	lws__turn_end(pt);
	lws__turn_begin(pt);
}

static void
later_turns_share_what_was_not_changed(void **state)
{
	struct lws__turn_file *f = keep_old_file("/bin", "sh");
	uint8_t a[16], b[16];

	(void)state;
	lws__turn_file_release(f);
	next_turn();
	assert_true(is_open(f->fd));
	assert_ptr_equal(lws__turn_file_find(pt, "/bin", "sh"), f);
	assert_int_equal(pread(f->fd, a, 16, 0), 16);
	assert_int_equal(lws__turn_file_read(f, 0, b, 16), -2); /* large */
	lws__turn_files_forget(pt);
	assert_ptr_equal(lws__turn_file_find(pt, "/bin", "sh"), f);
	lws__turn_file_release(f);
	lws__turn_file_release(f);
}

static void
what_has_changed_or_is_another_file_is_opened_anew(void **state)
{
	char dir[] = "/tmp/lws-file-turn-XXXXXX", link[64];
	struct lws__turn_file *f;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	lws_snprintf(link, sizeof(link), "%s/x", dir);
	assert_int_equal(symlink("/bin/sh", link), 0);
	f = keep_old_file(dir, "x");
	fd = f->fd;
	lws__turn_file_release(f);
	next_turn();
	assert_int_equal(unlink(link), 0);
	assert_null(lws__turn_file_find(pt, dir, "x"));
	assert_false(is_open(fd));

	assert_int_equal(symlink("/bin/sh", link), 0);
	f = keep_old_file(dir, "x");
	lws__turn_file_release(f);
	next_turn();
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink("/bin/ls", link), 0);
	assert_null(lws__turn_file_find(pt, dir, "x"));

	f = keep_old_file(dir, "x");
	f->st.changed--;
	lws__turn_file_release(f);
	next_turn();
	assert_null(lws__turn_file_find(pt, dir, "x"));
	unlink(link);
	rmdir(dir);
}

/* clocks of file systems are coarse: a second change might look like the first
 */
static void
what_was_changed_a_moment_ago_is_closed_with_its_turn(void **state)
{
	struct lws__plat_stat is;
	int fd = fd_of("new");
	struct lws__turn_file *f;

	(void)state;
	assert_int_equal(lws__plat_fstat(fd, &is), 0);
	f = lws__turn_file_keep(pt, "r", "p", fd, &is);
	assert_false(f->is_settled);
	lws__turn_file_release(f);
	next_turn();
	assert_false(is_open(fd));
}

static void
kept_files_make_place_for_others(void **state)
{
	struct lws__turn_file *f;
	int fd, first = -1;

	(void)state;
	for (size_t n = 0; n < LWS__TURN_FILES_MAX + 1; n++) {
		/* by as many names */
		char root[LWS__TURN_FILE_KEY_MAX] = "/";

		memset(root + 1, '/', n);
		lws_snprintf(root + 1 + n, sizeof(root) - 1 - n, "bin");
		f = keep_old_file(root, "sh");
		assert_non_null(f);
		f->at_us -= 1000 - (int64_t)n;
		fd = f->fd;
		if (!n)
			first = fd;
		else if (n < LWS__TURN_FILES_MAX)
			assert_true(is_open(first));
		lws__turn_file_release(f);
		next_turn();
		assert_true(is_open(fd));
	}
	assert_null(lws__turn_file_find(pt, "/bin", "sh"));
}

/* NET-22: descriptors are for connections first */
static void
few_descriptors_are_few_files(void **state)
{
	struct lws__turn_file *f[LWS__TURN_FILES_MAX];
	unsigned int most;
	int fd = some_fd();

	(void)state;
	cx->fd_limit_per_thread = 5 * LWS__TURN_FILES_SHARE;
	most = 5;
	for (unsigned int n = 0; n < most; n++) {
		char name[] = {(char)('a' + n), '\0'};

		f[n] = lws__turn_file_keep(pt, "r", name, some_fd(), &st);
		assert_non_null(f[n]);
	}
	assert_null(lws__turn_file_keep(pt, "r", "one more", fd, &st));
	lws__turn_file_release(f[0]);
	assert_null(lws__turn_file_keep(pt, "r", "one more", fd, &st));
	close(fd);
	while (--most)
		lws__turn_file_release(f[most]);
}

static void
they_are_closed_when_nobody_has_asked_for_a_second(void **state)
{
	struct lws__turn_file *f = keep_old_file("/bin", "sh");
	int fd = f->fd;

	(void)state;
	lws__turn_file_release(f);
	lws__turn_end(pt);
	assert_true(is_open(fd));
	while (is_open(fd))
		assert_true(lws_service(cx, 0) >= 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_turn_shares_what_it_opened),
		T(who_still_sends_it_keeps_it_open_and_to_himself),
		T(what_may_have_been_changed_is_forgotten),
		T(root_and_path_are_not_one_string),
		T(too_many_or_too_long_stay_with_the_caller),
		T(outside_a_turn_nothing_is_kept),
		T(small_files_are_read_once_in_a_turn),
		T(what_is_long_or_cut_short_is_not_kept_in_memory),
		T(later_turns_share_what_was_not_changed),
		T(what_has_changed_or_is_another_file_is_opened_anew),
		T(what_was_changed_a_moment_ago_is_closed_with_its_turn),
		T(kept_files_make_place_for_others),
		T(few_descriptors_are_few_files),
		T(they_are_closed_when_nobody_has_asked_for_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
