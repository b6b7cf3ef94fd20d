/* SPDX-License-Identifier: MIT */
/*
 * CLI-04, NET-20: the end comes while something is under way.
 */

#include "client-app.h"
#include "client-names.h"
#include "core/stage.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

static void
begin(void)
{
	client_start(&net);
	names_begin();
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
	names_end();
}

enum stage {
	AT_NAME,
	AT_CONNECT,
	AT_TLS,
	AT_ANSWER,
	STAGES,
};

enum ending {
	BY_KILL_SYNC,
	BY_KILL_ASYNC,
	BY_TIMEOUT,
	BY_VHOST,
	BY_CONTEXT,
	ENDINGS,
};

static void
reach(enum stage stage)
{
	if (stage == AT_NAME) {
		names_hold(true);
		info.address = "some.example";
		names.addresses[0] = "127.0.0.1";
	}
	if (stage == AT_CONNECT)
		info.address = "127.0.0.2";
	if (stage == AT_TLS)
		info.ssl_connection = LCCSCF_USE_SSL;
	assert_non_null(lws_client_connect_via_info(&info));
	if (stage == AT_NAME)
		names_await_question();
	if (stage == AT_TLS) {
		client_accept(&net, listen_fd, &peer);
		lws__net_await(&net, &peer, 1);
	}
	if (stage == AT_ANSWER) {
		client_accept(&net, listen_fd, &peer);
		free(lws__net_read_to(&net, &peer, "\r\n\r\n"));
	}
	assert_int_equal(seen.over, 0);
}

static void
end_it(enum ending ending)
{
	switch (ending) {
	case BY_KILL_SYNC:
		lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		assert_int_equal(seen.over, 1);
		break;
	case BY_KILL_ASYNC:
		lws_set_timeout(seen.wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		assert_int_equal(seen.over, 0);
		break;
	case BY_TIMEOUT:
		lws_set_timeout_us(seen.wsi, PENDING_TIMEOUT_USER_OK, 1);
		break;
	case BY_VHOST:
		lws_vhost_destroy(net.vh);
		break;
	case BY_CONTEXT:
		lws_context_destroy(net.cx);
		net.cx = NULL;
		break;
	case ENDINGS:
		break;
	}
}

static void
client__may_end_at_any_stage(void **state)
{
	struct black_hole hole;

	(void)state;
	for (int n = 0; n < STAGES * ENDINGS; n++) {
		enum ending ending = (enum ending)(n % ENDINGS);

		if (n / ENDINGS == AT_TLS && !lws__built_in_tls)
			continue;
		begin();
		black_hole_open(&hole, "127.0.0.2", port);
		reach((enum stage)(n / ENDINGS));
		end_it(ending);
		if (ending != BY_CONTEXT)
			client_until_over(&net);
		/* a late answer finds nobody */
		names_hold(false);
		names_await_answer();
		lws__net_turn(&net);
		lws__net_turn(&net);
		assert_int_equal(seen.errors + seen.closed, 1);
		assert_int_equal(seen.destroyed, 1);
		black_hole_close(&hole);
		lws__net_hang_up(&peer);
		close(listen_fd);
		if (net.cx)
			lws__net_stop(&net);
		else
			lws__net_ledger_check();
	}
	names_end();
}

static enum lws_callback_reasons destroy_at;

static void
destroy_within(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (reason == destroy_at)
		lws_context_destroy(lws_get_context(wsi));
}

/* NET-20: from each callback that a client gets */
static void
context__may_be_destroyed_in_any_callback_of_a_client(void **state)
{
	static const enum lws_callback_reasons reasons[] = {
		LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL,
		LWS_CALLBACK_CONNECTING,
		LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
		LWS_CALLBACK_WSI_CREATE,
		LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
		LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
		LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP,
		LWS_CALLBACK_RECEIVE_CLIENT_HTTP,
		LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ,
		LWS_CALLBACK_COMPLETED_CLIENT_HTTP,
		LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL,
		LWS_CALLBACK_CLOSED_CLIENT_HTTP,
		LWS_CALLBACK_WSI_DESTROY,
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(reasons); n++) {
		struct lws *wsi;

		begin();
		destroy_at = reasons[n];
		does.also = destroy_within;
		wsi = lws_client_connect_via_info(&info);
		for (int turn = 0; wsi && turn < 50 && !seen.destroyed;
		     turn++) {
			if (lws_service(net.cx, -1) < 0)
				break;
			if (!peer.open) {
				int fd = accept(listen_fd, NULL, NULL);

				if (fd < 0)
					continue;
				lws__net_peer_take(&peer, fd);
				(void)send(fd,
					   "HTTP/1.1 200 OK\r\n"
					   "Content-Length: 2\r\n\r\nok",
					   40, MSG_NOSIGNAL);
			}
		}
		does.also = NULL;
		lws_context_destroy(net.cx);
		net.cx = NULL;
		assert_true(seen.errors + seen.closed <= 1);
		assert_int_equal(seen.destroyed, 1);
		lws__net_ledger_check();
		lws__net_hang_up(&peer);
		close(listen_fd);
	}
	names_end();
}

static void
client__is_refused_while_the_context_goes(void **state)
{
	(void)state;
	begin();
	lws_vhost_destroy(net.vh);
	info.vhost = NULL;
	assert_null(lws_client_connect_via_info(&info));
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__may_end_at_any_stage),
		cmocka_unit_test(
			context__may_be_destroyed_in_any_callback_of_a_client),
		cmocka_unit_test(client__is_refused_while_the_context_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
