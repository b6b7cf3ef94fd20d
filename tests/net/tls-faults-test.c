/* SPDX-License-Identifier: MIT */
/*
 * TLS over a kernel that takes and gives little, says "not now" at every
 * second call, fails, or has no memory (TL-07, TL-15, I-01 .. I-04).
 */

#include "tls-net.h"

#include "base/base.h"
#include "syscall-shim.h"

#include <errno.h>

static struct lws__test_cert ca, local;

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

static void
TL_07__bytes_arrive_whole_however_little_the_kernel_takes(void **state)
{
	static const struct {
		unsigned int max, eagain, eintr;
		int len;
	} cases[] = {
		{5, 0, 0, 300},     {5, 3, 5, 300},    {17, 3, 5, 3000},
		{100, 3, 7, 40000}, {0, 3, 0, 400000}, {5000, 3, 7, 400000},
	};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		struct lws_context_creation_info old = {
			.ssl_options_set = k & 1 ? (long)SSL_OP_NO_TLSv1_3 : 0};
		struct tls_net n;

		print_message("%u bytes a call, EAGAIN each %u, EINTR each "
			      "%u: %d bytes\n",
			      cases[k].max, cases[k].eagain, cases[k].eintr,
			      cases[k].len);
		tls_net_begin(&n, &local, &old);
		tls_net_client(&n, &ca, NULL);
		n.send_len = cases[k].len;
		lws__shim_trickle(cases[k].max, cases[k].eagain,
				  cases[k].eintr);
		tls_net_fine(&n, &home);
		lws__shim_reset();
		tls_net_end(&n);
	}
}

static void
I_04__a_connection_that_breaks_at_any_call_ends_once(void **state)
{
	static const struct {
		enum lws__shim_call call;
		int error;
	} cases[] = {{LWS_SHIM_RECV, ECONNRESET},
		     {LWS_SHIM_SEND, EPIPE},
		     {LWS_SHIM_SEND, ECONNRESET}};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
		for (unsigned int nth = 1; nth < 25; nth++) {
			struct tls_net n;

			tls_net_begin(&n, &local, NULL);
			tls_net_client(&n, &ca, NULL);
			lws__shim_fail(cases[k].call, nth, 1, cases[k].error);
			tls_net_visit(&n, &home);
			lws__shim_reset();
			/* the ledger holds one end against each beginning */
			tls_net_end(&n);
		}
}

static int
make_vhosts(void *arg)
{
	struct lws_context *cx = arg;
	struct lws_context_creation_info i = {
		.vhost_name = "swept",
		.port = 0,
		.iface = "127.0.0.1",
		.alpn = "http/1.1",
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			   LWS_SERVER_OPTION_SSL_ECDH |
			   LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.ecdh_curve = "prime256v1",
		.ssl_cipher_list = "HIGH",
		.server_ssl_cert_mem = local.pem,
		.server_ssl_cert_mem_len = (unsigned int)local.pem_len,
		.server_ssl_private_key_mem = local.key_pem,
		.server_ssl_private_key_mem_len =
			(unsigned int)local.key_pem_len,
		.server_ssl_ca_mem = ca.pem,
		.server_ssl_ca_mem_len = (unsigned int)ca.pem_len,
		.client_ssl_ca_mem = ca.pem,
		.client_ssl_ca_mem_len = (unsigned int)ca.pem_len,
	};
	struct lws_vhost *vh = lws_create_vhost(cx, &i);

	if (!vh)
		return 1;
	lws_vhost_destroy(vh);

	return 0;
}

static void
I_01__a_vhost_without_memory_is_none(void **state)
{
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	lws__test_alloc_sweep(make_vhosts, n.net.cx);
	tls_net_end(&n);
}

static void
I_01__a_visit_without_memory_ends_once(void **state)
{
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	for (unsigned long nth = 1; nth < 110; nth++) {
		lws__alloc_fail_at(nth, false);
		tls_net_visit(&n, &home);
		lws__alloc_fail_at(0, false);
	}
	tls_net_fine(&n, &home);
	tls_net_end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			TL_07__bytes_arrive_whole_however_little_the_kernel_takes),
		cmocka_unit_test(
			I_04__a_connection_that_breaks_at_any_call_ends_once),
		cmocka_unit_test(I_01__a_vhost_without_memory_is_none),
		cmocka_unit_test(I_01__a_visit_without_memory_ends_once),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
