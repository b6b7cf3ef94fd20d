/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A program with a libuv loop of its own.  A server joins the loop, leaves it,
 * and joins it again, while a timer of the program goes on.
 */

#include <uv.h>

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static uv_loop_t loop;
static uv_timer_t timer;
static uv_signal_t signals[2];
static int port, beats, lives, lives_wanted = 2, beats_wanted = 40;

static const struct lws_http_mount mount = {
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static int
join(void)
{
	struct lws_context_creation_info info;
	void *loops[1];

	memset(&info, 0, sizeof(info));
	loops[0] = &loop;
	info.foreign_loops = loops;
	info.options = LWS_SERVER_OPTION_LIBUV;
	info.pcontext = &context; /* NULL when it has gone */
	info.port = port;
	info.mounts = &mount;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	port = lws_get_vhost_listen_port(
		lws_get_vhost_by_name(context, "default"));
	lwsl_user("LWS minimal http server on a loop of the program | visit "
		  "http://localhost:%d/ | life %d\n",
		  port, ++lives);

	return 0;
}

static void
end(void)
{
	/* takes what is the library's off the loop, which goes on */
	lws_context_destroy(context);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_close((uv_handle_t *)&signals[0], NULL);
	uv_close((uv_handle_t *)&signals[1], NULL);
}

static void
on_beat(uv_timer_t *handle)
{
	(void)handle;
	if (++beats % beats_wanted)
		return;
	lws_context_destroy(context);
	if (lives >= lives_wanted || join())
		end();
}

static void
on_signal(uv_signal_t *handle, int signum)
{
	(void)handle;
	(void)signum;
	end();
}

int
main(int argc, const char **argv)
{
	static const int numbers[] = {SIGINT, SIGTERM};
	struct lws_context_creation_info info;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	p = lws_cmdline_option(argc, argv, "-p");
	port = p ? (int)strtol(p, NULL, 10) : 7681;
	p = lws_cmdline_option(argc, argv, "-n");
	lives_wanted = p ? (int)strtol(p, NULL, 10) : 2;
	p = lws_cmdline_option(argc, argv, "-b");
	beats_wanted = p ? (int)strtol(p, NULL, 10) : 40;
	if (beats_wanted < 1)
		beats_wanted = 1;

	uv_loop_init(&loop);
	uv_timer_init(&loop, &timer);
	uv_timer_start(&timer, on_beat, 100, 100);
	for (int n = 0; n < 2; n++) {
		uv_signal_init(&loop, &signals[n]);
		uv_signal_start(&signals[n], on_signal, numbers[n]);
	}
	if (join()) {
		lwsl_err("lws init failed\n");
		return 1;
	}

	uv_run(&loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&loop)) {
		lwsl_err("something is left on the loop\n");
		return 1;
	}
	lwsl_user("Completed: OK, %d lives, %d beats\n", lives, beats);

	return 0;
}
