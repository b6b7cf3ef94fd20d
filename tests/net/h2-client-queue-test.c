/* SPDX-License-Identifier: MIT */
/*
 * Several clients, one connection of HTTP/2: who joins it when, and what
 * becomes of them when the server refuses, goes away or breaks.
 */

#include "client-queue-app.h"
#include "h2-peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct h2_peer h, other;

static void
begin_h2(void)
{
	begin();
	info.ssl_connection |= LCCSCF_H2_PRIOR_KNOWLEDGE;
}

static void
end_h2(void)
{
	h2_hang_up(&h);
	h2_hang_up(&other);
	memset(&other, 0, sizeof(other));
	end();
}

static const char *
path_of(struct h2_peer *p, uint32_t id)
{
	return h2_field(h2_asked(&net, p, id), ":path");
}

/* ---- joining --------------------------------------------------------------
 */

static void
all_join_the_connection_of_the_first(void **state)
{
	(void)state;
	begin_h2();
	for (int n = 0; n < 5; n++)
		ask(n, "/x");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	for (uint32_t id = 1; id <= 9; id += 2)
		(void)h2_asked(&net, &h, id);
	/* answered in another order than asked */
	for (uint32_t id = 9; id < 10; id -= 2)
		h2_respond(&net, &h, id, "ok");
	for (int n = 0; n < 5; n++)
		until_destroyed(n);
	assert_string_equal(ones[0].order, "BNICAFEDOdXZ");
	assert_string_equal(ones[4].order, "BICAFEDOdXZ");
	/* later there is one that nobody uses */
	ask(5, "/later");
	assert_string_equal(path_of(&h, 11), "/later");
	h2_respond(&net, &h, 11, "ok");
	until_destroyed(5);
	nobody_else_comes();
	assert_int_equal(h.goaway, H2_NO_CODE);
	end_h2();
}

static void
without_the_flag_each_has_its_own(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	info.ssl_connection &= ~LCCSCF_PIPELINE;
	ask(1, "/1");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	h2_respond(&net, &h, 1, "ok");
	h2_respond(&net, &other, 1, "ok");
	until_destroyed(0);
	until_destroyed(1);
	end_h2();
}

/* H2-19 */
static void
as_many_as_the_server_allows(void **state)
{
	static const struct lws__h2_setting two = {H2SET_MAX_CONCURRENT_STREAMS,
						   2};

	(void)state;
	begin_h2();
	for (int n = 0; n < 5; n++)
		ask(n, "/x");
	h2_accept(&net, &h, listen_fd, &two, 1);
	(void)h2_asked(&net, &h, 3);
	h2_ping(&net, &h);
	assert_null(h2_of(&h, 5));
	h2_respond(&net, &h, 3, "ok");
	(void)h2_asked(&net, &h, 5);
	h2_ping(&net, &h);
	assert_null(h2_of(&h, 7));
	h2_respond(&net, &h, 1, "ok");
	h2_respond(&net, &h, 5, "ok");
	(void)h2_asked(&net, &h, 7);
	(void)h2_asked(&net, &h, 9);
	h2_respond(&net, &h, 7, "ok");
	h2_respond(&net, &h, 9, "ok");
	for (int n = 0; n < 5; n++)
		until_destroyed(n);
	nobody_else_comes();
	end_h2();
}

static void
more_join_when_settings_allow_more(void **state)
{
	static const struct lws__h2_setting none = {
		H2SET_MAX_CONCURRENT_STREAMS, 0};
	static const struct lws__h2_setting some = {
		H2SET_MAX_CONCURRENT_STREAMS, 3};
	uint8_t out[64];

	(void)state;
	begin_h2();
	ask(0, "/0");
	ask(1, "/1");
	h2_accept(&net, &h, listen_fd, &none, 1);
	(void)h2_asked(&net, &h, 1);
	h2_ping(&net, &h);
	assert_null(h2_of(&h, 3));
	lws__net_send_bytes(&net, &h.p, out,
			    lws__h2_write_settings(out, &some, 1));
	(void)h2_asked(&net, &h, 3);
	h2_respond(&net, &h, 1, "ok");
	h2_respond(&net, &h, 3, "ok");
	until_destroyed(0);
	until_destroyed(1);
	end_h2();
}

/* ---- the server refuses
 * ------------------------------------------------------
 */

/* H2-19, H2-20 */
static void
a_refused_request_is_sent_again_once(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 1);
	h2_reset(&net, &h, 1, LWS__H2_REFUSED_STREAM);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	assert_string_equal(path_of(&other, 1), "/0");
	h2_reset(&net, &other, 1, LWS__H2_REFUSED_STREAM);
	until_destroyed(0);
	assert_int_equal(ones[0].errors, 1);
	assert_string_equal(ones[0].error, "h2: the server refused the stream");
	nobody_else_comes();
	end_h2();
}

static void
one_whose_body_was_begun_is_not(void **state)
{
	(void)state;
	begin_h2();
	info.method = "POST";
	ones[0].announces = true;
	ask(0, "/0");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_answer(&net, &h, 1);
	h2_reset(&net, &h, 1, LWS__H2_REFUSED_STREAM);
	until_destroyed(0);
	assert_int_equal(ones[0].errors, 1);
	nobody_else_comes();
	end_h2();
}

