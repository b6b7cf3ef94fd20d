/* SPDX-License-Identifier: MIT */
/*
 * Requests while memory runs out: the connection ends, nothing leaks, the next
 * one is served.
 */

#include "http-server-app.h"

#include <stdlib.h>

/* does the connection answer with this, and only this? */
static bool
is_answered(struct lws__net_peer *p, const char *want)
{
	for (int n = 0; n < 200 && !p->eof && !p->reset; n++) {
		lws__net_turn(&app_net);
		(void)lws__net_pump(p);
		if (p->in && strstr(p->in, want))
			return true;
	}

	return false;
}

struct exchange {
	const char *request;
	const char *want;
};

static int
exchange(void *arg)
{
	const struct exchange *x = arg;
	struct lws__net_peer p;
	bool answered;

	lws__net_connect(&app_net, &p);
	(void)lws__net_try_send(&app_net, &p, x->request, strlen(x->request));
	answered = is_answered(&p, x->want);
	lws__net_hang_up(&p);
	lws__net_until_alone(&app_net);

	return !answered;
}

static void
i_01__a_request_survives_every_allocation_that_fails(void **state)
{
	struct exchange each[] = {
		{GET("/dyn/hello"), "hello\n"},
		{GET("/files/a.txt"), "file a\n"},
		{GET("/none"), "<h1>404</h1>"},
		{"POST /dyn/echo HTTP/1.1\r\n" APP_HOST
		 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		 "abc"},
		{GET("/dyn/hello") GET("/dyn/arg?a=second"), "second"},
		{"GET /files/a.txt HTTP/1.1\r\n" APP_HOST
		 "Range: bytes=0-1,3-4\r\n\r\n",
		 "multipart"},
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(each); n++) {
		lws__test_alloc_sweep(exchange, &each[n]);
		assert_int_equal(exchange(&each[n]), 0);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, app_setup, app_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(i_01__a_request_survives_every_allocation_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
