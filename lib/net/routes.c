/* SPDX-License-Identifier: MIT */
/*
 * See routes.h.
 */

#include "net/routes.h"
#include "net/sorted-set.h"

#include <string.h>

enum { KINDS = 3, BITS_MAX = 8 * LWS__RTNL_ADDRESS_LEN };

struct link {
	uint32_t pass;
	uint8_t index[4];
	bool is_up;
	char name[LWS__RTNL_NAME_LEN];
};

struct address {
	uint32_t pass;
	uint8_t family;
	uint8_t bytes[LWS__RTNL_ADDRESS_LEN];
	uint8_t index[4];
	bool is_deprecated;
};

/* what went; of a link the index, of an address prefix_len is not used */
struct loss {
	enum lws__routes_count of;
	uint8_t family;
	uint8_t prefix_len;
	uint8_t bytes[LWS__RTNL_ADDRESS_LEN];
	uint32_t index;
};

struct lws__routes {
	struct lws__sorted_set sets[KINDS]; /* by enum lws__routes_count */
	uint32_t pass[KINDS];
	uint32_t stamp;
	struct loss lost[LWS__ROUTES_LOST_MAX];
	size_t lost_count;
	bool lost_more; /* than were noted */
	bool saw_interfaces;
	bool want_routes;
	bool is_over;
};

/* ---- bytes --------------------------------------------------------------- */

static void
put_be32(uint8_t out[4], uint32_t value)
{
	for (int n = 0; n < 4; n++)
		out[n] = (uint8_t)(value >> (24 - 8 * n));
}

static uint32_t
be32(const uint8_t in[4])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
	       (uint32_t)in[2] << 8 | in[3];
}

uint32_t
lws__route_index(const struct lws__route *r)
{
	return be32(r->index);
}

/* what is behind the prefix becomes 0 */
static void
mask(uint8_t bytes[LWS__RTNL_ADDRESS_LEN], unsigned int bits)
{
	for (unsigned int n = bits / 8; n < LWS__RTNL_ADDRESS_LEN; n++) {
		unsigned int keep = n == bits / 8 ? bits % 8 : 0;

		bytes[n] = (uint8_t)(bytes[n] & (0xff00u >> keep));
	}
}

static bool
is_within(const uint8_t bytes[LWS__RTNL_ADDRESS_LEN], const struct loss *l)
{
	uint8_t masked[LWS__RTNL_ADDRESS_LEN];

	memcpy(masked, bytes, sizeof(masked));
	mask(masked, l->prefix_len);

	return !memcmp(masked, l->bytes, sizeof(masked));
}

/* a socket's address, taken apart */
struct place {
	uint8_t family;
	uint8_t bytes[LWS__RTNL_ADDRESS_LEN];
	uint32_t scope; /* index of the interface, 0: any */
	bool is_loopback;
};

void
lws__routes_unmap(struct lws__sa *sa)
{
	struct in_addr in4;
	uint16_t port = lws__sa_port(sa);

	if (sa->len < sizeof(sa->u.in6) || sa->u.sa.sa_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&sa->u.in6.sin6_addr))
		return;
	memcpy(&in4, sa->u.in6.sin6_addr.s6_addr + 12, sizeof(in4));
	lws__sa_any(sa, AF_INET, port);
	sa->u.in4.sin_addr = in4;
}

/* false: of another kind */
static bool
place_of(const struct lws__sa *given, struct place *p)
{
	struct lws__sa sa;

	memset(p, 0, sizeof(*p));
	if (!given || !given->len)
		return false;
	sa = *given;
	lws__routes_unmap(&sa);
	p->family = (uint8_t)sa.u.sa.sa_family;
	if (p->family == AF_INET) {
		memcpy(p->bytes, &sa.u.in4.sin_addr, 4);
		p->is_loopback = p->bytes[0] == 127;
		return true;
	}
	if (p->family != AF_INET6)
		return false;
	memcpy(p->bytes, &sa.u.in6.sin6_addr, sizeof(p->bytes));
	p->is_loopback = IN6_IS_ADDR_LOOPBACK(&sa.u.in6.sin6_addr);
	if (IN6_IS_ADDR_LINKLOCAL(&sa.u.in6.sin6_addr))
		p->scope = sa.u.in6.sin6_scope_id;

	return true;
}

