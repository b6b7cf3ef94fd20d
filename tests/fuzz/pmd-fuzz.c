/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate on any bytes: the first byte says how, the second how much
 * room there is, the rest is a message in two pieces, or the text of options.
 * What is inflated is deflated and inflated again, and must be the same.
 */

#include "base/base.h"
#include "roles/ws/pmd-codec.h"
#include "roles/ws/pmd-params.h"

#include <stdlib.h>
#include <string.h>

enum { OUT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct lws__pmd_pool pool;
static uint8_t out[OUT_MAX], packed[OUT_MAX * 2], again[OUT_MAX];

/* all that comes of it, as far as it fits; false: it is no deflate */
static bool
inflate_all(struct lws__pmd_rx *rx, uint8_t *p, size_t len, bool is_end,
	    size_t room, uint8_t *to, size_t *at)
{
	struct lws_cursor in = {p, p + len};
	enum lws__pmd_step step;
	size_t got;

	do {
		if (OUT_MAX - *at < room)
			return false;
		step = lws__pmd_inflate(rx, &in, is_end, to + *at, room, &got);
		if (got > room || in.at > in.end)
			abort();
		*at += got;
	} while (step == LWS__PMD_FULL);
	if (step == LWS__PMD_DONE && in.at != in.end)
		abort();

	return step == LWS__PMD_DONE;
}

static void
round_trip(size_t len, size_t room)
{
	struct lws__pmd_tx tx = {
		.pool = &pool, .bits = 9, .level = 1, .mem_level = 1};
	struct lws__pmd_rx rx = {.pool = &pool, .bits = 9};
	struct lws_cursor in = {out, out + len};
	enum lws__pmd_step step;
	size_t packed_len = 0, again_len = 0, got;

	if (lws__pmd_deflate_begin(&tx))
		return;
	do {
		if (sizeof(packed) - packed_len < room)
			abort();
		step = lws__pmd_deflate(&tx, &in, true, packed + packed_len,
					room, &got);
		packed_len += got;
	} while (step == LWS__PMD_FULL);
	if (!inflate_all(&rx, packed, packed_len, true, 1024, again,
			 &again_len) &&
	    again_len + 1024 <= OUT_MAX)
		abort();
	if (again_len + 1024 <= OUT_MAX &&
	    (again_len != len || memcmp(out, again, len)))
		abort();
	lws__pmd_deflate_free(&tx);
	lws__pmd_inflate_free(&rx);
}

/* the same in short messages, which refer to those before */
static void
round_trip_small(size_t len, size_t piece)
{
	struct lws__pmd_tx tx = {.pool = &pool,
				 .bits = 10,
				 .level = 1,
				 .mem_level = 9,
				 .has_takeover = true};
	struct lws__pmd_rx rx = {
		.pool = &pool, .bits = 10, .has_takeover = true};
	size_t n, packed_len, again_len;

	for (size_t at = 0; at < len; at += n) {
		n = len - at < piece ? len - at : piece;
		again_len = 0;
		packed_len = lws__pmd_deflate_small(&tx, out + at, n, packed,
						    n + LWS__PMD_SMALL_MORE);
		if (!packed_len)
			break; /* no memory */
		if (!inflate_all(&rx, packed, packed_len, true, 1024, again,
				 &again_len) ||
		    again_len != n || memcmp(out + at, again, n))
			abort();
	}
	lws__pmd_deflate_free(&tx);
	lws__pmd_inflate_free(&rx);
}

static void
as_params(const uint8_t *data, size_t len)
{
	struct lws__pmd_params p = {0}, none = {0}, answer;
	struct lws__pmd_agreed agreed;
	char text[160];

	for (size_t n = 0; n + 3 < len; n += 4)
		(void)lws__pmd_params_add(
			&p, (enum lws__pmd_param)(data[n] % 5),
			data[n] & 0x80 ? (const char *)data + n + 1 : NULL,
			data[n] & 0x80 ? 1 + (data[n] >> 6 & 1) : 0);
	if (!lws__pmd_accept(&p, &none, &answer, &agreed))
		return;
	if (agreed.tx_bits < 9 || agreed.tx_bits > 15 || agreed.rx_bits < 8 ||
	    agreed.rx_bits > 15 ||
	    lws__pmd_write(&answer, text, sizeof(text)) < 0)
		abort();
	/* an answer of ours fits the offer it was made for */
	if (!lws__pmd_check_answer(&p, &none, &answer, &agreed))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__pmd_rx rx = {.pool = &pool};
	size_t room, cut, at = 0;
	uint8_t *copy;

	if (len < 2)
		return 0;
	if (data[0] & 0x80) {
		as_params(data + 1, len - 1);
		return 0;
	}
	rx.bits = (uint8_t)(8 + (data[0] & 7));
	rx.has_takeover = !!(data[0] & 8);
	room = (size_t)data[1] + 1;
	data += 2;
	len -= 2;
	copy = malloc(len + 1);
	if (!copy)
		return 0;
	memcpy(copy, data, len);
	cut = len / 2;
	if (inflate_all(&rx, copy, cut, false, room, out, &at) &&
	    inflate_all(&rx, copy + cut, len - cut, true, room, out, &at)) {
		lws__pmd_inflate_rest(&rx);
		round_trip(at,
			   room < LWS__PMD_OUT_MIN ? LWS__PMD_OUT_MIN : room);
		round_trip_small(at, room);
	}
	lws__pmd_inflate_free(&rx);
	lws__pmd_pool_empty(&pool);
	free(copy);

	return 0;
}
