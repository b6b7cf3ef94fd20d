/* SPDX-License-Identifier: MIT */
/* The header table: fragments, joining, custom headers, and where it ends. */

#include "lws-test.h"

#include "base/base.h"
#include "roles/http/header-names.h"
#include "roles/http/header-table-form.h"

#include <stdio.h>

static int
setup(void **state)
{
	struct lws__http_headers *h = lws__http_headers_create(0);

	*state = h;

	return !h;
}

static int
teardown(void **state)
{
	struct lws__http_headers *h = *state;

	lws__http_headers_destroy(&h);
	assert_null(h);
	lws__http_headers_destroy(&h); /* twice is harmless */

	return 0;
}

static void
add(struct lws__http_headers *h, enum lws_token_indexes token, const char *s)
{
	assert_int_equal(lws__http_headers_add(h, token, s, strlen(s)), 0);
}

static void
add_named(struct lws__http_headers *h, const char *name, const char *s)
{
	assert_int_equal(lws__http_headers_add_named(h, name, strlen(name), s,
						     strlen(s)),
			 0);
}

static void
header_table__absent_headers_have_no_length(void **state)
{
	struct lws__http_headers *h = *state;
	char buf[8] = "xxxxxxx";
	size_t len = 9;

	assert_false(lws__http_headers_has(h, WSI_TOKEN_HOST));
	assert_int_equal(lws__http_headers_total_length(h, WSI_TOKEN_HOST), 0);
	assert_int_equal(
		lws__http_headers_fragment_length(h, WSI_TOKEN_HOST, 0), 0);
	assert_int_equal(lws__http_headers_copy(h, buf, 8, WSI_TOKEN_HOST), 0);
	assert_string_equal(buf, "");
	assert_int_equal(
		lws__http_headers_copy_fragment(h, buf, 8, WSI_TOKEN_HOST, 0),
		-1);
	assert_null(lws__http_headers_simple_ptr(h, WSI_TOKEN_HOST));
	assert_null(lws__http_headers_fragment(h, WSI_TOKEN_HOST, 0, &len));
	assert_int_equal(len, 0);
	assert_int_equal(lws__http_headers_custom_length(h, "x:", 2), -1);
	assert_int_equal(lws__http_headers_custom_copy(h, buf, 8, "x:", 2), -1);
	assert_int_equal(lws__http_headers_total_length(h, WSI_TOKEN_COUNT), 0);
}

static void
header_table__copies_need_room_for_the_nul(void **state)
{
	struct lws__http_headers *h = *state;
	char buf[8];

	add(h, WSI_TOKEN_HOST, "host");
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(lws__http_headers_copy(h, buf, 4, WSI_TOKEN_HOST), -1);
	assert_int_equal(buf[4], 'x');
	assert_int_equal(lws__http_headers_copy(h, buf, 5, WSI_TOKEN_HOST), 4);
	assert_string_equal(buf, "host");
	assert_int_equal(lws__http_headers_copy(h, buf, 0, WSI_TOKEN_HOST), -1);
	assert_int_equal(lws__http_headers_copy(h, buf, -1, WSI_TOKEN_HOST),
			 -1);
	assert_int_equal(
		lws__http_headers_copy_fragment(h, buf, 4, WSI_TOKEN_HOST, 0),
		-2);
	assert_int_equal(
		lws__http_headers_copy_fragment(h, buf, 5, WSI_TOKEN_HOST, 0),
		4);
	assert_int_equal(
		lws__http_headers_copy_fragment(h, buf, 5, WSI_TOKEN_HOST, 1),
		-1);
	assert_int_equal(
		lws__http_headers_copy_fragment(h, buf, 5, WSI_TOKEN_HOST, -1),
		-1);
}

