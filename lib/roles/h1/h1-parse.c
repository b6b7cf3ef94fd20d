/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 heads, byte by byte where it matters and in runs where it does not.
 *
 *   in   a cursor over what has arrived
 *   out  fields in the header table, the start line in p->head
 *
 * RFC 9112 2.2 (lines), 3 (request line), 4 (status line), 5 (fields).  What a
 * head means once it is complete: h1-judge.c.  The line of a request:
 * h1-request-line.c, h1-target.c.
 */

#include "roles/h1/h1-parse.h"

#include "roles/h1/h1-judge.h"
#include "roles/http/http.h"
#include "roles/http/text-scan.h"

#include <string.h>

/* RFC 9112 2.2 asks for one at least; more cost nothing, endless ones do */
#define EMPTY_LINES_MAX 8

static const struct lws__h1_error_fact error_facts[] = {
	[LWS__H1_OK] = {0, "ok", ""},
	[LWS__H1_TOO_MANY_EMPTY_LINES] =
		{400, "too many empty lines before the request",
		 "RFC 9112 2.2"},
	[LWS__H1_BARE_CR] = {400, "CR without LF", "RFC 9112 2.2"},
	[LWS__H1_BARE_LF] = {400, "LF without CR", "RFC 9112 2.2"},
	[LWS__H1_CONTROL_CHAR] = {400, "control character", "RFC 9110 5.5"},
	[LWS__H1_BAD_VERSION] = {400, "malformed http version", "RFC 9112 2.3"},
	[LWS__H1_UNSUPPORTED_VERSION] = {505, "not http/1.x",
					 "RFC 9110 15.6.6"},
	[LWS__H1_BAD_STATUS] = {502, "malformed status line", "RFC 9112 4"},
	[LWS__H1_FOLDED_LINE] = {400, "line starts with white space",
				 "RFC 9112 5.2"},
	[LWS__H1_EMPTY_NAME] = {400, "field without a name", "RFC 9112 5"},
	[LWS__H1_NO_COLON] = {400, "field without a colon", "RFC 9112 5"},
	[LWS__H1_SPACE_IN_NAME] = {400, "white space before the colon",
				   "RFC 9112 5.1"},
	[LWS__H1_BAD_NAME_CHAR] = {400, "character that no field name may hold",
				   "RFC 9110 5.1"},
	[LWS__H1_HEAD_TOO_LARGE] = {431, "headers too large", "RFC 6585 5"},
	[LWS__H1_LENGTH_AND_CODING] = {400,
				       "content-length and transfer-encoding",
				       "RFC 9112 6.3"},
	[LWS__H1_TWO_LENGTHS] = {400, "more than one content-length",
				 "RFC 9112 6.3"},
	[LWS__H1_BAD_LENGTH] = {400, "malformed content-length",
				"RFC 9110 8.6"},
	[LWS__H1_BAD_CODING] = {400, "chunked is not the last coding, once",
				"RFC 9112 6.3"},
	[LWS__H1_UNSUPPORTED_CODING] = {501, "unsupported transfer coding",
					"RFC 9112 6.1"},
	[LWS__H1_CODING_IN_1_0] = {400, "transfer-encoding in http/1.0",
				   "RFC 9112 6.1"},
};

_Static_assert(sizeof(error_facts) / sizeof(error_facts[0]) ==
		       LWS__H1_REQUEST_ERRORS,
	       "every error has its facts");

const struct lws__h1_error_fact *
lws__h1_error_facts(enum lws__h1_error e)
{
	return e < LWS__H1_REQUEST_ERRORS ? &error_facts[e]
					  : lws__h1_request_error_facts(e);
}

void
lws__h1_parse_start(struct lws__h1_parser *p, enum lws_side side,
		    struct lws__http_headers *headers)
{
	memset(p, 0, sizeof(*p));
	p->side = side;
	p->headers = headers;
	p->limit = lws__http_headers_limit(headers);
}

bool
lws__h1_parse_has_started(const struct lws__h1_parser *p)
{
	return p->state > H1_START_LF;
}

/* ---- the start line -------------------------------------------------- */

enum lws__h1_error
lws__h1_line_end_or(uint8_t b, enum lws__h1_error otherwise)
{
	if (b == '\n')
		return LWS__H1_BARE_LF; /* RFC 9112 2.2 */

	return lws__http_is_text(b) || b == '\r' ? otherwise
						 : LWS__H1_CONTROL_CHAR;
}

static enum lws__h1_error
on_start(struct lws__h1_parser *p, struct lws_cursor *in)
{
	if (*in->at == '\r') {
		in->at++;
		p->state = H1_START_LF;
		if (++p->empty_lines > EMPTY_LINES_MAX)
			return LWS__H1_TOO_MANY_EMPTY_LINES;

		return LWS__H1_OK;
	}
	if (*in->at == '\n')
		return LWS__H1_BARE_LF; /* RFC 9112 2.2 */

	p->count = 0;
	p->state = p->side == LWS_SIDE_SERVER ? H1_METHOD : H1_VERSION;

	return LWS__H1_OK;
}

