/* SPDX-License-Identifier: CC0-1.0 */
/*
 * lws_cache: items by key until their time is over, in levels.
 *
 * A level in memory with limits, what happens when an item's time is over, and
 * (where it is built) a small level in memory before a cookie file.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures, ended;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

static int
put(struct lws_cache_ttl_lru *cache, const char *key, const char *value,
    lws_usec_t expiry)
{
	return lws_cache_write_through(cache, key, (const uint8_t *)value,
				       strlen(value), expiry, NULL);
}

/* value NULL: the key is not there */
static int
has(struct lws_cache_ttl_lru *cache, const char *key, const char *value)
{
	const void *data;
	size_t size;

	if (lws_cache_item_get(cache, key, &data, &size))
		return !value;

	return value && size == strlen(value) && !memcmp(data, value, size);
}

static int
count(struct lws_cache_ttl_lru *cache, const char *wildcard)
{
	lws_cache_results_t walk;
	int found = 0;

	memset(&walk, 0, sizeof(walk));
	if (lws_cache_lookup(cache, wildcard, (const void **)&walk.ptr,
			     &walk.size))
		return 0;
	while (!lws_cache_results_walk(&walk))
		found++;

	return found;
}

static void
item_ended(void *item, size_t size)
{
	(void)item;
	(void)size;
	ended++;
}

static void
in_memory(struct lws_context *cx)
{
	struct lws_cache_creation_info info;
	struct lws_cache_ttl_lru *cache;

	memset(&info, 0, sizeof(info));
	info.cx = cx;
	info.name = "heap";
	info.ops = &lws_cache_ops_heap;
	info.cb = item_ended;
	info.max_items = 2;
	info.max_payload = 16;
	cache = lws_cache_create(&info);
	check(!!cache, "create");
	if (!cache)
		return;

	check(!put(cache, "a", "1", 0) && !put(cache, "b", "2", 0), "write");
	check(has(cache, "a", "1"), "get");
	/* b was used least recently, so it makes room */
	check(!put(cache, "c", "3", 0), "write a third");
	check(has(cache, "b", NULL) && has(cache, "a", "1") && ended == 1,
	      "the oldest made room");
	check(put(cache, "d", "longer than it may be", 0), "too long");
	check(count(cache, "*") == 2, "lookup");
	check(!lws_cache_item_remove(cache, "*") && !count(cache, "*"),
	      "remove all");
	check(!lws_cache_footprint(cache), "nothing is left");

	/* the event loop ends what is over */
	ended = 0;
	check(!put(cache, "e", "5", lws_now_usecs() + 1000), "write for 1 ms");
	while (!ended && lws_service(cx, 0) >= 0)
		;
	check(has(cache, "e", NULL), "its time is over");

	lws_cache_destroy(&cache);
	check(!cache, "destroy");
}

#if defined(LWS_WITH_CACHE_NSCOOKIEJAR)
static void
before_a_cookie_file(struct lws_context *cx, const char *path)
{
	struct lws_cache_ttl_lru *jar, *cache = NULL;
	struct lws_cache_creation_info info;

	(void)remove(path);
	memset(&info, 0, sizeof(info));
	info.cx = cx;
	info.name = "jar";
	info.ops = &lws_cache_ops_nscookiejar;
	info.u.nscookiejar.filepath = path;
	jar = lws_cache_create(&info);
	check(!!jar, "create the jar");

	memset(&info, 0, sizeof(info));
	info.cx = cx;
	info.name = "before the jar";
	info.ops = &lws_cache_ops_heap;
	info.parent = jar;
	info.max_items = 1;
	if (jar)
		cache = lws_cache_create(&info);
	check(!!cache, "create the level before it");
	if (cache) {
		check(!put(cache, "example.com|/|a",
			   "example.com\tFALSE\t/\tFALSE\t4102444800\ta\t1", 0),
		      "a cookie");
		check(!put(cache, "example.com|/b|b",
			   "example.com\tFALSE\t/b\tFALSE\t4102444800\tb\t2",
			   0),
		      "another one");
		/* the first level has room for one, the file has both */
		check(count(cache, "example.com|/b|*") == 2, "both for /b");
		check(count(cache, "example.com|/|*") == 1, "one for /");
		check(!count(cache, "elsewhere.com|/|*"), "none elsewhere");
	}
	lws_cache_destroy(&cache);
	lws_cache_destroy(&jar);
	(void)remove(path);
}
#endif

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	memset(&info, 0, sizeof(info));
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	lwsl_user("LWS API selftest: lws_cache\n");
	info.port = CONTEXT_PORT_NO_LISTEN;
	cx = lws_create_context(&info);
	if (!cx) {
		lwsl_err("no context\n");
		return 1;
	}

	in_memory(cx);
#if defined(LWS_WITH_CACHE_NSCOOKIEJAR)
	before_a_cookie_file(cx, "./api-test-lws_cache.cookies");
#endif
	lws_context_destroy(cx);
	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