static void
header_table__joins_fragments_in_the_way_of_each_header(void **state)
{
	static const struct {
		enum lws_token_indexes token;
		const char *joined;
	} vectors[] = {
		{WSI_TOKEN_HTTP_ACCEPT, "a,b,c"},
		{WSI_TOKEN_HTTP_COOKIE, "a; b; c"},
		{WSI_TOKEN_HTTP_URI_ARGS, "a&b&c"},
	};
	struct lws__http_headers *h = *state;
	char buf[16];

	for (size_t i = 0; i < 3; i++) {
		enum lws_token_indexes t = vectors[i].token;
		int len = (int)strlen(vectors[i].joined);

		add(h, t, "a");
		add(h, WSI_TOKEN_HOST, "between");
		add(h, t, "b");
		add(h, t, "c");
		assert_int_equal(lws__http_headers_fragment_count(h, t), 3);
		assert_int_equal(lws__http_headers_total_length(h, t), len);
		assert_int_equal(lws__http_headers_copy(h, buf, len, t), -1);
		assert_int_equal(lws__http_headers_copy(h, buf, len + 1, t),
				 len);
		assert_string_equal(buf, vectors[i].joined);
		assert_string_equal(lws__http_headers_simple_ptr(h, t), "a");
		assert_int_equal(
			lws__http_headers_copy_fragment(h, buf, 16, t, 2), 1);
		assert_string_equal(buf, "c");
	}
}

static void
header_table__walks_fragments_in_order_and_ends(void **state)
{
	struct lws__http_headers *h = *state;
	unsigned int iter = 0;
	const char *s;
	size_t len;

	add(h, WSI_TOKEN_HTTP_COOKIE, "1");
	add(h, WSI_TOKEN_HTTP_COOKIE, "");
	add(h, WSI_TOKEN_HTTP_COOKIE, "333");
	for (size_t i = 0; i < 3; i++) {
		s = lws__http_headers_next(h, WSI_TOKEN_HTTP_COOKIE, &iter,
					   &len);
		assert_non_null(s);
		assert_int_equal(len, i == 1 ? 0 : i == 2 ? 3 : 1);
		assert_int_equal(strlen(s), len);
	}
	assert_null(
		lws__http_headers_next(h, WSI_TOKEN_HTTP_COOKIE, &iter, &len));
	assert_null(
		lws__http_headers_next(h, WSI_TOKEN_HTTP_COOKIE, &iter, &len));
}

static void
collect_name(const char *name, int nlen, void *opaque)
{
	char *all = opaque;
	size_t at = strlen(all);

	memcpy(all + at, name, (size_t)nlen);
	all[at + (size_t)nlen] = ' ';
	all[at + (size_t)nlen + 1] = '\0';
}

static void
header_table__custom_headers_have_lower_case_names_with_colon(void **state)
{
	struct lws__http_headers *h = *state;
	const char *name, *value;
	size_t name_len, len;
	unsigned int iter = 0;
	char all[64] = "";
	char buf[16];

	assert_int_equal(lws__http_headers_custom_foreach(h, collect_name, all),
			 -1);
	add_named(h, "X-One", "1");
	add_named(h, "hOSt", "known");
	add_named(h, "x-two", "second");
	add_named(h, "X-ONE", "again");

	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_HOST),
			    "known");
	assert_int_equal(lws__http_headers_custom_length(h, "x-two:", 6), 6);
	assert_int_equal(lws__http_headers_custom_length(h, "X-Two:", 6), 6);
	assert_int_equal(lws__http_headers_custom_length(h, "x-two", 5), -1);
	assert_int_equal(lws__http_headers_custom_length(h, "x-tw:", 5), -1);
	assert_int_equal(lws__http_headers_custom_length(h, "host:", 5), -1);
	assert_int_equal(lws__http_headers_custom_length(h, "x-two:", -1), -1);
	assert_int_equal(lws__http_headers_custom_length(h, "x-one:", 6), 1);
	assert_int_equal(lws__http_headers_custom_copy(h, buf, 6, "x-two:", 6),
			 -1);
	assert_int_equal(lws__http_headers_custom_copy(h, buf, 7, "x-two:", 6),
			 6);
	assert_string_equal(buf, "second");

	assert_int_equal(lws__http_headers_custom_foreach(h, collect_name, all),
			 0);
	assert_string_equal(all, "x-one: x-two: x-one: ");

	assert_true(lws__http_headers_custom_next(h, &iter, &name, &name_len,
						  &value, &len));
	assert_string_equal(name, "x-one:");
	assert_int_equal(name_len, 6);
	assert_string_equal(value, "1");
}

