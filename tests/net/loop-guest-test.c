/* SPDX-License-Identifier: MIT */
/*
 * The library as a guest of a poll() loop: server and client, http and ws, with
 * and without TLS.  What the application does is told it by callbacks and by
 * lws_plus_wake_fd(); lws_service() is never called but where a test says so.
 */

#include "client-names.h"
#include "net-test.h"
#if defined(LWS_WITH_TLS)
#include "test-certs.h"
#endif

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	FDS_MAX = 64,
	PATIENCE_MS = 20000,
	BIG = 300000,
};

/* ---- the application's poll set ----------------------------------------- */

static struct {
	struct pollfd fds[FDS_MAX];
	size_t count;
	int locks;
	int adds; /* ADD_POLL_FD that were seen */
	bool refuses;
} set;

static struct pollfd *
find(int fd)
{
	for (size_t n = 0; n < set.count; n++)
		if (set.fds[n].fd == fd)
			return &set.fds[n];

	return NULL;
}

static void
put(int fd, int events)
{
	assert_null(find(fd));
	assert_true(set.count < FDS_MAX);
	set.fds[set.count++] =
		(struct pollfd){.fd = fd, .events = (short)events};
}

static int
keep_set(enum lws_callback_reasons reason, const struct lws_pollargs *pa)
{
	struct pollfd *pfd;

	switch ((int)reason) {
	case LWS_CALLBACK_LOCK_POLL:
		assert_int_equal(set.locks++, 0);
		break;
	case LWS_CALLBACK_UNLOCK_POLL:
		assert_int_equal(--set.locks, 0);
		break;
	case LWS_CALLBACK_ADD_POLL_FD:
		assert_int_equal(set.locks, 1);
		set.adds++;
		if (set.refuses)
			return 1;
		put((int)pa->fd, pa->events);
		break;
	case LWS_CALLBACK_DEL_POLL_FD:
		assert_int_equal(set.locks, 1);
		pfd = find((int)pa->fd);
		assert_true(pfd || set.refuses);
		if (pfd)
			*pfd = set.fds[--set.count];
		break;
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		pfd = find((int)pa->fd);
		assert_non_null(pfd);
		assert_int_equal(pfd->events, pa->prev_events);
		pfd->events = (short)pa->events;
		break;
	default:
		break;
	}

	return 0;
}

/* ---- the application ----------------------------------------------------- */

static struct {
	struct lws_context *cx;
	struct lws *server, *client; /* of ws */
	size_t server_got;
	size_t client_sent;
	char answer[32];
	char page[32];
	int established, closed, errors, cancelled, completed, received;
	bool stays; /* the client does not close after its answer */
	bool stops_reading;
	bool says_big;
	bool polls; /* the program chose to */
} app;

