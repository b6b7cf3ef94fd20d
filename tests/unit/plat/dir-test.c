/* SPDX-License-Identifier: MIT */
/* Walking, counting, matching and removing directories. */

#include "plat/plat.h"
#include "base/base.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/lws-dir-XXXXXX";

struct seen {
	char text[512]; /* "name:type " of each entry */
	int stop_at;
	int count;
};

static const char *
in_dir(const char *name)
{
	static char buf[96];

	snprintf(buf, sizeof(buf), "%s/%s", dir, name);

	return buf;
}

static void
put(const char *name, const char *text)
{
	assert_int_equal(lws__plat_spew(in_dir(name), text, strlen(text), 0600),
			 0);
}

static void
make_tree(void)
{
	int fd;
	struct lws__sa sa;

	assert_int_equal(mkdir(in_dir("t"), 0700), 0);
	assert_int_equal(mkdir(in_dir("t/b-dir"), 0700), 0);
	assert_int_equal(mkdir(in_dir("t/b-dir/deep"), 0700), 0);
	put("t/b-dir/deep/x", "12345");
	put("t/b-dir/y", "123");
	put("t/a.conf", "1");
	put("t/.hidden", "");
	assert_int_equal(symlink("a.conf", in_dir("t/link")), 0);
	assert_int_equal(mkfifo(in_dir("t/fifo"), 0600), 0);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(lws__sa_unix(&sa, in_dir("t/sock")), 0);
	assert_int_equal(bind(fd, &sa.u.sa, sa.len), 0);
	close(fd);
}

static void
remove_tree(void)
{
	struct lws_dir_entry lde = {.name = "t", .type = LDOT_DIR};

	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
	assert_int_equal(access(in_dir("t"), F_OK), -1);
}

static int
see(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	struct seen *s = user;
	size_t at = strlen(s->text);

	assert_non_null(dirpath);
	snprintf(s->text + at, sizeof(s->text) - at, "%s:%d ", lde->name,
		 (int)lde->type);

	return ++s->count == s->stop_at;
}

static void
dir__tells_one_level_sorted_with_types(void **state)
{
	struct seen s = {.stop_at = 0};

	(void)state;
	make_tree();
	assert_int_equal(lws_dir(in_dir("t"), &s, see), 0);
	assert_string_equal(s.text,
			    ".hidden:1 a.conf:1 b-dir:2 fifo:4 link:3 sock:5 ");
	remove_tree();
}

static void
dir__callback_may_stop_it(void **state)
{
	struct seen s = {.stop_at = 2};

	(void)state;
	make_tree();
	assert_int_equal(lws_dir(in_dir("t"), &s, see), 1);
	assert_string_equal(s.text, ".hidden:1 a.conf:1 ");
	remove_tree();
}

static void
dir__what_is_no_directory_is_refused(void **state)
{
	struct seen s = {.stop_at = 0};

	(void)state;
	make_tree();
	lws_set_log_level(0, NULL);
	assert_int_equal(lws_dir(in_dir("none"), &s, see), 1);
	assert_int_equal(lws_dir(in_dir("t/a.conf"), &s, see), 1);
	lws__shim_fail(LWS_SHIM_FCNTL, 1, 1, EMFILE);
	assert_int_equal(lws_dir(in_dir("t"), &s, see), 1);
	assert_int_equal(s.count, 0);
	remove_tree();
}

static void
dir__toplevel_comes_last_as_entry_of_its_parent(void **state)
{
	struct lws_dir_info info = {.cb = see, .do_toplevel_cb = 1};
	struct seen s = {.stop_at = 0};

	(void)state;
	make_tree();
	info.user = &s;
	info.dirpath = in_dir("t/b-dir//");
	assert_int_equal(lws_dir_via_info(&info), 0);
	assert_string_equal(s.text, "deep:2 y:1 b-dir:2 ");
	remove_tree();
}

static void
dir__whole_tree_is_removed_with_its_top(void **state)
{
	struct lws_dir_info info = {.cb = lws_dir_rm_rf_cb,
				    .do_toplevel_cb = 1};

	(void)state;
	make_tree();
	info.dirpath = in_dir("t");
	assert_int_equal(lws_dir_via_info(&info), 0);
	assert_int_equal(access(in_dir("t"), F_OK), -1);
}

static void
dir_rm__never_follows_a_symlink(void **state)
{
	struct lws_dir_entry lde = {.name = "t", .type = LDOT_DIR};

	(void)state;
	make_tree();
	assert_int_equal(mkdir(in_dir("keep"), 0700), 0);
	put("keep/this", "1");
	assert_int_equal(symlink("../keep", in_dir("t/to-keep")), 0);
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
	assert_int_equal(access(in_dir("keep/this"), F_OK), 0);

	lde.name = "keep";
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
	lde.name = "keep"; /* gone already: that is what was wanted */
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
	lde.name = "..";
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
}

