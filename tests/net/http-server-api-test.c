/* SPDX-License-Identifier: MIT */
/*
 * What an application may ask of a request, and how it may answer: the calls
 * of lws-http.h that the other tests of the server do not make.
 */

#include "net-test.h"

#include <stdio.h>
#include <stdlib.h>

#define HOST "Host: localhost\r\n"

static struct lws__net net;
static struct lws__net_answer a;

/* the test's part of LWS_CALLBACK_HTTP: nonzero is returned from it */
static int (*on_request)(struct lws *wsi, const char *path);
static int timers, file_completions, write_result;

static uint8_t buf[LWS_PRE + 4096];
static uint8_t *const start = buf + LWS_PRE, *const end = buf + sizeof(buf);

static int
finish(struct lws *wsi)
{
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
answer_text(struct lws *wsi, const char *text)
{
	size_t len = strlen(text);
	uint8_t *p = start;

	if (lws_add_http_common_headers(wsi, 200, "text/plain", len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;

	return finish(wsi);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	lws__net_note(wsi, reason);
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return on_request(wsi, in);
	case LWS_CALLBACK_TIMER:
		timers++;
		return answer_text(wsi, "in time");
	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		file_completions++;
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{"first", callback, 0, 0, 0, NULL, 0},
	LWS_PROTOCOL_LIST_TERM,
};

static void
start_with(int (*cb)(struct lws *wsi, const char *path), uint64_t options)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.protocols = protocols;
	info.options = options;
	on_request = cb;
	timers = file_completions = 0;
	write_result = 0;
	lws__net_start(&net, &info);
}

static void
stop(void)
{
	lws__net_answer_free(&a);
	memset(&a, 0, sizeof(a));
	lws__net_until_alone(&net);
	lws__net_stop(&net);
}

static void
ask(const char *request, int status)
{
	struct lws__net_peer p;

	lws__net_answer_free(&a);
	lws__net_connect(&net, &p);
	lws__net_ask(&net, &p, request, &a, status);
	lws__net_hang_up(&p);
}

/* ---- the request ----------------------------------------------------------
 */

static int
headers_cb(struct lws *wsi, const char *path)
{
	char text[64];
	char *uri;
	int len;

	assert_string_equal(path, "/some/where");
	assert_int_equal(lws_http_get_uri_and_method(wsi, &uri, &len),
			 LWSHUMETH_GET);
	assert_int_equal(len, 11);
	assert_memory_equal(uri, "/some/where", 11);

	/* several of a name are one value, and each by itself */
	assert_int_equal(lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_ACCEPT), 4);
	assert_int_equal(
		lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_ACCEPT),
		4);
	assert_int_equal(lws_hdr_copy(wsi, text, 4, WSI_TOKEN_HTTP_ACCEPT), -1);
	assert_int_equal(
		lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, 0), 3);
	assert_int_equal(
		lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, 1), 5);
	assert_int_equal(
		lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, 2), 0);
	assert_int_equal(lws_hdr_copy_fragment(wsi, text, sizeof(text),
					       WSI_TOKEN_HTTP_URI_ARGS, 1),
			 5);
	assert_string_equal(text, "b=a c");
	assert_int_equal(lws_hdr_copy_fragment(wsi, text, sizeof(text),
					       WSI_TOKEN_HTTP_URI_ARGS, 2),
			 -1);
	assert_int_equal(
		lws_hdr_copy_fragment(wsi, text, 5, WSI_TOKEN_HTTP_URI_ARGS, 1),
		-2);
	assert_string_equal(
		lws_get_urlarg_by_name(wsi, "b=", text, sizeof(text)), "a c");
	assert_null(lws_get_urlarg_by_name(wsi, "c", text, sizeof(text)));

	return answer_text(wsi, "fine");
}

static void
headers_are_had_by_token_and_piece(void **state)
{
	(void)state;
	start_with(headers_cb, 0);
	ask("GET /some/where?a=1&b=a%20c HTTP/1.1\r\n" HOST
	    "Accept: */*;\r\n\r\n",
	    200);
	assert_string_equal(a.body, "fine");
	stop();
}

