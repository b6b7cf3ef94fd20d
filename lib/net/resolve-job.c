/* SPDX-License-Identifier: MIT */
/*
 * One lookup: numeric hosts are known when it is created, the others when a
 * worker has run it; and what getaddrinfo() says in the words of resolve.h.
 */

#include "net/resolve-job.h"
#include "net/sockaddr.h"
#include "plat/plat.h"

#include <string.h>

/* glibc tells "no such name" from "no such address of that name" */
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
#define RESOLVE_NO_DATA EAI_NODATA
#else
#define RESOLVE_NO_DATA EAI_NONAME
#endif

/* tests put theirs here; only create reads them */
static int (*get_now)(const char *host, const char *service,
		      const struct addrinfo *hints,
		      struct addrinfo **out) = getaddrinfo;
static void (*release_now)(struct addrinfo *list) = freeaddrinfo;

/* ---- the question ---------------------------------------------------- */

/* the host without [ ]; NULL if it does not fit out */
static const char *
host_bare(const char *host, char *out, size_t size)
{
	size_t len = strlen(host);

	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (!len || len >= size)
		return NULL;
	memcpy(out, host, len);
	out[len] = '\0';

	return out;
}

int
lws__resolve_numeric(const char *host, uint16_t port, int family,
		     lws_sockaddr46 *out)
{
	struct lws__sa sa;

	if (lws__sa_numeric(&sa, host, port))
		return 1;
	if (family != AF_UNSPEC && family != sa.u.sa.sa_family)
		return 1;

	return lws__sa46_from_sockaddr(out, &sa.u.sa, sa.len);
}

struct lws__resolve_job *
lws__resolve_job_create(const char *host, uint16_t port, int family)
{
	char bare[LWS_RESOLVE_HOST_MAX + 1];
	struct lws__resolve_job *j;
	size_t len;

	if (!host_bare(host, bare, sizeof(bare)))
		return NULL;
	len = strlen(bare);
	j = lws__zalloc(sizeof(*j) + len + 1, "resolve job");
	if (!j)
		return NULL;

	memcpy(j->host, bare, len + 1);
	j->get = get_now;
	j->release = release_now;
	j->family = family;
	j->port = port;
	j->is_numeric = !lws__resolve_numeric(bare, port, family, &j->numeric);

	return j;
}

void
lws__resolve_job_free(struct lws__resolve_job *j)
{
	if (j->list)
		j->release(j->list);
	lws__free(j);
}

void
lws__resolve_job_run(struct lws__resolve_job *j)
{
	const struct addrinfo hints = {
		.ai_family = j->family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = j->flags,
	};

	j->error = j->get(j->host, NULL, &hints, &j->list);
	if (j->error)
		j->list = NULL;
}

void
lws__resolve_set_getaddrinfo(int (*get)(const char *host, const char *service,
					const struct addrinfo *hints,
					struct addrinfo **out),
			     void (*release)(struct addrinfo *list))
{
	get_now = get ? get : getaddrinfo;
	release_now = release ? release : freeaddrinfo;
}

/* ---- the answer ------------------------------------------------------ */

static size_t
job_addresses(const struct lws__resolve_job *j, lws_sockaddr46 *out, size_t max)
{
	const struct addrinfo *ai;
	size_t count = 0;

	if (j->is_numeric) {
		*out = j->numeric;
		return 1;
	}
	for (ai = j->list; ai && count < max; ai = ai->ai_next) {
		if (!ai->ai_addr ||
		    lws__sa46_from_sockaddr(&out[count], ai->ai_addr,
					    ai->ai_addrlen))
			continue;
		lws__sa46_set_port(&out[count++], j->port);
	}

	return count;
}

static enum lws__resolve_answer
answer_of(int error, size_t count)
{
	if (!error)
		return count ? LWS_RESOLVE_FOUND : LWS_RESOLVE_NOT_FOUND;
	if (error == EAI_NONAME || error == RESOLVE_NO_DATA)
		return LWS_RESOLVE_NOT_FOUND;

	return error == EAI_AGAIN ? LWS_RESOLVE_TRY_AGAIN : LWS_RESOLVE_FAILED;
}

static const char *
answer_text(int error, size_t count)
{
	if (error)
		return gai_strerror(error);

	return count ? "" : "no usable address";
}

void
lws__resolve_job_tell(const struct lws__resolve_job *j,
		      void (*cb)(const struct lws__resolve_result *r))
{
	lws_sockaddr46 addresses[LWS_RESOLVE_ADDRESSES_MAX];
	struct lws__resolve_result r = {
		.id = j->id,
		.owner = j->owner,
		.addresses = addresses,
	};

	r.count = job_addresses(j, addresses, LWS_RESOLVE_ADDRESSES_MAX);
	r.answer = answer_of(j->error, r.count);
	r.text = answer_text(j->error, r.count);
	cb(&r);
}

/* ---- lists ----------------------------------------------------------- */

void
lws__resolve_jobs_init(struct lws__resolve_jobs *l)
{
	*l = (struct lws__resolve_jobs){.tail = &l->head};
}

void
lws__resolve_jobs_push(struct lws__resolve_jobs *l, struct lws__resolve_job *j)
{
	j->next = NULL;
	*l->tail = j;
	l->tail = &j->next;
	l->count++;
}

struct lws__resolve_job *
lws__resolve_jobs_take(struct lws__resolve_jobs *l,
		       struct lws__resolve_job **at)
{
	struct lws__resolve_job *j = *at;

	if (!j)
		return NULL;
	*at = j->next;
	if (!*at)
		l->tail = at;
	l->count--;

	return j;
}

struct lws__resolve_job **
lws__resolve_jobs_find(struct lws__resolve_jobs *l, lws__resolve_id id)
{
	struct lws__resolve_job **at = &l->head;

	while (*at && (*at)->id != id)
		at = &(*at)->next;

	return at;
}

void
lws__resolve_jobs_free(struct lws__resolve_jobs *l)
{
	while (l->head)
		lws__resolve_job_free(lws__resolve_jobs_take(l, &l->head));
}
