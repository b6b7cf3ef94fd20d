/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a file: from the kernel where the connection can (sendfile),
 * else through this thread's buffer; or by way of an application that changes
 * them (PROCESS_HTML).
 *
 * A file that fits the service buffer leaves together with its head.  The end
 * is told (HTTP_FILE_COMPLETION) from a writeable turn, never from inside the
 * call that began it.
 */

#include "core/mux.h"
#include "roles/http/file.h"
#include "roles/http/html-process.h"

enum {
	BYTES_PER_TURN = 1 << 20, /* then others have their turn */
	STREAM_TURN = 1 << 16,    /* the same, with others on the connection */
	HTML_PIECE = 4096,        /* it may become much longer */
};

void
lws__http_file_free(const struct lws *wsi, struct lws__http_file **pf)
{
	if (!*pf)
		return;
	lws__file_source_close(&(*pf)->source);
	lws__free((*pf)->parts);
	lws__spare_give(lws__context_pt(wsi->cx, wsi->tsi), LWS__SPARE_FILE,
			*pf);
	*pf = NULL;
}

/* bytes, 0 = none in this turn, -1 failed */
static ssize_t
read_some(struct lws *wsi, struct lws__http_file *f, uint8_t *buf, size_t room)
{
	uint64_t left = f->end - f->at;
	ssize_t n = lws__file_source_read(&f->source, f->at, buf,
					  room > left ? (size_t)left : room);

	if (n > 0 || !left)
		return n;
	lwsl_wsi_notice(wsi, "file ended %llu bytes early",
			(unsigned long long)left);

	return -1;
}

/* one read and one write */
static ssize_t
send_copied(struct lws *wsi, struct lws__http_file *f, uint8_t *buf,
	    size_t room)
{
	ssize_t n = read_some(wsi, f, buf, room);
	bool last = n > 0 && f->at + (uint64_t)n == f->end && !f->parts;

	if (n <= 0)
		return n;

	return lws_write(wsi, buf, (size_t)n,
			 last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0
		       ? -1
		       : n;
}

static ssize_t
send_interpreted(struct lws *wsi, struct lws__http_file *f)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	struct lws_process_html_args args = {
		.p = (char *)pt->scratch + LWS_PRE,
		.max_len = (int)pt->scratch_len,
		.chunked = f->is_chunked,
	};
	ssize_t n = read_some(wsi, f, (uint8_t *)args.p, HTML_PIECE);

	if (n < 0)
		return -1;
	args.len = (int)n;
	args.final = f->at + (uint64_t)n == f->end;
	if (f->interpreter->callback(wsi, LWS_CALLBACK_PROCESS_HTML, wsi->user,
				     &args, 0) < 0)
		return -1;
	if (args.chunked && f->is_chunked && lws__html_chunk(&args))
		return -1; /* the application did not, and left no room */
	if (args.len &&
	    lws_write(wsi, (uint8_t *)args.p, (size_t)args.len,
		      args.final ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;

	return n;
}

/* no more than the peer has room for: the rest would be copied to wait */
static size_t
piece_len(struct lws *wsi, size_t room)
{
	lws_fileofs_t credit = lws_get_peer_write_allowance(wsi);

	return credit >= 0 && (uint64_t)credit < room ? (size_t)credit : room;
}

static ssize_t
send_some(struct lws *wsi, struct lws__http_file *f)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	uint64_t left = f->end - f->at;
	ssize_t n = -2;

	if (wsi->http->wire->sends_raw && f->source.fd >= 0 && !f->interpreter)
		n = lws__conn_sendfile(wsi->conn, f->source.fd, (off_t)f->at,
				       left > BYTES_PER_TURN ? BYTES_PER_TURN
							     : (size_t)left);
	if (n != -2)
		return n;
	if (lws__wsi_choked(wsi))
		return 0;
	if (f->interpreter)
		return send_interpreted(wsi, f);

	return send_copied(wsi, f, pt->scratch + LWS_PRE,
			   piece_len(wsi, pt->scratch_len));
}

/* the text before the next part, or behind the last; nonzero: failed */
static int
next_part(struct lws *wsi, struct lws__http_file *f)
{
	struct lws__file_parts *parts = f->parts;
	uint8_t buf[LWS_PRE + 512];
	size_t len = lws__file_parts_text(parts, parts->at,
					  (char *)buf + LWS_PRE, 512);
	bool last = parts->at == parts->ranges.count;

	if (lws_write(wsi, buf + LWS_PRE, len,
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return 1;
	if (!last) {
		f->at = parts->ranges.list[parts->at].first;
		f->end = parts->ranges.list[parts->at].last + 1;
	}
	parts->at++;

	return 0;
}

static bool
has_next_part(const struct lws__http_file *f)
{
	return f->parts && f->parts->at <= f->parts->ranges.count;
}

static enum lws_verdict
file_done(struct lws *wsi)
{
	lws__http_file_free(wsi, &wsi->http->file);
	if (lws__user_cb(wsi, LWS_CALLBACK_HTTP_FILE_COMPLETION, NULL, 0))
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi) || !wsi->http || !wsi->http->in_request ||
	    wsi->http->completion_due || wsi->http->file)
		return LWS_V_OK;

	/* the user did not say that it is complete: it is */
	return lws__http_server_answered(wsi);
}

enum lws_verdict
lws__http_file_continue(struct lws *wsi)
{
	struct lws__http_file *f = wsi->http->file;
	size_t turn = 0, most = wsi->mux_stream ? STREAM_TURN : BYTES_PER_TURN;

	while (turn < most) {
		ssize_t n;

		if (f->at == f->end && has_next_part(f) && next_part(wsi, f))
			return LWS_V_CLOSE;
		if (f->at == f->end)
			break;
		n = send_some(wsi, f);
		if (n < 0)
			return LWS_V_CLOSE;
		if (!n)
			break;
		f->at += (uint64_t)n;
		turn += (size_t)n;
	}
	if (f->at == f->end && !has_next_part(f))
		return file_done(wsi);
	/* a stream's own write says what is progress */
	if (turn && !wsi->mux_stream)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);
	lws_callback_on_writable(wsi);

	return LWS_V_OK;
}

