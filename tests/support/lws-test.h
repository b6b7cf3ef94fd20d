/* SPDX-License-Identifier: MIT */
/*
 * What every test program includes: CMocka with the headers it wants, and the
 * three ways we torture code: bytes flush against an unreadable page, input cut
 * at every place, and every allocation failing once.
 */

#ifndef LWS_TEST_H
#define LWS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * A copy of len bytes that ends where memory ends: reading or writing one byte
 * past it is a fault.  len 0 is allowed (then any access faults).  Owned by the
 * caller, who gives it back with the same len.
 */
uint8_t *lws__test_guarded(const void *data, size_t len);
void lws__test_guarded_free(uint8_t *p, size_t len);

/* one piece of the input, in guarded memory; borrowed until run() returns */
struct lws__test_piece {
	uint8_t *data;
	size_t len;
};

/*
 * Calls run() with the input whole, byte by byte, and cut in two at every
 * place.  The same events must come out each time.
 */
typedef void (*lws__test_run_fn)(const struct lws__test_piece *pieces,
				 size_t count, void *arg);
void lws__test_each_split(const void *data, size_t len, lws__test_run_fn run,
			  void *arg);

/*
 * Calls fn with the first allocation failing, then the second and so on until
 * fn got through without meeting the failure.  fn returns nonzero for "failed
 * cleanly" and 0 for "done"; it frees all that it made either way (the leak
 * sanitizer watches).  A pass in which nothing failed must return 0.
 */
void lws__test_alloc_sweep(int (*fn)(void *arg), void *arg);

#endif
