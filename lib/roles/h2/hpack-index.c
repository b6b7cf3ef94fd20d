/* SPDX-License-Identifier: MIT */
/*
 * The dynamic table of the HPACK encoder (RFC 7541 2.3, 4).
 *
 *   in   fields as a draft has them: literals without indexing
 *   out  the same, as indices into the table; or as literals that enter it
 *
 * An entry's text is the field's bytes in the draft, so one is found by a hash
 * over them and a compare; only what is new has to be coded.  What comes out is
 * never longer.
 */

#include "roles/h2/hpack.h"

#include "roles/h2/hpack-form.h"
#include "roles/http/header-names.h"

#include <string.h>

/* entries that are looked at: indices of 126 at most take one byte, so what
 * comes out never needs more room than the draft */
enum { LOOKED_AT = 126 - LWS__HPACK_STATIC_COUNT };

/* bytes of a field in a draft that may enter the table */
#define INDEXED_MAX LWS__HPACK_FIELD_MAX(0, LWS__H2_ENCODER_TEXT)

/* a field of a draft */
struct draft {
	const uint8_t *at;
	const uint8_t *value_at; /* where its value's length begins */
	const uint8_t *end;
	unsigned int name_index; /* in the static table; 0: name is there */
	const char *name;
	const char *value;
	size_t name_len;
	size_t value_len;
	bool is_indexed;
	bool is_secret;
};

/* ---- reading a draft -------------------------------------------------------
 */

static bool
get_string(struct lws_cursor *in, const char **text, size_t *len)
{
	if (in->at == in->end || *in->at & 0x80)
		return false;
	if (!lws__hpack_get_integer(in, 0x7f, len) ||
	    *len > lws__cursor_left(in))
		return false;
	*text = (const char *)in->at;
	in->at += *len;

	return true;
}

/* false: not what a draft has */
static bool
get_field(struct lws_cursor *in, struct draft *d)
{
	size_t index;

	d->at = in->at;
	d->is_indexed = *in->at & 0x80;
	d->is_secret = *in->at & 0x10;
	if (!d->is_indexed && *in->at & 0x60)
		return false;
	if (!lws__hpack_get_integer(in, d->is_indexed ? 0x7f : 0xf, &index) ||
	    index > LWS__HPACK_STATIC_COUNT || (d->is_indexed && !index))
		return false;
	d->name_index = (unsigned int)index;
	d->name_len = 0;
	if (!d->is_indexed && !index && !get_string(in, &d->name, &d->name_len))
		return false;
	d->value_at = in->at;
	if (!d->is_indexed && !get_string(in, &d->value, &d->value_len))
		return false;
	d->end = in->at;

	return true;
}

/* ---- the table
 * --------------------------------------------------------------- */

/* index of the entry that is this field, or 0 */
static size_t
find_field(const struct lws__hpack_table *t, const struct draft *d,
	   uint32_t hash)
{
	unsigned int mask = t->entries_room - 1u;
	size_t len = (size_t)(d->end - d->at);

	for (unsigned int n = 0; n < t->count && n < LOOKED_AT; n++) {
		const struct lws__hpack_entry *e =
			&t->entries[(t->newest - n) & mask];

		if (e->hash == hash &&
		    (size_t)e->name_len + e->value_len == len &&
		    !memcmp(t->text + e->at, d->at, len))
			return LWS__HPACK_STATIC_COUNT + 1 + n;
	}

	return 0;
}

/* index of an entry with the same name, or 0 */
static size_t
find_name(const struct lws__hpack_table *t, const struct draft *d)
{
	unsigned int mask = t->entries_room - 1u;
	size_t len = (size_t)(d->value_at - d->at);

	for (unsigned int n = 0; n < t->count && n < LOOKED_AT; n++) {
		const struct lws__hpack_entry *e =
			&t->entries[(t->newest - n) & mask];

		if (e->name_len == len && !memcmp(t->text + e->at, d->at, len))
			return LWS__HPACK_STATIC_COUNT + 1 + n;
	}

	return 0;
}

