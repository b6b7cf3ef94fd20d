/* SPDX-License-Identifier: MIT */
/*
 * Who vouches for whom: CA certificates from every source on both sides, client
 * certificates in every form, what was revoked, and the application's say in it
 * (TL-05).
 */

#include "tls-net.h"

#include <openssl/ssl.h>
#include <stdlib.h>

static struct lws__test_cert ca, other_ca, local, alice, mallory;
static char logged[16384];

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
	lws__test_cert_make(
		&other_ca,
		&(struct lws__test_cert_req){.cn = "Other CA", .is_ca = true});
	lws__test_cert_make(&local,
			    &(struct lws__test_cert_req){
				    .cn = "local",
				    .san = "DNS:localhost,DNS:a.example",
				    .issuer = &ca});
	lws__test_cert_make(&alice, &(struct lws__test_cert_req){
					    .cn = "alice", .issuer = &ca});
	lws__test_cert_make(&mallory,
			    &(struct lws__test_cert_req){.cn = "mallory",
							 .issuer = &other_ca});
	lws__net_file("ca.der", ca.der, ca.der_len);
	lws__net_text_file("ca.pem", ca.pem);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&other_ca);
	lws__test_cert_free(&local);
	lws__test_cert_free(&alice);
	lws__test_cert_free(&mallory);
	lws__net_dir_remove();

	return 0;
}

static const struct tls_visit home = {.host = "localhost"};

static struct lws_context_creation_info
strict_info(void)
{
	return (struct lws_context_creation_info){
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.server_ssl_ca_mem = ca.pem,
		.server_ssl_ca_mem_len = (unsigned int)ca.pem_len};
}

static void
show(struct lws_context_creation_info *i, const struct lws__test_cert *c)
{
	i->client_ssl_cert_mem = c->pem;
	i->client_ssl_cert_mem_len = (unsigned int)c->pem_len;
	i->client_ssl_key_mem = c->key_pem;
	i->client_ssl_key_mem_len = (unsigned int)c->key_pem_len;
}

/* a client vhost of its own that shows c, if any */
static void
visit_as(struct tls_net *n, const char *name, const struct lws__test_cert *c)
{
	struct lws_context_creation_info i = {.vhost_name = name};

	if (c)
		show(&i, c);
	assert_non_null(tls_net_client(n, &ca, &i));
	logged[0] = '\0';
	lws_set_log_level(LLL_NOTICE | LLL_ERR | LLL_WARN, keep_log);
	tls_net_visit(n, &home);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
}

static void
is_refused_with(const struct tls_net *n, const char *words)
{
	assert_false(n->seen.server_rx);
	assert_false(n->seen.echoed);
	if (!strstr(logged, words) || !strstr(logged, "127.0.0.1"))
		fail_msg("'%s' and the peer are not in '%s'", words, logged);
}

/* ---- what the server says ------------------------------------------------ */

static void
TL_05__the_log_says_who_was_refused_and_why(void **state)
{
	struct lws_context_creation_info i = strict_info();
	struct lws__test_cert old;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&old,
			    &(struct lws__test_cert_req){.cn = "alice",
							 .issuer = &ca,
							 .from_secs = -200,
							 .to_secs = -100});
	tls_net_begin(&n, &local, &i);
	visit_as(&n, "none", NULL);
	is_refused_with(&n, "client's cert refused, tls=nocert");
	visit_as(&n, "bad", &mallory);
	is_refused_with(&n, "client's cert refused, tls=invalidca X509_V_ERR = "
			    "20: unable to get local issuer");
	visit_as(&n, "old", &old);
	is_refused_with(&n, "client's cert refused, tls=expired X509_V_ERR = "
			    "10: certificate has expired");
	visit_as(&n, "good", &alice);
	assert_true(n.seen.echoed);
	assert_null(strstr(logged, "refused"));
	tls_net_end(&n);
	lws__test_cert_free(&old);
}

/* ---- revocation ---------------------------------------------------------- */

static X509_CRL *crl;
static bool flags_on_context;
static const char *only_vhost;

static void
add_crl(struct lws_vhost *vh, void *ssl_ctx)
{
	X509_STORE *store = SSL_CTX_get_cert_store(ssl_ctx);

	if (only_vhost && (!vh || strcmp(lws_get_vhost_name(vh), only_vhost)))
		return;
	if (crl)
		assert_int_equal(X509_STORE_add_crl(store, crl), 1);
	if (flags_on_context)
		X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ssl_ctx),
					    X509_V_FLAG_CRL_CHECK);
	else
		X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
}

