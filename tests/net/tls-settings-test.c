/* SPDX-License-Identifier: MIT */
/*
 * What vhosts are told about TLS takes effect: versions, ciphers, groups, ALPN,
 * also of the vhost that SNI leads to; certificates that come late; events, the
 * key log, and what is told about the peer's certificate.
 */

#include "tls-net.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#define TLS12_SUITE "ECDHE-ECDSA-AES256-GCM-SHA384"
#define TLS12_OTHER "ECDHE-ECDSA-CHACHA20-POLY1305"
#define TLS13_SUITE "TLS_CHACHA20_POLY1305_SHA256"
#define TLS13_OTHER "TLS_AES_128_GCM_SHA256"

static struct lws__test_cert ca, local, b, alice;

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
	lws__test_cert_make(
		&b, &(struct lws__test_cert_req){
			    .cn = "b", .san = "DNS:b.example", .issuer = &ca});
	lws__test_cert_make(&alice, &(struct lws__test_cert_req){
					    .cn = "alice", .issuer = &ca});

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&local);
	lws__test_cert_free(&b);
	lws__test_cert_free(&alice);
	lws__net_dir_remove();

	return 0;
}

static const struct tls_visit home = {.host = "localhost"};

/* ---- versions ------------------------------------------------------------ */

static void
each_side_bounds_the_versions(void **state)
{
	const long no13 = (long)SSL_OP_NO_TLSv1_3;
	const long no12 = (long)SSL_OP_NO_TLSv1_2;
	const long no11 = (long)SSL_OP_NO_TLSv1_1;
	static const char weak[] = "DEFAULT:@SECLEVEL=0";
	const struct {
		long server_set, server_clear, client_set, client_clear;
		const char *version; /* NULL: none in common */
	} cases[] = {
		{0, 0, 0, 0, "TLSv1.3"},
		{no13, 0, 0, 0, "TLSv1.2"},
		{0, 0, no13, 0, "TLSv1.2"},
		{no12, 0, 0, 0, "TLSv1.3"},
		{no12, 0, no13, 0, NULL},
		{no13, 0, no12, 0, NULL},
		/* 1.1 only when both sides ask for it */
		{0, 0, no13 | no12, no11, NULL},
		{no13 | no12, no11, 0, 0, NULL},
		{no13 | no12, no11, no13 | no12, no11, "TLSv1.1"},
	};

	(void)state;
	for (size_t k = 0; k < LWS_ARRAY_SIZE(cases); k++) {
		struct lws_context_creation_info s = {
			.ssl_options_set = cases[k].server_set,
			.ssl_options_clear = cases[k].server_clear,
			.ssl_cipher_list = weak};
		struct lws_context_creation_info c = {
			.ssl_client_options_set = cases[k].client_set,
			.ssl_client_options_clear = cases[k].client_clear,
			.client_ssl_cipher_list = weak};
		struct tls_net n;

		print_message("case %u\n", (unsigned int)k);
		tls_net_begin(&n, &local, &s);
		tls_net_client(&n, &ca, &c);
		if (cases[k].version) {
			tls_net_fine(&n, &home);
			assert_string_equal(n.seen.version, cases[k].version);
		} else
			tls_net_refused(&n, &home, "tls: ");
		tls_net_end(&n);
	}
}

/* ---- ciphers and groups -------------------------------------------------- */

static void
each_side_chooses_its_ciphers(void **state)
{
	const long no13 = (long)SSL_OP_NO_TLSv1_3;
	const struct {
		long set;
		const char *server, *server13, *client, *client13;
		const char *cipher; /* NULL: none in common */
	} cases[] = {
		{no13, TLS12_SUITE, NULL, NULL, NULL, TLS12_SUITE},
		{no13, NULL, NULL, TLS12_OTHER, NULL, TLS12_OTHER},
		{no13, TLS12_SUITE, NULL, TLS12_OTHER, NULL, NULL},
		{0, NULL, TLS13_SUITE, NULL, NULL, TLS13_SUITE},
		{0, NULL, NULL, NULL, TLS13_OTHER, TLS13_OTHER},
		{0, NULL, TLS13_SUITE, NULL, TLS13_OTHER, NULL},
		/* a list for 1.2 says nothing about 1.3 */
		{0, TLS12_SUITE, TLS13_SUITE, NULL, NULL, TLS13_SUITE},
	};

	(void)state;
	for (size_t k = 0; k < LWS_ARRAY_SIZE(cases); k++) {
		struct lws_context_creation_info s = {
			.ssl_options_set = cases[k].set,
			.ssl_cipher_list = cases[k].server,
			.tls1_3_plus_cipher_list = cases[k].server13};
		struct lws_context_creation_info c = {
			.ssl_client_options_set =
				cases[k].set ? 0 : (long)SSL_OP_NO_TLSv1_2,
			.client_ssl_cipher_list = cases[k].client,
			.client_tls_1_3_plus_cipher_list = cases[k].client13};
		struct tls_net n;

		print_message("case %u\n", (unsigned int)k);
		tls_net_begin(&n, &local, &s);
		tls_net_client(&n, &ca, &c);
		if (cases[k].cipher) {
			tls_net_fine(&n, &home);
			assert_string_equal(n.seen.cipher, cases[k].cipher);
		} else
			tls_net_refused(&n, &home, "tls: ");
		tls_net_end(&n);
	}
}

