/* SPDX-License-Identifier: MIT */
/*
 * See h2-peer.h.
 */

#include "h2-peer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- out ------------------------------------------------------------------
 */

void
h2_frame(struct lws__net *net, struct h2_peer *h, enum lws__h2_type type,
	 unsigned int flags, uint32_t id, const void *payload, size_t len)
{
	uint8_t head[LWS__H2_HEAD_LEN];
	uint8_t *all = malloc(sizeof(head) + len);

	assert_non_null(all);
	lws__h2_write_head(head, (uint32_t)len, type, flags, id);
	memcpy(all, head, sizeof(head));
	if (len)
		memcpy(all + sizeof(head), payload, len);
	(void)lws__net_try_send(net, &h->p, all, sizeof(head) + len);
	free(all);
}

size_t
h2_block(uint8_t *out, size_t room, const char *fields)
{
	struct lws_cursor c = {out, out + room};

	while (*fields) {
		const char *colon = strchr(fields + 1, ':');
		const char *end = strchr(fields, '\n');
		struct lws__hpack_field f;

		assert_non_null(colon);
		assert_non_null(end);
		f = lws__hpack_field(fields, (size_t)(colon - fields),
				     colon + 2, (size_t)(end - colon - 2));
		assert_int_equal(lws__hpack_encode(NULL, &c, &f), 0);
		fields = end + 1;
	}

	return (size_t)(c.at - out);
}

void
h2_fields(struct lws__net *net, struct h2_peer *h, uint32_t id,
	  unsigned int flags, const char *fields)
{
	uint8_t block[16000];
	size_t len = h2_block(block, sizeof(block), fields);

	h2_frame(net, h, LWS__H2_HEADERS, flags | H2_END_HEAD, id, block, len);
}

void
h2_ask(struct lws__net *net, struct h2_peer *h, uint32_t id, const char *method,
       const char *path, unsigned int flags, const char *more)
{
	char fields[4096];

	lws_snprintf(fields, sizeof(fields),
		     ":method: %s\n:scheme: http\n:authority: localhost\n"
		     ":path: %s\n%s",
		     method, path, more ? more : "");
	h2_fields(net, h, id, flags, fields);
}

void
h2_data(struct lws__net *net, struct h2_peer *h, uint32_t id,
	unsigned int flags, const void *data, size_t len)
{
	h2_frame(net, h, LWS__H2_DATA, flags, id, data, len);
}

void
h2_window(struct lws__net *net, struct h2_peer *h, uint32_t id, uint32_t more)
{
	uint8_t out[LWS__H2_WINDOW_UPDATE_LEN];

	lws__h2_write_window_update(out, id, more);
	(void)lws__net_try_send(net, &h->p, out, sizeof(out));
}

/* ---- connection ------------------------------------------------------------
 */

void
h2_take(struct h2_peer *h)
{
	lws__h2_rx_init(&h->rx, LWS_SIDE_CLIENT);
	h->rx.block_max = 100000;
	lws__hpack_decoder_init(&h->decoder, 100000, LWS__HPACK_TABLE_DEFAULT);
	lws__h2_settings_init(&h->theirs);
	h->goaway = H2_NO_CODE;
}

void
h2_connect_silent(struct lws__net *net, struct h2_peer *h)
{
	memset(h, 0, sizeof(*h));
	lws__net_connect(net, &h->p);
	h2_take(h);
}

struct wait {
	struct h2_peer *h;
	uint32_t id;
	int code;
	int pongs;
};

static bool
has_settings(void *arg)
{
	struct wait *w = arg;

	h2_pump(w->h);

	return w->h->acks && w->h->theirs.max_concurrent_streams != UINT32_MAX;
}

void
h2_connect(struct lws__net *net, struct h2_peer *h,
	   const struct lws__h2_setting *s, size_t count)
{
	uint8_t out[LWS__H2_PREFACE_LEN + LWS__H2_HEAD_LEN + 100];
	struct wait w = {.h = h};
	size_t len = LWS__H2_PREFACE_LEN;

	h2_connect_silent(net, h);
	memcpy(out, lws__h2_preface, len);
	len += lws__h2_write_settings(out + len, s, count);
	lws__net_send_bytes(net, &h->p, out, len);
	lws__net_until(net, has_settings, &w, "SETTINGS and their ACK");
}

