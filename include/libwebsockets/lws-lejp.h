/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_LEJP_H)
#define LIBWEBSOCKETS_LWS_LEJP_H

/**
 * \defgroup lejp JSON parser
 * A stream parser for JSON (RFC 8259). Pieces of the text go in as they come,
 * cut anywhere; a callback hears what there is as soon as it is there. Nothing
 * is allocated and nothing is kept of the text but one path and one piece of a
 * string, so a text may be of any length.
 *
 * Strict but for two things: a '#' outside a string begins a comment that ends
 * with the line, and what follows the outermost container is left to the
 * caller. The outermost value is an object or an array.
 * @{
 */

#if !defined(LWS_ARRAY_SIZE)
#define LWS_ARRAY_SIZE(_x) (sizeof(_x) / sizeof(_x[0]))
#endif
/** set in those of enum lejp_states in which white space is not skipped */
#define LEJP_FLAG_WS_KEEP        64
/** in a comment */
#define LEJP_FLAG_WS_COMMENTLINE 32
/** set in those of enum lejp_callbacks that come with text in ctx->buf */
#define LEJP_FLAG_CB_IS_VALUE    64
/** parsers stacked on each other: lejp_parser_push() */
#if !defined(LEJP_MAX_PARSING_STACK_DEPTH)
#define LEJP_MAX_PARSING_STACK_DEPTH 10
#endif
/** one more than the containers that may be in each other */
#if !defined(LEJP_MAX_DEPTH)
#define LEJP_MAX_DEPTH 16
#endif
/** arrays that may be in each other, and '*' in one path */
#if !defined(LEJP_MAX_INDEX_DEPTH)
#define LEJP_MAX_INDEX_DEPTH 12
#endif
/** bytes of the longest path, with its NUL */
#if !defined(LEJP_MAX_PATH)
#define LEJP_MAX_PATH 192
#endif
/** bytes of a string that come in one event; also of the longest number */
#if !defined(LEJP_STRING_CHUNK)
#define LEJP_STRING_CHUNK 254
#endif
/** for ctx->flags: the members of objects are counted in ctx->i[] as well */
#define LEJP_FLAG_FEAT_OBJECT_INDEXES (1 << 0)
/** for ctx->flags: ARRAY_START is already told with the array's own match */
#define LEJP_FLAG_FEAT_LEADING_WC     (1 << 1)
/** for ctx->flags: all of them */
#define LEJP_FLAG_LATEST \
	(LEJP_FLAG_FEAT_OBJECT_INDEXES | LEJP_FLAG_FEAT_LEADING_WC)

struct _lejp_stack;
struct _lejp_parsing_stack;
struct lejp_ctx;
struct lejp_string_piece;
struct lwsac;

typedef struct lejp_string_piece lejp_string_piece_t;

/** what the parser is in the middle of */
enum lejp_states {
	LEJP_IDLE = 0,    /**< before the outermost { or [ */
	LEJP_MEMBERS = 1, /**< after { */
	LEJP_M_P = 2,     /**< after a comma: a name must come */
	LEJP_MP_STRING = LEJP_FLAG_WS_KEEP | 3,        /**< in a string */
	LEJP_MP_STRING_ESC = LEJP_FLAG_WS_KEEP | 4,    /**< after a backslash */
	LEJP_MP_STRING_ESC_U1 = LEJP_FLAG_WS_KEEP | 5, /**< after \\u */
	LEJP_MP_STRING_ESC_U2 = LEJP_FLAG_WS_KEEP | 6, /**< one digit later */
	LEJP_MP_STRING_ESC_U3 = LEJP_FLAG_WS_KEEP | 7, /**< two digits later */
	LEJP_MP_STRING_ESC_U4 =
		LEJP_FLAG_WS_KEEP | 8, /**< three digits later */
	LEJP_MP_DELIM = 9,             /**< after a name: the colon */
	LEJP_MP_VALUE = 10,            /**< a value must come */
	LEJP_MP_VALUE_NUM_INT = LEJP_FLAG_WS_KEEP | 11, /**< in a number */
	LEJP_MP_VALUE_NUM_EXP = LEJP_FLAG_WS_KEEP | 12, /**< behind its E */
	LEJP_MP_VALUE_TOK =
		LEJP_FLAG_WS_KEEP | 13, /**< in true, false or null */
	LEJP_MP_COMMA_OR_END =
		14,             /**< after a value; of a container: an object */
	LEJP_MP_ARRAY_END = 15, /**< after [; of a container: an array */
};

