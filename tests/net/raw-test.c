/* SPDX-License-Identifier: MIT */
/*
 * Raw sockets and files: adopted, connected, held, ended (NET-28).
 */

#include "client-app.h"
#include "protocols.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char text[4096]; /* what came */
	size_t len;
	int rx, adopted, closed, files_closed, answer, writes;
	const char *sends;
	bool completes; /* lws_raw_transaction_completed() from WRITEABLE */
	struct lws *wsi;
} app;

static struct lws__net net;

static void
keep(const void *in, size_t len)
{
	assert_true(app.len + len < sizeof(app.text));
	memcpy(app.text + app.len, in, len);
	app.len += len;
	app.text[app.len] = '\0';
	app.rx++;
}

static int
read_file(struct lws *wsi)
{
	char buf[256];
	ssize_t n = read(lws_get_socket_fd(wsi), buf, sizeof(buf));

	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n <= 0)
		return -1;
	keep(buf, (size_t)n);

	return 0;
}

static int
write_text(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 256];
	size_t len = app.sends ? strlen(app.sends) : 0;

	app.writes++;
	if (!len)
		return 0;
	memcpy(buf + LWS_PRE, app.sends, len);
	if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0)
		return -1;

	return app.completes ? lws_raw_transaction_completed(wsi) : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_ADOPT_FILE:
	case LWS_CALLBACK_RAW_CONNECTED:
		app.adopted++;
		app.wsi = wsi;
		break;
	case LWS_CALLBACK_RAW_RX:
		keep(in, len);
		return app.answer;
	case LWS_CALLBACK_RAW_RX_FILE:
		return read_file(wsi);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return write_text(wsi);
	case LWS_CALLBACK_RAW_CLOSE:
		app.closed++;
		break;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		app.files_closed++;
		break;
	default:
		break;
	}

	return 0;
}

static struct lws_protocols protocols[3] = {{"raw", callback, 0, 0, 0, NULL, 0},
					    LWS_PROTOCOL_LIST_TERM,
					    LWS_PROTOCOL_LIST_TERM};

static void
begin_with(uint64_t options)
{
	struct lws_context_creation_info info;

	memset(&app, 0, sizeof(app));
	memset(&info, 0, sizeof(info));
	info.protocols = protocols;
	info.options =
		LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG | options;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	lws__net_start(&net, &info);
}

static int
begin(void **state)
{
	(void)state;
	begin_with(0);

	return 0;
}

static int
begin_poll(void **state)
{
	(void)state;
	begin_with(LWS_PLUS_SERVER_OPTION_POLL);

	return 0;
}

static int
end(void **state)
{
	(void)state;
	lws__net_stop(&net);

	return 0;
}

static struct lws *
adopt_file(int fd)
{
	lws_sock_file_fd_type u;

	u.filefd = fd;

	return lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_RAW_FILE_DESC, u,
					  "raw", NULL);
}

static void
a_listener_can_be_raw(void **state)
{
	struct lws__net_peer p;

	(void)state;
	lws__net_connect(&net, &p);
	lws__net_until_set(&net, &app.adopted, "the connection");
	app.sends = "hello";
	lws_callback_on_writable(app.wsi);
	lws__net_expect(&net, &p, "hello");
	app.answer = 1; /* only negative answers close */
	lws__net_send(&net, &p, "one");
	lws__net_until_set(&net, &app.rx, "its bytes");
	app.rx = 0;
	lws__net_send(&net, &p, "two");
	lws__net_until_set(&net, &app.rx, "more of them");
	assert_string_equal(app.text, "onetwo");
	assert_int_equal(app.closed, 0);
	app.answer = -1;
	lws__net_send(&net, &p, "three");
	lws__net_expect_end(&net, &p);
	lws__net_hang_up(&p);
	lws__net_until_set(&net, &app.closed, "the end");
}

