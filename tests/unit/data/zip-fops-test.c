/* SPDX-License-Identifier: MIT */
/*
 * Files in zip archives through the vfs: stored, inflated, as gzip; and data
 * that is not what the archive says (hazard HF-07).
 */

#include "lws-test.h"
#include "base/base.h"
#include "core/vfs.h"
#include "zip-maker.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
	BIG = 100000,
};

/* packed into so little that the inflater has all of it at once */
static const uint8_t same[5000];
static struct lws_plat_file_ops platform;
static struct zip_maker z;
static char dir[64], path[96], member[160];
static uint8_t big[BIG], out[BIG + 1024];

static void
make(void)
{
	memset(&z, 0, sizeof(z));
	zip_maker_add(&z, "index.html", "hello", 5, false);
	zip_maker_add(&z, "empty", "", 0, true);
	zip_maker_add(&z, "same", same, sizeof(same), true);
	zip_maker_add(&z, "a/b.txt", big, sizeof(big), true);
	zip_maker_finish(&z, "");
}

static void
store(void)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, z.data, z.len), (ssize_t)z.len);
	close(fd);
}

static lws_fop_fd_t
open_member(const char *name, lws_fop_flags_t *flags)
{
	snprintf(member, sizeof(member), "%s/%s", path, name);

	return lws_vfs_file_open(&platform, member, flags);
}

/* bytes read in pieces of `step`, -1: reading failed */
static ssize_t
read_all(lws_fop_fd_t f, size_t step)
{
	size_t len = 0;

	for (;;) {
		lws_filepos_t got = 0;

		assert_true(len < sizeof(out));
		if (lws_vfs_file_read(f, &got, out + len,
				      step < sizeof(out) - len
					      ? step
					      : sizeof(out) - len))
			return -1;
		if (!got)
			return (ssize_t)len;
		len += (size_t)got;
	}
}

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/lws-zip-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/site.zip", dir);
	lws__vfs_platform(&platform, NULL, NULL);
	/* not all alike, so that it takes more than one piece packed */
	for (size_t n = 0; n < sizeof(big); n++)
		big[n] = (uint8_t)((n * n >> 7) ^ n);
	make();
	store();

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);

	return rmdir(dir);
}

static void
zip_fops__reads_stored_and_deflated(void **state)
{
	static const size_t steps[] = {1, 7, 1000, 65536, BIG};

	(void)state;
	for (size_t n = 0; n < 5; n++) {
		lws_fop_flags_t flags = LWS_O_RDONLY;
		lws_fop_fd_t f = open_member("index.html", &flags);

		assert_non_null(f);
		assert_int_equal(lws_vfs_get_length(f), 5);
		assert_int_equal(lws_vfs_get_mod_time(f), 1709210096);
		assert_true(flags & LWS_FOP_FLAG_VIRTUAL);
		assert_true(flags & LWS_FOP_FLAG_MOD_TIME_VALID);
		assert_int_equal(read_all(f, steps[n]), 5);
		assert_memory_equal(out, "hello", 5);
		lws_vfs_file_close(&f);
		assert_null(f);

		flags = LWS_O_RDONLY;
		f = open_member("a/b.txt", &flags);
		assert_non_null(f);
		assert_false(flags & LWS_FOP_FLAG_COMPR_IS_GZIP);
		assert_int_equal(read_all(f, steps[n]), BIG);
		assert_memory_equal(out, big, BIG);
		lws_vfs_file_close(&f);

		f = open_member("same", &flags);
		assert_non_null(f);
		assert_int_equal(read_all(f, steps[n]), sizeof(same));
		lws_vfs_file_close(&f);

		f = open_member("empty", &flags);
		assert_non_null(f);
		assert_int_equal(read_all(f, steps[n]), 0);
		lws_vfs_file_close(&f);
	}
}

static void
zip_fops__goes_to_any_place(void **state)
{
	static const lws_fileofs_t places[] = {0, 5000, 4999, 99999,
					       1, BIG,  0,    50000};
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_fop_fd_t f = open_member("a/b.txt", &flags);

	(void)state;
	assert_non_null(f);
	for (size_t n = 0; n < 8; n++) {
		lws_filepos_t got = 0;

		assert_int_equal(lws_vfs_file_seek_set(f, places[n]),
				 places[n]);
		assert_int_equal(lws_vfs_file_read(f, &got, out, 100), 0);
		assert_int_equal(got,
				 places[n] + 100 > BIG ? BIG - places[n] : 100);
		assert_memory_equal(out, big + places[n], (size_t)got);
	}
	assert_int_equal(lws_vfs_file_seek_set(f, BIG + 1), -1);
	assert_int_equal(lws_vfs_file_seek_set(f, -1), -1);
	lws_vfs_file_close(&f);
}

