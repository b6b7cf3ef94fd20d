/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Server-sent events that all clients get, from one ring.
 *
 * A timer makes an event now and then and puts it into a ring.  Each client has
 * a tail in it: the place up to which it was sent.  Nobody's copy is made, the
 * ring forgets an event when the last client has it, and a client that is so
 * slow that the ring is full misses what does not fit, and is let go.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	RING_EVENTS = 32,
};

struct event {
	char text[64];
};

struct session;

/* of our protocol on this vhost */
struct vhd {
	lws_sorted_usec_list_t sul; /* when the next is made */
	struct lws_ring *ring;
	struct session *clients;
	unsigned int number;
};

/* what we know about each connection; zeroed when its request begins */
struct session {
	struct session *next;
	struct lws *wsi; /* NULL: not in the list */
	uint32_t tail;
};

static struct lws_context *context;
static lws_usec_t period = 100 * LWS_US_PER_MS;

/* the headers; the body has no end until one of the two goes */
static int
begin_events(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	uint8_t *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(
		    wsi, HTTP_STATUS_OK, "text/event-stream",
		    LWS_ILLEGAL_HTTP_CONTENT_LEN, &p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
					 (const unsigned char *)"no-cache", 8,
					 &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	/* it may be quiet for long: no timeouts from now on */
	return lws_http_mark_sse(wsi);
}

/* the oldest tail is where the ring ends; who holds it is the slowest */
static void
forget_what_all_have(struct vhd *vhd)
{
	size_t most = 0, waiting;
	uint32_t oldest = 0;
	struct session *s;

	for (s = vhd->clients; s; s = s->next) {
		waiting = lws_ring_get_count_waiting_elements(vhd->ring,
							      &s->tail);
		if (s == vhd->clients || waiting > most) {
			most = waiting;
			oldest = s->tail;
		}
	}
	if (vhd->clients)
		lws_ring_update_oldest_tail(vhd->ring, oldest);
}

static void
drop_slowest(struct vhd *vhd)
{
	uint32_t oldest = lws_ring_get_oldest_tail(vhd->ring);
	struct session *s;

	for (s = vhd->clients; s; s = s->next)
		if (s->tail == oldest)
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_LAGGING,
					LWS_TO_KILL_ASYNC);
}

static void
make_event(lws_sorted_usec_list_t *sul)
{
	struct vhd *vhd = lws_container_of(sul, struct vhd, sul);
	struct session *s;
	struct event e;

	lws_sul_schedule(context, 0, &vhd->sul, make_event, period);
	if (!vhd->clients)
		return; /* nobody to tell */

	lws_snprintf(e.text, sizeof(e.text), "data: number %u\n\n",
		     vhd->number++);
	if (!lws_ring_insert(vhd->ring, &e, 1)) {
		drop_slowest(vhd);
		return;
	}
	for (s = vhd->clients; s; s = s->next)
		lws_callback_on_writable(s->wsi);
}

static int
init(struct lws *wsi)
{
	struct vhd *vhd = (struct vhd *)lws_protocol_vh_priv_zalloc(
		lws_get_vhost(wsi), lws_get_protocol(wsi), sizeof(*vhd));

	if (!vhd)
		return 1;
	vhd->ring = lws_ring_create(sizeof(struct event), RING_EVENTS, NULL);
	if (!vhd->ring)
		return 1;
	lws_sul_schedule(lws_get_context(wsi), 0, &vhd->sul, make_event,
			 period);

	return 0;
}

static int
join(struct lws *wsi, struct vhd *vhd, struct session *s)
{
	if (begin_events(wsi))
		return -1;
	s->wsi = wsi;
	s->next = vhd->clients;
	vhd->clients = s;
	/* what was before is not for the newcomer */
	s->tail = lws_ring_get_oldest_tail(vhd->ring);
	lws_ring_consume(vhd->ring, &s->tail, NULL, RING_EVENTS);

	return 0;
}

static void
leave(struct vhd *vhd, struct session *s)
{
	struct session **at;

	if (!s || !s->wsi)
		return;
	s->wsi = NULL;
	for (at = &vhd->clients; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			break;
		}
	forget_what_all_have(vhd);
}

static int
send_event(struct lws *wsi, struct vhd *vhd, struct session *s)
{
	const struct event *e =
		(const struct event *)lws_ring_get_element(vhd->ring, &s->tail);
	uint8_t buf[LWS_PRE + sizeof(struct event)];
	size_t len;

	if (!e)
		return 0;
	len = strlen(e->text);
	memcpy(buf + LWS_PRE, e->text, len);
	if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_HTTP) < 0)
		return -1;
	lws_ring_consume(vhd->ring, &s->tail, NULL, 1);
	forget_what_all_have(vhd);
	if (lws_ring_get_element(vhd->ring, &s->tail))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
callback_sse(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	struct session *s = (struct session *)user;
	struct vhd *vhd = (struct vhd *)lws_protocol_vh_priv_get(
		lws_get_vhost(wsi), lws_get_protocol(wsi));

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return init(wsi);
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		if (vhd) {
			lws_sul_cancel(&vhd->sul);
			lws_ring_destroy(vhd->ring);
		}
		return 0;
	case LWS_CALLBACK_HTTP:
		return join(wsi, vhd, s);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return s && s->wsi ? send_event(wsi, vhd, s) : 0;
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		leave(vhd, s);
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"sse", callback_sse, sizeof(struct session), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount_sse = {
	.mountpoint = "/sse",
	.mountpoint_len = 4,
	.origin = "sse",
	.protocol = "sse",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount = {
	.mount_next = &mount_sse,
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	p = lws_cmdline_option(argc, argv, "--ms");
	if (p)
		period = strtol(p, NULL, 10) * LWS_US_PER_MS;
	info.pcontext = &context;
	info.protocols = protocols;
	info.mounts = &mount;
	/* a page of ours may send forms only to us, run only our scripts */
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server sse ring | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
