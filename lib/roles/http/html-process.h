/* SPDX-License-Identifier: MIT */
/*
 * HTML that an application changes on its way out.
 */

#ifndef LWS_ROLES_HTTP_HTML_PROCESS_H
#define LWS_ROLES_HTTP_HTML_PROCESS_H

#include <libwebsockets.h>

/* bytes that a piece may grow by when it is made a chunk */
#define LWS__HTML_CHUNK_ROOM 32

/*
 * Make the piece one chunk (of chunked coding), in place, unless it is empty;
 * args->final: and end the body.  Clears args->chunked.  Nonzero: no room.
 */
int lws__html_chunk(struct lws_process_html_args *args);

#endif
