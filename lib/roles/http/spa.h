/* SPDX-License-Identifier: MIT */
/*
 * The form parser of lws-spa.h without the wsi: which decoder, where values
 * are kept.
 */

#ifndef LWS_ROLES_HTTP_SPA_H
#define LWS_ROLES_HTTP_SPA_H

#include <libwebsockets.h>

enum {
	LWS__SPA_STORAGE = 512, /* bytes, when max_storage is 0 */
};

/*
 * Memory of a parser: from the arena that info names, else its own.  NULL: out
 * of memory, or an arena was asked for that this build does not have.
 */
void *lws__spa_alloc(const lws_spa_create_info_t *info, size_t len);
/* of the arena: nothing, it is freed as a whole */
void lws__spa_free(const lws_spa_create_info_t *info, void *p);

/*
 * content_type: borrowed until return, NULL: none.  wsi is for log lines, may
 * be NULL.  Owned: lws_spa_destroy().
 */
struct lws_spa *lws__spa_create(struct lws *wsi, const char *content_type,
				const lws_spa_create_info_t *info);

#endif
