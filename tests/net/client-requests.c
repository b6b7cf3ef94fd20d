/* SPDX-License-Identifier: MIT */
/*
 * What a client sends: heads, bodies, forms.
 */

#include "client-app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port;

static void
begin(void)
{
	client_start(&net);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
}

static void
begin_post(void)
{
	begin();
	info.method = "POST";
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	lws__net_stop(&net);
}

static void
answer_ok(void)
{
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	assert_int_equal(seen.closed, 1);
	assert_string_equal(seen.body, "ok");
}

/* ---- heads ------------------------------------------------------------------
 */

static void
client__sends_the_head_that_was_asked_for(void **state)
{
	static const struct {
		int flags;
		const char *method;
		const char *path;
		const char *host;
		const char *origin;
		const char *headers;
		const char *head;
	} rows[] = {
		{0, "GET", "/a?b=c", "h", "o.example", NULL,
		 "GET /a?b=c HTTP/1.1\r\nPragma: no-cache\r\n"
		 "Cache-Control: no-cache\r\nHost: h\r\n"
		 "Origin: http://o.example\r\nconnection: close\r\n\r\n"},
		{LCCSCF_HTTP_NO_CACHE_CONTROL, "GET", "no-slash", "h", NULL,
		 "x-own: 1\r\n",
		 "GET /no-slash HTTP/1.1\r\nHost: h\r\nconnection: close\r\n"
		 "x-own: 1\r\n\r\n"},
		{LCCSCF_HTTP_NO_CACHE_CONTROL | LCCSCF_PIPELINE, "DELETE", NULL,
		 "h", NULL, NULL, "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n"},
		{LCCSCF_HTTP_NO_CACHE_CONTROL, "PUT", "/", "h", NULL, NULL,
		 "PUT / HTTP/1.1\r\nHost: h\r\nconnection: close\r\n"
		 "Content-Length: 0\r\n\r\n"},
	};

	(void)state;
	begin();
	for (size_t n = 0; n < LWS_ARRAY_SIZE(rows); n++) {
		char *head;

		client_forget();
		info.ssl_connection = rows[n].flags;
		info.method = rows[n].method;
		info.path = rows[n].path;
		info.host = rows[n].host;
		info.origin = rows[n].origin;
		does.headers = rows[n].headers;
		head = client_ask(&net, &info, listen_fd, &peer);
		assert_string_equal(head, rows[n].head);
		free(head);
		lws__net_hang_up(&peer);
		client_until_over(&net);
	}
	end();
}

static void
client__refuses_what_would_split_the_request(void **state)
{
	(void)state;
	begin();
	info.path = "/a HTTP/1.1\r\nX: y";
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	assert_string_equal(seen.error, "HS: the request does not fit");
	client_forget();
	info.path = "/";
	info.host = "h\r\nX: y";
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_int_equal(seen.errors, 1);
	end();
}

/* a refusal of the application's own is no error: as the traces have it */
static void
client__is_closed_when_append_handshake_refuses(void **state)
{
	(void)state;
	begin();
	does.refuses = LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER;
	does.refusal = -1;
	assert_non_null(lws_client_connect_via_info(&info));
	client_until_over(&net);
	assert_string_equal(seen.order, "BNICAdXZ");
	end();
}

/* ---- bodies -----------------------------------------------------------------
 */

static char body[30000];

static void
fill_body(void)
{
	for (size_t n = 0; n < sizeof(body); n++)
		body[n] = (char)('A' + n % 26);
	does.body = body;
	does.body_len = sizeof(body);
}

static void
client__sends_a_body_of_known_length_as_it_is(void **state)
{
	char *head;

	(void)state;
	begin_post();
	fill_body();
	does.says_length = true;
	does.body_piece = 777;
	head = client_ask(&net, &info, listen_fd, &peer);
	assert_non_null(strstr(head, "\r\ncontent-length: 30000\r\n"));
	assert_null(strstr(head, "hunked"));
	free(head);
	lws__net_expect_bytes(&net, &peer, body, sizeof(body));
	answer_ok();
	end();
}

static void
expect_chunked_body(void)
{
	char *head = client_ask(&net, &info, listen_fd, &peer);
	size_t len = 0;

	assert_non_null(strstr(head, "\r\nTransfer-Encoding: chunked\r\n"));
	assert_null(strstr(head, "ontent-"));
	free(head);
	for (;;) {
		char *line = lws__net_read_to(&net, &peer, "\r\n");
		size_t size = strtoul(line, NULL, 16);

		free(line);
		if (!size)
			break;
		lws__net_expect_bytes(&net, &peer, body + len, size);
		lws__net_expect(&net, &peer, "\r\n");
		len += size;
	}
	lws__net_expect(&net, &peer, "\r\n");
	assert_int_equal(len, sizeof(body));
}

