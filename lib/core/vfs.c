/* SPDX-License-Identifier: MIT */
/*
 * The virtual file system: which file system a path belongs to, and the public
 * calls that are the same for all of them.
 */

#include "core/vfs.h"
#include "core/built-in.h"
#include "core/core.h"

#include <string.h>

enum {
	FIRSTS_MAX = 16, /* letters that signatures begin with, and a NUL */
};

/* length of the signature of f that path starts with; 0 = none */
static size_t
signature_at(const struct lws_plat_file_ops *f, const char *path)
{
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(f->fi); n++) {
		const char *sig = f->fi[n].sig;
		size_t len = f->fi[n].len;

		if (!sig)
			break;
		if (!len)
			len = strlen(sig);
		if (*path == *sig && len && !strncmp(path, sig, len))
			return len;
	}

	return 0;
}

/* of the chain, then of those built in: the one that claims path here */
static const struct lws_plat_file_ops *
claimed_by(const struct lws_plat_file_ops *fops, const char *path, size_t *len)
{
	const struct lws_plat_file_ops *const *b = lws__built_in_vfs;

	for (; fops; fops = fops->next) {
		*len = signature_at(fops, path);
		if (*len)
			return fops;
	}
	for (; *b; b++) {
		*len = signature_at(*b, path);
		if (*len)
			return *b;
	}

	return NULL;
}

/* what signatures begin with; too many to list: NULL */
static const char *
first_letters(const struct lws_plat_file_ops *fops, char list[FIRSTS_MAX])
{
	const struct lws_plat_file_ops *const *b = lws__built_in_vfs;
	size_t count = 0;

	for (; fops || *b; fops = fops ? fops->next : NULL) {
		const struct lws_plat_file_ops *f = fops ? fops : *b++;

		for (size_t n = 0; n < LWS_ARRAY_SIZE(f->fi); n++) {
			if (!f->fi[n].sig)
				break;
			if (count + 1 >= FIRSTS_MAX)
				return NULL;
			if (*f->fi[n].sig)
				list[count++] = *f->fi[n].sig;
		}
	}
	list[count] = '\0';

	return list;
}

const struct lws_plat_file_ops *
lws__vfs_select(const struct lws_plat_file_ops *fops, const char *path,
		const char **vpath)
{
	char room[FIRSTS_MAX];
	const char *firsts = first_letters(fops, room), *at = path;
	const struct lws_plat_file_ops *f;
	size_t len;

	for (; *at; at++) {
		if (firsts)
			at = strpbrk(at, firsts);
		if (!at)
			break;
		f = claimed_by(fops, at, &len);
		if (f) {
			*vpath = at + len;
			return f;
		}
	}
	*vpath = "";

	return fops;
}

void
lws__vfs_platform(struct lws_plat_file_ops *fops, struct lws_context *cx,
		  const struct lws_plat_file_ops *next)
{
	memset(fops, 0, sizeof(*fops));
	fops->LWS_FOP_OPEN = _lws_plat_file_open;
	fops->LWS_FOP_CLOSE = _lws_plat_file_close;
	fops->LWS_FOP_SEEK_CUR = _lws_plat_file_seek_cur;
	fops->LWS_FOP_READ = _lws_plat_file_read;
	fops->LWS_FOP_WRITE = _lws_plat_file_write;
	fops->next = next;
	fops->cx = cx;
}

/* the head of the chain, borrowed */
struct lws_plat_file_ops *
lws_get_fops(struct lws_context *context)
{
	return (struct lws_plat_file_ops *)(uintptr_t)context->fops;
}

/* fops is borrowed for the life of the context; NULL = the platform's alone */
void
lws_set_fops(struct lws_context *context, const struct lws_plat_file_ops *fops)
{
	context->fops = fops ? fops : &context->fops_platform;
}

lws_filepos_t
lws_vfs_tell(lws_fop_fd_t fop_fd)
{
	return fop_fd->pos;
}

lws_filepos_t
lws_vfs_get_length(lws_fop_fd_t fop_fd)
{
	return fop_fd->len;
}

/* seconds since 1970, meaningful with LWS_FOP_FLAG_MOD_TIME_VALID */
uint32_t
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd)
{
	return fop_fd->mod_time;
}

/* the new position, or -1 */
lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	if (offset < 0)
		return -1;

	return fop_fd->fops->LWS_FOP_SEEK_CUR(
		fop_fd, offset - (lws_fileofs_t)fop_fd->pos);
}

/* offset is counted from the end, usually not positive */
lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_fileofs_t len = (lws_fileofs_t)fop_fd->len;

	if (offset > INT64_MAX - len)
		return -1;

	return fop_fd->fops->LWS_FOP_SEEK_CUR(
		fop_fd, len - (lws_fileofs_t)fop_fd->pos + offset);
}

/*
 * *flags: O_* of open(2) below LWS_FOP_FLAGS_MASK, and LWS_FOP_FLAG_*; on
 * return also what was found out.  NULL: cannot be opened.  Close it with
 * lws_vfs_file_close().
 */
lws_fop_fd_t
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path,
		  lws_fop_flags_t *flags)
{
	const struct lws_plat_file_ops *own;
	const char *vpath;

	own = lws__vfs_select(fops, vfs_path, &vpath);

	return own->LWS_FOP_OPEN(own, fops, vfs_path, vpath, flags);
}
