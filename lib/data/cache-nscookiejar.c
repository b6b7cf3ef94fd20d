/* SPDX-License-Identifier: MIT */
/*
 * The cache level in a Netscape cookie file, which other programs may use too.
 *
 * The file is read anew for each call, and replaced whole (aside, rename) when
 * something changed, with a lock file held from the reading to the renaming.
 * A line that is no cookie is left where it stands; cookies whose time is over
 * leave when the file is written.  A full disk leaves the old file.
 *
 *   tag      host|path|name
 *   payload  the line
 */

#include "data/cache.h"
#include "data/nscookie-line.h"
#include "plat/plat.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_MAX = 1 << 20, /* bytes: a longer file is not read */
	COOKIES_MAX = 3000, /* RFC 6265 6.1 */
	PER_HOST_MAX = 50,  /* the same */
	LOCK_TRIES = 50,    /* a millisecond each */
};

static const char title[] = "# Netscape HTTP Cookie File\n";

struct jar {
	struct lws_cache_ttl_lru base; /* first */
	char *path;                    /* owned */
	char *lock_path;               /* owned */
	char *line;                    /* owned: what get answered last */
};

/* the file as it was read */
struct text {
	char *at; /* next line */
	char *end;
	char *line; /* of the cookie */
	size_t line_len;
	struct lws__nscookie cookie;
	bool is_cookie;
	char tag[LWS__NSCOOKIE_TAG_MAX];
};

static struct jar *
jar_of(struct lws_cache_ttl_lru *c)
{
	return lws_container_of(c, struct jar, base);
}

static int64_t
now_secs(void)
{
	return lws__plat_wall_us() / LWS_US_PER_SEC;
}

static int
refuse(const struct jar *j, const char *why, int error)
{
	lwsl_cx_warn(j->base.info.cx, "cookie jar %s: %s%s%s", j->path, why,
		     error ? ": " : "", error ? strerror(error) : "");

	return 1;
}

/* ---- reading --------------------------------------------------------- */

/* an absent file is an empty one */
static int
slurp(const struct jar *j, uint8_t **buf, size_t *len)
{
	int error = lws__plat_slurp(j->path, FILE_MAX, buf, len);

	if (error == ENOENT) {
		*buf = NULL;
		*len = 0;
		return 0;
	}

	return error ? refuse(j, "cannot be read", error) : 0;
}

/* no file is no text: at is NULL then */
static char *
end_of(char *at, size_t len)
{
	return at ? at + len : NULL;
}

/* the next line, a cookie or not; false: no more */
static bool
next_line(struct text *t)
{
	char *nl;

	if (t->at == t->end)
		return false;
	nl = memchr(t->at, '\n', (size_t)(t->end - t->at));
	t->line = t->at;
	t->line_len = (size_t)((nl ? nl : t->end) - t->at);
	t->at = nl ? nl + 1 : t->end;
	t->is_cookie = lws__nscookie_read(&t->cookie, t->line, t->line_len) &&
		       lws__nscookie_tag(&t->cookie, t->tag, sizeof(t->tag));

	return true;
}

/* the next cookie that has not ended */
static bool
next_living(struct text *t, int64_t now)
{
	while (next_line(t))
		if (t->is_cookie && t->cookie.expires > now)
			return true;

	return false;
}

static lws_usec_t
expiry_of(const struct lws__nscookie *c, int64_t now)
{
	int64_t left = c->expires - now;

	if (left > INT32_MAX)
		left = INT32_MAX; /* 68 years */

	return lws_now_usecs() + (lws_usec_t)left * LWS_US_PER_SEC;
}

static int
jar_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
	const void **pdata, size_t *psize)
{
	struct jar *j = jar_of(cache);
	int64_t now = now_secs();
	uint8_t *buf = NULL;
	struct text t;
	size_t len = 0;

	if (slurp(j, &buf, &len))
		return 1;
	lws__free(j->line);
	j->line = NULL;
	t.at = (char *)buf;
	t.end = end_of(t.at, len);
	while (next_living(&t, now))
		if (!strcmp(t.tag, specific_key)) {
			j->line = lws__strndup(t.line, t.line_len, "cookie");
			*pdata = j->line;
			*psize = t.line_len;
			cache->got_expiry = expiry_of(&t.cookie, now);
			break;
		}
	lws__free(buf);

	return !j->line;
}

/* ---- matching -------------------------------------------------------- */

