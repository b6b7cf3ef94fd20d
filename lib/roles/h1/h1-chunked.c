/* SPDX-License-Identifier: MIT */
/*
 * Chunked transfer coding.
 *
 *   in   body bytes off the wire, in any split
 *   out  pieces of data in place; the end of the body
 *
 * RFC 9112 7.1 (sizes), 7.1.1 (extensions: ignored), 7.1.2 (trailers: dropped).
 * Line ends are CRLF and nothing else: a decoder that is looser here than its
 * neighbour is how requests get smuggled.
 */

#include "roles/h1/h1-chunked.h"

#include "roles/http/http.h"
#include "roles/http/text-scan.h"

#include <string.h>

enum chunked_state {
	CHUNKED_SIZE,      /* hex digits of a chunk size */
	CHUNKED_PAD,       /* white space after them: a ';' must follow */
	CHUNKED_EXT_START, /* after a ';': white space, then a name */
	CHUNKED_EXT,       /* name and value, outside quotes */
	CHUNKED_EXT_QUOTED,
	CHUNKED_EXT_ESCAPE, /* after a backslash in quotes */
	CHUNKED_SIZE_LF,    /* CR seen after the size line */
	CHUNKED_DATA,
	CHUNKED_DATA_CR, /* all data taken: CR, */
	CHUNKED_DATA_LF, /* and LF */
	CHUNKED_TRAILER_START,
	CHUNKED_TRAILER_NAME,
	CHUNKED_TRAILER_VALUE,
	CHUNKED_TRAILER_LF,
	CHUNKED_END_LF, /* of the empty line after the trailers */
	CHUNKED_DONE,
	CHUNKED_FAILED,
};

static const char *const chunked_words[] = {
	[LWS__CHUNKED_OK] = "ok",
	[LWS__CHUNKED_NO_SIZE] = "chunk without a size",
	[LWS__CHUNKED_BAD_SIZE] = "chunk size is not hex",
	[LWS__CHUNKED_SIZE_OVERFLOW] = "chunk size too large",
	[LWS__CHUNKED_BAD_EXTENSION] = "malformed chunk extension",
	[LWS__CHUNKED_EXTENSION_LONG] = "chunk extensions too long",
	[LWS__CHUNKED_NO_CRLF] = "chunk does not end in CRLF",
	[LWS__CHUNKED_BAD_TRAILER] = "malformed trailer",
	[LWS__CHUNKED_TRAILER_LONG] = "trailers too long",
};

const char *
lws__chunked_error_words(enum lws__chunked_error e)
{
	return chunked_words[e];
}

void
lws__chunked_start(struct lws__chunked *c)
{
	memset(c, 0, sizeof(*c));
}

static int
chunked_hex(uint8_t b)
{
	if (b >= '0' && b <= '9')
		return b - '0';
	b |= 0x20;

	return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
}

static enum lws__chunked_error
size_byte(struct lws__chunked *c, uint8_t b)
{
	int digit = chunked_hex(b);

	if (digit >= 0) {
		if (c->digits == 16 || c->left > (INT64_MAX >> 4))
			return LWS__CHUNKED_SIZE_OVERFLOW; /* RFC 9112 7.1 */
		c->left = c->left << 4 | (unsigned int)digit;
		c->digits++;

		return LWS__CHUNKED_OK;
	}
	if (!c->digits)
		return LWS__CHUNKED_NO_SIZE; /* RFC 9112 7.1 */

	switch (b) {
	case '\r':
		c->state = CHUNKED_SIZE_LF;
		break;
	case ';':
		c->state = CHUNKED_EXT_START;
		break;
	case ' ':
	case '\t':
		c->state = CHUNKED_PAD;
		break;
	default:
		return LWS__CHUNKED_BAD_SIZE; /* RFC 9112 7.1 */
	}

	return LWS__CHUNKED_OK;
}

