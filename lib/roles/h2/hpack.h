/* SPDX-License-Identifier: MIT */
/*
 * HPACK, header compression of HTTP/2 (RFC 7541), both directions.  No I/O, no
 * wsi; the only memory is what each type says.
 *
 *   decoder  in   bytes of a field block, in any split over frames
 *            out  one call of the sink for each field, in order
 *   encoder  in   fields
 *            out  bytes of a field block, in the caller's buffer
 *
 * Events of the decoder, for one block:
 *
 *   lws__hpack_feed()       field()*    as often as there are bytes
 *   lws__hpack_block_end()              after the last byte: END_HEADERS
 *
 * A block that is refused by the sink, or longer than the list limit, is still
 * read to its end, silently, so that the table stays in step with the peer's
 * (RFC 9113 10.5.1); is_too_big and is_refused tell.  An error is final for the
 * connection: GOAWAY COMPRESSION_ERROR.
 */

#ifndef LWS_ROLES_H2_HPACK_H
#define LWS_ROLES_H2_HPACK_H

#include "base/base.h"
#include "roles/h2/h2-limits.h"

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lws__hpack_limits {
	LWS__HPACK_TABLE_DEFAULT = 4096, /* RFC 9113 6.5.2 */
	LWS__HPACK_TABLE_MAX = 65535,    /* more is never used, either way */
	LWS__HPACK_FIELD_OVERHEAD = 32,  /* RFC 7541 4.1 */
	LWS__HPACK_STATIC_COUNT = 61,    /* RFC 7541 appendix A */
	/* octets of an integer behind the first one; values end at 2^31 - 1 */
	LWS__HPACK_INT_OCTETS = 5,
	LWS__HPACK_SIZE_UPDATES = 2, /* at the start of a block; 4.2 */
};

enum lws__hpack_error {
	LWS__HPACK_OK,
	LWS__HPACK_INT_LONG,       /* over LWS__HPACK_INT_OCTETS */
	LWS__HPACK_INT_BIG,        /* over 2^31 - 1 */
	LWS__HPACK_INDEX_ZERO,     /* index 0 of an indexed field */
	LWS__HPACK_INDEX_HIGH,     /* past the end of the tables */
	LWS__HPACK_UPDATE_LATE,    /* a size update behind a field */
	LWS__HPACK_UPDATE_MANY,    /* over LWS__HPACK_SIZE_UPDATES */
	LWS__HPACK_UPDATE_BIG,     /* over what our SETTINGS allow */
	LWS__HPACK_UPDATE_MISSING, /* our smaller table was acknowledged */
	LWS__HPACK_EOS,            /* Huffman: end of string inside one */
	LWS__HPACK_PADDING,        /* Huffman: over 7 bits, or not ones */
	LWS__HPACK_CUT,            /* the block ends inside a field */
	LWS__HPACK_NO_MEMORY,      /* ours, not the peer's fault */
	LWS__HPACK_ERROR_COUNT
};

/* "index past the end of the table (RFC 7541 2.3.3)", for log and GOAWAY */
const char *lws__hpack_error_words(enum lws__hpack_error e);

/* what RFC 9113 8.2.1 says of a field; a message with a flaw is malformed */
enum lws__hpack_flaw {
	LWS__HPACK_NO_FLAW,
	LWS__HPACK_BAD_NAME,  /* no token, or has upper case, or a ':' that is
			       * not its start */
	LWS__HPACK_BAD_VALUE, /* a control character (tab is none), or space or
			       * tab at an end */
};

/* a token in lower case (RFC 9110 5.1), maybe with ':' before it */
bool lws__hpack_name_is_good(const char *name, size_t len);

/* one field; name and value are not NUL terminated */
struct lws__hpack_field {
	const char *name; /* borrowed */
	const char *value;
	size_t name_len;
	size_t value_len;
	int token;             /* enum lws_token_indexes; -1: not known, or
				* the name is bad */
	bool is_never_indexed; /* keep it so when it is passed on (7.1.3) */
	uint8_t flaw;          /* enum lws__hpack_flaw; decoder only */
};

