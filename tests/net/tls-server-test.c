/* SPDX-License-Identifier: MIT */
/*
 * What a server shows and asks for: certificates in every form, SNI, client
 * certificates, ALPN, renewal (TL-05, TL-11, TL-12, TL-15).
 */

#include "tls-net.h"

static struct lws__test_cert ca, other_ca, local, local_b;

static int
setup(void **state)
{
	(void)state;
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(
		&other_ca,
		&(struct lws__test_cert_req){.cn = "Other CA", .is_ca = true});
	lws__test_cert_make(&local,
			    &(struct lws__test_cert_req){
				    .cn = "local",
				    .san = "DNS:localhost,DNS:a.example",
				    .issuer = &ca});
	lws__test_cert_make(&local_b,
			    &(struct lws__test_cert_req){.cn = "renewed",
							 .san = "DNS:localhost",
							 .issuer = &ca});

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&other_ca);
	lws__test_cert_free(&local);
	lws__test_cert_free(&local_b);
	lws__net_dir_remove();

	return 0;
}

static const struct tls_visit plain_visit = {.host = "localhost"};

/* ---- certificates in every form ------------------------------------------ */

static void
serves(const struct lws_context_creation_info *info)
{
	struct tls_net n;

	tls_net_begin(&n, NULL, info);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &plain_visit);
	tls_net_end(&n);
}

static void
certificates_come_from_files_and_memory_as_pem_and_der(void **state)
{
	struct lws_context_creation_info i = {0};

	(void)state;
	lws__net_file("cert.pem", local.pem, local.pem_len - 1);
	lws__net_file("key.pem", local.key_pem, local.key_pem_len - 1);
	lws__net_file("cert.der", local.der, local.der_len);
	lws__net_file("key.der", local.key_der, local.key_der_len);

	i.ssl_cert_filepath = lws__net_path("cert.pem");
	i.ssl_private_key_filepath = lws__net_path("key.pem");
	serves(&i);
	i.ssl_cert_filepath = lws__net_path("cert.der");
	i.ssl_private_key_filepath = lws__net_path("key.der");
	serves(&i);
	i = (struct lws_context_creation_info){
		.server_ssl_cert_mem = local.der,
		.server_ssl_cert_mem_len = (unsigned int)local.der_len,
		.server_ssl_private_key_mem = local.key_der,
		.server_ssl_private_key_mem_len =
			(unsigned int)local.key_der_len};
	serves(&i);
	/* without the NUL behind it */
	i = (struct lws_context_creation_info){
		.server_ssl_cert_mem = local.pem,
		.server_ssl_cert_mem_len = (unsigned int)local.pem_len - 1,
		.server_ssl_private_key_mem = local.key_pem,
		.server_ssl_private_key_mem_len =
			(unsigned int)local.key_pem_len - 1};
	serves(&i);
}

static void
a_certificate_and_its_key_may_share_a_file(void **state)
{
	struct lws_context_creation_info i = {0};
	char both[8192];

	(void)state;
	lws_snprintf(both, sizeof(both), "%s%s", local.pem, local.key_pem);
	lws__net_text_file("both.pem", both);
	i.ssl_cert_filepath = lws__net_path("both.pem");
	serves(&i);
}

static void
a_key_with_a_password_opens_with_it_and_never_asks(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.port = 0,
		.iface = "127.0.0.1",
		.ssl_private_key_password = "sesame"};
	struct lws__test_cert c;

	(void)state;
	lws__test_cert_make(&c,
			    &(struct lws__test_cert_req){.cn = "local",
							 .san = "DNS:localhost",
							 .issuer = &ca,
							 .password = "sesame"});
	lws__net_text_file("pw-cert.pem", c.pem);
	lws__net_text_file("pw-key.pem", c.key_pem);
	i.ssl_cert_filepath = lws__net_path("pw-cert.pem");
	i.ssl_private_key_filepath = lws__net_path("pw-key.pem");
	serves(&i);
	i.ssl_private_key_password = "wrong";
	assert_null(lws_create_context(&i));
	i.ssl_private_key_password = NULL;
	assert_null(lws_create_context(&i));
	lws__test_cert_free(&c);
}

