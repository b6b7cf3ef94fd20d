/* SPDX-License-Identifier: MIT */
/*
 * HPACK, both directions.
 *
 * The input as field blocks, whole and in pieces: both must tell the same, and
 * what was told must survive our encoder and decoder.  Then the input as fields
 * that are encoded, with a peer that changes its mind about table sizes.  Then
 * as a draft that is indexed.
 */

#include "roles/h2/hpack.h"
#include "roles/http/header-names.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* what both ways of reading must have in common */
struct digest {
	uint64_t all;
	size_t fields;
	size_t refuse_after;
	/* and where each field goes on to: NULL, or one that gets it back */
	struct echo *echo;
};

/* an encoder, and a decoder that expects the field that was encoded last */
struct echo {
	struct lws__hpack_encoder e;
	struct lws__hpack_decoder d;
	const struct lws__hpack_field *f;
	bool was_told;
};

static void
add(struct digest *d, const void *p, size_t len)
{
	const uint8_t *b = p;

	while (len--)
		d->all = (d->all ^ *b++) * 1099511628211ull;
}

static int
on_echo(void *opaque, const struct lws__hpack_field *got)
{
	struct echo *echo = opaque;
	const struct lws__hpack_field *f = echo->f;

	if (echo->was_told || got->name_len != f->name_len ||
	    got->value_len != f->value_len || got->token != f->token ||
	    (f->name_len && memcmp(got->name, f->name, f->name_len) != 0) ||
	    (f->value_len && memcmp(got->value, f->value, f->value_len) != 0) ||
	    (f->is_never_indexed && !got->is_never_indexed))
		abort();
	echo->was_told = true;

	return 0;
}

/* one field to and fro, as a block of its own */
static void
send_field(struct echo *echo, const struct lws__hpack_field *f)
{
	static const struct lws__hpack_sink sink = {.field = on_echo};
	size_t room = LWS__HPACK_BEGIN_MAX +
		      LWS__HPACK_FIELD_MAX(f->name_len, f->value_len);
	uint8_t *block = malloc(room);
	struct lws_cursor out = {block, block + room};
	struct lws_cursor in = {block, block};

	if (!block || lws__hpack_encode_begin(&echo->e, &out) ||
	    lws__hpack_encode(&echo->e, &out, f))
		abort();
	in.end = out.at;
	echo->f = f;
	echo->was_told = false;
	if (lws__hpack_feed(&echo->d, &in, &sink, echo) != LWS_FEED_MORE ||
	    lws__hpack_block_end(&echo->d) != LWS_FEED_DONE || !echo->was_told)
		abort();
	free(block);
}

static int
on_field(void *opaque, const struct lws__hpack_field *f)
{
	struct digest *d = opaque;
	const uint8_t facts[] = {f->flaw, f->is_never_indexed,
				 (uint8_t)f->token};

	if (f->token != (f->flaw == LWS__HPACK_BAD_NAME
				 ? -1
				 : lws__http_token_find(f->name, f->name_len)))
		abort();
	add(d, facts, sizeof(facts));
	add(d, f->name, f->name_len);
	add(d, f->value, f->value_len);
	if (d->echo)
		send_field(d->echo, f);

	return d->refuse_after && ++d->fields == d->refuse_after;
}

static void
echo_init(struct echo *echo, uint32_t wanted)
{
	lws__hpack_encoder_init(&echo->e, wanted);
	lws__hpack_decoder_init(&echo->d, 1u << 20, LWS__HPACK_TABLE_DEFAULT);
}

static void
echo_end(struct echo *echo)
{
	lws__hpack_encoder_destroy(&echo->e);
	lws__hpack_decoder_destroy(&echo->d);
}

/* blocks of up to 64 bytes, or to the end, as a byte before each says */
static uint64_t
read_blocks(const uint8_t *data, size_t len, size_t piece, struct echo *echo)
{
	static const uint32_t maxima[] = {4096, 0, 64, 65535};
	static const struct lws__hpack_sink sink = {.field = on_field};
	uint8_t options = *data++;
	struct digest digest = {.echo = echo, .refuse_after = options >> 4 & 3};
	struct lws__hpack_decoder d;
	const uint8_t *end = data + len - 1;
	enum lws_feed fed = LWS_FEED_DONE;

	lws__hpack_decoder_init(&d, options & 8 ? 100 : 16384,
				maxima[options & 3]);
	while (data < end && fed != LWS_FEED_BAD) {
		size_t block =
			*data & 64 ? (size_t)(end - data) - 1 : *data & 63;
		bool lowers = *data++ & 128;

		if (lowers)
			lws__hpack_decoder_set_table_max(&d, 48);
		if (block > (size_t)(end - data))
			block = (size_t)(end - data);
		for (size_t at = 0; at < block && fed != LWS_FEED_BAD;
		     at += piece) {
			size_t n = block - at < piece ? block - at : piece;
			struct lws_cursor in = {lws__unconst(data + at),
						lws__unconst(data + at + n)};

			fed = lws__hpack_feed(&d, &in, &sink, &digest);
			if (fed == LWS_FEED_DONE ||
			    (fed == LWS_FEED_MORE && in.at != in.end))
				abort();
		}
		data += block;
		if (lws__hpack_block_end(&d) == LWS_FEED_BAD)
			fed = LWS_FEED_BAD;
		if (d.table.size > d.table.max || d.scratch)
			abort();
		add(&digest, &d.list_size, sizeof(d.list_size));
		add(&digest, &d.is_too_big, sizeof(d.is_too_big));
		add(&digest, &d.table.size, sizeof(d.table.size));
	}
	add(&digest, &d.error, sizeof(d.error));
	lws__hpack_decoder_destroy(&d);

	return digest.all;
}

