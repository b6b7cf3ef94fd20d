/* SPDX-License-Identifier: MIT */
/*
 * Uri arguments by name.
 *
 *   in   the table's uri arguments, a name
 *   out  the value, copied
 */

#include "roles/http/url-arg.h"

#include "roles/http/header-table.h"

#include <stdbool.h>
#include <string.h>

/* the value of the first argument of that name; of one that starts so, if loose
 */
static const char *
find_value(const struct lws__http_headers *h, const char *name, bool is_loose,
	   size_t *len)
{
	size_t name_len = strlen(name), arg_len;
	unsigned int iter = 0;
	const char *arg;

	while ((arg = lws__http_headers_next(h, WSI_TOKEN_HTTP_URI_ARGS, &iter,
					     &arg_len))) {
		bool ends_in_equals, is_whole;

		if (arg_len < name_len || memcmp(arg, name, name_len))
			continue;

		arg += name_len;
		ends_in_equals = name_len && arg[-1] == '=';
		is_whole = ends_in_equals || !*arg || *arg == '=';
		if (!is_whole && !is_loose)
			continue;
		if (!ends_in_equals && *arg == '=') {
			arg++;
			name_len++;
		}
		*len = arg_len - name_len;

		return arg;
	}

	return NULL;
}

int
lws__http_urlarg_get(const struct lws__http_headers *h, const char *name,
		     char *buf, int len)
{
	const char *value;
	size_t value_len;

	if (len <= 0)
		return -1;
	*buf = '\0';

	value = find_value(h, name, false, &value_len);
	if (!value)
		value = find_value(h, name, true, &value_len);
	if (!value || value_len >= (size_t)len)
		return -1;
	memcpy(buf, value, value_len + 1);

	return (int)value_len;
}
