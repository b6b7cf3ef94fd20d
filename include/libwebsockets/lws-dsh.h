/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_DSH_H)
#define LIBWEBSOCKETS_LWS_DSH_H

/**
 * \defgroup dsh One buffer, several queues
 * A buffer of fixed size that several FIFOs ("kinds", 0 .. count - 1) share,
 * so
 * that what one does not need another can have.
 * @{
 */

struct lws_dsh;

enum {
	/** or'ed into count_kinds: neighbouring objects may become one */
	LWS_DSHFLAG_ENABLE_COALESCE = (1u << 24),
	/** or'ed into count_kinds: an object may be stored in parts */
	LWS_DSHFLAG_ENABLE_SPLIT = (1u << 25),
};

/**
 * lws_dsh_create() - a buffer
 *
 * \param owner: NULL, or borrowed list it joins; each has only its own room
 * \param buffer_size: bytes, headers included
 * \param count_kinds: how many FIFOs, and LWS_DSHFLAG_... bits
 *
 * Returns owned, or NULL: no memory.
 * Call from: any thread
 * Allocates: the buffer, once
 */
LWS_VISIBLE LWS_EXTERN struct lws_dsh *
lws_dsh_create(lws_dll2_owner_t *owner, size_t buffer_size, int count_kinds);

/**
 * lws_dsh_empty() - drop all content
 *
 * \param dsh: borrowed
 *
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_empty(struct lws_dsh *dsh);

/**
 * lws_dsh_destroy() - free it
 *
 * \param pdsh: *pdsh becomes NULL; NULL already is harmless
 *
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_destroy(struct lws_dsh **pdsh);

/**
 * lws_dsh_alloc_tail() - add an object behind the last of its kind
 *
 * \param dsh: borrowed
 * \param kind: FIFO
 * \param src1: borrowed; copied
 * \param size1: bytes
 * \param src2: borrowed; copied behind src1; may be NULL
 * \param size2: bytes
 *
 * Returns 0, or nonzero: no room, and nothing is stored.
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_alloc_tail(struct lws_dsh *dsh, int kind, const void *src1,
		   size_t size1, const void *src2, size_t size2);

/**
 * lws_dsh_free() - drop one object
 *
 * \param obj: *obj as lws_dsh_get_head() gave it; becomes NULL
 *
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_free(void **obj);

/**
 * lws_dsh_consume() - so many bytes of the head were dealt with
 *
 * \param dsh: borrowed
 * \param kind: FIFO
 * \param len: bytes; when all of the head is consumed, it is dropped.  Until
 *   then lws_dsh_get_head() gives all of it; with LWS_DSHFLAG_... only what is
 *   left, and len may go on into the objects behind it.
 *
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_consume(struct lws_dsh *dsh, int kind, size_t len);

/**
 * lws_dsh_get_size() - how much room a kind takes
 *
 * \param dsh: borrowed
 * \param kind: FIFO
 *
 * Returns bytes, headers and rounding included.
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_dsh_get_size(struct lws_dsh *dsh, int kind);

/**
 * lws_dsh_get_head() - the oldest object of a kind
 *
 * \param dsh: borrowed
 * \param kind: FIFO
 * \param obj: receives it, borrowed until freed
 * \param size: receives its bytes
 *
 * Returns 0, or 1: there is none.
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_get_head(struct lws_dsh *dsh, int kind, void **obj, size_t *size);

/**
 * lws_dsh_describe() - log what is in it
 *
 * \param dsh: borrowed
 * \param desc: borrowed; what to call it
 *
 * Call from: the dsh's thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_describe(struct lws_dsh *dsh, const char *desc);

/** @} */

#endif
