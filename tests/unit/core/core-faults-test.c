/* SPDX-License-Identifier: MIT */
/*
 * Injected faults of contexts and vhosts: each ends the creation and leaves
 * nothing behind, and the next one without it succeeds (NET-22).
 */

#include "trace-protocols.h"
#include "core/core.h"
#include "system/system.h"

#include <dirent.h>

static int
open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	if (!dir)
		return 0;
	while (readdir(dir))
		count++;
	closedir(dir);

	return count;
}

static struct lws_context_creation_info
context_info(const char *rules)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;
	info.count_threads = 2;
	if (rules)
		lws_fi_deserialize(&info.fic, rules);
	trace_clear();

	return info;
}

static struct lws_context *
make(const char *rules)
{
	struct lws_context_creation_info info = context_info(rules);
	struct lws_context *cx = lws_create_context(&info);

	/* taken, whatever became of it */
	assert_int_equal(info.fic.fi_owner.count, 0);

	return cx;
}

/* ---- contexts ------------------------------------------------------------ */

static const char *const context_faults[] = {
	"ctx_createfail_oom_ctx",
	"ctx_createfail1",
	"ctx_createfail_maxfds",
	"ctx_createfail_plat_init",
	"ctx_createfail_evlib_sel",
	"ctx_createfail_oom_fds",
	"ctx_createfail_evlib_init",
	"ctx_createfail_evlib_pt",
	"ctx_createfail_evlib_pt(.X)",
	"ctx_createfail_plugin_init",
	"ctx_createfail_def_vh",
	"ctx_createfail_privdrop",
	"vh/vh_create_oom",
	"vh=default/vh_create_pcols_oom",
};

static void
context__each_fault_ends_its_creation(void **state)
{
	int fds = open_fds();

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(context_faults); n++) {
		struct lws_context *cx = make(context_faults[n]);

		if (cx)
			fail_msg("%s: there is a context", context_faults[n]);
		if (open_fds() != fds)
			fail_msg("%s: %d fds before, %d after",
				 context_faults[n], fds, open_fds());
		cx = make(NULL);
		assert_non_null(cx);
		lws_context_destroy(cx);
	}
}

static void
context__a_fault_that_does_not_strike_changes_nothing(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(context_faults); n++) {
		char rule[80];
		struct lws_context *cx;

		if (strchr(context_faults[n], '('))
			continue;
		snprintf(rule, sizeof(rule), "%s(0%%)", context_faults[n]);
		cx = make(rule);
		assert_non_null(cx);
		lws_context_destroy(cx);
	}
}

static void
context__is_seeded_when_it_has_rules(void **state)
{
	struct lws_context *cx = make("a(50%)");
	struct lws_xos zero = {{0}};

	(void)state;
	assert_memory_not_equal(&cx->fic.xos, &zero, sizeof(zero));
	lws_context_destroy(cx);
}

static void
context__asks_for_the_applications_own_faults(void **state)
{
	struct lws_context *cx = make("mine(.X)");

	(void)state;
	assert_int_equal(lws_fi_user_context_fi(cx, "mine"), 0);
	assert_int_equal(lws_fi_user_context_fi(cx, "mine"), 1);
	assert_int_equal(lws_fi_user_context_fi(cx, "mine"), 0);
	assert_int_equal(lws_fi_user_context_fi(cx, "other"), 0);
	lws_context_destroy(cx);
}

#if defined(LWS_ROLE_RAW_FILE)
static void
context__does_without_its_system_vhost(void **state)
{
	struct lws_context *cx = make("ctx_createfail_sys_vh(X.)");

	(void)state;
	assert_null(lws__system_vhost(cx));
	assert_non_null(lws__system_vhost(cx));
	lws_context_destroy(cx);
}
#endif

/* ---- vhosts -------------------------------------------------------------- */

static const struct {
	const char *name;
	uint64_t options;
	bool listens;
} vhost_faults[] = {
	{"vh_create_oom", 0, false},
	{"vh_create_pcols_oom", 0, false},
	{"vh_create_srv_init", 0, true},
#if defined(LWS_WITH_SERVER)
	{"listenskt", 0, true},
#endif
#if defined(LWS_WITH_TLS)
	{"vh_create_ssl_cli", LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT, false},
	{"vh_create_ssl_srv",
	 LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		 LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX,
	 true},
#endif
};

static struct lws_vhost *
make_vhost(struct lws_context *cx, const char *name, size_t n,
	   const char *rules)
{
	struct lws_context_creation_info info = context_info(rules);
	struct lws_vhost *vh;

	info.vhost_name = name;
	info.options = vhost_faults[n].options;
	info.iface = "127.0.0.1";
	info.port = vhost_faults[n].listens ? 0 : CONTEXT_PORT_NO_LISTEN;
	vh = lws_create_vhost(cx, &info);
	assert_int_equal(info.fic.fi_owner.count, 0);

	return vh;
}

static struct lws_context *
make_empty(const char *rules)
{
	struct lws_context_creation_info info = context_info(rules);
	struct lws_context *cx;

	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	cx = lws_create_context(&info);
	assert_non_null(cx);

	return cx;
}

