/* SPDX-License-Identifier: MIT */
/*
 * CLI-11: the copy of the kernel's tables, against a plain list of routes; and
 * which connections a loss is about.
 */

#include "lws-test.h"
#include "net/routes.h"
#include "net/sorted-set.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

static struct lws__routes *t;

static int
setup(void **state)
{
	(void)state;
	t = lws__routes_create();

	return !t;
}

static int
teardown(void **state)
{
	(void)state;
	lws__routes_destroy(&t);
	lws__routes_destroy(&t);

	return 0;
}

static struct lws__sa
sa(const char *text)
{
	struct lws__sa s;

	assert_int_equal(lws__sa_numeric(&s, text, 80), 0);

	return s;
}

static int
link_is(enum lws__rtnl_what what, uint32_t index, bool is_up)
{
	struct lws__rtnl_event e = {
		.what = what, .index = index, .is_up = is_up};

	snprintf(e.name, sizeof(e.name), "if%u", (unsigned int)index);

	return lws__routes_take(t, &e);
}

static int
address(enum lws__rtnl_what what, uint32_t index, const char *ip)
{
	struct lws__rtnl_event e = {.what = what, .index = index};

	e.family = strchr(ip, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(e.family, ip, e.address), 1);

	return lws__routes_take(t, &e);
}

/* "10.0.0.0/8 10.1.1.1" */
static struct lws__rtnl_event
route_event(enum lws__rtnl_what what, const char *text, uint32_t index,
	    uint32_t priority)
{
	struct lws__rtnl_event e = {
		.what = what, .index = index, .priority = priority};
	char to[64], gateway[64] = "";
	unsigned int bits;

	assert_true(sscanf(text, "%63[^/]/%u %63s", to, &bits, gateway) >= 2);
	e.family = strchr(to, ':') ? AF_INET6 : AF_INET;
	e.prefix_len = (uint8_t)bits;
	assert_int_equal(inet_pton(e.family, to, e.address), 1);
	if (*gateway) {
		e.gateway_family = strchr(gateway, ':') ? AF_INET6 : AF_INET;
		inet_pton(e.gateway_family, gateway, e.gateway);
	}

	return e;
}

static void
route(enum lws__rtnl_what what, const char *text, uint32_t index,
      uint32_t priority)
{
	struct lws__rtnl_event e = route_event(what, text, index, priority);

	assert_int_equal(lws__routes_take(t, &e), 0);
}

/* the interface to it, -1: none */
static int
way(const char *ip)
{
	struct lws__sa to = sa(ip);
	const struct lws__route *r = lws__routes_find(t, &to);

	return r ? (int)lws__route_index(r) : -1;
}

static enum lws__routes_fate
fate(const char *local, const char *peer)
{
	struct lws__sa l = sa(local), p = sa(peer);

	return lws__routes_judge(t, &l, &p);
}

/* ---- lookup -------------------------------------------------------------- */

static void
routes__longest_prefix_then_lowest_priority(void **state)
{
	(void)state;
	assert_int_equal(way("10.1.1.1"), -1);
	route(LWS__RTNL_ROUTE, "0.0.0.0/0 192.0.2.254", 1, 100);
	route(LWS__RTNL_ROUTE, "10.0.0.0/8", 2, 0);
	route(LWS__RTNL_ROUTE, "10.1.0.0/16", 3, 20);
	route(LWS__RTNL_ROUTE, "10.1.0.0/16", 4, 10);
	route(LWS__RTNL_ROUTE, "10.1.1.1/32", 5, 0);
	assert_int_equal(way("203.0.113.1"), 1);
	assert_int_equal(way("10.2.0.1"), 2);
	assert_int_equal(way("10.1.2.1"), 4);
	assert_int_equal(way("10.1.1.1"), 5);
	assert_int_equal(way("::ffff:10.1.1.1"), 5);
	assert_int_equal(way("2001:db8::1"), -1);
	route(LWS__RTNL_ROUTE_GONE, "10.1.0.0/16", 4, 10);
	assert_int_equal(way("10.1.2.1"), 3);
	route(LWS__RTNL_ROUTE_GONE, "10.1.0.0/16", 3, 21); /* is another */
	assert_int_equal(way("10.1.2.1"), 3);
}

