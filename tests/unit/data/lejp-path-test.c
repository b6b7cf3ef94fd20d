/* SPDX-License-Identifier: MIT */
/*
 * LEJP: which of the user's paths we are at, what a '*' stands for, parsers
 * stacked on each other and their paths.
 */

#include "lws-test.h"
#include "lejp-dump.h"

#include <stdio.h>

static int
feed(struct lejp_ctx *ctx, const char *text)
{
	return lejp_parse(ctx, (const uint8_t *)text, (int)strlen(text));
}

static const char *
told(const char *text, const char *const *paths, unsigned char count,
     unsigned int flags)
{
	static struct lejp_dump d;
	struct lejp_ctx ctx;

	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, paths, count);
	ctx.flags = (uint16_t)flags;
	if (feed(&ctx, text) < 0)
		return "refused";
	lejp_destruct(&ctx);

	return d.text;
}

static void
lejp_path__matches(void **state)
{
	static const char *const paths[] = {"a",   "b.c",      "list[]",
					    "*.z", "list[].x", "deep.*",
					    "*[]", "w.*.*.end"};

	(void)state;
	assert_string_equal(told("{\"a\":1,\"b\":{\"c\":2}}", paths, 8, 0),
			    "C S { n=a@1 i1@1 n=b { n=b.c@2 i2@2 }@2 } . D");
	assert_string_equal(told("{\"list\":[1,2,{\"x\":3}]}", paths, 8, 0),
			    "C S { n=list [ i1 i2@3 {@3 n=list[].x@5 i3@5 }@3 "
			    "]@3 } . D");
	/* a start of an array is told with its match */
	assert_string_equal(told("{\"list\":[1]}", paths, 8, LEJP_FLAG_LATEST),
			    "C S { n=list [@3 i1@3 ]@3 } . D");
	assert_string_equal(told("{\"p\":{\"z\":1}}", paths, 8, 0),
			    "C S { n=p { n=p.z@4 i1@4 }@4 } . D");
	/* '*' is one name, at the end the rest; before "[]" it stops there */
	assert_string_equal(told("{\"p\":{\"q\":{\"z\":1}}}", paths, 8, 0),
			    "C S { n=p { n=p.q { n=p.q.z i1 } } } . D");
	assert_string_equal(told("{\"deep\":{\"q\":{\"r\":1}}}", paths, 8, 0),
			    "C S { n=deep { n=deep.q@6 {@6 n=deep.q.r@6 i1@6 "
			    "}@6 }@6 } . D");
	assert_string_equal(told("{\"other\":[1,2]}", paths, 8, 0),
			    "C S { n=other [ i1 i2@7 ]@7 } . D");
	assert_string_equal(
		told("{\"w\":{\"1\":{\"\":{\"end\":1}}}}", paths, 8, 0),
		"C S { n=w { n=w.1 { n=w.1. { n=w.1..end@8 i1@8 } } } } . D");
	/* the NUL of a name ends nothing */
	assert_string_equal(told("{\"a\\u0000b\":1}", paths, 8, 0),
			    "C S { n=a i1 } . D");
}

/* wildcards are cut to the room there is, and say so by their length */
static signed char
wild_cb(struct lejp_ctx *ctx, char reason)
{
	char text[64], small[3];

	if (reason != LEJPCB_VAL_NUM_INT)
		return 0;
	assert_int_equal(ctx->path_match, 1);
	assert_int_equal(lejp_get_wildcard(ctx, 0, text, sizeof(text)), 4);
	assert_string_equal(text, "one");
	assert_int_equal(lejp_get_wildcard(ctx, 1, text, sizeof(text)), 6);
	assert_string_equal(text, "three");
	assert_int_equal(lejp_get_wildcard(ctx, 1, small, sizeof(small)), 3);
	assert_string_equal(small, "th");
	assert_int_equal(lejp_get_wildcard(ctx, 1, small, 1), 1);
	assert_string_equal(small, "");
	assert_int_equal(lejp_get_wildcard(ctx, 1, small, 0), 0);
	assert_int_equal(lejp_get_wildcard(ctx, 2, text, sizeof(text)), 0);
	assert_int_equal(lejp_get_wildcard(ctx, -1, text, sizeof(text)), 0);
	*(int *)ctx->user = 1;

	return 0;
}

static void
lejp_get_wildcard__gives_names(void **state)
{
	static const char *const paths[] = {"*.two.*"};
	struct lejp_ctx ctx;
	int saw = 0;

	(void)state;
	lejp_construct(&ctx, wild_cb, &saw, paths, 1);
	assert_int_equal(feed(&ctx, "{\"one\":{\"two\":{\"three\":3}}}"), 0);
	lejp_destruct(&ctx);
	assert_int_equal(saw, 1);
}

