/* SPDX-License-Identifier: MIT */
/*
 * A client that is asked who it is (RFC 7616): it answers on a new connection,
 * once, again when only the nonce was stale, and never elsewhere.  HF-10 of the
 * client: a refused password is not tried again.
 */

#include "client-app.h"

#include "roles/http/digest-auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct lws__net net;
static struct lws_client_connect_info info;
static struct lws__net_peer peer;
static int listen_fd, port, other_fd, other_port;

static void
begin(void)
{
	client_start(&net);
	listen_fd = client_listen(&port);
	other_fd = client_listen(&other_port);
	client_info(&net, &info, port);
	info.host = NULL;
	info.path = "/secret?a=b";
	info.auth_username = "user";
	info.auth_password = "pass word";
	info.ssl_connection = LCCSCF_HTTP_NO_CACHE_CONTROL;
}

static void
end(void)
{
	lws__net_hang_up(&peer);
	close(listen_fd);
	close(other_fd);
	lws__net_stop(&net);
}

static void
refuse(const char *challenges)
{
	char text[1024];

	lws_snprintf(text, sizeof(text),
		     "HTTP/1.1 401 Who\r\n%sContent-Length: 4\r\n\r\nbody",
		     challenges);
	lws__net_send(&net, &peer, text);
}

static char *
next_request(int fd)
{
	struct lws__net_peer before = peer;

	client_accept(&net, fd, &peer);
	lws__net_await_end(&net, &before);
	lws__net_hang_up(&before);

	return lws__net_read_to(&net, &peer, "\r\n\r\n");
}

static void
finish(int status, const char *order)
{
	char text[128];

	lws_snprintf(text, sizeof(text),
		     "HTTP/1.1 %d OK\r\nContent-Length: 2\r\n\r\nok", status);
	lws__net_send(&net, &peer, text);
	client_until_over(&net);
	assert_int_equal(seen.status, status);
	assert_int_equal(seen.errors, 0);
	assert_string_equal(seen.order, order);
	lws__net_hang_up(&peer);
}

/* value of name=, without quotes, to static text; NULL: it is not there */
static const char *
param(const char *head, const char *name)
{
	static char values[4][600];
	static unsigned int turn;
	const char *at = strstr(head, "\r\nAuthorization: Digest "), *eol;
	char *value = values[turn++ & 3];
	size_t len = strlen(name);

	if (!at)
		return NULL;
	at += 2;
	eol = strstr(at, "\r\n");
	for (; at < eol; at++)
		if (at[-1] == ' ' && !strncmp(at, name, len) && at[len] == '=')
			break;
	if (at == eol)
		return NULL;
	at += len + 1;
	if (*at == '"')
		at++;
	len = strcspn(at, "\",\r");
	memcpy(value, at, len);
	value[len] = '\0';

	return value;
}

static void
expect_response(const char *head, const struct lws__http_challenge *c,
		const char *method, uint32_t count)
{
	unsigned char text[2048], *p = text;
	const char *cnonce = param(head, "cnonce");
	char want[2200];

	assert_int_equal(lws__http_digest_answer(
				 &(struct lws__http_digest_req){
					 .challenge = c,
					 .user = "user",
					 .password = "pass word",
					 .method = method,
					 .uri = "/secret?a=b",
					 .cnonce = cnonce ? cnonce : "",
					 .count = count},
				 &p, text + sizeof(text)),
			 0);
	lws_snprintf(want, sizeof(want), "\r\nAuthorization: %.*s\r\n",
		     (int)(p - text), text);
	assert_non_null(strstr(head, want));
}

static void
a_client_answers_on_a_new_connection(void **state)
{
	struct lws__http_challenge c = {.digest = LWS__DIGEST_SHA256,
					.names_algorithm = true,
					.has_qop = true,
					.realm = "r",
					.nonce = "abc"};
	char *head;

	(void)state;
	begin();
	head = client_ask(&net, &info, listen_fd, &peer);
	assert_null(strstr(head, "uthorization"));
	free(head);
	/* two fields, the weaker one first */
	refuse("WWW-Authenticate: Basic realm=x, Digest realm=\"m\", "
	       "nonce=n\r\n"
	       "WWW-Authenticate: Digest realm=\"r\", qop=\"auth\", "
	       "algorithm=SHA-256, nonce=\"abc\"\r\n");
	head = next_request(listen_fd);
	assert_int_equal(strncmp(head, "GET /secret?a=b HTTP/1.1\r\n", 26), 0);
	expect_response(head, &c, "GET", 1);
	assert_int_equal(strlen(param(head, "cnonce")), 32);
	free(head);
	finish(200, "BNICAdBNCAFEDOdXZ");
	end();
}

