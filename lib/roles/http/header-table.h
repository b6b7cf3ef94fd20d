/* SPDX-License-Identifier: MIT */
/*
 * The header table: all that one request or response head said.
 *
 * One allocation, two for one that has grown.  Text grows up from the start of
 * the arena, fragment records grow down from its end, and when they would meet,
 * an append is refused.
 *
 *   token -> first fragment -> next fragment ...   one per occurrence on the
 *                                                  wire, in order
 *   unknown names -> a chain of their own; the name is kept lower-cased, with
 *                    its ':'
 *   WSI_TOKEN_GET_URI and its like hold the normalised path;
 *   WSI_TOKEN_HTTP_URI_ARGS has one fragment per name=value, percent decoded
 *
 * Writing: begin, append..., end.  Only one header is open at a time and it is
 * invisible until its end.  A refused begin or append leaves the open header
 * as it was: abandon it.
 *
 * Values are stored NUL terminated, and never contain NUL.  Pointers into the
 * table stay good until reset or destroy, but for one that grows.
 */

#ifndef LWS_ROLES_HTTP_HEADER_TABLE_H
#define LWS_ROLES_HTTP_HEADER_TABLE_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LWS__HTTP_HEADERS_DEFAULT_LIMIT 4096

struct lws__http_headers;
struct lws_context_per_thread;

/* limit: bytes of one head on the wire that surely fit; 0 = the default */
struct lws__http_headers *lws__http_headers_create(size_t limit);
/*
 * The same for a head that is expected to be short: it begins small and grows
 * as it must.  What was read of it is valid until the next is added.
 */
struct lws__http_headers *lws__http_headers_create_growing(size_t limit);
/*
 * In memory of that size, which is given to it; NULL: it is not taken.  What it
 * grows to is a spare of the thread, and one again when it is not needed any
 * more; pt NULL: of the heap.
 */
#define LWS__HTTP_HEADERS_GROWING_SIZE 416
struct lws__http_headers *
lws__http_headers_set_up_growing(void *memory, size_t limit,
				 struct lws_context_per_thread *pt);
/* one that grows forgets all, and is as small as at first; false: it is none */
bool lws__http_headers_shrink(struct lws__http_headers *h);
void lws__http_headers_destroy(struct lws__http_headers **h);
/* forget everything, keep the memory: the next request */
void lws__http_headers_reset(struct lws__http_headers *h);
/* the limit it was created with */
size_t lws__http_headers_limit(const struct lws__http_headers *h);

/* ---- writing; nonzero = no room, or a NUL in the value --------------- */

int lws__http_headers_begin(struct lws__http_headers *h,
			    enum lws_token_indexes token);
/* name with or without its ':'; stored lower-cased */
int lws__http_headers_begin_custom(struct lws__http_headers *h,
				   const char *name, size_t name_len);
int lws__http_headers_append(struct lws__http_headers *h, const void *data,
			     size_t len);
int lws__http_headers_end(struct lws__http_headers *h);
void lws__http_headers_abandon(struct lws__http_headers *h);

/*
 * For parsers that meet the name byte by byte: begin_named, append the name,
 * name_done, append the value.  name_done answers the token, or WSI_TOKEN_COUNT
 * for a custom header; -1: no room.
 */
int lws__http_headers_begin_named(struct lws__http_headers *h);
int lws__http_headers_name_done(struct lws__http_headers *h);
/*
 * The text of the open header so far, in place.  abandon() leaves the bytes
 * readable until something else is written, and append() may take its data from
 * behind the place it writes to: so a value can be cut up without a copy.
 */
char *lws__http_headers_open_value(struct lws__http_headers *h, size_t *len);
/* will this many more fragments leave the text so far alone?  What was read is
 * not valid any more */
bool
lws__http_headers_make_room_for(struct lws__http_headers *h, size_t fragments);
/* keep only the first len bytes of the open value */
void lws__http_headers_truncate(struct lws__http_headers *h, size_t len);

/* begin and append; value may lie in the table.  Nothing is kept on failure */
int lws__http_headers_begin_with(struct lws__http_headers *h,
				 enum lws_token_indexes token,
				 const char *value, size_t len);
