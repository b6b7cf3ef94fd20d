/* SPDX-License-Identifier: MIT */
/*
 * Clocks.  Everything that waits uses the monotonic one, so that a change of
 * the wall clock neither delays nor hurries a timer.
 */

#include "plat/plat.h"

#include <limits.h>
#include <time.h>

static int64_t
clock_us(clockid_t which)
{
	struct timespec ts = {0, 0};

	if (clock_gettime(which, &ts))
		return 0;

	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* microseconds since some fixed moment before the program started */
lws_usec_t
lws_now_usecs(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

/* CLOCK_MONOTONIC as of the last tick of the kernel, up to 10 ms old */
int64_t
lws__plat_tick_us(void)
{
#if defined(CLOCK_MONOTONIC_COARSE)
	return clock_us(CLOCK_MONOTONIC_COARSE);
#else
	return clock_us(CLOCK_MONOTONIC);
#endif
}

/* seconds since 1970 */
unsigned long
lws_now_secs(void)
{
	return (unsigned long)(clock_us(CLOCK_REALTIME) / 1000000);
}

int64_t
lws__plat_wall_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

int
lws__plat_us_to_ms(lws_usec_t us)
{
	if (us < 0)
		return -1;
	if (us > (lws_usec_t)(INT_MAX - 1) * 1000)
		return INT_MAX;

	return (int)((us + 999) / 1000);
}
