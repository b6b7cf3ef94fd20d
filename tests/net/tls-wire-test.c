/* SPDX-License-Identifier: MIT */
/*
 * A server and a peer made by hand, whose every byte the test holds: hellos in
 * pieces, garbage, many records at once, ends of all kinds (TL-06, TL-08 ..
 * TL-10, TL-14).
 */

#include "tls-hand.h"

#include <openssl/err.h>

/* the server has ended it, with no callback of its protocol for bytes */
static void
hand_is_refused(struct hand *h)
{
	lws__net_await_end(&h->n.net, &h->peer);
	lws__net_until_alone(&h->n.net);
	assert_false(h->n.seen.server_rx);
}

/* ---- tests --------------------------------------------------------------- */

static void
TL_08__a_handshake_may_come_byte_by_byte(void **state)
{
	struct hand h;

	(void)state;
	for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION;
	     version++) {
		hand_begin(&h, &hand_cert, NULL, version);
		h.piece = 1;
		assert_int_equal(hand_shake(&h), 0);
		hand_say(&h, "bytes", 5);
		hand_flush(&h);
		hand_hear(&h, "bytes", 5);
		hand_end(&h);
	}
}

static void
TL_08__what_is_no_hello_ends_the_connection(void **state)
{
	static const struct {
		const char *what;
		const char *bytes;
		size_t len;
	} cases[] = {
#define CASE(what, s) {what, s, sizeof(s) - 1}
		CASE("plain http", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
		CASE("noise", "\xff\xfe\x00\x01garbage\x80\x80"),
		CASE("a hello of no length", "\x16\x03\x01\x00\x00"),
		CASE("a hello of too much", "\x16\x03\x01\xff\xff\x01\x00"),
		CASE("an alert", "\x15\x03\x01\x00\x02\x02\x28"),
		CASE("data before all", "\x17\x03\x03\x00\x02hi"),
		CASE("SSLv2", "\x80\x2e\x01\x00\x02"),
#undef CASE
	};
	struct hand h;

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		print_message("%s\n", cases[k].what);
		hand_begin(&h, &hand_cert, NULL, 0);
		lws__net_send_bytes(&h.n.net, &h.peer, cases[k].bytes,
				    cases[k].len);
		lws__net_shut(&h.peer);
		hand_is_refused(&h);
		hand_end(&h);
	}
}

static void
TL_08__a_hello_that_breaks_off_anywhere_ends_the_connection(void **state)
{
	char hello[4096], *at;
	struct hand h;
	size_t len;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, 0);
	(void)SSL_do_handshake(h.ssl);
	len = (size_t)BIO_get_mem_data(SSL_get_wbio(h.ssl), &at);
	assert_true(len < sizeof(hello));
	memcpy(hello, at, len);
	for (size_t cut = 0; cut < len; cut += 7) {
		struct lws__net_peer p;

		lws__net_connect(&h.n.net, &p);
		lws__net_send_bytes(&h.n.net, &p, hello, cut);
		lws__net_shut(&p);
		lws__net_await_end(&h.n.net, &p);
		lws__net_hang_up(&p);
	}
	hand_end(&h);
}

static void
TL_08__a_hello_with_a_changed_byte_is_judged_and_survived(void **state)
{
	char hello[4096], *at;
	struct hand h;
	size_t len;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, 0);
	(void)SSL_do_handshake(h.ssl);
	len = (size_t)BIO_get_mem_data(SSL_get_wbio(h.ssl), &at);
	memcpy(hello, at, len);
	for (size_t k = 0; k < len; k += 3) {
		struct lws__net_peer p;

		hello[k] = (char)(hello[k] ^ 0x41);
		lws__net_connect(&h.n.net, &p);
		lws__net_send_bytes(&h.n.net, &p, hello, len);
		lws__net_shut(&p);
		lws__net_await_end(&h.n.net, &p);
		lws__net_hang_up(&p);
		hello[k] = (char)(hello[k] ^ 0x41);
	}
	assert_int_equal(hand_shake(&h), 0); /* others are served */
	hand_end(&h);
}

