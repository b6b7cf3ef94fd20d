/* SPDX-License-Identifier: MIT */
/*
 * The walk through the connections of a protocol: whatever is called for one
 * of them may take any of them out, put others in, and walk itself.
 */

#include "lws-test.h"
#include "core/core.h"
#include "core/protocols.h"

enum {
	MEMBERS = 5,
	WALKS_DEEP = 3,
	WALKS = 5000,
};

static struct lws members[MEMBERS];
static lws_dll2_owner_t list;
static unsigned int seen[MEMBERS], seed, depth; /* of walks */

static unsigned int
dice(unsigned int sides)
{
	seed = seed * 1103515245u + 12345u;

	return (seed >> 16) % sides;
}

/* all pointers agree, and nobody's place was left behind */
static void
check(void)
{
	const lws_dll2_t *prev = NULL;
	uint32_t count = 0;

	for (lws_dll2_t *d = list.head; d; prev = d, d = d->next, count++) {
		assert_ptr_equal(d->owner, &list);
		assert_ptr_equal(d->prev, prev);
		assert_true(depth ||
			    !lws_container_of(d, struct lws, same_protocol)
				     ->is_fake);
	}
	assert_ptr_equal(list.tail, prev);
	assert_int_equal(list.count, count);
}

static void
in_or_out(struct lws *wsi)
{
	if (lws_dll2_is_detached(&wsi->same_protocol))
		lws_dll2_add_tail(&wsi->same_protocol, &list);
	else
		lws_dll2_remove(&wsi->same_protocol);
}

static int
count_it(struct lws *wsi, void *arg)
{
	(void)arg;
	assert_false(wsi->is_fake);
	seen[wsi - members]++;

	return 0;
}

static int
disturb(struct lws *wsi, void *arg)
{
	assert_false(wsi->is_fake);
	assert_false(lws_dll2_is_detached(&wsi->same_protocol));
	check();
	/* it ends though each may be put back behind the place */
	if (dice(3))
		in_or_out(&members[dice(MEMBERS)]);
	if (depth < WALKS_DEEP && !dice(4)) {
		depth++;
		lws__same_protocol_each(&list, disturb, arg);
		depth--;
	}
	check();

	return !dice(40);
}

static int
stop_at(struct lws *wsi, void *arg)
{
	count_it(wsi, NULL);

	return wsi == arg ? 7 : 0;
}

static void
fill(void)
{
	memset(members, 0, sizeof(members));
	memset(&list, 0, sizeof(list));
	memset(seen, 0, sizeof(seen));
	for (int n = 0; n < MEMBERS; n++)
		lws_dll2_add_tail(&members[n].same_protocol, &list);
}

static void
walk__comes_to_each_once_and_leaves_the_list_as_it_was(void **state)
{
	int n = 0;

	(void)state;
	fill();
	assert_int_equal(lws__same_protocol_each(&list, count_it, NULL), 0);
	check();
	lws_start_foreach_dll(struct lws_dll2 *, d, list.head)
	{
		assert_ptr_equal(d, &members[n].same_protocol);
		assert_int_equal(seen[n++], 1);
	}
	lws_end_foreach_dll(d);
	assert_int_equal(n, MEMBERS);
}

static void
walk__of_nobody_is_none(void **state)
{
	(void)state;
	memset(&list, 0, sizeof(list));
	assert_int_equal(lws__same_protocol_each(&list, count_it, NULL), 0);
	assert_null(list.head);
	assert_null(list.tail);
}

static void
walk__stops_where_it_is_told(void **state)
{
	(void)state;
	fill();
	assert_int_equal(lws__same_protocol_each(&list, stop_at, &members[2]),
			 7);
	check();
	assert_int_equal(seen[2], 1);
	assert_int_equal(seen[3], 0);
	assert_int_equal(list.count, MEMBERS);
}

static void
walk__survives_all_that_is_done_to_its_list(void **state)
{
	(void)state;
	seed = 1;
	for (int n = 0; n < WALKS; n++) {
		fill();
		depth = 1;
		lws__same_protocol_each(&list, disturb, NULL);
		depth = 0;
		check();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			walk__comes_to_each_once_and_leaves_the_list_as_it_was),
		cmocka_unit_test(walk__of_nobody_is_none),
		cmocka_unit_test(walk__stops_where_it_is_told),
		cmocka_unit_test(walk__survives_all_that_is_done_to_its_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
