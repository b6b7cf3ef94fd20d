/* SPDX-License-Identifier: MIT */
/* What the system lets this process have. */

#include "plat/plat.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

int
lws__plat_fd_limit(unsigned long want, unsigned long *limit)
{
	struct rlimit r;
	int error = 0;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return errno;

	if (want && want != r.rlim_cur) {
		r.rlim_cur = want;
		if (r.rlim_max < want)
			r.rlim_max = want; /* root may */
		if (setrlimit(RLIMIT_NOFILE, &r))
			error = errno;
		if (getrlimit(RLIMIT_NOFILE, &r))
			return errno;
	}
	*limit = r.rlim_cur == RLIM_INFINITY ? (unsigned long)-1
					     : (unsigned long)r.rlim_cur;

	return error;
}

#if defined(__linux__)
unsigned int
lws__plat_cpu_count(void)
{
	cpu_set_t set;
	int n = 0;

	CPU_ZERO(&set);
	if (!sched_getaffinity(0, sizeof(set), &set))
		n = CPU_COUNT(&set);

	return n > 0 ? (unsigned int)n : 1;
}
#else
unsigned int
lws__plat_cpu_count(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (unsigned int)n : 1;
}
#endif
