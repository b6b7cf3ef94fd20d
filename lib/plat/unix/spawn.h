/* SPDX-License-Identifier: MIT */
/*
 * Programs that we run.  Only in a build with LWS_WITH_SPAWN.
 */

#ifndef LWS_PLAT_UNIX_SPAWN_H
#define LWS_PLAT_UNIX_SPAWN_H

#include "plat/plat.h"

#include <signal.h>
#include <sys/types.h>

struct lws__plat_spawn_req {
	const char *const *argv; /* borrowed; argv[0] is looked for in PATH */
	const char *const *env;  /* borrowed; NULL = ours */
	const char *root;        /* borrowed; chroot, NULL = none */
	const char *dir;         /* borrowed; within root, NULL = stay */
	int cgroup_fd; /* of a cgroup.procs to join first; -1 = none */
};

struct lws__plat_child {
	pid_t pid;   /* also of its process group; 0 = none */
	int fds[3];  /* owned: our ends of its stdin, stdout, stderr */
	int exit_fd; /* owned: readable when it is over; -1: ask from time to
		      * time */
};

/*
 * Runs it in a process group of its own, with default signals and with no
 * descriptor of ours but its three pipes.  Waits until the program has been
 * loaded.  0, or -1 with *fail and nothing left behind.
 */
int lws__plat_spawn(const struct lws__plat_spawn_req *req,
		    struct lws__plat_child *child, struct lws__plat_fail *fail);
/* it has ended (and is not collected yet, so the pid stays its own) */
bool lws__plat_child_is_over(const struct lws__plat_child *child);
/* a signal to it and to all that it began and did not move elsewhere */
int lws__plat_child_signal(const struct lws__plat_child *child, int sig);
/* waits for its end, says how it was; the pid is free after this */
void lws__plat_child_collect(struct lws__plat_child *child, siginfo_t *si,
			     lws_spawn_resource_us_t *res);

/*
 * Descriptor of cgroup.procs of the group `suffix` below ours, made if need be;
 * -1: there is none to be had, the log says why
 */
int lws__cgroup_open(const char *suffix);
/* once nobody is in it; nothing happens when it is not there */
void lws__cgroup_remove(const char *suffix);

#endif
