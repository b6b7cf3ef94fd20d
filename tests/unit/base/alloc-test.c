/* SPDX-License-Identifier: MIT */
/*
 * alloc: the one door to memory, whose allocator it is, and who may fail it.
 */

#include "base/base.h"
#include "lws-test.h"

#include <pthread.h>
#include <stdlib.h>

static void
alloc__zeroed_is_zero(void **state)
{
	static const uint8_t zero[100];
	void *p;

	(void)state;
	for (int i = 0; i < 4; i++) {
		p = lws__malloc(100, "test");
		memset(p, 0xa5, 100);
		lws__free(p);
		p = lws__zalloc(100, "test");
		assert_memory_equal(p, zero, 100);
		lws__free(p);
	}
}

static void
alloc__nothing_is_something(void **state)
{
	void *p = lws__malloc(0, "test"), *q = lws__zalloc(0, "test");

	(void)state;
	assert_non_null(p);
	assert_non_null(q);
	lws__free(p);
	lws__free(q);
	lws__free(NULL);
}

static void
alloc__refuses_lengths_that_wrapped(void **state)
{
	void *p = lws__malloc(8, "test");

	(void)state;
	assert_null(lws__malloc(SIZE_MAX, "test"));
	assert_null(lws__zalloc((size_t)PTRDIFF_MAX + 1, "test"));
	assert_null(lws__realloc(p, SIZE_MAX - 8, "test"));
	assert_null(lws__strndup("x", SIZE_MAX, "test"));
	lws__free(p); /* it was not touched */
}

static void
alloc__realloc_keeps_content_and_zero_frees(void **state)
{
	char *p = lws__realloc(NULL, 4, "test");

	(void)state;
	memcpy(p, "abc", 4);
	p = lws__realloc(p, 1000, "test");
	assert_string_equal(p, "abc");
	assert_null(lws__realloc(p, 0, "test"));
	assert_null(lws__realloc(NULL, 0, "test"));
	p = lws_realloc(NULL, 4, "test");
	assert_non_null(p);
	assert_null(lws_realloc(p, 0, "test"));
}

static void
alloc__strings_are_copied_with_their_nul(void **state)
{
	char *s = lws__strdup("hello", "test"), *n, *e;
	uint8_t *src = lws__test_guarded("hel", 3);

	(void)state;
	n = lws__strndup((char *)src, 3, "test");
	e = lws__strndup(NULL, 0, "test");
	assert_string_equal(s, "hello");
	assert_string_equal(n, "hel");
	assert_string_equal(e, "");
	lws__test_guarded_free(src, 3);
	lws__free(s);
	lws__free(n);
	lws__free(e);
}

static void
alloc__heap_in_use_goes_up_and_down(void **state)
{
	size_t was = lws_get_allocated_heap(), big, small;
	void *p = lws__malloc(10000, "test"), *q;

	(void)state;
	big = lws_get_allocated_heap();
	q = lws__zalloc(100, "test");
	p = lws__realloc(p, 100, "test");
	small = lws_get_allocated_heap();
	lws__free(p);
	lws__free(q);
	assert_int_equal(lws_get_allocated_heap(), was);
#if defined(LWS_HAVE_MALLOC_USABLE_SIZE)
	assert_true(big >= was + 10000);
	assert_true(small >= was + 200 && small < big);
#else
	assert_int_equal(big, 0);
	assert_int_equal(small, 0);
#endif
}

static void
alloc__the_nth_fails_once(void **state)
{
	void *p, *q;

	(void)state;
	lws__alloc_fail_at(2, false);
	p = lws__malloc(8, "test");
	assert_non_null(p);
	assert_null(lws__zalloc(8, "test"));
	q = lws__realloc(p, 16, "test");
	assert_non_null(q);
	assert_int_equal(lws__alloc_count(), 3);
	lws__free(q);
	lws__alloc_fail_at(0, false);
	assert_int_equal(lws__alloc_count(), 0);
}

static void
alloc__from_the_nth_on_all_fail(void **state)
{
	char *p = lws__strdup("kept", "test");

	(void)state;
	lws__alloc_fail_at(1, true);
	assert_null(lws__malloc(8, "test"));
	assert_null(lws__strdup("x", "test"));
	assert_null(lws__realloc(p, 16, "test"));
	assert_string_equal(p, "kept");
	lws__alloc_fail_at(0, false);
	lws__free(p);
}

static void *
take_and_give_back(void *arg)
{
	for (size_t n = 1; n < 2000; n++) {
		void *p = lws__malloc(n, "test");

		p = lws__realloc(p, n * 2, "test");
		lws__free(p);
	}

	return arg;
}

static void
alloc__threads_keep_the_count_right(void **state)
{
	size_t was = lws_get_allocated_heap();
	pthread_t thread[4];

	(void)state;
	for (int n = 0; n < 4; n++)
		assert_int_equal(pthread_create(&thread[n], NULL,
						take_and_give_back, NULL),
				 0);
	for (int n = 0; n < 4; n++)
		pthread_join(thread[n], NULL);
	assert_int_equal(lws_get_allocated_heap(), was);
}

static int own_calls;
static const char *own_reason;

static void *
own_realloc(void *ptr, size_t size, const char *reason)
{
	own_calls++;
	own_reason = reason;
	if (!size) {
		free(ptr);
		return NULL;
	}
	ptr = realloc(ptr, size);
	memset(ptr, 0x5a, size);

	return ptr;
}

static void
alloc__the_applications_allocator_gets_everything(void **state)
{
	static const uint8_t zero[64];
	size_t was = lws_get_allocated_heap();
	void *p;

	(void)state;
	lws_set_allocator(own_realloc);
	p = lws__malloc(8, "why");
	assert_string_equal(own_reason, "why");
	p = lws__realloc(p, 16, "more");
	assert_string_equal(own_reason, "more");
	lws__free(p);
	p = lws__zalloc(64, "zero");
	assert_memory_equal(p, zero, 64);
	assert_null(lws__realloc(p, 0, "end"));
	assert_int_equal(own_calls, 5);
	assert_int_equal(lws_get_allocated_heap(), was);
	lws_set_allocator(NULL);
	lws__free(lws__malloc(8, "test"));
	assert_int_equal(own_calls, 5);
}

static void
alloc__bzero_clears_exactly_len(void **state)
{
	uint8_t b[8];

	(void)state;
	memset(b, 1, sizeof(b));
	lws_explicit_bzero(b + 2, 4);
	assert_memory_equal(b, "\1\1\0\0\0\0\1\1", 8);
	lws_explicit_bzero(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alloc__zeroed_is_zero),
		cmocka_unit_test(alloc__nothing_is_something),
		cmocka_unit_test(alloc__refuses_lengths_that_wrapped),
		cmocka_unit_test(alloc__realloc_keeps_content_and_zero_frees),
		cmocka_unit_test(alloc__strings_are_copied_with_their_nul),
		cmocka_unit_test(alloc__heap_in_use_goes_up_and_down),
		cmocka_unit_test(alloc__threads_keep_the_count_right),
		cmocka_unit_test(alloc__the_nth_fails_once),
		cmocka_unit_test(alloc__from_the_nth_on_all_fail),
		cmocka_unit_test(
			alloc__the_applications_allocator_gets_everything),
		cmocka_unit_test(alloc__bzero_clears_exactly_len),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
