/* SPDX-License-Identifier: MIT */
/*
 * I-01: clients over HTTP/2 while memory runs out: each is told its end once,
 * nothing leaks, the next one works.
 */

#include "client-app.h"
#include "h2-peer.h"

#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static int listen_fd;

/* a server without memory of its own: the sweep counts that as well */
static struct {
	int fd;
	bool is_ws;  /* what it answers */
	size_t skip; /* of the preface, of a frame */
	uint8_t head[LWS__H2_HEAD_LEN];
	size_t head_len;
} server = {.fd = -1};

static void
put(const void *bytes, size_t len)
{
	(void)send(server.fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
put_frame(enum lws__h2_type type, unsigned int flags, uint32_t id,
	  const char *p, size_t len)
{
	uint8_t out[64];

	(void)lws__h2_write_head(out, (uint32_t)len, type, flags, id);
	if (len)
		memcpy(out + LWS__H2_HEAD_LEN, p, len);
	put(out, LWS__H2_HEAD_LEN + len);
}

static void
answer(uint32_t id)
{
	put_frame(LWS__H2_HEADERS, H2_END_HEAD, id, "\x88", 1);
	if (server.is_ws)
		put_frame(LWS__H2_DATA, H2_END, id,
			  "\x82\x02hi\x88\x02\x03\xe8", 8);
	else
		put_frame(LWS__H2_DATA, H2_END, id, "hello", 5);
}

/* a request is answered when it is whole, a websocket at once */
static void
take_head(void)
{
	const uint8_t *p = server.head;
	bool is_whole = p[4] & H2_END;
	uint32_t id = (uint32_t)(p[7] << 8 | p[8]);

	server.head_len = 0;
	server.skip = (size_t)(p[0] << 16 | p[1] << 8 | p[2]);
	if ((p[3] == LWS__H2_HEADERS && (is_whole || server.is_ws)) ||
	    (p[3] == LWS__H2_DATA && is_whole && !server.is_ws))
		answer(id);
}

static void
take(const uint8_t *p, size_t len)
{
	while (len) {
		size_t n = len < server.skip ? len : server.skip;

		server.skip -= n;
		p += n;
		len -= n;
		if (!len)
			break;
		server.head[server.head_len++] = *p++;
		len--;
		if (server.head_len == sizeof(server.head))
			take_head();
	}
}

static void
server_accept(void)
{
	static const char knows[] = "\0\10\0\0\0\1";
	int fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (server.fd >= 0)
		close(server.fd);
	server.fd = fd;
	server.skip = LWS__H2_PREFACE_LEN;
	server.head_len = 0;
	put_frame(LWS__H2_SETTINGS, 0, 0, knows, 6);
	put_frame(LWS__H2_SETTINGS, LWS__H2_ACK, 0, NULL, 0);
}

static void
server_turn(void)
{
	uint8_t buf[4096];
	ssize_t n;

	server_accept();
	if (server.fd < 0)
		return;
	n = recv(server.fd, buf, sizeof(buf), MSG_DONTWAIT);
	if (n > 0)
		take(buf, (size_t)n);
	if (n)
		return;
	close(server.fd);
	server.fd = -1;
}

struct exchange {
	int count; /* clients at a time */
	int nulls; /* that came to nothing at once */
};

static bool
is_over(void *arg)
{
	const struct exchange *x = arg;

	server_turn();

	return seen.errors + seen.closed + x->nulls >= x->count;
}

/* nobody waits for a server that is not there any more */
static bool
is_alone(void *arg)
{
	static int turns;

	(void)arg;
	server_accept();
	if (server.fd >= 0)
		close(server.fd);
	server.fd = -1;

	return ++turns % 8 == 0;
}

static int
exchange(void *arg)
{
	struct client_does wanted = does;
	struct exchange *x = arg;
	int good;

	client_forget();
	does = wanted;
	x->nulls = 0;
	for (int n = 0; n < x->count; n++)
		if (!lws_client_connect_via_info(&info))
			x->nulls++;
	lws__net_until(&net, is_over, x, "the end of the requests");
	lws__net_until(&net, is_alone, NULL, "the end of the connection");
	lws__net_until_alone(&net);
	/* one that was refused at once may have been told why */
	assert_true(seen.errors + seen.closed >= x->count - x->nulls);
	assert_true(seen.errors + seen.closed <= x->count);
	good = server.is_ws ? !!strchr(seen.order, 'w') : seen.completed;

	return good != x->count;
}

static void
sweep(int count)
{
	struct exchange x = {.count = count};

	lws__test_alloc_sweep(exchange, &x);
	assert_int_equal(exchange(&x), 0);
}

static void
begin(void)
{
	int port;

	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.pwsi = NULL;
	info.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE;
	server.is_ws = false;
}

static void
end(void)
{
	close(listen_fd);
	lws__net_stop(&net);
}

static void
i_01__a_request_survives_every_allocation_that_fails(void **state)
{
	(void)state;
	begin();
	sweep(1);
	info.method = "POST";
	does.body = "some text";
	does.body_len = 9;
	does.says_length = true;
	sweep(1);
	end();
}

static void
i_01__so_do_those_that_join_a_connection(void **state)
{
	(void)state;
	begin();
	info.ssl_connection |= LCCSCF_PIPELINE;
	sweep(3);
	end();
}

static void
i_01__so_does_a_websocket(void **state)
{
	(void)state;
	begin();
	server.is_ws = true;
	info.method = NULL;
	info.protocol = NULL;
	sweep(1);
	end();
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			i_01__a_request_survives_every_allocation_that_fails),
		cmocka_unit_test(i_01__so_do_those_that_join_a_connection),
		cmocka_unit_test(i_01__so_does_a_websocket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
