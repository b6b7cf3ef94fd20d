/* SPDX-License-Identifier: MIT */
/*
 * Socket addresses as values that carry their length: from text, from libc,
 * to text.  RFC 4291 s2.2 for the IPv6 forms, RFC 4007 s11 for zones.
 */

#include "plat/plat.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONE_MARK '%'

/* "eth0" or "2"; 0 = no such zone */
static uint32_t
zone_index(const char *zone)
{
	char *end;
	unsigned long n;
	unsigned int index = if_nametoindex(zone);

	if (index)
		return index;

	n = strtoul(zone, &end, 10);
	if (*end || end == zone || n > UINT32_MAX || *zone == '-')
		return 0;

	return (uint32_t)n;
}

static int
numeric_v6(struct lws__sa *sa, const char *text, uint16_t port)
{
	char copy[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE + 2], *zone;
	const char *from = text;
	size_t len = strlen(text);

	if (len && text[0] == '[' && text[len - 1] == ']') {
		from++;
		len -= 2;
	}
	if (len >= sizeof(copy))
		return -1;
	memcpy(copy, from, len);
	copy[len] = '\0';

	zone = strchr(copy, ZONE_MARK);
	if (zone)
		*zone++ = '\0';

	if (inet_pton(AF_INET6, copy, &sa->u.in6.sin6_addr) != 1)
		return -1;
	if (zone) {
		sa->u.in6.sin6_scope_id = zone_index(zone);
		if (!sa->u.in6.sin6_scope_id)
			return -1;
	}

	sa->u.in6.sin6_family = AF_INET6;
	sa->u.in6.sin6_port = htons(port);
	sa->len = sizeof(sa->u.in6);

	return 0;
}

int
lws__sa_numeric(struct lws__sa *sa, const char *text, uint16_t port)
{
	memset(sa, 0, sizeof(*sa));

	if (inet_pton(AF_INET, text, &sa->u.in4.sin_addr) == 1) {
		sa->u.in4.sin_family = AF_INET;
		sa->u.in4.sin_port = htons(port);
		sa->len = sizeof(sa->u.in4);

		return 0;
	}
	if (!numeric_v6(sa, text, port))
		return 0;

	memset(sa, 0, sizeof(*sa));

	return -1;
}

int
lws__sa_unix(struct lws__sa *sa, const char *path)
{
	size_t len = strlen(path);

	memset(sa, 0, sizeof(*sa));

	/* a path keeps its NUL; an abstract name has none, '@' stands for \0 */
	if (!len || len >= sizeof(sa->u.un.sun_path))
		return -1;

	sa->u.un.sun_family = AF_UNIX;
	memcpy(sa->u.un.sun_path, path, len);
	sa->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (path[0] == '@')
		sa->u.un.sun_path[0] = '\0';
	else
		sa->len++;

	return 0;
}

void
lws__sa_any(struct lws__sa *sa, int family, uint16_t port)
{
	memset(sa, 0, sizeof(*sa));
	sa->u.sa.sa_family = (sa_family_t)family;
	sa->len = family == AF_INET6 ? sizeof(sa->u.in6) : sizeof(sa->u.in4);
	lws__sa_set_port(sa, port);
}

int
lws__sa_from_sockaddr(struct lws__sa *sa, const struct sockaddr *s,
		      socklen_t len)
{
	memset(sa, 0, sizeof(*sa));
	if (len > sizeof(sa->u) || len < sizeof(s->sa_family))
		return -1;
	if (s->sa_family == AF_INET && len < sizeof(sa->u.in4))
		return -1;
	if (s->sa_family == AF_INET6 && len < sizeof(sa->u.in6))
		return -1;

	memcpy(&sa->u, s, len);
	sa->len = len;

	return 0;
}

int
lws__sa_from_46(struct lws__sa *sa, const lws_sockaddr46 *sa46)
{
	memset(sa, 0, sizeof(*sa));

	switch (sa46->sa4.sin_family) {
	case AF_INET:
		sa->u.in4 = sa46->sa4;
		sa->len = sizeof(sa->u.in4);
		return 0;
	case AF_INET6:
		sa->u.sa46 = *sa46;
		sa->len = sizeof(sa->u.in6);
		return 0;
	default:
		return -1;
	}
}

uint16_t
lws__sa_port(const struct lws__sa *sa)
{
	switch (sa->u.sa.sa_family) {
	case AF_INET:
		return ntohs(sa->u.in4.sin_port);
	case AF_INET6:
		return ntohs(sa->u.in6.sin6_port);
	default:
		return 0;
	}
}

void
lws__sa_set_port(struct lws__sa *sa, uint16_t port)
{
	switch (sa->u.sa.sa_family) {
	case AF_INET:
		sa->u.in4.sin_port = htons(port);
		break;
	case AF_INET6:
		sa->u.in6.sin6_port = htons(port);
		break;
	default:
		break;
	}
}

static size_t
text_v6(const struct sockaddr_in6 *in6, char *buf, size_t len)
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 2], zone[IF_NAMESIZE];
	const uint8_t *bytes = in6->sin6_addr.s6_addr;
	size_t at;

	if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
		return inet_ntop(AF_INET, bytes + 12, buf, (socklen_t)len)
			       ? strlen(buf)
			       : 0;

	if (!inet_ntop(AF_INET6, bytes, text, INET6_ADDRSTRLEN))
		return 0;
	at = strlen(text);
	if (in6->sin6_scope_id && IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) &&
	    if_indextoname(in6->sin6_scope_id, zone))
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%%%s",
				       zone);
	if (at >= len)
		return 0;
	memcpy(buf, text, at + 1);

	return at;
}

static size_t
text_unix(const struct lws__sa *sa, char *buf, size_t len)
{
	size_t at = offsetof(struct sockaddr_un, sun_path), n;

	if (sa->len <= at) /* unnamed */
		return 0;

	n = sa->len - at;
	if (sa->u.un.sun_path[0])
		n = strnlen(sa->u.un.sun_path, n);
	if (n >= len)
		n = len - 1;
	memcpy(buf, sa->u.un.sun_path, n);
	buf[n] = '\0';
	if (n && !buf[0])
		buf[0] = '@';

	return strlen(buf);
}

size_t
lws__sa_text(const struct lws__sa *sa, char *buf, size_t len)
{
	size_t n = 0;

	if (!len)
		return 0;

	buf[0] = '\0';
	switch (sa->len ? sa->u.sa.sa_family : AF_UNSPEC) {
	case AF_INET:
		if (inet_ntop(AF_INET, &sa->u.in4.sin_addr, buf,
			      (socklen_t)len))
			n = strlen(buf);
		break;
	case AF_INET6:
		n = text_v6(&sa->u.in6, buf, len);
		break;
	case AF_UNIX:
		n = text_unix(sa, buf, len);
		break;
	default:
		break;
	}
	if (!n)
		buf[0] = '\0';

	return n;
}
