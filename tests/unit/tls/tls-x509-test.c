/* SPDX-License-Identifier: MIT */
/*
 * Certificates by themselves: lws-x509.h without a connection.
 */

#include "lws-test.h"
#include "test-certs.h"

#include <libwebsockets.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

static struct lws__test_cert ca, other, leaf;

static int
setup(void **state)
{
	(void)state;
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(&other, &(struct lws__test_cert_req){
					    .cn = "Other CA", .is_ca = true});
	lws__test_cert_make(&leaf, &(struct lws__test_cert_req){
					   .cn = "leaf",
					   .san = "DNS:a.example,DNS:*.b."
						  "example,IP:10.0.0.1",
					   .issuer = &ca,
					   .from_secs = -1000,
					   .to_secs = 5000});

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&other);
	lws__test_cert_free(&leaf);

	return 0;
}

static struct lws_x509_cert *
parse(const struct lws__test_cert *c)
{
	struct lws_x509_cert *x = NULL;

	assert_int_equal(lws_x509_create(&x), 0);
	assert_int_equal(lws_x509_parse_from_pem(x, c->pem, c->pem_len), 0);

	return x;
}

static void
one_vouches_for_another_and_the_name_is_checked(void **state)
{
	struct lws_x509_cert *c = parse(&ca), *o = parse(&other),
			     *l = parse(&leaf);

	(void)state;
	assert_int_equal(lws_x509_verify(l, c, NULL), 0);
	assert_int_equal(lws_x509_verify(l, c, "a.example"), 0);
	assert_int_equal(lws_x509_verify(l, c, "x.b.example"), 0);
	assert_int_equal(lws_x509_verify(l, c, "10.0.0.1"), 0);
	assert_int_not_equal(lws_x509_verify(l, c, "leaf"), 0);
	assert_int_not_equal(lws_x509_verify(l, c, "b.example"), 0);
	assert_int_not_equal(lws_x509_verify(l, c, "10.0.0.2"), 0);
	assert_int_not_equal(lws_x509_verify(l, o, NULL), 0);
	assert_int_not_equal(lws_x509_verify(c, l, NULL), 0);
	lws_x509_destroy(&c);
	lws_x509_destroy(&o);
	lws_x509_destroy(&l);
	assert_null(l);
	lws_x509_destroy(&l); /* twice is harmless */
}

static void
what_follows_a_certificate_leads_to_the_authority(void **state)
{
	struct lws_x509_cert *c = parse(&ca), *o = parse(&other), *l, *alone;
	struct lws__test_cert middle, far;
	union lws_tls_cert_info_results r;
	char text[16384];

	(void)state;
	lws__test_cert_make(&middle,
			    &(struct lws__test_cert_req){.cn = "Middle CA",
							 .is_ca = true,
							 .issuer = &ca});
	lws__test_cert_make(
		&far, &(struct lws__test_cert_req){.cn = "far",
						   .san = "DNS:far.example",
						   .issuer = &middle});
	alone = parse(&far);
	assert_int_not_equal(lws_x509_verify(alone, c, NULL), 0);
	lws_snprintf(text, sizeof(text), "%s%s", far.pem, middle.pem);
	assert_int_equal(lws_x509_create(&l), 0);
	assert_int_equal(lws_x509_parse_from_pem(l, text, strlen(text) + 1), 0);
	assert_int_equal(lws_x509_verify(l, c, "far.example"), 0);
	assert_int_not_equal(lws_x509_verify(l, o, NULL), 0);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0),
			 0);
	assert_string_equal(r.ns.name, "far");
	/* nor does it vouch for itself by bringing its authority along */
	lws_snprintf(text, sizeof(text), "%s%s%s", far.pem, middle.pem, ca.pem);
	assert_int_equal(lws_x509_parse_from_pem(l, text, strlen(text)), 0);
	assert_int_not_equal(lws_x509_verify(l, o, NULL), 0);
	/* several authorities in one text */
	lws_snprintf(text, sizeof(text), "%s%s", other.pem, ca.pem);
	assert_int_equal(lws_x509_parse_from_pem(o, text, strlen(text)), 0);
	assert_int_equal(lws_x509_verify(l, o, NULL), 0);
	/* broken behind the first: what was there stays */
	text[strlen(text) - 40] = '!';
	assert_int_not_equal(lws_x509_parse_from_pem(o, text, strlen(text)), 0);
	assert_int_equal(lws_x509_verify(l, o, NULL), 0);
	/* no end of them */
	text[0] = '\0';
	for (int n = 0; n < 17; n++)
		lws_snprintf(text + strlen(text), sizeof(text) - strlen(text),
			     "%s", ca.pem);
	assert_int_not_equal(lws_x509_parse_from_pem(o, text, strlen(text)), 0);
	lws_x509_destroy(&c);
	lws_x509_destroy(&o);
	lws_x509_destroy(&l);
	lws_x509_destroy(&alone);
	lws__test_cert_free(&middle);
	lws__test_cert_free(&far);
}

