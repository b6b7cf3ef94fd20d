/* SPDX-License-Identifier: MIT */
/*
 * The role h1: HTTP/1.x on one connection, one transaction after the other.
 *
 * What a server does (h1-server.c) and what a client does (h1-client.c) have
 * only the codecs in common; each is a table of its own, and the role calls
 * the one of the wsi's side.
 */

#ifndef LWS_ROLES_H1_H1_H
#define LWS_ROLES_H1_H1_H

#include "core/role.h"

extern const struct lws_role_ops lws__role_h1;

struct lws__h1_side {
	enum lws_verdict (*ready)(struct lws *wsi);
	enum lws_verdict (*rx)(struct lws *wsi, struct lws_cursor *in);
	enum lws_verdict (*writable)(struct lws *wsi);
	int (*write)(struct lws *wsi, uint8_t *buf, size_t len,
		     enum lws_write_protocol wp);
	enum lws_verdict (*timeout)(struct lws *wsi,
				    enum pending_timeout reason);
	void (*turn)(struct lws *wsi);
	enum lws_verdict (*lost)(struct lws *wsi, bool in_reading);
	int (*closed_reason)(const struct lws *wsi);
	/* frees role_state; http is freed by the role */
	void (*destroy)(struct lws *wsi);
};

extern const struct lws__h1_side lws__h1_server_side;
extern const struct lws__h1_side lws__h1_client_side;

/* nonzero: no memory */
int lws__h1_server_adopt(struct lws *wsi);

#endif
