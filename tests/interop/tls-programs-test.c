/* SPDX-License-Identifier: MIT */
/*
 * TLS against programs that no one here wrote: openssl's s_client and s_server,
 * and curl.  What is not installed is skipped.
 */

#include "tls-net.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct lws__test_cert ca, middle, local, b, alice;
static char ca_path[128], cert_path[128], key_path[128];
static char alice_cert_path[128], alice_key_path[128];
static char b_cert_path[128], b_key_path[128], both_cas[128];

static void
put(char *path, size_t len, const char *name, const char *text)
{
	lws__net_text_file(name, text);
	lws_strncpy(path, lws__net_path(name), len);
}

static int
setup(void **state)
{
	char text[8192];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	lws__test_cert_make(&ca, &(struct lws__test_cert_req){.cn = "Test CA",
							      .is_ca = true});
	lws__test_cert_make(&local, &(struct lws__test_cert_req){
					    .cn = "local",
					    .san = "DNS:localhost,IP:127.0.0.1",
					    .issuer = &ca});
	lws__test_cert_make(&middle,
			    &(struct lws__test_cert_req){.cn = "Middle CA",
							 .is_ca = true,
							 .issuer = &ca});
	lws__test_cert_make(&b,
			    &(struct lws__test_cert_req){.cn = "b",
							 .san = "DNS:b.example",
							 .issuer = &middle,
							 .with_issuer = true});
	lws__test_cert_make(&alice,
			    &(struct lws__test_cert_req){.cn = "alice",
							 .issuer = &middle,
							 .with_issuer = true});
	put(b_cert_path, sizeof(b_cert_path), "b.pem", b.pem);
	put(b_key_path, sizeof(b_key_path), "b-key.pem", b.key_pem);
	lws_snprintf(text, sizeof(text), "%s%s", ca.pem, middle.pem);
	put(both_cas, sizeof(both_cas), "both-cas.pem", text);
	put(ca_path, sizeof(ca_path), "ca.pem", ca.pem);
	put(cert_path, sizeof(cert_path), "cert.pem", local.pem);
	put(key_path, sizeof(key_path), "key.pem", local.key_pem);
	put(alice_cert_path, sizeof(alice_cert_path), "alice.pem", alice.pem);
	put(alice_key_path, sizeof(alice_key_path), "alice-key.pem",
	    alice.key_pem);

	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lws__test_cert_free(&ca);
	lws__test_cert_free(&middle);
	lws__test_cert_free(&local);
	lws__test_cert_free(&b);
	lws__test_cert_free(&alice);
	lws__net_dir_remove();

	return 0;
}

/* ---- a child with its in- and output ----------------------------------------
 */

struct child {
	pid_t pid;
	int in, out; /* ours to write, ours to read */
	char text[16384];
	size_t len;
	bool ended;
	int status;
};

static void
child_begin(struct child *c, const char *const argv[])
{
	int in[2], out[2];

	memset(c, 0, sizeof(*c));
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	fcntl(in[1], F_SETFD, FD_CLOEXEC);
	fcntl(out[0], F_SETFD, FD_CLOEXEC);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (!c->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(out[1], 2);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];
	fcntl(c->out, F_SETFL, O_NONBLOCK);
}

static void
child_pump(struct child *c)
{
	ssize_t n =
		read(c->out, c->text + c->len, sizeof(c->text) - 1 - c->len);

	if (n > 0)
		c->len += (size_t)n;
	c->text[c->len] = '\0';
	if (!n)
		c->ended = true;
}

static void
child_say(struct child *c, const char *text)
{
	assert_int_equal(write(c->in, text, strlen(text)),
			 (ssize_t)strlen(text));
}

static void
child_end(struct child *c, bool kill_it)
{
	close(c->in);
	if (kill_it)
		kill(c->pid, SIGTERM);
	assert_int_equal(waitpid(c->pid, &c->status, 0), c->pid);
	close(c->out);
}

struct awaited {
	struct child *c;
	const char *text; /* NULL: the end */
};

static bool
has_come(void *arg)
{
	struct awaited *a = arg;

	child_pump(a->c);

	return a->c->ended || (a->text && strstr(a->c->text, a->text));
}

static void
child_await(struct tls_net *n, struct child *c, const char *text)
{
	struct awaited a = {c, text};

	lws__net_until(&n->net, has_come, &a, text ? text : "its end");
	if (text && !strstr(c->text, text))
		fail_msg("no '%s' in '%s'", text, c->text);
}

