/* SPDX-License-Identifier: MIT */
/*
 * The bottom stage of streams: a socket.
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

static LWS__HOT enum lws_step
socket_read(struct lws_conn *conn, uint8_t *buf, size_t len, size_t *got)
{
	struct lws__io io = lws__plat_recv((int)conn->fd, buf, len);

	*got = io.count;

	return step_of(io, LWS_STEP_WANT_READ);
}

/* "sendfail": the connection breaks while we send, and so for reading too */
static enum lws_step
broken(const struct lws_conn *conn)
{
	(void)lws__plat_shutdown((int)conn->fd, SHUT_RDWR);

	return LWS_STEP_ERROR;
}

static LWS__COLD enum lws_step
not_written(struct lws_conn *conn, struct lws__io io)
{
	enum lws_step step = step_of(io, LWS_STEP_WANT_WRITE);

	if (step == LWS_STEP_ERROR)
		conn->tx_errno = (uint16_t)io.error;

	return step;
}

static enum lws_step
step_of_write(struct lws_conn *conn, struct lws__io io)
{
	return lws__likely(io.verdict == LWS_IO_OK) ? LWS_STEP_OK
						    : not_written(conn, io);
}

/* into registers that the usual way does not need */
static LWS__APART struct lws__io
send_many(const struct lws_conn *conn, const struct iovec *parts, int count)
{
	return lws__plat_sendv((int)conn->fd, parts, (size_t)count,
			       conn->tx_more);
}

static LWS__HOT enum lws_step
socket_write(struct lws_conn *conn, const struct iovec *parts, int count,
	     size_t *sent)
{
	struct lws__io io;

	*sent = 0;
	if (lws_fi(lws__wsi_fic(conn->wsi), "sendfail"))
		return broken(conn);
	if (lws__likely(count == 1))
		io = lws__plat_send((int)conn->fd, parts->iov_base,
				    parts->iov_len, conn->tx_more);
	else
		io = send_many(conn, parts, count);
	*sent = io.count;

	return step_of_write(conn, io);
}

static enum lws_step
socket_sendfile(struct lws_conn *conn, int file_fd, off_t offset, size_t len,
		size_t *sent)
{
	uint64_t ofs = (uint64_t)offset;
	struct lws__io io;

	*sent = 0;
	if (lws_fi(lws__wsi_fic(conn->wsi), "sendfail"))
		return broken(conn);
	io = lws__plat_sendfile((int)conn->fd, file_fd, &ofs, len);
	*sent = io.count;

	return step_of_write(conn, io);
}

const struct lws_stage_ops lws__stage_socket = {
	.name = "socket",
	.read = socket_read,
	.write = socket_write,
	.sendfile = socket_sendfile,
};
