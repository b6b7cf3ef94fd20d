/* SPDX-License-Identifier: MIT */
/*
 * Files that were opened of late, for whoever asks for the same one.
 *
 * A busy server gets many requests for one file.  In a turn of the loop they
 * share one open(2) and one fstat(2), and from the second on one read of what
 * is small.  What a turn serves was asked for before its answers left, but for
 * races of microseconds, so nobody is shown a file as it was before a change
 * that he knows of.  The exception is a request that changes files with another
 * behind it on the same connection: lws__turn_files_forget() is for that.
 *
 *   state    turn ends       forget()    asked for       a second is over
 *   opened   LATER           LATER       shared          -
 *   LATER    -               -           stat(2) first   closed
 *
 * In a later turn the path is looked at once more: the same file, of the same
 * length, that was not changed since, is served without opening it.  One that
 * was changed less than two seconds before it was opened is closed with its
 * turn instead: clocks of file systems are coarse, so that another change might
 * not be seen.
 *
 * Of one thread; positions are not shared (pread, sendfile).
 */

#ifndef LWS_ROLES_HTTP_FILE_TURN_H
#define LWS_ROLES_HTTP_FILE_TURN_H

#include "core/core.h"
#include "roles/http/etag.h"

/* longest root and path together that are remembered, with two NUL */
#define LWS__TURN_FILE_KEY_MAX 200
/* files at a time, those included that a slow peer is still sent; and no more
 * than one of so many descriptors that a thread may have */
#define LWS__TURN_FILES_MAX    128
#define LWS__TURN_FILES_SHARE  8
/* bytes of a file that are kept in memory, at most */
#define LWS__TURN_FILE_SMALL   4096
/* microseconds that a file stays open when nobody sends it */
#define LWS__TURN_FILE_KEPT_US ((lws_usec_t)1000 * 1000)
/* bytes of a response's head that are remembered, see file-head.c */
#define LWS__TURN_FILE_HEAD    192

struct lws__turn_file {
	struct lws__turn_file *next; /* of those with a like hash */
	lws_dll2_t age;              /* the first was opened first */
	uint32_t hash;               /* of key */
	uint16_t key_len;            /* 0 = not to be found any more */
	bool found;                  /* by somebody else than who opened it */
	bool is_settled;             /* a change will be seen */
	char key[LWS__TURN_FILE_KEY_MAX];

	struct lws__plat_stat st;
	uint8_t *bytes; /* owned: all of them, or NULL */
	int64_t at_us;  /* when it was opened, by the wall */
	int fd;         /* owned */
	uint32_t refs;  /* responses that send from it */
	uint32_t born;  /* the turn in which it was opened */
	uint64_t seen; /* when it was surely as st says: in turns and forgets */

	char etag[LWS__HTTP_ETAG_MAX]; /* "" = not made yet */
	/* its type, for the mount that it was found by; NULL = not known */
	const struct lws_http_mount *typed_by;
	const char *type;
	/* the fields of a whole response: whose, and how long, 0 = none */
	const void *head_of[3];
	uint16_t head_len;
	uint8_t head[LWS__TURN_FILE_HEAD];
};

/* NULL: not opened of late, or changed since.  Release it when it has been sent
 */
struct lws__turn_file *lws__turn_file_find(struct lws_context_per_thread *pt,
					   const char *root, const char *path);
/* takes over fd, for the caller and for others; NULL: no place, fd is his */
struct lws__turn_file *
lws__turn_file_keep(struct lws_context_per_thread *pt, const char *root,
		    const char *path, int fd, const struct lws__plat_stat *st);
void lws__turn_file_release(struct lws__turn_file *f);
/* as pread(2): up to len bytes at offset, 0 = the end; -2 = do it yourself */
ssize_t lws__turn_file_read(struct lws__turn_file *f, uint64_t offset,
			    uint8_t *buf, size_t len);
/* what was opened so far may have been changed since */
void lws__turn_files_forget(struct lws_context_per_thread *pt);

#endif
