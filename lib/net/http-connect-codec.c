/* SPDX-License-Identifier: MIT */
/*
 * See http-connect-codec.h.  Of the answer only the status matters: a tunnel
 * has no body whatever its fields say (RFC 9110 9.3.6), a refusal ends it.
 */

#include "net/http-connect-codec.h"

#include <stdio.h>
#include <string.h>

enum state {
	AT_VERSION,      /* in "HTTP/1." */
	AT_MINOR,        /* its digit */
	AT_SPACE,        /* before the status */
	AT_STATUS,       /* three digits */
	AT_REASON,       /* SP, or the end of the line */
	IN_STATUS_LINE,  /* reason phrase */
	STATUS_LINE_END, /* CR was there */
	AT_LINE,         /* first byte of a field line */
	IN_LINE,
	LINE_END, /* CR was there */
	HEAD_END, /* CR of the empty line was there */
};

static const char version[] = "HTTP/1.";

/* ---- the request
 * --------------------------------------------------------------- */

/* without brackets and zone, which mean nothing elsewhere; 0: not usable */
static size_t
host_span(const char **host)
{
	size_t len;

	if (**host == '[') {
		(*host)++;
		len = strcspn(*host, "]");
	} else
		len = strlen(*host);
	if (memchr(*host, ':', len))
		len = strcspn(*host, "%]");
	for (size_t n = 0; n < len; n++)
		if ((unsigned char)(*host)[n] <= ' ' || (*host)[n] == 0x7f ||
		    strchr("/?#@[]\\\"", (*host)[n]))
			return 0;

	return len > LWS__HTTP_CONNECT_HOST_MAX ? 0 : len;
}

size_t
lws__http_connect_write(const struct lws__http_connect_request *r, uint8_t *buf,
			size_t len)
{
	const char *host = r->host, *open = "", *shut = "";
	int host_len = (int)host_span(&host), n;

	if (!host_len || !len)
		return 0;
	if (memchr(host, ':', (size_t)host_len)) {
		open = "[";
		shut = "]";
	}
	n = snprintf((char *)buf, len,
		     "CONNECT %s%.*s%s:%u HTTP/1.1\r\n"
		     "Host: %s%.*s%s:%u\r\n"
		     "User-agent: lws\r\n"
		     "%s%s%s\r\n",
		     open, host_len, host, shut, r->port, open, host_len, host,
		     shut, r->port,
		     r->auth ? "Proxy-authorization: Basic " : "",
		     r->auth ? r->auth : "", r->auth ? "\r\n" : "");

	return n < 0 || (size_t)n >= len ? 0 : (size_t)n;
}

/* ---- the answer
 * --------------------------------------------------------------- */

static enum lws_feed
bad(struct lws__http_connect *hc, enum lws__http_connect_error error)
{
	hc->error = (uint8_t)error;

	return LWS_FEED_BAD;
}

static enum lws_feed
go_to(struct lws__http_connect *hc, enum state state)
{
	hc->state = (uint8_t)state;
	hc->at = 0;

	return LWS_FEED_MORE;
}

static bool
is_text(uint8_t b)
{
	return b == '\t' || (b >= ' ' && b != 0x7f);
}

static enum lws_feed
status_digit(struct lws__http_connect *hc, uint8_t b)
{
	if (b < '0' || b > '9')
		return bad(hc, LWS__HTTP_CONNECT_NOT_HTTP);
	hc->status = (uint16_t)(hc->status * 10 + b - '0');
	if (++hc->at < 3)
		return LWS_FEED_MORE;
	if (hc->status < 100)
		return bad(hc, LWS__HTTP_CONNECT_NOT_HTTP);

	return go_to(hc, AT_REASON);
}

/* 2xx is the tunnel; 101 answers what was not asked (RFC 9110 15.2.2) */
static enum lws_feed
status_line_end(struct lws__http_connect *hc)
{
	if (hc->status >= 300 || hc->status == 101)
		return bad(hc, LWS__HTTP_CONNECT_REFUSED);

	return go_to(hc, AT_LINE);
}

