/* SPDX-License-Identifier: MIT */
/*
 * Loading plugins.  LWS_TEST_PLUGIN_DIR holds what CMakeLists.txt made:
 *   libprotocol_good.so       class "test protocol"
 *   libwebsockets-evlib_x.so  class "test evlib"
 *   libprotocol_magic.so      made for another interface
 *   libprotocol_nosym.so      descriptor of another name
 */

#include "base/base.h"
#include "lws-test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const dirs[] = {LWS_TEST_PLUGIN_DIR, NULL};
static char seen[128];
static int refuse;

static int
see(struct lws_plugin *p, void *user)
{
	size_t at = strlen(seen);

	assert_ptr_equal(user, seen);
	snprintf(seen + at, sizeof(seen) - at, "%s ", p->hdr->name);

	return refuse;
}

static int
setup(void **state)
{
	(void)state;
	seen[0] = '\0';
	refuse = 0;
	lws_set_log_level(0, NULL);

	return 0;
}

static void
plugins__class_selects_and_bad_ones_are_left_out(void **state)
{
	struct lws_plugin *list = NULL;
	const lws_plugin_protocol_t *p;

	(void)state;
	assert_int_equal(
		lws_plugins_init(&list, dirs, "test protocol", NULL, see, seen),
		0);
	assert_string_equal(seen, "good ");
	assert_non_null(list);
	assert_null(list->list);
	p = (const lws_plugin_protocol_t *)list->hdr;
	assert_string_equal(p->hdr._class, "test protocol");

	seen[0] = '\0';
	assert_int_equal(lws_plugins_destroy(&list, see, seen), 0);
	assert_string_equal(seen, "good ");
	assert_null(list);
	assert_int_equal(lws_plugins_destroy(&list, NULL, NULL), 0);
}

static void
plugins__filter_is_part_of_the_file_name(void **state)
{
	struct lws_plugin *list = NULL;

	(void)state;
	assert_int_equal(
		lws_plugins_init(&list, dirs, NULL, "evlib_x", see, seen), 0);
	assert_string_equal(seen, "x ");
	lws_plugins_destroy(&list, NULL, NULL);
	assert_int_equal(
		lws_plugins_init(&list, dirs, NULL, "nothing", see, seen), 0);
	assert_null(list);
}

static void
plugins__no_class_and_no_filter_is_all(void **state)
{
	struct lws_plugin *list = NULL;

	(void)state;
	assert_int_equal(lws_plugins_init(&list, dirs, NULL, NULL, NULL, NULL),
			 0);
	assert_non_null(list);
	assert_non_null(list->list);
	assert_null(list->list->list);

	/* each one once, also when asked again */
	assert_int_equal(lws_plugins_init(&list, dirs, NULL, NULL, NULL, NULL),
			 0);
	assert_null(list->list->list);
	lws_plugins_destroy(&list, NULL, NULL);
}

static void
plugins__each_may_refuse(void **state)
{
	struct lws_plugin *list = NULL;

	(void)state;
	refuse = 1;
	assert_int_equal(lws_plugins_init(&list, dirs, NULL, NULL, see, seen),
			 0);
	assert_string_equal(seen, "good x ");
	assert_null(list);
}

static void
plugins__unreadable_directory_is_said_and_the_others_serve(void **state)
{
	static const char *const two[] = {"/no/such/dir", LWS_TEST_PLUGIN_DIR,
					  NULL};
	struct lws_plugin *list = NULL;

	(void)state;
	assert_int_equal(lws_plugins_init(&list, two, NULL, "good", NULL, NULL),
			 1);
	assert_non_null(list);
	lws_plugins_destroy(&list, NULL, NULL);
	assert_int_equal(lws_plugins_init(&list, NULL, NULL, NULL, NULL, NULL),
			 0);
}

static void
plugins__what_is_no_shared_object_is_passed_over(void **state)
{
	char dir[] = "/tmp/lws-plugins-XXXXXX", path[64];
	const char *const one[] = {dir, NULL};
	struct lws_plugin *list = NULL;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/libgarbage.so", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("not ELF", f);
	fclose(f);
	assert_int_equal(lws_plugins_init(&list, one, NULL, NULL, NULL, NULL),
			 0);
	assert_null(list);
	unlink(path);
	rmdir(dir);
}

static int
load_once(void *arg)
{
	struct lws_plugin *list = NULL;
	int ret, count = 0;

	(void)arg;
	ret = lws_plugins_init(&list, dirs, "test protocol", NULL, NULL, NULL);
	if (list)
		count++;
	lws_plugins_destroy(&list, NULL, NULL);

	return ret || !count;
}

static void
plugins_i01__no_memory_loads_nothing_and_leaks_nothing(void **state)
{
	(void)state;
	lws__test_alloc_sweep(load_once, NULL);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plugins__class_selects_and_bad_ones_are_left_out),
		TEST(plugins__filter_is_part_of_the_file_name),
		TEST(plugins__no_class_and_no_filter_is_all),
		TEST(plugins__each_may_refuse),
		TEST(plugins__unreadable_directory_is_said_and_the_others_serve),
		TEST(plugins__what_is_no_shared_object_is_passed_over),
		TEST(plugins_i01__no_memory_loads_nothing_and_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
