/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WRITEABLE_H)
#define LIBWEBSOCKETS_LWS_WRITEABLE_H

/**
 * \defgroup callback-when-writeable Asking to write
 * Ask with lws_callback_on_writable(), write when LWS_CALLBACK_..._WRITEABLE
 * comes.  Asking often gives one callback; it may also come unasked.
 * @{
 */

/** what we may send */
#define LWSTXCR_US_TO_PEER 0
/** what the peer may send */
#define LWSTXCR_PEER_TO_US 1

/**
 * lws_callback_on_writable() - have the WRITEABLE callback come when the
 * connection can take more
 *
 * \param wsi: borrowed, alive
 *
 * Returns 1; 0: it closes, or has no connection: no callback will come.
 * Call from: any thread; from another than its service thread it takes effect
 * a little later
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable(struct lws *wsi);

/**
 * lws_callback_on_writable_all_protocol() - lws_callback_on_writable() for
 * every wsi bound to a protocol, on all vhosts with that protocol
 *
 * \param context: borrowed
 * \param protocol: borrowed
 *
 * Returns 0.
 * Call from: any thread; those of another thread are asked a little later
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol);

/**
 * lws_callback_on_writable_all_protocol_vhost() - the same on one vhost
 *
 * \param vhost: borrowed
 * \param protocol: borrowed
 *
 * Returns 0, or negative: the protocol is not the vhost's.
 * Call from: any thread; those of another thread are asked a little later
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol_vhost(
	const struct lws_vhost *vhost, const struct lws_protocols *protocol);

/**
 * lws_callback_all_protocol() - call the callback of every wsi bound to a
 * protocol
 *
 * \param context: borrowed
 * \param protocol: borrowed
 * \param reason: LWS_CALLBACK_..., or yours from LWS_CALLBACK_USER
 *
 * Returns 0, or -1: with several service threads, another one was in a turn,
 * and its wsi were not told.  Let each thread tell its own, on
 * LWS_CALLBACK_EVENT_WAIT_CANCELLED.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol(struct lws_context *context,
			  const struct lws_protocols *protocol, int reason);

/**
 * lws_callback_all_protocol_vhost() - the same on one vhost; use
 * lws_callback_all_protocol_vhost_args()
 *
 * \param vh: borrowed
 * \param protocol: borrowed, or NULL: all
 * \param reason: LWS_CALLBACK_...
 *
 * Returns 0, or -1: with several service threads, another one was in a turn,
 * and its wsi were not told.  Let each thread tell its own, on
 * LWS_CALLBACK_EVENT_WAIT_CANCELLED.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost(struct lws_vhost *vh,
				const struct lws_protocols *protocol,
				int reason) LWS_WARN_DEPRECATED;

/**
 * lws_callback_all_protocol_vhost_args() - call the callback of every wsi of a
 * vhost bound to a protocol
 *
 * \param vh: borrowed
 * \param protocol: borrowed, or NULL: all
 * \param reason: LWS_CALLBACK_...
 * \param argp: in
 * \param len: len
 *
 * Returns 0, or -1: with several service threads, another one was in a turn,
 * and its wsi were not told.  Let each thread tell its own, on
 * LWS_CALLBACK_EVENT_WAIT_CANCELLED.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len);

/**
 * lws_callback_vhost_protocols() - use lws_callback_vhost_protocols_vhost()
 *
 * \param wsi: borrowed: its vhost is meant
 * \param reason: LWS_CALLBACK_...
 * \param in: in
 * \param len: len
 *
 * Returns 0, or 1: a callback answered nonzero.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in,
			     size_t len) LWS_WARN_DEPRECATED;

/**
 * lws_callback_vhost_protocols_vhost() - call each protocol of a vhost once,
 * with a stand-in wsi
 *
 * \param vh: borrowed
 * \param reason: LWS_CALLBACK_...
 * \param in: in
 * \param len: len
 *
 * Returns 0, or 1: a callback answered nonzero.
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len);

/**
 * lws_callback_http_dummy() - what a protocol's callback hands on what it does
 * not deal with
 *
 * \param wsi: borrowed
 * \param reason: LWS_CALLBACK_...
 * \param user: as it came
 * \param in: as it came
 * \param len: as it came
 *
 * Answers requests nobody claimed with 404, completes transactions whose file
 * was sent, and gives the calling thread's id.
 *
 * Returns what the callback returns.
 * Call from: the callback
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len);

/**
 * lws_get_socket_fd() - a wsi's socket
 *
 * \param wsi: borrowed
 *
 * Returns borrowed fd, or -1: none yet, or it was closed.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN lws_sockfd_type
lws_get_socket_fd(struct lws *wsi);

/**
 * lws_get_peer_write_allowance() - what the peer is ready to take
 *
 * \param wsi: borrowed
 *
 * Returns bytes, or -1: the protocol does not limit it.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_get_peer_write_allowance(struct lws *wsi);

/**
 * lws_wsi_tx_credit() - look at, or add to, the flow control credit of a
 * stream
 *
 * \param wsi: borrowed
 * \param peer_to_us: LWSTXCR_...
 * \param add: bytes to add; 0: just look
 *
 * Returns the credit, bytes.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tx_credit(struct lws *wsi, char peer_to_us, int add);

/** @} */

#endif
