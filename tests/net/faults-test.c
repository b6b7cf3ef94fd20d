/* SPDX-License-Identifier: MIT */
/*
 * Injected faults of connections, by name, on http and ws, plain and over TLS:
 * whatever fails at whichever end, the client hears of it once, nothing is left
 * behind, and the next try, to which no fault happens, succeeds.
 */

#include "net-test.h"
#include "core/core.h"
#include "net/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(LWS_WITH_TLS)
#include "test-certs.h"
static struct lws__test_cert cert;
#endif

static struct lws__net net;
static struct lws_vhost *plain_vh, *tls_vh, *client_vh;

/* what the one client of a test was told */
static struct {
	struct lws *wsi;
	int errors;
	char error[160];
	int closed;
	int done; /* answered, or echoed */
	int destroyed;
	int established;
	bool is_silent; /* says nothing, so that nobody has a reason to end */
} told;

/* ---- the server ---------------------------------------------------------- */

struct echo {
	char text[LWS_PRE + 32];
	size_t len;
};

static int
answer(struct lws *wsi)
{
	if (lws_return_http_status(wsi, HTTP_STATUS_OK, NULL) ||
	    lws_http_transaction_completed(wsi))
		return -1;

	return 0;
}

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	struct echo *e = user;

	/* who fails in the TLS handshake is told of, and never of its end */
	if (reason != LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED ||
	    lws_get_vhost(wsi) != tls_vh)
		lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return answer(wsi);
	case LWS_CALLBACK_RECEIVE:
		assert_true(len <= 32);
		memcpy(e->text + LWS_PRE, in, len);
		e->len = len;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (lws_write(wsi, (unsigned char *)e->text + LWS_PRE, e->len,
			      LWS_WRITE_TEXT) < (int)e->len)
			return -1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols server_protocols[] = {
	{"http", server_cb, sizeof(struct echo), 0, 0, NULL, 0},
	{"echo", server_cb, sizeof(struct echo), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

/* ---- the client ---------------------------------------------------------- */

static int
read_answer(struct lws *wsi)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int len = 1024;

	return lws_http_client_read(wsi, &p, &len);
}

static int
say_hello(struct lws *wsi)
{
	char text[LWS_PRE + 5];

	memcpy(text + LWS_PRE, "hello", 5);

	return lws_write(wsi, (unsigned char *)text + LWS_PRE, 5,
			 LWS_WRITE_TEXT) < 5
		       ? -1
		       : 0;
}

static int
client_act(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	   size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return lws_fi_user_wsi_fi(wsi, "mine") ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_answer(wsi);
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		told.done = lws_http_client_http_response(wsi) == 200;
		return -1;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		told.established++;
		if (!told.is_silent)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return say_hello(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		assert_int_equal(len, 5);
		assert_memory_equal(in, "hello", 5);
		told.done = 1;
		return -1;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		told.errors++;
		assert_null(told.wsi);
		lws_strncpy(told.error, in ? (const char *)in : "",
			    sizeof(told.error));
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
		told.closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		told.destroyed++;
		break;
	default:
		break;
	}

	return 0;
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;
	lws__net_note(wsi, reason);

	return client_act(wsi, reason, in, len);
}

static const struct lws_protocols client_protocols[] = {
	{"client", client_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

/* ---- both ends ----------------------------------------------------------- */

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

static struct lws_vhost *
tls_server(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.vhost_name = "tls";
	info.iface = "127.0.0.1";
	info.protocols = server_protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.server_ssl_cert_mem = cert.pem;
	info.server_ssl_cert_mem_len = (unsigned int)cert.pem_len;
	info.server_ssl_private_key_mem = cert.key_pem;
	info.server_ssl_private_key_mem_len = (unsigned int)cert.key_pem_len;
#endif

	return lws_create_vhost(net.cx, &info);
}

static void
begin(const char *rules)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.vhost_name = "plain";
	info.protocols = server_protocols;
	lws_fi_deserialize(&info.fic, rules);
	lws__resolve_set_getaddrinfo(answer_name, freeaddrinfo);
	lws__net_start(&net, &info);
	plain_vh = net.vh;
	tls_vh = tls_server();
	assert_non_null(tls_vh);
	memset(&info, 0, sizeof(info));
	info.vhost_name = "client";
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = client_protocols;
	client_vh = lws_create_vhost(net.cx, &info);
	assert_non_null(client_vh);
}

static void
end(void)
{
	lws__net_stop(&net);
	lws__resolve_set_getaddrinfo(NULL, NULL);
}

enum how {
	HTTP,
	WS,
#if defined(LWS_WITH_TLS)
	HTTPS,
	WSS,
#endif
	HOWS
};

static const char *const how_names[] = {"http", "ws", "https", "wss"};

static void
fill_in(struct lws_client_connect_info *i, enum how how)
{
	bool is_tls = how > WS;

	memset(i, 0, sizeof(*i));
	i->context = net.cx;
	i->vhost = client_vh;
	i->address = "some.example";
	i->host = "localhost";
	i->path = "/";
	i->port = lws_get_vhost_listen_port(is_tls ? tls_vh : plain_vh);
	i->method = how % 2 == HTTP ? "GET" : NULL;
	i->protocol = how % 2 == HTTP ? NULL : "echo";
	i->local_protocol_name = "client";
	i->pwsi = &told.wsi;
	if (is_tls)
		i->ssl_connection = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED |
				    LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
				    LCCSCF_ALLOW_INSECURE;
}

/* to the end.  False: it was NULL at once */
static bool
attempt(struct lws_client_connect_info *i, bool is_silent)
{
	memset(&told, 0, sizeof(told));
	told.is_silent = is_silent;
	if (!lws_client_connect_via_info(i)) {
		assert_int_equal(told.errors + told.closed, 0);
		assert_null(told.wsi);
		return false;
	}
	lws__net_until_set(&net, &told.destroyed, "the client's end");
	lws__net_until_alone(&net);
	assert_int_equal(told.errors + told.closed, 1);
	assert_int_equal(told.destroyed, 1);

	return true;
}

static void
succeed(enum how how)
{
	struct lws_client_connect_info i;

	fill_in(&i, how);
	assert_true(attempt(&i, false));
	if (!told.done || told.errors)
		fail_msg("%s without faults: %s", how_names[how], told.error);
}

/* ---- at the client ------------------------------------------------------- */

enum outcome {
	IS_NULL,  /* of the call */
	IS_ERROR, /* with this text */
	IS_ENDED, /* error or closed: it depends on how far it got */
	IS_FINE,
};

static const struct {
	const char *rules[2]; /* without scope */
	enum outcome outcome;
	const char *error;
} client_faults[] = {
	{{"createfail"}, IS_NULL, NULL},
	{{"dnsfail"}, IS_ERROR, "DNS failed: some.example: fault injected"},
	{{"connfail"}, IS_ERROR, "conn fail: ECONNREFUSED"},
	{{"conn_cb_rej"}, IS_ERROR, "CONNECTING callback refused"},
	{{"sendfail"}, IS_ENDED, NULL},
	{{"sendfail(.X)"}, IS_ENDED, NULL},
	{{"sendfail(..X)"}, IS_ENDED, NULL},
	{{"timedclose", "timedclose_ms(0..0)"},
	 IS_ERROR,
	 "fault injected: timedclose"},
	{{"timedclose", "timedclose_ms(1..4)"}, IS_ENDED, NULL},
	{{"timedclose(0%)"}, IS_FINE, NULL},
	{{"udp_tx_loss", "udp_rx_loss"}, IS_FINE, NULL},
	{{"mine"}, IS_ENDED, NULL},
	{{"mine(.X)"}, IS_FINE, NULL},
};

static void
join_rules(char *to, size_t max, const char *scope, const char *const *rules)
{
	int len = snprintf(to, max, "%s%s", scope, rules[0]);

	if (rules[1])
		snprintf(to + len, max - (size_t)len, ",%s%s", scope, rules[1]);
}

static void
check_outcome(size_t n, enum how how, bool is_made)
{
	const char *name = client_faults[n].rules[0];
	bool is_right = false;

	switch (client_faults[n].outcome) {
	case IS_NULL:
		is_right = !is_made;
		break;
	case IS_ERROR:
		is_right =
			is_made && !strcmp(told.error, client_faults[n].error);
		break;
	case IS_ENDED:
		is_right = is_made; /* and once, as attempt() saw */
		break;
	case IS_FINE:
		is_right = is_made && told.done;
		break;
	}
	if (!is_right)
		fail_msg("%s on %s: %s, \"%s\"", name, how_names[how],
			 is_made ? "made" : "NULL", told.error);
}

/* the rules come with the call */
static void
client__hears_once_of_each_fault_of_its_own(void **state)
{
	(void)state;
	for (enum how how = HTTP; how < HOWS; how++) {
		begin("");
		for (size_t n = 0; n < LWS_ARRAY_SIZE(client_faults); n++) {
			struct lws_client_connect_info i;
			char rules[128];

			join_rules(rules, sizeof(rules), "",
				   client_faults[n].rules);
			fill_in(&i, how);
			lws_fi_deserialize(&i.fic, rules);
			check_outcome(n, how, attempt(&i, false));
			assert_int_equal(i.fic.fi_owner.count, 0);
			succeed(how);
		}
		end();
	}
}

/* ... or with the context, for one that has a name, or with the vhost */
static void
client__hears_once_of_each_fault_of_its_name(void **state)
{
	char rules[2048] = "";

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(client_faults); n++) {
		size_t len = strlen(rules);
		char scope[64];

		snprintf(scope, sizeof(scope), "%swsi=bad%zu/",
			 n % 2 ? "vh=client/" : "", n);
		join_rules(rules + len, sizeof(rules) - len, scope,
			   client_faults[n].rules);
		len = strlen(rules);
		snprintf(rules + len, sizeof(rules) - len, ",");
	}
	begin(rules);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(client_faults); n++)
		for (enum how how = HTTP; how < HOWS; how++) {
			struct lws_client_connect_info i;
			char name[16];

			snprintf(name, sizeof(name), "bad%zu", n);
			fill_in(&i, how);
			i.fi_wsi_name = name;
			check_outcome(n, how, attempt(&i, false));
			fill_in(&i, how);
			i.fi_wsi_name = "good";
			assert_true(attempt(&i, false));
			assert_int_equal(told.done, 1);
		}
	end();
}

