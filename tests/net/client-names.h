/* SPDX-License-Identifier: MIT */
/*
 * Names that a test answers, and servers that do not.
 */

#ifndef CLIENT_NAMES_H
#define CLIENT_NAMES_H

#include "lws-test.h"

/* what is answered; to be set while nobody asks */
struct names {
	const char *addresses[6]; /* the answer */
	int errors[4];            /* ... or these EAI_ first, 0 ends */
	int asked;
	int answered;
	int family; /* that was asked for */
	bool held;  /* nobody is answered */
};
extern struct names names;

/* from now on the test is the resolver */
void names_begin(void);
void names_end(void);
void names_hold(bool held);
void names_await_question(void);
void names_await_answer(void);

/* a server whose queue is full drops what else wants to connect */
struct black_hole {
	int listen_fd;
	int fds[8];
};

void black_hole_open(struct black_hole *b, const char *address, int on_port);
void black_hole_close(struct black_hole *b);

#endif
