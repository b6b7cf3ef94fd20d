/* SPDX-License-Identifier: MIT */
/*
 * The stage that asks a proxy for a tunnel: it says what its codec has to say
 * and gives it the answers, until the codec says that the tunnel is there.
 *
 * Not a byte is read that the codec does not take (it is looked at first, and
 * read when it was taken), so what comes through the tunnel is for the stage
 * above.
 */

#ifndef LWS_NET_STAGE_PROXY_H
#define LWS_NET_STAGE_PROXY_H

#include "core/stage.h"
#include "net/connect.h"

struct lws__proxy_talk;

struct lws__proxy_codec {
	const char *name; /* in words: "http_proxy" */
	/* what is to be said now: bytes, 0 = it cannot be said */
	size_t (*say)(struct lws__proxy_talk *talk, struct lws *wsi,
		      uint8_t *buf, size_t len);
	/* DONE: an answer is complete, is_up() or say() the next */
	enum lws_feed (*hear)(struct lws__proxy_talk *talk,
			      struct lws_cursor *in);
	bool (*is_up)(const struct lws__proxy_talk *talk);
	/* what went wrong, into the client's error */
	void (*tell)(const struct lws__proxy_talk *talk, struct lws *wsi);
	/* which answer is awaited now */
	enum pending_timeout (*awaits)(const struct lws__proxy_talk *talk);
};

/* first member of what a codec keeps; owned by connect->proxy_talk */
struct lws__proxy_talk {
	const struct lws__proxy_codec *codec;
	size_t out_at, out_len;
	size_t looked; /* bytes taken that are in the socket still */
	bool hears;    /* an answer is awaited */
	uint8_t out[2048];
};

/* takes talk, which lws__zalloc() made; nonzero: it has said why not */
int lws__proxy_talk_start(struct lws_conn *conn, struct lws__proxy_talk *talk);

/* does the environment's no_proxy except this client? */
bool lws__proxy_is_excepted(const struct lws *wsi);

#endif
