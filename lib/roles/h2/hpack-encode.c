/* SPDX-License-Identifier: MIT */
/*
 * HPACK encoder (RFC 7541 6, 7.1).
 *
 *   in   fields
 *   out  bytes of a field block
 *
 * A field is looked for in the static table by its token, then in the dynamic
 * one by a hash of its text; the table is small, so that is a walk over a few
 * numbers.  Nothing is changed before it is known that the bytes fit.
 */

#include "roles/h2/hpack.h"

#include "roles/http/header-names.h"

#include <string.h>

/* how a field is written: first byte, and bits of its index */
struct form {
	uint8_t pattern;
	uint8_t mask;
};

static const struct form indexed = {0x80, 0x7f};
static const struct form literal_add = {0x40, 0x3f};
static const struct form size_update = {0x20, 0x1f};
static const struct form literal_never = {0x10, 0x0f};
static const struct form literal = {0x00, 0x0f};

/* what the encoder does with a name it knows; indexed, if it is not here */
enum policy {
	MAY_INDEX,
	NO_INDEX, /* seldom the same twice */
	SECRET,   /* never indexed, by nobody */
};

static const uint8_t policies[WSI_TOKEN_COUNT] = {
	[WSI_TOKEN_HTTP_AUTHORIZATION] = SECRET,
	[WSI_TOKEN_HTTP_PROXY_AUTHORIZATION] = SECRET,
	[WSI_TOKEN_HTTP_COOKIE] = SECRET,
	[WSI_TOKEN_HTTP_SET_COOKIE] = SECRET,
	[WSI_TOKEN_X_AUTH_TOKEN] = SECRET,
	[WSI_TOKEN_DSS_SIGNATURE] = SECRET,
	[WSI_TOKEN_KEY] = SECRET,
	[WSI_TOKEN_REPLAY_NONCE] = SECRET,

	[WSI_TOKEN_HTTP_COLON_PATH] = NO_INDEX,
	[WSI_TOKEN_HTTP_COLON_STATUS] = NO_INDEX,
	[WSI_TOKEN_HTTP_AGE] = NO_INDEX,
	[WSI_TOKEN_HTTP_CONTENT_LENGTH] = NO_INDEX,
	[WSI_TOKEN_HTTP_CONTENT_RANGE] = NO_INDEX,
	[WSI_TOKEN_HTTP_ETAG] = NO_INDEX,
	[WSI_TOKEN_HTTP_EXPIRES] = NO_INDEX,
	[WSI_TOKEN_HTTP_IF_MATCH] = NO_INDEX,
	[WSI_TOKEN_HTTP_IF_MODIFIED_SINCE] = NO_INDEX,
	[WSI_TOKEN_HTTP_IF_NONE_MATCH] = NO_INDEX,
	[WSI_TOKEN_HTTP_IF_RANGE] = NO_INDEX,
	[WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE] = NO_INDEX,
	[WSI_TOKEN_HTTP_LAST_MODIFIED] = NO_INDEX,
	[WSI_TOKEN_HTTP_LINK] = NO_INDEX,
	[WSI_TOKEN_HTTP_LOCATION] = NO_INDEX,
	[WSI_TOKEN_HTTP_RANGE] = NO_INDEX,
	[WSI_TOKEN_HTTP_REFERER] = NO_INDEX,
	[WSI_TOKEN_HTTP_X_REAL_IP] = NO_INDEX,
	[WSI_TOKEN_X_FORWARDED_FOR] = NO_INDEX,
	[WSI_TOKEN_ACCEPT] = NO_INDEX,
};

/* ---- bytes --------------------------------------------------------------- */

/* an integer (5.1); false: no room */
static bool
put_integer(struct lws_cursor *out, struct form form, size_t n)
{
	if (out->at == out->end)
		return false;
	if (n < form.mask) {
		*out->at++ = (uint8_t)(form.pattern | n);
		return true;
	}
	*out->at++ = form.pattern | form.mask;
	for (n -= form.mask; n >= 0x80; n >>= 7) {
		if (out->at == out->end)
			return false;
		*out->at++ = (uint8_t)(0x80 | (n & 0x7f));
	}
	if (out->at == out->end)
		return false;
	*out->at++ = (uint8_t)n;

	return true;
}

