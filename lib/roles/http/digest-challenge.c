/* SPDX-License-Identifier: MIT */
/*
 * Challenges: what stands in WWW-Authenticate.
 *
 *   in   Basic realm="x", Digest realm="y", nonce="z", algorithm=SHA-256, ...
 *   out  the strongest Digest challenge that we can answer
 *
 * Commas part both challenges and their parameters, so what follows a word
 * tells which it was: '=' and a value for a parameter, else a new scheme
 * (RFC 9110 11.6.1).
 */

#include "roles/http/digest-auth.h"

#include "roles/http/token-list.h"

#include <string.h>

struct word {
	const char *at;
	size_t len;
};

/* the challenge being read */
struct reading {
	struct lws__http_challenge now;
	struct lws__http_challenge *best;
	bool is_digest;
	bool has_realm;
	bool has_nonce;
	bool is_unusable; /* something we cannot answer, or twice */
};

static const struct {
	const char *name;
	enum lws__digest digest;
	bool is_sess;
	uint8_t rank;
} algorithms[] = {
	{"MD5", LWS__DIGEST_MD5, false, 1},
	{"MD5-sess", LWS__DIGEST_MD5, true, 1},
	{"SHA-256", LWS__DIGEST_SHA256, false, 2},
	{"SHA-256-sess", LWS__DIGEST_SHA256, true, 2},
	{"SHA-512-256", LWS__DIGEST_SHA512_256, false, 3},
	{"SHA-512-256-sess", LWS__DIGEST_SHA512_256, true, 3},
};

static bool
is_word(const struct word *w, const char *text)
{
	return lws__http_same_text(w->at, w->len, text, strlen(text));
}

static int
rank_of(enum lws__digest d)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(algorithms); n++)
		if (algorithms[n].digest == d)
			return algorithms[n].rank;

	return 0;
}

/* ---- values ---------------------------------------------------------- */

/* a copy without escapes; nonzero: too long */
static int
copy_value(char *to, const struct word *v)
{
	size_t used = 0;

	for (size_t n = 0; n < v->len; n++) {
		if (v->at[n] == '\\' && n + 1 < v->len)
			n++;
		if (used + 1 == LWS__HTTP_DIGEST_VALUE_MAX)
			return 1;
		to[used++] = v->at[n];
	}
	to[used] = '\0';

	return 0;
}

static void
take_algorithm(struct reading *r, const struct word *v)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(algorithms); n++)
		if (is_word(v, algorithms[n].name)) {
			r->now.digest = algorithms[n].digest;
			r->now.is_sess = algorithms[n].is_sess;
			r->now.names_algorithm = true;
			return;
		}
	r->is_unusable = true; /* RFC 7616 3.3: ignore the challenge */
}

static void
take_param(struct reading *r, const struct word *name, const struct word *v)
{
	struct lws__http_challenge *c = &r->now;

	if (!r->is_digest)
		return;
	if (is_word(name, "realm")) {
		r->is_unusable |= r->has_realm || copy_value(c->realm, v);
		r->has_realm = true;
	} else if (is_word(name, "nonce")) {
		r->is_unusable |= r->has_nonce || copy_value(c->nonce, v);
		r->has_nonce = true;
	} else if (is_word(name, "opaque")) {
		r->is_unusable |= c->has_opaque || copy_value(c->opaque, v);
		c->has_opaque = true;
	} else if (is_word(name, "algorithm")) {
		take_algorithm(r, v);
	} else if (is_word(name, "qop")) {
		c->has_qop = lws__http_list_has(v->at, v->len, "auth");
		r->is_unusable |= !c->has_qop; /* auth-int alone */
	} else if (is_word(name, "stale")) {
		c->is_stale = is_word(v, "true");
	} else if (is_word(name, "userhash")) {
		c->hashes_user = is_word(v, "true");
	} else if (is_word(name, "charset")) {
		c->is_utf8 = is_word(v, "UTF-8");
	}
}

/* ---- challenges ------------------------------------------------------ */

static void
finish_challenge(struct reading *r)
{
	if (!r->is_digest || r->is_unusable || !r->has_realm || !r->has_nonce)
		return;
	if (rank_of(r->now.digest) > rank_of(r->best->digest))
		*r->best = r->now;
}

static void
begin_challenge(struct reading *r, const struct word *scheme)
{
	struct lws__http_challenge *best = r->best;

	finish_challenge(r);
	*r = (struct reading){.best = best,
			      .is_digest = is_word(scheme, "Digest"),
			      .now.digest = LWS__DIGEST_MD5};
}

/* ---- the list -------------------------------------------------------- */

static void
skip(const char **at, const char *end, const char *chars)
{
	while (*at < end && **at && strchr(chars, **at))
		(*at)++;
}

static struct word
take_token(const char **at, const char *end)
{
	struct word w = {*at, 0};

	while (*at < end && lws__http_is_tchar((unsigned char)**at))
		(*at)++;
	w.len = (size_t)(*at - w.at);

	return w;
}

/* behind its first '"'; false: it does not end */
static bool
take_quoted(const char **at, const char *end, struct word *w)
{
	w->at = *at;
	while (*at < end && **at != '"')
		*at += **at == '\\' && end - *at > 1 ? 2 : 1;
	if (*at >= end)
		return false;
	w->len = (size_t)(*at - w->at);
	(*at)++;

	return true;
}

/*
 * "= value" behind a name.  1: taken; 0: there is none, so the word was
 * something else, and nothing is taken; -1: it is none that can be.
 */
static int
take_value(const char **at, const char *end, struct word *v)
{
	const char *s = *at;

	skip(&s, end, " \t");
	if (s == end || *s != '=')
		return 0;
	s++;
	skip(&s, end, " \t");
	if (s == end || *s == ',' || *s == '=')
		return 0; /* the padding of a token68 */
	if (*s == '"') {
		s++;
		if (!take_quoted(&s, end, v))
			return -1;
	} else {
		*v = take_token(&s, end);
		if (!v->len)
			return -1;
	}
	*at = s;

	return 1;
}

/* behind a scheme's name: a token68, parameters, or nothing */
static void
skip_token68(const char **at, const char *end)
{
	const char *s = *at;
	struct word w, v;

	skip(&s, end, " \t");
	*at = s;
	w = take_token(&s, end);
	if (w.len && take_value(&s, end, &v))
		return; /* a parameter, or what is none */
	while (*at < end && (lws__is_alnum(**at) || strchr("-._~+/=", **at)))
		(*at)++;
}

enum lws__http_challenge_result
lws__http_challenge_read(struct lws__http_challenge *best, const char *value,
			 size_t len)
{
	const char *at = value, *end = value + len;
	struct reading r = {.best = best};
	struct word w, v;

	for (;;) {
		skip(&at, end, ", \t");
		if (at == end)
			break;
		w = take_token(&at, end);
		if (!w.len)
			return LWS__HTTP_CHALLENGE_BAD;
		switch (take_value(&at, end, &v)) {
		case 1:
			take_param(&r, &w, &v);
			break;
		case 0:
			begin_challenge(&r, &w);
			skip_token68(&at, end);
			continue; /* its first parameter, without a comma */
		default:
			return LWS__HTTP_CHALLENGE_BAD;
		}
		skip(&at, end, " \t");
		if (at < end && *at != ',')
			return LWS__HTTP_CHALLENGE_BAD;
	}
	finish_challenge(&r);

	return LWS__HTTP_CHALLENGE_OK;
}