static void
routes__ipv6_has_scopes(void **state)
{
	(void)state;
	route(LWS__RTNL_ROUTE, "2001:db8::/32", 2, 0);
	route(LWS__RTNL_ROUTE, "2001:db8:0:8000::/49", 3, 0);
	route(LWS__RTNL_ROUTE, "fe80::/64", 4, 256);
	route(LWS__RTNL_ROUTE, "fe80::/64", 1, 256);
	assert_int_equal(way("2001:db8:0:7fff::1"), 2);
	assert_int_equal(way("2001:db8:0:8fff::1"), 3);
	assert_int_equal(way("2001:db9::1"), -1);
	assert_int_equal(way("fe80::9%1"), 1);
	{
		struct lws__sa to = sa("fe80::9%1");

		to.u.in6.sin6_scope_id = 4;
		assert_int_equal(lws__route_index(lws__routes_find(t, &to)), 4);
		to.u.in6.sin6_scope_id = 5;
		assert_null(lws__routes_find(t, &to));
	}
}

static void
routes__one_may_say_no(void **state)
{
	struct lws__rtnl_event e =
		route_event(LWS__RTNL_ROUTE, "10.0.0.0/8", 0, 0);

	(void)state;
	route(LWS__RTNL_ROUTE, "0.0.0.0/0", 1, 0);
	assert_int_equal(way("10.0.0.1"), 1);
	e.is_barred = true;
	assert_int_equal(lws__routes_take(t, &e), 0);
	assert_int_equal(way("10.0.0.1"), -1);
	assert_int_equal(way("11.0.0.1"), 1);
}

static void
routes__those_of_an_interface_that_is_down_do_not_count(void **state)
{
	(void)state;
	link_is(LWS__RTNL_LINK, 1, true);
	link_is(LWS__RTNL_LINK, 2, true);
	route(LWS__RTNL_ROUTE, "10.0.0.0/8", 2, 0);
	route(LWS__RTNL_ROUTE, "0.0.0.0/0", 1, 0);
	assert_int_equal(way("10.0.0.1"), 2);
	link_is(LWS__RTNL_LINK, 2, false);
	assert_int_equal(way("10.0.0.1"), 1);
	assert_true(lws__routes_want_routes(t));
	assert_false(lws__routes_want_routes(t));
	link_is(LWS__RTNL_LINK, 2, true);
	assert_int_equal(way("10.0.0.1"), 2);
	assert_string_equal(lws__routes_link_name(t, 2), "if2");
	assert_string_equal(lws__routes_link_name(t, 3), "");
}

static void
routes__a_replacement_takes_the_place_of_all(void **state)
{
	struct lws__rtnl_event e =
		route_event(LWS__RTNL_ROUTE, "10.0.0.0/8 1.1.1.3", 3, 5);

	(void)state;
	route(LWS__RTNL_ROUTE, "10.0.0.0/8 1.1.1.1", 1, 5);
	route(LWS__RTNL_ROUTE, "10.0.0.0/8 1.1.1.2", 2, 5);
	route(LWS__RTNL_ROUTE, "10.0.0.0/8 1.1.1.4", 4, 6);
	e.replaces = true;
	assert_int_equal(lws__routes_take(t, &e), 0);
	assert_int_equal(way("10.0.0.1"), 3);
	assert_int_equal(lws__routes_count(t, LWS__ROUTES_OF_ROUTES), 2);
}

static void
routes__the_gateway_is_the_best_default(void **state)
{
	(void)state;
	assert_null(lws__routes_gateway(t, AF_INET));
	route(LWS__RTNL_ROUTE, "0.0.0.0/0 192.0.2.1", 1, 100);
	route(LWS__RTNL_ROUTE, "0.0.0.0/0 192.0.2.2", 2, 50);
	assert_int_equal(lws__route_index(lws__routes_gateway(t, AF_INET)), 2);
	assert_int_equal(lws__routes_gateway(t, AF_INET)->gateway[3], 2);
	assert_null(lws__routes_gateway(t, AF_INET6));
}