/* each field: a byte of facts, lengths of name and value, their text */
static void
write_fields(const uint8_t *data, size_t len)
{
	const uint8_t *end = data + len;
	struct echo echo;

	echo_init(&echo, *data++ * 32u);
	while (end - data >= 3) {
		uint8_t facts = data[0];
		size_t left = (size_t)(end - data) - 3;
		size_t name = data[1] < left ? data[1] : left;
		size_t value = data[2] < left - name ? data[2] : left - name;
		struct lws__hpack_field f;

		data += 3;
		f = lws__hpack_field((const char *)data, name,
				     (const char *)data + name, value);
		/* a token stands for its name in lower case */
		for (size_t n = 0; n < name; n++)
			if (data[n] >= 'A' && data[n] <= 'Z')
				f.token = -1;
		f.is_never_indexed = facts & 1;
		if (facts & 2) {
			uint32_t max = (uint32_t)facts >> 2 << 4;

			lws__hpack_encoder_set_peer_max(&echo.e, max);
			lws__hpack_decoder_set_table_max(&echo.d, max);
		}
		send_field(&echo, &f);
		data += name + value;
	}
	echo_end(&echo);
}

static int
on_any(void *opaque, const struct lws__hpack_field *f)
{
	struct digest *d = opaque;

	add(d, f->name, f->name_len);
	add(d, &f->name_len, sizeof(f->name_len));
	add(d, f->value, f->value_len);
	add(d, &f->is_never_indexed, 1);

	return 0;
}

/* what a decoder says of a block */
static uint64_t
judge(struct lws__hpack_decoder *d, const uint8_t *block, size_t len)
{
	static const struct lws__hpack_sink sink = {.field = on_any};
	struct lws_cursor in = {lws__unconst(block), lws__unconst(block)};
	struct digest digest = {.all = 1};

	in.end += len;
	if (lws__hpack_feed(d, &in, &sink, &digest) == LWS_FEED_BAD ||
	    lws__hpack_block_end(d) == LWS_FEED_BAD)
		return 0;

	return digest.all;
}

/* the input as a draft, twice: indexed or not, it says the same */
static void
index_draft(const uint8_t *data, size_t len)
{
	size_t room = LWS__HPACK_BEGIN_MAX + len;
	uint8_t *block = malloc(room);
	struct lws__hpack_encoder e;
	struct lws__hpack_decoder plain, d;

	if (!block)
		abort();
	lws__hpack_encoder_init(&e, 512);
	lws__hpack_decoder_init(&plain, 1u << 20, LWS__HPACK_TABLE_DEFAULT);
	lws__hpack_decoder_init(&d, 1u << 20, LWS__HPACK_TABLE_DEFAULT);
	for (int n = 0; n < 3; n++) {
		struct lws_cursor out = {block, block + room};
		uint64_t said = judge(&plain, data, len);

		if (lws__hpack_encode_begin(&e, &out))
			abort();
		out.end = out.at + len;
		if (lws__hpack_index(&e, data, len, &out))
			abort();
		if (!e.wanted)
			break; /* it was no draft */
		if (judge(&d, block, (size_t)(out.at - block)) != said)
			abort();
		if (!said)
			break;
	}
	lws__hpack_decoder_destroy(&d);
	lws__hpack_decoder_destroy(&plain);
	lws__hpack_encoder_destroy(&e);
	free(block);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct echo echo;
	uint64_t whole;

	if (len < 2)
		return 0;
	echo_init(&echo, 512);
	whole = read_blocks(data, len, SIZE_MAX, &echo);
	if (read_blocks(data, len, 1, NULL) != whole ||
	    read_blocks(data, len, 7, NULL) != whole)
		abort();
	write_fields(data, len);
	index_draft(data, len);
	echo_end(&echo);

	return 0;
}
