/* SPDX-License-Identifier: MIT */
/*
 * protocol-post-demo: what came with a form, as a page.
 *
 *   in    POST, urlencoded or multipart, with fields text, send, file, upload
 *   out   a table of the fields, their lengths and values
 *   file  one that is uploaded is kept up to POST_FILE_MAX bytes, the rest of
 *         it dropped, as post-file-XXXXXX in the system's folder for such
 *   pvo   "upload-dir"  another folder
 *         "max-files"   how many are kept until the vhost ends (100)
 *
 * Anyone who may send the form may fill that folder up to the product of the
 * two bounds.  A form that lws_spa refuses is answered with 400.
 */

#if !defined(LWS_PLUGIN_STATIC)
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <libwebsockets.h>
#include "protocols.h"
#endif
#include <stdlib.h>
#include <string.h>

#define POST_FILE_MAX  100000
#define POST_FILES     100
#define POST_STORAGE   1024 /* bytes of all values */
#define POST_PATH_MAX  256
/* most bytes of the page: a character may become six */
#define POST_PAGE_ROOM (POST_STORAGE * 6 + 2048)

static const char *const post_names[] = {"text", "send", "file", "upload"};

struct post_vhd {
	const char *dir; /* borrowed while the vhost lives */
	unsigned int files_left;
};

struct post_pss {
	struct lws_spa *spa; /* owned */
	struct post_vhd *vhd;
	char *page; /* owned; LWS_PRE bytes, then the answer */
	size_t page_len;
	size_t sent;
	size_t file_len;
	size_t file_kept;
	char path[POST_PATH_MAX]; /* of the file; "": none is kept */
	int fd_plus_1;            /* 0: none is open */
};

static int
post_init(struct lws *wsi, const void *in)
{
	struct post_vhd *vhd = lws_protocol_vh_priv_zalloc(
		lws_get_vhost(wsi), lws_get_protocol(wsi), sizeof(*vhd));
	const struct lws_protocol_vhost_options *pvo;

	if (!vhd)
		return -1;
	pvo = lws_pvo_search(in, "upload-dir");
	vhd->dir = pvo ? pvo->value : "/tmp";
	pvo = lws_pvo_search(in, "max-files");
	vhd->files_left =
		pvo ? (unsigned int)strtoul(pvo->value, NULL, 10) : POST_FILES;

	return 0;
}

/* ---- the file
 * --------------------------------------------------------------- */

static void
post_file_close(struct post_pss *pss)
{
	if (pss->fd_plus_1)
		close(pss->fd_plus_1 - 1);
	pss->fd_plus_1 = 0;
}

static int
post_file_open(struct post_pss *pss)
{
	int fd;

	post_file_close(pss);
	pss->file_len = pss->file_kept = 0;
	pss->path[0] = '\0';
	if (!pss->vhd->files_left)
		return 0; /* it is counted only */
	lws_snprintf(pss->path, sizeof(pss->path), "%s/post-file-XXXXXX",
		     pss->vhd->dir);
	/* a name that nobody can know before, and readable by us alone */
	fd = mkstemp(pss->path);
	if (fd < 0) {
		lwsl_err("%s: %s cannot be made: errno %d\n", __func__,
			 pss->path, errno);
		return -1;
	}
	pss->vhd->files_left--;
	pss->fd_plus_1 = fd + 1;

	return 0;
}

