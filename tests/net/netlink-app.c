/* SPDX-License-Identifier: MIT */
/*
 * See netlink-app.h.
 */

#include "netlink-app.h"

#include <pthread.h>
#include <stdio.h>

static int
app_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	struct app_conn *c = wsi ? lws_get_opaque_user_data(wsi) : NULL;
	unsigned char byte[LWS_PRE + 1] = {0};

	(void)user;
	if (wsi)
		lws__net_note(wsi, reason);
	if (!c)
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		c->up = 1;
		break;
	case LWS_CALLBACK_RAW_RX:
		c->received += (int)len;
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (c->says &&
		    lws_write(wsi, byte + LWS_PRE, 1, LWS_WRITE_RAW) != 1)
			return -1;
		c->says = false;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		c->closed = 1;
		c->wsi = NULL;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		c->failed = 1;
		c->wsi = NULL;
		snprintf(c->error, sizeof(c->error), "%s",
			 in ? (const char *)in : "");
		break;
	default:
		break;
	}

	return 0;
}

const struct lws_protocols app_protocols[] = {{"app", app_cb, 0, 0, 0, NULL, 0},
					      LWS_PROTOCOL_LIST_TERM};

void
app_connect(struct lws__net *net, struct app_conn *c, const char *address,
	    const char *from, int port)
{
	struct lws_client_connect_info i;

	memset(c, 0, sizeof(*c));
	memset(&i, 0, sizeof(i));
	i.context = net->cx;
	i.vhost = net->vh;
	i.address = i.host = i.origin = address;
	i.iface = from;
	i.port = port;
	i.method = "RAW";
	i.local_protocol_name = "app";
	i.opaque_user_data = c;
	c->wsi = lws_client_connect_via_info(&i);
	if (!c->wsi)
		c->failed = 1;
}

void
app_is_up(struct lws__net *net, struct app_conn *c, const char *address,
	  const char *from, int port)
{
	app_connect(net, c, address, from, port);
	assert_int_equal(c->failed, 0);
	lws__net_until_set(net, &c->up, "a client to be connected");
}

void
app_echoes(struct lws__net *net, struct app_conn *c)
{
	c->received = 0;
	c->says = true;
	lws_callback_on_writable(c->wsi);
	lws__net_until_set(net, &c->received, "the echo of a byte");
}

/* ---- the log ------------------------------------------------------------- */

static char lines[1 << 16];
static pthread_mutex_t lines_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t lines_more = PTHREAD_COND_INITIALIZER;

static void
keep_line(int level, const char *line)
{
	size_t at;

	(void)level;
	pthread_mutex_lock(&lines_lock);
	at = strlen(lines);
	snprintf(lines + at, sizeof(lines) - at, "%s", line);
	pthread_cond_broadcast(&lines_more);
	pthread_mutex_unlock(&lines_lock);
}

void
log_begin(void)
{
	lines[0] = '\0';
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_INFO,
			  keep_line);
}

void
log_end(void)
{
	lws_set_log_level(0, NULL);
}

int
log_has(const char *text)
{
	const char *p;
	int count = 0;

	pthread_mutex_lock(&lines_lock);
	for (p = strstr(lines, text); p; p = strstr(p + 1, text))
		count++;
	pthread_mutex_unlock(&lines_lock);

	return count;
}

void
log_await(const char *text)
{
	pthread_mutex_lock(&lines_lock);
	while (!strstr(lines, text))
		pthread_cond_wait(&lines_more, &lines_lock);
	pthread_mutex_unlock(&lines_lock);
}
