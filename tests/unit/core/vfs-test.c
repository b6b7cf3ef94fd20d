/* SPDX-License-Identifier: MIT */
/* Which file system a path belongs to, and the calls common to all of them. */

#include "core/core.h"
#include "core/vfs.h"
#include "lws-test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* a file system in memory: remembers how it was opened */
static struct {
	const struct lws_plat_file_ops *own, *fops;
	char filename[64], vpath[64];
	lws_fop_flags_t flags;
	struct lws_fop_fd fd;
	unsigned int closed;
} mem;

static lws_fop_fd_t
mem_open(const struct lws_plat_file_ops *fops_own,
	 const struct lws_plat_file_ops *fops, const char *filename,
	 const char *vpath, lws_fop_flags_t *flags)
{
	mem.own = fops_own;
	mem.fops = fops;
	snprintf(mem.filename, sizeof(mem.filename), "%s", filename);
	snprintf(mem.vpath, sizeof(mem.vpath), "%s", vpath);
	mem.flags = *flags;
	*flags |= LWS_FOP_FLAG_COMPR_IS_GZIP | LWS_FOP_FLAG_VIRTUAL;
	mem.fd.fops = fops_own;
	mem.fd.flags = *flags;
	mem.fd.len = 100;
	mem.fd.pos = 0;
	mem.fd.mod_time = 77;

	return &mem.fd;
}

static int
mem_close(lws_fop_fd_t *fop_fd)
{
	mem.closed++;
	*fop_fd = NULL;

	return 0;
}

static lws_fileofs_t
mem_seek(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_fileofs_t at = (lws_fileofs_t)fop_fd->pos + offset;

	if (at < 0)
		return -1;
	fop_fd->pos = (lws_filepos_t)at;

	return at;
}

static int
mem_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
	 lws_filepos_t len)
{
	memset(buf, 'm', (size_t)len);
	fop_fd->pos += len;
	*amount = len;

	return 0;
}

static int
mem_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
	  lws_filepos_t len)
{
	(void)fop_fd;
	(void)buf;
	(void)len;
	*amount = 0;

	return -1; /* read-only */
}

#define MEM_OPS                                                 \
	.LWS_FOP_OPEN = mem_open, .LWS_FOP_CLOSE = mem_close,   \
	.LWS_FOP_SEEK_CUR = mem_seek, .LWS_FOP_READ = mem_read, \
	.LWS_FOP_WRITE = mem_write

static struct lws_plat_file_ops tar = {
	MEM_OPS,
	.fi = {{".tar/", 5}, {".tgz/", 0 /* counted */}},
};
static struct lws_plat_file_ops zip = {
	MEM_OPS,
	.fi = {{".zip/", 5}, {".jar/", 5}, {".war/", 5}},
	.next = &tar,
};
static struct lws_plat_file_ops platform;
static struct lws_context cx;

static int
setup(void **state)
{
	(void)state;
	memset(&mem, 0, sizeof(mem));
	lws__vfs_platform(&platform, &cx, &zip);

	return 0;
}

static void
vfs__path_belongs_to_the_first_signature_in_it(void **state)
{
	const struct {
		const char *path;
		const struct lws_plat_file_ops *owner;
		const char *vpath;
	} cases[] = {
		{"/srv/a.html", &platform, ""},
		{"/srv/a.zip", &platform, ""},
		{"/srv/a.zip/b.html", &zip, "b.html"},
		{"/srv/a.jar/b.html", &zip, "b.html"},
		{"/srv/a.war/", &zip, ""},
		{"/srv/a.tar/x", &tar, "x"},
		{"/srv/a.tgz/x", &tar, "x"},
		{"/srv/a.tar/b.zip/c", &tar, "b.zip/c"},
		{"/srv/a.zip/b.tar/c", &zip, "b.tar/c"},
		{".zip/x", &zip, "x"},
		{"", &platform, ""},
		{"/srv/a.ZIP/x", &platform, ""},
	};
	const char *vpath;
	size_t i;

	(void)state;
	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		assert_ptr_equal(
			lws__vfs_select(&platform, cases[i].path, &vpath),
			cases[i].owner);
		assert_string_equal(vpath, cases[i].vpath);
	}
}

static void
vfs__earlier_in_the_chain_wins_at_the_same_place(void **state)
{
	struct lws_plat_file_ops mine = {MEM_OPS, .fi = {{".zip/", 5}},
					 .next = &zip};
	const char *vpath;

	(void)state;
	platform.next = &mine;
	assert_ptr_equal(lws__vfs_select(&platform, "/a.zip/b", &vpath), &mine);
	assert_ptr_equal(lws__vfs_select(&platform, "/a.jar/b", &vpath), &zip);
}