/* ---- the table ----------------------------------------------------------- */

struct lws__routes *
lws__routes_create(void)
{
	struct lws__routes *t = lws__zalloc(sizeof(*t), "routes");

	if (!t)
		return NULL;
	t->sets[LWS__ROUTES_OF_LINKS] = (struct lws__sorted_set){
		.item_len = sizeof(struct link),
		.key_at = offsetof(struct link, index),
		.key_len = sizeof(((struct link *)0)->index),
		.max = LWS__ROUTES_LINKS_MAX};
	t->sets[LWS__ROUTES_OF_ADDRESSES] = (struct lws__sorted_set){
		.item_len = sizeof(struct address),
		.key_at = offsetof(struct address, family),
		.key_len = offsetof(struct address, is_deprecated) -
			   offsetof(struct address, family),
		.max = LWS__ROUTES_ADDRESSES_MAX};
	t->sets[LWS__ROUTES_OF_ROUTES] = (struct lws__sorted_set){
		.item_len = sizeof(struct lws__route),
		.key_at = offsetof(struct lws__route, family),
		.key_len = offsetof(struct lws__route, is_barred) -
			   offsetof(struct lws__route, family),
		.max = LWS__ROUTES_MAX};

	return t;
}

void
lws__routes_destroy(struct lws__routes **pt)
{
	struct lws__routes *t = *pt;

	if (!t)
		return;
	*pt = NULL;
	for (size_t n = 0; n < KINDS; n++)
		lws__sorted_set_clear(&t->sets[n]);
	lws__free(t);
}

size_t
lws__routes_count(const struct lws__routes *t, enum lws__routes_count of)
{
	return t->sets[of].count;
}

bool
lws__routes_is_over(const struct lws__routes *t)
{
	return t->is_over;
}

void
lws__routes_give_up(struct lws__routes *t)
{
	t->is_over = true;
}

bool
lws__routes_saw_interfaces(const struct lws__routes *t)
{
	return t->saw_interfaces;
}

bool
lws__routes_has_losses(const struct lws__routes *t)
{
	return t->lost_count || t->lost_more;
}

void
lws__routes_judged(struct lws__routes *t)
{
	t->lost_count = 0;
	t->lost_more = false;
	t->saw_interfaces = false;
}

bool
lws__routes_want_routes(struct lws__routes *t)
{
	bool want = t->want_routes;

	t->want_routes = false;

	return want;
}

/* ---- what is lost -------------------------------------------------------- */

static void
note(struct lws__routes *t, const struct loss *l)
{
	if (t->lost_count < LWS__ROUTES_LOST_MAX)
		t->lost[t->lost_count++] = *l;
	else
		t->lost_more = true;
}

static void
link_lost(struct lws__routes *t, const struct link *k)
{
	const struct loss l = {.of = LWS__ROUTES_OF_LINKS,
			       .index = be32(k->index)};

	t->saw_interfaces = t->want_routes = true;
	if (k->is_up)
		note(t, &l);
}

static void
address_lost(struct lws__routes *t, const struct address *a)
{
	struct loss l = {.of = LWS__ROUTES_OF_ADDRESSES,
			 .family = a->family,
			 .index = be32(a->index)};

	memcpy(l.bytes, a->bytes, sizeof(l.bytes));
	t->saw_interfaces = t->want_routes = true;
	note(t, &l);
}

static void
route_lost(struct lws__routes *t, const struct lws__route *r)
{
	struct loss l = {.of = LWS__ROUTES_OF_ROUTES,
			 .family = r->family,
			 .prefix_len = r->prefix_len};

	memcpy(l.bytes, r->dest, sizeof(l.bytes));
	if (!r->is_barred)
		note(t, &l);
}

