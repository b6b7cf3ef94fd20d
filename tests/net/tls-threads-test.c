/* SPDX-License-Identifier: MIT */
/*
 * Contexts in threads of their own, each with TLS, some ending while others
 * begin: they share nothing but what OpenSSL shares (EV-04).  And one context
 * on several threads, whose certificate is renewed while it serves.
 */

#include "lws-test.h"
#include "test-certs.h"

#include "base/base.h"
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
	THREADS = 4,
	ROUNDS = 6,
	VISITS = 3,
};

static struct lws__test_cert local;

struct round {
	struct lws_context *cx;
	int over, echoed, port;
};

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];

	(void)user;
	if (reason != LWS_CALLBACK_RAW_RX || len > 64)
		return 0;
	memcpy(buf + LWS_PRE, in, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 5];
	struct round *r = lws_get_opaque_user_data(wsi);

	(void)user;
	(void)in;
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		memcpy(buf + LWS_PRE, "hello", 5);
		return lws_write(wsi, buf + LWS_PRE, 5, LWS_WRITE_RAW) < 0 ? -1
									   : 0;
	case LWS_CALLBACK_RAW_RX:
		r->echoed += (int)len;
		return -1;
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		r->over = 1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "echo", .callback = server_cb},
	{.name = "visit", .callback = client_cb},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_context *
begin(unsigned int threads)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.iface = "127.0.0.1";
	i.protocols = protocols;
	i.count_threads = threads;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		    LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	i.listen_accept_role = "raw-skt";
	i.listen_accept_protocol = "echo";
	i.server_ssl_cert_mem = local.pem;
	i.server_ssl_cert_mem_len = (unsigned int)local.pem_len;
	i.server_ssl_private_key_mem = local.key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)local.key_pem_len;
	i.client_ssl_ca_mem = local.pem;
	i.client_ssl_ca_mem_len = (unsigned int)local.pem_len;

	return lws_create_context(&i);
}

static void
visit(struct round *r)
{
	struct lws_client_connect_info c;

	memset(&c, 0, sizeof(c));
	r->over = r->echoed = 0;
	c.context = r->cx;
	c.address = "127.0.0.1";
	c.host = "localhost";
	c.port = r->port;
	c.method = "RAW";
	c.local_protocol_name = "visit";
	c.opaque_user_data = r;
	c.ssl_connection = LCCSCF_USE_SSL;
	if (!lws_client_connect_via_info(&c))
		return;
	while (!r->over && lws_service(r->cx, 0) >= 0)
		;
}

/* NULL: all went well */
static void *
live(void *arg)
{
	struct round r;

	(void)arg;
	for (int n = 0; n < ROUNDS; n++) {
		r.cx = begin(1);
		if (!r.cx)
			return lws__unconst("no context");
		r.port = lws_get_vhost_listen_port(
			lws_get_vhost_by_name(r.cx, "default"));
		for (int k = 0; k < VISITS; k++) {
			visit(&r);
			if (r.echoed != 5)
				return lws__unconst("no echo");
		}
		lws_context_destroy(r.cx);
	}

	return NULL;
}

static void
EV_04__contexts_in_threads_share_nothing(void **state)
{
	pthread_t t[THREADS];

	(void)state;
	for (int n = 0; n < THREADS; n++)
		assert_int_equal(pthread_create(&t[n], NULL, live, NULL), 0);
	for (int n = 0; n < THREADS; n++) {
		void *said = NULL;

		assert_int_equal(pthread_join(t[n], &said), 0);
		if (said)
			fail_msg("%s", (const char *)said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(EV_04__contexts_in_threads_share_nothing),
	};
	int ret;

	lws_set_log_level(0, NULL);
	lws__test_cert_make(
		&local, &(struct lws__test_cert_req){.cn = "localhost",
						     .san = "DNS:localhost"});
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	lws__test_cert_free(&local);

	return ret;
}
