/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake of WebSocket (RFC 6455 4, RFC 8441 5): what may be
 * upgraded, with which sub-protocol, and whether an answer is one to us.
 *
 *   in   spans of header values     out  a verdict, or header text
 */

#include "roles/ws/ws-handshake.h"
#include "base/base.h"

#include <string.h>

/* RFC 6455 1.3: says that whoever hashes it speaks WebSocket */
#define KEY_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* a longer key is never valid, and its accept never asked for in earnest */
#define KEY_HASHED_MAX 64

/* ---- spans ---- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t'; /* OWS: RFC 9110 5.6.3 */
}

static struct lws__ws_span
span_trim(struct lws__ws_span s)
{
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	while (s.len && is_space(*s.at)) {
		s.at++;
		s.len--;
	}

	return s;
}

static bool
span_is(struct lws__ws_span s, const char *text, size_t len)
{
	return s.len == len && !memcmp(s.at, text, len);
}

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));

	return c;
}

static bool
span_is_token(struct lws__ws_span s, const char *token)
{
	size_t n;

	if (s.len != strlen(token))
		return false;
	for (n = 0; n < s.len; n++)
		if (lower(s.at[n]) != lower(token[n]))
			return false;

	return true;
}

/* bytes up to the next stop character that is not inside a quoted string */
static size_t
span_until(struct lws__ws_span s, char stop)
{
	bool is_quoted = false;
	size_t n;

	for (n = 0; n < s.len; n++) {
		if (s.at[n] == '"')
			is_quoted = !is_quoted;
		else if (is_quoted && s.at[n] == '\\' && n + 1 < s.len)
			n++;
		else if (!is_quoted && s.at[n] == stop)
			break;
	}

	return n;
}

bool
lws__ws_list_next(struct lws__ws_span *rest, struct lws__ws_span *element)
{
	while (rest->len) {
		size_t n = span_until(*rest, ',');

		*element = span_trim((struct lws__ws_span){rest->at, n});
		if (n < rest->len)
			n++; /* the comma */
		rest->at += n;
		rest->len -= n;
		if (element->len)
			return true;
	}

	return false;
}

bool
lws__ws_list_has_token(struct lws__ws_span list, const char *token)
{
	struct lws__ws_span element;

	while (lws__ws_list_next(&list, &element))
		if (span_is_token(element, token))
			return true;

	return false;
}

/* ---- keys ---- */

/* out_len characters and a NUL */
static void
base64_of(const uint8_t *in, int len, char *out, size_t out_len)
{
	char text[WS_ACCEPT_LEN + 4]; /* the encoder wants some to spare */

	lws_b64_encode_string((const char *)in, len, text, sizeof(text));
	memcpy(out, text, out_len);
	out[out_len] = '\0';
}

void
lws__ws_key_from_random(const uint8_t random[16], char out[WS_KEY_LEN + 1])
{
	base64_of(random, 16, out, WS_KEY_LEN);
}

void
lws__ws_accept_from_key(const char *key, size_t key_len,
			char out[WS_ACCEPT_LEN + 1])
{
	uint8_t text[KEY_HASHED_MAX + sizeof(KEY_SUFFIX)], hash[20];

	if (key_len > KEY_HASHED_MAX)
		key_len = KEY_HASHED_MAX;
	memcpy(text, key, key_len);
	memcpy(text + key_len, KEY_SUFFIX, sizeof(KEY_SUFFIX) - 1);
	lws_SHA1(text, key_len + sizeof(KEY_SUFFIX) - 1, hash);
	base64_of(hash, sizeof(hash), out, WS_ACCEPT_LEN);
}

static bool
is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/';
}

bool
lws__ws_key_is_valid(const char *key, size_t len)
{
	size_t n;

	if (len != WS_KEY_LEN)
		return false;
	for (n = 0; n < WS_KEY_LEN - 2; n++)
		if (!is_base64(key[n]))
			return false;

	return key[WS_KEY_LEN - 2] == '=' && key[WS_KEY_LEN - 1] == '=';
}

/* ---- server ---- */

static const struct lws__ws_refusal_rule refusal_rules[WS_REQUEST_COUNT] = {
	[WS_REQUEST_FINE] = {0, ""},
	[WS_REQUEST_METHOD] = {400, "method is not GET"},
	[WS_REQUEST_HTTP] = {400, "older than HTTP/1.1"},
	[WS_REQUEST_UPGRADE] = {400, "no Upgrade: websocket"},
	[WS_REQUEST_CONNECTION] = {400, "no Connection: Upgrade"},
	[WS_REQUEST_KEY] = {400, "key missing or not 16 bytes of base64"},
	[WS_REQUEST_NO_VERSION] = {400, "no version, or several"},
	[WS_REQUEST_VERSION] = {426, "version is not " WS_VERSIONS},
	[WS_REQUEST_PROTOCOL] = {400, "no sub-protocol in common"},
};

