/* SPDX-License-Identifier: MIT */
/*
 * Running a program with pipes for its stdin, stdout and stderr.
 *
 * Between fork() and exec() the child calls only what a signal handler may.
 * What goes wrong there comes back through a pipe that exec() closes.
 */

#include "plat/unix/spawn.h"
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FIRST_OTHER_FD = 3,
	FDS_TO_TRY = 65536, /* where the kernel has no close_range() */
};

/* what the child says when it cannot become the program */
struct report {
	int step; /* index of steps[] */
	int error;
};

enum step {
	STEP_PIPES,
	STEP_GROUP,
	STEP_CGROUP,
	STEP_CHROOT,
	STEP_CHDIR,
	STEP_EXEC,
};

static const char *const steps[] = {
	"pipes",  "process group",     "cgroup",
	"chroot", "working directory", "exec",
};

/* ---- the child ----------------------------------------------------------- */

static _Noreturn void
give_up(int report_fd, enum step step)
{
	struct report r = {(int)step, errno};
	ssize_t n;

	do
		n = write(report_fd, &r, sizeof(r));
	while (n < 0 && errno == EINTR);
	_exit(127);
}

/* the application's descriptors are none of its business */
static void
keep_no_descriptors(void)
{
#if defined(SYS_close_range)
	if (!syscall(SYS_close_range, FIRST_OTHER_FD, ~0U,
		     1U << 2 /* CLOSE_RANGE_CLOEXEC */))
		return;
#endif
	for (int fd = FIRST_OTHER_FD; fd < FDS_TO_TRY; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/*
 * theirs[n] becomes n.  One that has a low number already is moved out of the
 * way first; dup2() clears close-on-exec.
 */
static int
take_pipes(int *theirs)
{
	for (int n = 0; n < 3; n++) {
		theirs[n] = fcntl(theirs[n], F_DUPFD_CLOEXEC, FIRST_OTHER_FD);
		if (theirs[n] < 0)
			return -1;
	}
	for (int n = 0; n < 3; n++)
		if (dup2(theirs[n], n) < 0)
			return -1;

	return 0;
}

static void
default_signals(void)
{
	sigset_t none;

	for (int n = 1; n < NSIG; n++)
		(void)signal(n, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void
child_main(const struct lws__plat_spawn_req *req, int *theirs, int report_fd)
{
	/* above the three that are about to be replaced */
	report_fd = fcntl(report_fd, F_DUPFD_CLOEXEC, FIRST_OTHER_FD);
	if (take_pipes(theirs))
		give_up(report_fd, STEP_PIPES);
	if (setpgid(0, 0))
		give_up(report_fd, STEP_GROUP);
	/* "0" is whoever writes it: cgroups(7) */
	if (req->cgroup_fd >= 0 && write(req->cgroup_fd, "0", 1) != 1)
		give_up(report_fd, STEP_CGROUP);
	if (req->root && (chroot(req->root) || chdir("/")))
		give_up(report_fd, STEP_CHROOT);
	if (req->dir && chdir(req->dir))
		give_up(report_fd, STEP_CHDIR);
	default_signals();
	keep_no_descriptors();
	if (req->env)
		environ = (char **)lws__unconst(req->env);
	execvp(req->argv[0], (char *const *)lws__unconst(req->argv));
	give_up(report_fd, STEP_EXEC);
}

/* ---- the parent ---------------------------------------------------------- */

static void
close_all(int *fds, int count)
{
	for (int n = 0; n < count; n++) {
		if (fds[n] >= 0)
			lws__plat_close(fds[n]);
		fds[n] = -1;
	}
}

/* close-on-exec; [0] is read from */
static int
make_pipe(int *fds)
{
	if (pipe(fds)) {
		fds[0] = fds[1] = -1;
		return -1;
	}
	if (!lws__plat_set_cloexec(fds[0]) && !lws__plat_set_cloexec(fds[1]))
		return 0;
	close_all(fds, 2);

	return -1;
}

/* all[0..5]: three pipes, all[6..7]: the one for the report */
static int
make_pipes(int *all)
{
	int failed = 0;

	for (int n = 0; n < 4; n++)
		failed |= make_pipe(&all[2 * n]);
	/* of stdin we have the writing end, of the others the reading one */
	if (!failed && !lws__plat_set_nonblocking(all[1]) &&
	    !lws__plat_set_nonblocking(all[2]) &&
	    !lws__plat_set_nonblocking(all[4]))
		return 0;
	close_all(all, 8);

	return -1;
}

static int
exit_fd_of(pid_t pid)
{
#if defined(SYS_pidfd_open)
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		(void)lws__plat_set_nonblocking(fd);

	return fd;
#else
	(void)pid;

	return -1;
#endif
}

/* false: it is no program, *fail says why */
static bool
was_loaded(int report_fd, struct lws__plat_fail *fail)
{
	struct report r;
	ssize_t n;

	do
		n = read(report_fd, &r, sizeof(r));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(r))
		return true;
	fail->step = steps[r.step];
	fail->error = r.error;

	return false;
}

static void
reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int
lws__plat_spawn(const struct lws__plat_spawn_req *req,
		struct lws__plat_child *child, struct lws__plat_fail *fail)
{
	int all[8], theirs[3];
	bool loaded;

	*child = (struct lws__plat_child){.fds = {-1, -1, -1}, .exit_fd = -1};
	*fail = (struct lws__plat_fail){NULL, 0};
	if (make_pipes(all)) {
		fail->step = steps[STEP_PIPES];
		fail->error = errno;
		return -1;
	}
	theirs[0] = all[0];
	theirs[1] = all[3];
	theirs[2] = all[5];
	child->pid = fork();
	if (!child->pid)
		child_main(req, theirs, all[7]);
	if (child->pid < 0) {
		fail->step = "fork";
		fail->error = errno;
		child->pid = 0;
		close_all(all, 8);
		return -1;
	}
	close_all(theirs, 3);
	close_all(all + 7, 1);
	loaded = was_loaded(all[6], fail);
	close_all(all + 6, 1);
	child->fds[0] = all[1];
	child->fds[1] = all[2];
	child->fds[2] = all[4];
	if (loaded) {
		child->exit_fd = exit_fd_of(child->pid);
		return 0;
	}
	reap(child->pid);
	child->pid = 0;
	close_all(child->fds, 3);

	return -1;
}

bool
lws__plat_child_is_over(const struct lws__plat_child *child)
{
	siginfo_t si = {0};

	if (waitid(P_PID, (id_t)child->pid, &si, WEXITED | WNOHANG | WNOWAIT))
		return errno != EINTR; /* somebody else collected it */

	return si.si_pid == child->pid;
}

int
lws__plat_child_signal(const struct lws__plat_child *child, int sig)
{
	if (child->pid <= 1)
		return ESRCH; /* never everybody, never our own group */

	return kill(-child->pid, sig) ? errno : 0;
}

static uint64_t
us_of(const struct timeval *tv)
{
	return (uint64_t)tv->tv_sec * LWS_US_PER_SEC + (uint64_t)tv->tv_usec;
}

void
lws__plat_child_collect(struct lws__plat_child *child, siginfo_t *si,
			lws_spawn_resource_us_t *res)
{
	struct rusage used = {0};

	while (waitid(P_PID, (id_t)child->pid, si, WEXITED | WNOWAIT) &&
	       errno == EINTR)
		;
	while (wait4(child->pid, NULL, 0, &used) < 0 && errno == EINTR)
		;
	res->us_cpu_user = us_of(&used.ru_utime);
	res->us_cpu_sys = us_of(&used.ru_stime);
	res->peak_mem_rss = (uint64_t)used.ru_maxrss * 1024;
	res->peak_mem_virt = 0; /* it is not told of a process that is over */
	child->pid = 0;
}
