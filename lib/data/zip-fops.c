/* SPDX-License-Identifier: MIT */
/*
 * Files inside zip archives, for the vfs: "some/where/site.zip/index.html".
 *
 *   stored    read where it is
 *   deflated  inflated as it is read; or, for a reader that takes gzip, the
 *             stored bytes with the head and tail of gzip (RFC 1952) around
 *             them
 *
 * What the archive says of a member is checked when it is opened.  That its
 * data is as long as was said, and has the checksum, is known only at its end:
 * reading fails then, and whoever serves the file ends the connection early
 * rather than pass it off as whole.
 */

#include "base/base.h"
#include "core/vfs.h"
#include "data/zip-directory.h"

#include <string.h>
#include <zlib.h>

enum {
	ZIP_DIRECTORY_MAX = 4 << 20, /* bytes we look through for a name */
	ZIP_TAIL = LWS__ZIP_END_LEN + LWS__ZIP_COMMENT_MAX,
	GZIP_HEAD = 10,
	GZIP_TAIL = 8,
	IN_ROOM = 4096,
};

enum zip_how {
	ZIP_STORED, /* as it lies in the archive */
	ZIP_GZIP,   /* deflated, and given so */
	ZIP_INFLATE,
};

struct zip_file {
	struct lws_fop_fd fop; /* what the user holds */
	lws_fop_fd_t archive;  /* owned */
	z_stream z;            /* ZIP_INFLATE */
	uint64_t data_at;
	uint64_t taken;    /* of the packed bytes, by z */
	uint64_t inflated; /* bytes that came out of z */
	uint32_t packed_len;
	uint32_t len;
	uint32_t crc;
	uint32_t crc_so_far;
	uint8_t how;
	bool has_z;
	uint8_t in[IN_ROOM];
};

static struct zip_file *
file_of(lws_fop_fd_t fop)
{
	return lws_container_of(fop, struct zip_file, fop);
}

/* all len bytes at that place of the archive, or nonzero */
static int
read_at(lws_fop_fd_t archive, uint64_t at, uint8_t *buf, size_t len)
{
	lws_filepos_t got;

	if (lws_vfs_file_seek_set(archive, (lws_fileofs_t)at) < 0)
		return 1;
	for (; len; len -= (size_t)got, buf += got)
		if (lws_vfs_file_read(archive, &got, buf, len) || !got ||
		    got > len)
			return 1;

	return 0;
}

/* ---- inflating -----------------------------------------------------------
 */

static void *
z_alloc(void *opaque, unsigned int count, unsigned int len)
{
	(void)opaque;

	return lws__malloc((size_t)count * len, "zlib");
}

static void
z_free(void *opaque, void *p)
{
	(void)opaque;
	lws__free(p);
}

static void
inflate_stop(struct zip_file *f)
{
	if (f->has_z)
		inflateEnd(&f->z);
	f->has_z = false;
}

/* from the beginning */
static int
inflate_start(struct zip_file *f)
{
	inflate_stop(f);
	memset(&f->z, 0, sizeof(f->z));
	f->z.zalloc = z_alloc;
	f->z.zfree = z_free;
	f->taken = f->inflated = f->crc_so_far = 0;
	f->has_z = inflateInit2(&f->z, -MAX_WBITS) == Z_OK;

	return !f->has_z;
}

static int
inflate_refill(struct zip_file *f)
{
	uint64_t left = f->packed_len - f->taken;
	size_t len = left < IN_ROOM ? (size_t)left : IN_ROOM;

	if (read_at(f->archive, f->data_at + f->taken, f->in, len))
		return 1;
	f->z.next_in = f->in;
	f->z.avail_in = (unsigned int)len;
	f->taken += len;

	return 0;
}

/* exactly len more bytes, which the member has by its entry; or nonzero */
static int
inflate_some(struct zip_file *f, uint8_t *buf, size_t len)
{
	int r = Z_OK;

	f->z.next_out = buf;
	f->z.avail_out = (unsigned int)len;
	while (f->z.avail_out) {
		if (!f->z.avail_in && f->taken < f->packed_len &&
		    inflate_refill(f))
			return 1;
		/* also without input: it may hold back what it has made.  If
		 * not, there is less than was said, and it fails */
		r = inflate(&f->z, Z_NO_FLUSH);
		if (r == Z_STREAM_END && !f->z.avail_out)
			break;
		if (r != Z_OK)
			return 1;
	}
	f->crc_so_far = (uint32_t)crc32(f->crc_so_far, buf, (unsigned int)len);
	f->inflated += len;

	return f->inflated == f->len && f->crc_so_far != f->crc;
}

