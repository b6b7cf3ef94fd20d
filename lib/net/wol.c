/* SPDX-License-Identifier: MIT */
/*
 * Wake on LAN: the "magic packet" of AMD's white paper 20213, six bytes 0xff
 * and the hardware address sixteen times, to whoever listens on the wire.
 */

#include "core/core.h"

#include <errno.h>
#include <string.h>

enum {
	MAC_LEN = 6,
	REPEATS = 16,
	PACKET_LEN = 6 + REPEATS * MAC_LEN,
	PORT_DISCARD = 9, /* any will do, the network card reads it all */
};

static void
magic_packet(uint8_t *p, const uint8_t *mac)
{
	memset(p, 0xff, 6);
	for (int n = 0; n < REPEATS; n++)
		memcpy(p + 6 + (size_t)n * MAC_LEN, mac, MAC_LEN);
}

/* which step failed, or NULL */
static const char *
broadcast(int fd, const struct lws__sa *from, const uint8_t *packet, int *error)
{
	struct lws__sa to;
	const int on = 1;
	struct lws__io io;

	if (setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on))) {
		*error = errno;
		return "SO_BROADCAST";
	}
	if (from->len) {
		*error = lws__plat_bind(fd, from);
		if (*error)
			return "bind";
	}
	(void)lws__sa_numeric(&to, "255.255.255.255", PORT_DISCARD);
	io = lws__plat_sendto(fd, packet, PACKET_LEN, &to);
	*error = io.verdict == LWS_IO_AGAIN ? EAGAIN : io.error;

	return io.verdict == LWS_IO_OK ? NULL : "send";
}

int
lws_wol(struct lws_context *ctx, const char *ip_or_NULL, uint8_t *mac_6_bytes)
{
	struct lws__sa from = {.len = 0};
	uint8_t packet[PACKET_LEN];
	const char *step;
	int error = 0, fd;

	if (ip_or_NULL && (lws__sa_numeric(&from, ip_or_NULL, 0) ||
			   from.u.sa.sa_family != AF_INET)) {
		lwsl_cx_err(ctx, "wake on lan: %s is no IPv4 address",
			    ip_or_NULL);
		return 1;
	}
	magic_packet(packet, mac_6_bytes);
	fd = lws__plat_socket(AF_INET, SOCK_DGRAM, 0, &error);
	step = fd < 0 ? "socket" : broadcast(fd, &from, packet, &error);
	if (fd >= 0)
		lws__plat_close(fd);
	if (step)
		lwsl_cx_err(ctx, "wake on lan from %s: %s: %s",
			    ip_or_NULL ? ip_or_NULL : "any address", step,
			    strerror(error));

	return !!step;
}