static void
header_table__a_header_is_seen_when_it_ends(void **state)
{
	struct lws__http_headers *h = *state;

	assert_int_equal(lws__http_headers_begin(h, WSI_TOKEN_HOST), 0);
	assert_int_equal(lws__http_headers_begin(h, WSI_TOKEN_ORIGIN), 1);
	assert_int_equal(lws__http_headers_append(h, "ho", 2), 0);
	assert_int_equal(lws__http_headers_append(h, "st", 2), 0);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_HOST));
	assert_int_equal(lws__http_headers_end(h), 0);
	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_HOST),
			    "host");
	assert_int_equal(lws__http_headers_end(h), 1);
	assert_int_equal(lws__http_headers_append(h, "x", 1), 1);

	assert_int_equal(lws__http_headers_begin(h, WSI_TOKEN_ORIGIN), 0);
	assert_int_equal(lws__http_headers_append(h, "gone", 4), 0);
	lws__http_headers_abandon(h);
	lws__http_headers_abandon(h);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_ORIGIN));
	add(h, WSI_TOKEN_ORIGIN, "kept");
	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_ORIGIN),
			    "kept");
	assert_int_equal(lws__http_headers_begin(h, WSI_TOKEN_COUNT), 1);
}

static void
header_table__a_value_never_holds_nul(void **state)
{
	struct lws__http_headers *h = *state;

	assert_int_equal(lws__http_headers_add(h, WSI_TOKEN_HOST, "a\0b", 3),
			 1);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_HOST));
	add(h, WSI_TOKEN_HOST, "ab");
	assert_int_equal(lws__http_headers_replace(h, WSI_TOKEN_HOST, "\0", 1),
			 1);
	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_HOST),
			    "ab");
}

static void
header_table__replace_leaves_no_rest_of_the_old_value(void **state)
{
	struct lws__http_headers *h = *state;
	char *p;

	add(h, WSI_TOKEN_HTTP_AUTHORIZATION, "Basic dXNlcjpwYXNz");
	add(h, WSI_TOKEN_HTTP_AUTHORIZATION, "second");
	p = lws__http_headers_simple_ptr(h, WSI_TOKEN_HTTP_AUTHORIZATION);
	assert_int_equal(lws__http_headers_replace(
				 h, WSI_TOKEN_HTTP_AUTHORIZATION, "user", 4),
			 0);
	assert_memory_equal(p, "user\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 18);
	assert_int_equal(lws__http_headers_fragment_count(
				 h, WSI_TOKEN_HTTP_AUTHORIZATION),
			 1);

	assert_int_equal(lws__http_headers_replace(
				 h, WSI_TOKEN_HTTP_AUTHORIZATION, "longer", 6),
			 0);
	assert_string_equal(
		lws__http_headers_simple_ptr(h, WSI_TOKEN_HTTP_AUTHORIZATION),
		"longer");
	add(h, WSI_TOKEN_HTTP_AUTHORIZATION, "more");
	assert_int_equal(
		lws__http_headers_total_length(h, WSI_TOKEN_HTTP_AUTHORIZATION),
		11);

	assert_int_equal(
		lws__http_headers_replace(h, WSI_TOKEN_ORIGIN, "new", 3), 0);
	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_ORIGIN),
			    "new");
	lws__http_headers_remove(h, WSI_TOKEN_ORIGIN);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_ORIGIN));
}

