/* SPDX-License-Identifier: MIT */
/*
 * JIT trust: lookups, what is answered to them, and what is remembered.
 *
 * The application holds a lookup's number, not its address: an answer may come
 * at any time, once, twice or never.
 */

#include "tls/jit-trust.h"

#include <string.h>

/* one host's, while the application is asked for whoever vouches for it */
struct lookup {
	lws_dll2_t list; /* in jit->lookups */
	struct lws__jit *jit;
	struct lws_vhost *like; /* borrowed: it has no lookup once it goes */
	char *host;             /* owned */
	struct lws__jit_ids asked;
	struct lws__jit_cert certs[LWS__JIT_ANCHORS_MAX]; /* as answered */
	lws_sorted_usec_list_t sul;                       /* the last answer */
	uint32_t serial;
	uint32_t open; /* bit n: there is no answer for asked.ids[n] */
	bool asking;   /* the questions are being put */
};

static struct lws__jit *
jit_of(const struct lws_context *cx, int tsi)
{
	const struct lws__tls_context *tcx = cx->tls;

	return tcx ? tcx->pts[tsi].jit : NULL;
}

/* ---- what is remembered -------------------------------------------------- */

static bool
is_remembered(const struct lws__jit *jit, const char *host,
	      struct lws__jit_ids *ids)
{
	const void *p;
	size_t len;

	if (!jit->hosts || lws_cache_item_get(jit->hosts, host, &p, &len) ||
	    len != sizeof(*ids))
		return false;
	memcpy(ids, p, sizeof(*ids));

	return true;
}

/* that it does not fit costs a failure the next time, nothing else */
static void
remember(struct lws__jit *jit, const char *host, const struct lws__jit_ids *ids)
{
	const struct lws_cache_creation_info info = {
		.cx = jit->cx,
		.name = "jit trust",
		.ops = &lws_cache_ops_heap,
		.max_footprint = jit->footprint_max,
		.max_items = LWS__JIT_HOSTS_MAX,
		.tsi = jit->tsi,
	};

	if (!jit->hosts)
		jit->hosts = lws_cache_create(&info);
	if (!jit->hosts ||
	    lws_cache_write_through(jit->hosts, host, (const uint8_t *)ids,
				    sizeof(*ids), 0, NULL))
		lwsl_cx_warn(jit->cx, "jit trust: no room to remember %s",
			     host);
}

/* ---- lookups ------------------------------------------------------------- */

static struct lookup *
lookup_of(struct lws_dll2 *d)
{
	return lws_container_of(d, struct lookup, list);
}

static void
lookup_free(struct lookup *l)
{
	lws_sul_cancel(&l->sul);
	lws_dll2_remove(&l->list);
	for (unsigned int n = 0; n < LWS__JIT_ANCHORS_MAX; n++)
		lws__free(l->certs[n].der);
	lws__free(l->host);
	lws__free(l);
}

/* those who were found, in the order that they were asked for */
static void
found(const struct lookup *l, struct lws__jit_ids *ids,
      struct lws__jit_cert *certs)
{
	memset(ids, 0, sizeof(*ids));
	for (unsigned int n = 0; n < l->asked.count; n++)
		if (l->certs[n].der) {
			certs[ids->count] = l->certs[n];
			lws__jit_ids_add(ids, &l->asked.ids[n]);
		}
}

static void
finish(struct lookup *l)
{
	struct lws__jit_cert certs[LWS__JIT_ANCHORS_MAX];
	struct lws__jit *jit = l->jit;
	struct lws__jit_ids ids;

	lws_sul_cancel(&l->sul);
	lws_dll2_remove(&l->list); /* PROTOCOL_INIT may come back to us */
	found(l, &ids, certs);
	if (!ids.count)
		lwsl_cx_notice(jit->cx, "jit trust: nobody vouches for %s",
			       l->host);
	else if (lws__jit_vhost_find(jit, l->like, &ids) ||
		 lws__jit_vhost_create(jit, l->like, &ids, certs))
		remember(jit, l->host, &ids);
	lookup_free(l);
}

