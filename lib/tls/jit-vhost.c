/* SPDX-License-Identifier: MIT */
/*
 * Vhosts that JIT trust makes: like the one that a client would have had, and
 * trusting further certificates.  One is found by whom it trusts, and goes when
 * nobody has used it for the time of grace, or with the one that it is like.
 */

#include "tls/jit-trust.h"

#include <stdio.h>
#include <string.h>

static struct lws__jit_vhost *
jit_vhost_of(const struct lws_vhost *vh)
{
	const struct lws__tls_vhost *tv = vh->tls;

	return tv ? tv->jit : NULL;
}

struct lws_vhost *
lws__jit_vhost_like(struct lws_vhost *vh)
{
	const struct lws__jit_vhost *jv = jit_vhost_of(vh);

	return jv ? jv->like : vh;
}

/* ---- the grace ----------------------------------------------------------- */

static void grace_begin(struct lws__jit_vhost *jv);

static void
grace_over(lws_sorted_usec_list_t *sul)
{
	struct lws__jit_vhost *jv =
		lws_container_of(sul, struct lws__jit_vhost, sul);

	if (jv->users)
		return; /* the last of them begins it anew */
	if (atomic_load(&jv->vh->refs) > 1) {
		grace_begin(jv); /* somebody looks at it, or adopted on it */
		return;
	}
	lwsl_vhost_info(jv->vh, "unused: it goes");
	lws_vhost_destroy(jv->vh);
}

static void
grace_begin(struct lws__jit_vhost *jv)
{
	if (!jv->vh->being_destroyed)
		lws_sul_schedule(jv->jit->cx, jv->jit->tsi, &jv->sul,
				 grace_over, jv->jit->grace_us);
}

void
lws__jit_vhost_touch(struct lws_vhost *vh)
{
	grace_begin(jit_vhost_of(vh));
}

static void
user_gone(struct lws *wsi, void *arg)
{
	struct lws__jit_vhost *jv = arg;

	(void)wsi;
	if (!--jv->users)
		grace_begin(jv);
}

void
lws__jit_client_made(struct lws *wsi)
{
	struct lws__jit_vhost *jv = jit_vhost_of(wsi->vh);
	struct lws__wsi_rare *rare = jv ? lws__wsi_rare(wsi) : NULL;

	if (!rare)
		return;
	rare->gone = user_gone;
	rare->gone_arg = jv;
	jv->users++;
}

/* ---- finding ------------------------------------------------------------- */

static bool
trusts_just(const struct lws__jit_vhost *jv, const struct lws__jit_ids *ids)
{
	if (jv->trusts.count != ids->count)
		return false;
	for (unsigned int n = 0; n < ids->count; n++)
		if (!lws__jit_is_same(&jv->trusts.ids[n], &ids->ids[n]))
			return false;

	return true;
}

struct lws_vhost *
lws__jit_vhost_find(const struct lws__jit *jit, const struct lws_vhost *like,
		    const struct lws__jit_ids *ids)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, jit->vhosts.head)
	{
		const struct lws__jit_vhost *jv =
			lws_container_of(d, struct lws__jit_vhost, list);

		if (jv->like == like && !jv->vh->being_destroyed &&
		    trusts_just(jv, ids))
			return jv->vh;
	}
	lws_end_foreach_dll(d);

	return NULL;
}

/* ---- making -------------------------------------------------------------- */

static void
source_lend(const struct lws__tls_source *s, const char **path,
	    const void **mem, unsigned int *len)
{
	*path = s->path;
	*mem = s->mem;
	*len = (unsigned int)s->len;
}

