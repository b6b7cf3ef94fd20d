/* SPDX-License-Identifier: MIT */
/* LWS_AVOID_SIGPIPE_IGN: the application takes care of SIGPIPE itself. */

#include "plat/plat.h"

void
lws__plat_ignore_sigpipe(void)
{
}