static void
TL_09__many_records_in_one_segment_are_all_served(void **state)
{
	enum { RECORDS = 3000, EACH = 30 };
	static char all[RECORDS * EACH];
	struct hand h;

	(void)state;
	for (size_t k = 0; k < sizeof(all); k++)
		all[k] = (char)('a' + k % 23);
	hand_begin(&h, &hand_cert, NULL, 0);
	assert_int_equal(hand_shake(&h), 0);
	for (size_t k = 0; k < RECORDS; k++)
		hand_say(&h, all + k * EACH, EACH);
	hand_flush(&h); /* and nothing after it: no event will tell */
	hand_hear(&h, all, sizeof(all));
	hand_end(&h);
}

static void
TL_09__data_that_comes_with_the_handshakes_end_is_served(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	while (SSL_do_handshake(h.ssl) != 1) {
		char *at;

		if (BIO_get_mem_data(SSL_get_wbio(h.ssl), &at) > 0)
			hand_flush(&h);
		hand_fill(&h);
	}
	hand_say(&h, "early bird", 10); /* one segment with Finished */
	hand_flush(&h);
	hand_hear(&h, "early bird", 10);
	hand_end(&h);
}

static void
TL_06__renegotiation_is_refused_and_the_connection_lives(void **state)
{
	struct hand h;
	char c;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, TLS1_2_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	hand_say(&h, "one", 3);
	hand_flush(&h);
	hand_hear(&h, "one", 3);
	assert_int_equal(SSL_renegotiate(h.ssl), 1);
	(void)SSL_do_handshake(h.ssl);
	hand_flush(&h);
	for (int n = 0; n < 50; n++)
		hand_fill(&h);
	/* the answer is a warning: there will be none */
	assert_true(SSL_read(h.ssl, &c, 1) <= 0);
	hand_end(&h);
}

static void
TL_06__early_data_is_not_offered(void **state)
{
	struct hand h;
	char c;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	for (int n = 0; n < 20; n++) {
		hand_fill(&h);
		(void)SSL_read(h.ssl, &c, 1); /* takes the tickets */
	}
	assert_int_equal(SSL_SESSION_get_max_early_data(SSL_get_session(h.ssl)),
			 0);
	hand_end(&h);
}

