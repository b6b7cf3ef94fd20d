/* SPDX-License-Identifier: MIT */
/*
 * The configuration's "mounts": what is where in the URLs of a vhost.
 */

#include "system/conf.h"

#include <string.h>

#define AT(member) .ofs = offsetof(struct lws_http_mount, member)

/* the number is the LWSMPRO_ */
static const char *const origin_prefixes[] = {
	[LWSMPRO_HTTP] = "http://",         [LWSMPRO_HTTPS] = "https://",
	[LWSMPRO_FILE] = "file://",         [LWSMPRO_CGI] = "cgi://",
	[LWSMPRO_REDIR_HTTP] = ">http://",  [LWSMPRO_REDIR_HTTPS] = ">https://",
	[LWSMPRO_CALLBACK] = "callback://",
};

static int
set_mountpoint(struct lws__conf *c, const struct lws__conf_key *key,
	       const char *name, const char *value)
{
	size_t len = strlen(value);

	(void)name;
	if (value[0] != '/' || len > UINT8_MAX)
		return lws__conf_bad(c,
				     "%s: \"%.60s\" does not begin with / or "
				     "is too long",
				     key->name, value);
	c->mount.mountpoint = value;
	c->mount.mountpoint_len = (unsigned char)len;

	return 0;
}

static int
set_origin(struct lws__conf *c, const struct lws__conf_key *key,
	   const char *name, const char *value)
{
	size_t n, len;

	(void)name;
	for (n = 0; n < LWS_ARRAY_SIZE(origin_prefixes); n++) {
		len = strlen(origin_prefixes[n]);
		if (strncmp(value, origin_prefixes[n], len))
			continue;
		c->mount.origin = value + len;
		c->mount.origin_protocol = (unsigned char)n;
		if (n == LWSMPRO_CALLBACK)
			c->mount.protocol = value + len;
		return 0;
	}

	return lws__conf_bad(c,
			     "%s: \"%.60s\" begins with none of file:// "
			     "callback:// http:// https:// >http:// >https:// "
			     "cgi://",
			     key->name, value);
}

enum cache_bit {
	CACHE_REUSABLE,
	CACHE_REVALIDATE,
	CACHE_INTERMEDIARIES,
	CACHE_NO,
};

static int
set_cache(struct lws__conf *c, const struct lws__conf_key *key,
	  const char *name, const char *value)
{
	unsigned int on = lws__conf_is_on(value);

	(void)name;
	switch ((enum cache_bit)key->option) {
	case CACHE_REUSABLE:
		c->mount.cache_reusable = on & 1;
		break;
	case CACHE_REVALIDATE:
		c->mount.cache_revalidate = on & 1;
		break;
	case CACHE_INTERMEDIARIES:
		c->mount.cache_intermediaries = on & 1;
		break;
	case CACHE_NO:
		c->mount.cache_no = on & 1;
		break;
	}

	return 0;
}

const struct lws__conf_key lws__conf_mount_keys[] = {
	{"mountpoint", .set = set_mountpoint},
	{"origin", .set = set_origin},
	{"protocol", .set = lws__conf_set_text, AT(protocol)},
	{"default", .set = lws__conf_set_text, AT(def)},
	{"auth-mask", .set = lws__conf_set_int, AT(auth_mask)},
	{"cgi-timeout", .set = lws__conf_set_int, AT(cgi_timeout)},
	{"cgi-env", KEY_PAIRS, .set = lws__conf_add_pair, AT(cgienv)},
	{"pmo", KEY_PAIRS, .set = lws__conf_add_pair, AT(cgienv)},
	{"cache-max-age", .set = lws__conf_set_int, AT(cache_max_age)},
	{"cache-reuse", .set = set_cache, .option = CACHE_REUSABLE},
	{"cache-revalidate", .set = set_cache, .option = CACHE_REVALIDATE},
	{"cache-intermediaries", .set = set_cache,
	 .option = CACHE_INTERMEDIARIES},
	{"cache-no", .set = set_cache, .option = CACHE_NO},
	{"basic-auth", .set = lws__conf_set_text, AT(basic_auth_login_file)},
	{"extra-mimetypes", KEY_PAIRS, .set = lws__conf_add_pair,
	 AT(extra_mimetypes)},
	{"interpret", KEY_PAIRS, .set = lws__conf_add_pair, AT(interpret)},
	{"cgi-chroot", .set = lws__conf_set_text, AT(cgi_chroot_path)},
	{"cgi-chdir", .set = lws__conf_set_text, AT(cgi_wd)},
	{"headers", KEY_PAIRS, .set = lws__conf_add_header, AT(headers)},
	{"keepalive-timeout", .set = lws__conf_set_int, AT(keepalive_timeout)},
	{.name = NULL},
};

int
lws__conf_mount_begin(struct lws__conf *c)
{
	memset(&c->mount, 0, sizeof(c->mount));
	c->base = &c->mount;

	return 0;
}

int
lws__conf_mount_end(struct lws__conf *c)
{
	struct lws_http_mount *mount, *last;

	c->base = &c->info;
	if (!c->mount.mountpoint || !c->mount.origin)
		return lws__conf_bad(c, "a mount needs mountpoint and origin");
	mount = lws__conf_alloc(c, sizeof(*mount));
	if (!mount)
		return -1;
	*mount = c->mount;
	if (!c->info.mounts) {
		c->info.mounts = mount;
		return 0;
	}
	last = lws__unconst(c->info.mounts);
	while (last->mount_next)
		last = lws__unconst(last->mount_next);
	last->mount_next = mount;

	return 0;
}
