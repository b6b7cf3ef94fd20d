/* SPDX-License-Identifier: MIT */
/*
 * Listeners: vhosts with the same port and interface (or Unix socket path)
 * share one.  It has a listening wsi per service thread: each with a socket of
 * its own where the system spreads connections over them (SO_REUSEPORT), else
 * all with the same one.
 *
 * The listening wsi belongs to a vhost, the owner; when the owner goes, the
 * next vhost of the listener takes it.
 */

#include "net/listen.h"
#include "core/listen-front.h"
#include "core/service-module.h"

#include <string.h>
#include <errno.h>
#include <unistd.h>

enum {
	ABSENT_RETRY_SECS = 5, /* for an interface that is not there yet */
};

struct lws_listener {
	lws_dll2_t list; /* in the context's listeners, through its owner */
	struct lws_vhost *_Atomic owner;
	char *iface; /* owned, NULL = any */
	int port;    /* that was asked for */
	int actual_port;
	unsigned int vhost_count; /* with the context's lock */
	bool is_unix;
	bool path_is_ours; /* the Unix socket's: to be removed */
	bool was_given;    /* its first socket came from elsewhere */
	unsigned int threads;
	struct {
		struct lws *wsi;    /* the thread's */
		atomic_int waiting; /* fd + 1 for it to take */
	} on[];
};

static bool
is_unix(const struct lws_vhost *vh)
{
	return !!(vh->options & LWS_SERVER_OPTION_UNIX_SOCK);
}

static bool
same_place(const struct lws_listener *l, const struct lws_vhost *vh)
{
	/* a port that the kernel chose can be shared once it is known */
	int port = l->port ? l->port : l->actual_port;

	if (l->is_unix != is_unix(vh))
		return false;
	if (!l->is_unix && (!vh->port || port != vh->port))
		return false;
	if (!l->iface || !vh->iface)
		return !l->iface && !vh->iface && !l->is_unix;

	return !strcmp(l->iface, vh->iface);
}

/* it is counted for vh; NULL: there is none */
static struct lws_listener *
join(struct lws_vhost *vh)
{
	struct lws_listener *found = NULL;

	lws__context_lock(vh->cx);
	lws_start_foreach_dll(struct lws_dll2 *, d, vh->cx->vhosts.head)
	{
		struct lws_vhost *other =
			lws_container_of(d, struct lws_vhost, list);

		if (!found && other != vh && other->listener &&
		    same_place(other->listener, vh))
			found = other->listener;
	}
	lws_end_foreach_dll(d);
	if (found)
		found->vhost_count++;
	lws__context_unlock(vh->cx);

	return found;
}

/* ---- addresses ------------------------------------------------------------
 */

enum where {
	WHERE_OK,
	WHERE_LATER, /* the interface is not there (yet) */
	WHERE_NEVER,
};

static enum where
address_of(const struct lws_listener *l, const struct lws_vhost *vh, bool v6,
	   struct lws__sa *sa)
{
	/* what the kernel chose for the first thread is the others' too */
	uint16_t port = (uint16_t)(l->actual_port ? l->actual_port : vh->port);
	int family = v6 ? AF_INET6 : AF_INET;

	if (is_unix(vh)) {
		if (!vh->iface || lws__sa_unix(sa, vh->iface)) {
			lwsl_vhost_err((struct lws_vhost *)lws__unconst(vh),
				       "unix socket path '%s' is empty or too "
				       "long",
				       vh->iface ? vh->iface : "");
			return WHERE_NEVER;
		}
		return WHERE_OK;
	}
	if (!vh->iface) {
		lws__sa_any(sa, family, port);
		return WHERE_OK;
	}
	if (!lws__sa_numeric(sa, vh->iface, port))
		return WHERE_OK;
	switch (lws__plat_interface_address(sa, vh->iface, AF_UNSPEC)) {
	case LWS_PLAT_IF_FOUND:
		lws__sa_set_port(sa, port);
		return WHERE_OK;
	case LWS_PLAT_IF_ABSENT:
	case LWS_PLAT_IF_NO_ADDRESS:
		return WHERE_LATER;
	case LWS_PLAT_IF_ERROR:
		break;
	}

