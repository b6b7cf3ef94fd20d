/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 flow control: the arithmetic of windows (RFC 9113 5.2, 6.9).
 *
 *   in   what was sent, received, used up, and what the peer says
 *   out  what may be sent, and what to tell the peer
 */

#include "roles/h2/frame.h"

static int
add(int32_t *credit, int64_t n)
{
	n += *credit;
	if (n > LWS__H2_WINDOW_MOST || n < -(int64_t)LWS__H2_WINDOW_MOST)
		return 1;
	*credit = (int32_t)n;

	return 0;
}

int
lws__h2_window_grow(int32_t *credit, uint32_t increment)
{
	return add(credit, increment);
}

int
lws__h2_window_rebase(int32_t *credit, uint32_t was, uint32_t is)
{
	return add(credit, (int64_t)is - was);
}

uint32_t
lws__h2_window_usable(int32_t connection, int32_t stream, uint32_t frame_max,
		      size_t want)
{
	int32_t credit = connection < stream ? connection : stream;
	uint32_t n = credit > 0 ? (uint32_t)credit : 0;

	if (n > frame_max)
		n = frame_max;

	return want < n ? (uint32_t)want : n;
}

void
lws__h2_credit_init(struct lws__h2_credit *c, uint32_t size)
{
	c->left = size;
	c->unsaid = 0;
	c->total = size;
	c->size = size;
}

int
lws__h2_credit_take(struct lws__h2_credit *c, uint32_t len)
{
	if (len > c->left)
		return 1;
	c->left -= len;

	return 0;
}

/* the peer is told of all that it has not been told yet */
static uint32_t
say(struct lws__h2_credit *c)
{
	uint32_t n = c->unsaid;

	c->unsaid = 0;
	c->left += n;

	return n;
}

uint32_t
lws__h2_credit_give(struct lws__h2_credit *c, uint32_t len)
{
	uint32_t used = c->total - c->left - c->unsaid;
	uint32_t over = c->total > c->size ? c->total - c->size : 0;

	if (len > used)
		len = used; /* more than has come */
	if (over > len)
		over = len;
	c->total -= over; /* the window shrinks */
	c->unsaid += len - over;
	if (c->unsaid < c->size / 2)
		return 0;

	return say(c);
}

uint32_t
lws__h2_credit_resize(struct lws__h2_credit *c, uint32_t size)
{
	c->size = size;
	if (size <= c->total)
		return 0;
	c->unsaid += size - c->total;
	c->total = size;

	return say(c);
}