/* a peer that sends some nevertheless: it is skipped, and told to nobody */
static void
TL_06__early_data_that_comes_anyway_is_not_served(void **state)
{
	SSL_SESSION *session;
	struct hand h;
	size_t sent;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	hand_say(&h, "x", 1);
	hand_flush(&h);
	hand_hear(&h, "x", 1); /* and the tickets before it */
	session = SSL_get1_session(h.ssl);
	assert_int_equal(SSL_SESSION_set_max_early_data(session, 1000), 1);
	(void)SSL_shutdown(h.ssl);
	hand_flush(&h);
	lws__net_hang_up(&h.peer);
	lws__net_until_alone(&h.n.net);
	SSL_free(h.ssl);

	h.n.seen.server_rx = 0;
	h.ssl = SSL_new(h.cx);
	SSL_set_bio(h.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_connect_state(h.ssl);
	assert_int_equal(SSL_set_session(h.ssl, session), 1);
	lws__net_connect(&h.n.net, &h.peer);
	assert_int_equal(SSL_write_early_data(h.ssl, "too early", 9, &sent), 1);
	hand_flush(&h);
	assert_int_equal(hand_shake(&h), 0);
	assert_int_equal(SSL_session_reused(h.ssl), 1);
	assert_int_equal(SSL_get_early_data_status(h.ssl),
			 SSL_EARLY_DATA_REJECTED);
	for (int n = 0; n < 30; n++)
		hand_fill(&h);
	assert_false(h.n.seen.server_rx);
	hand_say(&h, "in time", 7);
	hand_flush(&h);
	hand_hear(&h, "in time", 7);
	SSL_SESSION_free(session);
	hand_end(&h);
}

static void
TL_06__key_updates_are_followed(void **state)
{
	const char *loop = getenv("LWS_TEST_LOOP");
	struct hand h;

	(void)state;
	if (loop && !strcmp(loop, "ktls"))
		skip(); /* the kernel has one key: see net-tls-ktls */
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	for (int n = 0; n < 20; n++) {
		assert_int_equal(
			SSL_key_update(h.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
		hand_say(&h, "k", 1);
		hand_flush(&h);
		hand_hear(&h, "k", 1);
	}
	hand_end(&h);
}

static void
TL_06__a_flood_of_key_updates_ends_the_connection(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	for (int n = 0; n < 5000 && !h.peer.eof && !h.peer.reset; n++) {
		char *at;
		long len;

		assert_int_equal(
			SSL_key_update(h.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		(void)SSL_do_handshake(h.ssl);
		len = BIO_get_mem_data(SSL_get_wbio(h.ssl), &at);
		if (lws__net_try_send(&h.n.net, &h.peer, at, (size_t)len))
			break;
		(void)BIO_reset(SSL_get_wbio(h.ssl));
		lws__net_turn(&h.n.net);
		(void)lws__net_pump(&h.peer);
	}
	hand_is_refused(&h);
	hand_end(&h);
}

static void
TL_10__every_end_closes_once_whether_announced_or_not(void **state)
{
	struct hand h;

	(void)state;
	for (int how = 0; how < 4; how++) {
		hand_begin(&h, &hand_cert, NULL, 0);
		assert_int_equal(hand_shake(&h), 0);
		hand_say(&h, "x", 1);
		hand_flush(&h);
		hand_hear(&h, "x", 1);
		if (how & 1) {
			(void)SSL_shutdown(h.ssl);
			hand_flush(&h);
		}
		if (how == 2)
			lws__net_abort(&h.peer);
		else if (how != 3) /* 3: close_notify, and the socket stays */
			lws__net_shut(&h.peer);
		lws__net_until_alone(&h.n.net);
		assert_int_equal(lws__net_noted(LWS_CALLBACK_RAW_CLOSE), 1);
		hand_end(&h);
	}
}

static void
TL_10__we_announce_our_end(void **state)
{
	struct hand h;
	char c;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, 0);
	assert_int_equal(hand_shake(&h), 0);
	hand_say(&h, "x", 1);
	hand_flush(&h);
	hand_hear(&h, "x", 1);
	lws_vhost_destroy(h.n.net.vh);
	lws__net_await_end(&h.n.net, &h.peer);
	(void)c;
	hand_end(&h);
}

static void
TL_14__what_others_left_in_the_error_queue_is_nobodys_fault(void **state)
{
	struct hand h;

	(void)state;
	hand_begin(&h, &hand_cert, NULL, 0);
	for (int n = 0; n < 3; n++) {
		ERR_raise(ERR_LIB_SSL, ERR_R_INTERNAL_ERROR);
		ERR_raise(ERR_LIB_USER, 42);
		if (!n)
			assert_int_equal(hand_shake(&h), 0);
		ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
		hand_say(&h, "x", 1);
		hand_flush(&h);
		ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
		lws__net_turn(&h.n.net);
		ERR_clear_error();
		hand_hear(&h, "x", 1);
	}
	hand_end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(TL_08__a_handshake_may_come_byte_by_byte),
		cmocka_unit_test(TL_08__what_is_no_hello_ends_the_connection),
		cmocka_unit_test(
			TL_08__a_hello_that_breaks_off_anywhere_ends_the_connection),
		cmocka_unit_test(
			TL_08__a_hello_with_a_changed_byte_is_judged_and_survived),
		cmocka_unit_test(
			TL_09__many_records_in_one_segment_are_all_served),
		cmocka_unit_test(
			TL_09__data_that_comes_with_the_handshakes_end_is_served),
		cmocka_unit_test(
			TL_06__renegotiation_is_refused_and_the_connection_lives),
		cmocka_unit_test(TL_06__early_data_is_not_offered),
		cmocka_unit_test(
			TL_06__early_data_that_comes_anyway_is_not_served),
		cmocka_unit_test(TL_06__key_updates_are_followed),
		cmocka_unit_test(
			TL_06__a_flood_of_key_updates_ends_the_connection),
		cmocka_unit_test(
			TL_10__every_end_closes_once_whether_announced_or_not),
		cmocka_unit_test(TL_10__we_announce_our_end),
		cmocka_unit_test(
			TL_14__what_others_left_in_the_error_queue_is_nobodys_fault),
	};

	return cmocka_run_group_tests(tests, hand_setup, hand_teardown);
}
