/* SPDX-License-Identifier: MIT */
/*
 * Which files a configuration is: the file conf of a folder, then those of its
 * conf.d in the order of their names; what begins with '.' is hidden.
 */

#include "system/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct conf_dir {
	struct lws__conf *c;
	const struct lws__conf_key *keys;
	int bad;
};

/* *text is owned by the caller; nonzero: errno says why */
static int
file_read(int fd, uint8_t **text, size_t *len)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return 1;
	if (!S_ISREG(st.st_mode) || st.st_size > CONF_FILE_MAX) {
		errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
		return 1;
	}
	*text = lws__malloc((size_t)st.st_size + 1, "configuration");
	if (!*text) {
		errno = ENOMEM;
		return 1;
	}
	*len = 0;
	while (*len < (size_t)st.st_size) {
		got = read(fd, *text + *len, (size_t)st.st_size - *len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return 1;
		if (!got)
			break;
		*len += (size_t)got;
	}

	return 0;
}

static int
conf_file(struct lws__conf *c, const char *path,
	  const struct lws__conf_key *keys)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), bad = 1;
	uint8_t *text = NULL;
	size_t len = 0;

	c->path = path;
	if (fd >= 0)
		bad = file_read(fd, &text, &len);
	if (bad)
		lwsl_err("%s: not read: %s\n", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (!bad) {
		bad = lws__conf_read_text(c, keys, text, len);
		if (bad)
			lwsl_err("%s:%u:%u: %s\n", path, c->line, c->column,
				 c->error);
	}
	lws__free(text);

	return bad;
}

static int
dir_entry(const char *dirpath, void *user, struct lws_dir_entry *entry)
{
	struct conf_dir *d = user;
	char path[1024];

	if (entry->name[0] == '.' || entry->type == LDOT_DIR)
		return 0;
	if (lws_snprintf(path, sizeof(path), "%s/%s", dirpath, entry->name) >=
	    (int)sizeof(path) - 1) {
		lwsl_err("%s/%s: the path is too long\n", dirpath, entry->name);
		d->bad = 1;
	} else {
		d->bad = conf_file(d->c, path, d->keys);
	}

	return d->bad;
}

int
lws__conf_read_dir(struct lws__conf *c, const char *dir,
		   const struct lws__conf_key *keys)
{
	struct conf_dir d = {c, keys, 0};
	char path[1024];

	if (lws_snprintf(path, sizeof(path), "%s/conf.d", dir) >=
	    (int)sizeof(path) - 1) {
		lwsl_err("%s: the path is too long\n", dir);
		return 1;
	}
	path[strlen(path) - 2] = '\0'; /* "/conf" */
	if (conf_file(c, path, keys))
		return 1;
	lws_snprintf(path, sizeof(path), "%s/conf.d", dir);
	if (access(path, F_OK))
		return 0;
	if (lws_dir(path, &d, dir_entry) && !d.bad) {
		lwsl_err("%s: not read: %s\n", path, strerror(errno));
		return 1;
	}

	return d.bad;
}
