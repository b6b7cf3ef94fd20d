/* SPDX-License-Identifier: MIT */
/*
 * What of the header table is made of its other calls.
 */

#include "roles/http/header-table.h"

#include "roles/http/header-names.h"

/* the open header gets its value and is closed, or is given up */
static int
fill_and_end(struct lws__http_headers *h, const char *value, size_t len)
{
	if (lws__http_headers_append(h, value, len)) {
		lws__http_headers_abandon(h);

		return 1;
	}

	return lws__http_headers_end(h);
}

int
lws__http_headers_add_named(struct lws__http_headers *h, const char *name,
			    size_t name_len, const char *value, size_t len)
{
	int token = lws__http_token_find(name, name_len);

	if (token >= 0)
		return lws__http_headers_add(h, (enum lws_token_indexes)token,
					     value, len);
	if (lws__http_headers_begin_custom(h, name, name_len))
		return 1;

	return fill_and_end(h, value, len);
}

int
lws__http_headers_uri_and_method(const struct lws__http_headers *h, char **uri,
				 int *uri_len)
{
	const struct lws__http_method *m;

	for (int i = 0; (m = lws__http_method_by_index(i)); i++)
		if (lws__http_headers_has(h, m->token)) {
			*uri = lws__http_headers_simple_ptr(h, m->token);
			*uri_len = lws__http_headers_total_length(h, m->token);

			return i;
		}

	if (!lws__http_headers_has(h, WSI_TOKEN_HTTP_COLON_PATH))
		return -1;

	*uri = lws__http_headers_simple_ptr(h, WSI_TOKEN_HTTP_COLON_PATH);
	*uri_len = lws__http_headers_total_length(h, WSI_TOKEN_HTTP_COLON_PATH);

	return LWSHUMETH_COLON_PATH;
}
