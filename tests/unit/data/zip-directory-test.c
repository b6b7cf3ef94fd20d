/* SPDX-License-Identifier: MIT */
/*
 * The directory of zip archives, good and spoiled (hazard HF-07).
 */

#include "lws-test.h"
#include "data/zip-directory.h"
#include "zip-maker.h"

static struct zip_maker z;

static void
make(const char *comment)
{
	memset(&z, 0, sizeof(z));
	zip_maker_add(&z, "index.html", "hello", 5, false);
	zip_maker_add(&z, "a/b.txt", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 32,
		      true);
	zip_maker_finish(&z, comment);
}

struct result {
	struct lws__zip_end end;
	struct lws__zip_entry entry;
	uint64_t at;
};

/* what a reader of the file finds; nonzero: nothing, or nothing to read */
static int
look_up(const char *name, struct result *r)
{
	uint8_t *copy = lws__test_guarded(z.data, z.len), *directory = NULL;
	uint8_t *local = NULL;
	int failed = lws__zip_find_end(copy, z.len, z.len, &r->end);

	if (!failed) {
		assert_true(r->end.directory_at + r->end.directory_len <=
			    z.len);
		directory = lws__test_guarded(copy + r->end.directory_at,
					      r->end.directory_len);
		failed = lws__zip_find(directory, &r->end, name, &r->entry) ||
			 !lws__zip_is_readable(&r->entry, &r->end);
	}
	if (!failed) {
		local = lws__test_guarded(copy + r->entry.header_at,
					  LWS__ZIP_LOCAL_LEN);
		failed = lws__zip_data_at(local, &r->entry, &r->end, &r->at);
		lws__test_guarded_free(local, LWS__ZIP_LOCAL_LEN);
	}
	if (!failed)
		assert_true(r->at + r->entry.packed_len <= z.len);
	if (directory)
		lws__test_guarded_free(directory, r->end.directory_len);
	lws__test_guarded_free(copy, z.len);

	return failed;
}

static void
zip_directory__finds_members(void **state)
{
	static const char *const comments[] = {"", "PK", "a PK\5\6 comment"};
	struct result r;

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		make(comments[n]);
		assert_int_equal(look_up("index.html", &r), 0);
		assert_int_equal(r.entry.method, LWS__ZIP_STORED);
		assert_int_equal(r.entry.len, 5);
		assert_memory_equal(z.data + r.at, "hello", 5);
		/* 2024-02-29 12:34:56 */
		assert_int_equal(r.entry.modified, 1709210096);
		assert_int_equal(look_up("a/b.txt", &r), 0);
		assert_int_equal(r.entry.method, LWS__ZIP_DEFLATED);
		assert_int_equal(r.entry.len, 32);
		assert_int_not_equal(look_up("", &r), 0);
		assert_int_not_equal(look_up("index.htm", &r), 0);
		assert_int_not_equal(look_up("index.html2", &r), 0);
		assert_int_not_equal(look_up("INDEX.HTML", &r), 0);
		assert_int_not_equal(look_up("a", &r), 0);
	}
}

static void
zip_directory__needs_all_of_the_end(void **state)
{
	struct lws__zip_end end;

	(void)state;
	make("comment");
	for (size_t len = 0; len < z.len; len++) {
		uint8_t *copy = lws__test_guarded(z.data, len);

		/* the file is cut */
		assert_int_not_equal(lws__zip_find_end(copy, len, len, &end),
				     0);
		lws__test_guarded_free(copy, len);
	}
	/* a tail of it will do */
	assert_int_equal(lws__zip_find_end(z.data + z.end_at, z.len - z.end_at,
					   z.len, &end),
			 0);
	assert_int_equal(end.directory_at, z.directory_at);
	assert_int_not_equal(lws__zip_find_end(z.data, z.len, z.len - 1, &end),
			     0);
}

struct spoiled {
	const char *name;
	char where; /* 'e' end, 'd' entry of a/b.txt, 'l' its local header */
	uint8_t offset;
	uint8_t bytes; /* 2 or 4 */
	uint32_t value;
};