static void
header_table__full_is_refused_and_nothing_breaks(void **state)
{
	static const size_t sizes[] = {1, 7, 64, 1000};
	struct lws__http_headers *h = *state;
	char value[1000];

	memset(value, 'v', sizeof(value));
	for (size_t i = 0; i < 4; i++) {
		unsigned int count = 0;
		int total;

		lws__http_headers_reset(h);
		while (!lws__http_headers_add(h, WSI_TOKEN_HTTP_COOKIE, value,
					      sizes[i]))
			count++;
		assert_true(count > 3);
		total = lws__http_headers_total_length(h,
						       WSI_TOKEN_HTTP_COOKIE);
		assert_int_equal(total, count * sizes[i] + (count - 1) * 2);
		assert_int_equal(lws__http_headers_fragment_count(
					 h, WSI_TOKEN_HTTP_COOKIE),
				 count);
	}

	lws__http_headers_reset(h);
	assert_false(lws__http_headers_has(h, WSI_TOKEN_HTTP_COOKIE));
	add(h, WSI_TOKEN_HTTP_COOKIE, "again");
}

static void
header_table__one_value_of_the_limit_fits(void **state)
{
	static char value[4096];
	struct lws__http_headers *h = *state;

	memset(value, 'v', sizeof(value));
	assert_int_equal(lws__http_headers_limit(h), 4096);
	assert_int_equal(lws__http_headers_add(h, WSI_TOKEN_HTTP_COOKIE, value,
					       sizeof(value)),
			 0);
	assert_int_equal(
		lws__http_headers_total_length(h, WSI_TOKEN_HTTP_COOKIE), 4096);
}

static void
header_table__names_met_byte_by_byte_become_tokens(void **state)
{
	struct lws__http_headers *h = *state;

	assert_int_equal(lws__http_headers_begin_named(h), 0);
	assert_int_equal(lws__http_headers_append(h, "HO", 2), 0);
	assert_int_equal(lws__http_headers_append(h, "st", 2), 0);
	assert_int_equal(lws__http_headers_name_done(h), WSI_TOKEN_HOST);
	assert_int_equal(lws__http_headers_append(h, "a", 1), 0);
	assert_int_equal(lws__http_headers_end(h), 0);

	assert_int_equal(lws__http_headers_begin_named(h), 0);
	assert_int_equal(lws__http_headers_append(h, "X-Y", 3), 0);
	assert_int_equal(lws__http_headers_name_done(h), WSI_TOKEN_COUNT);
	assert_int_equal(lws__http_headers_append(h, "b", 1), 0);
	assert_int_equal(lws__http_headers_end(h), 0);

	assert_string_equal(lws__http_headers_simple_ptr(h, WSI_TOKEN_HOST),
			    "a");
	assert_int_equal(lws__http_headers_custom_length(h, "x-y:", 4), 1);
}

static void
header_table__tells_method_and_uri(void **state)
{
	struct lws__http_headers *h = *state;
	char *uri = NULL;
	int len = 0;

	assert_int_equal(lws__http_headers_uri_and_method(h, &uri, &len), -1);
	add(h, WSI_TOKEN_HTTP_COLON_PATH, "/h2");
	assert_int_equal(lws__http_headers_uri_and_method(h, &uri, &len),
			 LWSHUMETH_COLON_PATH);
	assert_string_equal(uri, "/h2");
	assert_int_equal(len, 3);
	add(h, WSI_TOKEN_DELETE_URI, "/d");
	assert_int_equal(lws__http_headers_uri_and_method(h, &uri, &len),
			 LWSHUMETH_DELETE);
	assert_string_equal(uri, "/d");
}

static int
create_and_destroy(void *arg)
{
	struct lws__http_headers *h = lws__http_headers_create(0);
	int failed = !h;

	(void)arg;
	lws__http_headers_destroy(&h);

	return failed;
}

