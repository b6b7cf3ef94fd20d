/* SPDX-License-Identifier: MIT */
/*
 * Digest authentication of a client: the examples of RFC 7616, RFC 2617 and
 * RFC 2069, which challenge wins, and words that are no challenge.
 */

#include "lws-test.h"

#include "roles/http/digest-auth.h"

#include <libwebsockets.h>

#include <stdlib.h>

static enum lws__http_challenge_result
read_value(struct lws__http_challenge *c, const char *value)
{
	size_t len = strlen(value);
	uint8_t *in = lws__test_guarded(value, len);
	enum lws__http_challenge_result r;

	memset(c, 0, sizeof(*c));
	r = lws__http_challenge_read(c, (const char *)in, len);
	lws__test_guarded_free(in, len);

	return r;
}

/* the answer, owned */
static char *
answer(const struct lws__http_digest_req *req)
{
	unsigned char *text = malloc(4096), *p = text;

	assert_int_equal(lws__http_digest_answer(req, &p, text + 4095), 0);
	*p = '\0';

	return (char *)text;
}

static const char rfc7616_nonce[] =
	"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
static const char rfc7616_cnonce[] =
	"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

static const struct {
	const char *name, *challenge, *user, *password, *uri, *cnonce, *want;
} examples[] = {
	{"RFC 7616 3.9.1, MD5",
	 "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
	 "algorithm=MD5, "
	 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
	 "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	 "Mufasa", "Circle of Life", "/dir/index.html", rfc7616_cnonce,
	 "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
	 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
	 "uri=\"/dir/index.html\", qop=auth, nc=00000001, "
	 "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
	 "response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, "
	 "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""},
	{"RFC 7616 3.9.1, SHA-256",
	 "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
	 "algorithm=SHA-256, "
	 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
	 "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
	 "Mufasa", "Circle of Life", "/dir/index.html", rfc7616_cnonce,
	 "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
	 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
	 "uri=\"/dir/index.html\", qop=auth, nc=00000001, "
	 "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
	 "response=\"753927fa0e85d155564e2e272a28d1802ca10daf449"
	 "6794697cf8db5856cb6c1\", algorithm=SHA-256, "
	 "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""},
	{"RFC 2617 3.5",
	 "Digest realm=\"testrealm@host.com\",qop=\"auth,auth-int\","
	 "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
	 "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	 "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b",
	 "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
	 "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
	 "uri=\"/dir/index.html\", qop=auth, nc=00000001, "
	 "cnonce=\"0a4f113b\", "
	 "response=\"6629fae49393a05397450978507c4ef1\", "
	 "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""},
	{"RFC 2069, errata 749",
	 "Digest realm=\"testrealm@host.com\", "
	 "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
	 "Mufasa", "CircleOfLife", "/dir/index.html", "unused",
	 "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
	 "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
	 "uri=\"/dir/index.html\", "
	 "response=\"1949323746fe6a43ef61f9606e7febea\""},
};

static void
digest_auth__answers_the_examples_of_the_rfcs(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(examples); n++) {
		struct lws__http_challenge c;
		char *text;

		print_message("%s\n", examples[n].name);
		assert_int_equal(read_value(&c, examples[n].challenge),
				 LWS__HTTP_CHALLENGE_OK);
		text = answer(&(struct lws__http_digest_req){
			.challenge = &c,
			.user = examples[n].user,
			.password = examples[n].password,
			.method = "GET",
			.uri = examples[n].uri,
			.cnonce = examples[n].cnonce,
			.count = 1});
		assert_string_equal(text, examples[n].want);
		free(text);
	}
}

/* RFC 7616 3.9.2's user; the hash of that name is the one of its erratum 4897
 */
static void
digest_auth__hides_the_user_when_asked_to(void **state)
{
	struct lws__http_challenge c;
	char *text;

	(void)state;
	read_value(&c, "Digest realm=\"api@example.org\", qop=\"auth\", "
		       "algorithm=SHA-512-256, nonce=\"n\", userhash=true, "
		       "charset=UTF-8");
	assert_int_equal(c.digest, LWS__DIGEST_SHA512_256);
	text = answer(&(struct lws__http_digest_req){
		.challenge = &c,
		.user = "J\xc3\xa4s\xc3\xb8n Doe",
		.password = "Secret, or not?",
		.method = "GET",
		.uri = "/doe.json",
		.cnonce = rfc7616_cnonce,
		.count = 0x1a});
	assert_non_null(strstr(text, "username=\"793263caabb707a56211940d90411e"
				     "a4a575adeccb7e360aeb624ed06ece9b0b\""));
	assert_non_null(strstr(text, ", userhash=true"));
	assert_non_null(strstr(text, ", nc=0000001a"));
	assert_null(strstr(text, "Doe"));
	free(text);

	c.hashes_user = false;
	text = answer(&(struct lws__http_digest_req){
		.challenge = &c,
		.user = "J\xc3\xa4s\xc3\xb8n Doe",
		.password = "",
		.method = "GET",
		.uri = "/",
		.cnonce = "c",
		.count = 1});
	assert_non_null(strstr(text, "Digest username*=UTF-8''J%C3%A4s%C3%B8n"
				     "%20Doe, realm="));
	free(text);
}

static void
digest_auth__a_session_key_depends_on_both_nonces(void **state)
{
	static const char *const names[] = {"MD5-sess", "SHA-256-sess",
					    "SHA-512-256-sess"};
	struct lws__http_challenge c;
	char value[200], *one, *two;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		struct lws__http_digest_req req = {.challenge = &c,
						   .user = "u",
						   .password = "p",
						   .method = "GET",
						   .uri = "/",
						   .cnonce = "c",
						   .count = 1};

		lws_snprintf(value, sizeof(value),
			     "Digest realm=\"r\", nonce=\"%s\", algorithm=%s",
			     rfc7616_nonce, names[n]);
		assert_int_equal(read_value(&c, value), LWS__HTTP_CHALLENGE_OK);
		assert_true(c.is_sess);
		one = answer(&req);
		req.cnonce = "d";
		two = answer(&req);
		/* without qop the cnonce reaches the response by the key */
		assert_non_null(strstr(one, ", cnonce=\"c\", response="));
		assert_string_not_equal(strstr(one, "response="),
					strstr(two, "response="));
		assert_non_null(strstr(one, names[n]));
		free(one);
		free(two);
	}
}

static const struct {
	const char *value;
	enum lws__digest digest; /* of the winner; NONE: nothing for us */
	const char *realm;
} choices[] = {
	{"Digest realm=\"a\", nonce=\"n\", Digest realm=\"b\", nonce=\"n\", "
	 "algorithm=SHA-256",
	 LWS__DIGEST_SHA256, "b"},
	{"Digest realm=a, nonce=n, algorithm=SHA-256, digest realm=b, nonce=n",
	 LWS__DIGEST_SHA256, "a"},
	{"Digest realm=a, nonce=n, Digest realm=b, nonce=n", LWS__DIGEST_MD5,
	 "a"},
	{"Digest realm=a, nonce=n, algorithm=SHA-512-256, "
	 "Digest realm=b, nonce=n, algorithm=SHA-256",
	 LWS__DIGEST_SHA512_256, "a"},
	{"Basic realm=\"x\", Digest realm=\"a \\\"b\\\", c\", nonce = \"n\"",
	 LWS__DIGEST_MD5, "a \"b\", c"},
	{"Negotiate, Digest realm=a, nonce=n", LWS__DIGEST_MD5, "a"},
	{"Negotiate abc/+==, Digest realm=a,nonce=n", LWS__DIGEST_MD5, "a"},
	{"Negotiate abc=, Digest realm=a,nonce=n,", LWS__DIGEST_MD5, "a"},
	{",, DIGEST\tREALM=a ,\t, Nonce=n", LWS__DIGEST_MD5, "a"},
	{"Digest realm=a, nonce=n, algorithm=\"MD5\", stale=TRUE",
	 LWS__DIGEST_MD5, "a"},
	/* what cannot be answered */
	{"Digest realm=a, nonce=n, algorithm=SHA-3", LWS__DIGEST_NONE, ""},
	{"Digest realm=a, nonce=n, qop=\"auth-int\"", LWS__DIGEST_NONE, ""},
	{"Digest realm=a", LWS__DIGEST_NONE, ""},
	{"Digest nonce=a", LWS__DIGEST_NONE, ""},
	{"Digest realm=a, nonce=n, nonce=m", LWS__DIGEST_NONE, ""},
	{"Digest", LWS__DIGEST_NONE, ""},
	{"Basic realm=\"Digest realm=a, nonce=b\"", LWS__DIGEST_NONE, ""},
	{"realm=a, nonce=n", LWS__DIGEST_NONE, ""},
	{"", LWS__DIGEST_NONE, ""},
};

static void
digest_auth__takes_the_strongest_challenge(void **state)
{
	struct lws__http_challenge c;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(choices); n++) {
		print_message("%s\n", choices[n].value);
		assert_int_equal(read_value(&c, choices[n].value),
				 LWS__HTTP_CHALLENGE_OK);
		assert_int_equal(c.digest, choices[n].digest);
		assert_string_equal(c.realm, choices[n].realm);
	}
	assert_int_equal(read_value(&c, "Digest realm=a, nonce=n, stale=true"),
			 LWS__HTTP_CHALLENGE_OK);
	assert_true(c.is_stale);
}

