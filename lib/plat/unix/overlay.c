/* SPDX-License-Identifier: MIT */
/*
 * Mounting overlays: mount(2) of Linux.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum {
	OPTIONS_MAX = 4096, /* mount(2): a page, with its NUL */
};

/* user_namespaces(7): the first one maps each id to itself */
static bool
is_in_user_namespace(void)
{
	unsigned long inside = 0, outside = 0, count = 0;
	FILE *f = fopen("/proc/self/uid_map", "re");
	int got;

	if (!f)
		return false;
	got = fscanf(f, "%lu %lu %lu", &inside, &outside, &count);
	(void)fclose(f);

	return got == 3 && (inside || outside || count != UINT32_MAX);
}

int
lws__plat_overlay_mount(const struct lws__plat_overlay *o)
{
	const char *more = is_in_user_namespace() ? ",userxattr" : "";
	size_t len = strlen(o->options) + strlen(more) + 1;
	char *all;
	int error;

	if (len > OPTIONS_MAX)
		return E2BIG;
	all = lws__malloc(len, "overlay");
	if (!all)
		return ENOMEM;
	lws_snprintf(all, len, "%s%s", o->options, more);
	error = mount(o->name, o->at, "overlay", 0, all) ? errno : 0;
	lws__free(all);

	return error;
}

int
lws__plat_overlay_unmount(const char *at)
{
	return umount2(at, UMOUNT_NOFOLLOW) ? errno : 0;
}

int
lws__plat_folder(const char *path, unsigned int mode)
{
	return mkdir(path, (mode_t)mode) && errno != EEXIST ? errno : 0;
}
