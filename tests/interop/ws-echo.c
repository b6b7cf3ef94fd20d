/* SPDX-License-Identifier: MIT */
/*
 * Our end of the conversations with WebSocket programs of other people, on the
 * public API only.
 *
 *   ws-echo server        says "port N", echoes until its input ends
 *   ws-echo client PORT   goes through what it wants to see, says "ok"
 *
 * With INTEROP_PEM in the environment over TLS, with the certificate and key of
 * that file.
 *
 * With INTEROP_PMD in the environment with permessage-deflate and the
 * parameters in it ("" = none): offered by clients, asked for by servers.  Who
 * does not get it fails.
 *
 * Both kinds of server do the same for the same texts:
 *
 *   close CODE REASON     closes with them
 *   ping                  pings with "are you there", and sends the text
 *                         "pong ok" when that comes back
 *   else                  echo
 */

#include <libwebsockets.h>

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEGABYTE = 1 << 20, MESSAGE_MAX = 16 * MEGABYTE };

/* a message that is collected, then sent back */
struct session {
	uint8_t *buf; /* owned, LWS_PRE + room */
	size_t len, room;
	bool is_whole, is_binary, ping_due, pong_came;
};

static int exit_code = -1; /* -1: go on */

/* ---- permessage-deflate ---- */

static char offer[256];
static struct lws_extension extensions[] = {
	{"permessage-deflate", lws_extension_callback_pm_deflate, offer},
	{NULL, NULL, NULL}};
static struct lws_protocol_vhost_options pmd_options = {
	.name = "permessage-deflate"};
static const struct lws_protocol_vhost_options pmd_pvo = {
	.options = &pmd_options, .name = "echo", .value = ""};

static void
use_deflate(struct lws_context_creation_info *info)
{
	const char *params = getenv("INTEROP_PMD");

	if (!params)
		return;
	snprintf(offer, sizeof(offer), "permessage-deflate%s%s",
		 *params ? "; " : "", params);
	pmd_options.value = params;
	info->extensions = extensions;
	info->pvo = &pmd_pvo;
}

/* true: it was asked for, and is not in use */
static bool
lacks_deflate(struct lws *wsi)
{
	return getenv("INTEROP_PMD") &&
	       lws_set_extension_option(wsi, "permessage-deflate", "compress",
					"1");
}

/* ---- a message ---- */

static int
collect(struct session *s, const void *in, size_t len)
{
	if (s->len + len > MESSAGE_MAX)
		return 1;
	if (!s->buf || s->len + len > s->room) {
		size_t room = s->room ? s->room * 2 : 4096;
		uint8_t *grown;

		while (room < s->len + len)
			room *= 2;
		grown = realloc(s->buf, LWS_PRE + room + 1);
		if (!grown)
			return 1;
		s->buf = grown;
		s->room = room;
	}
	memcpy(s->buf + LWS_PRE + s->len, in, len);
	s->len += len;
	s->buf[LWS_PRE + s->len] = '\0';

	return 0;
}

static int
write_copy(struct lws *wsi, const char *text, enum lws_write_protocol how)
{
	uint8_t out[LWS_PRE + 512];
	size_t len = strlen(text);

	memcpy(out + LWS_PRE, text, len);

	return lws_write(wsi, out + LWS_PRE, len, how) != (int)len;
}

/* ---- server ---- */

/* "close CODE REASON" */
static int
close_as_told(struct lws *wsi, const char *text)
{
	char *reason;
	unsigned long code = strtoul(text, &reason, 10);
	size_t len;

	if (*reason == ' ')
		reason++;
	len = strlen(reason);
	lws_close_reason(wsi, (enum lws_close_status)code,
			 (unsigned char *)reason, len);

	return -1;
}

static int
server_receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	const char *text;

	s->is_binary = !!lws_frame_is_binary(wsi);
	if (collect(s, in, len))
		return -1;
	if (!lws_is_final_fragment(wsi))
		return 0;
	text = (const char *)s->buf + LWS_PRE;
	if (!s->is_binary && !strncmp(text, "close ", 6))
		return close_as_told(wsi, text + 6);
	s->ping_due = !s->is_binary && !strcmp(text, "ping");
	s->is_whole = !s->ping_due;
	if (s->ping_due)
		s->len = 0;
	else
		lws_rx_flow_control(wsi, 0); /* one at a time */
	lws_callback_on_writable(wsi);

	return 0;
}

