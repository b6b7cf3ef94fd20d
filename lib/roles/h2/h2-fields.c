/* SPDX-License-Identifier: MIT */
/*
 * Fields of requests and responses: what RFC 9113 8.1.1 and 8.2.2 say of both.
 */

#include "roles/h2/h2.h"

#include <string.h>

int
lws__h2_malformed(struct lws__h2_stream *s, const char *why)
{
	s->flaw = why;

	return 1;
}

bool
lws__h2_is_of_connection(const char *name, size_t len)
{
	static const char *const names[] = {"connection", "keep-alive",
					    "proxy-connection",
					    "transfer-encoding", "upgrade"};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++)
		if (len == strlen(names[n]) && !memcmp(name, names[n], len))
			return true;

	return false;
}

/* the same of a whole field: TE may say "trailers" */
static bool
field_is_of_connection(const struct lws__hpack_field *f)
{
	if (f->name_len == 2 && !memcmp(f->name, "te", 2))
		return !lws__http_same_text(f->value, f->value_len, "trailers",
					    8);

	return lws__h2_is_of_connection(f->name, f->name_len);
}

static int
take_length(struct lws__h2_stream *s, const struct lws__hpack_field *f)
{
	uint64_t value = 0;

	if (s->has_length)
		return lws__h2_malformed(s, "more than one content-length");
	if (!f->value_len)
		return lws__h2_malformed(s, "malformed content-length");
	for (size_t n = 0; n < f->value_len; n++) {
		unsigned int digit = (unsigned int)(f->value[n] - '0');

		if (digit > 9 || value > ((uint64_t)INT64_MAX - digit) / 10)
			return lws__h2_malformed(s, "malformed content-length");
		value = value * 10 + digit;
	}
	s->has_length = 1;
	s->rx_left = value;

	return 0;
}

int
lws__h2_take_field(struct lws__h2_stream *s, const struct lws__hpack_field *f,
		   lws__h2_take_pseudo *take_pseudo)
{
	struct lws__http_headers *headers = s->mux.wsi->http->headers;

	if (f->flaw == LWS__HPACK_BAD_NAME)
		return lws__h2_malformed(s, "malformed field name");
	if (f->flaw == LWS__HPACK_BAD_VALUE)
		return lws__h2_malformed(s, "malformed field value");
	if (f->name[0] == ':')
		return s->saw_regular ? lws__h2_malformed(
						s, "pseudo field behind others")
				      : take_pseudo(s, f);
	s->saw_regular = 1;
	if (field_is_of_connection(f))
		return lws__h2_malformed(s, "field of an HTTP/1 connection");
	if (f->token == WSI_TOKEN_HTTP_CONTENT_LENGTH && take_length(s, f))
		return 1;
	if (f->token >= 0)
		return lws__http_headers_add(headers,
					     (enum lws_token_indexes)f->token,
					     f->value, f->value_len);

	return lws__http_headers_add_named(headers, f->name, f->name_len,
					   f->value, f->value_len);
}

/* trailers are read and dropped, as those of chunks */
static int
trailer_field(void *opaque, const struct lws__hpack_field *f)
{
	struct lws__h2_stream *s = opaque;

	if (f->flaw)
		return lws__h2_malformed(s, "malformed trailer");
	if (f->name[0] == ':')
		return lws__h2_malformed(s, "pseudo field in trailers");
	if (field_is_of_connection(f))
		return lws__h2_malformed(s, "field of an HTTP/1 connection");

	return 0;
}

const struct lws__hpack_sink lws__h2_trailer_sink = {.field = trailer_field};
