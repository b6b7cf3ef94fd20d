/* SPDX-License-Identifier: MIT */
/*
 * lws_spa: form bodies for applications.
 *
 *   in   a wsi's Content-Type, pieces of its body
 *   out  the values of the fields that were asked for; files to a callback
 *
 * One storage of max_storage bytes holds all values, each with a NUL behind
 * it; what does not fit is an error, never a shorter value (HF-09).
 */

#include "roles/http/spa.h"

#include "base/base.h"
#include "roles/http/form-multipart.h"
#include "roles/http/form-type.h"
#include "roles/http/form-urlencoded.h"
#include "roles/http/http.h"

#include <string.h>

enum {
	SPA_TYPE_MAX = 255, /* bytes of a Content-Type with a boundary */
	/* where the value of the field goes that is being read */
	SPA_TO_NOBODY = 0,
	SPA_TO_STORAGE,
	SPA_TO_CALLBACK,
};

struct spa_value {
	size_t at; /* in storage */
	int len;
	bool is_set;
};

struct lws_spa {
	lws_spa_create_info_t info; /* what it points to is borrowed */
	struct lws *wsi;            /* borrowed, for the log; may be NULL */
	union {
		struct lws__form_multipart multipart;
		struct lws__form_urlencoded urlencoded;
	} form;
	/* of the last file, for LWS_UFS_CLOSE too */
	char name[LWS__FORM_NAME_MAX + 1];
	char filename[LWS__FORM_NAME_MAX + 1];
	char *storage; /* owned; NULL: nothing was stored yet */
	size_t used;   /* of storage */
	enum lws__form_type type;
	int current; /* field that SPA_TO_STORAGE writes */
	uint8_t to;
	bool saw_file;     /* the callback is owed a LWS_UFS_CLOSE */
	bool storage_full; /* why data was refused */
	bool failed;
	bool finished;
	struct spa_value values[]; /* info.count_params */
};

static const char *
param_name(const struct lws_spa *spa, int n)
{
	const char *names = (const char *)spa->info.param_names;
	size_t stride = spa->info.param_names_stride;
	const char *name;

	memcpy(&name, names + (size_t)n * (stride ? stride : sizeof(name)),
	       sizeof(name));

	return name;
}

static int
find_param(const struct lws_spa *spa, const char *name)
{
	int n;

	for (n = 0; n < spa->info.count_params; n++)
		if (param_name(spa, n) && !strcmp(param_name(spa, n), name))
			return n;

	return -1;
}

/* ---- what the decoders find ---------------------------------------------- */

static int
tell(struct lws_spa *spa, const uint8_t *data, size_t len,
     enum lws_spa_fileupload_states state)
{
	return spa->info.opt_cb(spa->info.opt_data, spa->name, spa->filename,
				lws__unconst(data), (int)len, state);
}

static int
begin_file(struct lws_spa *spa, const struct lws__form_field *field)
{
	static const uint8_t nothing[1];

	if (!spa->info.opt_cb)
		return 0;
	lws_strncpy(spa->name, field->name, sizeof(spa->name));
	lws_strncpy(spa->filename, field->filename, sizeof(spa->filename));
	spa->to = SPA_TO_CALLBACK;
	spa->saw_file = true;

	return tell(spa, nothing, 0, LWS_UFS_OPEN);
}

static int
store(struct lws_spa *spa, const void *data, size_t len)
{
	size_t room = (size_t)spa->info.max_storage;

	if (!spa->storage)
		spa->storage = lws__spa_alloc(&spa->info, room);
	if (!spa->storage || len > room - spa->used) {
		spa->storage_full = true;
		return 1;
	}
	memcpy(spa->storage + spa->used, data, len);
	spa->used += len;

	return 0;
}

static int
spa_begin(void *arg, const struct lws__form_field *field)
{
	struct lws_spa *spa = arg;

	spa->to = SPA_TO_NOBODY;
	/* a browser whose user chose no file says so with an empty name */
	if (field->filename && field->filename[0])
		return begin_file(spa, field);

	spa->current = find_param(spa, field->name);
	/* of several with one name, the first counts, as in a URL */
	if (spa->current < 0 || spa->values[spa->current].is_set)
		return 0;
	spa->values[spa->current].at = spa->used;
	spa->to = SPA_TO_STORAGE;

	return 0;
}

static int
spa_data(void *arg, const uint8_t *data, size_t len)
{
	struct lws_spa *spa = arg;

	if (spa->to == SPA_TO_CALLBACK)
		return tell(spa, data, len, LWS_UFS_CONTENT);

	return spa->to == SPA_TO_STORAGE && store(spa, data, len);
}

static int
spa_end(void *arg)
{
	static const uint8_t nothing[1];
	struct lws_spa *spa = arg;
	uint8_t to = spa->to;

	spa->to = SPA_TO_NOBODY;
	if (to == SPA_TO_CALLBACK)
		return tell(spa, nothing, 0, LWS_UFS_FINAL_CONTENT);
	if (to == SPA_TO_STORAGE) {
		struct spa_value *value = &spa->values[spa->current];

		value->len = (int)(spa->used - value->at);
		if (store(spa, nothing, 1))
			return 1;
		value->is_set = true;
	}

	return 0;
}

