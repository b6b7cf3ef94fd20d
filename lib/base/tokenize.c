/* SPDX-License-Identifier: MIT */
/*
 * Tokenizer for header values, configuration lines and the like: tokens,
 * numbers, quoted strings, delimiters, name= and name:.
 *
 * Tokens are collected in the state, so the text may come in pieces cut
 * anywhere (LWS_TOKENIZE_F_EXPECT_MORE) and gives the same elements.  What kind
 * of token it was is decided when it ends, from its characters.  A token is
 * handed out when the character after it, and any whitespace, has been seen: it
 * may be the '=' or ':' that makes it a name.
 *
 * `delim` follows a comma-separated list, `dry` is set inside a comment.
 */

#include "base/base.h"

#include <limits.h>
#include <string.h>

enum {
	TOKEN_MAX = 254, /* part of the API; leaves room for a NUL */

	/* not an element: nothing to hand out yet */
	TOKZE_GO_ON = 100,
};

/* ts->len until the caller sets it: the text ends at its NUL */
#define LEN_UNKNOWN ((size_t)INT_MAX)

/* what one character is, where it is not inside quotes */
enum char_class {
	CHAR_SPACE,
	CHAR_TOKEN,  /* part of a token */
	CHAR_QUOTE,  /* begins a string */
	CHAR_EQUALS, /* ends a name */
	CHAR_COLON,  /* ends a name */
	CHAR_HASH,   /* begins a comment */
	CHAR_DELIM,  /* any other */
};

void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags)
{
	memset(ts, 0, sizeof(*ts));
	ts->start = start;
	ts->len = LEN_UNKNOWN;
	ts->flags = (uint16_t)flags;
}

/* ---- the token so far ------------------------------------------------ */

enum token_kind {
	KIND_TEXT,
	KIND_INTEGER, /* digits */
	KIND_FLOAT,   /* digits, one '.', and perhaps digits */
};

static enum token_kind
token_kind(const struct lws_tokenize *ts)
{
	size_t i, dots = 0;

	if (!ts->token_len || (ts->flags & LWS_TOKENIZE_F_NO_INTEGERS))
		return KIND_TEXT;

	for (i = 0; i < ts->token_len; i++) {
		char c = ts->collect[i];

		if (c == '.' && i && !dots)
			dots++;
		else if (c < '0' || c > '9')
			return KIND_TEXT;
	}
	if (!dots)
		return KIND_INTEGER;

	return ts->flags & LWS_TOKENIZE_F_NO_FLOATS ? KIND_TEXT : KIND_FLOAT;
}

static lws_tokenize_elem
token_collect(struct lws_tokenize *ts, char c)
{
	if (ts->token_len >= TOKEN_MAX)
		return LWS_TOKZE_TOO_LONG;
	ts->collect[ts->token_len++] = c;

	return (lws_tokenize_elem)TOKZE_GO_ON;
}

/* the UTF-8 state at the end of what was collected: bytes are checked one by
 * one, so all before the last sequence is known to be good */
static struct lws_utf8
token_utf8(const struct lws_tokenize *ts)
{
	struct lws_utf8 u = {0};
	size_t at = ts->token_len;

	while (at && ts->token_len - at < 3 &&
	       (ts->collect[at - 1] & 0xc0) == 0x80)
		at--;
	if (at && (ts->collect[at - 1] & 0x80))
		lws__utf8_feed(&u, (const uint8_t *)ts->collect + at - 1,
			       ts->token_len - at + 1);

	return u;
}

static bool
token_breaks_utf8(const struct lws_tokenize *ts, char c)
{
	struct lws_utf8 u;
	uint8_t b = (uint8_t)c;

	if (!(b & 0x80) &&
	    (!ts->token_len || !(ts->collect[ts->token_len - 1] & 0x80)))
		return false; /* ASCII after ASCII */
	u = token_utf8(ts);

	return lws__utf8_feed(&u, &b, 1) == LWS_FEED_BAD;
}

/* ---- handing out ----------------------------------------------------- */

/* content and commas alternate in a list, and nothing else belongs there */
static bool
list_refuses(struct lws_tokenize *ts, bool is_content, char c)
{
	bool was_content = ts->delim == LWSTZ_DT_NEED_DELIM;

	if (!(ts->flags & LWS_TOKENIZE_F_COMMA_SEP_LIST))
		return false;

	if (is_content == was_content || (!is_content && c != ','))
		return true;
	ts->delim =
		is_content ? LWSTZ_DT_NEED_DELIM : LWSTZ_DT_NEED_NEXT_CONTENT;

	return false;
}

