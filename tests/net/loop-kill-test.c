/* SPDX-License-Identifier: MIT */
/*
 * What an application may do to connections and the context from inside any
 * callback (NET-09, NET-10, NET-20, I-06).
 */

#include "loop-app.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n"
#define ANSWER                                            \
	"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" \
	"content-length: 6\r\n\r\nhello\n"

/* ---- actions in a callback -------------------------------------------------
 */

enum action {
	ACT_MINUS_1,
	ACT_KILL_SYNC,
	ACT_KILL_ASYNC,
	ACT_KILL_SIBLING,
	ACT_DESTROY_CONTEXT,
	ACT_DESTROY_VHOST,
	ACT_WRITABLE,
	ACT_RX_OFF_ON,
	ACT_TIMER,
	ACT_CLOSE_REASON,
	ACT_COUNT
};

static const char *const action_names[ACT_COUNT] = {
	"return -1",           "kill itself",
	"kill itself later",   "kill a sibling",
	"destroy the context", "destroy the vhost",
	"ask for writing",     "flow off and on",
	"set a timer",         "set a close reason and return -1",
};

static struct {
	int reason;
	enum action action;
	struct lws *sibling;
	struct lws__net *net;
	int done;
} plan;

static int
act(struct lws *wsi)
{
	static unsigned char why[] = "why";

	switch (plan.action) {
	case ACT_MINUS_1:
		return -1;
	case ACT_KILL_SYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		return 0;
	case ACT_KILL_ASYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		return 0;
	case ACT_KILL_SIBLING:
		if (plan.sibling)
			lws_set_timeout(plan.sibling, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		return 0;
	case ACT_DESTROY_CONTEXT:
		lws_context_destroy(lws_get_context(wsi));
		return 0;
	case ACT_DESTROY_VHOST:
		lws_vhost_destroy(lws_get_vhost(wsi));
		return 0;
	case ACT_WRITABLE:
		lws_callback_on_writable(wsi);
		return 0;
	case ACT_RX_OFF_ON:
		assert_int_equal(lws_rx_flow_control(wsi, 0), 0);
		assert_int_equal(lws_rx_flow_control(wsi, 1), 0);
		return 0;
	case ACT_TIMER:
		lws_set_timer_usecs(wsi, 1);
		return 0;
	case ACT_CLOSE_REASON:
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, why, 3);
		return -1;
	case ACT_COUNT:
		break;
	}

	return 0;
}

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	(void)in;
	(void)len;

	if (plan.done || reason != (enum lws_callback_reasons)plan.reason ||
	    wsi == plan.sibling)
		return 0;
	plan.done = 1;

	return act(wsi);
}

static int
note_sibling(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	     size_t len)
{
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		plan.sibling = wsi;

	return 0;
}

struct exchange {
	struct lws__net_peer *http, *ws;
};

static bool
has_ended(const struct lws__net_peer *p)
{
	return p->eof || p->reset;
}

static bool
reason_came(struct exchange *x)
{
	(void)lws__net_pump(x->http);
	(void)lws__net_pump(x->ws);

	return plan.done;
}

/* two pages, an echo and a pong: nothing more comes by itself */
static bool
is_answered(void *arg)
{
	struct exchange *x = arg;

	if (reason_came(arg))
		return true;

	return (has_ended(x->http) || x->http->len >= 2 * strlen(ANSWER)) &&
	       (has_ended(x->ws) ||
		(memmem(x->ws->in, x->ws->len, "\x81\x02hi", 4) &&
		 memmem(x->ws->in, x->ws->len, "\x8a\x01p", 3)));
}

static bool
is_parted(void *arg)
{
	struct exchange *x = arg;

	return reason_came(arg) || has_ended(x->ws);
}

static void
turns(struct lws__net *net, int count)
{
	while (count--)
		lws__net_turn(net);
}

/* an exchange in which every reason of the list comes */
static void
provoke(struct lws__net *net, struct lws__net_peer *http,
	struct lws__net_peer *ws)
{
	static const char upgrade[] =
		"GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: echo\r\n\r\n"
		"\x81\x82\0\0\0\0hi\x89\x81\0\0\0\0p\x8a\x81\0\0\0\0q";
	static const char goodbye[] = "\x88\x82\0\0\0\0\x03\xe8";
	struct exchange x = {http, ws};

	(void)lws__net_try_send(net, http, REQUEST REQUEST,
				2 * strlen(REQUEST));
	(void)lws__net_try_send(net, ws, upgrade, sizeof(upgrade) - 1);
	lws__net_until(net, is_answered, &x, "the answers");
	turns(net, 20);
	(void)lws__net_try_send(net, ws, goodbye, sizeof(goodbye) - 1);
	lws__net_until(net, is_parted, &x, "the answer to goodbye");
	turns(net, 20);
}

