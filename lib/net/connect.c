/* SPDX-License-Identifier: MIT */
/*
 * Getting an outgoing connection up, without ever waiting:
 *
 *   RESOLVING   a worker asks the resolver (numeric and Unix: nothing to ask)
 *   CONNECTING  one address after the other; each has timeout_secs, all of
 *               them together the vhost's connect_timeout_secs
 *   then TLS, and the role
 *
 * While connecting, this is the bottom stage of the conn; with the connection
 * made, the socket stage takes its place.
 */

#include "net/connect.h"
#include "core/stage.h"
#include "net/connect-plan.h"
#include "net/connect-queue.h"
#include "net/stage-proxy.h"
#include "net/resolve.h"
#include "net/resolve-service.h"

#include <errno.h>
#include <string.h>

static const struct lws_stage_ops stage_connect;

void
lws__proxy_talk_free(struct lws__proxy_talk **talk)
{
	if (!*talk)
		return;
	lws_explicit_bzero((*talk)->out, sizeof((*talk)->out));
	lws__free(*talk);
	*talk = NULL;
}

/* programs compare this text: the names are those of errno.h */
static const char *
errno_name(int error, char *buf, size_t len)
{
	static const struct {
		int error;
		const char *name;
	} names[] = {
		{ECONNREFUSED, "ECONNREFUSED"},
		{ETIMEDOUT, "ETIMEDOUT"},
		{ENETUNREACH, "ENETUNREACH"},
		{EHOSTUNREACH, "EHOSTUNREACH"},
		{ECONNRESET, "ECONNRESET"},
		{EADDRNOTAVAIL, "EADDRNOTAVAIL"},
		{EADDRINUSE, "EADDRINUSE"},
		{EAFNOSUPPORT, "EAFNOSUPPORT"},
		{EACCES, "EACCES"},
		{EPERM, "EPERM"},
		{ENOENT, "ENOENT"},
		{EMFILE, "EMFILE"},
		{ENFILE, "ENFILE"},
		{ENOMEM, "ENOMEM"},
		{EAGAIN, "EAGAIN"},
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(names); n++)
		if (names[n].error == error)
			return names[n].name;
	lws_snprintf(buf, len, "errno %d", error);

	return buf;
}

static void
note_failure(struct lws *wsi, struct lws__connect_plan *plan, int error)
{
	char ads[64], name[24];

	(void)wsi; /* a release has no info lines */
	plan->last_error = error;
	lws__sa_text(&plan->addresses[plan->next - 1], ads, sizeof(ads));
	lwsl_wsi_info(wsi, "%s: %s", ads,
		      errno_name(error, name, sizeof(name)));
	(void)name;
}

/* ---- one address
 * -------------------------------------------------------------- */

static int
socket_options(struct lws *wsi, int fd)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	const struct lws_vhost *vh = wsi->vh;
	struct lws__plat_fail fail;
	struct lws__plat_conn_options o = {
		.nodelay = true,
		.reuse_address = !!(c->flags & LCCSCF_ALLOW_REUSE_ADDR),
		.keepalive_secs = vh->ka_time,
		.keepalive_interval_secs = vh->ka_interval,
		.keepalive_probes = vh->ka_probes,
		.priority = c->priority,
		.low_latency = !!(c->flags & LCCSCF_IP_LOW_LATENCY),
		.high_throughput = !!(c->flags & LCCSCF_IP_HIGH_THROUGHPUT),
		.high_reliability = !!(c->flags & LCCSCF_IP_HIGH_RELIABILITY),
		.low_cost = !!(c->flags & LCCSCF_IP_LOW_COST),
		.prefer_public_v6 =
			!!(c->flags & LCCSCF_IPV6_PREFER_PUBLIC_ADDR),
	};

	if (!lws__plat_conn_options(fd, &o, &fail))
		return 0;

	return fail.error;
}

