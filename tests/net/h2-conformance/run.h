/* SPDX-License-Identifier: MIT */
/*
 * Runs one case against a server, or against a client that it starts.
 */
#ifndef LWS_TESTS_H2_RUN_H
#define LWS_TESTS_H2_RUN_H

#include "words.h"

enum { LINES_MAX = 48, NAME_LEN = 80 };

/* one case of a table */
struct h2_case {
	char section[24]; /* "9113 6.5.2" */
	char name[NAME_LEN];
	bool is_bare;           /* no preface and SETTINGS before its lines */
	bool is_should;         /* what it asks is only recommended */
	char *lines[LINES_MAX]; /* owned */
	size_t line_count;
};

struct h2_options {
	bool is_client; /* the table is for clients */
	bool is_strict; /* a connection error needs its GOAWAY, what is
			 * recommended is asked for */
	bool trace;
	int wait_ms;          /* for one answer */
	int port;             /* of the server */
	char **command;       /* of the client, "{url}" and "{port}" in it */
	struct macros macros; /* of the table */
};

enum h2_outcome {
	H2_PASSED,
	H2_FAILED,
	H2_SKIPPED, /* the peer does not offer what the case needs */
};

/* why (owned by the caller, of size) says what was expected and what came */
enum h2_outcome h2_run(const struct h2_case *c, const struct h2_options *o,
		       char *why, size_t size);

#endif
