/* SPDX-License-Identifier: MIT */
/*
 * Random bytes from the kernel.  There is no second best: when the kernel has
 * none to give, the call fails and the buffer is zeroed.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__) || defined(__FreeBSD__)
#include <sys/random.h>

/* bytes, or -1 */
static ssize_t
random_some(void *buf, size_t len)
{
	return getrandom(buf, len, 0);
}
#else
#include <sys/random.h>

static ssize_t
random_some(void *buf, size_t len)
{
	size_t n = len > 256 ? 256 : len; /* getentropy()'s limit */

	return getentropy(buf, n) ? -1 : (ssize_t)n;
}
#endif

/* for kernels and sandboxes without the system call */
static int
random_from_device(uint8_t *at, size_t len)
{
	int fd = lws__plat_open("/dev/urandom", O_RDONLY, 0);
	struct lws__io io;

	if (fd < 0)
		return -1;

	while (len) {
		io = lws__plat_read(fd, at, len);
		if (io.verdict != LWS_IO_OK)
			break;
		at += io.count;
		len -= io.count;
	}
	lws__plat_close(fd);

	return len ? -1 : 0;
}

int
lws__plat_random(void *buf, size_t len)
{
	uint8_t *at = buf;
	size_t left = len;
	ssize_t n;

	while (left) {
		n = random_some(at, left);
		if (n > 0 && (size_t)n <= left) {
			at += n;
			left -= (size_t)n;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENOSYS && !random_from_device(at, left))
			return 0;

		memset(buf, 0, len);
		return -1;
	}

	return 0;
}

size_t
lws_get_random(struct lws_context *context, void *buf, size_t len)
{
	(void)context;

	return lws__plat_random(buf, len) ? 0 : len;
}
