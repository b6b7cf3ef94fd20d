/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets that whoever started us opened before: sd_listen_fds(3).
 * LISTEN_PID says that they are meant for us, LISTEN_FDS how many there are,
 * from descriptor 3 on.
 */

#include "plat/plat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	FIRST_FD = 3,        /* SD_LISTEN_FDS_START */
	COUNT_MAX = 1 << 16, /* more are a mistake of somebody's */
};

/* a decimal number and nothing else; -1: it is none */
static long
number_in(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long n;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	n = strtol(text, &end, 10);

	return *end || errno ? -1 : n;
}

static bool
is_listener(int fd)
{
	int yes = 0, type = 0;
	socklen_t len = sizeof(yes);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) || !yes)
		return false;
	len = sizeof(type);

	return !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) &&
	       type == SOCK_STREAM;
}

int
lws__plat_inherited(unsigned int index)
{
	long count = number_in("LISTEN_FDS");
	int fd;

	if (number_in("LISTEN_PID") != (long)getpid() || count <= 0 ||
	    count > COUNT_MAX || index >= (unsigned long)count)
		return -1;
	fd = FIRST_FD + (int)index;

	return is_listener(fd) ? fd : -1;
}

static bool
same_address(const struct lws__sa *a, const struct lws__sa *b)
{
	char x[128], y[128];

	if (a->u.sa.sa_family != b->u.sa.sa_family ||
	    lws__sa_port(a) != lws__sa_port(b))
		return false;
	(void)lws__sa_text(a, x, sizeof(x));
	(void)lws__sa_text(b, y, sizeof(y));

	return *x && !strcmp(x, y);
}

int
lws__plat_inherited_on(const struct lws__sa *sa)
{
	long count = number_in("LISTEN_FDS");

	for (long n = 0; n < count && n < COUNT_MAX; n++) {
		int fd = lws__plat_inherited((unsigned int)n);
		struct lws__sa own;

		if (fd >= 0 && !lws__plat_local_address(fd, &own) &&
		    same_address(&own, sa))
			return fd;
	}

	return -1;
}
