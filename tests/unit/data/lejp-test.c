/* SPDX-License-Identifier: MIT */
/*
 * LEJP: what is accepted and what is refused (RFC 8259), the same wherever the
 * text is cut and flush against unreadable memory (hazards JS-01 .. JS-04).
 */

#include "lws-test.h"
#include "lejp-dump.h"

#include <stdio.h>
#include <stdlib.h>

struct run {
	struct lejp_dump dump;
	int ret;
};

static void
parse_pieces(const struct lws__test_piece *pieces, size_t count,
	     struct run *run)
{
	struct lejp_ctx ctx;

	memset(&run->dump, 0, sizeof(run->dump));
	run->ret = LEJP_CONTINUE;
	memset(&ctx, 0xa5, sizeof(ctx)); /* its content does not matter */
	lejp_construct(&ctx, lejp_dump_cb, &run->dump, NULL, 0);
	for (size_t n = 0; n < count; n++) {
		int left = run->ret;

		run->ret = lejp_parse(&ctx, pieces[n].data, (int)pieces[n].len);
		if (left >= 0) /* nothing more is taken */
			run->ret += left;
	}
	lejp_destruct(&ctx);
	lejp_destruct(&ctx); /* JS-04: told once */
}

struct splits {
	struct run whole;
	const char *text;
};

static void
same_as_whole(const struct lws__test_piece *pieces, size_t count, void *arg)
{
	struct splits *s = arg;
	struct run run;

	parse_pieces(pieces, count, &run);
	if (s->whole.dump.len &&
	    (run.ret != s->whole.ret || run.dump.hash != s->whole.dump.hash))
		fail_msg("%s cut differs: %d %s", s->text, run.ret,
			 run.dump.text);
	if (!s->whole.dump.len)
		s->whole = run;
}

/* JS-04: the same events wherever it is cut */
static struct run
parse(const char *text, size_t len)
{
	struct splits s;

	memset(&s, 0, sizeof(s));
	s.text = text;
	lws__test_each_split(text, len, same_as_whole, &s);

	return s.whole;
}

/* ---- the grammar ----------------------------------------------------- */

struct row {
	const char *text;
	const char *told; /* between START and DESTRUCTED */
};