static void
TL_05__a_revoked_client_certificate_is_refused(void **state)
{
	struct lws_context_creation_info i = strict_info();
	struct lws__test_cert bob;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(
		&bob, &(struct lws__test_cert_req){.cn = "bob", .issuer = &ca});
	crl = lws__test_crl_make(&ca, &alice, -100, 1000);
	for (int k = 0; k < 2; k++) {
		flags_on_context = k;
		tls_hooks.context = add_crl;
		tls_net_begin(&n, &local, &i);
		tls_hooks.context = NULL;
		visit_as(&n, "bob", &bob);
		assert_true(n.seen.echoed);
		visit_as(&n, "alice", &alice);
		is_refused_with(&n, "client's cert refused, tls=revoked "
				    "X509_V_ERR = 23: certificate revoked");
		tls_net_end(&n);
	}
	X509_CRL_free(crl);
	lws__test_cert_free(&bob);
}

/* the vhost that SNI leads to has the list, the first one has none */
static void
TL_05__the_vhost_of_the_name_has_its_own_revocations(void **state)
{
	struct lws_context_creation_info i = strict_info();
	struct tls_net n;

	(void)state;
	crl = lws__test_crl_make(&ca, &alice, -100, 1000);
	only_vhost = "localhost";
	for (int k = 0; k < 2; k++) {
		flags_on_context = k;
		tls_hooks.context = add_crl;
		tls_net_begin(&n, &local, &i);
		assert_non_null(tls_net_server(&n, "localhost", &local, &i));
		tls_hooks.context = NULL;
		visit_as(&n, "alice", &alice);
		is_refused_with(&n, "tls=revoked");
		tls_net_fine(&n, &(struct tls_visit){.host = "a.example"});
		tls_net_end(&n);
	}
	only_vhost = NULL;
	flags_on_context = false;
	X509_CRL_free(crl);
}

static void
TL_05__a_list_that_is_missing_or_old_refuses_too(void **state)
{
	struct lws_context_creation_info i = strict_info();
	struct tls_net n;

	(void)state;
	for (int k = 0; k < 2; k++) {
		crl = k ? lws__test_crl_make(&ca, NULL, -1000, -100) : NULL;
		tls_hooks.context = add_crl;
		tls_net_begin(&n, &local, &i);
		tls_hooks.context = NULL;
		visit_as(&n, "alice", &alice);
		is_refused_with(&n, "client's cert refused, tls=nocrl");
		tls_net_end(&n);
		X509_CRL_free(crl);
	}
	crl = NULL;
}

static void
TL_04__a_revoked_server_is_refused_whatever_the_flags(void **state)
{
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	crl = lws__test_crl_make(&ca, &local, -100, 1000);
	tls_hooks.context = add_crl;
	tls_net_client(&n, &ca, NULL);
	tls_hooks.context = NULL;
	tls_net_refused(&n, &v, "tls=revoked X509_V_ERR = 23");
	v.flags = LCCSCF_ALLOW_INSECURE | LCCSCF_ALLOW_EXPIRED |
		  LCCSCF_ALLOW_SELFSIGNED |
		  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	tls_net_refused(&n, &v, "tls=revoked");
	tls_net_end(&n);
	X509_CRL_free(crl);
	crl = NULL;

	tls_net_begin(&n, &local, NULL);
	tls_hooks.context = add_crl;
	tls_net_client(&n, &ca, NULL);
	tls_hooks.context = NULL;
	tls_net_refused(&n, &home, "tls=nocrl X509_V_ERR = 3");
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost",
					     .flags = LCCSCF_ALLOW_INSECURE});
	tls_net_end(&n);
}

/* ---- where CA certificates come from ------------------------------------- */

static void
client_trusts(struct tls_net *n, const char *name,
	      const struct lws_context_creation_info *info, bool trusts)
{
	struct lws_context_creation_info i = *info;

	i.vhost_name = name;
	assert_non_null(tls_net_client(n, NULL, &i));
	if (trusts)
		tls_net_fine(n, &home);
	else
		tls_net_refused(n, &home, "tls=invalidca");
}

