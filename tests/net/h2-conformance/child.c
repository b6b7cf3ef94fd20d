/* SPDX-License-Identifier: MIT */
/*
 * Child processes of the conformance suite.
 */
#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 64, SAID_MAX = 65536 };

static int64_t
milliseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool
start(struct child *c, char *const argv[], bool is_quiet)
{
	int in[2], out[2], nowhere;

	if (pipe2(in, O_CLOEXEC))
		return false;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	c->pid = fork();
	if (!c->pid) {
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(in[0], 0);
		dup2(out[1], 1);
		if (is_quiet)
			dup2(nowhere, 2);
		execvp(argv[0], argv);
		fprintf(stderr, "%s: no such program\n", argv[0]);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];

	return c->pid > 0;
}

/* one read of its output: what came, 0 at its end or when time is over */
static size_t
read_out(struct child *c, char *to, size_t room, int64_t end)
{
	struct pollfd fd = {.fd = c->out, .events = POLLIN};
	int64_t left = end - milliseconds();
	ssize_t n;

	if (poll(&fd, 1, left > 0 ? (int)left : 0) <= 0)
		return 0;
	n = read(c->out, to, room);

	return n > 0 ? (size_t)n : 0;
}

int
child_serve(struct child *c, char *const argv[], int wait_ms)
{
	int64_t end = milliseconds() + wait_ms;
	char said[1024];
	size_t len = 0, got;
	char *port;

	if (!start(c, argv, false))
		return 0;
	while (len < sizeof(said) - 1) {
		got = read_out(c, said + len, sizeof(said) - 1 - len, end);
		if (!got)
			return 0;
		len += got;
		said[len] = 0;
		port = strstr(said, "port ");
		if (port && strchr(port, '\n'))
			return (int)strtol(port + 5, NULL, 10);
	}

	return 0;
}

/* owned: the argument with port and URL in their places */
static char *
fill_in(const char *arg, int port, const char *path)
{
	char url[320], number[16];
	const char *with = url, *at = strstr(arg, "{url}");
	char *out;
	size_t len;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", port, path);
	snprintf(number, sizeof(number), "%d", port);
	if (!at) {
		at = strstr(arg, "{port}");
		with = number;
	}
	if (!at)
		return strdup(arg);
	len = strlen(arg) + strlen(with) + 1;
	out = malloc(len);
	if (out)
		snprintf(out, len, "%.*s%s%s", (int)(at - arg), arg, with,
			 strchr(at, '}') + 1);

	return out;
}

bool
child_ask(struct child *c, char *const argv[], int port, const char *paths)
{
	char *args[ARGS_MAX + 1], path[256];
	const char *at;
	size_t n = 0, len;
	bool ok;

	for (; *argv && n < ARGS_MAX; argv++) {
		if (strcmp(*argv, "{urls}")) {
			len = strcspn(paths, " ");
			snprintf(path, sizeof(path), "%.*s", (int)len, paths);
			args[n++] = fill_in(*argv, port, path);
			continue;
		}
		for (at = paths; *at && n < ARGS_MAX; at += strspn(at, " ")) {
			len = strcspn(at, " ");
			snprintf(path, sizeof(path), "%.*s", (int)len, at);
			args[n++] = fill_in("{url}", port, path);
			at += len;
		}
	}
	args[n] = NULL;
	ok = start(c, args, true);
	while (n)
		free(args[--n]);

	return ok;
}

bool
child_said(struct child *c, const char *text, int wait_ms)
{
	int64_t end = milliseconds() + wait_ms;
	static char said[SAID_MAX];
	size_t len = 0, got;

	while (len < sizeof(said) - 1) {
		got = read_out(c, said + len, sizeof(said) - 1 - len, end);
		if (!got)
			break;
		len += got;
	}
	said[len] = 0;

	return strstr(said, text) != NULL;
}

/* a descriptor that becomes readable when the process ends: no waiting in
 * steps */
static bool
has_ended(struct child *c, int wait_ms)
{
	struct pollfd fd = {.events = POLLIN};
	bool yes;

	fd.fd = (int)syscall(SYS_pidfd_open, c->pid, 0);
	if (fd.fd < 0)
		return false;
	yes = poll(&fd, 1, wait_ms) > 0;
	close(fd.fd);

	return yes;
}

int
child_wait(struct child *c, int wait_ms)
{
	bool was_killed = false;
	int status = 0;

	if (!c->pid)
		return -1;
	close_fd(&c->in);
	if (!has_ended(c, wait_ms)) {
		kill(c->pid, SIGKILL);
		was_killed = true;
	}
	waitpid(c->pid, &status, 0);
	close_fd(&c->out);
	c->pid = 0;
	if (was_killed)
		return -1;

	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
