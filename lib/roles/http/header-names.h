/* SPDX-License-Identifier: MIT */
/*
 * The names of header tokens and of request methods.
 *
 * Names come from one list (contrib/generate-header-names.py), which also
 * makes a perfect hash: a lookup is one pass over the name to hash it, one
 * table read and one compare.  Unknown names cost the same.
 */

#ifndef LWS_ROLES_HTTP_HEADER_NAMES_H
#define LWS_ROLES_HTTP_HEADER_NAMES_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>

/* no known name is longer, so no longer name needs to be looked up */
#define LWS__HTTP_NAME_MAX 31

/*
 * Field name or pseudo-header name (":path") to token; any letter case, len
 * bytes, without the ':' that ends the name on the wire.  -1: not a known one.
 * Method words and internal tokens are never answered.
 */
int lws__http_token_find(const char *name, size_t len);

/*
 * Static text of a token: "host:", ":path", "get ", as lws_token_to_string()
 * answers it.  *len (may be NULL) excludes the NUL.  NULL: token has no text.
 */
const char *lws__http_token_name(enum lws_token_indexes token, size_t *len);

/* a request method that this library knows (RFC 9110 9.1, RFC 5789) */
struct lws__http_method {
	const char *name;
	enum lws_token_indexes token; /* holds the uri of such a request */
	int index;                    /* LWSHUMETH_... */
};

/* case-sensitive; NULL: not known (TRACE is not) */
const struct lws__http_method *
lws__http_method_find(const char *name, size_t len);
/* by LWSHUMETH_...; NULL when there is none */
const struct lws__http_method *lws__http_method_by_index(int index);

#endif
