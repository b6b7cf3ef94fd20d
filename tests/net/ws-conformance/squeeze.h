/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate (RFC 7692) for one connection, with zlib: what was
 * agreed, and messages both ways.
 */
#ifndef LWS_TESTS_WS_SQUEEZE_H
#define LWS_TESTS_WS_SQUEEZE_H

#include "octets.h"

#include <zlib.h>

/* one way */
struct squeeze_way {
	bool no_takeover; /* each message begins anew */
	int bits;         /* of the window */
	z_stream z;
	bool is_begun;
};

struct squeeze {
	bool is_on;
	bool we_serve;             /* the caller is the server */
	struct squeeze_way server; /* what the server compresses with */
	struct squeeze_way client;
	char agreed[160]; /* for a report */
};

/* how one message is compressed */
struct squeeze_how {
	int level;     /* zlib's */
	bool is_final; /* the last block says that it is the last */
	bool keeps;    /* 00 00 ff ff at the end is not taken away */
};

/*
 * Takes what a server agreed to in its answer to an offer.  NULL, or which
 * rule the answer breaks.
 */
const char *
squeeze_agree(struct squeeze *s, const char *offer, const char *answer);

/* does this header offer what the answer needs? */
bool squeeze_is_offered(const char *offer, const char *answer);

/* one of ours */
void squeeze_message(struct squeeze *s, const struct squeeze_how *how,
		     const struct octets *in, struct octets *out);

/* one of theirs; NULL, or why it is none */
const char *
squeeze_undo(struct squeeze *s, struct octets *in, struct octets *out);

void squeeze_end(struct squeeze *s);

#endif
