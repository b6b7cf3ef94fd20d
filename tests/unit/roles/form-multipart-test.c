/* SPDX-License-Identifier: MIT */
/*
 * Multipart form bodies at every split (hazard HF-08): the fields that come
 * out, boundaries that are none, and what is refused.  The boundary is "B" if
 * the vector says no other.
 */

#include "form-recorder.h"
#include "roles/http/form-multipart.h"
#include "roles/http/multipart.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct vector {
	const char *name;
	const char *text;
	size_t len;
	const char *expected; /* fields, then '|' and how it ended */
	const char *boundary;
};

#define VB(name, text, expected, boundary)                       \
	{                                                        \
		name, text, sizeof(text) - 1, expected, boundary \
	}
#define V(name, text, expected) VB(name, text, expected, "B")
#define D                       "Content-Disposition: form-data; "
#define A                       "--B\r\n" D "name=\"a\"\r\n\r\n"
#define END                     "\r\n--B--\r\n"

static void
run_pieces(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	static struct form_recorder r;
	static struct lws__form_multipart m;
	const struct vector *v = arg;
	enum lws_feed fed = LWS_FEED_MORE;

	memset(&r, 0, offsetof(struct form_recorder, value));
	r.len = r.value_len = r.begun = r.ended = r.calls = 0;
	lws__form_multipart_start(&m, v->boundary, v->name[0] == '?');
	for (size_t i = 0; i < count && fed != LWS_FEED_BAD; i++) {
		struct lws_cursor in = {pieces[i].data,
					pieces[i].data + pieces[i].len};

		fed = lws__form_multipart_feed(&m, &in, &form_recorder_sink,
					       &r);
		assert_true(fed == LWS_FEED_BAD || in.at == in.end);
	}
	if (fed != LWS_FEED_BAD)
		fed = lws__form_multipart_finish(&m, &form_recorder_sink, &r);
	form_recorder_add(&r, "|%s",
			  lws__form_error_words((enum lws__form_error)m.error));
	assert_int_equal(fed, m.error ? LWS_FEED_BAD : LWS_FEED_DONE);
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
form_multipart__finds_parts(void **state)
{
	static struct vector vectors[] = {
		V("a field", A "1" END, "a=1;|no error"),
		V("a file",
		  "--B\r\n" D "name=\"f\"; filename=\"x y.txt\"\r\n"
		  "Content-Type: text/plain\r\n\r\nhello\r\n" END,
		  "f(x y.txt)=hello\r\n;|no error"),
		V("two", A "1\r\n" A "2" END, "a=1;a=2;|no error"),
		V("empty values", A "\r\n" A END, "a=;a=;|no error"),
		V("an empty file name",
		  "--B\r\n" D "name=\"f\"; filename=\"\"\r\n\r\n" END,
		  "f()=;|no error"),
		V("nothing behind the end", A "1\r\n--B--", "a=1;|no error"),
		V("no part at all", "--B--\r\n", "|no error"),
		V("before the first and behind the last boundary",
		  "pre\r\n--Bamble\r\n" A "1" END "epi\r\n" A "2" END,
		  "a=1;|no error"),
		V("an empty line first", "\r\n" A "1" END, "a=1;|no error"),
		V("padding", "--B \t\r\n" D "name=a\r\n\r\n1\r\n--B-- \r\nx",
		  "a=1;|no error"),
		V("no body", "--B\r\n" D "name=a\r\n\r\n--B--\r\n",
		  "a=;|no error"),
		V("other header fields and letter case",
		  "--B\r\nX-Y: z\r\ncontent-DISPOSITION:form-data;NAME=a\r\n"
		  "Content-Transfer-Encoding: binary\r\n\r\n1" END,
		  "a=1;|no error"),
		V("escapes in quotes",
		  "--B\r\n" D "name=\"q\\\"\\\\n\"; filename=\"C:\\dir\\f\""
		  "\r\n\r\n1" END,
		  "q\"\\n(C:\\dir\\f)=1;|no error"),
		V("what is percent encoded stays so",
		  "--B\r\n" D "name=\"%22\"\r\n\r\n1" END, "%22=1;|no error"),
		V("filename* is none",
		  "--B\r\n" D "name=a; filename*=UTF-8''x\r\n\r\n1" END,
		  "a=1;|no error"),
		V("semicolons in quotes, and one at the end",
		  "--B\r\n" D "name=\"a;b=c\" ; x=\"y\";\r\n\r\n1" END,
		  "a;b=c=1;|no error"),
		V("?related: no name",
		  "--B\r\nContent-Type: a/b\r\n\r\n1\r\n--B\r\n\r\n2" END,
		  "=1;=2;|no error"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
form_multipart__takes_lookalikes_for_data(void **state)
{
	static struct vector vectors[] = {
		V("HF-08 the boundary and more", A "1\r\n--BB\r\n2" END,
		  "a=1\r\n--BB\r\n2;|no error"),
		V("HF-08 the boundary within a line", A "1--B\r\n2" END,
		  "a=1--B\r\n2;|no error"),
		V("HF-08 less than the boundary", A "1\r\n--\r\n-\r\n\r\r" END,
		  "a=1\r\n--\r\n-\r\n\r\r;|no error"),
		V("HF-08 one dash", A "1\r\n--B-\r\n2" END,
		  "a=1\r\n--B-\r\n2;|no error"),
		V("HF-08 the end and more", A "1\r\n--B--x\r\n2" END,
		  "a=1\r\n--B--x\r\n2;|no error"),
		V("HF-08 padding and more", A "1\r\n--B \t x\r\n2" END,
		  "a=1\r\n--B \t x\r\n2;|no error"),
		V("HF-08 dash behind padding", A "1\r\n--B --\r\n2" END,
		  "a=1\r\n--B --\r\n2;|no error"),
		V("HF-08 more padding than any",
		  A "\r\n--B                 \r\n" END,
		  "a=\r\n--B                 \r\n;|no error"),
		V("HF-08 CR without LF, then a boundary",
		  A "1\r\n--B\r\r\n--B--", "a=1\r\n--B\r;|no error"),
		V("HF-08 line feeds alone", A "1\n--B\n2" END,
		  "a=1\n--B\n2;|no error"),
		V("HF-08 nested",
		  "--B\r\n" D "name=a; filename=n\r\n"
		  "Content-Type: multipart/mixed; boundary=C\r\n\r\n"
		  "--C\r\n\r\n1\r\n--C--" END,
		  "a(n)=--C\r\n\r\n1\r\n--C--;|no error"),
		VB("HF-08 nested, one the beginning of the other",
		   "--BC\r\n" D "name=a\r\n\r\n--B\r\n1\r\n--B--\r\n--BC--",
		   "a=--B\r\n1\r\n--B--;|no error", "BC"),
		VB("dashes in the boundary",
		   "-----\r\n" D "name=a\r\n\r\n1\r\n---\r\n----\r\n2"
		   "\r\n-------",
		   "a=1\r\n---\r\n----\r\n2;|no error", "---"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

static void
form_multipart__refuses_what_is_none(void **state)
{
	static struct vector vectors[] = {
		V("HF-08 nothing", "", "|ends before its last boundary"),
		V("HF-08 -- only", "--", "|ends before its last boundary"),
		V("HF-08 no boundary", "a=1&b=2",
		  "|ends before its last boundary"),
		V("HF-08 no final boundary", A "1",
		  "a|ends before its last boundary"),
		V("HF-08 cut in the final boundary", A "1\r\n--B-",
		  "a|ends before its last boundary"),
		V("HF-08 the final one is another's", A "1\r\n--C--\r\n",
		  "a|ends before its last boundary"),
		V("cut in a header", "--B\r\nContent-Dis",
		  "|ends before its last boundary"),
		V("no name", "--B\r\n" D "\r\n\r\n1" END,
		  "|bad name of a field"),
		V("no disposition", "--B\r\nX: y\r\n\r\n1" END,
		  "|bad name of a field"),
		V("a header that is none", "--B\r\nhello\r\n\r\n1" END,
		  "|bad header of a part"),
		V("a folded header", "--B\r\nX: y\r\n z\r\n\r\n1" END,
		  "|bad header of a part"),
		V("a CR in a header", "--B\r\nX: y\rZ: \r\n\r\n1" END,
		  "|bad header of a part"),
		V("a NUL in a file name",
		  "--B\r\n" D "name=a; filename=\"x\0.txt\"\r\n\r\n1" END,
		  "|bad header of a part"),
		V("two dispositions",
		  "--B\r\n" D "name=a\r\n" D "name=b\r\n\r\n1" END,
		  "|bad header of a part"),
		V("two names", "--B\r\n" D "name=a; name=b\r\n\r\n1" END,
		  "|bad header of a part"),
		V("quotes that do not end", "--B\r\n" D "name=\"a\r\n\r\n" END,
		  "|bad header of a part"),
		V("no value", "--B\r\n" D "name=\r\n\r\n1" END,
		  "|bad header of a part"),
		V("no semicolon", "--B\r\n" D "name=a b=c\r\n\r\n1" END,
		  "|bad header of a part"),
	};

	(void)state;
	check(vectors, COUNT(vectors));
}

struct body {
	char *text;
	size_t len;
	size_t room;
};

static void
add(struct body *b, const char *text, size_t len)
{
	while (b->room <= b->len + len) {
		b->room = b->room ? b->room * 2 : 1024;
		b->text = realloc(b->text, b->room);
		assert_non_null(b->text);
	}
	memcpy(b->text + b->len, text, len);
	b->len += len;
}

static void
fill(struct body *b, char c, size_t len)
{
	char *text = malloc(len + 1);

	assert_non_null(text);
	memset(text, c, len);
	add(b, text, len);
	free(text);
}

static enum lws__form_error
feed(struct body *b, struct form_recorder *r, size_t step)
{
	static struct lws__form_multipart m;
	enum lws_feed fed = LWS_FEED_MORE;
	uint8_t *copy = lws__test_guarded(b->text, b->len);

	memset(r, 0, offsetof(struct form_recorder, refuse_at));
	r->calls = 0;
	lws__form_multipart_start(&m, "B", false);
	for (size_t at = 0; at < b->len && fed != LWS_FEED_BAD; at += step) {
		size_t left = b->len - at;
		struct lws_cursor in = {
			copy + at, copy + at + (left < step ? left : step)};

		fed = lws__form_multipart_feed(&m, &in, &form_recorder_sink, r);
	}
	if (fed != LWS_FEED_BAD)
		lws__form_multipart_finish(&m, &form_recorder_sink, r);
	lws__test_guarded_free(copy, b->len);

	return (enum lws__form_error)m.error;
}

/* HF-08: the header of a part of 64 KiB, in one line or many */
static void
form_multipart__bounds_headers(void **state)
{
	static struct form_recorder r;
	struct body b = {NULL, 0, 0};
	size_t n;

	(void)state;
	add(&b, "--B\r\nX: ", 8);
	fill(&b, 'x', 65536);
	add(&b, "\r\n\r\n", 4);
	assert_int_equal(feed(&b, &r, 4096), LWS__FORM_HEAD_LONG);

	b.len = 0;
	add(&b, "--B\r\n", 5);
	for (n = 0; n < 65536 / 4; n++)
		add(&b, "X:\r\n", 4);
	assert_int_equal(feed(&b, &r, 4096), LWS__FORM_HEAD_LONG);

	for (n = LWS__FORM_NAME_MAX; n < LWS__FORM_NAME_MAX + 2; n++) {
		b.len = 0;
		add(&b, "--B\r\n" D "name=\"", 5 + strlen(D) + 6);
		fill(&b, 'n', n);
		add(&b, "\"\r\n\r\n1" END, 6 + strlen(END));
		assert_int_equal(feed(&b, &r, 4096),
				 n == LWS__FORM_NAME_MAX ? LWS__FORM_OK
							 : LWS__FORM_NAME_LONG);
	}
	free(b.text);
}

/* HF-08: 100000 parts */
static void
form_multipart__bounds_parts(void **state)
{
	static struct form_recorder r;
	struct body b = {NULL, 0, 0};
	size_t n;

	(void)state;
	for (n = 0; n < LWS__FORM_FIELDS_MAX; n++)
		add(&b, A "\r\n", strlen(A) + 2);
	add(&b, "--B--", 5);
	assert_int_equal(feed(&b, &r, 1000), LWS__FORM_OK);
	assert_int_equal(r.ended, LWS__FORM_FIELDS_MAX);
	b.len -= 5;
	for (; n < 100000; n++)
		add(&b, A "\r\n", strlen(A) + 2);
	assert_int_equal(feed(&b, &r, 1000), LWS__FORM_MANY_FIELDS);
	assert_int_equal(r.ended, LWS__FORM_FIELDS_MAX);
	free(b.text);
}

/* HF-08: files of the size of common buffers, a boundary across each edge */
static void
form_multipart__ends_each_file_once(void **state)
{
	static struct form_recorder r;
	static const size_t sizes[] = {0,    1,    255,  256,   1023, 1024,
				       4095, 4096, 4097, 65535, 65536};

	(void)state;
	for (size_t n = 0; n < COUNT(sizes); n++)
		for (size_t step = 1; step <= 65536; step *= 4) {
			char expected[32];
			struct body b = {NULL, 0, 0};

			add(&b, A, strlen(A));
			fill(&b, '\r', sizes[n]);
			add(&b, END, strlen(END));
			assert_int_equal(feed(&b, &r, step), LWS__FORM_OK);
			assert_int_equal(r.ended, 1);
			assert_int_equal(r.value_len, sizes[n]);
			if (sizes[n] > 40) {
				snprintf(expected, sizeof(expected), "a=%zu;",
					 sizes[n]);
				assert_string_equal(r.text, expected);
			}
			free(b.text);
		}
}

static void
form_multipart__stops_where_the_sink_refuses(void **state)
{
	static const char text[] = A "1\r\n--Bx\r\n" A "2" END;
	struct body b = {NULL, 0, 0};

	(void)state;
	add(&b, text, sizeof(text) - 1);
	for (unsigned int n = 1; n <= 7; n++) {
		static struct form_recorder r;

		r.refuse_at = n;
		assert_int_equal(feed(&b, &r, 4096), LWS__FORM_REFUSED);
		assert_int_equal(r.calls, n);
	}
	free(b.text);
}

/* what multipart.h writes is read back */
static void
form_multipart__reads_what_is_written(void **state)
{
	static const struct lws__multipart_part parts[] = {
		{"a", NULL, NULL},
		{"f", "x.png", "image/png"},
		{NULL, NULL, NULL}};
	static struct form_recorder r;
	char text[1024], *p = text;

	(void)state;
	for (size_t n = 0; n < COUNT(parts); n++) {
		assert_int_equal(lws__multipart_part(&parts[n], "B", !n, &p,
						     text + sizeof(text)),
				 0);
		if (parts[n].name)
			*p++ = (char)('0' + n);
	}
	assert_int_equal(
		feed(&(struct body){text, (size_t)(p - text), 0}, &r, 4096),
		LWS__FORM_OK);
	assert_string_equal(r.text, "a=0;f(x.png)=1;");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_multipart__finds_parts),
		cmocka_unit_test(form_multipart__takes_lookalikes_for_data),
		cmocka_unit_test(form_multipart__refuses_what_is_none),
		cmocka_unit_test(form_multipart__bounds_headers),
		cmocka_unit_test(form_multipart__bounds_parts),
		cmocka_unit_test(form_multipart__ends_each_file_once),
		cmocka_unit_test(form_multipart__stops_where_the_sink_refuses),
		cmocka_unit_test(form_multipart__reads_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