static void
too_late(lws_sorted_usec_list_t *sul)
{
	struct lookup *l = lws_container_of(sul, struct lookup, sul);

	lwsl_cx_notice(l->jit->cx, "jit trust: answers for %s did not come",
		       l->host);
	l->open = 0;
	finish(l);
}

static struct lookup *
lookup_find(const struct lws__jit *jit, const struct lws_vhost *like,
	    const char *host)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, jit->lookups.head)
	{
		struct lookup *l = lookup_of(d);

		if (l->like == like && !strcmp(l->host, host))
			return l;
	}
	lws_end_foreach_dll(d);

	return NULL;
}

static struct lookup *
lookup_create(struct lws__jit *jit, struct lws_vhost *like, const char *host,
	      const struct lws__jit_ids *ids)
{
	struct lookup *l = lws__zalloc(sizeof(*l), "jit lookup");

	if (!l)
		return NULL;
	l->host = lws__strdup(host, "jit host"); /* in lower case */
	if (!l->host) {
		lws__free(l);
		return NULL;
	}
	l->jit = jit;
	l->like = like;
	l->asked = *ids;
	l->open = (1u << ids->count) - 1;
	if (!++jit->last_serial)
		jit->last_serial = 1;
	l->serial = jit->last_serial;
	lws_dll2_add_tail(&l->list, &jit->lookups);

	return l;
}

/* which thread's, and which of its lookups */
static void *
opaque_of(const struct lookup *l)
{
	return (void *)((uintptr_t)l->serial * LWS_MAX_SMP +
			(uintptr_t)l->jit->tsi);
}

static void
ask_all(struct lookup *l)
{
	struct lws_context *cx = l->jit->cx;

	l->asking = true;
	for (unsigned int n = 0; n < l->asked.count; n++) {
		const struct lws__tls_key_id *id = &l->asked.ids[n];

		if (cx->system_ops->jit_trust_query(cx, id->id, id->len,
						    opaque_of(l)))
			l->open &= ~(1u << n); /* none will come */
	}
	l->asking = false;
	if (!l->open)
		finish(l);
	else
		lws_sul_schedule(cx, l->jit->tsi, &l->sul, too_late,
				 LWS__JIT_ANSWER_SECS * LWS_US_PER_SEC);
}

/* clients of a host that is being asked for wait for the same answers */
static void
look_up(struct lws__jit *jit, struct lws_vhost *like, const char *host,
	const struct lws__jit_ids *ids)
{
	struct lookup *l;

	if (lookup_find(jit, like, host))
		return;
	if (jit->lookups.count >= LWS__JIT_LOOKUPS_MAX) {
		lwsl_cx_warn(jit->cx,
			     "jit trust: %s is not asked for, %d others are",
			     host, LWS__JIT_LOOKUPS_MAX);
		return;
	}
	l = lookup_create(jit, like, host, ids);
	if (!l) {
		lwsl_cx_err(jit->cx, "jit trust: out of memory");
		return;
	}
	lwsl_cx_info(jit->cx, "jit trust: asking for %u who may vouch for %s",
		     ids->count, host);
	ask_all(l);
}

/* ---- answers ------------------------------------------------------------- */

static struct lookup *
lookup_by_opaque(const struct lws__jit *jit, const void *opaque)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, jit->lookups.head)
	{
		if (opaque_of(lookup_of(d)) == opaque)
			return lookup_of(d);
	}
	lws_end_foreach_dll(d);

	return NULL;
}

/* the open question; its place, or -1: nobody asked that */
static int
question_of(const struct lookup *l, const uint8_t *skid, size_t len)
{
	for (unsigned int n = 0; n < l->asked.count; n++)
		if ((l->open & (1u << n)) && l->asked.ids[n].len == len &&
		    !memcmp(l->asked.ids[n].id, skid, len))
			return (int)n;

	return -1;
}

