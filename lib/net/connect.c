/* SPDX-License-Identifier: MIT */
/*
 * Getting an outgoing connection up, without ever waiting:
 *
 *   RESOLVING   a worker asks the resolver (numeric and Unix: nothing to ask)
 *   CONNECTING  its addresses race, see connect-race.h; all of them together
 *               have the vhost's connect_timeout_secs
 *   then a proxy's tunnel, TLS, and the role
 *
 * While connecting, the race is the bottom stage of the conn; with the
 * connection made, the socket stage takes its place.
 */

#include "net/connect.h"
#include "core/loop.h"
#include "core/stage.h"
#include "net/conmon.h"
#include "net/connect-plan.h"
#include "net/connect-queue.h"
#include "net/connect-race.h"
#include "net/stage-proxy.h"
#include "net/resolve.h"
#include "net/resolve-service.h"

#include <errno.h>
#include <string.h>

void
lws__proxy_talk_free(struct lws__proxy_talk **talk)
{
	if (!*talk)
		return;
	lws_explicit_bzero((*talk)->out, sizeof((*talk)->out));
	lws__free(*talk);
	*talk = NULL;
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

/* ---- connected
 * --------------------------------------------------------------------- */

int
lws__connect_attach_tls(struct lws *wsi)
{
	const struct lws__connect *c = lws__connect_here(wsi);
	struct lws__tls_client t = {.host = c->host ? c->host : c->address,
				    .alpn = c->alpn,
				    .flags = c->flags,
				    .port = c->port,
				    .any_vhost = c->any_vhost};

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

enum lws_step
lws__connect_is_up(struct lws_conn *conn)
{
	struct lws *wsi = conn->wsi;
	struct lws__connect *c = lws__connect_here(wsi);
	int failed;

	lws__connect_plan_free(&c->plan);
	lws__wsi_timeout_us(wsi, NO_PENDING_TIMEOUT, 0);
	lws__conmon_connected(wsi);
	conn->stages[0] = lws__loop_socket_stage(conn);
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

/* ---- addresses
 * --------------------------------------------------------------------- */

static int
begin_connecting(struct lws *wsi)
{
	lws__wsi_phase_set(wsi, LWS_PHASE_CONNECTING);
	lws__wsi_timeout_secs(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			      wsi->vh->connect_timeout_secs);
	if (lws__race_start(wsi))
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

	lws__conmon_resolved(wsi, r);
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
	lws__conmon_begin(wsi);
	plan->answered = resolved;
	lws__connect_queue_offer(wsi);

	if (c->address[0] == '+') {
		c->proxy = NULL;
		return plan_unix(wsi, plan);
	}

	return choose_way(wsi, plan) ? 1 : plan_name(wsi, plan);
}

static int
leave_stream(struct lws *wsi)
{
	if (!lws__mux_of(wsi)->depart(wsi))
		return 0;
	lws__client_error(wsi, "out of memory");

	return 1;
}

static int
leave_connection(struct lws *wsi)
{
	if (wsi->mux_stream)
		return leave_stream(wsi);
	lws__connect_queue_close(wsi, LWS__QUEUE_LOST);
	if (lws__wsi_is_closing(wsi))
		return 1;
	lws__conn_close_fd(wsi->conn);
	lws__conn_reset(wsi->conn);

	return 0;
}

int
lws__connect_again(struct lws *wsi)
{
	if (leave_connection(wsi))
		return 1;
	lws__connect_here(wsi)->place.has_reused = false;
	wsi->created_told = 0;

	return lws__connect_begin(wsi);
}

int
lws__connect_elsewhere(struct lws *wsi)
{
	bool may_join = !!wsi->mux_stream;

	if (leave_connection(wsi))
		return 1;
	lws__connect_here(wsi)->place.has_reused = false;
	wsi->created_told = 0;

	return may_join && lws__connect_queue_join(wsi)
		       ? 0
		       : lws__connect_begin(wsi);
}