static void
the_last_bytes_leave_before_a_completed_transaction_closes(void **state)
{
	struct lws__net_peer p;

	(void)state;
	lws__net_connect(&net, &p);
	lws__net_until_set(&net, &app.adopted, "the connection");
	app.sends = "the last words";
	app.completes = true;
	lws_callback_on_writable(app.wsi);
	lws__net_expect(&net, &p, "the last words");
	lws__net_expect_end(&net, &p);
	lws__net_hang_up(&p);
	lws__net_until_set(&net, &app.closed, "the end");
}

static void
a_client_can_be_raw(void **state)
{
	struct lws_client_connect_info i;
	struct lws__net_peer p;
	struct lws *wsi;
	int port, fd = client_listen(&port);

	(void)state;
	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.address = i.host = "127.0.0.1";
	i.port = port;
	i.method = "RAW";
	i.local_protocol_name = "raw";
	i.pwsi = &wsi;
	assert_non_null(lws_client_connect_via_info(&i));
	client_accept(&net, fd, &p);
	lws__net_send(&net, &p, "server first");
	lws__net_until_set(&net, &app.rx, "its bytes");
	assert_string_equal(app.text, "server first");
	lws__net_hang_up(&p);
	lws__net_until_set(&net, &app.closed, "the end");
	close(fd);
}

static void
a_socket_pair_is_adopted(void **state)
{
	lws_sock_file_fd_type u;
	struct lws__net_peer p;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	u.sockfd = fds[0];
	assert_non_null(lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_SOCKET, u,
						   "raw", NULL));
	lws__net_peer_take(&p, fds[1]);
	lws__net_send(&net, &p, "through a pair");
	lws__net_until_set(&net, &app.rx, "its bytes");
	assert_string_equal(app.text, "through a pair");
	lws__net_hang_up(&p);
	lws__net_until_set(&net, &app.closed, "the end");
}

/* a writer that wrote and went, while the reader is held: nothing is lost */
static void
a_held_pipe_keeps_what_is_in_it__NET_28(void **state)
{
	int fds[2];
	struct lws *wsi;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	wsi = adopt_file(fds[0]);
	assert_non_null(wsi);
	lws_rx_flow_control(wsi, 0);
	assert_int_equal(write(fds[1], "the rest", 8), 8);
	close(fds[1]);
	for (int n = 0; n < 20; n++)
		lws__net_turn(&net);
	assert_int_equal(app.rx, 0);
	assert_int_equal(app.files_closed, 0);
	lws_rx_flow_control(wsi, 1);
	lws__net_until_set(&net, &app.files_closed, "the end of the pipe");
	assert_string_equal(app.text, "the rest");
}

static void
the_end_of_a_pipe_comes_after_its_bytes(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_non_null(adopt_file(fds[0]));
	assert_int_equal(write(fds[1], "bytes", 5), 5);
	close(fds[1]);
	lws__net_until_set(&net, &app.files_closed, "the end of the pipe");
	assert_string_equal(app.text, "bytes");
}

static char logged[1024];

static void
keep_log(int level, const char *line)
{
	(void)level;
	if (strlen(logged) + strlen(line) + 1 < sizeof(logged))
		memcpy(logged + strlen(logged), line, strlen(line) + 1);
}

