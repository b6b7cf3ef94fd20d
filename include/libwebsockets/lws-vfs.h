/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_VFS_H)
#define LIBWEBSOCKETS_LWS_VFS_H

/**
 * \defgroup fops Virtual files
 * Files are opened through a list of file operations, so that a path can lead
 * into
 * an archive or into memory.  What serves files over HTTP uses it.
 * @{
 */

#define LWS_FOP_OPEN                       open
#define LWS_FOP_CLOSE                      close
#define LWS_FOP_SEEK_CUR                   seek_cur
#define LWS_FOP_READ                       read
#define LWS_FOP_WRITE                      write
/** the LWS_O_... part of flags */
#define LWS_FOP_FLAGS_MASK                 ((1 << 23) - 1)
/** in: the caller takes gzip */
#define LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP (1 << 24)
/** out: this is gzip */
#define LWS_FOP_FLAG_COMPR_IS_GZIP         (1 << 25)
/** out: mod_time is set */
#define LWS_FOP_FLAG_MOD_TIME_VALID        (1 << 26)
/** out: there is no fd */
#define LWS_FOP_FLAG_VIRTUAL               (1 << 27)

struct lws_fop_fd;
struct lws_fops_index;

/** an open file */
struct lws_fop_fd {
	/** real file, unless LWS_FOP_FLAG_VIRTUAL */
	lws_filefd_type fd;
	/** borrowed: what can be done with it */
	const struct lws_plat_file_ops *fops;
	/** the file operations' own */
	void *filesystem_priv;
	/** bytes from the start */
	lws_filepos_t pos;
	/** bytes in all */
	lws_filepos_t len;
	/** LWS_O_... and LWS_FOP_FLAG_... */
	lws_fop_flags_t flags;
	/** seconds since 1970 */
	uint32_t mod_time;
};

/** text in a path that leads into these file operations, e.g. ".zip/" */
struct lws_fops_index {
	/** borrowed, NULL: unused */
	const char *sig;
	/** bytes of sig */
	uint8_t len;
};

typedef struct lws_fop_fd *lws_fop_fd_t;

/** file operations; const data of yours, borrowed */
struct lws_plat_file_ops {
	lws_fop_fd_t (*LWS_FOP_OPEN)(const struct lws_plat_file_ops *fops_own,
				     const struct lws_plat_file_ops *fops,
				     const char *filename, const char *vpath,
				     lws_fop_flags_t *flags);
	int (*LWS_FOP_CLOSE)(lws_fop_fd_t *fop_fd);
	lws_fileofs_t (*LWS_FOP_SEEK_CUR)(lws_fop_fd_t fop_fd,
					  lws_fileofs_t offset_from_cur_pos);
	int (*LWS_FOP_READ)(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
			    uint8_t *buf, lws_filepos_t len);
	int (*LWS_FOP_WRITE)(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
			     uint8_t *buf, lws_filepos_t len);
	/** when to use these, unused ones zero */
	struct lws_fops_index fi[3];
	/** the next to ask, or NULL */
	const struct lws_plat_file_ops *next;
	/** the context, where they are its own */
	struct lws_context *cx;
};

/**
 * lws_vfs_file_close() - close a file
 *
 * \param fop_fd: *fop_fd becomes NULL; NULL already is harmless
 *
 * Returns 0, or nonzero.
 * Call from: any thread
 */
static LWS_INLINE int
lws_vfs_file_close(lws_fop_fd_t *fop_fd)
{
	if (*fop_fd && (*fop_fd)->fops)
		return (*fop_fd)->fops->LWS_FOP_CLOSE(fop_fd);

	return 0;
}

/**
 * lws_vfs_file_seek_cur() - move relative to where it is
 *
 * \param fop_fd: borrowed
 * \param offset: bytes, may be negative
 *
 * Returns the new place, or negative.
 * Call from: any thread
 */
static LWS_INLINE lws_fileofs_t
lws_vfs_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	return fop_fd->fops->LWS_FOP_SEEK_CUR(fop_fd, offset);
}

/**
 * lws_vfs_file_read() - read
 *
 * \param fop_fd: borrowed
 * \param amount: receives the bytes read; 0 at the end
 * \param buf: borrowed
 * \param len: bytes of buf
 *
 * Returns 0, or negative.
 * Call from: any thread; may block
 */
LWS_WARN_UNUSED_RESULT static LWS_INLINE int
lws_vfs_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		  lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_READ(fop_fd, amount, buf, len);
}