	return WHERE_NEVER;
}

static int
open_socket(struct lws_vhost *vh, const struct lws__sa *sa, bool shared,
	    struct lws__plat_fail *fail)
{
	struct lws__plat_listen_req req = {
		.sa = sa,
		.unix_owner = vh->unix_socket_perms,
		.fastopen = vh->fo_listen_queue,
		.device = vh->bind_iface ? vh->iface : NULL,
		.reuse_port = shared || (vh->options &
					 LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE),
		.v6only = !!(vh->options &
			     LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY) &&
			  !!(vh->options & LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE),
	};

	return lws__plat_listen(&req, fail);
}

/* IPv6 takes IPv4 along; a system without IPv6 gets IPv4 */
static int
open_any(const struct lws_listener *l, struct lws_vhost *vh, struct lws__sa *sa,
	 bool shared, enum where *w, struct lws__plat_fail *fail)
{
	bool v6 =
		LWS_HAS_IPV6 && !(vh->options & LWS_SERVER_OPTION_DISABLE_IPV6);
	int fd;

	*w = address_of(l, vh, v6, sa);
	if (*w != WHERE_OK)
		return -1;
	fd = open_socket(vh, sa, shared, fail);
	if (fd >= 0 || !v6 || vh->iface || is_unix(vh) ||
	    fail->error != EAFNOSUPPORT)
		return fd;
	*w = address_of(l, vh, false, sa);

	return *w == WHERE_OK ? open_socket(vh, sa, shared, fail) : -1;
}

/* passed on to us by whoever started us, -1: it is ours to open */
static int
inherited(const struct lws_listener *l, const struct lws_vhost *vh)
{
	struct lws__sa sa;
	int fd = -1;

	if (vh->inherited_listen_fd != LWS_SOCK_INVALID)
		return (int)vh->inherited_listen_fd;
	if (!l->is_unix && vh->port <= 0)
		return -1;
	if (LWS_HAS_IPV6 && !(vh->options & LWS_SERVER_OPTION_DISABLE_IPV6) &&
	    address_of(l, vh, true, &sa) == WHERE_OK)
		fd = lws__plat_inherited_on(&sa);
	if (fd < 0 && address_of(l, vh, false, &sa) == WHERE_OK)
		fd = lws__plat_inherited_on(&sa);

	return fd;
}

/* ---- one listening wsi
 * -------------------------------------------------------- */

static struct lws *
listen_wsi(struct lws_vhost *vh, int tsi, int fd)
{
	struct lws *wsi = lws__wsi_create(vh, tsi, &lws__role_listen);

	if (!wsi) {
		lws__plat_close(fd);
		return NULL;
	}
	wsi->is_listener = 1;
	wsi->conn->no_rx_tx = 1;
	wsi->conn->want = LWS_POLLIN;
	wsi->protocol = vh->protocols;
	lws__wsi_phase_set(wsi, LWS_PHASE_ESTABLISHED);
	if (lws__conn_set_fd(wsi->conn, fd)) {
		lws__plat_close(fd);
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot be polled");
		return NULL;
	}

	return wsi;
}

static void
say_why(struct lws_vhost *vh, const struct lws__plat_fail *fail)
{
	lwsl_vhost_err(vh, "cannot listen on %s%sport %d: %s: %s",
		       vh->iface ? vh->iface : "", vh->iface ? " " : "",
		       vh->port, fail->step ? fail->step : "listen",
		       strerror(fail->error));
}