static int
cookies_cb(struct lws *wsi, const char *path)
{
	char text[16];
	size_t max = sizeof(text);

	(void)path;
	assert_int_equal(lws_http_cookie_get(wsi, "two", text, &max), 0);
	assert_string_equal(text, "second");
	assert_int_equal(max, 6);
	max = sizeof(text);
	assert_int_equal(lws_http_cookie_get(wsi, "one", text, &max), 0);
	assert_string_equal(text, "1");
	max = sizeof(text);
	assert_int_not_equal(lws_http_cookie_get(wsi, "wo", text, &max), 0);
	assert_int_not_equal(lws_http_cookie_get(wsi, "three", text, &max), 0);
	max = 6;
	assert_int_not_equal(lws_http_cookie_get(wsi, "two", text, &max), 0);

	return answer_text(wsi, "fine");
}

static void
cookies_are_had_by_name(void **state)
{
	(void)state;
	start_with(cookies_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "Cookie: one=1; two=second\r\n\r\n", 200);
	stop();
}

static char names[128];

static void
each_name(const char *name, int nlen, void *opaque)
{
	size_t len = strlen(names);

	assert_ptr_equal(opaque, names);
	lws_snprintf(names + len, sizeof(names) - len, "%.*s", nlen, name);
}

static int
custom_cb(struct lws *wsi, const char *path)
{
	char text[16], peer[64];

	(void)path;
	names[0] = '\0';
	assert_int_equal(lws_hdr_custom_length(wsi, "x-one:", 6), 5);
	assert_int_equal(lws_hdr_custom_length(wsi, "x-on:", 5), -1);
	assert_int_equal(lws_hdr_custom_length(wsi, "host:", 5), -1);
	assert_int_equal(
		lws_hdr_custom_copy(wsi, text, sizeof(text), "x-one:", 6), 5);
	assert_string_equal(text, "first");
	assert_int_equal(lws_hdr_custom_copy(wsi, text, 5, "x-one:", 6), -1);
	assert_int_equal(lws_hdr_custom_length(wsi, "x-empty:", 8), 0);
	assert_int_equal(lws_hdr_custom_name_foreach(wsi, each_name, names), 0);

	/* what somebody says of where he is from is only a header */
	assert_int_equal(lws_hdr_copy(wsi, text, sizeof(text),
				      WSI_TOKEN_X_FORWARDED_FOR),
			 10);
	assert_string_equal(text, "192.0.2.77");
	assert_string_equal(lws_get_peer_simple(wsi, peer, sizeof(peer)),
			    "127.0.0.1");

	return answer_text(wsi, "fine");
}

static void
custom_headers_are_had_by_name_and_in_a_row(void **state)
{
	(void)state;
	if (!LWS_TEST_CUSTOM_HEADERS)
		skip();
	start_with(custom_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "X-One: first\r\n"
	    "X-Forwarded-For: 192.0.2.77\r\nX-Empty:\r\nX-Two: 2\r\n\r\n",
	    200);
	assert_non_null(strstr(names, "x-one:"));
	assert_non_null(strstr(names, "x-empty:"));
	assert_non_null(strstr(names, "x-two:"));
	assert_null(strstr(names, "host:"));
	stop();
}

/* ---- the answer -----------------------------------------------------------
 */

static int
by_token_cb(struct lws *wsi, const char *path)
{
	uint8_t *p = start;

	(void)path;
	assert_int_equal(
		lws_add_http_header_status(
			wsi, 404 | LWSAHH_FLAG_NO_SERVER_NAME, &p, end),
		0);
	assert_int_equal(lws_add_http_header_by_token(
				 wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
				 (const uint8_t *)"text/x", 6, &p, end),
			 0);
	assert_int_equal(
		lws_add_http_header_by_name(wsi, (const uint8_t *)"x-mine:",
					    (const uint8_t *)"1", 1, &p, end),
		0);
	/* no room: nothing is written over the end */
	assert_int_not_equal(lws_add_http_header_by_token(
				     wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
				     (const uint8_t *)"text/x", 6, &p, p + 10),
			     0);
	assert_int_equal(lws_add_http_header_content_length(wsi, 4, &p, end),
			 0);
	assert_int_equal(lws_finalize_http_header(wsi, &p, end), 0);
	assert_int_equal(lws_write(wsi, start, lws_ptr_diff_size_t(p, start),
				   LWS_WRITE_HTTP_HEADERS),
			 lws_ptr_diff(p, start));
	memcpy(start, "body", 4);
	assert_int_equal(lws_write(wsi, start, 4, LWS_WRITE_HTTP_FINAL), 4);

	return finish(wsi);
}

