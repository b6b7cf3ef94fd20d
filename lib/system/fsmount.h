/* SPDX-License-Identifier: MIT */
/*
 * Overlay mounts: what the kernel is told.
 */

#ifndef LWS_SYSTEM_FSMOUNT_H
#define LWS_SYSTEM_FSMOUNT_H

#include "core/core.h"

struct lws__fsmount_options {
	char text[4096 - sizeof(",userxattr")]; /* mount(2) takes a page */
	size_t len;
	int layers; /* that are in it */
};

/* looks at the folders, changes nothing; nonzero: refused, and logged why */
int lws__fsmount_options(struct lws__fsmount_options *o,
			 const struct lws_fsmount *fsm);

#endif
