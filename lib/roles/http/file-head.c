/* SPDX-License-Identifier: MIT */
/*
 * The response head of a file.
 */

#include "roles/http/file-turn.h"
#include "roles/http/file.h"

#include <string.h>

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
add_cache_control(struct lws *wsi, const struct lws__file_head *fh,
		  unsigned char **p, unsigned char *end)
{
	char policy[64];

	if (fh->other &&
	    lws_nstrstr(fh->other, (size_t)fh->other_len, "cache-control", 13))
		return 0;
	cache_policy(wsi->http->mount, policy, sizeof(policy));

	return lws__http_add_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL, policy,
				   strlen(policy), p, end);
}

static int
add_other(struct lws *wsi, const struct lws__file_head *fh, unsigned char **p,
	  unsigned char *end)
{
	if (!fh->other || fh->other_len <= 0)
		return 0;

	return wsi->http->wire->add_lines(wsi, fh->other, fh->other_len, p,
					  end);
}

static int
add_type(struct lws *wsi, const struct lws__file_head *fh,
	 const struct lws__http_file *f, unsigned char **p, unsigned char *end)
{
	char text[80];

	if (!f->parts)
		return fh->type && fh->type[0] &&
		       lws__http_add_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
					   fh->type, strlen(fh->type), p, end);
	lws_snprintf(text, sizeof(text), "multipart/byteranges; boundary=%s",
		     f->parts->boundary);

	return lws__http_add_name(wsi, "content-type", text, p, end);
}

static int
add_range(struct lws *wsi, const struct lws__file_head *fh,
	  const struct lws__http_file *f, unsigned char **p, unsigned char *end)
{
	const struct lws__http_range *r = &fh->ranges.list[0];
	char text[80];

	if (fh->status != HTTP_STATUS_PARTIAL_CONTENT || f->parts)
		return 0;
	lws_snprintf(text, sizeof(text), "bytes %llu-%llu/%llu",
		     (unsigned long long)r->first, (unsigned long long)r->last,
		     (unsigned long long)f->source.len);

	return lws__http_add_name(wsi, "content-range", text, p, end);
}

/* how the end of the body is known */
static int
add_length(struct lws *wsi, const struct lws__http_file *f, unsigned char **p,
	   unsigned char *end)
{
	if (f->is_chunked)
		return lws__http_add_name(wsi, "transfer-encoding", "chunked",
					  p, end);
	if (f->interpreter && wsi->http->wire->length_by_close) {
		wsi->http->keep_alive = 0;
		return lws__http_add_name(wsi, "connection", "close", p, end);
	}
	if (f->interpreter)
		return 0;

	return lws__http_add_token(wsi, WSI_TOKEN_HTTP_ACCEPT_RANGES,
				   lws__http_range_unit,
				   strlen(lws__http_range_unit), p, end) ||
	       lws_add_http_header_content_length(
		       wsi,
		       f->parts ? lws__file_parts_len(f->parts)
				: f->end - f->at,
		       p, end);
}

static int
add_fields(struct lws *wsi, const struct lws__file_head *fh,
	   const struct lws__http_file *f, unsigned char **p,
	   unsigned char *end)
{
	return lws_add_http_header_status(wsi, fh->status, p, end) ||
	       (f->source.is_gzipped &&
		(lws__http_add_name(wsi, "content-encoding", "gzip", p, end) ||
		 lws__http_add_name(wsi, "vary", "accept-encoding", p, end))) ||
	       add_type(wsi, fh, f, p, end) || add_range(wsi, fh, f, p, end) ||
	       add_length(wsi, f, p, end) ||
	       add_cache_control(wsi, fh, p, end) ||
	       (!f->interpreter &&
		lws__http_add_token(wsi, WSI_TOKEN_HTTP_ETAG, fh->etag,
				    strlen(fh->etag), p, end)) ||
	       add_other(wsi, fh, p, end);
}

/* ---- the same again
 * ----------------------------------------------------------------
 */

/* does the head follow from the file, its mount and its type alone?  Who keeps
 * it, or NULL; whose[] is by what it is found */
static struct lws__turn_file *
keeper(const struct lws *wsi, const struct lws__file_head *fh,
       const struct lws__http_file *f, const void *whose[3])
{
	if (!wsi->http->wire->head_again || !wsi->http->mount ||
	    fh->status != HTTP_STATUS_OK || fh->other || f->parts ||
	    f->interpreter || f->source.is_gzipped)
		return NULL;
	whose[0] = wsi->http->wire;
	whose[1] = wsi->http->mount;
	whose[2] = fh->type;

	return f->source.shared;
}

static int
add_all(struct lws *wsi, const struct lws__file_head *fh,
	const struct lws__http_file *f, unsigned char **p, unsigned char *end)
{
	const void *whose[3];
	struct lws__turn_file *k = keeper(wsi, fh, f, whose);
	unsigned char *start = *p;
	size_t len;

	if (k && k->head_len && !memcmp(k->head_of, whose, sizeof(whose)) &&
	    k->head_len <= end - start) {
		wsi->http->wire->head_again(wsi, fh->status, f->end - f->at);
		memcpy(start, k->head, k->head_len);
		*p += k->head_len;
		return 0;
	}
	if (add_fields(wsi, fh, f, p, end))
		return 1;
	len = (size_t)(*p - start);
	if (!k || len > sizeof(k->head))
		return 0;
	memcpy(k->head_of, whose, sizeof(whose));
	memcpy(k->head, start, len);
	k->head_len = (uint16_t)len;

	return 0;
}

int
lws__file_head_send(struct lws *wsi, const struct lws__file_head *fh,
		    const struct lws__http_file *f)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (add_all(wsi, fh, f, &p, end))
		return 1;

	return lws_finalize_write_http_header(wsi, start, &p, end);
}

int
lws__file_head_not_modified(struct lws *wsi, const struct lws__file_head *fh)
{
	uint8_t *start = lws__context_pt(wsi->cx, wsi->tsi)->serv_buf + LWS_PRE;
	unsigned char *p = start, *end = start + wsi->cx->pt_serv_buf_size;

	if (lws_add_http_header_status(wsi, HTTP_STATUS_NOT_MODIFIED, &p,
				       end) ||
	    add_cache_control(wsi, fh, &p, end) ||
	    lws__http_add_token(wsi, WSI_TOKEN_HTTP_ETAG, fh->etag,
				strlen(fh->etag), &p, end) ||
	    lws_finalize_http_header(wsi, &p, end))
		return 1;

	return lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
			 LWS_WRITE_HTTP_HEADERS | LWS_WRITE_H2_STREAM_END) < 0;
}