static void
drop_at(struct lws__routes *t, enum lws__routes_count of, size_t at)
{
	struct lws__sorted_set *s = &t->sets[of];
	const void *item = lws__sorted_set_at(s, at);

	switch (of) {
	case LWS__ROUTES_OF_LINKS:
		link_lost(t, item);
		break;
	case LWS__ROUTES_OF_ADDRESSES:
		address_lost(t, item);
		break;
	case LWS__ROUTES_OF_ROUTES:
		route_lost(t, item);
		break;
	}
	lws__sorted_set_drop(s, at);
}

/* the item of this key, if there is one */
static void
drop(struct lws__routes *t, enum lws__routes_count of, const void *item)
{
	struct lws__sorted_set *s = &t->sets[of];
	const void *key = (const uint8_t *)item + s->key_at;

	if (lws__sorted_set_find(s, key))
		drop_at(t, of, lws__sorted_set_seek(s, key, s->key_len));
}

/* ---- events -------------------------------------------------------------- */

static void
take_link(struct lws__routes *t, const struct lws__rtnl_event *e)
{
	struct lws__sorted_set *s = &t->sets[LWS__ROUTES_OF_LINKS];
	struct link k = {.pass = t->pass[LWS__ROUTES_OF_LINKS],
			 .is_up = e->is_up};
	const struct link *old;

	put_be32(k.index, e->index);
	if (e->what == LWS__RTNL_LINK_GONE) {
		drop(t, LWS__ROUTES_OF_LINKS, &k);
		return;
	}
	memcpy(k.name, e->name, sizeof(k.name));
	old = lws__sorted_set_find(s, k.index);
	if (old && !k.is_up)
		link_lost(t, old);
	if (!old || old->is_up != k.is_up ||
	    memcmp(old->name, k.name, sizeof(k.name)) != 0)
		t->saw_interfaces = true;
	t->is_over |= !lws__sorted_set_put(s, &k);
}

static void
take_address(struct lws__routes *t, const struct lws__rtnl_event *e)
{
	struct lws__sorted_set *s = &t->sets[LWS__ROUTES_OF_ADDRESSES];
	struct address a = {.pass = t->pass[LWS__ROUTES_OF_ADDRESSES],
			    .family = e->family,
			    .is_deprecated = e->is_deprecated};

	memcpy(a.bytes, e->address, sizeof(a.bytes));
	put_be32(a.index, e->index);
	if (e->what == LWS__RTNL_ADDRESS_GONE) {
		drop(t, LWS__ROUTES_OF_ADDRESSES, &a);
		return;
	}
	/* also one that is there: it may have become fit to be bound to */
	t->saw_interfaces = true;
	t->is_over |= !lws__sorted_set_put(s, &a);
}

static void
take_route(struct lws__routes *t, const struct lws__rtnl_event *e)
{
	struct lws__sorted_set *s = &t->sets[LWS__ROUTES_OF_ROUTES];
	const size_t same = offsetof(struct lws__route, gateway_family) -
			    offsetof(struct lws__route, family);
	struct lws__route r = {.pass = t->pass[LWS__ROUTES_OF_ROUTES],
			       .family = e->family,
			       .prefix_len = e->prefix_len,
			       .tos = e->tos,
			       .gateway_family = e->gateway_family,
			       .is_barred = e->is_barred};
	size_t at;

	memcpy(r.dest, e->address, sizeof(r.dest));
	mask(r.dest, e->prefix_len);
	memcpy(r.gateway, e->gateway, sizeof(r.gateway));
	put_be32(r.priority, e->priority);
	put_be32(r.index, e->index);
	if (e->what == LWS__RTNL_ROUTE_GONE) {
		drop(t, LWS__ROUTES_OF_ROUTES, &r);
		return;
	}
	at = lws__sorted_set_seek(s, &r.family, same);
	while (e->replaces && at < s->count &&
	       !memcmp((uint8_t *)lws__sorted_set_at(s, at) + s->key_at,
		       &r.family, same))
		drop_at(t, LWS__ROUTES_OF_ROUTES, at);
	t->is_over |= !lws__sorted_set_put(s, &r);
}

