/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_ring: one writer, any number of readers at different speeds.
 *
 * All elements have one size.  Each reader keeps a tail of its own; an element
 * lives until the slowest has passed it, so a message that goes to a hundred
 * connections is stored once.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

enum {
	SPACE = 8, /* one less can wait */
};

struct message {
	char *text; /* owned: freed by free_message() */
};

struct reader {
	struct reader *next;
	uint32_t tail; /* all of a reader's state */
};

static int alive; /* messages that are not freed */

/* called when the last reader has passed it */
static void
free_message(void *element)
{
	struct message *m = (struct message *)element;

	free(m->text);
	m->text = NULL;
	alive--;
}

static int
say(struct lws_ring *ring, int number)
{
	struct message m;

	m.text = (char *)malloc(32);
	if (!m.text)
		return 1;
	lws_snprintf(m.text, 32, "message %d", number);
	alive++;
	if (lws_ring_insert(ring, &m, 1) == 1)
		return 0;
	free_message(&m); /* full: it stays ours */

	return 1;
}

static int
next_is(struct lws_ring *ring, struct reader *r, const char *text)
{
	const struct message *m =
		(const struct message *)lws_ring_get_element(ring, &r->tail);

	return m ? text && !strcmp(m->text, text) : !text;
}

static void
two_readers(void)
{
	struct lws_ring *ring =
		lws_ring_create(sizeof(struct message), SPACE, free_message);
	struct reader slow = {NULL, 0}, fast = {&slow, 0}, *all = &fast;
	int n;

	check(!!ring, "create");
	if (!ring)
		return;

	fast.tail = slow.tail = lws_ring_get_oldest_tail(ring);
	for (n = 1; n <= 3; n++)
		check(!say(ring, n), "insert");
	check(lws_ring_get_count_waiting_elements(ring, &fast.tail) == 3,
	      "three wait for each");

	/* the macro also frees what nobody can read any more */
	check(next_is(ring, &fast, "message 1"), "the fast one reads");
	lws_ring_consume_and_update_oldest_tail(ring, struct reader, &fast.tail,
						2, all, tail, next);
	check(next_is(ring, &fast, "message 3"), "and is at the third");
	check(next_is(ring, &slow, "message 1"), "the slow one at the first");
	check(alive == 3, "so all three are kept");

	lws_ring_consume_and_update_oldest_tail(ring, struct reader, &slow.tail,
						1, all, tail, next);
	check(alive == 2, "the first can go now");

	while (!say(ring, n))
		n++;
	check(!lws_ring_get_count_free_elements(ring), "full");
	check(alive == SPACE - 1, "one less than its space");

	/* there is room when the slowest moves on, not before */
	lws_ring_consume_and_update_oldest_tail(ring, struct reader, &fast.tail,
						4, all, tail, next);
	check(!lws_ring_get_count_free_elements(ring), "still full");
	lws_ring_consume_and_update_oldest_tail(ring, struct reader, &slow.tail,
						4, all, tail, next);
	check(lws_ring_get_count_free_elements(ring) == 4, "room for four");

	lws_ring_destroy(ring);
	check(!alive, "what was left is freed with it");
}

/* with one reader, a ring of bytes */
static void
bytes(void)
{
	struct lws_ring *ring = lws_ring_create(1, 16, NULL);
	uint32_t tail = 0;
	size_t room;
	void *place;
	char buf[16];

	check(!!ring, "create");
	if (!ring)
		return;
	check(lws_ring_insert(ring, "0123456789", 10) == 10, "insert");
	check(lws_ring_consume(ring, &tail, buf, 6) == 6 &&
		      !memcmp(buf, "012345", 6),
	      "consume with a copy");
	lws_ring_update_oldest_tail(ring, tail);

	/* or without copying: read() straight into the ring */
	check(!lws_ring_next_linear_insert_range(ring, &place, &room) &&
		      room >= 4,
	      "a place to write at");
	memcpy(place, "abcd", 4);
	lws_ring_bump_head(ring, 4);
	check(lws_ring_consume(ring, &tail, buf, sizeof(buf)) == 8 &&
		      !memcmp(buf, "6789abcd", 8),
	      "in order");
	lws_ring_destroy(ring);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_ring\n");

	two_readers();
	bytes();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
