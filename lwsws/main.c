/* SPDX-License-Identifier: MIT */
/*
 * lwsws: a web server that is configured by JSON files
 * (READMEs/README.lwsws.md).
 */

#include <libwebsockets.h>

#include "lwsws.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define LWSWS_CONFIG_DIR "/etc/lwsws"

enum { USAGE_FAILED = 2 };

static void
usage(FILE *to)
{
	fprintf(to,
		"Usage: lwsws [options]\n"
		"  -c, --configdir DIR       configuration folder (%s)\n"
		"  -d, --debug N             log mask, e.g. 1031 or 0x1f\n"
		"  -n, --no-default-plugins  only those of plugin-dir\n"
		"  -h, --help                this\n"
		"SIGHUP reads the configuration afresh, SIGTERM ends it.\n",
		LWSWS_CONFIG_DIR);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"debug", required_argument, NULL, 'd'},
		{"configdir", required_argument, NULL, 'c'},
		{"no-default-plugins", no_argument, NULL, 'n'},
		{NULL, 0, NULL, 0},
	};
	struct lwsws_args args = {LWSWS_CONFIG_DIR, 0};
	long level = 1031;
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "hd:c:n", options, NULL)) != -1)
		switch (c) {
		case 'h':
			usage(stdout);
			return 0;
		case 'd':
			level = strtol(optarg, &end, 0);
			if (*end || end == optarg) {
				usage(stderr);
				return USAGE_FAILED;
			}
			break;
		case 'c':
			args.config_dir = optarg;
			break;
		case 'n':
			args.is_without_default_plugins = 1;
			break;
		default:
			usage(stderr);
			return USAGE_FAILED;
		}
	if (optind < argc) {
		usage(stderr);
		return USAGE_FAILED;
	}
	lws_set_log_level((int)level, NULL);
	lwsl_notice("lwsws, libwebsockets %s\n", lws_get_library_version());

	return lwsws_supervise(&args);
}