static const struct row accepted[] = {
	/* RFC 8259 s2: white space */
	{"{}", "{ } ."},
	{" \t\r\n{ \t\r\n} ", "{ } ."},
	{"[]", "[ ] ."},
	{"[ ]", "[ ] ."},
	{"[\n1\n,\n2\n]", "[ i1 i2 ] ."},
	/* s3: literals */
	{"[true,false,null]", "[ t f 0 ] ."},
	/* s4: objects */
	{"{\"a\":1,\"b\":{\"c\":[]}}", "{ n=a i1 n=b { n=b.c [ ] } } ."},
	{"{\"\":0}", "{ n= i0 } ."},
	{"{\"a\":\"b\",\"a\":\"c\"}", "{ n=a \" \"b n=a \" \"c } ."},
	{"{\"a\":{\"\":{\"b\":1}}}", "{ n=a { n=a. { n=a..b i1 } } } ."},
	{"{\"\\u0061\\n\":1}", "{ n=a\\x0a i1 } ."},
	{"{\"a\\u0000b\":1}", "{ n=a i1 } ."}, /* a C string ends there */
	/* s5: arrays */
	{"[1,[2,[3]],[]]", "[ i1 [ i2 [ i3 ] ] [ ] ] ."},
	{"[[],{},[[]]]", "[ [ ] { } [ [ ] ] ] ."},
	/* s6: numbers */
	{"[0,-0,1,-1,10,1234567890]", "[ i0 i-0 i1 i-1 i10 i1234567890 ] ."},
	{"[0.1,-0.1,1.5e3,1E5]", "[ d0.1 d-0.1 d1.5e3 d1E5 ] ."},
	{"[1e+2,1e-2,0e1,0E+1]", "[ d1e+2 d1e-2 d0e1 d0E+1 ] ."},
	{"[1.0e00009]", "[ d1.0e00009 ] ."},
	{"[0e999,0.0e999,-1e-999]", "[ d0e999 d0.0e999 d-1e-999 ] ."},
	{"[1e308,0.001e311,100.5e306]", "[ d1e308 d0.001e311 d100.5e306 ] ."},
	{"[123456789012345678901234567890]",
	 "[ i123456789012345678901234567890 ] ."},
	{"[1\n]", "[ i1 ] ."},
	/* s7: strings */
	{"[\"\"]", "[ \" \" ] ."},
	{"[\"a b\x7f\"]", "[ \" \"a b\x7f ] ."},
	{"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
	 "[ \" \"\"\\/\\x08\\x0c\\x0a\\x0d\\x09 ] ."},
	{"[\"\\u0041\\u00e9\\u20AC\"]", "[ \" \"A\xc3\xa9\xe2\x82\xac ] ."},
	{"[\"\\u0000\"]", "[ \" \"\\x00 ] ."},
	{"[\"\\uD834\\udd1e\\uDBFF\\uDFFF\"]",
	 "[ \" \"\xf0\x9d\x84\x9e\xf4\x8f\xbf\xbf ] ."},
	{"[\"\\ud800\\udc00\"]", "[ \" \"\xf0\x90\x80\x80 ] ."},
	{"[\"\\uFFFF\\ud7ff\\ue000\"]",
	 "[ \" \"\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80 ] ."},
	{"[\"\\\\u0041\"]", "[ \" \"\\u0041 ] ."},
	{"[\"# no comment\"]", "[ \" \"# no comment ] ."},
	/* s8.1: UTF-8 */
	{"[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"]",
	 "[ \" \"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 ] ."},
	/* ours: comments */
	{"# c\n{# {\n\"a\"#:\n:#\n1#2\n,#\n\"b\":[#]\n]}",
	 "{ n=a i1 n=b [ ] } ."},
	{"[tru#\ne]", NULL},
};

static void
lejp_parse__tells_what_is_there(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(accepted); n++) {
		const struct row *row = &accepted[n];
		struct run run = parse(row->text, strlen(row->text));
		char want[256];

		if (!row->told) {
			assert_int_equal(run.ret,
					 LEJP_REJECT_MP_VAL_TOK_UNKNOWN);
			continue;
		}
		snprintf(want, sizeof(want), "C S %s D", row->told);
		if (run.ret < 0 || strcmp(run.dump.text, want))
			fail_msg("%s: %d %s", row->text, run.ret,
				 run.dump.text);
	}
}

struct bad {
	const char *text;
	int why;
};