static bool
is_there(const char *program)
{
	char line[128];

	snprintf(line, sizeof(line), "command -v %s >/dev/null 2>&1", program);

	return !system(line);
}

static const char *
here(const struct tls_net *n, char *buf, size_t len)
{
	snprintf(buf, len, "127.0.0.1:%d", n->net.port);

	return buf;
}

/* ---- openssl ------------------------------------------------------------- */

static void
s_client_visits(const struct lws_context_creation_info *info,
		const char *version, const char *expect)
{
	struct tls_net n;
	struct child c;
	char where[32];
	const char *argv[] = {"openssl",
			      "s_client",
			      "-connect",
			      NULL,
			      "-CAfile",
			      ca_path,
			      "-verify_return_error",
			      "-verify_hostname",
			      "localhost",
			      "-servername",
			      "localhost",
			      "-alpn",
			      "http/1.1",
			      "-cert",
			      alice_cert_path,
			      "-cert_chain",
			      alice_cert_path,
			      "-key",
			      alice_key_path,
			      version,
			      NULL};

	tls_net_begin(&n, &local, info);
	argv[3] = here(&n, where, sizeof(where));
	child_begin(&c, argv);
	child_await(&n, &c, "Verify return code: 0 (ok)");
	child_await(&n, &c, expect);
	assert_non_null(strstr(c.text, "ALPN protocol: http/1.1"));
	child_say(&c, "a line of text\n");
	child_await(&n, &c, "a line of text");
	child_end(&c, false);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

static void
openssl_s_client_is_served_in_tls_12_and_13(void **state)
{
	struct lws_context_creation_info strict = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.ssl_ca_filepath = ca_path};

	(void)state;
	if (!is_there("openssl"))
		skip();
	s_client_visits(NULL, "-tls1_3", "TLSv1.3");
	s_client_visits(NULL, "-tls1_2", "TLSv1.2");
	s_client_visits(&strict, "-tls1_3", "CN = Test CA");
}

enum {
	ARGS_MAX = 40,
};

/* s_client with these words more, until its output has `expect` */
static void
s_client_says(struct tls_net *n, const char *const *more, const char *expect)
{
	const char *argv[ARGS_MAX] = {"openssl", "s_client", "-connect",
				      NULL,      "-CAfile",  ca_path};
	struct child c;
	char where[32];
	int at = 6;

	argv[3] = here(n, where, sizeof(where));
	while (*more && at < ARGS_MAX - 1)
		argv[at++] = *more++;
	child_begin(&c, argv);
	child_await(n, &c, expect);
	child_end(&c, true);
	lws__net_until_alone(&n->net);
}

#define S_CLIENT(n, expect, ...) \
	s_client_says(n, (const char *const[]){__VA_ARGS__, NULL}, expect)

static void
openssl_s_client_gets_the_chain_of_the_name_it_asks_for(void **state)
{
	struct lws_context_creation_info i = {.alpn = "x-one"};
	struct tls_net n;

	(void)state;
	if (!is_there("openssl"))
		skip();
	tls_net_begin(&n, &local, &i);
	assert_non_null(tls_net_server(&n, "b.example", &b, NULL));
	S_CLIENT(&n, "subject=CN = local", "-servername", "a.example");
	S_CLIENT(&n, "subject=CN = b", "-servername", "b.example");
	S_CLIENT(&n, "subject=CN = b", "-servername", "www.b.example");
	S_CLIENT(&n, "subject=CN = local", "-noservername");
	S_CLIENT(&n, "i:CN = Test CA", "-servername", "b.example",
		 "-showcerts");
	S_CLIENT(&n, "Verify return code: 0 (ok)", "-servername", "b.example",
		 "-verify_hostname", "b.example");
	S_CLIENT(&n, "ALPN protocol: x-one", "-alpn", "x-two,x-one");
	S_CLIENT(&n, "no application protocol", "-alpn", "x-two");
	tls_net_end(&n);
}