static enum lws__h1_error
on_lf(struct lws__h1_parser *p, struct lws_cursor *in, enum lws__h1_state next)
{
	if (*in->at != '\n')
		return LWS__H1_BARE_CR; /* RFC 9112 2.2 */
	in->at++;
	p->state = (uint8_t)next;

	return LWS__H1_OK;
}

/* "HTTP/1.1" is in p->word; b is what came after it */
static enum lws__h1_error
version_done(struct lws__h1_parser *p, uint8_t b)
{
	bool is_request = p->side == LWS_SIDE_SERVER;

	if (b != (is_request ? '\r' : ' '))
		return lws__h1_line_end_or(
			b, LWS__H1_BAD_VERSION); /* RFC 9112 2.3 */
	if (p->word[5] != '1')
		return LWS__H1_UNSUPPORTED_VERSION; /* RFC 9110 15.6.6 */

	/* a higher minor version speaks 1.1 as well (RFC 9110 2.5) */
	p->head.minor = p->word[7] != '0';
	p->count = 0;
	if (is_request) {
		p->state = H1_LINE_LF;

		return lws__http_headers_add(p->headers, WSI_TOKEN_HTTP,
					     p->word, 8)
			       ? LWS__H1_HEAD_TOO_LARGE
			       : LWS__H1_OK;
	}

	p->state = H1_STATUS;

	return lws__http_headers_begin(p->headers, p->head.minor
							   ? WSI_TOKEN_HTTP
							   : WSI_TOKEN_HTTP1_0)
		       ? LWS__H1_HEAD_TOO_LARGE
		       : LWS__H1_OK;
}

static enum lws__h1_error
on_version(struct lws__h1_parser *p, struct lws_cursor *in)
{
	static const char pattern[] = "HTTP/0.0"; /* 0: any digit */
	uint8_t b = *in->at;
	char want;

	if (p->count == sizeof(pattern) - 1) {
		in->at++;

		return version_done(p, b);
	}

	want = pattern[p->count];
	if (want == '0' ? b < '0' || b > '9' : b != (uint8_t)want)
		return lws__h1_line_end_or(
			b, LWS__H1_BAD_VERSION); /* RFC 9112 2.3 */
	p->word[p->count++] = (char)b;
	in->at++;

	return LWS__H1_OK;
}

static enum lws__h1_error
on_status(struct lws__h1_parser *p, struct lws_cursor *in)
{
	uint8_t b = *in->at;

	if (b < '0' || b > '9')
		return lws__h1_line_end_or(b,
					   LWS__H1_BAD_STATUS); /* RFC 9112 4 */
	if (lws__http_headers_append(p->headers, in->at, 1))
		return LWS__H1_HEAD_TOO_LARGE;

	in->at++;
	p->head.status = (uint16_t)(p->head.status * 10 + b - '0');
	if (++p->count < 3)
		return LWS__H1_OK;

	p->state = H1_STATUS_END;

	return p->head.status < 100 ? LWS__H1_BAD_STATUS : LWS__H1_OK;
}

/* many servers leave the space out with the reason: no harm in that */
static enum lws__h1_error
on_status_end(struct lws__h1_parser *p, const struct lws_cursor *in)
{
	if (*in->at != ' ' && *in->at != '\r')
		return lws__h1_line_end_or(*in->at, LWS__H1_BAD_STATUS);
	p->state = H1_REASON;

	return LWS__H1_OK;
}

/* ---- fields ---------------------------------------------------------- */

/* the open header is complete, trailing white space aside */
static enum lws__h1_error
close_value(struct lws__h1_parser *p)
{
	size_t len;
	const char *s = lws__http_headers_open_value(p->headers, &len);

	while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	lws__http_headers_truncate(p->headers, len);

	return lws__http_headers_end(p->headers) ? LWS__H1_HEAD_TOO_LARGE
						 : LWS__H1_OK;
}

/* text up to CR, for a field value or a reason phrase */
static enum lws__h1_error
on_value(struct lws__h1_parser *p, struct lws_cursor *in,
	 enum lws__h1_state next)
{
	const uint8_t *stop = lws__http_text_end(in->at, in->end);
	size_t len = (size_t)(stop - in->at);

	if (lws__http_headers_append(p->headers, in->at, len))
		return LWS__H1_HEAD_TOO_LARGE; /* RFC 6585 5 */

	in->at += len;
	if (in->at == in->end)
		return LWS__H1_OK;
	if (*in->at != '\r')
		return lws__h1_line_end_or(*in->at, LWS__H1_CONTROL_CHAR);

	in->at++;
	p->state = (uint8_t)next;

	return close_value(p);
}

static enum lws__h1_error
on_value_start(struct lws__h1_parser *p, struct lws_cursor *in)
{
	while (in->at < in->end && (*in->at == ' ' || *in->at == '\t'))
		in->at++;
	if (in->at < in->end)
		p->state = H1_VALUE;

	return LWS__H1_OK;
}

