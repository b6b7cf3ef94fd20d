/* SPDX-License-Identifier: MIT */
/*
 * From a server's chain to the key ids of those who may vouch for it: whoever
 * signed its highest certificate first, then the highest certificates
 * themselves, since a root is often sent as its cross-signed twin, with the
 * same key.
 */

#include "tls/jit-trust.h"

#include <string.h>

bool
lws__jit_is_same(const struct lws__tls_key_id *a,
		 const struct lws__tls_key_id *b)
{
	return a->len && a->len == b->len && !memcmp(a->id, b->id, a->len);
}

void
lws__jit_ids_add(struct lws__jit_ids *ids, const struct lws__tls_key_id *id)
{
	if (!id->len || ids->count == LWS__JIT_ANCHORS_MAX)
		return;
	for (unsigned int n = 0; n < ids->count; n++)
		if (lws__jit_is_same(&ids->ids[n], id))
			return;
	ids->ids[ids->count++] = *id;
}

/* the one of chain that signed `of`, and is not in path yet; NULL: none */
static const struct lws__tls_keys *
issuer_of(const struct lws__tls_chain *chain, const struct lws__tls_keys *of,
	  uint32_t used)
{
	for (unsigned int n = 0; n < chain->count; n++)
		if (!(used & (1u << n)) &&
		    lws__jit_is_same(&chain->certs[n].subject, &of->issuer))
			return &chain->certs[n];

	return NULL;
}

void
lws__jit_path(const struct lws__tls_chain *chain, struct lws__jit_ids *ids)
{
	const struct lws__tls_keys *path[LWS__TLS_CHAIN_MAX], *at;
	uint32_t used = 1;
	unsigned int len = 0;

	memset(ids, 0, sizeof(*ids));
	if (!chain->count)
		return;
	for (at = chain->certs; at; at = issuer_of(chain, at, used)) {
		used |= 1u << (at - chain->certs);
		path[len++] = at;
	}
	if (!lws__jit_is_same(&path[len - 1]->issuer, &path[len - 1]->subject))
		lws__jit_ids_add(ids, &path[len - 1]->issuer);
	while (--len) /* the server's own certificate vouches for nobody */
		lws__jit_ids_add(ids, &path[len]->subject);
}