static void
an_answer_is_put_together_by_token_and_name(void **state)
{
	(void)state;
	start_with(by_token_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "\r\n", 404);
	assert_string_equal(lws__net_field(&a, "content-type"), "text/x");
	assert_string_equal(lws__net_field(&a, "x-mine"), "1");
	assert_string_equal(a.body, "body");
	stop();
}

static int
body_first_cb(struct lws *wsi, const char *path)
{
	(void)path;
	memcpy(start, "<p>hello</p>", 12);
	write_result = lws_write(wsi, start, 12, LWS_WRITE_HTTP);

	return write_result < 0 ? -1 : finish(wsi);
}

static void
a_body_before_its_head_is_not_sent(void **state)
{
	struct lws__net_peer p;

	(void)state;
	start_with(body_first_cb, 0);
	lws__net_connect(&net, &p);
	lws__net_send(&net, &p, "GET / HTTP/1.1\r\n" HOST "\r\n");
	lws__net_expect_end(&net, &p);
	assert_int_equal(write_result, -1);
	lws__net_hang_up(&p);
	stop();
}

static int
by_hand_cb(struct lws *wsi, const char *path)
{
	static const char head[] =
		"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n";

	(void)path;
	memcpy(start, head, sizeof(head) - 1);
	if (lws_write(wsi, start, sizeof(head) - 1, LWS_WRITE_HTTP) < 0)
		return -1;
	memcpy(start, "HTTP", 4);
	if (lws_write(wsi, start, 4, LWS_WRITE_HTTP_FINAL) != 4)
		return -1;

	return finish(wsi);
}

static void
a_head_that_was_written_by_hand_is_a_head(void **state)
{
	(void)state;
	start_with(by_hand_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "\r\n", 200);
	assert_string_equal(a.body, "HTTP");
	stop();
}

static int
file_cb(struct lws *wsi, const char *path)
{
	static const char other[] = "x-other: 1\r\n";

	(void)path;

	return lws_serve_http_file(wsi, lws__net_path("some.txt"), "text/plain",
				   other, (int)sizeof(other) - 1) < 0
		       ? -1
		       : 0;
}

static void
a_file_is_sent_by_an_application_with_headers_of_its_own(void **state)
{
	struct lws__net_peer p;

	(void)state;
	lws__net_text_file("some.txt", "0123456789");
	start_with(file_cb, 0);
	lws__net_connect(&net, &p);
	for (int n = 0; n < 3; n++) { /* and the connection stays */
		lws__net_answer_free(&a);
		lws__net_ask(&net, &p, "GET / HTTP/1.1\r\n" HOST "\r\n", &a,
			     200);
		assert_string_equal(a.body, "0123456789");
		assert_string_equal(lws__net_field(&a, "x-other"), "1");
	}
	assert_int_equal(file_completions, 3);
	lws__net_hang_up(&p);
	stop();
}

static void
the_option_says_whether_there_are_ranges(void **state)
{
	(void)state;
	lws__net_text_file("some.txt", "0123456789");
	start_with(file_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "Range: bytes=2-4\r\n\r\n",
	    LWS_TEST_RANGES ? 206 : 200);
	assert_string_equal(a.body, LWS_TEST_RANGES ? "234" : "0123456789");
	assert_string_equal(lws__net_field(&a, "accept-ranges"),
			    LWS_TEST_RANGES ? "bytes" : "none");
	stop();
}

/* ---- policy, methods, time ------------------------------------------------
 */

static int
plain_cb(struct lws *wsi, const char *path)
{
	(void)path;

	return answer_text(wsi, "fine");
}

