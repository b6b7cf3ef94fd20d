/* SPDX-License-Identifier: MIT */
/*
 * See client-queue-app.h; the letters of order are those of client-app.c.
 */

#include "client-queue-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct lws__net net;
struct lws_client_connect_info info;
struct lws__net_peer peer;
struct one ones[80];
int listen_fd;
static int port;

static void
letter(struct one *o, char c)
{
	size_t len = strlen(o->order);

	if (len && c == 'D' && o->order[len - 1] == 'D')
		return;
	assert_true(len + 1 < sizeof(o->order));
	o->order[len] = c;
}

static int
append_body(struct lws *wsi, unsigned char **p, size_t len)
{
	if (lws_add_http_header_content_length(wsi, 4, p, *p + len))
		return -1;
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

static int
send_body(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 4] = {0};

	memcpy(buf + LWS_PRE, "body", 4);
	lws_client_http_body_pending(wsi, 0);

	return lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_HTTP_FINAL) == 4 ? 0
									   : -1;
}

static void
take_body(struct one *o, const char *in, size_t len)
{
	size_t have = strlen(o->body);

	assert_true(have + len < sizeof(o->body));
	memcpy(o->body + have, in, len);
}

static int
act(struct lws *wsi, enum lws_callback_reasons reason, struct one *o, void *in,
    size_t len)
{
	char buf[LWS_PRE + 100], *p = buf + LWS_PRE;
	int n = 100;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return o->announces ? append_body(wsi, in, len) : 0;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return o->announces ? send_body(wsi) : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		take_body(o, in, len);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		o->completed++;
		if (o->then)
			assert_non_null(lws_client_connect_via_info(o->then));
		return o->refusal;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		o->errors++;
		lws_strncpy(o->error, in ? in : "", sizeof(o->error));
		break;
	default:
		break;
	}

	return 0;
}

static int
one_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	static const struct {
		enum lws_callback_reasons reason;
		char letter;
	} letters[] = {
		{LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL, 'B'},
		{LWS_CALLBACK_CONNECTING, 'N'},
		{LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED, 'I'},
		{LWS_CALLBACK_WSI_CREATE, 'C'},
		{LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER, 'A'},
		{LWS_CALLBACK_CLIENT_HTTP_WRITEABLE, 'W'},
		{LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, 'F'},
		{LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, 'E'},
		{LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, 'D'},
		{LWS_CALLBACK_COMPLETED_CLIENT_HTTP, 'O'},
		{LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL, 'd'},
		{LWS_CALLBACK_CLOSED_CLIENT_HTTP, 'X'},
		{LWS_CALLBACK_CLIENT_CONNECTION_ERROR, '!'},
	};
	struct one *o = lws_get_opaque_user_data(wsi);

	(void)user;
	/* who gave its connection away is not told CLOSED: the traces */
	if (o && reason == LWS_CALLBACK_WSI_DESTROY && o->completed &&
	    !strchr(o->order, 'X'))
		lws__net_note(wsi, LWS_CALLBACK_CLOSED_CLIENT_HTTP);
	lws__net_note(wsi, reason);
	if (!o)
		return 0;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(letters); n++)
		if (letters[n].reason == reason)
			letter(o, letters[n].letter);
	if (reason == LWS_CALLBACK_WSI_DESTROY) {
		letter(o, 'Z');
		o->destroyed++;
	}

	return act(wsi, reason, o, in, len);
}

static const struct lws_protocols protocols[] = {
	{"client", one_cb, 8, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

void
begin_with(unsigned int timeout_secs)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.protocols = protocols;
	i.timeout_secs = timeout_secs;
	memset(ones, 0, sizeof(ones));
	lws__net_start(&net, &i);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.pwsi = NULL;
	info.ssl_connection = LCCSCF_PIPELINE | LCCSCF_HTTP_NO_CACHE_CONTROL;
}

void
begin(void)
{
	begin_with(0);
}

void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

void
ask(int n, const char *path)
{
	info.path = path;
	info.opaque_user_data = &ones[n];
	info.pwsi = &ones[n].wsi;
	assert_non_null(lws_client_connect_via_info(&info));
}

void
expect_request(struct lws__net_peer *p, const char *line)
{
	char *head = lws__net_read_to(&net, p, "\r\n\r\n");

	if (strncmp(head, line, strlen(line)))
		fail_msg("wanted %s, got %s", line, head);
	free(head);
}

void
answer(struct lws__net_peer *p, const char *body)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n%s",
		 (unsigned int)strlen(body), body);
	lws__net_send(&net, p, text);
}

static bool
is_completed(void *arg)
{
	return ((struct one *)arg)->completed > 0;
}

bool
has_body(void *arg)
{
	return ((struct one *)arg)->body[0] != '\0';
}

void
until_completed(int n)
{
	lws__net_until(&net, is_completed, &ones[n], "COMPLETED");
}

void
until_destroyed(int n)
{
	lws__net_until_set(&net, &ones[n].destroyed, "the end of a client");
}

void
nobody_else_comes(void)
{
	for (int n = 0; n < 20; n++)
		lws__net_turn(&net);
	assert_int_equal(accept(listen_fd, NULL, NULL), -1);
}
