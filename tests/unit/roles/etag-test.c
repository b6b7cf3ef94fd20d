/* SPDX-License-Identifier: MIT */
/* Entity tags, and what a conditional request is answered. */

#include "lws-test.h"

#include "roles/http/etag.h"
#include "roles/http/header-table.h"

#include <libwebsockets.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define MODIFIED 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT */
#define SAME     "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE   "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER    "Sun, 06 Nov 1994 08:49:38 GMT"

static const struct lws__http_validators file = {
	.etag = "\"abc\"", .modified = MODIFIED, .now = 1700000000};

static void
etag__is_length_and_time_in_quotes(void **state)
{
	char buf[LWS__HTTP_ETAG_MAX];

	(void)state;
	assert_int_equal(lws__http_etag_make(buf, 7, 0x5fee0123), 18);
	assert_string_equal(buf, "\"000000075FEE0123\"");
	assert_int_equal(lws__http_etag_make(buf, UINT64_MAX, (time_t)-1), 34);
	assert_string_equal(buf, "\"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\"");
}

static void
etag__matches_in_lists_weak_or_strong(void **state)
{
	static const struct {
		const char *list;
		const char *tag;
		bool weak, strong;
	} vectors[] = {
		{"\"abc\"", "\"abc\"", true, true},
		{"\"x\", \"abc\"", "\"abc\"", true, true},
		{"\"x,y\",\"abc\"", "\"abc\"", true, true},
		{"W/\"abc\"", "\"abc\"", true, false},
		{"\"abc\"", "W/\"abc\"", true, false},
		{"*", "\"abc\"", true, true},
		{"abc", "\"abc\"", true, true},
		{"\"abcd\"", "\"abc\"", false, false},
		{"\"ABC\"", "\"abc\"", false, false},
		{"\"a, abc\"", "\"abc\"", false, false},
		{"", "\"abc\"", false, false},
		{"\"abc", "\"abc\"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t len = strlen(vectors[i].list);

		if (lws__http_etag_matches(vectors[i].list, len, vectors[i].tag,
					   true) != vectors[i].weak ||
		    lws__http_etag_matches(vectors[i].list, len, vectors[i].tag,
					   false) != vectors[i].strong)
			fail_msg("%s vs %s", vectors[i].list, vectors[i].tag);
	}
}

struct condition_vector {
	const char *name;
	enum lws_token_indexes token;
	const char *value;
	enum lws__http_condition get, post;
};

static void
condition__follows_rfc_9110_13_2_2(void **state)
{
#define IM  WSI_TOKEN_HTTP_IF_MATCH
#define INM WSI_TOKEN_HTTP_IF_NONE_MATCH
#define IMS WSI_TOKEN_HTTP_IF_MODIFIED_SINCE
#define IUS WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE
#define OK  LWS__HTTP_COND_SERVE
#define NOT LWS__HTTP_COND_NOT_MODIFIED
#define BAD LWS__HTTP_COND_FAILED
	static const struct condition_vector vectors[] = {
		{"no condition", WSI_TOKEN_HOST, "h", OK, OK},
		{"match", IM, "\"abc\"", OK, OK},
		{"match any", IM, "*", OK, OK},
		{"match weak", IM, "W/\"abc\"", BAD, BAD},
		{"match other", IM, "\"x\"", BAD, BAD},
		{"none match", INM, "\"abc\"", NOT, BAD},
		{"none match list", INM, "\"x\", W/\"abc\"", NOT, BAD},
		{"none match any", INM, "*", NOT, BAD},
		{"none match bare", INM, "abc", NOT, BAD},
		{"none match other", INM, "0", OK, OK},
		{"modified since before", IMS, BEFORE, OK, OK},
		{"modified since same", IMS, SAME, NOT, OK},
		{"modified since after", IMS, AFTER, NOT, OK},
		{"HF-06 modified since junk", IMS, "junk", OK, OK},
		{"HF-06 modified since year 0", IMS,
		 "Sun, 06 Nov 0000 08:49:37 GMT", OK, OK},
		{"unmodified since before", IUS, BEFORE, BAD, BAD},
		{"unmodified since same", IUS, SAME, OK, OK},
		{"HF-06 unmodified since junk", IUS, "junk", OK, OK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct lws__http_headers *h = lws__http_headers_create(0);
		const struct condition_vector *v = &vectors[i];

		assert_non_null(h);
		assert_int_equal(lws__http_headers_add(h, v->token, v->value,
						       strlen(v->value)),
				 0);
		if (lws__http_condition_check(h, &file, true) != v->get ||
		    lws__http_condition_check(h, &file, false) != v->post)
			fail_msg("%s", v->name);
		lws__http_headers_destroy(&h);
	}
}

static void
condition__if_none_match_beats_if_modified_since(void **state)
{
	struct lws__http_headers *h = lws__http_headers_create(0);
	static const struct lws__http_validators unknown = {.now = 1};

	(void)state;
	assert_non_null(h);
	lws__http_headers_add(h, INM, "\"other\"", 7);
	lws__http_headers_add(h, IMS, AFTER, strlen(AFTER));
	assert_int_equal(lws__http_condition_check(h, &file, true), OK);
	/* the tag may stand on another line */
	lws__http_headers_add(h, INM, "\"abc\"", 5);
	assert_int_equal(lws__http_condition_check(h, &file, true), NOT);
	/* nothing known: nothing can be said about it */
	assert_int_equal(lws__http_condition_check(h, &unknown, true), OK);
	lws__http_headers_destroy(&h);
}

static void
condition__if_range_wants_the_very_same(void **state)
{
	static const struct {
		const char *value;
		bool holds;
	} vectors[] = {
		{"\"abc\"", true}, {"abc", true},  {"W/\"abc\"", false},
		{"\"x\"", false},  {"*", false},   {SAME, true},
		{BEFORE, false},   {AFTER, false}, {"", false},
	};
	struct lws__http_headers *h = lws__http_headers_create(0);

	(void)state;
	assert_non_null(h);
	assert_true(lws__http_if_range_holds(h, &file));
	for (size_t i = 0; i < COUNT(vectors); i++) {
		lws__http_headers_reset(h);
		lws__http_headers_add(h, WSI_TOKEN_HTTP_IF_RANGE,
				      vectors[i].value,
				      strlen(vectors[i].value));
		if (lws__http_if_range_holds(h, &file) != vectors[i].holds)
			fail_msg("%s", vectors[i].value);
	}
	lws__http_headers_destroy(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(etag__is_length_and_time_in_quotes),
		cmocka_unit_test(etag__matches_in_lists_weak_or_strong),
		cmocka_unit_test(condition__follows_rfc_9110_13_2_2),
		cmocka_unit_test(
			condition__if_none_match_beats_if_modified_since),
		cmocka_unit_test(condition__if_range_wants_the_very_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
