/* SPDX-License-Identifier: MIT */
/*
 * log-syslog: the emitter that hands lines to the system's log, which knows
 * what time it is.
 */

#include "base/log.h"

#include <syslog.h>

void
lwsl_emit_syslog(int level, const char *line)
{
	int priority = LOG_DEBUG;

	if (level & LLL_ERR)
		priority = LOG_ERR;
	else if (level & LLL_WARN)
		priority = LOG_WARNING;
	else if (level & (LLL_NOTICE | LLL_USER))
		priority = LOG_NOTICE;
	else if (level & LLL_INFO)
		priority = LOG_INFO;

	syslog(priority, "%s", line);
}
