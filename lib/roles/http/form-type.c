/* SPDX-License-Identifier: MIT */
/*
 * The type of a form body.
 *
 *   in   a Content-Type value (RFC 9110 8.3)
 *   out  the kind of form, and its boundary (RFC 2046 5.1.1)
 */

#include "roles/http/form-type.h"

#include "roles/http/token-list.h"

#include <string.h>

/* RFC 2046 5.1.1 bchars */
static bool
is_bchar(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (c && strchr("'()+_,-./:=? ", c));
}

static bool
take_boundary(const struct lws__list_member *m,
	      char boundary[LWS__FORM_BOUNDARY_MAX + 1])
{
	size_t len, n;
	const char *text = lws__http_list_param(m, "boundary", &len);

	if (!text || !len || len > LWS__FORM_BOUNDARY_MAX ||
	    text[len - 1] == ' ')
		return false;
	for (n = 0; n < len; n++)
		if (!is_bchar(text[n]))
			return false;
	memcpy(boundary, text, len);
	boundary[len] = '\0';

	return true;
}

enum lws__form_type
lws__form_type(const char *value, char boundary[LWS__FORM_BOUNDARY_MAX + 1])
{
	static const char multipart[] = "multipart/", form[] = "form-data",
			  related[] = "related";
	const size_t prefix = sizeof(multipart) - 1;
	struct lws__list_member m, second;
	enum lws__form_type type;
	const char *end;

	boundary[0] = '\0';
	if (!value || strlen(value) < prefix ||
	    !lws__http_same_text(value, prefix, multipart, prefix))
		return LWS__FORM_URLENCODED;
	end = value + strlen(value);
	if (lws__http_list_next(&value, end, &m) != 1 || m.name_len < prefix)
		return LWS__FORM_TYPE_BAD;

	if (lws__http_same_text(m.whole + prefix, m.name_len - prefix, form,
				sizeof(form) - 1))
		type = LWS__FORM_DATA;
	else if (lws__http_same_text(m.whole + prefix, m.name_len - prefix,
				     related, sizeof(related) - 1))
		type = LWS__FORM_RELATED;
	else
		return LWS__FORM_TYPE_BAD;

	/* two types would be two opinions on where parts end */
	if (lws__http_list_next(&value, end, &second) ||
	    !take_boundary(&m, boundary))
		return LWS__FORM_TYPE_BAD;

	return type;
}
