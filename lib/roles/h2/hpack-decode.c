/* SPDX-License-Identifier: MIT */
/*
 * HPACK decoder (RFC 7541 3, 6).
 *
 *   in   bytes of field blocks
 *   out  fields, to the sink; the dynamic table in step with the peer's
 *
 * A field starts with a byte that says its kind and an index (an integer of any
 * length); if it is a literal, one or two strings follow, each a length and its
 * text.  Text of literals gathers in scratch, which is on the stack while it is
 * short and of one call; a raw value that has come in one piece stays where it
 * is.
 */

#include "roles/h2/hpack.h"

#include "roles/http/header-names.h"
#include "roles/http/text-scan.h"

#include <string.h>

enum decoder_state {
	AT_FIELD,     /* wants the first byte of a field */
	IN_INDEX,     /* inside its integer */
	AT_NAME_LEN,  /* wants the first byte of a string */
	IN_NAME_LEN,  /* inside its length */
	IN_NAME,      /* left bytes of it to come */
	AT_VALUE_LEN, /* likewise */
	IN_VALUE_LEN,
	IN_VALUE,
	BROKEN, /* error says why */
};

enum field_kind {
	INDEXED,       /* 6.1 */
	UPDATE,        /* 6.3: of the table's size */
	LITERAL_ADD,   /* 6.2.1: to be added to the table */
	LITERAL,       /* 6.2.2 */
	LITERAL_NEVER, /* 6.2.3 */
};

enum {
	HUFFMAN_PIECE = 256, /* bytes decoded at a time */
	SCRATCH_LENT = 2048, /* room for text, of the stack */
	SCRATCH_FIRST = 256, /* and of memory, at least */
};

static void
fail(struct lws__hpack_decoder *d, enum lws__hpack_error e)
{
	d->error = (uint8_t)e;
	d->state = BROKEN;
}

/* ---- fields ------------------------------------------------------------- */

static void
tell(struct lws__hpack_decoder *d)
{
	const struct lws__hpack_field *f = &d->field;
	uint64_t size = (uint64_t)d->list_size + f->name_len + f->value_len +
			LWS__HPACK_FIELD_OVERHEAD;

	d->state = AT_FIELD;
	d->list_size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
	if (size > d->list_max) {
		d->is_too_big = true;
		return;
	}
	if (d->is_refused || !d->sink)
		return;
	if (d->sink->field(d->opaque, f))
		d->is_refused = true;
}

/* the entry of both tables (2.3.3) to d->field */
static bool
look_up(struct lws__hpack_decoder *d, uint32_t index)
{
	if (index > LWS__HPACK_STATIC_COUNT)
		return lws__hpack_table_get(&d->table,
					    index - LWS__HPACK_STATIC_COUNT - 1,
					    &d->field);
	lws__hpack_static_get(index, &d->field);

	return true;
}

static void
on_indexed(struct lws__hpack_decoder *d, uint32_t index)
{
	if (!index)
		fail(d, LWS__HPACK_INDEX_ZERO);
	else if (!look_up(d, index))
		fail(d, LWS__HPACK_INDEX_HIGH);
	else
		tell(d);
}

static void
on_update(struct lws__hpack_decoder *d, uint32_t size)
{
	uint32_t most = d->wants_update ? d->lowest_max : d->table_max;

	if (d->saw_field) {
		fail(d, LWS__HPACK_UPDATE_LATE);
	} else if (d->updates == LWS__HPACK_SIZE_UPDATES) {
		fail(d, LWS__HPACK_UPDATE_MANY);
	} else if (size > most) {
		fail(d, LWS__HPACK_UPDATE_BIG);
	} else {
		d->updates++;
		d->wants_update = false;
		lws__hpack_table_resize(&d->table, size);
		d->state = AT_FIELD;
	}
}

/* ---- literals ----------------------------------------------------------- */

/* the text of a larger one can neither be told nor enter the table */
static uint32_t
scratch_max(const struct lws__hpack_decoder *d)
{
	return d->list_max > d->table.max ? d->list_max : d->table.max;
}

static void
free_scratch(struct lws__hpack_decoder *d)
{
	if (!d->is_scratch_lent)
		lws__free(d->scratch);
	d->scratch = NULL;
	d->is_scratch_lent = false;
	d->scratch_room = d->scratch_used = 0;
}

