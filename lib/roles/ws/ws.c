/* SPDX-License-Identifier: MIT */
/*
 * The role: codec events in, user callbacks out, and the closing of RFC 6455
 * section 7.
 *
 *   close by us     CLOSE with the user's reason -> wait for the peer's
 *   close by peer   WS_PEER_INITIATED_CLOSE -> answer -> the server ends TCP,
 *                   a client waits for that
 *   broken rule     CLOSE with its code, and the end
 *   plain -1        the end, without a frame
 */

#include "roles/ws/ws-ext.h"
#include "roles/http/http.h"
#include "roles/ws/ws-mask-key.h"
#include "core/mux.h"
#include "core/stage.h"

#include <string.h>

enum {
	CLOSE_ACK_SECS = 5,
};

_Static_assert(sizeof(struct lws) + sizeof(struct lws_conn) +
				       sizeof(struct lws__ws) <=
			       424 ||
		       sizeof(void *) != 8,
	       "an idle ws may take 424 bytes");

/* pvo of the protocol: utf8=off, for peers that are known to send worse */
static bool
is_utf8_off(const struct lws *wsi)
{
	const struct lws_protocol_vhost_options *pvo = NULL;

	if (wsi->vh->pvo && wsi->protocol)
		pvo = lws_pvo_search(wsi->vh->pvo, wsi->protocol->name);
	if (pvo)
		pvo = lws_pvo_search(pvo->options, "utf8");

	return pvo && pvo->value && !strcmp(pvo->value, "off");
}

struct lws__ws *
lws__ws_create(const struct lws *wsi)
{
	struct lws__ws *ws = lws__zalloc(sizeof(*ws), "ws");
	size_t lump = wsi->cx->pt_serv_buf_size;

	if (!ws)
		return NULL;
	if (wsi->protocol && wsi->protocol->rx_buffer_size &&
	    wsi->protocol->rx_buffer_size < lump)
		lump = wsi->protocol->rx_buffer_size;
	lws__ws_message_init(&ws->rx, lws__wsi_side(wsi), 0, lump);
	ws->rx.checks_utf8 = !is_utf8_off(wsi);

	return ws;
}

struct lws__ws_extra *
lws__ws_extra(struct lws__ws *ws)
{
	if (!ws->extra)
		ws->extra = lws__zalloc(sizeof(*ws->extra), "ws extra");

	return ws->extra;
}

/* idle connections do not keep it */
static void
extra_drop_if_unused(struct lws__ws *ws)
{
	struct lws__ws_extra *x = ws->extra;

	if (!x || x->pong_due || x->close_set || ws->close_seen ||
	    ws->rx.control)
		return;
	lws__free(x);
	ws->extra = NULL;
}

char *
lws__ws_header_text(struct lws *wsi, enum lws_token_indexes token)
{
	int len = lws_hdr_total_length(wsi, token);
	char *text = len > 0 ? lws__malloc((size_t)len + 1, "ws header") : NULL;

	if (text && lws_hdr_copy(wsi, text, len + 1, token) < 0)
		text[0] = '\0';

	return text;
}

void
lws__ws_drop(struct lws *wsi, struct lws__ws *ws)
{
	if (ws && ws->has_ext)
		lws__ws_ext_destroy(wsi, lws__ws_ext_here(ws));
	if (ws)
		lws__free(ws->extra);
	lws__free(ws);
}

static void
ws_destroy(struct lws *wsi)
{
	lws__ws_drop(wsi, wsi->role_state);
	wsi->role_state = NULL;
	lws__http_free(wsi);
}

/* ---- becoming ws ---- */

void
lws__ws_take_over(struct lws *wsi, struct lws__ws *ws)
{
	struct lws_http *http = wsi->http;

	wsi->http = NULL; /* the old role would free it */
	lws__wsi_role_set(wsi, &lws__role_ws, ws);
	wsi->http = http;
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
}

