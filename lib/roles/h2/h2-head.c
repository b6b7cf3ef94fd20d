/* SPDX-License-Identifier: MIT */
/*
 * Response heads: see h2-head.h.
 *
 * Fields that belong to a connection of HTTP/1 are left out, names are lower
 * case (RFC 9113 8.2): so what was written for HTTP/1 need not know.
 */

#include "roles/h2/h2-head.h"

#include <string.h>

enum {
	HEAD_NAME_MAX = 255,
	TEXT_BLOCK = 4096, /* of a head written by hand */
};

/* ---- from calls
 * ----------------------------------------------------------------
 */

int
lws__h2_add_status(struct lws *wsi, unsigned int code, unsigned char **p,
		   unsigned char *end)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	struct lws_cursor out = {*p, end};

	wsi->http->head_begun = 1;
	wsi->http->response = (uint16_t)code;
	s->tx_has_length = 0;
	if (code < 100 || code > 999 || out.at > end ||
	    lws__hpack_encode_status(NULL, &out, code))
		return 1;
	*p = out.at;

	return 0;
}

/* the length of the body that the application announces */
static void
note_length(struct lws__h2_stream *s, const char *value, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (value[i] < '0' || value[i] > '9' || n > UINT64_MAX / 16)
			return;
		n = n * 10 + (unsigned int)(value[i] - '0');
	}
	s->tx_has_length = !!len;
	s->tx_left = n;
}

static int
add(struct lws *wsi, const char *name, size_t name_len, const char *value,
    size_t len, struct lws_cursor *out)
{
	char lower[HEAD_NAME_MAX];
	struct lws__hpack_field f;

	if (!name_len || name_len > sizeof(lower) ||
	    lws__http_text_value_is_bad(value, len))
		return 1;
	lower[0] = '\0';
	for (size_t n = 0; n < name_len; n++)
		lower[n] = name[n] >= 'A' && name[n] <= 'Z'
				   ? (char)(name[n] | 0x20)
				   : name[n];
	if (lws__h2_is_of_connection(lower, name_len))
		return 0;
	if (name_len == 14 && !memcmp(lower, "content-length", 14))
		note_length(lws__h2_stream_of(wsi), value, len);
	f = lws__hpack_field(lower, name_len, value, len);

	return lws__hpack_encode(NULL, out, &f);
}

int
lws__h2_add_header(struct lws *wsi, const char *name, const void *value,
		   int len, unsigned char **p, unsigned char *end)
{
	struct lws_cursor out = {*p, end};

	if (len < 0 || out.at > end ||
	    add(wsi, name, strlen(name), value, (size_t)len, &out))
		return 1;
	*p = out.at;

	return 0;
}

int
lws__h2_add_token(struct lws *wsi, enum lws_token_indexes token,
		  const void *value, int len, unsigned char **p,
		  unsigned char *end)
{
	struct lws__hpack_field f = {
		.value = value, .value_len = (size_t)len, .token = (int)token};
	struct lws_cursor out = {*p, end};

	if (token == WSI_TOKEN_CONNECTION || token == WSI_TOKEN_UPGRADE ||
	    token == WSI_TOKEN_HTTP_TRANSFER_ENCODING)
		return 0; /* of a connection of HTTP/1 */
	f.name = lws__http_token_name(token, &f.name_len);
	if (!f.name || len < 0 || out.at > end || f.name[--f.name_len] != ':' ||
	    lws__http_text_value_is_bad(value, (size_t)len))
		return 1;
	if (token == WSI_TOKEN_HTTP_CONTENT_LENGTH)
		note_length(lws__h2_stream_of(wsi), value, (size_t)len);
	if (lws__hpack_encode(NULL, &out, &f))
		return 1;
	*p = out.at;

	return 0;
}

void
lws__h2_head_again(struct lws *wsi, unsigned int code, uint64_t len)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	wsi->http->head_begun = 1;
	wsi->http->response = (uint16_t)code;
	s->tx_has_length = 1;
	s->tx_left = len;
}

int
lws__h2_end_head(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	(void)wsi;

	return *p > end;
}

