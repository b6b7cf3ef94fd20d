/* SPDX-License-Identifier: MIT */
/*
 * The configuration's "global": what the whole server has.
 */

#include "system/conf.h"

#include <limits.h>
#include <string.h>

#define AT(member) .ofs = offsetof(struct lws_context_creation_info, member)

/* uid_t and gid_t */
static int
set_id(struct lws__conf *c, const struct lws__conf_key *key, const char *name,
       const char *value)
{
	long long number;

	(void)name;
	if (lws__conf_number(c, key, value, -1, UINT_MAX - 1, &number))
		return -1;
	if (key->ofs == offsetof(struct lws_context_creation_info, uid))
		c->info.uid = (uid_t)number;
	else
		c->info.gid = (gid_t)number;

	return 0;
}

static int
add_plugin_dir(struct lws__conf *c, const struct lws__conf_key *key,
	       const char *name, const char *value)
{
	(void)name;
	if (c->plugin_dirs_count == CONF_PLUGIN_DIRS_MAX)
		return lws__conf_bad(c, "%s: more than %d", key->name,
				     CONF_PLUGIN_DIRS_MAX);
	c->plugin_dirs[c->plugin_dirs_count++] = value;

	return 0;
}

static int
set_nothing(struct lws__conf *c, const struct lws__conf_key *key,
	    const char *name, const char *value)
{
	(void)c;
	(void)key;
	(void)name;
	(void)value;

	return 0;
}

static const struct lws__conf_key global_members[] = {
	{"uid", .set = set_id, AT(uid)},
	{"gid", .set = set_id, AT(gid)},
	{"username", .set = lws__conf_set_text, AT(username)},
	{"groupname", .set = lws__conf_set_text, AT(groupname)},
	{"count-threads", .set = lws__conf_set_int, AT(count_threads)},
	{"init-ssl", .set = lws__conf_set_option,
	 .option = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT},
	{"server-string", .set = lws__conf_set_text, AT(server_string)},
	{"plugin-dir", .set = add_plugin_dir},
	{"ws-pingpong-secs", .set = set_nothing},
	{"timeout-secs", .set = lws__conf_set_int, AT(timeout_secs)},
	{"reject-service-keywords", KEY_PAIRS, .set = lws__conf_add_pair,
	 AT(reject_service_keywords)},
	{"default-alpn", .set = lws__conf_set_text, AT(alpn)},
	{"ip-limit-ah", .set = lws__conf_set_ushort, AT(ip_limit_ah)},
	{"ip-limit-wsi", .set = lws__conf_set_ushort, AT(ip_limit_wsi)},
	{"rlimit-nofile", .set = lws__conf_set_int, AT(rlimit_nofile)},
	{.name = NULL},
};

const struct lws__conf_key lws__conf_global_keys[] = {
	{"global", KEY_OBJECT, .members = global_members},
	{.name = NULL},
};

/* those of the files, then those there were */
static int
plugin_dirs_join(struct lws__conf *c)
{
	const char *const *old = c->info.plugin_dirs;
	unsigned int count = 0, n = c->plugin_dirs_count;
	const char **dirs;

	if (!n)
		return 0;
	while (old && old[count])
		count++;
	dirs = lws__conf_alloc(c, (n + count + 1) * sizeof(*dirs));
	if (!dirs) {
		lwsl_err("%s: %s\n", __func__, c->error);
		return 1;
	}
	memcpy(dirs, c->plugin_dirs, n * sizeof(*dirs));
	if (count)
		memcpy(dirs + n, old, count * sizeof(*dirs));
	c->info.plugin_dirs = dirs;

	return 0;
}

int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len)
{
	struct lws__conf c;

	memset(&c, 0, sizeof(c));
	c.at = *config_strings;
	c.left = *len > 0 ? (size_t)*len : 0;
	c.info = *info;
	c.base = &c.info;
	if (lws__conf_read_dir(&c, d, lws__conf_global_keys) ||
	    plugin_dirs_join(&c))
		return 1;
	*info = c.info;
	*config_strings = c.at;
	*len = (int)c.left;

	return 0;
}
