/* SPDX-License-Identifier: MIT */
/*
 * Form bodies of client requests, multipart/form-data.
 *
 *   lws_client_http_multipart()  the text before each part; what is in the
 *                                part is the application's
 *   lws_http_mp_sm_*()           the whole body, from a list of fields:
 *                                "name=value", "name=@file",
 *                                "name=@file;type=image/png"
 *
 * The list is walked twice: for the content-length, and for the body.  A file
 * that is no longer as long as it was said to be ends the request.
 */

#include "roles/http/client-form.h"
#include "net/connect.h"
#include "roles/http/http-text.h"
#include "roles/http/mime.h"
#include "roles/http/multipart.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum {
	FIELD_MAX = 1024, /* of one "name=value" */
	HEAD_MAX = 3 * FIELD_MAX + 256,
};

struct lws_http_mp_sm {
	struct lws_context *cx;   /* borrowed */
	lws_http_mp_sm_cb_t next; /* the application's list */
	const char *last;         /* the application's place in it */
	uint64_t left;            /* of the length that was announced */
	size_t text_at, text_len; /* of text: still to be sent */
	uint64_t file_left;       /* of the file */
	int fd;                   /* owned; -1: no file */
	bool is_first;
	bool is_ended; /* the end of the body is in text */
	char boundary[LWS__MULTIPART_BOUNDARY_LEN + 1];
	char text[HEAD_MAX + FIELD_MAX];
};

static int
new_boundary(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
	uint8_t random[12];

	c->multipart_begun = false;
	if (lws__plat_random(random, sizeof(random)))
		return 1;
	lws__multipart_boundary(random, c->boundary);

	return 0;
}

int
lws__http_client_add_multipart_type(struct lws *wsi, unsigned char **p,
				    unsigned char *end)
{
	struct lws__connect *c = lws__connect_here(wsi);
	char text[64];
	int len;

	if (new_boundary(wsi))
		return 1;
	len = lws_snprintf(text, sizeof(text),
			   "multipart/form-data; boundary=\"%s\"", c->boundary);

	return lws__http_text_add("content-type", text, len, p, end);
}

int
lws_client_http_multipart(struct lws *wsi, const char *name,
			  const char *filename, const char *content_type,
			  char **p, char *end)
{
	struct lws__multipart_part part = {.name = name,
					   .filename = filename,
					   .content_type = content_type};
	struct lws__connect *c = lws__connect_of(wsi);

	if (!c || !c->boundary[0]) {
		lwsl_wsi_err(wsi, "needs LCCSCF_HTTP_MULTIPART_MIME");
		return 1;
	}
	if (lws__multipart_part(&part, c->boundary, !c->multipart_begun, p,
				end)) {
		lwsl_wsi_err(wsi, "no room for the header of a part");
		return 1;
	}
	c->multipart_begun = true;

	return 0;
}

/* ---- one field of the list ------------------------------------------------
 */

struct field {
	struct lws__multipart_part part;
	const char *value; /* NULL: a file */
	const char *path;  /* of the file */
	char text[FIELD_MAX];
};