/* ---- dynamic table ---------------------------------------------------- */

/*
 * Entries of one direction, the newest first (RFC 7541 2.3.2).  {0} is empty
 * and has no memory; both arrays grow as entries come, and text_room stays
 * below the size that the table may have.
 */
struct lws__hpack_entry {
	uint32_t hash; /* of its text; the encoder's */
	uint16_t size; /* as RFC 7541 4.1 counts */
	uint16_t at;   /* in text: name, then value */
	uint16_t name_len;
	uint16_t value_len;
	uint8_t token; /* + 1; 0: not known */
	uint8_t flaw;
};

struct lws__hpack_table {
	char *text;                       /* owned */
	struct lws__hpack_entry *entries; /* owned; a ring */
	uint32_t size;                    /* as RFC 7541 4.1 counts */
	uint32_t max;                     /* size may grow to this */
	uint32_t text_room;
	uint32_t text_used;    /* up to here; the oldest entry's is the first */
	uint16_t entries_room; /* a power of two, or 0 */
	uint16_t newest;
	uint16_t count;
	uint64_t changes; /* while it is the same, so are all entries */
};

void lws__hpack_table_destroy(struct lws__hpack_table *t);
/* evict all, keep the memory */
void lws__hpack_table_clear(struct lws__hpack_table *t);
/* change max, evicting what no longer fits; 0 gives the memory back */
void lws__hpack_table_resize(struct lws__hpack_table *t, uint32_t max);
/*
 * A new entry, which evicts as many others as it needs; one that is larger than
 * the table leaves it empty (4.4).  name and value must not lie in the table.
 * Nonzero: out of memory, the entry is not there.
 */
int lws__hpack_table_add(struct lws__hpack_table *t,
			 const struct lws__hpack_field *f);
/* the same for text that counts as something else, and with its hash */
int lws__hpack_table_add_sized(struct lws__hpack_table *t,
			       const struct lws__hpack_field *f, size_t size,
			       uint32_t hash);
/* evict and allocate for len bytes of text that count as size: after that, an
 * add of such an entry cannot fail */
int
lws__hpack_table_reserve(struct lws__hpack_table *t, size_t len, size_t size);
/* index 0 is the newest; false: there is no such entry.  Borrowed until the
 * table changes. */
bool lws__hpack_table_get(const struct lws__hpack_table *t, size_t index,
			  struct lws__hpack_field *f);

/* entry 1..LWS__HPACK_STATIC_COUNT of the static table (appendix A) */
void lws__hpack_static_get(unsigned int index, struct lws__hpack_field *f);
/* of its name: all of them have one */
int lws__hpack_static_token(unsigned int index);
/*
 * Index of name and value in the static table, with *is_whole, or of the name
 * alone, or 0.  token is the name's, -1 if it has none.
 */
unsigned int
lws__hpack_static_find(const struct lws__hpack_field *f, bool *is_whole);

/* ---- Huffman code (RFC 7541 5.2 and appendix B) ------------------------ */

/* {0} before each string */
struct lws__huffman {
	uint64_t bits;  /* of an unfinished code, the first at the top */
	uint32_t count; /* of them: below 30 */
};

/* room that decoding len more bytes needs */
#define LWS__HUFFMAN_ROOM(len) (((size_t)(len)*8 + 29) / 5 + 8)

/*
 * Decode len bytes of a string, any split, to out, which has that room: what
 * lies behind the text there is scribbled on.  Returns the end of the text, or
 * NULL: the string contains the end-of-string symbol, which is an error.
 */
char *lws__huffman_feed(struct lws__huffman *h, const uint8_t *in, size_t len,
			char *out);
