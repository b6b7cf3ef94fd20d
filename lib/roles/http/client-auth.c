/* SPDX-License-Identifier: MIT */
/*
 * See client-auth.h.
 */

#include "roles/http/client-auth.h"

#include "net/connect.h"
#include "roles/http/digest-auth.h"
#include "roles/http/http.h"

#include <string.h>

/* what lws__connect.http_auth points to */
struct client_auth {
	struct lws__http_challenge challenge;
	uint32_t count; /* requests with its nonce */
	bool answered;  /* since the last head that was no 401 */
	bool renewed;   /* the same, for a stale nonce */
};

static const char title[] = "Authorization: ";

/* the strongest of all fields of the head; digest NONE: nothing for us */
static void
read_challenges(struct lws *wsi, struct lws__http_challenge *best)
{
	unsigned int iter = 0;
	const char *value;
	size_t len;

	memset(best, 0, sizeof(*best));
	while ((value = lws__http_headers_next(wsi->http->headers,
					       WSI_TOKEN_HTTP_WWW_AUTHENTICATE,
					       &iter, &len)))
		if (lws__http_challenge_read(best, value, len) ==
		    LWS__HTTP_CHALLENGE_BAD)
			lwsl_wsi_notice(wsi,
					"%s asks for authentication in words "
					"that are none (RFC 9110 11.6.1)",
					lws__wsi_peer(wsi, (char[64]){0}, 64));
}

/* has this challenge been answered already, in vain? */
static bool
is_refused(struct client_auth *a, const struct lws__http_challenge *c)
{
	if (!a->answered)
		return false;
	if (!c->is_stale || a->renewed)
		return true;
	a->renewed = true;

	return false;
}

bool
lws__http_client_auth_asked(struct lws *wsi, unsigned int status)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct client_auth *a = c->http_auth;
	struct lws__http_challenge best;

	if (status != HTTP_STATUS_UNAUTHORIZED || !c->auth_username) {
		if (a)
			a->answered = a->renewed = false;
		return false;
	}
	read_challenges(wsi, &best);
	if (best.digest == LWS__DIGEST_NONE) {
		lwsl_wsi_notice(wsi, "%s has no challenge that can be answered",
				lws__wsi_peer(wsi, (char[64]){0}, 64));
		return false;
	}
	if (a && is_refused(a, &best)) {
		lwsl_wsi_notice(wsi, "%s refuses the user's name or password",
				lws__wsi_peer(wsi, (char[64]){0}, 64));
		return false;
	}
	if (!a)
		a = lws__zalloc(sizeof(*a), "client auth");
	if (!a)
		return false;
	a->challenge = best;
	a->count = 0;
	a->answered = true;
	c->http_auth = a;

	return true;
}

/* 128 bits that nobody can guess, as text */
static int
make_cnonce(char *text)
{
	uint8_t random[(LWS__HTTP_DIGEST_CNONCE - 1) / 2];

	if (lws__plat_random(random, sizeof(random)))
		return 1;
	lws_hex_from_byte_array(random, sizeof(random), text,
				LWS__HTTP_DIGEST_CNONCE);

	return 0;
}

int
lws__http_client_auth_add(struct lws *wsi, unsigned char **p,
			  unsigned char *end)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct client_auth *a = c->http_auth;
	char cnonce[LWS__HTTP_DIGEST_CNONCE];
	unsigned char *at = *p;

	/* a redirect to another origin took the name away */
	if (!a || !c->auth_username)
		return 0;
	if ((size_t)(end - at) < sizeof(title) + 2 || make_cnonce(cnonce))
		return 1;
	memcpy(at, title, sizeof(title) - 1);
	at += sizeof(title) - 1;
	if (lws__http_digest_answer(
		    &(struct lws__http_digest_req){
			    .challenge = &a->challenge,
			    .user = c->auth_username,
			    .password =
				    c->auth_password ? c->auth_password : "",
			    .method = c->method ? c->method : "GET",
			    .uri = c->path,
			    .cnonce = cnonce,
			    .count = ++a->count,
		    },
		    &at, end - 2))
		return 1;
	*at++ = '\r';
	*at++ = '\n';
	*p = at;

	return 0;
}
