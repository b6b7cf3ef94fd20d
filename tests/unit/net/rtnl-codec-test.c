/* SPDX-License-Identifier: MIT */
/*
 * CLI-11, the pure half: what the kernel says of interfaces and routes, whole,
 * cut short everywhere, and with each byte bent.
 */

#include "lws-test.h"
#include "net/rtnl-codec.h"
#include "rtnl-build.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

/* ---- events as text ------------------------------------------------------ */

static void add(char *out, size_t room, const char *format, ...) LWS_FORMAT(3);

static void
add(char *out, size_t room, const char *format, ...)
{
	size_t at = strlen(out);
	va_list ap;

	va_start(ap, format);
	vsnprintf(out + at, room - at, format, ap);
	va_end(ap);
}

static void
add_ip(char *out, size_t room, uint8_t family, const uint8_t *bytes)
{
	char ip[64];

	add(out, room, " %s", inet_ntop(family, bytes, ip, sizeof(ip)));
}

static void
describe(const struct lws__rtnl_event *e, char *out, size_t room)
{
	static const char *const names[] = {
		"link",       "link-gone", "address", "address-gone", "route",
		"route-gone", "done",      "refused", "overrun"};

	add(out, room, "%s%s", *out ? "; " : "", names[e->what]);
	if (e->what >= LWS__RTNL_DONE) {
		add(out, room, " %d/%u", e->error, (unsigned int)e->seq);
		return;
	}
	add(out, room, " #%u", (unsigned int)e->index);
	if (e->what <= LWS__RTNL_LINK_GONE) {
		add(out, room, " %s%s", e->name, e->is_up ? " up" : "");
		return;
	}
	add_ip(out, room, e->family, e->address);
	if (e->what >= LWS__RTNL_ROUTE) {
		add(out, room, "/%u", e->prefix_len);
		if (e->gateway_family)
			add_ip(out, room, e->gateway_family, e->gateway);
		if (e->priority)
			add(out, room, " prio %u", (unsigned int)e->priority);
	}
	add(out, room, "%s%s%s", e->is_deprecated ? " deprecated" : "",
	    e->is_barred ? " barred" : "", e->replaces ? " replaces" : "");
}

/* every event of a datagram that ends where memory does */
static enum lws_feed
decode(const void *data, size_t len, char *out, size_t room)
{
	uint8_t *p = lws__test_guarded(data, len);
	struct lws_cursor in = {p, p + len};
	struct lws__rtnl_reader r = {0};
	struct lws__rtnl_event e;
	enum lws_feed f;

	*out = '\0';
	while ((f = lws__rtnl_feed(&r, &in, &e)) == LWS_FEED_DONE)
		describe(&e, out, room);
	assert_ptr_equal(in.at, in.end);
	lws__test_guarded_free(p, len);

	return f;
}

static void
expect(const struct rtnl_out *o, const char *expected)
{
	char got[2048];

	assert_int_equal(decode(o->buf, o->len, got, sizeof(got)),
			 LWS_FEED_MORE);
	assert_string_equal(got, expected);
}

/* ---- what is said -------------------------------------------------------- */

static void
rtnl__interfaces_and_addresses(void **state)
{
	struct rtnl_out o = {0};

	(void)state;
	rtnl_link(&o, RTM_NEWLINK, 3, "eth0", 1);
	rtnl_link(&o, RTM_NEWLINK, 4, "wlan0", 0);
	rtnl_link(&o, RTM_DELLINK, 4, "wlan0", 0);
	rtnl_address(&o, RTM_NEWADDR, 3, "192.0.2.1");
	rtnl_address(&o, RTM_NEWADDR, 3, "2001:db8::1");
	rtnl_address(&o, RTM_DELADDR, 3, "2001:db8::1");
	rtnl_done(&o, 7);
	rtnl_refusal(&o, 8, 1);
	rtnl_refusal(&o, 9, 0); /* a confirmation is nothing */
	expect(&o, "link #3 eth0 up; link #4 wlan0; link-gone #4 wlan0; "
		   "address #3 192.0.2.1; address #3 2001:db8::1; "
		   "address-gone #3 2001:db8::1; done 0/7; refused 1/8");
}

