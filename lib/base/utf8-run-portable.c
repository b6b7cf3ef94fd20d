/* SPDX-License-Identifier: MIT */
/*
 * A processor of which nothing better is known.
 */

#include "base/utf8-run.h"

size_t
lws__utf8_run(const uint8_t *p, size_t len)
{
	return lws__utf8_run_words(p, len);
}
