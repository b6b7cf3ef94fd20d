/* SPDX-License-Identifier: MIT */
/*
 * What the head of an HTTP/1 request means as a whole, beyond what every
 * message has (h1-judge.c).
 *
 *   in   the fields in the header table, the start line in p->head
 *   out  that Host is one and fits the target, Expect; or a refusal
 *
 * RFC 9112 3.2 (Host); RFC 9110 10.1.1 (Expect).
 */

#include "roles/h1/h1-judge.h"

#include "roles/http/http.h"

static enum lws__h1_error
read_expect(struct lws__h1_parser *p)
{
	static const char *const expect[] = {"100-continue", NULL};
	unsigned int bits;

	if (!p->head.minor) /* RFC 9110 10.1.1 */
		return LWS__H1_OK;

	bits = lws__h1_list_bits(p->headers, WSI_TOKEN_HTTP_EXPECT, expect, 2);
	if (bits & 2)
		return LWS__H1_BAD_EXPECT; /* RFC 9110 10.1.1 */

	p->head.expects_continue =
		bits && (p->head.framing == LWS__H1_FRAMING_CHUNKED ||
			 p->head.content_length);

	return LWS__H1_OK;
}

/* ---- Host ------------------------------------------------------------ */

/* an absolute-form target says who is meant, and Host must agree */
static enum lws__h1_error
check_authority(struct lws__h1_parser *p, const struct lws__http_host *host)
{
	struct lws__http_host authority;
	const char *s;
	size_t len;

	s = lws__http_headers_fragment(p->headers,
				       WSI_TOKEN_HTTP_COLON_AUTHORITY, 0, &len);
	if (!s || lws__http_host_split(&authority, s, len))
		return LWS__H1_BAD_TARGET;

	if (!host) /* HTTP/1.0: vhosts are found by Host, so make one */
		return lws__http_headers_add(p->headers, WSI_TOKEN_HOST, s, len)
			       ? LWS__H1_HEAD_TOO_LARGE
			       : LWS__H1_OK;

	return lws__http_host_same(&authority, host, p->default_port)
		       ? LWS__H1_OK
		       : LWS__H1_HOST_MISMATCH; /* RFC 9112 3.2.2 */
}

static enum lws__h1_error
check_host(struct lws__h1_parser *p)
{
	struct lws__http_host host;
	bool has_host;
	const char *s;
	size_t len;

	s = lws__http_headers_fragment(p->headers, WSI_TOKEN_HOST, 0, &len);
	has_host = s != NULL;
	if (!has_host && p->head.minor && !p->allow_no_host)
		return LWS__H1_NO_HOST; /* RFC 9112 3.2 */

	if (has_host) {
		if (lws__http_headers_fragment_count(p->headers,
						     WSI_TOKEN_HOST) > 1)
			return LWS__H1_TWO_HOSTS; /* RFC 9112 3.2 */
		if (lws__http_host_split(&host, s, len))
			return LWS__H1_BAD_HOST; /* RFC 9112 3.2 */
	}

	if (!p->default_port)
		return LWS__H1_OK;

	return check_authority(p, has_host ? &host : NULL);
}

enum lws__h1_error
lws__h1_judge_request(struct lws__h1_parser *p)
{
	enum lws__h1_error e;

	e = check_host(p);
	if (!e)
		e = lws__h1_read_framing(p);
	if (e)
		return e;

	lws__h1_read_connection(p);

	return read_expect(p);
}