static void
openssl_s_client_is_refused_as_the_vhost_says(void **state)
{
	struct lws_context_creation_info only13 = {
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_2};
	struct lws_context_creation_info only12 = {
		.ssl_options_set = (long)SSL_OP_NO_TLSv1_3,
		.ssl_cipher_list = "ECDHE-ECDSA-AES256-GCM-SHA384"};
	struct lws_context_creation_info strict = {
		.options = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.ssl_ca_filepath = ca_path};
	struct tls_net n;

	(void)state;
	if (!is_there("openssl"))
		skip();
	tls_net_begin(&n, &local, &only13);
	S_CLIENT(&n, "alert protocol version", "-tls1_2");
	S_CLIENT(&n, "TLSv1.3, Cipher", "-tls1_3");
	tls_net_end(&n);
	tls_net_begin(&n, &local, &only12);
	S_CLIENT(&n, "alert protocol version", "-tls1_3");
	S_CLIENT(&n, "TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM", "-tls1_2");
	S_CLIENT(&n, "handshake failure", "-tls1_2", "-cipher",
		 "ECDHE-ECDSA-CHACHA20-POLY1305");
	S_CLIENT(&n, "alert protocol version", "-tls1_1", "-cipher",
		 "ALL:@SECLEVEL=0");
	/* without a certificate there is nothing that would use these */
	S_CLIENT(&n, "handshake failure", "-tls1_2", "-cipher",
		 "PSK:aNULL:@SECLEVEL=0", "-psk", "1234");
	tls_net_end(&n);
	tls_net_begin(&n, &local, &strict);
	S_CLIENT(&n, "alert certificate required", "-tls1_3");
	S_CLIENT(&n, "handshake failure", "-tls1_2");
	S_CLIENT(&n, "alert unknown ca", "-cert", alice_cert_path, "-key",
		 alice_key_path, "-tls1_2");
	tls_net_end(&n);
}

static void
openssl_s_client_resumes_by_ticket(void **state)
{
	static const char *const versions[] = {"-tls1_2", "-tls1_3"};
	char session[128];

	(void)state;
	if (!is_there("openssl"))
		skip();
	for (int k = 0; k < 2; k++) {
		const char *again[] = {"-sess_in", session, versions[k], NULL};
		const char *argv[ARGS_MAX] = {
			"openssl",   "s_client", "-connect",  NULL,
			"-CAfile",   ca_path,    "-sess_out", session,
			versions[k], NULL};
		struct tls_net n;
		struct child c;
		char where[32];

		lws_strncpy(session, lws__net_path("session.pem"),
			    sizeof(session));
		tls_net_begin(&n, &local, NULL);
		argv[3] = here(&n, where, sizeof(where));
		child_begin(&c, argv);
		/* an echo comes after the tickets of 1.3 */
		child_await(&n, &c, "Verify return code: 0 (ok)");
		child_say(&c, "a line that comes back\n");
		child_await(&n, &c, "a line that comes back");
		child_end(&c, false);
		lws__net_until_alone(&n.net);
		s_client_says(&n, again, "Reused, TLSv1.");
		tls_net_end(&n);
	}
}

/* ---- s_server ------------------------------------------------------------ */

static int
port_of(const char *text)
{
	const char *p = strstr(text, "ACCEPT ");

	p = p ? strchr(p, ':') : NULL;

	return p ? (int)strtol(p + 1, NULL, 10) : 0;
}

static void
openssl_s_server_is_visited_and_refused_by_name(void **state)
{
	const char *const argv[] = {"openssl",     "s_server", "-accept",
				    "127.0.0.1:0", "-naccept", "3",
				    "-cert",       cert_path,  "-key",
				    key_path,      NULL};
	struct lws_context_creation_info i = {.client_ssl_ca_filepath =
						      ca_path};
	struct tls_visit v = {.host = "localhost"};
	struct tls_net n;
	struct child c;

	(void)state;
	if (!is_there("openssl"))
		skip();
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, NULL, &i);
	child_begin(&c, argv);
	child_await(&n, &c, "ACCEPT ");
	while (!strchr(strstr(c.text, "ACCEPT "), '\n'))
		child_pump(&c);
	v.port = port_of(c.text);
	assert_true(v.port > 0);
	v.host = "other.example";
	tls_net_visit(&n, &v);
	assert_int_equal(n.seen.error, 1);
	assert_non_null(strstr(n.seen.text, "tls=hostname"));
	child_end(&c, true);
	tls_net_end(&n);
}

/* the child's port; it serves with these words more, and turns lines around */
static int
s_server_begin(struct tls_net *n, struct child *c, const char *const *more)
{
	const char *argv[ARGS_MAX] = {"openssl",     "s_server", "-accept",
				      "127.0.0.1:0", "-rev",     "-cert",
				      cert_path,     "-key",     key_path};
	int at = 9, port;

	while (*more && at < ARGS_MAX - 1)
		argv[at++] = *more++;
	child_begin(c, argv);
	child_await(n, c, "ACCEPT ");
	while (!strchr(strstr(c->text, "ACCEPT "), '\n'))
		child_pump(c);
	port = port_of(c->text);
	assert_true(port > 0);

	return port;
}

