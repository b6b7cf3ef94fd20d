/* SPDX-License-Identifier: MIT */
/*
 * See socks5-codec.h.  A name goes to the proxy as a name, and is looked up
 * there; what is an address goes as one.
 */

#include "net/socks5-codec.h"

#include <arpa/inet.h>
#include <string.h>

enum {
	VERSION = 5,
	AUTH_VERSION = 1, /* RFC 1929 2 */
	METHOD_NONE = 0,
	METHOD_PASSWORD = 2,
	METHOD_NO_ACCEPTABLE = 0xff,
	COMMAND_CONNECT = 1,
	ADDRESS_IPV4 = 1,
	ADDRESS_NAME = 3,
	ADDRESS_IPV6 = 4,
	TEXT_MAX = 255, /* one byte counts it */
};

/* ---- what is said
 * -------------------------------------------------------------- */

static bool
has_user(const struct lws__socks5_target *t)
{
	return t->user && t->user[0];
}

static size_t
write_greeting(struct lws__socks5 *s, const struct lws__socks5_target *t,
	       uint8_t *buf)
{
	size_t at = 2;

	s->offers_auth = has_user(t);
	if (s->offers_auth)
		buf[at++] = METHOD_PASSWORD;
	buf[at++] = METHOD_NONE;
	buf[0] = VERSION;
	buf[1] = (uint8_t)(at - 2);

	return at;
}

/* a byte of length, and the text; 0: too long */
static size_t
write_text(uint8_t *buf, const char *text, size_t len)
{
	if (len > TEXT_MAX)
		return 0;
	buf[0] = (uint8_t)len;
	memcpy(buf + 1, text, len);

	return 1 + len;
}

static size_t
write_auth(const struct lws__socks5_target *t, uint8_t *buf)
{
	const char *password = t->password ? t->password : "";
	size_t user_len, password_len;

	buf[0] = AUTH_VERSION;
	user_len = write_text(buf + 1, t->user, strlen(t->user));
	if (!user_len)
		return 0;
	password_len =
		write_text(buf + 1 + user_len, password, strlen(password));

	return password_len ? 1 + user_len + password_len : 0;
}