enum lws_claim
lws__ws_established(struct lws *wsi)
{
	const enum lws_callback_reasons reason =
		wsi->is_client ? LWS_CALLBACK_CLIENT_ESTABLISHED
			       : LWS_CALLBACK_ESTABLISHED;
	void *ssl = wsi->is_client ? NULL : lws__conn_native_tls(wsi->conn);

	/* a client that is refused here has failed to connect */
	if (!wsi->is_client)
		lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	if (lws__user_cb(wsi, reason, ssl, !!wsi->mux_stream)) {
		lws__client_error(wsi, "HS: Rejected at CLIENT_ESTABLISHED");
		return LWS_CLAIM_FAILED;
	}
	if (lws__wsi_is_closing(wsi))
		return LWS_CLAIM_YES;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	lws__http_free(wsi);
	lws__validity_start(wsi);

	return LWS_CLAIM_YES;
}

/* ---- sending ---- */

/*
 * Header and payload in one piece, which the kernel takes a tenth faster than
 * two when it is large.  The bytes before the payload are those of LWS_PRE;
 * they are put back, for callers that write a buffer of theirs part by part.
 */
static int
send_joined(struct lws *wsi, const uint8_t *head, size_t head_len,
	    uint8_t *payload, size_t len)
{
	uint8_t *at = payload - head_len;
	uint8_t kept[WS_HEADER_MAX];
	int n;

	memcpy(kept, at, head_len);
	memcpy(at, head, head_len);
	n = lws__wsi_send2(wsi, NULL, 0, at, head_len + len);
	memcpy(at, kept, head_len);

	return n;
}

/* has_room: LWS_PRE bytes before the payload may change meanwhile */
static int
send_framed(struct lws *wsi, struct lws__ws_head *h, uint8_t *payload,
	    enum lws__ws_mask mask, bool has_room)
{
	const size_t len = (size_t)h->len;
	uint8_t head[WS_HEADER_MAX];
	size_t head_len;
	int n;

	h->is_masked = wsi->is_client;
	if (h->is_masked && lws__ws_mask_key(h->key)) {
		lwsl_wsi_err(wsi, "no random bytes for a mask");
		return -1;
	}
	head_len = lws__ws_frame_write_header(h, head);
	if (h->is_masked && mask != LWS__WS_KEY_NONE)
		lws__ws_mask(payload, len, h->key, 0);
	n = has_room && len > LWS__CORK_FRAME_MAX
		    ? send_joined(wsi, head, head_len, payload, len)
		    : lws__wsi_send2(wsi, head, head_len, payload, len);
	if (h->is_masked && mask == LWS__WS_MASK_UNDO)
		lws__ws_mask(payload, len, h->key, 0);

	return n < 0 ? -1 : (int)len;
}

int
lws__ws_send_frame(struct lws *wsi, struct lws__ws_head *h, uint8_t *payload,
		   enum lws__ws_mask mask)
{
	return send_framed(wsi, h, payload, mask, false);
}

int
lws__ws_send_control(struct lws *wsi, uint8_t opcode, uint8_t *payload,
		     size_t len)
{
	struct lws__ws_head h = {
		.len = len, .opcode = opcode, .is_final = true};
	struct lws__ws *ws = lws__ws_here(wsi);

	if (opcode == WS_OP_CLOSE) {
		if (lws__ws_tx_close_head(&ws->tx, len, &h))
			return -1;
	} else if (ws->tx.is_closed)
		return -1;

	return lws__ws_send_frame(wsi, &h, payload, LWS__WS_MASK_UNDO);
}

static LWS__APART int
write_framed(struct lws *wsi, uint8_t *buf, size_t len,
	     enum lws_write_protocol wp)
{
	struct lws__ws *ws = lws__ws_here(wsi);
	const struct lws__ws_tx before = ws->tx;
	struct lws__ws_head h = {0};
	int n;