static void
digest_auth__refuses_words_that_are_no_challenge(void **state)
{
	static const char *const bad[] = {
		"Digest realm=\"a, nonce=n", "Digest realm=\"a\" nonce=n",
		"Digest realm=a, nonce=n;",  "Digest realm=\"a\\",
		"\"Digest\" realm=a",        "Digest realm=(a), nonce=n",
	};
	struct lws__http_challenge c;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		print_message("%s\n", bad[n]);
		assert_int_equal(read_value(&c, bad[n]),
				 LWS__HTTP_CHALLENGE_BAD);
	}
}

/* 64 KiB in any of the values: not answered, nothing is written past them */
static void
digest_auth__does_not_answer_what_has_no_bounds(void **state)
{
	static const char *const names[] = {"realm", "nonce", "opaque"};
	struct lws__http_challenge c;
	char *value = malloc(70000);

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++)
		for (size_t len = LWS__HTTP_DIGEST_VALUE_MAX - 1; len < 66000;
		     len += 65024) {
			int at = lws_snprintf(value, 100, "Digest %s%s%s=\"",
					      n ? "realm=r, " : "",
					      n == 1 ? "" : "nonce=n, ",
					      names[n]);

			memset(value + at, 'x', len);
			memcpy(value + at + len, "\"", 2);
			assert_int_equal(read_value(&c, value),
					 LWS__HTTP_CHALLENGE_OK);
			assert_int_equal(c.digest,
					 len < LWS__HTTP_DIGEST_VALUE_MAX
						 ? LWS__DIGEST_MD5
						 : LWS__DIGEST_NONE);
		}
	free(value);
}

