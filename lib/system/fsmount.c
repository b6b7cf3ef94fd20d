/* SPDX-License-Identifier: MIT */
/*
 * Overlay mounts: from folders and names to the options of overlayfs.
 *
 *   lowerdir  layers_path/<layers[3]>: ... :layers_path/<distro>
 *   upperdir  overlay_path/<ovname>/upper
 *   workdir   overlay_path/<ovname>/work, the kernel's own
 *
 * The kernel takes the options as one text and would say of nothing in it what
 * is wrong; so each folder is looked at first.
 */

#include "system/fsmount.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	PATH_LEN = 1024,
};

static int
refuse(const char *what, const char *name, const char *why)
{
	lwsl_err("fsmount: %s '%s': %s\n", what, name ? name : "", why);

	return 1;
}

/* ---- names --------------------------------------------------------------- */

/* these have a meaning in the text of options */
static bool
is_writable_in_options(const char *path)
{
	return !path[strcspn(path, ",:\\")];
}

/* a relative path that does not lead out of its folder */
static bool
stays_below(const char *path)
{
	const char *at = path;

	if (!*path || *path == '/')
		return false;
	while (at) {
		if (!strncmp(at, "..", 2) && (!at[2] || at[2] == '/'))
			return false;
		at = strchr(at, '/');
		if (at)
			at++;
	}

	return true;
}

static int
check_folder(const char *what, const char *path)
{
	struct lws__plat_stat st;
	int error;

	if (!path || !*path)
		return refuse(what, path, "is needed");
	if (!is_writable_in_options(path))
		return refuse(what, path, "',', ':' and '\\' cannot be in it");
	error = lws__plat_stat(path, &st);
	if (error)
		return refuse(what, path, strerror(error));

	return st.is_dir ? 0 : refuse(what, path, "is no folder");
}

/* the name is in a member of that many bytes */
static int
check_end(const char *what, const char *name, size_t size)
{
	return memchr(name, 0, size) ? 0 : refuse(what, "", "has no end");
}

static int
check_names(const struct lws_fsmount *fsm)
{
	if (check_end("mp", fsm->mp, sizeof(fsm->mp)) ||
	    check_end("ovname", fsm->ovname, sizeof(fsm->ovname)) ||
	    check_end("distro", fsm->distro, sizeof(fsm->distro)))
		return 1;
	if (!fsm->ovname[0] || fsm->ovname[0] == '.' ||
	    strchr(fsm->ovname, '/') || !is_writable_in_options(fsm->ovname))
		return refuse("ovname", fsm->ovname, "is no name for one");

	return check_folder("layers_path", fsm->layers_path) ||
	       check_folder("overlay_path", fsm->overlay_path) ||
	       check_folder("mp", fsm->mp);
}

/* ---- options ------------------------------------------------------------- */

/* behind what is there already; nonzero: no room */
LWS_FORMAT(2)
static int
put(struct lws__fsmount_options *o, const char *format, ...)
{
	size_t room = sizeof(o->text) - o->len;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(o->text + o->len, room, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		return refuse("options", "", "do not fit a page");
	o->len += (size_t)n;

	return 0;
}

static int
put_layer(struct lws__fsmount_options *o, const struct lws_fsmount *fsm,
	  const char *name)
{
	size_t from;

	if (!stays_below(name))
		return refuse("layer", name, "is no folder below layers_path");
	if (put(o, "%s", o->layers++ ? ":" : "lowerdir="))
		return 1;
	from = o->len;

	return put(o, "%s/%s", fsm->layers_path, name) ||
	       check_folder("layer", o->text + from);
}

int
lws__fsmount_options(struct lws__fsmount_options *o,
		     const struct lws_fsmount *fsm)
{
	int n = LWS_ARRAY_SIZE(fsm->layers);

	o->len = 0;
	o->layers = 0;
	o->text[0] = '\0';
	if (check_names(fsm))
		return 1;
	while (--n >= 0)
		if (fsm->layers[n] && put_layer(o, fsm, fsm->layers[n]))
			return 1;
	if (fsm->distro[0] && put_layer(o, fsm, fsm->distro))
		return 1;
	if (!o->layers)
		return refuse("mp", fsm->mp, "there is no layer");

	return put(o, ",upperdir=%s/%s/upper,workdir=%s/%s/work",
		   fsm->overlay_path, fsm->ovname, fsm->overlay_path,
		   fsm->ovname);
}

/* ---- folders of changes -------------------------------------------------- */

static int
make_folder(const struct lws_fsmount *fsm, const char *below, unsigned int mode)
{
	char path[PATH_LEN];
	int n = snprintf(path, sizeof(path), "%s/%s%s", fsm->overlay_path,
			 fsm->ovname, below);
	int error;

	if (n < 0 || (size_t)n >= sizeof(path))
		return refuse("overlay_path", fsm->ovname, "is too long");
	error = lws__plat_folder(path, mode);

	return error ? refuse("overlay", path, strerror(error)) : 0;
}

/* what is seen at the mount has the mode of upper */
static int
make_folders(const struct lws_fsmount *fsm)
{
	return make_folder(fsm, "", 0700) || make_folder(fsm, "/upper", 0755) ||
	       make_folder(fsm, "/work", 0700);
}

/* ---- public -------------------------------------------------------------- */

static int
mount_it(struct lws_fsmount *fsm, struct lws__fsmount_options *o)
{
	const struct lws__plat_overlay overlay = {fsm->ovname, fsm->mp,
						  o->text};
	int error;

	if (lws__fsmount_options(o, fsm) || make_folders(fsm))
		return 1;
	error = lws__plat_overlay_mount(&overlay);
	if (error)
		return refuse("cannot mount at", fsm->mp, strerror(error));
	lwsl_info("fsmount: %s is mounted at %s\n", fsm->ovname, fsm->mp);

	return 0;
}

int
lws_fsmount_mount(struct lws_fsmount *fsm)
{
	struct lws__fsmount_options *o = lws__malloc(sizeof(*o), "fsmount");
	int ret;

	if (!o)
		return refuse("cannot mount at", "", "out of memory");
	ret = mount_it(fsm, o);
	lws__free(o);

	return ret;
}

int
lws_fsmount_unmount(struct lws_fsmount *fsm)
{
	int error;

	if (check_end("mp", fsm->mp, sizeof(fsm->mp)))
		return 1;
	error = lws__plat_overlay_unmount(fsm->mp);
	if (!error)
		return 0;

	return refuse("cannot unmount", fsm->mp,
		      error == EINVAL ? "nothing is mounted there"
				      : strerror(error));
}
