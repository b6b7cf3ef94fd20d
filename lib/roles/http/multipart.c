/* SPDX-License-Identifier: MIT */
/*
 * See multipart.h.
 */

#include "roles/http/multipart.h"
#include "base/base.h"

#include <string.h>

struct out {
	char *at;
	const char *end;
	bool is_full;
};

static void
put(struct out *o, const char *s, size_t len)
{
	if (o->is_full || (size_t)(o->end - o->at) < len) {
		o->is_full = true;
		return;
	}
	memcpy(o->at, s, len);
	o->at += len;
}

static void
put_text(struct out *o, const char *s)
{
	put(o, s, strlen(s));
}

/* what would end the quoted string or the line is escaped (RFC 7578 4.2, and
 * the HTML standard's "multipart form data" encoding) */
static void
put_quoted(struct out *o, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '"':
			put_text(o, "%22");
			break;
		case '\r':
			put_text(o, "%0D");
			break;
		case '\n':
			put_text(o, "%0A");
			break;
		default:
			put(o, s, 1);
			break;
		}
}

static void
put_header(struct out *o, const struct lws__multipart_part *part)
{
	put_text(o, "\r\nContent-Disposition: form-data; name=\"");
	put_quoted(o, part->name);
	put_text(o, "\"");
	if (part->filename) {
		put_text(o, "; filename=\"");
		put_quoted(o, part->filename);
		put_text(o, "\"");
	}
	put_text(o, "\r\n");
	if (part->content_type) {
		put_text(o, "Content-Type: ");
		put(o, part->content_type, strcspn(part->content_type, "\r\n"));
		put_text(o, "\r\n");
	}
	put_text(o, "\r\n");
}

void
lws__multipart_boundary(const uint8_t random[12],
			char out[LWS__MULTIPART_BOUNDARY_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t n = 0; n < 12; n++) {
		out[2 * n] = hex[random[n] >> 4];
		out[2 * n + 1] = hex[random[n] & 15];
	}
	out[LWS__MULTIPART_BOUNDARY_LEN] = '\0';
}

int
lws__multipart_part(const struct lws__multipart_part *part,
		    const char *boundary, bool is_first, char **p,
		    const char *end)
{
	struct out o = {.at = *p, .end = end};

	put_text(&o, is_first ? "--" : "\r\n--");
	put_text(&o, boundary);
	if (part->name)
		put_header(&o, part);
	else
		put_text(&o, "--\r\n");
	if (o.is_full)
		return 1;
	*p = o.at;

	return 0;
}
