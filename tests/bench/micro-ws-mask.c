/* SPDX-License-Identifier: MIT */
/*
 * How fast payload is masked, beside memcpy() of the same bytes and a byte at a
 * time.  Prints GB/s for each length.
 *
 *   micro-ws-mask [megabytes per row]
 */

#include "roles/ws/ws-frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BUF_LEN (1 << 20)

static uint8_t buf[BUF_LEN + 1], other[BUF_LEN + 1];

static double
now_ns(void)
{
	struct timespec ts;

	/* others may use the machine meanwhile */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void
in_place(size_t len)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};

	lws__ws_mask(buf + 1, len, key, 3);
}

static void
to_copy(size_t len)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};

	lws__ws_mask_copy(other + 1, buf + 1, len, key, 3);
}

static void
by_memcpy(size_t len)
{
	memcpy(other + 1, buf + 1, len);
}

static void
by_bytes(size_t len)
{
	static const uint8_t key[4] = {0x12, 0x34, 0x56, 0x78};
	volatile uint8_t *p = buf + 1;
	size_t n;

	for (n = 0; n < len; n++)
		p[n] = (uint8_t)(p[n] ^ key[n & 3]);
}

static double
gb_per_s(void (*fn)(size_t len), size_t len, size_t total)
{
	size_t rounds = total / len + 1, n;
	double from = now_ns();

	for (n = 0; n < rounds; n++) {
		fn(len);
		/* the compiler may not leave rounds out */
		__asm__ volatile("" : : "r"(buf), "r"(other) : "memory");
	}

	return (double)(rounds * len) / (now_ns() - from);
}

int
main(int argc, char **argv)
{
	static const size_t lens[] = {16, 64, 125, 512, 4096, 65536, BUF_LEN};
	size_t total = 256, n;

	if (argc > 1)
		total = strtoul(argv[1], NULL, 10);
	total <<= 20;
	memset(buf, 1, sizeof(buf));
	memset(other, 1, sizeof(other));

	printf("%10s %10s %10s %10s %10s   GB/s\n", "bytes", "in place", "copy",
	       "memcpy", "bytewise");
	for (n = 0; n < sizeof(lens) / sizeof(lens[0]); n++)
		printf("%10zu %10.2f %10.2f %10.2f %10.2f\n", lens[n],
		       gb_per_s(in_place, lens[n], total),
		       gb_per_s(to_copy, lens[n], total),
		       gb_per_s(by_memcpy, lens[n], total),
		       gb_per_s(by_bytes, lens[n], total / 8));

	return 0;
}
