/* SPDX-License-Identifier: MIT */
/*
 * Which mount serves a path, and whether it starts with a redirect.
 *
 * The longest mountpoint that is a prefix of the path and ends at a segment
 * boundary wins; of equals the first in the list.  A LWSMPRO_NO_MOUNT that
 * matches ends the search at once: nothing is mounted there.
 */

#ifndef LWS_ROLES_HTTP_MOUNT_MATCH_H
#define LWS_ROLES_HTTP_MOUNT_MATCH_H

#include <libwebsockets.h>

#include <stddef.h>

/*
 * uri: a normalised path; method: LWSHUMETH_..., because only callback and cgi
 * mounts (and those with .protocol) take every method.  NULL: nothing there.
 */
const struct lws_http_mount *
lws__http_mount_find(const struct lws_http_mount *list, const char *uri,
		     size_t len, int method);

/* length of the mountpoint, whether or not the member was filled in */
size_t lws__http_mountpoint_len(const struct lws_http_mount *m);

enum lws__http_mount_redirect {
	LWS__HTTP_MOUNT_STAY,      /* serve it */
	LWS__HTTP_MOUNT_ADD_SLASH, /* 301 to the same uri with a '/' added */
	LWS__HTTP_MOUNT_ELSEWHERE, /* 301 to http(s):// + origin */
};

enum lws__http_mount_redirect
lws__http_mount_redirect(const struct lws_http_mount *m, const char *uri,
			 size_t len);

#endif