/* white space after the size or a ';', and what must follow it */
static enum lws__chunked_error
extension_start_byte(struct lws__chunked *c, uint8_t b)
{
	if (b == ' ' || b == '\t')
		return LWS__CHUNKED_OK;

	if (c->state == CHUNKED_PAD) {
		if (b != ';')
			return LWS__CHUNKED_BAD_SIZE; /* RFC 9112 7.1.1 */
		c->state = CHUNKED_EXT_START;

		return LWS__CHUNKED_OK;
	}

	if (!lws__http_is_tchar(b))
		return LWS__CHUNKED_BAD_EXTENSION; /* RFC 9112 7.1.1 */
	c->state = CHUNKED_EXT;

	return LWS__CHUNKED_OK;
}

/* bytes of size lines that mean nothing to us are counted and dropped */
static enum lws__chunked_error
extension_byte(struct lws__chunked *c, uint8_t b)
{
	if (++c->extension > LWS__CHUNKED_EXTENSION_MAX)
		return LWS__CHUNKED_EXTENSION_LONG; /* RFC 9112 7.1.1 */

	if (c->state == CHUNKED_PAD || c->state == CHUNKED_EXT_START)
		return extension_start_byte(c, b);

	if (c->state == CHUNKED_EXT && b == '\r')
		c->state = CHUNKED_SIZE_LF;
	else if (!lws__http_is_text(b))
		return LWS__CHUNKED_BAD_EXTENSION; /* RFC 9112 7.1.1 */
	else if (c->state == CHUNKED_EXT_ESCAPE)
		c->state = CHUNKED_EXT_QUOTED;
	else if (b == '"')
		c->state = c->state == CHUNKED_EXT ? CHUNKED_EXT_QUOTED
						   : CHUNKED_EXT;
	else if (c->state == CHUNKED_EXT_QUOTED && b == '\\')
		c->state = CHUNKED_EXT_ESCAPE;
	else if (c->state == CHUNKED_EXT && b == ';')
		c->state = CHUNKED_EXT_START;

	return LWS__CHUNKED_OK;
}

/* in a trailer these would change how the message is understood */
static const char *const forbidden_trailers[] = {
	"content-length",
	"transfer-encoding",
	"host",
};

/* follow the name of a trailer along those names; b 0: the name is complete */
static bool
is_forbidden_trailer(struct lws__chunked *c, uint8_t b)
{
	bool is_one = false;

	for (unsigned int i = 0; i < 3; i++) {
		const char *name = forbidden_trailers[i];

		if (!(c->candidates & 1u << i))
			continue;
		/* a candidate is at least as long as the name so far */
		if ((b | 0x20) != name[c->name_len] && b)
			c->candidates &= (uint8_t) ~(1u << i);
		is_one |= !b && !name[c->name_len];
	}
	c->name_len = (uint8_t)(c->name_len + (c->candidates ? 1 : 0));

	return is_one;
}

static enum lws__chunked_error
trailer_byte(struct lws__chunked *c, uint8_t b)
{
	if (++c->trailer > LWS__CHUNKED_TRAILER_MAX)
		return LWS__CHUNKED_TRAILER_LONG; /* RFC 9112 7.1.2 */

	if (c->state == CHUNKED_TRAILER_VALUE) {
		if (b == '\r')
			c->state = CHUNKED_TRAILER_LF;
		else if (!lws__http_is_text(b))
			return LWS__CHUNKED_BAD_TRAILER; /* RFC 9112 5 */

		return LWS__CHUNKED_OK;
	}

	if (c->state == CHUNKED_TRAILER_START) {
		c->candidates = 7;
		c->name_len = 0;
		if (b == '\r') {
			c->state = CHUNKED_END_LF;

			return LWS__CHUNKED_OK;
		}
		c->state = CHUNKED_TRAILER_NAME;
	} else if (b == ':') {
		c->state = CHUNKED_TRAILER_VALUE;

		return is_forbidden_trailer(c, 0)
			       ? LWS__CHUNKED_BAD_TRAILER /* RFC 9110 6.5.1 */
			       : LWS__CHUNKED_OK;
	}

	if (!lws__http_is_tchar(b))
		return LWS__CHUNKED_BAD_TRAILER; /* RFC 9112 5.1 */
	is_forbidden_trailer(c, b);

	return LWS__CHUNKED_OK;
}