#define S_SERVER(n, c, ...) \
	s_server_begin(n, c, (const char *const[]){__VA_ARGS__, NULL})

static void
s_server_is_fine(struct tls_net *n, const struct tls_visit *v, int reused)
{
	tls_net_visit(n, v);
	if (!n->seen.echoed)
		fail_msg("not echoed: '%s'", n->seen.text);
	assert_int_equal(n->seen.reused, reused);
}

static void
openssl_s_server_is_visited_and_resumed(void **state)
{
	struct lws_context_creation_info i = {.client_ssl_ca_filepath =
						      ca_path};
	static const char *const versions[] = {"-tls1_2", "-tls1_3"};
	struct tls_visit v = {.host = "localhost", .alpn = "x-two,x-one"};
	struct tls_net n;
	struct child c;

	(void)state;
	if (!is_there("openssl"))
		skip();
	for (int k = 0; k < 2; k++) {
		tls_net_begin(&n, &local, NULL);
		tls_net_client(&n, NULL, &i);
		n.text = "abcdedcba\n"; /* the same when it is turned */
		v.port = S_SERVER(&n, &c, versions[k], "-alpn", "x-one");
		s_server_is_fine(&n, &v, 0);
		assert_string_equal(n.seen.alpn, "x-one");
		assert_string_equal(n.seen.version, k ? "TLSv1.3" : "TLSv1.2");
		s_server_is_fine(&n, &v, TLS_NET_RESUMES);
		child_end(&c, true);
		tls_net_end(&n);
	}
}

static void
openssl_s_server_sees_our_certificate_and_our_name(void **state)
{
	struct lws_context_creation_info i = {
		.client_ssl_ca_filepath = both_cas,
		.client_ssl_cert_filepath = alice_cert_path,
		.client_ssl_private_key_filepath = alice_key_path,
		.client_tls_1_3_plus_cipher_list =
			"TLS_CHACHA20_POLY1305_SHA256"};
	struct tls_visit v = {.host = "b.example"};
	struct tls_net n;
	struct child c;

	(void)state;
	if (!is_there("openssl"))
		skip();
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, NULL, &i);
	n.text = "abcdedcba\n";
	v.port = S_SERVER(&n, &c, "-Verify", "3", "-verify_return_error",
			  "-CAfile", ca_path, "-servername", "b.example",
			  "-cert2", b_cert_path, "-key2", b_key_path);
	s_server_is_fine(&n, &v, 0);
	assert_string_equal(n.seen.peer_cn, "b");
	child_await(&n, &c, "Peer certificate: CN = alice");
	child_await(&n, &c, "Ciphersuite: TLS_CHACHA20_POLY1305_SHA256");
	child_end(&c, true);

	/* and refuses a client without one */
	v.port = S_SERVER(&n, &c, "-Verify", "3", "-CAfile", ca_path);
	v.host = "localhost";
	i = (struct lws_context_creation_info){
		.vhost_name = "nobody", .client_ssl_ca_filepath = ca_path};
	tls_net_client(&n, NULL, &i);
	tls_net_visit(&n, &v);
	assert_false(n.seen.echoed);
	child_end(&c, true);
	/* versions that are not in common are said so */
	v.port = S_SERVER(&n, &c, "-tls1_3");
	i.vhost_name = "old";
	i.ssl_client_options_set = (long)SSL_OP_NO_TLSv1_3;
	tls_net_client(&n, NULL, &i);
	tls_net_visit(&n, &v);
	assert_int_equal(n.seen.error, 1);
	if (!strstr(n.seen.text, "alert protocol version"))
		fail_msg("'%s'", n.seen.text);
	child_end(&c, true);
	tls_net_end(&n);
}

