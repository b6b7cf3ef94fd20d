/* SPDX-License-Identifier: MIT */
/*
 * Runs one case against a server, or a client that connects again and again.
 */
#ifndef LWS_TESTS_WS_RUN_H
#define LWS_TESTS_WS_RUN_H

#include "relay.h"
#include "table.h"

enum ws_outcome {
	WS_PASSED,
	WS_FAILED,
	WS_SKIPPED, /* the peer does not offer what the case needs */
};

struct ws_options {
	bool is_client; /* what is tested is one */
	bool is_strict; /* an error needs its CLOSE */
	bool trace;
	int wait_ms;  /* for one answer */
	int port;     /* of the server */
	int listener; /* for the client */
	enum relay_kind relay;
};

/* why (owned by the caller, of size) says what was expected and what came */
enum ws_outcome ws_run(const struct ws_case *c, const struct ws_options *o,
		       char *why, size_t size);

#endif
