/* SPDX-License-Identifier: MIT */
/*
 * Socket addresses as values: from text, to text, compared.  The public half
 * (lws_sa46_*, lws_parse_numeric_address...) is in lws-network-helper.h.
 */

#ifndef LWS_NET_SOCKADDR_H
#define LWS_NET_SOCKADDR_H

#include "base/base.h"

#include <sys/socket.h>
#include <sys/un.h>

enum lws__unix_path {
	LWS_UNIX_PATH_FINE,
	LWS_UNIX_PATH_EMPTY,
	LWS_UNIX_PATH_TOO_LONG, /* does not fit sun_path with its NUL */
};

/*
 * "path", "+path" or, in the Linux abstract namespace, "@name", "+@name".
 * On FINE *un and *len are what bind() and connect() want.
 */
enum lws__unix_path
lws__sockaddr_unix(struct sockaddr_un *un, socklen_t *len, const char *path);

/* words for the other two, constant */
const char *lws__unix_path_text(enum lws__unix_path why);

/* network order in, host order out; 0 for other families */
uint16_t lws__sa46_port(const lws_sockaddr46 *sa46);
/* port in host order */
void lws__sa46_set_port(lws_sockaddr46 *sa46, uint16_t port);

/* 0 and *out filled if sa (any socklen) is IPv4 or IPv6 */
int lws__sa46_from_sockaddr(lws_sockaddr46 *out, const struct sockaddr *sa,
			    socklen_t len);

/*
 * Text of the peer of fd: numeric address, "(unix)" or "unknown"; IPv4 in
 * IPv6 is shown as IPv4.  Always NUL-terminated if len > 0.  Returns buf.
 */
const char *lws__sockaddr_peer_text(lws_sockfd_type fd, char *buf, size_t len);

#endif
