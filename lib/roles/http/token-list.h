/* SPDX-License-Identifier: MIT */
/*
 * Lists in field values (RFC 9110 5.6.1): "a, b;q=1, c; x=\"1,2\"".
 *
 * A member starts with a token or a quoted string and may have parameters;
 * commas inside quoted strings do not separate.  Empty members are skipped.
 */

#ifndef LWS_ROLES_HTTP_TOKEN_LIST_H
#define LWS_ROLES_HTTP_TOKEN_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* one bit per character: RFC 9110 5.6.2 tchar */
extern const uint32_t lws__http_tchars[8];

static inline bool
lws__http_is_tchar(unsigned char c)
{
	return (lws__http_tchars[c >> 5] >> (c & 31)) & 1;
}

/* not empty, and only tchar */
bool lws__http_is_token(const char *s, size_t len);
/* same text, ASCII letter case aside */
bool
lws__http_same_text(const char *a, size_t a_len, const char *b, size_t b_len);

struct lws__list_member {
	const char *whole; /* member with its parameters, trimmed */
	size_t whole_len;
	size_t name_len; /* of whole: up to the first ';', trimmed */
};

/*
 * Take the next member off [*at, end).  1: one was found, 0: no more, -1: not
 * a list (a quoted string that does not end).
 */
int lws__http_list_next(const char **at, const char *end,
			struct lws__list_member *m);

/* is this token a member (parameters aside, no case)? */
bool lws__http_list_has(const char *list, size_t len, const char *token);

/*
 * Value of one parameter of a member: name=token or name="quoted".  The value
 * stays in place; quotes are taken off, escapes are not.  NULL: absent.
 */
const char *lws__http_list_param(const struct lws__list_member *m,
				 const char *name, size_t *len);

#endif
