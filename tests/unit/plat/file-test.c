/* SPDX-License-Identifier: MIT */
/* Files: below a root, whole, replaced, and as the platform's vfs. */

#include "plat/plat.h"
#include "base/base.h"
#include "lws-test.h"
#include "syscall-shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/lws-file-XXXXXX";
static char path[96];

static int
reset(void **state)
{
	(void)state;
	lws__shim_reset();
	snprintf(path, sizeof(path), "%s/file", dir);

	return 0;
}

static const char *
in_dir(const char *name)
{
	static char buf[2][96];
	static unsigned int which;
	char *p = buf[which++ & 1];

	snprintf(p, sizeof(buf[0]), "%s/%s", dir, name);

	return p;
}

static void
put(const char *name, const char *text)
{
	assert_int_equal(lws__plat_spew(in_dir(name), text, strlen(text), 0644),
			 0);
}

static void
file__spew_and_slurp_round_trip(void **state)
{
	struct stat st;
	uint8_t *buf;
	size_t len;

	(void)state;
	assert_int_equal(lws__plat_spew(path, "a\0b", 3, 0600), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(lws__plat_slurp(path, 3, &buf, &len), 0);
	assert_int_equal(len, 3);
	assert_memory_equal(buf, "a\0b", 4);
	lws__free(buf);

	assert_int_equal(lws__plat_spew(path, "", 0, 0600), 0);
	assert_int_equal(lws__plat_slurp(path, 0, &buf, &len), 0);
	assert_int_equal(len, 0);
	assert_int_equal(buf[0], 0);
	lws__free(buf);
}

static void
file__slurp_has_a_bound_and_takes_only_files(void **state)
{
	uint8_t *buf = (uint8_t *)1;
	size_t len = 9;

	(void)state;
	put("file", "12345");
	assert_int_equal(lws__plat_slurp(path, 4, &buf, &len), EFBIG);
	assert_null(buf);
	assert_int_equal(len, 0);
	assert_int_equal(lws__plat_slurp(dir, 4, &buf, &len), EISDIR);
	assert_int_equal(lws__plat_slurp(in_dir("none"), 4, &buf, &len),
			 ENOENT);
	assert_int_equal(mkfifo(in_dir("fifo"), 0600), 0);
	assert_int_equal(lws__plat_slurp(in_dir("fifo"), 4, &buf, &len),
			 EINVAL); /* and did not wait for a writer */
	unlink(in_dir("fifo"));
}

static int
slurp_once(void *arg)
{
	uint8_t *buf;
	size_t len;
	int error = lws__plat_slurp(arg, 100, &buf, &len);

	if (error) {
		assert_int_equal(error, ENOMEM);
		assert_null(buf);
	}
	lws__free(buf);

	return error;
}

static int
spew_once(void *arg)
{
	return lws__plat_spew(arg, "x", 1, 0600);
}

static void
file_i01__no_memory_is_reported_and_leaks_nothing(void **state)
{
	(void)state;
	put("file", "12345");
	lws__test_alloc_sweep(slurp_once, path);
	lws__test_alloc_sweep(spew_once, path);
}

static void
file_i02__failed_spew_keeps_the_old_file(void **state)
{
	static const enum lws__shim_call calls[] = {
		LWS_SHIM_WRITE, LWS_SHIM_FSYNC, LWS_SHIM_RENAME};
	uint8_t *buf;
	size_t len, i;

	(void)state;
	put("file", "old");
	for (i = 0; i < LWS_ARRAY_SIZE(calls); i++) {
		lws__shim_fail(calls[i], 1, 1, ENOSPC);
		assert_int_equal(lws__plat_spew(path, "new!", 4, 0600), ENOSPC);
		assert_int_equal(lws__plat_slurp(path, 10, &buf, &len), 0);
		assert_string_equal((char *)buf, "old");
		lws__free(buf);
	}
	assert_int_equal(lws__plat_spew(in_dir("no/such"), "x", 1, 0600),
			 ENOENT);
	lws__shim_fail(LWS_SHIM_READ, 1, 1, EIO);
	assert_int_equal(lws__plat_slurp(path, 10, &buf, &len), EIO);
	lws__shim_fail(LWS_SHIM_FSTAT, 1, 1, EIO);
	assert_int_equal(lws__plat_slurp(path, 10, &buf, &len), EIO);
}

static void
file_i03__short_reads_and_writes_are_completed(void **state)
{
	uint8_t *buf;
	size_t len;

	(void)state;
	lws__shim_trickle(2, 0, 3);
	put("file", "one two three");
	assert_int_equal(lws__plat_slurp(path, 100, &buf, &len), 0);
	assert_string_equal((char *)buf, "one two three");
	lws__free(buf);
}

static void
file__facts_tell_files_from_directories(void **state)
{
	struct lws__plat_stat st;

	(void)state;
	put("file", "12345");
	assert_int_equal(lws__plat_stat(path, &st), 0);
	assert_true(st.is_file && !st.is_dir);
	assert_int_equal(st.len, 5);
	assert_int_equal(lws__plat_stat(dir, &st), 0);
	assert_true(st.is_dir && !st.is_file);
	assert_int_equal(lws__plat_stat(in_dir("none"), &st), ENOENT);
	assert_int_equal(lws__plat_fstat(-1, &st), EBADF);
}

static void
file__public_calls_store_what_is_secret(void **state)
{
	uint8_t text[] = "key one", buf[32];
	struct stat st;
	int fd;

	(void)state;
	assert_int_equal(lws_plat_write_file(path, text, 7), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	lws__shim_trickle(3, 0, 2);
	assert_int_equal(lws_plat_read_file(path, buf, sizeof(buf)), 7);
	assert_memory_equal(buf, text, 7);
	assert_int_equal(lws_plat_read_file(path, buf, 3), 3);

	fd = open(path, O_RDWR);
	assert_int_equal(lws_plat_write_cert(NULL, 1, fd, text, 3), 0);
	assert_int_equal(lws_plat_read_file(path, buf, sizeof(buf)), 3);
	assert_int_equal(lseek(fd, 1, SEEK_SET), 1);
	assert_int_equal(lws_plat_write_cert(NULL, 0, fd, text, 5), 0);
	assert_int_equal(lws_plat_read_file(path, buf, sizeof(buf)), 5);
	assert_memory_equal(buf, text, 5);
	lws__shim_fail(LWS_SHIM_WRITE, 1, 1, ENOSPC);
	assert_int_equal(lws_plat_write_cert(NULL, 0, fd, text, 5), 1);
	close(fd);
	assert_int_equal(lws_plat_write_cert(NULL, 0, -1, text, 5), 1);

	assert_int_equal(lws_plat_read_file(in_dir("none"), buf, 3), -1);
	assert_int_equal(lws_plat_read_file(path, buf, SIZE_MAX), -1);
	lws__shim_fail(LWS_SHIM_READ, 1, 1, EIO);
	assert_int_equal(lws_plat_read_file(path, buf, 3), -1);
	assert_int_equal(lws_plat_write_file(in_dir("no/such"), text, 1), 1);
	assert_in_range(lws_plat_recommended_rsa_bits(), 2048, 16384);
}

static void
file__public_open_is_close_on_exec(void **state)
{
	int fd = lws_open(in_dir("made"), O_CREAT | O_RDWR, 0600);
	struct stat st;

	(void)state;
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	close(fd);
	lws__shim_fail(LWS_SHIM_OPEN, 1, 2, EINTR);
	fd = lws_open(in_dir("made"), O_RDONLY);
	assert_true(fd >= 0);
	close(fd);
	unlink(in_dir("made"));
}

/* ---- below a root ---------------------------------------------------- */

static int
beneath(const char *name, bool follow)
{
	char root[96];
	int fd;

	snprintf(root, sizeof(root), "%s/root", dir);
	errno = 0;
	fd = lws__plat_open_beneath(root, name, follow);
	if (fd >= 0)
		close(fd);

	return fd < 0 ? -errno : 0;
}

static void
beneath_setup(void)
{
	mkdir(in_dir("root"), 0700);
	mkdir(in_dir("root/sub"), 0700);
	put("root/sub/file", "x");
	put("secret", "s");
	assert_int_equal(symlink("sub/file", in_dir("root/inside")), 0);
	assert_int_equal(symlink("../secret", in_dir("root/outside")), 0);
	assert_int_equal(symlink("/etc", in_dir("root/absolute")), 0);
	assert_int_equal(mkfifo(in_dir("root/fifo"), 0600), 0);
}

static void
beneath_teardown(void)
{
	unlink(in_dir("root/fifo"));
	unlink(in_dir("root/absolute"));
	unlink(in_dir("root/outside"));
	unlink(in_dir("root/inside"));
	unlink(in_dir("root/sub/file"));
	unlink(in_dir("secret"));
	rmdir(in_dir("root/sub"));
	rmdir(in_dir("root"));
}

/* the walk that serves kernels without openat2 */
static void
beneath__nothing_leaves_the_root_without_openat2(void **state)
{
	(void)state;
	beneath_setup();
	lws__shim_fail(LWS_SHIM_SYSCALL, 1, 0, ENOSYS);
	assert_int_equal(beneath("sub/file", true), 0);
	assert_int_equal(beneath("/sub//file", false), 0);
	assert_int_equal(beneath("sub/", false), 0);
	assert_int_equal(beneath("", false), 0);
	assert_int_equal(beneath("fifo", false), 0);
	assert_int_equal(beneath("none", false), -ENOENT);
	assert_int_equal(beneath("sub/file/x", false), -ENOTDIR);
	assert_int_equal(beneath("../secret", true), -EXDEV);
	assert_int_equal(beneath("sub/../../secret", true), -EXDEV);
	assert_int_equal(beneath("inside", false), -ELOOP);
	assert_int_equal(beneath("outside", false), -ELOOP);
	assert_int_not_equal(beneath("absolute/passwd", false), 0);
	beneath_teardown();
}

static void
beneath__nothing_leaves_the_root(void **state)
{
	(void)state;
	beneath_setup();
	assert_int_equal(beneath("sub/file", false), 0);
	assert_int_equal(beneath("/sub//file", false), 0);
	assert_int_equal(beneath("", false), 0); /* the root itself */
	assert_int_equal(beneath("fifo", false), 0);
	assert_int_equal(beneath("none", false), -ENOENT);
	assert_int_equal(beneath("../secret", true), -EXDEV);
	assert_int_equal(beneath("sub/../../secret", true), -EXDEV);
	assert_int_equal(beneath("inside", false), -ELOOP);
	assert_int_equal(beneath("inside", true), 0);
	assert_int_equal(beneath("outside", true), -EXDEV);
	assert_int_equal(beneath("absolute/passwd", true), -EXDEV);
	assert_int_equal(beneath("absolute/passwd", false), -ELOOP);
	beneath_teardown();
	assert_int_equal(beneath("sub/file", false), -ENOENT);
}

/* ---- the platform's file operations ---------------------------------- */

static lws_fop_fd_t
fop_open(const char *name, lws_fop_flags_t flags)
{
	static const struct lws_plat_file_ops ops = {
		.LWS_FOP_OPEN = _lws_plat_file_open,
		.LWS_FOP_CLOSE = _lws_plat_file_close,
		.LWS_FOP_SEEK_CUR = _lws_plat_file_seek_cur,
		.LWS_FOP_READ = _lws_plat_file_read,
		.LWS_FOP_WRITE = _lws_plat_file_write,
	};

	return _lws_plat_file_open(&ops, &ops, name, "", &flags);
}

static void
fops__read_write_and_seek_keep_pos_and_len(void **state)
{
	uint8_t in[] = "hello", buf[16];
	lws_filepos_t amount;
	lws_fop_fd_t f = fop_open(path, O_CREAT | O_TRUNC | O_RDWR);

	(void)state;
	assert_non_null(f);
	assert_true(f->flags & LWS_FOP_FLAG_MOD_TIME_VALID);
	assert_int_not_equal(f->mod_time, 0);
	assert_int_equal(f->len, 0);

	lws__shim_trickle(2, 0, 2);
	assert_int_equal(_lws_plat_file_write(f, &amount, in, 5), 0);
	assert_int_equal(amount, 5);
	assert_int_equal(f->pos, 5);
	assert_int_equal(f->len, 5);
	lws__shim_reset();

	assert_int_equal(_lws_plat_file_seek_cur(f, -4), 1);
	assert_int_equal(f->pos, 1);
	assert_int_equal(_lws_plat_file_read(f, &amount, buf, sizeof(buf)), 0);
	assert_int_equal(amount, 4);
	assert_memory_equal(buf, "ello", 4);
	assert_int_equal(_lws_plat_file_read(f, &amount, buf, sizeof(buf)), 0);
	assert_int_equal(amount, 0); /* the end is no error */
	assert_int_equal(_lws_plat_file_seek_cur(f, -100), -1);
	assert_int_equal(f->pos, 5);

	assert_int_equal(_lws_plat_file_close(&f), 0);
	assert_null(f);
	assert_int_equal(_lws_plat_file_close(&f), 0);
}

static void
fops_i02__each_refusal_is_answered(void **state)
{
	lws_filepos_t amount = 9;
	lws_fop_fd_t f;
	uint8_t b[4] = {0};

	(void)state;
	assert_null(fop_open(in_dir("none"), O_RDONLY));
	assert_int_equal(errno, ENOENT);
	assert_null(fop_open(dir, O_RDONLY));
	assert_int_equal(errno, EISDIR);
	lws__shim_fail(LWS_SHIM_FSTAT, 1, 1, EIO);
	assert_null(fop_open(path, O_RDONLY));
	assert_int_equal(errno, EIO);
	lws__alloc_fail_at(1, false);
	assert_null(fop_open(path, O_RDONLY));
	lws__alloc_fail_at(0, false);
	assert_int_equal(errno, ENOMEM);

	f = fop_open(path, O_RDONLY);
	assert_non_null(f);
	lws__shim_fail(LWS_SHIM_READ, 1, 1, EIO);
	assert_int_equal(_lws_plat_file_read(f, &amount, b, 1), -1);
	assert_int_equal(amount, 0);
	assert_int_equal(_lws_plat_file_write(f, &amount, b, 1), -1); /* ro */
	_lws_plat_file_close(&f);

	f = fop_open(path, O_RDWR);
	lws__shim_trickle(2, 0, 0);
	lws__shim_fail(LWS_SHIM_WRITE, 2, 1, ENOSPC);
	assert_int_equal(_lws_plat_file_write(f, &amount, b, 4), -1);
	assert_int_equal(amount, 2);
	_lws_plat_file_close(&f);
}

static int
make_dir(void **state)
{
	(void)state;

	return mkdtemp(dir) ? 0 : -1;
}

static int
remove_dir(void **state)
{
	(void)state;
	unlink(path);

	return rmdir(dir);
}

#define TEST(f) cmocka_unit_test_setup(f, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(file__spew_and_slurp_round_trip),
		TEST(file__slurp_has_a_bound_and_takes_only_files),
		TEST(file_i01__no_memory_is_reported_and_leaks_nothing),
		TEST(file_i02__failed_spew_keeps_the_old_file),
		TEST(file_i03__short_reads_and_writes_are_completed),
		TEST(file__facts_tell_files_from_directories),
		TEST(file__public_calls_store_what_is_secret),
		TEST(file__public_open_is_close_on_exec),
		TEST(beneath__nothing_leaves_the_root),
		TEST(beneath__nothing_leaves_the_root_without_openat2),
		TEST(fops__read_write_and_seek_keep_pos_and_len),
		TEST(fops_i02__each_refusal_is_answered),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