static enum lws_feed
head_end(struct lws__http_connect *hc)
{
	if (hc->status >= 200)
		return LWS_FEED_DONE;
	hc->status = 0;

	return go_to(hc, AT_VERSION);
}

/* text up to a CR, which leads to `end` */
static enum lws_feed
text(struct lws__http_connect *hc, uint8_t b, enum state in, enum state end)
{
	if (b == '\r')
		return go_to(hc, end);
	if (b == '\n') /* RFC 9112 2.2: only a recipient's leniency */
		return bad(hc, LWS__HTTP_CONNECT_BAD_LINE_END);
	if (!is_text(b))
		return bad(hc, LWS__HTTP_CONNECT_BAD_BYTE);

	return go_to(hc, in);
}

static enum lws_feed
one_byte(struct lws__http_connect *hc, uint8_t b)
{
	switch ((enum state)hc->state) {
	case AT_VERSION:
		if (b != (uint8_t)version[hc->at])
			return bad(hc, LWS__HTTP_CONNECT_NOT_HTTP);
		return version[++hc->at] ? LWS_FEED_MORE : go_to(hc, AT_MINOR);
	case AT_MINOR:
		return b < '0' || b > '9' ? bad(hc, LWS__HTTP_CONNECT_NOT_HTTP)
					  : go_to(hc, AT_SPACE);
	case AT_SPACE:
		return b != ' ' ? bad(hc, LWS__HTTP_CONNECT_NOT_HTTP)
				: go_to(hc, AT_STATUS);
	case AT_STATUS:
		return status_digit(hc, b);
	case AT_REASON:
		if (b != ' ' && b != '\r' && b != '\n')
			return bad(hc, LWS__HTTP_CONNECT_NOT_HTTP);
		return text(hc, b, IN_STATUS_LINE, STATUS_LINE_END);
	case IN_STATUS_LINE:
		return text(hc, b, IN_STATUS_LINE, STATUS_LINE_END);
	case AT_LINE:
		return text(hc, b, IN_LINE, HEAD_END);
	case IN_LINE:
		return text(hc, b, IN_LINE, LINE_END);
	case STATUS_LINE_END:
	case LINE_END:
	case HEAD_END:
		break;
	}
	if (b != '\n')
		return bad(hc, LWS__HTTP_CONNECT_BAD_LINE_END);
	if (hc->state == STATUS_LINE_END)
		return status_line_end(hc);

	return hc->state == HEAD_END ? head_end(hc) : go_to(hc, AT_LINE);
}

enum lws_feed
lws__http_connect_feed(struct lws__http_connect *hc, struct lws_cursor *in)
{
	enum lws_feed feed = LWS_FEED_MORE;

	while (feed == LWS_FEED_MORE && in->at < in->end) {
		if (hc->taken == LWS__HTTP_CONNECT_HEAD_MAX)
			return bad(hc, LWS__HTTP_CONNECT_TOO_LONG);
		hc->taken++;
		feed = one_byte(hc, *in->at++);
	}

	return feed;
}

const char *
lws__http_connect_words(enum lws__http_connect_error error)
{
	static const char *const words[] = {
		[LWS__HTTP_CONNECT_OK] = "",
		[LWS__HTTP_CONNECT_REFUSED] = "refused",
		[LWS__HTTP_CONNECT_NOT_HTTP] = "the answer is not HTTP/1",
		[LWS__HTTP_CONNECT_BAD_BYTE] =
			"control character in the answer's head",
		[LWS__HTTP_CONNECT_BAD_LINE_END] =
			"a line of the answer's head does not end in CR LF",
		[LWS__HTTP_CONNECT_TOO_LONG] = "the answer's head is too long",
	};

	return words[error];
}