static int
serve_page(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", 6, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
serve_body(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 6];

	memcpy(buf + LWS_PRE, "hello\n", 6);
	if (lws_write(wsi, buf + LWS_PRE, 6, LWS_WRITE_HTTP_FINAL) != 6)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
say(struct lws *wsi, const char *text)
{
	unsigned char buf[LWS_PRE + 32];
	size_t len = strlen(text);

	memcpy(buf + LWS_PRE, text, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static int
say_big(struct lws *wsi)
{
	static unsigned char big[LWS_PRE + BIG];

	app.says_big = false;

	return lws_write(wsi, big + LWS_PRE, BIG, LWS_WRITE_BINARY) < 0 ? -1
									: 0;
}

static void
server_hears(struct lws *wsi, size_t len)
{
	app.received++;
	app.server_got += len;
	if (lws_is_final_fragment(wsi))
		lws_callback_on_writable(wsi);
	if (app.stops_reading)
		lws_rx_flow_control(wsi, 0);
}

static int
server_says(struct lws *wsi)
{
	char text[32];

	snprintf(text, sizeof(text), "%u", (unsigned int)app.server_got);

	return say(wsi, text);
}

static int
client_hears(struct lws *wsi, const char *in, size_t len)
{
	snprintf(app.answer, sizeof(app.answer), "%.*s", (int)len, in);
	if (app.stays)
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

static int
read_page(struct lws *wsi)
{
	char buf[LWS_PRE + 128], *at = buf + LWS_PRE;
	int len = 128;

	return lws_http_client_read(wsi, &at, &len) < 0 ? -1 : 0;
}

/* what it is as a client */
static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	  size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		app.client = wsi;
		app.established++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return app.says_big ? say_big(wsi) : 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return client_hears(wsi, in, len);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		app.errors++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		app.closed++;
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_page(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		strncat(app.page, in, len);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		app.completed++;
		break;
	default:
		break;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	lws__net_note(wsi, reason);
	if (keep_set(reason, in))
		return 1;
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return serve_page(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return serve_body(wsi);
	case LWS_CALLBACK_ESTABLISHED:
		app.server = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
		server_hears(wsi, len);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return server_says(wsi);
	case LWS_CALLBACK_CLOSED:
		app.closed++;
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		app.cancelled++;
		break;
	default:
		(void)user;
		return client_cb(wsi, reason, in, len);
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"guest", callback, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static struct lws__net net;
static int client_flags;

static void
begin(struct lws_context_creation_info *info)
{
	memset(&set, 0, sizeof(set));
	memset(&app, 0, sizeof(app));
	info->protocols = protocols;
	memset(&names, 0, sizeof(names));
	names_begin();
	names.addresses[0] = "127.0.0.1";
	names.addresses[1] = NULL;
	lws__net_ledger_reset();
	lws_set_log_level(0, NULL);
	info->vhost_name = "first";
	info->iface = "127.0.0.1";
	app.cx = lws_create_context(info);
	assert_non_null(app.cx);
	net = (struct lws__net){.cx = app.cx,
				.vh = lws_get_vhost_by_name(app.cx, "first")};
	net.port = lws_get_vhost_listen_port(net.vh);
	assert_int_equal(set.adds, 1); /* the listener */
	client_flags = 0;
}

/* what there is to do of the beginning */
static void
settle(void)
{
	for (int n = 0; !lws_service_adjust_timeout(app.cx, 1000, 0); n++) {
		assert_true(n < 1000);
		assert_true(lws_service_fd(app.cx, NULL) >= 0);
	}
}

static void
begin_plain(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	begin(&info);
}

/* and put it in the set, as our documentation says */
static void
ask_for_the_wake_fd(void)
{
	int fd = lws_plus_wake_fd(app.cx, 0);

	assert_true(fd >= 0);
	assert_int_equal(lws_plus_wake_fd(app.cx, 0), fd);
	assert_int_equal(lws_plus_wake_fd(app.cx, 1), -1);
	assert_int_equal(lws_plus_wake_fd(app.cx, -1), -1);
	put(fd, POLLIN);
}

static void
end(void)
{
	lws__net_stop(&net);
	names_end();
	assert_int_equal(set.locks, 0);
}

static void
call(const char *method)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = app.cx;
	i.address = i.host = "guest.test";
	i.port = net.port;
	i.path = "/";
	i.method = method;
	i.protocol = method ? NULL : "guest";
	i.local_protocol_name = "guest";
	i.ssl_connection = client_flags;
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
serve_ready(void)
{
	/* a callback may shrink the set: from the end */
	for (size_t n = set.count; n-- > 0;)
		if (n < set.count && set.fds[n].revents)
			assert_true(lws_service_fd(app.cx, &set.fds[n]) >= 0);
}

/* the application's loop: what nobody told it of, it does not hear of */
static void
loop_until(const int *counter, int wanted)
{
	while (*counter < wanted) {
		int ms = lws_service_adjust_timeout(app.cx, PATIENCE_MS, 0);
		int ready = poll(set.fds, (nfds_t)set.count, ms);

		assert_true(ready >= 0);
		if (!ready && ms == PATIENCE_MS)
			fail_msg("nobody was told of what there is to do");
		if (!ready) /* a timer */
			assert_true(lws_service_fd(app.cx, NULL) >= 0);
		serve_ready();
	}
}

/* ---- tests ----------------------------------------------------------------
 */

static void
everything_works(void)
{
	app.says_big = true;
	call(NULL);
	call("GET");
	loop_until(&app.completed, 1);
	assert_string_equal(app.page, "hello\n");
	loop_until(&app.closed, 2);
	assert_string_equal(app.answer, "300000");
	assert_int_equal(names.asked, 2);
	assert_int_equal(app.errors, 0);
}

static void
server_and_client_live_on_a_foreign_poll(void **state)
{
	(void)state;
	begin_plain();
	ask_for_the_wake_fd();
	everything_works();
	end();
	assert_int_equal(set.count, 1); /* the wake-up fd, which was ours */
}

#if defined(LWS_WITH_TLS)
static void
and_so_they_do_over_tls(void **state)
{
	const struct lws__test_cert_req req = {.cn = "guest.test",
					       .san = "DNS:guest.test"};
	struct lws_context_creation_info info;
	struct lws__test_cert cert;

	(void)state;
	memset(&info, 0, sizeof(info));
	memset(&cert, 0, sizeof(cert));
	lws__test_cert_make(&cert, &req);
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.server_ssl_cert_mem = cert.pem;
	info.server_ssl_cert_mem_len = (unsigned int)cert.pem_len;
	info.server_ssl_private_key_mem = cert.key_pem;
	info.server_ssl_private_key_mem_len = (unsigned int)cert.key_pem_len;
	begin(&info);
	client_flags = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED;
	ask_for_the_wake_fd();
	everything_works();
	end();
	lws__test_cert_free(&cert);
}
#endif

static void *
let_the_name_be_known(void *arg)
{
	(void)arg;
	names_await_question();
	names_hold(false);

	return NULL;
}

static void
an_answer_that_comes_while_poll_waits_is_heard(void **state)
{
	pthread_t thread;

	(void)state;
	begin_plain();
	ask_for_the_wake_fd();
	settle();
	names_hold(true);
	app.says_big = true;
	call(NULL);
	/* no shorter wait for that: there is the fd */
	assert_int_equal(lws_service_adjust_timeout(app.cx, 70, 0), 70);
	assert_int_equal(
		pthread_create(&thread, NULL, let_the_name_be_known, NULL), 0);
	loop_until(&app.closed, 2);
	pthread_join(thread, NULL);
	end();
}

static void *
cancel(void *arg)
{
	lws_cancel_service(arg);

	return NULL;
}

static void
a_cancel_of_another_thread_is_heard(void **state)
{
	pthread_t thread;
	int before;

	(void)state;
	begin_plain();
	ask_for_the_wake_fd();
	settle();
	before = app.cancelled;
	assert_int_equal(pthread_create(&thread, NULL, cancel, app.cx), 0);
	loop_until(&app.cancelled, before + 1);
	pthread_join(thread, NULL);
	end();
}

/* input that waits in memory, asked for between two turns */
static void
reading_that_is_allowed_again_between_turns_wakes_the_loop(void **state)
{
	int before;

	(void)state;
	begin_plain();
	ask_for_the_wake_fd();
	app.says_big = app.stops_reading = true;
	call(NULL);
	loop_until(&app.received, 1);
	before = app.received;
	while (app.server_got < BIG) {
		lws_rx_flow_control(app.server, 1);
		/* what was kept in memory makes no descriptor ready */
		assert_true(poll(set.fds, (nfds_t)set.count, PATIENCE_MS) > 0);
		loop_until(&app.received, ++before);
	}
	app.stops_reading = false;
	lws_rx_flow_control(app.server, 1);
	loop_until(&app.closed, 2);
	end();
}

static void
an_fd_that_is_refused_is_a_connection_that_failed(void **state)
{
	(void)state;
	begin_plain();
	ask_for_the_wake_fd();
	set.refuses = true;
	call(NULL);
	loop_until(&app.errors, 1);
	set.refuses = false;
	app.says_big = true;
	call(NULL);
	loop_until(&app.closed, 2);
	end();
}

/* a program of old: it never asks for the fd */
static void
without_the_wake_fd_the_wait_is_short_while_a_name_is_asked_for(void **state)
{
	(void)state;
	begin_plain();
	settle();
	names_hold(true);
	app.says_big = true;
	call(NULL);
	assert_int_equal(lws_service_adjust_timeout(app.cx, 5000, 0), 50);
	names_await_question();
	names_hold(false);
	loop_until(&app.closed, 2);
	lws_cancel_service(app.cx);
	assert_int_equal(lws_service_adjust_timeout(app.cx, 5000, 0), 0);
	app.cancelled = 0;
	lws_service_fd(app.cx, NULL);
	assert_int_equal(app.cancelled, 1);
	end();
}

/*
 * Programs that find out at run time: in a build that tells of fds they poll,
 * in another one they let the library do it.
 */
static void
turn_of_a_program_that_chooses(void)
{
	if (!app.polls) {
		assert_true(lws_service(app.cx, 0) >= 0);
		return;
	}
	if (poll(set.fds, (nfds_t)set.count,
		 lws_service_adjust_timeout(app.cx, 100, 0)) > 0)
		serve_ready();
	else
		lws_service_fd(app.cx, NULL);
}

static void
a_program_may_choose_at_run_time(void **state)
{
	(void)state;
	for (int told = 0; told < 2; told++) {
		begin_plain();
		app.polls = told;
		app.says_big = true;
		call(NULL);
		call("GET");
		for (int n = 0; app.closed < 2 || !app.completed; n++) {
			if (n > 1000)
				fail_msg("told %d closed %d completed %d "
					 "errors %d set %d, answer %s",
					 told, app.closed, app.completed,
					 app.errors, (int)set.count,
					 app.answer);
			turn_of_a_program_that_chooses();
		}
		end();
	}
}

/* a broker: poll() for all it has, and each context a look in each turn */
static void
a_program_may_poll_and_look_in_each_turn(void **state)
{
	(void)state;
	begin_plain();
	app.says_big = true;
	call(NULL);
	for (int n = 0; app.closed < 2; n++) {
		assert_true(n < 100000);
		poll(set.fds, (nfds_t)set.count, 10);
		serve_ready();
		assert_true(lws_service(app.cx, -1) >= 0);
	}
	assert_string_equal(app.answer, "300000");
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] =
	{ cmocka_unit_test(server_and_client_live_on_a_foreign_poll),
#if defined(LWS_WITH_TLS)
	  cmocka_unit_test(and_so_they_do_over_tls),
#endif
	  cmocka_unit_test(an_answer_that_comes_while_poll_waits_is_heard),
	  cmocka_unit_test(a_cancel_of_another_thread_is_heard),
	  cmocka_unit_test(
		  reading_that_is_allowed_again_between_turns_wakes_the_loop),
	  cmocka_unit_test(an_fd_that_is_refused_is_a_connection_that_failed),
	  cmocka_unit_test(
		  without_the_wake_fd_the_wait_is_short_while_a_name_is_asked_for),
	  cmocka_unit_test(a_program_may_choose_at_run_time),
	  cmocka_unit_test(a_program_may_poll_and_look_in_each_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
