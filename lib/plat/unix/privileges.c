/* SPDX-License-Identifier: MIT */
/*
 * Becoming somebody with fewer rights, for good, and knowing that it worked.
 * Capabilities are asked of the kernel directly: libcap is not needed.
 */

#include "plat/unix/names.h"
#include "plat/plat.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static int
caps_survive_setuid(void)
{
	return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
}

/* of what survived, exactly these stay */
static int
caps_keep(const int *caps, size_t count)
{
	struct __user_cap_header_struct hdr = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	uint32_t bit;
	size_t i;

	memset(data, 0, sizeof(data));
	for (i = 0; i < count; i++) {
		if (caps[i] < 0 || caps[i] > CAP_LAST_CAP) {
			errno = EINVAL;
			return -1;
		}
		bit = (uint32_t)1 << (caps[i] & 31);
		data[caps[i] >> 5].effective |= bit;
		data[caps[i] >> 5].permitted |= bit;
		data[caps[i] >> 5].inheritable |= bit;
	}

	return syscall(SYS_capset, &hdr, data) ? -1 : 0;
}
#else
static int
caps_survive_setuid(void)
{
	errno = ENOSYS;

	return -1;
}

static int
caps_keep(const int *caps, size_t count)
{
	(void)caps;
	(void)count;
	errno = ENOSYS;

	return -1;
}
#endif

static int
fail_at(struct lws__plat_fail *fail, const char *step, int error)
{
	fail->step = step;
	fail->error = error;

	return -1;
}

static bool
is_id(unsigned int id)
{
	return id && id != (unsigned int)-1;
}

int
lws__plat_privs_resolve(struct lws__plat_privs *p, struct lws__plat_fail *fail)
{
	gid_t login_group = (gid_t)-1;
	int error;

	fail->step = NULL;
	fail->error = 0;

	if (p->username) {
		error = lws__plat_user_id(p->username, &p->uid, &login_group);
		if (error)
			return fail_at(fail, "user name", error);
		if (!p->groupname && !is_id(p->gid))
			p->gid = login_group;
	}
	if (p->groupname) {
		error = lws__plat_group_id(p->groupname, &p->gid);
		if (error)
			return fail_at(fail, "group name", error);
	}

	return 0;
}

/* supplementary groups: those of the named user, else none but the new one */
static int
drop_groups(const struct lws__plat_privs *p)
{
	gid_t gid = is_id(p->gid) ? p->gid : getgid();

	if (p->username)
		return initgroups(p->username, gid);

	return setgroups(1, &gid);
}

static bool
is_already(const struct lws__plat_privs *p)
{
	return (!is_id(p->uid) ||
		(getuid() == p->uid && geteuid() == p->uid)) &&
	       (!is_id(p->gid) || (getgid() == p->gid && getegid() == p->gid));
}

int
lws__plat_privs_drop(const struct lws__plat_privs *p,
		     struct lws__plat_fail *fail)
{
	fail->step = NULL;
	fail->error = 0;

	if (is_already(p))
		return 0;

	if (p->cap_count && caps_survive_setuid())
		return fail_at(fail, "keep capabilities", errno);
	if (drop_groups(p))
		return fail_at(fail, "groups", errno);
	if (is_id(p->gid) && setgid(p->gid))
		return fail_at(fail, "setgid", errno);
	if (is_id(p->uid) && setuid(p->uid))
		return fail_at(fail, "setuid", errno);
	if (!is_already(p))
		return fail_at(fail, "setuid did not hold", EPERM);
	if (p->cap_count && caps_keep(p->caps, p->cap_count))
		return fail_at(fail, "capabilities", errno);

	/* the way back must be shut */
	if (is_id(p->uid) && !p->cap_count && (!setuid(0) || !seteuid(0)))
		return fail_at(fail, "root could be regained", EPERM);

	return 0;
}