static void
client__a_numeric_address_is_not_looked_up(void **state)
{
	struct lws_client_connect_info i;

	(void)state;
	begin("wsi=bad/dnsfail");
	fill_in(&i, HTTP);
	i.address = "127.0.0.1";
	i.fi_wsi_name = "bad";
	assert_true(attempt(&i, false));
	assert_int_equal(told.done, 1);

	lws_fi_deserialize(&i.fic, "connfail");
	assert_true(attempt(&i, false));
	assert_string_equal(told.error, "conn fail: ECONNREFUSED");
	lws_fi_deserialize(&i.fic, "conn_cb_rej");
	assert_false(attempt(&i, false)); /* known before the call returns */
	end();
}

static void
client__rules_of_a_call_that_is_refused_are_gone(void **state)
{
	struct lws_client_connect_info i;

	(void)state;
	begin("");
	fill_in(&i, HTTP);
	i.port = -1;
	lws_fi_deserialize(&i.fic, "connfail");
	assert_false(attempt(&i, false));
	assert_int_equal(i.fic.fi_owner.count, 0);
	end();
}

static int
one_attempt(void *arg)
{
	struct lws_client_connect_info i;

	(void)arg;
	fill_in(&i, WS);
	i.fi_wsi_name = "x";
	lws_fi_deserialize(&i.fic, "sendfail(0%),mine(.X)");
	if (!attempt(&i, false))
		return 1;

	return !told.done;
}

