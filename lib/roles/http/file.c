/* SPDX-License-Identifier: MIT */
/*
 * A file as the response: which file a path of a mount names, and which answer
 * its conditions and ranges ask for (RFC 9110 13, 14).
 */

#include "roles/http/file-turn.h"
#include "roles/http/file.h"

#include <string.h>

static enum lws__http_serve
send_status(struct lws *wsi, unsigned int code)
{
	return lws__http_send_page(wsi, code, NULL) ? LWS__HTTP_SERVE_CLOSE
						    : LWS__HTTP_SERVE_COMPLETED;
}

/* may parts of it be sent? */
static bool
has_ranges(const struct lws *wsi, const struct lws__file_head *fh)
{
	return fh->status == HTTP_STATUS_OK && !fh->interpreter &&
	       (wsi->http->method == LWSHUMETH_GET ||
		wsi->http->method == LWSHUMETH_HEAD);
}

/* its tag */
static void
name_version(const struct lws__file_source *s, char *etag)
{
	if (s->shared && s->shared->etag[0]) {
		memcpy(etag, s->shared->etag, LWS__HTTP_ETAG_MAX);
		return;
	}
	lws__http_etag_make(etag, s->len, (time_t)s->modified);
	if (s->shared)
		memcpy(s->shared->etag, etag, LWS__HTTP_ETAG_MAX);
}

/* the source is taken */
static enum lws__http_serve
serve_open(struct lws *wsi, struct lws__file_source *s,
	   struct lws__file_head *fh)
{
	struct lws__http_validators v = {
		.etag = fh->etag,
		.modified = (time_t)s->modified,
		.now = (time_t)(lws__plat_wall_us() / LWS_US_PER_SEC)};
	struct lws__http_headers *h = wsi->http->headers;
	enum lws__http_condition c = LWS__HTTP_COND_SERVE;
	enum lws__http_serve ret;

	name_version(s, fh->etag);
	fh->status = wsi->http->serving_404_page ? HTTP_STATUS_NOT_FOUND
						 : HTTP_STATUS_OK;
	fh->ranges.count = 1;
	fh->ranges.list[0] = (struct lws__http_range){.count = s->len};
	if (!fh->interpreter)
		c = lws__http_condition_check(
			h, &v,
			wsi->http->method == LWSHUMETH_GET ||
				wsi->http->method == LWSHUMETH_HEAD);
	if (c == LWS__HTTP_COND_SERVE && has_ranges(wsi, fh) &&
	    lws__http_if_range_holds(h, &v))
		fh->status = lws__http_range_choose(h, s->len, &fh->ranges);
	if (c == LWS__HTTP_COND_SERVE &&
	    fh->status != HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE)
		return lws__file_send(wsi, fh, s);

	lws__file_source_close(s);
	if (c == LWS__HTTP_COND_NOT_MODIFIED)
		ret = lws__file_head_not_modified(wsi, fh)
			      ? LWS__HTTP_SERVE_CLOSE
			      : LWS__HTTP_SERVE_COMPLETED;
	else
		ret = send_status(wsi, c == LWS__HTTP_COND_FAILED
					       ? HTTP_STATUS_PRECONDITION_FAILED
					       : fh->status);

	return ret;
}

/* ---- a path of a mount
 * --------------------------------------------------------------- */

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
	bool links = lws__http_mount_option(m, "allow-symlinks");
	const char *def = m->def ? m->def : "index.html";
	size_t len = strlen(path);
	enum lws__file_found found = LWS__FILE_IS_DIR;

	if (len > 1 && path[len - 1] != '/')
		found = lws__file_source_open(s, wsi, m->origin, path, links);
	if (found != LWS__FILE_IS_DIR)
		return found;
	if (lws_snprintf(path + len, room - len, "%s%s",
			 path[len - 1] == '/' ? "" : "/",
			 def) >= (int)(room - len))
		return LWS__FILE_ABSENT;
	found = lws__file_source_open(s, wsi, m->origin, path, links);

	return found == LWS__FILE_IS_DIR ? LWS__FILE_ABSENT : found;
}

