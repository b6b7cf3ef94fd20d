/* SPDX-License-Identifier: MIT */
/*
 * See file-turn.h.
 */

#include "roles/http/file-turn.h"

#include "core/service-module.h"

#include <string.h>
#include <unistd.h>

enum {
	SETTLED_US = 2 * 1000 * 1000, /* no file system's clock is coarser */
};

struct lws__turn_files {
	struct lws__turn_file list[LWS__TURN_FILES_MAX];
	lws_sorted_usec_list_t sul; /* runs while one is open */
	struct lws_context_per_thread *pt;
};

/* length of "root\0path\0", 0 = too long; key: where it is put */
static size_t
make_key(char key[LWS__TURN_FILE_KEY_MAX], const char *root, const char *path)
{
	size_t root_len = strlen(root) + 1, path_len = strlen(path) + 1;

	if (root_len + path_len > LWS__TURN_FILE_KEY_MAX)
		return 0;
	memcpy(key, root, root_len);
	memcpy(key + root_len, path, path_len);

	return root_len + path_len;
}

static void
close_unused(struct lws__turn_file *f)
{
	if (f->refs || f->key_len || f->fd < 0)
		return;
	lws__plat_close(f->fd);
	f->fd = -1;
	f->head_len = 0;
	f->etag[0] = '\0';
	f->typed_by = NULL;
	lws__free(f->bytes);
	f->bytes = NULL;
}

static void
drop(struct lws__turn_file *f)
{
	f->key_len = 0;
	close_unused(f);
}

/* those that nobody asked for a while ago: the next one opens it */
static void
close_old(lws_sorted_usec_list_t *sul)
{
	struct lws__turn_files *all =
		lws_container_of(sul, struct lws__turn_files, sul);
	int64_t now = lws__plat_wall_us();
	bool is_any_left = false;

	for (size_t n = 0; n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &all->list[n];

		if (!f->key_len)
			continue;
		if (now < f->at_us || now - f->at_us >= LWS__TURN_FILE_KEPT_US)
			drop(f);
		else
			is_any_left = true;
	}
	if (is_any_left)
		lws_sul_schedule(all->pt->cx, all->pt->tsi, &all->sul,
				 close_old, LWS__TURN_FILE_KEPT_US);
}

/* this turn's are looked at again before they serve another */
static void
turn_is_over(struct lws_context_per_thread *pt)
{
	struct lws__turn_files *all = pt->turn_files;
	bool is_any_kept = false;

	pt->turn_over = NULL;
	for (size_t n = 0; all && n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &all->list[n];

		if (!f->is_settled)
			drop(f);
		else if (f->key_len)
			is_any_kept = true;
	}
	if (is_any_kept && lws_dll2_is_detached(&all->sul.list))
		lws_sul_schedule(pt->cx, pt->tsi, &all->sul, close_old,
				 LWS__TURN_FILE_KEPT_US);
}

void
lws__turn_files_forget(struct lws_context_per_thread *pt)
{
	for (size_t n = 0; pt->turn_files && n < LWS__TURN_FILES_MAX; n++)
		pt->turn_files->list[n].seen = pt->turns - 1;
	if (pt->turn_over)
		turn_is_over(pt);
}

/* is it still what it was when it was opened? */
static bool
is_same(const struct lws__turn_file *f, const char *root)
{
	char whole[LWS__TURN_FILE_KEY_MAX];
	size_t root_len = strlen(root);
	struct lws__plat_stat st;

	memcpy(whole, f->key, f->key_len);
	whole[root_len] = '/';

	return f->is_settled && !lws__plat_stat(whole, &st) &&
	       st.inode == f->st.inode && st.device == f->st.device &&
	       st.len == f->st.len && st.changed == f->st.changed;
}

struct lws__turn_file *
lws__turn_file_find(struct lws_context_per_thread *pt, const char *root,
		    const char *path)
{
	char key[LWS__TURN_FILE_KEY_MAX];
	size_t len;

	if (!pt->turn_files)
		return NULL;
	len = make_key(key, root, path);
	for (size_t n = 0; len && n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &pt->turn_files->list[n];

		if (f->key_len != len || memcmp(f->key, key, len))
			continue;
		if ((!pt->depth || f->seen != pt->turns) && !is_same(f, root)) {
			drop(f);
			return NULL;
		}
		f->seen = pt->turns;
		f->refs++;
		f->found = true;
		return f;
	}

	return NULL;
}

