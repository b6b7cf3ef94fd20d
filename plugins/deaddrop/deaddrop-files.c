/* SPDX-License-Identifier: MIT */
/*
 * The folder of lws-deaddrop.
 *
 * A file is written aside, under a name with a dot that is neither listed nor
 * served, and gets its own when it is complete.
 */

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "deaddrop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* most bytes of one entry: a character of a name may become \u00xx */
#define ENTRY_ROOM (DEADDROP_NAME_MAX * 6 + 128)

int
deaddrop_user_is_good(const char *user)
{
	size_t len = strspn(user, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

	return len && len < DEADDROP_USER_MAX && !user[len] && user[0] != '.';
}

static int
is_theirs(const char *user, const char *name)
{
	size_t len = strlen(user);

	return len && !strncmp(name, user, len) && name[len] == '_';
}

/* ---- a file that comes
 * ------------------------------------------------------ */

/* the last part of a path, with nothing in it that a path or JSON minds */
static void
make_harmless(const char *filename, char *name, size_t room)
{
	const char *slash = strrchr(filename, '/');

	lws_strncpy(name, slash ? slash + 1 : filename, room);
	lws_filename_purify_inplace(name);
	for (; *name; name++)
		if (*name == '"' || *name == '\\')
			*name = '_';
}

int
deaddrop_upload_begin(struct deaddrop_upload *u, const char *dir,
		      const char *user, const char *filename)
{
	char name[DEADDROP_NAME_MAX + 1];
	int fd;

	deaddrop_upload_drop(u);
	make_harmless(filename, name, sizeof(name));
	if (lws_snprintf(u->name, sizeof(u->name), "%s_%s", user, name) >=
	    (int)sizeof(u->name) - 1)
		return -1;

	lws_snprintf(u->temporary, sizeof(u->temporary), "%s/.coming-XXXXXX",
		     dir);
	fd = mkstemp(u->temporary);
	if (fd < 0) {
		lwsl_err("%s: %s: errno %d\n", __func__, u->temporary, errno);
		u->temporary[0] = '\0';
		return -1;
	}
	u->fd_plus_1 = fd + 1;
	u->len = 0;

	return 0;
}

int
deaddrop_upload_write(struct deaddrop_upload *u, const char *buf, size_t len)
{
	u->len += len;
	while (len) {
		ssize_t n = write(u->fd_plus_1 - 1, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		buf += n;
		len -= (size_t)n;
	}

	return 0;
}

int
deaddrop_upload_end(struct deaddrop_upload *u, const char *dir)
{
	char path[1024];
	int failed;

	if (!u->fd_plus_1)
		return -1;
	failed = close(u->fd_plus_1 - 1);
	u->fd_plus_1 = 0;
	lws_snprintf(path, sizeof(path), "%s/%s", dir, u->name);
	/* what it replaces is theirs, by its name */
	if (failed || rename(u->temporary, path)) {
		lwsl_err("%s: %s: errno %d\n", __func__, path, errno);
		return -1;
	}
	u->temporary[0] = '\0';

	return 0;
}

void
deaddrop_upload_drop(struct deaddrop_upload *u)
{
	if (u->fd_plus_1)
		close(u->fd_plus_1 - 1);
	u->fd_plus_1 = 0;
	if (u->temporary[0])
		unlink(u->temporary);
	u->temporary[0] = '\0';
}

int
deaddrop_remove(const char *dir, const char *user, const char *name)
{
	char path[1024];

	if (!is_theirs(user, name) || strchr(name, '/'))
		return -1;
	lws_snprintf(path, sizeof(path), "%s/%s", dir, name);

	return unlink(path);
}

/* ---- the list
 * --------------------------------------------------------------- */

unsigned int
deaddrop_count(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	unsigned int count = 0;

	if (!d)
		return 0;
	while ((e = readdir(d)))
		count += e->d_name[0] != '.';
	closedir(d);

	return count;
}

/* a guess by how it begins: nothing there that text has not */
static int
is_text(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name,
			O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	unsigned char head[512];
	ssize_t n, len = fd < 0 ? 0 : read(fd, head, sizeof(head));

	if (fd >= 0)
		close(fd);
	for (n = 0; n < len; n++)
		if (head[n] == 0x7f ||
		    (head[n] < ' ' && !(head[n] >= '\t' && head[n] <= '\r')))
			return 0;

	return len > 0;
}

/* bytes written; 0: it is no file of ours */
static size_t
list_entry(int dir_fd, const char *name, const char *user, char *out,
	   size_t room)
{
	char escaped[DEADDROP_NAME_MAX * 6 + 1];
	struct stat st;
	int used;

	if (name[0] == '.' || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) ||
	    !S_ISREG(st.st_mode))
		return 0;
	lws_json_purify(escaped, name, (int)sizeof(escaped), &used);

	return (size_t)lws_snprintf(
		out, room,
		"{\"name\":\"%s\",\"size\":%llu,\"mtime\":%llu,"
		"\"yours\":%s,\"is_text\":%s},",
		escaped, (unsigned long long)st.st_size,
		(unsigned long long)st.st_mtime,
		is_theirs(user, name) ? "true" : "false",
		is_text(dir_fd, name) ? "true" : "false");
}

unsigned char *
deaddrop_list(const char *dir, const char *user, size_t max_size,
	      unsigned int max_files, size_t *len)
{
	size_t room = (size_t)max_files * ENTRY_ROOM + 256;
	unsigned char *buf = malloc(LWS_PRE + room);
	DIR *d = opendir(dir);
	const struct dirent *e;
	char *text;

	if (!buf || !d) {
		free(buf);
		if (d)
			closedir(d);
		return NULL;
	}
	text = (char *)buf + LWS_PRE;
	*len = (size_t)lws_snprintf(text, room,
				    "{\"max_size\":%llu,\"files\":[",
				    (unsigned long long)max_size);
	while (max_files && (e = readdir(d))) {
		size_t n = list_entry(dirfd(d), e->d_name, user, text + *len,
				      room - *len);

		*len += n;
		max_files -= n > 0;
	}
	closedir(d);
	if (text[*len - 1] == ',')
		--*len;
	*len += (size_t)lws_snprintf(text + *len, room - *len, "]}");

	return buf;
}