/* after the last byte: is what is left good padding? */
bool lws__huffman_is_padded(const struct lws__huffman *h);
/* bytes that the code of this string takes */
size_t lws__huffman_len(const char *s, size_t len);
/* write them to out, which has room; returns the byte behind */
uint8_t *lws__huffman_encode(uint8_t *out, const char *s, size_t len);

/* ---- decoder ----------------------------------------------------------- */

struct lws__hpack_sink {
	/*
	 * A field: f and its text are borrowed until return; text is writable
	 * by nobody.  Nonzero: tell no more fields of this block (no room, or
	 * the message is malformed).  Fields with a flaw are told too.
	 */
	int (*field)(void *opaque, const struct lws__hpack_field *f);
};

/*
 * Memory: the table as its peer fills it, up to table_max and half of it;
 * scratch, of little more than max(list_max, table_max) bytes at most, only
 * from a literal that is long, or cut between two calls, to the block's end.
 */
struct lws__hpack_decoder {
	struct lws__hpack_table table;
	uint32_t list_max;  /* bytes of a list, as RFC 7541 4.1 counts */
	uint32_t table_max; /* what our SETTINGS allow */
	uint32_t list_size; /* of this block so far; stops at UINT32_MAX */
	bool is_too_big;    /* list_size went over list_max */
	bool is_refused;    /* the sink said so */
	uint8_t error;      /* enum lws__hpack_error */

	/* private */
	uint8_t state;
	uint8_t kind;    /* of the field under way */
	uint8_t octets;  /* of the integer under way, behind the first */
	uint8_t updates; /* size updates in this block */
	bool is_huffman;
	bool is_in_block;
	bool saw_field;     /* in this block */
	bool wants_update;  /* we lowered table_max */
	bool is_overlong;   /* the literal has more text than scratch may */
	bool has_new_name;  /* in scratch */
	bool has_raw_value; /* in the input */
	bool is_scratch_lent;
	uint64_t integer;    /* under way */
	uint32_t left;       /* of the string under way */
	uint32_t lowest_max; /* what that update may say at most */
	struct lws__huffman huffman;
	struct lws__hpack_field field; /* under way */
	char *scratch; /* its literal text: owned, or lent for this call */
	uint32_t scratch_room;
	uint32_t scratch_used;
	const struct lws__hpack_sink *sink; /* of this call */
	void *opaque;
};

/*
 * list_max: our MAX_HEADER_LIST_SIZE.  table_max: our HEADER_TABLE_SIZE as of
 * now, LWS__HPACK_TABLE_DEFAULT on a new connection (until the peer has
 * acknowledged another), at most LWS__HPACK_TABLE_MAX.  Allocates nothing.
 */
void lws__hpack_decoder_init(struct lws__hpack_decoder *d, uint32_t list_max,
			     uint32_t table_max);
void lws__hpack_decoder_destroy(struct lws__hpack_decoder *d);

/*
 * The peer has acknowledged this HEADER_TABLE_SIZE of ours.  If it is smaller
 * than the table may be now, the next block must begin with a size update.
 */
void lws__hpack_decoder_set_table_max(struct lws__hpack_decoder *d,
				      uint32_t table_max);

/*
 * Read what is there of a block.  MORE: all input taken.  BAD: d->error; every
 * later call says BAD too.  Never DONE.  The sink may be NULL: nobody wants to
 * know (a refused stream), only the table is kept.
 *
 * The first call behind an end begins a new block and resets list_size,
 * is_too_big and is_refused.
 */
enum lws_feed
lws__hpack_feed(struct lws__hpack_decoder *d, struct lws_cursor *in,
		const struct lws__hpack_sink *sink, void *opaque);

/* The block is over: DONE, or BAD.  An empty block is fine. */
enum lws_feed lws__hpack_block_end(struct lws__hpack_decoder *d);

/*
 * In place of reading a block, for who knows what the same bytes have said when
 * d->table.changes was what it is now.  False: it has to be read.  The block is
 * over, or there is none; lws__hpack_block_end() comes as ever.
 */
