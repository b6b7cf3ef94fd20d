/* SPDX-License-Identifier: MIT */
/*
 * Feeds a stream to the message codec whole, and again in pieces with a sink
 * that keeps stopping: both must tell the same.  What was told of a message
 * whose text then proved bad depends on the cut, so it does not count.
 */

#include "ws-rx-fuzz.h"

#include "roles/ws/ws-message.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPTION_RSV1 = 0x80, /* an extension was agreed */
	OPTION_UTF8_OFF = 0x40,
	PIECE_MASK = 0x3f, /* bytes of a piece, 0 = 64 */
};

/* FNV-1a of the events */
struct digest {
	uint64_t all;        /* now */
	uint64_t at_message; /* before the message that is open */
	bool is_open;
	bool stops;
	size_t max_lump;
	uint8_t control[WS_CONTROL_MAX];
};

static void
add(struct digest *d, const void *p, size_t len)
{
	const uint8_t *b = p;

	while (len--)
		d->all = (d->all ^ *b++) * 1099511628211ull;
}

static void
add_word(struct digest *d, uint64_t word)
{
	add(d, &word, sizeof(word));
}

static int
on_data(void *arg, const struct lws__ws_data *data)
{
	struct digest *d = arg;

	if (data->len > d->max_lump || (data->is_final && data->frame_left))
		abort();
	if (data->is_first) {
		d->is_open = true;
		d->at_message = d->all;
		add_word(d, 1 + data->is_binary + 2u * data->is_compressed);
	} else if (data->starts_frame) {
		add_word(d, 10);
	}
	add(d, data->at, data->len);
	memset(data->at, 0xdd, data->len);
	if (data->is_final) {
		add_word(d, 11);
		d->at_message = d->all;
		d->is_open = false;
	}

	return d->stops;
}

static int
on_control(struct digest *d, unsigned int what, const uint8_t *p, size_t len)
{
	if (len > WS_CONTROL_MAX)
		abort();
	add_word(d, what);
	add(d, p, len);
	if (!d->is_open)
		d->at_message = d->all;

	return d->stops;
}

static int
on_ping(void *arg, uint8_t *p, size_t len)
{
	return on_control(arg, 20, p, len);
}

static int
on_pong(void *arg, uint8_t *p, size_t len)
{
	return on_control(arg, 21, p, len);
}

static int
on_close(void *arg, uint8_t *p, size_t len)
{
	if (len == 1 || (len && !lws__ws_close_code_is_valid(
					(unsigned int)(p[0] << 8 | p[1]))))
		abort();

	return on_control(arg, 22, p, len);
}

static int
on_bad(void *arg, enum lws__ws_bad why)
{
	struct digest *d = arg;

	if (!lws__ws_bad_rule(why)->close_code)
		abort();
	if (why == WS_BAD_UTF8 || why == WS_BAD_UTF8_CUT)
		d->all = d->at_message;
	add_word(d, 100u + why);

	return 0;
}

static uint8_t *
control_space(void *arg, size_t len)
{
	struct digest *d = arg;

	return len && len <= sizeof(d->control) ? d->control : NULL;
}

static const struct lws__ws_sink sink = {
	.on_data = on_data,
	.on_ping = on_ping,
	.on_pong = on_pong,
	.on_close = on_close,
	.on_bad = on_bad,
	.control_space = control_space,
};

struct stream {
	enum lws_side side;
	uint8_t options;
	const uint8_t *data;
	size_t len;
};

static uint64_t
run(const struct stream *s, size_t piece, struct digest d)
{
	struct lws__ws_message m;
	size_t at, len;

	d.all = 14695981039346656037ull;
	d.at_message = d.all;
	lws__ws_message_init(&m, s->side,
			     s->options & OPTION_RSV1 ? WS_RSV1 : 0,
			     d.max_lump);
	m.checks_utf8 = !(s->options & OPTION_UTF8_OFF);

	for (at = 0; at < s->len; at += len) {
		struct lws_cursor in;
		uint8_t *copy;

		len = s->len - at < piece ? s->len - at : piece;
		copy = malloc(len); /* exactly, for the sanitizer */
		if (!copy)
			abort();
		memcpy(copy, s->data + at, len);
		in = (struct lws_cursor){copy, copy + len};
		while (lws__ws_message_feed(&m, &in, &sink, &d) ==
		       LWS_WS_STOPPED)
			;
		if (in.at != in.end || m.end == LWS_WS_NO_MEMORY)
			abort();
		free(copy);
	}

	return d.all;
}

void
ws_rx_fuzz(enum lws_side side, const uint8_t *data, size_t len)
{
	const struct digest whole = {.max_lump = 65536};
	const struct digest pieces = {.max_lump = 3, .stops = true};
	struct stream s = {.side = side};
	size_t piece;

	if (!len)
		return;
	s.options = data[0];
	s.data = data + 1;
	s.len = len - 1;
	piece = s.options & PIECE_MASK ? s.options & PIECE_MASK : 64;

	if (run(&s, SIZE_MAX, whole) != run(&s, piece, pieces) ||
	    run(&s, SIZE_MAX, whole) != run(&s, 1, whole))
		abort();
}