/* epoll does not wait for it: said at once, and it stays its owner's */
static void
a_file_on_a_disk_is_refused_in_words(void **state)
{
	const char *loop = getenv("LWS_TEST_LOOP");
	struct stat st;
	int fd;

	(void)state;
	if (loop && !strcmp(loop, "poll"))
		skip(); /* to poll() it is a file that is always ready */
	lws__net_text_file("regular", "text");
	fd = open(lws__net_path("regular"), O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	logged[0] = '\0';
	lws_set_log_level(LLL_ERR, keep_log);
	assert_null(adopt_file(fd));
	lws_set_log_level(0, NULL);
	assert_non_null(strstr(logged, "a file on a disk is always ready"));
	assert_int_equal(app.adopted, 0);
	assert_int_equal(fstat(fd, &st), 0);
	close(fd);
	lws__net_dir_remove();
}

/* poll() says that it is ready, each time */
static void
but_poll_reads_it(void **state)
{
	int fd;

	(void)state;
	lws__net_text_file("regular", "text");
	fd = open(lws__net_path("regular"), O_RDONLY | O_CLOEXEC);
	assert_non_null(adopt_file(fd));
	lws__net_until_set(&net, &app.files_closed, "the end of the file");
	assert_string_equal(app.text, "text");
	lws__net_dir_remove();
}

/* ---- plugins/protocol_lws_raw_test.c ------------------------------------- */

static int
begin_plugin(void **state)
{
	static char path[200];
	static const struct lws_protocol_vhost_options fifo = {
		NULL, NULL, "fifo-path", path};
	static const struct lws_protocol_vhost_options pvo = {
		NULL, &fifo, "protocol-lws-raw-test", ""};
	struct lws_context_creation_info info;

	(void)state;
	memset(&app, 0, sizeof(app));
	lws_strncpy(path, lws__net_path("fifo"), sizeof(path));
	memset(&info, 0, sizeof(info));
	info.protocols = lws_raw_test_protocols;
	info.pvo = &pvo;
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "protocol-lws-raw-test";
	protocols[0] = lws_raw_test_protocols[0];
	info.protocols = protocols;
	lws__net_start(&net, &info);
	protocols[0] =
		(struct lws_protocols){"raw", callback, 0, 0, 0, NULL, 0};
	app.text[0] = '\0';
	lws_strncpy(app.text, path, sizeof(app.text));

	return 0;
}

static const char *awaited;

static bool
has_logged(void *arg)
{
	(void)arg;

	return strstr(logged, awaited);
}

static void
await_line(const char *text)
{
	awaited = text;
	lws__net_until(&net, has_logged, NULL, text);
}

static void
the_plugin_echoes_and_prints_its_fifo(void **state)
{
	char big[5000];
	struct lws__net_peer p;
	int fd = open(app.text, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	memset(big, 'x', sizeof(big));
	lws__net_connect(&net, &p);
	lws__net_send(&net, &p, "hello");
	lws__net_expect(&net, &p, "hello");
	lws__net_send_bytes(&net, &p, big, sizeof(big));
	lws__net_expect_bytes(&net, &p, big, sizeof(big));
	lws__net_hang_up(&p);

	logged[0] = '\0';
	lws_set_log_level(LLL_USER, keep_log);
	assert_int_equal(write(fd, "first\nsec", 9), 9);
	await_line("FIFO: first");
	assert_int_equal(write(fd, "ond\x1b[1m\n", 8), 8);
	await_line("FIFO: second\\u001");
	close(fd);
	/* no writer: it waits for the next one */
	for (int n = 0; n < 10; n++)
		lws__net_turn(&net);
	lws_set_log_level(0, NULL);
}

static int
end_plugin(void **state)
{
	char path[200];

	(void)state;
	lws_strncpy(path, app.text, sizeof(path));
	lws_context_destroy(net.cx);
	assert_int_equal(access(path, F_OK), -1);
	lws__net_dir_remove();

	return 0;
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(a_listener_can_be_raw),
		T(the_last_bytes_leave_before_a_completed_transaction_closes),
		T(a_client_can_be_raw),
		T(a_socket_pair_is_adopted),
		T(a_held_pipe_keeps_what_is_in_it__NET_28),
		T(the_end_of_a_pipe_comes_after_its_bytes),
		T(a_file_on_a_disk_is_refused_in_words),
		cmocka_unit_test_setup_teardown(
			a_held_pipe_keeps_what_is_in_it__NET_28, begin_poll,
			end),
		cmocka_unit_test_setup_teardown(but_poll_reads_it, begin_poll,
						end),
		cmocka_unit_test_setup_teardown(
			the_plugin_echoes_and_prints_its_fifo, begin_plugin,
			end_plugin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
