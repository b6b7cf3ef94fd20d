/* SPDX-License-Identifier: MIT */
/*
 * Socket addresses as values: numeric text both ways, MAC addresses, compare,
 * and network membership.
 *
 * What the parsers take and how the writer shortens zeros is fixed by what
 * programs have seen so far (tests/unit/net/sockaddr-test.c has the table);
 * connecting does not depend on it, see resolve.c.
 */

#include "net/sockaddr.h"

#include "base/base.h"

#include <string.h>
#include <strings.h>

enum {
	IPV4_LEN = 4,
	IPV6_LEN = 16,
	MAC_LEN = 6,
	MAPPED_PREFIX_LEN = 12, /* ::ffff:0:0/96 */
	MAPPED_TEXT_LEN = 7,
	GROUP_ROOM = 8, /* the IPv6 writer stops with less room than this */
};

/* what the public parsers answer */
enum {
	NUMERIC_SYNTAX = -1,
	NUMERIC_NO_ROOM = -4, /* IPv6 and max_len is under 16 */
	NUMERIC_OCTET = -6,   /* over 255 */
	NUMERIC_COLON = -8,   /* in a place where none may be */
	NUMERIC_CHAR = -10,   /* what does not belong in an IPv6 address */
	NUMERIC_MAPPED = -11, /* ::ffff: and then no dotted quad */
	NUMERIC_SHORT = -12,  /* too few groups, or a fifth octet */
	NUMERIC_LONG = -14,   /* more than the result has room for */
	MAC_LONG = -11,
	MAC_SHORT = -12,
};

static const uint8_t mapped_prefix[MAPPED_PREFIX_LEN] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static const char *
skip_space(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;

	return s;
}

/* ---- text to numbers ------------------------------------------------- */

static int
parse_ipv4(const char *s, uint8_t *result, size_t max_len)
{
	size_t count = 0;

	for (;;) {
		unsigned int octet = 0, digits = 0;

		while (*s >= '0' && *s <= '9' && digits < 4) {
			octet = octet * 10 + (unsigned int)(*s++ - '0');
			digits++;
		}
		if (!digits || digits > 3)
			return NUMERIC_SYNTAX;
		if (octet > 255)
			return NUMERIC_OCTET;
		if (count == max_len)
			return NUMERIC_LONG;
		result[count++] = (uint8_t)octet;
		if (*s != '.')
			break;
		s++;
	}

	if (*s || count < IPV4_LEN)
		return NUMERIC_SYNTAX;

	return count == IPV4_LEN ? IPV4_LEN : NUMERIC_SHORT;
}

/* an IPv6 address being read; elided is the place of "::", or -1 */
struct groups {
	uint8_t bytes[IPV6_LEN];
	size_t len;
	int elided;
};

/* one hexadecimal group; 0 and *ps moved, or an answer */
static int
parse_group(const char **ps, struct groups *g)
{
	const char *s = *ps;
	unsigned int value = 0, digits = 0;

	while (lws__hex_digit(*s) >= 0 && digits < 5) {
		value = value << 4 | (unsigned int)lws__hex_digit(*s++);
		digits++;
	}
	if (digits > 4)
		return NUMERIC_SYNTAX;
	if (!digits)
		return (*s | 0x20) >= 'g' && (*s | 0x20) <= 'z' ? NUMERIC_SYNTAX
								: NUMERIC_CHAR;
	if (g->len == IPV6_LEN)
		return NUMERIC_LONG;
	g->bytes[g->len++] = (uint8_t)(value >> 8);
	g->bytes[g->len++] = (uint8_t)value;
	*ps = s;

	return 0;
}

/* open a gap of len zero bytes where "::" stood */
static int
groups_widen(struct groups *g, size_t len)
{
	size_t at = (size_t)g->elided;

	if (g->len + len > IPV6_LEN)
		return NUMERIC_LONG;
	memmove(g->bytes + at + len, g->bytes + at, g->len - at);
	memset(g->bytes + at, 0, len);
	g->len += len;

	return 0;
}

/* colons in front of the next group; 0 and *ps moved, or an answer */
static int
parse_colons(const char **ps, struct groups *g)
{
	const char *s = *ps;

	if (*s != ':')
		return g->len ? NUMERIC_CHAR : 0;
	if (s[1] != ':') {
		/* before the first group, after "::" or at the end: no */
		if (!g->len || !s[1] || g->elided == (int)g->len)
			return NUMERIC_COLON;
		*ps = s + 1;
		return 0;
	}
	if (s[2] == ':')
		return NUMERIC_COLON;
	if (g->elided >= 0)
		return NUMERIC_COLON; /* RFC 4291 2.2: once in an address */
	g->elided = (int)g->len;
	*ps = s + 2;

	return 0;
}