static void
vhost__each_fault_ends_its_creation(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(vhost_faults); n++) {
		struct lws_context *cx = make_empty(NULL);
		int fds = open_fds();

		if (make_vhost(cx, "x", n, vhost_faults[n].name))
			fail_msg("%s: there is a vhost", vhost_faults[n].name);
		assert_int_equal(open_fds(), fds);
		if (!make_vhost(cx, "x", n, NULL))
			fail_msg("%s: still no vhost", vhost_faults[n].name);
		lws_context_destroy(cx);
	}
}

static void
vhost__the_contexts_rules_may_name_it(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(vhost_faults); n++) {
		struct lws_context *cx;
		char rule[64];

		snprintf(rule, sizeof(rule), "vh=bad/%s", vhost_faults[n].name);
		cx = make_empty(rule);
		assert_null(make_vhost(cx, "bad", n, NULL));
		assert_non_null(make_vhost(cx, "good", n, NULL));
		/* the rule is the context's: it stays */
		assert_null(make_vhost(cx, "bad", n, NULL));
		lws_context_destroy(cx);
	}
}

static void
vhost__a_protocol_may_fail_to_start(void **state)
{
	struct lws_context *cx =
		make_empty("vh=x/vh_create_protocol_init(.X.)");

	(void)state;
	assert_non_null(make_vhost(cx, "x", 0, NULL));
	lws_protocol_init(cx);
	assert_string_equal(trace, "p0 INIT x\nws INIT x\n");
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace, "p0 DESTROY x\nws DESTROY x\n");
}

#if defined(LWS_WITH_SERVER)
/* a listener must not take part in what is meant for connections */
static void
vhost__rules_for_wsi_do_not_touch_its_listener(void **state)
{
	struct lws_context *cx = make_empty("wsi/createfail,wsi/timedclose,"
					    "wsi/timedclose_ms(0..0)");
	struct lws_vhost *vh = make_vhost(cx, "x", 2, NULL);

	(void)state;
	assert_non_null(vh);
	for (int n = 0; n < 20; n++)
		lws_service(cx, -1);
	assert_string_equal(strstr(trace, "WSI_DESTROY") ? "gone" : "", "");
	assert_true(lws_get_vhost_listen_port(vh) > 0);
	lws_context_destroy(cx);
}
#endif

/* ---- what else asks a context's rules -------------------------------------
 */

static void
cache__fails_as_its_rules_say(void **state)
{
	struct lws_context *cx =
		make("cache_createfail(X.),cache_lookup_oom(.X)");
	struct lws_cache_creation_info info = {
		.cx = cx, .name = "c", .ops = &lws_cache_ops_heap};
	struct lws_cache_ttl_lru *c;
	const void *found;
	size_t len;

	(void)state;
	assert_null(lws_cache_create(&info));
	c = lws_cache_create(&info);
	assert_non_null(c);
	assert_int_equal(lws_cache_write_through(c, "key", (const uint8_t *)"v",
						 1, 0, NULL),
			 0);
	assert_int_equal(lws_cache_lookup(c, "key", &found, &len), 0);
	assert_int_equal(lws_cache_lookup(c, "key", &found, &len), 1);
	assert_null(found);
	assert_int_equal(lws_cache_lookup(c, "key", &found, &len), 0);
	lws_cache_destroy(&c);
	lws_context_destroy(cx);
}

/* ---- the switches -------------------------------------------------------- */

static void
cmdline__fault_injection_and_seed(void **state)
{
	const char *argv[] = {"x",
			      "-d",
			      "0",
			      "--fault-seed",
			      "0x15",
			      "--fault-injection",
			      "a(10%),b(2..1),wsi=x/c"};
	struct lws_context_creation_info info;
	struct lws_xos want, zero = {{0}};

	(void)state;
	memset(&info, 0, sizeof(info));
	lws_cmdline_option_handle_builtin(7, argv, &info);
	assert_int_equal(info.fic.fi_owner.count, 2);
	lws_xos_init(&want, 21);
	assert_memory_equal(&info.fic.xos, &want, sizeof(want));
	lws_fi_destroy(&info.fic);

	memset(&info, 0, sizeof(info));
	lws_cmdline_option_handle_builtin(3, argv, &info);
	assert_memory_equal(&info.fic.xos, &zero, sizeof(zero));

	argv[3] = "--fault-injection=a";
	lws_cmdline_option_handle_builtin(4, argv, &info);
	assert_memory_not_equal(&info.fic.xos, &zero, sizeof(zero));
	assert_int_equal(lws_fi(&info.fic, "a"), 1);
	lws_fi_destroy(&info.fic);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context__each_fault_ends_its_creation),
		cmocka_unit_test(
			context__a_fault_that_does_not_strike_changes_nothing),
		cmocka_unit_test(context__is_seeded_when_it_has_rules),
		cmocka_unit_test(context__asks_for_the_applications_own_faults),
#if defined(LWS_ROLE_RAW_FILE)
		cmocka_unit_test(context__does_without_its_system_vhost),
#endif
		cmocka_unit_test(vhost__each_fault_ends_its_creation),
		cmocka_unit_test(vhost__the_contexts_rules_may_name_it),
		cmocka_unit_test(vhost__a_protocol_may_fail_to_start),
#if defined(LWS_WITH_SERVER)
		cmocka_unit_test(
			vhost__rules_for_wsi_do_not_touch_its_listener),
#endif
		cmocka_unit_test(cache__fails_as_its_rules_say),
		cmocka_unit_test(cmdline__fault_injection_and_seed),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