/* the parts of a tag, or of what asks for one; false: it has fewer */
static bool
split(const char *tag, size_t *host_len, const char **path, size_t *path_len,
      const char **name)
{
	const char *bar = strchr(tag, '|'), *bar2;

	if (!bar)
		return false;
	bar2 = strchr(bar + 1, '|');
	if (!bar2)
		return false;
	*host_len = (size_t)(bar - tag);
	*path = bar + 1;
	*path_len = (size_t)(bar2 - *path);
	*name = bar2 + 1;

	return true;
}

static int
jar_tag_match(struct lws_cache_ttl_lru *cache, const char *wc, const char *tag,
	      char lookup_rules)
{
	size_t wc_host, wc_path_len, host, path_len;
	const char *wc_path, *wc_name, *path, *name;

	(void)cache;
	if (!lookup_rules)
		return lws_strcmp_wildcard(wc, strlen(wc), tag, strlen(tag));
	if (!split(wc, &wc_host, &wc_path, &wc_path_len, &wc_name) ||
	    !split(tag, &host, &path, &path_len, &name))
		return 1;

	return host != wc_host || memcmp(wc, tag, host) ||
	       !lws__nscookie_path_matches(path, path_len, wc_path,
					   wc_path_len) ||
	       lws_strcmp_wildcard(wc_name, strlen(wc_name), name,
				   strlen(name));
}

static int
jar_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
	   lws_dll2_owner_t *results_owner)
{
	int64_t now = now_secs();
	uint8_t *buf = NULL;
	struct text t;
	size_t len = 0;
	int failed = 0;

	if (slurp(jar_of(cache), &buf, &len))
		return 1;
	t.at = (char *)buf;
	t.end = end_of(t.at, len);
	while (!failed && next_living(&t, now))
		if (!jar_tag_match(cache, wildcard_key, t.tag, 1))
			failed = lws__cache_match_add(
				results_owner, t.tag, t.line_len,
				expiry_of(&t.cookie, now));
	lws__free(buf);

	return failed;
}

/* ---- writing --------------------------------------------------------- */

/* what is to be different in the new file */
struct change {
	const char *line; /* NULL: nothing is added */
	size_t line_len;
	const char *tag;      /* of line */
	const char *host;     /* the same */
	const char *wildcard; /* NULL: nothing is removed by name */
	int64_t now;
	unsigned int count, of_host;
	bool is_different;
};

/* a cookie of the old file: is it in the new one? */
static bool
stays(struct lws_cache_ttl_lru *cache, struct change *ch, const struct text *t)
{
	const struct lws__nscookie *c = &t->cookie;
	bool same_host = ch->line && !strncmp(ch->host, c->host, c->host_len) &&
			 !ch->host[c->host_len];

	if (c->expires <= ch->now || (ch->tag && !strcmp(ch->tag, t->tag)) ||
	    (ch->wildcard && !jar_tag_match(cache, ch->wildcard, t->tag, 0)) ||
	    ch->count == COOKIES_MAX ||
	    (same_host && ch->of_host == PER_HOST_MAX))
		return false;
	ch->count++;
	ch->of_host += same_host;

	return true;
}

static char *
add_line(char *to, const char *line, size_t len)
{
	memcpy(to, line, len);
	to[len] = '\n';

	return to + len + 1;
}

/* out has room for title, new line and old text; returns its length */
static size_t
rewrite(struct jar *j, struct change *ch, struct text *t, char *out)
{
	char *to = out;

	if ((size_t)(t->end - t->at) >= sizeof(title) - 1 &&
	    !memcmp(t->at, title, sizeof(title) - 1))
		t->at += sizeof(title) - 1;
	else
		ch->is_different = true;
	memcpy(to, title, sizeof(title) - 1);
	to += sizeof(title) - 1;
	if (ch->line) {
		to = add_line(to, ch->line, ch->line_len);
		ch->count = ch->of_host = 1;
		ch->is_different = true;
	}
	while (next_line(t)) {
		if (t->is_cookie && !stays(&j->base, ch, t))
			ch->is_different = true;
		else if ((size_t)(to - out) + t->line_len < FILE_MAX)
			to = add_line(to, t->line, t->line_len);
	}

	return (size_t)(to - out);
}

