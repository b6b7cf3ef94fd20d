/* SPDX-License-Identifier: MIT */
/*
 * Directories: one level in sorted order to a callback, and the callbacks that
 * come with the library: count, match, remove.  Symlinks are entries; nothing
 * here walks through one.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_DEPTH_MAX 128 /* levels that remove opens at once */

/* all names of one directory, NULL-terminated */
struct dir_names {
	char **name; /* owned, and what it points to */
	size_t count;
	size_t room;
};

static void
names_free(struct dir_names *d)
{
	while (d->count)
		lws__free(d->name[--d->count]);
	lws__free(d->name);
	d->name = NULL;
	d->room = 0;
}

static int
names_add(struct dir_names *d, const char *name)
{
	size_t room = d->room ? d->room * 2 : 32;
	char **bigger;

	if (d->count == d->room) {
		bigger = lws__realloc(d->name, room * sizeof(*bigger),
				      "dir names");
		if (!bigger)
			return -1;
		d->name = bigger;
		d->room = room;
	}

	d->name[d->count] = lws__strdup(name, "dir name");
	if (!d->name[d->count])
		return -1;
	d->count++;

	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static bool
is_dot(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* closes dir in any case; names sorted, without "." and ".." */
static int
names_read(struct dir_names *d, DIR *dir)
{
	const struct dirent *e;
	int bad = 0;

	memset(d, 0, sizeof(*d));
	errno = 0;
	while (!bad && (e = readdir(dir))) {
		if (!is_dot(e->d_name))
			bad = names_add(d, e->d_name);
		if (!bad)
			errno = 0;
	}
	if (errno)
		bad = -1;
	(void)closedir(dir);
	if (bad) {
		names_free(d);
		return -1;
	}
	if (d->count > 1)
		qsort(d->name, d->count, sizeof(*d->name), compare_names);

	return 0;
}

static lws_dir_obj_type_t
entry_type(int dir_fd, const char *name)
{
	struct stat st;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return LDOT_UNKNOWN;

	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return LDOT_FILE;
	case S_IFDIR:
		return LDOT_DIR;
	case S_IFLNK:
		return LDOT_LINK;
	case S_IFIFO:
		return LDOT_FIFO;
	case S_IFSOCK:
		return LDOTT_SOCKET;
	case S_IFCHR:
		return LDOT_CHAR;
	case S_IFBLK:
		return LDOT_BLOCK;
	default:
		return LDOT_UNKNOWN;
	}
}

static int
open_dir(int at_fd, const char *name)
{
	return openat(at_fd, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* owned "a/b" */
static char *
path_join(const char *dirpath, const char *name)
{
	size_t dir_len = strlen(dirpath), name_len = strlen(name);
	char *path;

	while (dir_len && dirpath[dir_len - 1] == '/')
		dir_len--;
	path = lws__malloc(dir_len + name_len + 2, "dir path");
	if (!path)
		return NULL;
	memcpy(path, dirpath, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, name, name_len + 1);

	return path;
}

/* ---- one level ------------------------------------------------------- */

/* fd is taken, and serves for the types while the names are told */
static int
dir_tell(int fd, const char *dirpath, void *user, lws_dir_callback_function cb)
{
	struct lws_dir_entry lde;
	struct dir_names names;
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0), stop = 0;
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	size_t i;

	if (!dir) {
		lws__plat_close(copy);
		lws__plat_close(fd);
		return 1;
	}
	if (names_read(&names, dir)) {
		lws__plat_close(fd);
		return 1;
	}

	for (i = 0; i < names.count && !stop; i++) {
		lde.name = names.name[i];
		lde.type = entry_type(fd, lde.name);
		stop = cb(dirpath, user, &lde);
	}
	names_free(&names);
	lws__plat_close(fd);

	return !!stop;
}

/*
 * Call cb for each entry of dirpath but "." and "..", in byte order of the
 * names.  The directory is read before the first call, so cb may change it.
 * 0: all were told; 1: cb stopped it, or the directory could not be read.
 */
int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb)
{
	int fd = lws__plat_open(dirpath, O_RDONLY | O_DIRECTORY, 0);

	if (fd < 0) {
		lwsl_err("%s: cannot read directory %s: errno %d\n", __func__,
			 dirpath, errno);
		return 1;
	}

	return dir_tell(fd, dirpath, user, cb);
}

/* "a/b/" as the entry "b" of "a" */
static int
tell_toplevel(const struct lws_dir_info *info)
{
	char *path = lws__strdup(info->dirpath, "dir path"), *slash;
	struct lws_dir_entry lde;
	size_t len;
	int ret;

	if (!path)
		return 1;
	for (len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';

	slash = strrchr(path, '/');
	lde.type = LDOT_DIR;
	lde.name = slash ? slash + 1 : path;
	if (slash && slash != path)
		*slash = '\0';

	ret = info->cb(!slash          ? "."
		       : slash == path ? "/"
				       : path,
		       info->user, &lde);
	lws__free(path);

	return !!ret;
}

/*
 * As lws_dir(); with do_toplevel_cb the directory itself is told last, as an
 * entry of its parent.
 */
int
lws_dir_via_info(struct lws_dir_info *info)
{
	if (lws_dir(info->dirpath, info->user, info->cb))
		return 1;

	return info->do_toplevel_cb ? tell_toplevel(info) : 0;
}

/* ---- remove ---------------------------------------------------------- */

static int
remove_at(int dir_fd, const char *name, int depth)
{
	struct dir_names names;
	int fd, bad = 0;
	DIR *dir;
	size_t i;

	if (!unlinkat(dir_fd, name, 0) || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (!depth) {
		errno = ELOOP;
		return -1;
	}

	fd = open_dir(dir_fd, name);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		lws__plat_close(fd);
		return -1;
	}
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0) {
		(void)closedir(dir);
		return -1;
	}
	if (names_read(&names, dir)) {
		lws__plat_close(fd);
		return -1;
	}
	for (i = 0; i < names.count; i++)
		if (remove_at(fd, names.name[i], depth - 1))
			bad = -1;
	names_free(&names);
	lws__plat_close(fd);

	return unlinkat(dir_fd, name, AT_REMOVEDIR) ? -1 : bad;
}

/* removes the entry and, of a directory, all below it.  1: something stays */
int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	int fd, bad;

	(void)user;
	if (is_dot(lde->name))
		return 0;

	fd = lws__plat_open(dirpath, O_RDONLY | O_DIRECTORY, 0);
	bad = fd < 0 || remove_at(fd, lde->name, DIR_DEPTH_MAX);
	if (bad)
		lwsl_warn("%s: cannot remove %s/%s: errno %d\n", __func__,
			  dirpath, lde->name, errno);
	lws__plat_close(fd);

	return bad;
}

