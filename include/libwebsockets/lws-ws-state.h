/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_WS_STATE_H)
#define LIBWEBSOCKETS_LWS_WS_STATE_H

/**
 * \defgroup wsstatus State of a ws message
 * @{
 */

/**
 * lws_send_pipe_choked() - would more have to be kept because the peer does
 * not take it?
 *
 * \param wsi: borrowed
 *
 * Returns 1: do not write now; 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_send_pipe_choked(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_is_final_fragment() - was this the end of the message?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_final_fragment(struct lws *wsi);

/**
 * lws_is_first_fragment() - was this the beginning of the message?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_first_fragment(struct lws *wsi);

/**
 * lws_ws_sending_multifragment() - did we begin a message and not end it?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_ws_sending_multifragment(struct lws *wsi);

/**
 * lws_get_reserved_bits() - reserved bits of the frame being received
 *
 * \param wsi: borrowed
 *
 * Returns RSV1 .. RSV3 where the frame's first byte has them.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN unsigned char
lws_get_reserved_bits(struct lws *wsi);

/**
 * lws_get_opcode() - opcode of the frame being received
 *
 * \param wsi: borrowed
 *
 * Returns 0 .. 15.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN uint8_t
lws_get_opcode(struct lws *wsi);

/**
 * lws_partial_buffered() - is output kept that the kernel did not take?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_partial_buffered(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_frame_is_binary() - is the message being received binary?
 *
 * \param wsi: borrowed
 *
 * Returns 1, or 0: text.
 * Call from: LWS_CALLBACK_RECEIVE, ..._CLIENT_RECEIVE
 */
LWS_VISIBLE LWS_EXTERN int
lws_frame_is_binary(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** @} */

#endif
