/* SPDX-License-Identifier: MIT */
/*
 * Contexts: made and destroyed in every way, and failing at every step.
 */

#include "trace-protocols.h"

#include "core/core.h"

static struct lws_context_creation_info
plain_info(void)
{
	struct lws_context_creation_info info = {0};

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;

	return info;
}

static void
quiet(void)
{
	lws_set_log_level(0, NULL);
}

/* ---- creation ----------------------------------------------------------- */

static void
context__is_made_and_destroyed_with_one_call_each(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx = lws_create_context(&info);

	(void)state;
	assert_non_null(cx);
	assert_int_equal(lws_get_count_threads(cx), 1);
	assert_int_equal(lws_context_is_being_destroyed(cx), 0);
	lws_context_destroy(cx);
}

static void
context__destroy_takes_null(void **state)
{
	(void)state;
	lws_context_destroy(NULL);
}

static void
context__writes_null_where_pcontext_says(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	info.pcontext = &cx;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	lws_context_destroy(cx);
	assert_null(cx);
}

static void
context__frees_the_baggage_of_the_application(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	info.external_baggage_free_on_destroy = malloc(16); /* or a leak */
	lws_context_destroy(lws_create_context(&info));
}

static void
context__has_no_vhost_with_explicit_vhosts(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_null(lws_get_vhost_by_name(cx, "default"));
	lws_context_destroy(cx);
}

static void
context__makes_a_vhost_from_pprotocols_even_then(void **state)
{
	const struct lws_protocols *pp[] = {&three_protocols[1], NULL};
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;
	struct lws_vhost *vh;

	(void)state;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.pprotocols = pp;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	vh = lws_get_vhost_by_name(cx, "default");
	assert_non_null(vh);
	assert_non_null(lws_vhost_name_to_protocol(vh, "dyn"));
	assert_null(lws_vhost_name_to_protocol(vh, "p0"));
	lws_context_destroy(cx);
}

static void
context__without_protocols_gets_http_only(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	info.protocols = NULL;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_non_null(lws_vhost_name_to_protocol(
		lws_get_vhost_by_name(cx, "default"), "http-only"));
	assert_int_equal(lws_service(cx, -1), 0);
	lws_context_destroy(cx);
}

static void
context__answers_what_it_was_given(void **state)
{
	struct lws_context_creation_info info = plain_info();
	const char *argv[] = {"prog", "-x", "5"};
	struct lws_context *cx;
	int mark;

	(void)state;
	info.user = &mark;
	info.argc = 3;
	info.argv = argv;
	info.pt_serv_buf_size = 100000;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_ptr_equal(lws_context_user(cx), &mark);
	assert_string_equal(lws_cmdline_option_cx(cx, "-x"), "5");
	assert_non_null(lws_canonical_hostname(cx));
	assert_true(cx->pts[0].scratch_len >= 100000);
	lws_context_destroy(cx);
}

static void
context__of_few_fds_has_small_buffers(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	info.fd_limit_per_thread = LWS__FEW_FDS;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_int_equal(cx->pts[0].scratch_len, LWS__SCRATCH_FEW);
	assert_int_equal(cx->pts[0].cork_room, LWS__SCRATCH_FEW);
	lws_context_destroy(cx);

	info.fd_limit_per_thread = LWS__FEW_FDS + 1;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_int_equal(cx->pts[0].scratch_len, LWS__SCRATCH_MIN);
	assert_int_equal(cx->pts[0].cork_room, LWS__CORK_MAX);
	lws_context_destroy(cx);
}

static void
context__has_the_documented_defaults(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx = lws_create_context(&info);
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");

	(void)state;
	assert_int_equal(cx->pt_serv_buf_size, 4096);
	assert_int_equal(cx->max_http_header_data, 4096);
	assert_int_equal(cx->timeout_secs, 15);
	assert_int_equal(vh->keepalive_timeout, 5);
	assert_int_equal(vh->h2_keepalive_timeout, 31);
	assert_int_equal(vh->connect_timeout_secs, 20);
	assert_int_equal(vh->timeout_secs_ah_idle, 10);
	assert_int_equal(cx->retry->secs_since_valid_ping, 40);
	assert_int_equal(cx->retry->secs_since_valid_hangup, 50);
	assert_int_equal(cx->retry->conceal_count, 4);
	lws_context_destroy(cx);
}

static void
context__runs_on_poll_when_asked(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	(void)state;
	info.options = LWS_PLUS_SERVER_OPTION_POLL;
	trace_clear();
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(lws_service(cx, -1), 0);
	assert_non_null(strstr(trace, "p0 CANCELLED default\n"));
	lws_context_destroy(cx);
}

