/* SPDX-License-Identifier: MIT */
/*
 * wsmsg: whole messages from several sources, in one queue.
 *
 *   in   fragments of source n, marked LWSSS_FLAG_SOM and _EOM
 *   out  complete messages on the upstream buflist, never mixed
 *
 * Fragments wait on the source's private buflist until the last one is there,
 * then the whole list moves over.  Half of a message is nobody's: one that
 * begins inside another takes its place, and after memory ran out the rest of
 * that message is refused.
 */

#include "base/base.h"

static int
wsmsg_keep(struct lws_buflist **priv, const lws_wsmsg_info_t *info)
{
	if (!*priv && !(info->ss_flags & LWSSS_FLAG_SOM)) {
		lwsl_warn("wsmsg: source %d goes on with no message\n",
			  info->private_source_idx);
		return -1;
	}

	/* an end may come with nothing in it */
	if (!info->len && *priv)
		return 0;

	return lws_buflist_append_segment(
		priv, info->len ? info->buf : (const uint8_t *)"", info->len);
}

/* 0, or -1: the message of this source is lost */
int
lws_wsmsg_append(lws_wsmsg_info_t *info)
{
	struct lws_buflist **priv;

	if (info->private_source_idx < 0)
		return -1;

	priv = &info->private_heads[info->private_source_idx];
	if ((info->ss_flags & LWSSS_FLAG_SOM) && *priv) {
		lwsl_warn("wsmsg: source %d began a message inside another\n",
			  info->private_source_idx);
		lws_buflist_destroy_all_segments(priv);
	}

	if (wsmsg_keep(priv, info) < 0) {
		lws_buflist_destroy_all_segments(priv);
		return -1;
	}
	if (!(info->ss_flags & LWSSS_FLAG_EOM))
		return 0;

	lws__buflist_move(info->head_upstream, priv);
	if (info->optional_cb)
		info->optional_cb(info);

	return 0;
}

void
lws_wsmsg_destroy(struct lws_buflist *private_heads[],
		  size_t count_private_heads)
{
	while (count_private_heads--)
		lws_buflist_destroy_all_segments(
			&private_heads[count_private_heads]);
}
