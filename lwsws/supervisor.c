/* SPDX-License-Identifier: MIT */
/*
 * The process that was started: it never serves, so it needs no more than to
 * fork and to be root.
 *
 *   start   a child reads the configuration and serves
 *   SIGHUP  a new child does that afresh; once it can be connected to, those
 *           before it are told to listen no more and to end after their last
 *           connection.  If it cannot start, all stays as it was.
 *   end     SIGINT or SIGTERM, passed on; or the last child has ended
 *
 * Signals are blocked but while we wait, so none is missed.
 */

#include <libwebsockets.h>

#include "lwsws.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	CHILDREN_MAX = 32,
	END_WAIT_SECS = 2, /* for children after SIGTERM */
};

struct supervisor {
	const struct lwsws_args *args;
	pid_t children[CHILDREN_MAX]; /* oldest first */
	unsigned int count;
	pid_t starting;  /* the newest, until it is ready; 0: none */
	int ready_fd;    /* readable when it is ready or gone; -1 */
	int status;      /* our exit status */
	sigset_t before; /* the signal mask we were started with */
};

static volatile sig_atomic_t saw_hup, saw_end;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		saw_hup = 1;
	if (number == SIGINT || number == SIGTERM)
		saw_end = 1;
}

static void
signals_begin(struct supervisor *s)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM, SIGCHLD};
	struct sigaction action;
	sigset_t ours;
	size_t n;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	sigemptyset(&action.sa_mask);
	sigemptyset(&ours);
	for (n = 0; n < LWS_ARRAY_SIZE(numbers); n++) {
		sigaction(numbers[n], &action, NULL);
		sigaddset(&ours, numbers[n]);
	}
	sigprocmask(SIG_BLOCK, &ours, &s->before);
}

static void
tell_all(struct supervisor *s, unsigned int count, int number)
{
	for (unsigned int n = 0; n < count; n++)
		if (kill(s->children[n], number) && errno != ESRCH)
			lwsl_err("signal %d to %d: %s\n", number,
				 (int)s->children[n], strerror(errno));
}

static void
child_start(struct supervisor *s)
{
	int fds[2];
	pid_t pid;

	if (s->count == CHILDREN_MAX) {
		lwsl_err("%u children still have connections: not reloaded\n",
			 s->count);
		return;
	}
	if (pipe(fds)) {
		lwsl_err("pipe: %s\n", strerror(errno));
		return;
	}
	pid = fork();
	if (!pid) {
		close(fds[0]);
		/* signals stay blocked until it has its own handlers */
		_exit(lwsws_serve(s->args, fds[1]));
	}
	close(fds[1]);
	if (pid < 0) {
		lwsl_err("fork: %s\n", strerror(errno));
		close(fds[0]);
		return;
	}
	s->children[s->count++] = pid;
	s->starting = pid;
	s->ready_fd = fds[0];
}

/* the new child is ready, or gone */
static void
child_started(struct supervisor *s)
{
	char word;
	ssize_t got = read(s->ready_fd, &word, 1);

	if (got < 0 && errno == EINTR)
		return;
	close(s->ready_fd);
	s->ready_fd = -1;
	if (got == 1) {
		lwsl_notice("child %d serves\n", (int)s->starting);
		tell_all(s, s->count - 1, SIGHUP);
	} else if (s->count > 1) {
		lwsl_err("the new configuration is not used, the old one "
			 "stays\n");
	}
	s->starting = 0;
}

static void
child_ended(struct supervisor *s, pid_t pid, int status)
{
	unsigned int n;

	for (n = 0; n < s->count && s->children[n] != pid; n++)
		;
	if (n == s->count)
		return;
	s->count--;
	memmove(&s->children[n], &s->children[n + 1],
		(s->count - n) * sizeof(s->children[0]));
	if (WIFSIGNALED(status))
		lwsl_err("child %d: ended by signal %d\n", (int)pid,
			 WTERMSIG(status));
	else
		lwsl_notice("child %d: exit status %d\n", (int)pid,
			    WEXITSTATUS(status));
	/* what counts is how the last one that served ended */
	if (!s->count)
		s->status = !WIFEXITED(status) || WEXITSTATUS(status);
}

static void
children_reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		child_ended(s, pid, status);
}

static void
wait_for_news(struct supervisor *s, const struct timespec *at_most)
{
	struct pollfd fd = {.fd = s->ready_fd, .events = POLLIN};

	if (ppoll(&fd, s->ready_fd >= 0, at_most, &s->before) > 0)
		child_started(s);
	children_reap(s);
}

static void
end_all(struct supervisor *s)
{
	const time_t limit = time(NULL) + END_WAIT_SECS;
	const struct timespec a_second = {1, 0};

	tell_all(s, s->count, SIGTERM);
	while (s->count && time(NULL) <= limit)
		wait_for_news(s, &a_second);
	if (s->count) {
		lwsl_err("%u children do not end\n", s->count);
		s->status = 1;
	}
}

int
lwsws_supervise(const struct lwsws_args *args)
{
	struct supervisor s;

	memset(&s, 0, sizeof(s));
	s.args = args;
	s.ready_fd = -1;
	signals_begin(&s);
	child_start(&s);
	if (!s.count)
		return 1;
	while (s.count && !saw_end) {
		wait_for_news(&s, NULL);
		if (!saw_hup || s.starting)
			continue;
		saw_hup = 0;
		lwsl_notice("reading the configuration afresh\n");
		child_start(&s);
	}
	if (s.count)
		end_all(&s);

	return s.status;
}