static void
context__takes_several_threads(void **state)
{
	struct lws_context_creation_info info = plain_info();
	const int threads = LWS_MAX_SMP < 4 ? LWS_MAX_SMP : 4;
	struct lws_context *cx;

	(void)state;
	info.count_threads = 4;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	/* as many as the build allows */
	assert_int_equal(lws_get_count_threads(cx), threads);
	for (int n = 0; n < threads; n++)
		assert_int_equal(lws_service_tsi(cx, -1, n), 0);
	lws_context_destroy(cx);
}

/* ---- refusals ----------------------------------------------------------- */

static void
context__is_refused_keepalive_without_interval(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	quiet();
	info.ka_time = 10;
	assert_null(lws_create_context(&info));
}

static char logged[2048];
static size_t logged_len;

static void
log_keep(int level, const char *line)
{
	(void)level;
	logged_len += (size_t)lws_snprintf(
		logged + logged_len, sizeof(logged) - logged_len, "%s", line);
}

static void
context__is_refused_an_event_loop_that_is_not_built(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	logged_len = 0;
	lws_set_log_level(LLL_ERR, log_keep);
	info.options = LWS_SERVER_OPTION_ULOOP;
	if (lws_create_context(&info))
		skip(); /* this build has it */
	assert_non_null(strstr(logged, "uloop"));
	lws_set_log_level(0, NULL);
}

static void
context__is_refused_an_unknown_user(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	quiet();
	info.username = "no-such-user-anywhere";
	assert_null(lws_create_context(&info));
}

#if defined(LWS_CLIENT_HTTP_PROXYING) || defined(LWS_WITH_SOCKS5) || \
	!defined(LWS_WITH_CLIENT)
static const char a_proxy[] = "u:p@proxy:3128";
#define REFUSES_PROXIES
#else
static const char a_proxy[] = ""; /* one that is named is refused */

static void
context__is_refused_a_proxy_that_is_not_built(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	logged_len = 0;
	lws_set_log_level(LLL_ERR, log_keep);
	info.http_proxy_address = "u:p@proxy:3128";
	assert_null(lws_create_context(&info));
	assert_non_null(strstr(logged, "no proxies"));
	info.http_proxy_address = NULL;
	info.socks_proxy_address = "u:p@proxy";
	assert_null(lws_create_context(&info));
	lws_set_log_level(0, NULL);
}

#define REFUSES_PROXIES \
	cmocka_unit_test(context__is_refused_a_proxy_that_is_not_built),
#endif

static int
service_once(void *arg)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx;

	info.count_threads = *(unsigned int *)arg;
	info.server_string = "tested";
	info.iface = "lo";
	info.http_proxy_address = a_proxy;
	info.socks_proxy_address = a_proxy;
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	/* a failed allocation below is survived */
	(void)lws_service(cx, -1);
	(void)lws_service(cx, -1);
	lws_context_destroy(cx);

	return 0;
}

static void
context__leaks_nothing_when_any_allocation_fails(void **state)
{
	unsigned int threads = 2;

	(void)state;
	quiet();
	lws__test_alloc_sweep(service_once, &threads);
}

/* memory runs out at some point, and stays so */
static void
context__leaks_nothing_when_memory_runs_out(void **state)
{
	unsigned int threads = 2;
	bool failed = true;

	(void)state;
	quiet();
	for (unsigned long nth = 1; failed; nth++) {
		lws__alloc_fail_at(nth, true);
		(void)service_once(&threads);
		failed = lws__alloc_count() >= nth;
		lws__alloc_fail_at(0, false);
	}
	assert_int_equal(service_once(&threads), 0);
}

/* ---- the end ------------------------------------------------------------ */

static lws_sorted_usec_list_t sul;
static struct lws_context *sul_cx;
static bool destroy_returned;

static void
destroy_inside(lws_sorted_usec_list_t *s)
{
	(void)s;
	lws_context_destroy(sul_cx);
	destroy_returned = true;
	assert_true(lws_context_is_being_destroyed(sul_cx));
}

static void
context__destroyed_in_a_callback_ends_with_the_second_call(void **state)
{
	struct lws_context_creation_info info = plain_info();
	int turns = 0;

	(void)state;
	info.pcontext = &sul_cx;
	sul_cx = lws_create_context(&info);
	destroy_returned = false;
	lws_sul_schedule(sul_cx, 0, &sul, destroy_inside, 1);
	while (lws_service(sul_cx, 0) >= 0)
		assert_true(turns++ < 100);
	assert_true(destroy_returned);
	assert_non_null(sul_cx);
	lws_context_destroy(sul_cx);
	assert_null(sul_cx);
}

