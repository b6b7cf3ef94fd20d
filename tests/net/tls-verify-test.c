/* SPDX-License-Identifier: MIT */
/*
 * Whom a client believes: every fault is refused with its own words, and each
 * flag looks past its own fault alone (TL-01 .. TL-04).
 */

#include "tls-net.h"

#include <stdlib.h>

enum {
	HOUR = 3600,
	DAY = 24 * HOUR,
};

static struct lws__test_cert ca, other_ca;

static int
setup(void **state)
{
	(void)state;
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(
		&other_ca,
		&(struct lws__test_cert_req){.cn = "Other CA", .is_ca = true});

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&other_ca);

	return 0;
}

/* a server with a certificate of this sort, and a client that trusts ca */
static void
begin(struct tls_net *n, const struct lws__test_cert_req *r)
{
	struct lws__test_cert c;

	lws__test_cert_make(&c, r);
	tls_net_begin(n, &c, NULL);
	assert_non_null(tls_net_client(n, &ca, NULL));
	lws__test_cert_free(&c);
}

static void
TL_01__a_certificate_of_a_trusted_ca_for_the_name_is_fine(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &(struct lws__test_cert_req){.cn = "localhost",
					       .san = "DNS:localhost",
					       .issuer = &ca});
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost"});
	assert_true(n.seen.verified);
	assert_string_equal(n.seen.peer_cn, "localhost");
	assert_string_equal(n.seen.version, "TLSv1.3");
	/* asked once for each of the two certificates */
	assert_int_equal(n.seen.asked, 2);
	assert_int_equal(n.seen.asked_bad, 0);
	tls_net_fine(&n, &(struct tls_visit){.host = "LOCALHOST:443"});
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost."});
	tls_net_end(&n);
}

static void
TL_01__names_match_as_rfc_6125_says(void **state)
{
	static const struct {
		const char *cn, *san, *host;
		bool fine;
	} cases[] = {
		{"x", "DNS:*.a.example", "b.a.example", true},
		{"x", "DNS:*.a.example", "c.b.a.example", false},
		{"x", "DNS:*.a.example", "a.example", false},
		{"x", "DNS:*", "localhost", false},
		{"x", "DNS:f*o.example.com", "foo.example.com", false},
		{"x", "DNS:xn--bcher-kva.example", "xn--bcher-kva.example",
		 true},
		{"x", "DNS:*.example.com", "xn--bcher-kva.example.com", true},
		{"a.example", NULL, "a.example", true}, /* 6.4.4: no SAN */
		{"a.example", "DNS:b.example", "a.example", false},
		{"a.example", "DNS:b.example", "b.example", true},
	};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		struct tls_visit v = {.host = cases[k].host};
		struct tls_net n;

		begin(&n, &(struct lws__test_cert_req){.cn = cases[k].cn,
						       .san = cases[k].san,
						       .issuer = &ca});
		print_message("%s for %s\n",
			      cases[k].san ? cases[k].san : cases[k].cn,
			      cases[k].host);
		if (cases[k].fine)
			tls_net_fine(&n, &v);
		else
			tls_net_refused(&n, &v, "tls=hostname");
		tls_net_end(&n);
	}
}

static void
TL_02__an_address_matches_only_an_address(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &(struct lws__test_cert_req){.cn = "x",
					       .san = "IP:127.0.0.1,IP:::1",
					       .issuer = &ca});
	tls_net_fine(&n, &(struct tls_visit){.host = "127.0.0.1"});
	tls_net_fine(&n, &(struct tls_visit){.host = "[::1]:8443"});
	tls_net_fine(&n, &(struct tls_visit){.host = "0:0:0:0:0:0:0:1"});
	tls_net_refused(&n, &(struct tls_visit){.host = "127.0.0.2"},
			"tls=hostname");
	tls_net_end(&n);

	begin(&n, &(struct lws__test_cert_req){.cn = "127.0.0.1",
					       .san = "DNS:127.0.0.1",
					       .issuer = &ca});
	tls_net_refused(&n, &(struct tls_visit){.host = "127.0.0.1"},
			"tls=hostname");
	tls_net_end(&n);
}

static void
TL_03__a_name_with_a_nul_inside_matches_nothing(void **state)
{
	static const char name[] = "localhost\0.evil.example";
	struct tls_net n;

	(void)state;
	begin(&n, &(struct lws__test_cert_req){.cn = "x",
					       .san_der = name,
					       .san_der_len = sizeof(name) - 1,
					       .issuer = &ca});
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"tls=hostname");
	tls_net_end(&n);
	begin(&n, &(struct lws__test_cert_req){.issuer = &ca}); /* no name */
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"tls=hostname");
	tls_net_end(&n);
}

