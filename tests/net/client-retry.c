/* SPDX-License-Identifier: MIT */
/*
 * A client that comes back by the retry helper, to a server that dies and
 * returns, many times.
 */

#include "net-test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const uint32_t delays_ms[] = {1, 2, 3, 5};

/* patient: as many tries as a dead server needs */
static const lws_retry_bo_t patient = {
	.retry_ms_table = delays_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(delays_ms),
	.conceal_count = LWS_RETRY_CONCEAL_ALWAYS,
};
static const lws_retry_bo_t impatient = {
	.retry_ms_table = delays_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(delays_ms),
	.conceal_count = 3,
};

static struct lws__net net;
static struct {
	lws_sorted_usec_list_t sul;
	uint16_t retries;
	const lws_retry_bo_t *policy;
	char address[128];
	int tries;
	int completed;
	int gave_up;
} my;

static void
try_now(lws_sorted_usec_list_t *sul)
{
	struct lws_client_connect_info i;

	(void)sul;
	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.address = my.address;
	i.port = 80;
	i.host = "h";
	i.path = "/";
	i.method = "GET";
	i.local_protocol_name = "retry";
	i.retry_and_idle_policy = my.policy;
	my.tries++;
	/* NULL: it cannot even be tried, and no callback comes */
	if (!lws_client_connect_via_info(&i) &&
	    lws_retry_sul_schedule(net.cx, 0, &my.sul, my.policy, try_now,
				   &my.retries))
		my.gave_up = 1;
}

static void
come_back(struct lws *wsi)
{
	if (lws_retry_sul_schedule_retry_wsi(wsi, &my.sul, try_now,
					     &my.retries))
		my.gave_up = 1;
}

static int
retry_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		my.completed++;
		my.retries = 0; /* it is well: the next failure is the first */
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		come_back(wsi);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"retry", retry_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
begin(const lws_retry_bo_t *policy)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	memset(&my, 0, sizeof(my));
	my.policy = policy;
	lws_snprintf(my.address, sizeof(my.address), "+%s",
		     lws__net_path("retry.sock"));
	lws__net_start(&net, &info);
}

static void
end(void)
{
	lws_sul_cancel(&my.sul);
	lws__net_stop(&net);
	lws__net_dir_remove();
}

static int
server_rises(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	lws_strncpy(sun.sun_path, my.address + 1, sizeof(sun.sun_path));
	(void)unlink(sun.sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(fd, 8), 0);

	return fd;
}

static int listen_fd, accepted_fd;

static bool
has_come(void *arg)
{
	(void)arg;
	accepted_fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

	return accepted_fd >= 0;
}

static bool
has_tried(void *arg)
{
	return my.tries >= *(int *)arg;
}

static void
retry__comes_back_to_a_server_that_dies_and_returns(void **state)
{
	(void)state;
	begin(&patient);
	try_now(NULL);
	for (int round = 0; round < 40; round++) {
		struct lws__net_peer peer;
		int more = my.tries + 3;

		/* it is not there: some tries in vain */
		lws__net_until(&net, has_tried, &more, "tries");
		listen_fd = server_rises();
		lws__net_until(&net, has_come, NULL, "a connection");
		lws__net_peer_take(&peer, accepted_fd);
		free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
		/* it dies at another place each time */
		if (round % 3)
			lws__net_send(&net, &peer,
				      round % 3 == 1
					      ? "HTTP/1.1 200 OK\r\n"
						"Content-Length: 0\r\n\r\n"
					      : "HTTP/1.1 200 OK\r\nCont");
		close(listen_fd);
		lws__net_hang_up(&peer);
	}
	assert_int_equal(my.completed, 13);
	assert_int_equal(my.gave_up, 0);
	end();
}

static void
retry__gives_up_when_the_policy_says_so(void **state)
{
	(void)state;
	begin(&impatient);
	try_now(NULL);
	lws__net_until_set(&net, &my.gave_up, "the policy's end");
	lws__net_until_alone(&net);
	assert_int_equal(my.tries, 4); /* the first, and three that conceal */
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			retry__comes_back_to_a_server_that_dies_and_returns),
		cmocka_unit_test(retry__gives_up_when_the_policy_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
