/* SPDX-License-Identifier: MIT */
/*
 * CLI-09: what a SOCKS5 proxy answers, cut in two anywhere, gives the same.
 * The first byte is where to cut; its high bit says whether there is a user.
 */

#include "net/socks5-codec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* as a stage does: say, hear, say ... */
static enum lws_feed
feed(struct lws__socks5 *s, const uint8_t *data, size_t len, size_t *taken)
{
	static const struct lws__socks5_target t = {"a.example", 1, "u", "p"};
	uint8_t *copy = malloc(len ? len : 1), out[LWS__SOCKS5_MESSAGE_MAX];
	struct lws_cursor in = {copy, copy + len};
	enum lws_feed f = LWS_FEED_MORE;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	while (in.at < in.end && s->step != LWS__SOCKS5_UP &&
	       f != LWS_FEED_BAD) {
		uint8_t step = s->step;

		f = lws__socks5_feed(s, &in);
		if (f == LWS_FEED_DONE && s->step == step)
			abort();
		if (f == LWS_FEED_DONE && s->step != LWS__SOCKS5_UP &&
		    !lws__socks5_write(s, &t, out, sizeof(out)))
			abort();
	}
	*taken += (size_t)(in.at - copy);
	free(copy);

	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__socks5 whole = {0}, parts;
	size_t cut, taken = 0, taken_parts = 0;
	enum lws_feed f, p;

	if (!len)
		return 0;
	cut = len > 1 ? (data[0] & 127) % (len - 1) : 0;
	whole.offers_auth = data[0] >> 7;
	parts = whole;
	data++;
	len--;
	f = feed(&whole, data, len, &taken);
	p = feed(&parts, data, cut, &taken_parts);
	if (p != LWS_FEED_BAD)
		p = feed(&parts, data + cut, len - cut, &taken_parts);
	if ((f == LWS_FEED_BAD) != (p == LWS_FEED_BAD) ||
	    taken != taken_parts || whole.step != parts.step ||
	    whole.error != parts.error || whole.reply != parts.reply)
		abort();
	if (f == LWS_FEED_BAD && !*lws__socks5_words(&whole))
		abort();

	return 0;
}