bool lws__hpack_pass_known(struct lws__hpack_decoder *d);

/* ---- encoder ------------------------------------------------------------ */

/*
 * What it does with a field, by its token:
 *
 *   never indexed  authorization, proxy-authorization, cookie, set-cookie,
 *                  x-auth-token, x-amzn-dss-signature, sec-websocket-key, and
 *                  whatever has is_never_indexed: a secret that must not be
 *                  guessed by watching the length of what is sent (7.1)
 *   not indexed    :path, :status, content-length, content-range, etag,
 *                  if-match, if-none-match, if-range, if-modified-since,
 *                  if-unmodified-since, last-modified, location, age, range,
 *                  expires, x-real-ip, x-forwarded-for, link, referer,
 *                  sec-websocket-accept: seldom the same twice
 *   indexed        the rest, while an entry takes at most half of the table
 *
 * What the static table has whole (":method: GET", ":status: 200") is one byte.
 *
 * The bytes of a block must be sent, in the order in which blocks were made.
 * For fields that may yet be thrown away, encode a draft, with no encoder
 * (NULL): only the static table is used, no Huffman code, and nothing
 * remembered. A draft may be sent as it is, at any time; but lws__hpack_index()
 * makes it shorter when it is certain to be sent.
 *
 * The table's text is not names and values but fields as a draft has them.
 */
struct lws__hpack_encoder {
	struct lws__hpack_table table; /* memory from the first indexed field */
	uint32_t wanted;               /* we never use more than this */
	uint32_t peer_max;             /* the peer's HEADER_TABLE_SIZE */
	uint32_t lowest;               /* of table.max, since the last block */
	uint32_t told_max; /* what the peer takes our table.max to be */
};

/* {0} is an encoder without a dynamic table */
void lws__hpack_encoder_init(struct lws__hpack_encoder *e, uint32_t wanted);
void lws__hpack_encoder_destroy(struct lws__hpack_encoder *e);
/* the peer's SETTINGS say this HEADER_TABLE_SIZE; the next block tells ours */
void lws__hpack_encoder_set_peer_max(struct lws__hpack_encoder *e,
				     uint32_t peer_max);

/* room for the size updates of a block's beginning */
#define LWS__HPACK_BEGIN_MAX (2 * (1 + LWS__HPACK_INT_OCTETS))
/* room that surely is enough for a field, coded in the worst way */
#define LWS__HPACK_FIELD_MAX(name_len, value_len) \
	(1 + 2 * (1 + (size_t)LWS__HPACK_INT_OCTETS) + (name_len) + (value_len))

/*
 * Before the first field of a block; e may be NULL.  out: [at, end) is room,
 * at moves.  Nonzero: no room, nothing has happened.
 */
int
lws__hpack_encode_begin(struct lws__hpack_encoder *e, struct lws_cursor *out);
/*
 * Append one field; name in lower case.  f->token must be the name's, or -1 for
 * a name that has none; lws__hpack_field() fills that in.  Nonzero: no room,
 * nothing has happened: neither is *out moved nor the table changed.
 */
int lws__hpack_encode(struct lws__hpack_encoder *e, struct lws_cursor *out,
		      const struct lws__hpack_field *f);

/*
 * A draft, as it is going to be sent: to out, with indices for what was sent
 * before.  block must not overlap out, where there must be room for len bytes.
 * What is not a draft is passed on as it is, and the table not used any more.
 * Nonzero: no room, nothing has happened.
 */
int lws__hpack_index(struct lws__hpack_encoder *e, const uint8_t *block,
		     size_t len, struct lws_cursor *out);

/* ":status" of 100..999, the quick way */
int lws__hpack_encode_status(struct lws__hpack_encoder *e,
			     struct lws_cursor *out, unsigned int status);

/* a field to encode from its parts, with its token found */
struct lws__hpack_field lws__hpack_field(const char *name, size_t name_len,
					 const char *value, size_t value_len);

#endif
