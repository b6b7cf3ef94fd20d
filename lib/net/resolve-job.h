/* SPDX-License-Identifier: MIT */
/*
 * One lookup, from the question to the answer, and lists of them.
 */

#ifndef LWS_NET_RESOLVE_JOB_H
#define LWS_NET_RESOLVE_JOB_H

#include "net/resolve.h"

#include <netdb.h>

struct lws__resolve_job {
	struct lws__resolve_job *next;
	lws__resolve_id id;
	void *owner; /* borrowed, not looked at */
	int (*get)(const char *host, const char *service,
		   const struct addrinfo *hints, struct addrinfo **out);
	void (*release)(struct addrinfo *list);
	struct addrinfo *list;  /* owned, given back with release */
	lws_sockaddr46 numeric; /* the answer if is_numeric */
	int error;              /* EAI_... or 0 */
	int family;
	int flags;
	uint16_t port;
	bool is_numeric;
	bool is_cancelled; /* guarded by the pool's lock */
	char host[];
};

struct lws__resolve_jobs {
	struct lws__resolve_job *head;
	struct lws__resolve_job **tail; /* where the next one is hung */
	size_t count;
};

/* NULL: out of memory, or the host is empty or too long */
struct lws__resolve_job *
lws__resolve_job_create(const char *host, uint16_t port, int family);
void lws__resolve_job_free(struct lws__resolve_job *j);
/* this is what blocks */
void lws__resolve_job_run(struct lws__resolve_job *j);
/* hands the answer to cb */
void lws__resolve_job_tell(const struct lws__resolve_job *j,
			   void (*cb)(const struct lws__resolve_result *r));

void lws__resolve_jobs_init(struct lws__resolve_jobs *l);
void
lws__resolve_jobs_push(struct lws__resolve_jobs *l, struct lws__resolve_job *j);
/* takes *at, a link of the list, out of it; NULL if it is the end */
struct lws__resolve_job *lws__resolve_jobs_take(struct lws__resolve_jobs *l,
						struct lws__resolve_job **at);
/* the link that leads to this job; one that holds NULL if there is none */
struct lws__resolve_job **
lws__resolve_jobs_find(struct lws__resolve_jobs *l, lws__resolve_id id);
void lws__resolve_jobs_free(struct lws__resolve_jobs *l);

#endif
