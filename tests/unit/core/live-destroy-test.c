/* SPDX-License-Identifier: MIT */
/*
 * Vhosts and contexts destroyed while connections live, from outside and from
 * every callback there is.  A ledger holds each opener against its closer, and
 * nothing may be told of a wsi after WSI_DESTROY.
 */

#include "lws-test.h"

#include "core/core.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum action {
	ACT_NOTHING,
	ACT_RETURN_MINUS_1,
	ACT_DESTROY_VHOST, /* the one of the connection */
	ACT_DESTROY_OTHER, /* the other one */
	ACT_DESTROY_CONTEXT,
	ACT_KILL_SELF_ASYNC,
	ACT_KILL_SELF_SYNC,
	ACT_KILL_OTHER_SYNC,
	ACT_MAKE_VHOST,
	ACT_CANCEL,
	ACT_COUNT
};

static const char *const action_names[ACT_COUNT] = {
	"nothing",        "return -1",       "destroy vhost",
	"destroy other",  "destroy context", "kill self async",
	"kill self sync", "kill other sync", "make vhost",
	"cancel service",
};

static const struct {
	enum lws_callback_reasons reason;
	const char *name;
} reasons[] = {
#define R(x)                         \
	{                            \
		LWS_CALLBACK_##x, #x \
	}
	R(PROTOCOL_INIT),
	R(WSI_CREATE),
	R(RAW_SKT_BIND_PROTOCOL),
	R(RAW_ADOPT),
	R(RAW_RX),
	R(RAW_WRITEABLE),
	R(TIMER),
	R(EVENT_WAIT_CANCELLED),
	R(RAW_SKT_DROP_PROTOCOL),
	R(RAW_CLOSE),
	R(WSI_DESTROY),
	R(PROTOCOL_DESTROY),
#undef R
};

enum {
	CONNS = 3,
	LEDGER_MAX = 32,
};

/* what was told of one wsi */
struct account {
	struct lws *wsi;
	int created, destroyed, bound, dropped, adopted, closed;
};

static struct {
	struct lws_context *cx;
	struct lws_vhost *vh, *other;
	struct lws *conns[CONNS]; /* alive: not told WSI_DESTROY */
	struct account accounts[LEDGER_MAX];
	size_t account_count;
	int inits, destroys;
	enum lws_callback_reasons at;
	enum action act;
	bool armed, acted, freed_priv;
	int late; /* vhosts made by ACT_MAKE_VHOST */
} t;

static struct account *
account_of(struct lws *wsi)
{
	for (size_t n = t.account_count; n--;)
		if (t.accounts[n].wsi == wsi && !t.accounts[n].destroyed)
			return &t.accounts[n];
	assert_true(t.account_count < LEDGER_MAX);
	t.accounts[t.account_count].wsi = wsi;

	return &t.accounts[t.account_count++];
}

static struct lws *
other_conn(const struct lws *self)
{
	for (size_t n = 0; n < CONNS; n++)
		if (t.conns[n] && t.conns[n] != self)
			return t.conns[n];

	return NULL;
}

static struct lws_vhost *make_vhost(const char *name);

static int
do_act(struct lws *wsi)
{
	bool is_conn = wsi->conn != NULL;
	struct lws *other;

	switch (t.act) {
	case ACT_RETURN_MINUS_1:
		return -1;
	case ACT_DESTROY_VHOST:
		lws_vhost_destroy(lws_get_vhost_by_name(t.cx, "vh"));
		break;
	case ACT_DESTROY_OTHER:
		lws_vhost_destroy(lws_get_vhost_by_name(t.cx, "other"));
		break;
	case ACT_DESTROY_CONTEXT:
		lws_context_destroy(t.cx);
		break;
	case ACT_KILL_SELF_ASYNC:
		if (is_conn)
			lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		break;
	case ACT_KILL_SELF_SYNC:
		if (is_conn)
			lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		break;
	case ACT_KILL_OTHER_SYNC:
		other = other_conn(wsi);
		if (other)
			lws_set_timeout(other, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		break;
	case ACT_MAKE_VHOST:
		if (!lws_context_is_being_destroyed(t.cx))
			t.late += !!make_vhost("late");
		break;
	case ACT_CANCEL:
		lws_cancel_service(t.cx);
		break;
	case ACT_NOTHING:
	case ACT_COUNT:
		break;
	}

	return 0;
}

static void
book(struct lws *wsi, enum lws_callback_reasons reason)
{
	struct account *a;

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		t.inits++;
		assert_non_null(lws_protocol_vh_priv_zalloc(
			lws_get_vhost(wsi), lws_get_protocol(wsi), 8));
		return;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		t.destroys++;
		return;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		return;
	default:
		break;
	}
	assert_non_null(wsi->conn);
	a = account_of(wsi);
	/* the spaces of the vhost outlive its connections */
	if (t.inits)
		assert_non_null(lws_protocol_vh_priv_get(
			lws_get_vhost(wsi), lws_get_vhost(wsi)->protocols));
	switch ((int)reason) {
	case LWS_CALLBACK_WSI_CREATE:
		a->created++;
		break;
	case LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL:
		a->bound++;
		break;
	case LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL:
		a->dropped++;
		break;
	case LWS_CALLBACK_RAW_ADOPT:
		a->adopted++;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		a->closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		a->destroyed++;
		for (size_t n = 0; n < CONNS; n++)
			if (t.conns[n] == wsi)
				t.conns[n] = NULL;
		break;
	default:
		break;
	}
}

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(reasons); n++)
		if (reasons[n].reason == reason)
			book(wsi, reason);
	if (reason != t.at || !t.armed || t.acted)
		return 0;
	t.acted = true;

	return do_act(wsi);
}

