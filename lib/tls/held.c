/* SPDX-License-Identifier: MIT */
/*
 * What a handshake writes last is kept back for a moment: a server's tickets,
 * or the end of a client's handshake.  Who shook hands has something to say at
 * once, mostly, and then both leave in one system call and one packet.
 *
 *   handshake()   t->holds: what is written is kept, if there is room
 *     waits       it leaves before the stage waits
 *     done        it stays, and the conn knows of it: conn->tx_kept
 *   then          it leaves before the next bytes, or when the conn has been
 *                 served: in the same turn of the loop
 */

#include "core/stage.h"
#include "tls/tls.h"

#include <string.h>

struct lws__tls_held {
	size_t at; /* sent up to here */
	size_t len;
	uint8_t data[LWS__TLS_HELD_MAX];
};

bool
lws__tls_hold(struct lws__tls *t, const uint8_t *buf, size_t len)
{
	struct lws__tls_held *h = t->held;

	if (!t->holds || t->kernel_sends ||
	    len > sizeof(h->data) - (h ? h->len : 0))
		return false;
	if (!h) {
		h = lws__malloc(sizeof(*h), "tls held");
		if (!h)
			return false;
		h->at = h->len = 0;
		t->held = h;
	}
	memcpy(h->data + h->len, buf, len);
	h->len += len;
	t->conn->tx_kept = 1;

	return true;
}

void
lws__tls_held_drop(struct lws__tls *t)
{
	lws__free(t->held);
	t->held = NULL;
	t->conn->tx_kept = 0;
}

enum lws_step
lws__tls_send(struct lws__tls *t, const uint8_t *buf, size_t len, size_t *sent)
{
	const struct lws_stage_ops *below = lws__tls_below(t->conn);
	struct lws__tls_held *h = t->held;
	struct iovec parts[2] = {{NULL, 0}, {lws__unconst(buf), len}};
	enum lws_step step;
	size_t left;

	if (!h)
		return below->write(t->conn, parts + 1, 1, sent);
	left = h->len - h->at;
	parts[0] = (struct iovec){h->data + h->at, left};
	step = below->write(t->conn, parts, len ? 2 : 1, sent);
	if (*sent < left) {
		h->at += *sent;
		*sent = 0;
		return step == LWS_STEP_OK ? LWS_STEP_WANT_WRITE : step;
	}
	*sent -= left;
	lws__tls_held_drop(t);

	return step;
}

enum lws_step
lws__tls_send_held(struct lws__tls *t)
{
	size_t none;

	return t->held ? lws__tls_send(t, NULL, 0, &none) : LWS_STEP_OK;
}
