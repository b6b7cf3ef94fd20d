/* SPDX-License-Identifier: MIT */
/*
 * log.h: what the files of the log share.
 *
 * A level is one bit of the low LLL_COUNT; what stands above them (secrecy) is
 * handed on to the emitter.
 */

#ifndef LWS_BASE_LOG_H
#define LWS_BASE_LOG_H

#include "base/base.h"

enum {
	LOG_LEVELS = (1 << LLL_COUNT) - 1,
	LOG_LINE_MAX = 2048, /* with its newline and NUL; more is cut */
};

/* which of the levels a filter names: the lowest, LLL_COUNT if none */
static inline unsigned int
lws__log_level_index(int level)
{
	unsigned int n = 0;

	while (n < LLL_COUNT && !(level & (1 << n)))
		n++;

	return n;
}

static inline bool
lws__log_wants(const struct lws_log_cx *cx, int level)
{
	return !!(cx->lll_flags & (uint32_t)(level & LOG_LEVELS));
}

#endif