static void
digest_auth__writes_all_or_nothing(void **state)
{
	struct lws__http_challenge c;
	struct lws__http_digest_req req = {.challenge = &c,
					   .user = "u\"\\",
					   .password = "p",
					   .method = "GET",
					   .uri = "/",
					   .cnonce = "c",
					   .count = 1};
	char *whole;
	size_t need;

	(void)state;
	read_value(&c, "Digest realm=\"a\\\"b\", nonce=n, qop=auth");
	whole = answer(&req);
	need = strlen(whole);
	assert_non_null(strstr(whole, "username=\"u\\\"\\\\\""));
	assert_non_null(strstr(whole, "realm=\"a\\\"b\""));
	for (size_t len = 0; len <= need; len++) {
		uint8_t *room = lws__test_guarded(whole, len), *p = room;

		assert_int_equal(
			!!lws__http_digest_answer(&req, &p, room + len),
			len < need);
		assert_ptr_equal(p, len < need ? room : room + len);
		lws__test_guarded_free(room, len);
	}
	free(whole);
	req.user = "a\r\nb";
	{
		unsigned char text[1000], *p = text;

		assert_int_not_equal(
			lws__http_digest_answer(&req, &p, text + 1000), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest_auth__answers_the_examples_of_the_rfcs),
		cmocka_unit_test(digest_auth__hides_the_user_when_asked_to),
		cmocka_unit_test(
			digest_auth__a_session_key_depends_on_both_nonces),
		cmocka_unit_test(digest_auth__takes_the_strongest_challenge),
		cmocka_unit_test(
			digest_auth__refuses_words_that_are_no_challenge),
		cmocka_unit_test(
			digest_auth__does_not_answer_what_has_no_bounds),
		cmocka_unit_test(digest_auth__writes_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
