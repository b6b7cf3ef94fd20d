/* SPDX-License-Identifier: MIT */
/*
 * See no-proxy.h.
 */

#include "net/no-proxy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	ENTRY_MAX = 270, /* a name, its port, brackets */
};

struct host {
	char name[ENTRY_MAX]; /* without brackets and a dot at the end */
	size_t len;
	bool is_numeric;
	lws_sockaddr46 address;
};

/* false: too long to be one */
static bool
host_take(struct host *h, const char *text, size_t len)
{
	if (len && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len && text[len - 1] == '.')
		len--;
	if (!len || len >= sizeof(h->name))
		return false;
	memcpy(h->name, text, len);
	h->name[len] = '\0';
	h->len = len;
	memset(&h->address, 0, sizeof(h->address));
	h->is_numeric = !lws_sa46_parse_numeric_address(h->name, &h->address);

	return true;
}

/* ":port" at the end of an entry; 0: there is none */
static unsigned int
port_cut(const char *entry, size_t *len)
{
	const char *colon = NULL;
	size_t digits;

	for (size_t n = 0; n < *len; n++)
		if (entry[n] == ':') {
			if (colon && entry[0] != '[')
				return 0; /* an IPv6 address */
			colon = entry + n;
		}
	if (!colon || (entry[0] == '[' && colon[-1] != ']'))
		return 0;
	digits = strspn(colon + 1, "0123456789");
	if (!digits || digits > 5 || colon + 1 + digits != entry + *len)
		return 0;
	*len = (size_t)(colon - entry);

	return (unsigned int)strtoul(colon + 1, NULL, 10);
}

static bool
is_on_net(const struct host *h, const char *entry, size_t len)
{
	const char *slash = memchr(entry, '/', len);
	size_t digits = slash ? strspn(slash + 1, "0123456789") : 0;
	unsigned long bits;
	struct host net;

	if (!h->is_numeric || !slash || !digits || digits > 3 ||
	    slash + 1 + digits != entry + len ||
	    !host_take(&net, entry, (size_t)(slash - entry)) ||
	    !net.is_numeric ||
	    net.address.sa4.sin_family != h->address.sa4.sin_family)
		return false;
	bits = strtoul(slash + 1, NULL, 10);
	if (bits > (net.address.sa4.sin_family == AF_INET ? 32u : 128u))
		return false;

	return !lws_sa46_on_net(&h->address, &net.address, (int)bits);
}

static bool
is_below(const struct host *h, const struct host *domain)
{
	size_t from;

	if (h->is_numeric || domain->is_numeric)
		return h->is_numeric && domain->is_numeric &&
		       !lws_sa46_compare_ads(&h->address, &domain->address);
	if (h->len < domain->len)
		return false;
	from = h->len - domain->len;

	return !strcasecmp(h->name + from, domain->name) &&
	       (!from || h->name[from - 1] == '.');
}

static bool
entry_match(const struct host *h, unsigned int port, const char *entry,
	    size_t len)
{
	struct host domain;
	unsigned int only;

	if (memchr(entry, '/', len))
		return is_on_net(h, entry, len);
	only = port_cut(entry, &len);
	if (only && only != port)
		return false;
	if (len == 1 && *entry == '*')
		return true;
	if (len > 1 && entry[0] == '*' && entry[1] == '.') {
		entry++;
		len--;
	}
	if (len && *entry == '.') {
		entry++;
		len--;
	}

	return host_take(&domain, entry, len) && is_below(h, &domain);
}

bool
lws__no_proxy_match(const char *list, const char *host, unsigned int port)
{
	struct host h;

	if (!host_take(&h, host, strlen(host)))
		return false;
	while (*list) {
		size_t len = strcspn(list, ", \t");

		if (len && entry_match(&h, port, list, len))
			return true;
		list += len;
		list += strspn(list, ", \t");
	}

	return false;
}