/* more '*' than there is room for match nothing */
static void
lejp_path__limits_wildcards(void **state)
{
	char path[64] = "*";
	const char *paths[1] = {path};
	struct lejp_ctx ctx;
	struct lejp_dump d;

	(void)state;
	for (int n = 0; n < LEJP_MAX_INDEX_DEPTH; n++)
		strcat(path, ".*");
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, paths, 1);
	assert_int_equal(
		feed(&ctx, "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
			   "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1"
			   "}}}}}}}}}}}}}"),
		0);
	assert_null(strchr(d.text, '@'));
	lejp_destruct(&ctx);
}

/* path pointers inside larger things, some of which have none */
static void
lejp_path__strides(void **state)
{
	static const struct {
		const char *name;
		int other[3];
	} things[] = {{"a", {0}}, {NULL, {0}}, {"b", {0}}};
	struct lejp_dump d;
	struct lejp_ctx ctx;

	(void)state;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, &things[0].name, 3);
	ctx.path_stride = sizeof(things[0]);
	assert_int_equal(feed(&ctx, "{\"b\":1,\"a\":2}"), 0);
	lejp_destruct(&ctx);
	assert_string_equal(d.text, "C S { n=b@3 i1@3 n=a@1 i2@1 } . D");
}

/* ---- stacked parsers ------------------------------------------------- */

struct stacked {
	struct lejp_dump outer;
	struct lejp_dump inner;
};

static const char *const inner_paths[] = {"x", "[].x"};

static signed char
inner_cb(struct lejp_ctx *ctx, char reason)
{
	struct stacked *s = ctx->user;

	assert_ptr_equal(ctx->pst[ctx->pst_sp].user, &s->inner);
	ctx->user = &s->inner;
	lejp_dump_cb(ctx, reason);
	ctx->user = s;
	/* where it began */
	if ((reason == LEJPCB_OBJECT_END || reason == LEJPCB_ARRAY_END) &&
	    ctx->sp == ctx->pst[ctx->pst_sp].path_match)
		assert_int_equal(lejp_parser_pop(ctx), 0);

	return 0;
}

static signed char
outer_cb(struct lejp_ctx *ctx, char reason)
{
	struct stacked *s = ctx->user;

	ctx->user = &s->outer;
	lejp_dump_cb(ctx, reason);
	ctx->user = s;
	if (reason == LEJPCB_PAIR_NAME &&
	    strstr(ctx->path, "sub") == ctx->path + strlen(ctx->path) - 3) {
		assert_int_equal(lejp_parser_push(ctx, &s->inner, inner_paths,
						  2, inner_cb),
				 0);
		/* remember how deep */
		ctx->pst[ctx->pst_sp].path_match = ctx->sp;
	}

	return 0;
}

static void
stack(const char *text, const char *outer, const char *inner)
{
	static struct stacked s;
	struct lejp_ctx ctx;

	memset(&s, 0, sizeof(s));
	lejp_construct(&ctx, outer_cb, &s, NULL, 0);
	for (; *text; text++)
		if (lejp_parse(&ctx, (const uint8_t *)text, 1) < LEJP_CONTINUE)
			fail_msg("refused: %s", s.inner.text);
	lejp_destruct(&ctx);
	assert_string_equal(s.outer.text, outer);
	assert_string_equal(s.inner.text, inner);
}

static void
lejp_parser_push__sees_paths_from_there(void **state)
{
	(void)state;
	stack("{\"a\":1,\"sub\":{\"x\":2,\"y\":{\"x\":3}},\"b\":4}",
	      "C S { n=a i1 n=sub n=b i4 } . D",
	      "{ n=x@1 i2@1 n=y { n=y.x i3 } }");
	stack("{\"o\":{\"p\":{\"sub\":[{\"x\":1},{\"x\":2}],\"q\":3},\"r\":4}}",
	      "C S { n=o { n=o.p { n=o.p.sub n=o.p.q i3 } n=o.r i4 } } . D",
	      "[ { n=[].x@2 i1@2 } { n=[].x@2 i2@2 } ]");
}

