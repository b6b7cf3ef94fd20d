/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_dll2: lists whose links are members of what is listed.
 *
 * Nothing is allocated; adding and removing take the same short time however
 * long the list is; each node knows its list, so it can be taken out by
 * whoever frees it, without asking which list it is in.
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

struct guest {
	const char *name;
	lws_dll2_t list; /* zeroed: in no list */
	int seat;
};

static int
by_seat(const lws_dll2_t *d, const lws_dll2_t *i)
{
	const struct guest *a = lws_container_of(d, struct guest, list),
			   *b = lws_container_of(i, struct guest, list);

	return a->seat - b->seat;
}

/* the names in order, "a b c" */
static const char *
names(lws_dll2_owner_t *owner, char *buf, size_t len)
{
	size_t n = 0;

	buf[0] = '\0';
	lws_start_foreach_dll(struct lws_dll2 *, d, lws_dll2_get_head(owner))
	{
		struct guest *g = lws_container_of(d, struct guest, list);

		n += (size_t)lws_snprintf(buf + n, len - n, "%s%s",
					  n ? " " : "", g->name);
	}
	lws_end_foreach_dll(d);

	return buf;
}

static void
adding_and_removing(void)
{
	struct guest a = {.name = "a"}, b = {.name = "b"}, c = {.name = "c"},
		     d = {.name = "d"};
	lws_dll2_owner_t owner;
	char buf[64];

	memset(&owner, 0, sizeof(owner)); /* an empty list */

	lws_dll2_add_tail(&b.list, &owner);
	lws_dll2_add_tail(&c.list, &owner);
	lws_dll2_add_head(&a.list, &owner);
	check(!strcmp(names(&owner, buf, sizeof(buf)), "a b c"), "head, tail");
	check(owner.count == 3, "it counts");

	lws_dll2_add_before(&d.list, &c.list);
	check(!strcmp(names(&owner, buf, sizeof(buf)), "a b d c"), "before c");
	lws_dll2_remove(&d.list);
	lws_dll2_add_insert(&d.list, &a.list);
	check(!strcmp(names(&owner, buf, sizeof(buf)), "a d b c"), "behind a");

	check(lws_dll2_owner(&d.list) == &owner, "a node knows its list");
	lws_dll2_remove(&d.list);
	check(lws_dll2_is_detached(&d.list), "and when it is in none");
	lws_dll2_remove(&d.list);
	check(owner.count == 3, "removing twice is harmless");
}

static void
sorted(void)
{
	struct guest g[] = {{.name = "five", .seat = 5},
			    {.name = "one", .seat = 1},
			    {.name = "nine", .seat = 9},
			    {.name = "four", .seat = 4}};
	lws_dll2_owner_t owner;
	char buf[64];
	size_t n;

	memset(&owner, 0, sizeof(owner));
	for (n = 0; n < LWS_ARRAY_SIZE(g); n++)
		lws_dll2_add_sorted(&g[n].list, &owner, by_seat);
	check(!strcmp(names(&owner, buf, sizeof(buf)), "one four five nine"),
	      "sorted by seat");

	check(lws_dll2_search_sz_pl(&owner, "nine", 4, struct guest, list,
				    name) == &g[2],
	      "found by name");
	check(!lws_dll2_search_sz_pl(&owner, "ten", 3, struct guest, list,
				     name),
	      "or not");
}

/* the node that is being visited may go, and be freed */
static int
free_if_even(struct lws_dll2 *d, void *user)
{
	struct guest *g = lws_container_of(d, struct guest, list);

	(void)user;
	if (g->seat & 1)
		return 0;
	lws_dll2_remove(&g->list);
	free(g);

	return 0; /* nonzero would end the walk */
}

static void
members_may_go_while_walking(void)
{
	lws_dll2_owner_t owner;
	int n;

	memset(&owner, 0, sizeof(owner));
	for (n = 0; n < 10; n++) {
		struct guest *g = (struct guest *)calloc(1, sizeof(*g));

		check(!!g, "calloc");
		if (!g)
			break;
		g->seat = n;
		lws_dll2_add_tail(&g->list, &owner);
	}
	lws_dll2_foreach_safe(&owner, NULL, free_if_even);
	check(owner.count == 5, "five are left");

	lws_start_foreach_dll_safe(struct lws_dll2 *, d, next, owner.head)
	{
		struct guest *g = lws_container_of(d, struct guest, list);

		lws_dll2_remove(&g->list);
		free(g);
	}
	lws_end_foreach_dll_safe(d, next);
	check(!owner.count && !owner.head && !owner.tail, "empty");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_dll2\n");

	adding_and_removing();
	sorted();
	members_may_go_while_walking();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
