/* SPDX-License-Identifier: MIT */
/* names of users and groups; for the files of this folder */

#ifndef LWS_PLAT_UNIX_NAMES_H
#define LWS_PLAT_UNIX_NAMES_H

#include <sys/types.h>

/* by name or in decimal; 0 found, else an errno (ENOENT: no such one) */
int lws__plat_user_id(const char *name, uid_t *uid, gid_t *gid);
int lws__plat_group_id(const char *name, gid_t *gid);
/* "user:group"; -1: not of that form, or unknown */
int lws__plat_owner_parse(const char *owner, uid_t *uid, gid_t *gid);

#endif
