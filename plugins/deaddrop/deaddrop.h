/* SPDX-License-Identifier: MIT */
/*
 * The folder of lws-deaddrop: files "USER_NAME", of which a user may remove or
 * replace those that are theirs.
 */

#ifndef LWS_PLUGINS_DEADDROP_H
#define LWS_PLUGINS_DEADDROP_H

#include <libwebsockets.h>

#define DEADDROP_USER_MAX 32
#define DEADDROP_NAME_MAX 255

/* a file that comes: {0} is none */
struct deaddrop_upload {
	char name[DEADDROP_NAME_MAX + 1]; /* that it will have */
	char temporary[512];              /* path; "": none */
	size_t len;
	int fd_plus_1; /* 0: not open */
};

/* letters, digits, '-' and '.': so the first '_' ends it in a file's name */
int deaddrop_user_is_good(const char *user);

/* nonzero: it cannot be had, the log says why */
int deaddrop_upload_begin(struct deaddrop_upload *u, const char *dir,
			  const char *user, const char *filename);
int
deaddrop_upload_write(struct deaddrop_upload *u, const char *buf, size_t len);
/* it has its name from now on, and is complete */
int deaddrop_upload_end(struct deaddrop_upload *u, const char *dir);
/* nothing of it stays; harmless when it has ended, and twice */
void deaddrop_upload_drop(struct deaddrop_upload *u);

/* how many files there are */
unsigned int deaddrop_count(const char *dir);
/* nonzero: not theirs, or not there */
int deaddrop_remove(const char *dir, const char *user, const char *name);

/*
 * {"max_size":..,"files":[{name,size,mtime,yours,is_text},..]}, at most
 * max_files of them, owned (free()) with LWS_PRE bytes before it.  NULL: no
 * memory, or no such folder.
 */
unsigned char *deaddrop_list(const char *dir, const char *user, size_t max_size,
			     unsigned int max_files, size_t *len);

#endif
