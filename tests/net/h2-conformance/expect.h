/* SPDX-License-Identifier: MIT */
/*
 * "expect A | B": waits until the peer has given one of these answers.
 */
#ifndef LWS_TESTS_H2_EXPECT_H
#define LWS_TESTS_H2_EXPECT_H

#include "words.h"

struct expectation {
	struct h2_peer *p;
	const struct words *words; /* [0] is "expect" */
	bool is_strict;
	bool may_ping; /* a PING can be sent where the connection stands */
	int wait_ms;
};

/* NULL, or in short why not */
const char *expect(struct expectation *e);

/* was an error of the connection what was met?  Nothing follows then */
bool expect_ended(const struct h2_peer *p);

#endif
