/* SPDX-License-Identifier: MIT */
/*
 * lws_client_connect_via_info(): from what is asked to a wsi that connects.
 *
 * What goes wrong before it returns is its NULL; later, it is one
 * CLIENT_CONNECTION_ERROR.
 */

#include "net/connect.h"
#include "core/stage.h"
#include "net/conmon.h"
#include "net/connect-race.h"
#include "net/connect-plan.h"
#include "net/connect-queue.h"

#include <string.h>

int
lws__connect_set(char **member, const char *value)
{
	char *copy = NULL;

	if (value) {
		copy = lws__strdup(value, "connect");
		if (!copy)
			return 1;
	}
	lws__free(*member);
	*member = copy;

	return 0;
}

static void
record_free(struct lws__conn_record *record)
{
	struct lws__connect *c = (struct lws__connect *)record;
	char **strings[] = {&c->address,      &c->path,     &c->host,
			    &c->origin,       &c->protocol, &c->method,
			    &c->iface,        &c->alpn,     &c->auth_username,
			    &c->auth_password};

	lws__connect_queue_free(c);
	lws__connect_plan_free(&c->plan);
	lws__proxy_talk_free(&c->proxy_talk);
	lws__conmon_free(&c->conmon);
	if (c->auth_password)
		lws_explicit_bzero(c->auth_password, strlen(c->auth_password));
	for (size_t n = 0; n < LWS_ARRAY_SIZE(strings); n++)
		lws__free(*strings[n]);
	lws__free(c->http_auth);
	lws__free(c);
}

/* sockets of a race */
static void
record_leave(struct lws_conn *conn)
{
	struct lws__connect *c = (struct lws__connect *)conn->connect;

	if (c->plan)
		lws__race_stop(c->plan);
}

static void
record_ready(struct lws_conn *conn)
{
	lws__conmon_ready(conn->wsi);
}

/* the default path is "/", and a path starts with one */
static int
set_path(struct lws__connect *c, const char *path)
{
	size_t len = path ? strlen(path) : 0;

	if (len && path[0] == '/')
		return lws__connect_set(&c->path, path);
	c->path = lws__malloc(len + 2, "connect");
	if (!c->path)
		return 1;
	c->path[0] = '/';
	if (len)
		memcpy(c->path + 1, path, len);
	c->path[len + 1] = '\0';

	return 0;
}

/* without TLS there is nobody to ask: it is known, or it is HTTP/1 */
static const char *
record_speaks(const struct lws_conn *conn)
{
	const struct lws__connect *c =
		(const struct lws__connect *)conn->connect;
	const char *agreed = conn->tls && lws__built_in_tls
				     ? lws__built_in_tls->alpn(conn)
				     : "";

	return !*agreed && (c->flags & LCCSCF_H2_PRIOR_KNOWLEDGE) ? "h2"
								  : agreed;
}

static struct lws__connect *
record_alloc(const struct lws *wsi)
{
	struct lws__connect *c = lws__zalloc(sizeof(*c), "connect");

	if (!c)
		return NULL;
	c->record.destroy = record_free;
	c->record.leave = record_leave;
	c->record.ready = record_ready;
	c->record.closed = lws__connect_queue_closed;
	c->record.cut_off = lws__race_cut_off;
	c->record.speaks = record_speaks;
	c->role = wsi->role;

	return c;
}

struct lws__connect *
lws__connect_root_record(const struct lws *wsi)
{
	const struct lws__connect *own = lws__connect_here(wsi);
	struct lws__connect *c = record_alloc(wsi);

	if (!c)
		return NULL;
	c->role = own->role;
	c->port = own->port;
	c->local_port = own->local_port;
	c->flags = own->flags;
	c->keep_warm_secs = own->keep_warm_secs;
	c->place.is_alone = own->place.is_alone;
	c->told_instantiated = true;
	if (!lws__connect_set(&c->address, own->address) &&
	    !lws__connect_set(&c->host, own->host) &&
	    !lws__connect_set(&c->iface, own->iface) &&
	    !lws__connect_set(&c->alpn, own->alpn) &&
	    !lws__connect_set(&c->method, "GET"))
		return c;
	record_free(&c->record);

	return NULL;
}

static struct lws__connect *
record_create(struct lws *wsi, const struct lws_client_connect_info *i)
{
	struct lws__connect *c = record_alloc(wsi);
	const char *alpn = i->alpn ? i->alpn : wsi->vh->alpn;

	if (!c)
		return NULL;
	wsi->conn->connect = &c->record;
	c->port = i->port;
	c->local_port = i->local_port;
	c->flags = i->ssl_connection;
	c->manual_initial_tx_credit = i->manual_initial_tx_credit;
	c->keep_warm_secs = i->keep_warm_secs ? i->keep_warm_secs : 5;
	c->priority = i->priority;
	c->is_ws = !i->method;
	c->any_vhost = !i->vhost;
	c->allow_reserved_bits = !!i->allow_reserved_bits;
	c->allow_unknown_opcode = !!i->allow_unknown_opcode;
	if (lws__connect_set(&c->address, i->address) || set_path(c, i->path) ||
	    lws__connect_set(&c->host, i->host) ||
	    lws__connect_set(&c->origin, i->origin) ||
	    lws__connect_set(&c->protocol, i->protocol) ||
	    lws__connect_set(&c->method, i->method) ||
	    lws__connect_set(&c->iface, i->iface) ||
	    lws__connect_set(&c->alpn, alpn) ||
	    lws__connect_set(&c->auth_username, i->auth_username) ||
	    lws__connect_set(&c->auth_password, i->auth_password))
		return NULL; /* freed with the conn */

	return c;
}

/* ---- where it belongs
 * ---------------------------------------------------------- */

