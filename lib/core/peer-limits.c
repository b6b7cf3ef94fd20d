/* SPDX-License-Identifier: MIT */
/*
 * Limits per address: how many connections (and streams) one peer may have,
 * and how many requests it may have the headers of kept.
 *
 *   ip_limit_wsi   hard: the connection is dropped as it comes
 *   ip_limit_ah    soft: the request waits until another one is through
 *
 * A record per address, in a table that doubles as it fills; the key of its
 * hash is random, so nobody can choose addresses that share a bucket.  The
 * record of a peer that has left stays a while, at most IDLE_MAX of them.
 * Several service threads share the table under its lock.
 */

#include "core/peer-limits.h"
#include "core/service-module.h"

#include <string.h>

enum {
	IDLE_SECS = 10,
	IDLE_MAX = 1024, /* records without connection */
	FIRST_BUCKETS = 64,
	MOST_BUCKETS = 1 << 20,
};

struct address {
	uint8_t bytes[16]; /* IPv4 as IPv4-mapped */
};

struct lws__peer {
	lws_dll2_t idle;        /* in peers->idle while wsi is 0 */
	struct lws__peer *next; /* of the bucket */
	struct address address;
	lws_usec_t left_at;
	uint32_t wsi;
	uint32_t heads;
	bool is_starving; /* a request of its waits on some thread */
	bool was_said;    /* a line for each time the limit is met */
};

/* a thread's timer that looks for those who left */
struct cull {
	lws_sorted_usec_list_t sul;
	struct lws_context_per_thread *pt;
};

struct lws__peers {
	pthread_mutex_t lock; /* unused with one thread */
	bool is_shared;
	struct lws__peer **buckets; /* owned */
	size_t bucket_count;        /* a power of two */
	size_t count;
	lws_dll2_owner_t idle; /* longest first */
	struct cull *cull;     /* owned, one per thread */
	uint64_t key;
	uint32_t limit_wsi, limit_heads; /* 0 = none */
	lws_peer_limits_notify_t notify;
};

static void
lock(struct lws__peers *ps)
{
	if (ps->is_shared)
		pthread_mutex_lock(&ps->lock);
}

static void
unlock(struct lws__peers *ps)
{
	if (ps->is_shared)
		pthread_mutex_unlock(&ps->lock);
}

/* ---- addresses ---------------------------------------------------------- */

/* nonzero: not an address that is counted */
static int
address_of(struct address *a, const struct lws__sa *sa)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0,    0,
					   0, 0, 0, 0, 0xff, 0xff};

	if (sa->u.sa.sa_family == AF_INET6) {
		memcpy(a->bytes, &sa->u.in6.sin6_addr, 16);
		return 0;
	}
	if (sa->u.sa.sa_family != AF_INET)
		return 1;
	memcpy(a->bytes, mapped, sizeof(mapped));
	memcpy(a->bytes + sizeof(mapped), &sa->u.in4.sin_addr, 4);

	return 0;
}

static uint64_t
mix(uint64_t x)
{
	/* the finaliser of splitmix64: each bit in moves half of those out */
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);

	return x ^ (x >> 31);
}

static size_t
bucket_of(const struct lws__peers *ps, const struct address *a, size_t count)
{
	uint64_t half[2];

	memcpy(half, a->bytes, sizeof(half));

	return (size_t)mix(mix(ps->key ^ half[0]) ^ half[1]) & (count - 1);
}

/* ---- the table ---------------------------------------------------------- */

static struct lws__peer *
find(const struct lws__peers *ps, const struct address *a)
{
	struct lws__peer *p = ps->buckets[bucket_of(ps, a, ps->bucket_count)];

	while (p && memcmp(&p->address, a, sizeof(*a)))
		p = p->next;

	return p;
}

/* when memory is short the chains get longer */
static void
grow(struct lws__peers *ps)
{
	size_t count = ps->bucket_count * 2;
	struct lws__peer **to;

	if (count > MOST_BUCKETS)
		return;
	to = lws__zalloc(count * sizeof(*to), "peers");
	if (!to)
		return;
	for (size_t n = 0; n < ps->bucket_count; n++)
		while (ps->buckets[n]) {
			struct lws__peer *p = ps->buckets[n];
			size_t at = bucket_of(ps, &p->address, count);

			ps->buckets[n] = p->next;
			p->next = to[at];
			to[at] = p;
		}
	lws__free(ps->buckets);
	ps->buckets = to;
	ps->bucket_count = count;
}

static struct lws__peer *
make(struct lws__peers *ps, const struct address *a)
{
	struct lws__peer *p = lws__zalloc(sizeof(*p), "peer");
	size_t at;

	if (!p)
		return NULL;
	if (ps->count >= ps->bucket_count)
		grow(ps);
	at = bucket_of(ps, a, ps->bucket_count);
	p->address = *a;
	p->next = ps->buckets[at];
	ps->buckets[at] = p;
	ps->count++;

	return p;
}