static const char *
last_segment(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* ";type=t" and ";filename=f" behind a file's path, as curl has them */
static void
field_options(struct field *f, char *at)
{
	char *next;

	for (at = strchr(at, ';'); at; at = next) {
		*at++ = '\0';
		next = strchr(at, ';');
		if (!strncmp(at, "type=", 5))
			f->part.content_type = at + 5;
		if (!strncmp(at, "filename=", 9))
			f->part.filename = at + 9;
	}
}

/* 1: there are no more; -1: not a field */
static int
field_next(struct lws_http_mp_sm *m, struct field *f)
{
	char *equals;

	memset(f, 0, sizeof(*f));
	if (m->next(m->cx, f->text, sizeof(f->text), &m->last))
		return 1;
	f->text[sizeof(f->text) - 1] = '\0';
	equals = strchr(f->text, '=');
	if (!equals || equals == f->text) {
		lwsl_cx_err(m->cx, "form: not name=value: %.64s", f->text);
		return -1;
	}
	*equals = '\0';
	f->part.name = f->text;
	f->value = equals + 1;
	if (*f->value != '@')
		return 0;
	f->path = f->value + 1;
	f->value = NULL;
	field_options(f, equals + 1);
	if (!f->part.filename)
		f->part.filename = last_segment(f->path);
	if (!f->part.content_type)
		f->part.content_type = lws__http_mime_find(f->path, NULL);
	if (!f->part.content_type || !*f->part.content_type)
		f->part.content_type = "application/octet-stream";

	return 0;
}

/* ---- first walk: how long will it be? --------------------------------------
 */

/* the text before the field's content goes to m->text; nonzero: no room */
static int
field_head(struct lws_http_mp_sm *m, const struct lws__multipart_part *part)
{
	char *p = m->text;

	if (lws__multipart_part(part, m->boundary, m->is_first, &p,
				m->text + HEAD_MAX))
		return 1;
	m->is_first = false;
	m->text_at = 0;
	m->text_len = lws_ptr_diff_size_t(p, m->text);

	return 0;
}

static int
measure(struct lws_http_mp_sm *m)
{
	static const struct lws__multipart_part end_part = {.name = NULL};
	struct lws__plat_stat st;
	struct field f;
	int n, error;

	m->last = NULL;
	m->is_first = true;
	m->left = 0;
	while (!(n = field_next(m, &f))) {
		if (field_head(m, &f.part))
			return 1;
		m->left += m->text_len;
		if (f.value) {
			m->left += strlen(f.value);
			continue;
		}
		error = lws__plat_stat(f.path, &st);
		if (error || !st.is_file) {
			lwsl_cx_err(m->cx, "form: %s: %s", f.path,
				    error ? strerror(error) : "not a file");
			return 1;
		}
		m->left += st.len;
	}
	if (n < 0 || field_head(m, &end_part))
		return 1;
	m->left += m->text_len;
	m->last = NULL;
	m->is_first = true;
	m->text_len = 0;

	return 0;
}

struct lws_http_mp_sm *
lws_http_mp_sm_init(struct lws *wsi, lws_http_mp_sm_cb_t cb, uint8_t **p,
		    uint8_t *end)
{
	struct lws__connect *c = lws__connect_of(wsi);
	struct lws_http_mp_sm *m;

	if (!c || !cb)
		return NULL;
	/* without LCCSCF_HTTP_MULTIPART_MIME the type was not said yet */
	if (!c->boundary[0] && lws__http_client_add_multipart_type(wsi, p, end))
		return NULL;
	m = lws__zalloc(sizeof(*m), "multipart");
	if (!m)
		return NULL;
	m->cx = wsi->cx;
	m->next = cb;
	m->fd = -1;
	memcpy(m->boundary, c->boundary, sizeof(m->boundary));
	if (measure(m) ||
	    lws__http_text_add_number(WSI_TOKEN_HTTP_CONTENT_LENGTH, m->left, p,
				      end)) {
		lws_http_mp_sm_destroy(&m);
		return NULL;
	}
	lws_client_http_body_pending(wsi, 1);

	return m;
}

void
lws_http_mp_sm_destroy(struct lws_http_mp_sm **pphms)
{
	struct lws_http_mp_sm *m = *pphms;

	if (!m)
		return;
	*pphms = NULL;
	if (m->fd >= 0)
		lws__plat_close(m->fd);
	lws__free(m);
}

/* ---- second walk: the body
 * --------------------------------------------------- */

static int
file_begin(struct lws_http_mp_sm *m, const char *path)
{
	struct lws__plat_stat st;

	m->fd = lws__plat_open(path, O_RDONLY, 0);
	if (m->fd < 0 || lws__plat_fstat(m->fd, &st)) {
		lwsl_cx_err(m->cx, "form: %s: %s", path, strerror(errno));
		return 1;
	}
	m->file_left = st.len;

	return 0;
}

/* what comes next into m->text and m->fd; nonzero: failed */
static int
field_begin(struct lws_http_mp_sm *m)
{
	static const struct lws__multipart_part end_part = {.name = NULL};
	struct field f;
	int n = field_next(m, &f);

	if (n < 0)
		return 1;
	if (n) {
		m->is_ended = true;
		return field_head(m, &end_part);
	}
	if (field_head(m, &f.part))
		return 1;
	if (!f.value)
		return file_begin(m, f.path);
	n = (int)strlen(f.value);
	memcpy(m->text + m->text_len, f.value, (size_t)n);
	m->text_len += (size_t)n;

	return 0;
}

static size_t
min_room(const uint8_t *p, const uint8_t *end, uint64_t want)
{
	size_t room = lws_ptr_diff_size_t(end, p);

	return want < room ? (size_t)want : room;
}

static void
fill_text(struct lws_http_mp_sm *m, uint8_t **p, const uint8_t *end)
{
	size_t len = min_room(*p, end, m->text_len - m->text_at);

	memcpy(*p, m->text + m->text_at, len);
	m->text_at += len;
	*p += len;
}

static int
fill_file(struct lws_http_mp_sm *m, uint8_t **p, const uint8_t *end)
{
	size_t len = min_room(*p, end, m->file_left);
	struct lws__io io;

	if (len) {
		io = lws__plat_read(m->fd, *p, len);
		if (io.verdict != LWS_IO_OK || !io.count) {
			lwsl_cx_err(m->cx, "form: the file is too short now");
			return 1;
		}
		*p += io.count;
		m->file_left -= io.count;
	}
	if (!m->file_left) {
		lws__plat_close(m->fd);
		m->fd = -1;
	}

	return 0;
}

static bool
is_over(const struct lws_http_mp_sm *m)
{
	return m->is_ended && m->text_at == m->text_len;
}

int
lws_http_mp_sm_fill(struct lws_http_mp_sm *phms, uint8_t **p, uint8_t *end)
{
	struct lws_http_mp_sm *m = phms;
	const uint8_t *start = *p;
	size_t len;

	while (*p < end && !is_over(m)) {
		int failed = 0;

		if (m->text_at < m->text_len)
			fill_text(m, p, end);
		else if (m->fd >= 0)
			failed = fill_file(m, p, end);
		else
			failed = field_begin(m);
		if (failed)
			return -1;
	}
	len = lws_ptr_diff_size_t(*p, start);
	if (len > m->left || (is_over(m) && len != m->left)) {
		lwsl_cx_err(m->cx, "form: not as long as it was");
		return -1;
	}
	m->left -= len;

	return is_over(m);
}
