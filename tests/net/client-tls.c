/* SPDX-License-Identifier: MIT */
/*
 * The HTTP client over TLS: pauses in an answer, and who may share a
 * connection.
 */

#include "net-test.h"
#include "test-certs.h"

#include <stdlib.h>
#include <string.h>

enum {
	BIG = 3 << 20,
};

struct fetch {
	size_t got;
	size_t pause_at; /* 0: never */
	struct lws *paused;
	int is_paused;
	int is_bad;
	int completed;
	unsigned int status;
	long tls_us; /* of the first on a connection */
};

static struct lws__net net;
static struct lws__test_cert cert;
static struct lws_vhost *client;
static struct fetch fetches[4];
static uint8_t *big;
static int connections;

static int
take(struct lws *wsi, struct fetch *f, const void *in, size_t len)
{
	f->is_bad |= f->got + len > BIG || memcmp(big + f->got, in, len);
	f->got += len;
	if (f->pause_at && f->got >= f->pause_at) {
		f->pause_at = 0;
		f->paused = wsi;
		f->is_paused = 1;
		lws_rx_flow_control(wsi, 0);
	}

	return 0;
}

#if defined(LWS_WITH_CONMON)
#define ASK_FIGURES LCCSCF_CONMON

static void
note_figures(struct lws *wsi, struct fetch *f)
{
	struct lws_conmon figures;

	lws_conmon_wsi_take(wsi, &figures);
	f->tls_us = (long)figures.ciu_tls;
	lws_conmon_release(&figures);
}
#else
#define ASK_FIGURES 0

static void
note_figures(struct lws *wsi, struct fetch *f)
{
	(void)wsi;
	f->tls_us = -1; /* this build has none */
}
#endif

static int
fetch_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct fetch *f = lws_get_opaque_user_data(wsi);
	char buf[LWS_PRE + 700], *p = buf + LWS_PRE;
	int room = 700;

	(void)user;
	if (reason == LWS_CALLBACK_CONNECTING)
		connections++;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		f->status = lws_http_client_http_response(wsi);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		return take(wsi, f, in, len);
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		note_figures(wsi, f);
		f->completed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols server_protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};
static const struct lws_protocols client_protocols[] = {
	{"fetch", fetch_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
begin(void)
{
	static struct lws_http_mount mount = {
		.mountpoint = "/",
		.mountpoint_len = 1,
		.def = "big.txt",
		.origin_protocol = LWSMPRO_FILE,
	};
	struct lws_context_creation_info i;

	big = malloc(BIG);
	assert_non_null(big);
	for (size_t n = 0; n < BIG; n++)
		big[n] = (uint8_t)('a' + n % 23);
	lws__net_file("big.txt", big, BIG);
	lws__net_text_file("small.txt", "abc");
	mount.origin = lws__net_dir();
	lws__test_cert_make(&cert,
			    &(struct lws__test_cert_req){
				    .cn = "a.example",
				    .san = "DNS:a.example,DNS:b.example"});
	memset(&i, 0, sizeof(i));
	i.protocols = server_protocols;
	i.mounts = &mount;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i.server_ssl_cert_mem = cert.pem;
	i.server_ssl_cert_mem_len = (unsigned int)cert.pem_len;
	i.server_ssl_private_key_mem = cert.key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)cert.key_pem_len;
	lws__net_start(&net, &i);
	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i.vhost_name = "client";
	i.protocols = client_protocols;
	i.client_ssl_ca_mem = cert.pem;
	i.client_ssl_ca_mem_len = (unsigned int)cert.pem_len;
	client = lws_create_vhost(net.cx, &i);
	assert_non_null(client);
	memset(fetches, 0, sizeof(fetches));
	connections = 0;
}

static void
end(void)
{
	lws__net_stop(&net);
	lws__net_dir_remove();
	lws__test_cert_free(&cert);
	free(big);
}

static void
fetch(int n, const char *host, const char *path)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.vhost = client;
	i.address = "127.0.0.1";
	i.port = net.port;
	i.host = host;
	i.path = path;
	i.method = "GET";
	i.local_protocol_name = "fetch";
	i.ssl_connection = LCCSCF_USE_SSL | LCCSCF_PIPELINE | ASK_FIGURES;
	i.opaque_user_data = &fetches[n];
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
check(int n, size_t len)
{
	lws__net_until_set(&net, &fetches[n].completed, "an answer");
	assert_int_equal(fetches[n].status, 200);
	assert_int_equal(fetches[n].got, len);
	assert_false(fetches[n].is_bad);
}

/* what TLS has decrypted already waits with the rest */
static void
client_tls__pauses_in_the_middle_of_an_answer(void **state)
{
	size_t before;

	(void)state;
	begin();
	fetches[0].pause_at = BIG / 3;
	fetch(0, "a.example", "/big.txt");
	lws__net_until_set(&net, &fetches[0].is_paused, "the pause");
	before = fetches[0].got;
	for (int n = 0; n < 50; n++)
		lws__net_turn(&net);
	assert_int_equal(fetches[0].got, before);
	assert_true(before < BIG);
	lws_rx_flow_control(fetches[0].paused, 1);
	check(0, BIG);
	end();
}

static void
client_tls__shares_a_connection_with_the_same_name(void **state)
{
	(void)state;
	begin();
	for (int n = 0; n < 4; n++)
		fetch(n, "a.example", n & 1 ? "/big.txt" : "/small.txt");
	for (int n = 0; n < 4; n++)
		check(n, n & 1 ? BIG : 3);
	assert_int_equal(connections, 1);
	end();
}

/* an RSA signature alone takes many microseconds */
static void
client_tls__tells_what_the_handshake_took(void **state)
{
	(void)state;
	begin();
	fetch(0, "a.example", "/small.txt");
	check(0, 3);
	assert_int_not_equal(fetches[0].tls_us, 0);
	end();
}

/* its certificate was looked at for another one */
static void
client_tls__shares_no_connection_with_another_name(void **state)
{
	(void)state;
	begin();
	fetch(0, "a.example", "/small.txt");
	check(0, 3);
	fetch(1, "b.example", "/small.txt");
	check(1, 3);
	assert_int_equal(connections, 2);
	fetch(2, "c.example", "/small.txt"); /* the certificate is for no c */
	lws__net_turn(&net);
	fetch(3, "a.example", "/small.txt");
	check(3, 3);
	assert_int_equal(fetches[2].completed, 0);
	assert_int_equal(connections, 3);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_tls__pauses_in_the_middle_of_an_answer),
		cmocka_unit_test(
			client_tls__shares_a_connection_with_the_same_name),
		cmocka_unit_test(client_tls__tells_what_the_handshake_took),
		cmocka_unit_test(
			client_tls__shares_no_connection_with_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