/* JS-03 */
static const struct bad refused[] = {
	/* s2: one value, and here it is a container */
	{"x", LEJP_REJECT_IDLE_NO_BRACE},
	{"1 ", LEJP_REJECT_IDLE_NO_BRACE},
	{"\"a\"", LEJP_REJECT_IDLE_NO_BRACE},
	{"]", LEJP_REJECT_IDLE_NO_BRACE},
	{"}", LEJP_REJECT_IDLE_NO_BRACE},
	{",[]", LEJP_REJECT_IDLE_NO_BRACE},
	{"\f[]", LEJP_REJECT_IDLE_NO_BRACE},
	{"\xef\xbb\xbf{}", LEJP_REJECT_IDLE_NO_BRACE}, /* s8.1: no BOM */
	{"<.>", LEJP_REJECT_IDLE_NO_BRACE},
	/* s3 */
	{"[True]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[tru]", LEJP_REJECT_MP_VAL_TOK_UNKNOWN},
	{"[nul ]", LEJP_REJECT_MP_VAL_TOK_UNKNOWN},
	{"[fals\xe9]", LEJP_REJECT_MP_VAL_TOK_UNKNOWN},
	{"[truee]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[NaN]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[Infinity]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[-Infinity]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[undefined]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[\xe2\x81\xa0]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	/* s4 */
	{"{1:1}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{a:1}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{'a':1}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{null:null}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{\"a\":1,}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{\"a\":1,,\"b\":2}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{,}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{[]:1}", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{]", LEJP_REJECT_MP_NO_OPEN_QUOTE},
	{"{\"a\",1}", LEJP_REJECT_MP_DELIM_MISSING_COLON},
	{"{\"a\" 1}", LEJP_REJECT_MP_DELIM_MISSING_COLON},
	{"{\"a\"}", LEJP_REJECT_MP_DELIM_MISSING_COLON},
	{"{\"a\":}", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"{\"a\"::1}", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"{\"a\":1 \"b\":2}", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"{\"a\":1 1}", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"{\"a\":/*c*/1}", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"{\"a\":\"a\" 123}", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"{\"a\":1]", LEJP_REJECT_MP_C_OR_E_UNDERF},
	{"{\"a\":{\"b\":1]}", LEJP_REJECT_MP_C_OR_E_NOTARRAY},
	{"[{\"b\":1]}", LEJP_REJECT_MP_C_OR_E_NOTARRAY},
	/* s5 */
	{"[1,]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[,1]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[,]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[1,,2]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[1 true]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[3[4]]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[1:2]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[\"a\":1]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[1}", LEJP_REJECT_MP_ARRAY_END_MISSING},
	{"[}", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[*]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[\v1]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	/* s6 */
	{"[01]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[-01]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[007]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[-]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[- 1]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[--1]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[-.5]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[-a]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[+1]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[.5]", LEJP_REJECT_MP_DELIM_BAD_VALUE_START},
	{"[1-2]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[1+2]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[1.2.3]", LEJP_REJECT_MP_VAL_NUM_FORMAT},
	{"[1.]", LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC},
	{"[1.e1]", LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC},
	{"[1.-1]", LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC},
	{"[1e]", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP},
	{"[1e+]", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP},
	{"[1eE2]", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP},
	{"[1e+-2]", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP},
	{"[1e1.5]", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP},
	{"[0x10]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[1 000.0]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[1a]", LEJP_REJECT_MP_C_OR_E_NEITHER},
	{"[1e999]", LEJP_REJECT_NUM_TOO_LONG},
	{"[-1e309]", LEJP_REJECT_NUM_TOO_LONG},
	{"[0.1e310]", LEJP_REJECT_NUM_TOO_LONG},
	{"[10.0e308]", LEJP_REJECT_NUM_TOO_LONG},
	{"[1e99999999999999999999]", LEJP_REJECT_NUM_TOO_LONG},
	/* s7 */
	{"[\"\\x00\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\a\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\U0041\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\'\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\\xf0\x9f\x8c\x80\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\u00A\"]", LEJP_REJECT_ILLEGAL_HEX},
	{"[\"\\u\"]", LEJP_REJECT_ILLEGAL_HEX},
	{"[\"\\u00g0\"]", LEJP_REJECT_ILLEGAL_HEX},
	{"[\"\\ud800\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\ud800x\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\ud800\\n\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\ud800\\ud800\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\ud800\\u0041\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\udc00\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\udfff\\ud800\"]", LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC},
	{"[\"\\ud834\\uzzzz\"]", LEJP_REJECT_ILLEGAL_HEX},
	{"[\"a\nb\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\t\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\x1f\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"{\"a\nb\":1}", LEJP_REJECT_MP_ILLEGAL_CTRL},
	/* s8.1 */
	{"[\"\xff\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\x80\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\xc0\xaf\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\xed\xa0\x80\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\xf4\x90\x80\x80\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\xe2\x82\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"[\"\xe2\x82\\n\"]", LEJP_REJECT_MP_ILLEGAL_CTRL},
	{"{\"\xff\":1}", LEJP_REJECT_MP_ILLEGAL_CTRL},
};

static void
refuse(const char *text, size_t len, int why)
{
	struct run run = parse(text, len);
	const char *end = " F D";

	if (run.ret != why || run.dump.len < 4 ||
	    strcmp(run.dump.text + run.dump.len - 4, end))
		fail_msg("%s: %d %s", text, run.ret, run.dump.text);
	assert_non_null(strstr(lejp_error_to_string(why), " "));
}

static void
lejp_parse__refuses_what_is_no_json(void **state)
{
	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(refused); n++)
		refuse(refused[n].text, strlen(refused[n].text),
		       refused[n].why);
	/* JS-03: NUL */
	refuse("\0[]", 3, LEJP_REJECT_IDLE_NO_BRACE);
	refuse("[\0]", 3, LEJP_REJECT_MP_DELIM_BAD_VALUE_START);
	refuse("[\"a\0b\"]", 7, LEJP_REJECT_MP_ILLEGAL_CTRL);
	refuse("[\"\\\0\"]", 6, LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC);
	refuse("[1\0]", 4, LEJP_REJECT_MP_C_OR_E_NEITHER);
	refuse("{\"\0\":1}", 7, LEJP_REJECT_MP_ILLEGAL_CTRL);
}

static void
lejp_parse__wants_all_of_it(void **state)
{
	static const char text[] =
		"{\"a\":[1,-2.5e3,\"s\\u00e9\\ud834\\udd1e\",true],\"b\":{}}";

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		struct run run = parse(text, len);

		assert_int_equal(run.ret, LEJP_CONTINUE);
		assert_null(strchr(run.dump.text, 'F'));
	}
	assert_int_equal(parse(text, sizeof(text) - 1).ret, 0);
	/* what follows is the caller's, to refuse (JS-03) or to read */
	assert_int_equal(parse("{}]", 3).ret, 1);
	assert_int_equal(parse("[] {\"a\":1}", 10).ret, 8);
}

static void
lejp_parse__ends_once(void **state)
{
	struct lejp_dump d;
	struct lejp_ctx ctx;

	(void)state;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"", 0),
			 LEJP_CONTINUE);
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"[]", 2), 0);
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"[1]", 3), 3);
	lejp_destruct(&ctx);
	assert_string_equal(d.text, "C S [ ] . D");
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"[]", 2),
			 LEJP_REJECT_UNKNOWN);
	lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"[x", 2), -10);
	assert_int_equal(lejp_parse(&ctx, (const uint8_t *)"]", 1), -10);
	lejp_destruct(&ctx);
	lejp_destruct(NULL);
	assert_string_equal(d.text, "C S [ ] . D C S [ F D");
}

