/* SPDX-License-Identifier: MIT */
/*
 * Asks a server that no one here wrote, for the script http-servers:
 *
 *   http-client ADDRESS PORT METHOD PATH [name=value ...]
 *
 *   count=N     so many at once            pipeline=1  on one connection
 *   up=BYTES    a body, 'a' to 'z'         chunked=1   without a length
 *   expect=1    Expect: 100-continue       tls=1       any certificate
 *   digest=1    "me" and "secret", where the server asks (2: and a wrong one)
 *   h2=1        HTTP/2 with prior knowledge; over TLS it is offered
 *
 * One line for each answer: its status, length and SHA-1, in the order of
 * completion; "failed" and why; at the end how many connections were made.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BODY_MAX = 128 << 20,
	PIECE = 60000,
};

struct request {
	char *body;
	size_t len, room;
	size_t sent;
	int is_complete;
};

static struct lws_context *context;
static int argument_count;
static const char **arguments;
static long left, connections;

static long
option(const char *name, long otherwise)
{
	size_t len = strlen(name);

	for (int n = 5; n < argument_count; n++)
		if (!strncmp(arguments[n], name, len) &&
		    arguments[n][len] == '=')
			return strtol(arguments[n] + len + 1, NULL, 10);

	return otherwise;
}

static int
append(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	long up = option("up", -1);

	if (up < 0)
		return 0;
	if (!option("chunked", 0) &&
	    lws_add_http_header_content_length(wsi, (lws_filepos_t)up, p, end))
		return -1;
	if (option("expect", 0) &&
	    lws_add_http_header_by_name(wsi, (const unsigned char *)"expect",
					(const unsigned char *)"100-continue",
					12, p, end))
		return -1;
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

static int
send_piece(struct lws *wsi, struct request *r)
{
	static unsigned char buf[LWS_PRE + PIECE];
	size_t up = (size_t)option("up", 0), len = up - r->sent;
	int is_last;

	if (len > PIECE)
		len = PIECE;
	for (size_t n = 0; n < len; n++)
		buf[LWS_PRE + n] = (unsigned char)('a' + (r->sent + n) % 26);
	r->sent += len;
	is_last = r->sent == up;
	if (is_last)
		lws_client_http_body_pending(wsi, 0);
	if (lws_write(wsi, buf + LWS_PRE, len,
		      is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	if (!is_last)
		lws_callback_on_writable(wsi);

	return 0;
}

static void
forget(struct request *r)
{
	free(r->body);
	r->body = NULL;
	r->len = r->room = 0;
}

static int
keep(struct request *r, const void *in, size_t len)
{
	char *more;

	if (r->len + len > r->room) {
		r->room = (r->len + len) * 2;
		more = r->room > BODY_MAX ? NULL : realloc(r->body, r->room);
		if (!more)
			return -1;
		r->body = more;
	}
	memcpy(r->body + r->len, in, len);
	r->len += len;

	return 0;
}

static void
report(struct lws *wsi, struct request *r)
{
	unsigned char sum[20];

	r->is_complete = 1;
	lws_SHA1((const unsigned char *)(r->body ? r->body : ""), r->len, sum);
	printf("%u %zu ", lws_http_client_http_response(wsi), r->len);
	for (size_t n = 0; n < sizeof(sum); n++)
		printf("%02x", sum[n]);
	printf("\n");
	forget(r);
}

static void
one_less(void)
{
	if (!--left)
		lws_default_loop_exit(context);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *p = buf + LWS_PRE;
	struct request *r = user;
	int room = 2048;

	switch (reason) {
	case LWS_CALLBACK_CONNECTING:
		connections++;
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		r->sent = 0;
		return append(wsi, in, *(unsigned char **)in + len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return option("up", -1) < 0 ? 0 : send_piece(wsi, r);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		return keep(r, in, len);
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		report(wsi, r);
		one_less();
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("failed %s\n", in ? (const char *)in : "");
		one_less();
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		if (r && !r->is_complete) {
			printf("failed closed\n");
			one_less();
		}
		break;
	case LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL:
		if (r)
			forget(r);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"http", callback, sizeof(struct request), 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

static int
flags(void)
{
	int bits = option("pipeline", 0) ? LCCSCF_PIPELINE : 0;

	if (option("h2", 0))
		bits |= LCCSCF_H2_PRIOR_KNOWLEDGE;
	if (option("tls", 0))
		bits |= LCCSCF_USE_SSL | LCCSCF_ALLOW_INSECURE |
			LCCSCF_ALLOW_SELFSIGNED |
			LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;

	return bits;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;

	if (argc < 5)
		return 1;
	argument_count = argc;
	arguments = argv;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.pcontext = &context;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = argv[1];
	i.port = (int)strtol(argv[2], NULL, 10);
	i.method = argv[3];
	i.path = argv[4];
	i.host = "localhost";
	i.local_protocol_name = "http";
	i.ssl_connection = flags();
	if (option("tls", 0))
		i.alpn = "h2,http/1.1";
	if (option("digest", 0)) {
		i.auth_username = "me";
		i.auth_password = option("digest", 0) == 1 ? "secret" : "wrong";
	}
	left = option("count", 1);
	for (long n = left; n; n--)
		if (!lws_client_connect_via_info(&i))
			return 1;
	lws_context_default_loop_run_destroy(context);
	printf("connections %ld\n", connections);

	return 0;
}
