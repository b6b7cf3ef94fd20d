/* SPDX-License-Identifier: MIT */
/*
 * As many TLS connections and handshakes as the context allows: who comes
 * beyond waits in the kernel's queue, and is served when there is a place.  And
 * a storm of hellos, which is answered a few at a time.
 */

#include "tls-net.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	STORM = 40,
	STARTS_MAX = 8, /* as lib/tls/tls.h has it */
};

static struct lws__test_cert ca, local;
static char logged[8192];

static void
keep_log(int level, const char *line)
{
	size_t at = strlen(logged);

	(void)level;
	lws_strncpy(logged + at, line, sizeof(logged) - at);
}

static int
setup(void **state)
{
	(void)state;
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(&local,
			    &(struct lws__test_cert_req){.cn = "local",
							 .san = "DNS:localhost",
							 .issuer = &ca});

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&local);

	return 0;
}

static const struct tls_visit home = {.host = "localhost"};

/* the first bytes of a client's hello, and no more */
static void
begin_to_speak(struct tls_net *n, struct lws__net_peer *p)
{
	lws__net_connect(&n->net, p);
	lws__net_send(&n->net, p, "\x16\x03\x01");
	while (!lws__net_alive())
		lws__net_turn(&n->net);
}

static bool
is_gone(void *arg)
{
	const struct tls_net *n = arg;

	return n->seen.over;
}

/* a visit that is under way when this returns */
static void
set_out(struct tls_net *n)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	memset(&n->seen, 0, sizeof(n->seen));
	i.context = n->net.cx;
	i.vhost = n->client;
	i.address = "127.0.0.1";
	i.host = "localhost";
	i.port = n->net.port;
	i.method = "RAW";
	i.local_protocol_name = "visit";
	i.ssl_connection = LCCSCF_USE_SSL;
	assert_non_null(lws_client_connect_via_info(&i));
}

/* with somebody in the only place, a visit waits and is not refused; it is
 * served as soon as the place is free */
static void
waits_for_its_place(const struct lws_context_creation_info *info)
{
	struct lws__net_peer p;
	struct tls_net n;

	tls_net_begin(&n, &local, info);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home);
	for (int k = 0; k < 3; k++) {
		begin_to_speak(&n, &p);
		set_out(&n);
		for (int turn = 0; turn < 50; turn++)
			lws__net_turn(&n.net);
		assert_false(n.seen.over);
		assert_false(n.seen.connected);
		lws__net_hang_up(&p);
		lws__net_until(&n.net, is_gone, &n, "the visit to be served");
		assert_true(n.seen.echoed);
		lws__net_until_alone(&n.net);
	}
	tls_net_end(&n);
}

static void
who_comes_beyond_the_connections_allowed_waits(void **state)
{
	(void)state;
	waits_for_its_place(&(struct lws_context_creation_info){
		.simultaneous_ssl_restriction = 1});
}

static void
who_comes_beyond_the_handshakes_allowed_waits(void **state)
{
	(void)state;
	waits_for_its_place(&(struct lws_context_creation_info){
		.simultaneous_ssl_handshake_restriction = 1});
}

