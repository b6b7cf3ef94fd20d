/* SPDX-License-Identifier: MIT */
/*
 * "expect A | B": waits until the peer has given one of these answers.
 */
#ifndef LWS_TESTS_WS_EXPECT_H
#define LWS_TESTS_WS_EXPECT_H

#include "words.h"

enum { MAYBE_MAX = 16 };

struct expectation {
	struct ws_peer *p;
	bool is_strict; /* an error needs its CLOSE */
	int wait_ms;
	/* messages that may come before the end, and need not */
	char *maybe[MAYBE_MAX]; /* owned */
	size_t maybe_count;
};

/* words from `from` on; NULL, or in short why not */
const char *expect(struct expectation *e, const struct words *w, size_t from);

/* a CLOSE of ours with this code, or none at all (NO_CODE) */
void expect_say_goodbye(struct expectation *e, unsigned int code);

#endif
