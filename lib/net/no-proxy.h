/* SPDX-License-Identifier: MIT */
/*
 * The list of hosts that are reached without a proxy, as in the environment
 * variable no_proxy.
 */

#ifndef LWS_NET_NO_PROXY_H
#define LWS_NET_NO_PROXY_H

#include "base/base.h"

/*
 * list: entries between commas or spaces, each of
 *
 *   *                every host
 *   example.com      that host and all below it; ".example.com" and
 *                    "*.example.com" are the same
 *   10.0.0.1 ::1     that address, in any spelling
 *   10.0.0.0/8       addresses of that network
 *
 * and any but the network may have ":port" (IPv6 then in brackets).  Case does
 * not matter, nor does a dot at the end of host.
 */
bool lws__no_proxy_match(const char *list, const char *host, unsigned int port);

#endif
