/* SPDX-License-Identifier: MIT */
/*
 * Where form parsers live, in a build with the arena allocator.
 */

#include "roles/http/spa.h"

#include "base/base.h"

void *
lws__spa_alloc(const lws_spa_create_info_t *info, size_t len)
{
	if (info->ac)
		return lwsac_use_zero(info->ac, len, info->ac_chunk_size);

	return lws__zalloc(len, "form");
}

void
lws__spa_free(const lws_spa_create_info_t *info, void *p)
{
	if (!info->ac)
		lws__free(p);
}
