/* SPDX-License-Identifier: MIT */
/*
 * The public name of resolving a reference.
 */

#include "base/base.h"

int
lws_http_rel_to_url(char *dest, size_t len, const char *base, const char *rel)
{
	return lws__uri_resolve(dest, len, base, rel);
}
