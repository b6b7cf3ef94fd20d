/* SPDX-License-Identifier: MIT */
/*
 * Socket addresses as values: from text, to text, compared.  The public half
 * (lws_sa46_*, lws_parse_numeric_address...) is in lws-network-helper.h.
 */

#ifndef LWS_NET_SOCKADDR_H
#define LWS_NET_SOCKADDR_H

#include "base/base.h"

/* network order in, host order out; 0 for other families */
uint16_t lws__sa46_port(const lws_sockaddr46 *sa46);
/* port in host order */
void lws__sa46_set_port(lws_sockaddr46 *sa46, uint16_t port);

/* 0 and *out filled if sa (any socklen) is IPv4 or IPv6 */
int lws__sa46_from_sockaddr(lws_sockaddr46 *out, const struct sockaddr *sa,
			    socklen_t len);

#endif
