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
	CHAINS = 64,
};

struct lws__turn_files {
	struct lws__turn_file *chains[CHAINS]; /* of those to be found */
	lws_dll2_owner_t by_age;               /* of all, owned */
	lws_sorted_usec_list_t sul;            /* runs while one is open */
	struct lws_context_per_thread *pt;
	uint64_t forgets;
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

/* never the same again once it has changed */
static uint64_t
now_of(const struct lws_context_per_thread *pt)
{
	return pt->turns + pt->turn_files->forgets;
}

static struct lws__turn_file *
of_age(struct lws_dll2 *d)
{
	return d ? lws_container_of(d, struct lws__turn_file, age) : NULL;
}

static void
close_unused(struct lws__turn_file *f)
{
	if (f->refs || f->key_len)
		return;
	lws_dll2_remove(&f->age);
	lws__plat_close(f->fd);
	lws__free(f->bytes);
	lws__free(f);
}

static void
drop(struct lws__turn_files *all, struct lws__turn_file *f)
{
	struct lws__turn_file **at = &all->chains[f->hash % CHAINS];

	while (*at && *at != f)
		at = &(*at)->next;
	if (*at)
		*at = f->next;
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

	lws_start_foreach_dll_safe(struct lws_dll2 *, d, next, all->by_age.head)
	{
		struct lws__turn_file *f = of_age(d);

		if (f->key_len && (now < f->at_us ||
				   now - f->at_us >= LWS__TURN_FILE_KEPT_US))
			drop(all, f);
		else
			is_any_left |= f->key_len;
	}
	lws_end_foreach_dll_safe(d, next);
	if (is_any_left)
		lws_sul_schedule(all->pt->cx, all->pt->tsi, &all->sul,
				 close_old, LWS__TURN_FILE_KEPT_US);
}

/* this turn's are looked at again before they serve another */
static void
turn_is_over(struct lws_context_per_thread *pt)
{
	struct lws__turn_files *all = pt->turn_files;
	struct lws__turn_file *f = of_age(all->by_age.tail);

	pt->turn_over = NULL;
	while (f && f->born == pt->turns) {
		struct lws__turn_file *older = of_age(f->age.prev);

		if (!f->is_settled && f->key_len)
			drop(all, f);
		f = older;
	}
	if (all->by_age.count && lws_dll2_is_detached(&all->sul.list))
		lws_sul_schedule(pt->cx, pt->tsi, &all->sul, close_old,
				 LWS__TURN_FILE_KEPT_US);
}

void
lws__turn_files_forget(struct lws_context_per_thread *pt)
{
	if (pt->turn_files)
		pt->turn_files->forgets++;
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

	struct lws__turn_files *all = pt->turn_files;
	struct lws__turn_file *f;
	uint32_t hash;

	len = all ? make_key(key, root, path) : 0;
	if (!len)
		return NULL;
	hash = lws__hash(key, len);
	f = all->chains[hash % CHAINS];
	while (f && (f->hash != hash || f->key_len != len ||
		     memcmp(f->key, key, len) != 0))
		f = f->next;
	if (!f)
		return NULL;
	if ((!pt->depth || f->seen != now_of(pt)) && !is_same(f, root)) {
		drop(all, f);
		return NULL;
	}
	f->seen = now_of(pt);
	f->refs++;
	f->found = true;

	return f;
}

static struct lws__turn_files *
have_files(struct lws_context_per_thread *pt)
{
	if (!pt->turn_files)
		pt->turn_files =
			lws__zalloc(sizeof(*pt->turn_files), "turn files");
	if (pt->turn_files)
		pt->turn_files->pt = pt;

	return pt->turn_files;
}

/* maybe in place of the oldest that is not used in this turn */
static bool
have_place(struct lws_context_per_thread *pt)
{
	struct lws__turn_files *all = pt->turn_files;
	unsigned int most = pt->cx->fd_limit_per_thread / LWS__TURN_FILES_SHARE;
	struct lws__turn_file *f = of_age(all->by_age.head);

	if (most > LWS__TURN_FILES_MAX)
		most = LWS__TURN_FILES_MAX;
	if (all->by_age.count < most)
		return true;
	while (f && (f->refs || f->seen == now_of(pt)))
		f = of_age(f->age.next);
	if (f)
		drop(all, f);

	return f;
}

struct lws__turn_file *
lws__turn_file_keep(struct lws_context_per_thread *pt, const char *root,
		    const char *path, int fd, const struct lws__plat_stat *st)
{
	char key[LWS__TURN_FILE_KEY_MAX];
	size_t len = make_key(key, root, path);
	struct lws__turn_file *f;

	/* outside of a turn nothing would end it */
	if (!len || !pt->depth || !have_files(pt) || !have_place(pt))
		return NULL;
	f = lws__zalloc(sizeof(*f), "turn file");
	if (!f)
		return NULL;
	memcpy(f->key, key, len);
	f->key_len = (uint16_t)len;
	f->hash = lws__hash(key, len);
	f->fd = fd;
	f->st = *st;
	f->refs = 1;
	f->born = pt->turns;
	f->seen = now_of(pt);
	f->at_us = lws__plat_wall_us();
	f->is_settled =
		st->changed && f->at_us - st->changed / 1000 >= SETTLED_US;
	f->next = pt->turn_files->chains[f->hash % CHAINS];
	pt->turn_files->chains[f->hash % CHAINS] = f;
	lws_dll2_add_tail(&f->age, &pt->turn_files->by_age);
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

		while (all && all->by_age.head) {
			of_age(all->by_age.head)->refs = 0; /* nobody is left */
			drop(all, of_age(all->by_age.head));
		}
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
	if (!pt->turn_files)
		return;
	lws_start_foreach_dll(struct lws_dll2 *, d, pt->turn_files->by_age.head)
	{
		of_age(d)->head_len = 0;
		of_age(d)->typed_by = NULL;
	}
	lws_end_foreach_dll(d);
}

const struct lws__service_module lws__service_turn_files = {
	.name = "turn files",
	.context_destroy = free_all,
	.vhost_closing = forget_heads,
};
