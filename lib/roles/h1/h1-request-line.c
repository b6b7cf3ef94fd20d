/* SPDX-License-Identifier: MIT */
/*
 * The first two words of a request: method and target (RFC 9112 3), and what
 * can be wrong with a request alone.
 */

#include "roles/h1/h1-judge.h"

#include "roles/http/http.h"
#include "roles/http/text-scan.h"

#include <string.h>

#define REQUEST_ERROR(name) [LWS__H1_##name - LWS__H1_REQUEST_ERRORS]

static const struct lws__h1_error_fact error_facts[] = {
	REQUEST_ERROR(BAD_METHOD) = {400, "malformed request line",
				     "RFC 9112 3"},
	REQUEST_ERROR(UNKNOWN_METHOD) = {405, "unknown method", "RFC 9110 9.1"},
	REQUEST_ERROR(BAD_TARGET) = {400, "malformed request target",
				     "RFC 9112 3.2"},
	REQUEST_ERROR(BAD_TARGET_CHAR) = {400, "character that no uri may hold",
					  "RFC 3986 2"},
	REQUEST_ERROR(BAD_TARGET_ESCAPE) = {400,
					    "bad percent escape in the uri",
					    "RFC 3986 2.1"},
	REQUEST_ERROR(TARGET_TOO_LONG) = {414, "uri too long",
					  "RFC 9110 15.5.15"},
	REQUEST_ERROR(NO_HOST) = {400, "no host", "RFC 9112 3.2"},
	REQUEST_ERROR(TWO_HOSTS) = {400, "more than one host", "RFC 9112 3.2"},
	REQUEST_ERROR(BAD_HOST) = {400, "malformed host", "RFC 9112 3.2"},
	REQUEST_ERROR(HOST_MISMATCH) = {400, "host differs from the target",
					"RFC 9112 3.2.2"},
	REQUEST_ERROR(BAD_EXPECT) = {417, "unknown expectation",
				     "RFC 9110 10.1.1"},
};

_Static_assert(sizeof(error_facts) / sizeof(error_facts[0]) ==
		       LWS__H1_ERROR_COUNT - LWS__H1_REQUEST_ERRORS,
	       "every error has its facts");

const struct lws__h1_error_fact *
lws__h1_request_error_facts(enum lws__h1_error e)
{
	return &error_facts[e - LWS__H1_REQUEST_ERRORS];
}

enum lws__h1_error
lws__h1_on_method(struct lws__h1_parser *p, struct lws_cursor *in)
{
	while (in->at < in->end) {
		uint8_t b = *in->at;

		if (b == ' ')
			break;
		if (!lws__http_is_tchar(b))
			return LWS__H1_BAD_METHOD; /* RFC 9112 3.1 */
		if (p->count == sizeof(p->word))
			return LWS__H1_UNKNOWN_METHOD; /* RFC 9110 9.1 */
		p->word[p->count++] = (char)b;
		in->at++;
	}
	if (in->at == in->end)
		return LWS__H1_OK;

	if (!p->count)
		return LWS__H1_BAD_METHOD; /* RFC 9112 3.1 */
	p->head.method = lws__http_method_find(p->word, p->count);
	if (!p->head.method)
		return LWS__H1_UNKNOWN_METHOD; /* RFC 9110 9.1 */
	if (lws__http_headers_begin(p->headers, p->head.method->token))
		return LWS__H1_HEAD_TOO_LARGE;

	in->at++;
	p->state = H1_TARGET;

	return LWS__H1_OK;
}

enum lws__h1_error
lws__h1_on_target(struct lws__h1_parser *p, struct lws_cursor *in)
{
	const uint8_t *stop = lws__http_text_end(in->at, in->end);
	size_t len = (size_t)(stop - in->at);
	const uint8_t *space = len ? memchr(in->at, ' ', len) : NULL;

	if (space)
		len = (size_t)(space - in->at);
	if (lws__http_headers_append(p->headers, in->at, len))
		return LWS__H1_TARGET_TOO_LONG; /* RFC 9110 15.5.15 */

	in->at += len;
	if (in->at == in->end)
		return LWS__H1_OK;
	if (*in->at != ' ')
		return lws__h1_line_end_or(*in->at, LWS__H1_BAD_VERSION);

	in->at++;
	p->count = 0;
	p->state = H1_VERSION;

	return lws__h1_take_target(p);
}
