/* SPDX-License-Identifier: MIT */
/*
 * Guarded memory, split input, failing allocations: see lws-test.h
 */

#include "lws-test.h"

#include "base/base.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* no create/destroy pair allocates anything like this often */
#define SWEEP_MAX 100000

static size_t
guarded_pages(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (len + page - 1) / page * page;
}

uint8_t *
lws__test_guarded(const void *data, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = guarded_pages(len);
	uint8_t *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || mprotect(map + room, page, PROT_NONE)) {
		fail_msg("no guarded memory for %zu bytes", len);
		abort(); /* not reached */
	}
	if (len)
		memcpy(map + room - len, data, len);

	return map + room - len;
}

void
lws__test_guarded_free(uint8_t *p, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = guarded_pages(len);

	if (p)
		munmap(p + len - room, room + page);
}

/* cuts has count + 1 offsets, the first 0 and the last the length */
static void
run_cut(const uint8_t *data, const size_t *cuts, size_t count,
	lws__test_run_fn run, void *arg)
{
	struct lws__test_piece *pieces = calloc(count + 1, sizeof(*pieces));
	size_t n;

	assert_non_null(pieces);
	for (n = 0; n < count; n++) {
		pieces[n].len = cuts[n + 1] - cuts[n];
		pieces[n].data =
			lws__test_guarded(data + cuts[n], pieces[n].len);
	}

	run(pieces, count, arg);

	for (n = 0; n < count; n++)
		lws__test_guarded_free(pieces[n].data, pieces[n].len);
	free(pieces);
}

void
lws__test_each_split(const void *data, size_t len, lws__test_run_fn run,
		     void *arg)
{
	size_t *cuts = calloc(len + 3, sizeof(*cuts));
	size_t n;

	assert_non_null(cuts);
	cuts[1] = len;
	run_cut(data, cuts, 1, run, arg);

	for (n = 1; n < len; n++) {
		cuts[1] = n;
		cuts[2] = len;
		run_cut(data, cuts, 2, run, arg);
	}

	for (n = 0; n <= len; n++)
		cuts[n] = n;
	if (len > 2)
		run_cut(data, cuts, len, run, arg);

	free(cuts);
}

void
lws__test_alloc_sweep(int (*fn)(void *arg), void *arg)
{
	unsigned long nth;

	for (nth = 1; nth < SWEEP_MAX; nth++) {
		bool met;
		int failed;

		lws__alloc_fail_at(nth, false);
		failed = fn(arg);
		met = lws__alloc_count() >= nth;
		lws__alloc_fail_at(0, false);

		if (!met) {
			assert_int_equal(failed, 0);
			return;
		}
	}

	fail_msg("still allocating after %d tries", SWEEP_MAX);
}
