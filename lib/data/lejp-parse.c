/* SPDX-License-Identifier: MIT */
/*
 * LEJP: a JSON text (RFC 8259) in pieces cut anywhere; events come out as soon
 * as what they tell is there.
 *
 * One byte at a time goes to the handler of the state we are in; strings take
 * runs of bytes at once.  Two things are allowed that RFC 8259 does not have: a
 * '#' outside a string begins a comment that ends with the line, and what
 * follows the outermost container is left to the caller.
 */

#include "data/lejp.h"

#include <string.h>

/* ---- containers ------------------------------------------------------ */

static struct _lejp_stack *
inside(struct lejp_ctx *ctx)
{
	return &ctx->st[ctx->sp - 1];
}

static bool
is_array(const struct _lejp_stack *level)
{
	return level->s == LEJP_MP_ARRAY_END;
}

/* length of the container's own path, in the terms of the parser on top */
static size_t
own_path(const struct lejp_ctx *ctx, const struct _lejp_stack *level)
{
	if (level->b < ctx->pst_sp) /* it began under another parser */
		return 0;

	return (uint8_t)level->p;
}

static bool
has_index(const struct lejp_ctx *ctx, bool array)
{
	return array || (ctx->flags & LEJP_FLAG_FEAT_OBJECT_INDEXES);
}

/* how many indexes there are inside the container */
static unsigned int
indexes_in(const struct lejp_ctx *ctx, const struct _lejp_stack *level)
{
	return (unsigned int)(uint8_t)level->i +
	       has_index(ctx, is_array(level));
}

static int
index_push(struct lejp_ctx *ctx)
{
	if (ctx->ipos == LEJP_MAX_INDEX_DEPTH)
		return LEJP_REJECT_MP_DELIM_ISTACK;
	ctx->i[ctx->ipos++] = 0;

	return 0;
}

/* one more element; what no longer fits a number of 16 bits is refused */
static int
index_advance(struct lejp_ctx *ctx, const struct _lejp_stack *level)
{
	if (!has_index(ctx, is_array(level)))
		return 0;
	ctx->ipos = (uint8_t)indexes_in(ctx, level);
	if (ctx->i[ctx->ipos - 1] == UINT16_MAX)
		return LEJP_REJECT_MP_DELIM_ISTACK;
	ctx->i[ctx->ipos - 1]++;

	return 0;
}

/* the START event is out: what follows is inside */
static int
container_enter(struct lejp_ctx *ctx, enum lejp_states kind,
		unsigned int indexes)
{
	struct _lejp_stack *level = &ctx->st[ctx->sp];

	if (ctx->sp + 1 == LEJP_MAX_DEPTH)
		return LEJP_REJECT_STACK_OVERFLOW;
	level->s = (char)kind;
	level->p = (char)lws__lejp_top(ctx)->ppos;
	level->i = (char)indexes;
	level->b = (char)ctx->pst_sp;
	ctx->sp++;
	/* right after '[' a ']' may come, right after '{' a '}' */
	lws__lejp_set_state(ctx, kind == LEJP_MP_ARRAY_END ? LEJP_MP_ARRAY_END
							   : LEJP_MEMBERS);

	return 0;
}

static unsigned int
indexes_here(struct lejp_ctx *ctx)
{
	unsigned int indexes = ctx->sp ? indexes_in(ctx, inside(ctx)) : 0;

	/* the last one of an array before may still be there to be seen */
	ctx->ipos = (uint8_t)indexes;

	return indexes;
}

static int
object_start(struct lejp_ctx *ctx)
{
	unsigned int visible = ctx->ipos, indexes = indexes_here(ctx);
	int failed = 0;

	if (has_index(ctx, false))
		failed = index_push(ctx);
	else
		ctx->ipos = (uint8_t)visible;
	if (failed)
		return failed;
	lejp_check_path_match(ctx);
	if (lws__lejp_tell(ctx, LEJPCB_OBJECT_START))
		return LEJP_REJECT_CALLBACK;
	ctx->path_match = 0;

	return container_enter(ctx, LEJP_MP_COMMA_OR_END, indexes);
}

static int
array_start(struct lejp_ctx *ctx)
{
	unsigned int indexes = indexes_here(ctx);

	if (lws__lejp_path_append(ctx, "[]", 2))
		return LEJP_REJECT_MP_STRING_UNDERRUN;
	if (ctx->flags & LEJP_FLAG_FEAT_LEADING_WC)
		lejp_check_path_match(ctx);
	if (lws__lejp_tell(ctx, LEJPCB_ARRAY_START))
		return LEJP_REJECT_CALLBACK;
	if (index_push(ctx))
		return LEJP_REJECT_MP_DELIM_ISTACK;

	return container_enter(ctx, LEJP_MP_ARRAY_END, indexes);
}

/*
 * What END is told with.  Of the outermost container, and of those right in it,
 * path and index stay those of their last element; of one further in, the path
 * becomes that of the object, or of what the array is in.
 */