static void
the_answer_of_rfc2069_has_no_counter(void **state)
{
	struct lws__http_challenge c = {
		.digest = LWS__DIGEST_MD5, .realm = "r", .nonce = "abc"};
	char *head;

	(void)state;
	begin();
	info.method = "HEAD";
	free(client_ask(&net, &info, listen_fd, &peer));
	lws__net_send(
		&net, &peer,
		"HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"abc\"\r\nContent-Length: 0\r\n\r\n");
	head = next_request(listen_fd);
	assert_null(param(head, "nc"));
	expect_response(head, &c, "HEAD", 1);
	free(head);
	lws__net_send(&net, &peer, "HTTP/1.1 204 OK\r\n\r\n");
	client_until_over(&net);
	end();
}

static void
hf_10__a_refused_password_is_not_tried_again(void **state)
{
	static const char ask[] =
		"WWW-Authenticate: Digest realm=\"r\", nonce=\"b\"\r\n";

	(void)state;
	begin();
	free(client_ask(&net, &info, listen_fd, &peer));
	refuse(ask);
	free(next_request(listen_fd));
	refuse(ask);
	client_until_over(&net);
	assert_int_equal(seen.status, 401);
	assert_string_equal(seen.body, "body");
	end();
}

static void
a_stale_nonce_is_renewed_once(void **state)
{
	char *head;

	(void)state;
	begin();
	free(client_ask(&net, &info, listen_fd, &peer));
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	head = next_request(listen_fd);
	assert_string_equal(param(head, "nonce"), "one");
	free(head);
	refuse("WWW-Authenticate: Digest realm=r, nonce=two, qop=auth, "
	       "stale=true\r\n");
	head = next_request(listen_fd);
	assert_string_equal(param(head, "nonce"), "two");
	assert_string_equal(param(head, "nc"), "00000001");
	free(head);
	refuse("WWW-Authenticate: Digest realm=r, nonce=three, qop=auth, "
	       "stale=true\r\n");
	client_until_over(&net);
	assert_int_equal(seen.status, 401);
	end();
}

/* the nonce is used again there, and counted */
static void
a_redirect_to_the_same_origin_keeps_the_answer(void **state)
{
	char *head;

	(void)state;
	begin();
	free(client_ask(&net, &info, listen_fd, &peer));
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	free(next_request(listen_fd));
	lws__net_send(&net, &peer,
		      "HTTP/1.1 302 x\r\nLocation: /next\r\n"
		      "Content-Length: 0\r\n\r\n");
	head = next_request(listen_fd);
	assert_string_equal(param(head, "uri"), "/next");
	assert_string_equal(param(head, "nc"), "00000002");
	free(head);
	finish(200, "BNICAdBNCA>dBNCAFEDOdXZ");
	end();
}

static void
cli_07__another_origin_gets_no_answer(void **state)
{
	char text[200], *head;

	(void)state;
	begin();
	free(client_ask(&net, &info, listen_fd, &peer));
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	free(next_request(listen_fd));
	lws_snprintf(
		text, sizeof(text),
		"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:%d/secret\r\n"
		"Content-Length: 0\r\n\r\n",
		other_port);
	lws__net_send(&net, &peer, text);
	head = next_request(other_fd);
	assert_null(strstr(head, "uthorization"));
	free(head);
	/* nor when it asks */
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	client_until_over(&net);
	assert_int_equal(seen.status, 401);
	end();
}

static void
without_a_name_the_401_is_the_users(void **state)
{
	(void)state;
	begin();
	info.auth_username = info.auth_password = NULL;
	free(client_ask(&net, &info, listen_fd, &peer));
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	client_until_over(&net);
	assert_int_equal(seen.status, 401);
	assert_string_equal(seen.order, "BNICAFEDOdXZ");
	end();
}

static void
a_body_is_sent_with_each_request(void **state)
{
	char *head;

	(void)state;
	begin();
	info.method = "POST";
	does.body = "hello";
	does.body_len = 5;
	does.says_length = true;
	free(client_ask(&net, &info, listen_fd, &peer));
	lws__net_expect(&net, &peer, "hello");
	refuse("WWW-Authenticate: Digest realm=r, nonce=one, qop=auth\r\n");
	head = next_request(listen_fd);
	assert_int_equal(strncmp(head, "POST ", 5), 0);
	assert_non_null(param(head, "response"));
	free(head);
	lws__net_expect(&net, &peer, "hello");
	lws__net_send(&net, &peer,
		      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	client_until_over(&net);
	assert_int_equal(seen.completed, 1);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_answers_on_a_new_connection),
		cmocka_unit_test(the_answer_of_rfc2069_has_no_counter),
		cmocka_unit_test(hf_10__a_refused_password_is_not_tried_again),
		cmocka_unit_test(a_stale_nonce_is_renewed_once),
		cmocka_unit_test(
			a_redirect_to_the_same_origin_keeps_the_answer),
		cmocka_unit_test(cli_07__another_origin_gets_no_answer),
		cmocka_unit_test(without_a_name_the_401_is_the_users),
		cmocka_unit_test(a_body_is_sent_with_each_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