static int
server_writeable(struct lws *wsi, struct session *s)
{
	int n;

	if (s->ping_due) {
		s->ping_due = false;
		return write_copy(wsi, "are you there", LWS_WRITE_PING);
	}
	if (s->pong_came) {
		s->pong_came = false;
		return write_copy(wsi, "pong ok", LWS_WRITE_TEXT);
	}
	if (!s->is_whole)
		return 0;
	n = lws_write(wsi, s->buf + LWS_PRE, s->len,
		      s->is_binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
	if (n != (int)s->len)
		return -1;
	s->is_whole = false;
	s->len = 0;
	lws_rx_flow_control(wsi, 1);

	return 0;
}

static int
server_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		return lacks_deflate(wsi);
	case LWS_CALLBACK_RECEIVE:
		return server_receive(wsi, s, in, len);
	case LWS_CALLBACK_RECEIVE_PONG:
		s->pong_came = len == 13 && !memcmp(in, "are you there", 13);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return server_writeable(wsi, s);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (len >= 2)
			printf("closed %d %.*s\n",
			       ((uint8_t *)in)[0] << 8 | ((uint8_t *)in)[1],
			       (int)len - 2, (char *)in + 2);
		fflush(stdout);
		break;
	case LWS_CALLBACK_CLOSED:
		free(s->buf);
		s->buf = NULL;
		break;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}

	return 0;
}

/* ---- client ---- */

enum step {
	SAY_TEXT,
	SAY_BINARY,
	SAY_FRAGMENTS,
	SAY_PING,
	SAY_MEGABYTE,
	ASK_PING,
	ASK_CLOSE,   /* the server says goodbye */
	SAY_GOODBYE, /* on a second connection, we do */
	STEPS
};

static enum step step;
static struct lws_context *context;
static int server_port;
static uint8_t *megabyte;
static bool has_said; /* what the step says has been said */

static int
fail(const char *what)
{
	fprintf(stderr, "client: %s, in step %d\n", what, (int)step);
	exit_code = 1;
	lws_cancel_service(context);

	return -1;
}

static int
connect_again(void)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = i.host = "127.0.0.1";
	i.port = server_port;
	i.path = "/";
	i.protocol = "echo";
	if (getenv("INTEROP_PEM"))
		i.ssl_connection = LCCSCF_USE_SSL;

	return !lws_client_connect_via_info(&i);
}

static int
say_fragments(struct lws *wsi)
{
	return write_copy(wsi, "one ",
			  (enum lws_write_protocol)(LWS_WRITE_TEXT |
						    LWS_WRITE_NO_FIN)) ||
	       write_copy(wsi, "two ",
			  (enum lws_write_protocol)(LWS_WRITE_CONTINUATION |
						    LWS_WRITE_NO_FIN)) ||
	       write_copy(wsi, "three", LWS_WRITE_CONTINUATION);
}

static int
client_writeable(struct lws *wsi)
{
	if (has_said)
		return 0;
	has_said = true;
	switch (step) {
	case SAY_TEXT:
		return write_copy(wsi, "h\xc3\xa9llo \xe2\x82\xac",
				  LWS_WRITE_TEXT);
	case SAY_BINARY:
		return lws_write(wsi, megabyte + LWS_PRE, 256,
				 LWS_WRITE_BINARY) != 256;
	case SAY_FRAGMENTS:
		return say_fragments(wsi);
	case SAY_PING:
		return write_copy(wsi, "hello?", LWS_WRITE_PING);
	case SAY_MEGABYTE:
		return lws_write(wsi, megabyte + LWS_PRE, MEGABYTE,
				 LWS_WRITE_BINARY) != MEGABYTE;
	case ASK_PING:
		return write_copy(wsi, "ping", LWS_WRITE_TEXT);
	case ASK_CLOSE:
		return write_copy(wsi, "close 4003 later", LWS_WRITE_TEXT);
	case SAY_GOODBYE: {
		unsigned char reason[] = "done";

		lws_close_reason(wsi, (enum lws_close_status)4001, reason, 4);
		return -1;
	}
	case STEPS:
		break;
	}

	return 0;
}

static void
next_step(struct lws *wsi)
{
	step++;
	has_said = false;
	lws_callback_on_writable(wsi);
}

static bool
is_text(const struct session *s, const char *text)
{
	return !s->is_binary && s->len == strlen(text) &&
	       !memcmp(s->buf + LWS_PRE, text, s->len);
}

