/* SPDX-License-Identifier: MIT */
/*
 * What lws-system.h offers of one context: blobs, work for service threads,
 * how the internet is reached, stdin.  One object, made with the context.
 */

#ifndef LWS_SYSTEM_H
#define LWS_SYSTEM_H

#include "core/core.h"
#include "core/service-module.h"

struct lws__attach;
struct lws__stdin;

/*
 * Either points at memory of the caller (direct) or owns pieces (heap); zeroed
 * is a valid empty blob.
 */
struct lws_system_blob {
	const uint8_t *direct;    /* borrowed from the user while it is set */
	size_t direct_len;        /* bytes */
	struct lws_buflist *heap; /* owned */
	size_t heap_len;          /* bytes, LWS__BLOB_MAX at most */
};

enum lws__blob_limits {
	LWS__BLOB_MAX = 1 << 20, /* bytes a blob may have on the heap */
};

struct lws__system {
	struct lws_context *cx; /* borrowed, owns us */
	lws_system_blob_t blobs[LWS_SYSBLOB_TYPE_COUNT];
	lws_state_notify_link_t stdin_link; /* holds COLLECTING_STDIN */
	struct lws__attach *attach;         /* owned */
	struct lws__stdin *std_in;          /* owned, NULL until adopted */

	lws_sorted_usec_list_t sul_cpd; /* the check that was put off */
	lws_cpd_result_t cpd;
};

/* ---- attach.c ---------------------------------------------------------- */

/* nonzero: no memory */
int lws__attach_init(struct lws__system *sys);
void lws__attach_destroy(struct lws__system *sys);
/* a thread was woken, or the state went on: calls what is due in it */
void
lws__attach_woken(struct lws__system *sys, struct lws_context_per_thread *pt);

/* ---- stdin.c, or no-stdin.c --------------------------------------------- */

/* 1: the state COLLECTING_STDIN is not over yet */
int lws__stdin_collect(struct lws__system *sys);
void lws__stdin_destroy(struct lws__system *sys);
extern const struct lws_protocols lws__stdin_protocol;

/* ---- system-vhost.c ------------------------------------------------------ */

/* borrowed; made when first asked for; NULL: that failed */
struct lws_vhost *lws__system_vhost(struct lws_context *cx);

#endif