static void
client__sends_a_body_of_unknown_length_in_chunks(void **state)
{
	(void)state;
	begin_post();
	for (int late = 0; late < 2; late++) {
		client_forget();
		fill_body();
		does.body_piece = 1000;
		does.says_end_late = late;
		expect_chunked_body();
		answer_ok();
		lws__net_hang_up(&peer);
	}
	end();
}

/* the body is not wanted any more: the answer counts, the connection closes */
static void
client__takes_an_answer_that_comes_before_the_body_is_sent(void **state)
{
	(void)state;
	begin_post();
	fill_body();
	does.says_length = true;
	does.body_piece = 1; /* far from done when the answer comes */
	free(client_ask(&net, &info, listen_fd, &peer));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
	client_until_over(&net);
	assert_int_equal(seen.status, 413);
	assert_int_equal(seen.completed, 1);
	end();
}

/* ---- forms
 * ------------------------------------------------------------------- */

static void
client__says_what_kind_of_form_it_sends(void **state)
{
	char *head;

	(void)state;
	begin_post();
	info.ssl_connection = LCCSCF_HTTP_X_WWW_FORM_URLENCODED;
	does.body = "a=b&c=d";
	does.body_len = 7;
	does.says_length = true;
	head = client_ask(&net, &info, listen_fd, &peer);
	assert_non_null(strstr(head, "\r\nContent-Type: "
				     "application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(head, "\r\ncontent-length: 7\r\n"));
	free(head);
	lws__net_expect(&net, &peer, "a=b&c=d");
	answer_ok();
	end();
}

static char boundary[64];

static void
keep_boundary(const char *head)
{
	const char *at = strstr(head, "multipart/form-data; boundary=\"");

	assert_non_null(at);
	at += strlen("multipart/form-data; boundary=\"");
	snprintf(boundary, sizeof(boundary), "%.*s", (int)strcspn(at, "\""),
		 at);
	assert_true(strlen(boundary) >= 16);
}

static void
write_parts(struct lws *wsi, enum lws_callback_reasons reason)
{
	static uint8_t buf[LWS_PRE + 2048];
	char *p = (char *)buf + LWS_PRE, *start = p;
	char *buf_end = (char *)buf + sizeof(buf);

	if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER)
		lws_client_http_body_pending(wsi, 1);
	if (reason != LWS_CALLBACK_CLIENT_HTTP_WRITEABLE)
		return;
	does.also = NULL;
	assert_int_equal(lws_client_http_multipart(wsi, "te\"xt", NULL, NULL,
						   &p, buf_end),
			 0);
	p += lws_snprintf(p, 64, "value");
	assert_int_equal(lws_client_http_multipart(wsi, "file", "a\r\n.txt",
						   "text/plain", &p, buf_end),
			 0);
	p += lws_snprintf(p, 64, "content\n");
	/* no room: nothing is written */
	assert_int_equal(
		lws_client_http_multipart(wsi, NULL, NULL, NULL, &p, p + 10),
		1);
	assert_int_equal(
		lws_client_http_multipart(wsi, NULL, NULL, NULL, &p, buf_end),
		0);
	lws_client_http_body_pending(wsi, 0);
	assert_true(lws_write(wsi, (uint8_t *)start, (size_t)(p - start),
			      LWS_WRITE_HTTP_FINAL) > 0);
}

static void
client__writes_multipart_forms(void **state)
{
	char *head, *text, wanted[1024];

	(void)state;
	begin_post();
	info.ssl_connection = LCCSCF_HTTP_MULTIPART_MIME;
	does.also = write_parts;
	head = client_ask(&net, &info, listen_fd, &peer);
	assert_non_null(strstr(head, "\r\nTransfer-Encoding: chunked\r\n"));
	keep_boundary(head);
	free(head);
	free(lws__net_read_to(&net, &peer, "\r\n"));
	snprintf(wanted, sizeof(wanted),
		 "--%s\r\nContent-Disposition: form-data; name=\"te%%22xt\"\r\n"
		 "\r\nvalue\r\n--%s\r\nContent-Disposition: form-data; "
		 "name=\"file\"; filename=\"a%%0D%%0A.txt\"\r\n"
		 "Content-Type: text/plain\r\n\r\ncontent\n\r\n--%s--\r\n"
		 "\r\n0\r\n\r\n",
		 boundary, boundary, boundary);
	text = lws__net_read_to(&net, &peer, "\r\n0\r\n\r\n");
	assert_string_equal(text, wanted);
	free(text);
	answer_ok();
	end();
}

static const char *fields[8];
static struct lws_http_mp_sm *form;
static int fill_result;
static size_t fill_room;

static int
next_field(struct lws_context *cx, char *ft, size_t ft_len, const char **last)
{
	size_t n = 0;

	assert_ptr_equal(cx, net.cx);
	if (*last)
		while (fields[n++] != *last)
			;
	*last = fields[n];
	if (!*last)
		return 1;
	lws_strncpy(ft, *last, ft_len);

	return 0;
}

static void
send_form(struct lws *wsi, enum lws_callback_reasons reason)
{
	static uint8_t buf[LWS_PRE + 2048];
	uint8_t *p = buf + LWS_PRE;

	if (reason != LWS_CALLBACK_CLIENT_HTTP_WRITEABLE || !form)
		return;
	fill_result = lws_http_mp_sm_fill(form, &p, p + fill_room);
	if (fill_result)
		lws_client_http_body_pending(wsi, 0);
	if (fill_result >= 0)
		assert_true(lws_write(wsi, buf + LWS_PRE,
				      (size_t)(p - buf - LWS_PRE),
				      fill_result ? LWS_WRITE_HTTP_FINAL
						  : LWS_WRITE_HTTP) >= 0);
	if (fill_result) {
		lws_http_mp_sm_destroy(&form);
		assert_null(form);
		return;
	}
	lws_callback_on_writable(wsi);
}

static int
form_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	uint8_t **p = in;

	if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER) {
		lws__net_note(wsi, reason);
		form = lws_http_mp_sm_init(wsi, next_field, p, *p + len);
		return form ? 0 : -1;
	}

	return client_protocols[1].callback(wsi, reason, user, in, len);
}

