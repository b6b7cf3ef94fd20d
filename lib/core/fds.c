/* SPDX-License-Identifier: MIT */
/*
 * The fd table of a thread: fd number to conn, in pages that are made when the
 * first fd of their range comes.  So lookup is two loads, and a process that
 * may open a million fds pays only for those it has.
 *
 * Each number carries a generation that counts its uses: an event that was
 * fetched for an earlier owner of the number does not match.
 */

#include "core/conn.h"

static struct lws__fd_slot *
slot_of(const struct lws__fds *fds, int fd)
{
	size_t page = (size_t)fd / LWS__FDS_PAGE;

	if (fd < 0 || page >= fds->page_count || !fds->pages[page])
		return NULL;

	return &fds->pages[page][(size_t)fd % LWS__FDS_PAGE];
}

static int
page_make(struct lws__fds *fds, size_t page)
{
	struct lws__fd_slot **pages;
	size_t count = page + 1;

	if (page >= fds->page_count) {
		pages = lws__realloc(fds->pages, count * sizeof(*pages),
				     "fd pages");
		if (!pages)
			return 1;
		for (size_t n = fds->page_count; n < count; n++)
			pages[n] = NULL;
		fds->pages = pages;
		fds->page_count = count;
	}
	if (!fds->pages[page])
		fds->pages[page] = lws__zalloc(
			LWS__FDS_PAGE * sizeof(struct lws__fd_slot), "fd page");

	return !fds->pages[page];
}

int
lws__fds_insert(struct lws__fds *fds, struct lws_conn *conn)
{
	struct lws__fd_slot *slot;

	if (conn->fd < 0 || page_make(fds, (size_t)conn->fd / LWS__FDS_PAGE))
		return 1;

	slot = slot_of(fds, conn->fd);
	if (!slot)
		return 1;
	slot->conn = conn;
	conn->generation = ++slot->generation;
	conn->in_fds = 1;
	fds->count++;

	return 0;
}

void
lws__fds_remove(struct lws__fds *fds, struct lws_conn *conn)
{
	struct lws__fd_slot *slot = slot_of(fds, conn->fd);

	if (!conn->in_fds)
		return;
	conn->in_fds = 0;
	if (!slot || slot->conn != conn)
		return;
	slot->conn = NULL;
	slot->generation++;
	fds->count--;
}

struct lws_conn *
lws__fds_conn(const struct lws__fds *fds, int fd, const uint32_t *generation)
{
	const struct lws__fd_slot *slot = slot_of(fds, fd);

	if (!slot || (generation && slot->generation != *generation))
		return NULL;

	return slot->conn;
}

void
lws__fds_foreach(struct lws__fds *fds,
		 void (*each)(struct lws_conn *conn, void *arg), void *arg)
{
	/* the highest first: mostly the newest, as children of others are */
	for (size_t p = fds->page_count; p-- > 0;) {
		struct lws__fd_slot *page = fds->pages[p];

		for (size_t n = LWS__FDS_PAGE; page && n-- > 0;)
			if (page[n].conn)
				each(page[n].conn, arg);
	}
}

void
lws__fds_destroy(struct lws__fds *fds)
{
	for (size_t p = 0; p < fds->page_count; p++)
		lws__free(fds->pages[p]);
	lws__free(fds->pages);
	*fds = (struct lws__fds){0};
}