/* JS-02: the path below comes back whole, however long the one above was */
static void
lejp_parser_pop__restores_the_path(void **state)
{
	char name[LEJP_MAX_PATH], text[1024];
	struct lejp_ctx ctx;
	static struct stacked s;
	char path[LEJP_MAX_PATH + 8];

	(void)state;
	for (size_t len = 1; len < LEJP_MAX_PATH - 8; len += 3) {
		size_t below = len + 4; /* "k...k.sub" */
		size_t most = LEJP_MAX_PATH - 1 - below;

		for (size_t over = 0; over < 2; over++) {
			memset(name, 'k', len);
			name[len] = '\0';
			snprintf(path, sizeof(path), "%s.sub", name);
			snprintf(text, sizeof(text), "{\"%s\":{\"sub\":{\"",
				 name);
			memset(&s, 0, sizeof(s));
			lejp_construct(&ctx, outer_cb, &s, NULL, 0);
			assert_int_equal(feed(&ctx, text), LEJP_CONTINUE);
			assert_int_equal(ctx.pst_sp, 1);
			for (size_t n = 0; n < most; n++)
				assert_int_equal(feed(&ctx, "z"),
						 LEJP_CONTINUE);
			if (over) {
				assert_int_equal(
					feed(&ctx, "z"),
					LEJP_REJECT_MP_STRING_UNDERRUN);
				lejp_destruct(&ctx);
				continue;
			}
			assert_int_equal(feed(&ctx, "\":1}"), LEJP_CONTINUE);
			assert_int_equal(ctx.pst_sp, 0);
			assert_string_equal(ctx.path, path);
			assert_int_equal(feed(&ctx, "}}"), 0);
			lejp_destruct(&ctx);
		}
	}
}

static void
lejp_parser_push__is_bounded(void **state)
{
	struct lejp_dump d;
	struct lejp_ctx ctx;

	(void)state;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, &d, NULL, 0);
	assert_int_equal(lejp_parser_pop(&ctx), -1);
	for (int n = 1; n < LEJP_MAX_PARSING_STACK_DEPTH; n++)
		assert_int_equal(
			lejp_parser_push(&ctx, NULL, NULL, 0, lejp_dump_cb), 0);
	assert_int_equal(lejp_parser_push(&ctx, NULL, NULL, 0, lejp_dump_cb),
			 -1);
	assert_int_equal(feed(&ctx, "{\"a\":1}"), 0);
	lejp_destruct(&ctx);
}

/* a parser popped in the middle of what it was pushed for */
static signed char
early_cb(struct lejp_ctx *ctx, char reason)
{
	lejp_dump_cb(ctx, reason);
	if (reason == LEJPCB_VAL_NUM_INT && ctx->pst_sp)
		assert_int_equal(lejp_parser_pop(ctx), 0);
	if (reason == LEJPCB_OBJECT_START && ctx->sp == 1)
		assert_int_equal(lejp_parser_push(ctx, NULL, NULL, 0, early_cb),
				 0);

	return 0;
}

static void
lejp_parser_pop__may_come_early(void **state)
{
	struct lejp_dump d;
	struct lejp_ctx ctx;

	(void)state;
	memset(&d, 0, sizeof(d));
	lejp_construct(&ctx, early_cb, &d, NULL, 0);
	assert_int_equal(feed(&ctx, "{\"o\":{\"longer\":{\"x\":1,\"y\":2},"
				    "\"z\":[3]},\"p\":4}"),
			 0);
	lejp_destruct(&ctx);
	assert_string_equal(d.text, "C S { n=o { n=longer { n=longer.x i1 "
				    "n=o.y i2 } n=o.z [ i3 ] } n=p i4 } . D");
}

static signed char
other_cb(struct lejp_ctx *ctx, char reason)
{
	struct lejp_dump *d = ctx->user;

	ctx->user = d + 1;
	lejp_dump_cb(ctx, reason);
	ctx->user = d;

	return 0;
}

static void
lejp_change_callback__tells_both(void **state)
{
	static struct lejp_dump d[2];
	struct lejp_ctx ctx;

	(void)state;
	memset(d, 0, sizeof(d));
	lejp_construct(&ctx, lejp_dump_cb, d, NULL, 0);
	assert_int_equal(feed(&ctx, "{\"a\":1,"), LEJP_CONTINUE);
	lejp_change_callback(&ctx, other_cb);
	assert_int_equal(feed(&ctx, "\"b\":2}"), 0);
	lejp_destruct(&ctx);
	assert_string_equal(d[0].text, "C S { n=a i1 D");
	assert_string_equal(d[1].text, "C S n=b i2 } . D");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lejp_path__matches),
		cmocka_unit_test(lejp_get_wildcard__gives_names),
		cmocka_unit_test(lejp_path__limits_wildcards),
		cmocka_unit_test(lejp_path__strides),
		cmocka_unit_test(lejp_parser_push__sees_paths_from_there),
		cmocka_unit_test(lejp_parser_pop__restores_the_path),
		cmocka_unit_test(lejp_parser_push__is_bounded),
		cmocka_unit_test(lejp_parser_pop__may_come_early),
		cmocka_unit_test(lejp_change_callback__tells_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
