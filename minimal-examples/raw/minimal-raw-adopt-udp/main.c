/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A UDP socket that the program made, handed over to the library: each datagram
 * that comes is sent back to where it came from.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

/* plain sockets: nothing of the library's in here */
static int
open_udp(int *port)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)*port);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, len) ||
	    getsockname(fd, (struct sockaddr *)&sin, &len)) {
		lwsl_err("udp port %d: %s\n", *port, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(sin.sin_port);

	return fd;
}

/* to lws_get_udp()->sa46, which is who sent the last one */
static int
send_back(struct lws *wsi, const void *in, size_t len)
{
	static uint8_t buf[LWS_PRE + 65536];
	lws_sockaddr46 sa46 = lws_get_udp(wsi)->sa46;
	char sender[64];

	lws_sa46_write_numeric_address(&sa46, sender, sizeof(sender));
	lwsl_user("%u bytes from %s\n", (unsigned int)len, sender);
	memcpy(buf + LWS_PRE, in, len);
	/* what the system does not take is lost, as it may be on its way */
	if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0)
		lwsl_warn("not sent back\n");

	return 0;
}

static int
callback_udp(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	(void)user;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("RAW_ADOPT: the socket is the library's now\n");
		break;
	case LWS_CALLBACK_RAW_RX:
		return send_back(wsi, in, len);
	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("RAW_CLOSE\n");
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"udp-echo", callback_udp, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	lws_sock_file_fd_type fd;
	const char *p;
	int port = 7681;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		port = (int)strtol(p, NULL, 10);

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

	fd.sockfd = open_udp(&port);
	if (fd.sockfd < 0 ||
	    !lws_adopt_descriptor_vhost(
		    lws_get_vhost_by_name(context, "default"),
		    LWS_ADOPT_RAW_SOCKET_UDP, fd, protocols[0].name, NULL)) {
		lws_context_destroy(context);
		return 1;
	}
	lwsl_user("LWS minimal raw adopt udp | udp://localhost:%d/\n", port);

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
