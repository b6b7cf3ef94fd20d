/* SPDX-License-Identifier: MIT */
/*
 * What can be wrong with a field block, in words; and with a field's name.
 */

#include "roles/h2/hpack.h"

static const char *const words[LWS__HPACK_ERROR_COUNT] = {
	[LWS__HPACK_OK] = "no error",
	[LWS__HPACK_INT_LONG] = "integer of too many octets (RFC 7541 5.1)",
	[LWS__HPACK_INT_BIG] = "integer over 2^31 - 1 (RFC 7541 5.1)",
	[LWS__HPACK_INDEX_ZERO] = "index 0 (RFC 7541 6.1)",
	[LWS__HPACK_INDEX_HIGH] =
		"index past the end of the table (RFC 7541 2.3.3)",
	[LWS__HPACK_UPDATE_LATE] =
		"table size update behind a field (RFC 7541 4.2)",
	[LWS__HPACK_UPDATE_MANY] =
		"more than two table size updates (RFC 7541 4.2)",
	[LWS__HPACK_UPDATE_BIG] =
		"table size over what SETTINGS allow (RFC 7541 6.3)",
	[LWS__HPACK_UPDATE_MISSING] =
		"no table size update after smaller SETTINGS (RFC 7541 4.2)",
	[LWS__HPACK_EOS] = "end of string inside a string (RFC 7541 5.2)",
	[LWS__HPACK_PADDING] = "bad padding of a string (RFC 7541 5.2)",
	[LWS__HPACK_CUT] = "field block ends inside a field (RFC 9113 4.3)",
	[LWS__HPACK_NO_MEMORY] = "out of memory",
};

const char *
lws__hpack_error_words(enum lws__hpack_error e)
{
	return words[e];
}

/* what a name is made of: tchar of RFC 9110 5.6.2, without upper case */
static const uint8_t is_name_char[256] = {
	['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1,
	['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1,
	['`'] = 1, ['|'] = 1, ['~'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1,
	['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
	['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1,
	['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,
	['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1,
	['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1,
	['x'] = 1, ['y'] = 1, ['z'] = 1,
};

bool
lws__hpack_name_is_good(const char *name, size_t len)
{
	uint8_t all = 1;
	size_t at = len && name[0] == ':';

	if (at == len)
		return false;
	while (at < len)
		all &= is_name_char[(uint8_t)name[at++]];

	return all;
}
