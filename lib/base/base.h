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

/* ---- memory ---------------------------------------------------------- */

/*
 * Every allocation of the library goes through these, so that an application
 * can replace the allocator (lws_set_allocator) and a test can make the n-th
 * one fail.  `why` is a short literal naming the use.  NULL: out of memory.
 */
void *
lws__malloc(size_t len, const char *why);
void *
lws__zalloc(size_t len, const char *why);
/* len 0 frees and returns NULL; on failure p is untouched */
void *
lws__realloc(void *p, size_t len, const char *why);
void
lws__free(void *p);
char *
lws__strdup(const char *s, const char *why);
/* copy len bytes and add a NUL */
char *
lws__strndup(const char *s, size_t len, const char *why);

/*
 * Fault injection: the nth allocation from now (1 = the next) fails, and with
 * `sticky` every later one too; 0 switches it off.  The other returns how many
 * allocations were asked for since then.
 */
void
lws__alloc_fail_at(unsigned long nth, bool sticky);
unsigned long
lws__alloc_count(void);

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
enum lws_feed
lws__utf8_feed(struct lws_utf8 *u, const uint8_t *p, size_t len);
static inline bool
lws__utf8_is_complete(const struct lws_utf8 *u)
{
	return !u->state;
}

#endif
