/* SPDX-License-Identifier: MIT */
/*
 * Cutting a URI into scheme, host, port and path, in place.
 */

#include "base/base.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int port;
} uri_default_port[] = {
	{"http", 80},
	{"ws", 80},
	{"https", 443},
	{"wss", 443},
};

static void
uri_default_port_of(const char *scheme, int *port)
{
	size_t i;

	for (i = 0; i < LWS_ARRAY_SIZE(uri_default_port); i++)
		if (!strcmp(scheme, uri_default_port[i].name))
			*port = uri_default_port[i].port;
}

static int
uri_port(const char *digits)
{
	long n = strtol(digits, NULL, 10);

	if (n > INT_MAX)
		return INT_MAX;

	return n < INT_MIN ? INT_MIN : (int)n;
}

/* ends the string at p and steps over the end, but not past the last one */
static char *
uri_cut(char *p)
{
	if (*p)
		*p++ = '\0';

	return p;
}

/*
 * Every part is optional, and what is absent leaves *port alone.  A host that
 * begins with '+' is a Unix socket: its path ends at a colon, after which the
 * URI path comes at once or behind an empty port.
 */
int
lws_parse_uri(char *p, const char **prot, const char **ads, int *port,
	      const char **path)
{
	char *rest = strstr(p, "://");
	bool is_unix;

	*prot = "";
	if (rest) {
		*rest = '\0';
		*prot = p;
		uri_default_port_of(p, port);
		p = rest + 3;
	}

	is_unix = *p == '+';
	if (*p == '[') { /* IPv6 literal: the brackets are not part of it */
		*ads = ++p;
		p = uri_cut(p + strcspn(p, "]"));
	} else {
		*ads = p;
		p += strcspn(p, is_unix ? ":" : ":/");
	}

	if (*p == ':') {
		p = uri_cut(p);
		*port = uri_port(p);
	}
	p += strcspn(p, "/");
	p = uri_cut(p);
	*path = *p ? p : "/";

	return 0;
}
