/* SPDX-License-Identifier: MIT */
/* One head at every split: the description must always be the same. */

#ifndef LWS_TEST_H1_RUN_H
#define LWS_TEST_H1_RUN_H

#include "h1-dump.h"
#include "lws-test.h"

#include <stdlib.h>

#define H1_DUMP_MAX 16384

struct h1_run {
	const char *name; /* of the vector */
	struct h1_setup setup;
	char first[H1_DUMP_MAX];
	char text[H1_DUMP_MAX];
	bool is_first_done;
};

static inline void
h1_run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	uint8_t **in = calloc(count + 1, sizeof(*in));
	size_t *len = calloc(count + 1, sizeof(*len));
	struct h1_run *r = arg;

	assert_non_null(in);
	assert_non_null(len);
	for (size_t i = 0; i < count; i++) {
		in[i] = pieces[i].data;
		len[i] = pieces[i].len;
	}

	h1_dump(&r->setup, in, len, count,
		r->is_first_done ? r->text : r->first, H1_DUMP_MAX);
	free(in);
	free(len);

	if (r->is_first_done && strcmp(r->first, r->text))
		fail_msg("%s: split changes the result:\n%s---\n%s", r->name,
			 r->first, r->text);
	r->is_first_done = true;
}

/* the description of this head, the same for every split; freed by the caller
 */
static inline struct h1_run *
h1_run(const char *name, const struct h1_setup *setup, const char *text,
       size_t len)
{
	struct h1_run *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	r->name = name;
	r->setup = *setup;
	lws__test_each_split(text, len, h1_run_pieces, r);

	return r;
}

/* every line of `expected` must be in the description */
static inline void
h1_expect(const char *name, const struct h1_setup *setup, const char *text,
	  size_t len, const char *expected)
{
	struct h1_run *r = h1_run(name, setup, text, len);
	const char *line = expected;

	while (*line) {
		size_t n = strcspn(line, "\n");
		char want[1024];

		assert_true(n + 2 <= sizeof(want));
		memcpy(want, line, n);
		want[n] = '\n';
		want[n + 1] = '\0';
		if (!strstr(r->first, want))
			fail_msg("%s: no line '%.*s' in:\n%s", name, (int)n,
				 line, r->first);
		line += n + (line[n] == '\n');
	}
	free(r);
}

#endif