static void
other_resets_are_told(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 1);
	h2_reset(&net, &h, 1, LWS__H2_INTERNAL_ERROR);
	until_destroyed(0);
	assert_string_equal(ones[0].error, "h2: stream reset: INTERNAL_ERROR");
	h2_ping(&net, &h);
	end_h2();
}

/* ---- the server goes away
 * ------------------------------------------------------
 */

/* H2-20 */
static void
what_goaway_leaves_finishes_and_the_rest_goes_elsewhere(void **state)
{
	(void)state;
	begin_h2();
	for (int n = 0; n < 4; n++)
		ask(n, n < 2 ? "/stays" : "/moves");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 7);
	h2_goaway(&net, &h, 3, LWS__H2_NO_ERROR);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	assert_string_equal(path_of(&other, 1), "/moves");
	/* a new one does not join what goes away */
	ask(4, "/new");
	h2_respond(&net, &h, 1, "ok");
	h2_respond(&net, &h, 3, "ok");
	until_destroyed(0);
	until_destroyed(1);
	assert_int_equal(ones[0].completed + ones[1].completed, 2);
	h2_expect_goaway(&net, &h, LWS__H2_NO_ERROR);
	for (uint32_t id = 1; id <= 3; id += 2)
		if (h2_of(&other, id))
			h2_respond(&net, &other, id, "ok");
	h2_hang_up(&h);
	h2_accept(&net, &h, listen_fd, NULL, 0);
	for (int n = 0; n < 3; n++)
		h2_ping(&net, &h);
	h2_ping(&net, &other);
	for (uint32_t id = 1; id <= 5; id += 2) {
		if (h2_of(&other, id) && !h2_of(&other, id)->frames)
			h2_respond(&net, &other, id, "ok");
		if (h2_of(&h, id))
			h2_respond(&net, &h, id, "ok");
	}
	for (int n = 2; n < 4; n++) {
		until_destroyed(n);
		assert_int_equal(ones[n].completed, 1);
		assert_int_equal(ones[n].errors, 0);
	}
	end_h2();
}

/* H2-20: twice, and a last id above any */
static void
goaway_may_come_twice(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	ask(1, "/1");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	(void)h2_asked(&net, &h, 3);
	h2_goaway(&net, &h, 0x7fffffff, LWS__H2_NO_ERROR);
	h2_ping(&net, &h);
	assert_int_equal(ones[0].destroyed + ones[1].destroyed, 0);
	h2_goaway(&net, &h, 1, LWS__H2_NO_ERROR);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	assert_string_equal(path_of(&other, 1), "/1");
	h2_respond(&net, &h, 1, "ok");
	h2_respond(&net, &other, 1, "ok");
	until_destroyed(0);
	until_destroyed(1);
	assert_int_equal(ones[0].completed + ones[1].completed, 2);
	end_h2();
}

/* a server may have ended a connection just when it was used again */
static void
what_was_asked_on_a_used_connection_that_ends_is_asked_again(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	h2_respond(&net, &h, 1, "ok");
	until_destroyed(0);
	ask(1, "/1");
	(void)h2_asked(&net, &h, 3);
	lws__net_hang_up(&h.p);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	assert_string_equal(path_of(&other, 1), "/1");
	h2_respond(&net, &other, 1, "ok");
	until_destroyed(1);
	assert_int_equal(ones[1].completed, 1);
	end_h2();
}

static void
those_who_wait_for_a_connection_that_fails_find_another(void **state)
{
	(void)state;
	begin_h2();
	ask(0, "/0");
	ask(1, "/1");
	h2_accept_silent(&net, &h, listen_fd);
	lws__net_hang_up(&h.p);
	until_destroyed(0);
	assert_int_equal(ones[0].errors, 1);
	h2_accept(&net, &other, listen_fd, NULL, 0);
	assert_string_equal(path_of(&other, 1), "/1");
	h2_respond(&net, &other, 1, "ok");
	until_destroyed(1);
	assert_int_equal(ones[1].completed, 1);
	end_h2();
}

static void
an_unused_connection_is_kept_for_a_while(void **state)
{
	(void)state;
	begin_h2();
	info.keep_warm_secs = 1;
	ask(0, "/0");
	h2_accept(&net, &h, listen_fd, NULL, 0);
	h2_respond(&net, &h, 1, "ok");
	h2_expect_goaway(&net, &h, LWS__H2_NO_ERROR);
	end_h2();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_join_the_connection_of_the_first),
		cmocka_unit_test(without_the_flag_each_has_its_own),
		cmocka_unit_test(as_many_as_the_server_allows),
		cmocka_unit_test(more_join_when_settings_allow_more),
		cmocka_unit_test(a_refused_request_is_sent_again_once),
		cmocka_unit_test(one_whose_body_was_begun_is_not),
		cmocka_unit_test(other_resets_are_told),
		cmocka_unit_test(
			what_goaway_leaves_finishes_and_the_rest_goes_elsewhere),
		cmocka_unit_test(goaway_may_come_twice),
		cmocka_unit_test(
			what_was_asked_on_a_used_connection_that_ends_is_asked_again),
		cmocka_unit_test(
			those_who_wait_for_a_connection_that_fails_find_another),
		cmocka_unit_test(an_unused_connection_is_kept_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
