/* SPDX-License-Identifier: MIT */
/*
 * A plugin for the loader's test.  PLUGIN_SYMBOL, PLUGIN_NAME, PLUGIN_CLASS
 * and PLUGIN_MAGIC make good and bad ones of it.
 */

#include <libwebsockets.h>

extern const lws_plugin_protocol_t PLUGIN_SYMBOL;

LWS_VISIBLE const lws_plugin_protocol_t PLUGIN_SYMBOL = {
	.hdr = {PLUGIN_NAME, PLUGIN_CLASS, LWS_BUILD_HASH, PLUGIN_MAGIC},
};