/* h0.example and so on, and localhost as the last one */
static char *
long_san(size_t names)
{
	size_t room = names * 32 + 32, at = 0;
	char *san = malloc(room);

	assert_non_null(san);
	for (size_t n = 0; n < names; n++)
		at += (size_t)lws_snprintf(san + at, room - at,
					   "DNS:h%zu.example,", n);
	lws_snprintf(san + at, room - at, "DNS:localhost");

	return san;
}

static void
begin_with_long_name(struct tls_net *n, size_t len)
{
	char *name = malloc(len);

	assert_non_null(name);
	memset(name, 'a', len);
	memcpy(name, "localhost", 9);
	begin(n, &(struct lws__test_cert_req){.cn = "x",
					      .san_der = name,
					      .san_der_len = len,
					      .issuer = &ca});
	free(name);
}

/* 64 KiB of a name match nothing, more than 100 KiB are not read at all */
static void
TL_03__names_without_end_match_nothing(void **state)
{
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;
	char *san;

	(void)state;
	begin_with_long_name(&n, 64 * 1024);
	tls_net_refused(&n, &v, "tls=hostname");
	v.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	tls_net_fine(&n, &v);
	tls_net_end(&n);
	begin_with_long_name(&n, 128 * 1024);
	v.flags |= LCCSCF_ALLOW_INSECURE;
	tls_net_refused(&n, &v, "excessive message size");
	tls_net_end(&n);

	/* many that are allowed, and the last one is ours */
	san = long_san(2500);
	v.flags = 0;
	begin(&n, &(struct lws__test_cert_req){
			  .cn = "x", .san = san, .issuer = &ca});
	tls_net_fine(&n, &v);
	tls_net_refused(&n, &(struct tls_visit){.host = "h2500.example"},
			"tls=hostname");
	tls_net_end(&n);
	free(san);
}

/* one fault, its words, and the flags that look past it */
struct fault {
	const char *what;
	struct lws__test_cert_req req;
	const char *words;
	int excused_by;
};

static const int all_flags[] = {
	LCCSCF_ALLOW_SELFSIGNED,
	LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
	LCCSCF_ALLOW_EXPIRED,
	LCCSCF_ALLOW_INSECURE,
};

static void
check_fault(const struct fault *f)
{
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;

	print_message("%s\n", f->what);
	begin(&n, &f->req);
	tls_net_refused(&n, &v, f->words);
	assert_non_null(strstr(n.seen.text, "server's cert didn't look good, "
					    "tls="));
	assert_true(n.seen.asked_bad > 0);
	for (size_t k = 0; k < sizeof(all_flags) / sizeof(int); k++) {
		v.flags = all_flags[k];
		if (all_flags[k] & f->excused_by) {
			tls_net_fine(&n, &v);
			if (all_flags[k] !=
			    LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK)
				assert_false(n.seen.verified);
		} else
			tls_net_refused(&n, &v, f->words);
	}
	tls_net_end(&n);
}

static void
TL_04__each_fault_has_its_words_and_each_flag_excuses_its_own(void **state)
{
	const struct fault faults[] = {
		{"self-signed",
		 {.cn = "localhost", .san = "DNS:localhost"},
		 "tls=invalidca X509_V_ERR = 18: self-signed certificate",
		 LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE},
		{"of a CA that nobody knows",
		 {.cn = "localhost",
		  .san = "DNS:localhost",
		  .issuer = &other_ca},
		 "tls=invalidca X509_V_ERR = 20: unable to get local issuer",
		 LCCSCF_ALLOW_INSECURE},
		{"with its unknown CA in the chain",
		 {.cn = "localhost",
		  .san = "DNS:localhost",
		  .with_issuer = true,
		  .issuer = &other_ca},
		 "tls=invalidca X509_V_ERR = 19: self-signed certificate in",
		 LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE},
		{"expired",
		 {.cn = "localhost",
		  .san = "DNS:localhost",
		  .issuer = &ca,
		  .from_secs = -2 * DAY,
		  .to_secs = -DAY},
		 "tls=expired X509_V_ERR = 10: certificate has expired",
		 LCCSCF_ALLOW_EXPIRED},
		{"not yet valid",
		 {.cn = "localhost",
		  .san = "DNS:localhost",
		  .issuer = &ca,
		  .from_secs = DAY,
		  .to_secs = 2 * DAY},
		 "tls=notyetvalid X509_V_ERR = 9: certificate is not yet valid",
		 LCCSCF_ALLOW_EXPIRED},
		{"for another name",
		 {.cn = "x", .san = "DNS:elsewhere.example", .issuer = &ca},
		 "tls=hostname X509_V_ERR = 62: hostname mismatch",
		 LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK},
	};

	(void)state;
	for (size_t k = 0; k < sizeof(faults) / sizeof(faults[0]); k++)
		check_fault(&faults[k]);
}

