/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_dsh: what waits to be sent in two directions shares one buffer.
 *
 * A proxy holds data that goes to the client and data that goes onward.  It
 * does not know which will be more, but it does know how much memory a
 * connection may have.  So both kinds live in one buffer, each in its own
 * order.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TO_CLIENT,
	ONWARD,
	KINDS,

	BUFFER_LEN = 4096,
};

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

/* takes the head of a kind and compares it with what is expected */
static int
take(struct lws_dsh *dsh, int kind, const char *expected)
{
	size_t len;
	void *p;

	if (lws_dsh_get_head(dsh, kind, &p, &len))
		return 0;
	if (len != strlen(expected) || memcmp(p, expected, len))
		return 0;
	lws_dsh_consume(dsh, kind, len);

	return 1;
}

static void
kinds_keep_their_order(void)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, BUFFER_LEN, KINDS);

	check(!!dsh, "create");
	if (!dsh)
		return;
	check(!lws_dsh_alloc_tail(dsh, TO_CLIENT, "first", 5, NULL, 0),
	      "store");
	/* a header and its payload, from two places, as one object */
	check(!lws_dsh_alloc_tail(dsh, ONWARD, "head:", 5, "body", 4),
	      "store two pieces");
	check(!lws_dsh_alloc_tail(dsh, TO_CLIENT, "second", 6, NULL, 0),
	      "store");

	check(take(dsh, ONWARD, "head:body"), "onward");
	check(take(dsh, TO_CLIENT, "first"), "to client, first");
	check(take(dsh, TO_CLIENT, "second"), "to client, second");
	check(!take(dsh, TO_CLIENT, ""), "nothing is left");
	lws_dsh_destroy(&dsh);
}

static void
a_full_buffer_refuses_until_something_leaves(void)
{
	struct lws_dsh *dsh = lws_dsh_create(NULL, BUFFER_LEN, KINDS);
	static const char payload[300];
	int stored = 0;

	check(!!dsh, "create");
	if (!dsh)
		return;
	while (!lws_dsh_alloc_tail(dsh, stored & 1, payload, sizeof(payload),
				   NULL, 0))
		stored++;
	lwsl_user("%d objects of %zu fit in %d bytes\n", stored,
		  sizeof(payload), BUFFER_LEN);
	check(stored > 8, "several fit");
	check(lws_dsh_get_size(dsh, TO_CLIENT) +
			      lws_dsh_get_size(dsh, ONWARD) <=
		      BUFFER_LEN,
	      "no more than there is");

	/* this is where a proxy stops reading (see lws_rx_flow_control) */
	lws_dsh_consume(dsh, TO_CLIENT, sizeof(payload));
	check(!lws_dsh_alloc_tail(dsh, ONWARD, payload, sizeof(payload), NULL,
				  0),
	      "room of one kind is room for another");
	lws_dsh_destroy(&dsh);
}

static void
small_writes_join_in_a_stream(void)
{
	struct lws_dsh *dsh = lws_dsh_create(
		NULL, BUFFER_LEN, KINDS | LWS_DSHFLAG_ENABLE_COALESCE);
	static const char digits[] = "0123456789";
	int n;

	check(!!dsh, "create");
	if (!dsh)
		return;
	for (n = 0; n < 10; n++)
		check(!lws_dsh_alloc_tail(dsh, ONWARD, &digits[n], 1, NULL, 0),
		      "store a byte");
	/* what the socket took is gone, the rest is next */
	lws_dsh_consume(dsh, ONWARD, 4);
	check(take(dsh, ONWARD, "456789"), "joined");
	lws_dsh_destroy(&dsh);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_dsh\n");

	kinds_keep_their_order();
	a_full_buffer_refuses_until_something_leaves();
	small_writes_join_in_a_stream();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