static enum lws__h1_error
on_field_start(struct lws__h1_parser *p, struct lws_cursor *in)
{
	uint8_t b = *in->at;

	if (lws__http_is_tchar(b)) {
		p->state = H1_NAME;

		return lws__http_headers_begin_named(p->headers)
			       ? LWS__H1_HEAD_TOO_LARGE
			       : LWS__H1_OK;
	}

	switch (b) {
	case '\r':
		in->at++;
		p->state = H1_END_LF;
		return LWS__H1_OK;
	case ' ':
	case '\t':
		return LWS__H1_FOLDED_LINE; /* RFC 9112 5.2 */
	case ':':
		return LWS__H1_EMPTY_NAME; /* RFC 9112 5 */
	default:
		return lws__h1_line_end_or(b, LWS__H1_BAD_NAME_CHAR);
	}
}

static enum lws__h1_error
on_name(struct lws__h1_parser *p, struct lws_cursor *in)
{
	uint8_t *stop = in->at;

	while (stop < in->end && lws__http_is_tchar(*stop))
		stop++;
	if (lws__http_headers_append(p->headers, in->at,
				     (size_t)(stop - in->at)))
		return LWS__H1_HEAD_TOO_LARGE; /* RFC 6585 5 */

	in->at = stop;
	if (in->at == in->end)
		return LWS__H1_OK;

	switch (*in->at) {
	case ':':
		in->at++;
		p->state = H1_VALUE_START;
		return lws__http_headers_name_done(p->headers) < 0
			       ? LWS__H1_HEAD_TOO_LARGE
			       : LWS__H1_OK;
	case ' ':
	case '\t':
		return LWS__H1_SPACE_IN_NAME; /* RFC 9112 5.1 */
	case '\r':
		return LWS__H1_NO_COLON; /* RFC 9112 5 */
	default:
		return lws__h1_line_end_or(*in->at, LWS__H1_BAD_NAME_CHAR);
	}
}

static enum lws__h1_error
on_end_lf(struct lws__h1_parser *p, struct lws_cursor *in)
{
	enum lws__h1_error e = on_lf(p, in, H1_DONE);

	if (e)
		return e;

	return p->side == LWS_SIDE_SERVER ? lws__h1_judge_request(p)
					  : lws__h1_judge_response(p);
}

/* ---- feed ------------------------------------------------------------ */

/* at least one byte is there; takes it, or moves on to a state that will */
static enum lws__h1_error
one_step(struct lws__h1_parser *p, struct lws_cursor *in)
{
	switch ((enum lws__h1_state)p->state) {
	case H1_START:
		return on_start(p, in);
	case H1_START_LF:
		return on_lf(p, in, H1_START);
	case H1_METHOD:
		return lws__h1_on_method(p, in);
	case H1_TARGET:
		return lws__h1_on_target(p, in);
	case H1_VERSION:
		return on_version(p, in);
	case H1_STATUS:
		return on_status(p, in);
	case H1_STATUS_END:
		return on_status_end(p, in);
	case H1_REASON:
		return on_value(p, in, H1_LINE_LF);
	case H1_LINE_LF:
		return on_lf(p, in, H1_FIELD_START);
	case H1_FIELD_START:
		return on_field_start(p, in);
	case H1_NAME:
		return on_name(p, in);
	case H1_VALUE_START:
		return on_value_start(p, in);
	case H1_VALUE:
		return on_value(p, in, H1_VALUE_LF);
	case H1_VALUE_LF:
		return on_lf(p, in, H1_FIELD_START);
	case H1_END_LF:
		return on_end_lf(p, in);
	case H1_DONE:
	case H1_FAILED:
		break;
	}

	return LWS__H1_OK;
}

static enum lws_feed
fail(struct lws__h1_parser *p, enum lws__h1_error e)
{
	lws__http_headers_abandon(p->headers);
	p->error = e;
	p->state = H1_FAILED;

	return LWS_FEED_BAD;
}

enum lws_feed
lws__h1_parse_feed(struct lws__h1_parser *p, struct lws_cursor *in)
{
	size_t room = p->limit - p->head_len;
	bool is_cut = lws__cursor_left(in) > room;
	struct lws_cursor cut = {in->at, is_cut ? in->at + room : in->end};

	while (cut.at < cut.end && p->state < H1_DONE) {
		enum lws__h1_error e = one_step(p, &cut);

		if (e) {
			in->at = cut.at;

			return fail(p, e);
		}
	}

	p->head_len += (size_t)(cut.at - in->at);
	in->at = cut.at;
	if (p->state == H1_DONE)
		return LWS_FEED_DONE;
	if (p->state == H1_FAILED)
		return LWS_FEED_BAD;
	if (!is_cut)
		return LWS_FEED_MORE;

	/* the limit is reached, and there is more */
	return fail(p, p->state <= H1_TARGET ? LWS__H1_TARGET_TOO_LONG
					     : LWS__H1_HEAD_TOO_LARGE);
}