static void
a_client_vhost_with_ciphers_that_nobody_knows_is_none(void **state)
{
	struct lws_context_creation_info c = {.client_ssl_cipher_list = "NONE"};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	assert_null(tls_net_client(&n, &ca, &c));
	c.client_ssl_cipher_list = NULL;
	c.client_tls_1_3_plus_cipher_list = "TLS_NONE";
	assert_null(tls_net_client(&n, &ca, &c));
	tls_net_end(&n);
}

/* the vhost that SNI leads to has settings of its own */
static void
TL_11__the_vhost_of_the_name_brings_all_its_settings(void **state)
{
	struct lws_context_creation_info one = {
		.options = LWS_SERVER_OPTION_SSL_ECDH,
		.ecdh_curve = "P-384",
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_3,
		.ssl_cipher_list = TLS12_SUITE,
		.alpn = "x-one"};
	struct lws_context_creation_info two = {
		.tls1_3_plus_cipher_list = TLS13_SUITE, .alpn = "x-two"};
	struct lws_context_creation_info three = {
		.options = LWS_SERVER_OPTION_SSL_ECDH, .ecdh_curve = "P-521"};
	struct lws__test_cert c;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(
		&c, &(struct lws__test_cert_req){
			    .cn = "c", .san = "DNS:c.example", .issuer = &ca});
	tls_net_begin(&n, &local, &one);
	assert_non_null(tls_net_server(&n, "b.example", &b, &two));
	assert_non_null(tls_net_server(&n, "c.example", &c, &three));
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost",
					     .alpn = "x-two,x-one"});
	assert_string_equal(n.seen.version, "TLSv1.2");
	assert_string_equal(n.seen.cipher, TLS12_SUITE);
	assert_string_equal(n.seen.alpn, "x-one");
	assert_string_equal(n.seen.group, "secp384r1");
	/* raw connections are bound to the first vhost, and to its ALPN */
	tls_net_fine(&n, &(struct tls_visit){.host = "b.example"});
	assert_string_equal(n.seen.version, "TLSv1.3");
	assert_string_equal(n.seen.cipher, TLS13_SUITE);
	assert_string_equal(n.seen.group, "x25519");
	assert_string_equal(n.seen.peer_cn, "b");
	tls_net_fine(&n, &(struct tls_visit){.host = "c.example"});
	assert_string_equal(n.seen.version, "TLSv1.3");
	assert_string_equal(n.seen.group, "secp521r1");
	tls_net_end(&n);
	lws__test_cert_free(&c);
}

/* ---- a certificate that comes late --------------------------------------- */

static void
load_late(struct lws_vhost *vh, void *ssl_ctx)
{
	(void)vh;
	assert_int_equal(SSL_CTX_use_certificate(ssl_ctx, local.x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ssl_ctx, local.key), 1);
}

static void
a_context_without_certificate_serves_nobody_until_it_has_one(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX};
	union lws_tls_cert_info_results r;
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, NULL, &i);
	tls_net_client(&n, &ca, NULL);
	tls_net_refused(&n, &home, "tls: ");
	tls_net_visit(
		&n, &(struct tls_visit){.host = "localhost", .is_plain = true});
	assert_false(n.seen.echoed);
	assert_int_not_equal(
		lws_tls_vhost_cert_info(n.net.vh, LWS_TLS_CERT_INFO_COMMON_NAME,
					&r, 0),
		0);
	/* one of its own making, until there is a real one */
	assert_int_equal(
		lws_tls_acme_sni_cert_create(n.net.vh, "localhost", NULL), 0);
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost",
					     .flags = LCCSCF_ALLOW_SELFSIGNED});
	tls_net_end(&n);

	/* the application may bring it when it is shown the context */
	tls_hooks.context = load_late;
	tls_net_begin(&n, NULL, &i);
	tls_hooks.context = NULL;
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home);
	tls_net_end(&n);
}

