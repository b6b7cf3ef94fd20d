/* SPDX-License-Identifier: MIT */
/*
 * LEJP: strings longer than one event, put together in an lwsac.
 *
 * Each event's text is copied to the arena as a piece; at the end of the string
 * all pieces become one, behind them in the same arena.  What an arena holds is
 * freed with it, so the pieces of one string cost its length once more.
 */

#include "data/lejp.h"

#include <string.h>

/* of one string: a document cannot make us hold more */
enum { UNIFIED_MOST = 16 * 1024 * 1024 };

static void
unify_begin(lejp_string_unifier_t *su)
{
	memset(su, 0, sizeof(*su));
	su->sp_next = &su->sph;
}

static int
unify_add(struct lejp_ctx *ctx, struct lwsac **ac)
{
	lejp_string_unifier_t *su = &ctx->su;
	lejp_string_piece_t *piece;
	char *text;

	if (!su->sp_next) /* there was no STR_START */
		unify_begin(su);
	if (su->asl + ctx->npos > UNIFIED_MOST) {
		lwsl_warn("%s: line %u: a string of more than %d bytes\n",
			  __func__, (unsigned int)ctx->line, UNIFIED_MOST);
		return 1;
	}
	piece = lwsac_use(ac, sizeof(*piece) + ctx->npos, 0);
	if (!piece)
		return 1;
	text = (char *)(piece + 1);
	memcpy(text, ctx->buf, ctx->npos);
	piece->next = NULL;
	piece->piece = text;
	piece->len = ctx->npos;
	*su->sp_next = piece;
	su->sp_next = &piece->next;
	su->pieces++;
	su->asl += ctx->npos;

	return 0;
}

int
lejp_string_unify(struct lejp_ctx *ctx, struct lwsac **ac)
{
	lejp_string_unifier_t *su = &ctx->su;
	const lejp_string_piece_t *piece;
	char *to;

	if (su->fp) /* it is done */
		return 0;
	su->fp = lwsac_use(ac, su->asl + 1, 0);
	if (!su->fp)
		return 1;
	to = su->fp;
	for (piece = su->sph; piece; piece = piece->next) {
		memcpy(to, piece->piece, piece->len);
		to += piece->len;
	}
	*to = '\0';

	return 0;
}

int
lejp_string_unify_part(struct lejp_ctx *ctx, struct lwsac **ac, char reason)
{
	switch (reason) {
	case LEJPCB_VAL_STR_START:
		unify_begin(&ctx->su);
		return 0;
	case LEJPCB_VAL_STR_CHUNK:
		return unify_add(ctx, ac);
	case LEJPCB_VAL_STR_END:
		return unify_add(ctx, ac) || lejp_string_unify(ctx, ac);
	}

	return 0;
}
