/* SPDX-License-Identifier: MIT */
/*
 * buflist: bytes waiting, in segments as they came.
 *
 *   head -> segment -> segment -> ... -> last
 *           [LWS_PRE | done | to do]     [LWS_PRE | to do]
 *
 * Each segment is one allocation, with LWS_PRE unused bytes before its content
 * so that it can be written from where it is.  Only the first can be partly
 * used (`pos`); one that is used up is freed at once.  The first also knows the
 * last one and the sums over the list, and hands that on when it goes, so
 * appending, counting and moving a whole list take the same time at any length.
 *
 * An empty segment is kept as it came, but one with others after it is dropped
 * by whoever asks for what is next: the answer 0 means that nothing waits.
 */

#include "base/base.h"

#include <limits.h>
#include <string.h>

struct lws_buflist {
	struct lws_buflist *next; /* owned */
	size_t len;
	size_t pos; /* <= len */

	/* only in the first */
	struct lws_buflist *last;
	size_t total; /* of len */
};

static uint8_t *
segment_data(struct lws_buflist *segment)
{
	return (uint8_t *)(segment + 1) + LWS_PRE;
}

static size_t
segment_left(const struct lws_buflist *segment)
{
	return segment->len - segment->pos;
}

static void
buflist_drop_first(struct lws_buflist **head)
{
	struct lws_buflist *gone = *head, *next = gone->next;

	if (next) {
		next->last = gone->last;
		next->total = gone->total - gone->len;
	}
	*head = next;
	lws__free(gone);
}

/* moves all of *from to the end of *to */
void
lws__buflist_move(struct lws_buflist **to, struct lws_buflist **from)
{
	struct lws_buflist *first = *from;

	if (!first)
		return;
	if (*to) {
		(*to)->last->next = first;
		(*to)->last = first->last;
		(*to)->total += first->total;
	} else
		*to = first;
	*from = NULL;
}

int
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf,
			   size_t len)
{
	struct lws_buflist *segment = NULL;
	bool is_first = !*head;

	if (!buf || len > SIZE_MAX / 2 ||
	    (*head && len > SIZE_MAX - (*head)->total))
		return -1;

	segment = lws__malloc(sizeof(*segment) + LWS_PRE + len, "buflist");
	if (!segment)
		return -1;

	segment->next = NULL;
	segment->len = len;
	segment->pos = 0;
	segment->last = segment;
	segment->total = len;
	memcpy(segment_data(segment), buf, len);
	lws__buflist_move(head, &segment);

	return is_first;
}

void
lws_buflist_destroy_all_segments(struct lws_buflist **head)
{
	struct lws_buflist *segment = *head;

	*head = NULL;
	while (segment) {
		struct lws_buflist *next = segment->next;

		lws__free(segment);
		segment = next;
	}
}

size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf)
{
	while (*head && !segment_left(*head) && (*head)->next)
		buflist_drop_first(head);

	if (buf)
		*buf = *head ? segment_data(*head) + (*head)->pos : NULL;

	return *head ? segment_left(*head) : 0;
}

/* len bytes of the first segment are done; returns what is next then */
size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len)
{
	struct lws_buflist *first = *head;

	if (!first)
		return 0;

	first->pos += len < segment_left(first) ? len : segment_left(first);
	if (!segment_left(first))
		buflist_drop_first(head);

	return lws_buflist_next_segment_len(head, NULL);
}

/* all that was appended to segments that are still here, used or not */
size_t
lws_buflist_total_len(struct lws_buflist **head)
{
	return *head ? (*head)->total : 0;
}

size_t
lws__buflist_left(struct lws_buflist *const *head)
{
	return *head ? (*head)->total - (*head)->pos : 0;
}

void *
lws_buflist_get_frag_start_or_NULL(struct lws_buflist **head)
{
	return *head ? segment_data(*head) : NULL;
}

/* copies from ofs bytes after the next one to be used, and uses nothing */
int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf,
			size_t len)
{
	size_t done = 0;

	if (len > INT_MAX)
		len = INT_MAX;

	for (struct lws_buflist *at = *head; at && done < len; at = at->next) {
		size_t left = segment_left(at), n;

		if (ofs >= left) {
			ofs -= left;
			continue;
		}

		n = left - ofs < len - done ? left - ofs : len - done;
		memcpy(buf + done, segment_data(at) + at->pos + ofs, n);
		done += n;
		ofs = 0;
	}

	return (int)done;
}

int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len)
{
	size_t done = 0;

	if (len > INT_MAX)
		len = INT_MAX;

	while (*head && (done < len || !segment_left(*head))) {
		char fin;

		done += (size_t)lws_buflist_fragment_use(
			head, buf + done, len - done, NULL, &fin);
		if (!fin)
			break;
	}

	return (int)done;
}

/* from the first segment only: did that take its first byte, and its last? */
int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len,
			 char *frag_first, char *frag_fin)
{
	struct lws_buflist *first = *head;
	size_t n;

	if (!first)
		return 0;

	n = segment_left(first);
	if (n > len)
		n = len;
	if (n > INT_MAX)
		n = INT_MAX;

	if (frag_first)
		*frag_first = !first->pos;
	if (n && buf)
		memcpy(buf, segment_data(first) + first->pos, n);
	first->pos += n;
	if (frag_fin)
		*frag_fin = !segment_left(first);
	if (!segment_left(first))
		buflist_drop_first(head);

	return (int)n;
}

void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason)
{
	int n = 0;

	if (!*head)
		_lws_log(LLL_NOTICE, "%p: %s: buflist empty\n", id, reason);
	for (struct lws_buflist *at = *head; at; at = at->next)
		_lws_log(LLL_NOTICE, "%p: %s: %d: %zu of %zu\n", id, reason,
			 n++, at->pos, at->len);
}
