/* SPDX-License-Identifier: MIT */
/*
 * What a server may make the HTTP/2 client wait for, and take.
 */

#include "client-app.h"
#include "h2-peer.h"

#include "core/core.h"

#include <unistd.h>

enum { WINDOW = 262144 };

static struct lws__net net;
static struct lws_client_connect_info info;
static struct h2_peer h;
static int listen_fd;

static void
begin(void)
{
	int port;

	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE;
}

static void
end(void)
{
	h2_hang_up(&h);
	close(listen_fd);
	lws__net_stop(&net);
}

/* RFC 9113 6.5.3: a stream that is answered does not make it longer (H2-01) */
static void
our_settings_are_to_be_acknowledged(void **state)
{
	uint8_t out[64];

	(void)state;
	begin();
	net.cx->timeout_secs = 1;
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept_silent(&net, &h, listen_fd);
	h.no_ack = true;
	lws__net_send_bytes(&net, &h.p, out,
			    lws__h2_write_settings(out, NULL, 0));
	(void)h2_asked(&net, &h, 1);
	net.cx->timeout_secs = 20;
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, 0, "some", 4);
	h2_expect_goaway(&net, &h, LWS__H2_SETTINGS_TIMEOUT);
	lws__net_until_set(&net, &seen.over, "the end of the client");
	assert_int_equal(seen.closed, 1);
	assert_int_equal(seen.completed, 0);
	end();
}

static const uint8_t piece[16384];

/* the stream that the client has cancelled is sent so much more */
static void
send_late(size_t len)
{
	while (len) {
		size_t n = len < sizeof(piece) ? len : sizeof(piece);

		h2_data(&net, &h, 1, 0, piece, n);
		h2_pump(&h);
		len -= n;
	}
}

/* H2-15: what is under way to a stream that we ended has its bound */
static void
a_cancelled_stream_takes_no_more_than_its_window(void **state)
{
	(void)state;
	begin();
	does.refuses = LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ;
	does.refusal = -1;
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 1);
	h2_fields(&net, &h, 1, 0, ":status: 200\n");
	h2_data(&net, &h, 1, 0, piece, 10);
	h2_expect_reset(&net, &h, 1, LWS__H2_CANCEL);
	assert_int_equal(seen.closed, 1);
	send_late(WINDOW - 10);
	h2_ping(&net, &h);
	h2_data(&net, &h, 1, 0, piece, 1);
	h2_expect_goaway(&net, &h, LWS__H2_FLOW_CONTROL_ERROR);
	end();
}

/* the same when the server goes away, and its streams are gone with it */
static void
nothing_endless_comes_behind_goaway(void **state)
{
	(void)state;
	begin();
	info.method = "POST";
	does.body = "body";
	does.body_len = 4;
	does.says_length = true;
	assert_non_null(lws_client_connect_via_info(&info));
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_answer(&net, &h, 1);
	client_forget();
	info.method = "GET";
	assert_non_null(lws_client_connect_via_info(&info));
	(void)h2_asked(&net, &h, 3);
	/* 1 had a body: it is told; 3 goes on */
	h2_fields(&net, &h, 3, 0, ":status: 200\n");
	h2_ping(&net, &h);
	h2_reset(&net, &h, 1, LWS__H2_INTERNAL_ERROR);
	h2_goaway(&net, &h, 3, LWS__H2_NO_ERROR);
	lws__net_until_set(&net, &seen.over, "the end of the POST");
	h2_data(&net, &h, 3, 0, piece, 100);
	h2_ping(&net, &h);
	h2_data(&net, &h, 1, 0, piece, 1);
	/* it ended by the server's own RST_STREAM */
	h2_expect_reset(&net, &h, 1, LWS__H2_STREAM_CLOSED);
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_settings_are_to_be_acknowledged),
		cmocka_unit_test(
			a_cancelled_stream_takes_no_more_than_its_window),
		cmocka_unit_test(nothing_endless_comes_behind_goaway),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