/* memory of so many bytes, with what is in it; nonzero: there is none */
static int
own_scratch(struct lws__hpack_decoder *d, size_t room)
{
	char *p = lws__realloc(d->is_scratch_lent ? NULL : d->scratch, room,
			       "hpack literal");

	if (!p) {
		fail(d, LWS__HPACK_NO_MEMORY);
		return 1;
	}
	if (d->is_scratch_lent)
		memcpy(p, d->scratch, d->scratch_used);
	d->scratch = p;
	d->is_scratch_lent = false;
	d->scratch_room = (uint32_t)room;

	return 0;
}

/* room for len more; nonzero: out of memory */
static int
grow_scratch(struct lws__hpack_decoder *d, size_t len)
{
	size_t need = d->scratch_used + len;
	size_t room = (size_t)d->scratch_room * 2;
	size_t most = (size_t)scratch_max(d) + LWS__HUFFMAN_ROOM(HUFFMAN_PIECE);

	if (need <= d->scratch_room)
		return 0;
	if (room > most)
		room = most;
	if (room < need)
		room = need;

	return own_scratch(d, room);
}

/* the stack goes: what has come of a literal so far needs another place */
static void
end_loan(struct lws__hpack_decoder *d)
{
	size_t used = d->scratch_used;

	if (!used || d->state == BROKEN ||
	    own_scratch(d, used < SCRATCH_FIRST ? SCRATCH_FIRST : used))
		free_scratch(d);
}

/* that much is in scratch now: is it more than any use has room for? */
static void
set_scratch_used(struct lws__hpack_decoder *d, size_t used)
{
	if (used > scratch_max(d)) {
		d->is_overlong = true;
		used = 0;
	}
	d->scratch_used = (uint32_t)used;
}

static int
keep_raw(struct lws__hpack_decoder *d, const void *text, size_t len)
{
	size_t used = d->scratch_used + len;

	if (d->is_overlong || !len)
		return 0;
	if (used <= scratch_max(d)) {
		if (grow_scratch(d, len))
			return 1;
		memcpy(d->scratch + d->scratch_used, text, len);
	}
	set_scratch_used(d, used);

	return 0;
}

/* also when nobody wants the text any more: it may be wrong */
static int
keep_huffman(struct lws__hpack_decoder *d, const uint8_t *text, size_t len)
{
	while (len) {
		size_t piece = len < HUFFMAN_PIECE ? len : HUFFMAN_PIECE;
		char *end;

		if (grow_scratch(d, LWS__HUFFMAN_ROOM(piece)))
			return 1;
		end = lws__huffman_feed(&d->huffman, text, piece,
					d->scratch + d->scratch_used);
		if (!end) {
			fail(d, LWS__HPACK_EOS);
			return 1;
		}
		if (!d->is_overlong)
			set_scratch_used(d, (size_t)(end - d->scratch));
		text += piece;
		len -= piece;
	}

	return 0;
}

static void
on_literal(struct lws__hpack_decoder *d, uint32_t index)
{
	d->is_overlong = false;
	d->has_raw_value = false;
	d->has_new_name = !index;
	d->field.name_len = 0;
	d->state = AT_NAME_LEN;
	if (!index)
		return;
	if (!look_up(d, index)) {
		fail(d, LWS__HPACK_INDEX_HIGH);
		return;
	}
	d->state = AT_VALUE_LEN;
	if (index <= LWS__HPACK_STATIC_COUNT || d->kind != LITERAL_ADD)
		return;
	/* adding the field may evict the entry that the name is in (4.4) */
	d->has_new_name = true;
	keep_raw(d, d->field.name, d->field.name_len);
}

static void
on_name_end(struct lws__hpack_decoder *d)
{
	d->field.name_len = d->scratch_used;
	d->state = AT_VALUE_LEN;
}

/* name and value to where they are now */
static void
place_text(struct lws__hpack_decoder *d)
{
	struct lws__hpack_field *f = &d->field;
	size_t at = d->has_new_name ? f->name_len : 0;

	if (d->has_new_name)
		f->name = at ? d->scratch : "";
	if (d->has_raw_value)
		return;
	f->value_len = d->scratch_used - at;
	f->value = f->value_len ? d->scratch + at : "";
}

/* RFC 9113 8.2.1, and RFC 9110 5.1 for what a name is made of */
static enum lws__hpack_flaw
find_flaw(const struct lws__hpack_field *f, bool is_new_name)
{
	const uint8_t *p = (const uint8_t *)f->value;
	const uint8_t *end = p + f->value_len;

	if (is_new_name ? !lws__hpack_name_is_good(f->name, f->name_len)
			: f->flaw == LWS__HPACK_BAD_NAME)
		return LWS__HPACK_BAD_NAME;
	if (p == end)
		return LWS__HPACK_NO_FLAW;
	if (*p == ' ' || *p == '\t' || end[-1] == ' ' || end[-1] == '\t')
		return LWS__HPACK_BAD_VALUE;

	return lws__http_text_end(p, end) == end ? LWS__HPACK_NO_FLAW
						 : LWS__HPACK_BAD_VALUE;
}