/* JS-04: a callback that wants no more, at each event */
static void
lejp_parse__stops_when_told_to(void **state)
{
	static const char text[] = "{\"a\":[1,\"x\",true,2.5,null,false]}";
	struct lejp_dump d;
	struct lejp_ctx ctx;
	unsigned int at, events = 0;
	int ret;

	(void)state;
	for (at = 0; at <= events; at++) {
		memset(&d, 0, sizeof(d));
		d.fail_at = at;
		lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
		ret = lejp_parse(&ctx, (const uint8_t *)text,
				 (int)sizeof(text) - 1);
		if (!at)
			events = d.events; /* no DESTRUCTED yet */
		assert_int_equal(ret, at > 2 ? LEJP_REJECT_CALLBACK : 0);
		assert_int_equal(d.events, at > 2 ? at + 1 : events);
		lejp_destruct(&ctx);
	}
	assert_int_equal(events, 15);
}

/* ---- limits ---------------------------------------------------------- */

/* count times open, then what must come of it */
static int
nested(const char *open, size_t count, const char *inside, char close)
{
	size_t len = 0;
	char *text = malloc(count * (strlen(open) + 1) + 64);
	struct lejp_dump d;
	struct lejp_ctx ctx;
	int ret;

	assert_non_null(text);
	for (size_t n = 0; n < count; n++)
		len += (size_t)sprintf(text + len, "%s", open);
	len += (size_t)sprintf(text + len, "%s", inside);
	for (size_t n = 0; n < count; n++)
		text[len++] = close;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
	ret = lejp_parse(&ctx, (const uint8_t *)text, (int)len);
	lejp_destruct(&ctx);
	free(text);

	return ret;
}