	if (lws__ws_tx_head(&ws->tx, (int)wp, len, &h)) {
		lwsl_wsi_err(wsi,
			     "write 0x%x of %u bytes does not fit what "
			     "was sent before",
			     (unsigned int)wp, (unsigned int)len);
		return -1;
	}

	if (ws->has_ext && !(h.opcode & 0x8))
		return lws__ws_ext_tx(wsi, lws__ws_ext_here(ws), buf, len, wp,
				      &h);
	n = send_framed(wsi, &h, buf,
			wp & LWS_WRITE_CLIENT_IGNORE_XOR_MASK
				? LWS__WS_KEY_NONE
				: LWS__WS_MASK_UNDO,
			/* other threads may be writing the same message */
			wsi->cx->count_threads == 1);
	if (n < 0)
		ws->tx = before; /* nothing of it was taken */

	return n;
}

static LWS__HOT int
ws_write(struct lws *wsi, uint8_t *buf, size_t len, enum lws_write_protocol wp)
{
	if (lws__likely(lws__ws_write_short(wsi, buf, len, wp)))
		return (int)len;

	return write_framed(wsi, buf, len, wp);
}

/* ---- receiving ---- */

/*
 * A callback with payload: NUL behind it, for those who print it.  What stands
 * there may be the next frame.  True: stop feeding.
 */
static bool
tell_payload(struct lws *wsi, enum lws_callback_reasons reason, uint8_t *p,
	     size_t len)
{
	uint8_t behind = p[len];
	int ret;

	p[len] = '\0';
	ret = lws__user_cb(wsi, reason, p, len);
	p[len] = behind;
	if (ret)
		lws__ws_here(wsi)->rx_refused = 1;

	return ret || wsi->kill_pending || lws__wsi_is_closing(wsi);
}

bool
lws__ws_tell_data(struct lws *wsi, uint8_t *p, size_t len)
{
	const enum lws_callback_reasons reason =
		wsi->is_client ? LWS_CALLBACK_CLIENT_RECEIVE
			       : LWS_CALLBACK_RECEIVE;

	return tell_payload(wsi, reason, p, len);
}

static LWS__HOT int
on_data(void *arg, const struct lws__ws_data *d)
{
	struct lws *wsi = arg;
	struct lws__ws *ws = lws__ws_here(wsi);

	if (lws__wsi_is_closing(wsi))
		return 0; /* after our CLOSE nobody listens */
	if (d->is_compressed)
		return lws__ws_ext_rx(wsi, lws__ws_ext_here(ws), d);
	ws->frame_left = (size_t)d->frame_left;
	ws->lump_is_first = d->is_first;
	ws->lump_is_final = d->is_final;
	ws->lump_is_binary = d->is_binary;
	ws->lump_opcode = d->opcode;
	ws->lump_rsv = d->rsv;

	return lws__ws_tell_data(wsi, d->at, d->len) || lws__wsi_rx_is_off(wsi);
}

