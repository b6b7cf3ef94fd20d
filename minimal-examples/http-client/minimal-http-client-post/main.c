/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Sends a form with a field and a file, as a browser does, and writes the
 * answer to stdout.
 *
 * Without options the parts are written by hand, one a callback.  With --form
 * the library makes the whole body from a list of fields and files.
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

static struct {
	int part;
	struct lws_http_mp_sm *sm; /* owned, NULL without --form */
	int has_fields;
} form;

/* the next --form, for the library */
static int
next_field(struct lws_context *cx, char *field, size_t len, const char **last)
{
	*last = lws_cmdline_options_cx(cx, "--form", *last);
	if (!*last)
		return 1; /* there are no more */
	lws_strncpy(field, *last, len);

	return 0;
}

static int
begin_body(struct lws *wsi, unsigned char **p, size_t len)
{
	form.part = 0;
	lws_http_mp_sm_destroy(&form.sm);
	if (form.has_fields) {
		form.sm = lws_http_mp_sm_init(wsi, next_field, p, *p + len);
		return form.sm ? 0 : -1;
	}
	/* of unknown length: the library will send it in chunks */
	lws_client_http_body_pending(wsi, 1);

	return 0;
}

/* 1: that was the last; -1: failed */
static int
write_part(struct lws *wsi, char **p, char *end)
{
	switch (form.part++) {
	case 0:
		if (lws_client_http_multipart(wsi, "text", NULL, NULL, p, end))
			return -1;
		*p += lws_snprintf(*p, lws_ptr_diff_size_t(end, *p),
				   "my text field");
		return 0;
	case 1:
		if (lws_client_http_multipart(wsi, "file", "myfile.txt",
					      "text/plain", p, end))
			return -1;
		*p += lws_snprintf(*p, lws_ptr_diff_size_t(end, *p),
				   "This is the content of the file.\n");
		return 0;
	default:
		return lws_client_http_multipart(wsi, NULL, NULL, NULL, p, end)
			       ? -1
			       : 1;
	}
}

static int
send_piece(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;
	char *text = (char *)start;
	int n;

	if (form.part > 2)
		return 0; /* all was sent */
	if (form.sm) {
		n = lws_http_mp_sm_fill(form.sm, &p, buf + sizeof(buf));
		form.part = n ? 3 : 0;
	} else {
		n = write_part(wsi, &text, (char *)buf + sizeof(buf));
		p = (unsigned char *)text;
	}
	if (n < 0)
		return -1;
	if (n)
		lws_client_http_body_pending(wsi, 0);
	else
		lws_callback_on_writable(wsi);

	return lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
			 n ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0
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
		return begin_body(wsi, in, len);

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_piece(wsi);

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = lws_http_client_http_response(wsi);
		lwsl_user("status %u\n", status);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		is_bad = status != 200;
		break;

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
	lws_default_loop_exit(context);
}

static const char *
option(int argc, const char **argv, const char *name, const char *otherwise)
{
	const char *value = lws_cmdline_option(argc, argv, name);

	return value ? value : otherwise;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	/* gives argc and argv to the context, too */
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	form.has_fields = !!lws_cmdline_option(argc, argv, "--form");

	info.port = CONTEXT_PORT_NO_LISTEN;
	info.pcontext = &context;
	info.protocols = protocols;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "--server", "localhost");
	i.port = (int)strtol(option(argc, argv, "-p", "7681"), NULL, 10);
	i.path = option(argc, argv, "--path", "/formtest");
	i.host = i.origin = i.address;
	i.method = "POST";
	i.protocol = "http";
	i.ssl_connection = LCCSCF_HTTP_MULTIPART_MIME;
	if (lws_cmdline_option(argc, argv, "--tls"))
		i.ssl_connection |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "-j"))
		i.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;

	if (lws_client_connect_via_info(&i))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	lws_http_mp_sm_destroy(&form.sm);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