static void
zip_fops__gives_gzip_to_who_takes_it(void **state)
{
	static const size_t steps[] = {1, 9, 10, 11, 4096, BIG};

	(void)state;
	for (size_t n = 0; n < 6; n++) {
		lws_fop_flags_t flags =
			LWS_O_RDONLY | LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP;
		lws_fop_fd_t f = open_member("a/b.txt", &flags);
		static uint8_t plain[BIG + 1];
		ssize_t len;
		z_stream s;

		assert_non_null(f);
		assert_true(flags & LWS_FOP_FLAG_COMPR_IS_GZIP);
		len = read_all(f, steps[n]);
		assert_int_equal(len, lws_vfs_get_length(f));
		lws_vfs_file_close(&f);

		/* zlib reads it as gzip, with its checksum */
		memset(&s, 0, sizeof(s));
		assert_int_equal(inflateInit2(&s, MAX_WBITS + 16), Z_OK);
		s.next_in = out;
		s.avail_in = (unsigned int)len;
		s.next_out = plain;
		s.avail_out = sizeof(plain);
		assert_int_equal(inflate(&s, Z_FINISH), Z_STREAM_END);
		assert_int_equal(s.total_out, BIG);
		assert_int_equal(s.avail_in, 0);
		assert_memory_equal(plain, big, BIG);
		inflateEnd(&s);

		/* what is stored stays what it is */
		flags = LWS_O_RDONLY | LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP;
		f = open_member("index.html", &flags);
		assert_non_null(f);
		assert_false(flags & LWS_FOP_FLAG_COMPR_IS_GZIP);
		lws_vfs_file_close(&f);
	}
}

static void
zip_fops__opens_nothing_else(void **state)
{
	static const char *const names[] = {"",
					    "/",
					    "nope",
					    "/index.html",
					    "../site.zip/index.html",
					    "index.html/",
					    "a",
					    "a/",
					    "./index.html",
					    "index.html/x.zip/y"};
	lws_fop_flags_t flags;
	lws_filepos_t got = 1;
	lws_fop_fd_t f;

	(void)state;
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		flags = LWS_O_RDONLY;
		assert_null(open_member(names[n], &flags));
	}
	flags = LWS_O_WRONLY;
	assert_null(open_member("index.html", &flags));
	flags = LWS_O_RDONLY;
	assert_null(
		lws_vfs_file_open(&platform, "/none.zip/index.html", &flags));
	/* a folder of that name */
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(open_member("index.html", &flags));
	rmdir(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_null(open_member("index.html", &flags));
	unlink(path);
	store();

	f = open_member("index.html", &flags);
	assert_non_null(f);
	assert_true(lws_vfs_file_write(f, &got, out, 1) < 0);
	assert_int_equal(got, 0);
	lws_vfs_file_close(&f);
}

/* HF-07: what is not as long as was said, or has another checksum, fails to be
 * read before its end */
static void
zip_fops__fails_where_the_data_lies(void **state)
{
	static const struct {
		uint8_t offset; /* in the entry of a/b.txt */
		uint32_t value;
	} rows[] = {{16, 0x12345678}, {24, BIG + 1}, {24, BIG - 1}, {20, 1000}};

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		lws_fop_flags_t flags = LWS_O_RDONLY;
		lws_fop_fd_t f;

		make();
		zip_put32(z.data + z.directory_at + z.last_entry +
				  rows[n].offset,
			  rows[n].value);
		store();
		f = open_member("a/b.txt", &flags);
		assert_non_null(f);
		assert_int_equal(read_all(f, 1000), -1);
		lws_vfs_file_close(&f);
	}
	/* the stream itself is spoiled */
	make();
	memset(z.data + z.last_local + 2000, 0xff, 100);
	store();
	{
		lws_fop_flags_t flags = LWS_O_RDONLY;
		lws_fop_fd_t f = open_member("a/b.txt", &flags);

		assert_non_null(f);
		assert_int_equal(read_all(f, 1000), -1);
		lws_vfs_file_close(&f);
	}
	/* the file shrinks while it is read */
	make();
	store();
	{
		lws_fop_flags_t flags = LWS_O_RDONLY;
		lws_fop_fd_t f = open_member("a/b.txt", &flags);

		assert_non_null(f);
		assert_int_equal(truncate(path, 200), 0);
		assert_int_equal(read_all(f, 1000), -1);
		lws_vfs_file_close(&f);
	}
	make();
	store();
}

static int
read_one(void *arg)
{
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_fop_fd_t f = open_member("a/b.txt", &flags);
	ssize_t len;

	(void)arg;
	if (!f)
		return 1;
	len = read_all(f, 10000);
	lws_vfs_file_close(&f);

	return len < 0;
}

static void
zip_fops__fails_cleanly_without_memory(void **state)
{
	(void)state;
	lws__test_alloc_sweep(read_one, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zip_fops__reads_stored_and_deflated),
		cmocka_unit_test(zip_fops__goes_to_any_place),
		cmocka_unit_test(zip_fops__gives_gzip_to_who_takes_it),
		cmocka_unit_test(zip_fops__opens_nothing_else),
		cmocka_unit_test(zip_fops__fails_where_the_data_lies),
		cmocka_unit_test(zip_fops__fails_cleanly_without_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
