/* SPDX-License-Identifier: MIT */
/* made by contrib/generate-hpack-tables.py: do not edit */
/* clang-format off */

#ifndef LWS_ROLES_H2_HPACK_STATIC_TABLE_H
#define LWS_ROLES_H2_HPACK_STATIC_TABLE_H

#include <libwebsockets.h>

#include <stdint.h>

struct static_entry {
	const char *name;
	const char *value;
	uint8_t name_len;
	uint8_t value_len;
	uint8_t token;
};

/* entry 1 is at [0] */
static const struct static_entry static_entries[61] = {
	{":authority", "", 10, 0, WSI_TOKEN_HTTP_COLON_AUTHORITY},
	{":method", "GET", 7, 3, WSI_TOKEN_HTTP_COLON_METHOD},
	{":method", "POST", 7, 4, WSI_TOKEN_HTTP_COLON_METHOD},
	{":path", "/", 5, 1, WSI_TOKEN_HTTP_COLON_PATH},
	{":path", "/index.html", 5, 11, WSI_TOKEN_HTTP_COLON_PATH},
	{":scheme", "http", 7, 4, WSI_TOKEN_HTTP_COLON_SCHEME},
	{":scheme", "https", 7, 5, WSI_TOKEN_HTTP_COLON_SCHEME},
	{":status", "200", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "204", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "206", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "304", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "400", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "404", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{":status", "500", 7, 3, WSI_TOKEN_HTTP_COLON_STATUS},
	{"accept-charset", "", 14, 0, WSI_TOKEN_HTTP_ACCEPT_CHARSET},
	{"accept-encoding", "gzip, deflate", 15, 13, WSI_TOKEN_HTTP_ACCEPT_ENCODING},
	{"accept-language", "", 15, 0, WSI_TOKEN_HTTP_ACCEPT_LANGUAGE},
	{"accept-ranges", "", 13, 0, WSI_TOKEN_HTTP_ACCEPT_RANGES},
	{"accept", "", 6, 0, WSI_TOKEN_HTTP_ACCEPT},
	{"access-control-allow-origin", "", 27, 0, WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN},
	{"age", "", 3, 0, WSI_TOKEN_HTTP_AGE},
	{"allow", "", 5, 0, WSI_TOKEN_HTTP_ALLOW},
	{"authorization", "", 13, 0, WSI_TOKEN_HTTP_AUTHORIZATION},
	{"cache-control", "", 13, 0, WSI_TOKEN_HTTP_CACHE_CONTROL},
	{"content-disposition", "", 19, 0, WSI_TOKEN_HTTP_CONTENT_DISPOSITION},
	{"content-encoding", "", 16, 0, WSI_TOKEN_HTTP_CONTENT_ENCODING},
	{"content-language", "", 16, 0, WSI_TOKEN_HTTP_CONTENT_LANGUAGE},
	{"content-length", "", 14, 0, WSI_TOKEN_HTTP_CONTENT_LENGTH},
	{"content-location", "", 16, 0, WSI_TOKEN_HTTP_CONTENT_LOCATION},
	{"content-range", "", 13, 0, WSI_TOKEN_HTTP_CONTENT_RANGE},
	{"content-type", "", 12, 0, WSI_TOKEN_HTTP_CONTENT_TYPE},
	{"cookie", "", 6, 0, WSI_TOKEN_HTTP_COOKIE},
	{"date", "", 4, 0, WSI_TOKEN_HTTP_DATE},
	{"etag", "", 4, 0, WSI_TOKEN_HTTP_ETAG},
	{"expect", "", 6, 0, WSI_TOKEN_HTTP_EXPECT},
	{"expires", "", 7, 0, WSI_TOKEN_HTTP_EXPIRES},
	{"from", "", 4, 0, WSI_TOKEN_HTTP_FROM},
	{"host", "", 4, 0, WSI_TOKEN_HOST},
	{"if-match", "", 8, 0, WSI_TOKEN_HTTP_IF_MATCH},
	{"if-modified-since", "", 17, 0, WSI_TOKEN_HTTP_IF_MODIFIED_SINCE},
	{"if-none-match", "", 13, 0, WSI_TOKEN_HTTP_IF_NONE_MATCH},
	{"if-range", "", 8, 0, WSI_TOKEN_HTTP_IF_RANGE},
	{"if-unmodified-since", "", 19, 0, WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE},
	{"last-modified", "", 13, 0, WSI_TOKEN_HTTP_LAST_MODIFIED},
	{"link", "", 4, 0, WSI_TOKEN_HTTP_LINK},
	{"location", "", 8, 0, WSI_TOKEN_HTTP_LOCATION},
	{"max-forwards", "", 12, 0, WSI_TOKEN_HTTP_MAX_FORWARDS},
	{"proxy-authenticate", "", 18, 0, WSI_TOKEN_HTTP_PROXY_AUTHENTICATE},
	{"proxy-authorization", "", 19, 0, WSI_TOKEN_HTTP_PROXY_AUTHORIZATION},
	{"range", "", 5, 0, WSI_TOKEN_HTTP_RANGE},
	{"referer", "", 7, 0, WSI_TOKEN_HTTP_REFERER},
	{"refresh", "", 7, 0, WSI_TOKEN_HTTP_REFRESH},
	{"retry-after", "", 11, 0, WSI_TOKEN_HTTP_RETRY_AFTER},
	{"server", "", 6, 0, WSI_TOKEN_HTTP_SERVER},
	{"set-cookie", "", 10, 0, WSI_TOKEN_HTTP_SET_COOKIE},
	{"strict-transport-security", "", 25, 0, WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY},
	{"transfer-encoding", "", 17, 0, WSI_TOKEN_HTTP_TRANSFER_ENCODING},
	{"user-agent", "", 10, 0, WSI_TOKEN_HTTP_USER_AGENT},
	{"vary", "", 4, 0, WSI_TOKEN_HTTP_VARY},
	{"via", "", 3, 0, WSI_TOKEN_HTTP_VIA},
	{"www-authenticate", "", 16, 0, WSI_TOKEN_HTTP_WWW_AUTHENTICATE},
};

/* of each token: its first entry (1..), and how many it has */
static const struct {
	uint8_t first;
	uint8_t count;
} static_by_token[WSI_TOKEN_COUNT] = {
	[WSI_TOKEN_HTTP_COLON_AUTHORITY] = {1, 1},
	[WSI_TOKEN_HTTP_COLON_METHOD] = {2, 2},
	[WSI_TOKEN_HTTP_COLON_PATH] = {4, 2},
	[WSI_TOKEN_HTTP_COLON_SCHEME] = {6, 2},
	[WSI_TOKEN_HTTP_COLON_STATUS] = {8, 7},
	[WSI_TOKEN_HTTP_ACCEPT_CHARSET] = {15, 1},
	[WSI_TOKEN_HTTP_ACCEPT_ENCODING] = {16, 1},
	[WSI_TOKEN_HTTP_ACCEPT_LANGUAGE] = {17, 1},
	[WSI_TOKEN_HTTP_ACCEPT_RANGES] = {18, 1},
	[WSI_TOKEN_HTTP_ACCEPT] = {19, 1},
	[WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN] = {20, 1},
	[WSI_TOKEN_HTTP_AGE] = {21, 1},
	[WSI_TOKEN_HTTP_ALLOW] = {22, 1},
	[WSI_TOKEN_HTTP_AUTHORIZATION] = {23, 1},
	[WSI_TOKEN_HTTP_CACHE_CONTROL] = {24, 1},
	[WSI_TOKEN_HTTP_CONTENT_DISPOSITION] = {25, 1},
	[WSI_TOKEN_HTTP_CONTENT_ENCODING] = {26, 1},
	[WSI_TOKEN_HTTP_CONTENT_LANGUAGE] = {27, 1},
	[WSI_TOKEN_HTTP_CONTENT_LENGTH] = {28, 1},
	[WSI_TOKEN_HTTP_CONTENT_LOCATION] = {29, 1},
	[WSI_TOKEN_HTTP_CONTENT_RANGE] = {30, 1},
	[WSI_TOKEN_HTTP_CONTENT_TYPE] = {31, 1},
	[WSI_TOKEN_HTTP_COOKIE] = {32, 1},
	[WSI_TOKEN_HTTP_DATE] = {33, 1},
	[WSI_TOKEN_HTTP_ETAG] = {34, 1},
	[WSI_TOKEN_HTTP_EXPECT] = {35, 1},
	[WSI_TOKEN_HTTP_EXPIRES] = {36, 1},
	[WSI_TOKEN_HTTP_FROM] = {37, 1},
	[WSI_TOKEN_HOST] = {38, 1},
	[WSI_TOKEN_HTTP_IF_MATCH] = {39, 1},
	[WSI_TOKEN_HTTP_IF_MODIFIED_SINCE] = {40, 1},
	[WSI_TOKEN_HTTP_IF_NONE_MATCH] = {41, 1},
	[WSI_TOKEN_HTTP_IF_RANGE] = {42, 1},
	[WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE] = {43, 1},
	[WSI_TOKEN_HTTP_LAST_MODIFIED] = {44, 1},
	[WSI_TOKEN_HTTP_LINK] = {45, 1},
	[WSI_TOKEN_HTTP_LOCATION] = {46, 1},
	[WSI_TOKEN_HTTP_MAX_FORWARDS] = {47, 1},
	[WSI_TOKEN_HTTP_PROXY_AUTHENTICATE] = {48, 1},
	[WSI_TOKEN_HTTP_PROXY_AUTHORIZATION] = {49, 1},
	[WSI_TOKEN_HTTP_RANGE] = {50, 1},
	[WSI_TOKEN_HTTP_REFERER] = {51, 1},
	[WSI_TOKEN_HTTP_REFRESH] = {52, 1},
	[WSI_TOKEN_HTTP_RETRY_AFTER] = {53, 1},
	[WSI_TOKEN_HTTP_SERVER] = {54, 1},
	[WSI_TOKEN_HTTP_SET_COOKIE] = {55, 1},
	[WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY] = {56, 1},
	[WSI_TOKEN_HTTP_TRANSFER_ENCODING] = {57, 1},
	[WSI_TOKEN_HTTP_USER_AGENT] = {58, 1},
	[WSI_TOKEN_HTTP_VARY] = {59, 1},
	[WSI_TOKEN_HTTP_VIA] = {60, 1},
	[WSI_TOKEN_HTTP_WWW_AUTHENTICATE] = {61, 1},
};

#endif