/* a handshake that is over makes place, though its connection stays */
static void
the_limit_of_handshakes_is_none_of_connections(void **state)
{
	struct lws_context_creation_info one = {
		.simultaneous_ssl_handshake_restriction = 1};
	SSL_CTX *cx = SSL_CTX_new(TLS_client_method());
	struct lws__net_peer p;
	struct tls_net n;
	SSL *ssl;

	(void)state;
	tls_net_begin(&n, &local, &one);
	tls_net_client(&n, &ca, NULL);
	lws__net_connect(&n.net, &p);
	ssl = SSL_new(cx);
	SSL_set_fd(ssl, p.fd);
	SSL_set_connect_state(ssl);
	while (SSL_do_handshake(ssl) != 1)
		lws__net_turn(&n.net);
	/* its connection is there for as long as we want */
	tls_net_visit(&n, &(struct tls_visit){.host = "localhost",
					      .has_company = true});
	assert_true(n.seen.echoed);
	SSL_free(ssl);
	SSL_CTX_free(cx);
	lws__net_hang_up(&p);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

static void
a_plain_connection_on_the_port_takes_no_place_for_long(void **state)
{
	struct lws_context_creation_info one = {
		.simultaneous_ssl_restriction = 1,
		.options = LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			   LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER};
	struct lws__net_peer p;
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &one);
	tls_net_client(&n, &ca, NULL);
	lws__net_connect(&n.net, &p);
	lws__net_send(&n.net, &p, "plain");
	lws__net_expect(&n.net, &p, "plain");
	tls_net_visit(&n, &(struct tls_visit){.host = "localhost",
					      .has_company = true});
	assert_true(n.seen.echoed);
	lws__net_hang_up(&p);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

/* there is no queue in which it could wait */
static void
an_adopted_socket_beyond_the_limit_is_refused(void **state)
{
	struct lws_context_creation_info one = {.simultaneous_ssl_restriction =
							1};
	lws_adoption_type type = LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL;
	lws_sock_file_fd_type fd;
	struct lws__net_peer p;
	struct tls_net n;
	int pair[2];

	(void)state;
	tls_net_begin(&n, &local, &one);
	tls_net_client(&n, &ca, NULL);
	begin_to_speak(&n, &p);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	logged[0] = '\0';
	lws_set_log_level(LLL_NOTICE | LLL_ERR | LLL_WARN, keep_log);
	fd.sockfd = pair[1];
	assert_null(
		lws_adopt_descriptor_vhost(n.net.vh, type, fd, "echo", NULL));
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	assert_non_null(strstr(logged, "refused: as many TLS connections"));
	close(pair[0]);
	lws__net_hang_up(&p);
	lws__net_until_alone(&n.net);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	fd.sockfd = pair[1];
	assert_non_null(
		lws_adopt_descriptor_vhost(n.net.vh, type, fd, "echo", NULL));
	close(pair[0]);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

static int refuse_all;

static int
filter_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_FILTER_NETWORK_CONNECTION)
		return refuse_all;
	lws__net_note(wsi, reason);

	return 0;
}

static void
who_is_filtered_out_leaves_its_place(void **state)
{
	static const struct lws_protocols protocols[] = {
		{.name = "echo", .callback = filter_cb},
		LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info one = {
		.simultaneous_ssl_restriction = 1, .protocols = protocols};
	struct lws__net_peer p;
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &one);
	refuse_all = 1;
	for (int k = 0; k < 3; k++) {
		lws__net_connect(&n.net, &p);
		lws__net_await_end(&n.net, &p);
		lws__net_hang_up(&p);
	}
	refuse_all = 0;
	begin_to_speak(&n, &p);
	assert_int_equal(lws__net_alive(), 1);
	lws__net_hang_up(&p);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

/* ---- storms -------------------------------------------------------------- */

static size_t
make_hello(char *hello, size_t max)
{
	SSL_CTX *cx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(cx);
	size_t len;
	char *at;

	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	SSL_set_connect_state(ssl);
	(void)SSL_do_handshake(ssl);
	len = (size_t)BIO_get_mem_data(SSL_get_wbio(ssl), &at);
	assert_in_range(len, 1, max);
	memcpy(hello, at, len);
	SSL_free(ssl);
	SSL_CTX_free(cx);

	return len;
}

static int
answered(struct lws__net_peer *p)
{
	int count = 0;

	for (int n = 0; n < STORM; n++) {
		lws__net_pump(&p[n]);
		count += p[n].len > 0;
	}

	return count;
}

static void
a_turn_answers_a_few_hellos_and_all_are_answered(void **state)
{
	struct lws__net_peer p[STORM];
	struct tls_net n;
	char hello[4096];
	size_t len = make_hello(hello, sizeof(hello));
	int before = 0, turns = 0;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	for (int k = 0; k < STORM; k++) {
		lws__net_connect(&n.net, &p[k]);
		assert_int_equal(send(p[k].fd, hello, len, 0), (ssize_t)len);
	}
	while (before < STORM) {
		int now;

		lws__net_turn(&n.net);
		now = answered(p);
		assert_in_range(now - before, 0, STARTS_MAX);
		before = now;
		assert_true(++turns < 1000);
	}
	assert_true(turns >= STORM / STARTS_MAX);
	for (int k = 0; k < STORM; k++)
		lws__net_hang_up(&p[k]);
	lws__net_until_alone(&n.net);
	tls_net_fine(&n, &home);
	tls_net_end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			who_comes_beyond_the_connections_allowed_waits),
		cmocka_unit_test(who_comes_beyond_the_handshakes_allowed_waits),
		cmocka_unit_test(
			the_limit_of_handshakes_is_none_of_connections),
		cmocka_unit_test(
			a_plain_connection_on_the_port_takes_no_place_for_long),
		cmocka_unit_test(an_adopted_socket_beyond_the_limit_is_refused),
		cmocka_unit_test(who_is_filtered_out_leaves_its_place),
		cmocka_unit_test(
			a_turn_answers_a_few_hellos_and_all_are_answered),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