static enum lws__chunked_error
expect_byte(struct lws__chunked *c, uint8_t b, uint8_t wanted,
	    enum chunked_state next)
{
	if (b != wanted)
		return LWS__CHUNKED_NO_CRLF; /* RFC 9112 7.1 */
	c->state = (uint8_t)next;

	return LWS__CHUNKED_OK;
}

/* any byte but data */
static enum lws__chunked_error
framing_byte(struct lws__chunked *c, uint8_t b)
{
	switch ((enum chunked_state)c->state) {
	case CHUNKED_SIZE:
		return size_byte(c, b);
	case CHUNKED_PAD:
	case CHUNKED_EXT_START:
	case CHUNKED_EXT:
	case CHUNKED_EXT_QUOTED:
	case CHUNKED_EXT_ESCAPE:
		return extension_byte(c, b);
	case CHUNKED_SIZE_LF:
		return expect_byte(c, b, '\n',
				   c->left ? CHUNKED_DATA
					   : CHUNKED_TRAILER_START);
	case CHUNKED_DATA_CR:
		return expect_byte(c, b, '\r', CHUNKED_DATA_LF);
	case CHUNKED_DATA_LF:
		c->digits = 0;
		return expect_byte(c, b, '\n', CHUNKED_SIZE);
	case CHUNKED_TRAILER_START:
	case CHUNKED_TRAILER_NAME:
	case CHUNKED_TRAILER_VALUE:
		return trailer_byte(c, b);
	case CHUNKED_TRAILER_LF:
		return expect_byte(c, b, '\n', CHUNKED_TRAILER_START);
	case CHUNKED_END_LF:
		return expect_byte(c, b, '\n', CHUNKED_DONE);
	case CHUNKED_DATA:
	case CHUNKED_DONE:
	case CHUNKED_FAILED:
		break;
	}

	return LWS__CHUNKED_OK;
}

/* as much data as there is, shown in place */
static void
take_data(struct lws__chunked *c, struct lws_cursor *in,
	  struct lws_cursor *body)
{
	size_t n = lws__cursor_left(in);

	if (n > c->left)
		n = (size_t)c->left;

	body->at = in->at;
	in->at += n;
	body->end = in->at;
	c->left -= n;
	if (!c->left)
		c->state = CHUNKED_DATA_CR;
}

enum lws_feed
lws__chunked_feed(struct lws__chunked *c, struct lws_cursor *in,
		  struct lws_cursor *body)
{
	body->at = in->at;
	body->end = in->at;

	while (in->at < in->end) {
		if (c->state == CHUNKED_DATA) {
			take_data(c, in, body);

			return LWS_FEED_MORE;
		}
		if (c->state == CHUNKED_DONE)
			return LWS_FEED_DONE;
		if (c->state == CHUNKED_FAILED)
			return LWS_FEED_BAD;

		c->error = (uint8_t)framing_byte(c, *in->at);
		if (c->error) {
			c->state = CHUNKED_FAILED;

			return LWS_FEED_BAD;
		}
		in->at++;
	}

	if (c->state == CHUNKED_DONE)
		return LWS_FEED_DONE;

	return c->state == CHUNKED_FAILED ? LWS_FEED_BAD : LWS_FEED_MORE;
}

uint8_t *
lws__chunked_head(uint8_t *payload, uint64_t len)
{
	static const char digits[] = "0123456789ABCDEF";

	*--payload = '\n';
	*--payload = '\r';
	do {
		*--payload = (uint8_t)digits[len & 15];
		len >>= 4;
	} while (len);

	return payload;
}
