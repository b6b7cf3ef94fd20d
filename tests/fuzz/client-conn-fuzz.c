/* SPDX-License-Identifier: MIT */
/*
 * A whole client, from connect to destroy, with whatever a server may send
 * (CLI-07, CLI-10, R0): the first byte chooses the request, the second where
 * the answer is cut, the rest is the answer.  It must end, once.
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	TURNS_MAX = 100000, /* an end that does not come is a bug */
};

static struct lws_context *context;
static char address[64];
static int listen_fd;
static int destroyed, told, has_body;

static int
take(struct lws *wsi)
{
	char buf[LWS_PRE + 512], *p = buf + LWS_PRE;
	int len = 512;

	return lws_http_client_read(wsi, &p, &len) < 0 ? -1 : 0;
}

static int
send_body(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 4] = {0};

	if (!has_body)
		return 0;
	has_body = 0;
	lws_client_http_body_pending(wsi, 0);

	return lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_HTTP_FINAL) < 0;
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		if (in && strlen(in) != len)
			abort();
		told++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
		told++;
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (has_body)
			lws_client_http_body_pending(wsi, 1);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi);
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return 1; /* nowhere but here */
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return take(wsi);
	case LWS_CALLBACK_WSI_DESTROY:
		destroyed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{"client", client_cb, 8, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
stop(void)
{
	lws_context_destroy(context);
	close(listen_fd);
}

static void
begin(void)
{
	struct lws_context_creation_info info;
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	size_t len;

	snprintf(address, sizeof(address), "+@lws-fuzz-%d", (int)getpid());
	len = strlen(address + 1);
	memcpy(un.sun_path, address + 1, len);
	un.sun_path[0] = '\0';
	listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listen_fd, (struct sockaddr *)&un,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) ||
	    listen(listen_fd, 4))
		abort();
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	if (!context)
		abort();
	(void)lws_service(context, -1);
	atexit(stop);
}

static void
turns(int count)
{
	while (count-- && !destroyed)
		(void)lws_service(context, -1);
}

/* the answer in two pieces, then the end */
static void
serve(int fd, const uint8_t *data, size_t len, size_t cut)
{
	if (cut > len)
		cut = len;
	(void)send(fd, data, cut, MSG_NOSIGNAL);
	turns(3);
	(void)send(fd, data + cut, len - cut, MSG_NOSIGNAL);
	turns(3);
	shutdown(fd, SHUT_WR);
	turns(10);
	close(fd);
	turns(TURNS_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", NULL};
	struct lws_client_connect_info i;

	if (len < 2 || len > 32768)
		return 0;
	if (!context)
		begin();
	destroyed = told = 0;
	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = address;
	i.path = "/";
	i.method = methods[data[0] & 3];
	i.local_protocol_name = "client";
	if (data[0] & 4)
		i.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	has_body = (data[0] & 3) == 2;
	if (!lws_client_connect_via_info(&i))
		abort();
	turns(2);
	serve(accept(listen_fd, NULL, NULL), data + 2, len - 2, data[1]);
	if (destroyed != 1 || told != 1)
		abort();

	return 0;
}