static void
a_client_has_its_authorities_from_every_source(void **state)
{
	struct lws_context_creation_info i = {0};
	char two[8192];
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, NULL);
	lws_snprintf(two, sizeof(two), "%s%s", other_ca.pem, ca.pem);
	i.client_ssl_ca_mem = two; /* several in one memory */
	i.client_ssl_ca_mem_len = (unsigned int)strlen(two);
	client_trusts(&n, "pem", &i, true);
	i.client_ssl_ca_mem = ca.der;
	i.client_ssl_ca_mem_len = (unsigned int)ca.der_len;
	client_trusts(&n, "der", &i, true);
	i.client_ssl_ca_mem = other_ca.der;
	i.client_ssl_ca_mem_len = (unsigned int)other_ca.der_len;
	client_trusts(&n, "other", &i, false);
	i = (struct lws_context_creation_info){.client_ssl_ca_filepath =
						       lws__net_path("ca.pem")};
	client_trusts(&n, "pem file", &i, true);
	i.client_ssl_ca_filepath = lws__net_path("ca.der");
	client_trusts(&n, "der file", &i, true);
	/* as programs did before there were client_ssl_ members */
	i = (struct lws_context_creation_info){.ssl_ca_filepath =
						       lws__net_path("ca.pem")};
	client_trusts(&n, "old", &i, true);
	/* what is no certificate makes no vhost */
	i = (struct lws_context_creation_info){.client_ssl_ca_mem = "junk",
					       .client_ssl_ca_mem_len = 4};
	assert_null(tls_net_client(&n, NULL, &i));
	i = (struct lws_context_creation_info){
		.client_ssl_ca_filepath = lws__net_path("absent.pem")};
	assert_null(tls_net_client(&n, NULL, &i));
	tls_net_end(&n);
}

static void
the_systems_store_is_trusted_unless_the_vhost_says_no(void **state)
{
	struct lws_context_creation_info i = {0};
	struct tls_net n;

	(void)state;
	setenv("SSL_CERT_FILE", lws__net_path("ca.pem"), 1);
	tls_net_begin(&n, &local, NULL);
	client_trusts(&n, "system", &i, true);
	i.options = LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
	client_trusts(&n, "alone", &i, false);
	tls_net_end(&n);
	unsetenv("SSL_CERT_FILE");
}

static void
a_server_has_its_authorities_from_every_source(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT};
	struct lws_context_creation_info from[4];
	char two[8192];
	struct tls_net n;

	(void)state;
	for (size_t k = 0; k < LWS_ARRAY_SIZE(from); k++)
		from[k] = i;
	lws_snprintf(two, sizeof(two), "%s%s", other_ca.pem, ca.pem);
	from[0].server_ssl_ca_mem = two;
	from[0].server_ssl_ca_mem_len = (unsigned int)strlen(two);
	from[1].server_ssl_ca_mem = ca.der;
	from[1].server_ssl_ca_mem_len = (unsigned int)ca.der_len;
	from[2].ssl_ca_filepath = lws__net_path("ca.pem");
	from[3].ssl_ca_filepath = lws__net_path("ca.der");
	for (size_t k = 0; k < LWS_ARRAY_SIZE(from); k++) {
		tls_net_begin(&n, &local, &from[k]);
		visit_as(&n, "alice", &alice);
		assert_true(n.seen.echoed);
		visit_as(&n, "mallory", &mallory);
		assert_int_equal(n.seen.echoed, !k);
		tls_net_end(&n);
	}
	/* the system's store vouches for no client */
	setenv("SSL_CERT_FILE", lws__net_path("ca.pem"), 1);
	tls_net_begin(&n, &local, &i);
	visit_as(&n, "alice", &alice);
	is_refused_with(&n, "tls=invalidca");
	tls_net_end(&n);
	unsetenv("SSL_CERT_FILE");
}

/* ---- client certificates in every form ----------------------------------- */

static void
shown_as(struct tls_net *n, const char *name,
	 const struct lws_context_creation_info *info, const char *cn)
{
	struct lws_context_creation_info i = *info;

	i.vhost_name = name;
	assert_non_null(tls_net_client(n, &ca, &i));
	tls_net_fine(n, &home);
	assert_string_equal(n->seen.client_cn, cn);
}

