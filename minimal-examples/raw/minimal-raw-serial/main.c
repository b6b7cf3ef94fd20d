/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A serial port in the event loop: 115200 baud, 8 bits, no parity, raw.  What
 * comes is dumped, and every second a line is sent.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>

static struct lws_context *context;
static struct lws *serial_wsi;
static lws_sorted_usec_list_t sul;
static unsigned int lines;

static void
once_a_second(lws_sorted_usec_list_t *s)
{
	if (serial_wsi)
		lws_callback_on_writable(serial_wsi);
	lws_sul_schedule(context, 0, s, once_a_second, LWS_US_PER_SEC);
}

static int
read_some(struct lws *wsi)
{
	uint8_t buf[1024];
	ssize_t n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -1; /* it was unplugged */
	lwsl_hexdump_level(LLL_USER, buf, (size_t)n);

	return 0;
}

static int
send_line(struct lws *wsi)
{
	char line[32];
	int len = lws_snprintf(line, sizeof(line), "line %u\r\n", lines);
	ssize_t n = write(lws_get_socket_fd(wsi), line, (size_t)len);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return -1;
	if (n == len)
		lines++;

	return 0;
}

static int
callback_serial(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;

	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		lwsl_user("RAW_ADOPT_FILE\n");
		serial_wsi = wsi;
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		return read_some(wsi);
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		return send_line(wsi);
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		lwsl_user("RAW_CLOSE_FILE\n");
		serial_wsi = NULL;
		lws_default_loop_exit(context);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"serial", callback_serial, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

/* plain termios: nothing of the library's in here */
static int
open_serial(const char *path)
{
	struct termios t;
	int fd = lws_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 || tcgetattr(fd, &t)) {
		lwsl_err("%s: %s\n", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	cfsetispeed(&t, B115200);
	cfsetospeed(&t, B115200);
	t.c_iflag = IGNBRK;
	t.c_oflag = 0;
	t.c_lflag = 0;
	t.c_cflag = CS8 | CREAD | CLOCAL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSAFLUSH, &t)) {
		lwsl_err("%s: %s\n", path, strerror(errno));
		close(fd);
		return -1;
	}

	return fd;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	lws_sock_file_fd_type fd;
	const char *path;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS minimal raw serial\n");

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

	path = lws_cmdline_option(argc, argv, "-t");
	fd.filefd = open_serial(path ? path : "/dev/ttyUSB0");
	if (fd.filefd < 0 ||
	    !lws_adopt_descriptor_vhost(
		    lws_get_vhost_by_name(context, "default"),
		    LWS_ADOPT_RAW_FILE_DESC, fd, protocols[0].name, NULL)) {
		if (fd.filefd >= 0)
			close(fd.filefd); /* refused: it is still ours */
		lws_context_destroy(context);
		return 1;
	}
	once_a_second(&sul);

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