static void
container_leave(struct lejp_ctx *ctx, const struct _lejp_stack *level)
{
	const struct _lejp_stack *parent;
	size_t parent_path;

	if (!ctx->sp) {
		ctx->path_match = 0;
		return;
	}
	parent = inside(ctx);
	parent_path = own_path(ctx, parent);
	if (parent_path) {
		lws__lejp_path_cut(ctx, is_array(level) ? parent_path
							: own_path(ctx, level));
		ctx->ipos = (uint8_t)indexes_in(ctx, parent);
	}
	if (has_index(ctx, false))
		ctx->ipos = (uint8_t)indexes_in(ctx, parent);
	lejp_check_path_match(ctx);
}

static int
container_end(struct lejp_ctx *ctx, bool array)
{
	struct _lejp_stack level = *inside(ctx);

	if (array != is_array(&level)) {
		if (!array)
			return LEJP_REJECT_MP_ARRAY_END_MISSING;
		return ctx->sp == 1 ? LEJP_REJECT_MP_C_OR_E_UNDERF
				    : LEJP_REJECT_MP_C_OR_E_NOTARRAY;
	}
	ctx->sp--;
	container_leave(ctx, &level);
	lws__lejp_set_state(ctx, LEJP_MP_COMMA_OR_END);
	if (lws__lejp_tell(ctx, array ? LEJPCB_ARRAY_END : LEJPCB_OBJECT_END))
		return LEJP_REJECT_CALLBACK;
	if (ctx->sp)
		return 0;
	if (lws__lejp_tell(ctx, LEJPCB_COMPLETE))
		return LEJP_REJECT_CALLBACK;
	ctx->f |= LEJP_DOC_ENDED;
	ctx->dcount = 0;

	return 0;
}

static int
container_next(struct lejp_ctx *ctx)
{
	const struct _lejp_stack *level = inside(ctx);

	lws__lejp_set_state(ctx, is_array(level) ? LEJP_MP_VALUE : LEJP_M_P);
	if (index_advance(ctx, level))
		return LEJP_REJECT_MP_DELIM_ISTACK;
	if (ctx->sp == 1 && !is_array(level)) {
		ctx->path_match = 0; /* nothing is common to its members */
		return 0;
	}
	lws__lejp_path_cut(ctx, own_path(ctx, level));
	lejp_check_path_match(ctx);

	return 0;
}

/* ---- what a byte does, by state -------------------------------------- */

static int
in_idle(struct lejp_ctx *ctx, uint8_t c)
{
	if (c == '{')
		return object_start(ctx);

	return c == '[' ? array_start(ctx) : LEJP_REJECT_IDLE_NO_BRACE;
}

/* the quote that begins a name */
static int
in_m_p(struct lejp_ctx *ctx, uint8_t c)
{
	size_t base = own_path(ctx, inside(ctx));
	struct _lejp_parsing_stack *top = lws__lejp_top(ctx);

	if (c != '"')
		return LEJP_REJECT_MP_NO_OPEN_QUOTE;
	if (base < top->ppos)
		top->ppos = (uint8_t)base;
	ctx->path[top->ppos] = '\0';
	if (top->ppos && lws__lejp_path_append(ctx, ".", 1))
		return LEJP_REJECT_MP_STRING_UNDERRUN;

	return lws__lejp_string_begin(ctx, true);
}

static int
in_members(struct lejp_ctx *ctx, uint8_t c)
{
	return c == '}' ? container_end(ctx, false) : in_m_p(ctx, c);
}

static int
in_delim(struct lejp_ctx *ctx, uint8_t c)
{
	if (c != ':')
		return LEJP_REJECT_MP_DELIM_MISSING_COLON;
	lws__lejp_set_state(ctx, LEJP_MP_VALUE);
	lejp_check_path_match(ctx);

	return lws__lejp_tell(ctx, LEJPCB_PAIR_NAME) ? LEJP_REJECT_CALLBACK : 0;
}

/* of true, false and null: uni says which, dcount how much of it there was */
static const struct {
	const char *text;
	const char *shown; /* in buf */
	enum lejp_callbacks event;
} tokens[] = {
	{"true", "1", LEJPCB_VAL_TRUE},
	{"false", "0", LEJPCB_VAL_FALSE},
	{"null", "", LEJPCB_VAL_NULL},
};

static int
in_value_token(struct lejp_ctx *ctx, uint8_t c)
{
	const char *text = tokens[ctx->uni].text;

	if (c != (uint8_t)text[ctx->dcount])
		return LEJP_REJECT_MP_VAL_TOK_UNKNOWN;
	if (text[++ctx->dcount])
		return 0;
	ctx->npos = (uint8_t)strlen(tokens[ctx->uni].shown);
	memcpy(ctx->buf, tokens[ctx->uni].shown, (size_t)ctx->npos + 1);
	lws__lejp_set_state(ctx, LEJP_MP_COMMA_OR_END);

	return lws__lejp_tell(ctx, tokens[ctx->uni].event)
		       ? LEJP_REJECT_CALLBACK
		       : 0;
}

