/* SPDX-License-Identifier: MIT */
/*
 * In place of vfs.c in a build without LWS_WITH_FILE_OPS.
 */

#include "core/vfs.h"

void
lws__vfs_platform(struct lws_plat_file_ops *fops, struct lws_context *cx,
		  const struct lws_plat_file_ops *next)
{
	fops->next = next;
	fops->cx = cx;
}
