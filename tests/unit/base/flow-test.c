/* SPDX-License-Identifier: MIT */
/*
 * flow: a decoder gets each byte once, and the peer is asked for more in time.
 */

#include "base/base.h"
#include "model.h"

static int32_t asked;

static void
note_ask(struct lws_ss_handle *h, int32_t bytes)
{
	(void)h;
	asked = bytes;
}

static void
flow__gives_segments_one_after_the_other(void **state)
{
	lws_flow_t flow;

	(void)state;
	memset(&flow, 0, sizeof(flow));
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_WANT_INPUT);
	assert_int_equal(
		lws_buflist_append_segment(&flow.bl, (const uint8_t *)"abc", 3),
		1);
	assert_int_equal(
		lws_buflist_append_segment(&flow.bl, (const uint8_t *)"de", 2),
		0);
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_OK);
	assert_int_equal(flow.len, 3);
	flow.data += 2;
	flow.len -= 2;
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_OK);
	assert_int_equal(*flow.data, 'c');
	flow.len = 0;
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_OK);
	assert_memory_equal(flow.data, "de", 2);
	flow.len = 0;
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_WANT_INPUT);
	assert_null(flow.bl);
}

static void
flow__says_how_the_stream_ended(void **state)
{
	lws_flow_t flow;

	(void)state;
	memset(&flow, 0, sizeof(flow));
	flow.state = LWSDLOFLOW_STATE_READ_COMPLETED;
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_OK);
	flow.state = LWSDLOFLOW_STATE_READ_FAILED;
	assert_int_equal(lws_flow_feed(&flow), LWS_SRET_FATAL);
}

static void
flow__asks_for_what_is_missing_to_the_window(void **state)
{
	lws_flow_t flow;

	(void)state;
	memset(&flow, 0, sizeof(flow));
	flow.window = 10;
	flow.h = (struct lws_ss_handle *)&flow; /* only passed on */
	asked = 0;
	assert_int_equal(lws_flow_req(&flow), LWS_SRET_WANT_INPUT);
	assert_int_equal(asked, 0); /* nobody listens yet */
	lws__flow_set_ask(note_ask);
	lws_flow_req(&flow);
	assert_int_equal(asked, 10);
	assert_int_equal(
		lws_buflist_append_segment(&flow.bl, (const uint8_t *)"abc", 3),
		1);
	assert_int_equal(lws_flow_req(&flow), LWS_SRET_OK);
	assert_int_equal(asked, 7);
	asked = 0;
	flow.state = LWSDLOFLOW_STATE_READ_COMPLETED;
	lws_flow_req(&flow);
	assert_int_equal(asked, 0);
	lws__flow_set_ask(NULL);
	lws_buflist_destroy_all_segments(&flow.bl);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flow__gives_segments_one_after_the_other),
		cmocka_unit_test(flow__says_how_the_stream_ended),
		cmocka_unit_test(flow__asks_for_what_is_missing_to_the_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