/* to where the reader wants to go on */
static int
inflate_until(struct zip_file *f, uint64_t pos)
{
	uint8_t skipped[1024];

	if ((!f->has_z || pos < f->inflated) && inflate_start(f))
		return 1;
	while (f->inflated < pos) {
		uint64_t left = pos - f->inflated;

		if (inflate_some(f, skipped,
				 left < sizeof(skipped) ? (size_t)left
							: sizeof(skipped)))
			return 1;
	}

	return 0;
}

/* ---- gzip ----------------------------------------------------------------
 */

static void
put_le32(uint8_t *p, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(n >> (8 * i));
}

/* one of the three pieces that pos is in; its bytes are at most *len */
static int
gzip_read(const struct zip_file *f, uint64_t pos, uint8_t *buf, size_t *len)
{
	/* RFC 1952 2.3: deflate, no time, no name, system unknown */
	static const uint8_t head[GZIP_HEAD] = {0x1f, 0x8b, 8, 0, 0,
						0,    0,    0, 0, 255};
	uint64_t data_end = (uint64_t)GZIP_HEAD + f->packed_len;
	uint8_t tail[GZIP_TAIL];
	const uint8_t *from = NULL;
	uint64_t left;

	if (pos < GZIP_HEAD) {
		from = head + pos;
		left = GZIP_HEAD - pos;
	} else if (pos < data_end)
		left = data_end - pos;
	else {
		put_le32(tail, f->crc);
		put_le32(tail + 4, f->len);
		from = tail + (pos - data_end);
		left = data_end + GZIP_TAIL - pos;
	}
	if (*len > left)
		*len = (size_t)left;
	if (!from)
		return read_at(f->archive, f->data_at + pos - GZIP_HEAD, buf,
			       *len);
	memcpy(buf, from, *len);

	return 0;
}

/* ---- the file operations -------------------------------------------------
 */

static int
zip_close(lws_fop_fd_t *fop)
{
	struct zip_file *f;

	if (!*fop)
		return 0;
	f = file_of(*fop);
	inflate_stop(f);
	lws_vfs_file_close(&f->archive);
	lws__free(f);
	*fop = NULL;

	return 0;
}

static lws_fileofs_t
zip_seek_cur(lws_fop_fd_t fop, lws_fileofs_t offset)
{
	lws_fileofs_t pos = (lws_fileofs_t)fop->pos;

	if (offset < -pos || offset > (lws_fileofs_t)fop->len - pos)
		return -1;
	fop->pos = (lws_filepos_t)(pos + offset);

	return pos + offset;
}

static int
zip_read(lws_fop_fd_t fop, lws_filepos_t *amount, uint8_t *buf,
	 lws_filepos_t len)
{
	struct zip_file *f = file_of(fop);
	lws_filepos_t left = fop->len - fop->pos;
	size_t n = (size_t)(len < left ? len : left);
	int failed;

	*amount = 0;
	if (n > 1 << 30)
		n = 1 << 30;
	if (!n)
		return 0;
	if (f->how == ZIP_STORED)
		failed = read_at(f->archive, f->data_at + fop->pos, buf, n);
	else if (f->how == ZIP_GZIP)
		failed = gzip_read(f, fop->pos, buf, &n);
	else
		failed = inflate_until(f, fop->pos) || inflate_some(f, buf, n);
	if (failed) {
		lwsl_warn("zip: a member's data is not what was said of it\n");
		inflate_stop(f);
		return -1;
	}
	fop->pos += n;
	*amount = n;

	return 0;
}

static int
zip_write(lws_fop_fd_t fop, lws_filepos_t *amount, uint8_t *buf,
	  lws_filepos_t len)
{
	(void)fop;
	(void)buf;
	(void)len;
	*amount = 0;

	return -1;
}

