/* SPDX-License-Identifier: MIT */
/*
 * lwsac-file: whole files kept in an lwsac, shared by whoever is using them.
 *
 *   in   a path, and the pointer got last time or NULL
 *   out  the bytes with a NUL after them, the same ones while the file is
 *        unchanged
 *
 * The pointer is to the content; what is known of the file stands before it in
 * the same piece.  A use is a reference on the lwsac: when the file changes the
 * old content is detached and stays until the last user ends.  The file is
 * looked at again only when the last look is CONFIRM_SECS old.
 */

#include "base/base.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
	CONFIRM_SECS = 5,
};

struct cached_file {
	struct lwsac *ac; /* owned: this struct lives in it */
	time_t confirmed;
	time_t changed;
	size_t len;
	uint64_t inode;
};

static struct cached_file *
cached_file_of(lwsac_cached_file_t content)
{
	return (struct cached_file *)(void *)(content -
					      sizeof(struct cached_file));
}

static bool
is_same_file(const struct cached_file *f, const struct stat *st)
{
	return st->st_mtime == f->changed && (size_t)st->st_size == f->len &&
	       (uint64_t)st->st_ino == f->inode;
}

/* exactly len bytes, no more and no less, or it is being written right now */
static bool
read_exactly(const char *filepath, uint8_t *content, size_t len)
{
	FILE *file = fopen(filepath, "rb");
	size_t got;

	if (!file)
		return false;
	got = fread(content, 1, len + 1, file);
	fclose(file);

	return got == len;
}

static lwsac_cached_file_t
cached_file_load(const char *filepath, const struct stat *st, time_t now)
{
	size_t len = (size_t)st->st_size;
	struct lwsac *ac = NULL;
	struct cached_file *f;
	uint8_t *content;

	/* one more, for the NUL, which also shows that a file has grown */
	f = lwsac_use(&ac, sizeof(*f) + len + 1, sizeof(*f) + len + 1);
	if (!f)
		return NULL;

	content = (uint8_t *)(f + 1);
	if (!read_exactly(filepath, content, len)) {
		lwsac_free(&ac);
		return NULL;
	}

	content[len] = '\0';
	f->ac = ac;
	f->confirmed = now;
	f->changed = st->st_mtime;
	f->len = len;
	f->inode = (uint64_t)st->st_ino;

	return content;
}

/*
 * 0: *cache is good.  *len is written unless the answer came without a look at
 * the file.  1: the file cannot be had; *cache and *len are as they were.
 */
int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache, size_t *len)
{
	struct cached_file *old = *cache ? cached_file_of(*cache) : NULL;
	time_t now = time(NULL);
	lwsac_cached_file_t fresh;
	struct stat st;

	/* a clock that went back is no reason to trust old news */
	if (old && now >= old->confirmed && now - old->confirmed < CONFIRM_SECS)
		return 0;

	if (stat(filepath, &st) || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size > SIZE_MAX / 4) {
		lwsl_info("%s: cannot stat %s\n", __func__, filepath);
		return 1;
	}

	if (old && is_same_file(old, &st)) {
		old->confirmed = now;
		*len = old->len;
		return 0;
	}

	fresh = cached_file_load(filepath, &st, now);
	if (!fresh)
		return 1;

	if (old)
		lwsac_use_cached_file_detach(cache);
	*cache = fresh;
	*len = (size_t)st.st_size;

	return 0;
}

void
lwsac_use_cached_file_start(lwsac_cached_file_t cache)
{
	lwsac_reference(cached_file_of(cache)->ac);
}

void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache)
{
	struct lwsac *ac;

	if (!*cache)
		return;
	ac = cached_file_of(*cache)->ac;
	lwsac_unreference(&ac);
	if (!ac)
		*cache = NULL;
}

void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache)
{
	struct lwsac *ac;

	if (!*cache)
		return;
	ac = cached_file_of(*cache)->ac;
	*cache = NULL;
	lwsac_detach(&ac);
}
