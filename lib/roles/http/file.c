/* SPDX-License-Identifier: MIT */
/*
 * Sending a file as the response: head, then the bytes, from the kernel where
 * the connection can (sendfile), else through this thread's buffer.
 *
 * A file that fits the service buffer leaves together with its head.  The end
 * is told (HTTP_FILE_COMPLETION) from a writeable turn, never from inside the
 * call that began it.
 */

#include "roles/http/file-source.h"
#include "roles/http/http.h"
#include "roles/http/range.h"
#include "roles/http/transaction.h"

#include <string.h>

enum {
	BYTES_PER_TURN = 1 << 20, /* then others have their turn */
};

struct lws__http_file {
	struct lws__file_source source;
	uint64_t at;
	uint64_t end; /* one after the last byte to send */
};

/* what the head says of the file */
struct file_head {
	const char *type; /* NULL: no content-type */
	const char *other;
	int other_len;
	unsigned int status;
	struct lws__http_range range;
	char etag[LWS__HTTP_ETAG_MAX];
};

void
lws__http_file_free(struct lws__http_file **pf)
{
	if (!*pf)
		return;
	lws__file_source_close(&(*pf)->source);
	lws__free(*pf);
	*pf = NULL;
}

/* ---- head ------------------------------------------------------------------- */

static bool
pmo_is_on(const struct lws_http_mount *m, const char *name)
{
	const struct lws_protocol_vhost_options *o =
		m ? lws_pvo_search(m->cgienv, name) : NULL;

	return o && o->value && !strcmp(o->value, "on");
}

static void
cache_policy(const struct lws_http_mount *m, char *buf, size_t len)
{
	if (!m || (!m->cache_no && !(m->cache_max_age && m->cache_reusable))) {
		lws_strncpy(buf, "no-store", len);
		return;
	}
	if (m->cache_no) {
		lws_strncpy(buf, "no-cache", len);
		return;
	}
	lws_snprintf(buf, len, "%s%s, max-age=%d",
		     m->cache_revalidate ? "must-revalidate, " : "",
		     m->cache_intermediaries ? "public" : "private",
		     m->cache_max_age);
}

static int
add_validators(struct lws *wsi, const struct file_head *fh, unsigned char **p,
	       unsigned char *end)
{
	char policy[64];

	cache_policy(wsi->http->mount, policy, sizeof(policy));
	if ((!fh->other || !lws_nstrstr(fh->other, (size_t)fh->other_len,
					"cache-control", 13)) &&
	    lws__http_add_name(wsi, "cache-control", policy, p, end))
		return 1;

	return lws__http_add_name(wsi, "etag", fh->etag, p, end);
}

static int
add_other(const struct file_head *fh, unsigned char **p, unsigned char *end)
{
	if (!fh->other || fh->other_len <= 0)
		return 0;
	if (lws_ptr_diff(end, *p) < fh->other_len)
		return 1;
	memcpy(*p, fh->other, (size_t)fh->other_len);
	*p += fh->other_len;

	return 0;
}

static int
add_range(struct lws *wsi, const struct file_head *fh, uint64_t file_len,
	  unsigned char **p, unsigned char *end)
{
	char text[80];

	if (fh->status != HTTP_STATUS_PARTIAL_CONTENT)
		return 0;
	lws_snprintf(text, sizeof(text), "bytes %llu-%llu/%llu",
		     (unsigned long long)fh->range.first,
		     (unsigned long long)fh->range.last,
		     (unsigned long long)file_len);

	return lws__http_add_name(wsi, "content-range", text, p, end);
}

static int
send_file_head(struct lws *wsi, const struct file_head *fh,
	       const struct lws__http_file *f)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (lws_add_http_header_status(wsi, fh->status, &p, end) ||
	    (f->source.is_gzipped &&
	     lws__http_add_name(wsi, "content-encoding", "gzip", &p, end)) ||
	    (fh->type && fh->type[0] &&
	     lws__http_add_name(wsi, "content-type", fh->type, &p, end)) ||
	    add_range(wsi, fh, f->source.len, &p, end) ||
	    lws__http_add_name(wsi, "accept-ranges", "bytes", &p, end) ||
	    lws_add_http_header_content_length(wsi, f->end - f->at, &p, end) ||
	    add_validators(wsi, fh, &p, end) || add_other(fh, &p, end))
		return 1;

	return lws_finalize_write_http_header(wsi, start, &p, end);
}

static int
send_not_modified(struct lws *wsi, const struct file_head *fh)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (lws_add_http_header_status(wsi, HTTP_STATUS_NOT_MODIFIED, &p,
				       end) ||
	    add_validators(wsi, fh, &p, end) ||
	    lws_finalize_http_header(wsi, &p, end))
		return 1;

	return lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
			 LWS_WRITE_HTTP_HEADERS | LWS_WRITE_H2_STREAM_END) < 0;
}

