/* SPDX-License-Identifier: MIT */
/*
 * Sends and receives that fail on the ring (I-04), where no call of recv() or
 * send() can be made to fail: the kernel itself has reason to.  And children,
 * which leave the ring of their parent alone.
 */

#include "loop-app.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ON_ITS_OWN = 8, /* turns in which what is under way has come */
};

enum way {
	PEER_RESETS,     /* ECONNRESET */
	NO_MORE_WRITING, /* EPIPE */
	NOT_CONNECTED,   /* EPIPE for sends, ENOTCONN for receives */
	NO_DESCRIPTOR,   /* EBADF */
	WAYS,
};

static struct {
	struct lws *wsi;           /* the server's last one */
	struct lws__net_peer *who; /* is broken when it has spoken */
	enum way way;
	struct lws__net *net;
	char error[128]; /* the client's */
	int client_errors;
} app;

/* the descriptor stays, and is something else from now on */
static void
put_in_place(int fd, enum way way)
{
	int other = way == NO_DESCRIPTOR ? open("/dev/null", O_PATH | O_CLOEXEC)
					 : socket(AF_INET, SOCK_STREAM, 0);

	assert_true(other >= 0);
	assert_int_equal(dup2(other, fd), fd);
	close(other);
}

static void
break_it(int fd, enum way way)
{
	if (way == PEER_RESETS)
		lws__net_abort(app.who);
	else if (way == NO_MORE_WRITING)
		assert_int_equal(shutdown(fd, SHUT_WR), 0);
	else
		put_in_place(fd, way);
}

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		app.wsi = wsi;
	/* what is written behind it waits for the end of the turn */
	if (reason == LWS_CALLBACK_RECEIVE && app.who) {
		break_it((int)lws_get_socket_fd(wsi), app.way);
		app.who = NULL;
	}

	return 0;
}

static void
begin(struct lws__net *net)
{
	struct lws_context_creation_info info;

	memset(&app, 0, sizeof(app));
	lws__loop_hook = hook;
	lws__loop_info(&info);
	info.options |= LWS_PLUS_SERVER_OPTION_IO_URING;
	lws__net_start(net, &info);
	app.net = net;
}

static void
end(struct lws__net *net)
{
	lws__net_until_alone(net);
	lws__loop_hook = NULL;
	lws__net_stop(net);
}

static bool
are_closed(void *arg)
{
	return lws__net_noted(LWS_CALLBACK_CLOSED) ==
	       *(const unsigned int *)arg;
}

static void
until_closed(unsigned int count)
{
	lws__net_until(app.net, are_closed, &count, "the close");
}

static void
upgraded(struct lws__net *net, struct lws__net_peer *p)
{
	*p = (struct lws__net_peer){0};
	lws__net_connect(net, p);
	lws__loop_upgrade(net, p);
	lws__loop_echo(net, p, "all is well");
}

static void
a_send_that_fails_ends_the_connection_once__I_04(void **state)
{
	struct lws__net_peer p, other;
	struct lws__net net;

	(void)state;
	begin(&net);
	upgraded(&net, &other);
	for (int way = 0; way < WAYS; way++) {
		print_message("way %d\n", way);
		upgraded(&net, &p);
		app.way = (enum way)way;
		app.who = &p;
		lws__loop_send_text(&net, &p, "this breaks it");
		/* the others of the turn are sent */
		lws__loop_echo(&net, &other, "I am not concerned");
		until_closed((unsigned int)way + 1);
		lws__net_hang_up(&p);
	}
	assert_int_equal(lws__net_noted(LWS_CALLBACK_CLOSED), WAYS);
	lws__loop_echo(&net, &other, "I am still here");
	lws__net_hang_up(&other);
	end(&net);
}

