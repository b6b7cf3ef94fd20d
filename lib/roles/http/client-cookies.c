/* SPDX-License-Identifier: MIT */
/*
 * Cookies of clients: see client-cookies.h.
 *
 * Each service thread has a cookie file level and one in memory before it, so
 * none waits for another; the file is what they share.  A cookie that ends with
 * its session is in memory alone.
 *
 * There is no list of public suffixes here: a Domain of one label is refused,
 * and that of "co.uk" cannot be told from "example.uk".
 */

#include "roles/http/client-cookies.h"

#include "core/service-module.h"
#include "data/data.h"
#include "net/connect.h"
#include "roles/http/http.h"
#include "roles/http/set-cookie.h"

#include <string.h>

enum {
	/* where the creation info says 0 */
	HEAP_FOOTPRINT = 1 << 20,
	HEAP_ITEMS = 1000,
	/* of one request */
	SEND_MAX = 50,
	SEND_BYTES_MAX = 8192,
	HOST_MAX = 254, /* with its NUL */
	LABELS_MAX = 10,
};

/* what cx->http_cookies points to, one for each thread */
struct cookies {
	struct lws_cache_ttl_lru *jar;  /* owned */
	struct lws_cache_ttl_lru *heap; /* owned, before the jar */
};

/* the request that sets or sends */
struct request {
	struct lws_cache_ttl_lru *cache;
	char host[HOST_MAX]; /* lower case */
	const char *target;
	int64_t now;
	bool is_tls;
};

/* false: this connection keeps none */
static bool
request_of(struct lws *wsi, struct request *r)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	const struct cookies *all = wsi->cx->http_cookies;
	const char *host = c->host && c->host[0] ? c->host : c->address;
	size_t len, n;

	if (!all || !(c->flags & LCCSCF_CACHE_COOKIES) || *host == '+')
		return false;
	if (*host == '[')
		host++;
	/* a port follows one colon, an IPv6 address has several */
	len = strcspn(host, "]%");
	if (strchr(host, ':') && strchr(host, ':') == strrchr(host, ':'))
		len = strcspn(host, ":");
	if (!len || len >= HOST_MAX || memchr(host, '|', len) ||
	    memchr(host, '*', len))
		return false;
	for (n = 0; n < len; n++)
		r->host[n] = host[n] >= 'A' && host[n] <= 'Z'
				     ? (char)(host[n] | 0x20)
				     : host[n];
	r->host[len] = '\0';
	r->cache = all[wsi->tsi].heap;
	r->target = c->path;
	r->now = lws__plat_wall_us() / LWS_US_PER_SEC;
	r->is_tls = !!(c->flags & LCCSCF_USE_SSL);

	return true;
}

/* ---- keeping --------------------------------------------------------- */

static bool
starts(const struct lws__set_cookie *c, const char *prefix)
{
	size_t len = strlen(prefix);

	return c->name_len >= len &&
	       lws__http_same_text(c->name, len, prefix, len);
}

/* RFC 6265 5.3; "__Secure-" and "__Host-" as browsers have them */
static bool
may_set(const struct request *r, const struct lws__set_cookie *c)
{
	size_t host_len = strlen(r->host);

	if (c->domain_len &&
	    !lws__cookie_domain_matches(r->host, host_len, c->domain,
					c->domain_len))
		return false;
	if (c->secure && !r->is_tls)
		return false;
	if (starts(c, "__Host-") &&
	    (c->domain_len || c->path_len != 1 || !c->secure))
		return false;

	return !starts(c, "__Secure-") || c->secure;
}

/* the line that is kept; domain: HOST_MAX bytes for its text */
static void
line_of(const struct request *r, const struct lws__set_cookie *c,
	struct lws__nscookie *line)
{
	size_t host_len = strlen(r->host);

	*line = (struct lws__nscookie){
		/* may_set(): the domain is the end of the host */
		.host = r->host + host_len -
			(c->domain_len ? c->domain_len : host_len),
		.host_len = c->domain_len ? c->domain_len : host_len,
		.subdomains =
			c->domain_len && memchr(c->domain, '.', c->domain_len),
		.path = c->path,
		.path_len = c->path_len,
		.name = c->name,
		.name_len = c->name_len,
		.value = c->value,
		.value_len = c->value_len,
		.expires = c->ends ? c->expires : 0,
		.secure = c->secure,
		.http_only = c->http_only,
	};
	if (!c->path_len || memchr(c->path, '|', c->path_len))
		line->path_len =
			lws__cookie_default_path(r->target, &line->path);
}