static void
client__with_faults_survives_each_allocation_failing(void **state)
{
	(void)state;
	begin("wsi=x/connfail(.X),wsi=x/timedclose,wsi=x/"
	      "timedclose_ms(60000..70000)");
	lws__test_alloc_sweep(one_attempt, NULL);
	end();
}

/* ---- at the server ------------------------------------------------------- */

static const struct {
	const char *rules[2];
	bool may_succeed; /* by the time it strikes all may be over */
} server_faults[] = {
	{{"createfail"}, false},
	{{"sendfail"}, false},
	{{"sendfail(.X)"}, true},
	{{"timedclose", "timedclose_ms(0..0)"}, false},
	{{"timedclose", "timedclose_ms(1..3)"}, true},
};

static void
client__hears_once_of_each_fault_of_the_server(void **state)
{
	(void)state;
	begin("");
	for (size_t n = 0; n < LWS_ARRAY_SIZE(server_faults); n++)
		for (enum how how = HTTP; how < HOWS; how++) {
			struct lws_vhost *vh = how > WS ? tls_vh : plain_vh;
			struct lws_client_connect_info i;
			char rules[128];

			join_rules(rules, sizeof(rules), "wsi/",
				   server_faults[n].rules);
			lws_fi_deserialize(&vh->fic, rules);
			fill_in(&i, how);
			assert_true(attempt(&i, false));
			if (told.done && !server_faults[n].may_succeed)
				fail_msg("%s at the server of %s: answered",
					 server_faults[n].rules[0],
					 how_names[how]);
			lws_fi_destroy(&vh->fic);
			succeed(how);
		}
	end();
}

