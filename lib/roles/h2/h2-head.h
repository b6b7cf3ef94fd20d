/* SPDX-License-Identifier: MIT */
/*
 * The head of a response: the lws_add_http_...() calls make a field block in
 * the application's buffer.  It may be thrown away, or sent in another order
 * than it was made, so it uses the static table only.
 */

#ifndef LWS_ROLES_H2_H2_HEAD_H
#define LWS_ROLES_H2_H2_HEAD_H

#include "roles/h2/h2.h"

int lws__h2_add_status(struct lws *wsi, unsigned int code, unsigned char **p,
		       unsigned char *end);
int lws__h2_add_header(struct lws *wsi, const char *name, const void *value,
		       int len, unsigned char **p, unsigned char *end);
int lws__h2_add_token(struct lws *wsi, enum lws_token_indexes token,
		      const void *value, int len, unsigned char **p,
		      unsigned char *end);
/* what the calls above have made for another stream is sent for this one */
void lws__h2_head_again(struct lws *wsi, unsigned int code, uint64_t len);
int lws__h2_end_head(struct lws *wsi, unsigned char **p, unsigned char *end);
/*
 * Fields that the application has made: by the calls above, or as the lines of
 * HTTP/1.  Our own blocks never begin with what a letter would mean.
 */
int lws__h2_add_lines(struct lws *wsi, const char *lines, int len,
		      unsigned char **p, unsigned char *end);

/* "HTTP/1.1 200 ...", written by hand */
bool lws__h2_is_text_head(const uint8_t *buf, size_t len);
/*
 * A piece of the head, and whether more follow.  Its length when it is whole,
 * with *block good until lws__h2_head_done(); 0: more are awaited; -1: failed
 */
int lws__h2_head_gather(struct lws *wsi, const uint8_t *buf, size_t len,
			bool more, uint8_t **block);
void lws__h2_head_done(struct lws *wsi);

#endif
