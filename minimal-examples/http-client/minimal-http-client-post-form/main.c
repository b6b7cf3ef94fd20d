/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Posts a form with two fields, as a browser does for a form without files.
 *
 * The fields are application/x-www-form-urlencoded: the library says so in the
 * request's head when it is told LCCSCF_HTTP_X_WWW_FORM_URLENCODED.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static int is_bad = 1;
static unsigned int status;

/* the whole body; what is not a letter or digit is written as %XX */
static int
make_body(char *text, size_t len)
{
	char value[128];

	lws_urlencode(value, "some text & more", sizeof(value));

	return lws_snprintf(text, len, "text=%s&send=Send+the+form", value);
}

static int
announce_body(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	char text[512];
	int len = make_body(text, sizeof(text));

	/* without it the body would be sent in chunks, which works, too */
	if (lws_add_http_header_content_length(wsi, (lws_filepos_t)len, p, end))
		return -1;
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

static int
send_body(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 512];
	int len = make_body((char *)buf + LWS_PRE, sizeof(buf) - LWS_PRE);

	lws_client_http_body_pending(wsi, 0);

	return lws_write(wsi, buf + LWS_PRE, (size_t)len,
			 LWS_WRITE_HTTP_FINAL) < 0
		       ? -1
		       : 0;
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	char buf[LWS_PRE + 4096], *p = buf + LWS_PRE;
	int room = 4096;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no answer: %s\n", in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		/* a redirect may have made it a GET */
		if (lws_http_is_redirected_to_get(wsi))
			break;
		return announce_body(wsi, in, *(unsigned char **)in + len);

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi);

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = lws_http_client_http_response(wsi);
		lwsl_user("status %u\n", status);
		break;

	/* something has come: take it when there is a place for it... */
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	/* ... and here it is */
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		is_bad = status < 200 || status > 299;
		break;

	/* comes also when the answer was cut off */
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		lws_default_loop_exit(context);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{.name = "http", .callback = callback_http}, LWS_PROTOCOL_LIST_TERM};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context); /* may be called from a handler */
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

static int
flags(int argc, const char **argv)
{
	int bits = LCCSCF_HTTP_X_WWW_FORM_URLENCODED;

	if (lws_cmdline_option(argc, argv, "--tls"))
		bits |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		bits |= LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "-k"))
		bits |= LCCSCF_ALLOW_INSECURE |
			LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
			LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_SELFSIGNED;

	return bits;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;

	memset(&info, 0, sizeof(info)); /* 0 is the default, everywhere */
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "--server", "localhost");
	i.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i.path = option(argc, argv, "--path", "/form1");
	i.host = option(argc, argv, "--host", i.address);
	i.origin = i.host;
	i.method = "POST";
	i.protocol = "http"; /* ours, where the callbacks go */
	i.ssl_connection = flags(argc, argv);

	/* NULL: it cannot even be tried; else the callback tells */
	if (lws_client_connect_via_info(&i))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
