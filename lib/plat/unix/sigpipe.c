/* SPDX-License-Identifier: MIT */
/*
 * SIGPIPE for the calls that cannot be told to leave it out: sendfile(), and
 * the writes of a TLS library.
 */

#include "plat/plat.h"

#include <signal.h>

void
lws__plat_ignore_sigpipe(void)
{
	struct sigaction now;

	if (sigaction(SIGPIPE, NULL, &now))
		return;
	if ((now.sa_flags & SA_SIGINFO) || now.sa_handler != SIG_DFL)
		return;

	now.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &now, NULL);
}