static const struct lws_protocols form_protocols[] = {
	{"client", form_cb, 32, 0, 0, NULL, 0}, LWS_PROTOCOL_LIST_TERM};

static void
begin_form(int flags)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.protocols = form_protocols;
	client_forget();
	lws__net_start(&net, &i);
	listen_fd = client_listen(&port);
	client_info(&net, &info, port);
	info.method = "POST";
	info.ssl_connection = flags;
	fill_room = 2048;
	does.also = send_form;
}

static void
post_form(char *body_out, size_t room)
{
	char *head = client_ask(&net, &info, listen_fd, &peer);
	const char *length = strstr(head, "\r\ncontent-length: ");
	size_t len;

	keep_boundary(head);
	assert_non_null(length);
	len = strtoul(length + 18, NULL, 10);
	assert_true(len < room);
	free(head);
	lws__net_await(&net, &peer, len);
	memcpy(body_out, peer.in, len);
	body_out[len] = '\0';
	lws__net_take(&peer, len);
	assert_int_equal(peer.len, 0);
	assert_int_equal(fill_result, 1);
}

static void
client__sends_a_form_of_fields_and_files(void **state)
{
	char got[4096], wanted[4096], upload[300];

	(void)state;
	lws__net_text_file("up load.txt", "file's content");
	snprintf(upload, sizeof(upload), "f=@%s", lws__net_path("up load.txt"));
	fields[0] = "name=a value";
	fields[1] = upload;
	fields[2] = "empty=";
	fields[3] = NULL;
	for (size_t room = 1; room < 700; room += room < 20 ? 1 : 97) {
		begin_form(room & 1 ? LCCSCF_HTTP_MULTIPART_MIME : 0);
		fill_room = room;
		post_form(got, sizeof(got));
		snprintf(wanted, sizeof(wanted),
			 "--%s\r\nContent-Disposition: form-data; name=\"name\""
			 "\r\n\r\na value\r\n--%s\r\nContent-Disposition: "
			 "form-data; name=\"f\"; filename=\"up load.txt\"\r\n"
			 "Content-Type: text/plain\r\n\r\nfile's content\r\n"
			 "--%s\r\nContent-Disposition: form-data; "
			 "name=\"empty\"\r\n\r\n\r\n--%s--\r\n",
			 boundary, boundary, boundary, boundary);
		assert_string_equal(got, wanted);
		answer_ok();
		end();
	}
	lws__net_dir_remove();
}

static void
client__refuses_a_form_that_cannot_be_sent(void **state)
{
	static const char *const bad[] = {"no-equals", "=x",
					  "f=@/nonexistent/file"};

	(void)state;
	fields[1] = NULL;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(bad); n++) {
		fields[0] = bad[n];
		begin_form(LCCSCF_HTTP_MULTIPART_MIME);
		assert_non_null(lws_client_connect_via_info(&info));
		client_until_over(&net);
		assert_null(form);
		assert_int_equal(seen.closed, 1);
		close(listen_fd);
		lws__net_stop(&net);
	}
	lws_http_mp_sm_destroy(&form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client__sends_the_head_that_was_asked_for),
		cmocka_unit_test(client__refuses_what_would_split_the_request),
		cmocka_unit_test(
			client__is_closed_when_append_handshake_refuses),
		cmocka_unit_test(client__sends_a_body_of_known_length_as_it_is),
		cmocka_unit_test(
			client__sends_a_body_of_unknown_length_in_chunks),
		cmocka_unit_test(
			client__takes_an_answer_that_comes_before_the_body_is_sent),
		cmocka_unit_test(client__says_what_kind_of_form_it_sends),
		cmocka_unit_test(client__writes_multipart_forms),
		cmocka_unit_test(client__sends_a_form_of_fields_and_files),
		cmocka_unit_test(client__refuses_a_form_that_cannot_be_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
