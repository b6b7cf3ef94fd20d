/* SPDX-License-Identifier: MIT */
/*
 * The head of a request: lines of HTTP/1, as the user and http/client-head make
 * them, to a field block (RFC 9113 8.3.1, RFC 8441 4).
 *
 *   request line             :method :scheme :path
 *   Host                     :authority
 *   Upgrade: websocket       :method CONNECT, :protocol
 *   of an HTTP/1 connection  left out; so is Sec-WebSocket-Key
 *   the rest                 the same, names in lower case
 */

#include "roles/h2/h2-client.h"

#include "net/connect-queue.h"
#include "roles/http/client-head.h"

#include <string.h>

enum {
	NAME_MAX_LEN = 255,
	PSEUDO_MAX = 64, /* all of them, without path and authority */
};

/* ---- lines
 * --------------------------------------------------------------------
 */

struct line {
	char name[NAME_MAX_LEN + 1]; /* in lower case */
	const char *value;
	size_t name_len;
	size_t len;
};

/* the line at *at, which moves behind it; nonzero: it is none */
static int
next_line(const char **at, const char *end, struct line *l)
{
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));
	const char *stop = lf ? lf : end, *start = *at;
	const char *colon = memchr(start, ':', (size_t)(stop - start));

	*at = lf ? lf + 1 : end;
	if (!colon || (size_t)(colon - start) > NAME_MAX_LEN)
		return 1;
	l->name_len = (size_t)(colon - start);
	for (size_t n = 0; n < l->name_len; n++)
		l->name[n] = start[n] >= 'A' && start[n] <= 'Z'
				     ? (char)(start[n] | 0x20)
				     : start[n];
	l->name[l->name_len] = '\0';
	l->value = colon + 1;
	while (stop > l->value &&
	       (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	while (l->value < stop && (*l->value == ' ' || *l->value == '\t'))
		l->value++;
	l->len = (size_t)(stop - l->value);

	return l->name[0] == ':' ||
	       !lws__hpack_name_is_good(l->name, l->name_len) ||
	       lws__http_text_value_is_bad(l->value, l->len);
}

/* the lines behind the request line */
static const char *
first_line(const struct lws__http_client_head *h)
{
	const char *start = (const char *)h->start;

	return (const char *)memchr(start, '\n',
				    lws_ptr_diff_size_t(h->at, start)) +
	       1;
}

static bool
is_left_out(const struct line *l)
{
	return lws__h2_is_of_connection(l->name, l->name_len) ||
	       !strcmp(l->name, "host") || !strcmp(l->name, "http2-settings") ||
	       !strcmp(l->name, "sec-websocket-key") ||
	       (!strcmp(l->name, "te") &&
		!lws__http_same_text(l->value, l->len, "trailers", 8));
}

/* ---- fields
 * -------------------------------------------------------------------
 */

static int
add(struct lws_cursor *out, const char *name, const char *value, size_t len)
{
	struct lws__hpack_field f =
		lws__hpack_field(name, strlen(name), value, len);

	return lws__hpack_encode(NULL, out, &f);
}

/* the length of the body that the user announces */
static void
note_length(struct lws__h2_stream *s, const struct line *l)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->len; i++) {
		if (l->value[i] < '0' || l->value[i] > '9' ||
		    n > UINT64_MAX / 16)
			return;
		n = n * 10 + (unsigned int)(l->value[i] - '0');
	}
	s->tx_has_length = !!l->len;
	s->tx_left = n;
}

static int
add_pseudo(const struct lws__connect *c, const struct lws__http_client_head *h,
	   struct lws_cursor *out)
{
	const char *method = c->is_ws    ? "CONNECT"
			     : c->method ? c->method
					 : "GET";
	const char *scheme = c->flags & LCCSCF_USE_SSL ? "https" : "http";
	const char *p = first_line(h), *end = (const char *)h->at;
	struct line l;

	if (add(out, ":method", method, strlen(method)) ||
	    (c->is_ws && add(out, ":protocol", "websocket", 9)) ||
	    add(out, ":scheme", scheme, strlen(scheme)) ||
	    add(out, ":path", c->path, strlen(c->path)))
		return 1;
	while (p < end)
		if (!next_line(&p, end, &l) && !strcmp(l.name, "host"))
			return add(out, ":authority", l.value, l.len);

	return 0;
}

/* nonzero: the client error says why */
static int
add_lines(struct lws *wsi, const struct lws__http_client_head *h,
	  struct lws_cursor *out)
{
	const char *p = first_line(h), *end = (const char *)h->at;
	struct line l;

	while (p < end) {
		if (next_line(&p, end, &l)) {
			lws__client_error(wsi, "HS: a header that is none");
			return 1;
		}
		if (is_left_out(&l))
			continue;
		if (!strcmp(l.name, "content-length"))
			note_length(lws__h2_stream_of(wsi), &l);
		if (add(out, l.name, l.value, l.len)) {
			lws__client_error(wsi, "HS: the request does not fit");
			return 1;
		}
	}

	return 0;
}