/* for thread tsi to take */
static enum where
open_for_thread(struct lws_listener *l, struct lws_vhost *vh, int tsi,
		int given_fd)
{
	/* a socket for each thread, else one that all of them accept from */
	bool shared = vh->cx->count_threads > 1 && !is_unix(vh) && given_fd < 0;
	int first = tsi ? atomic_load(&l->on[0].waiting) - 1 : given_fd;
	struct lws__plat_fail fail = {NULL, 0};
	struct lws__sa sa;
	enum where w = WHERE_OK;
	int fd = -1;

	if (lws__vhost_fi(vh, "listenskt"))
		fail = (struct lws__plat_fail){"fault injected", EMFILE};
	else if (first >= 0 && !(tsi && shared))
		fd = lws__plat_dup(first, &fail.error);
	else
		fd = open_any(l, vh, &sa, shared, &w, &fail);
	if (fd < 0) {
		if (w == WHERE_OK)
			say_why(vh, &fail);
		return w == WHERE_OK ? WHERE_NEVER : w;
	}
	lws__plat_set_nonblocking(fd);
	if (lws__plat_accept_inherits())
		lws__listen_conn_options(vh, fd);
	if (!tsi && !l->is_unix && !lws__plat_local_address(fd, &sa))
		l->actual_port = lws__sa_port(&sa);
	atomic_store(&l->on[tsi].waiting, fd + 1);

	return WHERE_OK;
}

/* in a turn of its thread, or while nobody serves; nonzero: it failed */
static int
take_waiting(struct lws_listener *l, struct lws_vhost *vh, int tsi)
{
	int fd = atomic_exchange(&l->on[tsi].waiting, 0) - 1;

	if (fd < 0)
		return 0;
	l->on[tsi].wsi = listen_wsi(vh, tsi, fd);

	return !l->on[tsi].wsi;
}

/* that of the thread that calls: it accepts nothing until we return */
static int
take_here(struct lws_listener *l, struct lws_vhost *vh)
{
	int tsi = lws__calling_tsi(vh->cx);
	struct lws_context_per_thread *pt = lws__context_pt(vh->cx, tsi);
	bool is_here = vh->cx->count_threads == 1 ||
		       atomic_load(&pt->inside) == lws__thread_self();

	return is_here ? take_waiting(l, vh, tsi) : 0;
}

/* ---- the listener
 * -------------------------------------------------------------- */

static void
listener_free(struct lws_listener *l)
{
	for (unsigned int n = 0; n < l->threads; n++) {
		int fd = atomic_exchange(&l->on[n].waiting, 0) - 1;

		if (l->on[n].wsi)
			lws__wsi_close(l->on[n].wsi, LWS_CLOSE_NOW,
				       "listener closes");
		if (fd >= 0)
			lws__plat_close(fd);
	}
	if (l->path_is_ours && l->iface && l->iface[0] != '@')
		unlink(l->iface);
	lws__free(l->iface);
	lws__free(l);
}

static enum where
listener_open(struct lws_vhost *vh)
{
	unsigned int threads = vh->cx->count_threads;
	struct lws_listener *l = lws__zalloc(
		sizeof(*l) + threads * sizeof(l->on[0]), "listener");
	enum where w = WHERE_NEVER;
	int given_fd;

	if (!l)
		return WHERE_NEVER;
	l->threads = threads;
	l->is_unix = is_unix(vh);
	l->port = vh->port;
	l->owner = vh;
	if (vh->iface) {
		l->iface = lws__strdup(vh->iface, "listener");
		if (!l->iface) {
			listener_free(l);
			return WHERE_NEVER;
		}
	}
	given_fd = inherited(l, vh);
	for (unsigned int n = 0; n < threads; n++) {
		w = open_for_thread(l, vh, (int)n, given_fd);
		if (w != WHERE_OK) {
			listener_free(l);
			return w;
		}
	}
	l->path_is_ours = l->is_unix && given_fd < 0;
	l->was_given = given_fd >= 0;
	l->vhost_count = 1;
	vh->listen_port = l->is_unix ? vh->port : l->actual_port;
	if (take_here(l, vh)) {
		listener_free(l);
		return WHERE_NEVER;
	}
	vh->listener = l;

	return WHERE_OK;
}

