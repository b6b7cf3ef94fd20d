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
#include <string.h>

static const struct mime_type {
	const char *suffix;
	const char *type;
} mime_types[] = {
	{".html", "text/html"},
	{".htm", "text/html"},
	{".js", "text/javascript"},
	{".mjs", "text/javascript"},
	{".css", "text/css"},
	{".png", "image/png"},
	{".jpg", "image/jpeg"},
	{".jpeg", "image/jpeg"},
	{".gif", "image/gif"},
	{".ico", "image/x-icon"},
	{".svg", "image/svg+xml"},
	{".ttf", "application/x-font-ttf"},
	{".otf", "application/font-woff"},
	{".woff", "application/font-woff"},
	{".woff2", "application/font-woff2"},
	{".gz", "application/gzip"},
	{".txt", "text/plain"},
	{".xml", "application/xml"},
	{".json", "application/json"},
	{".wasm", "application/wasm"},
};

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
		if (ends_in(file, len, mime_types[i].suffix))
			return mime_types[i].type;

	return any;
}

const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m)
{
	return lws__http_mime_find(file, m);
}
