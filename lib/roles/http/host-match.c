/* SPDX-License-Identifier: MIT */
/*
 * Host names in requests.
 *
 *   in   the Host field or an authority
 *   out  name and port, or a refusal; how well a vhost's name fits
 *
 * RFC 9110 4.2.4 (no userinfo), 7.2; RFC 3986 3.2.2, 3.2.3.
 */

#include "roles/http/host-match.h"

#include "roles/http/token-list.h"

#include <string.h>

/* letters, digits and what else a name or its escapes may hold */
static bool
is_name_char(unsigned char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '.' || c == '-')
		return true;

	/* RFC 3986 3.2.2 reg-name; the comma would be two hosts to some */
	return c && strchr("_~%!$&'()*+;=", c);
}

static bool
is_literal_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
	       (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

/* "[...]" at the start: its length, 0 if it is not one */
static size_t
literal_len(const char *s, size_t len)
{
	size_t n = 1;

	while (n < len && is_literal_char((unsigned char)s[n]))
		n++;

	return n > 2 && n < len && s[n] == ']' ? n + 1 : 0;
}

/* what follows the ':'; -1: nothing; -2: not a port */
static int
port_value(const char *s, size_t len)
{
	int port = 0;

	if (!len)
		return -1;
	if (len > 5)
		return -2;

	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -2;
		port = port * 10 + s[i] - '0';
	}

	return port <= 65535 ? port : -2;
}

int
lws__http_host_split(struct lws__http_host *host, const char *s, size_t len)
{
	size_t n = 0;

	if (len && *s == '[')
		n = literal_len(s, len);
	else
		while (n < len && is_name_char((unsigned char)s[n]))
			n++;

	host->name = s;
	host->name_len = n;
	host->port = -1;
	if (!n)
		return 1;
	if (n == len)
		return 0;
	if (s[n] != ':')
		return 1;

	host->port = port_value(s + n + 1, len - n - 1);

	return host->port < -1;
}

/* "name." and "name" are one (RFC 1034 3.1) */
static size_t
without_root_dot(const char *s, size_t len)
{
	return len > 1 && s[len - 1] == '.' ? len - 1 : len;
}

enum lws__http_host_match
lws__http_host_matches(const char *vhost_name, const char *host, size_t len)
{
	size_t name_len = without_root_dot(vhost_name, strlen(vhost_name));
	const char *tail;

	len = without_root_dot(host, len);
	if (!name_len || len < name_len)
		return LWS__HTTP_HOST_NO;

	tail = host + len - name_len;
	if (!lws__http_same_text(tail, name_len, vhost_name, name_len))
		return LWS__HTTP_HOST_NO;
	if (len == name_len)
		return LWS__HTTP_HOST_EXACT;

	return tail[-1] == '.' ? LWS__HTTP_HOST_SUFFIX : LWS__HTTP_HOST_NO;
}

bool
lws__http_host_same(const struct lws__http_host *a,
		    const struct lws__http_host *b, int default_port)
{
	int a_port = a->port < 0 ? default_port : a->port;
	int b_port = b->port < 0 ? default_port : b->port;

	return a_port == b_port &&
	       lws__http_same_text(a->name, a->name_len, b->name, b->name_len);
}
