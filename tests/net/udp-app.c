/* SPDX-License-Identifier: MIT */
/*
 * See udp-app.h.
 */

#include "udp-app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct udp_seen udp_seen;
struct udp_does udp_does;

static char
letter_of(enum lws_callback_reasons reason)
{
	switch ((int)reason) {
	case LWS_CALLBACK_WSI_CREATE:
		return 'C';
	case LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL:
		return 'B';
	case LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL:
		return 'd';
	case LWS_CALLBACK_RAW_ADOPT:
		return 'A';
	case LWS_CALLBACK_RAW_RX:
		return 'R';
	case LWS_CALLBACK_RAW_WRITEABLE:
		return 'W';
	case LWS_CALLBACK_RAW_CLOSE:
		return 'X';
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		return '!';
	case LWS_CALLBACK_WSI_DESTROY:
		return 'Z';
	default:
		return 0;
	}
}

static int
send_text(struct lws *wsi, const char *text, size_t len)
{
	uint8_t buf[LWS_PRE + 1024];

	assert_true(len <= sizeof(buf) - LWS_PRE);
	memcpy(buf + LWS_PRE, text, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW) == (int)len
		       ? 0
		       : -1;
}

static int
received(struct lws *wsi, const char *in, size_t len)
{
	size_t at = strlen(udp_seen.rx);

	assert_non_null(in);
	assert_true(at + len + 2 < sizeof(udp_seen.rx));
	memcpy(udp_seen.rx + at, in, len);
	memcpy(udp_seen.rx + at + len, "|", 2);
	udp_seen.rx_count++;

	return udp_does.echoes ? send_text(wsi, in, len) : 0;
}

static int
act(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		udp_seen.opaque = lws_get_opaque_user_data(wsi);
		break;
	case LWS_CALLBACK_RAW_RX:
		return received(wsi, in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		udp_seen.writeable++;
		for (size_t n = 0; udp_does.sends[n]; n++)
			if (send_text(wsi, udp_does.sends[n],
				      strlen(udp_does.sends[n])))
				return -1;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		udp_seen.errors++;
		lws_strncpy(udp_seen.error, in ? (const char *)in : "",
			    sizeof(udp_seen.error));
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		udp_seen.closed++;
		break;
	default:
		break;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	size_t at = strlen(udp_seen.order);
	char c = letter_of(reason);
	bool refused = udp_does.refuses && udp_does.refuses == reason;

	(void)user;
	if (!refused || reason != LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL)
		lws__net_note(wsi, reason);
	if (c && at + 1 < sizeof(udp_seen.order)) {
		udp_seen.order[at] = c;
		udp_seen.order[at + 1] = '\0';
	}
	if (reason == LWS_CALLBACK_WSI_DESTROY)
		udp_seen.destroyed++;
	if (udp_does.also)
		udp_does.also(wsi, reason);
	if (refused)
		return 1;

	return act(wsi, reason, in, len);
}

const struct lws_protocols udp_protocols[] = {
	{"first", callback, 0, 0, 0, NULL, 0},
	{"udp", callback, 16, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM};

void
udp_start_with(struct lws__net *net, unsigned int connect_timeout_secs,
	       uint64_t options)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	memset(&udp_seen, 0, sizeof(udp_seen));
	memset(&udp_does, 0, sizeof(udp_does));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = udp_protocols;
	info.connect_timeout_secs = connect_timeout_secs;
	info.options = options;
	lws__net_start(net, &info);
}

void
udp_start(struct lws__net *net)
{
	udp_start_with(net, 0, 0);
}

int
udp_peer(const char *address, int *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)*port)};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(inet_pton(AF_INET, address, &sin.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&sin, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);

	return fd;
}

struct waiting {
	int fd;
	ssize_t len;
	char buf[2048];
	struct sockaddr_in from;
};

static bool
try_receive(void *arg)
{
	struct waiting *w = arg;
	socklen_t len = sizeof(w->from);

	w->len = recvfrom(w->fd, w->buf, sizeof(w->buf) - 1, 0,
			  (struct sockaddr *)&w->from, &len);

	return w->len >= 0;
}

void
udp_expect(struct lws__net *net, int fd, const char *text, int *from)
{
	struct waiting w = {.fd = fd};

	lws__net_until(net, try_receive, &w, "a datagram");
	w.buf[w.len] = '\0';
	assert_string_equal(w.buf, text);
	assert_int_equal(w.len, strlen(text));
	if (from)
		*from = ntohs(w.from.sin_port);
}

void
udp_send(int fd, int port, const void *data, size_t len)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	assert_int_equal(
		sendto(fd, data, len, 0, (struct sockaddr *)&sin, sizeof(sin)),
		(ssize_t)len);
}

int
udp_port(struct lws *wsi)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);

	assert_int_equal(getsockname(lws_get_socket_fd(wsi),
				     (struct sockaddr *)&sin, &len),
			 0);

	return ntohs(sin.sin_port);
}