/* LCCSCF_H2_AUTH_BEARER: the token is the system's; nonzero: no room */
static int
add_bearer(struct lws *wsi, struct lws__http_client_head *h)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	char text[1024] = "Bearer ", raw[500];
	size_t len = sizeof(raw), n = strlen(text);
	lws_system_blob_t *blob;

	if (!(c->flags & LCCSCF_H2_AUTH_BEARER) || c->left_origin ||
	    lws__http_client_head_says(h, "authorization"))
		return 0;
	blob = lws_system_get_blob(wsi->cx, LWS_SYSBLOB_TYPE_AUTH, 0);
	if (!blob || lws_system_blob_get(blob, (uint8_t *)raw, &len, 0))
		return 1;
	if (c->flags & LCCSCF_H2_HEXIFY_AUTH_TOKEN)
		lws_hex_from_byte_array((uint8_t *)raw, len, text + n,
					sizeof(text) - n);
	else
		lws_snprintf(text + n, sizeof(text) - n, "%.*s", (int)len, raw);

	return lws__http_text_add("authorization", text, (int)strlen(text),
				  &h->at, h->end);
}

/* ---- asking
 * -------------------------------------------------------------------
 */

static int
send_head(struct lws *wsi, const struct lws__http_client_head *h, bool end)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	struct lws__h2 *h2 = lws__h2_here(wsi);
	size_t lines = 0, room;
	struct lws_cursor out;
	uint8_t *block;
	int ret;

	for (const uint8_t *p = h->start; p < h->at; p++)
		lines += *p == '\n';
	room = lws_ptr_diff_size_t(h->at, h->start) + strlen(c->path) +
	       PSEUDO_MAX + (lines + 5) * LWS__HPACK_FIELD_MAX(0, 0);
	block = lws__malloc(room, "h2 request");
	if (!block) {
		lws__client_error(wsi, "out of memory for the request");
		return 1;
	}
	out = (struct lws_cursor){block, block + room};
	ret = add_pseudo(c, h, &out) || add_lines(wsi, h, &out);
	if (!ret) {
		s->id = h2->next_ours;
		h2->next_ours += 2;
		ret = lws__h2_send_block(
			s, block, lws_ptr_diff_size_t(out.at, block), end);
	}
	lws__free(block);
	if (ret)
		lws__client_error(wsi, "HS: the request cannot be sent");

	return ret;
}

void
lws__h2_client_await(struct lws *wsi)
{
	const struct lws__h2_client *r = lws__h2_client_of(wsi);
	bool pending = wsi->http && wsi->http->body_pending;

	if (!r->s.is_immortal && r->state == LWS__H2C_REQUEST)
		lws__wsi_timeout_secs(
			wsi,
			pending ? PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD
				: PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
			r->body_held ? 1 : wsi->cx->timeout_secs);
	if (pending && !r->body_held)
		lws_callback_on_writable(wsi);
}

/* of a server that has no websockets on streams; RFC 8441 3 */
static enum lws_verdict
ask_by_h1(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);

	lwsl_wsi_info(wsi, "no RFC 8441: over HTTP/1");
	c->flags &= ~LCCSCF_H2_PRIOR_KNOWLEDGE;
	if (lws__connect_set(&c->alpn, "http/1.1")) {
		lws__client_error(wsi, "out of memory");
		return LWS_V_CLOSE;
	}

	return lws__connect_again(wsi) ? LWS_V_CLOSE : LWS_V_OK;
}

/* what the server may send at first, where SETTINGS say nothing */
static void
open_window(struct lws *wsi)
{
	struct lws__h2_stream *s = lws__h2_stream_of(wsi);
	int more = lws__connect_here(wsi)->manual_initial_tx_credit;

	if (s->is_manual && more > 0)
		(void)lws__h2_mux.tx_credit(wsi, true, more);
}

static enum lws_verdict
ask_now(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	const struct lws__connect *c = r->record;
	struct lws_http *http = lws__http_begin(wsi, &lws__h2_client_wire);
	struct lws__http_client_head h;
	bool end;

	if (!http) {
		lws__client_error(wsi, "out of memory for the request");
		return LWS_V_CLOSE;
	}
	http->is_head = c->method && !strcmp(c->method, "HEAD");
	http->redirected_to_get = c->redirected_to_get;
	switch (lws__http_client_head(wsi, &h, false)) {
	case LWS__HTTP_CLIENT_MADE:
		break;
	case LWS__HTTP_CLIENT_REFUSED:
		/* the user's own doing: no connection error */
		wsi->error_is_closed = 1;
		return LWS_V_CLOSE;
	case LWS__HTTP_CLIENT_LATER:
	case LWS__HTTP_CLIENT_FAILED:
		return LWS_V_CLOSE;
	}
	r->body_held = h.expects && http->body_pending;
	end = !c->is_ws && !http->body_pending && !r->s.is_immortal;
	if (add_bearer(wsi, &h)) {
		lws__client_error(wsi, "HS: no token, or it does not fit");
		return LWS_V_CLOSE;
	}
	if (send_head(wsi, &h, end))
		return LWS_V_CLOSE;
	r->state = LWS__H2C_REQUEST;
	open_window(wsi);
	if (r->s.is_immortal &&
	    lws__h2_send_data(&r->s, NULL, 0, NULL, 0, true) < 0)
		return LWS_V_CLOSE;
	lws__h2_client_await(wsi);

	return LWS_V_OK;
}

enum lws_verdict
lws__h2_client_ask(struct lws *wsi, void *arg)
{
	const struct lws__h2 *h2 = lws__h2_here(wsi);
	const struct lws__connect *c = lws__connect_here(wsi);

	(void)arg;
	if (c->is_ws && h2->state == LWS__H2_FIRST)
		return LWS_V_OK; /* the connection has its time for SETTINGS */
	if (c->is_ws && !h2->theirs.enable_connect_protocol)
		return ask_by_h1(wsi);

	return ask_now(wsi);
}