static void
zip_directory__refuses_lies(void **state)
{
	static const struct spoiled rows[] = {
		{"HF-07 directory outside", 'e', 16, 4, 0x7fffffff},
		{"HF-07 directory at the end's place", 'e', 16, 4, 0xffffffff},
		{"HF-07 directory too long", 'e', 12, 4, 0x7fffffff},
		{"HF-07 zip64 directory", 'e', 12, 4, 0xffffffff},
		{"HF-07 more entries than fit", 'e', 10, 2, 0xffff},
		{"counts differ", 'e', 8, 2, 1},
		{"another disk", 'e', 4, 2, 1},
		{"directory on another disk", 'e', 6, 2, 1},
		{"comment length", 'e', 20, 2, 1},
		{"HF-07 no entry", 'd', 0, 4, 0},
		{"HF-07 name longer than the directory", 'd', 28, 2, 0xffff},
		{"HF-07 extra longer than the directory", 'd', 30, 2, 0xffff},
		{"HF-07 comment longer than the directory", 'd', 32, 2, 0xff},
		{"HF-07 packed length beyond the directory", 'd', 20, 4, 10000},
		{"HF-07 zip64 packed length", 'd', 20, 4, 0xffffffff},
		{"HF-07 zip64 length", 'd', 24, 4, 0xffffffff},
		{"HF-07 more than deflate makes", 'd', 24, 4, 0x7fffffff},
		{"HF-07 stored, lengths differ", 'd', 10, 2, 0},
		{"HF-07 header outside", 'd', 42, 4, 0x7fffffff},
		{"HF-07 zip64 header", 'd', 42, 4, 0xffffffff},
		{"HF-07 header of another", 'd', 42, 4, 0},
		{"HF-07 header in the middle of data", 'd', 42, 4, 1},
		{"encrypted", 'd', 8, 2, 1},
		{"strongly encrypted", 'd', 8, 2, 65},
		{"another method", 'd', 10, 2, 9},
		{"no local header", 'l', 0, 4, 0},
		{"local method differs", 'l', 8, 2, 0},
		{"locally encrypted", 'l', 6, 2, 1},
		{"HF-07 local name length differs", 'l', 26, 2, 8},
		{"HF-07 local extra leads outside", 'l', 28, 2, 0xffff},
	};
	struct result r;

	(void)state;
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		uint8_t *p;

		make("");
		p = z.data + rows[n].offset +
		    (rows[n].where == 'e'   ? z.end_at
		     : rows[n].where == 'l' ? z.last_local
					    : z.directory_at + z.last_entry);
		if (rows[n].bytes == 2)
			zip_put16(p, rows[n].value);
		else
			zip_put32(p, rows[n].value);
		if (!look_up("a/b.txt", &r))
			fail_msg("%s was believed", rows[n].name);
	}
}

/* HF-07: any byte of it, of any value, leads to nothing outside */
static void
zip_directory__stays_inside_whatever_is_spoiled(void **state)
{
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	struct result r;

	(void)state;
	make("c");
	for (size_t at = 0; at < z.len; at++)
		for (size_t v = 0; v < sizeof(values); v++) {
			uint8_t was = z.data[at];

			z.data[at] = values[v];
			(void)look_up("a/b.txt", &r);
			z.data[at] = was;
		}
}

static void
zip_directory__knows_dates(void **state)
{
	static const struct {
		unsigned int date, time;
		int64_t expected;
	} rows[] = {
		{0 << 9 | 1 << 5 | 1, 0, 315532800},
		{20 << 9 | 2 << 5 | 29, 0, 951782400},
		{127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29, 4354819198},
		{0, 0, 0},
		{13 << 5 | 1, 0, 0},
		{1 << 5, 0, 0},
		{1 << 5 | 1, 24 << 11, 0},
		{1 << 5 | 1, 60 << 5, 0},
		{1 << 5 | 1, 30, 0},
	};
	struct result r;

	(void)state;
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		make("");
		zip_put16(z.data + z.directory_at + 12, rows[n].time);
		zip_put16(z.data + z.directory_at + 14, rows[n].date);
		assert_int_equal(look_up("index.html", &r), 0);
		assert_int_equal(r.entry.modified, rows[n].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zip_directory__finds_members),
		cmocka_unit_test(zip_directory__needs_all_of_the_end),
		cmocka_unit_test(zip_directory__refuses_lies),
		cmocka_unit_test(
			zip_directory__stays_inside_whatever_is_spoiled),
		cmocka_unit_test(zip_directory__knows_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