/* our end: an address or interface, and a port; 0 or errno */
static int
bind_local(struct lws *wsi, int fd, int family)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	uint16_t port = (uint16_t)(c->local_port > 0 ? c->local_port : 0);
	struct lws__sa sa;

	if (family == AF_UNIX || (!c->iface && !port))
		return 0;
	if (!c->iface)
		lws__sa_any(&sa, family, port);
	else if (lws__sa_numeric(&sa, c->iface, port) &&
		 lws__plat_interface_address(&sa, c->iface, family) !=
			 LWS_PLAT_IF_FOUND)
		return EADDRNOTAVAIL;
	lws__sa_set_port(&sa, port);

	return lws__plat_bind(fd, &sa);
}

static void
leave_fd(struct lws_conn *conn)
{
	if (conn->fd != LWS_SOCK_INVALID)
		lws__plat_close((int)lws__conn_take_fd(conn));
}

static int
tell_connecting(struct lws *wsi, int fd)
{
	return lws__user_cb(wsi, LWS_CALLBACK_CONNECTING, (void *)(intptr_t)fd,
			    0);
}

/* once for a wsi, after its first socket was made */
int
lws__connect_tell_instantiated(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);

	if (c->told_instantiated || !wsi->role->tells_client_instantiated)
		return 0;
	c->told_instantiated = true;

	return lws__user_cb(wsi, LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
			    NULL, 0);
}

enum attempt {
	ATTEMPT_UNDER_WAY, /* or connected: the stage's handshake tells */
	ATTEMPT_FAILED,    /* try the next one */
	ATTEMPT_OVER,      /* the application does not want it */
};

static enum attempt
begin_attempt(struct lws *wsi, const struct lws__sa *sa, int *error)
{
	struct lws_conn *conn = wsi->conn;
	int fd = lws__plat_socket(sa->u.sa.sa_family, SOCK_STREAM, 0, error);
	struct lws__io io;

	if (fd < 0)
		return ATTEMPT_FAILED;
	*error = socket_options(wsi, fd);
	if (!*error)
		*error = bind_local(wsi, fd, sa->u.sa.sa_family);
	if (*error) {
		lws__plat_close(fd);
		return ATTEMPT_FAILED;
	}
	conn->want = LWS_POLLOUT;
	if (lws__conn_set_fd(conn, fd)) {
		lws__plat_close(fd);
		*error = ENOMEM;
		return ATTEMPT_FAILED;
	}
	if (tell_connecting(wsi, fd) || wsi->phase == LWS_PHASE_CLOSED) {
		lws__client_error(wsi, "CONNECTING callback refused");
		return ATTEMPT_OVER;
	}
	io = lws__plat_connect(fd, sa);
	if (io.verdict == LWS_IO_ERROR || io.verdict == LWS_IO_CLOSED) {
		*error = io.error;
		leave_fd(conn);
		return ATTEMPT_FAILED;
	}

	return ATTEMPT_UNDER_WAY;
}

static int
give_up(struct lws *wsi, const struct lws__connect_plan *plan)
{
	char name[24];

	if (plan->last_error)
		lws__client_error(
			wsi, "conn fail: %s",
			errno_name(plan->last_error, name, sizeof(name)));
	else
		lws__client_error(wsi, "Unable to connect");

	return 1;
}

static void attempt_timeout(lws_sorted_usec_list_t *sul);

/* the next address that lets itself be tried; nonzero: there is none */
static int
try_next(struct lws *wsi)
{
	struct lws__connect_plan *plan = lws__connect_here(wsi)->plan;

	while (plan->next < plan->count) {
		const struct lws__sa *sa = &plan->addresses[plan->next++];
		int error = 0;

		switch (begin_attempt(wsi, sa, &error)) {
		case ATTEMPT_UNDER_WAY:
			lws_sul_schedule(wsi->cx, wsi->tsi, &plan->sul,
					 attempt_timeout,
					 (lws_usec_t)wsi->cx->timeout_secs *
						 LWS_US_PER_SEC);
			return 0;
		case ATTEMPT_OVER:
			return 1;
		case ATTEMPT_FAILED:
			note_failure(wsi, plan, error);
			break;
		}
	}

	return give_up(wsi, plan);
}

