/* SPDX-License-Identifier: MIT */
/*
 * One event library: its loop as the library's own, and loops of the
 * application, which go on when the context has gone.  Hazards EV-01, EV-02,
 * NET-18; for NET-19 and NET-22 see evlib-faults-test.c.
 */

#include "evlib-foreign.h"
#include "net-test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	PATIENCE_MS = 100000,
	BIG = 300000,
	CONTEXTS = 3,
	READY = 8, /* descriptors at once */
};

#define F (&lws__foreign)

/* ---- the application ------------------------------------------------------
 */

static struct app {
	struct lws_context *cx;
	struct lws_context *gone; /* info.pcontext: NULL when it is gone */
	int port;
	int established, echoed, pages, errors, closed, cancelled, ticks;
	int signalled;
	int ready, ready_at_tick;
	size_t got;
	bool destroys;  /* in its next callback of a client */
	bool asks_more; /* the client says something again and again */
	bool floods;    /* what is ready stays so */
	lws_sorted_usec_list_t sul;
} apps[CONTEXTS], *app = &apps[0];

static struct app *
app_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

static int
say(struct lws *wsi, size_t len)
{
	static unsigned char bytes[LWS_PRE + BIG];

	return lws_write(wsi, bytes + LWS_PRE, len, LWS_WRITE_BINARY) < 0 ? -1
									  : 0;
}

static int
serve_page(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", 6, &p,
					buf + sizeof(buf)) ||
	    lws_finalize_write_http_header(wsi, start, &p, buf + sizeof(buf)))
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
client_got(struct lws *wsi, struct app *a, size_t len)
{
	a->got += len;
	if (a->destroys) {
		a->destroys = false;
		lws_context_destroy(a->cx);
		return 0;
	}
	if (a->got < BIG)
		return 0;
	a->got = 0;
	a->echoed++;
	if (a->asks_more)
		lws_callback_on_writable(wsi);

	return a->asks_more ? 0 : -1;
}

static int
read_page(struct lws *wsi)
{
	char buf[LWS_PRE + 128], *at = buf + LWS_PRE;
	int len = 128;

	return lws_http_client_read(wsi, &at, &len) < 0 ? -1 : 0;
}

static void
tick(lws_sorted_usec_list_t *sul)
{
	struct app *a = lws_container_of(sul, struct app, sul);

	a->ticks++;
	a->ready_at_tick = a->ready;
}

