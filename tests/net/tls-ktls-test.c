/* SPDX-License-Identifier: MIT */
/*
 * Records by the kernel: files leave by sendfile, and nothing else is different
 * for the peer.  Where the kernel has no tls module (TCP_ULP: ENOENT) those
 * cases are skipped; how a server goes on without it is always tried.
 */

#include "syscall-shim.h"
#include "tls-hand.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BIG = 3 << 20,
	SMALL = 300,
	FOREVER = 200000,
	/* what this build says of level info */
	INFOS = !!(_LWS_ENABLED_LOGS & LLL_INFO),
};

static uint8_t *big;

/* ---- what the kernel says when it is asked ---------------------------------
 */

enum layer { LAYER_REAL, LAYER_ABSENT, LAYER_PRETENDED };

static enum layer layer;
static int asked;

int __real_lws__plat_tls_layer(int fd);
int __wrap_lws__plat_tls_layer(int fd);

int
__wrap_lws__plat_tls_layer(int fd)
{
	asked++;
	if (layer == LAYER_ABSENT)
		return ENOENT;

	return layer == LAYER_PRETENDED ? 0 : __real_lws__plat_tls_layer(fd);
}

/* of a connection made for the question: 0, or errno */
static int
kernel_refusal(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sa);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int fd = socket(AF_INET, SOCK_STREAM, 0), error;

	assert_true(listener >= 0 && fd >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&sa, len), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&sa, &len),
			 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, len), 0);
	error = __real_lws__plat_tls_layer(fd);
	close(fd);
	close(listener);

	return error;
}

static void
needs_the_kernel(void)
{
	int error = kernel_refusal();

	if (!error)
		return;
	print_message("no TLS in this kernel: TCP_ULP: %s\n", strerror(error));
	skip();
}

/* ---- a server of files ----------------------------------------------------
 */

static int absences;

static void
emit(int level, const char *line)
{
	(void)level;
	absences += !!strstr(line, "no TLS in the kernel");
}

