/* SPDX-License-Identifier: MIT */
/*
 * See conmon.h.
 */

#include "net/conmon.h"

#include <netdb.h>
#include <string.h>

struct lws__conmon {
	struct lws_conmon figures;
	lws_usec_t since; /* when the present step began */
	bool awaits_byte; /* the request is out */
};

/* an address in one block with its entry */
struct entry {
	struct addrinfo info; /* first */
	lws_sockaddr46 address;
};

static struct lws__conmon *
conmon_of(const struct lws *wsi)
{
	const struct lws__connect *c = lws__connect_of(wsi);

	return c ? c->conmon : NULL;
}

static void
list_free(struct addrinfo **list)
{
	while (*list) {
		struct addrinfo *first = *list;

		*list = first->ai_next;
		lws__free(first);
	}
}

void
lws__conmon_free(struct lws__conmon **conmon)
{
	if (*conmon)
		list_free(&(*conmon)->figures.dns_results_copy);
	lws__free(*conmon);
	*conmon = NULL;
}

/* the step that ends now; longer than 71 minutes is as long as can be said */
static lws_conmon_interval_us_t
lap(struct lws__conmon *m)
{
	lws_usec_t now = lws_now_usecs(), took = now - m->since;

	m->since = now;

	return took > UINT32_MAX ? UINT32_MAX : (lws_conmon_interval_us_t)took;
}

void
lws__conmon_begin(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);

	lws__conmon_free(&c->conmon);
	if (!(c->flags & LCCSCF_CONMON))
		return;
	c->conmon = lws__zalloc(sizeof(*c->conmon), "conmon");
	if (c->conmon)
		c->conmon->since = lws_now_usecs();
}

static void
copy_results(struct lws__conmon *m, const struct lws__resolve_result *r)
{
	struct addrinfo **tail = &m->figures.dns_results_copy;

	list_free(tail);
	for (size_t n = 0; n < r->count; n++) {
		struct entry *e = lws__zalloc(sizeof(*e), "conmon");

		if (!e)
			return;
		e->address = r->addresses[n];
		e->info.ai_family = e->address.sa4.sin_family;
		e->info.ai_socktype = SOCK_STREAM;
		e->info.ai_addr = (struct sockaddr *)&e->address;
		e->info.ai_addrlen = e->info.ai_family == AF_INET
					     ? sizeof(e->address.sa4)
					     : sizeof(e->address);
		*tail = &e->info;
		tail = &e->info.ai_next;
	}
}

void
lws__conmon_resolved(struct lws *wsi, const struct lws__resolve_result *r)
{
	struct lws__conmon *m = conmon_of(wsi);

	if (!m)
		return;
	switch (r->answer) {
	case LWS_RESOLVE_FOUND:
		m->figures.dns_disposition = LWSCONMON_DNS_OK;
		copy_results(m, r);
		break;
	case LWS_RESOLVE_NOT_FOUND:
		m->figures.dns_disposition = LWSCONMON_DNS_NO_RESULT;
		break;
	case LWS_RESOLVE_TRY_AGAIN: /* it is asked again: one step still */
		m->figures.dns_disposition = LWSCONMON_DNS_SERVER_UNREACHABLE;
		return;
	case LWS_RESOLVE_FAILED:
		m->figures.dns_disposition = LWSCONMON_DNS_SERVER_UNREACHABLE;
		break;
	}
	m->figures.ciu_dns = lap(m);
}

void
lws__conmon_connected(struct lws *wsi)
{
	struct lws__conmon *m = conmon_of(wsi);
	struct lws__sa peer;

	if (!m)
		return;
	m->figures.ciu_sockconn = lap(m);
	if (!lws__plat_peer_address((int)wsi->conn->fd, &peer) &&
	    peer.u.sa.sa_family != AF_UNIX)
		m->figures.peer46 = peer.u.sa46;
}

void
lws__conmon_tunnel(struct lws *wsi)
{
	struct lws__conmon *m = conmon_of(wsi);

	if (m)
		(void)lap(m);
}

void
lws__conmon_ready(struct lws *wsi)
{
	struct lws__conmon *m = conmon_of(wsi);
	lws_conmon_interval_us_t took;

	if (!m)
		return;
	took = lap(m);
	m->awaits_byte = true;
	if (lws__connect_here(wsi)->flags & LCCSCF_USE_SSL)
		m->figures.ciu_tls = took;
}

void
lws__conmon_first_byte(struct lws *wsi)
{
	struct lws__conmon *m = conmon_of(wsi);

	if (!m || !m->awaits_byte)
		return;
	m->awaits_byte = false;
	m->figures.ciu_txn_resp = lap(m);
}

void
lws__conmon_response(struct lws *wsi, unsigned int status)
{
	struct lws__conmon *m = conmon_of(wsi);

	if (!m)
		return;
	m->figures.pcol = LWSCONMON_PCOL_HTTP;
	m->figures.protocol_specific.http.response = (int)status;
}

void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest)
{
	struct lws__conmon *m = conmon_of(wsi);

	memset(dest, 0, sizeof(*dest));
	if (!m)
		return;
	*dest = m->figures;
	m->figures.dns_results_copy = NULL;
}

void
lws_conmon_release(struct lws_conmon *conmon)
{
	list_free(&conmon->dns_results_copy);
}
