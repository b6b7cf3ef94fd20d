/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A form whose fields come in the URL.
 *
 * The fields of a form with method GET are URL arguments: they are there when
 * the request is, decoded, and lws_get_urlarg_by_name_safe() gives each by its
 * name.  They stand in browser histories and in logs: nothing secret, nothing
 * long, and nothing that changes anything should be sent so.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

static const char *const names[] = {"text1", "send"};

/* a small text, complete: headers and body in one go */
static int
answer(struct lws *wsi, unsigned int status, const char *text, size_t len)
{
	uint8_t buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start;
	uint8_t *end = buf + sizeof(buf);

	if (lws_add_http_common_headers(
		    wsi, status, "text/plain; charset=utf-8", len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	if (len > sizeof(buf) - LWS_PRE)
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	/* nonzero from it, and then from us, closes the connection */
	return lws_http_transaction_completed(wsi);
}

static int
answer_form(struct lws *wsi)
{
	char value[256], text[1024];
	size_t n, at = 0;

	for (n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		/* -1: it is not there, or longer than we want it */
		int len = lws_get_urlarg_by_name_safe(wsi, names[n], value,
						      (int)sizeof(value));

		at += (size_t)lws_snprintf(text + at, sizeof(text) - at,
					   "%s: %d bytes: %s\n", names[n], len,
					   len < 0 ? "(none)" : value);
	}

	return answer(wsi, HTTP_STATUS_OK, text, at);
}

static int
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return answer_form(wsi);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"form", callback_form, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static const struct lws_http_mount mount_form = {
	.mountpoint = "/form",
	.mountpoint_len = 5,
	.origin = "form",
	.protocol = "form",
	.origin_protocol = LWSMPRO_CALLBACK,
};

static const struct lws_http_mount mount = {
	.mount_next = &mount_form,
	.mountpoint = "/",
	.mountpoint_len = 1,
	.origin = "./mount-origin",
	.def = "index.html",
	.origin_protocol = LWSMPRO_FILE,
};

static void
on_signal(int sig)
{
	(void)sig;
	lws_default_loop_exit(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = 7681;
	p = lws_cmdline_option(argc, argv, "-p");
	if (p)
		info.port = (int)strtol(p, NULL, 10);
	info.pcontext = &context;
	info.protocols = protocols;
	info.mounts = &mount;
	/* a page of ours may send forms only to us, run only our scripts */
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	vh = lws_get_vhost_by_name(context, "default");
	lwsl_user("LWS minimal http server form get | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
