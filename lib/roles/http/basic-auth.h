/* SPDX-License-Identifier: MIT */
/*
 * Basic authentication of a server (RFC 7617): credentials from the field,
 * and a comparison that takes the same time wherever the difference is.
 */

#ifndef LWS_ROLES_HTTP_BASIC_AUTH_H
#define LWS_ROLES_HTTP_BASIC_AUTH_H

#include <stdbool.h>
#include <stddef.h>

/* base64 text above this is refused */
#define LWS__HTTP_BASIC_MAX 160

enum lws__http_basic_result {
	LWS__HTTP_BASIC_OK,
	LWS__HTTP_BASIC_ABSENT,   /* no header: 401 */
	LWS__HTTP_BASIC_OTHER,    /* another scheme: 403 */
	LWS__HTTP_BASIC_TOO_LONG, /* 403 */
	LWS__HTTP_BASIC_BAD,      /* not base64, no colon, control char: 403 */
};

struct lws__http_basic {
	/* "user:password", NUL terminated; wipe it after use */
	char text[LWS__HTTP_BASIC_MAX];
	size_t len;
	size_t user_len;
};

/* value: of the Authorization field */
enum lws__http_basic_result
lws__http_basic_decode(struct lws__http_basic *b, const char *value,
		       size_t len);

/*
 * Is one whole line of [text, text + len) equal to these credentials?  Looks
 * at every line, whatever it finds.
 */
bool lws__http_basic_in_lines(const struct lws__http_basic *b, const char *text,
			      size_t len);

/* overwrite, in a way that the compiler keeps */
void lws__http_basic_wipe(struct lws__http_basic *b);

#endif
