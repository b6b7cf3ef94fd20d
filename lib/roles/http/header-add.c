/* SPDX-License-Identifier: MIT */
/*
 * The public calls that add one header: to a response by a server, to a
 * request by a client.
 */

#include "roles/http/http.h"

#include <string.h>

/* a header that says something to us as well */
static void
note_header(struct lws *wsi, const char *name, size_t name_len,
	    const unsigned char *value, int length)
{
	if (name_len == 10 &&
	    lws__http_same_text(name, name_len, "connection", 10) &&
	    lws__http_list_has((const char *)value, (size_t)length, "close"))
		wsi->http->keep_alive = 0;
}

int
lws_add_http_header_by_name(struct lws *wsi, const unsigned char *name,
			    const unsigned char *value, int length,
			    unsigned char **p, unsigned char *end)
{
	char text[256];
	size_t len = name ? strlen((const char *)name) : 0;

	if (!wsi->http || length < 0)
		return 1;
	if (len && name[len - 1] == ':')
		len--;
	if (!len || len >= sizeof(text))
		return 1;
	memcpy(text, name, len);
	text[len] = '\0';
	note_header(wsi, text, len, value, length);

	return wsi->http->wire->add_header(wsi, text, value, length, p, end);
}

int
lws_add_http_header_by_token(struct lws *wsi, enum lws_token_indexes token,
			     const unsigned char *value, int length,
			     unsigned char **p, unsigned char *end)
{
	size_t len;
	const char *name = lws__http_token_name(token, &len);

	if (!name || !wsi->http || length < 0)
		return 1;
	if (token == WSI_TOKEN_CONNECTION || name[len - 1] != ':')
		return lws_add_http_header_by_name(wsi,
						   (const unsigned char *)name,
						   value, length, p, end);

	return wsi->http->wire->add_token(wsi, token, value, length, p, end);
}

int
lws__http_add_token(struct lws *wsi, enum lws_token_indexes token,
		    const void *value, size_t len, unsigned char **p,
		    unsigned char *end)
{
	return wsi->http->wire->add_token(wsi, token, value, (int)len, p, end);
}

int
lws_add_http_header_content_length(struct lws *wsi,
				   lws_filepos_t content_length,
				   unsigned char **p, unsigned char *end)
{
	char text[LWS__DECIMAL_MAX];
	size_t len = lws__http_decimal(text, content_length);

	if (!wsi->http)
		return 1;

	return lws__http_add_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH,
				   text + sizeof(text) - len, len, p, end);
}