static void
on_literal_end(struct lws__hpack_decoder *d)
{
	struct lws__hpack_field *f = &d->field;

	if (d->is_overlong) {
		/* it is larger than the table, which it empties (4.4) */
		if (d->kind == LITERAL_ADD)
			lws__hpack_table_clear(&d->table);
		d->is_too_big = true;
		d->list_size = UINT32_MAX;
		d->state = AT_FIELD;
		return;
	}
	place_text(d);
	d->scratch_used = 0; /* it stays there until the next literal */
	f->is_never_indexed = d->kind == LITERAL_NEVER;
	f->flaw = (uint8_t)find_flaw(f, d->has_new_name);
	if (d->has_new_name)
		f->token = f->flaw == LWS__HPACK_BAD_NAME
				   ? -1
				   : lws__http_token_find(f->name, f->name_len);
	if (d->kind == LITERAL_ADD && lws__hpack_table_add(&d->table, f)) {
		fail(d, LWS__HPACK_NO_MEMORY);
		return;
	}
	tell(d);
}

/* ---- integers and strings, in any split ---------------------------------- */

/* the integer is complete */
static void
on_integer(struct lws__hpack_decoder *d)
{
	uint32_t n = (uint32_t)d->integer;

	switch (d->state) {
	case IN_INDEX:
		if (d->kind == UPDATE)
			on_update(d, n);
		else if (d->kind == INDEXED)
			on_indexed(d, n);
		else
			on_literal(d, n);
		break;
	case IN_NAME_LEN:
		d->left = n;
		d->state = IN_NAME;
		break;
	case IN_VALUE_LEN:
		d->left = n;
		d->state = IN_VALUE;
		break;
	default:
		break;
	}
}

/* the first byte of one, of which the mask is for the integer */
static void
start_integer(struct lws__hpack_decoder *d, enum decoder_state state,
	      uint8_t byte, uint8_t mask)
{
	d->state = (uint8_t)state;
	d->octets = 0;
	d->integer = byte & mask;
	if (d->integer != mask)
		on_integer(d);
}

static void
more_integer(struct lws__hpack_decoder *d, uint8_t byte)
{
	if (d->octets == LWS__HPACK_INT_OCTETS) {
		fail(d, LWS__HPACK_INT_LONG);
		return;
	}
	d->integer += (uint64_t)(byte & 0x7f) << (7 * d->octets);
	d->octets++;
	if (d->integer > INT32_MAX)
		fail(d, LWS__HPACK_INT_BIG);
	else if (!(byte & 0x80))
		on_integer(d);
}

static void
start_field(struct lws__hpack_decoder *d, uint8_t byte)
{
	enum field_kind kind = LITERAL;
	uint8_t mask = 0xf;

	if (byte & 0x80) {
		kind = INDEXED;
		mask = 0x7f;
	} else if (byte & 0x40) {
		kind = LITERAL_ADD;
		mask = 0x3f;
	} else if (byte & 0x20) {
		kind = UPDATE;
		mask = 0x1f;
	} else if (byte & 0x10) {
		kind = LITERAL_NEVER;
	}
	d->kind = (uint8_t)kind;
	if (kind != UPDATE) {
		if (d->wants_update) {
			fail(d, LWS__HPACK_UPDATE_MISSING);
			return;
		}
		d->saw_field = true;
	}
	start_integer(d, IN_INDEX, byte, mask);
}

static void
start_string(struct lws__hpack_decoder *d, enum decoder_state state,
	     uint8_t byte)
{
	d->is_huffman = !!(byte & 0x80);
	d->huffman = (struct lws__huffman){0};
	start_integer(d, state, byte, 0x7f);
}

/* text of a name or value, as much as is there */
static void
on_text(struct lws__hpack_decoder *d, struct lws_cursor *in)
{
	size_t len = lws__cursor_left(in);
	const uint8_t *text = in->at;
	bool is_all;

	if (len >= d->left)
		len = d->left;
	is_all = len == d->left;
	in->at += len;
	d->left -= (uint32_t)len;

	if (d->is_huffman) {
		if (keep_huffman(d, text, len))
			return;
		if (is_all && !lws__huffman_is_padded(&d->huffman)) {
			fail(d, LWS__HPACK_PADDING);
			return;
		}
	} else if (keep_raw(d, text, len)) {
		return;
	}
	if (!is_all)
		return;
	if (d->state == IN_NAME)
		on_name_end(d);
	else
		on_literal_end(d);
}

