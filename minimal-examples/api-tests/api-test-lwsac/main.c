/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lwsac: a thousand small things, allocated one by one, freed all at once.
 *
 * The test builds a sorted list of records of any length in an lwsac, shares a
 * string that is in it already, and hands the whole to a second user who ends
 * later than the first.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RECORDS = 1000,
	CHUNK = 2048, /* what is asked from the heap at a time */
};

struct record {
	lws_list_ptr next; /* what lws_list_ptr_*() sort by and walk */
	unsigned int key;
	size_t len;
	/* followed by len bytes of payload */
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

static int
by_key(lws_list_ptr a, lws_list_ptr b)
{
	const struct record *ra = lws_list_ptr_container(a, struct record,
							 next),
			    *rb = lws_list_ptr_container(b, struct record,
							 next);

	return ra->key < rb->key ? -1 : ra->key > rb->key;
}

/* record and payload are one piece: aligned, and never moved */
static struct record *
add_record(struct lwsac **ac, lws_list_ptr *list, unsigned int key, size_t len)
{
	struct record *r = lwsac_use(ac, sizeof(*r) + len, CHUNK);

	if (!r)
		return NULL;
	r->key = key;
	r->len = len;
	memset(r + 1, (int)(key & 0xff), len);
	lws_list_ptr_insert(list, &r->next, by_key);

	return r;
}

static void
check_records(lws_list_ptr list)
{
	unsigned int last = 0, count = 0;

	while (list) {
		const struct record *r =
			lws_list_ptr_container(list, struct record, next);
		const unsigned char *p = (const unsigned char *)(r + 1);
		size_t n;

		check(r->key >= last, "sorted");
		for (n = 0; n < r->len; n++)
			if (p[n] != (r->key & 0xff)) {
				check(0, "payload");
				break;
			}
		last = r->key;
		count++;
		lws_list_ptr_advance(list);
	}
	check(count == RECORDS, "all are there");
}

static void
many_small_things(void)
{
	lws_list_ptr list = NULL;
	struct lwsac *ac = NULL;
	unsigned int n, key = 1;

	for (n = 0; n < RECORDS; n++) {
		key = key * 1103515245u + 12345u;
		check(!!add_record(&ac, &list, key >> 8, key >> 24),
		      "add a record");
	}
	check_records(list);
	lwsl_user("%d records: %llu bytes, %llu of them overhead\n", RECORDS,
		  (unsigned long long)lwsac_total_alloc(ac),
		  (unsigned long long)lwsac_total_overhead(ac));
	lwsac_free(&ac);
	check(!ac, "free");
}

static void
the_same_string_once(void)
{
	static uint8_t find[] = "a string that comes often";
	struct lwsac *ac = NULL;
	char *p = lwsac_use_zero(&ac, sizeof(find), CHUNK);
	uint8_t *again;

	check(!!p, "use zero");
	if (!p)
		return;
	memcpy(p, find, sizeof(find));

	again = lwsac_scan_extant(ac, find, sizeof(find) - 1, 1);
	check(again == (uint8_t *)p, "found instead of stored again");
	lwsac_free(&ac);
}

static void
two_users(void)
{
	struct lwsac *ac = NULL, *theirs;
	char *p = lwsac_use(&ac, 6, CHUNK);

	check(!!p, "use");
	if (!p)
		return;
	memcpy(p, "hello", 6);

	theirs = ac;
	lwsac_reference(theirs);
	lwsac_detach(&ac); /* we are done with it, they are not */
	check(!strcmp(p, "hello"), "still there");
	lwsac_unreference(&theirs);
	check(!theirs, "gone with its last user");
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lwsac\n");

	many_small_things();
	the_same_string_once();
	two_users();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
