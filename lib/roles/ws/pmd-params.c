/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate: what is offered, what may be answered, and what both
 * ends have to keep (RFC 7692 7.1).
 *
 *   server_...  is about what the server sends
 *   client_...  is about what the client sends
 *
 * A sender may always do less than was agreed: a smaller window, no takeover,
 * or no compression at all.  So only what the receiver has to be ready for is
 * ever refused.
 */

#include "roles/ws/pmd-params.h"

#include <stdio.h>
#include <string.h>

static unsigned int
bit(enum lws__pmd_param which)
{
	return 1u << which;
}

/* RFC 7692 7.1.2: 8 to 15, without leading zeros; 0: something else */
static uint8_t
bits_of(const char *value, size_t len)
{
	if (len == 1 && (*value == '8' || *value == '9'))
		return (uint8_t)(*value - '0');
	if (len == 2 && *value == '1' && value[1] >= '0' && value[1] <= '5')
		return (uint8_t)(10 + value[1] - '0');

	return 0;
}

int
lws__pmd_params_add(struct lws__pmd_params *p, enum lws__pmd_param which,
		    const char *value, size_t len)
{
	uint8_t bits = value ? bits_of(value, len) : 0;

	if (lws__pmd_has(p, which))
		return 1; /* RFC 7692 7: twice the same name */
	switch (which) {
	case LWS__PMD_SERVER_NO_TAKEOVER:
	case LWS__PMD_CLIENT_NO_TAKEOVER:
		if (value)
			return 1; /* 7.1.1 */
		break;
	case LWS__PMD_SERVER_BITS:
		if (!bits)
			return 1; /* 7.1.2.1 */
		p->server_bits = bits;
		break;
	case LWS__PMD_CLIENT_BITS:
		if (value && !bits)
			return 1; /* 7.1.2.2 */
		p->client_bits = bits;
		break;
	case LWS__PMD_PARAM_COUNT:
		return 1;
	}
	p->has = (uint8_t)(p->has | bit(which));

	return 0;
}

/* the smaller window of those that were named */
static uint8_t
bits_min(uint8_t a, uint8_t b)
{
	if (!a)
		a = LWS__PMD_BITS_MAX;
	if (!b)
		b = LWS__PMD_BITS_MAX;

	return a < b ? a : b;
}

bool
lws__pmd_accept(const struct lws__pmd_params *offer,
		const struct lws__pmd_params *ours,
		struct lws__pmd_params *answer, struct lws__pmd_agreed *agreed)
{
	unsigned int has = 0;

	*answer = (struct lws__pmd_params){0};
	/* either end may name these, and the client's must be answered with
	 * the same (7.1.1.1); that it names its own is a hint (7.1.1.2) */
	has |= (offer->has | ours->has) & (bit(LWS__PMD_SERVER_NO_TAKEOVER) |
					   bit(LWS__PMD_CLIENT_NO_TAKEOVER));
	if (lws__pmd_has(offer, LWS__PMD_SERVER_BITS) ||
	    lws__pmd_has(ours, LWS__PMD_SERVER_BITS)) {
		has |= bit(LWS__PMD_SERVER_BITS); /* 7.1.2.1 */
		answer->server_bits =
			bits_min(offer->server_bits, ours->server_bits);
		if (answer->server_bits < LWS__PMD_DEFLATE_BITS_MIN)
			return false;
	}
	/* 7.1.2.2: not unless the client said that it knows it */
	if (lws__pmd_has(offer, LWS__PMD_CLIENT_BITS) && ours->client_bits) {
		has |= bit(LWS__PMD_CLIENT_BITS);
		answer->client_bits =
			bits_min(offer->client_bits, ours->client_bits);
	}
	answer->has = (uint8_t)has;
	*agreed = (struct lws__pmd_agreed){
		.tx_bits = bits_min(answer->server_bits, 0),
		/* a hint in the offer binds the client too */
		.rx_bits = bits_min(answer->client_bits, offer->client_bits),
		.tx_takeover =
			!lws__pmd_has(answer, LWS__PMD_SERVER_NO_TAKEOVER),
		.rx_takeover =
			!lws__pmd_has(answer, LWS__PMD_CLIENT_NO_TAKEOVER),
	};

