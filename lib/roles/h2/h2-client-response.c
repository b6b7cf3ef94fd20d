/* SPDX-License-Identifier: MIT */
/*
 * A response from the fields of its block (RFC 9113 8.2, 8.3.2), and what
 * follows from it.
 */

#include "roles/h2/h2-client.h"

#include "net/conmon.h"
#include "net/connect-queue.h"
#include "roles/http/client-response.h"

#include <string.h>

enum {
	HAS_STATUS = 1,
};

static struct lws__http_headers *
headers_of(const struct lws__h2_stream *s)
{
	return s->mux.wsi->http->headers;
}

/* ---- fields
 * -------------------------------------------------------------------
 */

static int
take_status(struct lws__h2_stream *s, const struct lws__hpack_field *f)
{
	struct lws__h2_client *r = (struct lws__h2_client *)s;

	if (f->token != WSI_TOKEN_HTTP_COLON_STATUS)
		return lws__h2_malformed(s,
					 "pseudo field that no response has");
	if (s->pseudo & HAS_STATUS)
		return lws__h2_malformed(s, ":status twice");
	s->pseudo |= HAS_STATUS;
	r->status = 0;
	for (size_t n = 0; n < f->value_len; n++) {
		if (f->value_len != 3 || f->value[n] < '0' || f->value[n] > '9')
			return lws__h2_malformed(s, "malformed :status");
		r->status = (uint16_t)(r->status * 10 + f->value[n] - '0');
	}
	if (r->status < 100)
		return lws__h2_malformed(s, "malformed :status");

	/* where HTTP/1 has its status line */
	return lws__http_headers_add(headers_of(s), WSI_TOKEN_HTTP_COLON_STATUS,
				     f->value, f->value_len) ||
	       lws__http_headers_add(headers_of(s), WSI_TOKEN_HTTP, f->value,
				     f->value_len);
}

static int
response_field(void *opaque, const struct lws__hpack_field *f)
{
	return lws__h2_take_field(opaque, f, take_status);
}

const struct lws__hpack_sink lws__h2_response_sink = {.field = response_field};

/* ---- as a whole
 * ---------------------------------------------------------------
 */

/* RFC 9110 6.4.1: whatever the fields say, nothing follows */
static bool
has_no_body(const struct lws__h2_client *r)
{
	return r->s.mux.wsi->http->is_head || r->status == 204 ||
	       r->status == 304;
}

static const char *
judge(const struct lws__h2 *h2, struct lws__h2_client *r)
{
	bool ended = !!(h2->rx.flags & LWS__H2_END_STREAM);

	if (r->s.flaw)
		return r->s.flaw;
	if (!(r->s.pseudo & HAS_STATUS))
		return "no :status";
	if (r->status == 101)
		return "101 over HTTP/2"; /* RFC 9113 8.6 */
	if (r->status < 200)
		return ended ? "an interim response that ends the stream"
			     : NULL;
	if (has_no_body(r)) {
		r->s.has_length = 1;
		r->s.rx_left = 0;
	}
	if (ended && r->s.has_length && r->s.rx_left)
		return "less DATA than content-length";

	return NULL;
}

/* the real one follows */
static void
interim(struct lws__h2_client *r)
{
	lws__http_headers_reset(headers_of(&r->s));
	r->s.pseudo = 0;
	r->s.saw_regular = r->s.has_length = 0;
	r->s.rx_left = 0;
	if (r->status == HTTP_STATUS_CONTINUE)
		lws__h2_client_release_body(r->s.mux.wsi);
}

static enum lws_verdict
http_head(struct lws *wsi)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);

	if (lws__http_client_tell_head(wsi) == LWS_V_CLOSE)
		return LWS_V_CLOSE;
	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;
	if (r->s.peer_ended) {
		r->s.end_told = 1;
		r->s.mux.saw_end = true;
		return lws__h2_client_done(wsi);
	}
	lws__h2_client_progress(wsi);

	return LWS_V_OK;
}

static enum lws_verdict
head_came(struct lws *wsi, void *arg)
{
	struct lws__h2_client *r = lws__h2_client_of(wsi);
	enum lws_verdict v;

	(void)arg;
	lws__conmon_first_byte(wsi);
	if (lws__http_client_asks_again(wsi, r->status, &v))
		return v;

	r->state = LWS__H2C_BODY;

	return r->record->is_ws ? lws__http_client_upgrade(wsi)
				: http_head(wsi);
}

enum lws_verdict
lws__h2_client_head_end(struct lws__h2 *h2, struct lws__h2_stream *s)
{
	struct lws__h2_client *r = (struct lws__h2_client *)s;
	const struct lws__hpack_decoder *d = &h2->decoder;
	struct lws *wsi = s->mux.wsi;
	const char *flaw = judge(h2, r);

	if (flaw)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_PROTOCOL_ERROR,
					flaw);
	if (d->is_too_big || d->is_refused)
		return lws__h2_rx_reset(h2, s->id, LWS__H2_CANCEL,
					"the head of the response is too long");
	if (r->status < 200) {
		interim(r);
		return LWS_V_OK;
	}
	s->head_done = 1;
	s->peer_ended = !!(h2->rx.flags & LWS__H2_END_STREAM);
	/* a websocket whose other end has nothing to say */
	if (lws__mux_serve(wsi, head_came, NULL) && wsi->mux_stream == s &&
	    s->peer_ended && !s->end_told)
		lws__h2_stream_end(s);

	return LWS_V_OK;
}