static bool
put_string(struct lws_cursor *out, const char *text, size_t len)
{
	static const struct form raw = {0x00, 0x7f}, coded = {0x80, 0x7f};
	size_t coded_len = lws__huffman_len(text, len);

	if (!put_integer(out, coded_len < len ? coded : raw,
			 coded_len < len ? coded_len : len))
		return false;
	if (coded_len < len) {
		if (coded_len > lws__cursor_left(out))
			return false;
		out->at = lws__huffman_encode(out->at, text, len);
		return true;
	}
	if (len > lws__cursor_left(out))
		return false;
	if (len)
		memcpy(out->at, text, len);
	out->at += len;

	return true;
}

static bool
put_literal(struct lws_cursor *out, struct form form, unsigned int name_index,
	    const struct lws__hpack_field *f)
{
	return put_integer(out, form, name_index) &&
	       (name_index || put_string(out, f->name, f->name_len)) &&
	       put_string(out, f->value, f->value_len);
}

/* ---- dynamic table ------------------------------------------------------- */

static uint64_t
mix(uint64_t h, const char *p, size_t len)
{
	uint64_t word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	word = len;
	while (len--)
		word = word << 8 | (uint8_t)*p++;
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);

	return h ^ h >> 32;
}

static uint32_t
hash_field(const struct lws__hpack_field *f)
{
	uint64_t h = (uint64_t)f->token + 1;

	if (f->token < 0)
		h = mix(0, f->name, f->name_len);

	return (uint32_t)mix(h, f->value, f->value_len);
}

static bool
is_same_name(const struct lws__hpack_field *a, const struct lws__hpack_field *b)
{
	if (a->token >= 0 || b->token >= 0)
		return a->token == b->token;

	return a->name_len == b->name_len &&
	       !memcmp(a->name, b->name, a->name_len);
}

/* position of the entry that is f, or -1 */
static int
find_entry(const struct lws__hpack_table *t, const struct lws__hpack_field *f,
	   uint32_t hash)
{
	unsigned int mask = t->entries_room - 1u;
	struct lws__hpack_field had;

	for (unsigned int n = 0; n < t->count; n++) {
		if (t->entries[(t->newest - n) & mask].hash != hash)
			continue;
		lws__hpack_table_get(t, n, &had);
		if (had.value_len == f->value_len && is_same_name(&had, f) &&
		    !memcmp(had.value, f->value, f->value_len))
			return (int)n;
	}

	return -1;
}

/* index of an entry whose name is that of f; 0: there is none */
static unsigned int
find_name(const struct lws__hpack_table *t, const struct lws__hpack_field *f)
{
	struct lws__hpack_field had;

	for (unsigned int n = 0; lws__hpack_table_get(t, n, &had); n++)
		if (is_same_name(&had, f))
			return LWS__HPACK_STATIC_COUNT + 1 + n;

	return 0;
}

/* ---- fields ----------------------------------------------------------------
 */

static enum policy
policy_for(const struct lws__hpack_encoder *e, const struct lws__hpack_field *f)
{
	size_t size = f->name_len + f->value_len + LWS__HPACK_FIELD_OVERHEAD;
	enum policy p = MAY_INDEX;

	if (f->token >= 0 && f->token < WSI_TOKEN_COUNT)
		p = (enum policy)policies[f->token];
	if (f->is_never_indexed)
		p = SECRET;
	if (p == MAY_INDEX && (!e || size > e->table.max / 2))
		p = NO_INDEX;

	return p;
}

/* neither table has it whole; name_index: what has its name, or 0 */
static bool
put_new(struct lws__hpack_encoder *e, struct lws_cursor *out,
	const struct lws__hpack_field *f, unsigned int name_index,
	enum policy policy, uint32_t hash)
{
	struct form form = policy == SECRET ? literal_never : literal;
	bool adds = policy == MAY_INDEX;