/* nonzero: not what was asked for, and logged why */
static int
take(struct lookup *l, int n, const uint8_t *der, size_t len)
{
	const struct lws__tls_key_id *id = &l->asked.ids[n];
	const char *why = lws__tls_vendor.anchor_fault(der, len, id);

	if (!why) {
		l->certs[n].der = lws__malloc(len, "jit cert");
		l->certs[n].len = len;
		if (l->certs[n].der) {
			memcpy(l->certs[n].der, der, len);
			return 0;
		}
		why = "out of memory";
	}
	lwsl_cx_warn(l->jit->cx, "jit trust: answer for %s refused: %s",
		     l->host, why);

	return 1;
}

static int
answered(struct lws__jit *jit, const void *opaque,
	 const struct lws__tls_key_id *id, const struct lws__jit_cert *cert)
{
	struct lookup *l = lookup_by_opaque(jit, opaque);
	int n = l ? question_of(l, id->id, id->len) : -1, failed = 0;

	if (n < 0) {
		lwsl_cx_info(jit->cx, "jit trust: an answer that nobody "
				      "waits for");
		return 1;
	}
	if (cert->der)
		failed = take(l, n, cert->der, cert->len);
	l->open &= ~(1u << n);
	if (!l->open && !l->asking)
		finish(l);

	return failed;
}

int
lws_tls_jit_trust_got_cert_cb(struct lws_context *cx, void *got_opaque,
			      const uint8_t *skid, size_t skid_len,
			      const uint8_t *der, size_t der_len)
{
	unsigned int tsi = (unsigned int)((uintptr_t)got_opaque % LWS_MAX_SMP);
	struct lws__jit *jit =
		tsi < cx->count_threads ? jit_of(cx, (int)tsi) : NULL;
	struct lws__jit_cert cert = {lws__unconst(der), der_len};
	struct lws_context_per_thread *pt;
	struct lws__tls_key_id id = {0};
	int ret;

	if (!jit || !skid || skid_len > sizeof(id.id) || !skid_len ||
	    atomic_load(&cx->destroy_stage) != LWS__DESTROY_NOT)
		return 1;
	pt = lws__context_pt(cx, (int)tsi);
	if (lws__pt_is_elsewhere(pt)) {
		lwsl_cx_err(cx, "jit trust: an answer belongs to the thread "
				"that asked");
		return 1;
	}
	memcpy(id.id, skid, skid_len);
	id.len = (uint8_t)skid_len;
	lws__turn_begin(pt);
	ret = answered(jit, got_opaque, &id, &cert);
	lws__turn_end(pt);

	return ret;
}

/* ---- a connection -------------------------------------------------------- */

/* those whose vhost may be chosen, and whose trust is ours to add to */
static bool
is_ours(const struct lws_vhost *like)
{
	const struct lws__tls_vhost *tv = like->tls;
	const struct lws_system_ops *ops = like->cx->system_ops;

	return tv && !tv->client_cx_is_theirs && ops && ops->jit_trust_query;
}

void
lws__jit_note(struct lws__tls *t, const struct lws__tls_finding *f)
{
	if (!t->any_vhost || t->chain || !is_ours(t->conn->wsi->vh) ||
	    (f->fault != LWS__TLS_FAULT_UNKNOWN_CA &&
	     f->fault != LWS__TLS_FAULT_SELF_SIGNED))
		return;
	t->chain = lws__zalloc(sizeof(*t->chain), "jit chain");
	if (t->chain)
		f->chain(f->store, t->chain);
}

/* names of hosts are the same in any case: RFC 1035 2.3.3 */
static void
to_lower(char *host)
{
	for (; *host; host++)
		if (*host >= 'A' && *host <= 'Z')
			*host = (char)(*host - 'A' + 'a');
}

