/* SPDX-License-Identifier: MIT */
/*
 * CLI-09: what an HTTP proxy answers, cut in two anywhere, gives the same; not
 * a byte behind its head is taken.  The first byte is where to cut.
 */

#include "net/http-connect-codec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static enum lws_feed
feed(struct lws__http_connect *hc, const uint8_t *data, size_t len,
     size_t *taken)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct lws_cursor in = {copy, copy + len};
	enum lws_feed f;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	f = lws__http_connect_feed(hc, &in);
	*taken += (size_t)(in.at - copy);
	if (f == LWS_FEED_MORE && in.at != in.end)
		abort();
	free(copy);

	return f;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lws__http_connect whole = {0}, parts = {0};
	size_t cut, taken = 0, taken_parts = 0;
	enum lws_feed f, p;

	if (!len)
		return 0;
	cut = len > 1 ? data[0] % (len - 1) : 0;
	data++;
	len--;
	f = feed(&whole, data, len, &taken);
	p = feed(&parts, data, cut, &taken_parts);
	if (p == LWS_FEED_MORE)
		p = feed(&parts, data + cut, len - cut, &taken_parts);
	if (f != p || taken != taken_parts || whole.status != parts.status ||
	    whole.error != parts.error)
		abort();
	if (f == LWS_FEED_DONE && (whole.status < 200 || whole.status > 299 ||
				   memcmp(data + taken - 2, "\r\n", 2)))
		abort();
	if (f == LWS_FEED_BAD &&
	    !*lws__http_connect_words(
		    (enum lws__http_connect_error)whole.error))
		abort();

	return 0;
}
