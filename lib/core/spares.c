/* SPDX-License-Identifier: MIT */
/*
 * See spares.h.
 */

#include "core/core.h"

#include <string.h>

/* a sanitizer shall see who uses what he has given back */
#if defined(__SANITIZE_ADDRESS__)
enum { KEPT = 0 };
#else
enum { KEPT = LWS__SPARES };
#endif

void *
lws__spare_kept(struct lws_context_per_thread *pt, enum lws__spare_kind kind)
{
	void *p = pt->spares.first[kind];

	if (!p)
		return NULL;
	memcpy(&pt->spares.first[kind], p, sizeof(p));
	pt->spares.count[kind]--;

	return p;
}

void *
lws__spare_take(struct lws_context_per_thread *pt, enum lws__spare_kind kind,
		size_t size, const char *why)
{
	void *p = lws__spare_kept(pt, kind);

	return p ? memset(p, 0, size) : lws__zalloc(size, why);
}

void
lws__spare_give(struct lws_context_per_thread *pt, enum lws__spare_kind kind,
		void *p)
{
	if (!p)
		return;
	if (pt->spares.count[kind] + 1 > KEPT) {
		lws__free(p);
		return;
	}
	memcpy(p, &pt->spares.first[kind], sizeof(p));
	pt->spares.first[kind] = p;
	pt->spares.count[kind]++;
}

void
lws__spares_free(struct lws_context_per_thread *pt)
{
	for (size_t kind = 0; kind < LWS__SPARE_KINDS; kind++)
		while (pt->spares.first[kind]) {
			void *p = pt->spares.first[kind];

			memcpy(&pt->spares.first[kind], p, sizeof(p));
			lws__free(p);
		}
}
