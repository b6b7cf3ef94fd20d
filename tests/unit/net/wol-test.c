/* SPDX-License-Identifier: MIT */
/*
 * The packet that wakes a machine, and what is said when it cannot be sent.
 * The linker puts our sendto() between the library and libc.
 */

#include "lws-test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libwebsockets.h>
#include <sys/socket.h>

static uint8_t sent[256];
static size_t sent_len;
static struct sockaddr_in sent_to, sent_from;
static int refuse_with;

ssize_t __wrap_sendto(int fd, const void *buf, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len);

ssize_t
__wrap_sendto(int fd, const void *buf, size_t len, int flags,
	      const struct sockaddr *to, socklen_t to_len)
{
	socklen_t from_len = sizeof(sent_from);

	(void)flags;
	assert_true(len <= sizeof(sent) && to_len == sizeof(sent_to));
	if (refuse_with) {
		errno = refuse_with;
		return -1;
	}
	memcpy(sent, buf, len);
	sent_len = len;
	memcpy(&sent_to, to, sizeof(sent_to));
	assert_int_equal(
		getsockname(fd, (struct sockaddr *)&sent_from, &from_len), 0);

	return (ssize_t)len;
}

static struct lws_context *cx;
static uint8_t mac[6] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab};

static int
begin(void **state)
{
	struct lws_context_creation_info info;

	(void)state;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	lws_set_log_level(0, NULL);
	cx = lws_create_context(&info);
	sent_len = 0;
	refuse_with = 0;

	return !cx;
}

static int
end(void **state)
{
	(void)state;
	lws_context_destroy(cx);

	return 0;
}

static void
wol__broadcasts_the_magic_packet(void **state)
{
	(void)state;
	assert_int_equal(lws_wol(cx, NULL, mac), 0);
	assert_int_equal(sent_len, 102);
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(sent[n], 0xff);
	for (size_t n = 6; n < 102; n += 6)
		assert_memory_equal(sent + n, mac, 6);
	assert_int_equal(sent_to.sin_addr.s_addr, htonl(INADDR_BROADCAST));
	assert_int_equal(sent_to.sin_port, htons(9));
}

static void
wol__comes_from_the_address_that_was_named(void **state)
{
	(void)state;
	assert_int_equal(lws_wol(cx, "127.0.0.1", mac), 0);
	assert_int_equal(sent_from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

static void
wol__says_no_to_what_is_no_address_of_ours(void **state)
{
	(void)state;
	assert_int_not_equal(lws_wol(cx, "192.0.2.1", mac), 0); /* RFC 5737 */
	assert_int_not_equal(lws_wol(cx, "::1", mac), 0);
	assert_int_not_equal(lws_wol(cx, "eth0", mac), 0);
	assert_int_equal(sent_len, 0);
}

static void
wol__says_that_it_was_not_sent(void **state)
{
	(void)state;
	refuse_with = ENETUNREACH;
	assert_int_not_equal(lws_wol(cx, NULL, mac), 0);
	refuse_with = EAGAIN;
	assert_int_not_equal(lws_wol(cx, NULL, mac), 0);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(wol__broadcasts_the_magic_packet),
		T(wol__comes_from_the_address_that_was_named),
		T(wol__says_no_to_what_is_no_address_of_ours),
		T(wol__says_that_it_was_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
