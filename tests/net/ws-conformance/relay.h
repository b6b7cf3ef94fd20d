/* SPDX-License-Identifier: MIT */
/*
 * The cases speak WebSocket of HTTP/1.1 over a plain socket; what is tested may
 * speak it over TLS, or on a stream of HTTP/2 (RFC 8441).  A thread between the
 * two makes one of the other.
 */
#ifndef LWS_TESTS_WS_RELAY_H
#define LWS_TESTS_WS_RELAY_H

#include <stdbool.h>

enum relay_kind { RELAY_NONE, RELAY_TLS, RELAY_H2 };

/*
 * fd, which it owns from now on, is connected to what is tested.  A plain
 * socket, or -1.
 */
int relay_begin(enum relay_kind kind, int fd, bool is_server);

/* waits until the last one is gone, after its plain socket is closed */
void relay_end(void);

#endif
