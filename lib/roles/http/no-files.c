/* SPDX-License-Identifier: MIT */
/*
 * A build without servers or without file operations: nothing is answered
 * from a file.
 */

#include "roles/http/file-turn.h"
#include "roles/http/transaction.h"

enum lws__http_serve
lws__http_serve_mount(struct lws *wsi, const struct lws_http_mount *m,
		      const char *path, size_t len)
{
	(void)wsi;
	(void)m;
	(void)path;
	(void)len;

	return LWS__HTTP_SERVE_MISSING;
}

enum lws_verdict
lws__http_file_continue(struct lws *wsi)
{
	(void)wsi;

	return LWS_V_OK;
}

void
lws__http_file_free(const struct lws *wsi, struct lws__http_file **pf)
{
	(void)wsi;
	(void)pf;
}

void
lws__turn_files_forget(struct lws_context_per_thread *pt)
{
	(void)pt;
}
