/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_TOKENIZE_H)
#define LIBWEBSOCKETS_LWS_TOKENIZE_H

/**
 * \defgroup tokenize Tokens and expansion
 * A tokenizer for short texts (header values, configuration), in one piece or
 * in
 * several, and ${name} expansion.
 * @{
 */

/** '-' belongs to tokens */
#define LWS_TOKENIZE_F_MINUS_NONTERM    (1 << 0)
/** "name:" is one TOKEN_NAME_COLON */
#define LWS_TOKENIZE_F_AGG_COLON        (1 << 1)
/** elements must be separated by one comma each */
#define LWS_TOKENIZE_F_COMMA_SEP_LIST   (1 << 2)
/** only what RFC 7230 s3.2.6 calls delimiters end a token */
#define LWS_TOKENIZE_F_RFC7230_DELIMS   (1 << 3)
/** '.' belongs to tokens */
#define LWS_TOKENIZE_F_DOT_NONTERM      (1 << 4)
/** 1.2 is no FLOAT */
#define LWS_TOKENIZE_F_NO_FLOATS        (1 << 5)
/** 12 is a TOKEN */
#define LWS_TOKENIZE_F_NO_INTEGERS      (1 << 6)
/** '#' begins a comment, up to the end of the line */
#define LWS_TOKENIZE_F_HASH_COMMENT     (1 << 7)
/** '/' belongs to tokens */
#define LWS_TOKENIZE_F_SLASH_NONTERM    (1 << 8)
/** '*' belongs to tokens */
#define LWS_TOKENIZE_F_ASTERISK_NONTERM (1 << 9)
/** '=' belongs to tokens */
#define LWS_TOKENIZE_F_EQUALS_NONTERM   (1 << 10)
/** ':' belongs to tokens */
#define LWS_TOKENIZE_F_COLON_NONTERM    (1 << 11)
/** this piece is not the last */
#define LWS_TOKENIZE_F_EXPECT_MORE      (1 << 12)

struct lws_tokenize;
struct lws_strexp;

typedef struct lws_tokenize lws_tokenize_t;
typedef struct lws_strexp lws_strexp_t;

typedef enum {
	/** how many negative answers there are */
	LWS_TOKZE_ERRS = 7,
	/** a token longer than collect, cut over two pieces */
	LWS_TOKZE_TOO_LONG = -7,
	/** EXPECT_MORE: give start and len the next piece and go on */
	LWS_TOKZE_WANT_READ = -6,
	/** not UTF-8 */
	LWS_TOKZE_ERR_BROKEN_UTF8 = -5,
	/** a quoted string without its end */
	LWS_TOKZE_ERR_UNTERM_STRING = -4,
	/** such as 1..2 */
	LWS_TOKZE_ERR_MALFORMED_FLOAT = -3,
	/** a number before '=' */
	LWS_TOKZE_ERR_NUM_ON_LHS = -2,
	/** a comma missing, or one too many */
	LWS_TOKZE_ERR_COMMA_LIST = -1,
	/** no more */
	LWS_TOKZE_ENDED = 0,
	/** one character */
	LWS_TOKZE_DELIMITER,
	LWS_TOKZE_TOKEN,
	LWS_TOKZE_INTEGER,
	LWS_TOKZE_FLOAT,
	/** what stands before '=' */
	LWS_TOKZE_TOKEN_NAME_EQUALS,
	/** what stands before ':' (AGG_COLON) */
	LWS_TOKZE_TOKEN_NAME_COLON,
	/** without its quotes */
	LWS_TOKZE_QUOTED_STRING,
} lws_tokenize_elem;

enum lws_tokenize_delimiter_tracking {
	LWSTZ_DT_NEED_FIRST_CONTENT,
	LWSTZ_DT_NEED_DELIM,
	LWSTZ_DT_NEED_NEXT_CONTENT,
};

typedef enum {
	LWS_TOKZS_LEADING_WHITESPACE,
	LWS_TOKZS_QUOTED_STRING,
	LWS_TOKZS_TOKEN,
	LWS_TOKZS_TOKEN_POST_TERMINAL,
} lws_tokenize_state;

