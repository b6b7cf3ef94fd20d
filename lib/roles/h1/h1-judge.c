/* SPDX-License-Identifier: MIT */
/*
 * What the head of an HTTP/1 message means as a whole.
 *
 *   in   the fields in the header table, the start line in p->head
 *   out  framing of the body, keep-alive, Upgrade; or a refusal
 *
 * RFC 9112 6 (framing), 9.3 (persistence); RFC 9110 7.8 (Upgrade), 8.6
 * (Content-Length).  What only a request has: h1-judge-request.c.
 *
 * Whoever frames a message otherwise than its neighbour can be made to see a
 * request that is none.  So nothing here takes a guess: two statements about
 * the length are refused even where they agree.
 */

#include "roles/h1/h1-judge.h"

#include "roles/http/http.h"

#include <string.h>

/* ---- Content-Length and Transfer-Encoding ---------------------------- */

static enum lws__h1_error
read_length(struct lws__h1_parser *p)
{
	const struct lws__http_headers *h = p->headers;
	uint64_t value = 0;
	const char *s;
	size_t len;

	s = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_CONTENT_LENGTH, 0,
				       &len);
	if (!s)
		return LWS__H1_OK;
	if (lws__http_headers_fragment_count(h, WSI_TOKEN_HTTP_CONTENT_LENGTH) >
	    1)
		return LWS__H1_TWO_LENGTHS; /* RFC 9112 6.3 */
	if (!len)
		return LWS__H1_BAD_LENGTH; /* RFC 9110 8.6 */

	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned int)(s[i] - '0');

		if (digit > 9 || value > ((uint64_t)INT64_MAX - digit) / 10)
			return LWS__H1_BAD_LENGTH; /* RFC 9110 8.6 */
		value = value * 10 + digit;
	}

	p->head.has_content_length = true;
	p->head.content_length = value;

	return LWS__H1_OK;
}

/* the only list of codings that we take is "chunked" */
static enum lws__h1_error
check_codings(const struct lws__http_headers *h)
{
	unsigned int others = 0, chunked = 0;
	bool is_chunked_last = false;
	struct lws__list_member m;
	const char *list, *at;
	size_t len;
	int r;

	/* two lines may be combined, but who knows which one others take */
	if (lws__http_headers_fragment_count(
		    h, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 1)
		return LWS__H1_BAD_CODING; /* RFC 9112 6.1 */

	list = lws__http_headers_fragment(h, WSI_TOKEN_HTTP_TRANSFER_ENCODING,
					  0, &len);
	at = list;
	while ((r = lws__http_list_next(&at, list + len, &m)) > 0) {
		is_chunked_last =
			lws__http_same_text(m.whole, m.whole_len, "chunked", 7);
		if (is_chunked_last)
			chunked++;
		else
			others++;
	}

	if (r)
		return LWS__H1_BAD_CODING; /* RFC 9110 10.1.4 */
	if (!is_chunked_last || chunked > 1)
		return LWS__H1_BAD_CODING; /* RFC 9112 6.1, 6.3 */

	return others ? LWS__H1_UNSUPPORTED_CODING /* RFC 9112 6.1 */
		      : LWS__H1_OK;
}

/* both fields read, and how they frame a message that has a body */
enum lws__h1_error
lws__h1_read_framing(struct lws__h1_parser *p)
{
	enum lws__h1_error e;

	if (lws__http_headers_has(p->headers,
				  WSI_TOKEN_HTTP_TRANSFER_ENCODING)) {
		if (lws__http_headers_has(p->headers,
					  WSI_TOKEN_HTTP_CONTENT_LENGTH))
			return LWS__H1_LENGTH_AND_CODING; /* RFC 9112 6.3 */
		if (!p->head.minor)
			return LWS__H1_CODING_IN_1_0; /* RFC 9112 6.1 */

		p->head.framing = LWS__H1_FRAMING_CHUNKED;

		return check_codings(p->headers);
	}

	e = read_length(p);
	if (!e && p->head.has_content_length)
		p->head.framing = LWS__H1_FRAMING_LENGTH;

	return e;
}

/* ---- Connection, Upgrade --------------------------------------------- */

unsigned int
lws__h1_list_bits(const struct lws__http_headers *h,
		  enum lws_token_indexes token, const char *const *words,
		  unsigned int other)
{
	unsigned int iter = 0, bits = 0;
	struct lws__list_member m;
	const char *list, *at;
	size_t len;

	while ((list = lws__http_headers_next(h, token, &iter, &len))) {
		at = list;
		while (lws__http_list_next(&at, list + len, &m) > 0) {
			unsigned int bit = other;

			for (unsigned int i = 0; words[i]; i++)
				if (lws__http_same_text(m.whole, m.whole_len,
							words[i],
							strlen(words[i])))
					bit = 1u << i;
			bits |= bit;
		}
	}

	return bits;
}

void
lws__h1_read_connection(struct lws__h1_parser *p)
{
	/* in the order of the bits of lws__h1_connection, lws__h1_upgrade */
	static const char *const connection[] = {
		"close", "keep-alive", "upgrade", "http2-settings", NULL};
	static const char *const upgrade[] = {"websocket", "h2c", NULL};

	struct lws__h1_head *head = &p->head;

	head->connection = (uint8_t)lws__h1_list_bits(
		p->headers, WSI_TOKEN_CONNECTION, connection, 0);

	/* RFC 9112 9.3; close wins where both are said */
	head->keep_alive =
		!(head->connection & LWS__H1_CONN_CLOSE) &&
		(head->minor || (head->connection & LWS__H1_CONN_KEEP_ALIVE));

	/* RFC 9110 7.8: hop by hop, and not in 1.0 */
	if (head->minor && (head->connection & LWS__H1_CONN_UPGRADE))
		head->upgrade = (uint8_t)lws__h1_list_bits(
			p->headers, WSI_TOKEN_UPGRADE, upgrade,
			LWS__H1_UPGRADE_OTHER);
}

/* ---- responses -------------------------------------------------------- */

/* RFC 9112 6.3, 1 and 2: whatever the fields say, nothing follows */
static bool
has_no_body(const struct lws__h1_parser *p)
{
	unsigned int status = p->head.status;

	return p->answers_head || status < 200 || status == 204 ||
	       status == 304;
}

enum lws__h1_error
lws__h1_judge_response(struct lws__h1_parser *p)
{
	struct lws__h1_head *head = &p->head;
	enum lws__h1_error e;

	lws__h1_read_connection(p);

	if (head->status == 101 ||
	    (p->answers_connect && head->status / 100 == 2)) {
		head->framing = LWS__H1_FRAMING_TUNNEL;
		head->keep_alive = false;

		return LWS__H1_OK;
	}

	if (has_no_body(p)) {
		e = read_length(p);
		head->framing = LWS__H1_FRAMING_NONE;

		return e;
	}

	head->framing = LWS__H1_FRAMING_UNTIL_CLOSE;
	e = lws__h1_read_framing(p);
	if (head->framing == LWS__H1_FRAMING_UNTIL_CLOSE)
		head->keep_alive = false;

	return e;
}
