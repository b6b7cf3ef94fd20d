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
#define LWS_PLUS_SERVER_OPTION_POLL (1ll << 62)
///@}

#endif