/* ---- events -------------------------------------------------------------- */

static int done_on_server, done_on_client, other_events;

static int
count_info(struct lws *wsi, const struct lws_ssl_info *info)
{
	if (!(info->where & SSL_CB_HANDSHAKE_DONE))
		other_events++;
	else if (SSL_is_server(lws_get_ssl(wsi)))
		done_on_server++;
	else
		done_on_client++;

	return 0;
}

static void
both_sides_are_told_of_the_events_they_asked_for(void **state)
{
	struct lws_context_creation_info i = {.ssl_info_event_mask =
						      SSL_CB_HANDSHAKE_DONE};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &i);
	tls_net_client(&n, &ca, &i);
	tls_hooks.info = count_info;
	tls_net_fine(&n, &home);
	assert_int_equal(done_on_server, 1);
	/* a ticket that comes later is a handshake of its own to OpenSSL */
	assert_true(done_on_client >= 1);
	assert_int_equal(other_events, 0);
	tls_net_end(&n);

	/* only the vhost that SNI leads to asked: it is told */
	done_on_server = 0;
	tls_net_begin(&n, &local, NULL);
	assert_non_null(tls_net_server(&n, "b.example", &b, &i));
	tls_net_client(&n, &ca, NULL);
	tls_hooks.info = count_info;
	tls_net_fine(&n, &home);
	assert_int_equal(done_on_server, 0);
	tls_net_fine(&n, &(struct tls_visit){.host = "b.example"});
	assert_int_equal(done_on_server, 1);
	tls_net_end(&n);
}

/* ---- the key log --------------------------------------------------------- */

static int
lines_with(const char *path, const char *label)
{
	FILE *f = fopen(path, "r");
	char line[512];
	int count = 0;

	while (f && fgets(line, sizeof(line), f)) {
		char name[64], random[65], secret[129];

		assert_int_equal(
			sscanf(line, "%63s %64s %128s", name, random, secret),
			3);
		assert_int_equal(strlen(random), 64);
		count += !strcmp(name, label);
	}
	if (f)
		fclose(f);

	return count;
}

static void
the_environment_may_ask_for_a_key_log(void **state)
{
	struct lws_context_creation_info old = {
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_3};
	char path[128];
	struct tls_net n;

	(void)state;
	lws_strncpy(path, lws__net_path("keys.log"), sizeof(path));
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home);
	tls_net_end(&n);
	assert_int_equal(lines_with(path, "CLIENT_TRAFFIC_SECRET_0"), 0);

	lws_set_log_level(0, NULL);
	setenv("SSLKEYLOGFILE", path, 1);
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home); /* once from each side */
	assert_int_equal(lines_with(path, "CLIENT_TRAFFIC_SECRET_0"), 2);
	assert_int_equal(lines_with(path, "SERVER_TRAFFIC_SECRET_0"), 2);
	tls_net_end(&n);
	tls_net_begin(&n, &local, &old);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home);
	assert_int_equal(lines_with(path, "CLIENT_RANDOM"), 2);
	tls_net_end(&n);
	/* that it cannot be written stops nobody */
	setenv("SSLKEYLOGFILE", lws__net_path("no-such-folder/keys.log"), 1);
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &home);
	tls_net_end(&n);
	unsetenv("SSLKEYLOGFILE");
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
}

/* ---- what is told of the peer -------------------------------------------- */

static int facts_checked;

static void
name_is(struct lws *wsi, enum lws_tls_cert_info type, const void *bytes,
	size_t len)
{
	union lws_tls_cert_info_results *r = calloc(1, sizeof(*r) + 4096);

	assert_non_null(r);
	assert_int_equal(lws_tls_peer_cert_info(wsi, type, r, 4096), 0);
	assert_int_equal(r->ns.len, (int)len);
	assert_memory_equal(r->ns.name, bytes, len);
	free(r);
}

