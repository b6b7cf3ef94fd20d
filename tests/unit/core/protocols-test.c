/* SPDX-License-Identifier: MIT */
/*
 * Protocols on vhosts: which are initialised, in what order things are told
 * and what each vhost keeps for them.  The orders are those of the contract's
 * callbacks-context trace.
 */

#include "trace-protocols.h"

#include "core/core.h"

#define INIT_ALL(vh) "p0 INIT " vh "\ndyn INIT " vh "\nws INIT " vh "\n"
#define CANCELLED(vh) \
	"p0 CANCELLED " vh "\ndyn CANCELLED " vh "\nws CANCELLED " vh "\n"
#define DESTROY_ALL(vh) \
	"p0 DESTROY " vh "\ndyn DESTROY " vh "\nws DESTROY " vh "\n"

static const struct lws_protocol_vhost_options opt2 = {NULL, NULL, "opt2",
						       "v2"},
					       opt1 = {&opt2, NULL, "opt1",
						       "v1"},
					       pvo_dyn = {NULL, &opt1, "dyn",
							  ""};

static struct lws_context *
context_with(const struct lws_protocol_vhost_options *pvo, uint64_t options)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx;

	trace_clear();
	info.port = 0; /* the kernel picks one */
	info.iface = "127.0.0.1";
	info.protocols = three_protocols;
	info.pvo = pvo;
	info.options = options;
	cx = lws_create_context(&info);
	assert_non_null(cx);
	assert_string_equal(trace, "");

	return cx;
}

static void
serve(struct lws_context *cx, int turns)
{
	while (turns--)
		assert_int_equal(lws_service(cx, -1), 0);
}

/* ---- rounds ------------------------------------------------------------- */

static void
protocols__are_initialised_in_order_before_two_rounds_of_cancelled(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	assert_string_equal(trace, INIT_ALL("default") CANCELLED("default")
					   CANCELLED("default"));
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace,
			    "WSI_DESTROY default\n" DESTROY_ALL("default"));
}

static void
protocols__named_by_a_pvo_are_the_only_ones_initialised(void **state)
{
	struct lws_context *cx = context_with(&pvo_dyn, 0);

	(void)state;
	serve(cx, 6);
	assert_string_equal(trace,
			    "dyn INIT default [opt1=v1] [opt2=v2]\n" CANCELLED(
				    "default") CANCELLED("default"));
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace,
			    "WSI_DESTROY default\ndyn DESTROY default\n");
}

static void
protocols__are_all_initialised_when_the_option_says_so(void **state)
{
	struct lws_context *cx = context_with(
		&pvo_dyn, LWS_SERVER_OPTION_VH_INSTANTIATE_ALL_PROTOCOLS);

	(void)state;
	serve(cx, 6);
	assert_string_equal(trace, "p0 INIT default\n"
				   "dyn INIT default [opt1=v1] [opt2=v2]\n"
				   "ws INIT default\n" CANCELLED("default")
					   CANCELLED("default"));
	lws_context_destroy(cx);
}

static void
protocols__whose_init_failed_hear_no_destroy(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	fail_init_of = "dyn";
	serve(cx, 6);
	fail_init_of = NULL;
	assert_string_equal(trace, INIT_ALL("default") CANCELLED("default")
					   CANCELLED("default"));
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace, "WSI_DESTROY default\np0 DESTROY default\n"
				   "ws DESTROY default\n");
}

static void
protocols__hear_nothing_when_the_context_never_served(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	lws_context_destroy(cx);
	assert_string_equal(trace, "WSI_DESTROY default\n");
}

static void
protocols__get_one_round_for_two_cancels(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	trace_clear();
	lws_cancel_service(cx);
	lws_cancel_service(cx);
	serve(cx, 3);
	assert_string_equal(trace, CANCELLED("default"));
	lws_context_destroy(cx);
}

static void
protocols__of_a_late_vhost_are_initialised_with_it(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	trace_clear();
	info.vhost_name = "late";
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;
	assert_non_null(lws_create_vhost(cx, &info));
	assert_string_equal(trace, INIT_ALL("late"));
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace, "WSI_DESTROY default\n" DESTROY_ALL(
					   "default") DESTROY_ALL("late"));
}

