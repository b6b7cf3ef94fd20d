/* SPDX-License-Identifier: MIT */
/*
 * Extensions of a websocket (RFC 6455 9.1), in the order of the answer: what
 * is sent goes through the first of them first, what comes through the last.
 * The built-in one, permessage-deflate, is called like any other.
 */

#ifndef LWS_ROLES_WS_EXT_H
#define LWS_ROLES_WS_EXT_H

#include "roles/ws/ws-handshake.h"
#include "roles/ws/ws.h"

enum {
	LWS__WS_EXTS_MAX = 4, /* in use on one connection */
};

/* one of the extensions in use */
struct lws__ws_link {
	const struct lws_extension *ext; /* borrowed from the vhost */
	void *obj;                       /* the extension's */
	/* received, and not taken yet: borrowed from the lump, from what a
	 * thread lends, from the extension before, or it is in x->kept */
	struct lws_tokens in;
	uint8_t rsv;        /* WS_RSV1.. that it may set */
	bool in_due : 1;    /* in was not told, or not all of it */
	bool in_ends : 1;   /* the message ends with in */
	bool has_more : 1;  /* it has more to say about what it took */
	bool rx_begins : 1; /* nothing of the message was told to it */
	bool tx_begins : 1; /* likewise, of what we send */
};

/* of a websocket with extensions in use: it stands behind struct lws__ws, and
 * the links behind it */
struct lws__ws_ext {
	uint8_t count;
	uint8_t rx_opcode;  /* of the message */
	uint8_t rx_rsv;     /* WS_RSV1.. of its first frame */
	uint8_t rx_carry;   /* a byte of payload that is not told yet */
	uint8_t tx_opcode;  /* of the next frame of the message */
	uint8_t rx_pieces;  /* of unfinished lumps, told in the turn rx_turn */
	bool has_carry : 1; /* rx_carry is one */
	bool rx_told : 1;   /* some of the message was */
	bool rx_taken : 1;  /* the byte that was put back is known */
	uint32_t rx_bytes;  /* as rx_pieces */
	uint32_t rx_turn;
	struct lws_tokens rx_out; /* all is taken of it but what is here: as the
				     in of a link, for the user */
	uint8_t *kept;            /* owned, NULL: nothing */
	lws_sorted_usec_list_t rx_again; /* reading goes on, in another turn */
	struct lws *wsi;                 /* borrowed: it owns us */
};

struct lws__ws_with_ext {
	struct lws__ws ws; /* first */
	struct lws__ws_ext ext;
	/* struct lws__ws_link: ext.count of them */
};

static inline struct lws__ws_link *
lws__ws_ext_links(struct lws__ws_ext *x)
{
	return (struct lws__ws_link *)(x + 1);
}

static inline struct lws__ws_ext *
lws__ws_ext_here(struct lws__ws *ws)
{
	return ws->has_ext ? &((struct lws__ws_with_ext *)ws)->ext : NULL;
}

enum {
	LWS__WS_OFFER_MAX = 512,      /* of what a client offers */
	LWS__WS_EXT_ANSWER_MAX = 256, /* of the header's value, with a NUL */
};

/*
 * Server: what the client offers against what the vhost has: of each
 * extension the first offer that both sides can keep is used.  The answer is
 * written to out, "" = none.  *ws may move.
 */
void lws__ws_ext_accept(struct lws *wsi, struct lws__ws **ws,
			char out[LWS__WS_EXT_ANSWER_MAX]);

/* Client: what to offer; the user may have something against it.  Returns the
 * length, 0: nothing, or -1: no room. */
int lws__ws_ext_offer(struct lws *wsi, char *out, size_t size);
/* the same again, without asking */
int lws__ws_ext_offered(struct lws *wsi, char *out, size_t size);

/* Client: put in use what the server accepted; NULL, or why it cannot be */
const char *lws__ws_ext_confirm(struct lws *wsi, struct lws__ws **ws,
				struct lws__ws_span answer);

/* a data frame's payload came: as an on_data of ws-message.h */
int lws__ws_ext_rx(struct lws *wsi, struct lws__ws_ext *x,
		   const struct lws__ws_data *d);

/* the payload of a write, whose head is ready; len or -1 */
int
lws__ws_ext_tx(struct lws *wsi, struct lws__ws_ext *x, uint8_t *buf, size_t len,
	       enum lws_write_protocol wp, struct lws__ws_head *h);

void lws__ws_ext_destroy(struct lws *wsi, struct lws__ws_ext *x);

#endif
