/* SPDX-License-Identifier: MIT */
/*
 * See http-server-app.h.
 */

#include "http-server-app.h"

#include <stdio.h>
#include <stdlib.h>

struct app app;

static void
note_order(enum lws_callback_reasons reason)
{
	static const struct {
		int reason;
		char letter;
	} letters[] = {
		{LWS_CALLBACK_FILTER_HTTP_CONNECTION, 'f'},
		{LWS_CALLBACK_HTTP_BIND_PROTOCOL, 'b'},
		{LWS_CALLBACK_HTTP_DROP_PROTOCOL, 'd'},
		{LWS_CALLBACK_CHECK_ACCESS_RIGHTS, 'a'},
		{LWS_CALLBACK_HTTP, 'H'},
		{LWS_CALLBACK_HTTP_BODY, 'B'},
		{LWS_CALLBACK_HTTP_BODY_COMPLETION, 'C'},
		{LWS_CALLBACK_HTTP_WRITEABLE, 'w'},
		{LWS_CALLBACK_HTTP_FILE_COMPLETION, 'F'},
		{LWS_CALLBACK_CLOSED_HTTP, 'x'},
		{LWS_CALLBACK_WSI_DESTROY, '.'},
	};
	size_t len = strlen(app.order);

	for (size_t n = 0; n < LWS_ARRAY_SIZE(letters); n++)
		if (letters[n].reason == (int)reason &&
		    len + 1 < sizeof(app.order) &&
		    (!len || letters[n].letter != 'B' ||
		     app.order[len - 1] != 'B'))
			app.order[len] = letters[n].letter;
}

static int
done(struct lws *wsi)
{
	int n = lws_http_transaction_completed(wsi);

	app.completed_nonzero += !!n;

	return n ? -1 : 0;
}

static int
answer(struct lws *wsi, const char *body, size_t len)
{
	uint8_t *buf = malloc(LWS_PRE + 2048 + len), *start = buf + LWS_PRE;
	uint8_t *p = start, *end = start + 2048;
	int ret = -1;

	if (!buf)
		return -1;
	if (!lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", len,
					 &p, end) &&
	    !lws_finalize_write_http_header(wsi, start, &p, end)) {
		if (len)
			memcpy(start, body, len);
		ret = lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) !=
				      (int)len
			      ? -1
			      : done(wsi);
	}
	free(buf);

	return ret;
}

static int
answer_text(struct lws *wsi, const char *text)
{
	return answer(wsi, text, strlen(text));
}

static int
redirect(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;

	if (lws_http_redirect(wsi, HTTP_STATUS_FOUND,
			      (const uint8_t *)"/dyn/hello", 10, &p,
			      buf + sizeof(buf)) < 0)
		return -1;

	return done(wsi);
}

static int
split_response(struct lws *wsi)
{
	static const struct {
		const char *name, *value;
		int len;
	} bad[] = {
		{"x:", "a\r\nb", 4},
		{"x:", "a\rb", 3},
		{"x:", "a\nb", 3},
		{"x:", "a\0b", 3},
		{"x\r\ny:", "a", 1},
		{"x y:", "a", 1},
		{"", "a", 1},
		{":", "a", 1},
		{"location:", "/a\r\nset-cookie: b", 17},
	};
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;
	uint8_t *end = buf + sizeof(buf), *before;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", 2, &p, end))
		return -1;
	before = p;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		app.refused_headers += !!lws_add_http_header_by_name(
			wsi, (const uint8_t *)bad[n].name,
			(const uint8_t *)bad[n].value, bad[n].len, &p, end);
	app.refused_headers -= (int)LWS_ARRAY_SIZE(bad) - (p == before);
	if (lws_finalize_write_http_header(wsi, start, &p, end) ||
	    lws_write(wsi, memcpy(start, "ok", 2), 2, LWS_WRITE_HTTP_FINAL) !=
		    2)
		return -1;

	return done(wsi);
}

static int
begin_stream(struct lws *wsi, struct app_session *s, const char *type)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;

	if (lws_add_http_common_headers(wsi, 200, type,
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					buf + sizeof(buf)) ||
	    lws_finalize_write_http_header(wsi, start, &p, buf + sizeof(buf)))
		return -1;
	s->left = app.big_len;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
big_piece(struct lws *wsi, struct app_session *s)
{
	uint8_t buf[LWS_PRE + 8000], *start = buf + LWS_PRE;
	size_t len = s->left < 8000 ? s->left : 8000;

	for (size_t n = 0; n < len; n++)
		start[n] = (uint8_t)('a' + (app.big_len - s->left + n) % 26);
	if (lws_write(wsi, start, len,
		      len == s->left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) !=
	    (int)len)
		return -1;
	s->left -= len;
	if (!s->left)
		return done(wsi);
	lws_callback_on_writable(wsi);

	return 0;
}

static int
once(struct lws *wsi)
{
	char *big = malloc(app.big_len);
	int n = -1;

	if (!big)
		return -1;
	for (size_t m = 0; m < app.big_len; m++)
		big[m] = (char)('a' + m % 26);
	n = answer(wsi, big, app.big_len);
	free(big);

	return n;
}