/* the threads that nobody is in get theirs from us, others are woken for it */
static int
listen_serve(struct lws_vhost *vh)
{
	struct lws_listener *l = vh->listener;
	int failed = 0;

	for (unsigned int n = 0; l && n < vh->cx->count_threads; n++) {
		struct lws_context_per_thread *pt =
			lws__context_pt(vh->cx, (int)n);
		bool claimed;

		if (!atomic_load(&l->on[n].waiting))
			continue;
		if (lws__pt_try_turn(pt, &claimed)) {
			failed |= take_waiting(l, vh, (int)n);
			lws__pt_try_turn_end(pt, claimed);
		} else
			lws__pt_wake(pt);
	}

	return failed;
}

static void
listen_woken(struct lws_context_per_thread *pt)
{
	struct lws_context *cx = pt->cx;
	struct lws_vhost *vh = NULL;

	if (cx->count_threads < 2)
		return;
	for (vh = lws__vhost_next(cx, NULL); vh; vh = lws__vhost_next(cx, vh)) {
		struct lws_listener *l = vh->listener;

		if (l && l->owner == vh && !atomic_load(&vh->starting) &&
		    take_waiting(l, vh, pt->tsi))
			lwsl_vhost_err(vh, "thread %d cannot listen", pt->tsi);
	}
}

static int start(struct lws_vhost *vh, bool is_first);
static void retry_cb(lws_sorted_usec_list_t *sul);

static void
try_later(struct lws_vhost *vh)
{
	lws_sul_schedule(vh->cx, 0, &vh->sul_listen, retry_cb,
			 (lws_usec_t)ABSENT_RETRY_SECS * LWS_US_PER_SEC);
}

static void
retry_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_vhost *vh =
		lws_container_of(sul, struct lws_vhost, sul_listen);

	/* it is there, but not ready to be bound to: it will be */
	if (start(vh, false))
		try_later(vh);
	else if (listen_serve(vh))
		lwsl_vhost_err(vh, "a thread cannot listen");
}

static int
wait_for_interface(struct lws_vhost *vh, bool is_first)
{
	if (vh->options & LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND) {
		lwsl_vhost_err(vh, "interface %s is not there", vh->iface);
		return 1;
	}
	if (is_first)
		lwsl_vhost_notice(vh, "interface %s is not there: tried again",
				  vh->iface);
	try_later(vh);

	return 0;
}

static int
start(struct lws_vhost *vh, bool is_first)
{
	struct lws_listener *l = join(vh);

	if (l) {
		vh->listener = l;
		vh->listen_port = l->is_unix ? vh->port : l->actual_port;
		return 0;
	}
	switch (listener_open(vh)) {
	case WHERE_OK:
		lwsl_vhost_info(vh, "listening on port %d", vh->listen_port);
		return 0;
	case WHERE_LATER:
		return wait_for_interface(vh, is_first);
	case WHERE_NEVER:
		break;
	}

	return 1;
}

static int
listen_start(struct lws_vhost *vh)
{
	return start(vh, true);
}

/* nobody, when all vhosts go */
static struct lws_vhost *
heir(const struct lws_listener *l, const struct lws_vhost *leaving)
{
	struct lws_context *cx = leaving->cx;
	struct lws_vhost *found = NULL;

	if (cx->deprecated || atomic_load(&cx->destroy_stage))
		return NULL;
	lws__context_lock(cx);
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head)
	{
		struct lws_vhost *vh =
			lws_container_of(d, struct lws_vhost, list);

		if (!found && vh != leaving && vh->listener == l &&
		    !vh->being_destroyed)
			found = vh;
	}
	lws_end_foreach_dll(d);
	lws__context_unlock(cx);

	return found;
}

static void
listen_leave(struct lws_vhost *vh, int tsi)
{
	struct lws_listener *l = vh->listener;
	struct lws_vhost *next;
	struct lws *wsi;

	if (!tsi)
		lws_sul_cancel(&vh->sul_listen);
	if (l && l->owner == vh)
		(void)take_waiting(l, vh, tsi);
	wsi = l ? l->on[tsi].wsi : NULL;
	if (!wsi || wsi->vh != vh)
		return;
	next = heir(l, vh);
	if (next) {
		lws__wsi_vhost_set(wsi, next);
		wsi->protocol = next->protocols;
		return;
	}
	l->on[tsi].wsi = NULL;
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "listener closes");
}

