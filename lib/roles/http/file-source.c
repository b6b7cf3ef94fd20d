/* SPDX-License-Identifier: MIT */
/*
 * See file-source.h.
 */

#include "roles/http/file-source.h"
#include "core/vfs.h"
#include "roles/http/file-turn.h"
#include "roles/http/http.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
set_fd(struct lws__file_source *s, int fd, const struct lws__plat_stat *st)
{
	s->fd = fd;
	s->len = st->len;
	s->modified = st->mtime;
}

static enum lws__file_found
take_fd(struct lws__file_source *s, int fd, struct lws__plat_stat *st)
{
	*st = (struct lws__plat_stat){.len = 0};
	if (fd < 0)
		return LWS__FILE_ABSENT;
	if (lws__plat_fstat(fd, st) || !st->is_file) {
		lws__plat_close(fd);
		return st->is_dir ? LWS__FILE_IS_DIR : LWS__FILE_ABSENT;
	}
	set_fd(s, fd, st);

	return LWS__FILE_OPEN;
}

/* below root, or as it was found there a moment ago */
static enum lws__file_found
open_beneath(struct lws__file_source *s, const struct lws *wsi,
	     const char *root, const char *path)
{
	struct lws_context_per_thread *pt = lws__context_pt(wsi->cx, wsi->tsi);
	struct lws__plat_stat st;
	enum lws__file_found found;

	s->shared = lws__turn_file_find(pt, root, path);
	if (s->shared) {
		set_fd(s, s->shared->fd, &s->shared->st);
		return LWS__FILE_OPEN;
	}
	found = take_fd(
		s, lws__plat_open_beneath(root, *path ? path : ".", true), &st);
	if (found == LWS__FILE_OPEN)
		s->shared = lws__turn_file_keep(pt, root, path, s->fd, &st);

	return found;
}

/* of the application's own, and not the system's file */
static bool
is_virtual(const struct lws *wsi, const char *path)
{
	const char *vpath;
	const struct lws_plat_file_ops *f =
		lws__vfs_select(wsi->cx->fops, path, &vpath);

	return f->LWS_FOP_OPEN != wsi->cx->fops_platform.LWS_FOP_OPEN;
}

/* RFC 9110 12.4.2: a weight of 0 is "not acceptable" */
static bool
is_zero_weight(const struct lws__list_member *m)
{
	size_t len;
	const char *q = lws__http_list_param(m, "q", &len);

	if (!q)
		return false;
	for (; len; len--, q++)
		if (*q != '0' && *q != '.')
			return false;

	return true;
}

static bool
takes_gzip(const char *list, size_t len)
{
	const char *at = list, *end = list + len;
	struct lws__list_member m;

	while (lws__http_list_next(&at, end, &m) > 0)
		if (lws__http_same_text(m.whole, m.name_len, "gzip", 4))
			return !is_zero_weight(&m);

	return false;
}

static bool
accepts_gzip(const struct lws *wsi)
{
	size_t len = 0;
	const char *list =
		wsi->http && wsi->http->headers
			? lws__http_headers_fragment(
				  wsi->http->headers,
				  WSI_TOKEN_HTTP_ACCEPT_ENCODING, 0, &len)
			: NULL;

	return list && takes_gzip(list, len);
}

static enum lws__file_found
open_vfs(struct lws__file_source *s, const struct lws *wsi, const char *path)
{
	lws_fop_flags_t flags = LWS_O_RDONLY;
	struct lws__plat_stat st;

	/* a directory or device is not for open() of anybody's ops */
	if (!lws__plat_stat(path, &st) && !st.is_file)
		return st.is_dir ? LWS__FILE_IS_DIR : LWS__FILE_ABSENT;
	if (accepts_gzip(wsi))
		flags |= LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP;
	s->fop = lws_vfs_file_open(wsi->cx->fops, path, &flags);
	if (!s->fop)
		return LWS__FILE_ABSENT;
	s->len = lws_vfs_get_length(s->fop);
	s->modified = (int64_t)lws_vfs_get_mod_time(s->fop);
	s->is_gzipped = !!(flags & LWS_FOP_FLAG_COMPR_IS_GZIP);

	return LWS__FILE_OPEN;
}

/* what leads a virtual path out of root by a symbolic link: the real file that
 * it begins with, such as the archive */
static bool
leads_out(const struct lws *wsi, const char *root, char *whole)
{
	size_t root_len = strlen(root), len;
	struct lws__plat_stat st;
	const char *vpath;
	bool is_out;
	int fd;

	lws__vfs_select(wsi->cx->fops, whole, &vpath);
	len = (size_t)(vpath - whole);
	if (!*vpath || len < root_len + 3)
		return false; /* root itself is within the virtual file */
	whole[len - 1] = '\0';
	fd = lws__plat_open_beneath(root, whole + root_len + 1, true);
	is_out = fd < 0 && !lws__plat_stat(whole, &st);
	whole[len - 1] = '/';
	if (fd >= 0)
		lws__plat_close(fd);

	return is_out;
}

enum lws__file_found
lws__file_source_open(struct lws__file_source *s, const struct lws *wsi,
		      const char *root, const char *path, bool links)
{
	char whole[3072];
	size_t root_len = strlen(root), len;

	*s = (struct lws__file_source){.fd = -1};
	while (*path == '/')
		path++;
	len = strlen(path);
	if (root_len + len + 3 > sizeof(whole))
		return LWS__FILE_ABSENT;
	memcpy(whole, root, root_len);
	whole[root_len] = '/';
	memcpy(whole + root_len + 1, path, len + 1);
	if (!links && is_virtual(wsi, whole) && leads_out(wsi, root, whole))
		return LWS__FILE_ABSENT;
	if (links || is_virtual(wsi, whole))
		return lws__file_source_open_path(s, wsi, whole);

	return open_beneath(s, wsi, root, path);
}

enum lws__file_found
lws__file_source_open_path(struct lws__file_source *s, const struct lws *wsi,
			   const char *path)
{
	struct lws__plat_stat st;

	*s = (struct lws__file_source){.fd = -1};
	if (is_virtual(wsi, path))
		return open_vfs(s, wsi, path);

	return take_fd(s, lws__plat_open(path, O_RDONLY | O_NONBLOCK, 0), &st);
}

ssize_t
lws__file_source_read(struct lws__file_source *s, uint64_t offset, uint8_t *buf,
		      size_t len)
{
	lws_filepos_t got = 0;
	ssize_t n;

	if (s->fop) {
		lws_vfs_file_seek_set(s->fop, (lws_fileofs_t)offset);

		return lws_vfs_file_read(s->fop, &got, buf, len) ? -1
								 : (ssize_t)got;
	}
	n = s->shared ? lws__turn_file_read(s->shared, offset, buf, len) : -2;
	if (n != -2)
		return n;
	do
		n = pread(s->fd, buf, len, (off_t)offset);
	while (n < 0 && errno == EINTR);

	return n;
}

void
lws__file_source_close(struct lws__file_source *s)
{
	if (s->fop)
		lws_vfs_file_close(&s->fop);
	if (s->shared)
		lws__turn_file_release(s->shared);
	else if (s->fd >= 0)
		lws__plat_close(s->fd);
	s->shared = NULL;
	s->fd = -1;
}
