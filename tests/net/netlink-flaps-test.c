/* SPDX-License-Identifier: MIT */
/*
 * CLI-11 with the real kernel: interfaces that go down and come back, routes
 * and addresses that are removed, in a network of our own.
 *
 *   we              ten0 10.1.0.1 ---- ten1 10.1.0.2              the other
 *                   two0 10.2.0.1 ---- two1 10.2.0.2  10.9.0.1
 *
 * Where such a network is refused the test is skipped, and says so.
 */

#include "core/core.h"
#include "netlink-app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SKIPPED = 77, /* ctest's word for it */
	SERVED = 32,
};

static struct lws__net net;
static struct lws_context_creation_info info;
static pid_t other;
static int port;

static bool shell(const char *format, ...) LWS_FORMAT(1);

static bool
shell(const char *format, ...)
{
	char command[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);

	return !system(command);
}

/* ---- the other end: echoes ----------------------------------------------- */

static void
serve(int listen_fd)
{
	struct pollfd p[SERVED + 1] = {{.fd = listen_fd, .events = POLLIN}};
	nfds_t count = 1;
	char buf[64];

	while (poll(p, count, -1) > 0) {
		if ((p[0].revents & POLLIN) && count <= SERVED) {
			p[count].fd = accept(listen_fd, NULL, NULL);
			p[count++].events = POLLIN;
		}
		for (nfds_t n = 1; n < count; n++) {
			ssize_t got;

			if (!p[n].revents)
				continue;
			got = read(p[n].fd, buf, sizeof(buf));
			if (got <= 0 || send(p[n].fd, buf, (size_t)got,
					     MSG_NOSIGNAL) != got) {
				close(p[n].fd);
				p[n].fd = -1;
			}
		}
	}
}

static int
listen_anywhere(int *on)
{
	struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6};
	socklen_t len = sizeof(sin6);
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&sin6, len) || listen(fd, 16) ||
	    getsockname(fd, (struct sockaddr *)&sin6, &len))
		return -1;
	*on = ntohs(sin6.sin6_port);

	return fd;
}

static void
other_main(int from_us, int to_us)
{
	int on = 0, fd;
	char go;

	if (unshare(CLONE_NEWNET))
		_exit(1);
	fd = listen_anywhere(&on);
	if (fd < 0 || write(to_us, &on, sizeof(on)) != sizeof(on) ||
	    read(from_us, &go, 1) != 1) /* its interfaces are here */
		_exit(1);
	on = shell("ip link set lo up && ip addr add 10.9.0.1/32 dev lo && "
		   "ip addr add 10.7.0.1/32 dev lo && "
		   "ip addr add 10.1.0.2/24 dev ten1 && "
		   "ip addr add 10.2.0.2/24 dev two1 && "
		   "ip addr add fd00:1::2/64 dev ten1 nodad && "
		   "ip addr add fd00:2::2/64 dev two1 nodad && "
		   "ip link set ten1 up && ip link set two1 up");
	if (write(to_us, &on, sizeof(on)) != sizeof(on))
		_exit(1);
	serve(fd);
	_exit(0);
}

/* ---- our network --------------------------------------------------------- */

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 &&
		  write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);

	return ok;
}

/* NULL, or why there is none */
static const char *
namespaces(void)
{
	unsigned int uid = (unsigned int)getuid(), gid = (unsigned int)getgid();
	char map[64];

	if (!uid) /* root needs no users of its own */
		return unshare(CLONE_NEWNET) ? strerror(errno) : NULL;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return strerror(errno);
	(void)write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", uid);
	if (!write_file("/proc/self/uid_map", map))
		return "uid_map cannot be written";
	snprintf(map, sizeof(map), "0 %u 1", gid);
	if (!write_file("/proc/self/gid_map", map))
		return "gid_map cannot be written";

	return NULL;
}

static const char *
network(void)
{
	int to_other[2], to_us[2], ok = 0;
	const char *why = namespaces();

	if (why)
		return why;
	if (!shell("ip link set lo up") ||
	    !shell("ip link add ten0 type veth peer name ten1") ||
	    !shell("ip link add two0 type veth peer name two1"))
		return "no ip (iproute2) or no veth interfaces";
	if (pipe(to_other) || pipe(to_us))
		return strerror(errno);
	other = fork();
	if (!other) {
		close(to_other[1]);
		close(to_us[0]);
		other_main(to_other[0], to_us[1]);
	}
	close(to_other[0]);
	close(to_us[1]);
	if (read(to_us[0], &port, sizeof(port)) != sizeof(port) ||
	    !shell("ip link set ten1 netns %d && ip link set two1 netns %d",
		   (int)other, (int)other) ||
	    write(to_other[1], "g", 1) != 1 ||
	    read(to_us[0], &ok, sizeof(ok)) != sizeof(ok) || !ok)
		return "no second network namespace";
	close(to_us[0]); /* the other end goes with to_other */

	return NULL;
}

