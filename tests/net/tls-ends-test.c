/* SPDX-License-Identifier: MIT */
/*
 * A server's connection that never shakes hands, however it ends: the
 * application hears WSI_CREATE, SERVER_NEW_CLIENT_INSTANTIATED and WSI_DESTROY,
 * each once, and nothing else (contract traces tls_untrusted, tls_plain_peer).
 */

#include "net-test.h"
#include "test-certs.h"

#include <sys/socket.h>

enum how {
	BY_HANG_UP,
	BY_RESET,
	BY_END_OF_STREAM,
	BY_PLAIN_HTTP,
	BY_GARBAGE,
	BY_HALF_A_HELLO,
	BY_TIMEOUT,
	BY_VHOST,
	BY_CONTEXT,
	BY_KILL,
	HOWS
};

static struct lws__test_cert cert;
static struct lws__net net;
static struct lws__net_peer peer;
static struct lws *accepted;
static char order[32];
static int destroyed;

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	char c = '?';

	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
		return 0;
	case LWS_CALLBACK_WSI_CREATE:
		accepted = wsi;
		c = 'C';
		break;
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		c = 'I';
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		if (wsi != accepted)
			return 0; /* the listener's */
		accepted = NULL;
		destroyed = 1;
		c = 'D';
		break;
	default:
		break;
	}
	order[strlen(order)] = c;

	return 0;
}

static const struct lws_protocols protocols[] = {{"http", cb, 0, 0, 0, NULL, 0},
						 LWS_PROTOCOL_LIST_TERM};

static void
begin(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	memset(order, 0, sizeof(order));
	destroyed = 0;
	info.port = 0;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.timeout_secs = 1;
	info.server_ssl_cert_mem = cert.pem;
	info.server_ssl_cert_mem_len = (unsigned int)cert.pem_len;
	info.server_ssl_private_key_mem = cert.key_pem;
	info.server_ssl_private_key_mem_len = (unsigned int)cert.key_pem_len;
	lws__net_start(&net, &info);
	lws__net_connect(&net, &peer);
}

static bool
is_accepted(void *arg)
{
	(void)arg;

	return strlen(order) == 2;
}

static void
end_it(enum how how)
{
	static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03";

	switch (how) {
	case BY_HANG_UP:
		lws__net_hang_up(&peer);
		break;
	case BY_RESET:
		lws__net_abort(&peer);
		break;
	case BY_END_OF_STREAM:
		lws__net_shut(&peer);
		break;
	case BY_PLAIN_HTTP:
		lws__net_send(&net, &peer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
		break;
	case BY_GARBAGE:
		lws__net_send(&net, &peer, "\x16\x03\x01\xff\xff\xff\xff\xff");
		lws__net_shut(&peer);
		break;
	case BY_HALF_A_HELLO:
		lws__net_send_bytes(&net, &peer, hello, sizeof(hello) - 1);
		lws__net_hang_up(&peer);
		break;
	case BY_TIMEOUT:
	case HOWS:
		break; /* it comes by itself */
	case BY_VHOST:
		lws_vhost_destroy(net.vh);
		break;
	case BY_CONTEXT:
		lws_context_destroy(net.cx);
		net.cx = NULL;
		break;
	case BY_KILL:
		lws_set_timeout(accepted, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		break;
	}
}

static void
who_never_shook_hands_is_created_and_destroyed_and_no_more(void **state)
{
	(void)state;
	for (int how = 0; how < HOWS; how++) {
		begin();
		lws__net_until(&net, is_accepted, NULL, "the connection");
		end_it((enum how)how);
		if (net.cx)
			lws__net_until_set(&net, &destroyed, "its end");
		if (strcmp(order, "CID"))
			fail_msg("ending %d: %s", how, order);
		lws__net_hang_up(&peer);
		if (net.cx)
			lws_context_destroy(net.cx);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			who_never_shook_hands_is_created_and_destroyed_and_no_more),
	};
	int ret;

	lws__test_cert_make(
		&cert, &(struct lws__test_cert_req){.cn = "localhost",
						    .san = "DNS:localhost"});
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	lws__test_cert_free(&cert);

	return ret;
}
