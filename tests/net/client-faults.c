/* SPDX-License-Identifier: MIT */
/*
 * I-01, I-02, I-03: a whole request while memory or the kernel fails.  Each
 * ends as it should (NULL, or one callback that says so), and the next one
 * works.
 */

#include "client-app.h"
#include "net/resolve.h"
#include "syscall-shim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static int listen_fd, port;

/* a server that answers whoever comes; its calls do not go through the shim */
static struct {
	const char *answer;
	int fd;
	char request[65536];
	size_t len;
	bool is_answered;
} server = {.fd = -1};

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static void
server_forget(void)
{
	if (server.fd >= 0)
		syscall(SYS_close, server.fd);
	server.fd = -1;
	server.len = 0;
	server.is_answered = false;
}

/* one request is enough; a redirect brings the next */
static void
server_turn(void)
{
	ssize_t n;

	if (server.fd < 0 || server.is_answered) {
		int fd = (int)syscall(SYS_accept4, listen_fd, NULL, NULL,
				      SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		server_forget();
		server.fd = fd;
	}
	n = syscall(SYS_recvfrom, server.fd, server.request + server.len,
		    sizeof(server.request) - server.len - 1, 0, NULL, NULL);
	if (n > 0)
		server.len += (size_t)n;
	server.request[server.len] = '\0';
	if (!strstr(server.request, "\r\n\r\n") ||
	    (strstr(server.request, "hunked") &&
	     !strstr(server.request, "\r\n0\r\n\r\n")))
		return;
	syscall(SYS_sendto, server.fd, server.answer, strlen(server.answer),
		MSG_NOSIGNAL, NULL, 0);
	server.is_answered = true;
	server.answer = OK_ANSWER;
}

static bool
is_over(void *arg)
{
	(void)arg;
	server_turn();

	return seen.destroyed;
}

/* 0: it worked; 1: it failed as it may */
static int
whole_request(void *arg)
{
	struct client_does wanted = does;
	struct lws *wsi;

	client_forget();
	does = wanted;
	server.answer = arg;
	seen.wsi = (struct lws *)(void *)&seen;
	wsi = lws_client_connect_via_info(&info);
	if (!wsi) {
		assert_null(seen.wsi);
		assert_int_equal(seen.errors + seen.closed, 0);
		return 1;
	}
	lws__net_until(&net, is_over, NULL, "the end of the request");
	lws__net_turn(&net);
	server_forget();
	assert_true(seen.errors + seen.closed <= 1);
	assert_int_equal(seen.destroyed, 1);
	if (!seen.completed)
		return 1;
	assert_string_equal(seen.body, "hello");

	return 0;
}

static int
answer_name(const char *host, const char *service, const struct addrinfo *hints,
	    struct addrinfo **out)
{
	struct addrinfo numeric = *hints;

	(void)host;
	numeric.ai_family = AF_INET;
	numeric.ai_flags = AI_NUMERICHOST;

	return getaddrinfo("127.0.0.1", service, &numeric, out);
}

static void
begin(void)
{
	lws__shim_reset();
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
}

static void
end(void)
{
	lws__shim_reset();
	server_forget();
	close(listen_fd);
	lws__net_stop(&net);
	lws__resolve_set_getaddrinfo(NULL, NULL);
}

/* ---- I-01
 * ------------------------------------------------------------------------ */

static void
client__survives_each_allocation_failing(void **state)
{
	static char get[] = OK_ANSWER;
	static char moved[] = "HTTP/1.1 302 Moved\r\nLocation: /x\r\n\r\n";

	(void)state;
	begin();
	lws__test_alloc_sweep(whole_request, get);
	lws__test_alloc_sweep(whole_request, moved);
	info.method = "POST";
	does.body = "some text";
	does.body_len = 9;
	lws__test_alloc_sweep(whole_request, get);
	does.body = NULL;
	info.method = "GET";
	lws__resolve_set_getaddrinfo(answer_name, freeaddrinfo);
	info.address = "some.example";
	lws__test_alloc_sweep(whole_request, get);
	end();
}

/* ---- I-02
 * ------------------------------------------------------------------------ */

static void
client__survives_each_system_call_failing(void **state)
{
	static const struct {
		enum lws__shim_call call;
		int errors[6];
		bool must_fail; /* or it may work all the same */
	} rows[] = {
		{LWS_SHIM_SOCKET, {EMFILE, ENFILE, ENOMEM, EACCES}, true},
		{LWS_SHIM_CONNECT,
		 {ECONNREFUSED, ENETUNREACH, EACCES, EADDRNOTAVAIL, EAGAIN},
		 true},
		{LWS_SHIM_SETSOCKOPT, {ENOPROTOOPT, ENOMEM}, false},
		{LWS_SHIM_GETSOCKOPT, {ENOBUFS}, false},
		{LWS_SHIM_GETPEERNAME, {ENOBUFS, EINVAL}, false},
		{LWS_SHIM_RECV, {ECONNRESET, EIO, ETIMEDOUT}, false},
		{LWS_SHIM_SEND, {EPIPE, ECONNRESET, ENOBUFS}, false},
		{LWS_SHIM_SENDMSG, {EPIPE, ECONNRESET}, false},
	};
	static char get[] = OK_ANSWER;

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++)
		for (const int *error = rows[n].errors; *error; error++)
			for (unsigned int nth = 1; nth < 6; nth++) {
				int failed;

				lws__shim_reset();
				lws__shim_fail(rows[n].call, nth, 1, *error);
				failed = whole_request(get);
				lws__shim_reset();
				if (nth == 1 && rows[n].must_fail)
					assert_true(failed);
				assert_int_equal(whole_request(get), 0);
			}
	end();
}

/* nobody answers what was not asked: it is over at once, and says why.  The
 * clock stands still, so no timeout ends it */
static void
client__fails_at_once_with_the_reason_when_it_cannot_send(void **state)
{
	static char get[] = OK_ANSWER;

	(void)state;
	if (!lws__net_io_is_calls())
		skip(); /* net-uring-faults has it */
	begin();
	for (int body = 0; body < 2; body++) {
		info.method = body ? "POST" : "GET";
		does.body = body ? "some text" : NULL;
		does.body_len = body ? 9 : 0;
		lws__shim_clocks(1000000, 1000000);
		lws__shim_fail(LWS_SHIM_SEND, 1, 0, ENOBUFS);
		lws__shim_fail(LWS_SHIM_SENDMSG, 1, 0, ENOBUFS);
		assert_int_equal(whole_request(get), 1);
		assert_int_equal(seen.errors, 1);
		assert_string_equal(seen.error,
				    "write failed: No buffer space available");
		lws__shim_reset();
		assert_int_equal(whole_request(get), 0);
	}
	end();
}

/* ---- I-03
 * ------------------------------------------------------------------------ */

static void
client__gets_the_same_bytes_through_a_trickle(void **state)
{
	static char get[] = OK_ANSWER;

	(void)state;
	begin();
	info.method = "POST";
	does.body = "abcdefghijklmnopqrstuvwxyz";
	does.body_len = 26;
	for (unsigned int max = 1; max < 9; max++) {
		lws__shim_trickle(max, 2 + max % 3, 3);
		assert_int_equal(whole_request(get), 0);
		lws__shim_reset();
	}
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__survives_each_allocation_failing),
		cmocka_unit_test(client__survives_each_system_call_failing),
		cmocka_unit_test(
			client__fails_at_once_with_the_reason_when_it_cannot_send),
		cmocka_unit_test(client__gets_the_same_bytes_through_a_trickle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
