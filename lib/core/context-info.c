/* SPDX-License-Identifier: MIT */
/*
 * Filling in a creation info before there is a context: defaults, the switches
 * that every example understands, sockets inherited from systemd.
 */

#include "core/core.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOGS_DEFAULT = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
};

/* a Secure Streams program: its vhosts come from the policy */
void
_lws_context_info_defaults(struct lws_context_creation_info *info,
			   const char *sspol)
{
	memset(info, 0, sizeof(*info));
	info->port = CONTEXT_PORT_NO_LISTEN;
	info->options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			LWS_SERVER_OPTION_H2_JUST_FIX_WINDOW_UPDATE_OVERFLOW |
			LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info->fd_limit_per_thread = 1 + 16 + 1;
	info->pss_policies_json = sspol;
}

static void
take_ss_proxy(int argc, const char **argv,
	      struct lws_context_creation_info *info)
{
	const char *p;

	p = lws_cmdline_option(argc, argv, "--ssproxy-port");
	if (p)
		info->ss_proxy_port = (uint16_t)strtoul(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "--ssproxy-iface");
	if (p)
		info->ss_proxy_bind = p;
	p = lws_cmdline_option(argc, argv, "--ssproxy-ads");
	if (p)
		info->ss_proxy_address = p;
}

void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info)
{
	int logs =
		info->default_loglevel ? info->default_loglevel : LOGS_DEFAULT;
	const char *p = lws_cmdline_option(argc, argv, "-d");

	info->argc = argc;
	info->argv = argv;
	if (p)
		logs = (int)strtol(p, NULL, 0);
	lws_set_log_level(logs, NULL);

	if (lws_cmdline_option(argc, argv, "--ignore-sigterm"))
		signal(SIGTERM, SIG_IGN);
	take_ss_proxy(argc, argv, info);
	lws__faults_cmdline(argc, argv, info);
}

/* sd_listen_fds(3).  0: info listens on the index-th socket given to us */
int
lws_systemd_inherited_fd(unsigned int index,
			 struct lws_context_creation_info *info)
{
	int fd = lws__plat_inherited(index);
	struct lws__sa sa;

	if (fd < 0 || lws__plat_local_address(fd, &sa))
		return 1;
	info->vh_listen_sockfd = fd;
	info->port = lws__sa_port(&sa);

	return 0;
}
