/* SPDX-License-Identifier: MIT */
/*
 * A lock between processes that ends with the process that holds it.
 */

#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

int
lws__plat_lock_file(const char *path, int *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), r;

	*error = errno;
	if (fd < 0)
		return -1;
	do
		r = flock(fd, LOCK_EX | LOCK_NB);
	while (r && errno == EINTR);
	*error = r ? errno : 0;
	if (!r)
		return fd;
	lws__plat_close(fd);

	return -1;
}

void
lws__plat_nap_ms(unsigned int ms)
{
	(void)poll(NULL, 0, (int)ms);
}
