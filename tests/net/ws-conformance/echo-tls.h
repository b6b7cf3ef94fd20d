/* SPDX-License-Identifier: MIT */
/*
 * TLS of the peer that is tested.
 */
#ifndef LWS_TESTS_WS_ECHO_TLS_H
#define LWS_TESTS_WS_ECHO_TLS_H

#include <stdbool.h>

struct lws_context_creation_info;

void echo_speak_tls(struct lws_context_creation_info *info, bool is_server);

#endif