static void
rtnl__of_a_link_of_two_our_end_counts(void **state)
{
	struct ifaddrmsg m = {.ifa_family = AF_INET, .ifa_index = 5};
	struct rtnl_out o = {0};

	(void)state;
	for (int n = 0; n < 2; n++) { /* either order: families differ */
		rtnl_begin(&o, RTM_NEWADDR, 0, 0);
		rtnl_put(&o, &m, sizeof(m));
		rtnl_attr_ip(&o, n ? IFA_LOCAL : IFA_ADDRESS,
			     n ? "10.0.0.1" : "10.0.0.2");
		rtnl_attr_ip(&o, n ? IFA_ADDRESS : IFA_LOCAL,
			     n ? "10.0.0.2" : "10.0.0.1");
		rtnl_attr_u32(&o, IFA_FLAGS, n ? IFA_F_DEPRECATED | 0x100 : 0);
		rtnl_end(&o);
	}
	expect(&o, "address #5 10.0.0.1; address #5 10.0.0.1 deprecated");
}

static void
rtnl__routes_of_the_main_table(void **state)
{
	struct rtnl_out o = {0};

	(void)state;
	rtnl_route(&o, RTM_NEWROUTE, 0, "0.0.0.0/0", "192.0.2.254", 3, 100);
	rtnl_route(&o, RTM_NEWROUTE, NLM_F_REPLACE, "10.0.0.0/8", NULL, 3, 0);
	rtnl_route(&o, RTM_DELROUTE, NLM_F_REPLACE, "10.0.0.0/8", NULL, 3, 0);
	rtnl_route(&o, RTM_NEWROUTE, 0, "::/0", "fe80::1", 3, 1024);
	expect(&o, "route #3 0.0.0.0/0 192.0.2.254 prio 100; "
		   "route #3 10.0.0.0/8 replaces; route-gone #3 10.0.0.0/8; "
		   "route #3 ::/0 fe80::1 prio 1024");
}

static void
route_with(struct rtnl_out *o, const struct rtmsg *m, uint32_t table)
{
	rtnl_begin(o, RTM_NEWROUTE, 0, 0);
	rtnl_put(o, m, sizeof(*m));
	if (table)
		rtnl_attr_u32(o, RTA_TABLE, table);
	rtnl_end(o);
}

static void
rtnl__what_is_not_for_us_is_passed_over(void **state)
{
	struct rtmsg m = {.rtm_family = AF_INET,
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_type = RTN_UNICAST};
	struct ifinfomsg bridge = {.ifi_family = AF_BRIDGE, .ifi_index = 3};
	struct rtnl_out o = {0};

	(void)state;
	rtnl_begin(&o, RTM_DELLINK, 0, 0); /* a port leaves a bridge */
	rtnl_put(&o, &bridge, sizeof(bridge));
	rtnl_end(&o);
	rtnl_begin(&o, NLMSG_NOOP, 0, 0);
	rtnl_end(&o);
	rtnl_begin(&o, RTM_NEWNEIGH, 0, 0);
	rtnl_end(&o);
	route_with(&o, &m, 255); /* the table is said in full */
	route_with(&o, &m, 1000);
	m.rtm_table = RT_TABLE_LOCAL;
	route_with(&o, &m, 0);
	route_with(&o, &m, RT_TABLE_MAIN); /* this one is */
	m.rtm_table = RT_TABLE_MAIN;
	m.rtm_flags = RTM_F_CLONED;
	route_with(&o, &m, 0);
	m.rtm_flags = 0;
	m.rtm_src_len = 1;
	route_with(&o, &m, 0);
	m.rtm_src_len = 0;
	m.rtm_type = RTN_MULTICAST;
	route_with(&o, &m, 0);
	m.rtm_type = RTN_UNICAST;
	m.rtm_family = AF_UNIX;
	route_with(&o, &m, 0);
	m.rtm_family = AF_INET;
	m.rtm_type = RTN_UNREACHABLE; /* is one: it says no */
	route_with(&o, &m, 0);
	m.rtm_type = RTN_UNICAST;
	m.rtm_flags = RTNH_F_DEAD; /* as good as gone */
	route_with(&o, &m, 0);
	expect(&o, "route #0 0.0.0.0/0; route #0 0.0.0.0/0 barred; "
		   "route-gone #0 0.0.0.0/0");
}

