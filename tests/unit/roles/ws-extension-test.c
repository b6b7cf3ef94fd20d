/* SPDX-License-Identifier: MIT */
/*
 * The text of extension options (RFC 6455 9.1), and permessage-deflate where it
 * is not built, which declines.
 */

#include "core/core.h"
#include "lws-test.h"

#include <stdio.h>

static char told[256];
static int refuse; /* what the extension answers */

static int
note_option(struct lws_context *context, const struct lws_extension *ext,
	    struct lws *wsi, enum lws_extension_callback_reasons reason,
	    void *user, void *in, size_t len)
{
	const struct lws_ext_option_arg *arg = in;
	size_t at = strlen(told);

	(void)context;
	(void)ext;
	(void)wsi;
	(void)len;
	assert_int_equal(reason, LWS_EXT_CB_OPTION_SET);
	assert_ptr_equal(user, told);
	snprintf(told + at, sizeof(told) - at, "%d %s=%.*s|", arg->option_index,
		 arg->option_name, arg->len, arg->start ? arg->start : "");

	return refuse;
}

static const struct lws_ext_options options[] = {
	{"none", EXTARG_NONE},
	{"dec", EXTARG_DEC},
	{"opt", EXTARG_OPT_DEC},
	{NULL, EXTARG_NONE},
};

static const struct lws_extension extension = {.name = "ext",
					       .callback = note_option};

static int
parse(const char *text)
{
	uint8_t *p = lws__test_guarded(text, strlen(text));
	struct lws wsi = {.cx = NULL};
	int ret;

	told[0] = '\0';
	ret = lws_ext_parse_options(&extension, &wsi, told, options,
				    (const char *)p, (int)strlen(text));
	lws__test_guarded_free(p, strlen(text));

	return ret;
}

static void
ws_extension__hears_its_options(void **state)
{
	static const struct {
		const char *text, *told;
	} rows[] = {
		{"", ""},
		{"none", "0 none=|"},
		{"none; dec=15", "0 none=|1 dec=15|"},
		{" ;; dec = \"8\" ;opt", "1 dec=8|2 opt=|"},
		{"opt=10;none", "2 opt=10|0 none=|"},
		{"none, another; dec=1", "0 none=|"}, /* the next extension */
	};

	(void)state;
	refuse = 0;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		assert_int_equal(parse(rows[n].text), 0);
		assert_string_equal(told, rows[n].told);
	}
}

/* WS-20 */
static void
ws_extension__refuses_what_it_does_not_know(void **state)
{
	static const char *const rows[] = {"unknown", "non",     "nonee",
					   "dec",     "dec=",    "dec=\"\"",
					   "dec=x",   "dec=-1",  "dec=1x",
					   "none=1",  "opt=",    "opt=\"a\"",
					   "dec 1",   "=1",      "none;dec",
					   "dec=\"1", "dec=1\"", "none none"};

	(void)state;
	refuse = 0;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		if (!parse(rows[n]))
			fail_msg("'%s' is taken", rows[n]);
}

static void
ws_extension__may_refuse_an_option_itself(void **state)
{
	(void)state;
	refuse = 1;
	assert_int_not_equal(parse("none; dec=1"), 0);
	assert_string_equal(told, "0 none=|");
}

static void
ws_extension__none_is_in_use_without_a_websocket(void **state)
{
	struct lws wsi = {.cx = NULL};

	(void)state;
#if defined(LWS_WITHOUT_EXTENSIONS) || !defined(LWS_WITH_ZLIB)
	assert_int_not_equal(lws_extension_callback_pm_deflate(
				     NULL, &extension, &wsi,
				     LWS_EXT_CB_CONSTRUCT, NULL, NULL, 0),
			     0);
	assert_int_not_equal(
		lws_extension_callback_pm_deflate(NULL, &extension, &wsi,
						  LWS_EXT_CB_CLIENT_CONSTRUCT,
						  NULL, NULL, 0),
		0);
#endif
	assert_int_not_equal(lws_set_extension_option(&wsi,
						      "permessage-deflate",
						      "rx_buf_size", "10"),
			     0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ws_extension__hears_its_options),
		cmocka_unit_test(ws_extension__refuses_what_it_does_not_know),
		cmocka_unit_test(ws_extension__may_refuse_an_option_itself),
		cmocka_unit_test(
			ws_extension__none_is_in_use_without_a_websocket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
