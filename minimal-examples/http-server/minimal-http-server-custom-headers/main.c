/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Reading request headers that the library has no token for: by name, and all
 * of them in a row.
 *
 * Names are in lower case and end with their colon.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;

/* the answer while it is put together */
struct page {
	char text[2048];
	size_t len;
};

static void
each_name(const char *name, int nlen, void *opaque)
{
	struct page *page = opaque;

	page->len += (size_t)lws_snprintf(page->text + page->len,
					  sizeof(page->text) - page->len,
					  "has %.*s\n", nlen, name);
}

static int
answer(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 4096], *start = &buf[LWS_PRE], *p = start;
	uint8_t *end = &buf[sizeof(buf) - 1];
	struct page page = {.len = 0};
	char value[128];
	int n = lws_hdr_custom_length(wsi, "x-greeting:", 11);

	/* -1: it is not there, or the value does not fit */
	if (n >= 0 && lws_hdr_custom_copy(wsi, value, sizeof(value),
					  "x-greeting:", 11) >= 0)
		page.len = (size_t)lws_snprintf(page.text, sizeof(page.text),
						"x-greeting is '%s'\n", value);
	else
		page.len = (size_t)lws_snprintf(page.text, sizeof(page.text),
						"no x-greeting\n");
	lws_hdr_custom_name_foreach(wsi, each_name, &page);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
					page.len, &p, end) ||
	    lws_add_http_header_by_name(wsi, (const uint8_t *)"x-answer:",
					(const uint8_t *)"42", 2, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	memcpy(start, page.text, page.len);
	if (lws_write(wsi, start, page.len, LWS_WRITE_HTTP_FINAL) !=
	    (int)page.len)
		return 1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return answer(wsi);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"http", callback_http, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
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
	const char *p;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	p = lws_cmdline_option(argc, argv, "-p");
	info.port = p ? (int)strtol(p, NULL, 10) : 7681;
	info.pcontext = &context;
	info.protocols = protocols;

	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	lwsl_user("LWS minimal http server custom headers | "
		  "visit http://localhost:%d/\n",
		  lws_get_vhost_listen_port(
			  lws_get_vhost_by_name(context, "default")));

	lws_context_default_loop_run_destroy(context);
	lwsl_user("Completed: OK\n");

	return 0;
}
