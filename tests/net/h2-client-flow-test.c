/* SPDX-License-Identifier: MIT */
/*
 * Flow control of the HTTP/2 client: large bodies both ways, small windows, who
 * reads slowly, and credit that the application gives itself.
 */

#include "client-app.h"
#include "h2-peer.h"

#include <stdlib.h>
#include <unistd.h>

enum { BIG = 1 << 20 };

static struct lws__net net;
static struct lws_client_connect_info info;
static struct h2_peer h;
static char big[BIG];
static int listen_fd, granted, grants;

static void
begin(void)
{
	int port;

	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE;
	memset(big, 'x', sizeof(big));
}

static void
end(void)
{
	h2_hang_up(&h);
	close(listen_fd);
	lws__net_stop(&net);
}

static struct h2_got *
ask(const struct lws__h2_setting *s, size_t count)
{
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, s, count);

	return h2_asked(&net, &h, 1);
}

static void
over(void)
{
	lws__net_until_set(&net, &seen.over, "the end of the client");
}

/* ---- uploads ----------------------------------------------------------------
 */

/* H2-16 */
static void
an_upload_of_any_size_arrives(void **state)
{
	static const struct lws__h2_setting sizes[] = {
		{H2SET_INITIAL_WINDOW_SIZE, 65535},
		{H2SET_INITIAL_WINDOW_SIZE, 7},
		{H2SET_INITIAL_WINDOW_SIZE, 1000000},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(sizes); n++) {
		struct h2_got *g;

		begin();
		info.method = "POST";
		does.body = big;
		does.body_len = n == 1 ? 300 : BIG;
		does.body_piece = n == 2 ? 0 : 10000;
		does.says_length = n != 1;
		(void)ask(&sizes[n], 1);
		g = h2_answer(&net, &h, 1);
		assert_int_equal(g->len, does.body_len);
		assert_true(g->largest <= 16384);
		h2_respond(&net, &h, 1, "ok");
		over();
		assert_int_equal(seen.completed, 1);
		end();
	}
}

/* H2-12 */
static void
a_window_that_shrinks_below_zero_recovers(void **state)
{
	static const struct lws__h2_setting first = {H2SET_INITIAL_WINDOW_SIZE,
						     1000};
	static const struct lws__h2_setting less = {H2SET_INITIAL_WINDOW_SIZE,
						    10};
	struct h2_got *g;
	uint8_t out[64];

	(void)state;
	begin();
	info.method = "POST";
	does.body = big;
	does.body_len = 3000;
	does.says_length = true;
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept_silent(&net, &h, listen_fd);
	h.no_windows = true;
	lws__net_send_bytes(&net, &h.p, out,
			    lws__h2_write_settings(out, &first, 1));
	g = h2_asked(&net, &h, 1);
	h2_ping(&net, &h);
	lws__net_send_bytes(&net, &h.p, out,
			    lws__h2_write_settings(out, &less, 1));
	h2_ping(&net, &h);
	/* what was under way before SETTINGS came counts too */
	h2_window(&net, &h, 1, 5);
	h2_ping(&net, &h);
	h2_window(&net, &h, 1, 70000);
	h2_window(&net, &h, 0, 70000);
	g = h2_answer(&net, &h, 1);
	assert_int_equal(g->len, 3000);
	h2_respond(&net, &h, 1, "ok");
	over();
	end();
}

/* ---- downloads
 * ---------------------------------------------------------------
 */

static void
send_big(uint32_t id, size_t len, bool ends)
{
	size_t sent = 0;

	while (sent < len) {
		size_t n = len - sent < 16384 ? len - sent : 16384;

		sent += n;
		h2_data(&net, &h, id, ends && sent == len ? H2_END : 0, big, n);
		h2_pump(&h);
	}
}

/* H2-16: more than all windows; each is given back as it is used up */
static void
a_download_of_any_size_arrives(void **state)
{
	static size_t total;
	struct h2_got *g;

	(void)state;
	begin();
	g = ask(NULL, 0);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	for (total = 0; total < 3 * BIG; total += 65536) {
		send_big(1, 65536, false);
		h2_ping(&net, &h);
		seen.body_len = 0;
		/* there is always room for as much again */
		assert_true(262144 + g->updates - (total + 65536) >= 131072);
		assert_true(65535 + h.updates - (total + 65536) >= 524288);
	}
	h2_data(&net, &h, 1, H2_END, NULL, 0);
	over();
	assert_int_equal(seen.completed, 1);
	end();
}

static void
hold(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ && !seen.reads)
		lws_rx_flow_control(wsi, 0);
}