/* ---- body --------------------------------------------------------------------- */

/* one read and one write; -1 failed, else bytes */
static ssize_t
send_copied(struct lws *wsi, struct lws__http_file *f, uint8_t *buf, size_t room)
{
	uint64_t left = f->end - f->at;
	ssize_t n;

	if (room > left)
		room = (size_t)left;
	n = lws__file_source_read(&f->source, f->at, buf, room);
	if (n <= 0) {
		lwsl_wsi_notice(wsi, "file ended %llu bytes early",
				(unsigned long long)left);
		return -1;
	}
	if (lws_write(wsi, buf, (size_t)n,
		      (uint64_t)n == left ? LWS_WRITE_HTTP_FINAL
					  : LWS_WRITE_HTTP) < 0)
		return -1;

	return n;
}

static ssize_t
send_some(struct lws *wsi, struct lws__http_file *f)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	uint64_t left = f->end - f->at;
	ssize_t n = -2;

	if (wsi->http->wire->sends_raw && f->source.fd >= 0)
		n = lws__conn_sendfile(wsi->conn, f->source.fd, (off_t)f->at,
				       left > BYTES_PER_TURN
					       ? BYTES_PER_TURN
					       : (size_t)left);
	if (n != -2)
		return n;
	if (lws__conn_choked(wsi->conn))
		return 0;

	return send_copied(wsi, f, pt->scratch + LWS_PRE, pt->scratch_len);
}

static enum lws_verdict
file_done(struct lws *wsi)
{
	lws__http_file_free(&wsi->http->file);
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
	size_t turn = 0;

	while (f->at < f->end && turn < BYTES_PER_TURN) {
		ssize_t n = send_some(wsi, f);

		if (n < 0)
			return LWS_V_CLOSE;
		if (!n)
			break;
		f->at += (uint64_t)n;
		turn += (size_t)n;
	}
	if (f->at >= f->end)
		return file_done(wsi);
	if (turn)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				      wsi->cx->timeout_secs);
	lws_callback_on_writable(wsi);

	return LWS_V_OK;
}

/* head, and the body with it if it is small */
static enum lws__http_serve
begin_sending(struct lws *wsi, const struct file_head *fh,
	      struct lws__file_source *source)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	struct lws__http_file *f = lws__malloc(sizeof(*f), "http file");
	size_t room = wsi->cx->pt_serv_buf_size;

	if (!f) {
		lws__file_source_close(source);
		return LWS__HTTP_SERVE_CLOSE;
	}
	*f = (struct lws__http_file){ .source = *source,
				      .at = fh->range.first,
				      .end = fh->range.first +
					     fh->range.count };
	wsi->http->file = f;
	if (send_file_head(wsi, fh, f))
		return LWS__HTTP_SERVE_CLOSE;
	if (wsi->http->is_head) {
		lws__http_file_free(&wsi->http->file);
		return LWS__HTTP_SERVE_COMPLETED;
	}
	if (f->end - f->at && f->end - f->at <= room) {
		ssize_t n = send_copied(wsi, f, pt->serv_buf + LWS_PRE, room);

		if (n < 0)
			return LWS__HTTP_SERVE_CLOSE;
		f->at += (uint64_t)n;
	}
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			      wsi->cx->timeout_secs);
	lws_callback_on_writable(wsi);

	return LWS__HTTP_SERVE_SENDING;
}

/* ---- conditions ----------------------------------------------------------------- */

static enum lws__http_serve
send_status(struct lws *wsi, unsigned int code)
{
	return lws__http_send_page(wsi, code, NULL)
		       ? LWS__HTTP_SERVE_CLOSE
		       : LWS__HTTP_SERVE_COMPLETED;
}

static enum lws__http_serve
serve_open(struct lws *wsi, struct lws__file_source *s, struct file_head *fh)
{
	struct lws__http_validators v = { .etag = fh->etag,
					  .modified = (time_t)s->modified,
					  .now = (time_t)(lws__plat_wall_us() /
							  LWS_US_PER_SEC) };
	struct lws__http_headers *h = wsi->http->headers;
	bool is_get = wsi->http->method == LWSHUMETH_GET ||
		      wsi->http->method == LWSHUMETH_HEAD;
	enum lws__http_condition c;
	enum lws__http_serve ret;

	lws__http_etag_make(fh->etag, s->len, (time_t)s->modified);
	fh->status = wsi->http->serving_404_page ? HTTP_STATUS_NOT_FOUND
						 : HTTP_STATUS_OK;
	fh->range = (struct lws__http_range){ .count = s->len };
	c = lws__http_condition_check(h, &v, is_get);
	if (c == LWS__HTTP_COND_SERVE && is_get &&
	    fh->status == HTTP_STATUS_OK &&
	    lws__http_if_range_holds(h, &v))
		fh->status = lws__http_range_choose(h, s->len, &fh->range);
	if (c == LWS__HTTP_COND_SERVE &&
	    fh->status != HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE)
		return begin_sending(wsi, fh, s);

	lws__file_source_close(s);
	if (c == LWS__HTTP_COND_NOT_MODIFIED)
		ret = send_not_modified(wsi, fh) ? LWS__HTTP_SERVE_CLOSE
						 : LWS__HTTP_SERVE_COMPLETED;
	else
		ret = send_status(wsi, c == LWS__HTTP_COND_FAILED
					       ? 412
					       : fh->status);

	return ret;
}