/** why lejp_parse() stopped; words for them: lejp_error_to_string() */
enum lejp_reasons {
	LEJP_CONTINUE = -1,             /**< no error: more input is needed */
	LEJP_REJECT_IDLE_NO_BRACE = -2, /**< begins with neither { nor [ */
	LEJP_REJECT_MEMBERS_NO_CLOSE = -3, /**< not used */
	LEJP_REJECT_MP_NO_OPEN_QUOTE = -4, /**< a name without its quote */
	LEJP_REJECT_MP_STRING_UNDERRUN =
		-5, /**< the path is longer than LEJP_MAX_PATH */
	LEJP_REJECT_MP_ILLEGAL_CTRL =
		-6, /**< control character or broken UTF-8 */
	LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC =
		-7,                   /**< escape unknown, or half a pair */
	LEJP_REJECT_ILLEGAL_HEX = -8, /**< \\u without four hex digits */
	LEJP_REJECT_MP_DELIM_MISSING_COLON = -9, /**< a name without a colon */
	LEJP_REJECT_MP_DELIM_BAD_VALUE_START = -10, /**< no value begins so */
	LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC =
		-11,                         /**< no digit after the point */
	LEJP_REJECT_MP_VAL_NUM_FORMAT = -12, /**< no number is written so */
	LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP = -13, /**< no digits after the E */
	LEJP_REJECT_MP_VAL_TOK_UNKNOWN = -14,   /**< not true, false or null */
	LEJP_REJECT_MP_C_OR_E_UNDERF = -15,     /**< ] and no array is open */
	LEJP_REJECT_MP_C_OR_E_NOTARRAY = -16,   /**< ] in an object */
	LEJP_REJECT_MP_ARRAY_END_MISSING = -17, /**< } in an array */
	LEJP_REJECT_STACK_OVERFLOW = -18, /**< deeper than LEJP_MAX_DEPTH - 1 */
	LEJP_REJECT_MP_DELIM_ISTACK =
		-19, /**< more than LEJP_MAX_INDEX_DEPTH, or 65536 elements */
	LEJP_REJECT_NUM_TOO_LONG =
		-20, /**< of a number: text, or size of a float */
	LEJP_REJECT_MP_C_OR_E_NEITHER = -21, /**< neither comma nor end */
	LEJP_REJECT_UNKNOWN = -22,  /**< not constructed, or destructed */
	LEJP_REJECT_CALLBACK = -23, /**< the callback answered nonzero */
};

/** what a callback is told */
enum lejp_callbacks {
	LEJPCB_CONSTRUCTED = 0, /**< by lejp_construct() */
	LEJPCB_DESTRUCTED = 1,  /**< by lejp_destruct(), once */
	LEJPCB_START = 2,       /**< the first piece is here, once */
	LEJPCB_COMPLETE = 3,    /**< the outermost container has ended */
	LEJPCB_FAILED = 4,      /**< refused: nothing but DESTRUCTED follows */
	LEJPCB_PAIR_NAME = 5,   /**< a member: its name ends ctx->path */
	LEJPCB_VAL_TRUE = LEJP_FLAG_CB_IS_VALUE | 6,    /**< buf is "1" */
	LEJPCB_VAL_FALSE = LEJP_FLAG_CB_IS_VALUE | 7,   /**< buf is "0" */
	LEJPCB_VAL_NULL = LEJP_FLAG_CB_IS_VALUE | 8,    /**< buf is "" */
	LEJPCB_VAL_NUM_INT = LEJP_FLAG_CB_IS_VALUE | 9, /**< buf has its text */
	LEJPCB_VAL_NUM_FLOAT =
		LEJP_FLAG_CB_IS_VALUE | 10, /**< with a point or an E */
	LEJPCB_VAL_STR_START = 11,          /**< a string begins */
	LEJPCB_VAL_STR_CHUNK = LEJP_FLAG_CB_IS_VALUE |
			       12, /**< LEJP_STRING_CHUNK bytes of it, maybe
				      ending inside a character */
	LEJPCB_VAL_STR_END = LEJP_FLAG_CB_IS_VALUE | 13, /**< the rest of it */
	LEJPCB_ARRAY_START = 14, /**< path already ends in [] */
	LEJPCB_ARRAY_END = 15,
	LEJPCB_OBJECT_START = 16,
	LEJPCB_OBJECT_END = 17,
	LEJPCB_USER_START = 32, /**< for programs' own reasons */
};