/* as every test wants it */
static int
setup(void **state)
{
	(void)state;
	assert_true(shell("for n in ten0 two0; do ip addr flush dev $n; "
			  "ip link set $n up; done; "
			  "ip addr add 10.1.0.1/24 dev ten0 && "
			  "ip addr add 10.2.0.1/24 dev two0 && "
			  "ip addr add fd00:1::1/64 dev ten0 nodad && "
			  "ip addr add fd00:2::1/64 dev two0 nodad && "
			  "ip route replace 10.9.0.0/24 via 10.1.0.2"));
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = app_protocols;
	lws__net_start(&net, &info);
	log_begin();

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__net_stop(&net);
	log_end();

	return 0;
}

/* ---- interfaces that go -------------------------------------------------- */

static struct app_conn ten, two;

static void
CLI_11__one_of_two_interfaces_goes_down_and_comes_back(void **state)
{
	(void)state;
	app_is_up(&net, &ten, "10.1.0.2", NULL, port);
	app_is_up(&net, &two, "10.2.0.2", NULL, port);
	app_echoes(&net, &ten);
	app_echoes(&net, &two);
	assert_true(shell("ip link set ten0 down"));
	lws__net_until_set(&net, &ten.closed, "the connection's end");
	assert_int_equal(log_has("closed: the interface of 10.1.0.1 is down"),
			 1);
	app_echoes(&net, &two);
	assert_int_equal(two.closed, 0);

	/* refused while it is down, whatever the copy says */
	app_connect(&net, &ten, "10.1.0.2", "10.1.0.1", port);
	lws__net_turn(&net);
	assert_int_equal(ten.up, 0);
	if (!ten.failed)
		lws_set_timeout(ten.wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
	lws__net_until_set(&net, &ten.failed, "the failure");

	/* and not when it is back */
	assert_true(shell("ip link set ten0 up"));
	app_is_up(&net, &ten, "10.1.0.2", NULL, port);
	app_echoes(&net, &ten);
	app_echoes(&net, &two);
	assert_int_equal(two.closed, 0);
	assert_int_equal(log_has("closed: "), 1);
}

static void
CLI_11__the_same_over_ipv6(void **state)
{
	(void)state;
	app_is_up(&net, &ten, "fd00:1::2", NULL, port);
	app_is_up(&net, &two, "fd00:2::2", NULL, port);
	app_echoes(&net, &ten);
	assert_true(shell("ip link set ten0 down"));
	lws__net_until_set(&net, &ten.closed, "the connection's end");
	app_echoes(&net, &two);
	assert_true(shell("ip link set ten0 up && "
			  "ip addr replace fd00:1::1/64 dev ten0 nodad"));
	app_is_up(&net, &ten, "fd00:1::2", NULL, port);
	app_echoes(&net, &ten);
	app_echoes(&net, &two);
	assert_int_equal(log_has("closed: "), 1);
}

static void
CLI_11__an_address_is_removed(void **state)
{
	(void)state;
	app_is_up(&net, &ten, "10.1.0.2", NULL, port);
	app_is_up(&net, &two, "10.2.0.2", NULL, port);
	assert_true(shell("ip addr del 10.2.0.1/24 dev two0"));
	lws__net_until_set(&net, &two.closed, "the connection's end");
	assert_int_equal(log_has("closed: our address 10.2.0.1 is gone"), 1);
	app_echoes(&net, &ten);
	assert_int_equal(log_has("closed: "), 1);
}

static void
CLI_11__an_interface_is_removed(void **state)
{
	(void)state;
	assert_true(shell("ip link add gone0 type veth peer name gone1 && "
			  "ip addr add 10.3.0.1/24 dev gone0 && "
			  "ip link set gone0 up && ip link set gone1 up"));
	app_is_up(&net, &ten, "10.1.0.2", NULL, port);
	/* from an address of it, by way of another */
	app_connect(&net, &two, "10.2.0.2", "10.3.0.1", port);
	assert_true(shell("ip link del gone0"));
	lws__net_until_set(&net, &two.failed, "the failure");
	assert_string_equal(two.error, "conn fail: ENETDOWN");
	app_echoes(&net, &ten);
}

/* a connection that was made in the other network */
static int
connect_there(const char *from, const char *to)
{
	struct sockaddr_in us = {.sin_family = AF_INET};
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port)};
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), there, fd;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)other);
	there = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(here >= 0 && there >= 0);
	assert_int_equal(setns(there, CLONE_NEWNET), 0);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, from, &us.sin_addr);
	inet_pton(AF_INET, to, &sin.sin_addr);
	assert_int_equal(bind(fd, (struct sockaddr *)&us, sizeof(us)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(setns(here, CLONE_NEWNET), 0);
	close(here);
	close(there);

	return fd;
}

static void
CLI_11__another_network_with_the_same_address_is_not_meant(void **state)
{
	lws_sock_file_fd_type fd;

	(void)state;
	assert_true(shell("ip addr add 10.7.0.1/32 dev ten0"));
	fd.sockfd = connect_there("10.7.0.1", "10.9.0.1");
	if (!lws__plat_network(fd.sockfd)) {
		close(fd.sockfd);
		print_message("this kernel does not tell networks apart\n");
		skip();
	}
	memset(&ten, 0, sizeof(ten));
	ten.wsi = lws_adopt_descriptor_vhost(net.vh, LWS_ADOPT_SOCKET, fd,
					     "app", NULL);
	assert_non_null(ten.wsi);
	lws_set_opaque_user_data(ten.wsi, &ten);
	app_is_up(&net, &two, "10.2.0.2", NULL, port);
	assert_true(shell("ip addr del 10.7.0.1/32 dev ten0 && "
			  "ip addr del 10.2.0.1/24 dev two0"));
	lws__net_until_set(&net, &two.closed, "the connection's end");
	app_echoes(&net, &ten);
	assert_int_equal(log_has("closed: "), 1);
}

/* ---- routes that go ------------------------------------------------------ */

static void
CLI_11__a_route_is_removed_and_comes_back(void **state)
{
	(void)state;
	app_is_up(&net, &ten, "10.9.0.1", NULL, port);
	app_is_up(&net, &two, "10.1.0.2", NULL, port); /* the same interface */
	app_echoes(&net, &ten);
	assert_true(shell("ip route del 10.9.0.0/24"));
	lws__net_until_set(&net, &ten.closed, "the connection's end");
	assert_int_equal(log_has("closed: no route to 10.9.0.1"), 1);
	app_echoes(&net, &two);

	app_connect(&net, &ten, "10.9.0.1", NULL, port);
	if (!ten.failed)
		lws__net_until_set(&net, &ten.failed, "the failure");
	assert_int_equal(ten.up, 0);

	assert_true(shell("ip route add 10.9.0.0/24 via 10.1.0.2"));
	app_is_up(&net, &ten, "10.9.0.1", NULL, port);
	app_echoes(&net, &ten);
	assert_int_equal(log_has("closed: "), 1);
}

static void
CLI_11__another_route_takes_its_place(void **state)
{
	(void)state;
	app_is_up(&net, &ten, "10.9.0.1", NULL, port);
	assert_true(shell("ip route add 10.0.0.0/8 via 10.1.0.2 && "
			  "ip route del 10.9.0.0/24"));
	app_echoes(&net, &ten);
	/* one that only a rule leads to */
	assert_true(shell("ip route add 10.9.0.0/24 via 10.1.0.2 table 77 && "
			  "ip rule add to 10.9.0.0/24 table 77 && "
			  "ip route del 10.0.0.0/8"));
	app_echoes(&net, &ten);
	assert_int_equal(log_has("closed: "), 0);
	assert_true(shell("ip rule del to 10.9.0.0/24 table 77"));
}

/* ---- listeners ----------------------------------------------------------- */

static bool
listens(void *arg)
{
	return ((struct lws_vhost *)arg)->listener;
}

static bool
takes(const char *address, int on)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)on)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes;

	inet_pton(AF_INET, address, &to.sin_addr);
	yes = !connect(fd, (struct sockaddr *)&to, sizeof(to));
	close(fd);

	return yes;
}