static lws_tokenize_elem
give(struct lws_tokenize *ts, lws_tokenize_elem e)
{
	ts->state = LWS_TOKZS_LEADING_WHITESPACE;
	ts->token = ts->collect;
	ts->collect[ts->token_len] = '\0';
	ts->reset_token = 1;

	return e;
}

static lws_tokenize_elem
give_token(struct lws_tokenize *ts)
{
	switch (token_kind(ts)) {
	case KIND_INTEGER:
		return give(ts, LWS_TOKZE_INTEGER);
	case KIND_FLOAT:
		return give(ts, LWS_TOKZE_FLOAT);
	case KIND_TEXT:
		break;
	}

	return give(ts, LWS_TOKZE_TOKEN);
}

/* all input is used: what was that? */
static lws_tokenize_elem
give_end(struct lws_tokenize *ts)
{
	if (ts->flags & LWS_TOKENIZE_F_EXPECT_MORE)
		return LWS_TOKZE_WANT_READ;
	if (token_utf8(ts).state)
		return LWS_TOKZE_ERR_BROKEN_UTF8;

	switch (ts->state) {
	case LWS_TOKZS_QUOTED_STRING:
		return LWS_TOKZE_ERR_UNTERM_STRING;
	case LWS_TOKZS_TOKEN:
	case LWS_TOKZS_TOKEN_POST_TERMINAL:
		return give_token(ts);
	case LWS_TOKZS_LEADING_WHITESPACE:
		break;
	}
	if (ts->delim == LWSTZ_DT_NEED_NEXT_CONTENT)
		return LWS_TOKZE_ERR_COMMA_LIST;

	return LWS_TOKZE_ENDED;
}

/* ---- what a character is --------------------------------------------- */

/* characters that a flag makes part of a token */
static bool
flag_allows(uint16_t flags, char c)
{
	static const struct {
		char c;
		uint16_t flag;
	} nonterm[] = {
		{'-', LWS_TOKENIZE_F_MINUS_NONTERM},
		{'.', LWS_TOKENIZE_F_DOT_NONTERM},
		{'/', LWS_TOKENIZE_F_SLASH_NONTERM},
		{'*', LWS_TOKENIZE_F_ASTERISK_NONTERM},
		{'=', LWS_TOKENIZE_F_EQUALS_NONTERM},
		{':', LWS_TOKENIZE_F_COLON_NONTERM},
	};
	size_t i;

	for (i = 0; i < LWS_ARRAY_SIZE(nonterm); i++)
		if (c == nonterm[i].c)
			return flags & nonterm[i].flag;

	/* RFC 7230 s3.2.6, and what it does not name is text, too */
	return (flags & LWS_TOKENIZE_F_RFC7230_DELIMS) &&
	       !strchr("(),/:;<=>?@[\\]{}\"", c);
}

static enum char_class
char_class(const struct lws_tokenize *ts, char c)
{
	/* the NUL is in there as well */
	if (memchr(" \t\r\n\f", c, sizeof(" \t\r\n\f")))
		return CHAR_SPACE;
	if (c == '#' && (ts->flags & LWS_TOKENIZE_F_HASH_COMMENT))
		return CHAR_HASH;
	if (lws__is_alnum(c) || c == '_' || (c & 0x80) ||
	    flag_allows(ts->flags, c))
		return CHAR_TOKEN;

	switch (c) {
	case '"':
		return CHAR_QUOTE;
	case '=':
		return CHAR_EQUALS;
	case ':':
		return ts->flags & LWS_TOKENIZE_F_AGG_COLON ? CHAR_COLON
							    : CHAR_DELIM;
	case '.': /* the first one after digits belongs to them */
		if (ts->state == LWS_TOKZS_TOKEN &&
		    !(ts->flags & LWS_TOKENIZE_F_NO_FLOATS) &&
		    token_kind(ts) == KIND_INTEGER)
			return CHAR_TOKEN;
		break;
	}

	return CHAR_DELIM;
}

/* ---- one character --------------------------------------------------- */

static lws_tokenize_elem
in_comment(struct lws_tokenize *ts, char c)
{
	if (c == '\n')
		ts->dry = 0;

	return (lws_tokenize_elem)TOKZE_GO_ON;
}

static lws_tokenize_elem
in_quotes(struct lws_tokenize *ts, char c)
{
	if (c == '"')
		return give(ts, LWS_TOKZE_QUOTED_STRING);

	return token_collect(ts, c);
}

