/* SPDX-License-Identifier: MIT */
/*
 * A client that a script starts: one http GET or ws greeting to localhost, by
 * whatever proxy the environment names.
 *
 *   proxy-client http|https|ws|wss PORT
 *
 * Prints what came, or the error.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int over;

static int
greet(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 5];

	memcpy(buf + LWS_PRE, "hello", 5);

	return lws_write(wsi, buf + LWS_PRE, 5, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

static int
read_body(struct lws *wsi)
{
	static char buf[LWS_PRE + 4096];
	char *p = buf + LWS_PRE;
	int len = 4096;

	return lws_http_client_read(wsi, &p, &len);
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("error: %s\n", in ? (const char *)in : "?");
		over = 1;
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_body(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		printf("%.*s\n", (int)len, (const char *)in);
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return greet(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		printf("%.*s\n", (int)len, (const char *)in);
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
		over = 1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"client", client_cb, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	struct lws_context *cx;

	if (argc < 3)
		return 2;
	memset(&info, 0, sizeof(info));
	memset(&i, 0, sizeof(i));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.timeout_secs = 200;
	cx = lws_create_context(&info);
	if (!cx)
		return 2;
	i.context = cx;
	i.address = "localhost";
	i.host = i.address;
	i.path = "/";
	i.port = atoi(argv[2]);
	i.method = argv[1][0] == 'h' ? "GET" : NULL;
	i.local_protocol_name = "client";
	if (!strcmp(argv[1], "https") || !strcmp(argv[1], "wss"))
		i.ssl_connection = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED |
				   LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	if (!lws_client_connect_via_info(&i))
		over = 1;
	while (!over && lws_service(cx, 0) >= 0)
		;
	lws_context_destroy(cx);

	return 0;
}
