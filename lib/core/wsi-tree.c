/* SPDX-License-Identifier: MIT */
/*
 * Parents and children: a child is closed before its parent, and the parent's
 * protocol hears of it.
 */

#include "core/conn.h"

void
lws__wsi_parent_set(struct lws *child, struct lws *parent)
{
	struct lws__wsi_rare *c = lws__wsi_rare(child);
	struct lws__wsi_rare *p = parent ? lws__wsi_rare(parent) : NULL;

	if (!c || !p)
		return;
	c->parent = parent;
	c->sibling = p->child_list;
	p->child_list = child;
}

/* leaves the parent's list; the pointer to the parent stays readable */
void
lws__wsi_parent_leave(struct lws *child)
{
	struct lws *parent = child->rare ? child->rare->parent : NULL;
	struct lws **pw;

	if (!parent || !parent->rare)
		return;
	for (pw = &parent->rare->child_list; *pw; pw = &(*pw)->rare->sibling)
		if (*pw == child) {
			*pw = child->rare->sibling;
			break;
		}
	child->rare->sibling = NULL;
	child->rare->parent = NULL;
}