static void
routes__a_dump_ends_with_what_it_had(void **state)
{
	(void)state;
	lws__routes_dump_begin(t, LWS__RTNL_ROUTE);
	route(LWS__RTNL_ROUTE, "10.0.0.0/8", 1, 0);
	route(LWS__RTNL_ROUTE, "11.0.0.0/8", 1, 0);
	lws__routes_dump_end(t, LWS__RTNL_ROUTE);
	assert_false(lws__routes_has_losses(t));
	lws__routes_dump_begin(t, LWS__RTNL_ROUTE);
	assert_int_equal(way("11.0.0.1"), 1); /* until the end it is there */
	route(LWS__RTNL_ROUTE, "10.0.0.0/8", 1, 0);
	lws__routes_dump_end(t, LWS__RTNL_ROUTE);
	assert_int_equal(way("10.0.0.1"), 1);
	assert_int_equal(way("11.0.0.1"), -1);
	assert_true(lws__routes_has_losses(t));
	lws__routes_judged(t);
	assert_false(lws__routes_has_losses(t));
}

/* ---- against a plain list ------------------------------------------------ */

enum { MODEL_MAX = 300, STEPS = 6000 };

static struct lws__rtnl_event model[MODEL_MAX];
static size_t model_count;
static uint32_t seed = 1;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;

	return (seed >> 8) % sides;
}

/* a small world, so that prefixes lie in each other */
static struct lws__rtnl_event
any_route(void)
{
	static const uint8_t lens[] = {0, 1, 7, 8, 9, 15, 16, 24, 31, 32};
	struct lws__rtnl_event e = {.what = LWS__RTNL_ROUTE, .family = AF_INET};

	e.prefix_len = lens[dice(sizeof(lens))];
	for (int n = 0; n < 4; n++)
		e.address[n] = (uint8_t)(dice(4) * 85);
	for (unsigned int n = e.prefix_len; n < 32; n++)
		e.address[n / 8] &= (uint8_t) ~(0x80 >> (n % 8));
	e.priority = dice(3);
	e.index = 1 + dice(4);

	return e;
}

static bool
is_same(const struct lws__rtnl_event *a, const struct lws__rtnl_event *b)
{
	return a->prefix_len == b->prefix_len && a->priority == b->priority &&
	       a->index == b->index && !memcmp(a->address, b->address, 4);
}

static void
model_take(const struct lws__rtnl_event *e)
{
	size_t n = 0;

	while (n < model_count && !is_same(&model[n], e))
		n++;
	if (e->what == LWS__RTNL_ROUTE && n == model_count)
		model[model_count++] = *e;
	if (e->what == LWS__RTNL_ROUTE_GONE && n < model_count)
		model[n] = model[--model_count];
}

/* the best prefix and priority; -1, -1: none */
static void
model_find(const uint8_t ip[4], int *bits, int *priority)
{
	*bits = *priority = -1;
	for (size_t n = 0; n < model_count; n++) {
		const struct lws__rtnl_event *e = &model[n];
		bool fits = true;

		for (int b = 0; b < e->prefix_len; b++)
			fits = fits && !((ip[b / 8] ^ e->address[b / 8]) &
					 (0x80 >> (b % 8)));
		if (!fits || e->prefix_len < *bits)
			continue;
		if (e->prefix_len > *bits || (int)e->priority < *priority)
			*priority = (int)e->priority;
		*bits = e->prefix_len;
	}
}

static void
compare_at(const uint8_t ip[4])
{
	const struct lws__route *r;
	int bits, priority;
	struct lws__sa to;

	lws__sa_any(&to, AF_INET, 1);
	memcpy(&to.u.in4.sin_addr, ip, 4);
	r = lws__routes_find(t, &to);
	model_find(ip, &bits, &priority);
	assert_int_equal(r ? r->prefix_len : -1, bits);
	assert_int_equal(r ? r->priority[3] : -1, priority);
}