static void
what_is_no_certificate_is_refused(void **state)
{
	union lws_tls_cert_info_results r;
	struct lws_x509_cert *x = NULL;

	(void)state;
	assert_int_equal(lws_x509_create(&x), 0);
	assert_int_not_equal(lws_x509_parse_from_pem(x, "", 0), 0);
	assert_int_not_equal(lws_x509_parse_from_pem(x, "junk", 5), 0);
	assert_int_not_equal(
		lws_x509_parse_from_pem(x, leaf.key_pem, leaf.key_pem_len), 0);
	for (size_t len = 0; len < leaf.pem_len - 20; len += 11) {
		uint8_t *cut = lws__test_guarded(leaf.pem, len);

		assert_int_not_equal(lws_x509_parse_from_pem(x, cut, len), 0);
		lws__test_guarded_free(cut, len);
	}
	assert_int_not_equal(
		lws_x509_info(x, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0), 0);
	assert_int_not_equal(lws_x509_verify(x, x, NULL), 0);
	lws_x509_destroy(&x);
}

static void
facts_are_told(void **state)
{
	struct lws_x509_cert *l = parse(&leaf), *c = parse(&ca);
	union lws_tls_cert_info_results r, ski;
	time_t t = time(NULL);

	(void)state;
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0),
			 0);
	assert_string_equal(r.ns.name, "leaf");
	assert_int_equal(r.ns.len, 4);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_ISSUER_NAME, &r, 0),
			 0);
	assert_non_null(strstr(r.ns.name, "Test CA"));
	assert_int_equal(
		lws_x509_info(l, LWS_TLS_CERT_INFO_VALIDITY_FROM, &r, 0), 0);
	assert_true(r.time > t - 1100 && r.time < t - 900);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_VALIDITY_TO, &r, 0),
			 0);
	assert_true(r.time > t + 4900 && r.time < t + 5100);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_USAGE, &r, 0), 0);
	assert_int_equal(r.usage, X509v3_KU_DIGITAL_SIGNATURE |
					  X509v3_KU_KEY_ENCIPHERMENT);
	assert_int_equal(
		lws_x509_info(c, LWS_TLS_CERT_INFO_SUBJECT_KEY_ID, &ski, 0), 0);
	assert_int_equal(
		lws_x509_info(l, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID, &r, 0), 0);
	assert_int_equal(r.ns.len, 20);
	assert_int_equal(ski.ns.len, 20);
	assert_memory_equal(r.ns.name, ski.ns.name, 20);
	/* this one names its authority by key alone, and is on no connection */
	assert_int_equal(
		lws_x509_info(l, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER, &r,
			      0),
		-1);
	assert_int_equal(
		lws_x509_info(l, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL, &r,
			      0),
		-1);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_VERIFIED, &r, 0),
			 -1);
	lws_x509_destroy(&l);
	lws_x509_destroy(&c);
}