const struct lws__ws_refusal_rule *
lws__ws_refusal_rule(enum lws__ws_refusal why)
{
	return &refusal_rules[why < WS_REQUEST_COUNT ? why : WS_REQUEST_FINE];
}

static enum lws__ws_refusal
check_version(const struct lws__ws_request *r)
{
	struct lws__ws_span version = span_trim(r->version);

	if (!version.len || r->version_count > 1)
		return WS_REQUEST_NO_VERSION; /* RFC 6455 4.2.1 item 6 */
	if (!span_is(version, WS_VERSIONS, sizeof(WS_VERSIONS) - 1))
		return WS_REQUEST_VERSION; /* 4.2.2, 4.4 */

	return WS_REQUEST_FINE;
}

enum lws__ws_refusal
lws__ws_check_request(const struct lws__ws_request *r)
{
	struct lws__ws_span key = span_trim(r->key);
	enum lws__ws_refusal version;

	if (!r->is_get) /* RFC 6455 4.2.1 item 1 */
		return WS_REQUEST_METHOD;
	if (r->is_extended_connect) /* RFC 8441 5 */
		return check_version(r);
	if (!r->is_http_1_1)
		return WS_REQUEST_HTTP;
	if (!lws__ws_list_has_token(r->upgrade, "websocket")) /* item 3 */
		return WS_REQUEST_UPGRADE;
	if (!lws__ws_list_has_token(r->connection, "upgrade")) /* item 4 */
		return WS_REQUEST_CONNECTION;

	/* before the key: a client of another version may have none */
	version = check_version(r);
	if (version != WS_REQUEST_FINE)
		return version;
	if (r->key_count > 1 || !lws__ws_key_is_valid(key.at, key.len))
		return WS_REQUEST_KEY; /* item 5 */

	return WS_REQUEST_FINE;
}

enum lws__ws_choice
lws__ws_choose_protocol(struct lws__ws_span list,
			int (*find)(void *arg, const char *name, size_t len),
			void *arg, int *index, struct lws__ws_span *name)
{
	enum lws__ws_choice choice = WS_CHOICE_NONE_OFFERED;
	struct lws__ws_span offer;

	while (lws__ws_list_next(&list, &offer)) {
		int found = find(arg, offer.at, offer.len);

		if (found >= 0) {
			*index = found;
			*name = offer;
			return WS_CHOICE_MADE;
		}
		choice = WS_CHOICE_NO_MATCH;
	}

	return choice;
}

/* ---- client ---- */

static const char *const mismatch_texts[WS_REPLY_COUNT] = {
	[WS_REPLY_FINE] = "",
	[WS_REPLY_STATUS] = "HS: ws upgrade response not 101",
	[WS_REPLY_NO_UPGRADE] = "HS: UPGRADE missing",
	[WS_REPLY_UPGRADE] = "HS: Upgrade to something other than WebSocket",
	[WS_REPLY_NO_CONNECTION] = "HS: CONNECTION missing",
	[WS_REPLY_CONNECTION] = "HS: CONNECTION malformed",
	[WS_REPLY_NO_ACCEPT] = "HS: ACCEPT missing",
	[WS_REPLY_ACCEPT] = "HS: Accept hash wrong",
	[WS_REPLY_PROTOCOL] = "HS: PROTOCOL malformed",
	[WS_REPLY_EXTENSION] = "HS: EXT: unknown ext",
};

const char *
lws__ws_mismatch_text(enum lws__ws_mismatch why)
{
	return mismatch_texts[why < WS_REPLY_COUNT ? why : WS_REPLY_FINE];
}

static enum lws__ws_mismatch
check_upgrade(const struct lws__ws_reply *r)
{
	struct lws__ws_span accept = span_trim(r->accept);
	char expected[WS_ACCEPT_LEN + 1];

	if (!r->upgrade.at)
		return WS_REPLY_NO_UPGRADE;
	if (!span_is_token(span_trim(r->upgrade), "websocket"))
		return WS_REPLY_UPGRADE; /* RFC 6455 4.1 item 2 */
	if (!r->connection.at)
		return WS_REPLY_NO_CONNECTION;
	if (!lws__ws_list_has_token(r->connection, "upgrade"))
		return WS_REPLY_CONNECTION; /* item 3 */
	if (!r->accept.at)
		return WS_REPLY_NO_ACCEPT;

	lws__ws_accept_from_key(r->our_key.at, r->our_key.len, expected);
	if (r->accept_count > 1 || !span_is(accept, expected, WS_ACCEPT_LEN))
		return WS_REPLY_ACCEPT; /* item 4 */

	return WS_REPLY_FINE;
}

