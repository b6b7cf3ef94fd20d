/* SPDX-License-Identifier: MIT */
/*
 * Plugins: shared objects that export one descriptor.
 *
 * The descriptor begins with a lws_plugin_header_t and is called like the
 * file, without "lib", "websockets-" and what follows the first dot, and with
 * '_' for '-': libprotocol_lws_mirror.so has protocol_lws_mirror, and
 * libwebsockets-evlib_uv.so has evlib_uv.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <dlfcn.h>
#include <string.h>

#define SYMBOL_MAX 128

struct search {
	struct lws_plugin **list;
	const char *class_name;
	const char *filter; /* NULL = all */
	each_plugin_cb_t each;
	void *each_user;
};

static const char *
after_prefix(const char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) ? s : s + len;
}

/* 0 with the symbol; -1: not a name of a plugin */
static int
symbol_from_file(const char *file, char *symbol)
{
	const char *at = after_prefix(after_prefix(file, "lib"), "websockets-");
	const char *dot = strchr(at, '.');
	size_t len, i;

	if (!dot || (strcmp(dot, ".so") && strcmp(dot, ".dylib")))
		return -1;
	len = (size_t)(dot - at);
	if (!len || len >= SYMBOL_MAX)
		return -1;

	for (i = 0; i < len; i++)
		symbol[i] = at[i] == '-' ? '_' : at[i];
	symbol[len] = '\0';

	return 0;
}

static bool
is_loaded(const struct lws_plugin *p, const lws_plugin_header_t *hdr)
{
	for (; p; p = p->list)
		if (!strcmp(p->hdr->name, hdr->name) &&
		    !strcmp(p->hdr->_class, hdr->_class))
			return true;

	return false;
}

static bool
header_fits(const lws_plugin_header_t *hdr, const struct search *s,
	    const char *path)
{
	if (hdr->api_magic != LWS_PLUGIN_API_MAGIC) {
		lwsl_err("plugin %s: made for interface %u, this library has "
			 "%u\n",
			 path, hdr->api_magic, LWS_PLUGIN_API_MAGIC);
		return false;
	}
	if (!hdr->name || !hdr->_class ||
	    (s->class_name && strcmp(hdr->_class, s->class_name)))
		return false;
	if (is_loaded(*s->list, hdr)) {
		lwsl_info("plugin %s: %s is loaded already\n", path, hdr->name);
		return false;
	}

	return true;
}

/* a plugin on the list, or handle is closed */
static void
keep_or_close(struct search *s, void *handle, const lws_plugin_header_t *hdr,
	      const char *path)
{
	struct lws_plugin *p = NULL;

	if (header_fits(hdr, s, path))
		p = lws__zalloc(sizeof(*p), "plugin");
	if (!p) {
		(void)dlclose(handle);
		return;
	}

	p->hdr = hdr;
	p->u.l = handle;
	if (s->each && s->each(p, s->each_user)) {
		lwsl_warn("plugin %s: refused\n", path);
		lws__free(p);
		(void)dlclose(handle);
		return;
	}

	p->list = *s->list;
	*s->list = p;
	lwsl_info("plugin %s: %s loaded\n", path, hdr->name);
}

static int
load_file(const char *path, void *user, const char *symbol)
{
	const lws_plugin_header_t *hdr;
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		lwsl_err("plugin %s: %s\n", path, dlerror());
		return 0;
	}

	hdr = dlsym(handle, symbol);
	if (!hdr) {
		lwsl_info("plugin %s: no descriptor %s\n", path, symbol);
		(void)dlclose(handle);
		return 0;
	}
	keep_or_close(user, handle, hdr, path);

	return 0;
}

static int
consider(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	const struct search *s = user;
	size_t dir_len = strlen(dirpath), name_len = strlen(lde->name);
	char symbol[SYMBOL_MAX], *path;
	int ret;

	if (lde->type == LDOT_DIR || symbol_from_file(lde->name, symbol) ||
	    (s->filter && !strstr(lde->name, s->filter)))
		return 0;

	path = lws__malloc(dir_len + name_len + 2, "plugin path");
	if (!path)
		return 1;
	memcpy(path, dirpath, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, lde->name, name_len + 1);
	ret = load_file(path, user, symbol);
	lws__free(path);

	return ret;
}

/*
 * Loads the plugins of class _class (NULL = any) whose file name contains
 * filter (NULL = any) from each directory of the NULL-terminated list d, and
 * puts them on *pplugin.  each() sees one before that and refuses it with
 * nonzero.  Nonzero: a directory could not be read.
 */
int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user)
{
	struct search s = {
		.list = pplugin,
		.class_name = _class,
		.filter = filter,
		.each = each,
		.each_user = each_user,
	};
	int bad = 0;

	for (; d && *d; d++)
		if (lws_dir(*d, &s, consider))
			bad = 1;

	return bad;
}

/* each() sees every plugin before it is unloaded; *pplugin is NULL then */
int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user)
{
	struct lws_plugin *p;

	while ((p = *pplugin)) {
		if (each)
			(void)each(p, each_user);
		*pplugin = p->list;
		(void)dlclose(p->u.l);
		lws__free(p);
	}

	return 0;
}
