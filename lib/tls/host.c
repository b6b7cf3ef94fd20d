/* SPDX-License-Identifier: MIT */
/*
 * The name by which a client knows its server, as SNI and certificates want it:
 * "Example.com:443", "[::1]:443" and "example.com." become "Example.com", "::1"
 * and "example.com".
 */

#include "tls/tls.h"

#include <arpa/inet.h>
#include <string.h>

static bool
is_address(const char *s)
{
	struct in6_addr any;

	return inet_pton(AF_INET, s, &any) == 1 ||
	       inet_pton(AF_INET6, s, &any) == 1;
}

int
lws__tls_host_clean(const char *host, char *to, size_t max, bool *is_ip)
{
	size_t len = strlen(host);
	const char *colon = strchr(host, ':');

	if (*host == '[') {
		host++;
		len = strcspn(host, "]");
	} else if (colon && !strchr(colon + 1, ':'))
		len = (size_t)(colon - host); /* two colons: an IPv6 address */
	if (memchr(host, '%', len) && memchr(host, ':', len))
		len = strcspn(host, "%"); /* RFC 6874: the zone is local */
	if (len > 1 && host[len - 1] == '.')
		len--;
	if (!len || len >= max || len > LWS__TLS_HOST_MAX)
		return 1;
	memcpy(to, host, len);
	to[len] = '\0';
	*is_ip = is_address(to);

	return 0;
}
