/* SPDX-License-Identifier: MIT */
/*
 * Shared objects that are loaded by path.
 */

#include "plat/plat.h"
#include "base/base.h"

#include <dlfcn.h>
#include <string.h>

void *
lws__plat_module_open(const char *path, char *why, size_t len)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const char *error;

	if (handle)
		return handle;
	error = dlerror();
	lws_strncpy(why, error ? error : "cannot be loaded", len);

	return NULL;
}

void *
lws__plat_module_symbol(void *handle, const char *name)
{
	return dlsym(handle, name);
}

void
lws__plat_module_close(void *handle)
{
	(void)dlclose(handle);
}

int
lws__plat_own_dir(char *buf, size_t len)
{
	static const char here;
	const char *slash;
	Dl_info info;

	if (!dladdr(&here, &info) || !info.dli_fname)
		return 1;
	slash = strrchr(info.dli_fname, '/');
	if (!slash || (size_t)(slash - info.dli_fname) >= len)
		return 1;
	memcpy(buf, info.dli_fname, (size_t)(slash - info.dli_fname));
	buf[slash - info.dli_fname] = '\0';

	return 0;
}
