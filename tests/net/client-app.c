/* SPDX-License-Identifier: MIT */
/*
 * See client-app.h.  The letters of seen.order:
 *
 *   B bind   N connecting  I instantiated  C wsi create  A append headers
 *   F filter E established D data (once a run; to be asked to read is not
 *   noted, it depends on how the answer was cut)
 *   W writeable  O completed  X closed  ! error  d drop  Z wsi destroy
 *   > redirect   w ws established  m ws message  x ws closed
 */

#include "client-app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct client_seen seen;
struct client_does does;
static size_t sent;

static char
letter_of(enum lws_callback_reasons reason)
{
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL:
	case LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL:
		return 'B';
	case LWS_CALLBACK_CONNECTING:
		return 'N';
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		return 'I';
	case LWS_CALLBACK_WSI_CREATE:
		return 'C';
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return 'A';
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		return 'F';
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		return 'E';
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		return 'D';
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return 'W';
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		return 'O';
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_RAW_CLOSE:
		return 'X';
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		return '!';
	case LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
	case LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL:
		return 'd';
	case LWS_CALLBACK_WSI_DESTROY:
		return 'Z';
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return '>';
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		return 'w';
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_RAW_RX:
		return 'm';
	case LWS_CALLBACK_CLIENT_CLOSED:
		return 'x';
	default:
		return 0;
	}
}

/* runs of the callbacks that carry data are one letter each */
static void
note_order(enum lws_callback_reasons reason)
{
	size_t len = strlen(seen.order);
	char c = letter_of(reason);

	if (!c || len + 1 == sizeof(seen.order))
		return;
	if (len && c == seen.order[len - 1] && strchr("DWm", c))
		return;
	seen.order[len] = c;
	seen.order[len + 1] = '\0';
}

static void
keep_body(const void *in, size_t len)
{
	assert_true(seen.body_len + len < sizeof(seen.body));
	memcpy(seen.body + seen.body_len, in, len);
	seen.body_len += len;
	seen.body[seen.body_len] = '\0';
	seen.reads++;
}

