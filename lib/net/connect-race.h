/* SPDX-License-Identifier: MIT */
/*
 * From a list of addresses to one connected socket: each has timeout_secs, and
 * while one is silent, others join it (RFC 8305 5).
 */

#ifndef LWS_NET_CONNECT_RACE_H
#define LWS_NET_CONNECT_RACE_H

#include "net/connect-plan.h"
#include "net/connect.h"

/*
 * Push the stage that connects, begin with the plan's first address.  Nonzero:
 * no address is left, or the application refused; said why.
 */
int lws__race_start(struct lws *wsi);

/* close the sockets that the wsi's own conn does not have */
void lws__race_stop(struct lws__connect_plan *plan);

/*
 * An attempt's own address is gone: the next one begins.  Nonzero: there is
 * none left, said so.
 */
int lws__race_cut_off(struct lws_conn *conn);

/* connect.c: the wsi's conn is connected.  As a stage's handshake(). */
enum lws_step lws__connect_is_up(struct lws_conn *conn);

/* connect-socket.c: with its options and our end set; -1 and *error */
int lws__connect_socket(const struct lws *wsi, int family, int *error);

#endif
