/* SPDX-License-Identifier: MIT */
/*
 * An event library's module is looked for beside the library, then where
 * libraries were to be installed, then where the system looks for them.
 *
 * It stays loaded: a loop of the application may still have to call it to end
 * what it began, after the context has gone.
 */

#include "core/evlib-module.h"
#include "plat/plat.h"

#include <string.h>

enum {
	PATH_ROOM = 512,
	SAID_ROOM = 1024,
};

/* why each place did not do, for one log line */
struct said {
	char text[SAID_ROOM];
	size_t len;
};

static void
say(struct said *said, const char *path, const char *why)
{
	/* the system's words often begin with the path */
	bool has_path = !strncmp(why, path, strlen(path));

	said->len += (size_t)lws_snprintf(
		said->text + said->len, sizeof(said->text) - said->len,
		"%s%s%s%s", said->len ? "; " : "", has_path ? "" : path,
		has_path ? "" : ": ", why);
}

/* programs that are linked with the archive have another copy of us */
static bool
is_of_this_copy(void *handle)
{
	const char *(*version)(void);
	void *symbol =
		lws__plat_module_symbol(handle, "lws_get_library_version");

	if (!symbol)
		return false;
	memcpy(&version, &symbol, sizeof(version));

	return version() == lws_get_library_version();
}

static const struct lws_plugin_evlib *
load_from(const char *path, const char *module, struct said *said)
{
	const struct lws_plugin_evlib *lib;
	char why[256];
	void *handle = lws__plat_module_open(path, why, sizeof(why));

	if (!handle) {
		say(said, path, why);
		return NULL;
	}
	lib = lws__plat_module_symbol(handle, module);
	if (!lib || strcmp(lib->hdr._class, "lws_evlib_plugin"))
		say(said, path, "is no event library module");
	else if (lib->hdr.api_magic != LWS_PLUGIN_API_MAGIC)
		say(said, path, "is made for another interface");
	else if (!is_of_this_copy(handle))
		say(said, path,
		    "belongs to the shared library, and this program has the "
		    "static one: build it with LWS_WITH_EVLIB_PLUGINS=OFF");
	else
		return lib;
	lws__plat_module_close(handle);

	return NULL;
}

const struct lws_plugin_evlib *
lws__evlib_load(struct lws_context *cx, const char *name, const char *module)
{
	char beside[PATH_ROOM], path[PATH_ROOM];
	const char *const dirs[] = {beside, LWS_INSTALL_LIBDIR, ""};
	const struct lws_plugin_evlib *lib = NULL;
	struct said said = {.len = 0};
	size_t n = 0;

	if (lws__plat_own_dir(beside, sizeof(beside)))
		n = 1;
	for (; n < LWS_ARRAY_SIZE(dirs) && !lib; n++) {
		lws_snprintf(path, sizeof(path), "%s%slibwebsockets-%s%s",
			     dirs[n], *dirs[n] ? "/" : "", module,
			     LWS__PLAT_MODULE_SUFFIX);
		lib = load_from(path, module, &said);
	}
	if (!lib)
		lwsl_cx_err(cx, "no event loop %s: %s", name, said.text);

	return lib;
}
