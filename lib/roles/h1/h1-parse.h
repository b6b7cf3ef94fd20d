/* SPDX-License-Identifier: MIT */
/*
 * HTTP/1 message heads (RFC 9112 2-5): push parser for requests and responses.
 *
 *   in   bytes of the head, in any split
 *   out  fields in the header table; the start line and the decisions that
 *        follow from the head in struct lws__h1_head
 *
 * States: empty lines before the message (a few are skipped, RFC 9112 2.2);
 * then METHOD, TARGET, VERSION or VERSION, STATUS, REASON; then for each line
 * FIELD_START, NAME, VALUE_START, VALUE, LF; then the LF of the empty line, at
 * which the head is judged as a whole (framing, Host, Expect, Upgrade).
 *
 * LWS_FEED_DONE: head complete, cursor at the first byte of the body.
 * LWS_FEED_BAD: see .error; the parser stays there until it is started again.
 *
 * Strict: every rejection has its own enumerator, with status, words and
 * clause in one table (lws__h1_error_facts).  Nothing is repaired.
 */

#ifndef LWS_ROLES_H1_H1_PARSE_H
#define LWS_ROLES_H1_H1_PARSE_H

#include "base/base.h"

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lws__http_headers;
struct lws__http_method;

enum lws__h1_error {
	LWS__H1_OK,
	/* lines */
	LWS__H1_BARE_CR,      /* CR without LF */
	LWS__H1_BARE_LF,      /* LF without CR */
	LWS__H1_CONTROL_CHAR, /* NUL and its like */
	/* version and status line */
	LWS__H1_BAD_VERSION,         /* not "HTTP/" digit "." digit, CRLF */
	LWS__H1_UNSUPPORTED_VERSION, /* not HTTP/1.x */
	LWS__H1_BAD_STATUS,          /* not three digits, 100 or more */
	/* fields */
	LWS__H1_FOLDED_LINE,    /* a line that starts with white space */
	LWS__H1_EMPTY_NAME,     /* starts with ':' */
	LWS__H1_NO_COLON,       /* the line ends in its name */
	LWS__H1_SPACE_IN_NAME,  /* white space before the ':' */
	LWS__H1_BAD_NAME_CHAR,  /* not a token */
	LWS__H1_HEAD_TOO_LARGE, /* more than the limit, or too many fields */
	/* the head as a whole */
	LWS__H1_LENGTH_AND_CODING,  /* Content-Length and Transfer-Encoding */
	LWS__H1_TWO_LENGTHS,        /* even when equal */
	LWS__H1_BAD_LENGTH,         /* not digits, or beyond 2^63 - 1 */
	LWS__H1_BAD_CODING,         /* chunked not last, twice, or decorated */
	LWS__H1_UNSUPPORTED_CODING, /* something else inside chunked */
	LWS__H1_CODING_IN_1_0,
	LWS__H1_TOO_MANY_EMPTY_LINES, /* before the start line */

	/* from here on of requests alone: see h1-judge.h */
	LWS__H1_BAD_METHOD,     /* not a token, or the line ends after it */
	LWS__H1_UNKNOWN_METHOD, /* a token that is no method of ours */
	LWS__H1_BAD_TARGET, /* empty, or a form that this method cannot have */
	LWS__H1_BAD_TARGET_CHAR,
	LWS__H1_BAD_TARGET_ESCAPE,
	LWS__H1_TARGET_TOO_LONG,
	LWS__H1_NO_HOST,
	LWS__H1_TWO_HOSTS,
	LWS__H1_BAD_HOST,
	LWS__H1_HOST_MISMATCH, /* absolute-form disagrees with Host */
	LWS__H1_BAD_EXPECT,    /* not 100-continue */
	LWS__H1_ERROR_COUNT,
	LWS__H1_REQUEST_ERRORS = LWS__H1_BAD_METHOD,
};

struct lws__h1_error_fact {
	uint16_t status;    /* to answer a request with */
	const char *words;  /* short, lower case */
	const char *clause; /* "RFC 9112 6.3" */
};

const struct lws__h1_error_fact *lws__h1_error_facts(enum lws__h1_error e);

enum lws__h1_target {
	LWS__H1_TARGET_ORIGIN,    /* /path?query */
	LWS__H1_TARGET_ABSOLUTE,  /* http://host/path; stored as if origin */
	LWS__H1_TARGET_AUTHORITY, /* CONNECT host:port */
	LWS__H1_TARGET_ASTERISK,  /* OPTIONS * */
};

/* how the end of the body is known (RFC 9112 6.3) */
enum lws__h1_framing {
	LWS__H1_FRAMING_NONE,        /* there is no body */
	LWS__H1_FRAMING_LENGTH,      /* content_length bytes, maybe 0 */
	LWS__H1_FRAMING_CHUNKED,     /* feed lws__chunked_feed() */
	LWS__H1_FRAMING_UNTIL_CLOSE, /* responses only */
	LWS__H1_FRAMING_TUNNEL,      /* 101, or 2xx to CONNECT: not HTTP now */
};

/* members of Connection that mean something here */
enum lws__h1_connection {
	LWS__H1_CONN_CLOSE = 1 << 0,
	LWS__H1_CONN_KEEP_ALIVE = 1 << 1,
	LWS__H1_CONN_UPGRADE = 1 << 2,
	LWS__H1_CONN_HTTP2_SETTINGS = 1 << 3,
};

/* members of Upgrade, when Connection says so and the version is 1.1 */
enum lws__h1_upgrade {
	LWS__H1_UPGRADE_WEBSOCKET = 1 << 0,
	LWS__H1_UPGRADE_H2C = 1 << 1,
	LWS__H1_UPGRADE_OTHER = 1 << 2,
};

struct lws__h1_head {
	const struct lws__http_method *method; /* request; NULL in a response */
	enum lws__h1_target target;
	enum lws__h1_framing framing;
	uint64_t content_length; /* as announced, also where no body follows */
	bool has_content_length;
	bool keep_alive;       /* RFC 9112 9.3 */
	bool expects_continue; /* send 100 before reading the body */
	uint8_t minor;         /* 0 or 1; 1.2 and up count as 1 */
	uint8_t connection;    /* lws__h1_connection bits */
	uint8_t upgrade;       /* lws__h1_upgrade bits */
	uint16_t status;       /* response */
};

struct lws__h1_parser {
	struct lws__http_headers *headers; /* borrowed; filled in */
	struct lws__h1_head head;
	enum lws__h1_error error;
	enum lws_side side;
	bool allow_no_host;   /* option: HTTP/1.1 without Host */
	bool answers_head;    /* client: the request was HEAD */
	bool answers_connect; /* client: the request was CONNECT */
	/* private */
	uint8_t state;
	uint8_t count;         /* place in a fixed text, or in word */
	uint8_t empty_lines;   /* before the start line */
	uint16_t default_port; /* of an absolute-form target; 0: none */
	size_t head_len;       /* bytes so far */
	size_t limit;
	char word[8];
};

/*
 * Begin a message.  side SERVER reads requests, CLIENT reads responses.
 * headers: created or reset; its limit is the limit of the head.  Options are
 * all off afterwards; set them before the first feed.
 */
void lws__h1_parse_start(struct lws__h1_parser *p, enum lws_side side,
			 struct lws__http_headers *headers);

enum lws_feed
lws__h1_parse_feed(struct lws__h1_parser *p, struct lws_cursor *in);

/* has any byte of a message come yet?  (an idle connection may close) */
bool lws__h1_parse_has_started(const struct lws__h1_parser *p);

#endif
