/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A file descriptor that is no socket, here a pipe, in the event loop.
 *
 * The library says when it can be read or written; reading and writing stay
 * the program's.  It works with whatever poll() understands: pipes, FIFOs,
 * terminals, serial ports, eventfds.  (Files on a disk are always "ready": the
 * system's epoll refuses them.)
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static size_t total;

/* 0: go on, -1: the end, or an error: close it */
static int
read_some(struct lws *wsi)
{
	uint8_t buf[1024];
	ssize_t n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0)
		lwsl_err("read: %s\n", strerror(errno));
	if (n <= 0)
		return -1;
	total += (size_t)n;
	lwsl_hexdump_level(LLL_USER, buf, (size_t)n);

	return 0;
}

static int
callback_file(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		lwsl_user("RAW_ADOPT_FILE\n");
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		return read_some(wsi);
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		lwsl_user("RAW_CLOSE_FILE: %llu bytes in all\n",
			  (unsigned long long)total);
		lws_default_loop_exit(context);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"raw-file-test", callback_file, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static int
adopt(const char *path)
{
	lws_sock_file_fd_type fd;

	/* of stdin we adopt a copy, since the library closes what it has */
	fd.filefd = path ? lws_open(path, O_RDONLY | O_NONBLOCK)
			 : dup(STDIN_FILENO);
	if (fd.filefd < 0) {
		lwsl_err("%s: %s\n", path ? path : "stdin", strerror(errno));
		return 1;
	}
	if (lws_adopt_descriptor_vhost(
		    lws_get_vhost_by_name(context, "default"),
		    LWS_ADOPT_RAW_FILE_DESC, fd, protocols[0].name, NULL))
		return 0;
	lwsl_err("adopting %s failed\n", path ? path : "stdin");
	close(fd.filefd); /* a file that was refused stays ours */

	return 1;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw file\n");

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

	if (adopt(lws_cmdline_option(argc, argv, "-f"))) {
		lws_context_destroy(context);
		return 1;
	}

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: %s\n", total ? "OK" : "nothing was read");

	return !total;
}