static struct lws__turn_files *
files_create(struct lws_context_per_thread *pt)
{
	struct lws__turn_files *all = lws__zalloc(sizeof(*all), "turn files");

	for (size_t n = 0; all && n < LWS__TURN_FILES_MAX; n++)
		all->list[n].fd = -1;
	if (all)
		all->pt = pt;

	return all;
}

/* a free one, or that of the oldest that is not used in this turn */
static struct lws__turn_file *
find_place(struct lws_context_per_thread *pt)
{
	struct lws__turn_file *oldest = NULL;

	for (size_t n = 0; n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &pt->turn_files->list[n];

		if (f->fd < 0)
			return f;
		if (!f->refs && f->seen != pt->turns &&
		    (!oldest || f->at_us < oldest->at_us))
			oldest = f;
	}
	if (oldest)
		drop(oldest);

	return oldest;
}

struct lws__turn_file *
lws__turn_file_keep(struct lws_context_per_thread *pt, const char *root,
		    const char *path, int fd, const struct lws__plat_stat *st)
{
	struct lws__turn_file *f;

	if (!pt->depth)
		return NULL; /* nothing would end the turn */
	if (!pt->turn_files)
		pt->turn_files = files_create(pt);
	f = pt->turn_files ? find_place(pt) : NULL;
	if (!f)
		return NULL;
	f->key_len = (uint16_t)make_key(f->key, root, path);
	if (!f->key_len)
		return NULL;
	f->fd = fd;
	f->st = *st;
	f->refs = 1;
	f->found = false;
	f->seen = pt->turns;
	f->at_us = lws__plat_wall_us();
	f->is_settled =
		st->changed && f->at_us - st->changed / 1000 >= SETTLED_US;
	pt->turn_over = turn_is_over;

	return f;
}

void
lws__turn_file_release(struct lws__turn_file *f)
{
	f->refs--;
	close_unused(f);
}

/* false: too large, or it cannot be read whole */
static bool
have_bytes(struct lws__turn_file *f)
{
	size_t len = (size_t)f->st.len;

	if (f->bytes || !f->found || !len || f->st.len > LWS__TURN_FILE_SMALL)
		return f->bytes;
	f->bytes = lws__malloc(len, "turn file");
	if (f->bytes && pread(f->fd, f->bytes, len, 0) != (ssize_t)len) {
		lws__free(f->bytes);
		f->bytes = NULL;
	}

	return f->bytes;
}

ssize_t
lws__turn_file_read(struct lws__turn_file *f, uint64_t offset, uint8_t *buf,
		    size_t len)
{
	if (!have_bytes(f))
		return -2;
	if (offset >= f->st.len)
		return 0;
	if (len > f->st.len - offset)
		len = (size_t)(f->st.len - offset);
	memcpy(buf, f->bytes + offset, len);

	return (ssize_t)len;
}

static void
free_all(struct lws_context *cx)
{
	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws__turn_files *all = cx->pts[n].turn_files;

		for (size_t i = 0; all && i < LWS__TURN_FILES_MAX; i++)
			drop(&all->list[i]);
		if (all)
			lws_sul_cancel(&all->sul);
		cx->pts[n].turn_over = NULL;
		cx->pts[n].turn_files = NULL;
		lws__free(all);
	}
}

/* what is remembered names the vhost's mounts */
static void
forget_heads(struct lws_context_per_thread *pt, struct lws_vhost *vh)
{
	(void)vh;
	for (size_t n = 0; pt->turn_files && n < LWS__TURN_FILES_MAX; n++) {
		pt->turn_files->list[n].head_len = 0;
		pt->turn_files->list[n].typed_by = NULL;
	}
}

const struct lws__service_module lws__service_turn_files = {
	.name = "turn files",
	.context_destroy = free_all,
	.vhost_closing = forget_heads,
};