static int
in_value(struct lejp_ctx *ctx, uint8_t c)
{
	bool is_taken;
	size_t n;

	switch (c) {
	case '"':
		return lws__lejp_string_begin(ctx, false);
	case '{':
		return object_start(ctx);
	case '[':
		return array_start(ctx);
	}
	if (lws__lejp_number_starts(c)) {
		lws__lejp_number_begin(ctx);
		return lws__lejp_number_feed(ctx, c, &is_taken);
	}
	for (n = 0; n < LWS_ARRAY_SIZE(tokens); n++)
		if (c == (uint8_t)tokens[n].text[0]) {
			ctx->uni = (uint16_t)n;
			ctx->dcount = 1;
			lws__lejp_set_state(ctx, LEJP_MP_VALUE_TOK);
			return 0;
		}

	return LEJP_REJECT_MP_DELIM_BAD_VALUE_START;
}

/* right after '[' */
static int
in_array_begin(struct lejp_ctx *ctx, uint8_t c)
{
	return c == ']' ? container_end(ctx, true) : in_value(ctx, c);
}

static int
in_comma_or_end(struct lejp_ctx *ctx, uint8_t c)
{
	if (c == ',')
		return container_next(ctx);
	if (c == '}' || c == ']')
		return container_end(ctx, c == ']');

	return LEJP_REJECT_MP_C_OR_E_NEITHER;
}

/* where white space means nothing */
static int (*const handlers[])(struct lejp_ctx *ctx, uint8_t c) = {
	[LEJP_IDLE] = in_idle,
	[LEJP_MEMBERS] = in_members,
	[LEJP_M_P] = in_m_p,
	[LEJP_MP_DELIM] = in_delim,
	[LEJP_MP_VALUE] = in_value,
	[LEJP_MP_COMMA_OR_END] = in_comma_or_end,
	[LEJP_MP_ARRAY_END] = in_array_begin,
};

/* ---- pieces ---------------------------------------------------------- */

static int
parse_structure(struct lejp_ctx *ctx, struct lws_cursor *in)
{
	uint8_t c = *in->at++;

	switch (c) {
	case '\n':
		ctx->line++;
		return 0;
	case ' ':
	case '\t':
	case '\r':
		return 0;
	case '#':
		ctx->f |= LEJP_DOC_COMMENT;
		return 0;
	}

	return handlers[(uint8_t)ctx->st[ctx->sp].s](ctx, c);
}

static void
parse_comment(struct lejp_ctx *ctx, struct lws_cursor *in)
{
	uint8_t *lf = memchr(in->at, '\n', lws__cursor_left(in));

	if (!lf) {
		in->at = in->end;
		return;
	}
	in->at = lf + 1;
	ctx->line++;
	ctx->f &= (uint8_t)~LEJP_DOC_COMMENT;
}

/* some of the input is taken, or the state is another */
static int
parse_step(struct lejp_ctx *ctx, struct lws_cursor *in)
{
	char state = ctx->st[ctx->sp].s;
	bool is_taken = true;
	int failed;

	if (ctx->f & LEJP_DOC_COMMENT) {
		parse_comment(ctx, in);
		return 0;
	}
	if (!(state & LEJP_FLAG_WS_KEEP))
		return parse_structure(ctx, in);
	switch (state) {
	case LEJP_MP_VALUE_TOK:
		return in_value_token(ctx, *in->at++);
	case LEJP_MP_VALUE_NUM_INT:
	case LEJP_MP_VALUE_NUM_EXP:
		failed = lws__lejp_number_feed(ctx, *in->at, &is_taken);
		in->at += is_taken;
		return failed;
	}

	return lws__lejp_string_feed(ctx, in);
}

/* why: an enum lejp_reasons */
static int
parse_failed(struct lejp_ctx *ctx, int why)
{
	if (ctx->f &
	    LEJP_DOC_IN_NAME) /* how much of it is in depends on cuts */
		lws__lejp_path_cut(ctx, own_path(ctx, inside(ctx)));
	ctx->f |= LEJP_DOC_ENDED;
	ctx->dcount = (uint8_t)-why;
	(void)lws__lejp_tell(ctx, LEJPCB_FAILED);

	return why;
}

int
lejp_parse(struct lejp_ctx *ctx, const unsigned char *json, int len)
{
	struct lws_cursor in;
	int failed = 0;

	if (!ctx->pst[0].callback)
		return LEJP_REJECT_UNKNOWN;
	if (ctx->f & LEJP_DOC_ENDED)
		return ctx->dcount ? -(int)ctx->dcount : len;
	if (len <= 0)
		return LEJP_CONTINUE;
	in.at = lws__unconst(json);
	in.end = in.at + len;
	if (!(ctx->f & LEJP_DOC_STARTED)) {
		ctx->f |= LEJP_DOC_STARTED;
		(void)lws__lejp_tell(ctx, LEJPCB_START);
	}
	while (in.at < in.end && !failed && !(ctx->f & LEJP_DOC_ENDED))
		failed = parse_step(ctx, &in);
	if (failed)
		return parse_failed(ctx, failed);

	return ctx->f & LEJP_DOC_ENDED ? (int)lws__cursor_left(&in)
				       : LEJP_CONTINUE;
}