static void
TL_15__what_cannot_be_read_or_does_not_fit_fails_the_vhost(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.iface = "127.0.0.1"};

	(void)state;
	lws__net_text_file("cert.pem", local.pem);
	lws__net_text_file("key.pem", local.key_pem);
	lws__net_text_file("other-key.pem", local_b.key_pem);
	lws__net_text_file("junk.pem", "-----BEGIN CERTIFICATE-----\nx\n");
	lws__net_text_file("empty.pem", "");

	i.ssl_cert_filepath = lws__net_path("absent.pem");
	i.ssl_private_key_filepath = lws__net_path("key.pem");
	assert_null(lws_create_context(&i));
	i.ssl_cert_filepath = lws__net_path("cert.pem");
	i.ssl_private_key_filepath = lws__net_path("absent.pem");
	assert_null(lws_create_context(&i));
	i.ssl_private_key_filepath = lws__net_path("other-key.pem");
	assert_null(lws_create_context(&i));
	i.ssl_private_key_filepath = NULL;
	assert_null(lws_create_context(&i));
	i.ssl_cert_filepath = lws__net_path("junk.pem");
	assert_null(lws_create_context(&i));
	i.ssl_cert_filepath = lws__net_path("empty.pem");
	assert_null(lws_create_context(&i));
	i.ssl_cert_filepath = lws__net_path("cert.pem");
	i.ssl_private_key_filepath = lws__net_path("key.pem");
	i.ssl_ca_filepath = lws__net_path("junk.pem");
	assert_null(lws_create_context(&i));
	i.ssl_ca_filepath = NULL;
	i.ssl_cipher_list = "NO-SUCH-CIPHER";
	assert_null(lws_create_context(&i));
	i.ssl_cipher_list = NULL;
	i.tls1_3_plus_cipher_list = "TLS_NO_SUCH";
	assert_null(lws_create_context(&i));
}

static void
versions_ciphers_and_curves_are_as_told(void **state)
{
	struct lws_context_creation_info i = {0}, c = {0};
	struct tls_net n;

	(void)state;
	i.ssl_options_set = (long)SSL_OP_NO_TLSv1_3;
	i.ssl_cipher_list = "ECDHE-ECDSA-AES256-GCM-SHA384";
	i.options = LWS_SERVER_OPTION_SSL_ECDH;
	i.ecdh_curve = "prime256v1";
	tls_net_begin(&n, &local, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &plain_visit);
	assert_string_equal(n.seen.version, "TLSv1.2");
	/* TLS 1.1 is off on both sides: nobody speaks the same */
	c.vhost_name = "old";
	c.ssl_client_options_set =
		(long)(SSL_OP_NO_TLSv1_3 | SSL_OP_NO_TLSv1_2);
	c.ssl_client_options_clear = (long)SSL_OP_NO_TLSv1_1;
	c.client_ssl_cipher_list = "ALL:@SECLEVEL=0";
	tls_net_client(&n, &ca, &c);
	tls_net_refused(&n, &plain_visit, "tls: ");
	tls_net_end(&n);
}

/* ---- SNI ----------------------------------------------------------------- */

static void
TL_11__the_name_in_the_hello_chooses_the_vhost(void **state)
{
	static const struct {
		const char *host, *vh, *cn;
	} cases[] = {
		{"a.example", "first", "local"},
		{"b.example", "b.example", "b"},
		{"B.Example", "b.example", "b"},
		{"b.example.", "b.example", "b"},
		{"www.b.example", "b.example", "b"},
		{"unknown.example", "first", "local"},
		{"127.0.0.1", "first", "local"}, /* no SNI for addresses */
	};
	struct lws__test_cert b;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&b, &(struct lws__test_cert_req){
					.cn = "b",
					.san = "DNS:b.example,DNS:*.b.example",
					.issuer = &ca});
	tls_net_begin(&n, &local, NULL);
	assert_non_null(tls_net_server(&n, "b.example", &b, NULL));
	tls_net_client(&n, &ca, NULL);
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		struct tls_visit v = {
			.host = cases[k].host,
			.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK};

		tls_net_fine(&n, &v);
		assert_string_equal(n.seen.peer_cn, cases[k].cn);
	}
	tls_net_end(&n);
	lws__test_cert_free(&b);
}

static void
TL_11__the_vhost_of_the_name_asks_for_its_own_client_certificates(void **state)
{
	struct lws_context_creation_info strict = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.server_ssl_ca_mem = ca.pem,
		.server_ssl_ca_mem_len = (unsigned int)ca.pem_len};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	assert_non_null(tls_net_server(&n, "localhost", &local, &strict));
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &(struct tls_visit){.host = "a.example"});
	tls_net_visit(&n, &plain_visit);
	assert_false(n.seen.server_rx);
	assert_false(n.seen.echoed);
	tls_net_end(&n);
}

