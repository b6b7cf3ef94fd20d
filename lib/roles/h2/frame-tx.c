/* SPDX-License-Identifier: MIT */
/*
 * HTTP/2 frames to be sent (RFC 9113 4.1, 6; RFC 9218 7.1).
 *
 *   in   what a frame says
 *   out  its bytes, in the caller's buffer
 */

#include "roles/h2/frame.h"

#include <string.h>

static uint8_t *
put_16(uint8_t *out, uint16_t n)
{
	*out++ = (uint8_t)(n >> 8);
	*out++ = (uint8_t)n;

	return out;
}

static uint8_t *
put_32(uint8_t *out, uint32_t n)
{
	return put_16(put_16(out, (uint16_t)(n >> 16)), (uint16_t)n);
}

size_t
lws__h2_write_head(uint8_t *out, uint32_t len, enum lws__h2_type type,
		   unsigned int flags, uint32_t stream)
{
	*out++ = (uint8_t)(len >> 16);
	out = put_16(out, (uint16_t)len);
	*out++ = (uint8_t)type;
	*out++ = (uint8_t)flags;
	put_32(out, stream);

	return LWS__H2_HEAD_LEN;
}

size_t
lws__h2_write_settings(uint8_t *out, const struct lws__h2_setting *s,
		       size_t count)
{
	size_t len = count * LWS__H2_SETTING_LEN;

	out += lws__h2_write_head(out, (uint32_t)len, LWS__H2_SETTINGS, 0, 0);
	for (size_t n = 0; n < count; n++)
		out = put_32(put_16(out, s[n].id), s[n].value);

	return LWS__H2_HEAD_LEN + len;
}

size_t
lws__h2_write_settings_ack(uint8_t *out)
{
	return lws__h2_write_head(out, 0, LWS__H2_SETTINGS, LWS__H2_ACK, 0);
}

size_t
lws__h2_write_ping(uint8_t *out, const uint8_t opaque[8], bool is_ack)
{
	lws__h2_write_head(out, 8, LWS__H2_PING, is_ack ? LWS__H2_ACK : 0, 0);
	memcpy(out + LWS__H2_HEAD_LEN, opaque, 8);

	return LWS__H2_PING_LEN;
}

size_t
lws__h2_write_rst_stream(uint8_t *out, uint32_t stream, uint32_t code)
{
	lws__h2_write_head(out, 4, LWS__H2_RST_STREAM, 0, stream);
	put_32(out + LWS__H2_HEAD_LEN, code);

	return LWS__H2_RST_STREAM_LEN;
}

size_t
lws__h2_write_window_update(uint8_t *out, uint32_t stream, uint32_t increment)
{
	lws__h2_write_head(out, 4, LWS__H2_WINDOW_UPDATE, 0, stream);
	put_32(out + LWS__H2_HEAD_LEN, increment);

	return LWS__H2_WINDOW_UPDATE_LEN;
}

size_t
lws__h2_write_goaway(uint8_t *out, uint32_t last_stream, uint32_t code,
		     const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len > LWS__H2_GOAWAY_TEXT_MAX)
		len = LWS__H2_GOAWAY_TEXT_MAX;
	out += lws__h2_write_head(out, (uint32_t)(8 + len), LWS__H2_GOAWAY, 0,
				  0);
	out = put_32(put_32(out, last_stream), code);
	if (len)
		memcpy(out, text, len);

	return LWS__H2_GOAWAY_LEN + len;
}

size_t
lws__h2_write_priority_update(uint8_t *out, uint32_t target,
			      const struct lws__h2_priority *p)
{
	static const char text[] = "u=0, i";
	size_t len = p->is_incremental ? 6 : 3;

	out += lws__h2_write_head(out, (uint32_t)(4 + len),
				  LWS__H2_PRIORITY_UPDATE, 0, 0);
	out = put_32(out, target);
	memcpy(out, text, len);
	out[2] = (uint8_t)('0' + p->urgency);

	return LWS__H2_HEAD_LEN + 4 + len;
}
