/* SPDX-License-Identifier: MIT */
/*
 * Frames of the peer, and what follows from them; see peer.h.
 */
#include "peer.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	IN_MAX = H2_HEAD + H2_FRAME_MAX,
	STOPPED_MS = 500, /* without taking an octet: it reads no more */
};

struct frame {
	size_t len;
	uint32_t stream;
	uint8_t type;
	uint8_t flags;
	const uint8_t *payload;
};

static const char *const types[] = {
	"DATA",         "HEADERS", "PRIORITY", "RST_STREAM",    "SETTINGS",
	"PUSH_PROMISE", "PING",    "GOAWAY",   "WINDOW_UPDATE", "CONTINUATION"};

static const char *const codes[] = {"NO_ERROR",
				    "PROTOCOL_ERROR",
				    "INTERNAL_ERROR",
				    "FLOW_CONTROL_ERROR",
				    "SETTINGS_TIMEOUT",
				    "STREAM_CLOSED",
				    "FRAME_SIZE_ERROR",
				    "REFUSED_STREAM",
				    "CANCEL",
				    "COMPRESSION_ERROR",
				    "CONNECT_ERROR",
				    "ENHANCE_YOUR_CALM",
				    "INADEQUATE_SECURITY",
				    "HTTP_1_1_REQUIRED"};

const char *
h2_code_name(uint32_t code)
{
	return code < sizeof(codes) / sizeof(codes[0]) ? codes[code]
						       : "an unknown code";
}

uint32_t
h2_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

int64_t
h2_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);

	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* the first fault is the one that is told */
static void __attribute__((format(printf, 2, 3)))
fault(struct h2_peer *p, const char *format, ...)
{
	va_list ap;

	if (p->fault[0])
		return;
	va_start(ap, format);
	vsnprintf(p->fault, sizeof(p->fault), format, ap);
	va_end(ap);
}

static void
say(struct h2_peer *p, const struct frame *f)
{
	char line[120];
	size_t at = strlen(p->said);
	const char *code = "";

	if (f->type == H2_RST_STREAM && f->len >= 4)
		code = h2_code_name(h2_u32(f->payload));
	if (f->type == H2_GOAWAY && f->len >= 8)
		code = h2_code_name(h2_u32(f->payload + 4));
	snprintf(line, sizeof(line), "%s%s(%u)%s%s len %zu flags %#x",
		 at ? ", " : "", f->type < 10 ? types[f->type] : "unknown",
		 f->stream, *code ? " " : "", code, f->len, f->flags);
	if (p->trace)
		printf("    < %s\n", line + (at ? 2 : 0));
	/* a preface tells nobody anything */
	if (f->type == H2_SETTINGS || at + strlen(line) >= sizeof(p->said))
		return;
	memcpy(p->said + at, line, strlen(line) + 1);
}

struct h2_stream *
h2_peer_find(struct h2_peer *p, uint32_t id)
{
	size_t n;

	for (n = p->stream_count; n--;)
		if (p->streams[n].id == id)
			return &p->streams[n];

	return NULL;
}

struct h2_stream *
h2_peer_stream(struct h2_peer *p, uint32_t id)
{
	struct h2_stream *s = h2_peer_find(p, id);

	if (s)
		return s;
	/* of a flood of streams the later ones share a place */
	s = &p->streams[p->stream_count < H2_STREAMS ? p->stream_count++
						     : H2_STREAMS - 1];
	free(s->fields);
	memset(s, 0, sizeof(*s));
	s->id = id;
	s->window = p->initial_window;
	s->credit = p->initial_credit;
	if (id > p->highest && (id & 1))
		p->highest = id;

	return s;
}

static void
widen(struct h2_peer *p, int64_t by, size_t streams)
{
	size_t n;

	for (n = 0; n < streams && n < p->stream_count; n++)
		p->streams[n].window += by;
}

void
h2_peer_told_window(struct h2_peer *p, int64_t window)
{
	int64_t by = window < 0 ? 0 : window - p->initial_window;

	if (window >= 0)
		p->initial_window = window;
	/* a larger window may be used before the ACK, a smaller one need not */
	if (by > 0)
		widen(p, by, p->stream_count);
	p->shrinks[p->settings_sent % 64].by = by < 0 ? by : 0;
	p->shrinks[p->settings_sent++ % 64].streams = p->stream_count;
}

/* -- fields --------------------------------------------------------------- */