/* ---- fields ----------------------------------------------------------------
 */

/* out has room for the draft of the field, and needs no more */
static void
put_as_is(struct lws_cursor *out, const struct draft *d)
{
	size_t len = (size_t)(d->end - d->at);

	memcpy(out->at, d->at, len);
	out->at += len;
}

static void
put_literal(struct lws_cursor *out, const struct draft *d,
	    struct lws__hpack_form form, size_t index)
{
	(void)lws__hpack_put_integer(out, form, index);
	if (!index)
		(void)lws__hpack_put_string(out, d->name, d->name_len);
	(void)lws__hpack_put_string(out, d->value, d->value_len);
}

/* how large the peer takes it to be, or 0: it is not to be indexed */
static size_t
size_to_index(const struct lws__hpack_table *t, const struct draft *d)
{
	size_t len = d->name_len + d->value_len + LWS__HPACK_FIELD_OVERHEAD;
	struct lws__hpack_field f;

	if (d->name_index) {
		lws__hpack_static_get(d->name_index, &f);
		len += f.name_len;
	} else if (lws__hpack_policy(lws__http_token_find(
			   d->name, d->name_len)) != LWS__HPACK_MAY_INDEX) {
		return 0;
	}

	return len > t->max / 2 ? 0 : len;
}

/* the table does not have it */
static void
put_new(struct lws__hpack_encoder *e, struct lws_cursor *out,
	const struct draft *d, uint32_t hash)
{
	struct lws__hpack_table *t = &e->table;
	size_t size = size_to_index(t, d);
	size_t index = d->name_index ? d->name_index : find_name(t, d);
	struct lws__hpack_field f = {
		.name = (const char *)d->at,
		.name_len = (size_t)(d->value_at - d->at),
		.value = (const char *)d->value_at,
		.value_len = (size_t)(d->end - d->value_at),
		.token = -1,
	};

	/* What this evicts may have the name: the peer still has it then.  If
	 * there is no memory, we have less than the peer: of no harm. */
	if (size && lws__hpack_table_add_sized(t, &f, size, hash))
		size = 0;
	put_literal(out, d, size ? lws__hpack_literal_add : lws__hpack_literal,
		    index);
}

static void
put_field(struct lws__hpack_encoder *e, struct lws_cursor *out,
	  const struct draft *d)
{
	struct lws__hpack_form form =
		d->is_secret ? lws__hpack_literal_never : lws__hpack_literal;
	enum lws__hpack_policy policy = LWS__HPACK_MAY_INDEX;
	uint32_t hash;
	size_t index;

	if (d->is_indexed) {
		put_as_is(out, d);
		return;
	}
	if (d->name_index)
		policy = lws__hpack_policy(
			lws__hpack_static_token(d->name_index));
	if (d->is_secret || policy != LWS__HPACK_MAY_INDEX || !e->table.max ||
	    (size_t)(d->end - d->at) > INDEXED_MAX) {
		put_literal(out, d, form, d->name_index);
		return;
	}
	hash = lws__hash(d->at, (size_t)(d->end - d->at));
	index = find_field(&e->table, d, hash);
	if (index)
		(void)lws__hpack_put_integer(out, lws__hpack_indexed, index);
	else
		put_new(e, out, d, hash);
}

int
lws__hpack_index(struct lws__hpack_encoder *e, const uint8_t *block, size_t len,
		 struct lws_cursor *out)
{
	struct lws_cursor in = {lws__unconst(block), lws__unconst(block)};
	struct draft d;

	in.end += len;
	if (len > lws__cursor_left(out))
		return 1;
	while (in.at < in.end) {
		d.at = in.at;
		if (!get_field(&in, &d)) {
			/* The peer may know what that does to its table; we do
			 * without it from now on, which the next block says. */
			d.end = in.end;
			put_as_is(out, &d);
			e->wanted = 0;
			lws__hpack_encoder_set_peer_max(e, e->peer_max);
			break;
		}
		put_field(e, out, &d);
	}

	return 0;
}
