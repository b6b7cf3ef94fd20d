/* SPDX-License-Identifier: CC0-1.0 */
/*
 * buflist: bytes that wait, in the pieces in which they came.
 *
 * Every connection that gets more than it can pass on at once needs one.
 * Pieces can be looked at where they are (with LWS_PRE bytes of room before
 * them, so they can go to lws_write()), or copied out across their borders.
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

static int
append(struct lws_buflist **head, const char *text)
{
	return lws_buflist_append_segment(head, (const uint8_t *)text,
					  strlen(text));
}

static void
segments(void)
{
	struct lws_buflist *head = NULL; /* an empty one */
	uint8_t *p;

	check(append(&head, "hello ") == 1, "1: it was the first");
	check(append(&head, "world") == 0, "0: something waits before it");
	check(lws_buflist_total_len(&head) == 11, "11 bytes wait");

	/* the next piece, in place; LWS_PRE bytes before it may be written */
	check(lws_buflist_next_segment_len(&head, &p) == 6, "6 of them first");
	check(!memcmp(p, "hello ", 6), "namely these");
	memset(p - LWS_PRE, 0xff, LWS_PRE);

	/* part of it could be dealt with, then the rest */
	check(lws_buflist_use_segment(&head, 4) == 2, "2 are left of it");
	check(lws_buflist_next_segment_len(&head, &p) == 2 && *p == 'o',
	      "they come next");
	check(lws_buflist_use_segment(&head, 2) == 5, "then the second");

	lws_buflist_destroy_all_segments(&head);
	check(!head && !lws_buflist_total_len(&head), "empty again");
}

static void
copies_across_borders(void)
{
	struct lws_buflist *head = NULL;
	uint8_t buf[8];

	check(append(&head, "abc") >= 0 && append(&head, "defgh") >= 0 &&
		      append(&head, "i") >= 0,
	      "append");

	/* a look: everything stays */
	check(lws_buflist_linear_copy(&head, 2, buf, 4) == 4, "copy");
	check(!memcmp(buf, "cdef", 4), "across a border");

	/* taken out */
	check(lws_buflist_linear_use(&head, buf, 5) == 5, "use");
	check(!memcmp(buf, "abcde", 5), "the first five");
	check(lws_buflist_linear_use(&head, buf, sizeof(buf)) == 4, "the rest");
	check(!memcmp(buf, "fghi", 4), "is what was behind them");
	check(!head, "nothing is left");
}

/* where a segment is a message, its first and last bytes matter */
static void
messages_in_fragments(void)
{
	struct lws_buflist *head = NULL;
	char first, last;
	uint8_t buf[4];

	check(append(&head, "message") >= 0 && append(&head, "next") >= 0,
	      "append");
	check(lws_buflist_fragment_use(&head, buf, 4, &first, &last) == 4 &&
		      first && !last,
	      "the beginning");
	check(lws_buflist_fragment_use(&head, buf, 4, &first, &last) == 3 &&
		      !first && last,
	      "the end; it does not run into the next");
	check(lws_buflist_fragment_use(&head, buf, 4, &first, &last) == 4 &&
		      first && last,
	      "a whole one");
	check(!head, "nothing is left");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_buflist\n");

	segments();
	copies_across_borders();
	messages_in_fragments();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
