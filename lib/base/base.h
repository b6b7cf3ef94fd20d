/* SPDX-License-Identifier: MIT */
/*
 * Floor 0: memory, log, containers, text and numbers on libc alone.
 *
 * The public half of this floor is declared in include/libwebsockets/; what is
 * shared only inside the library is here.
 */

#ifndef LWS_BASE_H
#define LWS_BASE_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What every message passes stands together in memory, and what hardly any
 * does, aside: each line of code that is not used between two system calls has
 * to be fetched anew.  Builds that must be small are not touched.
 */
#if defined(__GNUC__) && !defined(__OPTIMIZE_SIZE__)
#define LWS__HOT       __attribute__((hot))
#define LWS__COLD      __attribute__((cold, noinline))
#define LWS__APART     __attribute__((noinline))
#define lws__likely(x) __builtin_expect(!!(x), 1)

/* gcc takes a call of what does nothing else for one of no effect: hence asm */
#define LWS__PREFETCH(p)                         \
	do {                                     \
		__builtin_prefetch(p);           \
		__asm__ volatile("" : : "r"(p)); \
	} while (0)
#else
#define LWS__HOT
#define LWS__COLD
#define LWS__APART
#define LWS__PREFETCH(p) ((void)(p))
#define lws__likely(x)   (x)
#endif

/*
 * p will be read soon: the first 128 bytes of it come into the cache.  It may
 * be NULL, or end before.
 */
static inline void
lws__fetch(const void *p)
{
	LWS__PREFETCH(p);
	LWS__PREFETCH((const void *)((uintptr_t)p + 64));
}

/* ---- memory ---------------------------------------------------------- */

/*
 * Every allocation of the library goes through these, so that an application
 * can replace the allocator (lws_set_allocator) and a test can make the n-th
 * one fail.  `why` is a short literal naming the use.  NULL: out of memory.
 */
void *lws__malloc(size_t len, const char *why);
void *lws__zalloc(size_t len, const char *why);
/* len 0 frees and returns NULL; on failure p is untouched */
void *lws__realloc(void *p, size_t len, const char *why);
void lws__free(void *p);
char *lws__strdup(const char *s, const char *why);
/* copy len bytes and add a NUL */
char *lws__strndup(const char *s, size_t len, const char *why);

/*
 * Fault injection: the nth allocation from now (1 = the next) fails, and with
 * `sticky` every later one too; 0 switches it off.  The other returns how many
 * allocations were asked for since then.
 */
void lws__alloc_fail_at(unsigned long nth, bool sticky);
unsigned long lws__alloc_count(void);

/* ---- log ------------------------------------------------------------- */

/* where everything logs that has no log context of its own */
extern struct lws_log_cx lws__log_default;

/*
 * Bytes of a peer, fit for a log line: what is not printable ASCII, and the
 * backslash, becomes \xNN; what does not fit in size (with its NUL) ends in
 * "...".  Returns dst.
 */
char *lws__log_escape(char *dst, size_t size, const void *src, size_t len);

/* ---- containers ------------------------------------------------------ */

/* moves all segments of *from to the end of *to, at once */
void lws__buflist_move(struct lws_buflist **to, struct lws_buflist **from);
/* bytes not used yet; lws_buflist_total_len() counts whole segments */
size_t lws__buflist_left(struct lws_buflist *const *head);

/* what the map was created from, with the defaults filled in */
const lws_map_info_t *lws__map_info(const struct lws_map *map);

/*
 * How a flow asks its secure stream for input: the peer may have sent `bytes`
 * more, counting what is under way.  Secure streams set it when they are built.
 */
typedef void (*lws__flow_ask_fn)(struct lws_ss_handle *h, int32_t bytes);
void lws__flow_set_ask(lws__flow_ask_fn ask);

/* ---- hash ------------------------------------------------------------ */

/* to find bytes among some others: whoever chooses them may choose such that
 * have the same, so what it leads to is bounded.  Not the same everywhere */
uint32_t lws__hash(const void *bytes, size_t len);

/* ---- retry ----------------------------------------------------------- */

/* different each time and in each process; predictable, so never a secret */
uint64_t lws__jitter(void);
/* lws_retry_get_delay_ms() with its randomness given */
unsigned int lws__retry_delay_ms(const lws_retry_bo_t *retry, uint16_t *ctry,
				 char *conceal, uint16_t random);

/* ---- push parsers ---------------------------------------------------- */

/* unread input: [at, end); what a feed() took, at has moved past */
struct lws_cursor {
	uint8_t *at;
	uint8_t *end;
};

static inline size_t
lws__cursor_left(const struct lws_cursor *in)
{
	return (size_t)(in->end - in->at);
}

enum lws_feed {
	LWS_FEED_MORE, /* all input taken, the unit is not complete yet */
	LWS_FEED_DONE, /* the unit is complete; unread input may remain */
	LWS_FEED_BAD,  /* the peer broke a rule: see the parser's error */
};

/* for interfaces (iovec) that take bytes to read without saying const */
static inline void *
lws__unconst(const void *p)
{
	return (void *)(uintptr_t)p;
}

/* which end of the protocol we are */
enum lws_side {
	LWS_SIDE_SERVER,
	LWS_SIDE_CLIENT,
};

/* ---- UTF-8 (RFC 3629), any split ------------------------------------- */

struct lws_utf8 {
	uint32_t state; /* 0 = between code points */
};

/* LWS_FEED_BAD at the first byte that no valid text can contain there */
enum lws_feed lws__utf8_feed(struct lws_utf8 *u, const uint8_t *p, size_t len);
static inline bool
lws__utf8_is_complete(const struct lws_utf8 *u)
{
	return !u->state;
}

/* ---- text and digits ------------------------------------------------- */

/* 0..15, or -1 when c is no hex digit of either case */
static inline int
lws__hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;

	return -1;
}

/* ASCII, whatever the locale */
static inline bool
lws__is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/*
 * base64url as JOSE wants it (RFC 7515 s2): no padding, no line ends, no other
 * alphabet, and the bits behind the last byte are zero.  0 and *out_len, or
 * nonzero if it is not that or needs more than `max` bytes.
 */
int lws__b64url_decode(const char *in, size_t len, uint8_t *out, size_t max,
		       size_t *out_len);

/*
 * The URI that the reference `rel`, found in the document `base`, stands for
 * (RFC 3986 s5.2).  dest needs room for base's directory and rel together,
 * before ".." has shortened them.  0, or nonzero with dest empty: no room, or
 * neither has a scheme.
 */
int lws__uri_resolve(char *dest, size_t len, const char *base, const char *rel);

#endif
