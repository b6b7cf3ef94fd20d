/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A program on GLib's main loop, as those with GTK are: it fetches a page and
 * does other things meanwhile.  The loop is the program's.
 */

#include <glib-unix.h>
#include <glib.h>

#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static GMainLoop *loop;
static unsigned long received;
static int status, beats, ok;

/* in the loop, when the callback that asked for it has returned */
static gboolean
on_done(gpointer arg)
{
	(void)arg;
	g_main_loop_quit(loop);

	return G_SOURCE_REMOVE;
}

static gboolean
on_beat(gpointer arg)
{
	(void)arg;
	beats++; /* here a window would be drawn */

	return G_SOURCE_CONTINUE;
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	char buf[LWS_PRE + 1024], *at = buf + LWS_PRE;
	int room = sizeof(buf) - LWS_PRE;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("connection failed: %s\n",
			 in ? (const char *)in : "unknown");
		g_idle_add(on_done, NULL);
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = (int)lws_http_client_http_response(wsi);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		received += len;
		return 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		ok = status == 200;
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		g_idle_add(on_done, NULL);
		break;

	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

static int
fetch(const char *server, int port, const char *path)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = i.origin = server;
	i.port = port;
	i.path = path;
	i.method = "GET";
	i.protocol = protocols[0].name;

	return !lws_client_connect_via_info(&i);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *p, *server, *path;
	void *loops[1];
	int port;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	p = lws_cmdline_option(argc, argv, "-s");
	server = p ? p : "localhost";
	p = lws_cmdline_option(argc, argv, "-p");
	port = p ? (int)strtol(p, NULL, 10) : 7681;
	p = lws_cmdline_option(argc, argv, "--path");
	path = p ? p : "/";

	loop = g_main_loop_new(NULL, FALSE);
	g_timeout_add(10, on_beat, NULL);
	g_unix_signal_add(SIGINT, on_done, NULL);

	loops[0] = loop;
	info.foreign_loops = loops;
	info.options = LWS_SERVER_OPTION_GLIB;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	lwsl_user("LWS minimal http client on GLib | http://%s:%d%s\n", server,
		  port, path);
	if (!fetch(server, port, path))
		g_main_loop_run(loop);
	lws_context_destroy(context);
	g_main_loop_unref(loop);
	lwsl_user("status %d, %lu bytes\n", status, received);
	lwsl_user("Completed: %s\n", ok ? "OK" : "failed");

	return !ok;
}
