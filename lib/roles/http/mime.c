/* SPDX-License-Identifier: MIT */
/*
 * Content types by suffix.
 *
 *   in   a file name, a mount
 *   out  a static or borrowed string, or NULL
 *
 * The list is the public contract's; what else is served, a mount declares in
 * extra_mimetypes.
 */

#include "roles/http/mime.h"

#include "roles/http/token-list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SUFFIX(s, last, type)                \
	{                                    \
		s, type, sizeof(s) - 1, last \
	}

static const struct mime_type {
	const char *suffix;
	const char *type;
	uint8_t len; /* of suffix */
	char last;   /* of it */
} mime_types[] = {
	SUFFIX(".html", 'l', "text/html"),
	SUFFIX(".htm", 'm', "text/html"),
	SUFFIX(".js", 's', "text/javascript"),
	SUFFIX(".mjs", 's', "text/javascript"),
	SUFFIX(".css", 's', "text/css"),
	SUFFIX(".png", 'g', "image/png"),
	SUFFIX(".jpg", 'g', "image/jpeg"),
	SUFFIX(".jpeg", 'g', "image/jpeg"),
	SUFFIX(".gif", 'f', "image/gif"),
	SUFFIX(".ico", 'o', "image/x-icon"),
	SUFFIX(".svg", 'g', "image/svg+xml"),
	SUFFIX(".ttf", 'f', "application/x-font-ttf"),
	SUFFIX(".otf", 'f', "application/font-woff"),
	SUFFIX(".woff", 'f', "application/font-woff"),
	SUFFIX(".woff2", '2', "application/font-woff2"),
	SUFFIX(".gz", 'z', "application/gzip"),
	SUFFIX(".txt", 't', "text/plain"),
	SUFFIX(".xml", 'l', "application/xml"),
	SUFFIX(".json", 'n', "application/json"),
	SUFFIX(".wasm", 'm', "application/wasm"),
};

/* of ours: lower case, not empty */
static bool
ends_in_ours(const char *file, size_t len, const struct mime_type *m)
{
	size_t suffix_len = m->len;

	return (file[len - 1] | 0x20) == m->last && len > suffix_len &&
	       file[len - suffix_len] == '.' &&
	       lws__http_same_text(file + len - suffix_len, suffix_len,
				   m->suffix, suffix_len);
}

/* and something before it: a bare ".html" is a name, not a suffix */
static bool
ends_in(const char *file, size_t len, const char *suffix)
{
	size_t suffix_len = strlen(suffix);

	/* the last letter rules out nearly all of them */
	return suffix_len && len > suffix_len &&
	       (file[len - 1] | 0x20) == (suffix[suffix_len - 1] | 0x20) &&
	       lws__http_same_text(file + len - suffix_len, suffix_len, suffix,
				   suffix_len);
}

const char *
lws__http_mime_find(const char *file, const struct lws_http_mount *m)
{
	const struct lws_protocol_vhost_options *pvo;
	const char *any = NULL;
	size_t len = strlen(file);

	for (pvo = m ? m->extra_mimetypes : NULL; pvo; pvo = pvo->next) {
		if (!strcmp(pvo->name, "*"))
			any = pvo->value;
		else if (ends_in(file, len, pvo->name))
			return pvo->value;
	}

	for (size_t i = 0; i < sizeof(mime_types) / sizeof(mime_types[0]); i++)
		if (len && ends_in_ours(file, len, &mime_types[i]))
			return mime_types[i].type;

	return any;
}

const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m)
{
	return lws__http_mime_find(file, m);
}
