/* SPDX-License-Identifier: MIT */
/*
 * The bottom stages: a stream socket, and a datagram socket.
 */

#include "core/stage.h"

static enum lws_step
step_of(struct lws__io io, enum lws_step again)
{
	switch (io.verdict) {
	case LWS_IO_OK:
		return LWS_STEP_OK;
	case LWS_IO_AGAIN:
		return again;
	case LWS_IO_CLOSED:
		return io.error ? LWS_STEP_ERROR : LWS_STEP_EOF;
	case LWS_IO_ERROR:
		break;
	}

	return LWS_STEP_ERROR;
}

static enum lws_step
socket_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws__io io = lws__plat_read((int)conn->fd, buf, len);

	*got = io.count;

	return step_of(io, LWS_STEP_WANT_READ);
}

static enum lws_step
socket_write(struct lws_conn *conn, const struct iovec *parts, int count,
	     size_t *sent)
{
	struct lws__io io;

	if (count == 1)
		io = lws__plat_send((int)conn->fd, parts->iov_base,
				    parts->iov_len, false);
	else
		io = lws__plat_sendv((int)conn->fd, parts, (size_t)count,
				     false);
	*sent = io.count;

	return step_of(io, LWS_STEP_WANT_WRITE);
}

static enum lws_step
socket_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len,
		size_t *sent)
{
	uint64_t ofs = (uint64_t)offset;
	struct lws__io io =
		lws__plat_sendfile((int)conn->fd, file_fd, &ofs, len);

	*sent = io.count;

	return step_of(io, LWS_STEP_WANT_WRITE);
}

const struct lws_stage_ops lws__stage_socket = {
	.name = "socket",
	.read = socket_read,
	.write = socket_write,
	.sendfile = socket_sendfile,
};

/* the sender of what was read last is in the wsi's lws_udp */
static enum lws_step
udp_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws_udp *udp = conn->wsi->rare ? conn->wsi->rare->udp : NULL;
	struct lws__sa from;
	struct lws__io io;

	io = lws__plat_recvfrom((int)conn->fd, buf, len, &from, NULL);
	*got = io.count;
	if (io.verdict == LWS_IO_OK && udp && from.len)
		udp->sa46 = from.u.sa46;

	/* a refused datagram of the past is no reason to end */
	return io.verdict == LWS_IO_OK ? LWS_STEP_OK : LWS_STEP_WANT_READ;
}

static enum lws_step
udp_write(struct lws_conn *conn, const struct iovec *parts, int count,
	  size_t *sent)
{
	struct lws_udp *udp = conn->wsi->rare ? conn->wsi->rare->udp : NULL;
	struct lws__sa to = {.len = 0};
	struct lws__io io;

	if (udp && !udp->connected && lws__sa_from_46(&to, &udp->sa46))
		return LWS_STEP_ERROR;
	/* one part is one datagram: the role writes no others */
	while (count > 1 && !parts->iov_len) {
		parts++;
		count--;
	}
	io = lws__plat_sendto((int)conn->fd, parts->iov_base, parts->iov_len,
			      to.len ? &to : NULL);
	*sent = io.count;
	if (io.verdict == LWS_IO_OK)
		*sent = parts->iov_len;

	return step_of(io, LWS_STEP_WANT_WRITE);
}

const struct lws_stage_ops lws__stage_udp = {
	.name = "udp",
	.read = udp_read,
	.write = udp_write,
};
