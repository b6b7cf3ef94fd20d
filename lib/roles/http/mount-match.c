/* SPDX-License-Identifier: MIT */
/*
 * Mounts: the longest one that covers a path.
 *
 *   in   the vhost's list, a normalised path, the method
 *   out  a mount of the list, or NULL; whether to redirect first
 */

#include "roles/http/mount-match.h"

#include <stdbool.h>
#include <string.h>

size_t
lws__http_mountpoint_len(const struct lws_http_mount *m)
{
	return m->mountpoint_len ? m->mountpoint_len : strlen(m->mountpoint);
}

/* a prefix of the path that ends where a segment ends */
static bool
covers(const struct lws_http_mount *m, const char *uri, size_t len)
{
	size_t n = lws__http_mountpoint_len(m);

	if (!n || n > len || memcmp(m->mountpoint, uri, n))
		return false;

	return n == len || uri[n] == '/' || uri[n - 1] == '/';
}

static bool
takes_method(const struct lws_http_mount *m, int method)
{
	if (m->origin_protocol == LWSMPRO_CALLBACK ||
	    m->origin_protocol == LWSMPRO_CGI ||
	    m->origin_protocol == LWSMPRO_NO_MOUNT || m->protocol)
		return true;

	switch (method) {
	case LWSHUMETH_GET:
	case LWSHUMETH_POST:
	case LWSHUMETH_PUT:
	case LWSHUMETH_PATCH:
	case LWSHUMETH_DELETE:
	case LWSHUMETH_HEAD:
	case LWSHUMETH_COLON_PATH:
		return true;
	default:
		return false;
	}
}

const struct lws_http_mount *
lws__http_mount_find(const struct lws_http_mount *list, const char *uri,
		     size_t len, int method)
{
	const struct lws_http_mount *best = NULL;
	size_t best_len = 0;

	for (; list; list = list->mount_next) {
		size_t n = lws__http_mountpoint_len(list);

		if (!covers(list, uri, len) || !takes_method(list, method))
			continue;
		if (list->origin_protocol == LWSMPRO_NO_MOUNT)
			return NULL;
		if (n > best_len) {
			best = list;
			best_len = n;
		}
	}

	return best;
}

enum lws__http_mount_redirect
lws__http_mount_redirect(const struct lws_http_mount *m, const char *uri,
			 size_t len)
{
	size_t n = lws__http_mountpoint_len(m);

	switch (m->origin_protocol) {
	case LWSMPRO_REDIR_HTTP:
	case LWSMPRO_REDIR_HTTPS:
		return LWS__HTTP_MOUNT_ELSEWHERE;
	case LWSMPRO_CGI:
	case LWSMPRO_CALLBACK:
		return LWS__HTTP_MOUNT_STAY;
	default:
		break;
	}

	if (n > 1 && len == n && uri[n - 1] != '/')
		return LWS__HTTP_MOUNT_ADD_SLASH;

	return LWS__HTTP_MOUNT_STAY;
}