/* the timer is due at once, and what is due is done at the end of a turn */
static int
file_ready(struct lws *wsi, struct app *a)
{
	char byte;

	if (!a->ready++)
		lws_sul_schedule(a->cx, 0, &a->sul, tick, 1);
	if (!a->floods)
		assert_int_equal(read(lws_get_socket_fd(wsi), &byte, 1), 1);

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct app *a = app_of(wsi);

	(void)user;
	(void)in;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return serve_page(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return serve_body(wsi);
	case LWS_CALLBACK_RECEIVE:
		if (lws_is_final_fragment(wsi) &&
		    !lws_remaining_packet_payload(wsi))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return say(wsi, BIG);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		a->established++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return say(wsi, BIG);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return client_got(wsi, a, len);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_page(wsi);
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		a->pages++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		a->errors++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_RAW_CLOSE_FILE:
	case LWS_CALLBACK_RAW_CLOSE:
		a->closed++;
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		a->cancelled++;
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		return file_ready(wsi, a);
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"evlib", callback, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void *loop; /* the application's, or NULL */

static void
on_signal(void *handle, int signum)
{
	assert_non_null(handle);
	app->signalled = signum;
	lws_context_destroy(app->cx);
}

static void
fill_in(struct lws_context_creation_info *info, struct app *a)
{
	static void *loops[1];

	memset(a, 0, sizeof(*a));
	memset(info, 0, sizeof(*info));
	info->iface = "127.0.0.1";
	info->vhost_name = "first";
	info->protocols = protocols;
	info->user = a;
	info->pcontext = &a->gone;
	info->event_lib_custom = lws__net_evlib(F->name);
	assert_non_null(info->event_lib_custom);
	loops[0] = loop ? F->given(loop) : NULL;
	info->foreign_loops = loop ? loops : NULL;
}

static void
create(struct app *a, struct lws_context_creation_info *info)
{
	const char *level = getenv("LWS_TEST_LOG");

	lws_set_log_level(level ? (int)strtol(level, NULL, 0) : 0, NULL);
	a->cx = a->gone = lws_create_context(info);
	assert_non_null(a->cx);
	a->port = lws_get_vhost_listen_port(
		lws_get_vhost_by_name(a->cx, "first"));
}

static void
begin(struct app *a)
{
	struct lws_context_creation_info info;

	fill_in(&info, a);
	create(a, &info);
}

static void
call(struct app *a, const char *method)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = a->cx;
	i.address = i.host = i.origin = "127.0.0.1";
	i.port = a->port;
	i.path = "/";
	i.method = method;
	i.protocol = method ? NULL : "evlib";
	i.local_protocol_name = "evlib";
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
turn(void)
{
	if (loop)
		F->turn(loop);
	else
		assert_true(lws_service(app->cx, 0) >= 0);
}

static void
until(const int *counter, int wanted, const char *what)
{
	lws_usec_t deadline =
		lws_now_usecs() + (lws_usec_t)PATIENCE_MS * LWS_US_PER_MS;

	while (*counter < wanted) {
		if (lws_now_usecs() > deadline)
			fail_msg("gave up waiting for %s: %d of %d", what,
				 *counter, wanted);
		turn();
	}
}

static void
everything_works(struct app *a)
{
	call(a, NULL);
	call(a, "GET");
	lws_sul_schedule(a->cx, 0, &a->sul, tick, 3 * LWS_US_PER_MS);
	until(&a->echoed, 1, "the echo");
	until(&a->pages, 1, "the page");
	until(&a->ticks, 1, "the timer");
	until(&a->closed, 2, "the ends");
	assert_int_equal(a->errors, 0);
}

static void
begin_foreign(void)
{
	loop = F->make();
	assert_non_null(loop);
	assert_int_equal(F->others(loop) > 0, 0);
}

/* the application's loop goes on, and there is nothing of ours on it */
static void
end_foreign(void)
{
	int beats = F->beats(loop);

	while (F->beats(loop) < beats + 3)
		F->turn(loop);
	assert_int_equal(F->others(loop) > 0, 0);
	assert_int_equal(F->end(loop), 0);
	loop = NULL;
	lws__net_ledger_check();
}

static int
setup(void **state)
{
	(void)state;
	loop = NULL;
	app = &apps[0];
	lws__net_ledger_reset();

	return 0;
}

/* ---- its loop as ours -----------------------------------------------------
 */

static void
own_loop__serves_and_calls(void **state)
{
	(void)state;
	begin(app);
	everything_works(app);
	lws_context_destroy(app->cx);
	assert_null(app->gone);
	lws__net_ledger_check();
}

static void
own_loop__a_context_that_never_ran_is_destroyed(void **state)
{
	(void)state;
	begin(app);
	lws_context_destroy(app->cx);
	assert_null(app->gone);
	lws__net_ledger_check();
}

static void
own_loop__a_destroy_in_a_callback_ends_the_service(void **state)
{
	int turns = 0;

	(void)state;
	begin(app);
	app->destroys = true;
	call(app, NULL);
	while (lws_service(app->cx, 0) >= 0)
		assert_true(turns++ < 100000);
	assert_non_null(app->gone);
	lws_context_destroy(app->cx); /* and this finishes it */
	assert_null(app->gone);
	lws__net_ledger_check();
}

static void
own_loop__signals_are_told(void **state)
{
	struct lws_context_creation_info info;
	int turns = 0;

	(void)state;
	fill_in(&info, app);
	info.signal_cb = on_signal;
	create(app, &info);
	everything_works(app);
	assert_int_equal(raise(SIGTERM), 0);
	while (lws_service(app->cx, 0) >= 0)
		assert_true(turns++ < 100000);
	assert_int_equal(app->signalled, SIGTERM);
	assert_non_null(app->gone);
	lws_context_destroy(app->cx);
	assert_null(app->gone);
	lws__net_ledger_check();
}

static void
own_loop__is_not_served_from_a_callback(lws_sorted_usec_list_t *sul)
{
	struct app *a = lws_container_of(sul, struct app, sul);

	assert_int_equal(lws_service(a->cx, 0), -1);
	assert_int_equal(lws_service(a->cx, -1), -1);
	a->ticks++;
}

static void
own_loop__does_not_nest(void **state)
{
	(void)state;
	begin(app);
	lws_sul_schedule(app->cx, 0, &app->sul,
			 own_loop__is_not_served_from_a_callback, 1);
	until(&app->ticks, 1, "the timer");
	lws_context_destroy(app->cx);
	lws__net_ledger_check();
}

/* one that is due already: it is served, and nothing is waited for then */
static void
own_loop__returns_when_a_timer_was_served(void **state)
{
	lws_usec_t due;

	(void)state;
	begin(app);
	everything_works(app);
	for (int n = 2; n < 6; n++) {
		due = lws_now_usecs() + 2 * LWS_US_PER_MS;
		lws_sul_schedule(app->cx, 0, &app->sul, tick,
				 2 * LWS_US_PER_MS);
		assert_true(lws_service(app->cx, 0) >= 0); /* it hears of it */
		while (lws_now_usecs() < due + LWS_US_PER_MS)
			;
		until(&app->ticks, n, "the timer that is due");
	}
	lws_context_destroy(app->cx);
	lws__net_ledger_check();
}

/* ---- loops of the application ---------------------------------------------
 */

static void
foreign_loop__serves_and_goes_on_after_destroy(void **state)
{
	(void)state;
	begin_foreign();
	for (int again = 0; again < 3; again++) {
		begin(app);
		everything_works(app);
		lws_context_destroy(app->cx); /* one call */
		assert_null(app->gone);
	}
	end_foreign();
}

static void
foreign_loop__a_context_that_never_ran_leaves_nothing(void **state)
{
	(void)state;
	begin_foreign();
	begin(app);
	lws_context_destroy(app->cx);
	assert_null(app->gone);
	end_foreign();
}

static void
foreign_loop__a_destroy_with_everything_in_flight_leaves_nothing(void **state)
{
	(void)state;
	begin_foreign();
	begin(app);
	app->asks_more = true;
	for (int n = 0; n < 5; n++) {
		call(app, NULL);
		call(app, "GET");
	}
	until(&app->established, 3, "some connections");
	lws_sul_schedule(app->cx, 0, &app->sul, tick, 1);
	lws_context_destroy(app->cx);
	assert_null(app->gone);
	end_foreign();
	assert_int_equal(app->ticks, 0);
}

/* the context frees itself: nobody comes back to do it */
static void
foreign_loop__a_destroy_in_a_callback_is_finished_by_the_loop(void **state)
{
	(void)state;
	begin_foreign();
	begin(app);
	app->destroys = true;
	call(app, NULL);
	for (int turns = 0; app->gone; turns++) {
		assert_true(turns < 100000);
		F->turn(loop);
	}
	end_foreign();
}

static void
destroy_soon(void *arg)
{
	struct app *a = arg;

	lws_context_destroy(a->cx);
}

static void
foreign_loop__a_destroy_from_a_timer_of_the_application(void **state)
{
	(void)state;
	begin_foreign();
	begin(app);
	everything_works(app);
	F->soon(loop, destroy_soon, app);
	for (int turns = 0; app->gone; turns++) {
		assert_true(turns < 100000);
		F->turn(loop);
	}
	end_foreign();
}

static void
foreign_loop__several_contexts_share_one(void **state)
{
	(void)state;
	begin_foreign();
	for (int n = 0; n < CONTEXTS; n++)
		begin(&apps[n]);
	for (int n = 0; n < CONTEXTS; n++)
		everything_works(&apps[n]);
	lws_context_destroy(apps[1].cx);
	everything_works(&apps[0]); /* counters are at least that */
	apps[2].echoed = 0;
	call(&apps[2], NULL);
	until(&apps[2].echoed, 1, "an echo beside the one that went");
	lws_context_destroy(apps[0].cx);
	lws_context_destroy(apps[2].cx);
	end_foreign();
}

static void
ask_outside(void *arg)
{
	struct app *a = arg;

	lws_sul_schedule(a->cx, 0, &a->sul, tick, 1);
	call(a, NULL);
}

/* what is asked for between turns, from the application's own callbacks */
static void
foreign_loop__hears_of_what_is_asked_outside_a_turn(void **state)
{
	(void)state;
	begin_foreign();
	begin(app);
	F->soon(loop, ask_outside, app);
	until(&app->ticks, 1, "the timer");
	until(&app->echoed, 1, "the echo");
	lws_context_destroy(app->cx);
	end_foreign();
}

static void
stop_soon(void *arg)
{
	F->stop(arg);
}

/* some programs let lws_service() run their loop, until they stop it */
static void
foreign_loop__is_run_by_lws_service_until_it_is_stopped(void **state)
{
	(void)state;
	if (!F->stop)
		skip();
	begin_foreign();
	begin(app);
	everything_works(app);
	F->soon(loop, stop_soon, loop);
	assert_true(lws_service(app->cx, 0) < 0);
	assert_non_null(app->gone);
	lws_context_destroy(app->cx);
	end_foreign();
}

/* ---- turns ----------------------------------------------------------------
 */

static void
adopt_pipes(int *ends, int count)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(app->cx, "first");
	lws_sock_file_fd_type u;
	int fds[2], beats = F->beats(loop);

	for (int n = 0; n < count; n++) {
		assert_int_equal(pipe(fds), 0);
		u.filefd = fds[0];
		ends[n] = fds[1];
		assert_non_null(lws_adopt_descriptor_vhost(
			vh, LWS_ADOPT_RAW_FILE_DESC, u, "evlib", NULL));
	}
	while (F->beats(loop) < beats + 2)
		F->turn(loop); /* it waits for all of them */
}

static void
close_all(const int *fds, int count)
{
	for (int n = 0; n < count; n++)
		assert_int_equal(close(fds[n]), 0);
}

/* so that what is promised of a turn holds on each loop */
static void
turns__are_all_that_is_ready_at_once(void **state)
{
	int ends[READY];

	(void)state;
	if (F->one_by_one)
		skip();
	begin_foreign();
	begin(app);
	adopt_pipes(ends, READY);
	for (int n = 0; n < READY; n++)
		assert_int_equal(write(ends[n], "x", 1), 1);
	until(&app->ticks, 1, "the timer");
	assert_int_equal(app->ready_at_tick, READY);
	close_all(ends, READY);
	lws_context_destroy(app->cx);
	end_foreign();
}

static void
turns__end_while_descriptors_stay_ready(void **state)
{
	int ends[2];

	(void)state;
	begin_foreign();
	begin(app);
	adopt_pipes(ends, 2);
	app->floods = true;
	for (int n = 0; n < 2; n++)
		assert_int_equal(write(ends[n], "x", 1), 1);
	until(&app->ticks, 1, "the timer");
	app->ready = 0;
	until(&app->ticks, 2, "the timer again");
	close_all(ends, 2);
	lws_context_destroy(app->cx);
	end_foreign();
}

/* ---- wakes ----------------------------------------------------------------
 */

static void *
cancel_often(void *arg)
{
	for (int n = 0; n < 100000; n++)
		lws_cancel_service(arg);

	return NULL;
}

/* NET-18: after the last call each protocol hears of it, and it never blocks */
static void
wakes__of_many_threads_are_heard(void **state)
{
	pthread_t threads[4];
	int before;

	(void)state;
	begin_foreign();
	begin(app);
	everything_works(app);
	for (int n = 0; n < 4; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, cancel_often,
						app->cx),
				 0);
	for (int n = 0; n < 20; n++)
		F->turn(loop);
	for (int n = 0; n < 4; n++)
		pthread_join(threads[n], NULL);
	until(&app->cancelled, 1, "a round");
	before = app->cancelled;
	lws_cancel_service(app->cx);
	until(&app->cancelled, before + 1, "the last one");
	/* no storm is left behind */
	before = app->cancelled;
	for (int beats = F->beats(loop); F->beats(loop) < beats + 4;)
		F->turn(loop);
	assert_true(app->cancelled <= before + 1);
	lws_context_destroy(app->cx);
	end_foreign();
}

