/* SPDX-License-Identifier: MIT */
/*
 * Overlay mounts: what the kernel is told, what is refused before it is asked,
 * and mounts themselves, in a child that is root of a user namespace.  Where
 * the system gives nobody one, those are skipped.
 */

#include "system/fsmount.h"
#include "lws-test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[128], layers[160], changes[160];
static char logged[512];

static void
keep_log(int level, const char *line)
{
	(void)level;
	lws_strncpy(logged, line, sizeof(logged));
}

/* in the folder of the test; one of several buffers */
static const char *
in_dir(const char *name)
{
	static char paths[4][256];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);

	return path;
}

static void
make_tree(void)
{
	static const char *const folders[] = {
		"layers",     "layers/base", "layers/tools", "layers/a",
		"layers/a/b", "layers/top",  "changes",      "mp",
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(folders); n++)
		(void)mkdir(in_dir(folders[n]), 0755);
}

static int
setup(void **state)
{
	(void)state;
	lws_strncpy(dir, "/tmp/lws-fsmount-XXXXXX", sizeof(dir));
	assert_non_null(mkdtemp(dir));
	lws_strncpy(layers, in_dir("layers"), sizeof(layers));
	lws_strncpy(changes, in_dir("changes"), sizeof(changes));
	make_tree();
	lws_set_log_level(LLL_ERR, keep_log);

	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	(void)st;
	(void)kind;
	(void)f;

	return remove(path);
}

static int
teardown(void **state)
{
	(void)state;

	return nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct lws_fsmount
plain(void)
{
	struct lws_fsmount fsm = {.layers_path = layers,
				  .overlay_path = changes,
				  .ovname = "mine",
				  .distro = "base"};

	lws_strncpy(fsm.mp, in_dir("mp"), sizeof(fsm.mp));

	return fsm;
}

/* ---- what the kernel is told --------------------------------------------- */

static void
fsmount__has_the_last_layer_on_top(void **state)
{
	struct lws_fsmount fsm = plain();
	struct lws__fsmount_options *o = malloc(sizeof(*o));
	char want[2048];

	(void)state;
	assert_non_null(o);
	assert_int_equal(lws__fsmount_options(o, &fsm), 0);
	snprintf(want, sizeof(want),
		 "lowerdir=%s/base,upperdir=%s/mine/upper,"
		 "workdir=%s/mine/work",
		 layers, changes, changes);
	assert_string_equal(o->text, want);

	fsm.layers[0] = "tools";
	fsm.layers[1] = "a/b";
	fsm.layers[3] = "top"; /* that one is missing between is fine */
	assert_int_equal(lws__fsmount_options(o, &fsm), 0);
	snprintf(want, sizeof(want),
		 "lowerdir=%s/top:%s/a/b:%s/tools:%s/base,"
		 "upperdir=%s/mine/upper,workdir=%s/mine/work",
		 layers, layers, layers, layers, changes, changes);
	assert_string_equal(o->text, want);

	fsm.distro[0] = '\0';
	fsm.layers[1] = fsm.layers[3] = NULL;
	assert_int_equal(lws__fsmount_options(o, &fsm), 0);
	assert_int_equal(o->layers, 1);
	free(o);
}

/* ---- what is refused ----------------------------------------------------- */

static void
is_refused(struct lws_fsmount *fsm, const char *why)
{
	logged[0] = '\0';
	assert_int_equal(lws_fsmount_mount(fsm), 1);
	if (!strstr(logged, why))
		fail_msg("'%s' is not in '%s'", why, logged);
}

static void
fsmount__says_which_folder_is_missing(void **state)
{
	struct lws_fsmount fsm = plain();

	(void)state;
	fsm.layers_path = in_dir("absent");
	is_refused(&fsm, "layers_path '");
	fsm.layers_path = NULL;
	is_refused(&fsm, "layers_path '': is needed");
	fsm = plain();
	fsm.overlay_path = in_dir("absent");
	is_refused(&fsm, "overlay_path '");
	fsm = plain();
	lws_strncpy(fsm.mp, in_dir("absent"), sizeof(fsm.mp));
	is_refused(&fsm, "mp '");
	is_refused(&fsm, "No such file");
	fsm = plain();
	fsm.layers[2] = "absent";
	is_refused(&fsm, "layers/absent': No such file");
	fsm = plain();
	fsm.distro[0] = '\0';
	is_refused(&fsm, "there is no layer");
	fsm = plain();
	lws_strncpy(fsm.mp, "/dev/null", sizeof(fsm.mp));
	is_refused(&fsm, "is no folder");
}

static void
fsmount__refuses_names_that_lead_elsewhere(void **state)
{
	static const char *const outside[] = {
		"", "/", "/etc", "..", "../", "a/..", "a/../..", "a/../b"};
	static const char *const no_names[] = {"",    ".",   "..",  "a/b",
					       "a,b", "a:b", "a\\b"};
	struct lws_fsmount fsm;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(outside); n++) {
		fsm = plain();
		fsm.layers[0] = outside[n];
		is_refused(&fsm, "is no folder below layers_path");
	}
	for (size_t n = 0; n < LWS_ARRAY_SIZE(no_names); n++) {
		fsm = plain();
		lws_strncpy(fsm.ovname, no_names[n], sizeof(fsm.ovname));
		is_refused(&fsm, "is no name for one");
	}
}

