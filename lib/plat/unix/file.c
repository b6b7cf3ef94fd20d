/* SPDX-License-Identifier: MIT */
/*
 * Files: opened close-on-exec, inside a root when a peer chose the name, read
 * whole with a bound, replaced in one step.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

int
lws__plat_open(const char *path, int flags, unsigned int mode)
{
	int fd;

	do {
		fd = open(path, flags | O_CLOEXEC, (mode_t)mode);
	} while (fd < 0 && errno == EINTR);

	return fd;
}

/*
 * The public open(): always close-on-exec.  The mode is looked at when
 * flags create a file.
 */
int
lws_open(const char *path, int flags, ...)
{
	unsigned int mode = 0;
	va_list ap;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, unsigned int);
		va_end(ap);
	}

	return lws__plat_open(path, flags, mode);
}

/* ---- below a root ---------------------------------------------------- */

/* a FIFO must not stop the loop, a terminal must not become ours */
#define BENEATH_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

#if defined(SYS_openat2)
#include <linux/openat2.h>

static int
openat2_beneath(int root_fd, const char *path, bool follow)
{
	struct open_how how = {
		.flags = BENEATH_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	long fd;

	if (!follow)
		how.resolve |= RESOLVE_NO_SYMLINKS;

	do {
		fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));
	} while (fd < 0 && (errno == EINTR || errno == EAGAIN));

	return (int)fd;
}
#else
static int
openat2_beneath(int root_fd, const char *path, bool follow)
{
	(void)root_fd;
	(void)path;
	(void)follow;
	errno = ENOSYS;

	return -1;
}
#endif

/* one name at a time, no symlink at all: what every system can do */
static int
walk_beneath(int root_fd, const char *path)
{
	int at = root_fd, fd = -1;
	char name[256];
	size_t len;

	for (;;) {
		while (*path == '/')
			path++;
		len = strcspn(path, "/");
		if (len >= sizeof(name)) {
			errno = ENAMETOOLONG;
			break;
		}
		if (!len) /* "dir/": the directory itself */
			return at == root_fd ? openat(at, ".", BENEATH_FLAGS)
					     : at;
		memcpy(name, path, len);
		name[len] = '\0';
		path += len;
		if (!strcmp(name, "..")) {
			errno = EXDEV;
			break;
		}
		fd = openat(at, name,
			    BENEATH_FLAGS | O_NOFOLLOW |
				    (*path ? O_DIRECTORY : 0));
		if (at != root_fd)
			lws__plat_close(at);
		at = fd;
		if (fd < 0 || !*path)
			return fd;
	}
	if (at != root_fd)
		lws__plat_close(at);

	return -1;
}

int
lws__plat_open_beneath(const char *root, const char *path, bool follow)
{
	int root_fd, fd;

	while (*path == '/')
		path++;
	if (!*path)
		path = ".";

	root_fd = lws__plat_open(root, O_RDONLY | O_DIRECTORY, 0);
	if (root_fd < 0)
		return -1;

	fd = openat2_beneath(root_fd, path, follow);
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = walk_beneath(root_fd, path);
	lws__plat_close(root_fd);

	return fd;
}

/* ---- facts ----------------------------------------------------------- */

static void
stat_facts(struct lws__plat_stat *out, const struct stat *st)
{
	out->len = (uint64_t)st->st_size;
	out->mtime = st->st_mtime;
	out->inode = st->st_ino;
	out->device = st->st_dev;
	out->mode = st->st_mode & 07777;
	out->is_dir = S_ISDIR(st->st_mode);
	out->is_file = S_ISREG(st->st_mode);
}

int
lws__plat_fstat(int fd, struct lws__plat_stat *out)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	stat_facts(out, &st);

	return 0;
}

int
lws__plat_stat(const char *path, struct lws__plat_stat *out)
{
	struct stat st;

	if (stat(path, &st))
		return errno;
	stat_facts(out, &st);

	return 0;
}

/* ---- whole files ----------------------------------------------------- */

static int
read_fully(int fd, uint8_t *at, size_t *len)
{
	struct lws__io io;
	size_t got = 0;

	while (got < *len) {
		io = lws__plat_read(fd, at + got, *len - got);
		if (io.verdict == LWS_IO_CLOSED && !io.error)
			break; /* it got shorter meanwhile */
		if (io.verdict != LWS_IO_OK)
			return io.error ? io.error : EAGAIN;
		got += io.count;
	}
	*len = got;

	return 0;
}

static int
slurp_fd(int fd, size_t max, uint8_t **buf, size_t *len)
{
	struct lws__plat_stat st = {0};
	uint8_t *p;
	int error = lws__plat_fstat(fd, &st);

	if (error)
		return error;
	if (!st.is_file)
		return st.is_dir ? EISDIR : EINVAL;
	if (st.len > max || st.len >= SIZE_MAX)
		return EFBIG;

	*len = (size_t)st.len;
	p = lws__malloc(*len + 1, "whole file");
	if (!p)
		return ENOMEM;
	error = read_fully(fd, p, len);
	if (error) {
		lws__free(p);
		return error;
	}
	p[*len] = '\0';
	*buf = p;

	return 0;
}

int
lws__plat_slurp(const char *path, size_t max, uint8_t **buf, size_t *len)
{
	int fd = lws__plat_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0),
	    error;

	*buf = NULL;
	*len = 0;
	if (fd < 0)
		return errno;
	error = slurp_fd(fd, max, buf, len);
	if (error)
		*len = 0;
	lws__plat_close(fd);

	return error;
}

static int
write_fully(int fd, const uint8_t *at, size_t len)
{
	struct lws__io io;

	while (len) {
		io = lws__plat_write(fd, at, len);
		if (io.verdict != LWS_IO_OK)
			return io.error ? io.error : EAGAIN;
		at += io.count;
		len -= io.count;
	}

	return fsync(fd) ? errno : 0;
}

int
lws__plat_spew(const char *path, const void *buf, size_t len, unsigned int mode)
{
	static const char ending[] = ".XXXXXX";
	size_t path_len = strlen(path);
	char *aside = lws__malloc(path_len + sizeof(ending), "file aside");
	int fd, error;

	if (!aside)
		return ENOMEM;
	memcpy(aside, path, path_len);
	memcpy(aside + path_len, ending, sizeof(ending));

	fd = mkstemp(aside);
	if (fd < 0) {
		error = errno;
		lws__free(aside);
		return error;
	}
	(void)lws__plat_set_cloexec(fd);

	error = write_fully(fd, buf, len);
	if (!error && fchmod(fd, (mode_t)mode))
		error = errno;
	lws__plat_close(fd);
	if (!error && rename(aside, path))
		error = errno;
	if (error)
		(void)unlink(aside);
	lws__free(aside);

	return error;
}
