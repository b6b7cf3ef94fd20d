/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_PLUS_H)
#define LIBWEBSOCKETS_LWS_PLUS_H

/**
 * \defgroup plus Additions
 * What this library has beyond the v4.5 API.  Everything here has lws_plus_ in
 * front, so a program can see what it would miss elsewhere.
 * @{
 */

/**
 * In lws_context_creation_info.options: wait with poll() where the build would
 * choose something better, such as epoll.  For systems and debuggers that get
 * on with poll() alone.
 */
#define LWS_PLUS_SERVER_OPTION_POLL     (1ll << 62)

/**
 * In lws_context_creation_info.options: carry plain stream sockets by io_uring,
 * where the build has it (LWS_WITH_IO_URING) and the kernel allows it, which is
 * Linux 6.1 or later.  Else the loop is the one without this option, and a log
 * line of level info says why.  What follows from it is in
 * READMEs/README.io-uring.md; LWS_PLUS_SERVER_OPTION_POLL goes before it.
 */
#define LWS_PLUS_SERVER_OPTION_IO_URING (1ll << 61)

/**
 * In lws_context_creation_info.options of the context: the kernel encrypts what
 * servers send by TLS, and files leave by sendfile() as they do without TLS;
 * where the build has it (LWS_WITH_KTLS), the kernel has its tls module loaded
 * and the two sides agree on a cipher that it knows.  Else a connection is as
 * without this option; that the kernel has none is told once, by a log line of
 * level info.  What follows from it is in READMEs/README.tls.md.
 */
#define LWS_PLUS_SERVER_OPTION_KTLS     (1ll << 60)

/**
 * In lws_event_loop_ops.flags: after each lws_service_fd_tsi() this loop asks
 * lws_service_adjust_timeout() when to call lws_service_fd_tsi() with NULL, and
 * does so.  Then a wish to write needs no event when nothing is in the way,
 * io() is called at most once in a turn for what became of a turn's wishes, and
 * the library wakes the loop by its own descriptor when something is asked for
 * outside a turn.  Without it each wish is told to io() as it comes.
 */
#define LWS_PLUS_LELOF_ASKS             (1 << 1)

/**
 * In lws_event_loop_ops.flags, with LWS_PLUS_LELOF_ASKS: when the loop has told
 * of all that it found ready it calls lws_service_fd_tsi() with NULL, before it
 * waits again.  Then all of that is one turn: a call for a descriptor deals
 * with the descriptor, and the call with NULL does the rest (timers, what needs
 * no event, io(), freeing what was closed).  lws_service_adjust_timeout() need
 * only be asked after that one.
 */
#define LWS_PLUS_LELOF_BATCH            (1 << 2)

/**
 * In pollfd.events for lws_service_fd_tsi(), by a loop with
 * LWS_PLUS_LELOF_BATCH: it has found nothing else ready.  The turn ends with
 * this descriptor, and no call with NULL need follow.
 */
#define LWS_PLUS_POLL_LAST              (1 << 14)

/**
 * lws_plus_wake_fd() - what else a poll() of yours has to wait for
 *
 * \param context: borrowed
 * \param tsi: service thread index, 0 if there is only one
 *
 * Other threads (resolvers of names, lws_cancel_service()) wake the library by
 * this descriptor.  LWS_CALLBACK_ADD_POLL_FD does not tell of it.  Wait for
 * POLLIN on it and give it to lws_service_fd() like the others.  Asking for it
 * also says that you poll from now on, so ask before the first wait.
 *
 * Returns the descriptor, which is the library's until lws_context_destroy()
 * begins; -1: no such service thread, or the context is going.
 * Call from: service thread tsi.  Allocates: nothing.
 */
LWS_VISIBLE LWS_EXTERN int
lws_plus_wake_fd(struct lws_context *context, int tsi);

/**
 * lws_plus_service_due() - when must lws_service_fd_tsi() be called with NULL?
 *
 * \param context: borrowed
 * \param tsi: service thread index, 0 if there is only one
 *
 * For loops with LWS_PLUS_LELOF_ASKS, in place of lws_service_adjust_timeout():
 * it reads no clock, so a loop that has a timer set already finds out cheaply
 * that it need not move it.
 *
 * Returns a time of lws_now_usecs(), which may have passed; 0: nothing is
 * planned.
 * Call from: service thread tsi.  Allocates: nothing.
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_plus_service_due(struct lws_context *context, int tsi);
///@}

#endif
