/* SPDX-License-Identifier: MIT */
/*
 * The protocols of this folder, for programs that link them: entries of
 * info.pprotocols, or copied into info.protocols.  And what each exports as a
 * plugin.
 */

#ifndef LWS_PLUGINS_PROTOCOLS_H
#define LWS_PLUGINS_PROTOCOLS_H

#include <libwebsockets.h>

/* a library that has the protocols built in declares them itself */
#if !defined(LWS_WITH_PLUGINS_BUILTIN)
extern const struct lws_protocols dumb_increment_protocols[1];
extern const struct lws_protocols lws_mirror_protocols[1];
extern const struct lws_protocols lws_raw_proxy_protocols[1];
extern const struct lws_protocols lws_raw_test_protocols[1];
extern const struct lws_protocols lws_status_protocols[1];
extern const struct lws_protocols deaddrop_protocols[1];
extern const struct lws_protocols post_demo_protocols[1];
#endif
extern const struct lws_protocols urlarg_protocols[1];

extern const lws_plugin_protocol_t protocol_dumb_increment;
extern const lws_plugin_protocol_t protocol_lws_mirror;
extern const lws_plugin_protocol_t protocol_lws_raw_proxy;
extern const lws_plugin_protocol_t protocol_lws_raw_test;
extern const lws_plugin_protocol_t protocol_lws_status;
extern const lws_plugin_protocol_t protocol_lws_deaddrop;
extern const lws_plugin_protocol_t protocol_post_demo;
extern const lws_plugin_protocol_t protocol_urlarg;

#endif
