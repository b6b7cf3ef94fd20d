/* SPDX-License-Identifier: MIT */
/*
 * Handshake, echo and goodbye between two of ours, while memory runs out, the
 * kernel takes a few bytes at a time, or randomness ends.
 */

#include "base/base.h"
#include "syscall-shim.h"
#include "ws-net.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MESSAGE = 40000, TURNS = 4000 };

static struct lws_context *cx;
static int established, errors, closed, echoed;
static size_t echo_len, client_len;
static uint8_t echo[LWS_PRE + MESSAGE];
static uint8_t client_got[MESSAGE];
static size_t message_len;
static bool is_broken;
static int write_answer, sweeps;

static void
fill(uint8_t *p)
{
	for (size_t n = 0; n < message_len; n++)
		p[n] = (uint8_t)(n * 13);
}

static int
say_message(struct lws *wsi)
{
	static uint8_t out[LWS_PRE + MESSAGE];

	fill(out + LWS_PRE);
	write_answer =
		lws_write(wsi, out + LWS_PRE, message_len, LWS_WRITE_BINARY);

	return write_answer < 0;
}

static int
on_server_receive(struct lws *wsi, const void *in, size_t len)
{
	if (echo_len + len > MESSAGE) {
		is_broken = true;
		return -1;
	}
	memcpy(echo + LWS_PRE + echo_len, in, len);
	echo_len += len;
	if (lws_is_final_fragment(wsi))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
on_client_receive(struct lws *wsi, const void *in, size_t len)
{
	static uint8_t wanted[MESSAGE];

	if (client_len + len > MESSAGE) {
		is_broken = true;
		return -1;
	}
	memcpy(client_got + client_len, in, len);
	client_len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	fill(wanted);
	if (client_len != message_len ||
	    memcmp(client_got, wanted, message_len))
		is_broken = true;
	echoed++;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return say_message(wsi);
	case LWS_CALLBACK_RECEIVE:
		return on_server_receive(wsi, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return lws_write(wsi, echo + LWS_PRE, echo_len,
				 LWS_WRITE_BINARY) < 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_client_receive(wsi, in, len);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		errors++;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "main", .callback = callback, .per_session_data_size = 16},
	LWS_PROTOCOL_LIST_TERM};

static bool
is_over(void)
{
	return errors || closed >= 2;
}

/* 0: all went well */
static int
talk(void)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = net_port(cx);
	i.path = "/";
	i.protocol = "main";
	established = errors = closed = echoed = 0;
	echo_len = client_len = 0;
	if (!lws_client_connect_via_info(&i))
		return 1;
	for (int n = 0; n < TURNS && !is_over(); n++)
		net_turn();

	return echoed != 1 || closed != 2;
}

/* I-01: one allocation after the other fails */
static int
whole_life(void *arg)
{
	struct lws_context_creation_info info;
	int ret;

	(void)arg;
	net_info(&info, protocols);
	cx = net_try(&info);
	if (!cx || !lws_get_vhost_by_name(cx, "default") ||
	    lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default")) <=
		    0)
		ret = 1;
	else
		ret = talk();
	net_end();
	sweeps++;

	return ret;
}

static void
any_allocation_may_fail_and_nothing_leaks_or_is_told_twice(void **state)
{
	(void)state;
	message_len = 3000;
	is_broken = false;
	lws__test_alloc_sweep(whole_life, NULL);
	assert_true(sweeps > 30); /* it met them all */
	assert_false(is_broken);
}

/* I-01: from one allocation on there is no memory */
static void
memory_may_end_at_any_time(void **state)
{
	(void)state;
	message_len = 3000;
	for (unsigned long nth = 1; nth < 64; nth++) {
		lws__alloc_fail_at(nth, true);
		(void)whole_life(NULL);
		lws__alloc_fail_at(0, false);
	}
	assert_int_equal(whole_life(NULL), 0);
	assert_false(is_broken);
}

/* ---- a context that lives ---- */

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	lws__shim_reset();
	is_broken = false;
	net_info(&info, protocols);
	cx = net_create(&info);
	net_turns(4);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	lws__shim_reset();
	net_end();

	return 0;
}

/* NET-01 */
static void
a_few_bytes_at_a_time_are_a_message_in_the_end(void **state)
{
	static const unsigned int sizes[] = {1, 2, 3, 7, 64, 1000};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(sizes); n++) {
		message_len = sizes[n] < 64 ? 300 : MESSAGE;
		lws__shim_trickle(sizes[n], 0, 0);
		assert_int_equal(talk(), 0);
		lws__shim_reset();
		assert_false(is_broken);
	}
}

static void
a_kernel_that_says_again_and_interrupted_is_asked_again(void **state)
{
	(void)state;
	message_len = MESSAGE;
	lws__shim_trickle(500, 3, 5);
	assert_int_equal(talk(), 0);
	assert_false(is_broken);
}

/* WS-17 */
static void
without_random_bytes_no_client_speaks(void **state)
{
	(void)state;
	message_len = 100;
	lws__shim_fail(LWS_SHIM_GETRANDOM, 1, 0, EIO);
	assert_int_not_equal(talk(), 0);
	assert_int_equal(established, 0);
	lws__shim_reset();
	assert_int_equal(talk(), 0);
}

/* a failed send is the end, and told once */
static void
a_send_that_fails_closes_once(void **state)
{
	(void)state;
	message_len = 100;
	for (unsigned int nth = 1; nth < 12; nth++) {
		lws__shim_fail(LWS_SHIM_SENDMSG, nth, 1, EPIPE);
		(void)talk();
		lws__shim_reset();
		net_turns(8);
		assert_true(closed + errors <= 2);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			any_allocation_may_fail_and_nothing_leaks_or_is_told_twice),
		cmocka_unit_test(memory_may_end_at_any_time),
		TEST(a_few_bytes_at_a_time_are_a_message_in_the_end),
		TEST(a_kernel_that_says_again_and_interrupted_is_asked_again),
		TEST(without_random_bytes_no_client_speaks),
		TEST(a_send_that_fails_closes_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
