/* SPDX-License-Identifier: MIT */
/*
 * How long adding, moving, cancelling and firing a timer takes when a million
 * of them, or as many as asked for, are queued.  Few are measured many times,
 * so that there are a million operations of each kind.  Prints nanoseconds per
 * operation.
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

enum phase { ADD, MOVE, MOVE_TO_END, CANCEL, FIRE, PHASES };

static const char *const names[PHASES] = {"add", "move", "move to the end",
					  "cancel", "fire"};
static double took[PHASES];
static unsigned long did[PHASES];

static double
account(enum phase phase, double since, unsigned long count)
{
	double now = now_ns();

	took[phase] += now - since;
	did[phase] += count;

	return now_ns();
}

static void
once(lws_sorted_usec_list_t *sul, unsigned long count)
{
	lws_dll2_owner_t tree = {0};
	double since = now_ns();
	unsigned long i;

	for (i = 0; i < count; i++) {
		sul[i].us = rnd();
		sul[i].cb = fire;
		lws__sul_tree_insert(&tree, &sul[i]);
	}
	since = account(ADD, since, count);

	for (i = 0; i < count; i++) {
		lws_sorted_usec_list_t *s = &sul[rnd() % count];

		s->us = rnd();
		lws__sul_tree_insert(&tree, s);
	}
	since = account(MOVE, since, count);

	for (i = 0; i < count; i++) {
		lws_sorted_usec_list_t *s = &sul[i];

		s->us = (lws_usec_t)UINT32_MAX + (lws_usec_t)i;
		lws__sul_tree_insert(&tree, s);
	}
	since = account(MOVE_TO_END, since, count);

	for (i = 0; i < count / 2; i++)
		lws__sul_tree_remove(&sul[rnd() % count]);
	since = account(CANCEL, since, count / 2);

	fired = 0;
	__lws_sul_service_ripe(&tree, 1, INT64_MAX);
	account(FIRE, since, fired);
	if (tree.head)
		exit(1);
}

int
main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : TIMERS, i;
	lws_sorted_usec_list_t *sul;
	int phase;

	if (count < 2 || count > 100000000)
		return 1;
	sul = calloc(count, sizeof(*sul));
	if (!sul)
		return 1;
	for (i = 0; i < TIMERS; i += count)
		once(sul, count);
	for (phase = 0; phase < PHASES; phase++)
		printf("%-24s %8.1f ns\n", names[phase],
		       took[phase] / (double)did[phase]);
	free(sul);

	return 0;
}