static void
a_client_certificate_comes_in_every_form(void **state)
{
	struct lws_context_creation_info strict = strict_info(), i = {0};
	struct lws__test_cert secret, middle, chained;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&secret,
			    &(struct lws__test_cert_req){.cn = "secret",
							 .issuer = &ca,
							 .password = "sesame"});
	lws__test_cert_make(&middle,
			    &(struct lws__test_cert_req){.cn = "Middle CA",
							 .is_ca = true,
							 .issuer = &ca});
	lws__test_cert_make(&chained,
			    &(struct lws__test_cert_req){.cn = "chained",
							 .issuer = &middle,
							 .with_issuer = true});
	lws__net_text_file("alice.pem", alice.pem);
	lws__net_text_file("alice-key.pem", alice.key_pem);
	tls_net_begin(&n, &local, &strict);

	show(&i, &alice);
	shown_as(&n, "pem", &i, "alice");
	i.client_ssl_cert_mem = alice.der;
	i.client_ssl_cert_mem_len = (unsigned int)alice.der_len;
	i.client_ssl_key_mem = alice.key_der;
	i.client_ssl_key_mem_len = (unsigned int)alice.key_der_len;
	shown_as(&n, "der", &i, "alice");
	i = (struct lws_context_creation_info){0};
	show(&i, &chained);
	shown_as(&n, "chain", &i, "chained");
	i = (struct lws_context_creation_info){
		.client_ssl_cert_filepath = lws__net_path("alice.pem"),
		.client_ssl_private_key_filepath =
			lws__net_path("alice-key.pem")};
	shown_as(&n, "file", &i, "alice");
	i = (struct lws_context_creation_info){
		.client_ssl_private_key_password = "sesame"};
	show(&i, &secret);
	shown_as(&n, "password", &i, "secret");
	i.client_ssl_private_key_password = "wrong";
	assert_null(tls_net_client(&n, &ca, &i));
	i.client_ssl_private_key_password = NULL;
	assert_null(tls_net_client(&n, &ca, &i));
	show(&i, &alice); /* a key of another certificate */
	i.client_ssl_key_mem = mallory.key_pem;
	i.client_ssl_key_mem_len = (unsigned int)mallory.key_pem_len;
	assert_null(tls_net_client(&n, &ca, &i));
	tls_net_end(&n);
	lws__test_cert_free(&secret);
	lws__test_cert_free(&middle);
	lws__test_cert_free(&chained);
}

/* ---- words for what makes no vhost --------------------------------------- */

static void
no_vhost(struct lws_context_creation_info *i, const char *words)
{
	i->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	i->iface = "127.0.0.1";
	logged[0] = '\0';
	lws_set_log_level(LLL_ERR, keep_log);
	assert_null(lws_create_context(i));
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	if (!strstr(logged, words))
		fail_msg("'%s' is not in '%s'", words, logged);
}

static void
TL_15__the_log_says_what_is_wrong_with_which_file(void **state)
{
	struct lws_context_creation_info i = {0};
	struct lws__test_cert secret;

	(void)state;
	lws__test_cert_make(&secret,
			    &(struct lws__test_cert_req){.cn = "secret",
							 .issuer = &ca,
							 .password = "sesame"});
	lws__net_text_file("cert.pem", local.pem);
	lws__net_text_file("junk.pem", "junk");
	lws__net_text_file("locked.pem", secret.key_pem);
	i.ssl_cert_filepath = lws__net_path("absent.pem");
	no_vhost(&i, "absent.pem: No such file or directory");
	i.ssl_cert_filepath = lws__net_path("junk.pem");
	no_vhost(&i, "junk.pem: ");
	i.ssl_cert_filepath = lws__net_path("cert.pem");
	i.server_ssl_private_key_mem = mallory.key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)mallory.key_pem_len;
	no_vhost(&i, "private key in memory: key values mismatch");
	i.server_ssl_private_key_mem = NULL;
	i.ssl_private_key_filepath = lws__net_path("locked.pem");
	no_vhost(&i, "locked.pem: it is encrypted, and there is no password");
	i.ssl_private_key_password = "wrong";
	no_vhost(&i, "locked.pem: the password does not open it");
	i = (struct lws_context_creation_info){
		.server_ssl_cert_mem = local.pem,
		.server_ssl_cert_mem_len = (unsigned int)local.pem_len,
		.server_ssl_private_key_mem = local.key_pem,
		.server_ssl_private_key_mem_len =
			(unsigned int)local.key_pem_len,
		.ssl_ca_filepath = lws__net_path("junk.pem")};
	no_vhost(&i, "CA certificates");
	i.ssl_ca_filepath = NULL;
	i.ssl_cipher_list = "NO-SUCH";
	no_vhost(&i, "OpenSSL knows nothing of 'NO-SUCH': no cipher match");
	lws__test_cert_free(&secret);
}

