/* SPDX-License-Identifier: MIT */
/*
 * Application-Layer Protocol Negotiation (RFC 7301): lists as people write
 * them, lists as they are on the wire, and which name two lists share.
 */

#include "core/role.h"
#include "tls/tls.h"

#include <string.h>

int
lws__tls_alpn_wire(const char *list, uint8_t *wire, size_t max, size_t *len)
{
	size_t at = 0;

	*len = 0;
	while (*list) {
		size_t n;

		list += strspn(list, " ");
		n = strcspn(list, ", ");
		if (!n || n > 255 || at + 1 + n > max)
			return -1;
		wire[at] = (uint8_t)n;
		memcpy(wire + at + 1, list, n);
		at += 1 + n;
		list += n;
		list += strspn(list, " ");
		if (*list && *list++ != ',')
			return -1;
	}
	*len = at;

	return 0;
}

/* of HTTP/2, in a build that has none */
static bool
is_not_spoken(const uint8_t *name)
{
	return name[0] == 2 && !memcmp(name + 1, "h2", 2) &&
	       !lws__role_by_alpn("h2");
}

void
lws__tls_alpn_client(const struct lws *wsi, uint8_t *wire, size_t *len)
{
	size_t to = 0, next;

	if (!wsi->role->alpn)
		return; /* it speaks whatever it likes */
	for (size_t at = 0; at < *len; at = next) {
		next = at + 1u + wire[at];
		if (is_not_spoken(wire + at))
			continue;
		memmove(wire + to, wire + at, next - at);
		to += next - at;
	}
	*len = to;
}

static bool
has(const uint8_t *list, size_t len, const uint8_t *name)
{
	for (size_t at = 0; at < len; at += 1u + list[at])
		if (len - at > list[at] && list[at] == name[0] &&
		    !memcmp(list + at + 1, name + 1, name[0]))
			return true;

	return false;
}

const uint8_t *
lws__tls_alpn_common(const uint8_t *ours, size_t ours_len,
		     const uint8_t *theirs, size_t theirs_len)
{
	for (size_t at = 0; at < ours_len; at += 1u + ours[at])
		if (has(theirs, theirs_len, ours + at))
			return ours + at;

	return NULL;
}

/* of a connection that will speak http: what this build has of it */
static const char *
default_list(const struct lws *wsi)
{
	return wsi->role->alpn && lws__role_by_alpn("h2") ? "h2,http/1.1"
							  : "http/1.1";
}

/*
 * Who names a list means it: a client that has other protocols only is told so
 * and goes.  Our default list binds nobody.
 */
int
lws__tls_alpn_choose(const struct lws__tls *t, const uint8_t *theirs,
		     size_t len, const uint8_t **chosen, uint8_t *chosen_len)
{
	const struct lws_vhost *vh = t->shown ? t->shown : t->conn->wsi->vh;
	const char *list = vh->alpn;
	uint8_t ours[LWS__TLS_ALPN_MAX];
	const uint8_t *name, *in_theirs;
	size_t ours_len;

	if (lws__tls_alpn_wire(list ? list : default_list(t->conn->wsi), ours,
			       sizeof(ours), &ours_len))
		return 0;
	name = lws__tls_alpn_common(ours, ours_len, theirs, len);
	if (!name)
		return list && ours_len ? -1 : 0;
	/* what is handed out must outlive us, theirs does */
	in_theirs = lws__tls_alpn_common(theirs, len, name, 1u + name[0]);
	if (!in_theirs)
		return -1;
	*chosen = in_theirs + 1;
	*chosen_len = in_theirs[0];

	return 1;
}