static void
attempt_timeout(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_plan *plan =
		lws_container_of(sul, struct lws__connect_plan, sul);
	struct lws *wsi = plan->wsi;

	if (wsi->phase != LWS_PHASE_CONNECTING)
		return;
	note_failure(wsi, plan, ETIMEDOUT);
	leave_fd(wsi->conn);
	if (try_next(wsi))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "no address answered");
}

/* ---- the bottom stage while it connects
 * ------------------------------------------ */

int
lws__connect_attach_tls(struct lws *wsi)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__tls_client t = {.host = c->host ? c->host : c->address,
				    .alpn = c->alpn,
				    .flags = c->flags,
				    .port = c->port};

	if (!(c->flags & LCCSCF_USE_SSL))
		return 0;
	if (!lws__built_in_tls) {
		lws__client_error(wsi, "this build has no TLS");
		return 1;
	}
	if (lws__built_in_tls->attach_client(wsi->conn, &t)) {
		lws__client_error(wsi, "TLS cannot be set up");
		return 1;
	}
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_SSL_ACCEPT,
			      wsi->cx->timeout_secs);

	return 0;
}

static enum lws_step
is_connected(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__connect *c = lws__connect_here(wsi);
	int failed;

	lws__connect_plan_free(&c->plan);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	conn->stages[0] = &lws__stage_socket;
	lws__wsi_phase_set(wsi, LWS_PHASE_HANDSHAKE);
	if (!wsi->created_told) {
		lws__user_cb(wsi, LWS_CALLBACK_WSI_CREATE, NULL, 0);
		wsi->created_told = 1;
	}

	if (c->proxy)
		failed = c->proxy->attach(conn);
	else
		failed = lws__connect_attach_tls(wsi);

	return failed ? LWS_STEP_ERROR : LWS_STEP_OK;
}

static enum lws_step
connect_handshake(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__io io;

	if (conn->fd == LWS_SOCK_INVALID)
		return LWS_STEP_WANT_WRITE; /* between two addresses */
	io = lws__plat_connect_result((int)conn->fd);
	if (io.verdict == LWS_IO_OK)
		return is_connected(conn);
	if (io.verdict == LWS_IO_AGAIN)
		return LWS_STEP_WANT_WRITE;
	note_failure(wsi, lws__connect_here(wsi)->plan, io.error);
	leave_fd(conn);

	return try_next(wsi) ? LWS_STEP_ERROR : LWS_STEP_WANT_WRITE;
}

static const struct lws_stage_ops stage_connect = {
	.name = "connect",
	.handshake = connect_handshake,
};

/* ---- addresses
 * --------------------------------------------------------------------- */

static int
begin_connecting(struct lws *wsi)
{
	struct lws_conn *conn = wsi->conn;

	lws__wsi_phase_set(wsi, LWS_PHASE_CONNECTING);
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			      wsi->vh->connect_timeout_secs);
	lws__conn_push_stage(conn, &stage_connect);
	if (try_next(wsi))
		return 1;

	if (!lws__connect_tell_instantiated(wsi))
		return 0;
	lws__client_error(wsi, "refused at INSTANTIATED");

	return 1;
}

static int
plan_unix(struct lws *wsi, struct lws__connect_plan *plan)
{
	/* "+path" or "+@abstract" */
	if (lws__sa_unix(&plan->addresses[0],
			 lws__connect_here(wsi)->address + 1)) {
		lws__client_error(wsi, "unix socket path is empty or too long");
		return 1;
	}
	plan->count = 1;

	return begin_connecting(wsi);
}

static int
ask_resolver(struct lws *wsi, struct lws__connect_plan *plan)
{
	if (!lws__resolve_service_start(plan, plan->host, plan->port))
		return 0;
	lws__client_error(wsi, "DNS: %s cannot be asked for", plan->host);

	return 1;
}

static void
ask_again(lws_sorted_usec_list_t *sul)
{
	struct lws__connect_plan *plan =
		lws_container_of(sul, struct lws__connect_plan, sul);
	struct lws *wsi = plan->wsi;

	if (wsi->phase == LWS_PHASE_RESOLVING && ask_resolver(wsi, plan))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "no resolver");
}