/* ---- client certificates ------------------------------------------------- */

static void
visit_as(struct tls_net *n, const char *name, const struct lws__test_cert *c)
{
	struct lws_context_creation_info i = {.vhost_name = name};

	if (c) {
		i.client_ssl_cert_mem = c->pem;
		i.client_ssl_cert_mem_len = (unsigned int)c->pem_len;
		i.client_ssl_key_mem = c->key_pem;
		i.client_ssl_key_mem_len = (unsigned int)c->key_pem_len;
	}
	assert_non_null(tls_net_client(n, &ca, &i));
	tls_net_visit(n, &plain_visit);
}

static void
TL_05__who_must_show_a_certificate_shows_a_good_one_or_goes(void **state)
{
	struct lws_context_creation_info strict = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.server_ssl_ca_mem = ca.pem,
		.server_ssl_ca_mem_len = (unsigned int)ca.pem_len};
	struct lws__test_cert good, bad, old;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&good, &(struct lws__test_cert_req){.cn = "alice",
								.issuer = &ca});
	lws__test_cert_make(&bad,
			    &(struct lws__test_cert_req){.cn = "mallory",
							 .issuer = &other_ca});
	lws__test_cert_make(&old,
			    &(struct lws__test_cert_req){.cn = "alice",
							 .issuer = &ca,
							 .from_secs = -200,
							 .to_secs = -100});
	tls_net_begin(&n, &local, &strict);
	visit_as(&n, "good", &good);
	assert_true(n.seen.echoed);
	assert_string_equal(n.seen.client_cn, "alice");
	visit_as(&n, "none", NULL);
	assert_false(n.seen.server_rx);
	assert_false(n.seen.echoed);
	visit_as(&n, "bad", &bad);
	assert_false(n.seen.server_rx);
	visit_as(&n, "old", &old);
	assert_false(n.seen.server_rx);
	tls_net_end(&n);

	/* may have none; but not a bad one */
	strict.options |= LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED;
	tls_net_begin(&n, &local, &strict);
	visit_as(&n, "none", NULL);
	assert_true(n.seen.echoed);
	assert_string_equal(n.seen.client_cn, "");
	visit_as(&n, "bad", &bad);
	assert_false(n.seen.server_rx);
	tls_net_end(&n);
	lws__test_cert_free(&good);
	lws__test_cert_free(&bad);
	lws__test_cert_free(&old);
}

/* ---- ALPN
 * -----------------------------------------------------------------------------
 */

static void
TL_12__a_protocol_is_agreed_on_or_the_connection_is_not(void **state)
{
	struct lws_context_creation_info i = {.alpn = "x-one, x-two"};
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &v); /* a client that names none is welcome */
	assert_string_equal(n.seen.alpn, "");
	v.alpn = "x-two";
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "x-two");
	v.alpn = "x-two,x-one"; /* the server's order counts */
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "x-one");
	v.alpn = "x-three";
	tls_net_refused(&n, &v, "tls: ");
	assert_non_null(strstr(n.seen.text, "no application protocol"));
	v.alpn = ",";
	tls_net_visit(&n, &v);
	assert_int_equal(n.seen.error, 1);
	tls_net_end(&n);

	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	v.alpn = "http/1.1";
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "http/1.1");
	v.alpn = "x-three"; /* our default binds nobody */
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "");
	tls_net_end(&n);
}

/* though its vhost stays the first one, whose protocol it was bound to */
static void
TL_12__a_raw_connection_speaks_what_the_vhost_of_the_name_does(void **state)
{
	struct lws_context_creation_info one = {.alpn = "x-one"};
	struct lws_context_creation_info two = {.alpn = "x-two"};
	struct tls_visit v = {.host = "localhost", .alpn = "x-one, x-two"};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &one);
	assert_non_null(tls_net_server(&n, "localhost", &local, &two));
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "x-two");
	v.host = "a.example";
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.alpn, "x-one");
	v.alpn = "x-two";
	tls_net_refused(&n, &v, "no application protocol");
	v.host = "localhost";
	v.alpn = "x-one";
	tls_net_refused(&n, &v, "no application protocol");
	tls_net_end(&n);
}

/* ---- renewal
 * ------------------------------------------------------------------------------
 */