static int late_port;

static bool
takes_there(void *address)
{
	return takes(address, late_port);
}

static void
CLI_11__a_listener_is_there_as_soon_as_its_interface(void **state)
{
	struct lws_context_creation_info i = info;
	struct lws_vhost *vh;
	char there[] = "10.4.0.2";

	(void)state;
	i.vhost_name = "late";
	i.iface = "late0";
	i.port = 0;
	vh = lws_create_vhost(net.cx, &i);
	assert_non_null(vh);
	assert_null(vh->listener);
	/* it would be tried in a while as well: not today */
	lws_sul_schedule(net.cx, 0, &vh->sul_listen, vh->sul_listen.cb,
			 (lws_usec_t)86400 * LWS_US_PER_SEC);
	assert_true(shell("ip link add late0 type veth peer name late1 && "
			  "ip addr add 10.4.0.1/24 dev late0 && "
			  "ip link set late0 up"));
	lws__net_until(&net, listens, vh, "the listener");
	late_port = lws_get_vhost_listen_port(vh);
	assert_true(takes("10.4.0.1", late_port));

	/* it comes back with another address */
	assert_true(shell("ip link del late0 && "
			  "ip link add late0 type veth peer name late1 && "
			  "ip addr add 10.4.0.2/24 dev late0 && "
			  "ip link set late0 up"));
	lws__net_until(&net, takes_there, there, "the listener to move");
	assert_int_equal(lws_get_vhost_listen_port(vh), late_port);
	assert_true(shell("ip link del late0"));
	lws__net_until_alone(&net);
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(CLI_11__one_of_two_interfaces_goes_down_and_comes_back),
		T(CLI_11__the_same_over_ipv6),
		T(CLI_11__an_address_is_removed),
		T(CLI_11__an_interface_is_removed),
		T(CLI_11__another_network_with_the_same_address_is_not_meant),
		T(CLI_11__a_route_is_removed_and_comes_back),
		T(CLI_11__another_route_takes_its_place),
		T(CLI_11__a_listener_is_there_as_soon_as_its_interface),
	};
	const char *why = network();
	int failed;

	if (why) {
		printf("skipped: no network of our own: %s\n", why);
		return SKIPPED;
	}
	failed =
		cmocka_run_group_tests_name("netlink-flaps", tests, NULL, NULL);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);

	return failed;
}
