/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Virtual files: a file system of our own, in memory, beside the disk's.
 *
 * A path that contains ":mem/" leads into it, for our own code here, and for
 * file mounts in a server.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
check(int is_true, const char *what)
{
	if (is_true)
		return;
	lwsl_err("FAIL: %s\n", what);
	failures++;
}

enum {
	MEM_MAX = 256,
};

/* the only file it has: whatever its name */
static uint8_t mem[MEM_MAX];
static size_t mem_len;
static int mem_open;

static lws_fop_fd_t
mem_fop_open(const struct lws_plat_file_ops *fops_own,
	     const struct lws_plat_file_ops *fops, const char *filename,
	     const char *vpath, lws_fop_flags_t *flags)
{
	lws_fop_fd_t f;

	(void)fops;
	(void)filename;
	if (strcmp(vpath, "note.txt"))
		return NULL;
	f = (lws_fop_fd_t)calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->fd = LWS_INVALID_FILE;
	f->fops = fops_own; /* so that read and the others come to us */
	*flags |= LWS_FOP_FLAG_VIRTUAL;
	f->flags = *flags;
	f->len = mem_len;
	mem_open++;

	return f;
}

static int
mem_fop_close(lws_fop_fd_t *f)
{
	free(*f);
	*f = NULL;
	mem_open--;

	return 0;
}

static lws_fileofs_t
mem_fop_seek_cur(lws_fop_fd_t f, lws_fileofs_t offset)
{
	lws_fileofs_t to = (lws_fileofs_t)f->pos + offset;

	if (to < 0 || to > (lws_fileofs_t)f->len)
		return -1;
	f->pos = (lws_filepos_t)to;

	return to;
}

static int
mem_fop_read(lws_fop_fd_t f, lws_filepos_t *amount, uint8_t *buf,
	     lws_filepos_t len)
{
	*amount = f->len - f->pos < len ? f->len - f->pos : len;
	memcpy(buf, mem + f->pos, (size_t)*amount);
	f->pos += *amount;

	return 0;
}

static int
mem_fop_write(lws_fop_fd_t f, lws_filepos_t *amount, uint8_t *buf,
	      lws_filepos_t len)
{
	*amount = 0;
	if (len > MEM_MAX - f->pos)
		return -1;
	memcpy(mem + f->pos, buf, (size_t)len);
	f->pos += len;
	if (f->len < f->pos)
		f->len = f->pos;
	mem_len = (size_t)f->len;
	*amount = len;

	return 0;
}

static const struct lws_plat_file_ops fops_mem = {
	.LWS_FOP_OPEN = mem_fop_open,
	.LWS_FOP_CLOSE = mem_fop_close,
	.LWS_FOP_SEEK_CUR = mem_fop_seek_cur,
	.LWS_FOP_READ = mem_fop_read,
	.LWS_FOP_WRITE = mem_fop_write,
	.fi = {{":mem/", 5}},
};

/* the same code for a file on the disk and for one in memory */
static void
write_and_read(struct lws_context *cx, const char *path)
{
	lws_fop_flags_t flags = LWS_O_WRONLY | LWS_O_CREAT | LWS_O_TRUNC;
	lws_fop_fd_t f = lws_vfs_file_open(lws_get_fops(cx), path, &flags);
	uint8_t text[] = "virtual or not", buf[64];
	lws_filepos_t n = 0;

	check(!!f, "open to write");
	if (!f)
		return;
	check(!lws_vfs_file_write(f, &n, text, sizeof(text)) &&
		      n == sizeof(text),
	      "write");
	check(!lws_vfs_file_close(&f) && !f, "close");

	flags = LWS_O_RDONLY;
	f = lws_vfs_file_open(lws_get_fops(cx), path, &flags);
	check(!!f, "open to read");
	if (!f)
		return;
	check(lws_vfs_get_length(f) == sizeof(text), "its length");
	check(lws_vfs_file_seek_end(f, -4) == sizeof(text) - 4, "seek");
	check(!lws_vfs_file_read(f, &n, buf, sizeof(buf)) && n == 4 &&
		      !memcmp(buf, "not", 4),
	      "the end of it");
	check(!lws_vfs_file_read(f, &n, buf, sizeof(buf)) && !n,
	      "0 bytes: the end");
	check(lws_vfs_file_seek_set(f, 0) == 0 && !lws_vfs_tell(f), "rewind");
	check(!lws_vfs_file_read(f, &n, buf, sizeof(buf)) &&
		      n == sizeof(text) && !memcmp(buf, text, sizeof(text)),
	      "all of it");
	lws_vfs_file_close(&f);
}

static void
a_file_system_of_our_own(void)
{
	struct lws_context_creation_info info;
	lws_fop_flags_t flags = LWS_O_RDONLY;
	struct lws_context *cx;
	lws_fop_fd_t f;
	char path[64];

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.fops = &fops_mem;
	cx = lws_create_context(&info);
	check(!!cx, "context");
	if (!cx)
		return;

	write_and_read(cx, "/any/where/:mem/note.txt");
	check(!mem_open && mem_len, "that was ours");
	f = lws_vfs_file_open(lws_get_fops(cx), "/:mem/other.txt", &flags);
	check(!f, "there is no other file in it");

	lws_snprintf(path, sizeof(path), "/tmp/lws-api-test-vfs-%d",
		     (int)getpid());
	write_and_read(cx, path);
	check(!unlink(path), "and that was the disk");

	lws_context_destroy(cx);
}

int
main(int argc, const char **argv)
{
	const char *level = lws_cmdline_option(argc, argv, "-d");

	lws_set_log_level(level ? (int)strtol(level, NULL, 10)
				: LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE,
			  NULL);
	lwsl_user("LWS API selftest: vfs\n");

	a_file_system_of_our_own();

	lwsl_user("Completed: %s\n", failures ? "FAIL" : "PASS");

	return !!failures;
}