/* it asks for a new handshake in the middle of TLS 1.2 */
static void
TL_06__a_client_of_ours_does_not_renegotiate(void **state)
{
	struct lws_context_creation_info i = {.client_ssl_ca_filepath =
						      ca_path};
	const char *const argv[] = {
		"openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
		cert_path, "-key",     key_path,  "-tls1_2",     NULL};
	struct lws_client_connect_info ci;
	struct tls_net n;
	struct child c;

	(void)state;
	if (!is_there("openssl"))
		skip();
	tls_net_begin(&n, &local, NULL);
	tls_net_client(&n, NULL, &i);
	child_begin(&c, argv);
	child_await(&n, &c, "ACCEPT ");
	while (!strchr(strstr(c.text, "ACCEPT "), '\n'))
		child_pump(&c);
	memset(&ci, 0, sizeof(ci));
	ci.context = n.net.cx;
	ci.vhost = n.client;
	ci.address = "127.0.0.1";
	ci.host = "localhost";
	ci.port = port_of(c.text);
	ci.method = "RAW";
	ci.local_protocol_name = "visit";
	ci.ssl_connection = LCCSCF_USE_SSL;
	assert_non_null(lws_client_connect_via_info(&ci));
	child_await(&n, &c, "hello over tls");
	child_say(&c, "R\n");
	child_await(&n, &c, "no renegotiation");
	child_end(&c, true);
	lws__net_until_alone(&n.net);
	tls_net_end(&n);
}

/* ---- curl ---------------------------------------------------------------- */

static int
http_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	if (reason == LWS_CALLBACK_HTTP) {
		lws_return_http_status(wsi, HTTP_STATUS_OK, "hello curl");
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols http_protocols[] = {
	{.name = "http", .callback = http_cb}, LWS_PROTOCOL_LIST_TERM};

static void
curl_is_served_over_tls(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.iface = "127.0.0.1",
		.protocols = http_protocols,
		.ssl_cert_filepath = cert_path,
		.ssl_private_key_filepath = key_path};
	char url[64];
	const char *argv[] = {"curl",
			      "-sS",
			      "--http1.1",
			      "--cacert",
			      ca_path,
			      "-w",
			      "code %{http_code} %{num_connects}",
			      url,
			      url,
			      NULL};
	struct tls_net n = {.send_len = 0};
	struct child c;

	(void)state;
	if (!is_there("curl"))
		skip();
	lws__net_start(&n.net, &i);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", n.net.port);
	child_begin(&c, argv);
	child_await(&n, &c, "code 200 0"); /* the second on the same one */
	child_await(&n, &c, NULL);
	assert_non_null(strstr(c.text, "hello curl"));
	child_end(&c, false);
	assert_int_equal(WEXITSTATUS(c.status), 0);
	lws__net_stop(&n.net);
}

/* plain http on the TLS port, with the certificate of a client behind it */
static void
curl_is_led_from_plain_http_to_https(void **state)
{
	struct lws_context_creation_info i = {
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			   LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT |
			   LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS |
			   LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		.iface = "127.0.0.1",
		.protocols = http_protocols,
		.ssl_ca_filepath = ca_path,
		.ssl_cert_filepath = cert_path,
		.ssl_private_key_filepath = key_path};
	char url[64];
	const char *argv[] = {"curl",
			      "-sSL",
			      "--http1.1",
			      "--cacert",
			      ca_path,
			      "--cert",
			      alice_cert_path,
			      "--key",
			      alice_key_path,
			      "-w",
			      "code %{http_code} %{num_redirects} "
			      "%{url_effective}",
			      url,
			      NULL};
	struct tls_net n = {.send_len = 0};
	struct child c;

	(void)state;
	if (!is_there("curl"))
		skip();
	lws__net_start(&n.net, &i);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/a", n.net.port);
	child_begin(&c, argv);
	child_await(&n, &c, "code 200 1 https://127.0.0.1:");
	child_await(&n, &c, NULL);
	child_end(&c, false);
	assert_int_equal(WEXITSTATUS(c.status), 0);
	lws__net_stop(&n.net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_s_client_is_served_in_tls_12_and_13),
		cmocka_unit_test(
			openssl_s_server_is_visited_and_refused_by_name),
		cmocka_unit_test(
			openssl_s_client_gets_the_chain_of_the_name_it_asks_for),
		cmocka_unit_test(openssl_s_client_is_refused_as_the_vhost_says),
		cmocka_unit_test(openssl_s_client_resumes_by_ticket),
		cmocka_unit_test(openssl_s_server_is_visited_and_resumed),
		cmocka_unit_test(
			openssl_s_server_sees_our_certificate_and_our_name),
		cmocka_unit_test(TL_06__a_client_of_ours_does_not_renegotiate),
		cmocka_unit_test(curl_is_served_over_tls),
		cmocka_unit_test(curl_is_led_from_plain_http_to_https),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
