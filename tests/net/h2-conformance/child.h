/* SPDX-License-Identifier: MIT */
/*
 * The program that is tested, as a child process.
 */
#ifndef LWS_TESTS_H2_CHILD_H
#define LWS_TESTS_H2_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid; /* 0: there is none */
	int in;    /* its input, which ends when it shall */
	int out;   /* its output */
};

/* a server that says "port N"; the port, or 0 when it did not */
int child_serve(struct child *c, char *const argv[], int wait_ms);

/* a client, with {port} and {url} of its arguments filled in; a word "{urls}"
 * becomes one for each of the paths (separated by spaces) */
bool
child_ask(struct child *c, char *const argv[], int port, const char *paths);

/* its exit status, 128 and more when a signal ended it, -1 when it runs after
 * wait_ms and was killed */
int child_wait(struct child *c, int wait_ms);

/* did what it wrote hold this text?  Reads on until its output ends */
bool child_said(struct child *c, const char *text, int wait_ms);

#endif
