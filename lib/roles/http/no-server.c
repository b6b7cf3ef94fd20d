/* SPDX-License-Identifier: MIT */
/*
 * A build without servers: nothing is answered from a file.
 */

#include "roles/http/transaction.h"

void
lws__http_file_free(struct lws__http_file **pf)
{
	(void)pf;
}
