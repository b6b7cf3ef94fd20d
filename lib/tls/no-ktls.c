/* SPDX-License-Identifier: MIT */
/*
 * A build in which the kernel makes no TLS records: see ktls.c
 */

#include "tls/tls.h"

bool
lws__tls_kernel_may(struct lws__tls *t)
{
	(void)t;

	return false;
}
