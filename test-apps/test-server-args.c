/* SPDX-License-Identifier: MIT */
/*
 * The command line of lws-test-server.
 */

#include "test-server.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_SSL_PORT = 256, OPT_UPLOAD_DIR };

static const char usage[] =
	"lws-test-server [options]\n"
	"  -p, --port N           port (7681); 0: any that is free\n"
	"      --ssl-port N       https on this port as well, http stays\n"
	"  -s, --ssl              https instead of http, on --port\n"
	"  -a, --allow-non-ssl    with TLS: take plain http on its port too\n"
	"  -C, --cert FILE        PEM certificate\n"
	"  -K, --key FILE         PEM key of it\n"
	"  -A, --ca FILE          PEM certificates that vouch for clients\n"
	"  -R, --crl FILE         PEM lists of clients' certificates that were "
	"revoked\n"
	"  -v, --verify-client    take only clients with a certificate\n"
	"  -i, --interface NAME   interface or address to listen on\n"
	"  -k, --bind-to-device   bind to the interface, not to its address\n"
	"  -U, --unix-sock PATH   listen on a Unix socket; @NAME: abstract\n"
	"  -r, --resource-path D  folder with the page\n"
	"      --upload-dir D     where files of /formtest go (/tmp)\n"
	"  -c, --closetest        close counters after number 50\n"
	"  -n, --no-traffic       send no numbers\n"
	"  -u, --uid N            become this user\n"
	"  -g, --gid N            become this group\n"
	"  -D, --daemonize        go into the background\n"
	"  -I, --ignore-sigterm   end on SIGINT only\n"
	"  -d, --debug N          which logs, bits as in lws-logs.h (7)\n"
	"  -h, --help             this\n";

static const struct option long_options[] = {
	{"port", required_argument, NULL, 'p'},
	{"ssl-port", required_argument, NULL, OPT_SSL_PORT},
	{"ssl", no_argument, NULL, 's'},
	{"allow-non-ssl", no_argument, NULL, 'a'},
	{"cert", required_argument, NULL, 'C'},
	{"key", required_argument, NULL, 'K'},
	{"crl", required_argument, NULL, 'R'},
	{"ca", required_argument, NULL, 'A'},
	{"verify-client", no_argument, NULL, 'v'},
	{"interface", required_argument, NULL, 'i'},
	{"bind-to-device", no_argument, NULL, 'k'},
	{"unix-sock", required_argument, NULL, 'U'},
	{"resource-path", required_argument, NULL, 'r'},
	{"upload-dir", required_argument, NULL, OPT_UPLOAD_DIR},
	{"closetest", no_argument, NULL, 'c'},
	{"no-traffic", no_argument, NULL, 'n'},
	{"uid", required_argument, NULL, 'u'},
	{"gid", required_argument, NULL, 'g'},
	{"daemonize", no_argument, NULL, 'D'},
	{"ignore-sigterm", no_argument, NULL, 'I'},
	{"debug", required_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

/* options that are a number: 0 and *out, or -1 with a complaint */
static int
number(const char *text, long max, int *out)
{
	char *end = NULL;
	long value = strtol(text, &end, 0);

	if (end == text || *end || value < 0 || value > max) {
		fprintf(stderr, "'%s' is not a number from 0 to %ld\n", text,
			max);
		return -1;
	}
	*out = (int)value;

	return 0;
}

static int
take_number(struct server_args *args, int option, const char *text)
{
	int value = 0;

	if (number(text,
		   option == 'p' || option == OPT_SSL_PORT ? 65535 : 0x7ffffff,
		   &value))
		return -1;
	switch (option) {
	case 'p':
		args->port = value;
		break;
	case OPT_SSL_PORT:
		args->ssl_port = value;
		args->with_tls = 1;
		break;
	case 'u':
		args->uid = (uid_t)value;
		break;
	case 'g':
		args->gid = (gid_t)value;
		break;
	default:
		args->log_level = value;
		break;
	}

	return 0;
}

static void
take_text(struct server_args *args, int option, const char *text)
{
	switch (option) {
	case 'C':
		args->cert = text;
		break;
	case 'K':
		args->key = text;
		break;
	case 'R':
		args->crl = text;
		break;
	case 'A':
		args->ca = text;
		break;
	case 'i':
		args->iface = text;
		break;
	case 'U':
		args->unix_path = text;
		break;
	case OPT_UPLOAD_DIR:
		args->upload_dir = text;
		break;
	default:
		args->resource_path = text;
		break;
	}
}

static int
take_flag(struct server_args *args, int option)
{
	switch (option) {
	case 's':
		args->with_plain = 0;
		args->with_tls = 1;
		break;
	case 'a':
		args->allow_plain = 1;
		break;
	case 'v':
		args->need_client_cert = 1;
		break;
	case 'k':
		args->bind_iface = 1;
		break;
	case 'c':
		args->dumb_options = "2";
		break;
	case 'n':
		args->dumb_options = "1";
		break;
	case 'D':
		args->daemonize = 1;
		break;
	case 'I':
		args->ignore_sigterm = 1;
		break;
	default:
		return -1;
	}

	return 0;
}

static int
check(struct server_args *args)
{
	if (!args->with_plain && args->ssl_port < 0)
		args->ssl_port = args->port;
	if (args->with_tls && (!args->cert || !args->key)) {
		fprintf(stderr, "TLS needs --cert and --key\n");
		return 2;
	}

	return -1;
}

int
server_args_parse(struct server_args *args, int argc, char **argv)
{
	int option;

	memset(args, 0, sizeof(*args));
	args->port = 7681;
	args->ssl_port = -1;
	args->with_plain = 1;
	args->resource_path = LWS_APP_SHARE_DIR;
	args->dumb_options = "0";
	args->log_level = LLL_ERR | LLL_WARN | LLL_NOTICE;
	opterr = 1;

	while ((option = getopt_long(argc, argv,
				     "p:saC:K:A:R:vi:kU:r:cnu:g:DId:h",
				     long_options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option == '?')
			break;
		if (option == OPT_UPLOAD_DIR ||
		    (option < OPT_SSL_PORT && strchr("CKARiUr", option)))
			take_text(args, option, optarg);
		else if (optarg && take_number(args, option, optarg))
			return 2;
		else if (!optarg && take_flag(args, option))
			return 2;
	}
	if (option == '?' || optind < argc) {
		fputs(usage, stderr);
		return 2;
	}

	return check(args);
}
