/* SPDX-License-Identifier: CC0-1.0 */
/*
 * Says what there is to know about a server's certificate.
 *
 * lws_tls_peer_cert_info() answers one question at a time.  It may be asked as
 * soon as the connection is there, here when the response's head has come.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROOM = 8192, /* for one answer: a whole certificate fits */
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static int is_bad = 1;

/* ---- one fact ------------------------------------------------------------ */

/* text and bytes begin at ns.name and may go on behind the union */
static union lws_tls_cert_info_results *
ask(struct lws *wsi, enum lws_tls_cert_info type)
{
	union lws_tls_cert_info_results *r = malloc(sizeof(*r) + ROOM);

	if (r && lws_tls_peer_cert_info(wsi, type, r, ROOM)) {
		free(r);
		return NULL;
	}

	return r;
}

static void
say_time(const char *what, const union lws_tls_cert_info_results *r)
{
	char text[64];
	struct tm tm;

	if (gmtime_r(&r->time, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm))
		printf("%s: %s\n", what, text);
}

/* a name is the other side's: it does not get to move the cursor */
static void
say_text(const char *what, const union lws_tls_cert_info_results *r)
{
	printf("%s: ", what);
	for (int n = 0; n < r->ns.len; n++) {
		char c = (&r->ns.name[0])[n];

		putchar((unsigned char)c < ' ' || c == 0x7f ? '?' : c);
	}
	putchar('\n');
}

static void
say_bytes(const char *what, const union lws_tls_cert_info_results *r)
{
	const unsigned char *p = (const unsigned char *)&r->ns.name[0];

	printf("%s: ", what);
	for (int n = 0; n < r->ns.len && n < 32; n++)
		printf("%02x", p[n]);
	printf("%s (%d bytes)\n", r->ns.len > 32 ? "..." : "", r->ns.len);
}

static void
say_usage(const char *what, const union lws_tls_cert_info_results *r)
{
	printf("%s: 0x%x\n", what, r->usage);
}

static void
say_yes_or_no(const char *what, const union lws_tls_cert_info_results *r)
{
	printf("%s: %s\n", what, r->verified ? "yes" : "no");
}

/* ---- all of them --------------------------------------------------------- */

static const struct {
	const char *what;
	enum lws_tls_cert_info type;
	void (*say)(const char *what, const union lws_tls_cert_info_results *r);
} facts[] = {
	{"common name", LWS_TLS_CERT_INFO_COMMON_NAME, say_text},
	{"issuer", LWS_TLS_CERT_INFO_ISSUER_NAME, say_text},
	{"valid from", LWS_TLS_CERT_INFO_VALIDITY_FROM, say_time},
	{"valid to", LWS_TLS_CERT_INFO_VALIDITY_TO, say_time},
	{"verified", LWS_TLS_CERT_INFO_VERIFIED, say_yes_or_no},
	{"key usage", LWS_TLS_CERT_INFO_USAGE, say_usage},
	{"public key", LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY, say_bytes},
	{"subject key id", LWS_TLS_CERT_INFO_SUBJECT_KEY_ID, say_bytes},
	{"authority key id", LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID, say_bytes},
	{"authority's issuer", LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER,
	 say_text},
	{"authority's serial", LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL,
	 say_bytes},
	{"certificate", LWS_TLS_CERT_INFO_DER_RAW, say_bytes},
};

static void
say_all(struct lws *wsi)
{
	for (size_t n = 0; n < LWS_ARRAY_SIZE(facts); n++) {
		union lws_tls_cert_info_results *r = ask(wsi, facts[n].type);

		if (r)
			facts[n].say(facts[n].what, r);
		else
			printf("%s: not told\n", facts[n].what);
		free(r);
	}
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		lwsl_err("no answer: %s\n", in ? (const char *)in : "?");
		lws_default_loop_exit(context);
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		say_all(wsi);
		is_bad = 0;
		return -1; /* the page is not wanted */

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

static int
flags(int argc, const char **argv)
{
	int bits = LCCSCF_USE_SSL;

	if (lws_cmdline_option(argc, argv, "-j"))
		bits |= LCCSCF_ALLOW_SELFSIGNED;
	if (lws_cmdline_option(argc, argv, "-m"))
		bits |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	if (lws_cmdline_option(argc, argv, "-e"))
		bits |= LCCSCF_ALLOW_EXPIRED;

	return bits;
}

int
main(int argc, const char **argv)
{
	int to_test_server = !!lws_cmdline_option(argc, argv, "-l");
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_filepath = option(argc, argv, "--ca", NULL);
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	memset(&i, 0, sizeof(i));
	i.context = context;
	i.address = option(argc, argv, "--server",
			   to_test_server ? "localhost" : "example.com");
	i.port = (int)strtol(
		option(argc, argv, "-p", to_test_server ? "7681" : "443"), NULL,
		10);
	i.path = "/";
	i.host = option(argc, argv, "--host", i.address);
	i.origin = i.host;
	i.method = "GET";
	i.protocol = "http";
	i.ssl_connection = flags(argc, argv);
	if (to_test_server)
		i.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;

	if (lws_client_connect_via_info(&i))
		lws_context_default_loop_run_destroy(context);
	else
		lws_context_destroy(context);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