static void
security_headers_come_when_they_are_asked_for(void **state)
{
	static const char *const fields[] = {
		"content-security-policy",
		"x-content-type-options",
		"referrer-policy",
	};

	(void)state;
	start_with(
		plain_cb,
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE |
			LWS_SERVER_OPTION_STS);
	ask("GET / HTTP/1.1\r\n" HOST "\r\n", 200);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(fields); n++)
		assert_non_null(lws__net_field(&a, fields[n]));
	assert_non_null(lws__net_field(&a, "strict-transport-security"));
	stop();
	start_with(plain_cb, 0);
	ask("GET / HTTP/1.1\r\n" HOST "\r\n", 200);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(fields); n++)
		assert_null(lws__net_field(&a, fields[n]));
	stop();
}

static void
methods_that_nobody_knows_are_refused(void **state)
{
	static const char *const requests[] = {
		"BREW /pot HTTP/1.1\r\n" HOST "\r\n",
		"get / HTTP/1.1\r\n" HOST "\r\n",
		"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
	};

	(void)state;
	start_with(plain_cb, 0);
	for (size_t n = 0; n < LWS_ARRAY_SIZE(requests); n++) {
		struct lws__net_peer p;

		lws__net_connect(&net, &p);
		lws__net_send(&net, &p, requests[n]);
		lws__net_answer_free(&a);
		lws__net_answer(&net, &p, &a, false);
		assert_in_range(a.status, 400, 501);
		lws__net_hang_up(&p);
	}
	assert_int_equal(lws__net_noted(LWS_CALLBACK_HTTP), 0);
	stop();
}

static int
timer_cb(struct lws *wsi, const char *path)
{
	(void)path;
	lws_set_timer_usecs(wsi, 20 * LWS_US_PER_MS);

	return 0;
}

static void
a_timer_of_the_wsi_answers_later_and_once(void **state)
{
	struct lws__net_peer p;

	(void)state;
	start_with(timer_cb, 0);
	lws__net_connect(&net, &p);
	for (int n = 1; n <= 2; n++) {
		lws__net_answer_free(&a);
		lws__net_ask(&net, &p, "GET / HTTP/1.1\r\n" HOST "\r\n", &a,
			     200);
		assert_string_equal(a.body, "in time");
		assert_int_equal(timers, n);
	}
	lws__net_hang_up(&p);
	stop();
}

static int
detach_cb(struct lws *wsi, const char *path)
{
	(void)path;
	assert_int_equal(lws_http_headers_detach(wsi), 0);
	assert_int_equal(lws_hdr_total_length(wsi, WSI_TOKEN_HOST), 0);

	return answer_text(wsi, "fine");
}

static void
headers_may_be_given_back_before_the_answer(void **state)
{
	struct lws__net_peer p;

	(void)state;
	start_with(detach_cb, 0);
	lws__net_connect(&net, &p);
	for (int n = 0; n < 2; n++) {
		lws__net_answer_free(&a);
		lws__net_ask(&net, &p, "GET / HTTP/1.1\r\n" HOST "\r\n", &a,
			     200);
	}
	lws__net_hang_up(&p);
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_had_by_token_and_piece),
		cmocka_unit_test(cookies_are_had_by_name),
		cmocka_unit_test(custom_headers_are_had_by_name_and_in_a_row),
		cmocka_unit_test(an_answer_is_put_together_by_token_and_name),
		cmocka_unit_test(a_body_before_its_head_is_not_sent),
		cmocka_unit_test(a_head_that_was_written_by_hand_is_a_head),
		cmocka_unit_test(
			a_file_is_sent_by_an_application_with_headers_of_its_own),
		cmocka_unit_test(the_option_says_whether_there_are_ranges),
		cmocka_unit_test(security_headers_come_when_they_are_asked_for),
		cmocka_unit_test(methods_that_nobody_knows_are_refused),
		cmocka_unit_test(a_timer_of_the_wsi_answers_later_and_once),
		cmocka_unit_test(headers_may_be_given_back_before_the_answer),
	};
	int failed = cmocka_run_group_tests_name("http-server-api", tests, NULL,
						 NULL);

	lws__net_dir_remove();

	return failed;
}