static void
hop(struct rtnl_out *o, int index, int flags, const char *gateway)
{
	struct rtnexthop h = {.rtnh_len =
				      (uint16_t)(sizeof(h) + (gateway ? 8 : 0)),
			      .rtnh_flags = (uint8_t)flags,
			      .rtnh_ifindex = index};

	rtnl_put(o, &h, sizeof(h));
	if (gateway)
		rtnl_attr_ip(o, RTA_GATEWAY, gateway);
}

static void
several_ways(struct rtnl_out *o)
{
	struct rtmsg m = {.rtm_family = AF_INET,
			  .rtm_dst_len = 8,
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_type = RTN_UNICAST};
	struct rtnl_out hops = {0};

	hop(&hops, 3, 0, "10.0.0.1");
	hop(&hops, 4, RTNH_F_DEAD, "10.0.0.2");
	hop(&hops, 5, 0, NULL);
	rtnl_begin(o, RTM_NEWROUTE, NLM_F_REPLACE, 0);
	rtnl_put(o, &m, sizeof(m));
	rtnl_attr_ip(o, RTA_DST, "20.0.0.0");
	rtnl_attr(o, RTA_MULTIPATH, hops.buf, hops.len);
	rtnl_attr_u32(o, RTA_PRIORITY, 9);
	rtnl_end(o);
}

static void
rtnl__a_route_with_several_ways_is_several(void **state)
{
	struct rtnl_out o = {0};

	(void)state;
	several_ways(&o);
	rtnl_done(&o, 1);
	expect(&o, "route #3 20.0.0.0/8 10.0.0.1 prio 9 replaces; "
		   "route-gone #4 20.0.0.0/8 10.0.0.2 prio 9; "
		   "route #5 20.0.0.0/8 prio 9; done 0/1");
}

static void
rtnl__a_gateway_may_be_of_the_other_family(void **state)
{
	struct rtmsg m = {.rtm_family = AF_INET,
			  .rtm_table = RT_TABLE_MAIN,
			  .rtm_type = RTN_UNICAST};
	uint8_t via[18] = {0};
	uint16_t family = AF_INET6;
	struct rtnl_out o = {0};

	(void)state;
	memcpy(via, &family, 2);
	inet_pton(AF_INET6, "fe80::9", via + 2);
	rtnl_begin(&o, RTM_NEWROUTE, 0, 0);
	rtnl_put(&o, &m, sizeof(m));
	rtnl_attr(&o, RTA_VIA, via, sizeof(via));
	rtnl_end(&o);
	expect(&o, "route #0 0.0.0.0/0 fe80::9");
}

/* ---- what makes no sense ------------------------------------------------- */

static void
everything(struct rtnl_out *o)
{
	rtnl_link(o, RTM_NEWLINK, 3, "a-name-as-long1", 1);
	rtnl_address(o, RTM_NEWADDR, 3, "2001:db8::1");
	rtnl_route(o, RTM_NEWROUTE, 0, "2001:db8::/32", "fe80::1", 3, 1);
	several_ways(o);
	rtnl_refusal(o, 3, 5);
	rtnl_done(o, 4);
}

static void
rtnl__cut_anywhere_it_gives_what_was_whole(void **state)
{
	struct rtnl_out o = {0};
	char all[2048], got[2048];

	(void)state;
	everything(&o);
	assert_int_equal(decode(o.buf, o.len, all, sizeof(all)), LWS_FEED_MORE);
	for (size_t len = 0; len < o.len; len++) {
		enum lws_feed f = decode(o.buf, len, got, sizeof(got));

		/* a beginning of all, and BAD inside of a message */
		assert_memory_equal(got, all, strlen(got));
		assert_true(f == LWS_FEED_BAD || f == LWS_FEED_MORE);
		if (len % 4)
			assert_int_equal(f, LWS_FEED_BAD);
	}
}