static void
resolved(struct lws *wsi, const struct lws__resolve_result *r)
{
	struct lws__connect_plan *plan = lws__connect_here(wsi)->plan;
	const char *name = plan->host;

	switch (r->answer) {
	case LWS_RESOLVE_FOUND:
		lws__connect_plan_order(plan, r->addresses, r->count);
		if (begin_connecting(wsi))
			lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot connect");
		return;
	case LWS_RESOLVE_TRY_AGAIN:
		/* until the time for connecting is over */
		lwsl_wsi_info(wsi, "DNS: %s: %s", name, r->text);
		lws_sul_schedule(wsi->cx, wsi->tsi, &plan->sul, ask_again,
				 LWS_US_PER_SEC);
		return;
	case LWS_RESOLVE_NOT_FOUND:
		lwsl_wsi_notice(wsi, "DNS: %s: %s", name, r->text);
		lws__client_error(wsi, "DNS NXDOMAIN");
		break;
	case LWS_RESOLVE_FAILED:
		lws__client_error(wsi, "DNS failed: %s: %s", name, r->text);
		break;
	}
	lws__wsi_close(wsi, LWS_CLOSE_NOW, "no address");
}

/* an address of ours to come from decides the family */
static int
family_of(const struct lws *wsi, const struct lws__connect *c)
{
	struct lws__sa local;

	if (c->iface && !lws__sa_numeric(&local, c->iface, 0))
		return local.u.sa.sa_family;

	return wsi->vh->options & LWS_SERVER_OPTION_DISABLE_IPV6 ? AF_INET
								 : AF_UNSPEC;
}

static int
plan_name(struct lws *wsi, struct lws__connect_plan *plan)
{
	lws_sockaddr46 numeric;

	plan->family = family_of(wsi, lws__connect_here(wsi));
	if (!lws__resolve_numeric(plan->host, plan->port, plan->family,
				  &numeric)) {
		plan->count = 1;
		if (lws__sa_from_46(&plan->addresses[0], &numeric))
			return 1;
		return begin_connecting(wsi);
	}
	lws__wsi_phase_set(wsi, LWS_PHASE_RESOLVING);
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			      wsi->vh->connect_timeout_secs);

	return ask_resolver(wsi, plan);
}

/* whom to connect to: the server, or a proxy on the way to it */
static int
choose_way(struct lws *wsi, struct lws__connect_plan *plan)
{
	struct lws__connect *c = lws__connect_here(wsi);
	const char *host = NULL;

	c->proxy = NULL;
	plan->port = (uint16_t)c->port;
	for (size_t n = 0; !host && lws__built_in_client_proxies[n]; n++) {
		c->proxy = lws__built_in_client_proxies[n];
		host = c->proxy->address(wsi, &plan->port);
	}
	if (!host) {
		c->proxy = NULL;
		host = c->address;
	}
	if (strlen(host) < sizeof(plan->host)) {
		lws_strncpy(plan->host, host, sizeof(plan->host));
		return 0;
	}
	lws__client_error(wsi, "DNS: the name is too long");

	return 1;
}

int
lws__connect_begin(struct lws *wsi)
{
	struct lws__connect *c = lws__connect_here(wsi);
	struct lws__connect_plan *plan = lws__connect_plan_create(wsi);

	if (!plan) {
		lws__client_error(wsi, "out of memory");
		return 1;
	}
	lws__connect_plan_free(&c->plan);
	c->plan = plan;
	plan->answered = resolved;
	lws__connect_queue_offer(wsi);

	if (c->address[0] == '+') {
		c->proxy = NULL;
		return plan_unix(wsi, plan);
	}

	return choose_way(wsi, plan) ? 1 : plan_name(wsi, plan);
}

int
lws__connect_again(struct lws *wsi)
{
	lws__connect_queue_close(wsi, LWS__QUEUE_LOST);
	if (lws__wsi_is_closing(wsi))
		return 1;
	lws__connect_here(wsi)->place.has_reused = false;
	leave_fd(wsi->conn);
	lws__conn_reset(wsi->conn);
	wsi->created_told = 0;

	return lws__connect_begin(wsi);
}
