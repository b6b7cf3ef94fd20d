/* SPDX-License-Identifier: MIT */
/*
 * LEJP: where in the document we are, and which of the user's paths that is.
 *
 * A path is the names of the members that lead here with '.' between, and "[]"
 * after the name of each array: "list[].x".  In a user's path '*' is any one
 * name, and at the end whatever there is.
 *
 * A match stays until the path becomes shorter than where it was found, so a
 * user also sees what lies deeper under a path.
 */

#include "data/lejp.h"

#include <string.h>

_Static_assert(LEJP_MAX_PATH <= 255, "lengths of paths are one byte");

/* what waits at the end of the buffer for the parsers below */
static size_t
path_saved(const struct lejp_ctx *ctx)
{
	size_t n, saved = 0;

	for (n = 0; n < ctx->pst_sp; n++)
		saved += ctx->pst[n].ppos;

	return saved;
}

size_t
lws__lejp_path_room(const struct lejp_ctx *ctx)
{
	return sizeof(ctx->path) - 1 - path_saved(ctx) -
	       ctx->pst[ctx->pst_sp].ppos;
}

int
lws__lejp_path_append(struct lejp_ctx *ctx, const char *text, size_t len)
{
	struct _lejp_parsing_stack *top = lws__lejp_top(ctx);

	if (len > lws__lejp_path_room(ctx))
		return 1;
	memcpy(ctx->path + top->ppos, text, len);
	top->ppos = (uint8_t)(top->ppos + len);
	ctx->path[top->ppos] = '\0';

	return 0;
}

void
lws__lejp_path_cut(struct lejp_ctx *ctx, size_t len)
{
	struct _lejp_parsing_stack *top = lws__lejp_top(ctx);

	if (len < top->ppos)
		top->ppos = (uint8_t)len;
	ctx->path[top->ppos] = '\0';
	if (top->ppos <= ctx->path_match_len)
		ctx->path_match = 0;
}

/*
 * The path of the parser that was on top goes to the end of the buffer.  What
 * is at its beginning stays to be seen until the new one writes its own.
 */
void
lws__lejp_path_save(struct lejp_ctx *ctx)
{
	size_t len = lws__lejp_top(ctx)->ppos;
	size_t to = sizeof(ctx->path) - path_saved(ctx) - len;

	memmove(ctx->path + to, ctx->path, len);
	if (len >= to)
		ctx->path[to - 1] = '\0';
}

/* called when pst_sp is already that of the parser below */
void
lws__lejp_path_restore(struct lejp_ctx *ctx)
{
	size_t len = lws__lejp_top(ctx)->ppos;

	memmove(ctx->path,
		ctx->path + sizeof(ctx->path) - path_saved(ctx) - len, len);
	ctx->path[len] = '\0';
}

/* the n-th path of the parser; they may lie in something larger */
static const char *
path_wanted(const struct lejp_ctx *ctx, size_t n)
{
	const struct _lejp_parsing_stack *top = &ctx->pst[ctx->pst_sp];
	const char *base = (const char *)top->paths;
	const char *wanted;

	if (!ctx->path_stride)
		return top->paths[n];
	memcpy(&wanted, base + n * ctx->path_stride, sizeof(wanted));

	return wanted;
}

/* notes where each '*' began to match */
static bool
path_is(struct lejp_ctx *ctx, const char *wanted)
{
	const char *p = ctx->path, *end = p + lws__lejp_top(ctx)->ppos;

	ctx->wildcount = 0;
	while (p < end && *wanted) {
		if (*wanted != '*') {
			if (*p++ != *wanted++)
				return false;
			continue;
		}
		if (ctx->wildcount == LEJP_MAX_INDEX_DEPTH)
			return false;
		ctx->wild[ctx->wildcount++] = (uint16_t)(p - ctx->path);
		wanted++;
		if (!*wanted)
			return true;
		while (p < end && *p != '.' && (*p != '[' || *wanted != '['))
			p++;
	}

	return p == end && !*wanted;
}

void
lejp_check_path_match(struct lejp_ctx *ctx)
{
	const struct _lejp_parsing_stack *top = lws__lejp_top(ctx);
	size_t n;

	if (ctx->path_match)
		return;
	for (n = 0; n < top->count_paths; n++) {
		const char *wanted = path_wanted(ctx, n);

		if (wanted && path_is(ctx, wanted)) {
			ctx->path_match = (uint8_t)(n + 1);
			ctx->path_match_len = top->ppos;
			return;
		}
	}
	ctx->wildcount = 0;
}

int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len)
{
	size_t at, left, n = 0, end = lws__lejp_top(ctx)->ppos;

	if (wildcard < 0 || wildcard >= ctx->wildcount || len <= 0)
		return 0;
	at = ctx->wild[wildcard];
	for (left = (size_t)len - 1; left && at < end; left--) {
		if (ctx->path[at] == '.')
			break;
		dest[n++] = ctx->path[at++];
	}
	dest[n++] = '\0';

	return (int)n;
}
