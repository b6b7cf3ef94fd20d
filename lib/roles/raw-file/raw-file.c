/* SPDX-License-Identifier: MIT */
/*
 * raw-file: a descriptor that is not a socket (pipe, tty, device).  The user
 * reads and writes the fd; we say when it is ready.
 */

#include "roles/raw-file/raw-file.h"

#include <string.h>

static enum lws_claim
raw_file_claim(struct lws *wsi, const struct lws_bind_req *req)
{
	const struct lws_protocols *p;
	struct lws_vhost *vh = wsi->vh;

	if (req->is_socket)
		return LWS_CLAIM_NO;
	p = req->protocol ? lws__vhost_protocol_by_name(vh, req->protocol,
							strlen(req->protocol))
			  : &vh->protocols[vh->raw_protocol_index];
	if (!p) {
		lwsl_wsi_err(wsi, "vhost %s has no protocol %s for the file",
			     vh->name, req->protocol);
		return LWS_CLAIM_FAILED;
	}
	lws__wsi_role_set(wsi, &lws__role_raw_file, NULL);

	/* an adopted file gets neither bind nor drop callback */
	return lws__wsi_take_protocol(wsi, p) ? LWS_CLAIM_FAILED
					      : LWS_CLAIM_YES;
}

static enum lws_verdict
raw_file_readable(struct lws *wsi)
{
	return lws__user_cb(wsi, LWS_CALLBACK_RAW_RX_FILE, NULL, 0)
		       ? LWS_V_CLOSE
		       : LWS_V_OK;
}

static int
raw_file_write(struct lws *wsi, uint8_t *buf, size_t len,
	       enum lws_write_protocol wp)
{
	struct lws__io io = lws__plat_write((int)wsi->conn->fd, buf, len);

	(void)wp;
	if (io.verdict == LWS_IO_OK)
		return (int)io.count;

	return io.verdict == LWS_IO_AGAIN ? 0 : -1;
}

const struct lws_role_ops lws__role_raw_file = {
	.name = "raw-file",
	.claim = raw_file_claim,
	.readable = raw_file_readable,
	.write = raw_file_write,
	.tell_adopt = LWS_CALLBACK_RAW_ADOPT_FILE,
	.tell_bind = {LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL,
		      LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL},
	.tell_drop = {LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL,
		      LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL},
	.tell_writeable = {LWS_CALLBACK_RAW_WRITEABLE_FILE,
			   LWS_CALLBACK_RAW_WRITEABLE_FILE},
	.tell_closed = {LWS_CALLBACK_RAW_CLOSE_FILE,
			LWS_CALLBACK_RAW_CLOSE_FILE},
	.is_file = 1,
};
