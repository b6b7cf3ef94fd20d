/* SPDX-License-Identifier: MIT */
/*
 * The role ws: RFC 6455 on an upgraded HTTP connection, both sides.
 */

#ifndef LWS_ROLES_WS_WS_H
#define LWS_ROLES_WS_WS_H

#include "core/role.h"
#include "roles/ws/ws-message.h"

extern const struct lws_role_ops lws__role_ws;

/* what only a closing connection, or one that answers a ping, needs */
struct lws__ws_extra {
	uint8_t before[LWS_PRE]; /* the user's, as before any lump */
	uint8_t control[WS_CONTROL_MAX + 1]; /* of a control frame in pieces */
	uint8_t pong[WS_CONTROL_MAX];        /* to be sent */
	uint8_t close[WS_CONTROL_MAX];       /* our CLOSE's payload */
	uint8_t peer_close[WS_CONTROL_MAX];  /* the peer's */
	uint8_t pong_len;
	uint8_t close_len;
	uint8_t peer_close_len;
	bool pong_due;
	bool close_set; /* the user, or an error, chose the payload */
	bool no_answer; /* the user wants the peer's CLOSE not answered */
};

struct lws__ws {
	struct lws__ws_message rx;
	struct lws__ws_extra *extra; /* owned, NULL until needed */
	size_t frame_left;           /* of the lump being delivered */
	struct lws__ws_tx tx;
	bool lump_is_first;
	bool lump_is_final;
	bool lump_is_binary;
	uint8_t lump_opcode;
	uint8_t lump_rsv;
	uint8_t close_sent : 1;
	uint8_t close_seen : 1; /* the peer's came */
	uint8_t failed : 1;     /* the peer broke a rule: no waiting */
	uint8_t ping_due : 1;
	uint8_t rx_refused : 1; /* the user answered nonzero */
	uint8_t has_ext : 1;    /* it is a struct lws__ws_with_ext */
};

static inline struct lws__ws *
lws__ws_of(const struct lws *wsi)
{
	return wsi->role == &lws__role_ws ? wsi->role_state : NULL;
}

/* the same for a wsi that is known to be a websocket */
static inline struct lws__ws *
lws__ws_here(const struct lws *wsi)
{
	return wsi->role_state;
}

/* NULL: out of memory */
struct lws__ws *lws__ws_create(const struct lws *wsi);
/* one that did not come to be, with its extension */
void lws__ws_drop(struct lws *wsi, struct lws__ws *ws);
/* all lines of a header as one list, owned; NULL: there is none, or no memory
 */
char *lws__ws_header_text(struct lws *wsi, enum lws_token_indexes token);
/* NULL: out of memory */
struct lws__ws_extra *lws__ws_extra(struct lws__ws *ws);
/*
 * http becomes ws: the transaction stays readable until the user was told,
 * see lws__ws_established()
 */
void lws__ws_take_over(struct lws *wsi, struct lws__ws *ws);
/* ESTABLISHED or CLIENT_ESTABLISHED, then http goes */
enum lws_claim lws__ws_established(struct lws *wsi);
/* RECEIVE or CLIENT_RECEIVE, of what the lump_ members describe.  True: stop
 * feeding */
bool lws__ws_tell_data(struct lws *wsi, uint8_t *p, size_t len);

enum lws__ws_mask {
	LWS__WS_MASK_UNDO, /* a client masks in place, and undoes it */
	LWS__WS_MASK_KEEP, /* the payload is ours, and not needed again */
	LWS__WS_KEY_NONE,  /* the caller did, or does not care */
};

/* a frame with its payload of h->len bytes; h->len, or -1 */
int lws__ws_send_frame(struct lws *wsi, struct lws__ws_head *h,
		       uint8_t *payload, enum lws__ws_mask mask);
/* ws-write-short.c: it did all that ws_write() does, or nothing */
bool lws__ws_write_short(struct lws *wsi, const uint8_t *buf, size_t len,
			 enum lws_write_protocol wp);
/* our side of frames: a control frame, or a CLOSE.  -1 = failed */
int lws__ws_send_control(struct lws *wsi, uint8_t opcode, uint8_t *payload,
			 size_t len);

/* ws-upgrade-server.c, ws-upgrade-client.c */
enum lws_claim lws__ws_server_upgrade(struct lws *wsi, const char *token);
enum lws_claim lws__ws_client_upgrade(struct lws *wsi);
int
lws__ws_client_headers(struct lws *wsi, unsigned char **p, unsigned char *end);

#endif