/* what TLS has set, the same without it does not touch */
static bool
is_guarded(const struct request *r, const char *tag)
{
	struct lws__nscookie have;
	const void *p;
	size_t len;

	return !r->is_tls && !lws_cache_item_get(r->cache, tag, &p, &len) &&
	       lws__nscookie_read(&have, p, len) && have.secure;
}

/* nonzero: it cannot be kept */
static int
keep_line(const struct request *r, const struct lws__set_cookie *c,
	  const char *tag, const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text;
	int64_t left = c->expires - r->now;

	if (c->ends && left > 0)
		return lws_cache_write_through(
			r->cache, tag, p, len,
			lws_now_usecs() +
				(left < INT32_MAX ? left : INT32_MAX) *
					LWS_US_PER_SEC,
			NULL);
	/* the file forgets it either way */
	if (lws_cache_item_remove(r->cache, tag))
		return 1;

	return !c->ends &&
	       lws_cache_ops_heap.write(r->cache, tag, p, len, 0, NULL);
}

static void
keep(struct lws *wsi, const struct request *r, const struct lws__set_cookie *c)
{
	char *text = lws__malloc(LWS__NSCOOKIE_LINE_MAX, "cookie");
	char tag[LWS__NSCOOKIE_TAG_MAX];
	struct lws__nscookie line;
	size_t len;

	line_of(r, c, &line);
	len = text ? lws__nscookie_write(&line, text, LWS__NSCOOKIE_LINE_MAX)
		   : 0;
	if (!len || !lws__nscookie_tag(&line, tag, sizeof(tag)) ||
	    (!is_guarded(r, tag) && keep_line(r, c, tag, text, len)))
		lwsl_wsi_notice(wsi, "a cookie of %s cannot be kept", r->host);
	lws__free(text);
}

void
lws__http_client_cookies_take(struct lws *wsi)
{
	struct lws__set_cookie c;
	unsigned int iter = 0;
	struct request r;
	const char *value;
	size_t len;

	if (!request_of(wsi, &r))
		return;
	while ((value = lws__http_headers_next(wsi->http->headers,
					       WSI_TOKEN_HTTP_SET_COOKIE, &iter,
					       &len))) {
		if (!lws__set_cookie_read(&c, value, len, r.now))
			lwsl_wsi_info(wsi,
				      "%s sets what is no cookie "
				      "(RFC 6265 5.2)",
				      r.host);
		else if (!may_set(&r, &c))
			lwsl_wsi_info(wsi,
				      "%s sets a cookie that it may not "
				      "(RFC 6265 5.3)",
				      r.host);
		else
			keep(wsi, &r, &c);
	}
}

/* ---- sending --------------------------------------------------------- */

/* name=value texts in their order */
struct parcel {
	struct {
		size_t at, len, path_len;
	} of[SEND_MAX];
	size_t count;
	size_t used;
	char text[SEND_BYTES_MAX];
};

/* longer paths go first (RFC 6265 5.4), equals as they came */
static void
put_in(struct parcel *all, const struct lws__nscookie *c)
{
	size_t len = c->name_len + 1 + c->value_len, n = all->count;

	if (n == SEND_MAX || len > sizeof(all->text) - all->used)
		return;
	while (n && all->of[n - 1].path_len < c->path_len) {
		all->of[n] = all->of[n - 1];
		n--;
	}
	all->of[n].at = all->used;
	all->of[n].len = len;
	all->of[n].path_len = c->path_len;
	memcpy(all->text + all->used, c->name, c->name_len);
	all->used += c->name_len;
	all->text[all->used++] = '=';
	memcpy(all->text + all->used, c->value, c->value_len);
	all->used += c->value_len;
	all->count++;
}