struct block {
	struct h2_peer *p;
	struct h2_stream *s;
	unsigned int pseudo;
	bool saw_regular;
	int status;
	bool is_trailer;
};

static bool
is_connection_field(const char *name, const char *value)
{
	static const char *const banned[] = {"connection", "keep-alive",
					     "proxy-connection",
					     "transfer-encoding", "upgrade"};
	size_t n;

	for (n = 0; n < sizeof(banned) / sizeof(banned[0]); n++)
		if (!strcmp(name, banned[n]))
			return true;

	return !strcmp(name, "te") && strcmp(value, "trailers");
}

static void
pseudo_field(struct block *b, const char *name, const char *value)
{
	static const char *const known[] = {":status",    ":method",
					    ":scheme",    ":path",
					    ":authority", ":protocol"};
	unsigned int n;

	if (b->saw_regular || b->is_trailer)
		fault(b->p, "8.3: %s behind other fields or in trailers", name);
	for (n = 0; n < sizeof(known) / sizeof(known[0]); n++)
		if (!strcmp(name, known[n]))
			break;
	if (b->pseudo & 1u << n)
		fault(b->p, "8.3: %s twice", name);
	b->pseudo |= 1u << n;
	if (n == sizeof(known) / sizeof(known[0]) ||
	    (n == 0) != b->p->is_server)
		fault(b->p, "8.3: %s is no field of this side", name);
	if (n == 0)
		b->status = (int)strtol(value, NULL, 10);
}

static void
one_field(void *arg, const char *name, const char *value)
{
	struct block *b = arg;
	size_t len = strlen(name) + strlen(value) + 3;
	const char *c;
	char *grown;

	for (c = name; *c; c++)
		if (isupper((unsigned char)*c) || *c <= 0x20)
			fault(b->p, "8.2.1: a field is called \"%s\"", name);
	if (*value == ' ' || (*value && value[strlen(value) - 1] == ' ') ||
	    strpbrk(value, "\r\n"))
		fault(b->p, "8.2.1: the value of %s", name);
	if (name[0] == ':') {
		pseudo_field(b, name, value);
	} else {
		b->saw_regular = true;
		if (is_connection_field(name, value))
			fault(b->p, "8.2.2: sent %s: %s", name, value);
	}
	grown = realloc(b->s->fields, b->s->fields_len + len + 1);
	if (!grown)
		abort();
	b->s->fields = grown;
	snprintf(grown + b->s->fields_len, len + 1, "%s: %s\n", name, value);
	b->s->fields_len += len;
	if (b->p->trace)
		printf("      %s: %s\n", name, value);
}

static void
judge_response(struct h2_peer *p, struct block *b, bool ends)
{
	if (!b->is_trailer && !b->status)
		fault(p, "8.3.2: a response without :status");
	if (b->status == 101)
		fault(p, "8.6: sent status 101");
	if (b->status && b->status < 200) {
		b->s->interims++;
		if (ends)
			fault(p, "8.1: an interim response ends the stream");
	} else if (b->status) {
		b->s->status = b->status;
	}
}

static void
judge_request(struct h2_peer *p, struct block *b)
{
	/* :method and either :authority alone (CONNECT) or :scheme and :path */
	bool is_connect =
		b->s->fields && strstr(b->s->fields, ":method: CONNECT");

	if (b->is_trailer)
		return;
	if (!is_connect && (b->pseudo & 0x0e) != 0x0e)
		fault(p, "8.3.1: a request lacks a pseudo-header field");
	if (is_connect && !(b->pseudo & 0x20) && (b->pseudo & 0x0c))
		fault(p, "8.5: CONNECT with :scheme or :path");
}

static void
end_block(struct h2_peer *p)
{
	struct h2_stream *s = h2_peer_stream(p, p->block_stream);
	bool ends = p->block_flags & H2_END_STREAM && !p->block_is_push;
	struct block b = {.p = p, .s = s};
	const char *wrong;

	b.is_trailer = !p->block_is_push && s->got_headers &&
		       (!p->is_server || s->status);
	wrong = hpack_read(&p->hpack, p->block, p->block_len, one_field, &b);
	if (wrong)
		fault(p, "4.3: a field block that does not decode: %s", wrong);
	if (p->is_server && !p->block_is_push)
		judge_response(p, &b, ends);
	if (!p->is_server)
		judge_request(p, &b);
	if (b.is_trailer) {
		s->got_trailers = true;
		if (!ends)
			fault(p, "8.1: trailers do not end the stream");
	}
	if (!p->block_is_push) {
		s->got_headers = true;
		s->has_ended |= ends;
	}
	p->block_stream = 0;
	p->block_len = 0;
}

