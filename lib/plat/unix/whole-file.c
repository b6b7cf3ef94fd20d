/* SPDX-License-Identifier: MIT */
/*
 * Whole files: read with a bound, replaced in one step, and the public calls
 * that certificates are stored with.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MODE 0600
/* an RSA key for about the next ten years: NIST SP 800-57 part 1, table 4 */
#define RSA_BITS    4096

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

/* ---- public ---------------------------------------------------------- */

/* bytes read, at most len; -1: it cannot be opened or read */
int
lws_plat_read_file(const char *filename, void *buf, size_t len)
{
	int fd = lws__plat_open(filename, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0),
	    error;

	if (fd < 0 || len > INT_MAX) {
		lws__plat_close(fd);
		return -1;
	}
	error = read_fully(fd, buf, &len);
	lws__plat_close(fd);

	return error ? -1 : (int)len;
}

/* only the owner may read it; the old file stays until the new one is whole */
int
lws_plat_write_file(const char *filename, void *buf, size_t len)
{
	return lws__plat_spew(filename, buf, len, SECRET_MODE) ? 1 : 0;
}

/* fd was opened while we had the right to, so it is written in place */
int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf,
		    size_t len)
{
	(void)vhost;
	(void)is_key;

	if (lseek(fd, 0, SEEK_SET) || ftruncate(fd, 0))
		return 1;

	return write_fully(fd, buf, len) ? 1 : 0;
}

int
lws_plat_recommended_rsa_bits(void)
{
	return RSA_BITS;
}
