/* SPDX-License-Identifier: MIT */
/*
 * A client's sessions to resume: the newest of each server, of the servers that
 * were visited last.
 *
 * A session stands for what was verified when it began.  So its key is all that
 * verification hung on: vhost, host, port, and the checks that were left out.
 */

#include "tls/tls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	/* the checks that a call can leave out */
	CHECKS = LCCSCF_ALLOW_SELFSIGNED |
		 LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_EXPIRED |
		 LCCSCF_ALLOW_INSECURE,
	ANY_FLAGS = -1,
	BLOB_HEAD = 5,
};

/* before the vendor's bytes of a stored session: these, and the checks */
static const uint8_t blob_magic[BLOB_HEAD - 1] = {'L', 'W', 'S', 1};

struct entry {
	lws_dll2_t list;
	void *session; /* counted */
	lws_usec_t until;
	int flags;
	uint16_t port;
	char host[];
};

struct lws__tls_sessions {
	lws_dll2_owner_t used; /* entries, last used first */
};

struct key {
	const char *host;
	int flags; /* ANY_FLAGS: the most thoroughly checked one */
	uint16_t port;
};

static void
entry_free(struct entry *e)
{
	lws_dll2_remove(&e->list);
	lws__tls_vendor.session_free(e->session);
	lws__free(e);
}

void
lws__tls_sessions_free(struct lws__tls_sessions **ps)
{
	struct lws__tls_sessions *s = *ps;

	if (!s)
		return;
	*ps = NULL;
	while (s->used.head)
		entry_free(lws_container_of(s->used.head, struct entry, list));
	lws__free(s);
}

static bool
is_over(const struct entry *e)
{
	return e->until <= lws_now_usecs() ||
	       lws__tls_vendor.session_expires(e->session) <=
		       lws__plat_wall_us() / LWS_US_PER_SEC;
}

static bool
matches(const struct entry *e, const struct key *k)
{
	return e->port == k->port && !strcasecmp(e->host, k->host) &&
	       (k->flags == ANY_FLAGS || e->flags == k->flags);
}

static struct entry *
find(struct lws__tls_sessions *s, const struct key *k)
{
	struct entry *found = NULL;

	if (!s)
		return NULL;
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, next, s->used.head)
	{
		struct entry *e = lws_container_of(d, struct entry, list);

		if (is_over(e))
			entry_free(e);
		else if (matches(e, k) && (!found || e->flags < found->flags))
			found = e;
	}
	lws_end_foreach_dll_safe(d, next);

	return found;
}

/* session's count is taken when it is 0 that is returned */
static int
add(struct lws_vhost *vh, const struct key *k, void *session)
{
	struct lws__tls_vhost *tv = vh->tls;
	size_t len = strlen(k->host);
	struct entry *e;

	if (!tv->sessions)
		tv->sessions = lws__zalloc(sizeof(*tv->sessions), "tls cache");
	if (!tv->sessions)
		return 1;
	e = find(tv->sessions, k);
	if (e)
		entry_free(e);
	e = lws__zalloc(sizeof(*e) + len + 1, "tls session");
	if (!e)
		return 1;
	e->session = session;
	e->until = lws_now_usecs() +
		   (lws_usec_t)tv->client.session_timeout * LWS_US_PER_SEC;
	e->flags = k->flags;
	e->port = k->port;
	memcpy(e->host, k->host, len + 1);
	lws_dll2_add_head(&e->list, &tv->sessions->used);
	if (tv->sessions->used.count > tv->session_max)
		entry_free(lws_container_of(tv->sessions->used.tail,
					    struct entry, list));

	return 0;
}

static struct key
key_of(const struct lws__tls *t)
{
	return (struct key){t->host, t->flags & CHECKS, t->port};
}

static bool
is_on(const struct lws_vhost *vh)
{
	const struct lws__tls_vhost *tv = vh->tls;

	return tv->client.resume && !tv->client_cx_is_theirs;
}

/* ---- for connections ----------------------------------------------------- */