/* type and address; 0: it is none */
static size_t
write_address(uint8_t *buf, const char *host)
{
	char bare[TEXT_MAX + 1];
	size_t len = strlen(host), bytes;

	if (len > 1 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (!len || len > TEXT_MAX)
		return 0;
	memcpy(bare, host, len);
	bare[len] = '\0';
	if (inet_pton(AF_INET, bare, buf + 1) == 1) {
		buf[0] = ADDRESS_IPV4;
		return 1 + 4;
	}
	if (strchr(bare, ':')) /* a zone means nothing elsewhere */
		bare[strcspn(bare, "%")] = '\0';
	if (inet_pton(AF_INET6, bare, buf + 1) == 1) {
		buf[0] = ADDRESS_IPV6;
		return 1 + 16;
	}
	buf[0] = ADDRESS_NAME;
	bytes = write_text(buf + 1, bare, strlen(bare));

	return bytes > 1 ? 1 + bytes : 0;
}

static size_t
write_connect(const struct lws__socks5_target *t, uint8_t *buf)
{
	size_t at;

	buf[0] = VERSION;
	buf[1] = COMMAND_CONNECT;
	buf[2] = 0;
	at = write_address(buf + 3, t->host);
	if (!at)
		return 0;
	at += 3;
	buf[at++] = (uint8_t)(t->port >> 8);
	buf[at++] = (uint8_t)t->port;

	return at;
}

size_t
lws__socks5_write(struct lws__socks5 *s, const struct lws__socks5_target *t,
		  uint8_t *buf, size_t len)
{
	if (len < LWS__SOCKS5_MESSAGE_MAX)
		return 0;
	switch ((enum lws__socks5_step)s->step) {
	case LWS__SOCKS5_GREETING:
		return write_greeting(s, t, buf);
	case LWS__SOCKS5_AUTH:
		return write_auth(t, buf);
	case LWS__SOCKS5_CONNECT:
		return write_connect(t, buf);
	case LWS__SOCKS5_UP:
		break;
	}

	return 0;
}

/* ---- what is heard
 * ------------------------------------------------------------- */

static enum lws_feed
bad(struct lws__socks5 *s, enum lws__socks5_error error)
{
	s->error = (uint8_t)error;

	return LWS_FEED_BAD;
}

static enum lws_feed
next(struct lws__socks5 *s, enum lws__socks5_step step)
{
	s->step = (uint8_t)step;
	s->at = 0;

	return LWS_FEED_DONE;
}

/* RFC 1928 3: version, method */
static enum lws_feed
greeting_byte(struct lws__socks5 *s, uint8_t b)
{
	if (!s->at++)
		return b == VERSION ? LWS_FEED_MORE
				    : bad(s, LWS__SOCKS5_BAD_VERSION);
	if (b == METHOD_NONE)
		return next(s, LWS__SOCKS5_CONNECT);
	if (b == METHOD_PASSWORD && s->offers_auth)
		return next(s, LWS__SOCKS5_AUTH);

	return bad(s, b == METHOD_NO_ACCEPTABLE ? LWS__SOCKS5_NO_METHOD
						: LWS__SOCKS5_BAD_METHOD);
}

/* RFC 1929 2: version, status */
static enum lws_feed
auth_byte(struct lws__socks5 *s, uint8_t b)
{
	if (!s->at++)
		return b == AUTH_VERSION ? LWS_FEED_MORE
					 : bad(s, LWS__SOCKS5_BAD_AUTH_VERSION);

	return b ? bad(s, LWS__SOCKS5_AUTH_REFUSED)
		 : next(s, LWS__SOCKS5_CONNECT);
}

static enum lws_feed
address_type(struct lws__socks5 *s, uint8_t b)
{
	switch (b) {
	case ADDRESS_IPV4:
		s->skip = 4 + 2;
		break;
	case ADDRESS_IPV6:
		s->skip = 16 + 2;
		break;
	case ADDRESS_NAME:
		s->skip = 0; /* its length follows */
		break;
	default:
		return bad(s, LWS__SOCKS5_BAD_ADDRESS_TYPE);
	}

	return LWS_FEED_MORE;
}

/* RFC 1928 6: version, reply, reserved, type, address, port */
static enum lws_feed
connect_byte(struct lws__socks5 *s, uint8_t b)
{
	switch (s->at++) {
	case 0:
		return b == VERSION ? LWS_FEED_MORE
				    : bad(s, LWS__SOCKS5_BAD_VERSION);
	case 1:
		s->reply = b;
		return b ? bad(s, LWS__SOCKS5_REFUSED) : LWS_FEED_MORE;
	case 2:
		return b ? bad(s, LWS__SOCKS5_BAD_RESERVED) : LWS_FEED_MORE;
	case 3:
		return address_type(s, b);
	default:
		break;
	}
	s->at = 5; /* a name is longer than it can count */
	if (!s->skip) {
		s->skip = (uint16_t)(b + 2);
		return b ? LWS_FEED_MORE
			 : bad(s, LWS__SOCKS5_BAD_ADDRESS_LENGTH);
	}

	return --s->skip ? LWS_FEED_MORE : next(s, LWS__SOCKS5_UP);
}

enum lws_feed
lws__socks5_feed(struct lws__socks5 *s, struct lws_cursor *in)
{
	enum lws_feed feed = LWS_FEED_MORE;

	while (feed == LWS_FEED_MORE && in->at < in->end) {
		uint8_t b = *in->at++;

		switch ((enum lws__socks5_step)s->step) {
		case LWS__SOCKS5_GREETING:
			feed = greeting_byte(s, b);
			break;
		case LWS__SOCKS5_AUTH:
			feed = auth_byte(s, b);
			break;
		case LWS__SOCKS5_CONNECT:
			feed = connect_byte(s, b);
			break;
		case LWS__SOCKS5_UP:
			in->at--; /* not ours */
			return LWS_FEED_DONE;
		}
	}

	return feed;
}

/* ---- words
 * ------------------------------------------------------------------------ */

/* RFC 1928 6 */
static const char *
reply_words(uint8_t reply)
{
	static const char *const words[] = {
		[1] = "general failure",
		[2] = "not allowed by its rules",
		[3] = "network unreachable",
		[4] = "host unreachable",
		[5] = "connection refused",
		[6] = "TTL expired",
		[7] = "command not supported",
		[8] = "address type not supported",
	};

	return reply && reply < LWS_ARRAY_SIZE(words) ? words[reply]
						      : "unknown reply";
}

const char *
lws__socks5_words(const struct lws__socks5 *s)
{
	static const char *const words[] = {
		[LWS__SOCKS5_OK] = "",
		[LWS__SOCKS5_BAD_VERSION] = "the answer is not SOCKS5",
		[LWS__SOCKS5_BAD_METHOD] =
			"it chose a method that was not offered",
		[LWS__SOCKS5_NO_METHOD] = "no acceptable method",
		[LWS__SOCKS5_BAD_AUTH_VERSION] =
			"bad version of the answer to the password",
		[LWS__SOCKS5_AUTH_REFUSED] = "user or password refused",
		[LWS__SOCKS5_REFUSED] = "refused",
		[LWS__SOCKS5_BAD_RESERVED] = "reserved byte is not 0",
		[LWS__SOCKS5_BAD_ADDRESS_TYPE] = "unknown address type",
		[LWS__SOCKS5_BAD_ADDRESS_LENGTH] = "empty address",
	};

	return s->error == LWS__SOCKS5_REFUSED ? reply_words(s->reply)
					       : words[s->error];
}
