/* SPDX-License-Identifier: MIT */
/* See child-server.h. */

#include "child-server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 4096, BODY_MAX = 64 << 20 };

static int over;

int
child_stdin_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_RAW_RX_FILE ||
	    reason == LWS_CALLBACK_RAW_CLOSE_FILE)
		over = 1;

	return over ? -1 : 0;
}

int
child_serve(struct lws_context_creation_info *info)
{
	lws_sock_file_fd_type in = {.filefd = 0};
	struct lws_context *cx;
	struct lws_vhost *vh;

	info->iface = "127.0.0.1";
	info->vhost_name = "child";
	lws_set_log_level(getenv("VERBOSE") ? LLL_ERR | LLL_WARN | LLL_NOTICE
					    : LLL_ERR | LLL_WARN,
			  NULL);
	cx = lws_create_context(info);
	if (!cx)
		return 1;
	vh = lws_get_vhost_by_name(cx, "child");
	if (!lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC, in,
					"stdin", NULL)) {
		lws_context_destroy(cx);
		return 1;
	}
	printf("port %d\n", lws_get_vhost_listen_port(vh));
	fflush(stdout);
	while (!over && !lws_service(cx, 0))
		;
	lws_context_destroy(cx);

	return 0;
}

int
child_body_keep(struct child_body *b, const void *in, size_t len)
{
	char *grown;

	if (!len)
		return 0;
	if (b->len + len > BODY_MAX)
		return -1;
	grown = realloc(b->bytes, b->len + len);
	if (!grown)
		return -1;
	memcpy(grown + b->len, in, len);
	b->bytes = grown;
	b->len += len;

	return 0;
}

int
child_answer(struct lws *wsi, const char *type, size_t len)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, len, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

int
child_body_send(struct lws *wsi, struct child_body *b)
{
	uint8_t buf[LWS_PRE + PIECE];
	size_t len = b->len - b->sent;
	int last = len <= PIECE;

	if (!last)
		len = PIECE;
	if (b->bytes && len)
		memcpy(buf + LWS_PRE, b->bytes + b->sent, len);
	else
		memset(buf + LWS_PRE, 'x', len);
	if (lws_write(wsi, buf + LWS_PRE, len,
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	b->sent += len;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	lws_callback_on_writable(wsi);

	return 0;
}

void
child_body_forget(struct child_body *b)
{
	if (!b)
		return;
	free(b->bytes);
	b->bytes = NULL;
	b->len = b->sent = 0;
}
