/* SPDX-License-Identifier: MIT */
/*
 * Files for servers under test, in a directory of their own.
 */

#include "net-test.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[200];

const char *
lws__net_dir(void)
{
	if (dir[0])
		return dir;
	snprintf(dir, sizeof(dir), "%s/net-XXXXXX", LWS_TEST_BINARY_DIR);
	assert_non_null(mkdtemp(dir));

	return dir;
}

const char *
lws__net_path(const char *name)
{
	static char paths[4][512];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", lws__net_dir(), name);

	return path;
}

void
lws__net_file(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(lws__net_path(name), "wbe");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

void
lws__net_text_file(const char *name, const char *text)
{
	lws__net_file(name, text, strlen(text));
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	(void)st;
	(void)kind;
	(void)f;

	return remove(path);
}

void
lws__net_dir_remove(void)
{
	if (dir[0])
		nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	dir[0] = '\0';
}
