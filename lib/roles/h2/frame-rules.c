/* SPDX-License-Identifier: MIT */
/*
 * What follows from each thing that a peer can do wrong with HTTP/2 frames, and
 * the names of frames and error codes.
 */

#include "roles/h2/frame.h"

#define CONNECTION(code, words, clause)              \
	{                                            \
		LWS__H2_##code, false, words, clause \
	}
#define STREAM(code, words, clause)                 \
	{                                           \
		LWS__H2_##code, true, words, clause \
	}

static const struct lws__h2_bad_rule rules[LWS__H2_BAD_COUNT] = {
	[LWS__H2_FINE] = CONNECTION(NO_ERROR, "", ""),
	[LWS__H2_BAD_PREFACE] =
		CONNECTION(PROTOCOL_ERROR, "bad preface", "RFC 9113 3.4"),
	[LWS__H2_BAD_FIRST] = CONNECTION(
		PROTOCOL_ERROR, "first frame is not SETTINGS", "RFC 9113 3.4"),
	[LWS__H2_BAD_LEN_LIMIT] = CONNECTION(
		FRAME_SIZE_ERROR, "frame over MAX_FRAME_SIZE", "RFC 9113 4.2"),
	[LWS__H2_BAD_LEN] = CONNECTION(
		FRAME_SIZE_ERROR, "length is wrong for its type", "RFC 9113 6"),
	[LWS__H2_BAD_LEN_PRIORITY] = STREAM(
		FRAME_SIZE_ERROR, "PRIORITY is not 5 bytes", "RFC 9113 6.3"),
	[LWS__H2_BAD_LEN_SHORT] =
		CONNECTION(FRAME_SIZE_ERROR, "too short for its own fields",
			   "RFC 9113 4.2"),
	[LWS__H2_BAD_STREAM_ZERO] =
		CONNECTION(PROTOCOL_ERROR, "stream 0 for a frame of a stream",
			   "RFC 9113 6"),
	[LWS__H2_BAD_STREAM_NOT_ZERO] = CONNECTION(
		PROTOCOL_ERROR, "a stream for a frame of the connection",
		"RFC 9113 6"),
	[LWS__H2_BAD_PADDING] =
		CONNECTION(PROTOCOL_ERROR, "more padding than payload",
			   "RFC 9113 6.1, 6.2"),
	[LWS__H2_BAD_SEQUENCE] =
		CONNECTION(PROTOCOL_ERROR, "another frame in a field block",
			   "RFC 9113 6.10"),
	[LWS__H2_BAD_CONTINUATION] = CONNECTION(
		PROTOCOL_ERROR, "CONTINUATION of nothing", "RFC 9113 6.10"),
	[LWS__H2_BAD_CONTINUATIONS] =
		CONNECTION(ENHANCE_YOUR_CALM, "too many empty CONTINUATIONs",
			   "RFC 9113 10.5"),
	[LWS__H2_BAD_BLOCK_LONG] = CONNECTION(
		ENHANCE_YOUR_CALM, "field block too long", "RFC 9113 10.5.1"),
	[LWS__H2_BAD_PUSH] =
		CONNECTION(PROTOCOL_ERROR, "PUSH_PROMISE is not allowed",
			   "RFC 9113 6.6, 8.4"),
	[LWS__H2_BAD_ACK_LEN] =
		CONNECTION(FRAME_SIZE_ERROR, "SETTINGS ACK with a payload",
			   "RFC 9113 6.5"),
	[LWS__H2_BAD_SETTINGS_LEN] = CONNECTION(
		FRAME_SIZE_ERROR, "SETTINGS is not a multiple of 6 bytes",
		"RFC 9113 6.5"),
	[LWS__H2_BAD_SETTINGS_COUNT] = CONNECTION(
		ENHANCE_YOUR_CALM, "too many settings", "RFC 9113 10.5"),
	[LWS__H2_BAD_ENABLE_PUSH] =
		CONNECTION(PROTOCOL_ERROR, "bad ENABLE_PUSH", "RFC 9113 6.5.2"),
	[LWS__H2_BAD_WINDOW_SIZE] =
		CONNECTION(FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE too large",
			   "RFC 9113 6.5.2"),
	[LWS__H2_BAD_FRAME_SIZE] =
		CONNECTION(PROTOCOL_ERROR, "MAX_FRAME_SIZE out of range",
			   "RFC 9113 6.5.2"),
	[LWS__H2_BAD_CONNECT_PROTOCOL] = CONNECTION(
		PROTOCOL_ERROR, "bad ENABLE_CONNECT_PROTOCOL", "RFC 8441 3"),
	[LWS__H2_BAD_PRIORITIES] = CONNECTION(
		PROTOCOL_ERROR, "bad NO_RFC7540_PRIORITIES", "RFC 9218 2.1"),
	[LWS__H2_BAD_INCREMENT] = CONNECTION(
		PROTOCOL_ERROR, "WINDOW_UPDATE of 0", "RFC 9113 6.9"),
	[LWS__H2_BAD_INCREMENT_STREAM] =
		STREAM(PROTOCOL_ERROR, "WINDOW_UPDATE of 0", "RFC 9113 6.9"),
	[LWS__H2_BAD_WINDOW] = CONNECTION(
		FLOW_CONTROL_ERROR, "window over 2^31 - 1", "RFC 9113 6.9.1"),
	[LWS__H2_BAD_WINDOW_STREAM] = STREAM(
		FLOW_CONTROL_ERROR, "window over 2^31 - 1", "RFC 9113 6.9.1"),
	[LWS__H2_BAD_OVERRUN] = CONNECTION(
		FLOW_CONTROL_ERROR, "DATA over the window", "RFC 9113 6.9"),
	[LWS__H2_BAD_PRIORITY_TARGET] = CONNECTION(
		PROTOCOL_ERROR, "PRIORITY_UPDATE of stream 0", "RFC 9218 7.1"),
	[LWS__H2_BAD_PRIORITY_FROM_SERVER] =
		CONNECTION(PROTOCOL_ERROR, "PRIORITY_UPDATE from a server",
			   "RFC 9218 7.1"),
};

