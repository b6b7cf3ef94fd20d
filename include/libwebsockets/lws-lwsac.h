/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_LWSAC_H)
#define LIBWEBSOCKETS_LWS_LWSAC_H

/**
 * \defgroup lwsac Arenas
 * Memory taken in small pieces and freed all at once.  The handle is a pointer
 * that begins as NULL.  Pieces are aligned to 8 bytes and never move.
 * @{
 */

/** the object of type T whose link M is at P */
#define lws_list_ptr_container(P, T, M) \
	((T *)(void *)((char *)(P)-offsetof(T, M)))
/** go to the next of a list of lws_list_ptr */
#define lws_list_ptr_advance(_lp) _lp = *((void **)_lp)
/** older name */
#define lwsac_use_zeroed          lwsac_use_zero
#define __lws_sify(_s)            _lws_sify(_s)
#define _lws_sify(_s)             #_s
/** complain unless _check[0 .. _len) lies in the arena */
#define lwsac_assert_valid(_ac, _check, _len)                   \
	_lwsac_assert_valid(_ac, _check, _len, __lws_sify(_ac), \
			    __lws_sify(_check), __FILE__, __LINE__)

/** a file held by lwsac_cached_file(): its bytes, and a NUL behind */
typedef unsigned char *lwsac_cached_file_t;

/** the link of a singly linked list: points at the next link */
typedef void *lws_list_ptr;

/** < 0, 0, > 0 as a belongs before, beside or behind b */
typedef int (*lws_list_ptr_sort_func_t)(lws_list_ptr a, lws_list_ptr b);

/**
 * lws_list_ptr_insert() - put an object into a list where it belongs
 *
 * \param phead: borrowed list
 * \param add: borrowed link of the object
 * \param sort: NULL: it becomes the first
 *
 * Call from: the list's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add,
		    lws_list_ptr_sort_func_t sort);

/**
 * lwsac_use() - a piece of memory
 *
 * \param head: borrowed handle, *head NULL at first
 * \param ensure: bytes
 * \param chunk_size: bytes to ask the system for if a new chunk is needed; 0:
 *   4000; what is larger gets a chunk of its own
 *
 * Returns borrowed until the arena is freed, not zeroed; NULL: no memory.
 * Call from: the arena's thread
 * Allocates: now and then a chunk
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size);

/**
 * lwsac_use_backfill() - lwsac_use() that looks for room in older chunks too
 *
 * \param head: borrowed handle
 * \param ensure: bytes
 * \param chunk_size: as lwsac_use()
 *
 * Returns borrowed until the arena is freed, or NULL.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size);

/**
 * lwsac_use_zero() - lwsac_use(), zeroed
 *
 * \param head: borrowed handle
 * \param ensure: bytes
 * \param chunk_size: as lwsac_use()
 *
 * Returns borrowed until the arena is freed, or NULL.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size);

/**
 * lwsac_free() - free everything
 *
 * \param head: *head becomes NULL; NULL already is harmless
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_free(struct lwsac **head);

/**
 * lwsac_detach() - free when the last reference goes, or now if there is none
 *
 * \param head: *head becomes NULL if it was freed now
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_detach(struct lwsac **head);

/**
 * lwsac_reference() - somebody uses it
 *
 * \param head: borrowed
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_reference(struct lwsac *head);

/**
 * lwsac_unreference() - somebody stopped using it; frees it if it was detached
 * and that was the last
 *
 * \param head: *head becomes NULL if it was freed
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_unreference(struct lwsac **head);

/**
 * lwsac_extend() - make the latest piece longer, where it is
 *
 * \param head: borrowed
 * \param amount: bytes more, zeroed
 *
 * Returns 0, or 1: there is no room behind it.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_extend(struct lwsac *head, size_t amount);

/**
 * lwsac_use_cached_file_start() - somebody uses a cached file
 *
 * \param cache: borrowed
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_start(lwsac_cached_file_t cache);

/**
 * lwsac_use_cached_file_end() - somebody stopped using it
 *
 * \param cache: *cache may become NULL: it was outdated, and this was the last
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache);

/**
 * lwsac_use_cached_file_detach() - outdated: free when the last user ends, or
 * now
 *
 * \param cache: *cache becomes NULL
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache);

/**
 * lwsac_cached_file() - the content of a file, read again only if it changed
 *
 * \param filepath: borrowed
 * \param cache: *cache NULL at first; receives the bytes, followed by NUL
 * \param len: receives their count, unless the file was looked at less than
 *   five seconds ago
 *
 * Returns 0; 1: it cannot be read, *cache and *len are as they were.
 * Call from: the arena's thread
 * Allocates: the content
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache,
		  size_t *len);

/**
 * lwsac_sizeof() - bytes of a chunk's header
 *
 * \param first: nonzero: the first chunk's
 *
 * Returns bytes.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_sizeof(int first);

/**
 * lwsac_get_tail_pos() - how much of a chunk is used
 *
 * \param lac: borrowed
 *
 * Returns bytes, header included.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_get_tail_pos(struct lwsac *lac);

/**
 * lwsac_get_next() - the chunk behind this one
 *
 * \param lac: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN struct lwsac *
lwsac_get_next(struct lwsac *lac);

/**
 * lwsac_align() - round up as pieces are
 *
 * \param length: bytes
 *
 * Returns bytes.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_align(size_t length);

/**
 * lwsac_info() - log how large it is
 *
 * \param head: borrowed, or NULL
 *
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsac_info(struct lwsac *head);

/**
 * lwsac_total_alloc() - bytes taken from the system
 *
 * \param head: borrowed
 *
 * Returns bytes.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_alloc(struct lwsac *head);

/**
 * lwsac_total_overhead() - bytes of that which no piece has: headers,
 * alignment, chunk ends
 *
 * \param head: borrowed
 *
 * Returns bytes.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_overhead(struct lwsac *head);

/**
 * lwsac_scan_extant() - is there a piece with this content already?
 *
 * \param head: borrowed, or NULL
 * \param find: borrowed
 * \param len: bytes
 * \param nul: nonzero: a NUL must follow
 *
 * Returns borrowed, or NULL.
 * Call from: the arena's thread; takes time linear in the arena
 */
LWS_VISIBLE LWS_EXTERN uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul);

/**
 * _lwsac_assert_valid() - what lwsac_assert_valid() calls
 *
 * \param aco: borrowed
 * \param check: pointer in question
 * \param len: bytes
 * \param name_ac: what to call the arena
 * \param name_blob: what to call the pointer
 * \param filename: where
 * \param line: where
 *
 * Returns 0, or 1: logged.
 * Call from: the arena's thread
 */
LWS_VISIBLE LWS_EXTERN int
_lwsac_assert_valid(struct lwsac *aco, void *check, size_t len,
		    const char *name_ac, const char *name_blob,
		    const char *filename, int line);

/** @} */

#endif
