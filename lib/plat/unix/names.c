/* SPDX-License-Identifier: MIT */
/* Names of users and groups to numbers, with buffers that grow as asked. */

#include "plat/unix/names.h"
#include "base/base.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

/* a group can have very many members */
#define NAME_BUF_FIRST ((size_t)1024)
#define NAME_BUF_MAX   ((size_t)1024 * 1024)

/* whole decimal text; -1: it is a name */
static int
decimal_id(const char *name, uint32_t *id)
{
	unsigned long n;
	char *end;

	if (*name < '0' || *name > '9')
		return -1;
	n = strtoul(name, &end, 10);
	if (*end || n >= UINT32_MAX)
		return -1;
	*id = (uint32_t)n;

	return 0;
}

static int
user_lookup(const char *name, char *buf, size_t len, uid_t *uid, gid_t *gid)
{
	struct passwd pw, *found = NULL;
	int error = getpwnam_r(name, &pw, buf, len, &found);

	if (error)
		return error;
	if (!found)
		return ENOENT;
	*uid = found->pw_uid;
	*gid = found->pw_gid;

	return 0;
}

static int
group_lookup(const char *name, char *buf, size_t len, gid_t *gid)
{
	struct group gr, *found = NULL;
	int error = getgrnam_r(name, &gr, buf, len, &found);

	if (error)
		return error;
	if (!found)
		return ENOENT;
	*gid = found->gr_gid;

	return 0;
}

/* uid NULL: a group is wanted */
static int
lookup(const char *name, uid_t *uid, gid_t *gid)
{
	size_t len = NAME_BUF_FIRST;
	int error = ERANGE;
	char *buf;

	while (error == ERANGE && len <= NAME_BUF_MAX) {
		buf = lws__malloc(len, "user name");
		if (!buf)
			return ENOMEM;
		error = uid ? user_lookup(name, buf, len, uid, gid)
			    : group_lookup(name, buf, len, gid);
		lws__free(buf);
		len *= 4;
	}

	return error;
}

int
lws__plat_user_id(const char *name, uid_t *uid, gid_t *gid)
{
	int error = lookup(name, uid, gid);
	uint32_t id;

	if (!error || decimal_id(name, &id))
		return error;

	*uid = id;
	*gid = (gid_t)-1;

	return 0;
}

int
lws__plat_group_id(const char *name, gid_t *gid)
{
	int error = lookup(name, NULL, gid);
	uint32_t id;

	if (!error || decimal_id(name, &id))
		return error;
	*gid = id;

	return 0;
}

int
lws__plat_owner_parse(const char *owner, uid_t *uid, gid_t *gid)
{
	const char *colon = strchr(owner, ':');
	gid_t login_group;
	char *user;
	int error;

	if (!colon || colon == owner || !colon[1])
		return -1;

	user = lws__strndup(owner, (size_t)(colon - owner), "socket owner");
	if (!user)
		return -1;
	error = lws__plat_user_id(user, uid, &login_group);
	lws__free(user);
	if (error)
		return -1;

	return lws__plat_group_id(colon + 1, gid) ? -1 : 0;
}
