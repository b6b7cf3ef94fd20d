/* SPDX-License-Identifier: MIT */
/*
 * Listening: sockets that were passed on, shared, on paths, on interfaces that
 * are not there; vhosts and contexts that end under load.
 */

#include "loop-app.h"
#include "syscall-shim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUEST "GET /dyn HTTP/1.1\r\nHost: h\r\n\r\n"
#define ANSWER                                            \
	"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" \
	"content-length: 6\r\n\r\nhello\n"

static struct lws__net net;

static void
start(void)
{
	struct lws_context_creation_info info;

	lws__loop_hook = NULL;
	lws__loop_info(&info);
	lws__net_start(&net, &info);
}

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();
	lws__loop_hook = NULL;

	return 0;
}

/* a vhost beside the first one */
static struct lws_vhost *
vhost(const char *name, const char *iface, int port, uint64_t options)
{
	struct lws_context_creation_info info;

	lws__loop_info(&info);
	info.vhost_name = name;
	info.iface = iface;
	info.port = port;
	info.options = options;

	return lws_create_vhost(net.cx, &info);
}

static void
is_served(struct lws__net_peer *p)
{
	lws__net_send(&net, p, REQUEST);
	lws__net_expect(&net, p, ANSWER);
}

static void
port_is_served(int port)
{
	struct lws__net_peer p;

	lws__net_connect_with(&p, port, 0);
	is_served(&p);
	lws__net_hang_up(&p);
}

static bool
connects(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = !connect(fd, (struct sockaddr *)&to, sizeof(to));

	close(fd);

	return yes;
}

static int
unix_socket(struct sockaddr_un *sun, const char *path)
{
	memset(sun, 0, sizeof(*sun));
	sun->sun_family = AF_UNIX;
	lws_strncpy(sun->sun_path, path, sizeof(sun->sun_path));

	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int
unix_connect(const char *path)
{
	struct sockaddr_un sun;
	int fd = unix_socket(&sun, path);

	if (!connect(fd, (struct sockaddr *)&sun, sizeof(sun)))
		return fd;
	close(fd);

	return -1;
}

static void
path_is_served(const char *path)
{
	struct lws__net_peer p;
	int fd = unix_connect(path);

	assert_true(fd >= 0);
	lws__net_peer_take(&p, fd);
	is_served(&p);
	lws__net_hang_up(&p);
}

/* ---- sockets that were passed on: LISTEN_FDS ------------------------------
 */

static volatile sig_atomic_t must_stop;

static void
on_term(int sig)
{
	(void)sig;
	must_stop = 1;
	if (net.cx)
		lws_cancel_service(net.cx); /* it may be about to wait */
}

/*
 * We are the program that was started with sockets: 3 is TCP, 4 a Unix one, 5
 * is no listener.  Each check that fails has an exit code of its own.
 */
static int
inherited_main(const char *port, const char *path)
{
	struct lws_context_creation_info info;

	signal(SIGTERM, on_term);
	lws_set_log_level(LLL_ERR, NULL);
	memset(&info, 0, sizeof(info));
	if (lws_systemd_inherited_fd(0, &info) || info.vh_listen_sockfd != 3 ||
	    info.port != (int)strtol(port, NULL, 10))
		return 10;
	if (lws_systemd_inherited_fd(1, &info) || info.vh_listen_sockfd != 4)
		return 11;
	if (!lws_systemd_inherited_fd(2, &info) ||
	    !lws_systemd_inherited_fd(3, &info))
		return 12;

	lws__loop_info(&info);
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	net.cx = lws_create_context(&info);
	if (!net.cx)
		return 13;
	/* found by where they listen */
	if (!vhost("tcp", "127.0.0.1", (int)strtol(port, NULL, 10), 0))
		return 14;
	if (!vhost("unix", path, 0, LWS_SERVER_OPTION_UNIX_SOCK))
		return 15;
	while (!must_stop && lws_service(net.cx, 0) >= 0)
		;
	lws_context_destroy(net.cx);

	return 0;
}

static int
listener_on(struct sockaddr *sa, socklen_t len, int family)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, sa, len), 0);
	assert_int_equal(listen(fd, 10), 0);

	return fd;
}

static void
become_program(const int *fds, const char *port, const char *path)
{
	char pid[24];

	for (int n = 0; n < 3; n++) {
		int high = fcntl(fds[n], F_DUPFD, 100);

		(void)dup2(high, 3 + n);
		close(high);
	}
	lws_snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "3", 1);
	execl("/proc/self/exe", "net-listen", "--inherited", port, path, NULL);
	_exit(99);
}