static void
TL_15__a_renewed_certificate_is_shown_and_a_bad_one_is_not(void **state)
{
	struct lws_context_creation_info i = {0};
	union lws_tls_cert_info_results r;
	char cert[128], key[128];
	struct tls_net n;

	(void)state;
	lws__net_text_file("r-cert.pem", local.pem);
	lws__net_text_file("r-key.pem", local.key_pem);
	lws_strncpy(cert, lws__net_path("r-cert.pem"), sizeof(cert));
	lws_strncpy(key, lws__net_path("r-key.pem"), sizeof(key));
	i.ssl_cert_filepath = cert;
	i.ssl_private_key_filepath = key;
	tls_net_begin(&n, NULL, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &plain_visit);
	assert_string_equal(n.seen.peer_cn, "local");

	/* a key that does not fit: the old pair stays */
	lws__net_text_file("r-cert.pem", local_b.pem);
	assert_int_not_equal(
		lws_tls_cert_updated(n.net.cx, cert, key, NULL, 0, NULL, 0), 0);
	tls_net_fine(&n, &plain_visit);
	assert_string_equal(n.seen.peer_cn, "local");

	lws__net_text_file("r-key.pem", local_b.key_pem);
	assert_int_equal(
		lws_tls_cert_updated(n.net.cx, cert, key, NULL, 0, NULL, 0), 0);
	lws_init_vhost_client_ssl(
		&(struct lws_context_creation_info){
			.client_ssl_ca_mem = ca.pem,
			.client_ssl_ca_mem_len = (unsigned int)ca.pem_len},
		n.client);
	tls_net_fine(&n, &plain_visit);
	assert_string_equal(n.seen.peer_cn, "renewed");
	assert_int_equal(lws_tls_vhost_cert_info(n.net.vh,
						 LWS_TLS_CERT_INFO_COMMON_NAME,
						 &r, 0),
			 0);
	assert_string_equal(r.ns.name, "renewed");

	/* from memory, under the name of the files */
	assert_int_equal(lws_tls_cert_updated(n.net.cx, cert, key, local.pem,
					      local.pem_len, local.key_pem,
					      local.key_pem_len),
			 0);
	assert_int_equal(lws_tls_vhost_cert_info(n.net.vh,
						 LWS_TLS_CERT_INFO_COMMON_NAME,
						 &r, 0),
			 0);
	assert_string_equal(r.ns.name, "local");
	tls_net_end(&n);
}

static void
a_vhost_may_wait_for_its_certificate(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_IGNORE_MISSING_CERT};
	char cert[128], key[128];
	struct tls_net n;

	(void)state;
	lws_strncpy(cert, lws__net_path("later-cert.pem"), sizeof(cert));
	lws_strncpy(key, lws__net_path("later-key.pem"), sizeof(key));
	i.ssl_cert_filepath = cert;
	i.ssl_private_key_filepath = key;
	tls_net_begin(&n, NULL, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_refused(&n, &plain_visit, "tls: ");
	/* nobody is served in the clear meanwhile */
	tls_net_visit(
		&n, &(struct tls_visit){.host = "localhost", .is_plain = true});
	assert_false(n.seen.echoed);

	lws__net_text_file("later-cert.pem", local.pem);
	lws__net_text_file("later-key.pem", local.key_pem);
	assert_int_equal(
		lws_tls_cert_updated(n.net.cx, cert, key, NULL, 0, NULL, 0), 0);
	tls_net_fine(&n, &plain_visit);
	tls_net_end(&n);
}

static void
an_acme_challenge_is_answered_with_a_throw_away_certificate(void **state)
{
	struct tls_visit v = {.host = "a.example",
			      .flags = LCCSCF_ALLOW_SELFSIGNED};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	assert_int_equal(lws_tls_acme_sni_cert_create(n.net.vh, "c.example",
						      "a.example"),
			 0);
	tls_net_fine(&n, &v);
	assert_string_equal(n.seen.peer_cn, "temporary");
	v.host = "elsewhere.example";
	tls_net_refused(&n, &v, "tls=hostname");
	assert_int_not_equal(lws_tls_acme_sni_cert_create(
				     n.net.vh, "a,DNS:evil.example", NULL),
			     0);
	tls_net_end(&n);
}

/* ---- plain connections on the TLS port ----------------------------------- */