uint32_t
lws__routes_stamp(const struct lws__routes *t)
{
	return t->stamp;
}

int
lws__routes_take(struct lws__routes *t, const struct lws__rtnl_event *e)
{
	t->stamp++;
	if (t->is_over) { /* a listener may wait for it all the same */
		t->saw_interfaces =
			t->saw_interfaces || e->what <= LWS__RTNL_ADDRESS_GONE;
		return 1;
	}
	switch (e->what) {
	case LWS__RTNL_LINK:
	case LWS__RTNL_LINK_GONE:
		take_link(t, e);
		break;
	case LWS__RTNL_ADDRESS:
	case LWS__RTNL_ADDRESS_GONE:
		take_address(t, e);
		break;
	case LWS__RTNL_ROUTE:
	case LWS__RTNL_ROUTE_GONE:
		take_route(t, e);
		break;
	case LWS__RTNL_DONE:
	case LWS__RTNL_REFUSED:
	case LWS__RTNL_OVERRUN:
		break;
	}

	return t->is_over;
}

static enum lws__routes_count
kind_of(enum lws__rtnl_what what)
{
	if (what == LWS__RTNL_LINK)
		return LWS__ROUTES_OF_LINKS;

	return what == LWS__RTNL_ADDRESS ? LWS__ROUTES_OF_ADDRESSES
					 : LWS__ROUTES_OF_ROUTES;
}

void
lws__routes_dump_begin(struct lws__routes *t, enum lws__rtnl_what what)
{
	t->pass[kind_of(what)]++;
}

void
lws__routes_dump_end(struct lws__routes *t, enum lws__rtnl_what what)
{
	enum lws__routes_count of = kind_of(what);
	const struct lws__sorted_set *s = &t->sets[of];

	t->stamp++;
	for (size_t n = s->count; n-- > 0;) {
		uint32_t pass; /* each item's first member */

		memcpy(&pass, lws__sorted_set_at(s, n), sizeof(pass));
		if (pass != t->pass[of])
			drop_at(t, of, n);
	}
}

/* ---- questions ----------------------------------------------------------- */

static const struct link *
link_of(const struct lws__routes *t, uint32_t index)
{
	uint8_t key[4];

	put_be32(key, index);

	return lws__sorted_set_find(&t->sets[LWS__ROUTES_OF_LINKS], key);
}

const char *
lws__routes_link_name(const struct lws__routes *t, uint32_t index)
{
	const struct link *k = link_of(t, index);

	return k ? k->name : "";
}

static bool
is_down(const struct lws__routes *t, uint32_t index)
{
	const struct link *k = link_of(t, index);

	return k && !k->is_up;
}

/* the first usable one with just this prefix, which is masked */
static const struct lws__route *
find_prefix(const struct lws__routes *t, const struct lws__route *key,
	    uint32_t scope)
{
	const struct lws__sorted_set *s = &t->sets[LWS__ROUTES_OF_ROUTES];
	const size_t len = offsetof(struct lws__route, priority) -
			   offsetof(struct lws__route, family);

	for (size_t at = lws__sorted_set_seek(s, &key->family, len);
	     at < s->count; at++) {
		const struct lws__route *r = lws__sorted_set_at(s, at);
		uint32_t index = be32(r->index);

		if (memcmp(&r->family, &key->family, len) != 0)
			break;
		if (!r->tos && (!scope || scope == index) && !is_down(t, index))
			return r;
	}

	return NULL;
}

static const struct lws__route *
find(const struct lws__routes *t, const struct place *to)
{
	unsigned int bits = to->family == AF_INET ? 32 : BITS_MAX;
	struct lws__route key = {.family = to->family};
	const struct lws__route *r = NULL;

	memcpy(key.dest, to->bytes, sizeof(key.dest));
	for (unsigned int n = bits + 1; !r && n-- > 0;) {
		mask(key.dest, n);
		key.prefix_len = (uint8_t)n;
		r = find_prefix(t, &key, to->scope);
	}

	return r && !r->is_barred ? r : NULL;
}