/* ---- timedclose ---------------------------------------------------------- */

static void
timedclose__ends_what_would_live_on(void **state)
{
	static const char *const rules[] = {
		"vh=client/wsi/timedclose",
		"vh=plain/wsi/timedclose,vh=tls/wsi/timedclose",
		"wsi/timedclose,wsi/timedclose_ms(150..200)",
	};

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rules); n++)
		for (enum how how = WS; how < HOWS; how += 2) {
			struct lws_client_connect_info i;

			begin(rules[n]);
			fill_in(&i, how);
			assert_true(attempt(&i, true));
			assert_int_equal(told.done, 0);
			if (told.established)
				assert_int_equal(told.closed, 1);
			end();
		}
}

/* one that is closed before, or whose context goes, leaves no timer */
static void
timedclose__ends_with_its_wsi(void **state)
{
	struct lws_client_connect_info i;

	(void)state;
	begin("wsi/timedclose,wsi/timedclose_ms(60000..60000)");
	succeed(WS);
	fill_in(&i, WS);
	memset(&told, 0, sizeof(told));
	told.is_silent = true;
	assert_non_null(lws_client_connect_via_info(&i));
	lws__net_until_set(&net, &told.established, "a websocket");
	end();
	assert_int_equal(told.closed, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__hears_once_of_each_fault_of_its_own),
		cmocka_unit_test(client__hears_once_of_each_fault_of_its_name),
		cmocka_unit_test(client__a_numeric_address_is_not_looked_up),
		cmocka_unit_test(
			client__rules_of_a_call_that_is_refused_are_gone),
		cmocka_unit_test(
			client__with_faults_survives_each_allocation_failing),
		cmocka_unit_test(
			client__hears_once_of_each_fault_of_the_server),
		cmocka_unit_test(timedclose__ends_what_would_live_on),
		cmocka_unit_test(timedclose__ends_with_its_wsi),
	};
	int failed;

#if defined(LWS_WITH_TLS)
	lws__test_cert_make(
		&cert, &(struct lws__test_cert_req){.cn = "localhost",
						    .san = "DNS:localhost"});
#endif
	failed = cmocka_run_group_tests(tests, NULL, NULL);
#if defined(LWS_WITH_TLS)
	lws__test_cert_free(&cert);
#endif

	return failed;
}
