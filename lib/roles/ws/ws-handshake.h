/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake of WebSocket (RFC 6455 4), both sides, on strings that
 * somebody else cut out of the headers.  A span with at == NULL is a header
 * that was not there.  Nothing here needs NUL-terminated input.
 */

#ifndef LWS_ROLES_WS_HANDSHAKE_H
#define LWS_ROLES_WS_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lws__ws_span {
	const char *at; /* borrowed; NULL: absent */
	size_t len;
};

enum {
	WS_KEY_LEN = 24,    /* base64 of 16 bytes */
	WS_ACCEPT_LEN = 28, /* base64 of a SHA-1 */
};

#define WS_VERSIONS "13" /* what we say with a 426 */

/* ---- keys ---- */

/* 16 random bytes as Sec-WebSocket-Key; NUL-terminated */
void
lws__ws_key_from_random(const uint8_t random[16], char out[WS_KEY_LEN + 1]);

/* what the key must be answered with; NUL-terminated */
void lws__ws_accept_from_key(const char *key, size_t key_len,
			     char out[WS_ACCEPT_LEN + 1]);

/* base64 of exactly 16 bytes, with its padding? */
bool lws__ws_key_is_valid(const char *key, size_t len);

/* ---- lists ---- */

/* is token one of the elements of a comma separated list, any letter case? */
bool lws__ws_list_has_token(struct lws__ws_span list, const char *token);

/* next element without its white space; false: no more.  Empty elements are
 * skipped (RFC 9110 5.6.1).  *rest moves. */
bool lws__ws_list_next(struct lws__ws_span *rest, struct lws__ws_span *element);

/* ---- server ---- */

/* a request that wants to become ws */
struct lws__ws_request {
	bool is_get;              /* h1: method GET.  h2: method CONNECT */
	bool is_http_1_1;         /* or later */
	bool is_extended_connect; /* RFC 8441: no Upgrade, Connection, key */
	struct lws__ws_span upgrade;
	struct lws__ws_span connection;
	struct lws__ws_span key;
	struct lws__ws_span version;
	unsigned int key_count;     /* header lines; 0: not counted */
	unsigned int version_count; /* header lines; 0: not counted */
};

enum lws__ws_refusal {
	WS_REQUEST_FINE,
	WS_REQUEST_METHOD,     /* not GET */
	WS_REQUEST_HTTP,       /* older than HTTP/1.1 */
	WS_REQUEST_UPGRADE,    /* Upgrade does not name websocket */
	WS_REQUEST_CONNECTION, /* Connection does not name Upgrade */
	WS_REQUEST_KEY,        /* key missing, twice, or not 16 bytes */
	WS_REQUEST_NO_VERSION, /* no Sec-WebSocket-Version, or two */
	WS_REQUEST_VERSION,    /* not version 13 */
	WS_REQUEST_PROTOCOL,   /* no sub-protocol that we have */

	WS_REQUEST_COUNT
};

struct lws__ws_refusal_rule {
	unsigned int http_status; /* 400, or 426: then say WS_VERSIONS too */
	const char *text;         /* for the log */
};

enum lws__ws_refusal lws__ws_check_request(const struct lws__ws_request *r);

const struct lws__ws_refusal_rule *
lws__ws_refusal_rule(enum lws__ws_refusal why);

enum lws__ws_choice {
	WS_CHOICE_NONE_OFFERED, /* no header, or nothing in it: the default */
	WS_CHOICE_MADE,
	WS_CHOICE_NO_MATCH,
};

/*
 * Sub-protocol of a connection: first in the client's order that we have.
 * find() says whether there is one of this name (case matters); its answer
 * is >= 0 an index, < 0 no.  On WS_CHOICE_MADE *index and *name are set, name
 * borrowed from list.
 */
enum lws__ws_choice
lws__ws_choose_protocol(struct lws__ws_span list,
			int (*find)(void *arg, const char *name, size_t len),
			void *arg, int *index, struct lws__ws_span *name);

/* ---- client ---- */

/* an answer, and what it answers */
struct lws__ws_reply {
	unsigned int status;
	bool is_extended_connect; /* RFC 8441: 200, no accept */
	struct lws__ws_span upgrade;
	struct lws__ws_span connection;
	struct lws__ws_span accept;
	struct lws__ws_span protocol;
	struct lws__ws_span extensions;
	unsigned int accept_count;   /* header lines; 0: not counted */
	unsigned int protocol_count; /* header lines; 0: not counted */

	/* what we sent */
	struct lws__ws_span our_key;
	struct lws__ws_span our_protocols;  /* the list; absent: none */
	struct lws__ws_span our_extensions; /* the offers; absent: none */
};

enum lws__ws_mismatch {
	WS_REPLY_FINE,
	WS_REPLY_STATUS,        /* not 101 (or 200 over h2) */
	WS_REPLY_NO_UPGRADE,    /* no Upgrade header */
	WS_REPLY_UPGRADE,       /* upgraded to something else */
	WS_REPLY_NO_CONNECTION, /* no Connection header */
	WS_REPLY_CONNECTION,    /* Connection does not name Upgrade */
	WS_REPLY_NO_ACCEPT,     /* no Sec-WebSocket-Accept */
	WS_REPLY_ACCEPT,        /* it does not belong to our key */
	WS_REPLY_PROTOCOL,      /* not a single one of those we offered */
	WS_REPLY_EXTENSION,     /* not one that we offered, or one twice */

	WS_REPLY_COUNT
};

/* on WS_REPLY_FINE *protocol is the chosen one, or absent */
enum lws__ws_mismatch lws__ws_check_reply(const struct lws__ws_reply *r,
					  struct lws__ws_span *protocol);

/* text for LWS_CALLBACK_CLIENT_CONNECTION_ERROR: starts "HS: ", constant */
const char *lws__ws_mismatch_text(enum lws__ws_mismatch why);

/* ---- header text ---- */

/*
 * The ws part of the client's request (from "Upgrade:" to the version) and of
 * the server's answer (after the status line), each line with its CRLF, no
 * blank line.  protocols, protocol and extensions may be absent.  Returns the
 * length (NUL-terminated), or 0 if size is too small.
 */
size_t lws__ws_write_request_headers(char *out, size_t size, const char *key,
				     struct lws__ws_span protocols,
				     struct lws__ws_span extensions);
size_t lws__ws_write_reply_headers(char *out, size_t size, const char *accept,
				   struct lws__ws_span protocol,
				   struct lws__ws_span extensions);

#endif
