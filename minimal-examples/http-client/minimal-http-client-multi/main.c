/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Asks a server for several pages at the same time.
 *
 * All connections share one callback; which one is meant is in its
 * lws_get_opaque_user_data().
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	COUNT_MAX = 64,
};

struct request {
	struct lws *wsi;        /* set and cleared by the library */
	struct lws *connection; /* HTTP/2: whose stream it was */
	lws_sorted_usec_list_t sul;
	unsigned int number;
	unsigned int status;
	size_t len; /* of the answer's body */
	char is_body_sent;
	char is_complete;
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static struct lws_client_connect_info info_client;
static struct request requests[COUNT_MAX];
static unsigned int count = 8, count_over;
static int is_post;

static void
over(struct request *r, const char *why)
{
	lwsl_user("%u: %s, status %u, %u bytes\n", r->number, why, r->status,
		  (unsigned int)r->len);
	if (++count_over == count)
		lws_default_loop_exit(context);
}

static void
start(lws_sorted_usec_list_t *sul)
{
	struct request *r = lws_container_of(sul, struct request, sul);
	struct lws_client_connect_info i = info_client;

	i.pwsi = &r->wsi;
	i.opaque_user_data = r;
	if (!lws_client_connect_via_info(&i))
		over(r, "cannot be asked");
}

static int
announce_body(struct lws *wsi, unsigned char **p, size_t len)
{
	unsigned char *end = *p + len;

	if (!is_post || lws_http_is_redirected_to_get(wsi))
		return 0;
	if (lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
					 (const unsigned char *)"text/plain",
					 10, p, end) ||
	    lws_add_http_header_content_length(wsi, 5, p, end))
		return -1;
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

static int
send_body(struct lws *wsi, struct request *r)
{
	unsigned char buf[LWS_PRE + 5];

	if (!is_post || r->is_body_sent)
		return 0;
	r->is_body_sent = 1;
	memcpy(buf + LWS_PRE, "hello", 5);
	lws_client_http_body_pending(wsi, 0);

	return lws_write(wsi, buf + LWS_PRE, 5, LWS_WRITE_HTTP_FINAL) < 0 ? -1
									  : 0;
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct request *r = lws_get_opaque_user_data(wsi);
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int room = 1024;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		over(r, in ? (const char *)in : "failed");
		break;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		r->is_body_sent = 0;
		return announce_body(wsi, in, len);

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi, r);

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		r->status = lws_http_client_http_response(wsi);
		r->connection = lws_get_network_wsi(wsi);
		if (r->connection == wsi) /* HTTP/1 */
			r->connection = NULL;
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		r->len += len;
		break;

	/* with a shared connection there may be no CLOSED behind it */
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		r->is_complete = 1;
		over(r, "complete");
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		if (!r->is_complete)
			over(r, "cut off");
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

static void
prepare(int argc, const char **argv)
{
	struct lws_client_connect_info *i = &info_client;

	i->context = context;
	i->address = option(argc, argv, "--server", "localhost");
	i->port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i->path = option(argc, argv, "--path", "/");
	i->host = i->origin = i->address;
	i->method = is_post ? "POST" : "GET";
	i->protocol = "http";
	if (lws_cmdline_option(argc, argv, "--tls"))
		i->ssl_connection |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		i->ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;
	/* HTTP/2: agreed on by TLS; without, the server must be known for it */
	if (lws_cmdline_option(argc, argv, "--h2")) {
		i->alpn = "h2";
		i->ssl_connection |= LCCSCF_H2_PRIOR_KNOWLEDGE;
	}
	if (lws_cmdline_option(argc, argv, "--pipeline"))
		i->ssl_connection |= LCCSCF_PIPELINE;
}

/* one at once after the other, or each so many microseconds after it */
static void
start_all(lws_usec_t stagger)
{
	for (unsigned int n = 0; n < count; n++) {
		requests[n].number = n;
		lws_sul_schedule(context, 0, &requests[n].sul, start,
				 1 + (lws_usec_t)n * stagger);
	}
}

/* how many connections of HTTP/2 there were; they are compared, not used */
static unsigned int
count_connections(void)
{
	unsigned int found = 0, m;

	for (unsigned int n = 0; n < count; n++) {
		for (m = 0; m < n; m++)
			if (requests[m].connection == requests[n].connection)
				break;
		found += m == n && requests[n].connection;
	}

	return found;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	unsigned int failed = 0;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	count = (unsigned int)strtoul(option(argc, argv, "-c", "8"), NULL, 10);
	if (!count || count > COUNT_MAX)
		count = COUNT_MAX;
	is_post = !!lws_cmdline_option(argc, argv, "--post");

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.pcontext = &context;
	info.protocols = protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	prepare(argc, argv);
	start_all((lws_usec_t)strtol(option(argc, argv, "-s", "0"), NULL, 10));
	lws_context_default_loop_run_destroy(context);

	for (unsigned int n = 0; n < count; n++)
		failed += !requests[n].is_complete || requests[n].status != 200;
	if (count_connections())
		lwsl_user("%u streams, %u connections\n", count,
			  count_connections());
	lwsl_user("Completed: %s (%u failed)\n", failed ? "failed" : "OK",
		  failed);

	return !!failed;
}