/* they would be read as further options */
static void
fsmount__refuses_what_is_no_text_of_an_option(void **state)
{
	static const char *const names[] = {"a,b", "a:b", "a\\b"};
	struct lws_fsmount fsm;

	(void)state;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		assert_int_equal(mkdir(in_dir(names[n]), 0755), 0);
		fsm = plain();
		fsm.layers_path = in_dir(names[n]);
		is_refused(&fsm, "cannot be in it");
		fsm = plain();
		fsm.overlay_path = in_dir(names[n]);
		is_refused(&fsm, "cannot be in it");
		fsm = plain();
		fsm.layers[0] = names[n];
		is_refused(&fsm, "cannot be in it");
	}
}

static void
fsmount__refuses_names_that_are_too_long(void **state)
{
	static char path[4096];
	struct lws_fsmount fsm = plain();

	(void)state;
	memset(fsm.mp, 'x', sizeof(fsm.mp));
	is_refused(&fsm, "mp '': has no end");
	assert_int_equal(lws_fsmount_unmount(&fsm), 1);
	fsm = plain();
	memset(fsm.ovname, 'x', sizeof(fsm.ovname));
	is_refused(&fsm, "ovname '': has no end");
	fsm = plain();
	memset(fsm.distro, 'x', sizeof(fsm.distro));
	is_refused(&fsm, "distro '': has no end");
	/* folders may have long names: the options then do not fit a page */
	fsm = plain();
	strcpy(path, layers);
	while (strlen(path) < 2000)
		strcat(path, "/../layers");
	fsm.layers_path = path;
	fsm.layers[0] = "tools";
	fsm.layers[1] = "top";
	is_refused(&fsm, "do not fit a page");
	fsm.layers_path = layers;
	fsm.overlay_path = path;
	is_refused(&fsm, "do not fit a page");
}

static void
fsmount__says_when_nothing_is_mounted(void **state)
{
	struct lws_fsmount fsm = plain();

	(void)state;
	assert_int_equal(lws_fsmount_unmount(&fsm), 1);
	/* whoever may not ask the kernel is told that instead */
	assert_non_null(strstr(logged, geteuid() ? "cannot unmount"
						 : "nothing is mounted there"));
}

static int
mount_without_layer(void *unused)
{
	struct lws_fsmount fsm = plain();

	(void)unused;
	logged[0] = 0;
	fsm.distro[0] = '\0'; /* gets as far as that without the kernel */

	return lws_fsmount_mount(&fsm) && strstr(logged, "out of memory");
}

static void
fsmount__survives_each_allocation_failing(void **state)
{
	(void)state;
	lws__test_alloc_sweep(mount_without_layer, NULL);
}

/* ---- mounts -------------------------------------------------------------- */

enum {
	CHILD_FINE,
	CHILD_NO_NAMESPACE, /* the system gives nobody one */
	CHILD_NO_OVERLAY,   /* or no overlays in it */
	CHILD_FAILED,
};

/* nonzero: not so, and stderr says what */
static int
expect(bool fact, const char *what)
{
	if (!fact)
		fprintf(stderr, "not so: %s (log: %s)\n", what, logged);

	return !fact;
}

static int
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		(void)close(fd);

	return n != (ssize_t)strlen(text);
}

