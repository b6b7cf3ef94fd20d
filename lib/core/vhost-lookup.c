/* SPDX-License-Identifier: MIT */
/*
 * Finding vhosts, and what may be asked of one.
 */

#include "core/context.h"

#include <strings.h>

/* ---- the walk ----------------------------------------------------------- */

struct lws_vhost *
lws__vhost_next(struct lws_context *cx, struct lws_vhost *vh)
{
	struct lws_vhost *next = NULL;
	struct lws_dll2 *d;

	lws__context_lock(cx);
	for (d = vh ? vh->list.next : cx->vhosts.head; d; d = d->next) {
		next = lws_container_of(d, struct lws_vhost, list);
		if (!next->being_destroyed)
			break;
		next = NULL;
	}
	if (next)
		lws__vhost_ref(next);
	lws__context_unlock(cx);
	if (vh)
		lws__vhost_unref(vh);

	return next;
}

struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name)
{
	struct lws_vhost *found = NULL;

	lws__context_lock(context);
	lws_start_foreach_dll(struct lws_dll2 *, d, context->vhosts.head)
	{
		struct lws_vhost *vh =
			lws_container_of(d, struct lws_vhost, list);

		if (!found && !vh->being_destroyed && !strcmp(vh->name, name))
			found = vh;
	}
	lws_end_foreach_dll(d);
	lws__context_unlock(context);

	return found;
}

/* ---- by the name a client asks for -------------------------------------- */

/* "name:80", "[::1]:80" -> without the port, and without a final dot */
static size_t
host_only(const char *host, size_t len)
{
	const char *end;

	if (len && host[0] == '[')
		end = memchr(host, ']', len);
	else
		end = memchr(host, ':', len);
	if (end)
		len = (size_t)(end - host) + (*end == ']');
	if (len > 1 && host[len - 1] == '.')
		len--;

	return len;
}

static bool
is_same(const char *name, const char *host, size_t len)
{
	return strlen(name) == len && !strncasecmp(name, host, len);
}

/* www.example.com belongs to the vhost example.com */
static bool
is_below(const char *name, const char *host, size_t len)
{
	size_t name_len = strlen(name);

	return name_len && len > name_len && host[len - name_len - 1] == '.' &&
	       is_same(name, host + len - name_len, name_len);
}

struct lws_vhost *
lws__vhost_by_host(struct lws_vhost *first, const char *host, size_t len)
{
	struct lws_vhost *below = NULL, *same = NULL;
	struct lws_context *cx = first->cx;

	len = host_only(host, len);
	if (is_same(first->name, host, len) || !first->listener)
		return first;
	lws__context_lock(cx);
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head)
	{
		struct lws_vhost *vh =
			lws_container_of(d, struct lws_vhost, list);

		if (vh->being_destroyed || vh->starting ||
		    vh->listener != first->listener)
			;
		else if (!same && is_same(vh->name, host, len))
			same = vh;
		else if (is_below(vh->name, host, len) &&
			 (!below || strlen(below->name) < strlen(vh->name)))
			below = vh;
	}
	lws_end_foreach_dll(d);
	lws__context_unlock(cx);
	if (same)
		return same;

	return below ? below : first;
}

/* ---- getters ------------------------------------------------------------ */

struct lws_vhost *
lws_get_vhost(struct lws *wsi)
{
	return wsi->vh;
}

const char *
lws_get_vhost_name(struct lws_vhost *vhost)
{
	return vhost->name;
}

int
lws_get_vhost_port(struct lws_vhost *vhost)
{
	return vhost->listen_port;
}

int
lws_get_vhost_listen_port(struct lws_vhost *vhost)
{
	return vhost->listen_port;
}

void *
lws_get_vhost_user(struct lws_vhost *vhost)
{
	return vhost->user;
}

void *
lws_vhost_user(struct lws_vhost *vhost)
{
	return vhost->user;
}

const char *
lws_get_vhost_iface(struct lws_vhost *vhost)
{
	return vhost->iface;
}

const char *
lws_vh_tag(struct lws_vhost *vh)
{
	return vh ? vh->tag : "[null vh]";
}

void
lws_vhost_set_mounts(struct lws_vhost *v, const struct lws_http_mount *mounts)
{
	v->mounts = mounts;
}