	return true;
}

bool
lws__pmd_check_answer(const struct lws__pmd_params *offer,
		      const struct lws__pmd_params *ours,
		      const struct lws__pmd_params *answer,
		      struct lws__pmd_agreed *agreed)
{
	uint8_t bits;

	/* 7.1.1.1: what was asked of the server must be granted */
	if (lws__pmd_has(offer, LWS__PMD_SERVER_NO_TAKEOVER) &&
	    !lws__pmd_has(answer, LWS__PMD_SERVER_NO_TAKEOVER))
		return false;
	/* 7.1.2.1: the same, or less */
	if (lws__pmd_has(offer, LWS__PMD_SERVER_BITS) &&
	    (!lws__pmd_has(answer, LWS__PMD_SERVER_BITS) ||
	     answer->server_bits > offer->server_bits))
		return false;
	/* 7.1.2.2: only when it was offered, with a value, and not more */
	if (lws__pmd_has(answer, LWS__PMD_CLIENT_BITS) &&
	    (!lws__pmd_has(offer, LWS__PMD_CLIENT_BITS) ||
	     !answer->client_bits ||
	     answer->client_bits > bits_min(offer->client_bits, 0)))
		return false;

	bits = bits_min(answer->client_bits, offer->client_bits);
	*agreed = (struct lws__pmd_agreed){
		.tx_bits = bits_min(bits, ours->client_bits),
		.rx_bits = bits_min(answer->server_bits, 0),
		/* what the offer said of us is a promise */
		.tx_takeover = !((answer->has | offer->has | ours->has) &
				 bit(LWS__PMD_CLIENT_NO_TAKEOVER)),
		.rx_takeover =
			!lws__pmd_has(answer, LWS__PMD_SERVER_NO_TAKEOVER),
	};

	return true;
}

int
lws__pmd_write(const struct lws__pmd_params *p, char *out, size_t size)
{
	char server[32] = "", client[32] = "";
	int n;

	if (lws__pmd_has(p, LWS__PMD_SERVER_BITS))
		snprintf(server, sizeof(server), "; server_max_window_bits=%u",
			 p->server_bits);
	if (lws__pmd_has(p, LWS__PMD_CLIENT_BITS))
		snprintf(client, sizeof(client),
			 p->client_bits ? "; client_max_window_bits=%u"
					: "; client_max_window_bits",
			 p->client_bits);
	n = snprintf(out, size, "%s%s%s%s",
		     lws__pmd_has(p, LWS__PMD_SERVER_NO_TAKEOVER)
			     ? "; server_no_context_takeover"
			     : "",
		     lws__pmd_has(p, LWS__PMD_CLIENT_NO_TAKEOVER)
			     ? "; client_no_context_takeover"
			     : "",
		     server, client);

	return n < 0 || (size_t)n >= size ? -1 : n;
}

/* ---- what is not worth a try ---- */

bool
lws__pmd_is_packed(const uint8_t *p, size_t len)
{
	static const struct {
		uint8_t at, len;
		char bytes[9];
	} starts[] = {
		{0, 2, "\x1f\x8b"},     /* gzip */
		{0, 3, "\xff\xd8\xff"}, /* JPEG */
		{0, 4, "\x89PNG"},
		{0, 4, "GIF8"},
		{0, 4, "PK\x03\x04"},       /* zip and what is made of it */
		{0, 4, "\x28\xb5\x2f\xfd"}, /* zstd */
		{0, 5,
		 "\xfd"
		 "7zXZ"},
		{0, 3, "BZh"},
		{0, 4, "7z\xbc\xaf"},
		{8, 4, "WEBP"},
		{4, 4, "ftyp"},             /* mp4, HEIC, AVIF */
		{0, 4, "\x1a\x45\xdf\xa3"}, /* Matroska, WebM */
		{0, 4, "OggS"},
		{0, 4, "wOF2"},
		{0, 3, "ID3"},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(starts); n++)
		if (len >= (size_t)starts[n].at + starts[n].len &&
		    !memcmp(p + starts[n].at, starts[n].bytes, starts[n].len))
			return true;

	return false;
}
