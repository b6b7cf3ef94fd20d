/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 with both ends ours, over TLS: who speaks it is agreed on by ALPN,
 * many requests share a connection, and certificates of both ends are what they
 * are over HTTP/1.1.
 */

#include "net-test.h"
#include "test-certs.h"

#include <stdlib.h>
#include <string.h>

enum { BIG = 1 << 20, FETCHES = 8 };

struct fetch {
	size_t got;
	int is_bad;
	int completed;
	int over;
	unsigned int status;
	bool is_stream; /* of HTTP/2 */
	bool is_post;
	char body[64]; /* the first of it */
};

static struct lws__net net;
static struct lws__test_cert cert, client_ca, client_cert;
static struct lws_vhost *client;
static struct fetch fetches[FETCHES];
static char *big;
static int connections;

/* ---- the server ---------------------------------------------------------- */

struct answer {
	size_t got;
};

/* its body is what the client sent, or the name of the client */
static int
reply(struct lws *wsi, const char *text)
{
	uint8_t buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;
	uint8_t *end = buf + sizeof(buf);
	size_t len = strlen(text);

	if (lws_add_http_common_headers(wsi, 200, "text/plain", len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
reply_name(struct lws *wsi)
{
	union lws_tls_cert_info_results ci;

	if (lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &ci,
				   sizeof(ci.ns.name)))
		return reply(wsi, "nobody");

	return reply(wsi, ci.ns.name);
}

static int
reply_count(struct lws *wsi, const struct answer *a)
{
	char text[32];

	lws_snprintf(text, sizeof(text), "%u", (unsigned int)a->got);

	return reply(wsi, text);
}

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	struct answer *a = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return strcmp(in, "/name") ? 0 : reply_name(wsi);
	case LWS_CALLBACK_HTTP_BODY:
		a->got += len;
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return reply_count(wsi, a);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

/* ---- the client ---------------------------------------------------------- */

static void
take(struct fetch *f, const char *in, size_t len)
{
	for (size_t n = 0; n < len; n++) {
		if (f->got < sizeof(f->body) - 1)
			f->body[f->got] = in[n];
		f->is_bad |= f->got >= BIG ||
			     (f->got > sizeof(f->body) && in[n] != big[f->got]);
		f->got++;
	}
}

static int
send_body(struct lws *wsi, struct fetch *f)
{
	uint8_t *buf;
	int n;

	if (!f->is_post)
		return 0;
	f->is_post = false;
	buf = malloc(LWS_PRE + BIG);
	assert_non_null(buf);
	memcpy(buf + LWS_PRE, big, BIG);
	lws_client_http_body_pending(wsi, 0);
	n = lws_write(wsi, buf + LWS_PRE, 100000, LWS_WRITE_HTTP_FINAL);
	free(buf);

	return n < 0 ? -1 : 0;
}

static int
ask_more(struct lws *wsi, const struct fetch *f, unsigned char **p, size_t len)
{
	if (!f->is_post)
		return 0;
	lws_client_http_body_pending(wsi, 1);
	lws_callback_on_writable(wsi);

	return lws_add_http_header_content_length(wsi, 100000, p, *p + len);
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	struct fetch *f = lws_get_opaque_user_data(wsi);
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int room = 1024;

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CONNECTING:
		connections++;
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return ask_more(wsi, f, in, len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi, f);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		f->status = lws_http_client_http_response(wsi);
		f->is_stream = lws_get_network_wsi(wsi) != wsi;
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		take(f, in, len);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		f->completed++;
		f->over = 1;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		f->over = 1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols server_protocols[] = {
	{"http", server_cb, sizeof(struct answer), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};
static const struct lws_protocols client_protocols[] = {
	{"fetch", client_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

/* ---- both ---------------------------------------------------------------- */

static void
begin_server(const char *alpn, bool wants_cert)
{
	static struct lws_http_mount api = {.mountpoint = "/api",
					    .mountpoint_len = 4,
					    .protocol = "http",
					    .origin = "http",
					    .origin_protocol =
						    LWSMPRO_CALLBACK};
	static struct lws_http_mount mount = {.mount_next = &api,
					      .mountpoint = "/",
					      .mountpoint_len = 1,
					      .def = "big.txt",
					      .origin_protocol = LWSMPRO_FILE};
	struct lws_context_creation_info i;

	mount.origin = lws__net_dir();
	memset(&i, 0, sizeof(i));
	i.protocols = server_protocols;
	i.mounts = &mount;
	i.alpn = alpn;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i.server_ssl_cert_mem = cert.pem;
	i.server_ssl_cert_mem_len = (unsigned int)cert.pem_len;
	i.server_ssl_private_key_mem = cert.key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)cert.key_pem_len;
	if (wants_cert) {
		i.options |=
			LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
		i.server_ssl_ca_mem = client_ca.pem;
		i.server_ssl_ca_mem_len = (unsigned int)client_ca.pem_len;
	}
	lws__net_start(&net, &i);
}

static void
begin_client(bool has_cert)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i.vhost_name = "client";
	i.protocols = client_protocols;
	i.client_ssl_ca_mem = cert.pem;
	i.client_ssl_ca_mem_len = (unsigned int)cert.pem_len;
	if (has_cert) {
		i.client_ssl_cert_mem = client_cert.pem;
		i.client_ssl_cert_mem_len = (unsigned int)client_cert.pem_len;
		i.client_ssl_key_mem = client_cert.key_pem;
		i.client_ssl_key_mem_len =
			(unsigned int)client_cert.key_pem_len;
	}
	client = lws_create_vhost(net.cx, &i);
	assert_non_null(client);
}

static void
begin(const char *alpn, bool wants_cert, bool has_cert)
{
	big = malloc(BIG);
	assert_non_null(big);
	for (size_t n = 0; n < BIG; n++)
		big[n] = (char)('a' + n % 23);
	lws__net_file("big.txt", big, BIG);
	lws__net_text_file("small.txt", "abc");
	lws__test_cert_make(
		&cert, &(struct lws__test_cert_req){.cn = "a.example",
						    .san = "DNS:a.example"});
	lws__test_cert_make(
		&client_ca,
		&(struct lws__test_cert_req){.cn = "an issuer", .is_ca = true});
	lws__test_cert_make(&client_cert,
			    &(struct lws__test_cert_req){.cn = "who asks",
							 .issuer = &client_ca});
	memset(fetches, 0, sizeof(fetches));
	connections = 0;
	begin_server(alpn, wants_cert);
	begin_client(has_cert);
}

static void
end(void)
{
	lws__net_stop(&net);
	lws__net_dir_remove();
	lws__test_cert_free(&cert);
	lws__test_cert_free(&client_cert);
	lws__test_cert_free(&client_ca);
	free(big);
}

static void
fetch(int n, const char *path, const char *alpn)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.vhost = client;
	i.address = "127.0.0.1";
	i.port = net.port;
	i.host = "a.example";
	i.path = path;
	i.alpn = alpn;
	i.method = fetches[n].is_post ? "POST" : "GET";
	i.local_protocol_name = "fetch";
	i.ssl_connection = LCCSCF_USE_SSL | LCCSCF_PIPELINE;
	i.opaque_user_data = &fetches[n];
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
check(int n, size_t len, bool is_h2)
{
	const struct fetch *f = &fetches[n];

	lws__net_until_set(&net, &f->over, "the end of a request");
	assert_int_equal(f->completed, 1);
	assert_int_equal(f->status, 200);
	assert_int_equal(f->got, len);
	assert_false(f->is_bad);
	assert_int_equal(f->is_stream, is_h2);
}

static void
requests_share_a_connection_as_streams(void **state)
{
	(void)state;
	begin(NULL, false, false);
	for (int n = 0; n < FETCHES; n++)
		fetch(n, n & 1 ? "/big.txt" : "/small.txt", "h2,http/1.1");
	for (int n = 0; n < FETCHES; n++)
		check(n, n & 1 ? BIG : 3, true);
	assert_int_equal(connections, 1);
	end();
}

static void
bodies_go_the_other_way_as_well(void **state)
{
	(void)state;
	begin(NULL, false, false);
	for (int n = 0; n < 4; n++) {
		fetches[n].is_post = true;
		fetch(n, "/api/count", "h2");
	}
	for (int n = 0; n < 4; n++) {
		check(n, 6, true);
		assert_string_equal(fetches[n].body, "100000");
	}
	assert_int_equal(connections, 1);
	end();
}

/* the server's list decides, or the client's has no h2 */
static void
who_does_not_agree_on_it_speaks_http_1(void **state)
{
	(void)state;
	begin("http/1.1", false, false);
	for (int n = 0; n < 4; n++)
		fetch(n, n & 1 ? "/big.txt" : "/small.txt", "h2,http/1.1");
	for (int n = 0; n < 4; n++)
		check(n, n & 1 ? BIG : 3, false);
	end();
	begin(NULL, false, false);
	fetch(0, "/small.txt", "http/1.1");
	check(0, 3, false);
	fetch(1, "/small.txt", NULL);
	check(1, 3, false);
	/* and one of each beside them */
	fetch(2, "/small.txt", "h2");
	check(2, 3, true);
	end();
}

static void
a_clients_certificate_is_known_on_each_stream(void **state)
{
	(void)state;
	begin(NULL, true, true);
	for (int n = 0; n < 4; n++)
		fetch(n, "/api/name", "h2,http/1.1");
	for (int n = 0; n < 4; n++) {
		check(n, strlen("who asks"), true);
		assert_string_equal(fetches[n].body, "who asks");
	}
	assert_int_equal(connections, 1);
	end();
}

static void
a_client_without_the_certificate_is_refused(void **state)
{
	(void)state;
	begin(NULL, true, false);
	for (int n = 0; n < 2; n++)
		fetch(n, "/api/name", "h2,http/1.1");
	for (int n = 0; n < 2; n++) {
		lws__net_until_set(&net, &fetches[n].over, "the refusal");
		assert_int_equal(fetches[n].completed, 0);
	}
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_share_a_connection_as_streams),
		cmocka_unit_test(bodies_go_the_other_way_as_well),
		cmocka_unit_test(who_does_not_agree_on_it_speaks_http_1),
		cmocka_unit_test(a_clients_certificate_is_known_on_each_stream),
		cmocka_unit_test(a_client_without_the_certificate_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