/* a suffix that the mount gives to a protocol; nonzero: close */
static int
find_interpreter(struct lws *wsi, const struct lws_http_mount *m,
		 const char *name, struct lws__file_head *fh)
{
	size_t len = strlen(name);

	for (const struct lws_protocol_vhost_options *i = m->interpret; i;
	     i = i->next) {
		size_t n = strlen(i->name);

		if (n > len || strcmp(name + len - n, i->name))
			continue;
		fh->interpreter = lws__vhost_protocol_by_name(wsi->vh, i->value,
							      strlen(i->value));
		if (!fh->interpreter) {
			lwsl_wsi_err(wsi, "mount %s: no protocol %s for %s",
				     m->mountpoint, i->value, i->name);
			return 1;
		}
		return lws__wsi_bind_protocol(wsi, fh->interpreter,
					      "http interpret");
	}

	return 0;
}

/* headers of the mount's protocol; nonzero: close */
static int
ask_for_headers(struct lws *wsi, struct lws__file_head *fh, char *buf,
		size_t room)
{
	struct lws_process_html_args args = {.p = buf, .max_len = (int)room};

	if (lws__user_cb(wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0))
		return 1;
	fh->other = buf;
	fh->other_len = lws_ptr_diff(args.p, buf);

	return fh->other_len < 0 || fh->other_len > (int)room;
}

/* of a file that m has, as it was found before */
static const char *
type_of(const struct lws__file_source *s, const char *name,
	const struct lws_http_mount *m)
{
	const char *type;

	if (s->shared && s->shared->typed_by == m)
		return s->shared->type;
	type = lws_get_mimetype(name, m);
	if (s->shared) {
		s->shared->typed_by = m;
		s->shared->type = type;
	}

	return type;
}

static enum lws__http_serve
serve_named(struct lws *wsi, const struct lws_http_mount *m, const char *name,
	    struct lws__file_source *s)
{
	struct lws__file_head fh = {.type = type_of(s, name, m)};
	char extra[1024];

	if (!fh.type) {
		lws__file_source_close(s);
		lwsl_wsi_notice(wsi, "no mime type is known for %s", name);
		return send_status(wsi, HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE);
	}
	wsi->http->serving_404_page = is_404_document(wsi);
	if ((m->protocol && ask_for_headers(wsi, &fh, extra, sizeof(extra))) ||
	    find_interpreter(wsi, m, name, &fh)) {
		lws__file_source_close(s);
		return LWS__HTTP_SERVE_CLOSE;
	}

	return serve_open(wsi, s, &fh);
}

enum lws__http_serve
lws__http_serve_mount(struct lws *wsi, const struct lws_http_mount *m,
		      const char *path, size_t len)
{
	struct lws__file_source s;
	char name[2048];

	if (len >= sizeof(name) ||
	    !lws__uri_path_names_file(
		    path, len, lws__http_mount_option(m, "allow-dot-files")))
		return LWS__HTTP_SERVE_MISSING;
	memcpy(name, path, len);
	name[len] = '\0';
	if (open_in_mount(&s, wsi, m, name, sizeof(name)) != LWS__FILE_OPEN)
		return LWS__HTTP_SERVE_MISSING;

	return serve_named(wsi, m, name, &s);
}

/* ---- public
 * ------------------------------------------------------------------------------
 */

int
lws_serve_http_file(struct lws *wsi, const char *file, const char *content_type,
		    const char *other_headers, int other_headers_len)
{
	struct lws__file_head fh = {.type = content_type,
				    .other = other_headers,
				    .other_len = other_headers_len};
	struct lws__file_source s;

	if (!wsi->http || !wsi->http->headers || wsi->is_client)
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
