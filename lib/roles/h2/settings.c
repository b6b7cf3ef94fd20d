/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 settings (RFC 9113 6.5.2, RFC 8441 3, RFC 9218 2.1).
 *
 *   in   entries, as they come
 *   out  what holds now, or what is wrong
 */

#include "roles/h2/frame.h"

#include <libwebsockets.h>

void
lws__h2_settings_init(struct lws__h2_settings *s)
{
	*s = (struct lws__h2_settings){
		.header_table_size = 4096,
		.max_concurrent_streams = UINT32_MAX,
		.initial_window_size = LWS__H2_WINDOW_DEFAULT,
		.max_frame_size = LWS__H2_FRAME_DEFAULT,
		.max_header_list_size = UINT32_MAX,
		.enable_push = true,
	};
}

/* 0 or 1, and what was once said stays said */
static bool
set_for_good(bool *is_set, uint32_t value)
{
	if (value > 1 || (*is_set && !value))
		return false;
	*is_set = value;

	return true;
}

enum lws__h2_bad
lws__h2_settings_apply(struct lws__h2_settings *s, enum lws_side from,
		       uint16_t id, uint32_t value)
{
	switch (id) {
	case H2SET_HEADER_TABLE_SIZE:
		s->header_table_size = value;
		break;
	case H2SET_ENABLE_PUSH:
		if (value > 1 || (value && from == LWS_SIDE_SERVER))
			return LWS__H2_BAD_ENABLE_PUSH;
		s->enable_push = value;
		break;
	case H2SET_MAX_CONCURRENT_STREAMS:
		s->max_concurrent_streams = value;
		break;
	case H2SET_INITIAL_WINDOW_SIZE:
		if (value > LWS__H2_WINDOW_MOST)
			return LWS__H2_BAD_WINDOW_SIZE;
		s->initial_window_size = value;
		break;
	case H2SET_MAX_FRAME_SIZE:
		if (value < LWS__H2_FRAME_DEFAULT || value > LWS__H2_FRAME_MOST)
			return LWS__H2_BAD_FRAME_SIZE;
		s->max_frame_size = value;
		break;
	case H2SET_MAX_HEADER_LIST_SIZE:
		s->max_header_list_size = value;
		break;
	case H2SET_ENABLE_CONNECT_PROTOCOL:
		if (!set_for_good(&s->enable_connect_protocol, value))
			return LWS__H2_BAD_CONNECT_PROTOCOL;
		break;
	case LWS__H2_SET_NO_RFC7540_PRIORITIES:
		if (!set_for_good(&s->no_rfc7540_priorities, value))
			return LWS__H2_BAD_PRIORITIES;
		break;
	default:
		break; /* unknown ones are passed over */
	}

	return LWS__H2_FINE;
}