static void
ask_blocking(int fd)
{
	char got[256];
	size_t len = 0;

	assert_true(fd >= 0);
	assert_int_equal(send(fd, REQUEST, strlen(REQUEST), MSG_NOSIGNAL),
			 strlen(REQUEST));
	while (len < strlen(ANSWER)) {
		ssize_t n = recv(fd, got + len, sizeof(got) - len - 1, 0);

		assert_true(n > 0);
		len += (size_t)n;
	}
	got[len] = '\0';
	assert_string_equal(got, ANSWER);
	close(fd);
}

static int
tcp_connect(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)to, sizeof(*to)),
			 0);

	return fd;
}

static void
sockets_of_the_starter_are_found_by_where_they_listen(void **state)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char path[108], port[16];
	struct sockaddr_un sun;
	socklen_t len = sizeof(in);
	int fds[3], status;
	pid_t pid;

	(void)state;
	lws_strncpy(path, lws__net_path("given.sock"), sizeof(path));
	close(unix_socket(&sun, path));
	fds[0] = listener_on((struct sockaddr *)&in, sizeof(in), AF_INET);
	assert_int_equal(getsockname(fds[0], (struct sockaddr *)&in, &len), 0);
	lws_snprintf(port, sizeof(port), "%u", ntohs(in.sin_port));
	fds[1] = listener_on((struct sockaddr *)&sun, sizeof(sun), AF_UNIX);
	fds[2] = open("/dev/null", O_RDONLY | O_CLOEXEC);

	pid = fork();
	if (!pid)
		become_program(fds, port, path);
	/* the queue takes us whenever it comes up */
	ask_blocking(tcp_connect(&in));
	ask_blocking(unix_connect(path));
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	/* they are the starter's: the path stays, the next one can be served */
	assert_int_equal(access(path, F_OK), 0);
	close(tcp_connect(&in));
	for (int n = 0; n < 3; n++)
		close(fds[n]);
}

static void
what_is_meant_for_another_process_is_left_alone(void **state)
{
	static const char *const bad[][2] = {
		{"1", "1"},
		{"", "1"},
		{"self", ""},
		{"self", "-1"},
		{"self", "x"},
		{"self", "1x"},
		{"self", "99999999999999999999"},
	};
	struct lws_context_creation_info info;
	char pid[24];

	(void)state;
	lws_snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		memset(&info, 0, sizeof(info));
		setenv("LISTEN_PID",
		       strcmp(bad[n][0], "self") ? bad[n][0] : pid, 1);
		setenv("LISTEN_FDS", bad[n][1], 1);
		assert_int_not_equal(lws_systemd_inherited_fd(0, &info), 0);
		assert_int_equal(info.vh_listen_sockfd, 0);
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}

/* ---- Unix sockets ---------------------------------------------------------
 */

static void
a_unix_socket_has_owner_and_mode_and_is_removed__NET_27(void **state)
{
	char path[108];
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	struct stat st;

	(void)state;
	start();
	lws_strncpy(path, lws__net_path("own.sock"), sizeof(path));
	lws__loop_info(&info);
	info.vhost_name = "unix";
	info.iface = path;
	info.options = LWS_SERVER_OPTION_UNIX_SOCK;
	info.unix_socket_perms = "nobody:nogroup";
	vh = lws_create_vhost(net.cx, &info);
	if (!getuid()) {
		assert_non_null(vh);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0660);
		assert_int_not_equal(st.st_uid, 0);
		assert_int_not_equal(st.st_gid, 0);
		path_is_served(path);
		lws_vhost_destroy(vh);
	} else
		assert_null(vh);
	assert_int_equal(access(path, F_OK), -1);

	info.unix_socket_perms = "no-such-user:no-such-group";
	assert_null(lws_create_vhost(net.cx, &info));
	assert_int_equal(access(path, F_OK), -1);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void
