/* SPDX-License-Identifier: MIT */
/* Names in HTML that passes by, cut at every place. */

#include "lws-test.h"

#include "roles/http/html-process.h"

#include <libwebsockets.h>

#include <stdlib.h>

static const char *const names[] = {"$a", "$abc", "$empty", "$none"};

static const char *
value_of(void *data, int index)
{
	static const char *const values[] = {"<A>", "<ABC>", "", NULL};

	assert_ptr_equal(data, names);

	return values[index];
}

struct run {
	const char *want;
	int chunked;
};

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct lws_process_html_state s = {.data = (void *)(uintptr_t)names,
					   .vars = names,
					   .count_vars = 4,
					   .replace = value_of};
	const struct run *run = arg;
	char out[4096], buf[1024];
	size_t len = 0;

	for (size_t n = 0; n < count; n++) {
		struct lws_process_html_args args = {.p = buf,
						     .len = (int)pieces[n].len,
						     .max_len = sizeof(buf),
						     .final = n + 1 == count,
						     .chunked = run->chunked};

		memcpy(buf, pieces[n].data, pieces[n].len);
		assert_int_equal(lws_chunked_html_process(&args, &s), 0);
		assert_int_equal(args.chunked, 0);
		memcpy(out + len, args.p, (size_t)args.len);
		len += (size_t)args.len;
	}
	out[len] = '\0';
	if (!run->chunked) {
		assert_string_equal(out, run->want);
		return;
	}
	/* chunks come in any size; together they are the text */
	for (char *at = out, *to = out;;) {
		size_t size = strtoul(at, &at, 16);

		assert_memory_equal(at, "\r\n", 2);
		memmove(to, at + 2, size);
		to += size;
		at += 2 + size;
		assert_memory_equal(at, "\r\n", 2);
		at += 2;
		if (!size) {
			*to = '\0';
			break;
		}
	}
	assert_string_equal(out, run->want);
}

static void
html__names_are_replaced_wherever_they_are_cut(void **state)
{
	static const struct {
		const char *html, *want;
	} vectors[] = {
		{"", ""},
		{"no names", "no names"},
		{"x $a y", "x <A> y"},
		{"$abc", "<ABC>"},
		{"$ab", "<A>b"},
		{"$abd$abc$a", "<A>bd<ABC><A>"},
		{"[$empty][$none]", "[][]"},
		{"$$a $b $ $", "$<A> $b $ $"},
		{"$emp", "$emp"},
		{"$", "$"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(vectors); n++)
		for (int chunked = 0; chunked < 2; chunked++) {
			struct run run = {vectors[n].want, chunked};

			if (!*vectors[n].html)
				continue;
			lws__test_each_split(vectors[n].html,
					     strlen(vectors[n].html),
					     run_pieces, &run);
		}
}

static void
html__without_room_is_refused(void **state)
{
	struct lws_process_html_state s = {.data = (void *)(uintptr_t)names,
					   .vars = names,
					   .count_vars = 4,
					   .replace = value_of};
	char buf[8] = "$abc$abc";
	struct lws_process_html_args args = {
		.p = buf, .len = 8, .max_len = 8, .final = 1};

	(void)state;
	assert_int_not_equal(lws_chunked_html_process(&args, &s), 0);
	args.chunked = 1;
	args.len = 1;
	assert_int_not_equal(lws_chunked_html_process(&args, &s), 0);
	assert_int_not_equal(lws__html_chunk(&args), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			html__names_are_replaced_wherever_they_are_cut),
		cmocka_unit_test(html__without_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
