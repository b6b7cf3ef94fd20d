/* SPDX-License-Identifier: MIT */
/*
 * Requests over HTTP/2 while memory runs out: the stream or the connection
 * ends, nothing leaks, the next one is served.  And how often they allocate
 * while it does not.
 */

#include "h2-peer.h"
#include "http-server-app.h"

#include "core/spares.h"
#include "roles/h2/hpack-form.h"

#include <stdlib.h>

struct exchange {
	uint8_t bytes[1024];
	size_t len;
	const char *want; /* somewhere in what comes */
};

static void
add(struct exchange *x, enum lws__h2_type type, unsigned int flags, uint32_t id,
    const void *p, size_t len)
{
	x->len += lws__h2_write_head(x->bytes + x->len, (uint32_t)len, type,
				     flags, id);
	if (len)
		memcpy(x->bytes + x->len, p, len);
	x->len += len;
}

static void
begin(struct exchange *x, const char *want)
{
	*x = (struct exchange){.len = LWS__H2_PREFACE_LEN, .want = want};
	memcpy(x->bytes, lws__h2_preface, x->len);
	add(x, LWS__H2_SETTINGS, 0, 0, NULL, 0);
}

static void
request(struct exchange *x, uint32_t id, unsigned int flags, const char *fields)
{
	uint8_t block[1024];
	size_t len = h2_block(block, sizeof(block), fields);

	add(x, LWS__H2_HEADERS, flags | H2_END_HEAD, id, block, len);
}

/* without memory of our own: the sweep counts that as well */
static int
exchange(void *arg)
{
	const struct exchange *x = arg;
	struct lws__net_peer p;
	bool found = false;

	lws__net_connect(&app_net, &p);
	(void)lws__net_try_send(&app_net, &p, x->bytes, x->len);
	for (int n = 0; n < 200 && !found && !p.eof && !p.reset; n++) {
		lws__net_turn(&app_net);
		(void)lws__net_pump(&p);
		found = p.in && memmem(p.in, p.len, x->want, strlen(x->want));
	}
	lws__net_hang_up(&p);
	lws__net_until_alone(&app_net);

	return !found;
}

#define HEAD(method, path) \
	":method: " method "\n:scheme: http\n:authority: l\n:path: " path "\n"

#define TEXT_40  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define TEXT_200 TEXT_40 TEXT_40 TEXT_40 TEXT_40 TEXT_40

static void
i_01__a_stream_survives_every_allocation_that_fails(void **state)
{
	struct exchange x[6];

	(void)state;
	begin(&x[0], "hello\n");
	request(&x[0], 1, H2_END, HEAD("GET", "/dyn/hello"));
	begin(&x[1], "file a\n");
	request(&x[1], 1, H2_END, HEAD("GET", "/files/a.txt"));
	begin(&x[2], "abcdef");
	request(&x[2], 1, 0, HEAD("POST", "/dyn/echo"));
	add(&x[2], LWS__H2_DATA, 0, 1, "abc", 3);
	add(&x[2], LWS__H2_DATA, H2_END, 1, "def", 3);
	begin(&x[3], "second");
	request(&x[3], 1, H2_END, HEAD("GET", "/dyn/hello"));
	request(&x[3], 3, H2_END, HEAD("GET", "/dyn/arg?a=second"));
	/* the head of the fourth is known, of the last all but the path */
	begin(&x[4], "second");
	for (uint32_t id = 1; id < 8; id += 2)
		request(&x[4], id, H2_END, HEAD("GET", "/files/a.txt"));
	request(&x[4], 9, H2_END, HEAD("GET", "/dyn/arg?a=second"));
	/* the table of this head grows, and grows again */
	begin(&x[5], "hello\n");
	request(&x[5], 1, H2_END,
		HEAD("GET", "/dyn/hello") "cookie: " TEXT_200 "\n"
					  "x-own: " TEXT_200 "\n"
					  "user-agent: " TEXT_200 "\n");
	for (size_t n = 0; n < LWS_ARRAY_SIZE(x); n++) {
		lws__test_alloc_sweep(exchange, &x[n]);
		assert_int_equal(exchange(&x[n]), 0);
	}
}