/* a file that is empty has one last piece all the same */
static int
send_first(struct lws *wsi, struct lws__http_file *f)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	size_t room = wsi->cx->pt_serv_buf_size;
	ssize_t n = 0;

	if (f->parts)
		return 0;
	/* not while the rest of the input may be in the same buffer */
	if (f->interpreter && f->at == f->end && wsi->http->wire->sends_raw)
		return send_interpreted(wsi, f) < 0;
	if (!f->interpreter && f->end - f->at && f->end - f->at <= room &&
	    piece_len(wsi, room) == room)
		n = send_copied(wsi, f, pt->serv_buf + LWS_PRE, room);
	if (n < 0)
		return 1;
	f->at += (uint64_t)n;

	return 0;
}

static struct lws__http_file *
file_create(struct lws *wsi, const struct lws__file_head *fh,
	    struct lws__file_source *source)
{
	struct lws__http_file *f =
		lws__spare_take(lws__context_pt(wsi->cx, wsi->tsi),
				LWS__SPARE_FILE, sizeof(*f), "http file");
	const struct lws__http_range *r = &fh->ranges.list[0];

	if (!f) {
		lws__file_source_close(source);
		return NULL;
	}
	f->source = *source;
	f->interpreter = fh->interpreter;
	f->is_chunked = fh->interpreter && wsi->http->minor &&
			wsi->http->wire->length_by_close;
	if (fh->ranges.count > 1) {
		f->parts = lws__file_parts_create(fh, source->len);
		if (!f->parts)
			lws__http_file_free(wsi, &f);
		return f; /* at == end: the first part comes next */
	}
	f->at = r->first;
	f->end = r->first + r->count;

	return f;
}

enum lws__http_serve
lws__file_send(struct lws *wsi, const struct lws__file_head *fh,
	       struct lws__file_source *source)
{
	struct lws__http_file *f = file_create(wsi, fh, source);

	if (!f)
		return LWS__HTTP_SERVE_CLOSE;
	wsi->http->file = f;
	if (lws__file_head_send(wsi, fh, f))
		return LWS__HTTP_SERVE_CLOSE;
	if (wsi->http->is_head) {
		lws__http_file_free(wsi, &wsi->http->file);
		return LWS__HTTP_SERVE_COMPLETED;
	}
	if (send_first(wsi, f))
		return LWS__HTTP_SERVE_CLOSE;
	if (!wsi->mux_stream)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);
	lws_callback_on_writable(wsi);

	return LWS__HTTP_SERVE_SENDING;
}
