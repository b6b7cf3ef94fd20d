/* SPDX-License-Identifier: MIT */
/*
 * What the files of lwsws share.
 */

#ifndef LWSWS_H
#define LWSWS_H

struct lwsws_args {
	const char *config_dir;
	int is_without_default_plugins;
};

/*
 * Serves until SIGINT, SIGTERM, or the last connection after SIGHUP.  ready_fd
 * is written to when it can be connected to, and closed.  Returns the exit
 * status.
 */
int lwsws_serve(const struct lwsws_args *args, int ready_fd);

/* runs lwsws_serve() in child processes; returns the exit status */
int lwsws_supervise(const struct lwsws_args *args);

#endif