/* what begins with c */
static lws_tokenize_elem
begin(struct lws_tokenize *ts, char c, enum char_class cl)
{
	bool is_content = cl == CHAR_TOKEN || cl == CHAR_QUOTE;

	if (list_refuses(ts, is_content, c))
		return LWS_TOKZE_ERR_COMMA_LIST;

	if (cl == CHAR_QUOTE) {
		ts->state = LWS_TOKZS_QUOTED_STRING;
		return (lws_tokenize_elem)TOKZE_GO_ON;
	}
	ts->collect[0] = c;
	ts->token_len = 1;
	if (!is_content)
		return give(ts, LWS_TOKZE_DELIMITER);
	ts->state = LWS_TOKZS_TOKEN;

	return (lws_tokenize_elem)TOKZE_GO_ON;
}

static lws_tokenize_elem
between_tokens(struct lws_tokenize *ts, char c, enum char_class cl)
{
	if (cl != CHAR_SPACE && cl != CHAR_HASH)
		return begin(ts, c, cl);
	ts->dry = cl == CHAR_HASH;

	return (lws_tokenize_elem)TOKZE_GO_ON;
}

/* in a token, or behind one; *took is false when the token ends before c */
static lws_tokenize_elem
in_token(struct lws_tokenize *ts, char c, enum char_class cl, bool *took)
{
	bool is_over = ts->state == LWS_TOKZS_TOKEN_POST_TERMINAL;

	switch (cl) {
	case CHAR_SPACE:
	case CHAR_HASH:
		ts->state = LWS_TOKZS_TOKEN_POST_TERMINAL;
		ts->dry = cl == CHAR_HASH;
		return (lws_tokenize_elem)TOKZE_GO_ON;
	case CHAR_EQUALS:
		if (token_kind(ts) != KIND_TEXT)
			return LWS_TOKZE_ERR_NUM_ON_LHS;
		return give(ts, LWS_TOKZE_TOKEN_NAME_EQUALS);
	case CHAR_COLON:
		return give(ts, LWS_TOKZE_TOKEN_NAME_COLON);
	case CHAR_TOKEN:
		if (is_over)
			break;
		return token_collect(ts, c);
	case CHAR_QUOTE:
		if (is_over)
			break;
		/* programs know it so: what touches a string is dropped */
		ts->state = LWS_TOKZS_QUOTED_STRING;
		ts->token_len = 0;
		return (lws_tokenize_elem)TOKZE_GO_ON;
	case CHAR_DELIM:
		break;
	}
	*took = false;

	return give_token(ts);
}

/* a second '.' in a number is an error, not a new token */
static bool
is_bad_float(const struct lws_tokenize *ts, char c)
{
	return c == '.' && ts->state == LWS_TOKZS_TOKEN &&
	       token_kind(ts) == KIND_FLOAT;
}

static lws_tokenize_elem
take(struct lws_tokenize *ts, char c, bool *took)
{
	if (ts->dry)
		return in_comment(ts, c);
	if (token_breaks_utf8(ts, c))
		return LWS_TOKZE_ERR_BROKEN_UTF8;

	switch (ts->state) {
	case LWS_TOKZS_QUOTED_STRING:
		return in_quotes(ts, c);
	case LWS_TOKZS_LEADING_WHITESPACE:
		return between_tokens(ts, c, char_class(ts, c));
	case LWS_TOKZS_TOKEN:
	case LWS_TOKZS_TOKEN_POST_TERMINAL:
		break;
	}
	if (is_bad_float(ts, c))
		return LWS_TOKZE_ERR_MALFORMED_FLOAT;

	return in_token(ts, c, char_class(ts, c), took);
}

lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts)
{
	if (ts->len == LEN_UNKNOWN)
		ts->len = strlen(ts->start);
	if (ts->reset_token)
		ts->token_len = 0;
	ts->reset_token = 0;
	ts->effline = ts->line;

	while (ts->len) {
		char c = *ts->start;
		bool took = true;
		lws_tokenize_elem e = take(ts, c, &took);

		if (took) {
			ts->start++;
			ts->len--;
			if (c == '\n')
				ts->line++;
		}
		if ((int)e != TOKZE_GO_ON)
			return e;
	}

	return give_end(ts);
}

/* max must be larger than the token and its NUL together */
int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max)
{
	if (ts->token_len + 1 >= max)
		return 1;

	memcpy(str, ts->token, ts->token_len);
	str[ts->token_len] = '\0';

	return 0;
}