static void
listen_release(struct lws_vhost *vh)
{
	struct lws_listener *l = vh->listener;
	bool is_last;

	if (!l)
		return;
	lws__context_lock(vh->cx);
	vh->listener = NULL; /* join() of another thread looks at it */
	is_last = !--l->vhost_count;
	lws__context_unlock(vh->cx);
	if (is_last)
		listener_free(l);
	else if (l->owner == vh)
		l->owner = heir(l, vh);
}

static void
listen_resume(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(pt->cx, NULL); vh;
	     vh = lws__vhost_next(pt->cx, vh)) {
		const struct lws_listener *l = vh->listener;
		struct lws *wsi = l ? l->on[pt->tsi].wsi : NULL;

		if (wsi && wsi->vh == vh && wsi->phase != LWS_PHASE_CLOSED)
			lws__conn_want(wsi->conn, 0, LWS_POLLIN);
	}
}

/* ---- interfaces that change ---------------------------------------------- */

/* is the interface's address another one than the socket's? */
static bool
has_moved(const struct lws_listener *l, const struct lws *wsi)
{
	struct lws__sa bound, now;

	if (!l->iface || l->is_unix || l->was_given ||
	    !lws__sa_numeric(&now, l->iface, 0) ||
	    address_of(l, wsi->vh, false, &now) != WHERE_OK ||
	    lws__plat_local_address((int)wsi->conn->fd, &bound))
		return false;

	return lws_sa46_compare_ads(&bound.u.sa46, &now.u.sa46) != 0;
}

static void
move(struct lws_listener *l, struct lws *old)
{
	struct lws_vhost *vh = old->vh;
	struct lws__plat_fail fail = {NULL, 0};
	struct lws__sa sa;
	enum where w;
	int fd = open_any(l, vh, &sa, vh->cx->count_threads > 1, &w, &fail);
	struct lws *wsi;

	if (fd < 0 && w == WHERE_OK)
		say_why(vh, &fail);
	if (fd < 0)
		return;
	wsi = listen_wsi(vh, old->tsi, fd);
	if (!wsi)
		return;
	l->on[old->tsi].wsi = wsi;
	lwsl_vhost_notice(vh,
			  "interface %s has another address: "
			  "listening there",
			  vh->iface);
	lws__wsi_close(old, LWS_CLOSE_NOW, "listener moves");
}

static void
listen_recheck(struct lws_context_per_thread *pt)
{
	struct lws_vhost *vh;

	for (vh = lws__vhost_next(pt->cx, NULL); vh;
	     vh = lws__vhost_next(pt->cx, vh)) {
		struct lws_listener *l = vh->listener;
		struct lws *wsi = l ? l->on[pt->tsi].wsi : NULL;

		if (wsi && wsi->vh == vh && wsi->phase != LWS_PHASE_CLOSED &&
		    has_moved(l, wsi))
			move(l, wsi);
		if (!pt->tsi && !lws_dll2_is_detached(&vh->sul_listen.list)) {
			lws_sul_cancel(&vh->sul_listen);
			retry_cb(&vh->sul_listen);
		}
	}
}

const struct lws__listen_front lws__listen = {
	.start = listen_start,
	.serve = listen_serve,
	.leave = listen_leave,
	.release = listen_release,
	.resume = listen_resume,
	.recheck = listen_recheck,
};

const struct lws__service_module lws__service_listen = {
	.name = "listen",
	.woken = listen_woken,
};

int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head)
	{
		struct lws_vhost *vh =
			lws_container_of(d, struct lws_vhost, list);
		struct lws_listener *l = vh->listener;

		for (unsigned int n = 0; l && l->owner == vh && n < l->threads;
		     n++)
			if (l->on[n].wsi &&
			    cb(&l->on[n].wsi->same_protocol, arg))
				return 1;
	}
	lws_end_foreach_dll(d);

	return 0;
}