void
h2_hang_up(struct h2_peer *h)
{
	lws__net_hang_up(&h->p);
	lws__hpack_decoder_destroy(&h->decoder);
	for (size_t n = 0; n < H2_STREAMS; n++)
		free(h->got[n].body);
	memset(h->got, 0, sizeof(h->got));
}

/* ---- as a server
 * -----------------------------------------------------------------
 */

struct arrival {
	int listen_fd;
	int fd;
};

static bool
try_accept(void *arg)
{
	struct arrival *a = arg;

	a->fd = accept4(a->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	return a->fd >= 0;
}

void
h2_accept_silent(struct lws__net *net, struct h2_peer *h, int listen_fd)
{
	struct arrival a = {.listen_fd = listen_fd, .fd = -1};

	memset(h, 0, sizeof(*h));
	lws__net_until(net, try_accept, &a, "a connection");
	lws__net_peer_take(&h->p, a.fd);
	h2_take(h);
	lws__h2_rx_init(&h->rx, LWS_SIDE_SERVER);
	h->rx.block_max = 100000;
}

static bool
has_ack(void *arg)
{
	struct wait *w = arg;

	h2_pump(w->h);

	return w->h->acks > 0;
}

void
h2_accept(struct lws__net *net, struct h2_peer *h, int listen_fd,
	  const struct lws__h2_setting *s, size_t count)
{
	uint8_t out[LWS__H2_HEAD_LEN + 100];
	struct wait w = {.h = h};

	h2_accept_silent(net, h, listen_fd);
	lws__net_send_bytes(net, &h->p, out,
			    lws__h2_write_settings(out, s, count));
	lws__net_send_bytes(net, &h->p, out, lws__h2_write_settings_ack(out));
	lws__net_until(net, has_ack, &w, "the ACK of SETTINGS");
}

static bool
has_head(void *arg)
{
	struct wait *w = arg;
	struct h2_got *g;

	h2_pump(w->h);
	g = h2_of(w->h, w->id);

	return g && g->heads;
}

struct h2_got *
h2_asked(struct lws__net *net, struct h2_peer *h, uint32_t id)
{
	struct wait w = {.h = h, .id = id};

	lws__net_until(net, has_head, &w, "a request");

	return h2_of(h, id);
}

void
h2_respond(struct lws__net *net, struct h2_peer *h, uint32_t id,
	   const char *body)
{
	h2_fields(net, h, id, 0, ":status: 200\ncontent-type: text/plain\n");
	h2_data(net, h, id, H2_END, body, strlen(body));
}

void
h2_goaway(struct lws__net *net, struct h2_peer *h, uint32_t last, uint32_t code)
{
	uint8_t out[LWS__H2_GOAWAY_LEN + LWS__H2_GOAWAY_TEXT_MAX];

	(void)lws__net_try_send(net, &h->p, out,
				lws__h2_write_goaway(out, last, code, NULL));
}

void
h2_reset(struct lws__net *net, struct h2_peer *h, uint32_t id, uint32_t code)
{
	uint8_t out[LWS__H2_RST_STREAM_LEN];

	(void)lws__net_try_send(net, &h->p, out,
				lws__h2_write_rst_stream(out, id, code));
}

/* ---- in ---------------------------------------------------------------------
 */

struct h2_got *
h2_of(struct h2_peer *h, uint32_t id)
{
	for (size_t n = 0; n < H2_STREAMS; n++)
		if (id && h->got[n].id == id)
			return &h->got[n];

	return NULL;
}

static struct h2_got *
make(struct h2_peer *h, uint32_t id)
{
	struct h2_got *g = h2_of(h, id);

	for (size_t n = 0; n < H2_STREAMS && !g; n++)
		if (!h->got[n].id)
			g = &h->got[n];
	assert_non_null(g);
	if (!g->id)
		g->reset = H2_NO_CODE;
	g->id = id;

	return g;
}

static int
on_field(void *opaque, const struct lws__hpack_field *f)
{
	struct h2_got *g = opaque;
	size_t len = strlen(g->head);

	if (f->token == WSI_TOKEN_HTTP_COLON_STATUS)
		g->status = atoi(f->value);
	lws_snprintf(g->head + len, sizeof(g->head) - len, "%.*s: %.*s\n",
		     (int)f->name_len, f->name, (int)f->value_len, f->value);

	return 0;
}

static void
on_head(struct h2_got *g)
{
	if (g->status != 100)
		return;
	g->continued++;
	g->status = 0;
	g->head[0] = '\0';
}

static void
on_piece(struct h2_peer *h, struct h2_got *g)
{
	static const struct lws__hpack_sink sink = {.field = on_field};
	size_t len = lws__cursor_left(&h->rx.piece);

	if (h->rx.type == LWS__H2_HEADERS) {
		if (lws__hpack_feed(&h->decoder, &h->rx.piece, &sink, g) ==
		    LWS_FEED_BAD)
			h->bad = true;
		return;
	}
	g->body = realloc(g->body, g->len + len + 1);
	assert_non_null(g->body);
	memcpy(g->body + g->len, h->rx.piece.at, len);
	g->len += len;
	g->body[g->len] = '\0';
}

static void
give_back(struct h2_peer *h, uint32_t id, uint32_t len)
{
	uint8_t out[2 * LWS__H2_WINDOW_UPDATE_LEN];
	size_t n;

	if (h->no_windows || !len)
		return;
	n = lws__h2_write_window_update(out, 0, len);
	n += lws__h2_write_window_update(out + n, id, len);
	(void)!write(h->p.fd, out, n);
}

static void
on_end(struct h2_peer *h, struct h2_got *g)
{
	if (h->rx.type == LWS__H2_HEADERS) {
		if (lws__hpack_block_end(&h->decoder) == LWS_FEED_BAD)
			h->bad = true;
		g->heads++;
		on_head(g);
	} else {
		g->frames++;
		if (h->rx.len > g->largest)
			g->largest = h->rx.len;
		if (!(h->rx.flags & H2_END))
			give_back(h, g->id, h->rx.len);
	}
	if (h->rx.flags & H2_END)
		g->ended++;
}

static void
on_payload(struct h2_peer *h, enum lws__h2_event ev)
{
	if (h->rx.type == LWS__H2_GOAWAY) {
		if (ev == LWS__H2_PIECE)
			lws_snprintf(h->goaway_text, sizeof(h->goaway_text),
				     "%.*s",
				     (int)lws__cursor_left(&h->rx.piece),
				     (const char *)h->rx.piece.at);
		return;
	}
	if (ev == LWS__H2_PIECE)
		on_piece(h, make(h, h->rx.stream));
	if (ev == LWS__H2_END)
		on_end(h, make(h, h->rx.stream));
}

static void
acknowledge(struct h2_peer *h)
{
	uint8_t out[LWS__H2_HEAD_LEN];

	/* a smaller table would have to be told of by the next block */
	if (!h->no_ack && h->theirs.header_table_size)
		(void)!write(h->p.fd, out, lws__h2_write_settings_ack(out));
}

static void
on_event(struct h2_peer *h, enum lws__h2_event ev)
{
	switch (ev) {
	case LWS__H2_HEAD:
	case LWS__H2_PIECE:
	case LWS__H2_END:
		on_payload(h, ev);
		break;
	case LWS__H2_SETTING:
		(void)lws__h2_settings_apply(&h->theirs, LWS_SIDE_SERVER,
					     h->rx.id, h->rx.value);
		break;
	case LWS__H2_SETTINGS_ACK:
		h->acks++;
		break;
	case LWS__H2_PINGED:
		h->pongs += h->rx.is_ack;
		h->pings += !h->rx.is_ack;
		break;
	case LWS__H2_GONE:
		h->goaway = (int)h->rx.code;
		h->goaway_last = h->rx.last_stream;
		break;
	case LWS__H2_WINDOW:
		if (h->rx.stream)
			make(h, h->rx.stream)->updates += h->rx.value;
		else
			h->updates += h->rx.value;
		break;
	case LWS__H2_RESET:
		make(h, h->rx.stream)->reset = (int)h->rx.code;
		break;
	case LWS__H2_BAD:
	case LWS__H2_STREAM_ERROR:
		h->bad = true;
		break;
	case LWS__H2_SETTINGS_END:
		acknowledge(h);
		break;
	case LWS__H2_MORE:
	case LWS__H2_PRIORITISED:
	case LWS__H2_IGNORED:
		break;
	}
}

void
h2_pump(struct h2_peer *h)
{
	struct lws_cursor in;
	enum lws__h2_event ev;

	(void)lws__net_pump(&h->p);
	if (!h->p.len)
		return;
	in = (struct lws_cursor){(uint8_t *)h->p.in,
				 (uint8_t *)h->p.in + h->p.len};
	while (!h->bad && (ev = lws__h2_rx_next(&h->rx, &in)) != LWS__H2_MORE)
		on_event(h, ev);
	assert_false(h->bad);
	lws__net_take(&h->p, h->p.len);
}

/* ---- waiting
 * ------------------------------------------------------------------ */

static bool
is_over(void *arg)
{
	struct wait *w = arg;
	struct h2_got *g;

	h2_pump(w->h);
	g = h2_of(w->h, w->id);

	return (g && (g->ended || g->reset != H2_NO_CODE)) || w->h->p.eof ||
	       w->h->p.reset;
}

struct h2_got *
h2_answer(struct lws__net *net, struct h2_peer *h, uint32_t id)
{
	struct wait w = {.h = h, .id = id};

	lws__net_until(net, is_over, &w, "the end of a stream");
	assert_non_null(h2_of(h, id));

	return h2_of(h, id);
}

static bool
has_pong(void *arg)
{
	struct wait *w = arg;

	h2_pump(w->h);

	return w->h->pongs >= w->pongs;
}

void
h2_ping(struct lws__net *net, struct h2_peer *h)
{
	struct wait w = {.h = h, .pongs = h->pongs + 1};
	uint8_t out[LWS__H2_PING_LEN];

	lws__h2_write_ping(out, (const uint8_t *)"h2-peer!", false);
	(void)lws__net_try_send(net, &h->p, out, sizeof(out));
	lws__net_until(net, has_pong, &w, "the answer to PING");
}

static bool
is_reset(void *arg)
{
	struct wait *w = arg;
	struct h2_got *g;

	h2_pump(w->h);
	g = h2_of(w->h, w->id);

	return g && g->reset == w->code;
}

void
h2_expect_reset(struct lws__net *net, struct h2_peer *h, uint32_t id, int code)
{
	struct wait w = {.h = h, .id = id, .code = code};

	lws__net_until(net, is_reset, &w, "RST_STREAM");
	h2_ping(net, h);
	assert_int_equal(h->goaway, H2_NO_CODE);
}

static bool
is_gone(void *arg)
{
	struct wait *w = arg;

	h2_pump(w->h);

	return w->h->goaway != H2_NO_CODE && (w->h->p.eof || w->h->p.reset);
}

void
h2_expect_goaway(struct lws__net *net, struct h2_peer *h, int code)
{
	struct wait w = {.h = h};

	lws__net_until(net, is_gone, &w, "GOAWAY and the end");
	assert_int_equal(h->goaway, code);
}

const char *
h2_field(const struct h2_got *g, const char *name)
{
	static char value[512];
	size_t len = strlen(name);

	for (const char *at = g->head; at && *at; at = strchr(at, '\n') + 1)
		if (!strncmp(at, name, len) && at[len] == ':') {
			lws_snprintf(value, sizeof(value), "%.*s",
				     (int)strcspn(at + len + 2, "\n"),
				     at + len + 2);
			return value;
		}

	return NULL;
}
