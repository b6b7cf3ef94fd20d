/* SPDX-License-Identifier: MIT */
/*
 * The bottom stage of datagrams.  Whom the last one came from is in the wsi's
 * lws_udp, where the next one goes is its sa46_pending.
 *
 * ICMP tells of datagrams of the past that a port was closed.  The kernel
 * hands that out as the error of whatever is asked next, reading or writing:
 * it is no reason to end, and the datagram of now has not been tried yet.
 */

#include "core/stage.h"

#include <errno.h>
#include <string.h>

static struct lws_udp *
udp_of(const struct lws_conn *conn)
{
	return conn->wsi->rare ? conn->wsi->rare->udp : NULL;
}

/* the next that is not lost, or nothing: an event tells of what is left */
static struct lws__io
receive(const struct lws_conn *conn, uint8_t *buf, size_t len,
	struct lws__sa *from)
{
	struct lws__io io = {.verdict = LWS_IO_AGAIN};

	for (unsigned int n = 0; n < LWS__DATAGRAM_BATCH; n++) {
		io = lws__plat_recvfrom((int)conn->fd, buf, len, from, NULL);
		if (io.verdict != LWS_IO_OK ||
		    !lws_fi(lws__wsi_fic(conn->wsi), "udp_rx_loss"))
			return io;
	}

	return (struct lws__io){.verdict = LWS_IO_AGAIN};
}

static enum lws_step
udp_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws_udp *udp = udp_of(conn);
	struct lws__sa from;
	struct lws__io io;

	io = receive(conn, buf, len, &from);
	*got = io.count;
	if (io.verdict == LWS_IO_OK && udp && from.len)
		udp->sa46 = from.u.sa46;

	return io.verdict == LWS_IO_OK ? LWS_STEP_OK : LWS_STEP_WANT_READ;
}

static bool
is_of_the_past(int error)
{
	return error == ECONNREFUSED || error == EHOSTUNREACH ||
	       error == ENETUNREACH || error == EPROTO || error == ENOPROTOOPT;
}

static struct lws__io
try_send(const struct lws_conn *conn, const struct iovec *part,
	 const struct lws__sa *to)
{
	return lws__plat_sendto((int)conn->fd, part->iov_base, part->iov_len,
				to);
}

static enum lws_step
udp_write(struct lws_conn *conn, const struct iovec *parts, int count,
	  size_t *sent)
{
	struct lws_udp *udp = udp_of(conn);
	struct lws__sa to = {.len = 0}, *dest = NULL;
	struct lws__io io;

	(void)count; /* one part is one datagram: there are no others */
	*sent = 0;
	if (udp && !udp->connected) {
		if (lws__sa_from_46(&to, &udp->sa46_pending)) {
			lwsl_wsi_err(conn->wsi, "udp: nobody to send to yet");
			return LWS_STEP_ERROR;
		}
		dest = &to;
	}
	if (lws_fi(lws__wsi_fic(conn->wsi), "sendfail"))
		return LWS_STEP_ERROR;
	if (lws_fi(lws__wsi_fic(conn->wsi), "udp_tx_loss")) {
		*sent = parts->iov_len;
		return LWS_STEP_OK;
	}
	io = try_send(conn, parts, dest);
	if (io.verdict == LWS_IO_ERROR && is_of_the_past(io.error))
		io = try_send(conn, parts, dest);
	if (io.verdict == LWS_IO_AGAIN)
		return LWS_STEP_WANT_WRITE;
	if (io.verdict == LWS_IO_OK)
		*sent = parts->iov_len;
	else
		lwsl_wsi_notice(conn->wsi, "udp: %u bytes not sent: %s",
				(unsigned int)parts->iov_len,
				strerror(io.error));

	return io.verdict == LWS_IO_OK ? LWS_STEP_OK : LWS_STEP_ERROR;
}

const struct lws_stage_ops lws__stage_udp = {
	.name = "udp",
	.read = udp_read,
	.write = udp_write,
};