/* ---- the application's say ----------------------------------------------- */

static int asked, asked_bad, answer;
static bool accept_all;

static int
judge(void *store, void *ssl, size_t preverify)
{
	X509 *x = X509_STORE_CTX_get_current_cert(store);

	assert_non_null(x);
	assert_non_null(SSL_get_SSL_CTX(ssl));
	if (preverify)
		asked++;
	else
		asked_bad++;
	if (accept_all)
		X509_STORE_CTX_set_error(store, X509_V_OK);

	return answer;
}

static void
a_server_asks_the_application_about_client_certificates(void **state)
{
	struct lws_context_creation_info i = strict_info();
	struct tls_net n;

	(void)state;
	tls_net_begin(&n, &local, &i);
	tls_hooks.client_cert = judge;
	visit_as(&n, "alice", &alice);
	assert_true(n.seen.echoed);
	assert_int_equal(asked, 2); /* hers and the authority's */
	assert_int_equal(asked_bad, 0);
	answer = 1;
	visit_as(&n, "alice again", &alice);
	is_refused_with(&n, "application verification failure");
	/* knowing nothing of it changes nothing */
	answer = 0;
	visit_as(&n, "mallory", &mallory);
	is_refused_with(&n, "tls=invalidca");
	assert_true(asked_bad > 0);
	accept_all = true;
	visit_as(&n, "mallory again", &mallory);
	assert_true(n.seen.echoed);
	assert_string_equal(n.seen.client_cn, "mallory");
	accept_all = false;
	tls_net_end(&n);
}

static int servers_made, clients_made;

static void
count_contexts(struct lws_vhost *vh, void *ssl_ctx)
{
	assert_non_null(SSL_CTX_get_cert_store(ssl_ctx));
	if (vh)
		servers_made++;
	else
		clients_made++;
}

static void
the_application_sees_every_new_context(void **state)
{
	struct lws_context_creation_info i = {0};
	char cert[128], key[128];
	struct tls_net n;

	(void)state;
	lws__net_text_file("cert.pem", local.pem);
	lws__net_text_file("key.pem", local.key_pem);
	lws_strncpy(cert, lws__net_path("cert.pem"), sizeof(cert));
	lws_strncpy(key, lws__net_path("key.pem"), sizeof(key));
	i.ssl_cert_filepath = cert;
	i.ssl_private_key_filepath = key;
	tls_hooks.context = count_contexts;
	tls_net_begin(&n, NULL, &i);
	assert_int_equal(servers_made, 1);
	tls_net_client(&n, &ca, NULL);
	assert_int_equal(clients_made, 1);
	assert_int_equal(
		lws_tls_cert_updated(n.net.cx, cert, key, NULL, 0, NULL, 0), 0);
	assert_int_equal(servers_made, 2);
	tls_net_fine(&n, &home);
	tls_net_end(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(TL_05__the_log_says_who_was_refused_and_why),
		cmocka_unit_test(
			TL_05__a_revoked_client_certificate_is_refused),
		cmocka_unit_test(
			TL_05__the_vhost_of_the_name_has_its_own_revocations),
		cmocka_unit_test(
			TL_05__a_list_that_is_missing_or_old_refuses_too),
		cmocka_unit_test(
			TL_04__a_revoked_server_is_refused_whatever_the_flags),
		cmocka_unit_test(
			a_client_has_its_authorities_from_every_source),
		cmocka_unit_test(
			the_systems_store_is_trusted_unless_the_vhost_says_no),
		cmocka_unit_test(
			a_server_has_its_authorities_from_every_source),
		cmocka_unit_test(a_client_certificate_comes_in_every_form),
		cmocka_unit_test(
			TL_15__the_log_says_what_is_wrong_with_which_file),
		cmocka_unit_test(
			a_server_asks_the_application_about_client_certificates),
		cmocka_unit_test(the_application_sees_every_new_context),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