static const struct lws_protocols protocols[] = {
	{.name = "raw", .callback = cb, .per_session_data_size = 16},
	LWS_PROTOCOL_LIST_TERM};

static struct lws_vhost *
make_vhost(const char *name)
{
	struct lws_context_creation_info info = {0};

	info.vhost_name = name;
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = protocols;

	return lws_create_vhost(t.cx, &info);
}

static void
adopt(size_t n, int *peer)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(t.cx, n ? "vh" : "other");
	lws_sock_file_fd_type fd;
	int pair[2];

	*peer = -1;
	t.conns[n] = NULL;
	if (!vh || lws_context_is_being_destroyed(t.cx))
		return;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	*peer = pair[1];
	fd.sockfd = pair[0];
	t.conns[n] = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, fd, "raw",
						NULL);
}

static void
serve(int turns)
{
	while (turns-- && lws_service(t.cx, -1) >= 0)
		;
}

static void
check_ledger(const char *what)
{
	for (size_t n = 0; n < t.account_count; n++) {
		const struct account *a = &t.accounts[n];

		/* what was refused while adopting may lack the later pairs */
		if (a->created != 1 || a->destroyed != 1 || a->bound > 1 ||
		    a->dropped > a->bound || a->adopted > 1 || a->closed > 1 ||
		    (a->adopted && !a->closed) || (a->adopted && !a->dropped))
			fail_msg("%s: create %d destroy %d bind %d drop %d "
				 "adopt %d close %d",
				 what, a->created, a->destroyed, a->bound,
				 a->dropped, a->adopted, a->closed);
	}
	if (t.inits != t.destroys)
		fail_msg("%s: %d inits, %d destroys", what, t.inits,
			 t.destroys);
}

/* the whole life, with one action at one reason */
static void
live(enum lws_callback_reasons at, enum action act, const char *what)
{
	struct lws_context_creation_info info = {0};
	int peers[CONNS];

	memset(&t, 0, sizeof(t));
	t.at = at;
	t.act = act;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.pcontext = &t.cx;
	t.cx = lws_create_context(&info);
	assert_non_null(t.cx);
	t.vh = make_vhost("vh");
	t.other = make_vhost("other");
	t.armed = true;
	serve(4);
	for (size_t n = 0; n < CONNS; n++)
		adopt(n, &peers[n]);
	for (size_t n = 0; n < CONNS; n++)
		if (t.conns[n]) {
			lws_callback_on_writable(t.conns[n]);
			lws_set_timer_usecs(t.conns[n], 1);
			assert_int_equal(write(peers[n], "x", 1), 1);
		}
	serve(4);
	lws_cancel_service(t.cx);
	serve(2);
	for (size_t n = 0; n < CONNS; n++)
		if (n != 1 && peers[n] >= 0) /* one hangs up by itself */
			continue;
		else if (peers[n] >= 0) {
			close(peers[n]);
			peers[n] = -1;
		}
	serve(4);
	lws_context_destroy(t.cx);
	if (t.cx) { /* asked from inside, in what that call did */
		lws_context_destroy(t.cx);
		assert_null(t.cx);
	}
	for (size_t n = 0; n < CONNS; n++)
		if (peers[n] >= 0)
			close(peers[n]);
	check_ledger(what);
}

static void
anything_may_be_destroyed_in_any_callback(void **state)
{
	char what[80];

	(void)state;
	for (size_t r = 0; r < LWS_ARRAY_SIZE(reasons); r++)
		for (int a = 0; a < ACT_COUNT; a++) {
			/* asking for a nonzero return is not a destroy: INIT
			 * then has no DESTROY, which protocols-test checks */
			if (a == ACT_RETURN_MINUS_1 &&
			    reasons[r].reason == LWS_CALLBACK_PROTOCOL_INIT)
				continue;
			snprintf(what, sizeof(what), "%s in %s",
				 action_names[a], reasons[r].name);
			live(reasons[r].reason, (enum action)a, what);
			if (!t.acted)
				fail_msg("%s: did not happen", what);
		}
}

/* ---- the order, in the plain cases -------------------------------------- */

static char order[512];
static size_t order_len;

static int
order_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(reasons); n++)
		if (reasons[n].reason == reason &&
		    reason != LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
			order_len += (size_t)lws_snprintf(
				order + order_len, sizeof(order) - order_len,
				"%s\n", reasons[n].name);
			assert_true(order_len < sizeof(order) - 1);
		}

	return 0;
}

static void
closed_comes_before_protocol_destroy(void **state)
{
	static const struct lws_protocols p[] = {
		{.name = "raw", .callback = order_cb}, LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info info = {0};
	int peer;

	(void)state;
	for (int by_context = 0; by_context < 2; by_context++) {
		memset(&t, 0, sizeof(t));
		info.vhost_name = "vh";
		info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
		info.protocols = p;
		info.pcontext = &t.cx;
		t.cx = lws_create_context(&info);
		serve(4);
		t.account_count = 0;
		adopt(1, &peer);
		order_len = 0;
		if (!by_context)
			lws_vhost_destroy(lws_get_vhost_by_name(t.cx, "vh"));
		lws_context_destroy(t.cx);
		assert_string_equal(order, "RAW_SKT_DROP_PROTOCOL\nRAW_CLOSE\n"
					   "WSI_DESTROY\nPROTOCOL_DESTROY\n");
		close(peer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closed_comes_before_protocol_destroy),
		cmocka_unit_test(anything_may_be_destroyed_in_any_callback),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
