/* SPDX-License-Identifier: MIT */
/*
 * Sessions are resumed where they stand for the same thing, and nowhere else
 * (TL-13).
 */

#include "tls-net.h"

#include <stdlib.h>

static struct lws__test_cert ca, local;

static int
setup(void **state)
{
	(void)state;
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(&local,
			    &(struct lws__test_cert_req){
				    .cn = "local",
				    .san = "DNS:localhost,DNS:b.example",
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
begin(struct tls_net *n, const struct lws_context_creation_info *server,
      const struct lws_context_creation_info *client)
{
	tls_net_begin(n, &local, server);
	assert_non_null(tls_net_client(n, &ca, client));
}

static void
visit(struct tls_net *n, const struct tls_visit *v, int reused)
{
	tls_net_fine(n, v);
	assert_int_equal(n->seen.reused, reused);
}

static void
the_second_visit_resumes_in_tls_13_and_12(void **state)
{
	struct lws_context_creation_info old = {
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_3};
	struct tls_net n;

	(void)state;
	begin(&n, NULL, NULL);
	visit(&n, &home, 0);
	visit(&n, &home, 1);
	visit(&n, &home, 1);
	assert_string_equal(n.seen.version, "TLSv1.3");
	assert_true(n.seen.verified);
	tls_net_end(&n);

	begin(&n, &old, NULL);
	visit(&n, &home, 0);
	visit(&n, &home, 1);
	assert_string_equal(n.seen.version, "TLSv1.2");
	/* without tickets the server remembers */
	tls_net_end(&n);
	old.ssl_options_set |= (long)SSL_OP_NO_TICKET;
	begin(&n, &old, NULL);
	visit(&n, &home, 0);
	visit(&n, &home, 1);
	tls_net_end(&n);
}

static void
either_side_may_do_without(void **state)
{
	struct lws_context_creation_info off = {
		.options = LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE};
	struct tls_net n;

	(void)state;
	begin(&n, &off, NULL);
	visit(&n, &home, 0);
	visit(&n, &home, 0);
	tls_net_end(&n);
	begin(&n, NULL, &off);
	visit(&n, &home, 0);
	visit(&n, &home, 0);
	tls_net_end(&n);
}

static void
TL_13__a_session_is_for_one_host_one_port_and_one_vhost(void **state)
{
	struct lws_context_creation_info i = {.vhost_name = "client 2"};
	struct lws_vhost *first;
	struct tls_net n;

	(void)state;
	begin(&n, NULL, NULL);
	visit(&n, &home, 0);
	visit(&n, &(struct tls_visit){.host = "b.example"}, 0);
	visit(&n, &(struct tls_visit){.host = "LOCALHOST"}, 1);
	first = n.client;
	tls_net_client(&n, &ca, &i);
	visit(&n, &home, 0);
	visit(&n, &(struct tls_visit){.host = "localhost", .vh = first}, 1);
	tls_net_end(&n);
}

static void
TL_13__what_was_not_verified_never_stands_for_what_must_be(void **state)
{
	const int flags[] = {LCCSCF_ALLOW_SELFSIGNED,
			     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
			     LCCSCF_ALLOW_EXPIRED, LCCSCF_ALLOW_INSECURE};
	struct lws__test_cert self;
	struct tls_net n;

	(void)state;
	begin(&n, NULL, NULL);
	visit(&n, &home, 0);
	for (size_t k = 0; k < sizeof(flags) / sizeof(flags[0]); k++) {
		struct tls_visit v = {.host = "localhost", .flags = flags[k]};

		visit(&n, &v, 0);
		visit(&n, &v, 1);
	}
	visit(&n, &home, 1);
	tls_net_end(&n);

	lws__test_cert_make(&self, &(struct lws__test_cert_req){
					   .cn = "x", .san = "DNS:localhost"});
	tls_net_begin(&n, &self, NULL);
	tls_net_client(&n, &ca, NULL);
	visit(&n,
	      &(struct tls_visit){.host = "localhost",
				  .flags = LCCSCF_ALLOW_SELFSIGNED},
	      0);
	tls_net_refused(&n, &home, "tls=invalidca");
	tls_net_end(&n);
	lws__test_cert_free(&self);
}

static void
TL_13__a_server_vhost_resumes_only_its_own_sessions(void **state)
{
	struct lws__test_cert b;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(
		&b, &(struct lws__test_cert_req){
			    .cn = "b", .san = "DNS:b.example", .issuer = &ca});
	begin(&n, NULL, NULL);
	assert_non_null(tls_net_server(&n, "b.example", &b, NULL));
	visit(&n, &home, 0);
	visit(&n, &(struct tls_visit){.host = "b.example"}, 0);
	assert_string_equal(n.seen.peer_cn, "b");
	visit(&n, &(struct tls_visit){.host = "b.example"}, 1);
	visit(&n, &home, 1);
	assert_string_equal(n.seen.peer_cn, "local");
	tls_net_end(&n);
	lws__test_cert_free(&b);
}

static void
TL_13__other_trust_forgets_the_sessions(void **state)
{
	struct lws_context_creation_info i = {.client_ssl_ca_mem = ca.pem,
					      .client_ssl_ca_mem_len =
						      (unsigned int)ca.pem_len};
	struct tls_net n;

	(void)state;
	begin(&n, NULL, NULL);
	visit(&n, &home, 0);
	assert_int_equal(lws_init_vhost_client_ssl(&i, n.client), 0);
	visit(&n, &home, 0);
	visit(&n, &home, 1);
	tls_net_end(&n);
}

static void
the_cache_holds_as_many_as_it_may(void **state)
{
	struct lws_context_creation_info one = {.tls_session_cache_max = 1};
	struct tls_net n;

	(void)state;
	begin(&n, NULL, &one);
	visit(&n, &home, 0);
	visit(&n, &home, 1);
	visit(&n, &(struct tls_visit){.host = "b.example"}, 0);
	visit(&n, &home, 0); /* b.example took its place */
	tls_net_end(&n);
}

/* ---- dumps --------------------------------------------------------------- */

struct store {
	char tag[LWS_SESSION_TAG_LEN];
	void *blob; /* owned */
	size_t len;
};

static int
save(struct lws_context *cx, struct lws_tls_session_dump *d)
{
	struct store *s = d->opaque;

	(void)cx;
	lws_strncpy(s->tag, d->tag, sizeof(s->tag));
	s->blob = malloc(d->blob_len);
	assert_non_null(s->blob);
	memcpy(s->blob, d->blob, d->blob_len);
	s->len = d->blob_len;

	return 0;
}

static int
load(struct lws_context *cx, struct lws_tls_session_dump *d)
{
	const struct store *s = d->opaque;

	(void)cx;
	if (strcmp(s->tag, d->tag))
		return 1;
	d->blob = malloc(s->len + 1);
	assert_non_null(d->blob);
	memcpy(d->blob, s->blob, s->len);
	d->blob_len = s->len;

	return 0;
}

static void
a_session_outlives_the_client_in_a_dump(void **state)
{
	struct lws_context_creation_info i = {.vhost_name = "reborn"};
	struct store s = {.len = 0};
	struct tls_net n;
	uint16_t port;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	port = (uint16_t)n.net.port;
	tls_net_client(&n, &ca, &i);
	assert_int_not_equal(lws_tls_session_dump_save(n.client, "localhost",
						       port, save, &s),
			     0);
	visit(&n, &home, 0);
	assert_int_equal(lws_tls_session_dump_save(n.client, "localhost", port,
						   save, &s),
			 0);
	lws_vhost_destroy(n.client);

	tls_net_client(&n, &ca, &i);
	/* kept for another host: not found */
	assert_int_not_equal(lws_tls_session_dump_load(n.client, "b.example",
						       port, load, &s),
			     0);
	assert_int_equal(lws_tls_session_dump_load(n.client, "localhost", port,
						   load, &s),
			 0);
	visit(&n, &home, 1);
	/* an unverified visit does not have it */
	visit(&n,
	      &(struct tls_visit){.host = "localhost",
				  .flags = LCCSCF_ALLOW_INSECURE},
	      0);
	tls_net_end(&n);
	free(s.blob);
}

static void
a_damaged_dump_is_refused(void **state)
{
	struct store s = {.len = 0};
	struct tls_net n;
	uint16_t port;

	(void)state;
	begin(&n, NULL, NULL);
	port = (uint16_t)n.net.port;
	visit(&n, &home, 0);
	assert_int_equal(lws_tls_session_dump_save(n.client, "localhost", port,
						   save, &s),
			 0);
	for (size_t len = s.len, cut = 0; cut < len; cut++) {
		s.len = cut;
		assert_int_not_equal(lws_tls_session_dump_load(n.client,
							       "localhost",
							       port, load, &s),
				     0);
	}
	tls_net_end(&n);
	free(s.blob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_visit_resumes_in_tls_13_and_12),
		cmocka_unit_test(either_side_may_do_without),
		cmocka_unit_test(
			TL_13__a_session_is_for_one_host_one_port_and_one_vhost),
		cmocka_unit_test(
			TL_13__what_was_not_verified_never_stands_for_what_must_be),
		cmocka_unit_test(
			TL_13__a_server_vhost_resumes_only_its_own_sessions),
		cmocka_unit_test(TL_13__other_trust_forgets_the_sessions),
		cmocka_unit_test(the_cache_holds_as_many_as_it_may),
		cmocka_unit_test(a_session_outlives_the_client_in_a_dump),
		cmocka_unit_test(a_damaged_dump_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