static void
gather(const struct request *r, const char *domain, struct parcel *all)
{
	size_t path_len = strcspn(r->target, "?#|"), size;
	char wildcard[LWS__NSCOOKIE_TAG_MAX];
	lws_cache_results_t walk = {0};
	struct lws__nscookie c;
	const void *p;

	if (strlen(domain) + path_len + 4 > sizeof(wildcard))
		return;
	lws_snprintf(wildcard, sizeof(wildcard), "%s|%.*s|*", domain,
		     (int)path_len, r->target);
	if (lws_cache_lookup(r->cache, wildcard, &p, &size))
		return;
	walk.ptr = p;
	walk.size = size;
	while (!lws_cache_results_walk(&walk))
		if (!lws_cache_item_get(r->cache, (const char *)walk.tag, &p,
					&size) &&
		    lws__nscookie_read(&c, p, size) &&
		    (c.subdomains || domain == r->host) &&
		    (!c.secure || r->is_tls) &&
		    (!c.expires || c.expires > r->now))
			put_in(all, &c);
}

static int
write_parcel(const struct parcel *all, unsigned char **p, unsigned char *end)
{
	static const char title[] = "Cookie: ";
	unsigned char *at = *p;

	if (!all->count)
		return 0;
	if ((size_t)(end - at) < sizeof(title) + all->used + 2 * all->count + 2)
		return 1;
	memcpy(at, title, sizeof(title) - 1);
	at += sizeof(title) - 1;
	for (size_t n = 0; n < all->count; n++) {
		if (n) {
			*at++ = ';';
			*at++ = ' ';
		}
		memcpy(at, all->text + all->of[n].at, all->of[n].len);
		at += all->of[n].len;
	}
	*at++ = '\r';
	*at++ = '\n';
	*p = at;

	return 0;
}

int
lws__http_client_cookies_add(struct lws *wsi, unsigned char **p,
			     unsigned char *end)
{
	struct parcel *all;
	struct request r;
	const char *domain;
	int failed, labels = 0;

	if (!request_of(wsi, &r))
		return 0;
	all = lws__zalloc(sizeof(*all), "cookies");
	if (!all)
		return 1;
	gather(&r, r.host, all);
	/* the domains above it, never the top one */
	for (domain = strchr(r.host, '.');
	     domain && strchr(domain + 1, '.') && ++labels < LABELS_MAX;
	     domain = strchr(domain + 1, '.'))
		gather(&r, domain + 1, all);
	failed = write_parcel(all, p, end);
	lws__free(all);

	return failed;
}

/* ---- life ------------------------------------------------------------ */

static void
cookies_destroy(struct lws_context *cx)
{
	struct cookies *all = cx->http_cookies;

	for (unsigned int n = 0; all && n < cx->count_threads; n++) {
		lws_cache_destroy(&all[n].heap);
		lws_cache_destroy(&all[n].jar);
	}
	lws__free(all);
	cx->http_cookies = NULL;
}

static size_t
or_else(size_t given, size_t otherwise)
{
	return given ? given : otherwise;
}

static int
cookies_init(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	struct cookies *all;

	if (!info->http_nsc_filepath)
		return 0;
	all = lws__zalloc(cx->count_threads * sizeof(*all), "cookies");
	cx->http_cookies = all;
	for (unsigned int n = 0; all && n < cx->count_threads; n++) {
		struct lws_cache_creation_info ci = {
			.cx = cx,
			.name = "cookies",
			.ops = &lws_cache_ops_nscookiejar,
			.u.nscookiejar.filepath = info->http_nsc_filepath,
			.tsi = (int)n,
			.max_footprint =
				or_else(info->http_nsc_heap_max_footprint,
					HEAP_FOOTPRINT),
			.max_items = or_else(info->http_nsc_heap_max_items,
					     HEAP_ITEMS),
			.max_payload = or_else(info->http_nsc_heap_max_payload,
					       LWS__NSCOOKIE_LINE_MAX),
		};

		all[n].jar = lws_cache_create(&ci);
		ci.ops = &lws_cache_ops_heap;
		ci.parent = all[n].jar;
		all[n].heap = all[n].jar ? lws_cache_create(&ci) : NULL;
		if (!all[n].heap) {
			cookies_destroy(cx);
			return 1;
		}
	}

	return !all;
}

const struct lws__service_module lws__service_cookies = {
	.name = "cookies",
	.context_init = cookies_init,
	.context_destroy = cookies_destroy,
};
