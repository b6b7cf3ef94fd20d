/* SPDX-License-Identifier: MIT */
/*
 * The static table of HPACK (RFC 7541 appendix A).
 *
 *   in   an index, or a field
 *   out  the field, or an index
 *
 * All names in it are tokens of ours, so a field is found by its token.
 */

#include "roles/h2/hpack.h"

#include "roles/h2/hpack-static-table.h"

#include <string.h>

_Static_assert(sizeof(static_entries) / sizeof(static_entries[0]) ==
		       LWS__HPACK_STATIC_COUNT,
	       "the static table is not that of RFC 7541");

void
lws__hpack_static_get(unsigned int index, struct lws__hpack_field *f)
{
	const struct static_entry *e = &static_entries[index - 1];

	f->name = e->name;
	f->name_len = e->name_len;
	f->value = e->value;
	f->value_len = e->value_len;
	f->token = e->token;
	f->is_never_indexed = false;
	f->flaw = LWS__HPACK_NO_FLAW;
}

int
lws__hpack_static_token(unsigned int index)
{
	return static_entries[index - 1].token;
}

unsigned int
lws__hpack_static_find(const struct lws__hpack_field *f, bool *is_whole)
{
	unsigned int first, count;

	*is_whole = false;
	if (f->token < 0 || f->token >= WSI_TOKEN_COUNT)
		return 0;

	first = static_by_token[f->token].first;
	count = static_by_token[f->token].count;
	for (unsigned int n = first; n < first + count; n++) {
		const struct static_entry *e = &static_entries[n - 1];

		if (e->value_len != f->value_len)
			continue;
		if (memcmp(e->value, f->value, f->value_len) != 0)
			continue;
		*is_whole = true;

		return n;
	}

	return first;
}