/* ---- from text
 * -----------------------------------------------------------------
 */

bool
lws__h2_is_text_head(const uint8_t *buf, size_t len)
{
	return len > 12 && !memcmp(buf, "HTTP/1.", 7);
}

/* blocks of ours begin with an index or a literal that is not to be indexed */
static bool
is_text(const void *p)
{
	return *(const uint8_t *)p >= 0x40 && *(const uint8_t *)p < 0x80;
}

static int
add_line(struct lws *wsi, const char *line, size_t len, struct lws_cursor *out)
{
	const char *colon = memchr(line, ':', len);
	const char *v = colon ? colon + 1 : NULL, *end = line + len;

	if (!len)
		return 0;
	if (!v)
		return 1;
	while (v < end && (*v == ' ' || *v == '\t'))
		v++;
	while (end > v && (end[-1] == ' ' || end[-1] == '\t'))
		end--;

	return add(wsi, line, (size_t)(colon - line), v, (size_t)(end - v),
		   out);
}

static int
add_text(struct lws *wsi, const char *text, size_t len, struct lws_cursor *out)
{
	const char *end = text + len;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		const char *stop = lf ? lf : end;

		if (stop > text && stop[-1] == '\r')
			stop--;
		if (add_line(wsi, text, (size_t)(stop - text), out))
			return 1;
		text = lf ? lf + 1 : end;
	}

	return 0;
}

int
lws__h2_add_lines(struct lws *wsi, const char *lines, int len,
		  unsigned char **p, unsigned char *end)
{
	struct lws_cursor out = {*p, end};

	if (len <= 0)
		return 0;
	if (out.at > end)
		return 1;
	if (is_text(lines)) {
		if (add_text(wsi, lines, (size_t)len, &out))
			return 1;
	} else {
		if (len > end - out.at)
			return 1;
		memcpy(out.at, lines, (size_t)len);
		out.at += len;
	}
	*p = out.at;

	return 0;
}

/* "HTTP/1.1 200 OK" and lines; the block's length, -1: it is none, or long */
static int
block_of_text(struct lws *wsi, const char *text, size_t len, uint8_t *block)
{
	struct lws_cursor out = {block, block + TEXT_BLOCK};
	const char *lf = memchr(text, '\n', len);
	unsigned int code = 0;

	for (int n = 9; n < 12; n++)
		code = code * 10 + (unsigned int)(text[n] - '0') % 10;
	wsi->http->response = (uint16_t)code;
	if (!lf || code < 100 || lws__hpack_encode_status(NULL, &out, code) ||
	    add_text(wsi, lf + 1, len - (size_t)(lf + 1 - text), &out))
		return -1;

	return (int)(out.at - block);
}

/* ---- in pieces
 * ------------------------------------------------------------------
 */

void
lws__h2_head_done(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (s->head_whole) {
		lws__free(s->head_whole);
		s->head_whole = NULL;
	}
}

/* all pieces as one */
static int
join(struct lws__h2_stream *s, uint8_t **block)
{
	size_t len = lws_buflist_total_len(&s->headq);

	s->head_whole = lws__malloc(len, "h2 head");
	if (!s->head_whole)
		return -1;
	*block = s->head_whole;
	(void)lws_buflist_linear_use(&s->headq, s->head_whole, len);
	lws_buflist_destroy_all_segments(&s->headq);

	return (int)len;
}

int
lws__h2_head_gather(struct lws *wsi, const uint8_t *buf, size_t len, bool more,
		    uint8_t **block)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);

	if (lws__h2_is_text_head(buf, len)) {
		s->head_whole = lws__malloc(TEXT_BLOCK, "h2 head");
		*block = s->head_whole;
		return s->head_whole ? block_of_text(wsi, (const char *)buf,
						     len, s->head_whole)
				     : -1;
	}
	if (more || s->headq) {
		if (lws_buflist_append_segment(&s->headq, buf, len) < 0 ||
		    lws_buflist_total_len(&s->headq) > LWS__H2_UNSENT_MAX)
			return -1;
		return more ? 0 : join(s, block);
	}
	*block = lws__unconst(buf);

	return (int)len;
}
