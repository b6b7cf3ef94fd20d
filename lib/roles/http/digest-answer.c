/* SPDX-License-Identifier: MIT */
/*
 * The answer to a Digest challenge.
 *
 *   in   challenge, user, password, method, target, cnonce, count
 *   out  the value of the Authorization field
 *
 * RFC 7616 3.4: what is in quotes there is in quotes here, and what is not
 * (qop, nc, algorithm, userhash) is not.
 */

#include "roles/http/digest-auth.h"

#include <string.h>

enum {
	HEX_MAX = 2 * LWS__DIGEST_MAX + 1,
};

/* bounded text; full is for good */
struct out {
	unsigned char *at;
	unsigned char *end;
	bool is_full;
};

static void
out_char(struct out *o, char c)
{
	if (o->at == o->end) {
		o->is_full = true;
		return;
	}
	*o->at++ = (unsigned char)c;
}

static void
out_text(struct out *o, const char *s)
{
	while (*s)
		out_char(o, *s++);
}

/* , name="value" with what needs it escaped (RFC 9110 5.6.4) */
static void
out_quoted(struct out *o, const char *name, const char *value)
{
	out_text(o, name);
	out_text(o, "=\"");
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			out_char(o, '\\');
		out_char(o, *value);
	}
	out_char(o, '"');
}

/* username*=UTF-8''... (RFC 8187 3.2) */
static void
out_extended(struct out *o, const char *value)
{
	static const char hex[] = "0123456789ABCDEF";

	out_text(o, "username*=UTF-8''");
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		if (lws__is_alnum(*value) || strchr("-._~", *value)) {
			out_char(o, *value);
			continue;
		}
		out_char(o, '%');
		out_char(o, hex[c >> 4]);
		out_char(o, hex[c & 15]);
	}
}

/* H(texts...) as hex text */
static int
hash_hex(enum lws__digest d, char *hex, const char *const *texts)
{
	uint8_t md[LWS__DIGEST_MAX];
	int failed = lws__digest_texts(d, md, texts);

	lws_hex_from_byte_array(md, lws__digest_size(d), hex, HEX_MAX);
	lws_explicit_bzero(md, sizeof(md));

	return failed;
}

static int
make_response(const struct lws__http_digest_req *req, const char *count,
	      char *response)
{
	const struct lws__http_challenge *c = req->challenge;
	enum lws__digest d = c->digest;
	char a1[HEX_MAX], a2[HEX_MAX], base[HEX_MAX];
	int failed;

	failed = hash_hex(d, a1,
			  (const char *[]){req->user, ":", c->realm, ":",
					   req->password, NULL});
	memcpy(base, a1, sizeof(base));
	if (c->is_sess)
		failed |= hash_hex(d, a1,
				   (const char *[]){base, ":", c->nonce, ":",
						    req->cnonce, NULL});
	failed |= hash_hex(d, a2,
			   (const char *[]){req->method, ":", req->uri, NULL});
	if (c->has_qop)
		failed |= hash_hex(d, response,
				   (const char *[]){a1, ":", c->nonce, ":",
						    count, ":", req->cnonce,
						    ":auth:", a2, NULL});
	else
		failed |= hash_hex(
			d, response,
			(const char *[]){a1, ":", c->nonce, ":", a2, NULL});
	lws_explicit_bzero(a1, sizeof(a1));
	lws_explicit_bzero(base, sizeof(base));

	return failed;
}

static bool
has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;

	return false;
}

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;

	return true;
}

static int
out_user(struct out *o, const struct lws__http_digest_req *req)
{
	const struct lws__http_challenge *c = req->challenge;
	char hex[HEX_MAX];

	if (c->hashes_user) { /* RFC 7616 3.4.4 */
		if (hash_hex(c->digest, hex,
			     (const char *[]){req->user, ":", c->realm, NULL}))
			return 1;
		out_quoted(o, "username", hex);
	} else if (c->is_utf8 && !is_ascii(req->user)) {
		out_extended(o, req->user);
	} else {
		out_quoted(o, "username", req->user);
	}

	return 0;
}

static const char *
algorithm_name(const struct lws__http_challenge *c)
{
	switch (c->digest) {
	case LWS__DIGEST_SHA256:
		return c->is_sess ? "SHA-256-sess" : "SHA-256";
	case LWS__DIGEST_SHA512_256:
		return c->is_sess ? "SHA-512-256-sess" : "SHA-512-256";
	case LWS__DIGEST_MD5:
	case LWS__DIGEST_SHA1:
	case LWS__DIGEST_SHA384:
	case LWS__DIGEST_SHA512:
	case LWS__DIGEST_NONE:
	case LWS__DIGEST_COUNT:
		break;
	}

	return c->is_sess ? "MD5-sess" : "MD5";
}

int
lws__http_digest_answer(const struct lws__http_digest_req *req,
			unsigned char **p, unsigned char *end)
{
	const struct lws__http_challenge *c = req->challenge;
	struct out o = {*p, end, false};
	char response[HEX_MAX], count[9];

	lws_snprintf(count, sizeof(count), "%08x", (unsigned int)req->count);
	if (c->digest == LWS__DIGEST_NONE || has_control(req->user) ||
	    make_response(req, count, response))
		return 1;
	out_text(&o, "Digest ");
	if (out_user(&o, req))
		return 1;
	out_quoted(&o, ", realm", c->realm);
	out_quoted(&o, ", nonce", c->nonce);
	out_quoted(&o, ", uri", req->uri);
	if (c->has_qop) {
		out_text(&o, ", qop=auth, nc=");
		out_text(&o, count);
	}
	if (c->has_qop || c->is_sess)
		out_quoted(&o, ", cnonce", req->cnonce);
	out_quoted(&o, ", response", response);
	if (c->names_algorithm) {
		out_text(&o, ", algorithm=");
		out_text(&o, algorithm_name(c));
	}
	if (c->has_opaque)
		out_quoted(&o, ", opaque", c->opaque);
	if (c->hashes_user)
		out_text(&o, ", userhash=true");
	if (o.is_full)
		return 1;
	*p = o.at;

	return 0;
}
