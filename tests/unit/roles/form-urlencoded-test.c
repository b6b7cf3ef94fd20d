/* SPDX-License-Identifier: MIT */
/*
 * Urlencoded form bodies at every split (hazard HF-09): the fields that come
 * out, and what is refused.
 */

#include "form-recorder.h"
#include "roles/http/form-urlencoded.h"

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct vector {
	const char *name;
	const char *text;
	size_t len;
	const char *expected; /* fields, then '|' and how it ended */
};

#define V(name, text, expected)                        \
	{                                              \
		name, text, sizeof(text) - 1, expected \
	}

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	static struct form_recorder r;
	struct lws__form_urlencoded f = {0};
	const struct vector *v = arg;
	enum lws_feed fed = LWS_FEED_MORE;

	memset(&r, 0, offsetof(struct form_recorder, value));
	r.len = r.value_len = r.begun = r.ended = r.calls = 0;
	for (size_t i = 0; i < count && fed == LWS_FEED_MORE; i++) {
		struct lws_cursor in = {pieces[i].data,
					pieces[i].data + pieces[i].len};

		fed = lws__form_urlencoded_feed(&f, &in, &form_recorder_sink,
						&r);
	}
	if (fed == LWS_FEED_MORE)
		fed = lws__form_urlencoded_finish(&f, &form_recorder_sink, &r);
	form_recorder_add(&r, "|%s",
			  lws__form_error_words((enum lws__form_error)f.error));
	assert_int_equal(fed, f.error ? LWS_FEED_BAD : LWS_FEED_DONE);
	if (strcmp(r.text, v->expected))
		fail_msg("%s in %zu pieces: '%s', expected '%s'", v->name,
			 count, r.text, v->expected);
}

static void
check(struct vector *v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lws__test_each_split(v[i].text, v[i].len, run_pieces, &v[i]);
}

static void
form_urlencoded__decodes_fields(void **state)
{
	static struct vector vectors[] = {
		V("nothing", "", "|no error"),
		V("one", "a=1", "a=1;|no error"),
		V("two", "a=1&b=2", "a=1;b=2;|no error"),
		V("spaces and bytes", "na+me=x+y%21%2b&u=%C3%A4",
		  "na me=x y!+;u=\xc3\xa4;|no error"),
		V("both letter cases", "a=%4a%4A", "a=JJ;|no error"),
		V("encoded separators are text", "a%3Db%26=c%3D%26d",
		  "a=b&=c=&d;|no error"),
		V("= in a value", "a=b=c", "a=b=c;|no error"),
		V("no =", "a&b=&c", "a=;b=;c=;|no error"),
		V("empty pieces", "&&a=1&&&b=2&", "a=1;b=2;|no error"),
		V("no name", "=x", "=x;|no error"),
		V("HF-09 repeated names are fields of their own", "a=1&a=2&a",
		  "a=1;a=2;a=;|no error"),
		V("percent of percent", "a=%2525", "a=%25;|no error"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
form_urlencoded__refuses_what_is_none(void **state)
{
	static struct vector vectors[] = {
		V("HF-09 % at the end", "a=1%", "a|bad percent escape"),
		V("HF-09 % and one digit", "a=%4", "a|bad percent escape"),
		V("HF-09 % at the end of a name", "a%", "|bad percent escape"),
		V("no digits", "a=%zz&b=1", "a|bad percent escape"),
		V("one digit", "a=%4z", "a|bad percent escape"),
		V("% before a separator", "a=1%&b=2", "a|bad percent escape"),
		V("NUL in a name", "a%00b=1", "|bad name of a field"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static enum lws__form_error
feed_text(const char *text, size_t len, struct form_recorder *r)
{
	struct lws__form_urlencoded f = {0};
	uint8_t *copy = lws__test_guarded(text, len);
	struct lws_cursor in = {copy, copy + len};

	if (lws__form_urlencoded_feed(&f, &in, &form_recorder_sink, r) ==
	    LWS_FEED_MORE)
		lws__form_urlencoded_finish(&f, &form_recorder_sink, r);
	lws__test_guarded_free(copy, len);

	return (enum lws__form_error)f.error;
}

static void
form_urlencoded__bounds_names_and_fields(void **state)
{
	static struct form_recorder r;
	char *text = malloc(70000);
	size_t n;

	(void)state;
	assert_non_null(text);
	/* HF-09: a huge name */
	memset(text, 'a', 70000);
	text[LWS__FORM_NAME_MAX] = '=';
	assert_int_equal(feed_text(text, LWS__FORM_NAME_MAX + 2, &r),
			 LWS__FORM_OK);
	text[LWS__FORM_NAME_MAX] = 'a';
	assert_int_equal(feed_text(text, 70000, &r), LWS__FORM_NAME_LONG);

	/* HF-09: many fields */
	for (n = 0; n < LWS__FORM_FIELDS_MAX + 1; n++)
		memcpy(text + n * 3, "a=&", 3);
	assert_int_equal(feed_text(text, LWS__FORM_FIELDS_MAX * 3, &r),
			 LWS__FORM_OK);
	assert_int_equal(feed_text(text, (LWS__FORM_FIELDS_MAX + 1) * 3, &r),
			 LWS__FORM_MANY_FIELDS);

	/* a value has no bound here, and NULs are of it */
	memset(&r, 0, sizeof(r));
	memset(text, 'v', 70000);
	memcpy(text, "a=%00", 5);
	assert_int_equal(feed_text(text, 70000, &r), LWS__FORM_OK);
	assert_string_equal(r.text, "a=69996;");
	assert_int_equal(r.value[0], 0);
	free(text);
}

static void
form_urlencoded__stops_where_the_sink_refuses(void **state)
{
	static const char text[] = "a=1&b=2";

	(void)state;
	for (unsigned int n = 1; n <= 6; n++) {
		static struct form_recorder r;

		memset(&r, 0, sizeof(r));
		r.refuse_at = n;
		assert_int_equal(feed_text(text, sizeof(text) - 1, &r),
				 LWS__FORM_REFUSED);
		assert_int_equal(r.calls, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_urlencoded__decodes_fields),
		cmocka_unit_test(form_urlencoded__refuses_what_is_none),
		cmocka_unit_test(form_urlencoded__bounds_names_and_fields),
		cmocka_unit_test(form_urlencoded__stops_where_the_sink_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
