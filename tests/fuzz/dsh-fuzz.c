/* SPDX-License-Identifier: MIT */
/*
 * dsh (hazard MS-04): what goes into each kind comes out of it in order, and
 * when all is out the buffer is one piece again.  The first byte has the flags,
 * then come pairs of operation and length.
 */

#include "fifo-fuzz.h"

#include <libwebsockets.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	KINDS = 3,
	BUF_LEN = 2048,
};

static void
take(struct lws_dsh *dsh, int kind, struct fifo *f, unsigned int op, size_t len)
{
	void *obj;
	size_t n;

	if (lws_dsh_get_head(dsh, kind, &obj, &n)) {
		if (f->in != f->out)
			abort();
		return;
	}
	fifo_check(f, 0, obj, n);
	if (op & 8) {
		lws_dsh_free(&obj);
		f->out += (uint32_t)n;
		return;
	}
	/* all of the head, or of a stream any part */
	if (op & 16 || len > n)
		len = n;
	lws_dsh_consume(dsh, kind, len);
	f->out += (uint32_t)len;
}

static void
put(struct lws_dsh *dsh, int kind, struct fifo *f, size_t len)
{
	size_t cut = len / 3, was = lws_dsh_get_size(dsh, kind);
	uint8_t buf[256];

	fifo_make(f, buf, len);
	if (!lws_dsh_alloc_tail(dsh, kind, buf, cut, buf + cut, len - cut))
		f->in += (uint32_t)len;
	else if (was != lws_dsh_get_size(dsh, kind))
		abort();
}

/* the largest object that an empty one can hold */
static size_t
largest(struct lws_dsh *dsh)
{
	static const uint8_t big[BUF_LEN];
	size_t len = BUF_LEN;

	while (lws_dsh_alloc_tail(dsh, 0, big, len, NULL, 0))
		len--;
	lws_dsh_consume(dsh, 0, len);

	return len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *end = data + len;
	unsigned int flags = next_byte(&data, end);
	int kinds = KINDS | (flags & 1 ? (int)LWS_DSHFLAG_ENABLE_COALESCE : 0) |
		    (flags & 2 ? (int)LWS_DSHFLAG_ENABLE_SPLIT : 0);
	struct lws_dsh *dsh = lws_dsh_create(NULL, BUF_LEN, kinds);
	struct fifo f[KINDS];
	size_t all;

	if (!dsh)
		abort();
	memset(f, 0, sizeof(f));
	all = largest(dsh);
	while (data < end) {
		unsigned int op = next_byte(&data, end);
		int kind = (int)(op / 32) % KINDS;
		size_t n = next_byte(&data, end);

		if (op & 1)
			put(dsh, kind, &f[kind], n);
		else
			take(dsh, kind, &f[kind], flags & 3 ? op : op | 16, n);
	}
	for (int kind = 0; kind < KINDS; kind++) {
		while (lws_dsh_get_size(dsh, kind))
			take(dsh, kind, &f[kind], 16, 0);
		if (f[kind].in != f[kind].out)
			abort();
	}
	if (largest(dsh) != all)
		abort();
	lws_dsh_destroy(&dsh);

	return 0;
}
