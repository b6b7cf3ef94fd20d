/* SPDX-License-Identifier: MIT */
/*
 * Through which proxy the clients of a vhost connect: "[user:pass@]host:port",
 * given in the info, by call, or in the environment (http_proxy, socks_proxy;
 * the hosts of no_proxy are reached without those).
 */

#include "core/context.h"

#include <stdlib.h>

enum {
	AUTH_MAX = 255,    /* of user and password each: RFC 1929 s2 */
	SOCKS_PORT = 1080, /* IANA */
};

struct proxy {
	const char *user, *password, *host; /* NULL = none; not terminated */
	size_t user_len, password_len, host_len;
	unsigned int port; /* 0 = not named */
};

/* digits alone, 1..65535 */
static int
port_parse(const char *p, unsigned int *port)
{
	unsigned int v = 0;

	if (!*p)
		return 1;
	for (; *p; p++) {
		if (*p < '0' || *p > '9')
			return 1;
		v = v * 10 + (unsigned int)(*p - '0');
		if (v > 65535)
			return 1;
	}
	*port = v;

	return !v;
}

/* the password may hold ':', and either may hold '@' if the last one counts */
static int
auth_parse(struct proxy *p, const char *from, const char *end)
{
	const char *colon = memchr(from, ':', (size_t)(end - from));

	p->user = from;
	p->user_len = (size_t)((colon ? colon : end) - from);
	p->password = colon ? colon + 1 : end;
	p->password_len = (size_t)(end - p->password);

	return !p->user_len || p->user_len > AUTH_MAX ||
	       p->password_len > AUTH_MAX;
}

static int
proxy_parse(struct proxy *p, const char *text)
{
	const char *scheme = strstr(text, "://"), *at, *end;

	memset(p, 0, sizeof(*p));
	if (scheme)
		text = scheme + 3;
	at = strrchr(text, '@');
	if (at && auth_parse(p, text, at))
		return 1;
	if (at)
		text = at + 1;
	if (*text == '[') {
		end = strchr(++text, ']');
		if (!end)
			return 1;
		p->host_len = (size_t)(end - text);
		end++;
	} else {
		p->host_len = strcspn(text, ":/");
		end = text + p->host_len;
	}
	p->host = text;
	if (!p->host_len)
		return 1;
	if (*end == ':') {
		char digits[6];

		at = end + 1;
		p->port = 0;
		if (strcspn(at, "/") >= sizeof(digits))
			return 1;
		lws_strnncpy(digits, at, strcspn(at, "/"), sizeof(digits));
		if (port_parse(digits, &p->port))
			return 1;
		end = at + strlen(digits);
	}

	return *end && strcmp(end, "/");
}

/* puts a copy into *to; the old one goes */
static int
replace(char **to, const char *from, size_t len)
{
	char *copy = lws__strndup(from, len, "proxy");

	if (!copy)
		return 1;
	lws__free(*to);
	*to = copy;

	return 0;
}

static int
http_auth_set(struct lws_vhost *vh, const struct proxy *p)
{
	char plain[2 * AUTH_MAX + 2], coded[((sizeof(plain) + 2) / 3) * 4 + 1];
	int n = lws_snprintf(plain, sizeof(plain), "%.*s:%.*s",
			     (int)p->user_len, p->user, (int)p->password_len,
			     p->password);

	n = lws_b64_encode_string(plain, n, coded, (int)sizeof(coded));
	lws_explicit_bzero(plain, sizeof(plain));

	return n < 0 || replace(&vh->http_proxy_auth, coded, strlen(coded));
}

int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy)
{
	struct proxy p;

	if (!proxy)
		return -1;
	if (proxy_parse(&p, proxy)) {
		/* may hold a password: not into the log */
		lwsl_vhost_err(vhost, "http proxy: not [user:pass@]host:port");
		return -1;
	}
	if (!p.port && !vhost->http_proxy_port) {
		lwsl_vhost_err(vhost, "http proxy %.*s: no port",
			       (int)p.host_len, p.host);
		return -1;
	}
	if (replace(&vhost->http_proxy_address, p.host, p.host_len))
		return -1;
	lws__free(vhost->http_proxy_auth);
	vhost->http_proxy_auth = NULL;
	if (p.user && http_auth_set(vhost, &p))
		return -1;
	if (p.port)
		vhost->http_proxy_port = p.port;
	vhost->http_proxy_is_env = 0;
	lwsl_vhost_info(vhost, "http proxy %s:%u", vhost->http_proxy_address,
			vhost->http_proxy_port);

	return 0;
}

int
lws_set_socks(struct lws_vhost *vhost, const char *socks)
{
	struct proxy p;

	if (!socks)
		return -1;
	if (proxy_parse(&p, socks)) {
		lwsl_vhost_err(vhost, "socks proxy: not [user:pass@]host:port");
		return -1;
	}
	if (replace(&vhost->socks_proxy_address, p.host, p.host_len) ||
	    replace(&vhost->socks_user, p.user ? p.user : "", p.user_len) ||
	    replace(&vhost->socks_password, p.password ? p.password : "",
		    p.password_len))
		return -1;
	vhost->socks_proxy_port = p.port ? p.port : SOCKS_PORT;
	vhost->socks_proxy_is_env = 0;
	lwsl_vhost_info(vhost, "socks proxy %s:%u", vhost->socks_proxy_address,
			vhost->socks_proxy_port);

	return 0;
}

/*
 * What the application names must make sense; a bad environment variable is
 * logged and not used.
 */
int
lws__vhost_proxies_init(struct lws_vhost *vh,
			const struct lws_context_creation_info *info)
{
	const char *env;

	if (info->http_proxy_address) {
		vh->http_proxy_port = info->http_proxy_port;
		if (*info->http_proxy_address &&
		    lws_set_proxy(vh, info->http_proxy_address))
			return 1;
	} else {
		env = getenv("http_proxy");
		vh->http_proxy_is_env = env && *env && !lws_set_proxy(vh, env);
	}
	if (info->socks_proxy_address) {
		if (*info->socks_proxy_address &&
		    lws_set_socks(vh, info->socks_proxy_address))
			return 1;
		if (info->socks_proxy_port)
			vh->socks_proxy_port = info->socks_proxy_port;
	} else {
		env = getenv("socks_proxy");
		vh->socks_proxy_is_env = env && *env && !lws_set_socks(vh, env);
	}
	env = getenv("no_proxy");
	if (!env)
		env = getenv("NO_PROXY");
	if (env && (vh->http_proxy_is_env || vh->socks_proxy_is_env) &&
	    replace(&vh->no_proxy, env, strlen(env)))
		return 1;

	return 0;
}

int
lws__vhost_proxies_copy(struct lws_vhost *vh, const struct lws_vhost *from)
{
	const struct {
		const char *from;
		char **to;
	} texts[] = {
		{from->http_proxy_address, &vh->http_proxy_address},
		{from->http_proxy_auth, &vh->http_proxy_auth},
		{from->socks_proxy_address, &vh->socks_proxy_address},
		{from->socks_user, &vh->socks_user},
		{from->socks_password, &vh->socks_password},
		{from->no_proxy, &vh->no_proxy},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(texts); n++)
		if (texts[n].from &&
		    replace(texts[n].to, texts[n].from, strlen(texts[n].from)))
			return 1;
	vh->http_proxy_port = from->http_proxy_port;
	vh->socks_proxy_port = from->socks_proxy_port;
	vh->http_proxy_is_env = from->http_proxy_is_env;
	vh->socks_proxy_is_env = from->socks_proxy_is_env;

	return 0;
}