static void
an_authority_may_be_named_by_issuer_and_serial(void **state)
{
	struct lws_x509_cert *x;
	struct lws__test_cert c;
	union lws_tls_cert_info_results r;
	const ASN1_INTEGER *serial = X509_get0_serialNumber(ca.x509);

	(void)state;
	lws__test_cert_make(&c,
			    &(struct lws__test_cert_req){.cn = "named",
							 .issuer = &ca,
							 .names_issuer = true});
	x = parse(&c);
	assert_int_equal(
		lws_x509_info(x, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER, &r,
			      0),
		0);
	assert_string_equal(r.ns.name, "/CN=Test CA");
	assert_int_equal(
		lws_x509_info(x, LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL, &r,
			      0),
		0);
	assert_int_equal(r.ns.len, ASN1_STRING_length(serial));
	assert_memory_equal(r.ns.name, ASN1_STRING_get0_data(serial),
			    (size_t)r.ns.len);
	lws_x509_destroy(&x);
	lws__test_cert_free(&c);
}

static void
without_room_the_need_is_told(void **state)
{
	struct lws_x509_cert *l = parse(&leaf);
	union lws_tls_cert_info_results r, *big;

	(void)state;
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_DER_RAW, &r, 0),
			 -1);
	assert_int_equal(r.ns.len, (int)leaf.der_len);
	big = malloc(sizeof(*big) + leaf.der_len);
	assert_non_null(big);
	assert_int_equal(
		lws_x509_info(l, LWS_TLS_CERT_INFO_DER_RAW, big, leaf.der_len),
		0);
	assert_memory_equal(big->ns.name, leaf.der, leaf.der_len);
	assert_int_equal(lws_x509_info(l, LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY,
				       big, leaf.der_len),
			 0);
	assert_true(big->ns.len > 50);
	free(big);
	lws_x509_destroy(&l);
}

static void
a_request_is_signed_by_the_key_that_comes_with_it(void **state)
{
	const char *elements[LWS_TLS_TOTAL_COUNT] = {
		[LWS_TLS_REQ_ELEMENT_COUNTRY] = "DE",
		[LWS_TLS_REQ_ELEMENT_ORGANIZATION] = "Test",
		[LWS_TLS_REQ_ELEMENT_COMMON_NAME] = "a.example",
		[LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME] = "b.example",
	};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN};
	struct lws_context *cx;
	const unsigned char *at;
	char *key_pem = NULL, der[2048];
	size_t key_len = 0;
	uint8_t csr[2048];
	EVP_PKEY *key;
	X509_REQ *req;
	BIO *bio;
	int n;

	(void)state;
	lws_set_log_level(0, NULL);
	cx = lws_create_context(&info);
	assert_non_null(cx);
	n = lws_tls_acme_sni_csr_create(cx, elements, csr, sizeof(csr),
					&key_pem, &key_len);
	assert_true(n > 0);
	assert_null(strpbrk((char *)csr, "+/=\n"));
	n = lws_b64_decode_string_len((const char *)csr, n, der, sizeof(der));
	assert_true(n > 0);
	at = (const unsigned char *)der;
	req = d2i_X509_REQ(NULL, &at, n);
	bio = BIO_new_mem_buf(key_pem, (int)key_len);
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	assert_non_null(req);
	assert_non_null(key);
	assert_int_equal(X509_REQ_verify(req, key), 1);
	BIO_free(bio);
	EVP_PKEY_free(key);
	X509_REQ_free(req);
	free(key_pem);
	assert_true(lws_tls_acme_sni_csr_create(cx, elements, csr, 20, &key_pem,
						&key_len) < 0);
	lws_context_destroy(cx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			one_vouches_for_another_and_the_name_is_checked),
		cmocka_unit_test(
			what_follows_a_certificate_leads_to_the_authority),
		cmocka_unit_test(what_is_no_certificate_is_refused),
		cmocka_unit_test(facts_are_told),
		cmocka_unit_test(
			an_authority_may_be_named_by_issuer_and_serial),
		cmocka_unit_test(without_room_the_need_is_told),
		cmocka_unit_test(
			a_request_is_signed_by_the_key_that_comes_with_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