static void
dir_rm_i02__says_when_something_stays(void **state)
{
	struct lws_dir_entry lde = {.name = "t", .type = LDOT_DIR};
	unsigned int n;

	(void)state;
	lws_set_log_level(0, NULL);
	for (n = 1; n <= 2; n++) {
		make_tree();
		lws__shim_fail(LWS_SHIM_OPENAT, n, 1, EMFILE);
		assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 1);
		lws__shim_reset();
		remove_tree();
	}
	make_tree();
	lws__shim_fail(LWS_SHIM_FCNTL, 1, 1, EMFILE);
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 1);
	lws__shim_fail(LWS_SHIM_OPEN, 1, 1, EMFILE);
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 1);
	lws__shim_reset();
	remove_tree();
}

static void
dir_rm__has_a_bound_on_depth(void **state)
{
	struct lws_dir_entry lde = {.name = "d", .type = LDOT_DIR};
	int i, fd = open(dir, O_RDONLY | O_DIRECTORY), next;

	(void)state;
	lws_set_log_level(0, NULL);
	for (i = 0; i < 200; i++) {
		assert_int_equal(mkdirat(fd, "d", 0700), 0);
		next = openat(fd, "d", O_RDONLY | O_DIRECTORY);
		close(fd);
		fd = next;
	}
	close(fd);
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 1);

	/* from further down it fits */
	assert_int_equal(chdir(dir), 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(chdir("d"), 0);
	assert_int_equal(lws_dir_rm_rf_cb(".", NULL, &lde), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(lws_dir_rm_rf_cb(dir, NULL, &lde), 0);
}

static void
dir_du__counts_regular_files_at_all_depths(void **state)
{
	lws_dir_du_t du = {0};

	(void)state;
	make_tree();
	assert_int_equal(lws_dir(in_dir("t"), &du, lws_dir_du_cb), 0);
	assert_int_equal(du.count_files, 4);
	assert_int_equal(du.size_in_bytes, 9);
	remove_tree();
}

/* ---- glob ------------------------------------------------------------ */

static int
glob_hit(void *data, const char *path)
{
	struct seen *s = data;
	size_t at = strlen(s->text);

	snprintf(s->text + at, sizeof(s->text) - at, "%s ",
		 path + strlen(dir) + 1);

	return ++s->count == s->stop_at;
}

static void
dir_glob__matches_names_of_files(void **state)
{
	static const struct {
		const char *filter, *hits;
	} cases[] = {
		{"*.conf", "t/a.conf "},
		{"*", "t/.hidden t/a.conf t/fifo t/link t/sock "},
		{"?i*", "t/fifo t/link "},
		{"*i*o*", "t/fifo "},
		{"a.conf", "t/a.conf "},
		{"a.con", ""},
		{"b-dir", ""},
		{"**k", "t/link t/sock "},
		{"", ""},
		{"*f?o", ""},
		{"a.conf?", ""},
	};
	struct seen s;
	lws_dir_glob_t glob = {.cb = glob_hit, .user = &s};
	size_t i;

	(void)state;
	make_tree();
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		memset(&s, 0, sizeof(s));
		glob.filter = cases[i].filter;
		assert_int_equal(lws_dir(in_dir("t"), &glob, lws_dir_glob_cb),
				 0);
		assert_string_equal(s.text, cases[i].hits);
	}
	memset(&s, 0, sizeof(s));
	s.stop_at = 1;
	glob.filter = "*";
	assert_int_equal(lws_dir(in_dir("t"), &glob, lws_dir_glob_cb), 1);
	assert_int_equal(s.count, 1);
	remove_tree();
}

static int
du_once(void *arg)
{
	lws_dir_du_t du = {0};

	(void)arg;

	return lws_dir(in_dir("t"), &du, lws_dir_du_cb);
}

static void
dir_i01__no_memory_is_reported_and_leaks_nothing(void **state)
{
	(void)state;
	lws_set_log_level(0, NULL);
	make_tree();
	lws__test_alloc_sweep(du_once, NULL);
	remove_tree();
}

static int
make_dir(void **state)
{
	(void)state;

	return mkdtemp(dir) ? 0 : -1;
}

static int
remove_dir(void **state)
{
	(void)state;

	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dir__tells_one_level_sorted_with_types),
		cmocka_unit_test(dir__callback_may_stop_it),
		cmocka_unit_test(dir__what_is_no_directory_is_refused),
		cmocka_unit_test(
			dir__toplevel_comes_last_as_entry_of_its_parent),
		cmocka_unit_test(dir__whole_tree_is_removed_with_its_top),
		cmocka_unit_test(dir_rm__never_follows_a_symlink),
		cmocka_unit_test(dir_rm_i02__says_when_something_stays),
		cmocka_unit_test(dir_rm__has_a_bound_on_depth),
		cmocka_unit_test(dir_du__counts_regular_files_at_all_depths),
		cmocka_unit_test(dir_glob__matches_names_of_files),
		cmocka_unit_test(
			dir_i01__no_memory_is_reported_and_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