static void
protocols__wait_when_init_is_to_be_skipped(void **state)
{
	struct lws_context *cx =
		context_with(NULL, LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT);

	(void)state;
	serve(cx, 6);
	assert_string_equal(trace, CANCELLED("default") CANCELLED("default"));
	trace_clear();
	assert_int_equal(lws_protocol_init(cx), 0);
	assert_string_equal(trace, INIT_ALL("default"));
	lws_context_destroy(cx);
}

/* ---- a vhost goes ------------------------------------------------------- */

static void
vhost__destroyed_outside_a_turn_is_gone_at_return(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	trace_clear();
	lws_vhost_destroy(lws_get_vhost_by_name(cx, "default"));
	assert_string_equal(trace,
			    "WSI_DESTROY default\n" DESTROY_ALL("default"));
	assert_null(lws_get_vhost_by_name(cx, "default"));
	trace_clear();
	serve(cx, 2);
	lws_context_destroy(cx);
	assert_string_equal(trace, "");
}

static lws_sorted_usec_list_t sul;
static struct lws_context *sul_cx;
static void (*sul_do)(void);

static void
sul_cb(lws_sorted_usec_list_t *s)
{
	(void)s;
	sul_do();
	trace_add("returned\n");
}

static void
in_a_callback(struct lws_context *cx, void (*what)(void))
{
	sul_cx = cx;
	sul_do = what;
	lws_sul_schedule(cx, 0, &sul, sul_cb, 1);
	while (!strstr(trace, "returned"))
		assert_int_equal(lws_service(cx, 0), 0);
	serve(cx, 2);
}

static void
destroy_default(void)
{
	lws_vhost_destroy(lws_get_vhost_by_name(sul_cx, "default"));
}

static void
vhost__destroyed_in_a_callback_goes_after_it(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	trace_clear();
	in_a_callback(cx, destroy_default);
	assert_string_equal(
		trace,
		"returned\nWSI_DESTROY default\n" DESTROY_ALL("default"));
	lws_context_destroy(cx);
}

static int port;

static struct lws_vhost *
vhost_on_port(const char *name)
{
	struct lws_context_creation_info info = {0};

	info.vhost_name = name;
	info.port = port;
	info.iface = "127.0.0.1";
	info.protocols = three_protocols;

	return lws_create_vhost(sul_cx, &info);
}

/* the vhost's name turns up in the trace when the connection ends */
static void
connect_and_leave(struct lws_context *cx)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	trace_clear();
	in.sin_port = htons((uint16_t)port);
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (const struct sockaddr *)&in, sizeof(in)),
			 0);
	close(fd);
	while (!trace_len)
		assert_int_equal(lws_service(cx, 0), 0);
}

static void
destroy_and_rebuild(void)
{
	destroy_default();
	assert_non_null(vhost_on_port("again"));
}

static void
vhost__is_rebuilt_on_its_port_at_once(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);
	struct lws_vhost *vh;

	(void)state;
	serve(cx, 6);
	/* a fixed number now: zero would mean any port again */
	sul_cx = cx;
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
	assert_true(port > 0);
	destroy_default();
	assert_non_null(vhost_on_port("default"));
	serve(cx, 2);
	trace_clear();
	in_a_callback(cx, destroy_and_rebuild);
	vh = lws_get_vhost_by_name(cx, "again");
	assert_non_null(vh);
	assert_int_equal(lws_get_vhost_listen_port(vh), port);
	/* the listener was handed on, not closed and opened; those who stay
	 * are told that something changed */
	assert_string_equal(trace, INIT_ALL("again") "returned\n" DESTROY_ALL(
					   "default") CANCELLED("again"));
	connect_and_leave(cx);
	assert_string_equal(trace, "WSI_DESTROY again\n");
	trace_clear();
	lws_context_destroy(cx);
	assert_string_equal(trace, "WSI_DESTROY again\n" DESTROY_ALL("again"));
}

static int finalized;

static void
finalize(struct lws_vhost *vh, void *arg)
{
	assert_string_equal(lws_get_vhost_name(vh), "f");
	assert_ptr_equal(arg, &finalized);
	trace_add("finalize\n");
}

static void
vhost__is_finalized_after_its_protocols(void **state)
{
	struct lws_context_creation_info info = {0};
	struct lws_context *cx = context_with(NULL, 0);

	(void)state;
	serve(cx, 6);
	info.vhost_name = "f";
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = three_protocols;
	info.finalize = finalize;
	info.finalize_arg = &finalized;
	trace_clear();
	lws_vhost_destroy(lws_create_vhost(cx, &info));
	assert_string_equal(trace, INIT_ALL("f") DESTROY_ALL("f") "finalize\n");
	lws_context_destroy(cx);
}