static void
lejp_parse__limits_nesting(void **state)
{
	(void)state;
	assert_int_equal(nested("{\"k\":", LEJP_MAX_DEPTH - 1, "1", '}'), 0);
	assert_int_equal(nested("{\"k\":", LEJP_MAX_DEPTH, "1", '}'),
			 LEJP_REJECT_STACK_OVERFLOW);
	assert_int_equal(nested("[", LEJP_MAX_INDEX_DEPTH, "", ']'), 0);
	assert_int_equal(nested("[", LEJP_MAX_INDEX_DEPTH + 1, "", ']'),
			 LEJP_REJECT_MP_DELIM_ISTACK);
	/* JS-01: a million of them */
	assert_int_equal(nested("[", 1000000, "", ']'),
			 LEJP_REJECT_MP_DELIM_ISTACK);
	assert_int_equal(nested("{\"\":", 1000000, "", '}'),
			 LEJP_REJECT_STACK_OVERFLOW);
}

/* arrays beside each other do not add up */
static void
lejp_parse__forgets_indexes(void **state)
{
	char text[2048] = "{\"a\":{\"k\":[1,2]}";
	struct run run;

	(void)state;
	for (int n = 0; n < 40; n++)
		sprintf(text + strlen(text), ",\"b%d\":[[1],[2,{\"c\":[]}]]",
			n);
	strcat(text, "}");
	run = parse(text, strlen(text));
	assert_int_equal(run.ret, 0);
}

static signed char
last_index_cb(struct lejp_ctx *ctx, char reason)
{
	if (reason == LEJPCB_VAL_NUM_INT)
		*(unsigned int *)ctx->user = ctx->i[0];

	return 0;
}

/* JS-01: an index does not wrap */
static void
lejp_parse__limits_indexes(void **state)
{
	unsigned int last = 0, elements = 1;
	struct lejp_ctx ctx;
	int ret;

	(void)state;
	lejp_construct(&ctx, last_index_cb, &last, NULL, 0);
	ret = lejp_parse(&ctx, (const uint8_t *)"[1", 2);
	for (; ret == LEJP_CONTINUE && elements < 70000; elements++)
		ret = lejp_parse(&ctx, (const uint8_t *)",1", 2);
	assert_int_equal(ret, LEJP_REJECT_MP_DELIM_ISTACK);
	assert_int_equal(last, 65535);
	lejp_destruct(&ctx);
}

/* JS-02: a path that does not fit is refused before it is written */
static void
lejp_parse__limits_paths(void **state)
{
	char text[1024];
	size_t len;

	(void)state;
	for (size_t want = LEJP_MAX_PATH - 3; want < LEJP_MAX_PATH + 3;
	     want++) {
		struct run run;

		/* one name */
		len = (size_t)sprintf(text, "{\"");
		memset(text + len, 'k', want);
		len += want;
		len += (size_t)sprintf(text + len, "\":1}");
		run = parse(text, len);
		assert_int_equal(run.ret,
				 want < LEJP_MAX_PATH
					 ? 0
					 : LEJP_REJECT_MP_STRING_UNDERRUN);
		/* the same length with arrays and dots: k[].k[].kkk */
		len = (size_t)sprintf(text, "{\"k\":[{\"k\":[{\"");
		memset(text + len, 'k', want - 8);
		len += want - 8;
		len += (size_t)sprintf(text + len, "\":1}]}]}");
		run = parse(text, len);
		assert_int_equal(run.ret,
				 want < LEJP_MAX_PATH
					 ? 0
					 : LEJP_REJECT_MP_STRING_UNDERRUN);
		/* [] is what does not fit, or an escaped character */
		len = (size_t)sprintf(text, "{\"");
		memset(text + len, 'k', want - 2);
		len += want - 2;
		len += (size_t)sprintf(text + len, "\":[]}");
		run = parse(text, len);
		assert_int_equal(run.ret,
				 want < LEJP_MAX_PATH
					 ? 0
					 : LEJP_REJECT_MP_STRING_UNDERRUN);
		len = (size_t)sprintf(text, "{\"");
		memset(text + len, 'k', want - 3);
		len += want - 3;
		len += (size_t)sprintf(text + len, "\\u20ac\":1}");
		run = parse(text, len);
		assert_int_equal(run.ret,
				 want < LEJP_MAX_PATH
					 ? 0
					 : LEJP_REJECT_MP_STRING_UNDERRUN);
	}
}

