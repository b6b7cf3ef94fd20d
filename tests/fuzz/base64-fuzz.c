/* SPDX-License-Identifier: MIT */
/*
 * Base64: text cut anywhere and decoded into any room gives what it gives
 * whole; bytes come back from both forms; what the strict decoder takes, the
 * lenient one reads the same.  The first byte is where to cut, the second the
 * room.
 */

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void *
room_for(size_t len)
{
	void *p = malloc(len ? len : 1);

	if (!p)
		abort();

	return p;
}

/* -1, or how many bytes were decoded into out, `room` at a time */
static long
decode(const char *in, size_t len, size_t cut, size_t room, uint8_t *out)
{
	struct lws_b64state s;
	uint8_t *piece = room_for(room);
	size_t at = 0, done = 0;
	bool over = false;

	lws_b64_decode_state_init(&s);
	while (!over) {
		size_t end = at < cut ? cut : len, used = end - at,
		       wrote = room;

		if (lws_b64_decode_stateful(&s, in + at, &used, piece, &wrote,
					    end == len)) {
			free(piece);
			return -1;
		}
		if (wrote > room || used > end - at)
			abort();
		memcpy(out + done, piece, wrote);
		done += wrote;
		over = at + used == len && end == len;
		at += used;
	}
	free(piece);

	return (long)done;
}

static void
round_trip(const uint8_t *data, size_t len)
{
	size_t size = (len + 2) / 3 * 4 + 2;
	char *coded = room_for(size);
	uint8_t *back = room_for(len + 2);
	int n = lws_b64_encode_string((const char *)data, (int)len, coded,
				      (int)size);

	if (n != (int)size - 2 ||
	    lws_b64_decode_string(coded, (char *)back, (int)len + 2) !=
		    (int)len ||
	    (len && memcmp(back, data, len)))
		abort();
	free(back);
	free(coded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t cut, room, strict_len;
	uint8_t *whole, *parts, *strict;
	long n;
	char *in;

	if (len < 2)
		return 0;
	cut = data[0];
	room = 3 + data[1] % 30;
	data += 2;
	len -= 2;
	if (cut > len)
		cut = len;

	in = room_for(len);
	memcpy(in, data, len);
	whole = room_for(len + 3);
	parts = room_for(len + 3);
	strict = room_for(len + 3);

	n = decode(in, len, 0, len + 3, whole);
	if (decode(in, len, cut, room, parts) != n ||
	    (n > 0 && memcmp(whole, parts, (size_t)n)))
		abort();
	if (!lws__b64url_decode(in, len, strict, len, &strict_len) &&
	    (n != (long)strict_len || memcmp(strict, whole, strict_len)))
		abort();
	round_trip(data, len);

	free(in);
	free(whole);
	free(parts);
	free(strict);

	return 0;
}