static void
routes__do_as_a_plain_list_would(void **state)
{
	(void)state;
	model_count = 0;
	for (int n = 0; n < STEPS; n++) {
		struct lws__rtnl_event e = any_route();
		uint8_t ip[4];

		if (dice(100) < 45 || model_count > MODEL_MAX - 2)
			e.what = LWS__RTNL_ROUTE_GONE;
		if (e.what == LWS__RTNL_ROUTE_GONE && model_count && dice(2)) {
			e = model[dice((uint32_t)model_count)];
			e.what = LWS__RTNL_ROUTE_GONE;
		}
		model_take(&e);
		assert_int_equal(lws__routes_take(t, &e), 0);
		assert_int_equal(lws__routes_count(t, LWS__ROUTES_OF_ROUTES),
				 model_count);
		for (int m = 0; m < 4; m++) {
			for (int b = 0; b < 4; b++)
				ip[b] = (uint8_t)(dice(4) * 85);
			compare_at(ip);
		}
	}
}

/* ---- losses -------------------------------------------------------------- */

/* eth1 and eth2, a default over each */
static void
two_ways(void)
{
	link_is(LWS__RTNL_LINK, 1, true);
	link_is(LWS__RTNL_LINK, 2, true);
	address(LWS__RTNL_ADDRESS, 1, "10.1.0.1");
	address(LWS__RTNL_ADDRESS, 2, "10.2.0.1");
	address(LWS__RTNL_ADDRESS, 2, "2001:db8:2::1");
	route(LWS__RTNL_ROUTE, "10.1.0.0/16", 1, 0);
	route(LWS__RTNL_ROUTE, "10.2.0.0/16", 2, 0);
	route(LWS__RTNL_ROUTE, "10.9.0.0/16 10.1.0.9", 1, 0);
	route(LWS__RTNL_ROUTE, "2001:db8:2::/64", 2, 0);
	lws__routes_judged(t);
}

static void
routes__nothing_lost_nobody_goes(void **state)
{
	(void)state;
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
	two_ways();
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
	assert_int_equal(fate("10.1.0.1", "203.0.113.1"), LWS__FATE_STAYS);
	assert_int_equal(fate("198.51.100.1", "10.1.0.2"), LWS__FATE_STAYS);
}

static void
routes__an_address_that_goes_takes_its_own(void **state)
{
	(void)state;
	two_ways();
	address(LWS__RTNL_ADDRESS_GONE, 2, "10.2.0.1");
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_ADDRESS_GONE);
	assert_int_equal(fate("::ffff:10.2.0.1", "::ffff:10.2.0.2"),
			 LWS__FATE_ADDRESS_GONE);
	assert_int_equal(fate("10.2.0.1", "10.2.0.1"), LWS__FATE_ADDRESS_GONE);
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
	assert_int_equal(fate("10.3.0.1", "10.3.0.2"), LWS__FATE_STAYS);
	/* it is on another one by now */
	address(LWS__RTNL_ADDRESS, 1, "10.2.0.1");
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_STAYS);
}

static void
routes__an_interface_that_goes_down_takes_its_own(void **state)
{
	struct lws__sa local = sa("10.2.0.1"), none = {.len = 0};

	(void)state;
	two_ways();
	link_is(LWS__RTNL_LINK, 2, false);
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_LINK_DOWN);
	assert_int_equal(fate("2001:db8:2::1", "2001:db8:2::2"),
			 LWS__FATE_LINK_DOWN);
	assert_int_equal(lws__routes_judge(t, &local, &none),
			 LWS__FATE_LINK_DOWN);
	assert_int_equal(lws__routes_judge(t, &local, NULL),
			 LWS__FATE_LINK_DOWN);
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
	/* we ourselves are still there, whatever the interface */
	assert_int_equal(fate("10.2.0.1", "10.2.0.1"), LWS__FATE_STAYS);
	assert_int_equal(fate("127.0.0.1", "127.0.0.1"), LWS__FATE_STAYS);
	link_is(LWS__RTNL_LINK, 2, true);
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_STAYS);
}