/* ---- errors ---------------------------------------------------------------
 */

/* EV-02: one that has an error is hung up, the others go on */
static void
errors__of_one_descriptor_close_that_one(void **state)
{
	struct linger l = {.l_onoff = 1};
	struct lws_vhost *vh;
	int fds[2];
	lws_sock_file_fd_type u;

	(void)state;
	begin_foreign();
	begin(app);
	vh = lws_get_vhost_by_name(app->cx, "first");
	assert_int_equal(pipe(fds), 0);
	u.filefd = fds[1]; /* the writing end: a reader that goes is an error */
	assert_non_null(lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC,
						   u, "evlib", NULL));
	close(fds[0]);
	until(&app->closed, 1, "the end of a broken pipe");
	app->closed = 0;
	everything_works(app);
	(void)l;
	lws_context_destroy(app->cx);
	end_foreign();
}

/* what is refused is an error of the application's call, not later */
static void
errors__a_file_on_a_disk_cannot_be_waited_for(void **state)
{
	lws_sock_file_fd_type u;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	(void)state;
	begin_foreign();
	begin(app);
	u.filefd = fd;
	if (lws_adopt_descriptor_vhost(lws_get_vhost_by_name(app->cx, "first"),
				       LWS_ADOPT_RAW_FILE_DESC, u, "evlib",
				       NULL))
		print_message("%s takes them\n", F->name);
	else
		assert_int_equal(close(fd), 0); /* it is still ours */
	call(app, "GET");
	until(&app->pages, 1, "the page");
	lws_context_destroy(app->cx);
	end_foreign();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(own_loop__serves_and_calls, setup),
		cmocka_unit_test_setup(
			own_loop__a_context_that_never_ran_is_destroyed, setup),
		cmocka_unit_test_setup(
			own_loop__a_destroy_in_a_callback_ends_the_service,
			setup),
		cmocka_unit_test_setup(own_loop__signals_are_told, setup),
		cmocka_unit_test_setup(own_loop__does_not_nest, setup),
		cmocka_unit_test_setup(
			own_loop__returns_when_a_timer_was_served, setup),
		cmocka_unit_test_setup(
			foreign_loop__serves_and_goes_on_after_destroy, setup),
		cmocka_unit_test_setup(
			foreign_loop__a_context_that_never_ran_leaves_nothing,
			setup),
		cmocka_unit_test_setup(
			foreign_loop__a_destroy_with_everything_in_flight_leaves_nothing,
			setup),
		cmocka_unit_test_setup(
			foreign_loop__a_destroy_in_a_callback_is_finished_by_the_loop,
			setup),
		cmocka_unit_test_setup(
			foreign_loop__a_destroy_from_a_timer_of_the_application,
			setup),
		cmocka_unit_test_setup(foreign_loop__several_contexts_share_one,
				       setup),
		cmocka_unit_test_setup(
			foreign_loop__hears_of_what_is_asked_outside_a_turn,
			setup),
		cmocka_unit_test_setup(
			foreign_loop__is_run_by_lws_service_until_it_is_stopped,
			setup),
		cmocka_unit_test_setup(turns__are_all_that_is_ready_at_once,
				       setup),
		cmocka_unit_test_setup(turns__end_while_descriptors_stay_ready,
				       setup),
		cmocka_unit_test_setup(wakes__of_many_threads_are_heard, setup),
		cmocka_unit_test_setup(errors__of_one_descriptor_close_that_one,
				       setup),
		cmocka_unit_test_setup(
			errors__a_file_on_a_disk_cannot_be_waited_for, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
