/* SPDX-License-Identifier: MIT */
/*
 * map-lwsac: a map whose memory is an lwsac, to be freed with all the rest of
 * it.  info.opaque is a struct lwsac **, info.aux the chunk size as a pointer.
 */

#include "base/base.h"

void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x)
{
	const lws_map_info_t *info = lws__map_info(map);

	return lwsac_use((struct lwsac **)info->opaque, x,
			 (size_t)(uintptr_t)info->aux);
}

/* it goes with the rest of the lwsac */
void
lws_map_free_lwsac(void *v)
{
	(void)v;
}
