/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 settings: each value that is allowed, each that is not.  H2-11.
 */

#include "lws-test.h"
#include "roles/h2/frame.h"

#include <libwebsockets.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct judged {
	enum lws_side from;
	uint16_t id;
	uint32_t value;
	enum lws__h2_bad bad;
	enum lws__h2_code code;
};

static const struct judged entries[] = {
	{LWS_SIDE_CLIENT, 0, 1, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 1, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 1, UINT32_MAX, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 2, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 2, 1, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 2, 2, LWS__H2_BAD_ENABLE_PUSH,
	 LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_SERVER, 2, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_SERVER, 2, 1, LWS__H2_BAD_ENABLE_PUSH,
	 LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_CLIENT, 3, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 3, UINT32_MAX, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 4, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 4, 0x7fffffff, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 4, 0x80000000, LWS__H2_BAD_WINDOW_SIZE,
	 LWS__H2_FLOW_CONTROL_ERROR},
	{LWS_SIDE_CLIENT, 5, 16383, LWS__H2_BAD_FRAME_SIZE,
	 LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_CLIENT, 5, 16384, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 5, 16777215, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 5, 16777216, LWS__H2_BAD_FRAME_SIZE,
	 LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_CLIENT, 6, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 7, 77, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 8, 0, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 8, 1, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 8, 2, LWS__H2_BAD_CONNECT_PROTOCOL,
	 LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_CLIENT, 9, 1, LWS__H2_FINE, 0},
	{LWS_SIDE_CLIENT, 9, 2, LWS__H2_BAD_PRIORITIES, LWS__H2_PROTOCOL_ERROR},
	{LWS_SIDE_CLIENT, 65535, UINT32_MAX, LWS__H2_FINE, 0},
};

static void
h2_settings__h2_11_each_value_is_judged(void **state)
{
	(void)state;
	for (size_t n = 0; n < COUNT(entries); n++) {
		struct lws__h2_settings s, before;
		enum lws__h2_bad bad;

		memset(&s, 0, sizeof(s));
		lws__h2_settings_init(&s);
		before = s;
		bad = lws__h2_settings_apply(&s, entries[n].from, entries[n].id,
					     entries[n].value);
		if (bad != entries[n].bad)
			fail_msg("entry %zu: %d", n, (int)bad);
		assert_int_equal(lws__h2_bad_rule(bad)->code, entries[n].code);
		assert_false(lws__h2_bad_rule(bad)->is_stream);
		if (bad)
			assert_int_equal(s.initial_window_size,
					 before.initial_window_size);
	}
}

static void
h2_settings__what_holds_at_first_and_then(void **state)
{
	struct lws__h2_settings s;

	(void)state;
	lws__h2_settings_init(&s);
	assert_int_equal(s.header_table_size, 4096);
	assert_int_equal(s.max_concurrent_streams, UINT32_MAX);
	assert_int_equal(s.initial_window_size, 65535);
	assert_int_equal(s.max_frame_size, 16384);
	assert_int_equal(s.max_header_list_size, UINT32_MAX);
	assert_true(s.enable_push);
	assert_false(s.enable_connect_protocol);
	assert_false(s.no_rfc7540_priorities);
	for (uint16_t id = 1; id < 10; id++)
		lws__h2_settings_apply(&s, LWS_SIDE_CLIENT, id,
				       id == 5   ? 20000u
				       : id == 2 ? 0
						 : 1);
	assert_int_equal(s.header_table_size, 1);
	assert_int_equal(s.max_concurrent_streams, 1);
	assert_int_equal(s.initial_window_size, 1);
	assert_int_equal(s.max_frame_size, 20000);
	assert_int_equal(s.max_header_list_size, 1);
	assert_false(s.enable_push);
	assert_true(s.enable_connect_protocol);
	assert_true(s.no_rfc7540_priorities);
	/* RFC 8441 3: not taken back */
	assert_int_equal(lws__h2_settings_apply(&s, LWS_SIDE_SERVER,
						H2SET_ENABLE_CONNECT_PROTOCOL,
						0),
			 LWS__H2_BAD_CONNECT_PROTOCOL);
	assert_int_equal(
		lws__h2_settings_apply(&s, LWS_SIDE_CLIENT,
				       LWS__H2_SET_NO_RFC7540_PRIORITIES, 0),
		LWS__H2_BAD_PRIORITIES);
	assert_true(s.enable_connect_protocol);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h2_settings__h2_11_each_value_is_judged),
		cmocka_unit_test(h2_settings__what_holds_at_first_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