static void
rtnl__bent_bytes_are_survived(void **state)
{
	static const uint8_t bends[] = {0, 1, 3, 5, 0x7f, 0x80, 0xff};
	struct rtnl_out o = {0};
	char got[8192];

	(void)state;
	everything(&o);
	for (size_t at = 0; at < o.len; at++)
		for (size_t n = 0; n < sizeof(bends); n++) {
			uint8_t was = o.buf[at];

			o.buf[at] = bends[n];
			(void)decode(o.buf, o.len, got, sizeof(got));
			o.buf[at] = was;
		}
}

static void
rtnl__lengths_that_lie_are_refused(void **state)
{
	char got[256];

	(void)state;
	for (int n = 0; n < 7; n++) {
		struct rtnl_out o = {0};
		struct rtmsg m = {.rtm_family = AF_INET,
				  .rtm_table = RT_TABLE_MAIN,
				  .rtm_type = RTN_UNICAST,
				  .rtm_dst_len = n == 0 ? 33 : 8};

		rtnl_begin(&o, n == 1 ? RTM_NEWLINK : RTM_NEWROUTE, 0, 0);
		if (n != 2) /* no fixed part */
			rtnl_put(&o, &m, n == 1 ? 8 : sizeof(m));
		if (n == 3)
			rtnl_attr(&o, RTA_DST, "abc", 3);
		if (n == 4)
			rtnl_attr(&o, RTA_OIF, "abc", 3);
		if (n == 5)
			rtnl_attr(&o, RTA_VIA, "a", 1);
		if (n == 6) /* a way longer than what it is in */
			rtnl_attr(&o, RTA_MULTIPATH, "\x09\0\0\0\0\0\0\0", 8);
		rtnl_end(&o);
		assert_int_equal(decode(o.buf, o.len, got, sizeof(got)),
				 LWS_FEED_BAD);
		assert_string_equal(got, "");
	}
}

/* ---- what we ask --------------------------------------------------------- */

static void
rtnl__requests_are_dumps(void **state)
{
	static const struct {
		enum lws__rtnl_what what;
		int type;
		size_t len;
	} rows[] = {
		{LWS__RTNL_LINK, RTM_GETLINK, 40},
		{LWS__RTNL_ADDRESS, RTM_GETADDR, 24},
		{LWS__RTNL_ROUTE, RTM_GETROUTE, 28},
	};

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		uint8_t fill[LWS__RTNL_REQUEST_LEN] = {0};
		uint8_t *p = lws__test_guarded(fill, sizeof(fill));
		struct nlmsghdr h;

		assert_int_equal(lws__rtnl_dump_request(rows[n].what, 42, p,
							LWS__RTNL_REQUEST_LEN),
				 rows[n].len);
		memcpy(&h, p, sizeof(h));
		assert_int_equal(h.nlmsg_len, rows[n].len);
		assert_int_equal(h.nlmsg_type, rows[n].type);
		assert_int_equal(h.nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
		assert_int_equal(h.nlmsg_seq, 42);
		assert_int_equal(
			lws__rtnl_dump_request(rows[n].what, 42, p,
					       LWS__RTNL_REQUEST_LEN - 1),
			0);
		lws__test_guarded_free(p, LWS__RTNL_REQUEST_LEN);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rtnl__interfaces_and_addresses),
		cmocka_unit_test(rtnl__of_a_link_of_two_our_end_counts),
		cmocka_unit_test(rtnl__routes_of_the_main_table),
		cmocka_unit_test(rtnl__what_is_not_for_us_is_passed_over),
		cmocka_unit_test(rtnl__a_route_with_several_ways_is_several),
		cmocka_unit_test(rtnl__a_gateway_may_be_of_the_other_family),
		cmocka_unit_test(rtnl__cut_anywhere_it_gives_what_was_whole),
		cmocka_unit_test(rtnl__bent_bytes_are_survived),
		cmocka_unit_test(rtnl__lengths_that_lie_are_refused),
		cmocka_unit_test(rtnl__requests_are_dumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