static const struct lws__form_sink spa_sink = {spa_begin, spa_data, spa_end};

/* ---- the object ------------------------------------------------------------
 */

static int
refuse(struct lws_spa *spa)
{
	enum lws__form_error e = (enum lws__form_error)(
		spa->type == LWS__FORM_URLENCODED ? spa->form.urlencoded.error
						  : spa->form.multipart.error);
	const char *why = lws__form_error_words(e);

	if (spa->storage_full)
		why = spa->storage ? "more than its storage" : "out of memory";
	if (spa->wsi)
		lwsl_wsi_notice(spa->wsi, "form from %s refused: %s",
				lws__wsi_peer(spa->wsi, (char[64]){0}, 64),
				why);
	spa->failed = true;

	return -1;
}

struct lws_spa *
lws__spa_create(struct lws *wsi, const char *content_type,
		const lws_spa_create_info_t *info)
{
	char boundary[LWS__FORM_BOUNDARY_MAX + 1];
	enum lws__form_type type = lws__form_type(content_type, boundary);
	struct lws_spa *spa;

	if (info->count_params < 0 || info->max_storage < 0 ||
	    (info->count_params && !info->param_names))
		return NULL;
	if (type == LWS__FORM_TYPE_BAD) {
		if (wsi)
			lwsl_wsi_notice(wsi, "form from %s refused: its type",
					lws__wsi_peer(wsi, (char[64]){0}, 64));
		return NULL;
	}
	spa = lws__spa_alloc(info,
			     sizeof(*spa) + (size_t)info->count_params *
						    sizeof(spa->values[0]));
	if (!spa)
		return NULL;
	spa->wsi = wsi;
	spa->info = *info;
	if (!info->max_storage)
		spa->info.max_storage = LWS__SPA_STORAGE;
	spa->type = type;
	if (type != LWS__FORM_URLENCODED)
		lws__form_multipart_start(&spa->form.multipart, boundary,
					  type == LWS__FORM_RELATED);

	return spa;
}

struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info)
{
	char type[SPA_TYPE_MAX + 1];
	int len = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE);

	if (len <= 0)
		return lws__spa_create(wsi, NULL, info);
	if (lws_hdr_copy(wsi, type, sizeof(type), WSI_TOKEN_HTTP_CONTENT_TYPE) <
	    0) {
		lwsl_wsi_notice(wsi, "form from %s refused: type of %d bytes",
				lws__wsi_peer(wsi, (char[64]){0}, 64), len);
		return NULL;
	}

	return lws__spa_create(wsi, type, info);
}

struct lws_spa *
lws_spa_create(struct lws *wsi, const char *const *param_names,
	       int count_params, int max_storage, lws_spa_fileupload_cb opt_cb,
	       void *opt_data)
{
	lws_spa_create_info_t info = {
		.param_names = param_names,
		.count_params = count_params,
		.max_storage = max_storage,
		.opt_cb = opt_cb,
		.opt_data = opt_data,
	};

	return lws_spa_create_via_info(wsi, &info);
}

int
lws_spa_process(struct lws_spa *spa, const char *in, int len)
{
	struct lws_cursor at = {.at = lws__unconst(in)};
	enum lws_feed r;

	if (!spa || spa->failed || spa->finished || len < 0)
		return -1;
	if (!len)
		return 0;
	at.end = at.at + len;
	r = spa->type == LWS__FORM_URLENCODED
		    ? lws__form_urlencoded_feed(&spa->form.urlencoded, &at,
						&spa_sink, spa)
		    : lws__form_multipart_feed(&spa->form.multipart, &at,
					       &spa_sink, spa);

	return r == LWS_FEED_BAD ? refuse(spa) : 0;
}

int
lws_spa_finalize(struct lws_spa *spa)
{
	enum lws_feed r;

	if (!spa || spa->failed)
		return -1;
	if (spa->finished)
		return 0;
	spa->finished = true;
	r = spa->type == LWS__FORM_URLENCODED
		    ? lws__form_urlencoded_finish(&spa->form.urlencoded,
						  &spa_sink, spa)
		    : lws__form_multipart_finish(&spa->form.multipart,
						 &spa_sink, spa);

	return r == LWS_FEED_BAD ? refuse(spa) : 0;
}

int
lws_spa_get_length(struct lws_spa *spa, int n)
{
	if (!spa || n < 0 || n >= spa->info.count_params ||
	    !spa->values[n].is_set)
		return 0;

	return spa->values[n].len;
}

const char *
lws_spa_get_string(struct lws_spa *spa, int n)
{
	if (!spa || n < 0 || n >= spa->info.count_params ||
	    !spa->values[n].is_set)
		return NULL;

	return spa->storage + spa->values[n].at;
}

int
lws_spa_destroy(struct lws_spa *spa)
{
	static const uint8_t nothing[1];
	lws_spa_create_info_t info;

	if (!spa)
		return 0;
	info = spa->info;
	if (spa->saw_file) {
		spa->saw_file = false;
		tell(spa, nothing, 0, LWS_UFS_CLOSE);
	}
	lws__spa_free(&info, spa->storage);
	lws__spa_free(&info, spa);

	return 0;
}
