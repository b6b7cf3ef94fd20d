/* SPDX-License-Identifier: MIT */
/*
 * How long adding, moving, cancelling and firing a timer takes when a million
 * of them are queued.  Prints nanoseconds per operation.
 *
 *   micro-sul [timers]
 */

#include "core/sul.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TIMERS 1000000

static uint64_t seed = 42;
static unsigned long fired;

static uint32_t
rnd(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;

	return (uint32_t)(seed >> 33);
}

static double
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void
fire(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	fired++;
}

static double
report(const char *what, double since, unsigned long count)
{
	printf("%-24s %8.1f ns\n", what, (now_ns() - since) / (double)count);

	return now_ns();
}

int
main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : TIMERS, i;
	lws_sorted_usec_list_t *sul;
	lws_dll2_owner_t tree = {0};
	double since;

	if (!count || count > 100000000)
		return 1;
	sul = calloc(count, sizeof(*sul));
	if (!sul)
		return 1;

	since = now_ns();
	for (i = 0; i < count; i++) {
		sul[i].us = rnd();
		sul[i].cb = fire;
		lws__sul_tree_insert(&tree, &sul[i]);
	}
	since = report("add", since, count);

	for (i = 0; i < count; i++) {
		lws_sorted_usec_list_t *s = &sul[rnd() % count];

		s->us = rnd();
		lws__sul_tree_insert(&tree, s);
	}
	since = report("move", since, count);

	for (i = 0; i < count; i++) {
		lws_sorted_usec_list_t *s = &sul[i];

		s->us = (lws_usec_t)UINT32_MAX + (lws_usec_t)i;
		lws__sul_tree_insert(&tree, s);
	}
	since = report("move to the end", since, count);

	for (i = 0; i < count / 2; i++)
		lws__sul_tree_remove(&sul[rnd() % count]);
	since = report("cancel", since, count / 2);

	__lws_sul_service_ripe(&tree, 1, INT64_MAX);
	report("fire", since, fired);
	free(sul);

	return tree.head != NULL;
}