static void
forget(struct lws__peers *ps, struct lws__peer *p)
{
	struct lws__peer **at =
		&ps->buckets[bucket_of(ps, &p->address, ps->bucket_count)];

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	lws_dll2_remove(&p->idle);
	ps->count--;
	lws__free(p);
}

/* ---- those who left ----------------------------------------------------- */

static struct lws__peer *
longest_idle(const struct lws__peers *ps)
{
	return ps->idle.head
		       ? lws_container_of(ps->idle.head, struct lws__peer, idle)
		       : NULL;
}

/* us until the next one is due; 0: nobody is left */
static lws_usec_t
cull(struct lws__peers *ps)
{
	lws_usec_t age = (lws_usec_t)IDLE_SECS * LWS_US_PER_SEC;
	lws_usec_t now = lws_now_usecs();
	struct lws__peer *p;

	while ((p = longest_idle(ps)) != NULL) {
		if (ps->idle.count <= IDLE_MAX && now - p->left_at < age)
			return p->left_at + age - now;
		forget(ps, p);
	}

	return 0;
}

static void
cull_cb(lws_sorted_usec_list_t *sul)
{
	struct cull *c = lws_container_of(sul, struct cull, sul);
	struct lws_context *cx = c->pt->cx;
	lws_usec_t next;

	lock(cx->peers);
	next = cull(cx->peers);
	unlock(cx->peers);
	if (next)
		lws_sul_schedule(cx, c->pt->tsi, sul, cull_cb, next);
}

static void
cull_later(struct lws_context *cx, int tsi)
{
	struct cull *c = &cx->peers->cull[tsi];

	c->pt = &cx->pts[tsi];
	if (!c->sul.list.owner)
		lws_sul_schedule(cx, tsi, &c->sul, cull_cb,
				 (lws_usec_t)IDLE_SECS * LWS_US_PER_SEC);
}

/* ---- connections -------------------------------------------------------- */

enum answer {
	COUNTED,
	NO_MEMORY,
	OVER_LIMIT,      /* said before */
	OVER_LIMIT_NEWS, /* met for the first time since it was below */
};

static enum answer
count_one(struct lws__peers *ps, struct lws__peer *p)
{
	if (ps->limit_wsi && p->wsi >= ps->limit_wsi) {
		bool said = p->was_said;

		p->was_said = true;
		return said ? OVER_LIMIT : OVER_LIMIT_NEWS;
	}
	p->wsi++;
	lws_dll2_remove(&p->idle);

	return COUNTED;
}

static enum answer
count_address(struct lws__peers *ps, const struct address *a,
	      struct lws__peer **peer)
{
	struct lws__peer *p = find(ps, a);

	if (!p)
		p = make(ps, a);
	*peer = p;

	return p ? count_one(ps, p) : NO_MEMORY;
}

static void
tell(struct lws_context *cx, lws_sockfd_type fd, const struct lws__sa *sa,
     enum answer answer)
{
	struct lws__peers *ps = cx->peers;
	lws_sockaddr46 sa46 = sa->u.sa46;
	char text[64];

	if (answer == OVER_LIMIT_NEWS) {
		(void)lws__sa_text(sa, text, sizeof(text));
		lwsl_cx_warn(cx,
			     "peer %s has %u connections, the limit: more "
			     "are refused",
			     text, (unsigned int)ps->limit_wsi);
	}
	if (ps->notify)
		(void)ps->notify(cx, fd, &sa46);
}

static int
arrive(struct lws_context *cx, lws_sockfd_type fd, const struct lws__sa *sa,
       struct lws__peer **peer)
{
	struct lws__peers *ps = cx->peers;
	struct lws__sa asked;
	struct address a;
	enum answer answer;

	*peer = NULL;
	if (!ps)
		return 0;
	if (!sa) {
		if (lws__plat_peer_address((int)fd, &asked))
			return 0; /* gone already, it will find out */
		sa = &asked;
	}
	if (address_of(&a, sa))
		return 0;
	lock(ps);
	answer = count_address(ps, &a, peer);
	unlock(ps);
	if (answer == COUNTED)
		return 0;
	*peer = NULL;
	if (answer == NO_MEMORY)
		lwsl_cx_err(cx, "out of memory for a peer: refused");
	else
		tell(cx, fd, sa, answer);

	return 1;
}

/* the lock is held */
static void
uncount(struct lws__peers *ps, struct lws__peer *p)
{
	p->wsi--;
	p->was_said = false;
	if (p->wsi)
		return;
	p->left_at = lws_now_usecs();
	lws_dll2_add_tail(&p->idle, &ps->idle);
	if (ps->idle.count > IDLE_MAX)
		forget(ps, longest_idle(ps));
}

