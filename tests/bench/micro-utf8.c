/* SPDX-License-Identifier: MIT */
/*
 * How fast text is looked at: UTF-8 validation of ASCII, of prose and of
 * Japanese, base64 both ways, SHA-1.  Prints gigabytes of input per second.
 *
 *   micro-utf8 [bytes]
 */

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BYTES     65536
#define TOTAL     (1u << 30)
#define SLOW_PART 4 /* of TOTAL, for what is not so fast */

static double
now_ns(void)
{
	struct timespec ts;

	/* others may use the machine meanwhile */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void
report(const char *what, double since, size_t bytes)
{
	printf("%-24s %8.2f GB/s\n", what, (double)bytes / (now_ns() - since));
}

/* fills text with whole copies of sample, and returns the length */
static size_t
repeat(uint8_t *text, size_t size, const char *sample)
{
	size_t len = strlen(sample), at = 0;

	for (; at + len <= size; at += len)
		memcpy(text + at, sample, len);

	return at;
}

static void
measure_utf8(const char *what, const char *sample, uint8_t *text, size_t size)
{
	size_t len = repeat(text, size, sample), rounds = TOTAL / len, i;
	double since = now_ns();

	for (i = 0; i < rounds; i++) {
		struct lws_utf8 u = {0};

		if (lws__utf8_feed(&u, text, len) != LWS_FEED_DONE)
			exit(1);
	}
	report(what, since, rounds * len);
}

static void
measure_base64(uint8_t *text, size_t size)
{
	size_t rounds = TOTAL / SLOW_PART / size, i;
	int coded_size = (int)((size + 2) / 3 * 4 + 2), n = 0;
	char *coded = malloc((size_t)coded_size), *back = malloc(size + 4);
	double since;

	if (!coded || !back)
		exit(1);
	since = now_ns();
	for (i = 0; i < rounds; i++)
		n = lws_b64_encode_string((const char *)text, (int)size, coded,
					  coded_size);
	report("base64 encode", since, rounds * size);

	since = now_ns();
	for (i = 0; i < rounds; i++)
		if (lws_b64_decode_string_len(coded, n, back, (int)size + 4) !=
		    (int)size)
			exit(1);
	report("base64 decode", since, rounds * (size_t)n);
	free(back);
	free(coded);
}

static void
measure_sha1(const uint8_t *text, size_t size)
{
	size_t rounds = TOTAL / SLOW_PART / size, i;
	double since = now_ns();
	uint8_t md[20];

	for (i = 0; i < rounds; i++)
		lws_SHA1(text, size, md);
	report("sha1", since, rounds * size);

	since = now_ns();
	for (i = 0; i < 1000000; i++)
		lws_SHA1(text, 60, md);
	printf("%-24s %8.1f ns\n", "sha1 of a ws key",
	       (now_ns() - since) / 1000000);
}

int
main(int argc, char **argv)
{
	size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) : BYTES;
	uint8_t *text = malloc(size);

	if (!text || size < 128)
		return 1;

	measure_utf8("utf8 ascii", "The quick brown fox jumps over it. ", text,
		     size);
	measure_utf8("utf8 prose",
		     "Zw\xc3\xb6lf Boxk\xc3\xa4mpfer jagen Viktor quer "
		     "\xc3\xbc"
		     "ber den gro\xc3\x9f"
		     "en Sylter Deich. ",
		     text, size);
	measure_utf8("utf8 japanese",
		     "\xe3\x81\x84\xe3\x82\x8d\xe3\x81\xaf\xe3\x81\xab\xe3\x81"
		     "\xbb\xe3\x81\xb8\xe3\x81\xa8",
		     text, size);
	measure_utf8("utf8 emoji", "\xf0\x9f\x98\x80\xf0\x9f\x8e\x89", text,
		     size);
	measure_base64(text, size);
	measure_sha1(text, size);
	free(text);

	return 0;
}