/** what was seen of a number, in ctx->f */
enum num_flags {
	LEJP_SEEN_MINUS = (1 << 0),      /**< a sign */
	LEJP_SEEN_POINT = (1 << 1),      /**< a decimal point */
	LEJP_SEEN_POST_POINT = (1 << 2), /**< digits behind it */
	LEJP_SEEN_EXP = (1 << 3),        /**< an E */
};

/** one container that is open; the parser's own */
struct _lejp_stack {
	char s;
	char p;
	char i;
	char b;
};

/** one parser of those stacked on each other */
struct _lejp_parsing_stack {
	void *user; /**< as given to lejp_construct() or lejp_parser_push() */
	signed char (*callback)(struct lejp_ctx *ctx, char reason);
	const char *const *paths; /**< borrowed until it is popped */
	uint8_t count_paths;      /**< of paths */
	uint8_t ppos;             /**< length of the path it sees */
	uint8_t path_match;       /**< while another is above it: its match */
};

/** one event's text of a string; lives in the lwsac */
struct lejp_string_piece {
	struct lejp_string_piece *next;
	const char *piece; /**< no NUL */
	size_t len;        /**< bytes */
};

/** a string being put together: lejp_string_unify_part() */
typedef struct {
	lejp_string_piece_t *sph;      /**< the first piece */
	lejp_string_piece_t **sp_next; /**< where the next one goes */
	int pieces;                    /**< how many there are */
	size_t asl; /**< bytes of all of them, without a NUL */
	char *fp;   /**< the whole string and a NUL; NULL until it is whole */
} lejp_string_unifier_t;

/** a parser; the program may read what has a comment without "its own" */
struct lejp_ctx {
	void *user; /**< as given to lejp_construct() */
	struct _lejp_parsing_stack pst[LEJP_MAX_PARSING_STACK_DEPTH];
	struct _lejp_stack st[LEJP_MAX_DEPTH]; /**< its own */
	uint16_t i[LEJP_MAX_INDEX_DEPTH];      /**< indexes, outermost first */
	uint16_t wild[LEJP_MAX_INDEX_DEPTH];   /**< its own */
	char path[LEJP_MAX_PATH];              /**< where we are */
	char buf[LEJP_STRING_CHUNK + 1]; /**< text of the value, and a NUL */
	lejp_string_unifier_t su;        /**< lejp_string_unify_part() */
	size_t path_stride; /**< bytes from one path pointer to the next, when
			     * they stand in larger structs; 0: an array */
	uint32_t line;      /**< line we are in, from 1 */
	uint16_t uni;       /**< its own */
	uint16_t flags; /**< LEJP_FLAG_FEAT_...: set after lejp_construct() */
	uint8_t npos;   /**< bytes in buf: a string may have a NUL in it */
	uint8_t dcount; /**< its own */
	uint8_t f;      /**< its own, but for enum num_flags */
	uint8_t sp;     /**< containers that are open */
	uint8_t ipos;   /**< how many of i[] are there */
	uint8_t count_paths; /**< as given to lejp_construct() */
	uint8_t path_match;  /**< which of the parser's paths this is, from 1;
			      * 0: none */
	uint8_t path_match_len; /**< length of the path where it matched */
	uint8_t wildcount;   /**< how many '*' matched: lejp_get_wildcard() */
	uint8_t pst_sp;      /**< the parser of pst[] that is told now */
	uint8_t outer_array; /**< not used */
};

/**
 * Told what is in the text: reason is an enum lejp_callbacks. Nonzero ends the
 * parse with LEJP_REJECT_CALLBACK; of CONSTRUCTED, DESTRUCTED, START and FAILED
 * the answer is not looked at.
 */
typedef signed char (*lejp_callback)(struct lejp_ctx *ctx, char reason);

#if defined(LWS_WITH_LEJP)
/** the shape of a callback, declared so that it can be copied */
LWS_VISIBLE LWS_EXTERN signed char
_lejp_callback(struct lejp_ctx *ctx, char reason);

/**
 * lejp_construct() - set up a parser
 *
 * \param ctx: borrowed until lejp_destruct(); its content does not matter
 * \param callback: told what is there, CONSTRUCTED at once
 * \param user: becomes ctx->user
 * \param paths: borrowed until lejp_destruct(): what ctx->path_match counts.
 *   Names with '.' between, "[]" after the name of an array; '*' is any name,
 *   and at the end whatever follows. The first that matches wins, so the longer
 *   ones come first. NULL with a count of 0: none
 * \param paths_count: how many
 *
 * Call from: any one thread at a time
 */
