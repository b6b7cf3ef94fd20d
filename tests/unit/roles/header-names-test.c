/* SPDX-License-Identifier: MIT */
/* Token names: each is found in any case, nothing else is. */

#include "lws-test.h"
#include "roles/http/header-names.h"

#include <ctype.h>

static bool
is_field(const char *text, size_t len)
{
	return text[len - 1] == ':' || text[0] == ':';
}

/* the part of the text that the wire has before the ':' */
static size_t
name_len(const char *text, size_t len)
{
	return text[len - 1] == ':' ? len - 1 : len;
}

static void
header_names__every_field_name_is_found_in_any_case(void **state)
{
	unsigned int fields = 0;

	(void)state;
	for (int t = 0; t < WSI_TOKEN_COUNT; t++) {
		enum lws_token_indexes token = (enum lws_token_indexes)t;
		char upper[LWS__HTTP_NAME_MAX + 2];
		size_t len = 0, n;
		const char *text = lws__http_token_name(token, &len);

		if (!text || !is_field(text, len))
			continue;

		fields++;
		n = name_len(text, len);
		assert_in_range(n, 1, LWS__HTTP_NAME_MAX);
		for (size_t i = 0; i < n; i++)
			upper[i] = (char)toupper((unsigned char)text[i]);
		assert_int_equal(lws__http_token_find(text, n), t);
		assert_int_equal(lws__http_token_find(upper, n), t);
	}
	assert_in_range(fields, 70, 90);
}

static void
header_names__near_misses_are_not_found(void **state)
{
	(void)state;
	for (int t = 0; t < WSI_TOKEN_COUNT; t++) {
		char name[LWS__HTTP_NAME_MAX + 4];
		size_t len = 0, n;
		const char *text =
			lws__http_token_name((enum lws_token_indexes)t, &len);

		if (!text || !is_field(text, len))
			continue;

		n = name_len(text, len);
		memcpy(name, text, n);
		/* a byte that the hash cannot tell apart */
		for (size_t i = 0; i < n; i++) {
			name[i] = (char)(name[i] ^ 0x20);
			if (!isalpha((unsigned char)name[i]))
				assert_int_equal(lws__http_token_find(name, n),
						 -1);
			name[i] = (char)(name[i] ^ 0x20);
		}
		name[n] = 'x';
		assert_int_not_equal(lws__http_token_find(name, n + 1), t);
		assert_int_not_equal(lws__http_token_find(name, n - 1), t);
	}

	assert_int_equal(lws__http_token_find("", 0), -1);
	assert_int_equal(lws__http_token_find("x-unknown", 9), -1);
	assert_int_equal(lws__http_token_find("get ", 4), -1);
	assert_int_equal(lws__http_token_find("uri-args", 8), -1);
	assert_int_equal(lws__http_token_find("http/1.1 ", 9), -1);
	assert_int_equal(lws__http_token_find("\r\n", 2), -1);
}

static void
header_names__long_names_are_not_looked_at(void **state)
{
	uint8_t *p = lws__test_guarded("access-control-request-headers-x", 32);

	(void)state;
	assert_int_equal(lws__http_token_find((char *)p, 32), -1);
	lws__test_guarded_free(p, 32);
}

static void
header_names__token_to_string_is_the_contract(void **state)
{
	static const struct {
		enum lws_token_indexes token;
		const char *text;
	} vectors[] = {
		{WSI_TOKEN_GET_URI, "get "},
		{WSI_TOKEN_HOST, "host:"},
		{WSI_TOKEN_CHALLENGE, "\r\n"},
		{WSI_TOKEN_HTTP, "http/1.1 "},
		{WSI_TOKEN_HTTP_COLON_PATH, ":path"},
		{WSI_TOKEN_PATCH_URI, "patch"},
		{WSI_TOKEN_HTTP_URI_ARGS, "uri-args"},
		{WSI_TOKEN_PROXY, "proxy "},
		{WSI_TOKEN_HTTP1_0, "http/1.0 "},
		{WSI_TOKEN_DSS_SIGNATURE, "x-amzn-dss-signature:"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_string_equal(
			(const char *)lws_token_to_string(vectors[i].token),
			vectors[i].text);
	assert_null(lws_token_to_string(_WSI_TOKEN_CLIENT_URI));
	assert_null(lws_token_to_string(WSI_TOKEN_COUNT));
	assert_null(lws_token_to_string((enum lws_token_indexes) - 1));
}

static void
header_names__methods_are_case_sensitive(void **state)
{
	(void)state;
	assert_int_equal(lws__http_method_find("GET", 3)->index, LWSHUMETH_GET);
	assert_int_equal(lws__http_method_find("HEAD", 4)->token,
			 WSI_TOKEN_HEAD_URI);
	assert_null(lws__http_method_find("get", 3));
	assert_null(lws__http_method_find("GE", 2));
	assert_null(lws__http_method_find("GETS", 4));
	assert_null(lws__http_method_find("", 0));
	assert_null(lws__http_method_find("TRACE", 5));

	for (int i = LWSHUMETH_GET; i <= LWSHUMETH_HEAD; i++)
		assert_int_equal(lws__http_method_by_index(i)->index, i);
	assert_null(lws__http_method_by_index(LWSHUMETH_COLON_PATH));
	assert_null(lws__http_method_by_index(-1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			header_names__every_field_name_is_found_in_any_case),
		cmocka_unit_test(header_names__near_misses_are_not_found),
		cmocka_unit_test(header_names__long_names_are_not_looked_at),
		cmocka_unit_test(header_names__token_to_string_is_the_contract),
		cmocka_unit_test(header_names__methods_are_case_sensitive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
