/* SPDX-License-Identifier: MIT */
/*
 * How fast HPACK is: the Huffman code both ways, a browser's request as it
 * comes first and as it comes again, the head of a response.  In time of the
 * processor, so that other work does not count.
 *
 *   micro-hpack [rounds]
 */

#include "roles/h2/hpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS   1000000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct pair {
	const char *name;
	const char *value;
};

static const struct pair request[] = {
	{":method", "GET"},
	{":scheme", "https"},
	{":authority", "www.example.com"},
	{":path", "/some/path/page1.html"},
	{"user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/2010"},
	{"accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
	{"accept-language", "en-US,en;q=0.5"},
	{"accept-encoding", "gzip, deflate, br"},
	{"referer", "https://www.example.com/some/path/"},
	{"cookie", "session=0123456789abcdef0123456789abcdef"},
};

static const struct pair response[] = {
	{":status", "200"},
	{"server", "libwebsockets"},
	{"content-type", "text/html"},
	{"content-length", "6172"},
	{"date", "Sat, 21 Nov 2026 22:32:57 GMT"},
	{"etag", "\"65a1b2c3-181c\""},
};

static size_t seen; /* so that nothing is thought useless */

static double
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static int
on_field(void *opaque, const struct lws__hpack_field *f)
{
	(void)opaque;
	seen += f->value_len;

	return 0;
}

static const struct lws__hpack_sink sink = {.field = on_field};

static void
measure_huffman(const char *what, const char *s, size_t rounds)
{
	size_t len = strlen(s), code_len = 0;
	uint8_t code[512];
	char text[LWS__HUFFMAN_ROOM(512)];
	double since = now_ns();

	for (size_t n = 0; n < rounds; n++) {
		seen += lws__huffman_len(s, len);
		code_len = (size_t)(lws__huffman_encode(code, s, len) - code);
	}
	printf("huffman encode %-10s %8.0f MB/s\n", what,
	       (double)(len * rounds) / (now_ns() - since) * 1000);

	since = now_ns();
	for (size_t n = 0; n < rounds; n++) {
		struct lws__huffman h = {0};

		seen += (size_t)(lws__huffman_feed(&h, code, code_len, text) -
				 text);
	}
	printf("huffman decode %-10s %8.0f MB/s\n", what,
	       (double)(len * rounds) / (now_ns() - since) * 1000);
}

static size_t
encode(struct lws__hpack_encoder *e, uint8_t *block, size_t room,
       const struct pair *pairs, size_t count)
{
	struct lws_cursor out = {block, block + room};

	if (e && lws__hpack_encode_begin(e, &out))
		exit(1);
	for (size_t n = 0; n < count; n++) {
		struct lws__hpack_field f = lws__hpack_field(
			pairs[n].name, strlen(pairs[n].name), pairs[n].value,
			strlen(pairs[n].value));

		if (lws__hpack_encode(e, &out, &f))
			exit(1);
	}

	return (size_t)(out.at - block);
}

static void
decode(struct lws__hpack_decoder *d, uint8_t *block, size_t len)
{
	struct lws_cursor in = {block, block + len};

	if (lws__hpack_feed(d, &in, &sink, NULL) == LWS_FEED_BAD ||
	    lws__hpack_block_end(d) == LWS_FEED_BAD)
		exit(1);
}

static void
measure_blocks(size_t rounds)
{
	struct lws__hpack_encoder e;
	struct lws__hpack_decoder d;
	uint8_t first[1024], again[1024];
	size_t first_len, again_len;
	double since;

	lws__hpack_encoder_init(&e, LWS__HPACK_TABLE_DEFAULT);
	first_len = encode(&e, first, sizeof(first), request, COUNT(request));
	again_len = encode(&e, again, sizeof(again), request, COUNT(request));
	lws__hpack_encoder_destroy(&e);

	since = now_ns();
	for (size_t n = 0; n < rounds; n++) {
		lws__hpack_decoder_init(&d, 16384, LWS__HPACK_TABLE_DEFAULT);
		decode(&d, first, first_len);
		lws__hpack_decoder_destroy(&d);
	}
	printf("first request (%zu bytes)  %8.0f ns\n", first_len,
	       (now_ns() - since) / (double)rounds);

	lws__hpack_decoder_init(&d, 16384, LWS__HPACK_TABLE_DEFAULT);
	decode(&d, first, first_len);
	since = now_ns();
	for (size_t n = 0; n < rounds; n++)
		decode(&d, again, again_len);
	printf("a later one (%zu bytes)    %8.0f ns\n", again_len,
	       (now_ns() - since) / (double)rounds);
	lws__hpack_decoder_destroy(&d);
}

/* as the role does it: a draft in the user's buffer, indexed when it is sent */
static void
measure_response(size_t rounds)
{
	struct lws__hpack_encoder e;
	uint8_t draft[1024], block[1024];
	size_t draft_len = 0, len = 0;
	double since = now_ns();

	for (size_t n = 0; n < rounds; n++)
		draft_len = encode(NULL, draft, sizeof(draft), response,
				   COUNT(response));
	printf("draft of a response (%zu bytes) %6.0f ns\n", draft_len,
	       (now_ns() - since) / (double)rounds);

	lws__hpack_encoder_init(&e, LWS__H2_ENCODER_TABLE);
	since = now_ns();
	for (size_t n = 0; n < rounds; n++) {
		struct lws_cursor out = {block, block + sizeof(block)};

		if (lws__hpack_encode_begin(&e, &out) ||
		    lws__hpack_index(&e, draft, draft_len, &out))
			exit(1);
		len = (size_t)(out.at - block);
	}
	printf("the same, indexed (%zu bytes)   %6.0f ns\n", len,
	       (now_ns() - since) / (double)rounds);
	lws__hpack_encoder_destroy(&e);
}

int
main(int argc, char **argv)
{
	size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : ROUNDS;

	measure_huffman("short", "/index/page1.html", rounds);
	measure_huffman("long",
			"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
			"(KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
			rounds);
	measure_huffman("digits", "0123456789012345678901234567890123456789",
			rounds);
	measure_blocks(rounds);
	measure_response(rounds);

	return !seen;
}
