/* SPDX-License-Identifier: MIT */
/*
 * A write that waits until something can be read, and a read that waits until
 * something can be written: the right event is waited for, nothing spins and
 * nothing stalls (TL-07).  The linker puts this between the library and OpenSSL
 * (--wrap), so that each call can be made to say so.
 */

#include "tls-hand.h"

#include <stdlib.h>

int __real_SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *got);
int __real_SSL_write_ex(SSL *ssl, const void *buf, size_t num, size_t *sent);
int __real_SSL_get_error(const SSL *ssl, int ret);
int __wrap_SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *got);
int __wrap_SSL_write_ex(SSL *ssl, const void *buf, size_t num, size_t *sent);
int __wrap_SSL_get_error(const SSL *ssl, int ret);

/* of the server alone: the peer by hand has the other calls */
static int reads, writes;
static int force_read, force_write; /* which call from now, 0 = none */
static int forced;                  /* what SSL_get_error() is to say */

int
__wrap_SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *got)
{
	reads++;
	if (force_read && !--force_read) {
		forced = SSL_ERROR_WANT_WRITE;
		return 0;
	}

	return __real_SSL_read_ex(ssl, buf, num, got);
}

int
__wrap_SSL_write_ex(SSL *ssl, const void *buf, size_t num, size_t *sent)
{
	writes++;
	if (force_write && !--force_write) {
		forced = SSL_ERROR_WANT_READ;
		return 0;
	}

	return __real_SSL_write_ex(ssl, buf, num, sent);
}

int
__wrap_SSL_get_error(const SSL *ssl, int ret)
{
	int error = forced;

	forced = 0;

	return error ? error : __real_SSL_get_error(ssl, ret);
}

static void
say(struct hand *h, const char *text)
{
	hand_say(h, text, strlen(text));
	hand_flush(h);
}

static void
idle(struct hand *h)
{
	for (int n = 0; n < 30; n++)
		lws__net_turn(&h->n.net);
}

static struct lws *served_wsi;

static void
note_served(struct lws *wsi)
{
	served_wsi = wsi;
}

static void
TL_07__a_write_that_wants_to_read_waits_for_that(void **state)
{
	struct hand h;

	(void)state;
	for (int nth = 1; nth <= 4; nth++) {
		hand_begin(&h, &hand_cert, NULL, 0);
		assert_int_equal(hand_shake(&h), 0);
		tls_hooks.served = note_served;
		say(&h, "and what comes with it: ");
		hand_hear(&h, "and what comes with it: ", 24);
		force_write = nth;
		for (int n = 1; n < nth; n++) {
			say(&h, "before ");
			hand_hear(&h, "before ", 7);
		}
		say(&h, "first ");
		idle(&h);
		assert_int_equal(force_write, 0); /* it was met */
		/* the peer says nothing: nobody asks again and again */
		writes = 0;
		idle(&h);
		/* that the application wishes to write changes nothing */
		lws_callback_on_writable(served_wsi);
		idle(&h);
		assert_int_equal(writes, 0);
		assert_int_equal(h.peer.len, 0);
		/* now there is something to read, and all goes in order */
		say(&h, "second");
		hand_hear(&h, "first second", 12);
		hand_end(&h);
	}
}

static void
TL_07__a_read_that_wants_to_write_is_done_when_it_can(void **state)
{
	struct hand h;

	(void)state;
	for (int nth = 1; nth <= 4; nth++) {
		hand_begin(&h, &hand_cert, NULL, 0);
		assert_int_equal(hand_shake(&h), 0);
		idle(&h);
		force_read = nth;
		for (int n = 0; n < nth; n++) {
			say(&h, "bytes");
			hand_hear(&h, "bytes", 5);
		}
		assert_int_equal(force_read, 0);
		/* and the wish to write is over with it */
		idle(&h);
		reads = 0;
		idle(&h);
		assert_int_equal(reads, 0);
		hand_end(&h);
	}
}

/*
 * The peer asks for answers (key updates) while it reads next to nothing, so
 * that the server's reads have to wait for room to write.
 */
static void
TL_07__key_updates_into_a_full_pipe_lose_nothing(void **state)
{
	enum { EACH = 2000, TIMES = 300 };
	static char all[EACH * TIMES];
	struct hand h;

	(void)state;
	for (size_t k = 0; k < sizeof(all); k++)
		all[k] = (char)('a' + k % 23);
	hand_begin(&h, &hand_cert, NULL, TLS1_3_VERSION);
	assert_int_equal(hand_shake(&h), 0);
	h.peer.slowly = 16;
	for (size_t k = 0; k < TIMES; k++) {
		assert_int_equal(
			SSL_key_update(h.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
		hand_say(&h, all + k * EACH, EACH);
		hand_flush(&h);
	}
	h.peer.slowly = 0;
	hand_hear(&h, all, sizeof(all));
	hand_end(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			TL_07__a_write_that_wants_to_read_waits_for_that),
		cmocka_unit_test(
			TL_07__a_read_that_wants_to_write_is_done_when_it_can),
		cmocka_unit_test(
			TL_07__key_updates_into_a_full_pipe_lose_nothing),
	};

	return cmocka_run_group_tests(tests, hand_setup, hand_teardown);
}