static bool
has_text(const char *path, const char *text)
{
	char buf[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		(void)close(fd);

	return n >= 0 && !strcmp(buf, text);
}

/* a mount namespace with a file system of its own at dir */
static int
enter_namespace(void)
{
	char users[64], groups[64];

	/* of ours, outside */
	snprintf(users, sizeof(users), "0 %u 1", (unsigned int)getuid());
	snprintf(groups, sizeof(groups), "0 %u 1", (unsigned int)getgid());

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return CHILD_NO_NAMESPACE;
	if (write_text("/proc/self/uid_map", users) ||
	    write_text("/proc/self/setgroups", "deny") ||
	    write_text("/proc/self/gid_map", groups) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", dir, "tmpfs", 0, NULL))
		return CHILD_NO_NAMESPACE;
	make_tree();

	return CHILD_FINE;
}

static bool
has_overlays(void)
{
	char options[1024];

	(void)mkdir(in_dir("u"), 0755);
	(void)mkdir(in_dir("w"), 0755);
	snprintf(options, sizeof(options),
		 "userxattr,lowerdir=%s/base,upperdir=%s,workdir=%s", layers,
		 in_dir("u"), in_dir("w"));
	if (mount("probe", in_dir("mp"), "overlay", 0, options))
		return false;

	return !umount(in_dir("mp"));
}

static int
layers_are_seen(void)
{
	return expect(has_text(in_dir("mp/both"), "tools"),
		      "the upper layer's file is seen") ||
	       expect(has_text(in_dir("mp/low"), "base"),
		      "the lower layer's file is seen") ||
	       expect(has_text(in_dir("mp/gone"), "base"), "so is the other");
}

static int
changes_stay_apart(struct lws_fsmount *fsm)
{
	return expect(!write_text(in_dir("mp/low"), "changed"), "write") ||
	       expect(!unlink(in_dir("mp/gone")), "unlink") ||
	       expect(!lws_fsmount_unmount(fsm), "unmount") ||
	       expect(has_text(in_dir("layers/base/low"), "base"),
		      "the layer is as it was") ||
	       expect(has_text(in_dir("layers/base/gone"), "base"),
		      "nothing went from it") ||
	       expect(access(in_dir("mp/low"), F_OK), "nothing is mounted") ||
	       expect(!lws_fsmount_mount(fsm), "mount again") ||
	       expect(has_text(in_dir("mp/low"), "changed"),
		      "the change is there again") ||
	       expect(access(in_dir("mp/gone"), F_OK), "what went is gone");
}

static int
busy_is_said(struct lws_fsmount *fsm)
{
	int fd = open(in_dir("mp/low"), O_RDONLY | O_CLOEXEC);
	int ret = expect(fd >= 0, "open") ||
		  expect(lws_fsmount_unmount(fsm), "in use: not unmounted") ||
		  expect(strstr(logged, strerror(EBUSY)) != NULL, "says busy");

	if (fd >= 0)
		(void)close(fd);

	return ret || expect(!lws_fsmount_unmount(fsm), "then unmount") ||
	       expect(lws_fsmount_unmount(fsm), "twice is refused") ||
	       expect(strstr(logged, "nothing is mounted there") != NULL,
		      "in words");
}

static int
in_child(void)
{
	struct lws_fsmount fsm = plain();
	int ret = enter_namespace();

	if (ret)
		return ret;
	if (!has_overlays())
		return CHILD_NO_OVERLAY;
	fsm.layers[0] = "tools";
	ret = expect(!write_text(in_dir("layers/base/low"), "base") &&
			     !write_text(in_dir("layers/base/gone"), "base") &&
			     !write_text(in_dir("layers/base/both"), "base") &&
			     !write_text(in_dir("layers/tools/both"), "tools"),
		     "layers") ||
	      expect(!lws_fsmount_mount(&fsm), "mount") || layers_are_seen() ||
	      changes_stay_apart(&fsm) || busy_is_said(&fsm);

	return ret ? CHILD_FAILED : CHILD_FINE;
}

static void
fsmount__keeps_changes_apart_from_layers(void **state)
{
	int status = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(in_child());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CHILD_NO_NAMESPACE ||
	    WEXITSTATUS(status) == CHILD_NO_OVERLAY) {
		print_message("skipped: this system lets nobody %s\n",
			      WEXITSTATUS(status) == CHILD_NO_OVERLAY
				      ? "mount overlays in a user namespace"
				      : "make user and mount namespaces");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), CHILD_FINE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fsmount__has_the_last_layer_on_top),
		cmocka_unit_test(fsmount__says_which_folder_is_missing),
		cmocka_unit_test(fsmount__refuses_names_that_lead_elsewhere),
		cmocka_unit_test(fsmount__refuses_what_is_no_text_of_an_option),
		cmocka_unit_test(fsmount__refuses_names_that_are_too_long),
		cmocka_unit_test(fsmount__says_when_nothing_is_mounted),
		cmocka_unit_test(fsmount__survives_each_allocation_failing),
		cmocka_unit_test(fsmount__keeps_changes_apart_from_layers),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
