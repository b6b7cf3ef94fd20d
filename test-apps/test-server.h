/* SPDX-License-Identifier: MIT */
/* What lws-test-server is told on its command line. */

#ifndef LWS_TEST_SERVER_H
#define LWS_TEST_SERVER_H

#include <libwebsockets.h>

struct server_args {
	const char *iface;     /* NULL: all */
	const char *unix_path; /* NULL: TCP */
	const char *cert;
	const char *key;
	const char *crl;           /* NULL: none */
	const char *ca;            /* NULL: clients are not asked */
	const char *resource_path; /* folder with the page */
	const char *upload_dir;    /* NULL: the plugin's default */
	const char *dumb_options;  /* pvo of dumb-increment-protocol */
	uid_t uid;
	gid_t gid;
	int port;
	int ssl_port;
	int log_level;
	int bind_iface;
	char with_plain;
	char with_tls;
	char allow_plain; /* on the TLS port */
	char need_client_cert;
	char daemonize;
	char ignore_sigterm;
};

/* -1: go on; else the exit status */
int server_args_parse(struct server_args *args, int argc, char **argv);

#endif
