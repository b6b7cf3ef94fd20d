/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_map: from keys to values, both any bytes, both copied into the map.
 *
 * Three maps: one with all defaults, one that is not case-sensitive, and one
 * whose memory is part of an lwsac and goes with it.
 */

#include <libwebsockets.h>

#include <ctype.h>
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
has(lws_map_t *map, char *key, const char *value)
{
	struct lws_map_item *item = lws_map_item_lookup_ks(map, key);

	if (!item || !value)
		return !item && !value;

	/* values are bytes: there is no NUL unless it was counted in */
	return lws_map_item_value_len(item) == strlen(value) &&
	       !memcmp(lws_map_item_value(item), value, strlen(value));
}

static int
put(lws_map_t *map, char *key, char *value)
{
	return !!lws_map_item_create_ks(map, key, value, strlen(value));
}

static void
defaults_will_do(void)
{
	static char one[] = "one", two[] = "two", on[] = "on";
	static char v1[] = "1", v2[] = "two, too", again[] = "one again";
	lws_map_info_t info;
	lws_map_t *map;

	memset(&info, 0, sizeof(info));
	map = lws_map_create(&info);
	check(!!map, "create");
	if (!map)
		return;

	check(put(map, one, v1), "create one");
	check(put(map, two, v2), "create two");
	check(has(map, one, "1"), "look up one");
	check(has(map, two, "two, too"), "look up two");
	check(has(map, on, NULL), "a part of a key is no key");

	check(put(map, one, again), "create one again");
	check(has(map, one, "one again"), "the new value counts");

	lws_map_item_destroy(lws_map_item_lookup_ks(map, one));
	check(has(map, one, NULL), "one is gone");
	check(has(map, two, "two, too"), "two is not");

	lws_map_destroy(&map);
	check(!map, "destroy");
}

/* equal keys must have equal hashes: so both functions, or none */
static lws_map_hash_t
hash_any_case(const lws_map_key_t key, size_t len)
{
	const unsigned char *p = (const unsigned char *)key;
	lws_map_hash_t hash = 2166136261u; /* FNV-1a */

	while (len--)
		hash = (hash ^ (lws_map_hash_t)tolower(*p++)) * 16777619u;

	return hash;
}

static int
compare_any_case(const lws_map_key_t key1, size_t kl1,
		 const lws_map_value_t key2, size_t kl2)
{
	const unsigned char *a = (const unsigned char *)key1,
			    *b = (const unsigned char *)key2;

	if (kl1 != kl2)
		return 1;
	while (kl1--)
		if (tolower(*a++) != tolower(*b++))
			return 1;

	return 0;
}

static void
keys_may_be_compared_your_way(void)
{
	static char host[] = "Host", lower[] = "host", v[] = "example.com";
	lws_map_info_t info;
	lws_map_t *map;

	memset(&info, 0, sizeof(info));
	info._hash = hash_any_case;
	info._compare = compare_any_case;
	map = lws_map_create(&info);
	check(!!map, "create");
	if (!map)
		return;

	check(put(map, host, v), "create");
	check(has(map, lower, "example.com"), "look up in another case");
	lws_map_destroy(&map);
}

static void
a_map_may_be_part_of_an_lwsac(void)
{
	static char key[] = "key 0", value[] = "value";
	struct lwsac *ac = NULL;
	lws_map_info_t info;
	lws_map_t *map;
	int n;

	memset(&info, 0, sizeof(info));
	info._alloc = lws_map_alloc_lwsac;
	info._free = lws_map_free_lwsac;
	info.opaque = &ac;
	info.aux = (void *)(uintptr_t)2048; /* chunk size */
	info.modulo = 16;
	map = lws_map_create(&info);
	check(!!map, "create");
	if (!map)
		return;

	for (n = 0; n < 10; n++) {
		key[4] = (char)('0' + n);
		check(put(map, key, value), "create");
	}
	check(has(map, key, "value"), "look up");
	lwsl_user("the map with 10 items takes %llu bytes of an lwsac\n",
		  (unsigned long long)lwsac_total_alloc(ac));

	/* the map and all items at once */
	lwsac_free(&ac);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: lws_map\n");

	defaults_will_do();
	keys_may_be_compared_your_way();
	a_map_may_be_part_of_an_lwsac();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
