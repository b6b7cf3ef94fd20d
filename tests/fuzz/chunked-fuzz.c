/* SPDX-License-Identifier: MIT */
/*
 * Chunked bodies (hazards H1-04 to H1-06): cut anywhere, the same data and the
 * same end come out; what came out, sent again in our own chunks, comes back.
 * The first byte is where to cut.
 */

#include "roles/h1/h1-chunked.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct result {
	enum lws_feed feed;
	uint8_t error;
	size_t taken;
	size_t len;
	uint8_t data[65536];
};

static void
decode(struct lws__chunked *c, struct result *r, const uint8_t *data,
       size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct lws_cursor in, body;

	if (!copy || len > sizeof(r->data))
		abort();
	memcpy(copy, data, len);
	in.at = copy;
	in.end = copy + len;
	do {
		r->feed = lws__chunked_feed(c, &in, &body);
		if (lws__cursor_left(&body) > sizeof(r->data) - r->len)
			abort();
		memcpy(r->data + r->len, body.at, lws__cursor_left(&body));
		r->len += lws__cursor_left(&body);
	} while (r->feed == LWS_FEED_MORE && lws__cursor_left(&in));
	r->taken += (size_t)(in.at - copy);
	r->error = c->error;
	free(copy);
}

static void
same(const struct result *a, const struct result *b)
{
	if (a->feed != b->feed || a->error != b->error ||
	    a->taken != b->taken || a->len != b->len ||
	    memcmp(a->data, b->data, a->len))
		abort();
}

/* our own coding of the data, in chunks of a few sizes */
static void
come_back(const struct result *r, struct result *again)
{
	uint8_t buf[LWS__CHUNKED_HEAD_MAX + 300];
	struct lws__chunked c = {0};
	size_t at = 0;

	memset(again, 0, sizeof(*again));
	while (at < r->len) {
		size_t n = r->len - at, size = at % 256 + 1;
		uint8_t *payload = buf + LWS__CHUNKED_HEAD_MAX, *head;

		n = n < size ? n : size;
		memcpy(payload, r->data + at, n);
		memcpy(payload + n, LWS__CHUNKED_AFTER, 2);
		head = lws__chunked_head(payload, n);
		decode(&c, again, head, (size_t)(payload - head) + n + 2);
		if (again->feed != LWS_FEED_MORE)
			abort();
		at += n;
	}
	decode(&c, again, (const uint8_t *)LWS__CHUNKED_END, 5);
	if (again->feed != LWS_FEED_DONE || again->len != r->len ||
	    memcmp(again->data, r->data, r->len))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct result whole, parts;
	struct lws__chunked c = {0};
	size_t cut;

	if (!len || len > sizeof(whole.data))
		return 0;
	cut = len > 1 ? data[0] % (len - 1) : 0;
	data++;
	len--;

	memset(&whole, 0, sizeof(whole));
	memset(&parts, 0, sizeof(parts));
	decode(&c, &whole, data, len);
	lws__chunked_start(&c);
	decode(&c, &parts, data, cut);
	if (parts.feed == LWS_FEED_MORE)
		decode(&c, &parts, data + cut, len - cut);
	same(&whole, &parts);
	come_back(&whole, &parts);

	return 0;
}