/* what waits for credit has memory as well */
static void
i_01__unsent_bytes(void **state)
{
	struct exchange x;
	uint8_t window[6] = {0, H2SET_INITIAL_WINDOW_SIZE, 0, 0, 0, 100};

	(void)state;
	app.big_len = 1000;
	begin(&x, "abcdefghijklmnopqrstuvwxyz");
	add(&x, LWS__H2_SETTINGS, 0, 0, window, sizeof(window));
	request(&x, 1, H2_END, HEAD("GET", "/dyn/once"));
	lws__test_alloc_sweep(exchange, &x);
	assert_int_equal(exchange(&x), 0);
}

/* ---- counted ------------------------------------------------------------- */

/* what differs from one request to the next */
enum changing { NOTHING, PATH, FIELD, COOKIES, CHANGINGS };

/* of a cookie: the table of such a head grows thrice */
enum { CRUMBS = 32 };

enum { WARM = 10, COUNTED = 40 };

static void
put_text(struct lws_cursor *out, const char *text)
{
	assert_true(lws__hpack_put_string(out, text, strlen(text)));
}

/* strings are coded where that is shorter, as clients send them */
static size_t
changing_block(uint8_t *block, size_t room, enum changing what, uint32_t n)
{
	struct lws_cursor out = {block, block + room};
	char text[64];

	*out.at++ = 0x82; /* GET */
	*out.at++ = 0x86; /* http */
	*out.at++ = 0x01;
	put_text(&out, "localhost");
	*out.at++ = 0x04;
	lws_snprintf(text, sizeof(text), "/dyn/arg?a=%u&path=is-coded",
		     what == PATH ? n : 0);
	put_text(&out, text);
	*out.at++ = 0x00;
	put_text(&out, "x-own");
	lws_snprintf(text, sizeof(text), "%u-is-coded", what == FIELD ? n : 0);
	put_text(&out, text);
	lws_snprintf(text, sizeof(text), "%u=a-cookie-that-comes-in-pieces", n);
	for (int crumb = 0; what == COOKIES && crumb < CRUMBS; crumb++) {
		*out.at++ = 0x0f; /* not to be indexed */
		*out.at++ = 32 - 0xf;
		put_text(&out, text);
	}

	return (size_t)(out.at - block);
}

/* what so many requests allocate, one after the other */
static unsigned long
allocations(struct h2_peer *h, uint32_t *id, enum changing what,
	    uint32_t requests)
{
	uint8_t block[256 + CRUMBS * 64];
	char want[16];

	lws__alloc_fail_at(0, false); /* counts from here */
	for (uint32_t n = 0; n < requests; n++, *id += 2) {
		h2_frame(&app_net, h, LWS__H2_HEADERS, H2_END | H2_END_HEAD,
			 *id, block,
			 changing_block(block, sizeof(block), what, *id));
		lws_snprintf(want, sizeof(want), "%u", what == PATH ? *id : 0);
		assert_string_equal(h2_answer(&app_net, h, *id)->body, want);
	}

	return lws__alloc_count();
}

/*
 * A head that is read allocates no more than one that is known.  A stream of
 * such a one allocates the session of the first protocol, then that of its own;
 * and, where a sanitizer watches, what else is kept for the next stream: one of
 * each kind, but no file.  A table that grows takes three more there.
 */
static void
a_head_takes_no_memory_once_all_is_warm(void **state)
{
	unsigned long count[CHANGINGS], grown;
	struct h2_peer h;
	uint32_t id = 1;

	(void)state;
	h2_connect(&app_net, &h, NULL, 0);
	for (enum changing what = NOTHING; what < CHANGINGS; what++) {
		(void)allocations(&h, &id, what, WARM);
		count[what] = allocations(&h, &id, what, COUNTED);
	}
	grown = count[NOTHING] <= 2 * COUNTED ? 0 : 3 * COUNTED;
	assert_true(count[NOTHING] <= (LWS__SPARE_HEADERS_2 + 1) * COUNTED);
	assert_int_equal(count[PATH], count[NOTHING]);
	assert_int_equal(count[FIELD], count[NOTHING]);
	assert_int_equal(count[COOKIES], count[NOTHING] + grown);
	h2_hang_up(&h);
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, app_setup_h2, app_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(i_01__a_stream_survives_every_allocation_that_fails),
		T(i_01__unsent_bytes),
		T(a_head_takes_no_memory_once_all_is_warm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