/* begin, append and end in one; nothing is kept on failure */
int
lws__http_headers_add(struct lws__http_headers *h, enum lws_token_indexes token,
		      const char *value, size_t len);
/* field by name (no ':'): as its token if there is one, else as a custom one */
int lws__http_headers_add_named(struct lws__http_headers *h, const char *name,
				size_t name_len, const char *value, size_t len);
/*
 * Make this the only fragment of the token.  What was there is overwritten if
 * the new value is not longer: no rest of a secret stays behind.
 */
int lws__http_headers_replace(struct lws__http_headers *h,
			      enum lws_token_indexes token, const char *value,
			      size_t len);
void lws__http_headers_remove(struct lws__http_headers *h,
			      enum lws_token_indexes token);

/* ---- reading: what the lws_hdr_... calls do -------------------------- */

bool lws__http_headers_has(const struct lws__http_headers *h,
			   enum lws_token_indexes token);
int lws__http_headers_fragment_count(const struct lws__http_headers *h,
				     enum lws_token_indexes token);

/*
 * Length of all fragments joined as _copy() joins them: "; " between cookies
 * (RFC 9113 8.2.3), "&" between uri arguments, else "," (RFC 9110 5.3).
 * 0: absent or empty.
 */
int lws__http_headers_total_length(const struct lws__http_headers *h,
				   enum lws_token_indexes token);
/* 0 when there is no such fragment */
int lws__http_headers_fragment_length(const struct lws__http_headers *h,
				      enum lws_token_indexes token, int index);
/*
 * Copy all fragments, joined, with a NUL.  Returns the length without it; 0
 * and an empty string if absent; -1 if it does not fit in len bytes.
 */
int lws__http_headers_copy(const struct lws__http_headers *h, char *dest,
			   int len, enum lws_token_indexes token);
/* the same for one fragment; -1 there is none, -2 it does not fit */
int lws__http_headers_copy_fragment(const struct lws__http_headers *h,
				    char *dest, int len,
				    enum lws_token_indexes token, int index);
/* NUL terminated text of the first fragment; borrowed; NULL if absent */
char *lws__http_headers_simple_ptr(const struct lws__http_headers *h,
				   enum lws_token_indexes token);

/* one fragment in place: NULL if there is none; *len excludes the NUL */
const char *lws__http_headers_fragment(const struct lws__http_headers *h,
				       enum lws_token_indexes token, int index,
				       size_t *len);

/* walk fragments without counting: start with *iter = 0; NULL at the end */
const char *lws__http_headers_next(const struct lws__http_headers *h,
				   enum lws_token_indexes token,
				   unsigned int *iter, size_t *len);

/*
 * Custom headers; name is compared without case and includes the ':'.  The
 * first of that name counts.  -1: not there (or, _copy: does not fit).
 */
int lws__http_headers_custom_length(const struct lws__http_headers *h,
				    const char *name, int name_len);
int lws__http_headers_custom_copy(const struct lws__http_headers *h, char *dest,
				  int len, const char *name, int name_len);
/* every custom header in order of arrival; -1 if there are none, else 0 */
int lws__http_headers_custom_foreach(const struct lws__http_headers *h,
				     lws_hdr_custom_fe_cb_t cb, void *opaque);
/* walk name and value: start with *iter = 0; false at the end */
bool lws__http_headers_custom_next(const struct lws__http_headers *h,
				   unsigned int *iter, const char **name,
				   size_t *name_len, const char **value,
				   size_t *len);

/*
 * header-table-image.c: what is in a table, none of it open, as so many bytes;
 * and back, into any table, in place of what was there.  Without its target,
 * path and arguments are to be added.  Nonzero: no room, it is empty.
 */
size_t lws__http_headers_image_len(const struct lws__http_headers *h);
void lws__http_headers_image(const struct lws__http_headers *h, uint8_t *to);
int
lws__http_headers_from_image(struct lws__http_headers *h, const uint8_t *image,
			     size_t len, bool has_target);

/* which method this request has: LWSHUMETH_..., and its path; -1: none */
int lws__http_headers_uri_and_method(const struct lws__http_headers *h,
				     char **uri, int *uri_len);

#endif
