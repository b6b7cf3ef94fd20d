/* SPDX-License-Identifier: MIT */
/*
 * Going into the background.  The lock file holds the daemon's pid and stays
 * locked as long as the daemon lives, so a file left by a crash is no obstacle.
 */

#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char lock_path[4096]; /* removed by the daemon when it exits */
static pid_t lock_pid;

static void
remove_lock(void)
{
	if (lock_pid == getpid())
		(void)unlink(lock_path);
}

/* fd with the lock, which fork() hands on; -1: somebody has it, or errno */
static int
take_lock(const char *path)
{
	int fd;

	if (strlen(path) >= sizeof(lock_path)) {
		lwsl_err("%s: lock path too long\n", __func__);
		return -1;
	}
	fd = lws__plat_open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0640);
	if (fd < 0) {
		lwsl_err("%s: cannot open lock file %s: errno %d\n", __func__,
			 path, errno);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		lwsl_err("%s: %s is held by a running daemon\n", __func__,
			 path);
		lws__plat_close(fd);
		return -1;
	}

	return fd;
}

static int
write_pid(int fd, const char *path)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (fd < 0)
		return 0;
	if (ftruncate(fd, 0) ||
	    lws__plat_write(fd, text, (size_t)n).verdict != LWS_IO_OK)
		return -1;

	memcpy(lock_path, path, strlen(path) + 1);
	lock_pid = getpid();

	return atexit(remove_lock);
}

static int
stdio_to_null(void)
{
	int fd = lws__plat_open("/dev/null", O_RDWR, 0), bad;

	if (fd < 0)
		return -1;
	bad = dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0;
	if (fd > 2)
		lws__plat_close(fd);

	return bad ? -1 : 0;
}

/* in the first child: returns only in the daemon, or nonzero */
static int
become_daemon(int lock_fd, const char *path)
{
	pid_t pid;

	if (setsid() < 0)
		return -1;
	pid = fork(); /* so that it can never get a terminal again */
	if (pid < 0)
		return -1;
	if (pid)
		_exit(0);

	umask(027);
	if (chdir("/"))
		return -1;

	return write_pid(lock_fd, path) || stdio_to_null();
}

/* in the original process: what the daemon says about its start */
static void
wait_and_exit(int fd, pid_t child)
{
	uint8_t ready = 0;
	struct lws__io io;

	do {
		io = lws__plat_read(fd, &ready, 1);
	} while (io.verdict == LWS_IO_AGAIN);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;

	_exit(io.verdict == LWS_IO_OK && ready ? 0 : 1);
}

/*
 * Returns 0 in the daemon: own session, working directory /, no terminal,
 * stdio at /dev/null.  The original process ends here, with status 0 once the
 * daemon runs.  Nonzero: we are still in the foreground, because the lock is
 * held or cannot be made, or there is no memory to fork.
 *
 * _lock_path: absolute, or NULL for no lock.  Call before creating a context.
 */
int
lws_daemonize(const char *_lock_path)
{
	int lock_fd = -1, fds[2];
	uint8_t ready = 1;
	pid_t pid;

	if (_lock_path) {
		lock_fd = take_lock(_lock_path);
		if (lock_fd < 0)
			return 1;
	}
	if (pipe(fds)) {
		lws__plat_close(lock_fd);
		return 1;
	}

	pid = fork();
	if (pid > 0) {
		lws__plat_close(fds[1]);
		wait_and_exit(fds[0], pid);
	}
	lws__plat_close(fds[0]);
	if (pid < 0) {
		lws__plat_close(fds[1]);
		lws__plat_close(lock_fd);
		return 1;
	}

	if (become_daemon(lock_fd, _lock_path))
		_exit(1);
	(void)lws__plat_write(fds[1], &ready, 1);
	lws__plat_close(fds[1]);

	return 0;
}