/* as a parser does; how many of them went in */
static unsigned int
fill_by_names(struct lws__http_headers *h)
{
	unsigned int n;

	for (n = 0; n < 1000; n++) {
		char name[32], value[32];
		int name_len = lws_snprintf(name, sizeof(name), "x-%u", n);
		int len = lws_snprintf(value, sizeof(value), "%u", n * 7919);

		if (n % 3 == 0)
			name_len = lws_snprintf(name, sizeof(name), "accept");
		if (lws__http_headers_begin_named(h) ||
		    lws__http_headers_append(h, name, (size_t)name_len) ||
		    lws__http_headers_name_done(h) < 0 ||
		    lws__http_headers_append(h, value, (size_t)len) ||
		    lws__http_headers_end(h))
			break;
	}
	lws__http_headers_abandon(h);

	return n;
}

static void
header_table__that_grows_ends_where_others_do(void **state)
{
	struct lws__http_headers *whole = lws__http_headers_create(0);
	struct lws__http_headers *h = lws__http_headers_create_growing(0);
	unsigned int count = fill_by_names(whole), iter[2] = {0, 0};
	const char *a, *b;
	size_t a_len, b_len;

	(void)state;
	assert_true(count > 100);
	assert_int_equal(fill_by_names(h), count);
	while ((a = lws__http_headers_next(whole, WSI_TOKEN_HTTP_ACCEPT,
					   &iter[0], &a_len))) {
		b = lws__http_headers_next(h, WSI_TOKEN_HTTP_ACCEPT, &iter[1],
					   &b_len);
		assert_non_null(b);
		assert_int_equal(a_len, b_len);
		assert_memory_equal(a, b, a_len);
	}
	assert_null(lws__http_headers_next(h, WSI_TOKEN_HTTP_ACCEPT, &iter[1],
					   &b_len));
	/* and what it grew to is used again */
	lws__http_headers_reset(h);
	assert_int_equal(fill_by_names(h), count);
	lws__http_headers_destroy(&whole);
	lws__http_headers_destroy(&h);
}

/* what a table says, one line for each that it may be asked for */
static void
describe(const struct lws__http_headers *h, char *text, size_t room)
{
	unsigned int iter = 0;
	const char *name, *value;
	size_t name_len, len, at = 0;

	*text = '\0';
	for (int t = 0; t < WSI_TOKEN_COUNT; t++) {
		enum lws_token_indexes token = (enum lws_token_indexes)t;

		iter = 0;
		while ((value = lws__http_headers_next(h, token, &iter, &len)))
			at += (size_t)lws_snprintf(text + at, room - at,
						   "%d=%.*s\n", t, (int)len,
						   value);
		value = lws__http_headers_simple_ptr(h, token);
		assert_int_equal(!!value, lws__http_headers_has(h, token));
		if (value)
			at += (size_t)lws_snprintf(text + at, room - at,
						   "first %s\n", value);
	}
	iter = 0;
	while (lws__http_headers_custom_next(h, &iter, &name, &name_len, &value,
					     &len))
		at += (size_t)lws_snprintf(text + at, room - at, "%.*s=%.*s\n",
					   (int)name_len, name, (int)len,
					   value);
}

static void
add_others(struct lws__http_headers *h)
{
	add(h, WSI_TOKEN_HOST, "localhost");
	add_named(h, "x-b", "first");
	add(h, WSI_TOKEN_HTTP_COOKIE, "a=b");
	add(h, WSI_TOKEN_HTTP_ACCEPT, "removed");
	add(h, WSI_TOKEN_HTTP_COOKIE, "");
	add_named(h, "x-b", "second");
	lws__http_headers_remove(h, WSI_TOKEN_HTTP_ACCEPT);
}

static int
copy_by_image(void *arg)
{
	const struct lws__http_headers *from = arg;
	size_t len = lws__http_headers_image_len(from);
	struct lws__http_headers *h = lws__http_headers_create_growing(0);
	uint8_t *image = lws__malloc(len, "image");
	char was[8192], is[8192];
	int failed = 1;

	if (h && image) {
		lws__http_headers_image(from, image);
		failed = lws__http_headers_from_image(h, image, len, true);
		assert_int_equal(failed && h->count, 0);
	}
	if (!failed) {
		describe(from, was, sizeof(was));
		describe(h, is, sizeof(is));
		assert_string_equal(is, was);
	}
	lws__free(image);
	lws__http_headers_destroy(&h);

	return failed;
}