static void
routes__a_route_that_goes_takes_who_needed_it(void **state)
{
	(void)state;
	two_ways();
	route(LWS__RTNL_ROUTE_GONE, "10.9.0.0/16 10.1.0.9", 1, 0);
	assert_int_equal(fate("10.1.0.1", "10.9.0.1"), LWS__FATE_NO_ROUTE);
	assert_int_equal(fate("::ffff:10.1.0.1", "::ffff:10.9.0.1"),
			 LWS__FATE_NO_ROUTE);
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
	/* this one never had any that we know of */
	assert_int_equal(fate("10.1.0.1", "203.0.113.1"), LWS__FATE_STAYS);
	route(LWS__RTNL_ROUTE, "0.0.0.0/0 10.2.0.9", 2, 0);
	assert_int_equal(fate("10.1.0.1", "10.9.0.1"), LWS__FATE_STAYS);
}

static void
routes__loopback_and_unix_stay(void **state)
{
	struct lws__sa un, ip = sa("10.1.0.2");

	(void)state;
	two_ways();
	address(LWS__RTNL_ADDRESS, 3, "127.0.0.1");
	address(LWS__RTNL_ADDRESS_GONE, 3, "127.0.0.1");
	address(LWS__RTNL_ADDRESS_GONE, 1, "10.1.0.1");
	assert_int_equal(fate("127.0.0.1", "127.0.0.1"), LWS__FATE_STAYS);
	assert_int_equal(fate("::1", "::1"), LWS__FATE_STAYS);
	assert_int_equal(lws__sa_unix(&un, "/run/x"), 0);
	assert_int_equal(lws__routes_judge(t, &un, &un), LWS__FATE_STAYS);
	assert_int_equal(lws__routes_judge(t, &un, &ip), LWS__FATE_STAYS);
}

static void
routes__deprecated_addresses_are_known(void **state)
{
	struct lws__rtnl_event e = {.what = LWS__RTNL_ADDRESS,
				    .index = 2,
				    .family = AF_INET6,
				    .is_deprecated = true};
	struct lws__sa a = sa("2001:db8:2::1"), b = sa("2001:db8:2::2");

	(void)state;
	two_ways();
	assert_false(lws__routes_is_deprecated(t, &a));
	memcpy(e.address, &a.u.in6.sin6_addr, 16);
	assert_int_equal(lws__routes_take(t, &e), 0);
	assert_true(lws__routes_is_deprecated(t, &a));
	assert_false(lws__routes_is_deprecated(t, &b));
	lws__routes_give_up(t);
	assert_false(lws__routes_is_deprecated(t, &a));
}

/* ---- limits -------------------------------------------------------------- */

static struct lws__rtnl_event
nth_route(uint32_t n)
{
	struct lws__rtnl_event e = {.what = LWS__RTNL_ROUTE,
				    .family = AF_INET,
				    .prefix_len = 32,
				    .index = 1};

	e.address[0] = 20;
	e.address[1] = (uint8_t)(n >> 16);
	e.address[2] = (uint8_t)(n >> 8);
	e.address[3] = (uint8_t)n;

	return e;
}

static void
routes__more_than_may_be_is_over_for_good(void **state)
{
	struct lws__rtnl_event e;
	uint32_t n;

	(void)state;
	two_ways();
	address(LWS__RTNL_ADDRESS_GONE, 2, "10.2.0.1");
	for (n = 4; n < LWS__ROUTES_MAX; n++) {
		e = nth_route(n);
		assert_int_equal(lws__routes_take(t, &e), 0);
	}
	assert_false(lws__routes_is_over(t));
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_ADDRESS_GONE);
	e = nth_route(n);
	assert_int_equal(lws__routes_take(t, &e), 1);
	assert_true(lws__routes_is_over(t));
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_STAYS);
	e.what = LWS__RTNL_ROUTE_GONE;
	assert_int_equal(lws__routes_take(t, &e), 1);
	/* but who waits for an interface is still told */
	lws__routes_judged(t);
	assert_false(lws__routes_saw_interfaces(t));
	link_is(LWS__RTNL_LINK, 9, true);
	assert_true(lws__routes_saw_interfaces(t));
}