static void
leave(struct lws_context *cx, int tsi, struct lws__peer *peer)
{
	struct lws__peers *ps = cx->peers;
	bool somebody_idle;

	if (!ps)
		return; /* all records went with the context */
	lock(ps);
	uncount(ps, peer);
	somebody_idle = ps->idle.count != 0;
	unlock(ps);
	if (somebody_idle)
		cull_later(cx, tsi);
}

static int
stream_arrive(struct lws_conn *conn)
{
	struct lws_context *cx = conn->pt->cx;
	struct lws__peers *ps = cx->peers;
	struct lws__sa sa;
	enum answer answer;

	lock(ps);
	answer = count_one(ps, conn->peer);
	unlock(ps);
	if (answer == COUNTED)
		return 0;
	if (!lws__plat_peer_address((int)conn->fd, &sa))
		tell(cx, conn->fd, &sa, answer);

	return 1;
}

static void
stream_leave(struct lws_conn *conn)
{
	struct lws__peers *ps = conn->pt->cx->peers;

	lock(ps);
	uncount(ps, conn->peer);
	unlock(ps);
}

/* ---- headers of requests ------------------------------------------------ */

static bool
head_take(struct lws_conn *conn)
{
	struct lws__peers *ps = conn->pt->cx->peers;
	struct lws__peer *p = conn->peer;
	bool may;

	lock(ps);
	may = !ps->limit_heads || p->heads < ps->limit_heads;
	p->heads += may;
	p->is_starving |= !may;
	unlock(ps);

	return may;
}

/* its waiting requests may be on other threads: these look again */
static void
head_give(struct lws_conn *conn)
{
	struct lws_context *cx = conn->pt->cx;
	struct lws__peers *ps = cx->peers;
	struct lws__peer *p = conn->peer;
	bool starving;

	lock(ps);
	p->heads--;
	starving = p->is_starving;
	p->is_starving = false;
	unlock(ps);
	if (!starving)
		return;
	for (unsigned int n = 0; n < cx->count_threads; n++)
		if (n != conn->pt->tsi)
			lws__pt_wake(&cx->pts[n]);
}

/* ---- with the context --------------------------------------------------- */

static void
peers_destroy(struct lws_context *cx)
{
	struct lws__peers *ps = cx->peers;

	if (!ps)
		return;
	for (unsigned int n = 0; ps->cull && n < cx->count_threads; n++)
		lws_sul_cancel(&ps->cull[n].sul);
	for (size_t n = 0; ps->buckets && n < ps->bucket_count; n++)
		while (ps->buckets[n])
			forget(ps, ps->buckets[n]);
	lws__free(ps->cull);
	lws__free(ps->buckets);
	pthread_mutex_destroy(&ps->lock);
	lws__free(ps);
	cx->peers = NULL;
}

static int
peers_init(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	struct lws__peers *ps;

	if (!info->ip_limit_wsi && !info->ip_limit_ah)
		return 0; /* nothing to count for */
	ps = lws__zalloc(sizeof(*ps), "peers");
	if (!ps)
		return 1;
	cx->peers = ps;
	pthread_mutex_init(&ps->lock, NULL);
	ps->is_shared = cx->count_threads > 1;
	ps->limit_wsi = info->ip_limit_wsi;
	ps->limit_heads = info->ip_limit_ah;
	ps->notify = info->pl_notify_cb;
	ps->bucket_count = FIRST_BUCKETS;
	ps->buckets =
		lws__zalloc(FIRST_BUCKETS * sizeof(*ps->buckets), "peers");
	ps->cull = lws__zalloc(cx->count_threads * sizeof(*ps->cull), "peers");
	if (ps->buckets && ps->cull &&
	    !lws__plat_random(&ps->key, sizeof(ps->key)))
		return 0;
	peers_destroy(cx);

	return 1;
}

void
lws__peers_state(struct lws_context *cx, struct lws__peers_state *state)
{
	struct lws__peers *ps = cx->peers;

	memset(state, 0, sizeof(*state));
	if (!ps)
		return;
	lock(ps);
	state->known = ps->count;
	state->idle = ps->idle.count;
	state->buckets = ps->bucket_count;
	unlock(ps);
}

const struct lws__peer_front lws__peer_limits = {
	.arrive = arrive,
	.leave = leave,
	.stream_arrive = stream_arrive,
	.stream_leave = stream_leave,
	.head_take = head_take,
	.head_give = head_give,
};

const struct lws__service_module lws__service_peer_limits = {
	.name = "peer limits",
	.context_init = peers_init,
	.context_destroy = peers_destroy,
};
