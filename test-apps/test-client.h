/* SPDX-License-Identifier: MIT */
/* What lws-test-client is told on its command line. */

#ifndef LWS_TEST_CLIENT_H
#define LWS_TEST_CLIENT_H

#include <libwebsockets.h>

struct client_args {
	char *address;   /* of the URL */
	char *path;      /* of the URL, "/" first */
	const char *crl; /* NULL: none */
	const char *ca;
	const char *cert;
	const char *key;
	int port;
	int ssl_flags; /* LCCSCF_... */
	int ws_version;
	int log_level;
	int count; /* numbers and circles until a connection ends; 0: for ever
		    */
	char with_counter;
	char with_mirror;
	char is_quiet; /* send no circles */
	char once;
	char retry;
};

/* -1: go on; else the exit status */
int client_args_parse(struct client_args *args, int argc, char **argv);

#endif
