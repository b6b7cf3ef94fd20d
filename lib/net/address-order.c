/* SPDX-License-Identifier: MIT */
/*
 * Order of candidate addresses.  Each gets a small key (RFC 6724 2.1, 3 and 6),
 * an insertion sort keeps equals as they came, and families then take turns
 * (RFC 8305 4).  IPv4 is looked up in the policy table as ::ffff:0:0/96.
 */

#include "net/address-order.h"

#include <string.h>

enum {
	ADDRESS_LEN = 16,
	SCOPE_LINK = 0x2, /* RFC 4291 2.7 */
	SCOPE_SITE = 0x5,
	SCOPE_GLOBAL = 0xe,
	PREFIX_COUNTED = 64, /* bits that name the network of an interface */
};

struct policy {
	uint8_t prefix[ADDRESS_LEN];
	uint8_t bits;
	uint8_t precedence;
	uint8_t label;
};

/* RFC 6724 2.1, longest prefix first */
static const struct policy policies[] = {
	{{[15] = 1}, 128, 50, 0},                /* ::1 */
	{{[10] = 0xff, [11] = 0xff}, 96, 35, 4}, /* ::ffff:0:0 */
	{{0}, 96, 1, 3},                         /* ::, IPv4 compatible */
	{{0x20, 0x01}, 32, 5, 5},                /* 2001::, Teredo */
	{{0x20, 0x02}, 16, 30, 2},               /* 2002::, 6to4 */
	{{0x3f, 0xfe}, 16, 1, 12},               /* 3ffe::, 6bone */
	{{0xfe, 0xc0}, 10, 1, 11},               /* fec0::, site-local */
	{{0xfc}, 7, 3, 13},                      /* fc00::, unique local */
	{{0}, 0, 40, 1},                         /* ::/0 */
};

/* everything the rules ask of one candidate */
struct key {
	uint8_t bytes[ADDRESS_LEN]; /* of dest */
	bool has_src;               /* rule 1 */
	bool scopes_match;          /* rule 2 */
	bool src_is_deprecated;     /* rule 3 */
	bool labels_match;          /* rule 5 */
	uint8_t precedence;         /* rule 6 */
	uint8_t scope;              /* rule 8 */
	uint8_t prefix;             /* rule 9, 0 for IPv4 */
	bool is_ipv6;
};

static void
bytes_of(const lws_sockaddr46 *sa46, uint8_t out[ADDRESS_LEN])
{
	if (sa46->sa4.sin_family == AF_INET6) {
		memcpy(out, &sa46->sa6.sin6_addr, ADDRESS_LEN);
		return;
	}
	memset(out, 0, 10);
	out[10] = 0xff;
	out[11] = 0xff;
	memcpy(out + 12, &sa46->sa4.sin_addr, 4);
}

static unsigned int
common_bits(const uint8_t *a, const uint8_t *b, unsigned int max)
{
	unsigned int n = 0;

	while (n < max && !((a[n / 8] ^ b[n / 8]) & (0x80 >> (n % 8))))
		n++;

	return n;
}

static const struct policy *
policy_of(const uint8_t *bytes)
{
	const struct policy *p = policies;

	while (common_bits(bytes, p->prefix, p->bits) < p->bits)
		p++; /* the last one has no bits: it fits */

	return p;
}

/* RFC 6724 3.1, 3.2 */
static uint8_t
scope_of(const uint8_t *bytes)
{
	static const uint8_t loopback[ADDRESS_LEN] = {[15] = 1};

	if (bytes[0] == 0xff)
		return bytes[1] & 0xf;
	if (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80)
		return SCOPE_LINK;
	if (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0xc0)
		return SCOPE_SITE;
	if (!memcmp(bytes, loopback, ADDRESS_LEN))
		return SCOPE_LINK;
	if (policy_of(bytes)->label == 4 &&
	    (bytes[12] == 127 || (bytes[12] == 169 && bytes[13] == 254)))
		return SCOPE_LINK;

	return SCOPE_GLOBAL;
}

static struct key
key_of(const struct lws__address *a)
{
	struct key k = {.has_src = a->has_src};
	uint8_t src[ADDRESS_LEN];

	bytes_of(&a->dest, k.bytes);
	k.is_ipv6 = a->dest.sa4.sin_family == AF_INET6;
	k.precedence = policy_of(k.bytes)->precedence;
	k.scope = scope_of(k.bytes);
	if (!a->has_src)
		return k;

	bytes_of(&a->src, src);
	k.scopes_match = scope_of(src) == k.scope;
	k.src_is_deprecated = a->src_is_deprecated;
	k.labels_match = policy_of(src)->label == policy_of(k.bytes)->label;
	if (k.is_ipv6)
		k.prefix = (uint8_t)common_bits(src, k.bytes, PREFIX_COUNTED);

	return k;
}

/* should b stand before a? (RFC 6724 6, in the order of its rules) */
static bool
key_is_after(const struct key *a, const struct key *b)
{
	if (a->has_src != b->has_src)
		return b->has_src;
	if (a->scopes_match != b->scopes_match)
		return b->scopes_match;
	if (a->src_is_deprecated != b->src_is_deprecated)
		return a->src_is_deprecated;
	if (a->labels_match != b->labels_match)
		return b->labels_match;
	if (a->precedence != b->precedence)
		return b->precedence > a->precedence;
	if (a->scope != b->scope)
		return b->scope < a->scope;

	/* not among IPv4: it would undo the servers' load balancing */
	return a->is_ipv6 && b->is_ipv6 && b->prefix > a->prefix;
}

void
lws__address_order(struct lws__address *list, size_t count)
{
	struct key keys[LWS_ADDRESS_MAX];
	size_t n, m;

	if (count > LWS_ADDRESS_MAX)
		count = LWS_ADDRESS_MAX;

	for (n = 0; n < count; n++) {
		struct lws__address address = list[n];
		struct key key = key_of(&address);

		for (m = n; m && key_is_after(&keys[m - 1], &key); m--) {
			keys[m] = keys[m - 1];
			list[m] = list[m - 1];
		}
		keys[m] = key;
		list[m] = address;
	}
}

/* first of list[from..] with, or without, this family; count if none */
static size_t
find_family(const struct lws__address *list, size_t from, size_t count,
	    int family, bool wanted)
{
	while (from < count &&
	       (list[from].dest.sa4.sin_family == family) != wanted)
		from++;

	return from;
}

void
lws__address_interleave(struct lws__address *list, size_t count)
{
	int family = count ? list[0].dest.sa4.sin_family : AF_UNSPEC;
	size_t at;

	for (at = 1; at < count; at++) {
		size_t from = find_family(list, at, count, family, at % 2 == 0);
		struct lws__address address;

		if (from == count)
			return; /* what is left is of one family */
		address = list[from];
		memmove(&list[at + 1], &list[at], (from - at) * sizeof(*list));
		list[at] = address;
	}
}
