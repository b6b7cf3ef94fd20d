/* SPDX-License-Identifier: MIT */
/*
 * Files that were opened in this turn of the loop, for whoever asks for the
 * same one before it ends.
 *
 * A busy server gets many requests for one file in a turn: they share one
 * open(2) and one fstat(2), and from the second on one read of what is small.
 * What a turn serves was asked for before its
 * answers left, but for races of microseconds, so nobody is shown a file as it
 * was before a change that he knows of.  The exception is a request that
 * changes files with another behind it on the same connection:
 * lws__turn_files_forget() is for that.
 *
 * Of one thread; positions are not shared (pread, sendfile).
 */

#ifndef LWS_ROLES_HTTP_FILE_TURN_H
#define LWS_ROLES_HTTP_FILE_TURN_H

#include "core/core.h"

/* longest root and path together that are remembered, with two NUL */
#define LWS__TURN_FILE_KEY_MAX 200
/* files at a time, those included that a slow peer is still sent */
#define LWS__TURN_FILES_MAX    8
/* bytes of a file that are kept in memory for the rest of the turn, at most */
#define LWS__TURN_FILE_SMALL   4096

struct lws__turn_file {
	struct lws__plat_stat st;
	uint8_t *bytes;   /* owned: all of them, or NULL */
	int fd;           /* owned, -1 = this place is free */
	uint32_t refs;    /* responses that send from it */
	uint16_t key_len; /* 0 = not to be found any more */
	bool found;       /* by somebody else than who opened it */
	char key[LWS__TURN_FILE_KEY_MAX];
};

/* NULL: not opened in this turn.  Release it when it has been sent */
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
