/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A TCP socket that the program made and connected itself, handed over to the
 * library: it waits, reads, keeps what does not fit, and closes.
 *
 * Here it sends an http request and prints what comes back.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static const char *server = "127.0.0.1";
static size_t received;

/* plain sockets: nothing of the library's in here */
static int
connect_tcp(const char *host, const char *port)
{
	struct addrinfo hints, *all, *ai;
	int fd = -1, n;

	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	n = getaddrinfo(host, port, &hints, &all);
	if (n) {
		lwsl_err("%s: %s\n", host, gai_strerror(n));
		return -1;
	}
	for (ai = all; ai && fd < 0; ai = ai->ai_next) {
		fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (fd >= 0 && connect(fd, ai->ai_addr, ai->ai_addrlen)) {
			lwsl_err("connect: %s\n", strerror(errno));
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(all);

	return fd;
}

static int
send_request(struct lws *wsi)
{
	char buf[LWS_PRE + 256];
	int len = lws_snprintf(buf + LWS_PRE, sizeof(buf) - LWS_PRE,
			       "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", server);

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)len,
			 LWS_WRITE_RAW);
}

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	(void)user;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("RAW_ADOPT: the socket is the library's now\n");
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (!received && send_request(wsi) < 0)
			return -1;
		break;
	case LWS_CALLBACK_RAW_RX:
		received += len;
		fwrite(in, 1, len, stdout);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("RAW_CLOSE: after %llu bytes\n",
			  (unsigned long long)received);
		lws_default_loop_exit(context);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"raw-test", callback_raw, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

/* from here on the fd belongs to the library, also when it says no */
static int
adopt(int sockfd)
{
	lws_sock_file_fd_type fd;

	fd.sockfd = sockfd;

	return !lws_adopt_descriptor_vhost(
		lws_get_vhost_by_name(context, "default"), LWS_ADOPT_SOCKET, fd,
		protocols[0].name, NULL);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	const char *port = lws_cmdline_option(argc, argv, "-p"), *p;
	int fd;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw adopt tcp\n");

	p = lws_cmdline_option(argc, argv, "--server");
	if (p)
		server = p;
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

	fd = connect_tcp(server, port ? port : "7681");
	if (fd < 0 || adopt(fd)) {
		lws_context_destroy(context);
		return 1;
	}

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: %s\n", received ? "OK" : "nothing came back");

	return !received;
}