static void
add_block(struct h2_peer *p, const uint8_t *bytes, size_t len)
{
	uint8_t *grown;

	if (p->block_len + len > H2_BLOCK_MAX) {
		fault(p, "a field block that does not end");
		return;
	}
	grown = realloc(p->block, p->block_len + len + 1);
	if (!grown)
		abort();
	p->block = grown;
	if (len)
		memcpy(p->block + p->block_len, bytes, len);
	p->block_len += len;
}

/* -- frames --------------------------------------------------------------- */

/* takes padding and priority off; false when they do not fit */
static bool
unwrap(struct h2_peer *p, struct frame *f)
{
	size_t pad = 0;

	if (f->flags & H2_PADDED) {
		if (!f->len || f->payload[0] >= f->len) {
			fault(p, "6.1: padding longer than its frame");
			return false;
		}
		pad = f->payload[0];
		f->payload++;
		f->len -= pad + 1;
	}
	if (f->type == H2_HEADERS && f->flags & H2_HAS_PRIORITY) {
		if (f->len < 5) {
			fault(p, "6.2: no room for the priority");
			return false;
		}
		f->payload += 5;
		f->len -= 5;
	}

	return true;
}

static bool
may_send_on(struct h2_peer *p, const struct frame *f)
{
	struct h2_stream *s = h2_peer_find(p, f->stream);

	if (!f->stream) {
		fault(p, "6: %s on stream 0", types[f->type]);
		return false;
	}
	if (p->is_server && !s) {
		fault(p, "5.1: %s on idle stream %u", types[f->type],
		      f->stream);
		return false;
	}
	if (!p->is_server && !(f->stream & 1))
		fault(p, "5.1.1: a client began stream %u", f->stream);
	if (!p->is_server && !s && f->type == H2_HEADERS &&
	    f->stream <= p->highest)
		fault(p, "5.1.1: stream %u after stream %u", f->stream,
		      p->highest);
	if (s && s->has_ended)
		fault(p, "5.1: %s behind END_STREAM on stream %u",
		      types[f->type], f->stream);
	if (s && s->was_reset)
		fault(p, "5.1: %s behind RST_STREAM on stream %u",
		      types[f->type], f->stream);

	return true;
}

static void
on_data(struct h2_peer *p, struct frame *f)
{
	struct h2_stream *s;
	size_t whole = f->len;

	if (!may_send_on(p, f) || !unwrap(p, f))
		return;
	s = h2_peer_stream(p, f->stream);
	if (!s->got_headers)
		fault(p, "8.1: DATA before HEADERS on stream %u", f->stream);
	s->got_data = true;
	s->data += f->len;
	s->window -= (int64_t)whole;
	p->window -= (int64_t)whole;
	if (whole && s->window < 0)
		fault(p, "6.9.1: %zu octets beyond the window of stream %u",
		      (size_t)-s->window, f->stream);
	if (whole && p->window < 0)
		fault(p, "6.9.1: %zu octets beyond the connection's window",
		      (size_t)-p->window);
	s->has_ended |= f->flags & H2_END_STREAM;
}

static void
on_headers(struct h2_peer *p, struct frame *f)
{
	if (!may_send_on(p, f) || !unwrap(p, f))
		return;
	h2_peer_stream(p, f->stream);
	p->block_stream = f->stream;
	p->block_flags = f->flags;
	p->block_is_push = false;
	add_block(p, f->payload, f->len);
	if (f->flags & H2_END_HEADERS)
		end_block(p);
}

static void
on_push(struct h2_peer *p, struct frame *f)
{
	if (!p->is_server || p->push_is_off)
		fault(p, "8.4: PUSH_PROMISE from who must not");
	if (!may_send_on(p, f) || !unwrap(p, f) || f->len < 4)
		return;
	p->block_stream = h2_u32(f->payload) & 0x7fffffff;
	p->block_flags = f->flags;
	p->block_is_push = true;
	add_block(p, f->payload + 4, f->len - 4);
	if (f->flags & H2_END_HEADERS)
		end_block(p);
}

static void
on_continuation(struct h2_peer *p, struct frame *f)
{
	if (!p->block_stream) {
		fault(p, "6.10: CONTINUATION of nothing");
		return;
	}
	add_block(p, f->payload, f->len);
	if (f->flags & H2_END_HEADERS)
		end_block(p);
}