LWS_VISIBLE LWS_EXTERN void
lejp_construct(struct lejp_ctx *ctx,
	       signed char (*callback)(struct lejp_ctx *ctx, char reason),
	       void *user, const char *const *paths, unsigned char paths_count);

/**
 * lejp_destruct() - a parser is of no more use
 *
 * \param ctx: borrowed; NULL or destructed already: nothing happens
 *
 * The callback of lejp_construct() hears DESTRUCTED. There is nothing to free.
 */
LWS_VISIBLE LWS_EXTERN void
lejp_destruct(struct lejp_ctx *ctx);

/**
 * lejp_parse() - the next piece of the text
 *
 * \param ctx: borrowed, constructed
 * \param json: borrowed until return
 * \param len: bytes, cut anywhere
 *
 * Returns LEJP_CONTINUE: all was taken and the text is not complete; 0 or more:
 * it is complete, and so many bytes follow it; below LEJP_CONTINUE: why it was
 * refused. A text that ends where LEJP_CONTINUE was the answer was cut short.
 * Called again after the end it takes nothing and returns len, or the same
 * reason.
 * Source: RFC 8259.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parse(struct lejp_ctx *ctx, const unsigned char *json, int len);

/**
 * lejp_change_callback() - another callback from here on
 *
 * \param ctx: borrowed, constructed
 * \param callback: the new one: hears CONSTRUCTED, then START; the old one
 *   hears DESTRUCTED before
 *
 * It replaces the callback of lejp_construct(), also while parsers are stacked
 * on it.
 */
LWS_VISIBLE LWS_EXTERN void
lejp_change_callback(struct lejp_ctx *ctx,
		     signed char (*callback)(struct lejp_ctx *ctx,
					     char reason));

/**
 * lejp_parser_push() - hand a part of the text to another parser
 *
 * \param ctx: borrowed; called from a callback
 * \param user: becomes ctx->pst[ctx->pst_sp].user; ctx->user stays
 * \param paths: borrowed until it is popped: relative to where we are
 * \param paths_count: how many
 * \param lejp_cb: hears the next event and all after it
 *
 * Usually at PAIR_NAME or a START, and popped at the END of the same container.
 * Returns 0, or -1: LEJP_MAX_PARSING_STACK_DEPTH are there.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths,
		 unsigned char paths_count, lejp_callback lejp_cb);

/**
 * lejp_parser_pop() - back to the parser below, with its path
 *
 * \param ctx: borrowed; called from a callback
 *
 * Returns 0, or -1: there is none below.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_pop(struct lejp_ctx *ctx);

/**
 * lejp_check_path_match() - set path_match from path
 *
 * \param ctx: borrowed
 *
 * Does nothing while path_match is not 0. lejp_parse() calls it by itself.
 */
LWS_VISIBLE LWS_EXTERN void
lejp_check_path_match(struct lejp_ctx *ctx);

/**
 * lejp_get_wildcard() - the name that a '*' of the matched path stands for
 *
 * \param ctx: borrowed, path_match not 0
 * \param wildcard: which '*' of it, from 0
 * \param dest: gets the name and a NUL, cut if it does not fit
 * \param len: bytes at dest
 *
 * Returns the bytes written with the NUL; 0: there is no such '*'.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len);

/**
 * lejp_error_to_string() - a return of lejp_parse() in words
 *
 * \param e: any number
 *
 * Returns a literal, never NULL.
 */
LWS_VISIBLE LWS_EXTERN const char *
lejp_error_to_string(int e);

#if defined(LWS_WITH_LWSAC)
/**
 * lejp_string_unify() - what was gathered becomes one string
 *
 * \param ctx: borrowed: ctx->su has the pieces
 * \param ac: borrowed arena of the pieces
 *
 * Sets ctx->su.fp, which lives in the arena; its length is ctx->su.asl. Done
 * already: nothing happens. Returns 0, or nonzero: no memory.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_string_unify(struct lejp_ctx *ctx, struct lwsac **ac);

/**
 * lejp_string_unify_part() - gather a string of any length
 *
 * \param ctx: borrowed; called from a callback
 * \param ac: borrowed arena, *ac NULL at first; the caller frees it
 * \param reason: as told to the callback; all but those of strings do nothing
 *
 * After VAL_STR_END ctx->su.fp is the whole string with a NUL and ctx->su.asl
 * its length. Returns 0, or nonzero: no memory, or more than 16 MiB (logged).
 */
LWS_VISIBLE LWS_EXTERN int
lejp_string_unify_part(struct lejp_ctx *ctx, struct lwsac **ac, char reason);
#endif

#endif

/** @} */

#endif
