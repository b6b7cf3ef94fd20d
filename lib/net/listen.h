/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets: listen.c keeps them, the role listen serves them.
 */

#ifndef LWS_NET_LISTEN_H
#define LWS_NET_LISTEN_H

#include "core/role.h"

extern const struct lws_role_ops lws__role_listen;
extern const struct lws__listen_front lws__listen;

/* what vh asks of its connections, set on one, or on what accepts them */
void lws__listen_conn_options(const struct lws_vhost *vh, int fd);

#endif
