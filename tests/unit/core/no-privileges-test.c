/* SPDX-License-Identifier: MIT */
/*
 * A build that does not change users says so, and makes no context for who
 * counts on it.
 */

#include "trace-protocols.h"

#include <string.h>

static char logged[1024];

static void
keep(int level, const char *line)
{
	(void)level;
	strncat(logged, line, sizeof(logged) - strlen(logged) - 1);
}

/* what a context comes to that is to run as that user */
static bool
is_refused(uid_t uid, gid_t gid, const char *username, const char *groupname)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;
	info.uid = uid;
	info.gid = gid;
	info.username = username;
	info.groupname = groupname;
	logged[0] = '\0';
	lws_set_log_level(LLL_ERR, keep);
	cx = lws_create_context(&info);
	lws_set_log_level(0, NULL);
	if (!cx)
		return !!strstr(logged, "LWS_WITH_PRIVILEGES");
	assert_int_equal(lws_finalize_startup(cx), 0);
	lws_context_destroy(cx);

	return false;
}

static void
no_privileges__who_asks_for_another_user_is_refused(void **state)
{
	(void)state;
	assert_true(is_refused(54321, 0, NULL, NULL));
	assert_true(is_refused(0, 54321, NULL, NULL));
	assert_true(is_refused(0, 0, "root", NULL));
	assert_true(is_refused(0, 0, NULL, "root"));
}

static void
no_privileges__who_asks_for_none_is_served(void **state)
{
	(void)state;
	assert_false(is_refused(0, 0, NULL, NULL));
	assert_string_equal(logged, "");
	assert_false(is_refused((uid_t)-1, (gid_t)-1, NULL, NULL));
	assert_string_equal(logged, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			no_privileges__who_asks_for_another_user_is_refused),
		cmocka_unit_test(no_privileges__who_asks_for_none_is_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