static int
find_end(lws_fop_fd_t archive, struct lws__zip_end *end)
{
	uint64_t file_len = lws_vfs_get_length(archive);
	size_t len = file_len < ZIP_TAIL ? (size_t)file_len : ZIP_TAIL;
	uint8_t *tail = lws__malloc(len + 1, "zip end");
	int failed = !tail || read_at(archive, file_len - len, tail, len) ||
		     lws__zip_find_end(tail, len, file_len, end);

	lws__free(tail);

	return failed;
}

/* f's facts, if the archive has a member of that name that can be read */
static int
find_member(struct zip_file *f, const char *name)
{
	uint8_t *directory = NULL, local[LWS__ZIP_LOCAL_LEN];
	struct lws__zip_entry e;
	struct lws__zip_end end;
	int failed;

	if (find_end(f->archive, &end) || end.directory_len > ZIP_DIRECTORY_MAX)
		return 1;
	directory = lws__malloc(end.directory_len + 1, "zip directory");
	failed = !directory ||
		 read_at(f->archive, end.directory_at, directory,
			 end.directory_len) ||
		 lws__zip_find(directory, &end, name, &e) ||
		 !lws__zip_is_readable(&e, &end) ||
		 read_at(f->archive, e.header_at, local, sizeof(local)) ||
		 lws__zip_data_at(local, &e, &end, &f->data_at);
	lws__free(directory);
	if (failed)
		return 1;
	f->packed_len = e.packed_len;
	f->len = e.len;
	f->crc = e.crc;
	f->how = e.method == LWS__ZIP_STORED ? ZIP_STORED : ZIP_INFLATE;
	f->fop.len = e.len;
	f->fop.mod_time = e.modified > 0 && e.modified <= UINT32_MAX
				  ? (uint32_t)e.modified
				  : 0;

	return 0;
}

static lws_fop_fd_t
open_archive(const struct lws_plat_file_ops *fops, const char *filename,
	     const char *vpath)
{
	size_t whole = strlen(filename), inner = strlen(vpath);
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_fop_fd_t archive;
	char *path;

	if (whole <= inner + 1 || strcmp(filename + whole - inner, vpath))
		return NULL;
	path = lws__strndup(filename, whole - inner - 1, "zip path");
	if (!path)
		return NULL;
	archive = lws_vfs_file_open(fops, path, &flags);
	lws__free(path);

	return archive;
}

static lws_fop_fd_t
zip_open(const struct lws_plat_file_ops *fops_own,
	 const struct lws_plat_file_ops *fops, const char *filename,
	 const char *vpath, lws_fop_flags_t *flags)
{
	struct zip_file *f;

	if ((*flags & LWS_FOP_FLAGS_MASK) != LWS_O_RDONLY || !*vpath)
		return NULL;
	f = lws__zalloc(sizeof(*f), "zip file");
	if (!f)
		return NULL;
	f->fop.fops = fops_own;
	f->fop.fd = LWS_INVALID_FILE;
	f->archive = open_archive(fops, filename, vpath);
	if (!f->archive || find_member(f, vpath)) {
		lws_fop_fd_t fop = &f->fop;

		zip_close(&fop);
		return NULL;
	}
	if (f->how == ZIP_INFLATE &&
	    (*flags & LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP)) {
		f->how = ZIP_GZIP;
		f->fop.len =
			(lws_filepos_t)GZIP_HEAD + f->packed_len + GZIP_TAIL;
		*flags |= LWS_FOP_FLAG_COMPR_IS_GZIP;
	}
	*flags |= LWS_FOP_FLAG_VIRTUAL;
	if (f->fop.mod_time)
		*flags |= LWS_FOP_FLAG_MOD_TIME_VALID;
	f->fop.flags = *flags;

	return &f->fop;
}

#define ZIP_FOPS                                                            \
	{                                                                   \
		.LWS_FOP_OPEN = zip_open, .LWS_FOP_CLOSE = zip_close,       \
		.LWS_FOP_SEEK_CUR = zip_seek_cur, .LWS_FOP_READ = zip_read, \
		.LWS_FOP_WRITE = zip_write,                                 \
		.fi = {{".zip/", 5}, {".jar/", 5}, {".war/", 5}},           \
	}

/* what the vfs asks last, and the same for programs that name it */
const struct lws_plat_file_ops lws__vfs_zip = ZIP_FOPS;
struct lws_plat_file_ops fops_zip = ZIP_FOPS;