static int
on_http(struct lws *wsi, struct app_session *s, const char *path)
{
	const char *what = strrchr(path, '/') + 1;
	char arg[64];

	lws_strncpy(s->what, what, sizeof(s->what));
	s->body_len = 0;
	if (!strcmp(what, "hello") || !strcmp(what, "unread"))
		return answer_text(wsi, "hello\n");
	if (!strcmp(what, "later")) {
		app.later = wsi;
		app.later_waits = 1;
		return 0;
	}
	if (!strcmp(what, "echo") || !strcmp(what, "put"))
		return 0;
	if (!strcmp(what, "early"))
		return lws_return_http_status(wsi, 403, NULL) ? -1 : done(wsi);
	if (!strcmp(what, "big"))
		return begin_stream(wsi, s, "text/plain");
	if (!strcmp(what, "sse"))
		return begin_stream(wsi, s, "text/event-stream") ||
				       lws_http_mark_sse(wsi)
			       ? -1
			       : 0;
	if (!strcmp(what, "once"))
		return once(wsi);
	if (!strcmp(what, "to"))
		return redirect(wsi);
	if (!strcmp(what, "split"))
		return split_response(wsi);
	if (!strcmp(what, "arg"))
		return answer_text(wsi, lws_get_urlarg_by_name_safe(
						wsi, "a", arg, sizeof(arg)) < 0
						? "none"
						: arg);
	if (!strcmp(what, "drop"))
		return -1;

	return lws_return_http_status(wsi, 404, NULL) ? -1 : done(wsi);
}

static int
on_body(struct lws *wsi, struct app_session *s, const void *in, size_t len)
{
	char *grown;

	app.body_pieces++;
	if (!len || (strcmp(s->what, "echo") && strcmp(s->what, "put")))
		return 0;
	if (s->body_len + len > s->body_room) {
		size_t room = 2 * (s->body_len + len);

		grown = realloc(s->body, room);
		if (!grown)
			return -1;
		s->body = grown;
		s->body_room = room;
	}
	memcpy(s->body + s->body_len, in, len);
	s->body_len += len;
	if (app.hold_rx && app.body_pieces == 1) {
		app.held = wsi;
		lws_rx_flow_control(wsi, 0);
	}

	return 0;
}

static int
put_file(struct lws *wsi, const struct app_session *s)
{
	char text[64];

	lws_snprintf(text, sizeof(text), "%.*s", (int)s->body_len, s->body);
	lws__net_text_file("put.txt", text);

	return answer_text(wsi, "kept\n");
}

static int
on_writeable(struct lws *wsi, struct app_session *s)
{
	if (!strcmp(s->what, "big"))
		return big_piece(wsi, s);
	if (!strcmp(s->what, "later")) {
		app.later = NULL;
		return answer_text(wsi, "hello\n");
	}

	return 0;
}

/* "$name" becomes "World", "$long" 3000 bytes */
static const char *
html_value(void *data, int index)
{
	static char text[3001];

	(void)data;
	if (!index)
		return "World";
	memset(text, 'L', sizeof(text) - 1);

	return text;
}

static int
on_html(struct app_session *s, struct lws_process_html_args *args)
{
	static const char *const names[] = {"$name", "$long"};

	if (app.plain_html)
		return 0;
	s->html.vars = names;
	s->html.count_vars = LWS_ARRAY_SIZE(names);
	s->html.replace = html_value;

	return lws_chunked_html_process(args, &s->html);
}

static int
app_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	struct app_session *s = user;

	lws__net_note(wsi, reason);
	note_order(reason);
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		if (!strncmp(in, "/dyn/", 5) || lws_get_protocol(wsi)->id == 7)
			return on_http(wsi, s, in);
		break;
	case LWS_CALLBACK_HTTP_BODY:
		return on_body(wsi, s, in, len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		app.bodies++;
		if (!strcmp(s->what, "echo"))
			return answer(wsi, s->body, s->body_len);
		return strcmp(s->what, "put") ? 0 : put_file(wsi, s);
	case LWS_CALLBACK_PROCESS_HTML:
		return on_html(s, in);
	case LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION:
		return len == 3 && !memcmp(in, "u:p", 3);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return on_writeable(wsi, s);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (s) {
			free(s->body);
			s->body = NULL;
			s->body_room = 0;
		}
		if (app.later == wsi)
			app.later = NULL;
		break;
	case LWS_CALLBACK_CLOSED_HTTP:
		app.closed++;
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{.name = "first",
	 .callback = app_cb,
	 .per_session_data_size = sizeof(struct app_session)},
	{.name = "dyn",
	 .callback = app_cb,
	 .per_session_data_size = sizeof(struct app_session),
	 .id = 7},
	LWS_PROTOCOL_LIST_TERM};

struct lws_http_mount app_mounts[] = {
	{.mount_next = &app_mounts[1],
	 .mountpoint = "/dyn",
	 .origin = "dyn",
	 .origin_protocol = LWSMPRO_CALLBACK,
	 .mountpoint_len = 4},
	{.mountpoint = "/files",
	 .origin_protocol = LWSMPRO_FILE,
	 .mountpoint_len = 6},
};

void
app_start(struct lws__net *net,
	  void (*tweak)(struct lws_context_creation_info *info))
{
	struct lws_context_creation_info info = {
		.protocols = protocols,
		.mounts = app_mounts,
		.options = LWS_SERVER_OPTION_VALIDATE_UTF8,
	};

	app = (struct app){.big_len = 100000};
	app_mounts[1].origin = lws__net_dir();
	if (tweak)
		tweak(&info);
	lws__net_start(net, &info);
}

void
app_stop(struct lws__net *net)
{
	lws__net_stop(net);
	lws__net_dir_remove();
}

struct lws__net app_net;

void
app_prior_knowledge(struct lws_context_creation_info *info)
{
	info->options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
}

static int
set_up(void (*tweak)(struct lws_context_creation_info *info))
{
	lws__net_text_file("a.txt", "file a\n");
	app_start(&app_net, tweak);

	return 0;
}

int
app_setup(void **state)
{
	(void)state;

	return set_up(NULL);
}

int
app_setup_h2(void **state)
{
	(void)state;

	return set_up(app_prior_knowledge);
}

int
app_teardown(void **state)
{
	(void)state;
	app_stop(&app_net);

	return 0;
}
