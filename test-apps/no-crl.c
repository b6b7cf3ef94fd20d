/* SPDX-License-Identifier: MIT */
/*
 * Built without TLS: nothing to revoke.
 */

#include "crl.h"

#include <stdio.h>

int
crl_load(void *context, const char *path)
{
	(void)context;
	fprintf(stderr, "%s: built without TLS\n", path);

	return -1;
}
