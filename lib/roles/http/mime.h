/* SPDX-License-Identifier: MIT */
/*
 * Content type of a file, by suffix, any letter case.
 *
 * The mount's extra_mimetypes come first, then the built-in list, then the
 * mount's "*".  An empty type in the mount's list means: send no content-type.
 */

#ifndef LWS_ROLES_HTTP_MIME_H
#define LWS_ROLES_HTTP_MIME_H

#include <libwebsockets.h>

/* NULL: unknown (answer 415).  The public lws_get_mimetype() is this */
const char *
lws__http_mime_find(const char *file, const struct lws_http_mount *m);

#endif
