/* SPDX-License-Identifier: MIT */
/*
 * How many system calls the end of a handshake, an answer and an end cost: what
 * a handshake writes last leaves with the first answer, or by itself in the
 * same turn; what is written before an end leaves with it (TL-07, NET-01).
 */

#include "syscall-shim.h"
#include "tls-hand.h"

#include <openssl/err.h>

static SSL_SESSION *session;
static int tickets;

static unsigned long
sends(void)
{
	return lws__shim_calls(LWS_SHIM_SEND) +
	       lws__shim_calls(LWS_SHIM_SENDMSG);
}

static int
on_ticket(SSL *ssl, SSL_SESSION *s)
{
	(void)ssl;
	tickets++;
	SSL_SESSION_free(session);
	session = s;

	return 1;
}

static void
begin(struct hand *h, int version)
{
	tickets = 0;
	hand_begin(h, &hand_cert, NULL, version);
	SSL_CTX_set_session_cache_mode(
		h->cx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(h->cx, on_ticket);
}

/* another connection to the same server, with what the last one left */
static void
again(struct hand *h)
{
	lws__net_hang_up(&h->peer);
	lws__net_until_alone(&h->n.net);
	SSL_set_shutdown(h->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(h->ssl);
	h->ssl = SSL_new(h->cx);
	SSL_set_bio(h->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_connect_state(h->ssl);
	lws__net_connect(&h->n.net, &h->peer);
	tickets = 0;
	if (session)
		assert_int_equal(SSL_set_session(h->ssl, session), 1);
}

static void
forget_session(void)
{
	SSL_SESSION_free(session);
	session = NULL;
}

/* until the peer has shaken hands; what it says last is not sent */
static void
shake(struct hand *h)
{
	int ret;

	while ((ret = SSL_do_handshake(h->ssl)) != 1) {
		assert_int_equal(SSL_get_error(h->ssl, ret),
				 SSL_ERROR_WANT_READ);
		if (BIO_ctrl_pending(SSL_get_wbio(h->ssl)))
			hand_flush(h);
		hand_fill(h);
	}
}

/* Finished and a request in one segment, and all until its answer: the sends
 * of the server */
static unsigned long
sends_of_answer(struct hand *h)
{
	lws__shim_reset();
	hand_say(h, "question", 8);
	hand_flush(h);
	hand_hear(h, "question", 8);

	return sends() - 1; /* that of the peer */
}

/* ---- tests --------------------------------------------------------------- */

static void
tickets_leave_with_the_first_answer(void **state)
{
	struct hand h;

	(void)state;
	begin(&h, TLS1_3_VERSION);
	shake(&h);
	assert_int_equal(sends_of_answer(&h), 1);
	assert_int_equal(tickets, 2);
	again(&h);
	shake(&h);
	assert_int_equal(sends_of_answer(&h), 1);
	assert_true(SSL_session_reused(h.ssl));
	assert_int_equal(tickets, 1);
	hand_end(&h);
	forget_session();
}

static void
so_does_the_end_of_a_handshake_of_TLS_1_2(void **state)
{
	struct hand h;

	(void)state;
	begin(&h, TLS1_2_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	assert_int_equal(sends_of_answer(&h), 1);
	again(&h);
	assert_int_equal(hand_shake(&h), 0);
	assert_true(SSL_session_reused(h.ssl));
	hand_end(&h);
	forget_session();
}

/* a peer that waits for the server to speak gets them, and both at once */
static void
tickets_leave_alone_when_nothing_is_asked(void **state)
{
	struct hand h;
	char c;

	(void)state;
	begin(&h, TLS1_3_VERSION);
	shake(&h);
	lws__shim_reset();
	hand_flush(&h);
	for (int n = 0; n < 2000 && tickets < 2; n++) {
		hand_fill(&h);
		assert_int_equal(SSL_read(h.ssl, &c, 1), -1);
	}
	assert_int_equal(tickets, 2);
	assert_int_equal(sends() - 1, 1);
	hand_end(&h);
	forget_session();
}

static void
each_connection_with_a_ticket_is_resumed(void **state)
{
	struct hand h;

	(void)state;
	begin(&h, TLS1_3_VERSION);
	shake(&h);
	(void)sends_of_answer(&h);
	for (int n = 0; n < 20; n++) {
		again(&h);
		shake(&h);
		assert_true(SSL_session_reused(h.ssl));
		(void)sends_of_answer(&h);
		assert_int_equal(tickets, 1);
	}
	hand_end(&h);
	forget_session();
}

/* a kernel that takes them piece by piece, or not now */
static void
TL_07__held_tickets_survive_a_full_socket(void **state)
{
	static const struct {
		unsigned int max, eagain, eintr;
	} cases[] = {{1, 0, 0}, {7, 2, 0}, {100, 3, 5}, {0, 2, 0}, {300, 0, 2}};
	struct hand h;

	(void)state;
	for (size_t k = 0; k < LWS_ARRAY_SIZE(cases); k++) {
		begin(&h, TLS1_3_VERSION);
		lws__shim_trickle(cases[k].max, cases[k].eagain,
				  cases[k].eintr);
		shake(&h);
		hand_say(&h, "question", 8);
		hand_flush(&h);
		hand_hear(&h, "question", 8);
		assert_int_equal(tickets, 2);
		lws__shim_reset();
		hand_end(&h);
	}
	forget_session();
}

/* ---- answers that end a connection ----------------------------------------
 */

static int
ending_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	if (lws_return_http_status(wsi, HTTP_STATUS_OK, "the answer"))
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* one packet: the kernel waits with the answer for its end */
static void
an_answer_that_ends_a_connection_leaves_with_the_end(void **state)
{
	static const struct lws_protocols protocols[] = {
		{"http", ending_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info info;
	struct lws__net_peer peer;
	struct lws__net net;

	(void)state;
	memset(&info, 0, sizeof(info));
	memset(&net, 0, sizeof(net));
	info.protocols = protocols;
	lws__net_start(&net, &info);
	lws__net_connect(&net, &peer);
	lws__shim_reset();
	lws__net_send(&net, &peer,
		      "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
	lws__net_await_end(&net, &peer);
	assert_non_null(strstr(peer.in, "the answer"));
	assert_int_equal(sends() - 1, 1);
	assert_int_equal(lws__shim_calls_with_more(), 1);
	lws__net_hang_up(&peer);

	/* one that goes on leaves at once */
	lws__net_connect(&net, &peer);
	lws__shim_reset();
	lws__net_send(&net, &peer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	lws__net_await(&net, &peer, 20);
	assert_int_equal(lws__shim_calls_with_more(), 0);
	lws__net_hang_up(&peer);
	lws__net_stop(&net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tickets_leave_with_the_first_answer),
		cmocka_unit_test(so_does_the_end_of_a_handshake_of_TLS_1_2),
		cmocka_unit_test(tickets_leave_alone_when_nothing_is_asked),
		cmocka_unit_test(each_connection_with_a_ticket_is_resumed),
		cmocka_unit_test(TL_07__held_tickets_survive_a_full_socket),
		cmocka_unit_test(
			an_answer_that_ends_a_connection_leaves_with_the_end),
	};

	return cmocka_run_group_tests(tests, hand_setup, hand_teardown);
}