/* "::ffff:1.2.3.4"; any other dotted form is refused */
static bool
is_mapped_quad(const char *s)
{
	return !strncasecmp(s, "::ffff:", MAPPED_TEXT_LEN) && strchr(s, '.') &&
	       !strchr(s + MAPPED_TEXT_LEN, ':');
}

static int
parse_ipv6(const char *s, uint8_t *result)
{
	struct groups g = {{0}, 0, -1};
	int bad;

	if (is_mapped_quad(s)) {
		memcpy(result, mapped_prefix, MAPPED_PREFIX_LEN);
		return parse_ipv4(s + MAPPED_TEXT_LEN,
				  result + MAPPED_PREFIX_LEN,
				  IPV4_LEN) == IPV4_LEN
			       ? IPV6_LEN
			       : NUMERIC_MAPPED;
	}

	while (*s) {
		bad = parse_colons(&s, &g);
		if (bad)
			return bad;
		if (!*s)
			break; /* it ended in "::" */
		bad = parse_group(&s, &g);
		if (bad)
			return bad;
	}

	if (g.elided < 0 && g.len < IPV6_LEN)
		return NUMERIC_SHORT;
	if (g.elided >= 0 &&
	    (g.len == IPV6_LEN || groups_widen(&g, IPV6_LEN - g.len)))
		return NUMERIC_LONG; /* RFC 4291 2.2: one group at least */
	memcpy(result, g.bytes, IPV6_LEN);

	return IPV6_LEN;
}

int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len)
{
	if (!strchr(ads, ':'))
		return parse_ipv4(skip_space(ads), result, max_len);
	if (max_len < IPV6_LEN)
		return NUMERIC_NO_ROOM;

	return parse_ipv6(skip_space(ads), result);
}

int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46)
{
	uint8_t bytes[IPV6_LEN];
	int len = lws_parse_numeric_address(ads, bytes, sizeof(bytes));

	if (len < 0)
		return -1;

	memset(sa46, 0, sizeof(*sa46));
	if (len == IPV4_LEN) {
		sa46->sa4.sin_family = AF_INET;
		memcpy(&sa46->sa4.sin_addr, bytes, IPV4_LEN);
	} else {
		sa46->sa6.sin6_family = AF_INET6;
		memcpy(&sa46->sa6.sin6_addr, bytes, IPV6_LEN);
	}

	return 0;
}

/* one part of a MAC: two digits; 0 and *ps moved, or an answer */
static int
parse_mac_part(const char **ps, uint8_t *byte)
{
	const char *s = *ps;
	int high, low;

	if (*s == ':' || !*s)
		return MAC_SHORT; /* a part is missing */
	high = lws__hex_digit(*s);
	low = high < 0 ? -1 : lws__hex_digit(s[1]);
	if (low < 0)
		return NUMERIC_SYNTAX;
	*byte = (uint8_t)(high << 4 | low);
	*ps = s + 2;

	return 0;
}

int
lws_parse_mac(const char *ads, uint8_t *result_6_bytes)
{
	const char *s = skip_space(ads);
	int n, bad;

	for (n = 0; n < MAC_LEN; n++) {
		bad = parse_mac_part(&s, &result_6_bytes[n]);
		if (bad)
			return bad;
		if (n == MAC_LEN - 1)
			break;
		if (!*s)
			return MAC_SHORT;
		if (*s++ != ':')
			return NUMERIC_SYNTAX;
	}
	if (*s == ':')
		return MAC_LONG;

	return *skip_space(s) ? NUMERIC_SYNTAX : 0;
}

/* ---- numbers to text ------------------------------------------------- */

static int
write_ipv4(const uint8_t *ads, char *buf, size_t len)
{
	return lws_snprintf(buf, len, "%u.%u.%u.%u", ads[0], ads[1], ads[2],
			    ads[3]);
}

/* one group, or for the first zero of the first run "::" */
static int
write_group(const uint8_t *ads, size_t n, bool is_run, bool after_run,
	    char *buf, size_t len)
{
	const char *colon = n && !after_run ? ":" : "";

	if (is_run)
		return lws_snprintf(buf, len, "::");

	return lws_snprintf(buf, len, "%s%x", colon,
			    (unsigned int)(ads[2 * n] << 8 | ads[2 * n + 1]));
}

