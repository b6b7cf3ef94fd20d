/* SPDX-License-Identifier: MIT */
/*
 * A file on its way out: what file.c (which file, which answer), file-head.c
 * and file-send.c share.
 */

#ifndef LWS_ROLES_HTTP_FILE_H
#define LWS_ROLES_HTTP_FILE_H

#include "roles/http/file-source.h"
#include "roles/http/http.h"
#include "roles/http/range.h"

#define LWS__FILE_TYPE_MAX 128

/* several ranges as multipart/byteranges (RFC 9110 14.6) */
struct lws__file_parts {
	struct lws__http_ranges ranges;
	unsigned int at; /* the part that is being sent */
	uint64_t file_len;
	char boundary[25];
	char type[LWS__FILE_TYPE_MAX]; /* of the file */
};

struct lws__http_file {
	struct lws__file_source source;
	uint64_t at;
	uint64_t end;                  /* one after the last byte to send */
	struct lws__file_parts *parts; /* owned, NULL: one piece */
	const struct lws_protocols *interpreter; /* changes what is sent */
	bool is_chunked;
};

/* what the head says of the file */
struct lws__file_head {
	const char *type;  /* NULL: no content-type */
	const char *other; /* borrowed: headers as they are */
	int other_len;
	unsigned int status;
	struct lws__http_ranges ranges;
	const struct lws_protocols *interpreter; /* NULL: sent as it is */
	char etag[LWS__HTTP_ETAG_MAX];
};

/* ---- file-head.c: nonzero: it does not fit or cannot be sent ---- */

int lws__file_head_send(struct lws *wsi, const struct lws__file_head *fh,
			const struct lws__http_file *f);
int
lws__file_head_not_modified(struct lws *wsi, const struct lws__file_head *fh);

/* ---- file-parts.c ---- */

/* NULL: no memory */
struct lws__file_parts *
lws__file_parts_create(const struct lws__file_head *fh, uint64_t file_len);
/* what stands before part n, or behind the last one; returns its length */
size_t lws__file_parts_text(const struct lws__file_parts *parts, unsigned int n,
			    char *buf, size_t len);
/* of all that is sent */
uint64_t lws__file_parts_len(const struct lws__file_parts *parts);

/* ---- file-send.c ---- */

/* head, and the body with it if it is small.  The source is taken */
enum lws__http_serve
lws__file_send(struct lws *wsi, const struct lws__file_head *fh,
	       struct lws__file_source *source);

#endif
