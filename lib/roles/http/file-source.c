/* SPDX-License-Identifier: MIT */
/*
 * See file-source.h.
 */

#include "roles/http/file-source.h"
#include "core/vfs.h"
#include "roles/http/http.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum lws__file_found
take_fd(struct lws__file_source *s, int fd)
{
	struct lws__plat_stat st;

	if (fd < 0)
		return LWS__FILE_ABSENT;
	if (lws__plat_fstat(fd, &st) || !st.is_file) {
		bool is_dir = st.is_dir;

		lws__plat_close(fd);
		return is_dir ? LWS__FILE_IS_DIR : LWS__FILE_ABSENT;
	}
	s->fd = fd;
	s->len = st.len;
	s->modified = st.mtime;

	return LWS__FILE_OPEN;
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

	return list && lws__http_list_has(list, len, "gzip");
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

enum lws__file_found
lws__file_source_open(struct lws__file_source *s, const struct lws *wsi,
		      const char *root, const char *path, bool links)
{
	char whole[3072];

	*s = (struct lws__file_source){.fd = -1};
	while (*path == '/')
		path++;
	if (lws_snprintf(whole, sizeof(whole), "%s/%s", root, path) >=
	    (int)sizeof(whole) - 1)
		return LWS__FILE_ABSENT;
	if (links || is_virtual(wsi, whole))
		return lws__file_source_open_path(s, wsi, whole);

	return take_fd(s,
		       lws__plat_open_beneath(root, *path ? path : ".", true));
}

enum lws__file_found
lws__file_source_open_path(struct lws__file_source *s, const struct lws *wsi,
			   const char *path)
{
	*s = (struct lws__file_source){.fd = -1};
	if (is_virtual(wsi, path))
		return open_vfs(s, wsi, path);

	return take_fd(s, lws__plat_open(path, O_RDONLY | O_NONBLOCK, 0));
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
	if (s->fd >= 0)
		lws__plat_close(s->fd);
	s->fd = -1;
}