static int
write_ipv6(const uint8_t *ads, char *buf, size_t len)
{
	enum { RUN_NOT_YET, RUN_NOW, RUN_JUST_OVER, RUN_OVER } run;
	bool is_mapped = !memcmp(ads, mapped_prefix, MAPPED_PREFIX_LEN);
	size_t at = 0, n;

	if (len)
		*buf = '\0';

	run = RUN_NOT_YET;
	for (n = 0; n < IPV6_LEN / 2; n++) {
		bool is_zero = !ads[2 * n] && !ads[2 * n + 1];

		if (is_zero && run == RUN_NOW)
			continue;
		if (run == RUN_NOW)
			run = RUN_JUST_OVER;
		if (len - at < GROUP_ROOM)
			return -1;
		if (is_mapped && n == MAPPED_PREFIX_LEN / 2) {
			buf[at++] = ':';
			if (len - at < INET_ADDRSTRLEN)
				return -1;
			return (int)at + write_ipv4(ads + MAPPED_PREFIX_LEN,
						    buf + at, len - at);
		}
		is_zero = is_zero && run == RUN_NOT_YET;
		at += (size_t)write_group(ads, n, is_zero, run == RUN_JUST_OVER,
					  buf + at, len - at);
		if (is_zero)
			run = RUN_NOW;
		else if (run == RUN_JUST_OVER)
			run = RUN_OVER;
	}

	return (int)at;
}

int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len)
{
	if (size == IPV4_LEN)
		return write_ipv4(ads, buf, len);
	if (size == IPV6_LEN)
		return write_ipv6(ads, buf, len);

	return -1;
}

int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len)
{
	if (sa46->sa4.sin_family == AF_INET)
		return write_ipv4(sa46_address(sa46), buf, len);
	if (sa46->sa4.sin_family == AF_INET6)
		return write_ipv6(sa46_address(sa46), buf, len);

	if (len)
		*buf = '\0';
	if (sa46->sa4.sin_family)
		return -1;

	return lws_snprintf(buf, len, "(unset)");
}

/* ---- compare --------------------------------------------------------- */

static const uint8_t *
address_bytes(const lws_sockaddr46 *sa46)
{
	if (sa46->sa4.sin_family == AF_INET6)
		return (const uint8_t *)&sa46->sa6.sin6_addr;

	return (const uint8_t *)&sa46->sa4.sin_addr;
}

int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b)
{
	if (sa46a->sa4.sin_family != sa46b->sa4.sin_family)
		return 1;

	return !!memcmp(address_bytes(sa46a), address_bytes(sa46b),
			sa46_address_len(sa46a));
}

int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len)
{
	const uint8_t *a = address_bytes(sa46a);
	const uint8_t *net = address_bytes(sa46_net);
	int bits = (int)sa46_address_len(sa46_net) * 8;
	uint8_t mask;

	if (sa46a->sa4.sin_family != sa46_net->sa4.sin_family) {
		if (sa46_net->sa4.sin_family != AF_INET ||
		    sa46a->sa4.sin_family != AF_INET6 ||
		    memcmp(a, mapped_prefix, MAPPED_PREFIX_LEN) != 0)
			return 1;
		a += MAPPED_PREFIX_LEN;
	}
	if (net_len > bits)
		net_len = bits;
	if (net_len < 0)
		return 1;

	if (memcmp(a, net, (size_t)(net_len / 8)) != 0)
		return 1;
	if (!(net_len % 8))
		return 0;
	mask = (uint8_t)(0xff00 >> (net_len % 8));

	return !!((a[net_len / 8] ^ net[net_len / 8]) & mask);
}

/* ---- inside the library ---------------------------------------------- */

uint16_t
lws__sa46_port(const lws_sockaddr46 *sa46)
{
	if (sa46->sa4.sin_family == AF_INET)
		return ntohs(sa46->sa4.sin_port);
	if (sa46->sa4.sin_family == AF_INET6)
		return ntohs(sa46->sa6.sin6_port);

	return 0;
}

void
lws__sa46_set_port(lws_sockaddr46 *sa46, uint16_t port)
{
	if (sa46->sa4.sin_family == AF_INET6)
		sa46->sa6.sin6_port = htons(port);
	else
		sa46->sa4.sin_port = htons(port);
}

int
lws__sa46_from_sockaddr(lws_sockaddr46 *out, const struct sockaddr *sa,
			socklen_t len)
{
	size_t want = 0;

	if ((size_t)len < offsetof(struct sockaddr, sa_data))
		return 1;
	if (sa->sa_family == AF_INET)
		want = sizeof(out->sa4);
	else if (sa->sa_family == AF_INET6)
		want = sizeof(out->sa6);
	if (!want || (size_t)len < want)
		return 1;

	memset(out, 0, sizeof(*out));
	memcpy(out, sa, want);

	return 0;
}
