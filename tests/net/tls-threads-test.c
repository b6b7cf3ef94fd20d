/* SPDX-License-Identifier: MIT */
/*
 * TLS on several threads, to be run under TSan as well.
 *
 *   EV-04  contexts in threads of their own, each a server with its client,
 *          some ending while others begin: they share nothing but what OpenSSL
 *          shares
 *   TL-15  one server with two service threads, whose certificate is renewed by
 *          one of them while the other is in the middle of handshakes; clients
 *          on further threads see the old or the new one, and are all served
 *   limits of a context with two service threads: more clients than places, and
 *          each is served
 */

#include "lws-test.h"
#include "net-test.h"
#include "test-certs.h"

#include "base/base.h"
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
	THREADS = 4,
	ROUNDS = 6,
	VISITS = 3,
	SERVICE_THREADS = 2,
	VISITORS = 3,
	VISITS_EACH = 12,
};

static struct lws__test_cert local, renewed;
static char cert_path[128], key_path[128], both[8192];
static atomic_int renewals, renew_failed;
static atomic_bool may_renew;

struct round {
	struct lws_context *cx;
	int over, echoed, port;
};

/* in a turn of thread 0, whatever thread 1 is doing */
static void
renew(struct lws *wsi)
{
	const struct lws__test_cert *c =
		atomic_fetch_add(&renewals, 1) & 1 ? &local : &renewed;

	if (lws_tls_cert_updated(lws_get_context(wsi), cert_path, key_path,
				 c->pem, c->pem_len, c->key_pem,
				 c->key_pem_len))
		atomic_store(&renew_failed, 1);
}

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	unsigned char buf[LWS_PRE + 64];

	(void)user;
	if (reason != LWS_CALLBACK_RAW_RX || len > 64)
		return 0;
	if (atomic_load(&may_renew) && !lws_get_tsi(wsi))
		renew(wsi);
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
begin(const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info i = *info;

	i.iface = "127.0.0.1";
	i.protocols = protocols;
	i.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		    LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	i.listen_accept_role = "raw-skt";
	i.listen_accept_protocol = "echo";
	i.ssl_cert_filepath = cert_path;
	i.ssl_private_key_filepath = key_path;
	i.client_ssl_ca_mem = both;
	i.client_ssl_ca_mem_len = (unsigned int)strlen(both);

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
	static const struct lws_context_creation_info none;
	struct round r;

	(void)arg;
	for (int n = 0; n < ROUNDS; n++) {
		r.cx = begin(&none);
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

/* ---- one server on several threads --------------------------------------- */

struct server {
	struct lws_context *cx;
	int port;
	atomic_bool over;
};

struct service {
	struct server *server;
	int tsi;
};

static void *
serve(void *arg)
{
	struct service *s = arg;

	while (!atomic_load(&s->server->over) &&
	       lws_service_tsi(s->server->cx, 0, s->tsi) >= 0)
		;

	return NULL;
}

/* NULL: all were served */
static void *
come_often(void *arg)
{
	struct lws_context_creation_info i = {.vhost_name = "visitor"};
	const struct server *server = arg;
	void *said = NULL;
	struct round r;

	r.cx = begin(&i);
	if (!r.cx)
		return lws__unconst("no context");
	r.port = server->port;
	for (int n = 0; n < VISITS_EACH && !said; n++) {
		visit(&r);
		if (r.echoed != 5)
			said = lws__unconst("not served");
	}
	lws_context_destroy(r.cx);

	return said;
}

static void
many_come(const struct lws_context_creation_info *info)
{
	struct server server = {.cx = begin(info)};
	pthread_t threads[SERVICE_THREADS], visitors[VISITORS];
	struct service services[SERVICE_THREADS];

	assert_non_null(server.cx);
	server.port = lws_get_vhost_listen_port(
		lws_get_vhost_by_name(server.cx, "default"));
	for (int n = 0; n < SERVICE_THREADS; n++) {
		services[n] = (struct service){&server, n};
		assert_int_equal(
			pthread_create(&threads[n], NULL, serve, &services[n]),
			0);
	}
	for (int n = 0; n < VISITORS; n++)
		assert_int_equal(
			pthread_create(&visitors[n], NULL, come_often, &server),
			0);
	for (int n = 0; n < VISITORS; n++) {
		void *said = NULL;

		assert_int_equal(pthread_join(visitors[n], &said), 0);
		if (said)
			fail_msg("%s", (const char *)said);
	}
	atomic_store(&server.over, true);
	lws_cancel_service(server.cx);
	for (int n = 0; n < SERVICE_THREADS; n++)
		assert_int_equal(pthread_join(threads[n], NULL), 0);
	lws_context_destroy(server.cx);
}

static void
TL_15__a_certificate_is_renewed_while_other_threads_shake_hands(void **state)
{
	struct lws_context_creation_info i = {.count_threads = SERVICE_THREADS};

	(void)state;
	atomic_store(&may_renew, true);
	/* which thread has a connection is the kernel's choice */
	for (int n = 0; n < 20 && atomic_load(&renewals) < 2; n++)
		many_come(&i);
	atomic_store(&may_renew, false);
	assert_true(atomic_load(&renewals) >= 2);
	assert_false(atomic_load(&renew_failed));
}

static void
limits_hold_back_and_lose_nobody_on_several_threads(void **state)
{
	struct lws_context_creation_info i = {
		.count_threads = SERVICE_THREADS,
		.simultaneous_ssl_restriction = 2,
		.simultaneous_ssl_handshake_restriction = 1};

	(void)state;
	many_come(&i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(EV_04__contexts_in_threads_share_nothing),
		cmocka_unit_test(
			TL_15__a_certificate_is_renewed_while_other_threads_shake_hands),
		cmocka_unit_test(
			limits_hold_back_and_lose_nobody_on_several_threads),
	};
	int ret;

	lws_set_log_level(0, NULL);
	lws__test_cert_make(
		&local, &(struct lws__test_cert_req){.cn = "localhost",
						     .san = "DNS:localhost"});
	lws__test_cert_make(
		&renewed, &(struct lws__test_cert_req){.cn = "renewed",
						       .san = "DNS:localhost"});
	lws_snprintf(both, sizeof(both), "%s%s", local.pem, renewed.pem);
	lws__net_text_file("cert.pem", local.pem);
	lws__net_text_file("key.pem", local.key_pem);
	lws_strncpy(cert_path, lws__net_path("cert.pem"), sizeof(cert_path));
	lws_strncpy(key_path, lws__net_path("key.pem"), sizeof(key_path));
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	lws__test_cert_free(&local);
	lws__test_cert_free(&renewed);
	lws__net_dir_remove();

	return ret;
}