static const int reasons[] = {
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION,
	LWS_CALLBACK_WSI_CREATE,
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
	LWS_CALLBACK_FILTER_HTTP_CONNECTION,
	LWS_CALLBACK_HTTP_BIND_PROTOCOL,
	LWS_CALLBACK_CHECK_ACCESS_RIGHTS,
	LWS_CALLBACK_HTTP,
	LWS_CALLBACK_HTTP_WRITEABLE,
	LWS_CALLBACK_HTTP_DROP_PROTOCOL,
	LWS_CALLBACK_CLOSED_HTTP,
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION,
	LWS_CALLBACK_ADD_HEADERS,
	LWS_CALLBACK_ESTABLISHED,
	LWS_CALLBACK_RECEIVE,
	LWS_CALLBACK_SERVER_WRITEABLE,
	LWS_CALLBACK_RECEIVE_PONG,
	LWS_CALLBACK_WS_PEER_INITIATED_CLOSE,
	LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL,
	LWS_CALLBACK_CLOSED,
	LWS_CALLBACK_WSI_DESTROY,
};

/*
 * FILTER_NETWORK_CONNECTION's wsi is the listener, whose fate is not the point;
 * after a refused bind no drop follows, which the ledger would miss.
 */
static bool
is_sensible(int reason, enum action action)
{
	if (reason == LWS_CALLBACK_HTTP_BIND_PROTOCOL &&
	    (action == ACT_MINUS_1 || action == ACT_CLOSE_REASON))
		return false;

	return reason != LWS_CALLBACK_FILTER_NETWORK_CONNECTION ||
	       (action != ACT_KILL_SYNC && action != ACT_KILL_ASYNC &&
		action != ACT_TIMER && action != ACT_WRITABLE);
}

static void
one_case(int reason, enum action action)
{
	struct lws_context_creation_info info;
	struct lws__net_peer sibling = {0}, http = {0}, ws = {0};
	struct lws__net net;

	memset(&plan, 0, sizeof(plan));
	plan.net = &net;
	print_message("reason %d: %s\n", reason, action_names[action]);
	lws__loop_hook = note_sibling;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	lws__net_connect(&net, &sibling);
	lws__loop_upgrade(&net, &sibling);
	lws__net_connect(&net, &http);
	lws__net_connect(&net, &ws);
	plan.reason = reason;
	plan.action = action;
	lws__loop_hook = hook;
	provoke(&net, &http, &ws);
	lws__net_hang_up(&http);
	lws__net_hang_up(&ws);
	/* each reason is met, or the matrix would be a promise only */
	lws__net_until_set(&net, &plan.done, "the reason");
	lws__net_hang_up(&sibling);
	turns(&net, 20);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

static void
each_action_in_each_callback_ends_cleanly__I_06(void **state)
{
	(void)state;

	for (size_t r = 0; r < LWS_ARRAY_SIZE(reasons); r++)
		for (int a = 0; a < ACT_COUNT; a++)
			if (is_sensible(reasons[r], (enum action)a))
				one_case(reasons[r], (enum action)a);
}

/* ---- NET-09, NET-10
 * --------------------------------------------------------- */

static struct {
	struct lws *first;
	struct lws *victim;
	int peer_fd;
	int killed;
} net09;

static int
kill_victim(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	    size_t len)
{
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED) {
		if (!net09.first)
			net09.first = wsi;
		else
			net09.victim = wsi;
	}
	if (reason != LWS_CALLBACK_RECEIVE || wsi != net09.first)
		return 0;
	/* its bytes are ready in the same batch of events */
	lws_set_timeout(net09.victim, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_SYNC);
	net09.killed = 1;
	assert_int_equal(lws__net_noted(LWS_CALLBACK_CLOSED), 1);
	/* the number is free: somebody else gets it at once */
	net09.peer_fd = dup(0);

	return 0;
}

static void
a_sibling_killed_in_the_same_batch_is_not_served__NET_09_NET_10(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer a = {0}, b = {0};
	struct lws__net net;

	(void)state;
	memset(&net09, 0, sizeof(net09));
	lws__loop_info(&info);
	lws__loop_hook = kill_victim;
	lws__net_start(&net, &info);
	lws__net_connect(&net, &a);
	lws__loop_upgrade(&net, &a);
	lws__net_connect(&net, &b);
	lws__loop_upgrade(&net, &b);
	assert_int_equal(send(b.fd, "\x81\x82\0\0\0\0no", 8, 0), 8);
	assert_int_equal(send(a.fd, "\x81\x82\0\0\0\0go", 8, 0), 8);
	lws__net_expect_bytes(&net, &a, "\x81\x02go", 4);
	assert_true(net09.killed);
	close(net09.peer_fd);
	lws__net_await_end(&net, &b);
	lws__net_hang_up(&a);
	lws__net_hang_up(&b);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
	lws__loop_hook = NULL;
}

static void
an_answer_and_its_head_are_whole(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer p = {0};
	struct lws__net net;

	(void)state;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
	lws__net_connect(&net, &p);
	lws__net_send(&net, &p, REQUEST REQUEST);
	lws__net_expect(&net, &p, ANSWER ANSWER);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_and_its_head_are_whole),
		cmocka_unit_test(
			a_sibling_killed_in_the_same_batch_is_not_served__NET_09_NET_10),
		cmocka_unit_test(
			each_action_in_each_callback_ends_cleanly__I_06),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
