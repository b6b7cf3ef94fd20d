/* SPDX-License-Identifier: MIT */
/*
 * lws-deaddrop: a folder into which people who may put files, and see each
 * other's.
 *
 *   POST  multipart with files: kept as USER_NAME, where USER is who the mount
 *         let in by basic auth; 403 without one, 400 for what is no form or
 *         too long, 507 when the folder is full
 *   ws    out  {"max_size":..,"files":[{name,size,mtime,yours,is_text},..]} at
 *              once and whenever files come or go
 *         in   {"del":"NAME"}: removed, if it is theirs
 *   pvo   "upload-dir"  the folder; without it the protocol does nothing
 *         "max-size"    bytes of a file (10 MiB)
 *         "max-files"   files in the folder (100)
 *
 * Upgrades must be guarded by a mount as well, or the list is for everybody.
 * What people upload is theirs: serve it with types that a browser does not
 * run.  For one service thread.
 */

#include <libwebsockets.h>
#include "../protocols.h"
#include "deaddrop.h"

#include <stdlib.h>
#include <string.h>

#define DEADDROP_MESSAGE_MAX (DEADDROP_NAME_MAX * 2)

struct deaddrop_pss;

struct deaddrop_vhd {
	const char *dir; /* borrowed while the vhost lives */
	size_t max_size;
	unsigned int max_files;
	struct deaddrop_pss *watchers;
};

struct deaddrop_pss {
	struct deaddrop_pss *next; /* of the watchers */
	struct lws *wsi;           /* NULL: not a watcher */
	struct lws_spa *spa;       /* owned; of a POST */
	struct deaddrop_vhd *vhd;  /* NULL: not for us */
	struct deaddrop_upload upload;
	char user[DEADDROP_USER_MAX];
	char message[DEADDROP_MESSAGE_MAX + 1]; /* so far */
	size_t message_len;
	unsigned int status; /* why a form was refused; 0: as it is no form */
};

static size_t
pvo_number(const void *pvos, const char *name, size_t otherwise)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(pvos, name);

	return pvo ? (size_t)strtoull(pvo->value, NULL, 10) : otherwise;
}

static int
deaddrop_init(struct lws *wsi, const void *in)
{
	const struct lws_protocol_vhost_options *pvo =
		lws_pvo_search(in, "upload-dir");
	struct deaddrop_vhd *vhd;

	if (!pvo)
		return 0;
	vhd = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
					  lws_get_protocol(wsi), sizeof(*vhd));
	if (!vhd)
		return -1;
	vhd->dir = pvo->value;
	vhd->max_size = pvo_number(in, "max-size", 10 << 20);
	vhd->max_files = (unsigned int)pvo_number(in, "max-files", 100);

	return 0;
}

/* who was let in: basic auth leaves just the name in the header */
static void
find_user(struct lws *wsi, struct deaddrop_pss *pss)
{
	if (lws_hdr_copy(wsi, pss->user, sizeof(pss->user),
			 WSI_TOKEN_HTTP_AUTHORIZATION) <= 0 ||
	    !deaddrop_user_is_good(pss->user))
		pss->user[0] = '\0';
}

static void
tell_watchers(struct deaddrop_vhd *vhd)
{
	struct deaddrop_pss *pss;

	for (pss = vhd->watchers; pss; pss = pss->next)
		lws_callback_on_writable(pss->wsi);
}

/* ---- a form with files
 * ------------------------------------------------------ */

static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	struct deaddrop_pss *pss = data;

	(void)name;
	switch (state) {
	case LWS_UFS_OPEN:
		if (deaddrop_count(pss->vhd->dir) >= pss->vhd->max_files) {
			pss->status = 507; /* RFC 4918 11.5 */
			return -1;
		}
		return deaddrop_upload_begin(&pss->upload, pss->vhd->dir,
					     pss->user, filename);
	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		if (pss->upload.len + (size_t)len > pss->vhd->max_size)
			return -1;
		if (deaddrop_upload_write(&pss->upload, buf, (size_t)len))
			return -1;
		if (state == LWS_UFS_CONTENT)
			break;
		if (deaddrop_upload_end(&pss->upload, pss->vhd->dir))
			return -1;
		tell_watchers(pss->vhd);
		break;
	case LWS_UFS_CLOSE:
		deaddrop_upload_drop(&pss->upload);
		break;
	}

	return 0;
}

static int
answer_status(struct lws *wsi, unsigned int status)
{
	return lws_return_http_status(wsi, status, NULL)
		       ? -1
		       : lws_http_transaction_completed(wsi);
}