static void
vfs__open_hands_over_path_and_flags_and_brings_flags_back(void **state)
{
	lws_fop_flags_t flags = O_RDONLY | LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP;
	lws_fop_fd_t f = lws_vfs_file_open(&platform, "/d/a.zip/b/c", &flags);
	lws_filepos_t amount;
	uint8_t buf[4];

	(void)state;
	assert_ptr_equal(f, &mem.fd);
	assert_ptr_equal(mem.own, &zip);
	assert_ptr_equal(mem.fops, &platform);
	assert_string_equal(mem.filename, "/d/a.zip/b/c");
	assert_string_equal(mem.vpath, "b/c");
	assert_true(mem.flags & LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP);
	assert_true(flags & LWS_FOP_FLAG_COMPR_IS_GZIP);
	assert_true(flags & LWS_FOP_FLAG_VIRTUAL);

	assert_int_equal(lws_vfs_get_length(f), 100);
	assert_int_equal(lws_vfs_get_mod_time(f), 77);
	assert_int_equal(lws_vfs_file_read(f, &amount, buf, 3), 0);
	assert_int_equal(amount, 3);
	assert_int_equal(lws_vfs_tell(f), 3);
	assert_int_equal(lws_vfs_file_write(f, &amount, buf, 3), -1);
	assert_int_equal(lws_vfs_file_seek_cur(f, 7), 10);
	assert_int_equal(lws_vfs_file_seek_set(f, 4), 4);
	assert_int_equal(lws_vfs_file_seek_set(f, -1), -1);
	assert_int_equal(lws_vfs_file_seek_end(f, -1), 99);
	assert_int_equal(lws_vfs_file_seek_end(f, 0), 100);
	assert_int_equal(lws_vfs_file_seek_end(f, INT64_MAX), -1);
	assert_int_equal(lws_vfs_tell(f), 100);
	assert_int_equal(lws_vfs_file_close(&f), 0);
	assert_int_equal(mem.closed, 1);
	assert_int_equal(lws_vfs_file_close(&f), 0); /* twice is harmless */
	assert_int_equal(mem.closed, 1);
}

static void
vfs__unclaimed_paths_are_the_platforms(void **state)
{
	char name[] = "/tmp/lws-vfs-XXXXXX";
	int fd = mkstemp(name);
	lws_fop_flags_t flags = O_RDWR;
	lws_filepos_t amount;
	uint8_t buf[] = "abc";
	lws_fop_fd_t f;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	f = lws_vfs_file_open(&platform, name, &flags);
	assert_non_null(f);
	assert_true(flags & LWS_FOP_FLAG_MOD_TIME_VALID);
	assert_false(flags & LWS_FOP_FLAG_VIRTUAL);
	assert_int_equal(lws_vfs_file_write(f, &amount, buf, 3), 0);
	assert_int_equal(lws_vfs_get_length(f), 3);
	assert_int_equal(lws_vfs_file_seek_end(f, -2), 1);
	assert_int_equal(lws_vfs_file_read(f, &amount, buf, 3), 0);
	assert_int_equal(amount, 2);
	assert_memory_equal(buf, "bc", 2);
	assert_int_equal(lws_vfs_file_close(&f), 0);
	unlink(name);

	flags = O_RDONLY;
	assert_null(lws_vfs_file_open(&platform, name, &flags));
	assert_int_equal(errno, ENOENT);
}

static void
vfs__context_knows_the_head_of_the_chain(void **state)
{
	(void)state;
	lws__vfs_platform(&cx.fops_platform, &cx, NULL);
	lws_set_fops(&cx, NULL);
	assert_ptr_equal(lws_get_fops(&cx), &cx.fops_platform);
	assert_ptr_equal(lws_get_fops(&cx)->cx, &cx);
	lws_set_fops(&cx, &platform);
	assert_ptr_equal(lws_get_fops(&cx), &platform);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			vfs__path_belongs_to_the_first_signature_in_it, setup),
		cmocka_unit_test_setup(
			vfs__earlier_in_the_chain_wins_at_the_same_place,
			setup),
		cmocka_unit_test_setup(
			vfs__open_hands_over_path_and_flags_and_brings_flags_back,
			setup),
		cmocka_unit_test_setup(vfs__unclaimed_paths_are_the_platforms,
				       setup),
		cmocka_unit_test_setup(vfs__context_knows_the_head_of_the_chain,
				       setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
