/* SPDX-License-Identifier: MIT */
/*
 * One event library, when the making of a context or a vhost fails at each
 * step, on its loop as ours and on a loop of the application (NET-22), and when
 * somebody wakes it while it goes (NET-19).
 */

#include "evlib-foreign.h"
#include "lws-test.h"
#include "net-test.h"
#include "syscall-shim.h"

#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	TURNS_MAX = 100000,
	FDS_MAX = 64, /* that a context needs, at the very most */
	NTH_MAX = 64,
	WAKERS = 2,
};

#define F (&lws__foreign)

static struct app {
	struct lws_context *cx;
	struct lws_context *gone; /* info.pcontext: NULL when it is gone */
	int echoed, closed, late;
	bool destroys; /* in its next callback of a client */
	bool is_going; /* it is being destroyed, and nobody hears of it */
	bool is_waked; /* by threads, until PROTOCOL_DESTROY */
	pthread_t wakers[WAKERS];
	atomic_bool enough;
} app;

static void *loop; /* the application's, or NULL */

/* ---- the application ----------------------------------------------------- */

static int
say(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 5];

	memcpy(buf + LWS_PRE, "hello", 5);

	return lws_write(wsi, buf + LWS_PRE, 5, LWS_WRITE_TEXT) < 5 ? -1 : 0;
}

/* from what is said of ends, too */
static void
wake_here(struct lws *wsi)
{
	if (!app.is_waked)
		return;
	lws_cancel_service(lws_get_context(wsi));
	lws_cancel_service_pt(wsi);
}

static void
wakers_end(void)
{
	if (!app.is_waked || atomic_exchange(&app.enough, true))
		return;
	for (int n = 0; n < WAKERS; n++)
		assert_int_equal(pthread_join(app.wakers[n], NULL), 0);
}

static int
client_got(struct lws *wsi)
{
	app.echoed++;
	if (!app.destroys)
		return -1;
	app.destroys = false;
	lws_context_destroy(lws_get_context(wsi));

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return say(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return client_got(wsi);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		app.closed++;
		wake_here(wsi);
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_WSI_DESTROY:
		wake_here(wsi);
		break;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		app.is_going = true;
		wake_here(wsi);
		wakers_end();
		break;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		app.late += app.is_going;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"evlib", callback, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static int
create(void)
{
	struct lws_context_creation_info info = {0};
	static void *loops[1];

	memset(&app, 0, sizeof(app));
	info.iface = "127.0.0.1";
	info.vhost_name = "first";
	info.protocols = protocols;
	info.pcontext = &app.gone;
	info.event_lib_custom = lws__net_evlib(F->name);
	assert_non_null(info.event_lib_custom);
	loops[0] = loop ? F->given(loop) : NULL;
	info.foreign_loops = loop ? loops : NULL;
	app.cx = app.gone = lws_create_context(&info);

	return !app.cx;
}

static void
call(void)
{
	struct lws_client_connect_info i = {0};

	i.context = app.cx;
	i.address = i.host = i.origin = "127.0.0.1";
	i.port = lws_get_vhost_listen_port(
		lws_get_vhost_by_name(app.cx, "first"));
	i.path = "/";
	i.protocol = i.local_protocol_name = "evlib";
	assert_non_null(lws_client_connect_via_info(&i));
}

static void
turn(void)
{
	if (loop)
		F->turn(loop);
	else
		assert_true(lws_service(app.cx, 0) >= 0);
}

static void
until(const int *counter, int wanted)
{
	for (int turns = 0; *counter < wanted; turns++) {
		assert_true(turns < TURNS_MAX);
		turn();
	}
}

static void
it_works(void)
{
	int before = app.echoed;

	call();
	until(&app.echoed, before + 1);
	until(&app.closed, before + 1);
}

static void
begin_loop(bool is_ours)
{
	lws__shim_reset();
	loop = is_ours ? NULL : F->make();
}

/* what libuv closes it gives back when its loop turns */
static void
check_loop(void)
{
	for (int turns = 0; loop && F->others(loop) > 0; turns++) {
		assert_true(turns < TURNS_MAX);
		F->turn(loop);
	}
}

static void
end_loop(void)
{
	check_loop();
	if (loop)
		assert_int_equal(F->end(loop), 0);
	loop = NULL;
}

static int
open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);

	return count;
}

/* ---- NET-22 ---------------------------------------------------------------
 */

static int
one_context(void *arg)
{
	(void)arg;
	if (create()) {
		check_loop();
		return 1;
	}
	lws_context_destroy(app.cx);
	assert_null(app.gone);
	check_loop();

	return 0;
}

static void
without_memory(bool is_ours)
{
	int fds;

	begin_loop(is_ours);
	assert_int_equal(one_context(NULL), 0); /* what is made only once */
	fds = open_fds();
	lws__test_alloc_sweep(one_context, NULL);
	assert_int_equal(open_fds(), fds);
	assert_int_equal(create(), 0);
	it_works();
	lws_context_destroy(app.cx);
	end_loop();
}

static void
NET_22__own_loop_without_memory(void **state)
{
	(void)state;
	without_memory(true);
}

static void
NET_22__foreign_loop_without_memory(void **state)
{
	(void)state;
	without_memory(false);
}

static void
with_at_most(int fds)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = fds ? (rlim_t)fds : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static int
lowest_free(void)
{
	int fd = dup(0);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);

	return fd;
}