/* item 6: one of those we offered, letter for letter */
static bool
protocol_was_offered(const struct lws__ws_reply *r, struct lws__ws_span chosen)
{
	struct lws__ws_span offers = r->our_protocols, offer;

	while (lws__ws_list_next(&offers, &offer))
		if (span_is(chosen, offer.at, offer.len))
			return true;

	return false;
}

static struct lws__ws_span
extension_name(struct lws__ws_span extension)
{
	extension.len = span_until(extension, ';');

	return span_trim(extension);
}

static bool
extension_in_list(struct lws__ws_span list, struct lws__ws_span name)
{
	struct lws__ws_span element;

	while (lws__ws_list_next(&list, &element)) {
		element = extension_name(element);
		if (span_is(element, name.at, name.len))
			return true;
	}

	return false;
}

/* item 5: each was offered, and none comes twice */
static bool
extensions_were_offered(const struct lws__ws_reply *r)
{
	struct lws__ws_span rest = r->extensions, element, name, before;

	while (lws__ws_list_next(&rest, &element)) {
		name = extension_name(element);
		before.at = r->extensions.at;
		before.len = (size_t)(element.at - before.at);
		if (!extension_in_list(r->our_extensions, name) ||
		    extension_in_list(before, name))
			return false;
	}

	return true;
}

enum lws__ws_mismatch
lws__ws_check_reply(const struct lws__ws_reply *r,
		    struct lws__ws_span *protocol)
{
	enum lws__ws_mismatch bad;

	*protocol = (struct lws__ws_span){NULL, 0};

	if (r->status != (r->is_extended_connect ? 200 : 101))
		return WS_REPLY_STATUS; /* item 1; RFC 8441 5 */
	if (!r->is_extended_connect) {
		bad = check_upgrade(r);
		if (bad)
			return bad;
	}
	if (r->protocol.at) {
		*protocol = span_trim(r->protocol);
		if (r->protocol_count > 1 || !protocol->len ||
		    !protocol_was_offered(r, *protocol))
			return WS_REPLY_PROTOCOL;
	}
	if (r->extensions.at && !extensions_were_offered(r))
		return WS_REPLY_EXTENSION;

	return WS_REPLY_FINE;
}

/* ---- header text ---- */

/* text being put together; len is what it needs, even if that is too much */
struct out {
	char *at;
	size_t size;
	size_t len;
};

static void
out_bytes(struct out *o, const char *s, size_t len)
{
	if (o->len < o->size && len < o->size - o->len)
		memcpy(o->at + o->len, s, len);
	o->len += len;
}

static void
out_header(struct out *o, const char *name, struct lws__ws_span value)
{
	if (!value.at)
		return;
	out_bytes(o, name, strlen(name));
	out_bytes(o, value.at, value.len);
	out_bytes(o, "\r\n", 2);
}

static struct lws__ws_span
span_of(const char *text)
{
	return (struct lws__ws_span){text, strlen(text)};
}

static size_t
out_end(struct out *o)
{
	if (o->len >= o->size)
		return 0;
	o->at[o->len] = '\0';

	return o->len;
}

size_t
lws__ws_write_request_headers(char *out, size_t size, const char *key,
			      struct lws__ws_span protocols,
			      struct lws__ws_span extensions)
{
	struct out o = {out, size, 0};

	out_header(&o, "Upgrade: ", span_of("websocket"));
	out_header(&o, "Connection: ", span_of("Upgrade"));
	out_header(&o, "Sec-WebSocket-Key: ", span_of(key));
	out_header(&o, "Sec-WebSocket-Protocol: ", protocols);
	out_header(&o, "Sec-WebSocket-Extensions: ", extensions);
	out_header(&o, "Sec-WebSocket-Version: ", span_of(WS_VERSIONS));

	return out_end(&o);
}

size_t
lws__ws_write_reply_headers(char *out, size_t size, const char *accept,
			    struct lws__ws_span protocol,
			    struct lws__ws_span extensions)
{
	struct out o = {out, size, 0};

	out_header(&o, "Upgrade: ", span_of("WebSocket"));
	out_header(&o, "Connection: ", span_of("Upgrade"));
	out_header(&o, "Sec-WebSocket-Accept: ", span_of(accept));
	out_header(&o, "Sec-WebSocket-Protocol: ", protocol);
	out_header(&o, "sec-websocket-extensions: ", extensions);

	return out_end(&o);
}
