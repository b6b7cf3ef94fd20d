/* SPDX-License-Identifier: MIT */
/*
 * Masks and UTF-8 by where the bytes begin: bytes for each cycle of the clock
 * that the processor counts (its nominal one), or for each ns where it counts
 * none.  The slowest and the fastest of the alignments 0 to 7, each the best of
 * many short runs, so that what else the machine does is left out.
 *
 *   micro-ws-text [--all]     --all: every alignment
 */

#include "roles/ws/ws-frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUF_LEN = 1 << 20, RUN_BYTES = 1 << 17, RUNS = 60 };

static uint8_t buf[BUF_LEN + 64], other[BUF_LEN + 64];

#if defined(__x86_64__) || defined(__i386__)
#define UNIT "cycle"
static double
ticks(void)
{
	return (double)__builtin_ia32_rdtsc();
}
#else
#define UNIT "ns"
static double
ticks(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}
#endif

static void
mask(uint8_t *p, size_t len)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};

	lws__ws_mask(p, len, key, 1);
}

static void
copy(uint8_t *p, size_t len)
{
	memcpy(other + (p - buf), p, len);
}

static void
utf8(uint8_t *p, size_t len)
{
	struct lws_utf8 u = {0};

	if (lws__utf8_feed(&u, p, len) == LWS_FEED_BAD)
		exit(1);
}

static double
best(void (*fn)(uint8_t *p, size_t len), size_t at, size_t len)
{
	const size_t times = RUN_BYTES / len + 1;
	double most = 0;

	for (int run = 0; run < RUNS; run++) {
		double from = ticks(), each;

		for (size_t n = 0; n < times; n++) {
			fn(buf + at, len);
			__asm__ volatile(""
					 :
					 : "r"(buf), "r"(other)
					 : "memory");
		}
		each = (double)(times * len) / (ticks() - from);
		if (each > most)
			most = each;
	}

	return most;
}

/* text of whole characters wherever it begins and ends is ASCII; of others,
 * so many that it begins with one */
static void
fill(const char *sample, size_t at, size_t len)
{
	const size_t width = strlen(sample);

	memset(buf, 'x', sizeof(buf));
	for (size_t n = 0; n + width <= len; n += width)
		memcpy(buf + at + n, sample, width);
}

static void
row(const char *name, void (*fn)(uint8_t *p, size_t len), const char *sample,
    bool all)
{
	static const size_t lens[] = {16, 64, 125, 1024, 16384, BUF_LEN};

	printf("%-14s", name);
	for (size_t n = 0; n < sizeof(lens) / sizeof(lens[0]); n++) {
		double low = 1e9, high = 0, each[8];

		for (size_t at = 0; at < 8; at++) {
			fill(sample, at, lens[n]);
			each[at] = best(fn, at, lens[n]);
			low = each[at] < low ? each[at] : low;
			high = each[at] > high ? each[at] : high;
		}
		printf("  %5.1f -%5.1f", low, high);
		for (size_t at = 0; all && at < 8; at++)
			printf(" %.1f", each[at]);
	}
	puts("");
}

int
main(int argc, char **argv)
{
	const bool all = argc > 1 && !strcmp(argv[1], "--all");

	printf("bytes each " UNIT "         16            64           125"
	       "          1024         16384           1 M\n");
	row("mask", mask, "x", all);
	row("memcpy", copy, "x", all);
	row("utf8 ascii", utf8, "x", all);
	row("utf8 prose", utf8,
	    "Zw\xc3\xb6lf Boxk\xc3\xa4mpfer jagen Viktor quer "
	    "\xc3\xbc"
	    "ber den gro\xc3\x9f"
	    "en Sylter Deich. ",
	    all);
	row("utf8 japanese", utf8,
	    "\xe3\x81\x84\xe3\x82\x8d\xe3\x81\xaf\xe3\x81\xab", all);

	return 0;
}