/**
 * lws_vfs_file_write() - write
 *
 * \param fop_fd: borrowed
 * \param amount: receives the bytes written
 * \param buf: borrowed
 * \param len: bytes
 *
 * Returns 0, or negative.
 * Call from: any thread; may block
 */
LWS_WARN_UNUSED_RESULT static LWS_INLINE int
lws_vfs_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		   lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_WRITE(fop_fd, amount, buf, len);
}

#if defined(LWS_WITH_FILE_OPS)
/**
 * lws_get_fops() - the context's list of file operations
 *
 * \param context: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_plat_file_ops *
lws_get_fops(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/**
 * lws_set_fops() - put these first on the context's list
 *
 * \param context: borrowed
 * \param fops: borrowed while the context lives
 *
 * Call from: service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_fops(struct lws_context *context, const struct lws_plat_file_ops *fops);

/**
 * lws_vfs_tell() - where it is
 *
 * \param fop_fd: borrowed
 *
 * Returns bytes from the start.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_filepos_t
lws_vfs_tell(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/**
 * lws_vfs_get_length() - how long it is
 *
 * \param fop_fd: borrowed
 *
 * Returns bytes.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_filepos_t
lws_vfs_get_length(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/**
 * lws_vfs_get_mod_time() - when it was changed
 *
 * \param fop_fd: borrowed
 *
 * Returns seconds since 1970; see LWS_FOP_FLAG_MOD_TIME_VALID.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/**
 * lws_vfs_file_seek_set() - move to a place
 *
 * \param fop_fd: borrowed
 * \param offset: bytes from the start
 *
 * Returns the new place, or negative.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * lws_vfs_file_seek_end() - move to a place before the end
 *
 * \param fop_fd: borrowed
 * \param offset: bytes added to the length, usually not positive
 *
 * Returns the new place, or negative.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * lws_vfs_file_open() - open a file, real or within another
 *
 * \param fops: borrowed list to choose from
 * \param vfs_path: borrowed
 * \param flags: LWS_O_... and what the caller takes; receives what the file is
 *
 * Returns owned: lws_vfs_file_close(); NULL if it cannot be opened.
 * Call from: any thread; may block
 * Allocates: the open file
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path,
		  lws_fop_flags_t *flags) LWS_WARN_UNUSED_RESULT;

/**
 * _lws_plat_file_open() - open of the platform's own file operations
 *
 * \param fops_own: borrowed: these
 * \param fops: borrowed list
 * \param filename: borrowed
 * \param vpath: borrowed, or NULL: path within the file
 * \param flags: as lws_vfs_file_open()
 *
 * Returns owned, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops_own,
		    const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags);

/**
 * _lws_plat_file_close() - close of the platform's own file operations
 *
 * \param fop_fd: *fop_fd becomes NULL
 *
 * Returns 0, or nonzero.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_close(lws_fop_fd_t *fop_fd);

/**
 * _lws_plat_file_seek_cur() - seek of the platform's own file operations
 *
 * \param fop_fd: borrowed
 * \param offset: bytes, may be negative
 *
 * Returns the new place, or negative.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * _lws_plat_file_read() - read of the platform's own file operations
 *
 * \param fop_fd: borrowed
 * \param amount: receives the bytes read
 * \param buf: borrowed
 * \param len: bytes of buf
 *
 * Returns 0, or negative.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len);

/**
 * _lws_plat_file_write() - write of the platform's own file operations
 *
 * \param fop_fd: borrowed
 * \param amount: receives the bytes written
 * \param buf: borrowed
 * \param len: bytes
 *
 * Returns 0, or negative.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len);

/**
 * lws_alloc_vfs_file() - declared, and never defined, by every version so far
 *
 * \param context: borrowed
 * \param filename: borrowed
 * \param buf: -
 * \param amount: -
 *
 * Returns nothing: it cannot be linked.
 */
LWS_VISIBLE LWS_EXTERN int
lws_alloc_vfs_file(struct lws_context *context, const char *filename,
		   uint8_t **buf, lws_filepos_t *amount);

#endif

/**
 * Files inside zip archives, with LWS_WITH_ZIP_FOPS: "DIR/A.zip/NAME" is the
 * member NAME of the archive DIR/A.zip (.jar and .war too).  Read only.  The
 * library asks these last by itself; name them only to ask them earlier.
 *
 * Members are stored or deflated, below 4 GiB, in one archive without
 * encryption.  Where the caller takes gzip, deflated ones are not inflated.
 */
LWS_VISIBLE extern struct lws_plat_file_ops fops_zip;

/** @} */

#endif