static int
replace(struct jar *j, struct change *ch)
{
	uint8_t *buf = NULL;
	struct text t;
	size_t len = 0;
	char *out;
	int error;

	if (slurp(j, &buf, &len))
		return 1;
	t.at = (char *)buf;
	t.end = end_of(t.at, len);
	out = lws__malloc(sizeof(title) + ch->line_len + 1 + len + 1, "jar");
	if (!out) {
		lws__free(buf);
		return 1;
	}
	len = rewrite(j, ch, &t, out);
	error = ch->is_different ? lws__plat_spew(j->path, out, len, 0600) : 0;
	lws__free(out);
	lws__free(buf);

	return error ? refuse(j, "cannot be written", error) : 0;
}

/* who else writes is done in a moment, or stopped: then we do without */
static int
change_locked(struct jar *j, struct change *ch)
{
	int fd = -1, tries = LOCK_TRIES, error = 0, failed;

	while (tries-- && fd < 0) {
		fd = lws__plat_lock_file(j->lock_path, &error);
		if (fd < 0 && error != EAGAIN)
			break;
		if (fd < 0)
			lws__plat_nap_ms(1);
	}
	if (fd < 0)
		return refuse(j, "cannot be locked", error);
	ch->now = now_secs();
	failed = replace(j, ch);
	lws__plat_close(fd);

	return failed;
}

static int
jar_write(struct lws_cache_ttl_lru *cache, const char *specific_key,
	  const uint8_t *source, size_t size, lws_usec_t expiry, void **ppvoid)
{
	struct jar *j = jar_of(cache);
	char tag[LWS__NSCOOKIE_TAG_MAX], host[256];
	struct lws__nscookie c;

	(void)expiry; /* the line says it */
	if (ppvoid)
		*ppvoid = NULL;
	if (!source || !lws__nscookie_read(&c, (const char *)source, size) ||
	    !lws__nscookie_tag(&c, tag, sizeof(tag)) ||
	    strcmp(tag, specific_key) || c.host_len >= sizeof(host))
		return refuse(j, "not a line of a cookie file, or another key",
			      0);
	if (c.expires <= now_secs())
		return refuse(j, "the time of a cookie is over", 0);
	memcpy(host, c.host, c.host_len);
	host[c.host_len] = '\0';

	return change_locked(j, &(struct change){
					.line = (const char *)source,
					.line_len = size,
					.tag = tag,
					.host = host,
				});
}

static int
jar_invalidate(struct lws_cache_ttl_lru *cache, const char *wildcard_key)
{
	return change_locked(jar_of(cache),
			     &(struct change){.wildcard = wildcard_key});
}

static int
jar_expunge(struct lws_cache_ttl_lru *cache)
{
	return unlink(jar_of(cache)->path) != 0;
}

/* ---- life ------------------------------------------------------------ */

static void
jar_destroy(struct lws_cache_ttl_lru **cache)
{
	struct jar *j = jar_of(*cache);

	*cache = NULL;
	lws__cache_base_free(&j->base);
	lws__free(j->path);
	lws__free(j->lock_path);
	lws__free(j->line);
	lws__free(j);
}

static struct lws_cache_ttl_lru *
jar_create(const struct lws_cache_creation_info *info)
{
	const char *path = info->u.nscookiejar.filepath;
	struct lws_cache_ttl_lru *cache;
	struct jar *j;
	size_t len;

	if (!path)
		return NULL;
	j = lws__zalloc(sizeof(*j), "cookie jar");
	if (!j)
		return NULL;
	cache = &j->base;
	len = strlen(path) + 6;
	j->path = lws__strdup(path, "cookie jar");
	j->lock_path = lws__malloc(len, "cookie jar");
	if (!j->path || !j->lock_path || lws__cache_base_init(&j->base, info)) {
		jar_destroy(&cache);
		return NULL;
	}
	j->base.info.u.nscookiejar.filepath = j->path;
	lws_snprintf(j->lock_path, len, "%s.lock", path);
	/* what ended meanwhile leaves; a jar that cannot be written is told of,
	 * and can still be read */
	(void)change_locked(j, &(struct change){0});

	return cache;
}

static void
jar_dump(struct lws_cache_ttl_lru *cache)
{
	(void)cache; /* a release has no info lines */
	lwsl_cx_info(cache->info.cx, "cookie jar %s: %s", cache->info.name,
		     jar_of(cache)->path);
}

const struct lws_cache_ops lws_cache_ops_nscookiejar = {
	.create = jar_create,
	.destroy = jar_destroy,
	.expunge = jar_expunge,
	.write = jar_write,
	.tag_match = jar_tag_match,
	.lookup = jar_lookup,
	.invalidate = jar_invalidate,
	.get = jar_get,
	.debug_dump = jar_dump,
};
