/* SPDX-License-Identifier: MIT */
/*
 * Where the bytes of a served file come from: a descriptor of the system, or
 * a file of the application's own lws_plat_file_ops.
 */

#ifndef LWS_ROLES_HTTP_FILE_SOURCE_H
#define LWS_ROLES_HTTP_FILE_SOURCE_H

#include "core/core.h"

struct lws__file_source {
	int fd;                        /* owned unless shared, -1 = by fop */
	lws_fop_fd_t fop;              /* owned, NULL = by fd */
	struct lws__turn_file *shared; /* whose the fd is, or NULL */
	uint64_t len;
	int64_t modified; /* seconds since 1970, 0 = not known */
	bool is_gzipped;  /* the bytes are gzip of the file */
};

enum lws__file_found {
	LWS__FILE_OPEN,
	LWS__FILE_ABSENT,
	LWS__FILE_IS_DIR,
};

/*
 * Below root, never outside it.  `links`: symbolic links may lead out.  Only
 * regular files are opened; opening never blocks.
 */
enum lws__file_found
lws__file_source_open(struct lws__file_source *s, const struct lws *wsi,
		      const char *root, const char *path, bool links);
/* anywhere; for a path that the application named */
enum lws__file_found
lws__file_source_open_path(struct lws__file_source *s, const struct lws *wsi,
			   const char *path);
/* up to len bytes at offset; 0 = the file ended, -1 = failed */
ssize_t lws__file_source_read(struct lws__file_source *s, uint64_t offset,
			      uint8_t *buf, size_t len);
void lws__file_source_close(struct lws__file_source *s);

#endif
