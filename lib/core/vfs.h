/* SPDX-License-Identifier: MIT */
/*
 * A chain of file systems: the platform's first, then those of the user,
 * linked by `next`, and then those of this build (such as the zip one).  One of
 * them claims a path by a signature in it, such as ".zip/"; what nobody claims
 * is the platform's.
 */

#ifndef LWS_CORE_VFS_H
#define LWS_CORE_VFS_H

#include <libwebsockets.h>

/*
 * The file system for path: of the chain that starts at fops and those built
 * in, the one whose signature comes first in path, the earlier in the chain
 * when two fit at the same place, else fops itself.  *vpath is what follows the
 * signature, or "" (borrowed from path).
 */
const struct lws_plat_file_ops *
lws__vfs_select(const struct lws_plat_file_ops *fops, const char *path,
		const char **vpath);

/* the platform's operations, at the head of cx's chain before `next` */
void lws__vfs_platform(struct lws_plat_file_ops *fops, struct lws_context *cx,
		       const struct lws_plat_file_ops *next);

#endif
