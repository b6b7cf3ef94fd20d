/* SPDX-License-Identifier: MIT */
/*
 * The client that the table is aimed at: HTTP/2 with prior knowledge.
 *
 *	h2-conformance-client [--up OCTETS] URL...
 *
 * Asks for all of them at once, with a body of so many octets, writes what
 * comes, and ends with 0 when each was answered whole, with 1 when one was not.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 4096 };

static struct lws_context *cx;
static int left, failed;
static size_t up;

struct request {
	int is_done;
	size_t sent;
};

static void
done(int is_good)
{
	if (!is_good)
		failed = 1;
	if (!--left)
		lws_default_loop_exit(cx);
}

static int
announce_body(struct lws *wsi, struct request *r, unsigned char **p,
	      unsigned char *end)
{
	if (!up)
		return 0;
	r->sent = 0;
	if (lws_add_http_header_content_length(wsi, up, p, end))
		return -1;
	lws_client_http_body_pending(wsi, 1);
	lws_callback_on_writable(wsi);

	return 0;
}

static int
send_piece(struct lws *wsi, struct request *r)
{
	uint8_t buf[LWS_PRE + PIECE];
	size_t len = up - r->sent;
	int is_last = len <= PIECE;

	if (!len)
		return 0;
	if (!is_last)
		len = PIECE;
	memset(buf + LWS_PRE, 'x', len);
	r->sent += len;
	if (is_last)
		lws_client_http_body_pending(wsi, 0);
	else
		lws_callback_on_writable(wsi);

	return lws_write(wsi, buf + LWS_PRE, len,
			 is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0
		       ? -1
		       : 0;
}

static int
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	char buf[LWS_PRE + PIECE], *p = buf + LWS_PRE;
	struct request *r = user;
	int room = PIECE;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return announce_body(wsi, r, in, *(unsigned char **)in + len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return up ? send_piece(wsi, r) : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		r->is_done = 1;
		done(1);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "failed: %s\n", in ? (const char *)in : "");
		done(0);
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		if (r && !r->is_done)
			done(0);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http",
	 .callback = http_cb,
	 .per_session_data_size = sizeof(struct request)},
	LWS_PROTOCOL_LIST_TERM};

static int
ask(char *url)
{
	const char *scheme, *address, *path;
	struct lws_client_connect_info i = {
		.context = cx,
		.method = up ? "POST" : "GET",
		.protocol = "http",
		.ssl_connection = LCCSCF_H2_PRIOR_KNOWLEDGE | LCCSCF_PIPELINE,
		/* cases wait for the end of a connection that is not used */
		.keep_warm_secs = 1,
	};
	char whole[256];

	if (lws_parse_uri(url, &scheme, &address, &i.port, &path))
		return 1;
	snprintf(whole, sizeof(whole), "%s%s", *path == '/' ? "" : "/", path);
	i.address = i.host = i.origin = address;
	i.path = whole;
	left++;
	if (!lws_client_connect_via_info(&i))
		failed = 1; /* what the callback was told counts it */

	return 0;
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
	};
	int n;

	lws_set_log_level(getenv("VERBOSE") ? LLL_ERR | LLL_WARN | LLL_NOTICE
					    : LLL_ERR,
			  NULL);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	if (argc > 2 && !strcmp(argv[1], "--up")) {
		up = (size_t)strtoul(argv[2], NULL, 10);
		argc -= 2;
		argv += 2;
	}
	for (n = 1; n < argc; n++)
		if (ask(argv[n]))
			failed = 1;
	if (left)
		lws_context_default_loop_run_destroy(cx);
	else
		lws_context_destroy(cx);

	return failed;
}