static int
post_file_write(struct post_pss *pss, const char *buf, size_t len)
{
	size_t room = POST_FILE_MAX - pss->file_kept;
	ssize_t n;

	pss->file_len += len;
	if (len > room)
		len = room;
	while (pss->fd_plus_1 && len) {
		n = write(pss->fd_plus_1 - 1, buf, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		pss->file_kept += (size_t)n;
		buf += n;
		len -= (size_t)n;
	}

	return 0;
}

static int
post_file(void *data, const char *name, const char *filename, char *buf,
	  int len, enum lws_spa_fileupload_states state)
{
	struct post_pss *pss = data;

	(void)name;
	(void)filename;
	switch (state) {
	case LWS_UFS_OPEN:
		return post_file_open(pss);
	case LWS_UFS_CONTENT:
		return post_file_write(pss, buf, (size_t)len);
	case LWS_UFS_FINAL_CONTENT:
		if (post_file_write(pss, buf, (size_t)len))
			return -1;
		break;
	case LWS_UFS_CLOSE:
		break;
	}
	post_file_close(pss);

	return 0;
}

/* ---- the page
 * --------------------------------------------------------------- */

static void
post_add(struct post_pss *pss, const char *text)
{
	size_t room = POST_PAGE_ROOM - pss->page_len;

	pss->page_len += (size_t)lws_snprintf(
		pss->page + LWS_PRE + pss->page_len, room, "%s", text);
}

/* a value of the peer's, as text of a page */
static void
post_add_text(struct post_pss *pss, const char *text, int len)
{
	char one[2] = {0, 0};

	for (; len; len--, text++)
		switch (*text) {
		case '<':
			post_add(pss, "&lt;");
			break;
		case '>':
			post_add(pss, "&gt;");
			break;
		case '&':
			post_add(pss, "&amp;");
			break;
		case '\0':
			post_add(pss, "?");
			break;
		default:
			one[0] = *text;
			post_add(pss, one);
			break;
		}
}

static int
post_make_page(struct post_pss *pss)
{
	char text[POST_PATH_MAX + 128];
	size_t n;

	pss->page = malloc(LWS_PRE + POST_PAGE_ROOM);
	if (!pss->page)
		return -1;
	post_add(pss, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
		      "charset=\"utf-8\"><title>Form</title></head>\n<body>"
		      "<h1>The form</h1>\n<table><tr><th>Field</th>"
		      "<th>Length</th><th>Value</th></tr>\n");
	for (n = 0; n < LWS_ARRAY_SIZE(post_names); n++) {
		const char *value = lws_spa_get_string(pss->spa, (int)n);
		int len = lws_spa_get_length(pss->spa, (int)n);

		lws_snprintf(text, sizeof(text),
			     "<tr><td>%s</td><td>%d</td><td>", post_names[n],
			     len);
		post_add(pss, text);
		if (value)
			post_add_text(pss, value, len);
		else
			post_add(pss, "<i>none</i>");
		post_add(pss, "</td></tr>\n");
	}
	lws_snprintf(text, sizeof(text),
		     "</table>\n<p>File: %lu bytes, kept %lu%s%s</p>\n"
		     "</body></html>\n",
		     (unsigned long)pss->file_len,
		     (unsigned long)pss->file_kept, pss->path[0] ? " as " : "",
		     pss->path);
	post_add(pss, text);

	return 0;
}

/* ---- the request
 * ------------------------------------------------------------ */

static int
post_refuse(struct lws *wsi)
{
	return lws_return_http_status(wsi, HTTP_STATUS_BAD_REQUEST, NULL)
		       ? -1
		       : lws_http_transaction_completed(wsi);
}

static int
post_body(struct lws *wsi, struct post_pss *pss, const char *in, size_t len)
{
	if (!pss->spa)
		pss->spa = lws_spa_create(wsi, post_names,
					  (int)LWS_ARRAY_SIZE(post_names),
					  POST_STORAGE, post_file, pss);
	if (!pss->spa || lws_spa_process(pss->spa, in, (int)len))
		return post_refuse(wsi);

	return 0;
}

static int
post_answer(struct lws *wsi, struct post_pss *pss)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf);

	if (!pss->spa || lws_spa_finalize(pss->spa) || post_make_page(pss))
		return post_refuse(wsi);
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/html",
					pss->page_len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
post_send(struct lws *wsi, struct post_pss *pss)
{
	size_t left = pss->page_len - pss->sent;
	size_t len = left > 4096 ? 4096 : left;

	if (!pss->page)
		return 0;
	if (lws_write(wsi, (unsigned char *)pss->page + LWS_PRE + pss->sent,
		      len,
		      len == left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	pss->sent += len;
	if (len == left)
		return lws_http_transaction_completed(wsi);
	lws_callback_on_writable(wsi);

	return 0;
}

static void
post_free(struct post_pss *pss)
{
	if (!pss)
		return;
	lws_spa_destroy(pss->spa);
	pss->spa = NULL;
	post_file_close(pss);
	free(pss->page);
	pss->page = NULL;
}

static int
callback_post_demo(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	struct post_vhd *vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
							lws_get_protocol(wsi));
	struct post_pss *pss = user;

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return post_init(wsi, in);
	case LWS_CALLBACK_HTTP:
		if (!vhd) /* this vhost did not ask for the protocol */
			break;
		pss->vhd = vhd;
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0; /* its body follows */
		return lws_return_http_status(
			       wsi, HTTP_STATUS_METHOD_NOT_ALLOWED, NULL)
			       ? -1
			       : lws_http_transaction_completed(wsi);
	case LWS_CALLBACK_HTTP_BODY:
		return pss && pss->vhd ? post_body(wsi, pss, in, len) : -1;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return pss && pss->vhd ? post_answer(wsi, pss) : -1;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return pss ? post_send(wsi, pss) : 0;
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		post_free(pss);
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

#define LWS_PLUGIN_PROTOCOL_POST_DEMO                             \
	{                                                         \
		"protocol-post-demo", callback_post_demo,         \
			sizeof(struct post_pss), 1024, 0, NULL, 0 \
	}

#if !defined(LWS_PLUGIN_STATIC)

LWS_VISIBLE const struct lws_protocols post_demo_protocols[1] = {
	LWS_PLUGIN_PROTOCOL_POST_DEMO,
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_post_demo = {
	.hdr = {"post demo", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = post_demo_protocols,
	.count_protocols = LWS_ARRAY_SIZE(post_demo_protocols),
};

#endif
