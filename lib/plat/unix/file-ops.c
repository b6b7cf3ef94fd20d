/* SPDX-License-Identifier: MIT */
/*
 * The platform's file operations: what the vfs falls back to when no other
 * file system claims a path.  All members of one open file are in its
 * lws_fop_fd, which is ours from open to close.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MODE 0664 /* narrowed by the umask */

static uint32_t
mod_time(int64_t mtime)
{
	if (mtime < 0)
		return 0;

	return mtime > UINT32_MAX ? UINT32_MAX : (uint32_t)mtime;
}

/*
 * NULL when it cannot be opened, or is a directory (errno EISDIR).  A FIFO or
 * a device never makes us wait.
 */
lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops_own,
		    const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags)
{
	struct lws__plat_stat st;
	lws_fop_fd_t fop_fd;
	int fd, error;

	(void)fops;
	(void)vpath;

	fd = lws__plat_open(filename,
			    (int)(*flags & LWS_FOP_FLAGS_MASK) | O_NONBLOCK |
				    O_NOCTTY,
			    FILE_MODE);
	if (fd < 0)
		return NULL;

	error = lws__plat_fstat(fd, &st);
	if (!error && st.is_dir)
		error = EISDIR;
	fop_fd = error ? NULL : lws__zalloc(sizeof(*fop_fd), "file");
	if (!fop_fd) {
		lws__plat_close(fd);
		errno = error ? error : ENOMEM;
		return NULL;
	}

	*flags |= LWS_FOP_FLAG_MOD_TIME_VALID;
	fop_fd->fd = fd;
	fop_fd->fops = fops_own;
	fop_fd->len = st.len;
	fop_fd->mod_time = mod_time(st.mtime);
	fop_fd->flags = *flags;

	return fop_fd;
}

/* nonzero: the last bytes written may be lost */
int
_lws_plat_file_close(lws_fop_fd_t *fop_fd)
{
	int bad;

	if (!*fop_fd)
		return 0;

	bad = close((*fop_fd)->fd) && errno != EINTR;
	lws__free(*fop_fd);
	*fop_fd = NULL;

	return bad;
}

/* the new position, or -1 (then the old one stays) */
lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	off_t at = lseek(fop_fd->fd, (off_t)offset, SEEK_CUR);

	if (at < 0)
		return -1;
	fop_fd->pos = (lws_filepos_t)at;

	return at;
}

/* 0 with *amount bytes, 0 bytes at the end; -1 and nothing */
int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len)
{
	struct lws__io io;

	*amount = 0;
	io = lws__plat_read(fop_fd->fd, buf,
			    len > SIZE_MAX ? SIZE_MAX : (size_t)len);
	if (io.verdict != LWS_IO_OK)
		return io.verdict == LWS_IO_CLOSED && !io.error ? 0 : -1;

	fop_fd->pos += io.count;
	*amount = io.count;

	return 0;
}

/* all of it, or -1 with *amount saying how much got there */
int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len)
{
	struct lws__io io;

	*amount = 0;
	while (*amount < len) {
		io = lws__plat_write(fop_fd->fd, buf + *amount,
				     (size_t)(len - *amount));
		if (io.verdict != LWS_IO_OK || !io.count)
			return -1;
		*amount += io.count;
		fop_fd->pos += io.count;
		if (fop_fd->pos > fop_fd->len)
			fop_fd->len = fop_fd->pos;
	}

	return 0;
}