static int
on_ping(void *arg, uint8_t *payload, size_t len)
{
	struct lws *wsi = arg;
	struct lws__ws *ws = lws__ws_here(wsi);
	struct lws__ws_extra *x;

	if (lws__wsi_is_closing(wsi) || ws->close_sent)
		return 0;
	if (!lws__wsi_choked(wsi))
		return lws__ws_send_control(wsi, WS_OP_PONG, payload, len) < 0;
	/* one answer to the latest is enough (RFC 6455 5.5.3) */
	x = lws__ws_extra(ws);
	if (!x)
		return 1;
	memcpy(x->pong, payload, len);
	x->pong_len = (uint8_t)len;
	x->pong_due = true;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
on_pong(void *arg, uint8_t *payload, size_t len)
{
	struct lws *wsi = arg;
	const enum lws_callback_reasons reason =
		wsi->is_client ? LWS_CALLBACK_CLIENT_RECEIVE_PONG
			       : LWS_CALLBACK_RECEIVE_PONG;

	lws_validity_confirmed(wsi);
	if (!len || lws__wsi_is_closing(wsi))
		return 0;

	return tell_payload(wsi, reason, payload, len);
}

static int
on_close(void *arg, uint8_t *payload, size_t len)
{
	struct lws *wsi = arg;
	struct lws__ws *ws = lws__ws_here(wsi);
	struct lws__ws_extra *x = lws__ws_extra(ws);

	ws->close_seen = 1;
	if (!x) {
		ws->failed = 1;
		return 1;
	}
	memcpy(x->peer_close, payload, len);
	x->peer_close_len = (uint8_t)len;
	if (lws__wsi_is_closing(wsi) || ws->close_sent)
		return 0; /* the answer to ours */
	/* the user may choose another reason; otherwise it is echoed */
	tell_payload(wsi, LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, payload, len);
	x->no_answer = ws->rx_refused && !x->close_set;
	if (!x->close_set) {
		memcpy(x->close, x->peer_close, x->peer_close_len);
		x->close_len = x->peer_close_len;
		x->close_set = true;
	}

	return 0;
}

static int
on_bad(void *arg, enum lws__ws_bad why)
{
	struct lws *wsi = arg;
	struct lws__ws *ws = lws__ws_here(wsi);
	const struct lws__ws_bad_rule *rule = lws__ws_bad_rule(why);
	struct lws__ws_extra *x = lws__ws_extra(ws);

	ws->failed = 1;
	lwsl_wsi_notice(wsi, "%s broke a rule: %s (%s)",
			lws__wsi_peer(wsi, (char[64]){0}, 64), rule->reason,
			rule->clause);
	if (x && rule->close_code) {
		x->close_len = (uint8_t)lws__ws_close_payload(
			x->close, rule->close_code,
			(const uint8_t *)rule->reason, strlen(rule->reason));
		x->close_set = true;
	}

	return 0;
}

static uint8_t *
control_space(void *arg, size_t len)
{
	struct lws__ws_extra *x = lws__ws_extra(lws__ws_here(arg));

	(void)len;

	return x ? x->control : NULL;
}

static const struct lws__ws_sink sink = {
	.on_data = on_data,
	.on_ping = on_ping,
	.on_pong = on_pong,
	.on_close = on_close,
	.on_bad = on_bad,
	.control_space = control_space,
};

/* what the feed came to */
static enum lws_verdict
after_feed(struct lws *wsi, enum lws__ws_feed r)
{
	struct lws__ws *ws = lws__ws_here(wsi);

	switch (r) {
	case LWS_WS_MORE:
		break;
	case LWS_WS_STOPPED:
		if (ws->rx_refused)
			return LWS_V_CLOSE;
		break;
	case LWS_WS_CLOSED:
	case LWS_WS_BAD:
		return LWS_V_CLOSE;
	case LWS_WS_NO_MEMORY:
		lwsl_wsi_err(wsi, "out of memory for a control frame");
		ws->failed = 1;
		return LWS_V_CLOSE;
	}
	extra_drop_if_unused(ws);

	return LWS_V_OK;
}

static LWS__HOT enum lws_verdict
ws_rx(struct lws *wsi, struct lws_cursor *in)
{
	struct lws__ws *ws = lws__ws_here(wsi);
	enum lws__ws_feed r = LWS_WS_MORE;

	if (in->at == in->end) {
		if (!ws->close_seen && !ws->close_sent)
			lwsl_wsi_info(wsi, "peer ended TCP without CLOSE");
		return LWS_V_CLOSE;
	}
	while (in->at < in->end && r == LWS_WS_MORE) {
		r = lws__ws_message_feed(&ws->rx, in, &sink, wsi);
		if (wsi->phase == LWS_PHASE_CLOSED) {
			in->at = in->end;
			return LWS_V_OK;
		}
		/* the user stopped reading: the rest stays */
		if (r == LWS_WS_STOPPED && !ws->rx_refused &&
		    !wsi->kill_pending && !lws__wsi_rx_is_off(wsi))
			r = LWS_WS_MORE;
	}

	return after_feed(wsi, r);
}

/* ---- writeable ---- */

static LWS__COLD enum lws_verdict
send_due(struct lws *wsi)
{
	struct lws__ws *ws = lws__ws_here(wsi);
	struct lws__ws_extra *x = ws->extra;

	if (x && x->pong_due) {
		x->pong_due = false;
		if (lws__ws_send_control(wsi, WS_OP_PONG, x->pong,
					 x->pong_len) < 0)
			return LWS_V_CLOSE;
	}
	if (ws->ping_due) {
		ws->ping_due = 0;
		if (lws__ws_send_control(wsi, WS_OP_PING, NULL, 0) < 0)
			return LWS_V_CLOSE;
	}

	return LWS_V_OK;
}

static LWS__HOT enum lws_verdict
ws_writable(struct lws *wsi)
{
	const struct lws__ws *ws = lws__ws_here(wsi);

	if (lws__wsi_is_closing(wsi))
		return LWS_V_OK;
	if (!lws__likely(!ws->extra && !ws->ping_due) &&
	    send_due(wsi) == LWS_V_CLOSE)
		return LWS_V_CLOSE;

	return lws__user_writable(wsi);
}

static enum lws_verdict
ws_validity_ping(struct lws *wsi)
{
	lws__ws_here(wsi)->ping_due = 1;
	if (lws__wsi_choked(wsi))
		return LWS_V_OK; /* goes when there is room */

	return send_due(wsi);
}

/* ---- closing ---- */

static enum lws_goodbye
wait_for_peer(struct lws *wsi)
{
	if (wsi->phase != LWS_PHASE_GOODBYE)
		lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_CLOSE_ACK,
				      CLOSE_ACK_SECS);
	lws__wsi_rx_on(wsi); /* the answer must get in */

	return LWS_GOODBYE_WAIT;
}