/* as a client's settings were told; borrowed from like */
static void
settings_lend(struct lws_context_creation_info *i, const struct lws_vhost *like)
{
	const struct lws__tls_vhost *tv = like->tls;
	const struct lws__tls_config *c = &tv->client;

	source_lend(&c->cert, &i->client_ssl_cert_filepath,
		    &i->client_ssl_cert_mem, &i->client_ssl_cert_mem_len);
	source_lend(&c->key, &i->client_ssl_private_key_filepath,
		    &i->client_ssl_key_mem, &i->client_ssl_key_mem_len);
	source_lend(&c->ca, &i->client_ssl_ca_filepath, &i->client_ssl_ca_mem,
		    &i->client_ssl_ca_mem_len);
	i->client_ssl_private_key_password = c->password;
	i->client_ssl_cipher_list = c->ciphers;
	i->client_tls_1_3_plus_cipher_list = c->ciphers13;
	i->ssl_client_options_set = (long)c->options_set;
	i->ssl_client_options_clear = (long)c->options_clear;
	i->ssl_info_event_mask = c->info_mask;
	i->tls_session_timeout = c->session_timeout;
	i->tls_session_cache_max = tv->session_max;
}

/* "jit-" and the beginning of the first key id, for log lines */
static struct lws_vhost *
make(const struct lws__jit *jit, struct lws_vhost *like,
     const struct lws__jit_ids *ids)
{
	struct lws_context_creation_info i = {0};
	char name[32] = "jit-";
	size_t at = strlen(name);

	for (unsigned int n = 0; n < ids->ids[0].len && n < 8; n++)
		at += (size_t)lws_snprintf(name + at, sizeof(name) - at, "%02x",
					   ids->ids[0].id[n]);
	i.vhost_name = name;
	settings_lend(&i, like);

	return lws__vhost_create_like(jit->cx, like, &i);
}

static int
trust(struct lws_vhost *vh, const struct lws__jit_cert *certs,
      unsigned int count)
{
	void *context = lws__tls_client_context(vh);
	int failed = !context;

	for (unsigned int n = 0; n < count && !failed; n++)
		failed = lws__tls_vendor.context_anchor(context, certs[n].der,
							certs[n].len);
	lws__tls_vendor.context_free(context);

	return failed;
}

struct lws_vhost *
lws__jit_vhost_create(struct lws__jit *jit, struct lws_vhost *like,
		      const struct lws__jit_ids *ids,
		      const struct lws__jit_cert *certs)
{
	struct lws__jit_vhost *jv;
	struct lws__tls_vhost *tv;
	struct lws_vhost *vh;

	if (jit->vhosts.count >= LWS__JIT_VHOSTS_MAX) {
		lwsl_cx_warn(jit->cx, "jit trust: no more than %d vhosts",
			     LWS__JIT_VHOSTS_MAX);
		return NULL;
	}
	jv = lws__zalloc(sizeof(*jv), "jit vhost");
	vh = jv ? make(jit, like, ids) : NULL;
	if (!vh || trust(vh, certs, ids->count)) {
		lwsl_cx_err(jit->cx, "jit trust: no vhost can be made");
		lws_vhost_destroy(vh);
		lws__free(jv);
		return NULL;
	}
	jv->jit = jit;
	jv->vh = vh;
	jv->like = like;
	lws__vhost_ref(like);
	jv->trusts = *ids;
	tv = vh->tls;
	tv->jit = jv;
	lws_dll2_add_tail(&jv->list, &jit->vhosts);
	grace_begin(jv);

	return vh;
}

/* ---- ends ---------------------------------------------------------------- */

/* once its thread has closed what it had there, nobody comes to it again */
void
lws__jit_vhosts_leave(struct lws__jit *jit, const struct lws_vhost *vh)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, jit->vhosts.head)
	{
		struct lws__jit_vhost *jv =
			lws_container_of(d, struct lws__jit_vhost, list);

		if (jv->like == vh)
			lws_vhost_destroy1(jv->vh);
		if (jv->vh == vh) {
			lws_sul_cancel(&jv->sul);
			lws_dll2_remove(&jv->list);
		}
	}
	lws_end_foreach_dll_safe(d, d1);
}

void
lws__jit_vhost_free(struct lws_vhost *vh)
{
	struct lws__jit_vhost *jv = jit_vhost_of(vh);
	struct lws__tls_vhost *tv = vh->tls;
	struct lws_vhost *like;

	if (!jv)
		return;
	like = jv->like;
	tv->jit = NULL;
	lws__free(jv);
	lws__vhost_unref(like);
}
