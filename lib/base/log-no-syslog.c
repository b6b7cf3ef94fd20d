/* SPDX-License-Identifier: MIT */
/*
 * log-no-syslog: where the system has no log, its lines go to stderr.
 */

#include "base/log.h"

void
lwsl_emit_syslog(int level, const char *line)
{
	lwsl_emit_stderr(level, line);
}