/* H2-16: kept up to the window, and not a byte of credit more */
static void
who_does_not_read_holds_its_own_stream_only(void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	does.also = hold;
	g = ask(NULL, 0);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, 0, "x", 1);
	h2_ping(&net, &h);
	send_big(1, 100000, true);
	h2_ping(&net, &h);
	assert_int_equal(seen.body_len, 1);
	assert_int_equal(seen.completed, 0);
	assert_int_equal(g->updates, 0);
	lws_rx_flow_control(seen.wsi, 1);
	over();
	assert_int_equal(seen.body_len, 100001);
	assert_int_equal(seen.completed, 1);
	end();
}

/* H2-15 */
static void
more_than_the_window_is_an_error(void **state)
{
	(void)state;
	begin();
	does.also = hold;
	(void)ask(NULL, 0);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, 0, "x", 1);
	send_big(1, 262144, false);
	h2_expect_reset(&net, &h, 1, LWS__H2_FLOW_CONTROL_ERROR);
	assert_int_equal(seen.closed, 1);
	end();
}

/* ---- the application gives it
 * ---------------------------------------------------
 */

static void
count_grants(struct lws *wsi, enum lws_callback_reasons reason)
{
	(void)wsi;
	if (reason == LWS_CALLBACK_WSI_TX_CREDIT_GET)
		grants++;
}

static void
manual_credit_is_what_the_application_says(void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	grants = 0;
	does.also = count_grants;
	info.ssl_connection |= LCCSCF_H2_MANUAL_RXFLOW;
	info.manual_initial_tx_credit = 1000;
	g = ask(NULL, 0);
	h2_ping(&net, &h);
	assert_int_equal(h.theirs.initial_window_size, 0);
	assert_int_equal(g->updates, 1000);
	assert_int_equal(lws_h2_get_peer_txcredit_estimate(seen.wsi), 1000);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	send_big(1, 1000, false);
	h2_ping(&net, &h);
	assert_int_equal(seen.body_len, 1000);
	assert_int_equal(g->updates, 1000);
	assert_int_equal(lws_h2_get_peer_txcredit_estimate(seen.wsi), 0);
	assert_int_equal(lws_h2_update_peer_txcredit(
				 seen.wsi, (unsigned int)LWS_H2_STREAM_SID, 50),
			 0);
	assert_int_equal(lws_wsi_tx_credit(seen.wsi, 1, 0), 50);
	h2_ping(&net, &h);
	assert_int_equal(g->updates, 1050);
	h2_window(&net, &h, 1, 77);
	h2_ping(&net, &h);
	assert_int_equal(grants, 1);
	assert_int_equal(seen.credit, 77);
	/* what is the connection's is nobody's */
	h2_window(&net, &h, 0, 500);
	h2_ping(&net, &h);
	assert_int_equal(grants, 1);
	h2_data(&net, &h, 1, H2_END, big, 50);
	over();
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.body_len, 1050);
	end();
}

static void
a_server_that_overflows_may_be_let(void **state)
{
	(void)state;
	begin();
	info.ssl_connection |=
		LCCSCF_H2_MANUAL_RXFLOW | LCCSCF_H2_QUIRK_OVERFLOWS_TXCR;
	info.manual_initial_tx_credit = 10;
	(void)ask(NULL, 0);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, H2_END, big, 100);
	over();
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.body_len, 100);
	end();
}

/* ---- long poll
 * ------------------------------------------------------------------
 */

static void
ends_its_side(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
		granted = lws_h2_client_stream_long_poll_rxonly(wsi);
}

static void
a_long_poll_ends_its_side_in_a_frame_of_its_own(void **state)
{
	struct h2_got *g;

	(void)state;
	begin();
	granted = -1;
	does.also = ends_its_side;
	(void)ask(NULL, 0);
	assert_int_equal(granted, 0);
	g = h2_answer(&net, &h, 1);
	assert_int_equal(g->frames, 1);
	assert_int_equal(g->len, 0);
	assert_int_equal(g->ended, 1);
	h2_respond(&net, &h, 1, "event");
	over();
	assert_string_equal(seen.body, "event");
	assert_int_equal(lws_h2_client_stream_long_poll_rxonly(NULL), 1);
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_of_any_size_arrives),
		cmocka_unit_test(a_window_that_shrinks_below_zero_recovers),
		cmocka_unit_test(a_download_of_any_size_arrives),
		cmocka_unit_test(who_does_not_read_holds_its_own_stream_only),
		cmocka_unit_test(more_than_the_window_is_an_error),
		cmocka_unit_test(manual_credit_is_what_the_application_says),
		cmocka_unit_test(a_server_that_overflows_may_be_let),
		cmocka_unit_test(
			a_long_poll_ends_its_side_in_a_frame_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