void
lws__jit_ask(struct lws__tls *t)
{
	struct lws_context *cx = t->conn->pt->cx;
	struct lws__jit *jit = jit_of(cx, t->conn->pt->tsi);
	char host[LWS__TLS_HOST_MAX + 1];
	struct lws__jit_ids ids;

	if (!t->chain || !jit ||
	    atomic_load(&cx->destroy_stage) != LWS__DESTROY_NOT)
		return;
	lws__jit_path(t->chain, &ids);
	lws_strncpy(host, t->host, sizeof(host));
	to_lower(host);
	if (ids.count)
		look_up(jit, lws__jit_vhost_like(t->conn->wsi->vh), host, &ids);
	else
		lwsl_wsi_info(t->conn->wsi,
			      "jit trust: the chain of %s does "
			      "not say who vouches for it",
			      t->host);
}

struct lws_vhost *
lws__jit_client_vhost(struct lws_vhost *otherwise, int tsi,
		      const struct lws_client_connect_info *i)
{
	struct lws_vhost *like = lws__jit_vhost_like(otherwise), *vh;
	struct lws__jit *jit = jit_of(like->cx, tsi);
	char host[LWS__TLS_HOST_MAX + 1];
	struct lws__jit_ids ids;
	bool is_ip;

	if (!jit || !(i->ssl_connection & LCCSCF_USE_SSL) || !is_ours(like) ||
	    lws__tls_host_clean(i->host ? i->host : i->address, host,
				sizeof(host), &is_ip))
		return otherwise;
	to_lower(host);
	if (!is_remembered(jit, host, &ids))
		return otherwise;
	vh = lws__jit_vhost_find(jit, like, &ids);
	if (!vh) {
		look_up(jit, like, host, &ids);
		if (is_remembered(jit, host, &ids))
			vh = lws__jit_vhost_find(jit, like, &ids);
	}
	if (!vh)
		return otherwise;
	lws__jit_vhost_touch(vh);

	return vh;
}

/* ---- the service --------------------------------------------------------- */

static void
jit_destroy(struct lws_context *cx)
{
	struct lws__tls_context *tcx = cx->tls;

	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws__jit *jit = tcx->pts[n].jit;

		if (!jit)
			continue;
		while (jit->lookups.head)
			lookup_free(lookup_of(jit->lookups.head));
		lws_cache_destroy(&jit->hosts);
		lws__free(jit);
		tcx->pts[n].jit = NULL;
	}
}

static int
jit_init(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	struct lws__tls_context *tcx = cx->tls;

	for (unsigned int n = 0; n < cx->count_threads; n++) {
		struct lws__jit *jit = lws__zalloc(sizeof(*jit), "jit trust");

		if (!jit) {
			jit_destroy(cx);
			return 1;
		}
		jit->cx = cx;
		jit->tsi = (int)n;
		jit->footprint_max = info->jitt_cache_max_footprint;
		jit->grace_us = (lws_usec_t)(info->vh_idle_grace_ms > 0
						     ? info->vh_idle_grace_ms
						     : LWS__JIT_GRACE_MS) *
				LWS_US_PER_MS;
		tcx->pts[n].jit = jit;
	}

	return 0;
}

static void
jit_closing(struct lws_context_per_thread *pt, struct lws_vhost *vh)
{
	struct lws__jit *jit = jit_of(pt->cx, pt->tsi);

	if (!jit)
		return;
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, jit->lookups.head)
	{
		if (lookup_of(d)->like == vh)
			lookup_free(lookup_of(d));
	}
	lws_end_foreach_dll_safe(d, d1);
	lws__jit_vhosts_leave(jit, vh);
}

const struct lws__service_module lws__service_jit_trust = {
	.name = "jit trust",
	.context_init = jit_init,
	.context_destroy = jit_destroy,
	.vhost_closing = jit_closing,
	.vhost_destroy = lws__jit_vhost_free,
};