static void
routes__more_losses_than_are_noted_are_judged_by_what_is_left(void **state)
{
	struct lws__rtnl_event e;
	uint32_t n;

	(void)state;
	two_ways();
	for (n = 0; n < LWS__ROUTES_LOST_MAX + 2; n++) {
		e = nth_route(n);
		assert_int_equal(lws__routes_take(t, &e), 0);
		e.what = LWS__RTNL_ROUTE_GONE;
		assert_int_equal(lws__routes_take(t, &e), 0);
	}
	route(LWS__RTNL_ROUTE_GONE, "10.9.0.0/16 10.1.0.9", 1, 0);
	link_is(LWS__RTNL_LINK, 2, false);
	assert_int_equal(fate("10.1.0.1", "10.9.0.1"), LWS__FATE_NO_ROUTE);
	assert_int_equal(fate("10.2.0.1", "10.2.0.2"), LWS__FATE_LINK_DOWN);
	assert_int_equal(fate("10.1.0.1", "10.1.0.2"), LWS__FATE_STAYS);
}

static int
fill(void *arg)
{
	struct lws__rtnl_event e;
	int over = 0;

	(void)arg;
	t = lws__routes_create();
	if (!t)
		return 1;
	over |= link_is(LWS__RTNL_LINK, 1, true);
	over |= address(LWS__RTNL_ADDRESS, 1, "10.1.0.1");
	for (uint32_t n = 0; n < 40; n++) {
		e = nth_route(n);
		over |= lws__routes_take(t, &e);
	}
	assert_int_equal(over, lws__routes_is_over(t));
	lws__routes_destroy(&t);

	return over;
}

static void
routes__without_memory_it_is_over(void **state)
{
	(void)state;
	lws__test_alloc_sweep(fill, NULL);
}

/* ---- the set below ------------------------------------------------------- */

static void
sorted_set__keeps_order_and_bounds(void **state)
{
	struct item {
		uint8_t value, key;
	};
	struct lws__sorted_set s = {
		.item_len = 2, .key_at = 1, .key_len = 1, .max = 20};
	struct item i;
	uint8_t key = 100;

	(void)state;
	assert_null(lws__sorted_set_find(&s, &key));
	for (uint8_t n = 0; n < 20; n++) {
		i = (struct item){n, (uint8_t)(n * 77)};
		assert_non_null(lws__sorted_set_put(&s, &i));
	}
	for (size_t n = 1; n < s.count; n++) {
		const struct item *a = lws__sorted_set_at(&s, n - 1);

		assert_true(a[0].key < a[1].key);
	}
	i = (struct item){50, 77}; /* over the one that is there */
	assert_non_null(lws__sorted_set_put(&s, &i));
	assert_int_equal(s.count, 20);
	key = 77;
	assert_int_equal(((struct item *)lws__sorted_set_find(&s, &key))->value,
			 50);
	i.key = 78;
	assert_null(lws__sorted_set_put(&s, &i));
	lws__sorted_set_drop(&s, lws__sorted_set_seek(&s, &key, 1));
	assert_null(lws__sorted_set_find(&s, &key));
	assert_non_null(lws__sorted_set_put(&s, &i));
	lws__sorted_set_clear(&s);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(routes__longest_prefix_then_lowest_priority),
		T(routes__ipv6_has_scopes),
		T(routes__one_may_say_no),
		T(routes__those_of_an_interface_that_is_down_do_not_count),
		T(routes__a_replacement_takes_the_place_of_all),
		T(routes__the_gateway_is_the_best_default),
		T(routes__a_dump_ends_with_what_it_had),
		T(routes__do_as_a_plain_list_would),
		T(routes__nothing_lost_nobody_goes),
		T(routes__an_address_that_goes_takes_its_own),
		T(routes__an_interface_that_goes_down_takes_its_own),
		T(routes__a_route_that_goes_takes_who_needed_it),
		T(routes__loopback_and_unix_stay),
		T(routes__deprecated_addresses_are_known),
		T(routes__more_than_may_be_is_over_for_good),
		T(routes__more_losses_than_are_noted_are_judged_by_what_is_left),
		cmocka_unit_test(routes__without_memory_it_is_over),
		cmocka_unit_test(sorted_set__keeps_order_and_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
