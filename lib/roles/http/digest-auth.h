/* SPDX-License-Identifier: MIT */
/*
 * Digest authentication of a client (RFC 7616, and RFC 2069 where a server
 * offers no qop): what a server asks, and what is answered.
 *
 * Nothing here allocates, and the values of a challenge have bounds: one that
 * does not fit is not answered.
 */

#ifndef LWS_ROLES_HTTP_DIGEST_AUTH_H
#define LWS_ROLES_HTTP_DIGEST_AUTH_H

#include "crypto/crypto.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LWS__HTTP_DIGEST_VALUE_MAX = 512, /* of a challenge, with its NUL */
	LWS__HTTP_DIGEST_CNONCE = 33,     /* text, with its NUL */
};

/* the best challenge met so far; {0}: none yet */
struct lws__http_challenge {
	enum lws__digest digest; /* NONE: there is none */
	bool is_sess;            /* "-sess": the key depends on the nonces */
	bool names_algorithm;    /* so the answer names it too */
	bool has_qop;            /* auth is offered; else RFC 2069 */
	bool hashes_user;        /* userhash */
	bool is_utf8;            /* charset */
	bool is_stale;           /* only the nonce was wrong */
	bool has_opaque;
	char realm[LWS__HTTP_DIGEST_VALUE_MAX]; /* without quotes, escapes */
	char nonce[LWS__HTTP_DIGEST_VALUE_MAX];
	char opaque[LWS__HTTP_DIGEST_VALUE_MAX];
};

enum lws__http_challenge_result {
	LWS__HTTP_CHALLENGE_OK,  /* best is the strongest so far, if any */
	LWS__HTTP_CHALLENGE_BAD, /* not a list of challenges (RFC 9110 11.6.1)
				  */
};

/*
 * One WWW-Authenticate value with any number of challenges of any scheme.  Of
 * those that we can answer the strongest wins, of equals the first.
 */
enum lws__http_challenge_result
lws__http_challenge_read(struct lws__http_challenge *best, const char *value,
			 size_t len);

/* all borrowed; text, NUL terminated */
struct lws__http_digest_req {
	const struct lws__http_challenge *challenge;
	const char *user;
	const char *password;
	const char *method;
	const char *uri; /* the request's target, as it is sent */
	const char *cnonce;
	uint32_t count; /* requests made with this nonce, this one included */
};

/*
 * "Digest username=..., ..." to [*p, end).  Nonzero, and nothing is written:
 * no room, a control character in the user's name, or the hash is refused.
 */
int lws__http_digest_answer(const struct lws__http_digest_req *req,
			    unsigned char **p, unsigned char *end);

#endif
