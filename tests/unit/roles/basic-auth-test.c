/* SPDX-License-Identifier: MIT */
/* Basic authentication: text and back, hostile credentials, lines of a file. */

#include "lws-test.h"

#include "roles/http/basic-auth.h"

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
basic_auth__gen_writes_the_rfc_7617_example(void **state)
{
	char buf[64];

	(void)state;
	assert_int_equal(lws_http_basic_auth_gen("Aladdin", "open sesame", buf,
						 sizeof(buf)),
			 0);
	assert_string_equal(buf, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	assert_int_equal(lws_http_basic_auth_gen("", "", buf, sizeof(buf)), 0);
	assert_string_equal(buf, "Basic Og==");
	assert_int_equal(
		lws_http_basic_auth_gen2("u", "p\0q", 3, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "Basic dTpwAHE=");
}

static void
basic_auth__gen_refuses_what_it_cannot_say(void **state)
{
	char buf[64];

	(void)state;
	/* a colon in the user name would end it */
	assert_int_not_equal(
		lws_http_basic_auth_gen("a:b", "c", buf, sizeof(buf)), 0);
	for (size_t len = 0; len < 11; len++) {
		uint8_t *p = lws__test_guarded("###########", len);

		assert_int_not_equal(
			lws_http_basic_auth_gen("u", "p", (char *)p, len), 0);
		lws__test_guarded_free(p, len);
	}
}

static enum lws__http_basic_result
decode(struct lws__http_basic *b, const char *value)
{
	size_t len = strlen(value);
	uint8_t *in = lws__test_guarded(value, len);
	enum lws__http_basic_result r =
		lws__http_basic_decode(b, (char *)in, len);

	lws__test_guarded_free(in, len);

	return r;
}

static void
basic_auth__decodes_what_gen_makes(void **state)
{
	struct lws__http_basic b;

	(void)state;
	assert_int_equal(decode(&b, "Basic dXNlcjpwYXNz"), LWS__HTTP_BASIC_OK);
	assert_string_equal(b.text, "user:pass");
	assert_int_equal(b.len, 9);
	assert_int_equal(b.user_len, 4);
	assert_int_equal(decode(&b, "basic   dXNlcjpwYXNz"),
			 LWS__HTTP_BASIC_OK);
	assert_int_equal(decode(&b, "BASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
			 LWS__HTTP_BASIC_OK);
	assert_string_equal(b.text, "Aladdin:open sesame");
	/* a password may hold colons */
	assert_int_equal(decode(&b, "Basic YTpiOmM="), LWS__HTTP_BASIC_OK);
	assert_int_equal(b.user_len, 1);
	lws__http_basic_wipe(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.text[0], 0);
}

static void
basic_auth__hf_10_refuses_hostile_credentials(void **state)
{
	static const struct {
		const char *value;
		enum lws__http_basic_result r;
	} vectors[] = {
		{"Bearer abc", LWS__HTTP_BASIC_OTHER},
		{"Basic", LWS__HTTP_BASIC_OTHER},
		{"Basicx dXNlcjpwYXNz", LWS__HTTP_BASIC_OTHER},
		{"", LWS__HTTP_BASIC_OTHER},
		{"Basic ", LWS__HTTP_BASIC_BAD},
		{"Basic dXNlcg==", LWS__HTTP_BASIC_BAD}, /* no colon */
		{"Basic !!!!", LWS__HTTP_BASIC_BAD},
		{"Basic dXNlcjpwYXNz=", LWS__HTTP_BASIC_BAD},
		{"Basic dXNlcjpwYXN", LWS__HTTP_BASIC_BAD},
		{"Basic dXNl cjpwYXNz", LWS__HTTP_BASIC_BAD},
		{"Basic dX=lcjpwYXNz", LWS__HTTP_BASIC_BAD},
		{"Basic dXNlcjpw_-Nz", LWS__HTTP_BASIC_BAD},
		{"Basic ====", LWS__HTTP_BASIC_BAD},
		{"Basic OgA=", LWS__HTTP_BASIC_BAD}, /* ':' NUL */
		{"Basic AAA6", LWS__HTTP_BASIC_BAD}, /* NUL NUL ':' */
		/* user:pass LF other:word */
		{"Basic dXNlcjpwYXNzCm90aGVyOndvcmQ=", LWS__HTTP_BASIC_BAD},
	};
	static char value[65536];
	struct lws__http_basic b;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		if (decode(&b, vectors[i].value) != vectors[i].r)
			fail_msg("%s", vectors[i].value);
		assert_int_equal(b.len, 0);
		assert_int_equal(b.text[0], 0);
	}
	assert_int_equal(lws__http_basic_decode(&b, NULL, 0),
			 LWS__HTTP_BASIC_ABSENT);

	memset(value, 'O', sizeof(value));
	memcpy(value, "Basic ", 6);
	assert_int_equal(lws__http_basic_decode(&b, value, sizeof(value)),
			 LWS__HTTP_BASIC_TOO_LONG);
	assert_int_equal(
		lws__http_basic_decode(&b, value, 6 + LWS__HTTP_BASIC_MAX + 1),
		LWS__HTTP_BASIC_TOO_LONG);
	memcpy(value + 6, "YTph", 4);
	for (size_t i = 10; i < 6 + LWS__HTTP_BASIC_MAX; i += 4)
		memcpy(value + i, "YWFh", 4);
	assert_int_equal(
		lws__http_basic_decode(&b, value, 6 + LWS__HTTP_BASIC_MAX),
		LWS__HTTP_BASIC_OK);
	assert_int_equal(b.len, LWS__HTTP_BASIC_MAX / 4 * 3);
}

static void
basic_auth__compares_whole_lines_only(void **state)
{
	static const char file[] = "other:word\nuser:pass\r\n\nlast:line";
	static const struct {
		const char *value;
		bool found;
	} vectors[] = {
		{"Basic b3RoZXI6d29yZA==", true},  /* other:word */
		{"Basic dXNlcjpwYXNz", true},      /* user:pass */
		{"Basic bGFzdDpsaW5l", true},      /* last:line */
		{"Basic dXNlcjpwYXM=", false},     /* user:pas */
		{"Basic dXNlcjpwYXNzcw==", false}, /* user:passs */
		{"Basic c2VyOnBhc3M=", false},     /* ser:pass */
		{"Basic Og==", false},             /* : */
	};
	struct lws__http_basic b;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		uint8_t *in = lws__test_guarded(file, sizeof(file) - 1);

		assert_int_equal(decode(&b, vectors[i].value),
				 LWS__HTTP_BASIC_OK);
		if (lws__http_basic_in_lines(&b, (char *)in,
					     sizeof(file) - 1) !=
		    vectors[i].found)
			fail_msg("%s", b.text);
		lws__test_guarded_free(in, sizeof(file) - 1);
	}

	/* nothing decoded never equals an empty line */
	lws__http_basic_wipe(&b);
	assert_false(lws__http_basic_in_lines(&b, "\n\n", 2));
	assert_false(lws__http_basic_in_lines(&b, "", 0));
}

static void
basic_auth__secrets_compare_by_content(void **state)
{
	(void)state;
	assert_true(!lws_timingsafe_bcmp("abc", "abc", 3));
	assert_false(!lws_timingsafe_bcmp("abc", "abd", 3));
	assert_false(!lws_timingsafe_bcmp("bbc", "abc", 3));
	assert_true(!lws_timingsafe_bcmp("a", "b", 0));
}

static int
gen(void *arg)
{
	char buf[64];

	(void)arg;

	return lws_http_basic_auth_gen("user", "pass", buf, sizeof(buf));
}

static void
basic_auth__survives_lack_of_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(gen, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basic_auth__gen_writes_the_rfc_7617_example),
		cmocka_unit_test(basic_auth__gen_refuses_what_it_cannot_say),
		cmocka_unit_test(basic_auth__decodes_what_gen_makes),
		cmocka_unit_test(basic_auth__hf_10_refuses_hostile_credentials),
		cmocka_unit_test(basic_auth__compares_whole_lines_only),
		cmocka_unit_test(basic_auth__secrets_compare_by_content),
		cmocka_unit_test(basic_auth__survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
