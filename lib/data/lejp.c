/* SPDX-License-Identifier: MIT */
/*
 * LEJP: the life of a parser, the parsers stacked on it, and words for its
 * errors.  Nothing here allocates.
 */

#include "data/lejp.h"

#include <string.h>

void
lejp_construct(struct lejp_ctx *ctx,
	       signed char (*callback)(struct lejp_ctx *ctx, char reason),
	       void *user, const char *const *paths, unsigned char paths_count)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->user = user;
	ctx->line = 1;
	ctx->count_paths = paths_count;
	ctx->pst[0].user = user;
	ctx->pst[0].callback = callback;
	ctx->pst[0].paths = paths;
	ctx->pst[0].count_paths = paths_count;
	(void)callback(ctx, LEJPCB_CONSTRUCTED);
}

void
lejp_destruct(struct lejp_ctx *ctx)
{
	lejp_callback callback;

	if (!ctx || !ctx->pst[0].callback)
		return;
	callback = ctx->pst[0].callback;
	ctx->pst[0].callback = NULL; /* told once */
	(void)callback(ctx, LEJPCB_DESTRUCTED);
}

void
lejp_change_callback(struct lejp_ctx *ctx,
		     signed char (*callback)(struct lejp_ctx *ctx, char reason))
{
	(void)ctx->pst[0].callback(ctx, LEJPCB_DESTRUCTED);
	ctx->pst[0].callback = callback;
	(void)callback(ctx, LEJPCB_CONSTRUCTED);
	(void)callback(ctx, LEJPCB_START);
}

int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths,
		 unsigned char paths_count, lejp_callback lejp_cb)
{
	struct _lejp_parsing_stack *top = lws__lejp_top(ctx);

	if (ctx->pst_sp + 1 == LEJP_MAX_PARSING_STACK_DEPTH)
		return -1;
	lejp_check_path_match(ctx);
	top->path_match = ctx->path_match;
	lws__lejp_path_save(ctx);
	ctx->pst_sp++;
	top = lws__lejp_top(ctx);
	top->user = user;
	top->callback = lejp_cb;
	top->paths = paths;
	top->count_paths = paths_count;
	top->ppos = 0;
	top->path_match = 0;
	ctx->path_match = 0;
	lejp_check_path_match(ctx);

	return 0;
}

int
lejp_parser_pop(struct lejp_ctx *ctx)
{
	unsigned int n;

	if (!ctx->pst_sp)
		return -1;
	ctx->pst_sp--;
	lws__lejp_path_restore(ctx);
	/* popped early: what is still open goes on under the path below */
	for (n = ctx->sp; n && ctx->st[n - 1].b > ctx->pst_sp; n--) {
		ctx->st[n - 1].b = (char)ctx->pst_sp;
		ctx->st[n - 1].p = (char)lws__lejp_top(ctx)->ppos;
	}
	ctx->path_match = 0;
	lejp_check_path_match(ctx);

	return 0;
}

const char *
lejp_error_to_string(int e)
{
	/* from LEJP_CONTINUE down */
	static const char *const words[] = {
		"more input is needed",
		"a JSON text begins with { or [",
		"an object has members or ends",
		"the name of a member begins with a quote",
		"the names down to here are too long",
		"a control character or broken UTF-8 in a string",
		"no such escape, or half of a surrogate pair",
		"no hex digit after \\u",
		"no colon after the name of a member",
		"no value begins like this",
		"no digit after the decimal point",
		"no number is written like this",
		"no digits after the E of a number",
		"neither true, false nor null",
		"] where no array is open",
		"] where an object is open",
		"} where an array is open",
		"nested too deep",
		"too many arrays in each other, or elements in one",
		"a number too long or too large",
		"neither comma nor end after a value",
		"the parser is not set up",
		"the program wanted no more of it",
	};

	if (e >= 0)
		return "complete";
	if (e < LEJP_REJECT_CALLBACK)
		return "no such error";

	return words[-e - 1];
}