const struct lws__h2_bad_rule *
lws__h2_bad_rule(enum lws__h2_bad why)
{
	return &rules[why];
}

const char *
lws__h2_code_name(uint32_t code)
{
	static const char *const names[] = {
		"NO_ERROR",
		"PROTOCOL_ERROR",
		"INTERNAL_ERROR",
		"FLOW_CONTROL_ERROR",
		"SETTINGS_TIMEOUT",
		"STREAM_CLOSED",
		"FRAME_SIZE_ERROR",
		"REFUSED_STREAM",
		"CANCEL",
		"COMPRESSION_ERROR",
		"CONNECT_ERROR",
		"ENHANCE_YOUR_CALM",
		"INADEQUATE_SECURITY",
		"HTTP_1_1_REQUIRED",
	};

	if (code >= sizeof(names) / sizeof(names[0]))
		return "unknown";

	return names[code];
}

const char *
lws__h2_type_name(uint8_t type)
{
	static const char *const names[LWS__H2_PRIORITY_UPDATE + 1] = {
		[LWS__H2_DATA] = "DATA",
		[LWS__H2_HEADERS] = "HEADERS",
		[LWS__H2_PRIORITY] = "PRIORITY",
		[LWS__H2_RST_STREAM] = "RST_STREAM",
		[LWS__H2_SETTINGS] = "SETTINGS",
		[LWS__H2_PUSH_PROMISE] = "PUSH_PROMISE",
		[LWS__H2_PING] = "PING",
		[LWS__H2_GOAWAY] = "GOAWAY",
		[LWS__H2_WINDOW_UPDATE] = "WINDOW_UPDATE",
		[LWS__H2_CONTINUATION] = "CONTINUATION",
		[LWS__H2_ALTSVC] = "ALTSVC",
		[LWS__H2_ORIGIN] = "ORIGIN",
		[LWS__H2_PRIORITY_UPDATE] = "PRIORITY_UPDATE",
	};

	if (type > LWS__H2_PRIORITY_UPDATE || !names[type])
		return "unknown";

	return names[type];
}
