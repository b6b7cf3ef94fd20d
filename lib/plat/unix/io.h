/* SPDX-License-Identifier: MIT */
/* how an errno becomes a verdict; for the files of this folder */

#ifndef LWS_PLAT_UNIX_IO_H
#define LWS_PLAT_UNIX_IO_H

#include "plat/plat.h"

static inline struct lws__io
lws__io_ok(size_t count)
{
	struct lws__io io = {.count = count, .verdict = LWS_IO_OK};

	return io;
}

static inline struct lws__io
lws__io_end(void)
{
	struct lws__io io = {.verdict = LWS_IO_CLOSED};

	return io;
}

static inline struct lws__io
lws__io_refused(int error)
{
	struct lws__io io = {.error = error, .verdict = LWS_IO_ERROR};

	return io;
}

static inline struct lws__io
lws__io_again(void)
{
	struct lws__io io = {.verdict = LWS_IO_AGAIN};

	return io;
}

/* AGAIN, CLOSED for what tells that the peer is gone, else ERROR */
struct lws__io lws__io_from_errno(int error);

#endif