/* ---- the space on a vhost ----------------------------------------------- */

static void
vhost__keeps_zeroed_space_per_protocol(void **state)
{
	struct lws_context *cx = context_with(NULL, 0);
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");
	static const uint8_t zero[32];
	void *priv;

	(void)state;
	assert_null(lws_protocol_vh_priv_get(vh, &three_protocols[1]));
	priv = lws_protocol_vh_priv_zalloc(vh, &three_protocols[1], 32);
	assert_non_null(priv);
	assert_memory_equal(priv, zero, 32);
	/* the application's table and the vhost's copy mean the same */
	assert_ptr_equal(lws_protocol_vh_priv_get(
				 vh, lws_vhost_name_to_protocol(vh, "dyn")),
			 priv);
	assert_null(lws_protocol_vh_priv_get(vh, &three_protocols[0]));
	assert_null(lws_protocol_vh_priv_get(NULL, &three_protocols[0]));
	lws_context_destroy(cx);
}

static void
vhost__space_is_found_by_the_value_of_an_option(void **state)
{
	struct lws_context *cx = context_with(&pvo_dyn, 0);
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");
	void *priv = lws_protocol_vh_priv_zalloc(vh, &three_protocols[1], 4);

	(void)state;
	assert_ptr_equal(lws_vhd_find_by_pvo(cx, "dyn", "opt2", "v2"), priv);
	assert_null(lws_vhd_find_by_pvo(cx, "dyn", "opt2", "v3"));
	assert_null(lws_vhd_find_by_pvo(cx, "dyn", "opt3", "v2"));
	assert_null(lws_vhd_find_by_pvo(cx, "none", "opt2", "v2"));
	lws_context_destroy(cx);
}

static void
pvo__is_searched_by_name(void **state)
{
	const char *value = NULL;

	(void)state;
	assert_ptr_equal(lws_pvo_search(&opt1, "opt2"), &opt2);
	assert_null(lws_pvo_search(&opt1, "opt"));
	assert_null(lws_pvo_search(NULL, "opt"));
	assert_int_equal(lws_pvo_get_str(lws__unconst(&opt1), "opt1", &value),
			 0);
	assert_string_equal(value, "v1");
	assert_int_not_equal(
		lws_pvo_get_str(lws__unconst(&opt1), "opt9", &value), 0);
}

static void
pvo__chooses_the_default_and_raw_protocols(void **state)
{
	static const struct lws_protocol_vhost_options
		raw = {NULL, NULL, "raw", "1"},
		def = {NULL, NULL, "default", "1"}, ws = {NULL, &raw, "ws", ""},
		dyn = {&ws, &def, "dyn", ""};
	struct lws_context *cx = context_with(&dyn, 0);
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");

	(void)state;
	assert_int_equal(vh->default_protocol_index, 1);
	assert_int_equal(vh->raw_protocol_index, 2);
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			protocols__are_initialised_in_order_before_two_rounds_of_cancelled),
		cmocka_unit_test(
			protocols__named_by_a_pvo_are_the_only_ones_initialised),
		cmocka_unit_test(
			protocols__are_all_initialised_when_the_option_says_so),
		cmocka_unit_test(protocols__whose_init_failed_hear_no_destroy),
		cmocka_unit_test(
			protocols__hear_nothing_when_the_context_never_served),
		cmocka_unit_test(protocols__get_one_round_for_two_cancels),
		cmocka_unit_test(
			protocols__of_a_late_vhost_are_initialised_with_it),
		cmocka_unit_test(protocols__wait_when_init_is_to_be_skipped),
		cmocka_unit_test(
			vhost__destroyed_outside_a_turn_is_gone_at_return),
		cmocka_unit_test(vhost__destroyed_in_a_callback_goes_after_it),
		cmocka_unit_test(vhost__is_rebuilt_on_its_port_at_once),
		cmocka_unit_test(vhost__is_finalized_after_its_protocols),
		cmocka_unit_test(vhost__keeps_zeroed_space_per_protocol),
		cmocka_unit_test(
			vhost__space_is_found_by_the_value_of_an_option),
		cmocka_unit_test(pvo__is_searched_by_name),
		cmocka_unit_test(pvo__chooses_the_default_and_raw_protocols),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