/* ---- count ----------------------------------------------------------- */

/* adds the regular files at and below the entry to the lws_dir_du_t at user */
int
lws_dir_du_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	lws_dir_du_t *du = user;
	struct stat st;
	char *path;
	int ret = 0;

	if (is_dot(lde->name) ||
	    (lde->type != LDOT_DIR && lde->type != LDOT_FILE))
		return 0;

	path = path_join(dirpath, lde->name);
	if (!path)
		return 1;
	if (lde->type == LDOT_DIR) {
		ret = lws_dir(path, user, lws_dir_du_cb);
	} else if (!lstat(path, &st)) { /* else it has gone meanwhile */
		du->count_files++;
		du->size_in_bytes += (uint64_t)st.st_size;
	}
	lws__free(path);

	return ret;
}

/* ---- match ----------------------------------------------------------- */

/* '*' is any run of characters, '?' any one, all else itself */
static bool
glob_matches(const char *filter, const char *name)
{
	const char *star = NULL, *resume = NULL;

	while (*name) {
		if (*filter == '*') {
			star = ++filter;
			resume = name;
		} else if (*filter == '?' || *filter == *name) {
			filter++;
			name++;
		} else if (star) {
			filter = star;
			name = ++resume;
		} else {
			return false;
		}
	}
	while (*filter == '*')
		filter++;

	return !*filter;
}

/*
 * Gives the whole path of each entry that is not a directory and whose name
 * fits the filter of the lws_dir_glob_t at user to its callback, whose answer
 * is passed on.
 */
int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	const lws_dir_glob_t *glob = user;
	char *path;
	int ret;

	if (lde->type == LDOT_DIR || is_dot(lde->name) ||
	    !glob_matches(glob->filter, lde->name))
		return 0;

	path = path_join(dirpath, lde->name);
	if (!path)
		return 1;
	ret = glob->cb(glob->user, path);
	lws__free(path);

	return ret;
}