static int
post_begin(struct lws *wsi, struct deaddrop_vhd *vhd, struct deaddrop_pss *pss)
{
	if (!lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
		return answer_status(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED);
	find_user(wsi, pss);
	if (!pss->user[0])
		return answer_status(wsi, HTTP_STATUS_FORBIDDEN);
	pss->vhd = vhd;

	return 0;
}

static int
post_body(struct lws *wsi, struct deaddrop_pss *pss, const char *in, size_t len)
{
	if (!pss->spa)
		pss->spa = lws_spa_create(wsi, NULL, 0, 0, on_file, pss);
	if (pss->spa && !lws_spa_process(pss->spa, in, (int)len))
		return 0;
	deaddrop_upload_drop(&pss->upload); /* before it is told */

	return answer_status(wsi, pss->status ? pss->status
					      : HTTP_STATUS_BAD_REQUEST);
}

/* ---- watching
 * --------------------------------------------------------------- */

static int
watch(struct lws *wsi, struct deaddrop_vhd *vhd, struct deaddrop_pss *pss)
{
	find_user(wsi, pss);
	pss->vhd = vhd;
	pss->wsi = wsi;
	pss->next = vhd->watchers;
	vhd->watchers = pss;

	return lws_callback_on_writable(wsi) < 0;
}

static void
unwatch(struct deaddrop_vhd *vhd, struct deaddrop_pss *pss)
{
	struct deaddrop_pss **at;

	for (at = &vhd->watchers; *at; at = &(*at)->next)
		if (*at == pss) {
			*at = pss->next;
			break;
		}
}

static int
send_list(struct lws *wsi, struct deaddrop_vhd *vhd, struct deaddrop_pss *pss)
{
	size_t len = 0;
	unsigned char *text = deaddrop_list(vhd->dir, pss->user, vhd->max_size,
					    vhd->max_files, &len);
	int n;

	if (!text)
		return -1;
	n = lws_write(wsi, text + LWS_PRE, len, LWS_WRITE_TEXT);
	free(text);

	return n < (int)len ? -1 : 0;
}

/* {"del":"NAME"}; names of ours have nothing in them that needs an escape */
static void
take_message(struct deaddrop_vhd *vhd, struct deaddrop_pss *pss)
{
	static const char before[] = "{\"del\":\"", after[] = "\"}";
	const size_t head = sizeof(before) - 1, tail = sizeof(after) - 1;
	char *name = pss->message + head;

	if (pss->message_len <= head + tail ||
	    memcmp(pss->message, before, head) ||
	    memcmp(pss->message + pss->message_len - tail, after, tail))
		return;
	pss->message[pss->message_len - tail] = '\0';
	if (strlen(name) != pss->message_len - head - tail ||
	    strpbrk(name, "\"\\"))
		return;
	if (deaddrop_remove(vhd->dir, pss->user, name))
		lwsl_wsi_notice(pss->wsi, "may not remove that file");
	else
		tell_watchers(vhd);
}

static int
receive(struct lws *wsi, struct deaddrop_vhd *vhd, struct deaddrop_pss *pss,
	const char *in, size_t len)
{
	if (len > DEADDROP_MESSAGE_MAX - pss->message_len) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL,
				 0);
		return -1;
	}
	memcpy(pss->message + pss->message_len, in, len);
	pss->message_len += len;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return 0;
	take_message(vhd, pss);
	pss->message_len = 0;

	return 0;
}

static int
on_ws(struct lws *wsi, enum lws_callback_reasons reason,
      struct deaddrop_vhd *vhd, struct deaddrop_pss *pss, const void *in,
      size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		return watch(wsi, vhd, pss);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_list(wsi, vhd, pss);
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, vhd, pss, in, len);
	default:
		unwatch(vhd, pss);
		return 0;
	}
}

static void
post_free(struct deaddrop_pss *pss)
{
	lws_spa_destroy(pss->spa);
	pss->spa = NULL;
	deaddrop_upload_drop(&pss->upload);
}

static int
on_http(struct lws *wsi, enum lws_callback_reasons reason,
	struct deaddrop_vhd *vhd, struct deaddrop_pss *pss, const void *in,
	size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return post_begin(wsi, vhd, pss);
	case LWS_CALLBACK_HTTP_BODY:
		return post_body(wsi, pss, in, len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return answer_status(wsi,
				     pss->spa && !lws_spa_finalize(pss->spa)
					     ? HTTP_STATUS_OK
					     : HTTP_STATUS_BAD_REQUEST);
	default: /* DROP_PROTOCOL */
		if (pss && pss->vhd)
			post_free(pss);
		return 0;
	}
}

static int
callback_deaddrop(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		  void *in, size_t len)
{
	struct deaddrop_vhd *vhd = lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));

	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		return deaddrop_init(wsi, in);
	if (!vhd && reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION)
		return 1; /* this vhost did not ask for the protocol */
	if (!vhd)
		return lws_callback_http_dummy(wsi, reason, user, in, len);

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLOSED:
		return on_ws(wsi, reason, vhd, user, in, len);
	case LWS_CALLBACK_HTTP:
	case LWS_CALLBACK_HTTP_BODY:
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		return on_http(wsi, reason, vhd, user, in, len);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

LWS_VISIBLE const struct lws_protocols deaddrop_protocols[1] = {
	{"lws-deaddrop", callback_deaddrop, sizeof(struct deaddrop_pss), 1024,
	 0, NULL, 0},
};

LWS_VISIBLE const lws_plugin_protocol_t protocol_lws_deaddrop = {
	.hdr = {"deaddrop", "lws_protocol_plugin", LWS_BUILD_HASH,
		LWS_PLUGIN_API_MAGIC},
	.protocols = deaddrop_protocols,
	.count_protocols = LWS_ARRAY_SIZE(deaddrop_protocols),
};
