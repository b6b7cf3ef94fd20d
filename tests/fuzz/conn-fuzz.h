/* SPDX-License-Identifier: MIT */
/*
 * conn-fuzz.h: what the fuzzers of whole connections share. A peer that is fed
 * by bytes, piece by piece, with a turn of the loop after each; a wsi that
 * stopped reading is let go on now and then. Each fuzzer is one file, so what
 * is here is its own.
 */

#ifndef LWS_CONN_FUZZ_H
#define LWS_CONN_FUZZ_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

static struct lws_context *context;
static struct lws *stopped; /* reads no more until we let it */

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

static void
turn(int peer, bool is_deaf)
{
	uint8_t answer[65536];

	lws_service(context, -1);
	if (!is_deaf)
		while (recv(peer, answer, sizeof(answer), MSG_DONTWAIT) > 0)
			;
}

static void
feed(int peer, const uint8_t *data, size_t len, size_t piece, bool is_deaf)
{
	while (len) {
		size_t n = len < piece ? len : piece;
		ssize_t sent = send(peer, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent <= 0)
			break;
		data += sent;
		len -= (size_t)sent;
		turn(peer, is_deaf);
		if (stopped && !(len & 1))
			lws_rx_flow_control(stopped, 1);
	}
}

#endif