static void
exit_inside(lws_sorted_usec_list_t *s)
{
	(void)s;
	lws_default_loop_exit(sul_cx);
}

static void
default_loop__runs_until_told_and_destroys(void **state)
{
	struct lws_context_creation_info info = plain_info();

	(void)state;
	info.pcontext = &sul_cx;
	sul_cx = lws_create_context(&info);
	lws_sul_schedule(sul_cx, 0, &sul, exit_inside, 1000);
	lws_context_default_loop_run_destroy(sul_cx);
	assert_null(sul_cx);
}

static int reloads;

static int
reloaded(void)
{
	return !++reloads;
}

static void
context__deprecated_and_idle_serves_no_more(void **state)
{
	struct lws_context_creation_info info = plain_info();
	struct lws_context *cx = lws_create_context(&info);

	(void)state;
	assert_int_equal(lws_service(cx, -1), 0);
	assert_int_equal(lws_context_is_deprecated(cx), 0);
	lws_context_deprecate(cx, reloaded);
	assert_int_equal(reloads, 1);
	assert_int_equal(lws_context_is_deprecated(cx), 1);
	assert_int_equal(lws_service(cx, -1), -1);
	lws_context_destroy(cx);
}

/* ---- small ones --------------------------------------------------------- */

static void
random__fills_bytes_and_hex_digits(void **state)
{
	char hex[8];

	(void)state;
	assert_int_equal(lws_hex_random(NULL, hex, sizeof(hex)), 0);
	assert_int_equal(strlen(hex), 7);
	assert_int_equal(strspn(hex, "0123456789abcdef"), 7);
	assert_int_equal(lws_get_random(NULL, hex, 4), 4);
}

static void
info__defaults_suit_a_secure_streams_program(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	lws_context_info_defaults(&info, "{}");
	assert_int_equal(info.port, CONTEXT_PORT_NO_LISTEN);
	assert_string_equal(info.pss_policies_json, "{}");
	assert_true(
		lws_check_opt(info.options, LWS_SERVER_OPTION_EXPLICIT_VHOSTS));
}

static void
cmdline__builtins_go_into_the_info(void **state)
{
	const char *argv[] = {"prog", "--ssproxy-port", "77",
			      "--ssproxy-iface=lo", "-d0"};
	struct lws_context_creation_info info = {0};

	(void)state;
	lws_cmdline_option_handle_builtin(5, argv, &info);
	assert_int_equal(info.argc, 5);
	assert_int_equal(info.ss_proxy_port, 77);
	assert_false(lwsl_visible(LLL_ERR));
}

static void
systemd__without_its_variables_gives_no_fd(void **state)
{
	struct lws_context_creation_info info = {0};

	(void)state;
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	assert_int_not_equal(lws_systemd_inherited_fd(0, &info), 0);
	assert_int_equal(info.vh_listen_sockfd, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			context__is_made_and_destroyed_with_one_call_each),
		cmocka_unit_test(context__destroy_takes_null),
		cmocka_unit_test(context__writes_null_where_pcontext_says),
		cmocka_unit_test(context__frees_the_baggage_of_the_application),
		cmocka_unit_test(context__has_no_vhost_with_explicit_vhosts),
		cmocka_unit_test(
			context__makes_a_vhost_from_pprotocols_even_then),
		cmocka_unit_test(context__without_protocols_gets_http_only),
		cmocka_unit_test(context__answers_what_it_was_given),
		cmocka_unit_test(context__of_few_fds_has_small_buffers),
		cmocka_unit_test(context__has_the_documented_defaults),
		cmocka_unit_test(context__runs_on_poll_when_asked),
		cmocka_unit_test(context__takes_several_threads),
		cmocka_unit_test(
			context__is_refused_keepalive_without_interval),
		cmocka_unit_test(
			context__is_refused_an_event_loop_that_is_not_built),
		cmocka_unit_test(context__is_refused_an_unknown_user),
		REFUSES_PROXIES cmocka_unit_test(
			context__leaks_nothing_when_any_allocation_fails),
		cmocka_unit_test(context__leaks_nothing_when_memory_runs_out),
		cmocka_unit_test(
			context__destroyed_in_a_callback_ends_with_the_second_call),
		cmocka_unit_test(default_loop__runs_until_told_and_destroys),
		cmocka_unit_test(context__deprecated_and_idle_serves_no_more),
		cmocka_unit_test(random__fills_bytes_and_hex_digits),
		cmocka_unit_test(info__defaults_suit_a_secure_streams_program),
		cmocka_unit_test(cmdline__builtins_go_into_the_info),
		cmocka_unit_test(systemd__without_its_variables_gives_no_fd),
	};

	quiet();

	return cmocka_run_group_tests(tests, NULL, NULL);
}