static enum lws_goodbye
ws_goodbye(struct lws *wsi)
{
	struct lws__ws *ws = lws__ws_here(wsi);
	struct lws__ws_extra *x = ws->extra;

	if (!x || !x->close_set || x->no_answer || lws__wsi_saw_end(wsi))
		return LWS_GOODBYE_DONE;
	if (!ws->close_sent) {
		ws->close_sent = 1;
		if (lws__ws_send_control(wsi, WS_OP_CLOSE, x->close,
					 x->close_len) < 0)
			return LWS_GOODBYE_DONE;
	}
	/* who broke a rule gets no say; a server need not wait for FIN */
	if (ws->failed || (ws->close_seen && !wsi->is_client))
		return LWS_GOODBYE_DONE;

	return wait_for_peer(wsi);
}

void
lws_close_reason(struct lws *wsi, enum lws_close_status status,
		 unsigned char *buf, size_t len)
{
	struct lws__ws *ws = lws__ws_of(wsi);
	struct lws__ws_extra *x = ws ? lws__ws_extra(ws) : NULL;

	if (!x)
		return;
	x->close_len = (uint8_t)lws__ws_close_payload(
		x->close, (unsigned int)status, buf, len);
	x->close_set = true;
}

const struct lws_role_ops lws__role_ws = {
	.name = "ws",
	.rx = ws_rx,
	.writable = ws_writable,
	.write = ws_write,
	.goodbye = ws_goodbye,
	.validity_ping = ws_validity_ping,
	.upgrade = lws__ws_server_upgrade,
	.client_upgrade = lws__ws_client_upgrade,
	.client_headers = lws__ws_client_headers,
	.destroy = ws_destroy,
	.tell_drop = {LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL,
		      LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL},
	.tell_writeable = {LWS_CALLBACK_SERVER_WRITEABLE,
			   LWS_CALLBACK_CLIENT_WRITEABLE},
	.tell_closed = {LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLIENT_CLOSED},
	.lingers = 1,
	.has_peer = 1,
};
