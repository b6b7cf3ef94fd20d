/* SPDX-License-Identifier: MIT */
/*
 * In place of spa-memory.c in a build without LWS_WITH_LWSAC.
 */

#include "roles/http/spa.h"

#include "base/base.h"

void *
lws__spa_alloc(const lws_spa_create_info_t *info, size_t len)
{
	return info->ac ? NULL : lws__zalloc(len, "form");
}

void
lws__spa_free(const lws_spa_create_info_t *info, void *p)
{
	(void)info;
	lws__free(p);
}
