/* SPDX-License-Identifier: MIT */
/*
 * Control groups for programs that we run, cgroups(7) version 2:
 *
 *   <ours>/lws            made by lws_spawn_prepare_self_cgroup()
 *   <ours>/lws/<suffix>   of one program
 *
 * Where there are none (another system, version 1, no permission) everything
 * here refuses and says why; programs run without.
 */

#include "plat/unix/spawn.h"
#include "plat/unix/names.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOP "/sys/fs/cgroup"

enum {
	PATH_LEN = 1024,
};

/* nonzero: our process is in no group of version 2 */
static int
self_group(char *buf, size_t len)
{
	char line[PATH_LEN];
	FILE *f = fopen("/proc/self/cgroup", "re");
	int answer = 1;

	if (!f)
		return 1;
	while (answer && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "0::/", 4))
			continue;
		lws_strncpy(buf, line + 3, len);
		answer = strlen(line + 3) >= len;
	}
	(void)fclose(f);

	return answer;
}

/* folder of the group `suffix` (NULL: the one above all of them) */
static int
group_path(char *path, size_t len, const char *suffix)
{
	char self[PATH_LEN / 2];

	if (self_group(self, sizeof(self)) ||
	    access(TOP "/cgroup.controllers", F_OK)) {
		lwsl_err("cgroup: this system has no version 2 groups here\n");
		return 1;
	}
	if (suffix && (!*suffix || *suffix == '.' || strchr(suffix, '/'))) {
		lwsl_err("cgroup: '%s' is no name for one\n", suffix);
		return 1;
	}
	lws_snprintf(path, len, TOP "%s/lws%s%s", self[1] ? self : "",
		     suffix ? "/" : "", suffix ? suffix : "");

	return 0;
}

static int
make_folder(const char *path)
{
	if (!mkdir(path, 0755) || errno == EEXIST)
		return 0;
	lwsl_err("cgroup: cannot make %s: %s\n", path, strerror(errno));

	return 1;
}

int
lws_spawn_get_self_cgroup(char *cgroup, size_t max)
{
	if (!self_group(cgroup, max))
		return 0;
	lwsl_err("cgroup: this process is in none of version 2\n");

	return 1;
}

int
lws_spawn_prepare_self_cgroup(const char *user, const char *group)
{
	char path[PATH_LEN], owner[128];
	uid_t uid;
	gid_t gid;

	if (group_path(path, sizeof(path), NULL) || make_folder(path))
		return 1;
	if (!user || !group)
		return 0;
	lws_snprintf(owner, sizeof(owner), "%s:%s", user, group);
	if (lws__plat_owner_parse(owner, &uid, &gid)) {
		lwsl_err("cgroup: no user and group %s\n", owner);
		return 1;
	}
	if (!chown(path, uid, gid))
		return 0;
	lwsl_err("cgroup: cannot give %s to %s: %s\n", path, owner,
		 strerror(errno));

	return 1;
}

int
lws__cgroup_open(const char *suffix)
{
	char path[PATH_LEN], procs[PATH_LEN + 16];
	int fd;

	if (group_path(path, sizeof(path), suffix) || make_folder(path))
		return -1;
	lws_snprintf(procs, sizeof(procs), "%s/cgroup.procs", path);
	fd = lws__plat_open(procs, O_WRONLY, 0);
	if (fd < 0)
		lwsl_err("cgroup: %s: %s\n", procs, strerror(errno));

	return fd;
}

void
lws__cgroup_remove(const char *suffix)
{
	char path[PATH_LEN];

	if (!group_path(path, sizeof(path), suffix))
		(void)rmdir(path);
}