static int
append(struct lws *wsi, unsigned char **p, size_t len)
{
	unsigned char *end = *p + len;

	sent = 0;
	if (does.headers) {
		size_t n = strlen(does.headers);

		assert_true(n < len);
		memcpy(*p, does.headers, n);
		*p += n;
	}
	if (!does.body || lws_http_is_redirected_to_get(wsi))
		return 0;
	if (does.says_length &&
	    lws_add_http_header_content_length(wsi, does.body_len, p, end))
		return -1;
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

static int
write_body(struct lws *wsi)
{
	size_t len = does.body_len - sent;
	uint8_t *buf;
	bool is_last;
	int n;

	if (!does.body || sent == does.body_len)
		return 0;
	if (does.body_piece && len > does.body_piece)
		len = does.body_piece;
	buf = malloc(LWS_PRE + len);
	assert_non_null(buf);
	memcpy(buf + LWS_PRE, does.body + sent, len);
	sent += len;
	is_last = sent == does.body_len;
	if (is_last && !does.says_end_late)
		lws_client_http_body_pending(wsi, 0);
	n = lws_write(wsi, buf + LWS_PRE, len,
		      is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP);
	if (is_last && does.says_end_late)
		lws_client_http_body_pending(wsi, 0);
	free(buf);
	if (!is_last)
		lws_callback_on_writable(wsi);

	return n < 0 ? -1 : 0;
}

static int
read_body(struct lws *wsi)
{
	static char buf[LWS_PRE + 65536];
	char *p = buf + LWS_PRE;
	int len = does.read_len ? does.read_len : 4096;

	return does.does_not_read ? 0 : lws_http_client_read(wsi, &p, &len);
}

static void
failed(const void *in, size_t len)
{
	seen.errors++;
	seen.over = 1;
	seen.error_was_null = !in;
	seen.error_len = len;
	seen.pwsi_was_null = !seen.wsi;
	lws_strncpy(seen.error, in ? (const char *)in : "", sizeof(seen.error));
}

static int
act(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_CONNECTING:
		seen.connecting++;
		seen.opaque = lws_get_opaque_user_data(wsi);
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return append(wsi, in, len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return write_body(wsi);
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		seen.redirects++;
		lws_strncpy(seen.location, in, sizeof(seen.location));
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		seen.established++;
		seen.status = lws_http_client_http_response(wsi);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_body(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_RAW_RX:
		keep_body(in, len);
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		seen.established++;
		break;
	case LWS_CALLBACK_WSI_TX_CREDIT_GET:
		assert_null(in);
		seen.credit += len;
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		seen.completed++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
		seen.closed++;
		seen.over = 1;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		failed(in, len);
		break;
	default:
		break;
	}

	return 0;
}

/* what was refused is not open: no drop, and NULL may be all that follows */
static bool
is_refused_opener(enum lws_callback_reasons reason)
{
	return does.refusal && does.refuses == reason && letter_of(reason) &&
	       strchr("BI", letter_of(reason));
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	int ret;

	if (!is_refused_opener(reason))
		lws__net_note(wsi, reason);
	note_order(reason);
	if (reason == LWS_CALLBACK_WSI_DESTROY)
		seen.destroyed++;
	if (letter_of(reason) && user)
		seen.user = user;
	if (does.also)
		does.also(wsi, reason);
	ret = act(wsi, reason, in, len);
	if (does.refuses == reason && does.refusal)
		return does.refusal;

	return ret;
}

/* protocols[0] is told of what belongs to no protocol */
static int
first_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	return client_cb(wsi, reason, user, in, len);
}

const struct lws_protocols client_protocols[] = {
	{"first", first_cb, 16, 0, 0, NULL, 0},
	{"client", client_cb, 32, 0, 0, NULL, 0},
	{"chat", client_cb, 8, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

void
client_forget(void)
{
	memset(&seen, 0, sizeof(seen));
	memset(&does, 0, sizeof(does));
	sent = 0;
}

void
client_start(struct lws__net *net)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = client_protocols;
	info.gid = (gid_t)-1;
	info.uid = (uid_t)-1;
	client_forget();
	lws__net_start(net, &info);
}

void
client_info(struct lws__net *net, struct lws_client_connect_info *i, int port)
{
	memset(i, 0, sizeof(*i));
	i->context = net->cx;
	i->address = "127.0.0.1";
	i->port = port;
	i->host = "localhost";
	i->path = "/";
	i->method = "GET";
	i->local_protocol_name = "client";
	i->pwsi = &seen.wsi;
}

int
client_listen(int *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);

	return fd;
}

int
client_dead_port(int *fd)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sin);

	/* bound but not listening: nobody else gets it meanwhile */
	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&sin, &len), 0);

	return ntohs(sin.sin_port);
}

struct accepting {
	int listen_fd;
	int fd;
};

static bool
try_accept(void *arg)
{
	struct accepting *a = arg;

	a->fd = accept4(a->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	return a->fd >= 0;
}

void
client_accept(struct lws__net *net, int listen_fd, struct lws__net_peer *p)
{
	struct accepting a = {.listen_fd = listen_fd, .fd = -1};

	lws__net_until(net, try_accept, &a, "a connection");
	lws__net_peer_take(p, a.fd);
}

char *
client_ask(struct lws__net *net, const struct lws_client_connect_info *i,
	   int listen_fd, struct lws__net_peer *p)
{
	struct lws *wsi = lws_client_connect_via_info(i);

	assert_non_null(wsi);
	assert_ptr_equal(wsi, seen.wsi);
	client_accept(net, listen_fd, p);

	return lws__net_read_to(net, p, "\r\n\r\n");
}

void
client_until_over(struct lws__net *net)
{
	lws__net_until_set(net, &seen.destroyed, "the end of the client");
}
