/* SPDX-License-Identifier: CC0-1.0 */
/*
 * What is typed goes to a TCP server, what it answers is printed.  Stdin is
 * adopted as a raw file, the connection is a raw client; each side waits for
 * the other.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PIECE = 4096,
	AFTER_EOF_SECS = 5, /* how long an answer may still take */
};

static struct lws_context *context;
static struct lws *net_wsi, *stdin_wsi;
static uint8_t piece[LWS_PRE + PIECE]; /* read, and not sent yet */
static size_t piece_len;
static int connected, input_ended;

/* ---- stdin --------------------------------------------------------------- */

static int
read_piece(struct lws *wsi)
{
	ssize_t n = read(lws_get_socket_fd(wsi), piece + LWS_PRE, PIECE);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -1;
	piece_len = (size_t)n;
	lws_rx_flow_control(wsi, 0); /* no more until this has left */
	lws_callback_on_writable(net_wsi);

	return 0;
}

static int
callback_stdin(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_RX_FILE:
		return read_piece(wsi);
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		stdin_wsi = NULL;
		input_ended = 1;
		if (net_wsi)
			lws_set_timeout(net_wsi, PENDING_TIMEOUT_USER_OK,
					AFTER_EOF_SECS);
		break;
	default:
		break;
	}

	return 0;
}

/* the library closes what it adopts: a copy */
static int
adopt_stdin(void)
{
	lws_sock_file_fd_type fd;

	fd.filefd = dup(STDIN_FILENO);
	if (fd.filefd < 0)
		return 1;
	stdin_wsi = lws_adopt_descriptor_vhost(
		lws_get_vhost_by_name(context, "default"),
		LWS_ADOPT_RAW_FILE_DESC, fd, "stdin", NULL);
	if (stdin_wsi)
		return 0;
	lwsl_err("stdin cannot be waited for: is it a file? use a pipe\n");
	close(fd.filefd);

	return 1;
}

/* ---- the connection ------------------------------------------------------ */

static int
send_piece(struct lws *wsi)
{
	size_t len = piece_len;

	piece_len = 0;
	if (len && lws_write(wsi, piece + LWS_PRE, len, LWS_WRITE_RAW) < 0)
		return -1;
	if (stdin_wsi)
		lws_rx_flow_control(stdin_wsi, 1);

	return 0;
}

static int
callback_net(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	(void)user;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("%s\n", in ? (const char *)in : "failed");
		lws_default_loop_exit(context);
		break;
	case LWS_CALLBACK_RAW_CONNECTED:
		lwsl_user("connected\n");
		connected = 1;
		return adopt_stdin() ? -1 : 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return send_piece(wsi);
	case LWS_CALLBACK_RAW_RX:
		fwrite(in, 1, len, stdout);
		fflush(stdout);
		if (input_ended)
			lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
					AFTER_EOF_SECS);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("closed\n");
		net_wsi = NULL;
		lws_default_loop_exit(context);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"net", callback_net, 0, 0, 0, NULL, 0},
	{"stdin", callback_stdin, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static int
start(int argc, const char **argv)
{
	const char *server = lws_cmdline_option(argc, argv, "--server");
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = server ? server : "127.0.0.1";
	i.host = i.address;
	i.port = port ? (int)strtol(port, NULL, 10) : 7681;
	i.method = "RAW";
	i.local_protocol_name = "net";
	i.pwsi = &net_wsi;

	return !lws_client_connect_via_info(&i);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw netcat\n");

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.pcontext = &context;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	if (start(argc, argv)) {
		lws_context_destroy(context);
		return 1;
	}

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: %s\n", connected ? "OK" : "failed");

	return !connected;
}