/* ---- a path of a mount --------------------------------------------------------------- */

static bool
is_404_document(const struct lws *wsi)
{
	char *uri = NULL;
	int len;

	if (!wsi->vh->error_document_404)
		return false;
	lws__http_headers_uri_and_method(wsi->http->headers, &uri, &len);

	return uri && !strcmp(uri, wsi->vh->error_document_404);
}

static enum lws__file_found
open_in_mount(struct lws__file_source *s, struct lws *wsi,
	      const struct lws_http_mount *m, char *path, size_t room)
{
	bool links = pmo_is_on(m, "allow-symlinks");
	const char *def = m->def ? m->def : "index.html";
	size_t len = strlen(path);
	enum lws__file_found found = LWS__FILE_IS_DIR;

	if (len > 1 && path[len - 1] != '/')
		found = lws__file_source_open(s, wsi, m->origin, path, links);
	if (found != LWS__FILE_IS_DIR)
		return found;
	if (lws_snprintf(path + len, room - len, "%s%s",
			 path[len - 1] == '/' ? "" : "/", def) >=
	    (int)(room - len))
		return LWS__FILE_ABSENT;
	found = lws__file_source_open(s, wsi, m->origin, path, links);

	return found == LWS__FILE_IS_DIR ? LWS__FILE_ABSENT : found;
}

enum lws__http_serve
lws__http_serve_mount(struct lws *wsi, const struct lws_http_mount *m,
		      const char *path, size_t len)
{
	struct lws__file_source s;
	struct file_head fh = { 0 };
	unsigned char extra[1024], *p = extra;
	char name[2048];

	if (len >= sizeof(name) ||
	    !lws__uri_path_names_file(path, len,
				      pmo_is_on(m, "allow-dot-files")))
		return LWS__HTTP_SERVE_MISSING;
	memcpy(name, path, len);
	name[len] = '\0';
	if (open_in_mount(&s, wsi, m, name, sizeof(name)) != LWS__FILE_OPEN)
		return LWS__HTTP_SERVE_MISSING;
	fh.type = lws_get_mimetype(name, m);
	if (!fh.type) {
		lws__file_source_close(&s);
		lwsl_wsi_notice(wsi, "no mime type is known for %s", name);
		return send_status(wsi, HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE);
	}
	wsi->http->serving_404_page = is_404_document(wsi);
	if (m->protocol) {
		struct lws_process_html_args args = {
			.p = (char *)p, .max_len = (int)sizeof(extra)
		};

		if (lws__user_cb(wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0)) {
			lws__file_source_close(&s);
			return LWS__HTTP_SERVE_CLOSE;
		}
		fh.other = (const char *)extra;
		fh.other_len = lws_ptr_diff(args.p, extra);
	}

	return serve_open(wsi, &s, &fh);
}

/* ---- public ------------------------------------------------------------------------------ */

int
lws_serve_http_file(struct lws *wsi, const char *file, const char *content_type,
		    const char *other_headers, int other_headers_len)
{
	struct file_head fh = { .type = content_type,
				.other = other_headers,
				.other_len = other_headers_len };
	struct lws__file_source s;

	if (!wsi->http || wsi->is_client)
		return -1;
	if (lws__file_source_open_path(&s, wsi, file) != LWS__FILE_OPEN) {
		lwsl_wsi_info(wsi, "%s cannot be opened", file);
		return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL)
			       ? -1
			       : 1;
	}
	switch (serve_open(wsi, &s, &fh)) {
	case LWS__HTTP_SERVE_SENDING:
		return 0;
	case LWS__HTTP_SERVE_COMPLETED:
		return 1;
	case LWS__HTTP_SERVE_MISSING:
	case LWS__HTTP_SERVE_CLOSE:
		break;
	}

	return -1;
}

int
lws_serve_http_file_fragment(struct lws *wsi)
{
	if (!wsi->http || !wsi->http->file)
		return 1;
	if (lws__http_file_continue(wsi) == LWS_V_CLOSE)
		return -1;

	return !wsi->http || !wsi->http->file;
}