only_a_dead_unix_socket_is_replaced__NET_27(void **state)
{
	char path[108], longer[300];
	struct sockaddr_un sun;
	struct lws_vhost *vh;
	int fd;

	(void)state;
	start();
	lws_strncpy(path, lws__net_path("stale.sock"), sizeof(path));
	fd = unix_socket(&sun, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(fd, 1), 0);
	/* somebody answers */
	assert_null(vhost("u", path, 0, LWS_SERVER_OPTION_UNIX_SOCK));
	assert_int_equal(access(path, F_OK), 0);
	close(fd);
	/* nobody does any more */
	vh = vhost("u", path, 0, LWS_SERVER_OPTION_UNIX_SOCK);
	assert_non_null(vh);
	path_is_served(path);
	lws_vhost_destroy(vh);
	/* any other file is nobody's to remove */
	lws__net_text_file("stale.sock", "text");
	assert_null(vhost("u", path, 0, LWS_SERVER_OPTION_UNIX_SOCK));
	assert_int_equal(access(path, F_OK), 0);
	/* and a path is never cut */
	memset(longer, 'x', sizeof(longer) - 1);
	longer[0] = '/';
	longer[sizeof(longer) - 1] = '\0';
	assert_null(vhost("u", longer, 0, LWS_SERVER_OPTION_UNIX_SOCK));
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* ---- ports ----------------------------------------------------------------
 */

static void
a_port_is_shared_only_when_both_say_so(void **state)
{
	struct lws_context_creation_info info;
	struct lws_context *second;
	const uint64_t share = LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE;
	struct lws_vhost *vh;
	int port;

	(void)state;
	start();
	vh = vhost("shared", "127.0.0.1", 0, share);
	port = lws_get_vhost_listen_port(vh);
	lws__loop_info(&info);
	info.iface = "127.0.0.1";
	info.port = port;
	assert_null(lws_create_context(&info));
	info.options = share;
	second = lws_create_context(&info);
	assert_non_null(second);
	lws_context_destroy(second);
	/* another context's port that was opened without it */
	info.port = net.port;
	assert_null(lws_create_context(&info));
	port_is_served(port);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void
a_vhost_without_listener_serves_what_it_is_given(void **state)
{
	static const int ports[] = {CONTEXT_PORT_NO_LISTEN,
				    CONTEXT_PORT_NO_LISTEN_SERVER};

	(void)state;
	start();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(ports); n++) {
		struct lws_vhost *vh = vhost("quiet", NULL, ports[n], 0);
		struct lws__net_peer p;
		int fds[2];

		assert_non_null(vh);
		assert_int_equal(lws_get_vhost_listen_port(vh), ports[n]);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		lws__net_peer_take(&p, fds[0]);
		assert_non_null(lws_adopt_socket_vhost(vh, fds[1]));
		is_served(&p);
		lws__net_hang_up(&p);
		lws_vhost_destroy(vh);
	}
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static int raw_adopted;

static int
callback_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 64];

	(void)user;
	lws__net_note(wsi, reason);
	raw_adopted += reason == LWS_CALLBACK_RAW_ADOPT;
	if (reason != LWS_CALLBACK_RAW_RX || len > 64)
		return 0;
	memcpy(buf + LWS_PRE, in, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

static void
adopted_sockets_get_what_accepted_ones_get_when_told(void **state)
{
	static const struct lws_protocols protocols[] = {
		{"first", callback_raw, 0, 0, 0, NULL, 0},
		{"raw-echo", callback_raw, 0, 0, 0, NULL, 0},
		LWS_PROTOCOL_LIST_TERM,
	};
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	struct lws__net_peer p;
	int fds[2];

	(void)state;
	start();
	raw_adopted = 0;
	lws__loop_info(&info);
	info.vhost_name = "raw";
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw-echo";
	vh = lws_create_vhost(net.cx, &info);
	assert_non_null(vh);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	lws__net_peer_take(&p, fds[0]);
	/* asks for http, and gets what the vhost says */
	assert_non_null(lws_adopt_socket_vhost(vh, fds[1]));
	assert_int_equal(raw_adopted, 1);
	lws__net_send(&net, &p, "hello");
	lws__net_expect(&net, &p, "hello");
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

/* ---- the end under load ---------------------------------------------------
 */

enum {
	CROWD = 240,
};

static void
crowd_come(struct lws__net_peer *p, int port)
{
	for (int n = 0; n < CROWD; n++) {
		lws__net_connect_with(&p[n], port, 0);
		if (n % 4 == 0) /* was served, keeps its connection */
			is_served(&p[n]);
		if (n % 4 == 1) /* in the middle of a head */
			lws__net_send(&net, &p[n], "GET /dyn HTTP/1.1\r\nHo");
		if (n % 4 == 2)
			lws__loop_upgrade(&net, &p[n]);
	} /* and some have said nothing, or wait in the queue */
}

static void
a_vhost_ends_under_load_and_its_port_is_free_at_once__NET_21(void **state)
{
	static struct lws__net_peer p[CROWD];
	struct lws_vhost *vh;
	int port;

	(void)state;
	start();
	vh = vhost("busy", "127.0.0.1", 0, 0);
	assert_non_null(vh);
	port = lws_get_vhost_listen_port(vh);
	for (int round = 0; round < 3; round++) {
		crowd_come(p, port);
		/* more are on their way while it goes */
		for (int n = 0; n < 20; n++)
			assert_true(connects(port));
		lws_vhost_destroy(vh);
		assert_false(connects(port));
		vh = vhost("busy", "127.0.0.1", port, 0);
		assert_non_null(vh);
		for (int n = 0; n < CROWD; n++) {
			lws__net_await_end(&net, &p[n]);
			lws__net_hang_up(&p[n]);
		}
		port_is_served(port);
	}
	port_is_served(net.port);
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static int handed_over;

static int
hand_over(void)
{
	handed_over++;

	return 0;
}

static void
a_deprecated_context_finishes_what_it_has(void **state)
{
	struct lws_context_creation_info info;
	struct lws__net_peer http, ws;
	struct lws__net next = {0};
	int port, n;

	(void)state;
	start();
	port = net.port;
	handed_over = 0;
	lws__net_connect(&net, &http);
	is_served(&http);
	lws__net_connect(&net, &ws);
	lws__loop_upgrade(&net, &ws);

	lws_context_deprecate(net.cx, hand_over);
	assert_int_equal(handed_over, 1);
	assert_int_equal(lws_context_is_deprecated(net.cx), 1);
	lws_context_deprecate(net.cx, hand_over);
	assert_int_equal(handed_over, 1);
	assert_false(connects(port));

	/* somebody else has the port now, we go on with those who are here */
	lws__loop_info(&info);
	info.iface = "127.0.0.1";
	info.port = port;
	next.cx = lws_create_context(&info);
	assert_non_null(next.cx);
	is_served(&http);
	lws__loop_echo(&net, &ws, "still here");
	lws__net_hang_up(&http);
	while (lws__net_alive() > 1)
		lws__net_turn(&net);
	lws__loop_echo(&net, &ws, "the last");
	assert_true(lws_service(net.cx, -1) >= 0);
	lws__net_hang_up(&ws);
	do
		n = lws_service(net.cx, -1);
	while (n >= 0);
	assert_int_equal(lws__net_alive(), 0);
	lws__net_stop(&net);
	lws_context_destroy(next.cx);
}

/* ---- interfaces -----------------------------------------------------------
 */

static bool
shell(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void
from_late_interface(void)
{
	struct lws_vhost *vh;
	struct lws__net_peer p;
	struct sockaddr_in to = {.sin_family = AF_INET};
	int fd;

	lws__shim_clocks(lws_now_usecs(), 0);
	vh = vhost("late", "late0", 7681, 0);
	assert_non_null(vh); /* it waits */
	assert_null(vhost("never", "late0", 7682,
			  LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND));
	lws__shim_clocks_advance(6 * LWS_US_PER_SEC, 0);
	lws__net_turn(&net);
	assert_true(shell("ip link add late0 type veth peer name late1 && "
			  "ip link set late0 up && ip addr add 10.11.12.13/24 "
			  "dev late0"));
	lws__shim_clocks_advance(6 * LWS_US_PER_SEC, 0);
	lws__net_turn(&net);
	to.sin_port = htons(7681);
	assert_int_equal(inet_pton(AF_INET, "10.11.12.13", &to.sin_addr), 1);
	fd = tcp_connect(&to);
	lws__net_peer_take(&p, fd);
	is_served(&p);
	lws__net_hang_up(&p);
	lws__net_until_alone(&net);
}

static void
a_vhost_waits_for_its_interface__NET_27(void **state)
{
	(void)state;
	if (unshare(CLONE_NEWNET) || !shell("ip link set lo up") ||
	    !shell("ip link add try0 type veth peer name try1 2>/dev/null")) {
		print_message("no network namespace or no veth interface "
			      "here: not tried\n");
		skip();
	}
	start();
	from_late_interface();
	lws__shim_reset();
	lws__net_stop(&net);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			sockets_of_the_starter_are_found_by_where_they_listen,
			reset),
		cmocka_unit_test_setup(
			what_is_meant_for_another_process_is_left_alone, reset),
		cmocka_unit_test_setup(
			a_unix_socket_has_owner_and_mode_and_is_removed__NET_27,
			reset),
		cmocka_unit_test_setup(
			only_a_dead_unix_socket_is_replaced__NET_27, reset),
		cmocka_unit_test_setup(a_port_is_shared_only_when_both_say_so,
				       reset),
		cmocka_unit_test_setup(
			a_vhost_without_listener_serves_what_it_is_given,
			reset),
		cmocka_unit_test_setup(
			adopted_sockets_get_what_accepted_ones_get_when_told,
			reset),
		cmocka_unit_test_setup(
			a_vhost_ends_under_load_and_its_port_is_free_at_once__NET_21,
			reset),
		cmocka_unit_test_setup(
			a_deprecated_context_finishes_what_it_has, reset),
		/* last: it leaves us in a network of our own */
		cmocka_unit_test_setup(a_vhost_waits_for_its_interface__NET_27,
				       reset),
	};
	int failed;

	if (argc == 4 && !strcmp(argv[1], "--inherited"))
		return inherited_main(argv[2], argv[3]);
	failed = cmocka_run_group_tests_name("listen", tests, NULL, NULL);
	lws__net_dir_remove();

	return failed;
}