static void
on_reset(struct h2_peer *p, struct frame *f)
{
	struct h2_stream *s = h2_peer_find(p, f->stream);

	if (f->len != 4 || !s) {
		fault(p, "6.4: RST_STREAM of stream %u, %zu octets", f->stream,
		      f->len);
		return;
	}
	s->resets++;
	if (s->was_reset)
		return; /* the first one says why */
	s->was_reset = true;
	s->reset_code = h2_u32(f->payload);
}

static void
one_setting(struct h2_peer *p, unsigned int id, uint32_t value)
{
	size_t n;
	int64_t by;

	if (id < H2_SETTINGS_KEPT) {
		p->settings[id] = value;
		p->has_setting[id] = true;
	}
	if ((id == 2 && value > (p->is_server ? 0 : 1)) ||
	    (id == 4 && value > 0x7fffffff) ||
	    (id == 5 && (value < 16384 || value > 16777215)) ||
	    (id == 8 && value > 1))
		fault(p, "6.5.2: setting %u of %u", id, value);
	if (id != 4)
		return;
	by = (int64_t)value - p->initial_credit;
	p->initial_credit = value;
	for (n = 0; n < p->stream_count; n++)
		p->streams[n].credit += by;
}

static void
on_settings(struct h2_peer *p, struct frame *f)
{
	size_t n;

	if (f->stream || f->len % 6 || (f->flags & H2_ACK && f->len))
		fault(p, "6.5: SETTINGS on stream %u of %zu octets", f->stream,
		      f->len);
	if (f->flags & H2_ACK) {
		if (p->acks >= p->settings_sent)
			fault(p, "6.5.3: an ACK of nothing");
		widen(p, p->shrinks[p->acks % 64].by,
		      p->shrinks[p->acks % 64].streams);
		p->acks++;
		p->hpack.limit = p->table_told;
		return;
	}
	p->settings_got++;
	for (n = 0; n + 6 <= f->len; n += 6)
		one_setting(
			p,
			(unsigned int)(f->payload[n] << 8 | f->payload[n + 1]),
			h2_u32(f->payload + n + 2));
}

static void
on_ping(struct h2_peer *p, struct frame *f)
{
	if (f->stream || f->len != 8) {
		fault(p, "6.7: PING on stream %u of %zu octets", f->stream,
		      f->len);
		return;
	}
	if (f->flags & H2_ACK) {
		p->ping_answers++;
		p->ping_answer = (uint64_t)h2_u32(f->payload) << 32 |
				 h2_u32(f->payload + 4);
	} else {
		p->pings++;
	}
}

static void
on_goaway(struct h2_peer *p, struct frame *f)
{
	uint32_t last;

	if (f->stream || f->len < 8) {
		fault(p, "6.8: GOAWAY on stream %u of %zu octets", f->stream,
		      f->len);
		return;
	}
	last = h2_u32(f->payload) & 0x7fffffff;
	if (p->goaways && last > p->goaway_last)
		fault(p, "6.8: the last stream of a GOAWAY rose to %u", last);
	p->goaways++;
	p->goaway_last = last;
	p->goaway_code = h2_u32(f->payload + 4);
}

static void
on_update(struct h2_peer *p, struct frame *f)
{
	uint32_t by = f->len == 4 ? h2_u32(f->payload) & 0x7fffffff : 0;
	struct h2_stream *s = h2_peer_find(p, f->stream);

	if (!by || (f->stream && !s)) {
		fault(p, "6.9: WINDOW_UPDATE of %u on stream %u", by,
		      f->stream);
		return;
	}
	if (!f->stream) {
		p->updates += by;
		p->credit += by;
	} else {
		s->updates += by;
		s->credit += by;
	}
	if ((f->stream ? s->credit : p->credit) > 0x7fffffff)
		fault(p, "6.9.1: a window above 2^31-1 on stream %u",
		      f->stream);
}

static void
on_priority(struct h2_peer *p, struct frame *f)
{
	if (!f->stream || f->len != 5)
		fault(p, "6.3: PRIORITY on stream %u of %zu octets", f->stream,
		      f->len);
}