static void
header_table__another_has_the_same_by_its_image(void **state)
{
	struct lws__http_headers *h = *state;
	struct lws__http_headers *many = lws__http_headers_create(0);

	assert_int_equal(copy_by_image(h), 0); /* empty */
	add(h, WSI_TOKEN_HTTP_COLON_PATH, "/a?b=c&d");
	add_others(h);
	add(h, WSI_TOKEN_GET_URI, "/a");
	add(h, WSI_TOKEN_HTTP_URI_ARGS, "b=c");
	add(h, WSI_TOKEN_HTTP_URI_ARGS, "d");
	assert_int_equal(copy_by_image(h), 0);
	/* which grows */
	assert_true(fill_by_names(many) > 100);
	assert_int_equal(copy_by_image(many), 0);
	lws__test_alloc_sweep(copy_by_image, many);
	lws__http_headers_destroy(&many);
}

static void
header_table__an_image_without_its_target(void **state)
{
	struct lws__http_headers *h = *state, *others, *b;
	char was[1024], is[1024];
	uint8_t image[1024];
	size_t len;

	others = lws__http_headers_create(0);
	b = lws__http_headers_create_growing(0);
	add_others(others);
	add(h, WSI_TOKEN_HTTP_COLON_PATH, "/a?b=c&d");
	add_others(h);
	add(h, WSI_TOKEN_GET_URI, "/a");
	add(h, WSI_TOKEN_HTTP_URI_ARGS, "b=c");
	len = lws__http_headers_image_len(h);
	assert_true(len <= sizeof(image));
	lws__http_headers_image(h, image);
	assert_int_equal(lws__http_headers_from_image(b, image, len, false), 0);
	describe(others, was, sizeof(was));
	describe(b, is, sizeof(is));
	assert_string_equal(is, was);
	/* and another one */
	add(others, WSI_TOKEN_GET_URI, "/other");
	add(b, WSI_TOKEN_GET_URI, "/other");
	describe(others, was, sizeof(was));
	describe(b, is, sizeof(is));
	assert_string_equal(is, was);
	lws__http_headers_destroy(&others);
	lws__http_headers_destroy(&b);
}

static int
grow_and_destroy(void *arg)
{
	struct lws__http_headers *h = lws__http_headers_create_growing(0);
	int failed = !h || fill_by_names(h) < 100;

	(void)arg;
	lws__http_headers_destroy(&h);

	return failed;
}

static void
header_table__survives_lack_of_memory(void **state)
{
	struct lws__http_headers *h;

	(void)state;
	lws__test_alloc_sweep(create_and_destroy, NULL);
	lws__test_alloc_sweep(grow_and_destroy, NULL);
	h = lws__http_headers_create((size_t)-1 / 2);
	assert_null(h);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(header_table__absent_headers_have_no_length),
		T(header_table__copies_need_room_for_the_nul),
		T(header_table__joins_fragments_in_the_way_of_each_header),
		T(header_table__walks_fragments_in_order_and_ends),
		cmocka_unit_test(header_table__that_grows_ends_where_others_do),
		T(header_table__custom_headers_have_lower_case_names_with_colon),
		T(header_table__a_header_is_seen_when_it_ends),
		T(header_table__a_value_never_holds_nul),
		T(header_table__replace_leaves_no_rest_of_the_old_value),
		T(header_table__full_is_refused_and_nothing_breaks),
		T(header_table__one_value_of_the_limit_fits),
		T(header_table__names_met_byte_by_byte_become_tokens),
		T(header_table__tells_method_and_uri),
		T(header_table__another_has_the_same_by_its_image),
		T(header_table__an_image_without_its_target),
		cmocka_unit_test(header_table__survives_lack_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