	if (!name_index && e)
		name_index = find_name(&e->table, f);
	/* What this evicts may have the name: the peer still has it then.  And
	 * if we do not add f after all: that we have less is of no harm. */
	if (adds && lws__hpack_table_reserve(&e->table, f))
		adds = false;
	if (!put_literal(out, adds ? literal_add : form, name_index, f))
		return false;
	if (adds)
		lws__hpack_table_add(&e->table, f, hash);

	return true;
}

static bool
put_field(struct lws__hpack_encoder *e, struct lws_cursor *out,
	  const struct lws__hpack_field *f)
{
	enum policy policy = policy_for(e, f);
	uint32_t hash = 0;
	bool is_whole;
	unsigned int index = lws__hpack_static_find(f, &is_whole);

	if (is_whole && policy != SECRET)
		return put_integer(out, indexed, index);
	if (policy == MAY_INDEX) {
		int n;

		hash = hash_field(f);
		n = find_entry(&e->table, f, hash);
		if (n >= 0)
			return put_integer(out, indexed,
					   LWS__HPACK_STATIC_COUNT + 1 +
						   (size_t)n);
	}

	return put_new(e, out, f, index, policy, hash);
}

/* ---- what the role calls --------------------------------------------------
 */

int
lws__hpack_encode(struct lws__hpack_encoder *e, struct lws_cursor *out,
		  const struct lws__hpack_field *f)
{
	struct lws_cursor at = *out;

	if (!put_field(e, &at, f))
		return 1;
	*out = at;

	return 0;
}

int
lws__hpack_encode_status(struct lws__hpack_encoder *e, struct lws_cursor *out,
			 unsigned int status)
{
	const char digits[3] = {(char)('0' + status / 100 % 10),
				(char)('0' + status / 10 % 10),
				(char)('0' + status % 10)};
	const struct lws__hpack_field f = {
		.name = ":status",
		.name_len = 7,
		.value = digits,
		.value_len = sizeof(digits),
		.token = WSI_TOKEN_HTTP_COLON_STATUS,
	};

	return lws__hpack_encode(e, out, &f);
}

struct lws__hpack_field
lws__hpack_field(const char *name, size_t name_len, const char *value,
		 size_t value_len)
{
	return (struct lws__hpack_field){
		.name = name,
		.name_len = name_len,
		.value = value,
		.value_len = value_len,
		.token = lws__http_token_find(name, name_len),
	};
}

/* our table is what we want of what the peer allows */
static uint32_t
table_max(const struct lws__hpack_encoder *e)
{
	return e->wanted < e->peer_max ? e->wanted : e->peer_max;
}

void
lws__hpack_encoder_init(struct lws__hpack_encoder *e, uint32_t wanted)
{
	memset(e, 0, sizeof(*e));
	e->wanted =
		wanted < LWS__HPACK_TABLE_MAX ? wanted : LWS__HPACK_TABLE_MAX;
	e->peer_max = LWS__HPACK_TABLE_DEFAULT;
	e->told_max = LWS__HPACK_TABLE_DEFAULT;
	e->table.max = e->lowest = table_max(e);
}

void
lws__hpack_encoder_destroy(struct lws__hpack_encoder *e)
{
	lws__hpack_table_destroy(&e->table);
}

void
lws__hpack_encoder_set_peer_max(struct lws__hpack_encoder *e, uint32_t peer_max)
{
	e->peer_max = peer_max;
	lws__hpack_table_resize(&e->table, table_max(e));
	if (e->table.max < e->lowest)
		e->lowest = e->table.max;
}

int
lws__hpack_encode_begin(struct lws__hpack_encoder *e, struct lws_cursor *out)
{
	struct lws_cursor at = *out;

	if (!e)
		return 0;
	/* that it was smaller for a while evicted entries (4.2) */
	if (e->lowest < e->told_max && e->lowest < e->table.max &&
	    !put_integer(&at, size_update, e->lowest))
		return 1;
	if ((e->lowest < e->told_max || e->table.max != e->told_max) &&
	    !put_integer(&at, size_update, e->table.max))
		return 1;
	e->told_max = e->lowest = e->table.max;
	*out = at;

	return 0;
}