static void
TL_04__two_faults_need_two_flags(void **state)
{
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;

	(void)state;
	begin(&n, &(struct lws__test_cert_req){.cn = "x",
					       .san = "DNS:elsewhere.example",
					       .from_secs = -2 * DAY,
					       .to_secs = -DAY});
	v.flags = LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE;
	tls_net_refused(&n, &v, "tls=hostname");
	v.flags |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	tls_net_refused(&n, &v, "tls=expired");
	v.flags |= LCCSCF_ALLOW_EXPIRED;
	tls_net_fine(&n, &v);
	tls_net_end(&n);
}

static void
TL_04__a_leaf_is_no_ca_and_a_chain_must_be_whole(void **state)
{
	struct lws__test_cert middle, leaf, bad;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&middle,
			    &(struct lws__test_cert_req){.cn = "Middle CA",
							 .is_ca = true,
							 .issuer = &ca});
	lws__test_cert_make(&leaf,
			    &(struct lws__test_cert_req){.cn = "localhost",
							 .san = "DNS:localhost",
							 .issuer = &middle,
							 .with_issuer = true});
	lws__test_cert_make(&bad,
			    &(struct lws__test_cert_req){.cn = "localhost",
							 .san = "DNS:localhost",
							 .issuer = &leaf,
							 .with_issuer = true});
	tls_net_begin(&n, &leaf, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost"});
	tls_net_end(&n);

	tls_net_begin(&n, &bad, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"tls=invalidca");
	tls_net_end(&n);

	begin(&n, &(struct lws__test_cert_req){.cn = "localhost",
					       .san = "DNS:localhost",
					       .issuer = &middle});
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"unable to get local issuer");
	tls_net_end(&n);
	lws__test_cert_free(&middle);
	lws__test_cert_free(&leaf);
	lws__test_cert_free(&bad);
}

static void
TL_04__a_weak_key_is_refused(void **state)
{
	static const struct lws_context_creation_info weak = {
		.ssl_cipher_list = "DEFAULT:@SECLEVEL=0"};
	struct lws__test_cert c;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&c,
			    &(struct lws__test_cert_req){.cn = "localhost",
							 .san = "DNS:localhost",
							 .issuer = &ca,
							 .rsa_bits = 1024});
	tls_net_begin(&n, &c, &weak);
	tls_net_client(&n, &ca, NULL);
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"}, "weak");
	tls_net_end(&n);
	lws__test_cert_free(&c);
}

static void
the_application_may_refuse_what_is_fine_and_accept_what_is_not(void **state)
{
	struct tls_net n;

	(void)state;
	begin(&n, &(struct lws__test_cert_req){.cn = "localhost",
					       .san = "DNS:localhost",
					       .issuer = &ca});
	n.user_refuses = 1;
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"application verification failure");
	tls_net_end(&n);

	begin(&n, &(struct lws__test_cert_req){.cn = "localhost",
					       .san = "DNS:localhost"});
	n.user_accepts = 1;
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost"});
	tls_net_end(&n);
}

static void
one_more_certificate_can_be_trusted_later(void **state)
{
	struct lws__test_cert c;
	struct tls_net n;

	(void)state;
	lws__test_cert_make(&c,
			    &(struct lws__test_cert_req){.cn = "localhost",
							 .san = "DNS:localhost",
							 .issuer = &other_ca});
	tls_net_begin(&n, &c, NULL);
	tls_net_client(&n, &ca, NULL);
	tls_net_refused(&n, &(struct tls_visit){.host = "localhost"},
			"tls=invalidca");
	assert_int_not_equal(lws_tls_client_vhost_extra_cert_mem(
				     n.client, (const uint8_t *)"junk", 4),
			     0);
	assert_int_equal(lws_tls_client_vhost_extra_cert_mem(
				 n.client, other_ca.der, other_ca.der_len),
			 0);
	tls_net_fine(&n, &(struct tls_visit){.host = "localhost"});
	tls_net_end(&n);
	lws__test_cert_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			TL_01__a_certificate_of_a_trusted_ca_for_the_name_is_fine),
		cmocka_unit_test(TL_01__names_match_as_rfc_6125_says),
		cmocka_unit_test(TL_02__an_address_matches_only_an_address),
		cmocka_unit_test(
			TL_03__a_name_with_a_nul_inside_matches_nothing),
		cmocka_unit_test(TL_03__names_without_end_match_nothing),
		cmocka_unit_test(
			TL_04__each_fault_has_its_words_and_each_flag_excuses_its_own),
		cmocka_unit_test(TL_04__two_faults_need_two_flags),
		cmocka_unit_test(
			TL_04__a_leaf_is_no_ca_and_a_chain_must_be_whole),
		cmocka_unit_test(TL_04__a_weak_key_is_refused),
		cmocka_unit_test(
			the_application_may_refuse_what_is_fine_and_accept_what_is_not),
		cmocka_unit_test(one_more_certificate_can_be_trusted_later),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