/* the library's own descriptors, and those of the event library for us */
static void
without_descriptors(bool is_ours)
{
	int fds, room, failed = 1;

	begin_loop(is_ours);
	assert_int_equal(one_context(NULL), 0);
	fds = open_fds();
	for (room = 0; failed; room++) {
		assert_true(room < FDS_MAX);
		with_at_most(lowest_free() + room);
		failed = create();
		with_at_most(0);
		if (!failed)
			lws_context_destroy(app.cx);
		check_loop();
		if (!is_ours || !F->loses_fds)
			assert_int_equal(open_fds(), fds);
	}
	assert_true(room > 2); /* a listener and something to wake it */
	assert_int_equal(create(), 0);
	it_works();
	lws_context_destroy(app.cx);
	end_loop();
}

static void
NET_22__own_loop_without_descriptors(void **state)
{
	(void)state;
	if (F->dies_without_fds)
		skip();
	without_descriptors(true);
}

static void
NET_22__foreign_loop_without_descriptors(void **state)
{
	(void)state;
	without_descriptors(false);
}

/* each system call of ours in turn; some, such as an option, may be refused */
static void
refused(bool is_ours)
{
	static const enum lws__shim_call calls[] = {
		LWS_SHIM_EVENTFD,     LWS_SHIM_SOCKET,     LWS_SHIM_SETSOCKOPT,
		LWS_SHIM_BIND,        LWS_SHIM_LISTEN,     LWS_SHIM_FCNTL,
		LWS_SHIM_GETSOCKNAME, LWS_SHIM_GETIFADDRS, LWS_SHIM_FSTAT,
	};
	int fds, failed = 0;

	begin_loop(is_ours);
	assert_int_equal(one_context(NULL), 0);
	fds = open_fds();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(calls); n++)
		for (unsigned int nth = 1;; nth++) {
			unsigned long seen;

			assert_true(nth < NTH_MAX);
			lws__shim_reset();
			lws__shim_fail(calls[n], nth, 1, ENOBUFS);
			failed += one_context(NULL);
			seen = lws__shim_calls(calls[n]);
			lws__shim_reset();
			assert_int_equal(open_fds(), fds);
			if (seen < nth)
				break;
		}
	assert_true(failed > 4);
	end_loop();
}

static void
NET_22__own_loop_when_the_system_refuses(void **state)
{
	(void)state;
	refused(true);
}

static void
NET_22__foreign_loop_when_the_system_refuses(void **state)
{
	(void)state;
	refused(false);
}

static int
one_vhost(void *arg)
{
	struct lws_context_creation_info info = {0};
	struct lws_vhost *vh;

	(void)arg;
	info.iface = "127.0.0.1";
	info.vhost_name = "second";
	info.protocols = protocols;
	vh = lws_create_vhost(app.cx, &info);
	if (vh)
		lws_vhost_destroy(vh);

	return !vh;
}

/* the context serves all the while */
static void
NET_22__a_vhost_without_memory(void **state)
{
	int fds;

	(void)state;
	begin_loop(false);
	assert_int_equal(create(), 0);
	it_works();
	fds = open_fds();
	lws__test_alloc_sweep(one_vhost, NULL);
	it_works();
	assert_int_equal(open_fds(), fds);
	lws_context_destroy(app.cx);
	assert_null(app.gone);
	end_loop();
}

/* ---- NET-19 ---------------------------------------------------------------
 */

static void *
wake(void *arg)
{
	while (!atomic_load(&app.enough))
		lws_cancel_service(arg);

	return NULL;
}

static void
begin_waked(bool is_ours)
{
	begin_loop(is_ours);
	assert_int_equal(create(), 0);
	it_works();
	app.is_waked = true;
	for (int n = 0; n < WAKERS; n++)
		assert_int_equal(
			pthread_create(&app.wakers[n], NULL, wake, app.cx), 0);
}

static void
end_waked(void)
{
	assert_true(app.is_going);
	assert_true(atomic_load(&app.enough));
	assert_int_equal(app.late, 0);
	end_loop();
}

static void
NET_19__foreign_loop_woken_while_it_is_destroyed(void **state)
{
	(void)state;
	begin_waked(false);
	call();
	until(&app.echoed, 2);
	lws_context_destroy(app.cx);
	assert_null(app.gone);
	end_waked();
}

static void
NET_19__foreign_loop_woken_while_a_callback_destroys_it(void **state)
{
	(void)state;
	begin_waked(false);
	app.destroys = true;
	call();
	for (int turns = 0; app.gone; turns++) {
		assert_true(turns < TURNS_MAX);
		F->turn(loop);
	}
	end_waked();
}

static void
NET_19__own_loop_woken_while_a_callback_destroys_it(void **state)
{
	int turns = 0;

	(void)state;
	begin_waked(true);
	app.destroys = true;
	call();
	while (lws_service(app.cx, 0) >= 0)
		assert_true(turns++ < TURNS_MAX);
	lws_context_destroy(app.cx);
	assert_null(app.gone);
	end_waked();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(NET_22__own_loop_without_memory),
		cmocka_unit_test(NET_22__foreign_loop_without_memory),
		cmocka_unit_test(NET_22__own_loop_without_descriptors),
		cmocka_unit_test(NET_22__foreign_loop_without_descriptors),
		cmocka_unit_test(NET_22__own_loop_when_the_system_refuses),
		cmocka_unit_test(NET_22__foreign_loop_when_the_system_refuses),
		cmocka_unit_test(NET_22__a_vhost_without_memory),
		cmocka_unit_test(
			NET_19__foreign_loop_woken_while_it_is_destroyed),
		cmocka_unit_test(
			NET_19__foreign_loop_woken_while_a_callback_destroys_it),
		cmocka_unit_test(
			NET_19__own_loop_woken_while_a_callback_destroys_it),
	};

	lws_set_log_level(0, NULL);

	return cmocka_run_group_tests(tests, NULL, NULL);
}