static void
TL_08__plain_connections_are_taken_only_where_that_is_allowed(void **state)
{
	static const struct {
		uint64_t options;
		bool taken;
	} cases[] = {
		{0, false},
		{LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT, false},
		{LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER, false},
		{LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			 LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER,
		 true},
		{LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			 LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS,
		 true}, /* the redirect is http's, raw has none */
		{LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			 LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG,
		 true},
	};
	struct tls_visit v = {.host = "localhost", .is_plain = true};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		struct lws_context_creation_info i = {.options =
							      cases[k].options};
		struct tls_net n;

		tls_net_begin(&n, &local, &i);
		tls_net_client(&n, &ca, NULL);
		tls_net_fine(&n, &plain_visit);
		assert_int_equal(n.seen.server_ssl, 1);
		tls_net_visit(&n, &v);
		assert_int_equal(n.seen.echoed, cases[k].taken);
		assert_int_equal(n.seen.server_rx, cases[k].taken);
		assert_int_equal(n.seen.server_ssl, 0);
		tls_net_end(&n);
	}
}

/* ---- what OpenSSL's own users want ----------------------------------------
 */

static int info_events, info_refuses;

static int
info_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	const struct lws_ssl_info *info = in;

	(void)user;
	(void)len;
	lws__net_note(wsi, reason);
	if (reason != LWS_CALLBACK_SSL_INFO)
		return 0;
	assert_true(info->where & SSL_CB_HANDSHAKE_DONE);
	info_events++;

	return info_refuses;
}

static void
events_of_openssl_are_told_and_may_end_the_connection(void **state)
{
	static const struct lws_protocols protocols[] = {
		{.name = "echo", .callback = info_cb}, LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info i = {.protocols = protocols,
					      .ssl_info_event_mask =
						      SSL_CB_HANDSHAKE_DONE};
	struct tls_net n;

	(void)state;
	info_refuses = 1;
	tls_net_begin(&n, &local, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_visit(&n, &plain_visit);
	assert_int_equal(info_events, 1);
	assert_false(n.seen.echoed);
	tls_net_end(&n);
}

static void
a_context_of_the_applications_is_used_and_left_as_it_was(void **state)
{
	struct lws_context_creation_info i = {0};
	struct tls_net n;
	SSL_CTX *cx = SSL_CTX_new(TLS_client_method());

	(void)state;
	X509_STORE_add_cert(SSL_CTX_get_cert_store(cx), ca.x509);
	i.provided_client_ssl_ctx = cx;
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, NULL, &i);
	tls_net_fine(&n, &plain_visit);
	assert_true(n.seen.verified);
	tls_net_refused(&n, &(struct tls_visit){.host = "b.example"},
			"tls=hostname");
	tls_net_end(&n);
	assert_int_equal(SSL_CTX_get_verify_mode(cx), SSL_VERIFY_NONE);
	SSL_CTX_free(cx);
}

static void
without_a_certificate_of_ours_only_the_systems_are_trusted(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, NULL, NULL);
	tls_net_refused(&n, &plain_visit, "tls=invalidca");
	i.vhost_name = "none";
	tls_net_client(&n, NULL, &i);
	tls_net_refused(&n, &plain_visit, "tls=invalidca");
	tls_net_end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			certificates_come_from_files_and_memory_as_pem_and_der),
		cmocka_unit_test(a_certificate_and_its_key_may_share_a_file),
		cmocka_unit_test(
			a_key_with_a_password_opens_with_it_and_never_asks),
		cmocka_unit_test(
			TL_15__what_cannot_be_read_or_does_not_fit_fails_the_vhost),
		cmocka_unit_test(versions_ciphers_and_curves_are_as_told),
		cmocka_unit_test(
			TL_11__the_name_in_the_hello_chooses_the_vhost),
		cmocka_unit_test(
			TL_11__the_vhost_of_the_name_asks_for_its_own_client_certificates),
		cmocka_unit_test(
			TL_05__who_must_show_a_certificate_shows_a_good_one_or_goes),
		cmocka_unit_test(
			TL_12__a_protocol_is_agreed_on_or_the_connection_is_not),
		cmocka_unit_test(
			TL_12__a_raw_connection_speaks_what_the_vhost_of_the_name_does),
		cmocka_unit_test(
			TL_15__a_renewed_certificate_is_shown_and_a_bad_one_is_not),
		cmocka_unit_test(a_vhost_may_wait_for_its_certificate),
		cmocka_unit_test(
			TL_08__plain_connections_are_taken_only_where_that_is_allowed),
		cmocka_unit_test(
			events_of_openssl_are_told_and_may_end_the_connection),
		cmocka_unit_test(
			a_context_of_the_applications_is_used_and_left_as_it_was),
		cmocka_unit_test(
			without_a_certificate_of_ours_only_the_systems_are_trusted),
		cmocka_unit_test(
			an_acme_challenge_is_answered_with_a_throw_away_certificate),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
