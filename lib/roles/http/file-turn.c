/* SPDX-License-Identifier: MIT */
/*
 * See file-turn.h.
 */

#include "roles/http/file-turn.h"

#include "core/service-module.h"

#include <string.h>
#include <unistd.h>

struct lws__turn_files {
	struct lws__turn_file list[LWS__TURN_FILES_MAX];
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
	lws__free(f->bytes);
	f->bytes = NULL;
}

void
lws__turn_files_forget(struct lws_context_per_thread *pt)
{
	if (!pt->turn_over)
		return; /* none was opened in this turn */
	pt->turn_over = NULL;
	for (size_t n = 0; n < LWS__TURN_FILES_MAX; n++) {
		pt->turn_files->list[n].key_len = 0;
		close_unused(&pt->turn_files->list[n]);
	}
}

struct lws__turn_file *
lws__turn_file_find(struct lws_context_per_thread *pt, const char *root,
		    const char *path)
{
	char key[LWS__TURN_FILE_KEY_MAX];
	size_t len;

	if (!pt->turn_over)
		return NULL;
	len = make_key(key, root, path);
	for (size_t n = 0; len && n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &pt->turn_files->list[n];

		if (f->key_len == len && !memcmp(f->key, key, len)) {
			f->refs++;
			f->found = true;
			return f;
		}
	}

	return NULL;
}

static struct lws__turn_files *
files_create(void)
{
	struct lws__turn_files *all = lws__zalloc(sizeof(*all), "turn files");

	for (size_t n = 0; all && n < LWS__TURN_FILES_MAX; n++)
		all->list[n].fd = -1;

	return all;
}

struct lws__turn_file *
lws__turn_file_keep(struct lws_context_per_thread *pt, const char *root,
		    const char *path, int fd, const struct lws__plat_stat *st)
{
	if (!pt->depth)
		return NULL; /* nothing would end the turn */
	if (!pt->turn_files)
		pt->turn_files = files_create();
	for (size_t n = 0; pt->turn_files && n < LWS__TURN_FILES_MAX; n++) {
		struct lws__turn_file *f = &pt->turn_files->list[n];

		if (f->fd >= 0)
			continue;
		f->key_len = (uint16_t)make_key(f->key, root, path);
		if (!f->key_len)
			return NULL;
		f->fd = fd;
		f->st = *st;
		f->refs = 1;
		f->found = false;
		pt->turn_over = lws__turn_files_forget;
		return f;
	}

	return NULL;
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
		lws__turn_files_forget(&cx->pts[n]);
		lws__free(cx->pts[n].turn_files);
		cx->pts[n].turn_files = NULL;
	}
}

const struct lws__service_module lws__service_turn_files = {
	.name = "turn files",
	.context_destroy = free_all,
};
