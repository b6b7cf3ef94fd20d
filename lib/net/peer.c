/* SPDX-License-Identifier: MIT */
/*
 * Who is at the other end of a connection, as text.  Nothing is looked up: a
 * name server would have to be waited for, so the name is the address.
 */

#include "core/core.h"
#include "plat/plat.h"

const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen)
{
	struct lws__sa peer;
	bool is_unix;

	if (lws__plat_peer_address(fd, &peer)) {
		lws_strncpy(name, "unknown", namelen);
		return name;
	}
	is_unix = peer.u.sa.sa_family == AF_UNIX;
	if (!lws__sa_text(&peer, name, namelen))
		lws_strncpy(name, is_unix ? "(unix)" : "unknown", namelen);

	return name;
}

const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen)
{
	struct lws *network = lws_get_network_wsi(wsi);

	return lws_get_peer_simple_fd(lws_get_socket_fd(network), name,
				      namelen);
}

void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len)
{
	struct lws__sa peer;
	char text[128];

	if (name_len > 0)
		*name = '\0';
	if (rip_len > 0)
		*rip = '\0';
	if (fd == LWS_SOCK_INVALID && wsi)
		fd = lws_get_socket_fd(lws_get_network_wsi(wsi));
	if (lws__plat_peer_address(fd, &peer) ||
	    !lws__sa_text(&peer, text, sizeof(text)))
		return;

	if (name_len > 0)
		lws_strncpy(name, text, (size_t)name_len);
	if (rip_len > 0)
		lws_strncpy(rip, text, (size_t)rip_len);
}
