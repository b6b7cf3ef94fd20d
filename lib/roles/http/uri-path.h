/* SPDX-License-Identifier: MIT */
/*
 * Request targets (RFC 9112 3.2, RFC 3986): percent decoding done once, dot
 * segments removed, doubled slashes made one, query split into arguments.
 *
 *   "/a/%2e%2e/b//c?x=1&y=%20"  ->  path "/b/c", args "x=1", "y= "
 *
 * Decoding comes before normalising, so that an encoded dot or slash counts
 * like a plain one; what is left after decoding is never decoded again.  ".."
 * above the root stays at the root.  The result always starts with '/', never
 * contains "//", ".", ".." as a segment, a NUL or another control character.
 */

#ifndef LWS_ROLES_HTTP_URI_PATH_H
#define LWS_ROLES_HTTP_URI_PATH_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>

struct lws__http_headers;

enum lws__uri_result {
	LWS__URI_OK,
	LWS__URI_NO_SLASH,    /* does not start with '/' */
	LWS__URI_BAD_CHAR,    /* raw space, control, '#' or 8-bit: RFC 3986 2 */
	LWS__URI_BAD_ESCAPE,  /* '%' without two hex digits: RFC 3986 2.1 */
	LWS__URI_BAD_DECODED, /* %00, or another control in the path */
	LWS__URI_NO_ROOM,     /* does not fit in the header table */
};

/* the status to answer: 400, or 414 for no room; 0 for OK */
unsigned int lws__uri_status(enum lws__uri_result r);
const char *lws__uri_reason(enum lws__uri_result r);

/*
 * Path only (up to '?'), to dest, which has len + 1 bytes and may be the
 * source itself.  NUL terminated; *dest_len excludes the NUL.
 */
enum lws__uri_result lws__uri_path_normalise(char *dest, size_t *dest_len,
					     const char *path, size_t len);

/*
 * Percent decode one piece of a query, '+' meaning space (HTML forms).  dest
 * has len + 1 bytes and may be the source itself.  NUL is refused, other
 * controls are data.
 */
enum lws__uri_result
lws__uri_arg_decode(char *dest, size_t *dest_len, const char *arg, size_t len);

/*
 * Store an origin-form target, "/path?args", in the table: the path under
 * token, the arguments as fragments of WSI_TOKEN_HTTP_URI_ARGS (empty ones are
 * skipped).  For h1 after the request line, for h2 with :path.  On failure
 * nothing of it is visible in the table.
 */
enum lws__uri_result
lws__uri_store(struct lws__http_headers *h, enum lws_token_indexes token,
	       const char *target, size_t len);

/*
 * The same for a target that is the open header of the table already (begun
 * with this token): cut up in place.  The header is closed or abandoned.
 */
enum lws__uri_result
lws__uri_store_open(struct lws__http_headers *h, enum lws_token_indexes token);

/*
 * May this normalised path name a file?  false: a segment starts with '.'
 * (except a first segment ".well-known"), or contains a backslash, which is a
 * separator on some systems.  Answer 404.
 */
bool
lws__uri_path_names_file(const char *path, size_t len, bool allow_dot_files);

/* percent encode what may not stand in a path or query; -1: no room */
int lws__uri_encode(char *dest, size_t len, const char *src, size_t src_len,
		    bool is_query_value);

#endif
