/* SPDX-License-Identifier: MIT */
/*
 * Which close codes may be on the wire, what they are called, and the payload
 * of a CLOSE frame (RFC 6455 5.5.1, 7.4; IANA "WebSocket Close Code Number").
 */

#include "roles/ws/ws-close-codes.h"

#include <string.h>

struct close_range {
	uint16_t first;
	uint16_t last;
	bool may_be_sent;
	const char *text;
};

static const struct close_range close_ranges[] = {
	{0, 999, false, "not in use"},
	{1000, 1000, true, "normal closure"},
	{1001, 1001, true, "going away"},
	{1002, 1002, true, "protocol error"},
	{1003, 1003, true, "unsupported data"},
	{1004, 1004, false, "reserved"},
	{1005, 1005, false, "no status received"},
	{1006, 1006, false, "abnormal closure"},
	{1007, 1007, true, "invalid payload data"},
	{1008, 1008, true, "policy violation"},
	{1009, 1009, true, "message too big"},
	{1010, 1010, true, "extension missing"},
	{1011, 1011, true, "internal error"},
	{1012, 1012, true, "service restart"},
	{1013, 1013, true, "try again later"},
	{1014, 1014, true, "bad gateway"},
	{1015, 1015, false, "TLS handshake failed"},
	{1016, 2999, false, "unassigned"},
	{3000, 3999, true, "registered by a library"},
	{4000, 4999, true, "private to the application"},
	{5000, UINT16_MAX, false, "not in use"},
};

static const struct close_range *
close_range_of(unsigned int code)
{
	const struct close_range *r = close_ranges;

	if (code > UINT16_MAX)
		return r;
	while (code > r->last)
		r++;

	return r;
}

bool
lws__ws_close_code_is_valid(unsigned int code)
{
	return close_range_of(code)->may_be_sent;
}

const char *
lws__ws_close_code_text(unsigned int code)
{
	return close_range_of(code)->text;
}

/* at most max bytes, and not the front part of a code point */
static size_t
reason_cut(const uint8_t *reason, size_t len, size_t max)
{
	size_t at = max;

	if (len <= max)
		return len;

	/* back to the first byte of the code point that is cut; text that is
	 * not UTF-8 has none nearby and is simply cut */
	while (at > max - 4 && (reason[at] & 0xc0) == 0x80)
		at--;

	return (reason[at] & 0xc0) == 0x80 ? max : at;
}

size_t
lws__ws_close_payload(uint8_t *out, unsigned int code, const uint8_t *reason,
		      size_t reason_len)
{
	size_t len;

	if (!lws__ws_close_code_is_valid(code))
		return 0;

	out[0] = (uint8_t)(code >> 8);
	out[1] = (uint8_t)code;
	len = reason_cut(reason, reason_len, WS_REASON_MAX);
	if (len)
		memcpy(out + 2, reason, len);

	return len + 2;
}