enum {
	/** all input was taken */
	LSTRX_DONE,
	/** out is full: empty it, lws_strexp_reset_out(), go on */
	LSTRX_FILLED_OUT,
	/** a name over 31 characters */
	LSTRX_FATAL_NAME_TOO_LONG = -1,
	/** the callback does not know the name */
	LSTRX_FATAL_NAME_UNKNOWN = -2,
};

/** yours; set up by lws_tokenize_init() */
struct lws_tokenize {
	/** a token that began in an earlier piece */
	char collect[256];
	/** borrowed: input not looked at yet */
	const char *start;
	/** the token, not ended by NUL; valid until the next call */
	const char *token;
	/** bytes at start; set it after lws_tokenize_init() */
	size_t len;
	/** bytes of token */
	size_t token_len;
	lws_tokenize_state state;
	/** lines begun so far, from 1 */
	int line;
	/** the line on which token began */
	int effline;
	/** LWS_TOKENIZE_F_... */
	uint16_t flags;
	uint8_t delim;
	/** the last answer */
	int8_t e;
	uint8_t reset_token : 1;
	uint8_t crlf : 1;
	uint8_t dry : 1;
};

/**
 * Writes the value of name at out + *pos, at most olen in all, and moves *pos;
 * *exp_ofs, 0 at first, is how far it has got, kept between calls. LSTRX_DONE,
 * LSTRX_FILLED_OUT or LSTRX_FATAL_...
 */
typedef int (*lws_strexp_expand_cb)(void *priv, const char *name, char *out,
				    size_t *pos, size_t olen, size_t *exp_ofs);

/** yours; set up by lws_strexp_init() */
struct lws_strexp {
	char name[32];
	lws_strexp_expand_cb cb;
	void *priv;
	char *out;
	size_t olen;
	size_t pos;
	size_t exp_ofs;
	uint8_t name_pos;
	char state;
};

/**
 * lws_tokenize_init() - begin
 *
 * \param ts: borrowed
 * \param start: borrowed while tokens are taken
 * \param flags: LWS_TOKENIZE_F_...
 *
 * Then set ts->len to the bytes at start; left alone, the text ends at its NUL.
 * For text in pieces set LWS_TOKENIZE_F_EXPECT_MORE, and on LWS_TOKZE_WANT_READ
 * start and len to the next piece; clear the flag for the last one.
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags);

/**
 * lws_tokenize() - the next element
 *
 * \param ts: borrowed; token and token_len describe it
 *
 * Returns LWS_TOKZE_...: negative is an error (or WANT_READ), 0 the end.
 * Call from: any thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts);

/**
 * lws_tokenize_cstr() - copy the current token as a C string
 *
 * \param ts: borrowed
 * \param str: borrowed
 * \param max: bytes of str
 *
 * Returns 0, or 1: it does not fit.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max);

/**
 * lws_strexp_init() - begin an expansion
 *
 * \param exp: borrowed
 * \param priv: for cb
 * \param cb: gives the value of each ${name}
 * \param out: borrowed, or NULL: only count
 * \param olen: bytes of out
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen);

/**
 * lws_strexp_reset_out() - an empty buffer to go on in
 *
 * \param exp: borrowed
 * \param out: borrowed
 * \param olen: bytes of out
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen);

/**
 * lws_strexp_expand() - copy, with each ${name} replaced
 *
 * \param exp: borrowed
 * \param in: borrowed; may be a piece
 * \param len: bytes of in
 * \param pused_in: receives how much of in was taken
 * \param pused_out: receives how much of out is filled
 *
 * Returns LSTRX_DONE: all of in is taken, and out is terminated;
 * LSTRX_FILLED_OUT: empty out (lws_strexp_reset_out()) and go on behind what
 * was taken; or LSTRX_FATAL_...
 * Call from: any thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out);

/**
 * lws_strcmp_wildcard() - does a text match a pattern in which '*' stands for
 * any characters?
 *
 * \param wildcard: borrowed pattern
 * \param wlen: bytes of it
 * \param check: borrowed text
 * \param clen: bytes of it
 *
 * Returns 0 if it matches, else 1.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen);

/** @} */

#endif
