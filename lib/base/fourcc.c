/* SPDX-License-Identifier: MIT */
/*
 * Four characters in front of an object, to find out when a pointer points at
 * another kind of object.
 */

#include "base/base.h"

#include <assert.h>

static char
printable(uint32_t fourcc, unsigned int shift)
{
	char c = (char)((fourcc >> shift) & 0xff);

	return c >= 0x20 && c < 0x7f ? c : '.';
}

void
lws_assert_fourcc(uint32_t fourcc, uint32_t expected)
{
	if (fourcc == expected)
		return;

	lwsl_err("%s: is '%c%c%c%c' 0x%08lx, should be '%c%c%c%c' 0x%08lx\n",
		 __func__, printable(fourcc, 24), printable(fourcc, 16),
		 printable(fourcc, 8), printable(fourcc, 0),
		 (unsigned long)fourcc, printable(expected, 24),
		 printable(expected, 16), printable(expected, 8),
		 printable(expected, 0), (unsigned long)expected);
	assert(fourcc == expected);
}
