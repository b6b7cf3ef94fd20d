/* SPDX-License-Identifier: MIT */
/*
 * A server that ends without close_notify: a body that says its length is
 * complete with it, one that only the end delimits is not (TL-10).
 */

#include "net-test.h"
#include "test-certs.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <unistd.h>

static int completed, closed, got;

static int
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	char buf[LWS_PRE + 256], *p = buf + LWS_PRE;
	int room = 256;

	(void)user;
	(void)in;
	switch (reason) {
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		got += (int)len;
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		completed++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = http_cb}, LWS_PROTOCOL_LIST_TERM};

static struct lws__test_cert local;

static int
listener(int *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);

	return fd;
}

/* answers one request and ends, with or without close_notify */
static void
serve(struct lws__net *net, int fd, const char *answer, bool announced)
{
	SSL_CTX *cx = SSL_CTX_new(TLS_server_method());
	struct lws__net_peer p;
	char request[1024];
	SSL *ssl;

	assert_int_equal(SSL_CTX_use_certificate(cx, local.x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(cx, local.key), 1);
	ssl = SSL_new(cx);
	lws__net_peer_take(&p, accept(fd, NULL, NULL));
	SSL_set_fd(ssl, p.fd);
	while (SSL_accept(ssl) != 1)
		lws__net_turn(net);
	while (SSL_read(ssl, request, sizeof(request)) <= 0)
		lws__net_turn(net);
	assert_true(SSL_write(ssl, answer, (int)strlen(answer)) > 0);
	if (announced)
		(void)SSL_shutdown(ssl);
	SSL_free(ssl);
	SSL_CTX_free(cx);
	lws__net_hang_up(&p);
}

static void
get(const char *answer, bool announced)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	struct lws__net net;
	int port, fd = listener(&port);

	memset(&info, 0, sizeof(info));
	memset(&i, 0, sizeof(i));
	completed = closed = got = 0;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_mem = local.pem;
	info.client_ssl_ca_mem_len = (unsigned int)local.pem_len;
	lws__net_start(&net, &info);
	i.context = net.cx;
	i.address = "127.0.0.1";
	i.host = "localhost";
	i.port = port;
	i.path = "/";
	i.method = "GET";
	i.ssl_connection = LCCSCF_USE_SSL;
	assert_non_null(lws_client_connect_via_info(&i));
	serve(&net, fd, answer, announced);
	lws__net_until_set(&net, &closed, "the end of the request");
	assert_int_equal(closed, 1);
	lws__net_stop(&net);
	close(fd);
}

static void
TL_10__only_an_announced_end_completes_a_body_without_length(void **state)
{
	static const char open_ended[] = "HTTP/1.1 200 OK\r\n\r\nhello";
	static const char counted[] =
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

	(void)state;
	lws__test_cert_make(
		&local, &(struct lws__test_cert_req){.cn = "localhost",
						     .san = "DNS:localhost"});
	get(open_ended, true);
	assert_int_equal(completed, 1);
	assert_int_equal(got, 5);
	get(open_ended, false);
	assert_int_equal(completed, 0);
	assert_int_equal(got, 5);
	get(counted, false);
	assert_int_equal(completed, 1);
	assert_int_equal(got, 5);
	lws__test_cert_free(&local);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			TL_10__only_an_announced_end_completes_a_body_without_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
