/* SPDX-License-Identifier: MIT */
/*
 * The command line of lws-test-client.
 */

#include "test-client.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_ROOM = 256 };

static const char usage[] =
	"lws-test-client [options] [URL | ADDRESS]\n"
	"  URL is ws://host:port/ or wss://..., ADDRESS a name, an address, "
	"or\n"
	"  +PATH of a Unix socket; localhost if there is none\n"
	"  -p, --port N           port, if the URL has none (7681)\n"
	"  -s, --ssl              TLS, with any certificate\n"
	"  -S, --ssl-strict       TLS, with a certificate that holds good\n"
	"  -A, --ca FILE          PEM certificates that vouch for the server\n"
	"  -C, --cert FILE        PEM certificate to show\n"
	"  -K, --key FILE         PEM key of it\n"
	"  -R, --crl FILE         PEM lists of server certificates that were "
	"revoked\n"
	"  -v, --version N        websocket version (13)\n"
	"  -j, --just-mirror      no counter\n"
	"  -J, --just-counter     no mirror\n"
	"  -n, --no-mirror        send nothing to the mirror\n"
	"      --room NAME        the mirror's room\n"
	"  -N, --count N          end a connection after N numbers or "
	"circles;\n"
	"                         without: at a number drawn for each "
	"connection\n"
	"  -l, --longlived        do not end connections at all\n"
	"  -O, --once             each connection once, then end\n"
	"  -a, --retry            what fails is tried again, later each time\n"
	"  -d, --debug N          which logs, bits as in lws-logs.h (7)\n"
	"  -h, --help             this\n";

static const struct option long_options[] = {
	{"port", required_argument, NULL, 'p'},
	{"ssl", no_argument, NULL, 's'},
	{"ssl-strict", no_argument, NULL, 'S'},
	{"ca", required_argument, NULL, 'A'},
	{"cert", required_argument, NULL, 'C'},
	{"key", required_argument, NULL, 'K'},
	{"crl", required_argument, NULL, 'R'},
	{"version", required_argument, NULL, 'v'},
	{"just-mirror", no_argument, NULL, 'j'},
	{"just-counter", no_argument, NULL, 'J'},
	{"no-mirror", no_argument, NULL, 'n'},
	{"room", required_argument, NULL, OPT_ROOM},
	{"count", required_argument, NULL, 'N'},
	{"longlived", no_argument, NULL, 'l'},
	{"once", no_argument, NULL, 'O'},
	{"retry", no_argument, NULL, 'a'},
	{"debug", required_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static const int any_certificate =
	LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_EXPIRED |
	LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_INSECURE;

static int
take_number(struct client_args *args, int option, const char *text)
{
	char *end = NULL;
	long value = strtol(text, &end, 0);

	if (end == text || *end || value < 0 || value > 0x7ffffff) {
		fprintf(stderr, "'%s' is not a number\n", text);
		return -1;
	}
	switch (option) {
	case 'p':
		args->port = (int)value;
		break;
	case 'v':
		args->ws_version = (int)value;
		break;
	case 'N':
		args->count = (int)value;
		break;
	default:
		args->log_level = (int)value;
		break;
	}

	return 0;
}

/* what follows "?mirror=" in the path of the mirror's connection */
static int
take_room(struct client_args *args, const char *room)
{
	size_t space = strlen("/?mirror=") + strlen(room) * 3 + 1;
	size_t used = strlen("/?mirror=");

	args->path = malloc(space);
	if (!args->path)
		return -1;
	memcpy(args->path, "/?mirror=", used);
	lws_urlencode(args->path + used, room, (int)(space - used));

	return 0;
}

static int
take_text(struct client_args *args, int option, const char *text)
{
	switch (option) {
	case 'A':
		args->ca = text;
		break;
	case 'C':
		args->cert = text;
		break;
	case 'K':
		args->key = text;
		break;
	case 'R':
		args->crl = text;
		break;
	case OPT_ROOM:
		return take_room(args, text);
	default:
		return take_number(args, option, text);
	}

	return 0;
}

static void
take_flag(struct client_args *args, int option)
{
	switch (option) {
	case 's':
		args->ssl_flags = any_certificate;
		break;
	case 'S':
		args->ssl_flags = LCCSCF_USE_SSL;
		break;
	case 'j':
		args->with_counter = 0;
		break;
	case 'J':
		args->with_mirror = 0;
		break;
	case 'n':
		args->is_quiet = 1;
		break;
	case 'l':
		args->count = 0;
		break;
	case 'O':
		args->once = 1;
		break;
	default:
		args->retry = 1;
		break;
	}
}

/* url is cut into pieces; its path counts unless there is a room */
static int
take_url(struct client_args *args, char *url)
{
	const char *scheme, *address, *path;
	size_t len;

	if (lws_parse_uri(url, &scheme, &address, &args->port, &path)) {
		fprintf(stderr, "this URL is not understood\n");
		return -1;
	}
	if ((!strcmp(scheme, "wss") || !strcmp(scheme, "https")) &&
	    !args->ssl_flags)
		args->ssl_flags = LCCSCF_USE_SSL;
	args->address = strdup(address);
	if (!args->path) {
		len = strlen(path) + 2;
		args->path = malloc(len);
		if (args->path)
			lws_snprintf(args->path, len, "%s%s",
				     *path == '/' ? "" : "/", path);
	}

	return args->address && args->path ? 0 : -1;
}

int
client_args_parse(struct client_args *args, int argc, char **argv)
{
	char localhost[] = "localhost";
	int option;

	memset(args, 0, sizeof(*args));
	args->port = 7681;
	args->ws_version = 13;
	args->with_counter = args->with_mirror = 1;
	args->count = -1;
	args->log_level = LLL_ERR | LLL_WARN | LLL_NOTICE;

	while ((option = getopt_long(argc, argv, "p:sSA:C:K:R:v:jJnN:lOad:h",
				     long_options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option == '?')
			break;
		if (!optarg)
			take_flag(args, option);
		else if (take_text(args, option, optarg))
			return 2;
	}
	if (option == '?' || optind + 1 < argc) {
		fputs(usage, stderr);
		return 2;
	}

	return take_url(args, optind < argc ? argv[optind] : localhost) ? 2
									: -1;
}