static void
a_receive_that_fails_ends_the_connection_once__I_04(void **state)
{
	struct lws__net_peer p, other;
	unsigned int closed = 0;
	struct lws__net net;

	(void)state;
	begin(&net);
	upgraded(&net, &other);
	for (int with_text = 0; with_text < 2; with_text++) {
		upgraded(&net, &p);
		if (with_text)
			lws__loop_send_text(&net, &p, "unanswered");
		lws__net_abort(&p);
		until_closed(++closed);
	}
	/* asked for anew, it is refused */
	for (enum way way = NOT_CONNECTED; way <= NO_DESCRIPTOR; way++) {
		upgraded(&net, &p);
		lws_rx_flow_control(app.wsi, 0);
		for (int n = 0; n < ON_ITS_OWN; n++)
			lws__net_turn(&net);
		put_in_place((int)lws_get_socket_fd(app.wsi), way);
		lws_rx_flow_control(app.wsi, 1);
		until_closed(++closed);
		lws__net_hang_up(&p);
	}
	lws__loop_echo(&net, &other, "I am still here");
	lws__net_hang_up(&other);
	end(&net);
}

/* ---- a client that cannot send ------------------------------------------ */

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;
	if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
		break_it((int)lws_get_socket_fd(wsi), NO_MORE_WRITING);
	if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
		app.client_errors++;
		snprintf(app.error, sizeof(app.error), "%.*s", (int)len,
			 in ? (const char *)in : "");
	}

	return 0;
}

/* a port where nobody accepts */
static int
silent_port(int *fd)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(*fd >= 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(*fd, 1), 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&sa, &len), 0);

	return ntohs(sa.sin_port);
}

static void
a_client_that_cannot_send_is_told_why__I_04(void **state)
{
	static const struct lws_protocols protocols[] = {
		{"client", client_cb, 0, 0, 0, NULL, 0},
		LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	struct lws__net net;
	int silent;

	(void)state;
	memset(&app, 0, sizeof(app));
	lws__loop_hook = NULL;
	lws__loop_info(&info);
	info.protocols = protocols;
	info.mounts = NULL;
	info.options |= LWS_PLUS_SERVER_OPTION_IO_URING;
	lws__net_start(&net, &info);
	memset(&i, 0, sizeof(i));
	i.context = net.cx;
	i.vhost = net.vh;
	i.address = i.host = "127.0.0.1";
	i.port = silent_port(&silent);
	i.path = "/";
	i.method = "GET";
	i.local_protocol_name = "client";
	assert_non_null(lws_client_connect_via_info(&i));
	lws__net_until_set(&net, &app.client_errors, "the error");
	assert_int_equal(app.client_errors, 1);
	assert_string_equal(app.error, "write failed: Broken pipe");
	lws__net_stop(&net);
	close(silent);
}

/* ---- a child of the process ---------------------------------------------- */

static int
in_child(struct lws__net *net, void (*what)(struct lws__net *net))
{
	pid_t pid = fork();
	int status = -1;

	assert_true(pid >= 0);
	if (!pid) {
		what(net);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);

	return status;
}

static void
ends(struct lws__net *net)
{
	(void)net;
}

/* it has the memory, and so the sends that wait, but not the ring */
static void
serves(struct lws__net *net)
{
	lws__net_turn(net);
}

static void
closes_one(struct lws__net *net)
{
	lws_set_timeout(app.wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	lws__net_turn(net);
}

static void
a_child_leaves_the_ring_of_its_parent_alone(void **state)
{
	static void (*const whats[])(struct lws__net * net) = {ends, serves,
							       closes_one};
	struct lws__net_peer p, mine;
	struct lws__net net;

	(void)state;
	begin(&net);
	upgraded(&net, &p);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(whats); n++) {
		upgraded(&net, &mine); /* the one that the child closes */
		assert_int_equal(in_child(&net, whats[n]), 0);
		lws__loop_echo(&net, &p, "as before");
		lws__net_hang_up(&mine);
		upgraded(&net, &mine);
		lws__net_hang_up(&mine);
	}
	assert_false(lws__net_noted(LWS_CALLBACK_CLOSED) >
		     2 * LWS_ARRAY_SIZE(whats));
	lws__net_hang_up(&p);
	end(&net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_send_that_fails_ends_the_connection_once__I_04),
		cmocka_unit_test(
			a_receive_that_fails_ends_the_connection_once__I_04),
		cmocka_unit_test(a_client_that_cannot_send_is_told_why__I_04),
		cmocka_unit_test(a_child_leaves_the_ring_of_its_parent_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
