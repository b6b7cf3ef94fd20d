/* SPDX-License-Identifier: MIT */
/*
 * LEJP inside: what its files share.
 *
 * All state is in the public struct lejp_ctx, whose members the contract
 * names.  How they are used:
 *
 *   st[0 .. sp)      the containers we are in, outermost first: s says which
 *                    kind, p the length of its own path, i how many indexes
 *                    stood before it, b which parser of pst[] it began in
 *   st[sp].s         what we are in the middle of, an enum lejp_states
 *   pst[pst_sp]      who is told now, and ppos, the length of its path
 *   path[0 .. ppos)  that path, then a NUL; the paths of the parsers below it
 *                    wait at the end of path[], the newest lowest
 *   f                enum num_flags in bits 0-3, enum lejp_doc_flags above
 *   dcount, uni      of what we are in the middle of: see lejp-string.c,
 *                    lejp-number.c and lejp-parse.c.  After the end, dcount is
 *                    the reason it failed for, or 0
 */

#ifndef LWS_DATA_LEJP_H
#define LWS_DATA_LEJP_H

#include "base/base.h"

enum lejp_doc_flags {
	LEJP_DOC_STARTED = 1 << 4,                   /* START was told */
	LEJP_DOC_COMMENT = LEJP_FLAG_WS_COMMENTLINE, /* until the line ends */
	LEJP_DOC_IN_NAME = 1 << 6, /* the string is a member's name */
	LEJP_DOC_ENDED = 1 << 7, /* complete or failed: nothing more is read */
	LEJP_DOC_NUM = 0x0f,     /* the bits of enum num_flags */
};

/* the parser that is told now */
static inline struct _lejp_parsing_stack *
lws__lejp_top(struct lejp_ctx *ctx)
{
	return &ctx->pst[ctx->pst_sp];
}

/* nonzero: the user wants no more */
static inline int
lws__lejp_tell(struct lejp_ctx *ctx, enum lejp_callbacks reason)
{
	return lws__lejp_top(ctx)->callback(ctx, (char)reason);
}

static inline void
lws__lejp_set_state(struct lejp_ctx *ctx, enum lejp_states state)
{
	ctx->st[ctx->sp].s = (char)state;
}

/* ---- lejp-path.c ----------------------------------------------------- */

/* nonzero: it does not fit, nothing was written */
int lws__lejp_path_append(struct lejp_ctx *ctx, const char *text, size_t len);
/* bytes that still fit */
size_t lws__lejp_path_room(const struct lejp_ctx *ctx);
/* a match that was further on is none any more */
void lws__lejp_path_cut(struct lejp_ctx *ctx, size_t len);
void lws__lejp_path_save(struct lejp_ctx *ctx);
void lws__lejp_path_restore(struct lejp_ctx *ctx);

/* ---- what an input byte does: 0, or enum lejp_reasons ---------------- */

/* the opening quote has been taken */
int lws__lejp_string_begin(struct lejp_ctx *ctx, bool is_name);
/* takes as much of the string as there is; in->at moves */
int lws__lejp_string_feed(struct lejp_ctx *ctx, struct lws_cursor *in);

bool lws__lejp_number_starts(uint8_t c);
void lws__lejp_number_begin(struct lejp_ctx *ctx);
/* *is_taken false: the number ended before c */
int lws__lejp_number_feed(struct lejp_ctx *ctx, uint8_t c, bool *is_taken);

#endif
