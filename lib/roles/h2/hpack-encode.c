/* SPDX-License-Identifier: MIT */
/*
 * HPACK encoder (RFC 7541 6, 7.1).
 *
 *   in   fields
 *   out  bytes of a field block
 *
 * A field is looked for in the static table by its token, and written without
 * regard to the dynamic one: a draft, which hpack-index.c makes shorter.
 */

#include "roles/h2/hpack.h"

#include "roles/h2/hpack-form.h"

#include "roles/http/header-names.h"

#include <string.h>

static const uint8_t policies[WSI_TOKEN_COUNT] = {
	[WSI_TOKEN_HTTP_AUTHORIZATION] = LWS__HPACK_SECRET,
	[WSI_TOKEN_HTTP_PROXY_AUTHORIZATION] = LWS__HPACK_SECRET,
	[WSI_TOKEN_HTTP_COOKIE] = LWS__HPACK_SECRET,
	[WSI_TOKEN_HTTP_SET_COOKIE] = LWS__HPACK_SECRET,
	[WSI_TOKEN_X_AUTH_TOKEN] = LWS__HPACK_SECRET,
	[WSI_TOKEN_DSS_SIGNATURE] = LWS__HPACK_SECRET,
	[WSI_TOKEN_KEY] = LWS__HPACK_SECRET,
	[WSI_TOKEN_REPLAY_NONCE] = LWS__HPACK_SECRET,

	[WSI_TOKEN_HTTP_COLON_PATH] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_COLON_STATUS] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_AGE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_CONTENT_LENGTH] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_CONTENT_RANGE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_ETAG] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_EXPIRES] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_IF_MATCH] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_IF_MODIFIED_SINCE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_IF_NONE_MATCH] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_IF_RANGE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_LAST_MODIFIED] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_LINK] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_LOCATION] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_RANGE] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_REFERER] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_HTTP_X_REAL_IP] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_X_FORWARDED_FOR] = LWS__HPACK_NO_INDEX,
	[WSI_TOKEN_ACCEPT] = LWS__HPACK_NO_INDEX,
};

enum lws__hpack_policy
lws__hpack_policy(int token)
{
	if (token < 0 || token >= WSI_TOKEN_COUNT)
		return LWS__HPACK_MAY_INDEX;

	return (enum lws__hpack_policy)policies[token];
}

/* a shorter string saves a byte at best */
enum { HUFFMAN_WORTH = 5 };

/* ---- bytes --------------------------------------------------------------- */

bool
lws__hpack_put_integer(struct lws_cursor *out, struct lws__hpack_form form,
		       size_t n)
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

bool
lws__hpack_get_integer(struct lws_cursor *in, uint8_t mask, size_t *n)
{
	unsigned int shift = 0;
	uint8_t byte;

	if (in->at == in->end)
		return false;
	*n = *in->at++ & mask;
	if (*n < mask)
		return true;
	do {
		if (in->at == in->end || shift > 21)
			return false;
		byte = *in->at++;
		*n += (size_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);

	return true;
}

static bool
put_raw(struct lws_cursor *out, const char *text, size_t len)
{
	static const struct lws__hpack_form raw = {0x00, 0x7f};

	if (!lws__hpack_put_integer(out, raw, len) ||
	    len > lws__cursor_left(out))
		return false;
	if (len)
		memcpy(out->at, text, len);
	out->at += len;

	return true;
}

bool
lws__hpack_put_string(struct lws_cursor *out, const char *text, size_t len)
{
	static const struct lws__hpack_form coded = {0x80, 0x7f};
	size_t coded_len;

	if (len < HUFFMAN_WORTH)
		return put_raw(out, text, len);
	coded_len = lws__huffman_len(text, len);

	if (coded_len >= len)
		return put_raw(out, text, len);
	if (!lws__hpack_put_integer(out, coded, coded_len) ||
	    coded_len > lws__cursor_left(out))
		return false;
	out->at = lws__huffman_encode(out->at, text, len);

	return true;
}

/* ---- fields ----------------------------------------------------------------
 */

/* a field that will not be in the dynamic table; a draft has its text raw */
static bool
put_field(struct lws_cursor *out, const struct lws__hpack_field *f,
	  bool is_draft)
{
	bool (*put)(struct lws_cursor *, const char *, size_t) =
		is_draft ? put_raw : lws__hpack_put_string;
	bool is_secret = f->is_never_indexed ||
			 lws__hpack_policy(f->token) == LWS__HPACK_SECRET;
	bool is_whole;
	unsigned int index = lws__hpack_static_find(f, &is_whole);

	if (is_whole && !is_secret)
		return lws__hpack_put_integer(out, lws__hpack_indexed, index);

	return lws__hpack_put_integer(out,
				      is_secret ? lws__hpack_literal_never
						: lws__hpack_literal,
				      index) &&
	       (index || put(out, f->name, f->name_len)) &&
	       put(out, f->value, f->value_len);
}

/* ---- what the role calls --------------------------------------------------
 */

int
lws__hpack_encode(struct lws__hpack_encoder *e, struct lws_cursor *out,
		  const struct lws__hpack_field *f)
{
	uint8_t draft[LWS__HPACK_FIELD_MAX(0, LWS__H2_ENCODER_TEXT)];
	struct lws_cursor in = {draft, draft + sizeof(draft)};
	struct lws_cursor at = *out;

	if (e && f->name_len + f->value_len <= LWS__H2_ENCODER_TEXT &&
	    put_field(&in, f, true))
		return lws__hpack_index(e, draft, (size_t)(in.at - draft), out);
	if (!put_field(&at, f, !e))
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
	    !lws__hpack_put_integer(&at, lws__hpack_size_update, e->lowest))
		return 1;
	if ((e->lowest < e->told_max || e->table.max != e->told_max) &&
	    !lws__hpack_put_integer(&at, lws__hpack_size_update, e->table.max))
		return 1;
	e->told_max = e->lowest = e->table.max;
	*out = at;

	return 0;
}