int
lws__tls_session_new(struct lws__tls *t, void *session)
{
	struct lws_vhost *vh = t->conn->wsi->vh;
	struct key k = key_of(t);
	int ret;

	if (!t->is_client || !is_on(vh))
		return 0;
	lws__tls_lock(vh);
	ret = add(vh, &k, session);
	lws__tls_unlock(vh);

	return !ret;
}

void
lws__tls_session_offer(struct lws__tls *t)
{
	struct lws_vhost *vh = t->conn->wsi->vh;
	struct lws__tls_vhost *tv = vh->tls;
	struct key k = key_of(t);
	struct entry *e;

	if (!is_on(vh))
		return;
	lws__tls_lock(vh);
	e = find(tv->sessions, &k);
	if (e) {
		lws_dll2_remove(&e->list);
		lws_dll2_add_head(&e->list, &tv->sessions->used);
		(void)lws__tls_vendor.session_use(t, e->session);
	}
	lws__tls_unlock(vh);
}

/* ---- for the application: to survive a restart --------------------------- */

/* nonzero: too long to be told from others */
static int
tag_make(struct lws_vhost *vh, const struct key *k, char *tag)
{
	return lws_snprintf(tag, LWS_SESSION_TAG_LEN, "%s_%s_%u", vh->name,
			    k->host,
			    (unsigned int)k->port) >= LWS_SESSION_TAG_LEN - 1;
}

static int export(struct lws_vhost *vh, const struct key *k, uint8_t **blob,
		  size_t *len)
{
	struct lws__tls_vhost *tv = vh->tls;
	struct entry *e = find(tv->sessions, k);
	uint8_t *der;
	size_t der_len;

	if (!e || lws__tls_vendor.session_export(e->session, &der, &der_len))
		return 1;
	*len = BLOB_HEAD + der_len;
	*blob = lws__malloc(*len, "tls session");
	if (*blob) {
		memcpy(*blob, blob_magic, sizeof(blob_magic));
		(*blob)[BLOB_HEAD - 1] = (uint8_t)e->flags;
		memcpy(*blob + BLOB_HEAD, der, der_len);
	}
	lws__tls_bytes_free(der, der_len);

	return !*blob;
}

int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_save, void *opq)
{
	struct lws_tls_session_dump d = {.opaque = opq};
	struct key k = {host, ANY_FLAGS, port};
	uint8_t *blob = NULL;
	int ret;

	if (!vh->tls || tag_make(vh, &k, d.tag))
		return 1;
	lws__tls_lock(vh);
	ret = export(vh, &k, &blob, &d.blob_len);
	lws__tls_unlock(vh);
	if (ret)
		return 1;
	d.blob = blob;
	ret = cb_save(vh->cx, &d);
	lws__tls_bytes_free(blob, d.blob_len);

	return ret;
}

static int
import(struct lws_vhost *vh, struct key *k, const uint8_t *blob, size_t len)
{
	void *session;
	int ret;

	if (len <= BLOB_HEAD || len > LWS__TLS_BLOB_MAX ||
	    memcmp(blob, blob_magic, sizeof(blob_magic)) ||
	    (blob[BLOB_HEAD - 1] & ~CHECKS))
		return 1;
	session = lws__tls_vendor.session_import(blob + BLOB_HEAD,
						 len - BLOB_HEAD);
	if (!session)
		return 1;
	k->flags = blob[BLOB_HEAD - 1];
	lws__tls_lock(vh);
	ret = add(vh, k, session);
	lws__tls_unlock(vh);
	if (ret)
		lws__tls_vendor.session_free(session);

	return ret;
}

int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_load, void *opq)
{
	struct lws_tls_session_dump d = {.opaque = opq};
	struct key k = {host, ANY_FLAGS, port};
	int ret = 1;

	if (!vh->tls || !is_on(vh) || tag_make(vh, &k, d.tag))
		return 1;
	if (!cb_load(vh->cx, &d) && d.blob)
		ret = import(vh, &k, d.blob, d.blob_len);
	if (d.blob)
		lws_explicit_bzero(d.blob, d.blob_len);
	free(d.blob);
	if (ret)
		lwsl_vhost_info(vh, "no stored TLS session for %s:%u", host,
				(unsigned int)port);

	return ret;
}
