/* SPDX-License-Identifier: MIT */
/*
 * LEJP (hazards JS-01 .. JS-04): whatever the bytes, the same is told for the
 * text whole, byte by byte and cut in two, once FAILED or COMPLETE at most, and
 * stacked parsers get their paths back.  The first byte says which features are
 * on and where the cut is.
 */

#include "../unit/data/lejp-dump.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

static const char *const paths[] = {"a",    "b.c", "list[].x", "*.z",
				    "[][]", "*[]", "deep.*",   "*"};

static signed char
stacking_cb(struct lejp_ctx *ctx, char reason)
{
	char name[16];

	lejp_dump_cb(ctx, reason);
	must(ctx->ipos <= LEJP_MAX_INDEX_DEPTH && ctx->sp < LEJP_MAX_DEPTH);
	must(memchr(ctx->path, 0, sizeof(ctx->path)) != NULL);
	must(ctx->npos <= LEJP_STRING_CHUNK);
	for (int n = 0; n < ctx->wildcount; n++)
		must(lejp_get_wildcard(ctx, n, name, sizeof(name)) > 0);
	if (reason == LEJPCB_OBJECT_START && ctx->path[0] == 'p')
		(void)lejp_parser_push(ctx, NULL, paths, 4, stacking_cb);
	if (reason == LEJPCB_OBJECT_END || reason == LEJPCB_VAL_NULL)
		(void)lejp_parser_pop(ctx);

	return 0;
}

static int
run(struct lejp_dump *d, const uint8_t *data, size_t len, size_t piece,
    unsigned int flags)
{
	struct lejp_ctx ctx;
	int ret = LEJP_CONTINUE;

	memset(d, 0, sizeof(*d));
	lejp_construct(&ctx, stacking_cb, d, paths, LWS_ARRAY_SIZE(paths));
	ctx.flags = flags & LEJP_FLAG_LATEST;
	while (len && ret == LEJP_CONTINUE) {
		size_t n = piece < len ? piece : len;
		uint8_t *copy = malloc(n); /* the sanitizer sees its ends */

		must(copy);
		memcpy(copy, data, n);
		ret = lejp_parse(&ctx, copy, (int)n);
		free(copy);
		data += n;
		len -= n;
		if (ret > 0)
			ret += (int)len;
		else if (!ret)
			ret = (int)len;
		if (piece > 1)
			piece = len ? len : 1;
	}
	lejp_destruct(&ctx);

	return ret;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct lejp_dump whole, part;
	unsigned int how;
	int ret;

	if (len < 2 || len > 65536)
		return 0;
	how = *data++;
	len--;
	ret = run(&whole, data, len, len, how);
	must(run(&part, data, len, 1, how) == ret);
	must(part.hash == whole.hash && part.events == whole.events);
	must(run(&part, data, len, 1 + (how >> 2) * len / 64, how) == ret);
	must(part.hash == whole.hash && part.events == whole.events);

	return 0;
}