static void
check_facts(struct lws *wsi, const struct lws__test_cert *c, const char *cn)
{
	static const char issuer[] = "/CN=Test CA";
	const ASN1_OCTET_STRING *id;
	union lws_tls_cert_info_results r;
	unsigned char *spki = NULL;
	time_t now = time(NULL);
	int len;

	name_is(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, cn, strlen(cn));
	name_is(wsi, LWS_TLS_CERT_INFO_ISSUER_NAME, issuer, strlen(issuer));
	name_is(wsi, LWS_TLS_CERT_INFO_DER_RAW, c->der, c->der_len);
	len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(c->x509), &spki);
	name_is(wsi, LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY, spki, (size_t)len);
	OPENSSL_free(spki);
	id = X509_get0_subject_key_id(c->x509);
	name_is(wsi, LWS_TLS_CERT_INFO_SUBJECT_KEY_ID,
		ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id));
	id = X509_get0_subject_key_id(ca.x509);
	name_is(wsi, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID,
		ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id));
	assert_int_equal(lws_tls_peer_cert_info(
				 wsi, LWS_TLS_CERT_INFO_VALIDITY_FROM, &r, 0),
			 0);
	assert_true(r.time <= now && r.time > now - 3600);
	assert_int_equal(lws_tls_peer_cert_info(
				 wsi, LWS_TLS_CERT_INFO_VALIDITY_TO, &r, 0),
			 0);
	assert_true(r.time > now + 3600);
	assert_int_equal(
		lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_USAGE, &r, 0), 0);
	assert_int_equal(r.usage, X509v3_KU_DIGITAL_SIGNATURE |
					  X509v3_KU_KEY_ENCIPHERMENT);
	assert_int_equal(
		lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED, &r, 0),
		0);
	assert_int_equal(r.verified, 1);
	facts_checked++;
}

static void
check_server(struct lws *wsi)
{
	check_facts(wsi, &local, "local");
}

static void
check_client(struct lws *wsi)
{
	check_facts(wsi, &alice, "alice");
}

static void
nothing_is_known(struct lws *wsi)
{
	union lws_tls_cert_info_results r;

	assert_int_not_equal(lws_tls_peer_cert_info(
				     wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0),
			     0);
	assert_int_not_equal(
		lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED, &r, 0),
		0);
	facts_checked++;
}

static void
all_facts_of_a_peers_certificate_are_told_on_both_sides(void **state)
{
	struct lws_context_creation_info s = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT |
			   LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED,
		.server_ssl_ca_mem = ca.pem,
		.server_ssl_ca_mem_len = (unsigned int)ca.pem_len};
	struct lws_context_creation_info c = {
		.client_ssl_cert_mem = alice.pem,
		.client_ssl_cert_mem_len = (unsigned int)alice.pem_len,
		.client_ssl_key_mem = alice.key_pem,
		.client_ssl_key_mem_len = (unsigned int)alice.key_pem_len};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &s);
	tls_net_client(&n, &ca, &c);
	tls_hooks.connected = check_server;
	tls_hooks.served = check_client;
	tls_net_fine(&n, &home);
	assert_int_equal(facts_checked, 2);
	/* also of a session that was resumed */
	tls_net_fine(&n, &home);
	assert_int_equal(n.seen.reused, TLS_NET_RESUMES);
	assert_int_equal(facts_checked, 4);
	/* a client that shows none */
	c = (struct lws_context_creation_info){.vhost_name = "nobody"};
	tls_net_client(&n, &ca, &c);
	tls_hooks.connected = NULL;
	tls_hooks.served = nothing_is_known;
	tls_net_fine(&n, &home);
	assert_int_equal(facts_checked, 5);
	tls_net_end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_side_bounds_the_versions),
		cmocka_unit_test(each_side_chooses_its_ciphers),
		cmocka_unit_test(
			a_client_vhost_with_ciphers_that_nobody_knows_is_none),
		cmocka_unit_test(
			TL_11__the_vhost_of_the_name_brings_all_its_settings),
		cmocka_unit_test(
			a_context_without_certificate_serves_nobody_until_it_has_one),
		cmocka_unit_test(
			both_sides_are_told_of_the_events_they_asked_for),
		cmocka_unit_test(the_environment_may_ask_for_a_key_log),
		cmocka_unit_test(
			all_facts_of_a_peers_certificate_are_told_on_both_sides),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