static struct lws_vhost *
client_vhost(struct lws_context *cx)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(cx, "default");

	if (vh)
		return vh;
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head)
	{
		vh = lws_container_of(d, struct lws_vhost, list);
		if (strcmp(vh->name, "system"))
			return vh;
	}
	lws_end_foreach_dll(d);

	return NULL;
}

static const struct lws_role_ops *
client_role(const char *method)
{
	const struct lws_role_ops *role = lws__role_by_client_method(method);

	return role || !method ? role : lws__role_by_name("raw-skt");
}

/* the local protocol: named for it, else the (first) one offered */
static const struct lws_protocols *
local_protocol(struct lws_vhost *vh, const struct lws_client_connect_info *i)
{
	const char *name =
		i->local_protocol_name ? i->local_protocol_name : i->protocol;
	const struct lws_protocols *p;
	size_t len;

	if (!name)
		return NULL;
	len = strlen(name);
	p = lws__vhost_protocol_by_name(vh, name, len);
	if (!p && !i->local_protocol_name)
		p = lws__vhost_protocol_by_name(vh, name, strcspn(name, ", "));

	return p;
}

static int
bind_client(struct lws *wsi, const struct lws_client_connect_info *i)
{
	const struct lws_protocols *p = local_protocol(wsi->vh, i);

	if (!p && i->local_protocol_name)
		lwsl_wsi_warn(wsi, "vhost %s has no protocol %s", wsi->vh->name,
			      i->local_protocol_name);
	if (!p)
		return lws__wsi_take_protocol(wsi, wsi->vh->protocols);

	return lws__wsi_bind_protocol(wsi, p, "client");
}

static int
set_rare(struct lws *wsi, const struct lws_client_connect_info *i)
{
	struct lws__wsi_rare *rare;

	if (!i->pwsi && !i->retry_and_idle_policy && !i->log_cx &&
	    !i->parent_wsi)
		return 0;
	rare = lws__wsi_rare(wsi);
	if (!rare)
		return 1;
	rare->pwsi = i->pwsi;
	rare->retry = i->retry_and_idle_policy;
	if (i->log_cx) {
		rare->log_cx = i->log_cx;
		lwsl_refcount_cx(rare->log_cx, 1);
	}
	if (i->pwsi)
		*i->pwsi = wsi;
	if (i->parent_wsi)
		lws__wsi_parent_set(wsi, i->parent_wsi);

	return 0;
}

/* ---- the call
 * ------------------------------------------------------------------ */

static void
start(struct lws *wsi, const struct lws_client_connect_info *i)
{
	wsi->is_client = 1;
	wsi->opaque = i->opaque_user_data;
	wsi->user = i->userdata;
	lws__faults_wsi_take(wsi, i->fi_wsi_name, &i->fic);
	if (lws_fi(lws__wsi_fic(wsi), "createfail") || !record_create(wsi, i) ||
	    set_rare(wsi, i)) {
		lwsl_wsi_err(wsi, "out of memory for a client");
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "out of memory");
		return;
	}
	if (bind_client(wsi, i)) {
		lws__client_error(wsi, "protocol bind refused");
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "bind refused");
		return;
	}
	if (lws__wsi_is_closing(wsi) || lws__connect_queue_join(wsi))
		return;
	if (lws__connect_begin(wsi))
		lws__wsi_close(wsi, LWS_CLOSE_NOW, "cannot connect");
}

static struct lws *
start_in_turn(const struct lws_client_connect_info *i, struct lws_vhost *vh,
	      const struct lws_role_ops *role, int tsi)
{
	struct lws *wsi = lws__wsi_create(vh, tsi, role);

	if (!wsi) {
		lwsl_cx_err(i->context, "out of memory for a client");
		return NULL;
	}
	if (lws__built_in_tls)
		lws__built_in_tls->client_made(wsi);
	wsi->in_connect_call = 1;
	start(wsi, i);
	wsi->in_connect_call = 0;
	if (wsi->phase != LWS_PHASE_CLOSED)
		return wsi;
	lwsl_cx_info(i->context, "client connect to %s failed: %s",
		     i->address ? i->address : "?",
		     wsi->rare ? wsi->rare->error : "");
	if (i->pwsi)
		*i->pwsi = NULL;

	return NULL;
}

static struct lws *
begin(const struct lws_client_connect_info *i)
{
	const struct lws_role_ops *role = client_role(i->method);
	struct lws_context *cx = i->context;
	struct lws_context_per_thread *pt;
	struct lws_vhost *vh = i->vhost;
	struct lws *wsi;

	if (i->pwsi)
		*i->pwsi = NULL;
	if (!cx || cx->destroy_stage != LWS__DESTROY_NOT)
		return NULL;
	if (!cx->protocols_ready && lws__protocols_init(cx))
		return NULL;
	if (!vh)
		vh = client_vhost(cx);
	if (!vh || vh->being_destroyed || !role || !i->address || i->port < 0 ||
	    i->port > UINT16_MAX) {
		lwsl_cx_err(cx, "client connect needs %s",
			    !vh || vh->being_destroyed ? "a vhost"
			    : !role       ? "a role that is not built in"
			    : !i->address ? "an address"
					  : "a port up to 65535");
		return NULL;
	}
	pt = lws__context_pt(cx, lws__calling_tsi(cx));
	lws__turn_begin(pt);
	if (!i->vhost && lws__built_in_tls)
		vh = lws__built_in_tls->client_vhost(vh, pt->tsi, i);
	wsi = start_in_turn(i, vh, role, pt->tsi);
	lws__turn_end(pt);

	return wsi;
}

struct lws *
lws_client_connect_via_info(const struct lws_client_connect_info *i)
{
	struct lws *wsi = begin(i);

	lws_fi_destroy(&i->fic); /* taken, or of no use */

	return wsi;
}
