/* SPDX-License-Identifier: MIT */
/*
 * Standard input for a loop: a descriptor of our own for it, whose closing
 * leaves fd 0 open, and the mode that the terminal's other users had put back.
 */

#include "plat/plat.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int
lws__plat_stdin_open(struct lws__plat_stdin *in)
{
	struct stat st;

	in->fd = -1;
	in->flags = fcntl(STDIN_FILENO, F_GETFL);
	if (in->flags < 0 || fstat(STDIN_FILENO, &st))
		return errno;
	/* files and the like of /dev/null are always ready: no event tells so
	 */
	in->has_events = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) ||
			 (S_ISCHR(st.st_mode) && isatty(STDIN_FILENO));
	in->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	return in->fd < 0 ? errno : 0;
}

void
lws__plat_stdin_restore(const struct lws__plat_stdin *in)
{
	/* the copy shared its mode; the terminal outlives us */
	if (in->flags >= 0)
		(void)fcntl(STDIN_FILENO, F_SETFL, in->flags);
}
