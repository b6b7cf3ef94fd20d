/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A form whose fields come in the body of a POST.
 *
 * The body comes in pieces.  A form parser (lws_spa) takes them as they come,
 * whether the browser chose urlencoded or multipart, and keeps the values of
 * the fields that we name, up to a size that we give.  What is no form, or more
 * than that, is answered with 400.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

static const char *const names[] = {"text1", "send"};

/* what we know about each request; zeroed when it begins */
struct session {
	struct lws_spa *spa;
};

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

/* the form was not one, or more than we take */
static int
refuse(struct lws *wsi)
{
	static const char text[] = "400: that is not the form\n";

	return answer(wsi, HTTP_STATUS_BAD_REQUEST, text, sizeof(text) - 1);
}

static int
take_body(struct lws *wsi, struct session *s, const char *in, int len)
{
	if (!s->spa)
		s->spa = lws_spa_create(wsi, names, LWS_ARRAY_SIZE(names), 1024,
					NULL, NULL);
	if (!s->spa || lws_spa_process(s->spa, in, len))
		return refuse(wsi);

	return 0;
}

static int
answer_form(struct lws *wsi, struct session *s)
{
	char text[2048];
	size_t n, at = 0;

	/* only now is it known that the form was complete */
	if (!s->spa || lws_spa_finalize(s->spa))
		return refuse(wsi);

	for (n = 0; n < LWS_ARRAY_SIZE(names); n++) {
		/* NULL: the form had no such field */
		const char *value = lws_spa_get_string(s->spa, (int)n);

		at += (size_t)lws_snprintf(text + at, sizeof(text) - at,
					   "%s: %d bytes: %s\n", names[n],
					   lws_spa_get_length(s->spa, (int)n),
					   value ? value : "(none)");
	}

	return answer(wsi, HTTP_STATUS_OK, text, at);
}

static int
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = (struct session *)user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		/* only what has a body is for us: it comes next */
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;
		break;
	case LWS_CALLBACK_HTTP_BODY:
		return take_body(wsi, s, (const char *)in, (int)len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return answer_form(wsi, s);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		/* however the request ended */
		if (s && s->spa) {
			lws_spa_destroy(s->spa);
			s->spa = NULL;
		}
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"http", lws_callback_http_dummy, 0, 0, 0, NULL, 0},
	{"form", callback_form, sizeof(struct session), 0, 0, NULL, 0},
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
	lwsl_user("LWS minimal http server form post | visit "
		  "http://localhost:%d/\n",
		  lws_get_vhost_listen_port(vh));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