static void
lejp_parse__limits_numbers(void **state)
{
	char text[512];

	(void)state;
	for (size_t digits = LEJP_STRING_CHUNK - 1;
	     digits < LEJP_STRING_CHUNK + 2; digits++) {
		text[0] = '[';
		memset(text + 1, '7', digits);
		text[digits + 1] = ']';
		assert_int_equal(parse(text, digits + 2).ret,
				 digits <= LEJP_STRING_CHUNK
					 ? 0
					 : LEJP_REJECT_NUM_TOO_LONG);
	}
}

/* pieces of a string are the same however it was cut */
static void
lejp_parse__chunks_strings(void **state)
{
	static const char *const units[] = {"x", "\xc3\xa9", "\\u00e9",
					    "\\ud834\\udd1e", "\\n"};
	char text[3000];

	(void)state;
	for (size_t unit = 0; unit < LWS_ARRAY_SIZE(units); unit++)
		for (size_t count = 250; count < 258; count++) {
			size_t len = (size_t)sprintf(text, "[\"");

			if (unit && count % 2)
				text[len++] = 'x'; /* out of step */
			for (size_t n = 0; n < (unit ? count / 2 : count); n++)
				len += (size_t)sprintf(text + len, "%s",
						       units[unit]);
			len += (size_t)sprintf(text + len, "\"]");
			assert_int_equal(parse(text, len).ret, 0);
		}
}

static void
lejp_parse__counts_lines(void **state)
{
	static const char text[] = "{\n\"a\":1,\n# c\n\"b\":[2\n,3]\n\n}\n";
	struct lejp_dump d;
	struct lejp_ctx ctx;

	(void)state;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
	assert_int_equal(ctx.line, 1);
	assert_int_equal(
		lejp_parse(&ctx, (const uint8_t *)text, (int)sizeof(text) - 1),
		1);
	assert_int_equal(ctx.line, 7);
	lejp_destruct(&ctx);
}

static void
lejp_error_to_string__has_words(void **state)
{
	(void)state;
	for (int n = 2; n > LEJP_REJECT_CALLBACK - 3; n--)
		assert_non_null(lejp_error_to_string(n));
	assert_string_equal(lejp_error_to_string(LEJP_REJECT_STACK_OVERFLOW),
			    "nested too deep");
	assert_string_equal(lejp_error_to_string(LEJP_REJECT_CALLBACK),
			    "the program wanted no more of it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lejp_parse__tells_what_is_there),
		cmocka_unit_test(lejp_parse__refuses_what_is_no_json),
		cmocka_unit_test(lejp_parse__wants_all_of_it),
		cmocka_unit_test(lejp_parse__ends_once),
		cmocka_unit_test(lejp_parse__stops_when_told_to),
		cmocka_unit_test(lejp_parse__limits_nesting),
		cmocka_unit_test(lejp_parse__forgets_indexes),
		cmocka_unit_test(lejp_parse__limits_indexes),
		cmocka_unit_test(lejp_parse__limits_paths),
		cmocka_unit_test(lejp_parse__limits_numbers),
		cmocka_unit_test(lejp_parse__chunks_strings),
		cmocka_unit_test(lejp_parse__counts_lines),
		cmocka_unit_test(lejp_error_to_string__has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