static const struct lws_protocols protocols[] = {
	{"http", lws__net_http_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
begin_server(struct hand *h, uint64_t options)
{
	static struct lws_http_mount mount = {.mountpoint = "/",
					      .mountpoint_len = 1,
					      .def = "big.txt",
					      .origin_protocol = LWSMPRO_FILE};
	struct lws_context_creation_info i;

	memset(h, 0, sizeof(*h));
	memset(&i, 0, sizeof(i));
	mount.origin = lws__net_dir();
	i.protocols = protocols;
	i.mounts = &mount;
	i.options = options | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i.server_ssl_cert_mem = hand_cert.pem;
	i.server_ssl_cert_mem_len = (unsigned int)hand_cert.pem_len;
	i.server_ssl_private_key_mem = hand_cert.key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)hand_cert.key_pem_len;
	asked = absences = 0;
	lws__net_start(&h->n.net, &i);
	h->cx = SSL_CTX_new(TLS_client_method());
}

static SSL_SESSION *session;

static int
on_ticket(SSL *ssl, SSL_SESSION *s)
{
	(void)ssl;
	SSL_SESSION_free(session);
	session = s;

	return 1;
}

/* version 0: any; ciphers NULL: OpenSSL's */
static void
arrive(struct hand *h, int version, const char *ciphers)
{
	SSL_CTX_set_session_cache_mode(
		h->cx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(h->cx, on_ticket);
	h->ssl = SSL_new(h->cx);
	assert_non_null(h->ssl);
	if (version)
		SSL_set_max_proto_version(h->ssl, version);
	if (ciphers && version == TLS1_2_VERSION)
		assert_int_equal(SSL_set_cipher_list(h->ssl, ciphers), 1);
	else if (ciphers)
		assert_int_equal(SSL_set_ciphersuites(h->ssl, ciphers), 1);
	SSL_set_bio(h->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_connect_state(h->ssl);
	lws__net_connect(&h->n.net, &h->peer);
}

static void
part(struct hand *h)
{
	lws__net_hang_up(&h->peer);
	lws__net_until_alone(&h->n.net);
	SSL_set_shutdown(h->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(h->ssl);
	h->ssl = NULL;
}

static void
end_server(struct hand *h)
{
	SSL_CTX_free(h->cx);
	SSL_SESSION_free(session);
	session = NULL;
	lws__shim_reset();
	layer = LAYER_REAL;
	lws__net_stop(&h->n.net);
}

/* ---- requests -------------------------------------------------------------
 */

/* >0, 0: the end, close_notify or not; -1: TLS says that something is wrong */
static int
hear_some(struct hand *h, void *p, size_t len)
{
	int ret;

	for (int n = 0; n < FOREVER; n++) {
		ERR_clear_error();
		ret = SSL_read(h->ssl, p, (int)len);
		if (ret > 0)
			return ret;
		if (SSL_get_error(h->ssl, ret) != SSL_ERROR_WANT_READ)
			return SSL_get_shutdown(h->ssl) ? 0 : -1;
		hand_flush(h);
		if (!hand_fill(h) && (h->peer.eof || h->peer.reset))
			return 0;
	}
	fail_msg("nothing came");

	return -1;
}

static void
ask(struct hand *h, const char *path, const char *fields)
{
	char request[256];
	int len = snprintf(request, sizeof(request),
			   "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path,
			   fields);

	hand_say(h, request, (size_t)len);
	hand_flush(h);
}

/* up to the empty line; returns the status */
static int
hear_head(struct hand *h, size_t *body)
{
	char head[1024], *at;
	size_t len = 0;

	do {
		assert_true(len < sizeof(head) - 1);
		assert_int_equal(hear_some(h, head + len, 1), 1);
		head[++len] = '\0';
	} while (!strstr(head, "\r\n\r\n"));
	at = strstr(head, "content-length:");
	assert_non_null(at);
	*body = strtoul(at + 15, NULL, 10);

	return atoi(head + 9);
}

static void
hear_file(struct hand *h, int status, const uint8_t *body, size_t want)
{
	size_t len, at = 0;
	uint8_t buf[16384];

	assert_int_equal(hear_head(h, &len), status);
	assert_int_equal(len, want);
	while (at < want) {
		size_t room = want - at > sizeof(buf) ? sizeof(buf) : want - at;
		int n = hear_some(h, buf, room);

		assert_true(n > 0);
		assert_memory_equal(buf, body + at, (size_t)n);
		at += (size_t)n;
	}
}

/* files big and small, a range and an error on one connection, and its end */
static void
use_it(struct hand *h)
{
	size_t len;
	char c;

	assert_int_equal(hand_shake(h), 0);
	ask(h, "/big.txt", "");
	hear_file(h, 200, big, BIG);
	ask(h, "/small.txt", "");
	hear_file(h, 200, big, SMALL);
	ask(h, "/big.txt", "Range: bytes=70000-1070000\r\n");
	hear_file(h, 206, big + 70000, 1000001);
	ask(h, "/none", "");
	assert_int_equal(hear_head(h, &len), 404);
	for (; len; len--)
		assert_int_equal(hear_some(h, &c, 1), 1);
	ask(h, "/big.txt", "Connection: close\r\n");
	hear_file(h, 200, big, BIG);
	assert_int_equal(hear_some(h, &c, 1), 0);
	assert_true(SSL_get_shutdown(h->ssl) & SSL_RECEIVED_SHUTDOWN);
}

/* ---- without the kernel's help --------------------------------------------
 */

static void
nobody_asks_the_kernel_unless_told_to(void **state)
{
	struct hand h;

	(void)state;
	begin_server(&h, 0);
	arrive(&h, 0, NULL);
	lws__shim_reset();
	use_it(&h);
	assert_int_equal(lws__shim_calls(LWS_SHIM_SENDFILE), 0);
	assert_int_equal(asked, 0);
	part(&h);
	end_server(&h);
}

/* once; never for a socket that is on a ring */
static void
a_kernel_without_it_is_asked_once(void **state)
{
	struct hand h;

	(void)state;
	layer = LAYER_ABSENT;
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_INFO, emit);
	for (int n = 0; n < 3; n++) {
		arrive(&h, n & 1 ? TLS1_2_VERSION : 0, NULL);
		lws__shim_reset();
		use_it(&h);
		assert_int_equal(lws__shim_calls(LWS_SHIM_SENDFILE), 0);
		part(&h);
	}
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	assert_int_equal(asked, lws__net_io_is_calls() ? 1 : 0);
	assert_int_equal(absences, lws__net_io_is_calls() ? INFOS : 0);
	end_server(&h);
}

/* so it is with a cipher that the kernel does not know */
static void
a_key_that_the_kernel_refuses_stays_with_OpenSSL(void **state)
{
	struct hand h;

	(void)state;
	layer = LAYER_PRETENDED;
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	for (int n = 0; n < 4; n++) {
		arrive(&h, n & 1 ? TLS1_2_VERSION : 0, NULL);
		if (n > 1 && session)
			SSL_set_session(h.ssl, session);
		lws__shim_reset();
		use_it(&h);
		if (kernel_refusal()) /* OpenSSL asks once more */
			assert_int_equal(lws__shim_calls(LWS_SHIM_SENDFILE), 0);
		part(&h);
	}
	assert_int_equal(asked, lws__net_io_is_calls() ? 4 : 0);
	end_server(&h);
}

/* ---- with it ---------------------------------------------------------------
 */

static void
files_leave_by_sendfile(void **state)
{
	static const struct {
		int version;
		const char *ciphers;
	} cases[] = {
		{TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"},
		{TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384"},
		{TLS1_2_VERSION, "ECDHE+AES128+AESGCM"},
		{TLS1_2_VERSION, "ECDHE+AES256+AESGCM"},
	};
	struct hand h;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		arrive(&h, cases[n].version, cases[n].ciphers);
		lws__shim_reset();
		use_it(&h);
		assert_true(lws__shim_calls(LWS_SHIM_SENDFILE) >= 7);
		part(&h);
	}
	end_server(&h);
}

/* CBC is not the kernel's: the same server, the same connection otherwise */
static void
other_ciphers_are_OpenSSLs(void **state)
{
	struct hand h;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	arrive(&h, TLS1_2_VERSION,
	       "ECDHE-RSA-AES128-SHA256:"
	       "ECDHE-ECDSA-AES128-SHA256");
	lws__shim_reset();
	use_it(&h);
	assert_int_equal(lws__shim_calls(LWS_SHIM_SENDFILE), 0);
	part(&h);
	end_server(&h);
}

static void
sessions_are_resumed(void **state)
{
	struct hand h;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	for (int n = 0; n < 6; n++) {
		if (n == 3) {
			SSL_SESSION_free(session);
			session = NULL;
		}
		arrive(&h, n < 3 ? 0 : TLS1_2_VERSION, NULL);
		if (session)
			SSL_set_session(h.ssl, session);
		lws__shim_reset();
		use_it(&h);
		assert_int_equal(SSL_session_reused(h.ssl), n != 0 && n != 3);
		assert_true(lws__shim_calls(LWS_SHIM_SENDFILE) >= 7);
		part(&h);
	}
	end_server(&h);
}

/* a kernel that takes a file piece by piece, or not now; a slow peer */
static void
TL_07__a_file_survives_a_full_socket(void **state)
{
	static const struct {
		unsigned int max, eagain, eintr;
		size_t slowly;
	} cases[] = {{50000, 0, 0, 0},
		     {16383, 2, 0, 0},
		     {100000, 3, 5, 0},
		     {0, 2, 0, 0},
		     {0, 0, 0, 30000}};
	struct hand h;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		arrive(&h, n & 1 ? TLS1_2_VERSION : 0, NULL);
		assert_int_equal(hand_shake(&h), 0);
		h.peer.slowly = cases[n].slowly;
		ask(&h, "/big.txt", "");
		lws__shim_trickle(cases[n].max, cases[n].eagain,
				  cases[n].eintr);
		hear_file(&h, 200, big, BIG);
		lws__shim_reset();
		ask(&h, "/small.txt", "");
		hear_file(&h, 200, big, SMALL);
		part(&h);
	}
	end_server(&h);
}

/* the connection ends, since its length was told; the server goes on */
static void
a_file_may_become_shorter(void **state)
{
	struct hand h;
	size_t len, got = 0;
	uint8_t buf[4096];
	int n;

	(void)state;
	needs_the_kernel();
	lws__net_file("shrinks.txt", big, BIG);
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	arrive(&h, 0, NULL);
	assert_int_equal(hand_shake(&h), 0);
	h.peer.slowly = 20000;
	ask(&h, "/shrinks.txt", "");
	assert_int_equal(hear_head(&h, &len), 200);
	assert_int_equal(len, BIG);
	if (truncate(lws__net_path("shrinks.txt"), BIG / 2 + 7))
		fail_msg("truncate: %s", strerror(errno));
	while ((n = hear_some(&h, buf, sizeof(buf))) > 0) {
		assert_memory_equal(buf, big + got, (size_t)n);
		got += (size_t)n;
	}
	assert_true(got < BIG);
	part(&h);
	arrive(&h, 0, NULL);
	use_it(&h);
	part(&h);
	end_server(&h);
}

/* RFC 8446 4.6.3: a new key of the peer's is OpenSSL's to read with; that it
 * wants a new one of ours ends the connection, as the kernel keeps the old */
static void
new_keys_of_the_peer_are_read_with(void **state)
{
	struct hand h;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	arrive(&h, 0, NULL);
	assert_int_equal(hand_shake(&h), 0);
	for (int n = 0; n < 3; n++) {
		assert_int_equal(
			SSL_key_update(h.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		ask(&h, "/big.txt", "");
		hear_file(&h, 200, big, BIG);
	}
	part(&h);
	end_server(&h);
}

static void
new_keys_of_ours_end_the_connection(void **state)
{
	struct hand h;
	char c;

	(void)state;
	needs_the_kernel();
	begin_server(&h, LWS_PLUS_SERVER_OPTION_KTLS);
	arrive(&h, 0, NULL);
	assert_int_equal(hand_shake(&h), 0);
	ask(&h, "/small.txt", "");
	hear_file(&h, 200, big, SMALL);
	assert_int_equal(SSL_key_update(h.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
	ask(&h, "/small.txt", "");
	assert_int_equal(hear_some(&h, &c, 1), 0);
	assert_false(SSL_get_shutdown(h.ssl) & SSL_RECEIVED_SHUTDOWN);
	part(&h);
	end_server(&h);
}

/* ---- the group --------------------------------------------------------------
 */

static int
setup(void **state)
{
	big = malloc(BIG);
	if (!big)
		return 1;
	for (size_t n = 0; n < BIG; n++)
		big[n] = (uint8_t)(n * 2654435761u >> 13);
	lws__net_file("big.txt", big, BIG);
	lws__net_file("small.txt", big, SMALL);

	return hand_setup(state);
}

static int
teardown(void **state)
{
	free(big);

	return hand_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_asks_the_kernel_unless_told_to),
		cmocka_unit_test(a_kernel_without_it_is_asked_once),
		cmocka_unit_test(
			a_key_that_the_kernel_refuses_stays_with_OpenSSL),
		cmocka_unit_test(files_leave_by_sendfile),
		cmocka_unit_test(other_ciphers_are_OpenSSLs),
		cmocka_unit_test(sessions_are_resumed),
		cmocka_unit_test(TL_07__a_file_survives_a_full_socket),
		cmocka_unit_test(a_file_may_become_shorter),
		cmocka_unit_test(new_keys_of_the_peer_are_read_with),
		cmocka_unit_test(new_keys_of_ours_end_the_connection),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