static void
take_frame(struct h2_peer *p, struct frame *f)
{
	static void (*const on[])(struct h2_peer * p, struct frame * f) = {
		on_data, on_headers, on_priority, on_reset,  on_settings,
		on_push, on_ping,    on_goaway,   on_update, on_continuation};

	say(p, f);
	p->frames++;
	if (p->frames == 1 && (f->type != H2_SETTINGS || f->flags & H2_ACK))
		fault(p, "3.4: the first frame is no SETTINGS");
	if (p->block_stream &&
	    (f->type != H2_CONTINUATION ||
	     (!p->block_is_push && f->stream != p->block_stream)))
		fault(p, "6.10: another frame inside of a field block");
	if (f->type < sizeof(on) / sizeof(on[0]))
		on[f->type](p, f);
}

/* a whole frame at the front of what was read? */
static bool
next_frame(struct h2_peer *p)
{
	struct frame f;
	size_t whole;

	if (p->is_raw || p->in_len < H2_HEAD)
		return false;
	f.len = (size_t)p->in[0] << 16 | (size_t)p->in[1] << 8 | p->in[2];
	f.type = p->in[3];
	f.flags = p->in[4];
	f.stream = h2_u32(p->in + 5) & 0x7fffffff;
	f.payload = p->in + H2_HEAD;
	whole = H2_HEAD + f.len;
	if (f.len > H2_FRAME_MAX) {
		fault(p, "4.2: a frame of %zu octets (type %u), or no HTTP/2",
		      f.len, f.type);
		p->is_raw = true;
		return false;
	}
	if (p->in_len < whole)
		return false;
	take_frame(p, &f);
	p->in_len -= whole;
	memmove(p->in, p->in + whole, p->in_len);

	return true;
}

/* 1: bytes, 0: the end, -1: time is over */
static int
read_more(struct h2_peer *p, int64_t end)
{
	struct pollfd fd = {.fd = p->fd, .events = POLLIN};
	int64_t left = end - h2_now_ms();
	ssize_t n;

	if (p->saw_eof)
		return 0;
	if (poll(&fd, 1, left > 0 ? (int)left : 0) <= 0)
		return -1;
	if (p->is_raw)
		p->in_len = 0;
	n = recv(p->fd, p->in + p->in_len, IN_MAX - p->in_len, 0);
	if (n > 0) {
		p->in_len += (size_t)n;
		return 1;
	}
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 1;
	if (p->trace)
		printf("    < end%s\n", n ? " (reset)" : "");
	p->saw_eof = true;

	return 0;
}

int
h2_peer_read(struct h2_peer *p, int ms)
{
	int64_t end = h2_now_ms() + ms;
	int got;

	while (!next_frame(p)) {
		got = read_more(p, end);
		if (got <= 0)
			return got;
	}

	return 1;
}

bool
h2_peer_send(struct h2_peer *p, const uint8_t *bytes, size_t len, int ms)
{
	struct pollfd fd = {.fd = p->fd, .events = POLLOUT | POLLIN};
	int64_t end = h2_now_ms() + ms, left;
	ssize_t n;

	while (len) {
		n = send(p->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return true; /* what it said before is still read */
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			continue;
		}
		left = end - h2_now_ms();
		if (left <= 0)
			return false;
		poll(&fd, 1, (int)left);
		/* so that both sides do not wait for each other */
		if (fd.revents & POLLIN && !h2_peer_read(p, 0))
			return true;
	}

	return true;
}

bool
h2_peer_push(struct h2_peer *p, const uint8_t *bytes, size_t len)
{
	struct pollfd fd = {.fd = p->fd, .events = POLLOUT};
	ssize_t n;

	while (len) {
		n = send(p->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (poll(&fd, 1, STOPPED_MS) <= 0) {
			return false;
		}
	}

	return true;
}

void
h2_peer_begin(struct h2_peer *p, int fd, bool is_server)
{
	memset(p, 0, sizeof(*p));
	p->fd = fd;
	p->is_server = is_server;
	p->window = p->credit = p->initial_window = p->initial_credit =
		H2_WINDOW;
	p->settings[1] = 4096;
	p->table_told = 4096;
	p->settings[2] = 1;
	p->settings[3] = UINT32_MAX;
	p->settings[4] = H2_WINDOW;
	p->settings[5] = H2_FRAME_MAX;
	hpack_init(&p->hpack);
	p->in = malloc(IN_MAX);
	if (!p->in)
		abort();
}

void
h2_peer_end(struct h2_peer *p)
{
	size_t n;

	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	for (n = 0; n < p->stream_count; n++)
		free(p->streams[n].fields);
	free(p->in);
	free(p->block);
	p->in = p->block = NULL;
	p->stream_count = 0;
	hpack_clear(&p->hpack);
}