/* a raw value that is all there needs no copy; false: it has to be gathered */
static bool
take_raw_value(struct lws__hpack_decoder *d, struct lws_cursor *in)
{
	size_t at = d->has_new_name ? d->field.name_len : 0;

	if (d->is_huffman || d->is_overlong || d->scratch_used != at)
		return false;
	if (d->left > lws__cursor_left(in) || at + d->left > scratch_max(d))
		return false;
	d->has_raw_value = true;
	d->field.value = (const char *)in->at;
	d->field.value_len = d->left;
	in->at += d->left;
	d->left = 0;
	on_literal_end(d);

	return true;
}

/* a string may be of no length: then it needs no input */
static bool
is_at_empty_string(const struct lws__hpack_decoder *d)
{
	return !d->left && (d->state == IN_NAME || d->state == IN_VALUE);
}

static void
step(struct lws__hpack_decoder *d, struct lws_cursor *in)
{
	switch ((enum decoder_state)d->state) {
	case AT_FIELD:
		start_field(d, *in->at++);
		break;
	case AT_NAME_LEN:
		start_string(d, IN_NAME_LEN, *in->at++);
		break;
	case AT_VALUE_LEN:
		start_string(d, IN_VALUE_LEN, *in->at++);
		break;
	case IN_INDEX:
	case IN_NAME_LEN:
	case IN_VALUE_LEN:
		more_integer(d, *in->at++);
		break;
	case IN_VALUE:
		if (take_raw_value(d, in))
			break;
		on_text(d, in);
		break;
	case IN_NAME:
		on_text(d, in);
		break;
	case BROKEN:
		break;
	}
}

/* ---- what the role calls --------------------------------------------------
 */

void
lws__hpack_decoder_init(struct lws__hpack_decoder *d, uint32_t list_max,
			uint32_t table_max)
{
	memset(d, 0, sizeof(*d));
	d->list_max = list_max;
	d->table_max = table_max < LWS__HPACK_TABLE_MAX ? table_max
							: LWS__HPACK_TABLE_MAX;
	d->table.max = d->table_max;
}

void
lws__hpack_decoder_destroy(struct lws__hpack_decoder *d)
{
	lws__hpack_table_destroy(&d->table);
	free_scratch(d);
}

void
lws__hpack_decoder_set_table_max(struct lws__hpack_decoder *d,
				 uint32_t table_max)
{
	if (table_max > LWS__HPACK_TABLE_MAX)
		table_max = LWS__HPACK_TABLE_MAX;
	d->table_max = table_max;
	if (table_max >= d->table.max)
		return;
	if (!d->wants_update || table_max < d->lowest_max)
		d->lowest_max = table_max;
	d->wants_update = true;
}

enum lws_feed
lws__hpack_feed(struct lws__hpack_decoder *d, struct lws_cursor *in,
		const struct lws__hpack_sink *sink, void *opaque)
{
	char lent[SCRATCH_LENT];

	if (!d->is_in_block) {
		d->is_in_block = true;
		d->saw_field = false;
		d->updates = 0;
		d->list_size = 0;
		d->is_too_big = d->is_refused = false;
	}
	d->sink = sink;
	d->opaque = opaque;
	if (!d->scratch) {
		d->scratch = lent;
		d->is_scratch_lent = true;
		d->scratch_room = sizeof(lent);
	}
	while (d->state != BROKEN &&
	       (in->at < in->end || is_at_empty_string(d)))
		step(d, in);
	if (d->is_scratch_lent)
		end_loan(d);

	return d->state == BROKEN ? LWS_FEED_BAD : LWS_FEED_MORE;
}

bool
lws__hpack_pass_known(struct lws__hpack_decoder *d)
{
	if (d->is_in_block || d->wants_update || d->state != AT_FIELD)
		return false;
	d->is_too_big = d->is_refused = false;

	return true;
}

enum lws_feed
lws__hpack_block_end(struct lws__hpack_decoder *d)
{
	free_scratch(d);
	d->is_in_block = false;
	if (d->state == AT_FIELD)
		return LWS_FEED_DONE;
	if (d->state != BROKEN)
		fail(d, LWS__HPACK_CUT);

	return LWS_FEED_BAD;
}
