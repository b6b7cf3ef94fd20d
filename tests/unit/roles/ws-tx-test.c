/* SPDX-License-Identifier: MIT */
/*
 * Which frames our own writes become, and which of them are refused.
 */

#include "lws-test.h"
#include "roles/ws/ws-message.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
ws_tx__frames_each_kind_of_write(void **state)
{
	static const struct {
		int wp;
		unsigned int opcode;
		bool is_final;
	} rows[] = {
		{LWS_WRITE_TEXT, WS_OP_TEXT, true},
		{LWS_WRITE_BINARY, WS_OP_BINARY, true},
		{LWS_WRITE_PING, WS_OP_PING, true},
		{LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, WS_OP_TEXT, false},
		{LWS_WRITE_PONG, WS_OP_PONG, true}, /* between fragments */
		{LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN, WS_OP_CONTINUATION,
		 false},
		{LWS_WRITE_CONTINUATION, WS_OP_CONTINUATION, true},
		{LWS_WRITE_BINARY | LWS_WRITE_BUFLIST, WS_OP_BINARY, true},
		{LWS_WRITE_TEXT | LWS_WRITE_CLIENT_IGNORE_XOR_MASK, WS_OP_TEXT,
		 true},
	};
	struct lws__ws_tx tx = {0};
	size_t n;

	(void)state;
	for (n = 0; n < COUNT(rows); n++) {
		struct lws__ws_head h = {0};

		if (lws__ws_tx_head(&tx, rows[n].wp, n, &h) ||
		    h.opcode != rows[n].opcode ||
		    h.is_final != rows[n].is_final || h.len != n)
			fail_msg("row %zu", n);
	}
	assert_false(tx.is_open);
}

static void
ws_tx__refuses_what_the_peer_would_refuse(void **state)
{
	struct lws__ws_tx tx = {0};
	struct lws__ws_head h = {0};

	(void)state;
	assert_int_not_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_CONTINUATION, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_HTTP, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_PING, 126, &h), 0);
	assert_int_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN, 1, &h),
		0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_TEXT, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_BINARY, 1, &h), 0);
	assert_true(tx.is_open);

	assert_int_not_equal(lws__ws_tx_close_head(&tx, 126, &h), 0);
	assert_int_equal(lws__ws_tx_close_head(&tx, 125, &h), 0);
	assert_int_equal(h.opcode, WS_OP_CLOSE);
	assert_int_not_equal(lws__ws_tx_close_head(&tx, 0, &h), 0);
	assert_int_not_equal(
		lws__ws_tx_head(&tx, LWS_WRITE_CONTINUATION, 1, &h), 0);
	assert_int_not_equal(lws__ws_tx_head(&tx, LWS_WRITE_PONG, 1, &h), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_tx__frames_each_kind_of_write),
		cmocka_unit_test(ws_tx__refuses_what_the_peer_would_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
