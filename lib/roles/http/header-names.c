/* SPDX-License-Identifier: MIT */
/*
 * Header token and method names.
 *
 *   in   a name as it came, or a token
 *   out  the token, or its text
 *
 * The table and its perfect hash are generated (header-names-table.h).
 */

#include "roles/http/header-names.h"

#include "roles/http/header-names-table.h"

#include <stdint.h>
#include <string.h>

_Static_assert(HEADER_NAMES_LONGEST <= LWS__HTTP_NAME_MAX,
	       "LWS__HTTP_NAME_MAX is too short for the list of names");
_Static_assert(WSI_TOKEN_COUNT < 255, "a slot is one byte");

static const struct lws__http_method methods[] = {
	{"GET", WSI_TOKEN_GET_URI, LWSHUMETH_GET},
	{"POST", WSI_TOKEN_POST_URI, LWSHUMETH_POST},
	{"OPTIONS", WSI_TOKEN_OPTIONS_URI, LWSHUMETH_OPTIONS},
	{"PUT", WSI_TOKEN_PUT_URI, LWSHUMETH_PUT},
	{"PATCH", WSI_TOKEN_PATCH_URI, LWSHUMETH_PATCH},
	{"DELETE", WSI_TOKEN_DELETE_URI, LWSHUMETH_DELETE},
	{"CONNECT", WSI_TOKEN_CONNECT, LWSHUMETH_CONNECT},
	{"HEAD", WSI_TOKEN_HEAD_URI, LWSHUMETH_HEAD},
};

static bool
same_name(const char *lower, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != lower[i])
			return false;
	}

	return true;
}

int
lws__http_token_find(const char *name, size_t len)
{
	const struct header_name *hn;
	uint32_t h = HEADER_NAMES_SEED;
	int token;

	if (!len || len > HEADER_NAMES_LONGEST)
		return -1;

	for (size_t i = 0; i < len; i++)
		h = (h ^ ((uint8_t)name[i] | 0x20u)) * HEADER_NAMES_MULTIPLIER;

	token = (int)header_slots[h >> HEADER_NAMES_SHIFT] - 1;
	if (token < 0)
		return -1;

	hn = &header_names[token];
	if (hn->name_len != len || !same_name(hn->text, name, len))
		return -1;

	return token;
}

const char *
lws__http_token_name(enum lws_token_indexes token, size_t *len)
{
	size_t count = sizeof(header_names) / sizeof(header_names[0]);

	if ((size_t)token >= count || !header_names[token].text)
		return NULL;
	if (len)
		*len = header_names[token].len;

	return header_names[token].text;
}

const unsigned char *
lws_token_to_string(enum lws_token_indexes token)
{
	return (const unsigned char *)lws__http_token_name(token, NULL);
}

const struct lws__http_method *
lws__http_method_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strlen(methods[i].name) == len &&
		    !memcmp(methods[i].name, name, len))
			return &methods[i];

	return NULL;
}

const struct lws__http_method *
lws__http_method_by_index(int index)
{
	size_t count = sizeof(methods) / sizeof(methods[0]);

	if (index < 0 || (size_t)index >= count)
		return NULL;

	return &methods[index];
}
