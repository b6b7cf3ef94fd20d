/* SPDX-License-Identifier: MIT */
/*
 * Files: opened close-on-exec, and inside a root when a peer chose the name.
 * Whole files are in whole-file.c.
 */

#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
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
	out->changed =
		(int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec;
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