const struct lws__route *
lws__routes_find(const struct lws__routes *t, const struct lws__sa *to)
{
	struct place p;

	return place_of(to, &p) ? find(t, &p) : NULL;
}

const struct lws__route *
lws__routes_gateway(const struct lws__routes *t, uint8_t family)
{
	const struct lws__route key = {.family = family};
	const struct lws__route *r = find_prefix(t, &key, 0);

	return r && !r->is_barred ? r : NULL;
}

/* the n-th that we have of an address: it may be on several interfaces */
static const struct address *
address_of(const struct lws__routes *t, const struct place *p, size_t n)
{
	const struct lws__sorted_set *s = &t->sets[LWS__ROUTES_OF_ADDRESSES];
	const size_t len = offsetof(struct address, index) -
			   offsetof(struct address, family);
	struct address key = {.family = p->family};
	const struct address *a;
	size_t at;

	memcpy(key.bytes, p->bytes, sizeof(key.bytes));
	for (at = lws__sorted_set_seek(s, &key.family, len); at < s->count;
	     at++) {
		a = lws__sorted_set_at(s, at);
		if (memcmp(&a->family, &key.family, len) != 0)
			break;
		if (p->scope && p->scope != be32(a->index))
			continue;
		if (!n--)
			return a;
	}

	return NULL;
}

bool
lws__routes_is_deprecated(const struct lws__routes *t,
			  const struct lws__sa *address)
{
	const struct address *a;
	struct place p;

	if (t->is_over || !place_of(address, &p))
		return false;
	a = address_of(t, &p, 0);

	return a && a->is_deprecated;
}

/* ---- judging ------------------------------------------------------------- */

/* it is ours on interfaces that are down, and on no other */
static bool
is_on_dead_links(const struct lws__routes *t, const struct place *p)
{
	const struct address *a;
	size_t n = 0;

	while ((a = address_of(t, p, n)) != NULL && is_down(t, be32(a->index)))
		n++;

	return n && !a;
}

static bool
is_address(const struct loss *l, const struct place *p)
{
	return l->of == LWS__ROUTES_OF_ADDRESSES && l->family == p->family &&
	       !memcmp(l->bytes, p->bytes, sizeof(l->bytes)) &&
	       (!p->scope || p->scope == l->index);
}

static bool
is_way_to(const struct loss *l, const struct place *p)
{
	return l->of == LWS__ROUTES_OF_ROUTES && l->family == p->family &&
	       is_within(p->bytes, l);
}

enum lws__routes_fate
lws__routes_judge(const struct lws__routes *t, const struct lws__sa *local,
		  const struct lws__sa *peer)
{
	bool of_address = false, of_link = t->lost_more;
	struct place ours, theirs;
	bool of_route;

	if (t->is_over || !place_of(local, &ours) || ours.is_loopback)
		return LWS__FATE_STAYS;
	of_route = place_of(peer, &theirs);
	if (theirs.is_loopback)
		return LWS__FATE_STAYS;
	of_route = of_route && t->lost_more;
	for (size_t n = 0; n < t->lost_count; n++) {
		const struct loss *l = &t->lost[n];

		of_address = of_address || is_address(l, &ours);
		of_link = of_link || l->of == LWS__ROUTES_OF_LINKS;
		of_route = of_route || (theirs.family && is_way_to(l, &theirs));
	}
	if (of_address && !address_of(t, &ours, 0))
		return LWS__FATE_ADDRESS_GONE;
	/* what we say to ourselves needs no interface */
	if (theirs.family && address_of(t, &theirs, 0))
		return LWS__FATE_STAYS;
	if (of_link && is_on_dead_links(t, &ours))
		return LWS__FATE_LINK_DOWN;

	return of_route && !find(t, &theirs) ? LWS__FATE_NO_ROUTE
					     : LWS__FATE_STAYS;
}