static bool
is_bytes(const struct session *s, size_t len)
{
	return s->is_binary && s->len == len &&
	       !memcmp(s->buf + LWS_PRE, megabyte + LWS_PRE, len);
}

static bool
is_wanted(const struct session *s)
{
	switch (step) {
	case SAY_TEXT:
		return is_text(s, "h\xc3\xa9llo \xe2\x82\xac");
	case SAY_BINARY:
		return is_bytes(s, 256);
	case SAY_FRAGMENTS:
		return is_text(s, "one two three");
	case SAY_MEGABYTE:
		return is_bytes(s, MEGABYTE);
	case ASK_PING:
		return is_text(s, "pong ok");
	default:
		return false;
	}
}

static int
client_receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	s->is_binary = !!lws_frame_is_binary(wsi);
	if (collect(s, in, len))
		return fail("too much");
	if (!lws_is_final_fragment(wsi))
		return 0;
	if (!is_wanted(s))
		return fail("another message than wanted");
	s->len = 0;
	next_step(wsi);

	return 0;
}

static int
client_closed(struct session *s)
{
	free(s->buf);
	s->buf = NULL;
	if (exit_code >= 0)
		return 0;
	if (step == SAY_GOODBYE && !has_said)
		return connect_again() ? fail("no second connection") : 0;
	if (step != SAY_GOODBYE)
		return fail("closed");
	puts("ok");
	exit_code = 0;

	return 0;
}

static int
client_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		return fail(in ? (char *)in : "no connection");
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		if (lacks_deflate(wsi))
			return fail("permessage-deflate was not accepted");
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return client_writeable(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return client_receive(wsi, user, in, len);
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		if (step != SAY_PING || len != 6 || memcmp(in, "hello?", 6))
			return fail("another pong than wanted");
		next_step(wsi);
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (step != ASK_CLOSE || len != 7 ||
		    memcmp(in, "\x0f\xa3later", 7))
			return fail("another goodbye than wanted");
		step = SAY_GOODBYE;
		has_said = false;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		return client_closed(user);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}

	return 0;
}

/* ---- both ---- */

/* the input has ended: whoever started us is done */
static bool
is_input_over(void)
{
	struct pollfd pfd = {0, POLLIN, 0};
	char c;

	return poll(&pfd, 1, 0) == 1 && read(0, &c, 1) <= 0;
}

static void
look_at_input(lws_sorted_usec_list_t *sul)
{
	if (is_input_over())
		exit_code = 0;
	lws_sul_schedule(context, 0, sul, look_at_input, LWS_US_PER_MS * 20);
}

static void
use_tls(struct lws_context_creation_info *info, bool is_client)
{
#if defined(LWS_WITH_TLS)
	const char *pem = getenv("INTEROP_PEM");

	if (!pem)
		return;
	info->options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (is_client)
		info->client_ssl_ca_filepath = pem;
	else
		info->ssl_cert_filepath = info->ssl_private_key_filepath = pem;
#else
	(void)info;
	(void)is_client;
#endif
}

int
main(int argc, char **argv)
{
	bool is_client = argc > 2 && !strcmp(argv[1], "client");
	const struct lws_protocols protocols[] = {
		{.name = "echo",
		 .callback = is_client ? client_callback : server_callback,
		 .per_session_data_size = sizeof(struct session)},
		LWS_PROTOCOL_LIST_TERM};
	struct lws_context_creation_info info;
	lws_sorted_usec_list_t sul;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	memset(&sul, 0, sizeof(sul));
	info.port = is_client ? CONTEXT_PORT_NO_LISTEN : 0;
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	use_tls(&info, is_client);
	use_deflate(&info);
	context = lws_create_context(&info);
	megabyte = malloc(LWS_PRE + MEGABYTE);
	if (!context || !megabyte)
		return 1;
	for (size_t n = 0; n < MEGABYTE; n++)
		megabyte[LWS_PRE + n] = (uint8_t)(n * 7 >> 3);
	if (is_client) {
		server_port = (int)strtol(argv[2], NULL, 10);
		if (connect_again())
			exit_code = 1;
	} else {
		printf("port %d\n",
		       lws_get_vhost_listen_port(
			       lws_get_vhost_by_name(context, "default")));
		fflush(stdout);
		look_at_input(&sul);
	}
	while (exit_code < 0 && lws_service(context, 0) >= 0)
		;
	lws_sul_cancel(&sul);
	lws_context_destroy(context);
	free(megabyte);

	return exit_code < 0 ? 1 : exit_code;
}
