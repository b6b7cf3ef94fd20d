/* SPDX-License-Identifier: MIT */
/*
 * log-emit: the emitters of the process-wide log that write to stderr, and the
 * time and level that stand before a line:
 *
 *   [2026/11/20 17:24:05:1234] N:            (local time, 100 us)
 *
 * A line leaves in one write, so lines of several threads do not mix.
 */

#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#if defined(WIN32) || defined(_WIN32)
#include <io.h>
#define isatty(_fd)                _isatty(_fd)
#define localtime_r(_time, _parts) (localtime_s(_parts, _time) ? NULL : _parts)
#else
#include <unistd.h>
#endif

#if defined(LWS_LOGS_TIMESTAMP)
#define LOG_HAS_TIME 1
#else
#define LOG_HAS_TIME 0
#endif

enum {
	STDERR_FD = 2,
};

/* in the order of the bits */
static const char level_letter[] = "EWNIDPHXCLUT";
static const char *const level_colour[LLL_COUNT + 1] = {
	"\033[31;1m", /* ERR: bright red */
	"\033[36;1m", /* WARN: bright cyan */
	"\033[35;1m", /* NOTICE: bright magenta */
	"\033[32;1m", /* INFO: bright green */
	"\033[34;1m", /* DEBUG: bright blue */
	"\033[33;1m", /* PARSER: bright yellow */
	"\033[33m",   /* HEADER: yellow */
	"\033[33m",   /* EXT */
	"\033[33m",   /* CLIENT */
	"\033[33;1m", /* LATENCY */
	"\033[0;1m",  /* USER: bright */
	"\033[31m",   /* THREAD: red */
	"",
};

/* what fits of the stamp, with a NUL; nothing if there is no level */
int
lwsl_timestamp(int level, char *p, size_t len)
{
	unsigned int index = lws__log_level_index(level);
	struct timespec ts;
	struct tm parts;
	int n;

	if (!len)
		return 0;
	*p = '\0';
	if (index == LLL_COUNT)
		return 0;

	if (LOG_HAS_TIME && timespec_get(&ts, TIME_UTC) &&
	    localtime_r(&ts.tv_sec, &parts))
		n = snprintf(
			p, len, "[%04d/%02d/%02d %02d:%02d:%02d:%04d] %c: ",
			parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
			parts.tm_hour, parts.tm_min, parts.tm_sec,
			(int)(ts.tv_nsec / 100000), level_letter[index]);
	else
		n = snprintf(p, len, "%c: ", level_letter[index]);

	if (n < 0)
		n = 0;

	return n < (int)len ? n : (int)len - 1;
}

static bool
is_stderr_a_terminal(void)
{
	static atomic_int known; /* 1 no, 2 yes */
	int k = atomic_load_explicit(&known, memory_order_relaxed);

	if (!k) {
		k = isatty(STDERR_FD) ? 2 : 1;
		atomic_store_explicit(&known, k, memory_order_relaxed);
	}

	return k == 2;
}

static void
emit_stderr(int level, const char *stamp, const char *line)
{
	const char *colour = "", *plain = "";
	size_t len = strlen(line);

	if (is_stderr_a_terminal()) {
		colour = level_colour[lws__log_level_index(level)];
		plain = "\033[0m";
		/* the colour ends before the line does */
		if (len && line[len - 1] == '\n') {
			fprintf(stderr, "%s%s%.*s%s\n", colour, stamp,
				(int)len - 1, line, plain);
			return;
		}
	}

	fprintf(stderr, "%s%s%s%s", colour, stamp, line, plain);
}

void
lwsl_emit_stderr(int level, const char *line)
{
	char stamp[64] = "";

	lwsl_timestamp(level, stamp, sizeof(stamp));
	emit_stderr(level, stamp, line);
}

void
lwsl_emit_stderr_notimestamp(int level, const char *line)
{
	emit_stderr(level, "", line);
}
