/* SPDX-License-Identifier: MIT */
/*
 * What two ends agree on for permessage-deflate (RFC 7692 7.1): the parameters
 * of offers and answers, which answer fits an offer, and what follows for
 * either direction.  Values in, a verdict out; no wsi, no zlib, no malloc.
 */

#ifndef LWS_ROLES_WS_PMD_PARAMS_H
#define LWS_ROLES_WS_PMD_PARAMS_H

#include "base/base.h"

/* in the order of the extension's table of options */
enum lws__pmd_param {
	LWS__PMD_SERVER_NO_TAKEOVER,
	LWS__PMD_CLIENT_NO_TAKEOVER,
	LWS__PMD_SERVER_BITS,
	LWS__PMD_CLIENT_BITS,

	LWS__PMD_PARAM_COUNT
};

enum {
	LWS__PMD_BITS_MIN = 8, /* RFC 7692 7.1.2 */
	LWS__PMD_BITS_MAX = 15,
	/* what zlib can deflate with: a window of 8 bits it cannot */
	LWS__PMD_DEFLATE_BITS_MIN = 9,
};

/* one offer, one answer, or what we want ourselves; {0} is empty */
struct lws__pmd_params {
	uint8_t has;         /* 1 << enum lws__pmd_param */
	uint8_t server_bits; /* 8..15 */
	uint8_t client_bits; /* 8..15, or 0: named without a value */
};

/* what was agreed, as one end sees it */
struct lws__pmd_agreed {
	uint8_t tx_bits;  /* of our compressor: 8 means, do not compress */
	uint8_t rx_bits;  /* of our decompressor */
	bool tx_takeover; /* our messages may refer to earlier ones */
	bool rx_takeover; /* the peer's may */
};

static inline bool
lws__pmd_has(const struct lws__pmd_params *p, enum lws__pmd_param which)
{
	return p->has >> which & 1;
}

/*
 * One parameter, with its value (len bytes) or NULL.  Nonzero, and nothing
 * changed: it was there before, its value is none that it may have, or it has
 * one that it may not.
 */
int lws__pmd_params_add(struct lws__pmd_params *p, enum lws__pmd_param which,
			const char *value, size_t len);

/*
 * Server: answer an offer, with what we want in mind.  False: it is declined,
 * since we could not keep it.
 */
bool
lws__pmd_accept(const struct lws__pmd_params *offer,
		const struct lws__pmd_params *ours,
		struct lws__pmd_params *answer, struct lws__pmd_agreed *agreed);

/*
 * Client: does the answer fit this offer of ours?  `ours` can only narrow what
 * we do ourselves.
 */
bool lws__pmd_check_answer(const struct lws__pmd_params *offer,
			   const struct lws__pmd_params *ours,
			   const struct lws__pmd_params *answer,
			   struct lws__pmd_agreed *agreed);

/*
 * "; name=value" of each, as it stands behind the extension's name, with a NUL.
 * Returns its length, or -1 if size is too small.
 */
int lws__pmd_write(const struct lws__pmd_params *p, char *out, size_t size);

/* packed already, going by its first bytes: archives, pictures, sound, films */
bool lws__pmd_is_packed(const uint8_t *p, size_t len);

#endif
