/* SPDX-License-Identifier: MIT */
/*
 * Makes the mistakes that READMEs/README.common-errors.md describes, one after
 * the other, and prints what the library logs of each:
 *
 *   == name
 *   the log lines
 *
 * On the public API only, as a user has it.
 */

#include <libwebsockets.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *cx;
static struct lws *server_wsi;
static const char *mistake; /* the one that is made now */
static int is_over;

static void
print_line(int level, const char *line)
{
	(void)level;
	printf("%s", line);
}

/* ---- mistakes inside callbacks --------------------------------------------
 */

static int
write_text(struct lws *wsi, const char *text, int how)
{
	unsigned char buf[LWS_PRE + 64];
	size_t len = strlen(text);

	memcpy(buf + LWS_PRE, text, len);

	return lws_write(wsi, buf + LWS_PRE, len, (enum lws_write_protocol)how);
}

/* a message of two fragments: NO_FIN is right, but not CONTINUATION */
static void
wrong_fragments(struct lws *wsi)
{
	write_text(wsi, "first ", LWS_WRITE_TEXT | LWS_WRITE_NO_FIN);
	write_text(wsi, "second", LWS_WRITE_TEXT);
}

/* does not wait for WRITEABLE */
static void
writes_without_end(struct lws *wsi)
{
	static unsigned char big[LWS_PRE + 100000];

	while (lws_write(wsi, big + LWS_PRE, 100000, LWS_WRITE_BINARY) >= 0)
		;
}

static void *
other_thread(void *arg)
{
	write_text(arg, "from elsewhere", LWS_WRITE_TEXT);

	return NULL;
}

static void
writes_from_another_thread(struct lws *wsi)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, other_thread, wsi))
		pthread_join(thread, NULL);
}

static const struct {
	const char *name;
	void (*make)(struct lws *wsi);
} in_writeable[] = {
	{"fragments", wrong_fragments},
	{"not-waiting-for-writeable", writes_without_end},
	{"another-thread", writes_from_another_thread},
};

static int
make_in_writeable(struct lws *wsi)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(in_writeable); n++)
		if (!strcmp(in_writeable[n].name, mistake)) {
			in_writeable[n].make(wsi);
			is_over = 1;
		}
	if (!strcmp(mistake, "service-in-callback")) {
		lws_service(cx, 0);
		is_over = 1;
	}
	/* the server is the only one who hears of such a client */
	if (!strcmp(mistake, "local-protocol"))
		is_over = 1;

	return is_over ? -1 : 0;
}

/* everything was sent, but whether the connection may go on is not looked at */
static void
answer(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 256], *start = buf + LWS_PRE, *p = start;
	unsigned char *end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", 0, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return;
	if (lws_http_transaction_completed(wsi))
		is_over = 0; /* "return -1;" is what belongs here */
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		server_wsi = wsi;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return make_in_writeable(wsi);
	case LWS_CALLBACK_HTTP:
		if (strcmp(mistake, "transaction-completed"))
			break;
		answer(wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		is_over = 1;
		return 0;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"chat", callback, 0, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

/* ---- contexts -------------------------------------------------------------
 */

static void
info_for(struct lws_context_creation_info *info, const char *name)
{
	static struct lws_http_mount mount = {.mountpoint = "/",
					      .mountpoint_len = 1,
					      .origin = "chat",
					      .origin_protocol =
						      LWSMPRO_CALLBACK};

	printf("== %s\n", name);
	mistake = name;
	is_over = 0;
	memset(info, 0, sizeof(*info));
	info->iface = "127.0.0.1";
	info->protocols = protocols;
	info->mounts = &mount;
	info->vhost_name = "mine";
}

static int
port_of(void)
{
	return lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "mine"));
}

static void
run_client(const char *protocol, const char *local, const char *method,
	   int flags)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.port = port_of();
	i.path = "/";
	i.protocol = protocol;
	i.local_protocol_name = local;
	i.method = method;
	i.ssl_connection = flags;
	if (!lws_client_connect_via_info(&i))
		return;
	while (!is_over && lws_service(cx, 0) >= 0)
		;
}

static void
in_a_context(const char *name, const char *protocol, const char *local,
	     const char *method)
{
	struct lws_context_creation_info info;

	info_for(&info, name);
	cx = lws_create_context(&info);
	if (!cx)
		exit(1);
	run_client(protocol, local, method, 0);
	lws_context_destroy(cx);
}

/* ---- mistakes when contexts are made --------------------------------------
 */

static void
port_in_use(void)
{
	struct lws_context_creation_info info;
	struct lws_context *second;

	info_for(&info, "port");
	cx = lws_create_context(&info);
	info.port = port_of();
	second = lws_create_context(&info);
	if (second)
		lws_context_destroy(second);
	lws_context_destroy(cx);
}

static void
vhost_with(const char *name, const char *cert, uint64_t options)
{
	struct lws_context_creation_info info;

	info_for(&info, name);
	info.options = options;
	info.ssl_cert_filepath = cert;
	info.ssl_private_key_filepath = cert;
	cx = lws_create_context(&info);
	if (cx)
		lws_context_destroy(cx);
}

static void
pvo_of_nothing(void)
{
	static const struct lws_protocol_vhost_options pvo = {NULL, NULL,
							      "chatt", ""};
	struct lws_context_creation_info info;

	info_for(&info, "pvo");
	info.pvo = &pvo;
	cx = lws_create_context(&info);
	if (cx)
		lws_context_destroy(cx);
}

static void
certificate_nobody_signed(const char *pem)
{
	struct lws_context_creation_info info;

	info_for(&info, "self-signed");
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.ssl_cert_filepath = pem;
	info.ssl_private_key_filepath = pem;
	cx = lws_create_context(&info);
	if (!cx)
		exit(1);
	run_client("chat", NULL, NULL, LCCSCF_USE_SSL);
	lws_context_destroy(cx);
	info_for(&info, "tls-to-plain");
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	cx = lws_create_context(&info);
	run_client("chat", NULL, NULL, LCCSCF_USE_SSL);
	lws_context_destroy(cx);
}

int
main(int argc, const char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, print_line);
	if (argc > 1) { /* a certificate and its key, in one file */
		vhost_with("no-tls-option", argv[1], 0);
		vhost_with("certificate", "/nonexistent/cert.pem",
			   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT);
		certificate_nobody_signed(argv[1]);
	}
	port_in_use();
	pvo_of_nothing();
	in_a_context("sub-protocol", "chatt", "chat", NULL);
	in_a_context("local-protocol", NULL, "chatt", NULL);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(in_writeable); n++)
		in_a_context(in_writeable[n].name, "chat", NULL, NULL);
	in_a_context("service-in-callback", "chat", NULL, NULL);
	in_a_context("transaction-completed", NULL, "chat", "GET");

	return 0;
}
