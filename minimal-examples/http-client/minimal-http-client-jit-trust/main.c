/* SPDX-License-Identifier: CC0-1.0 */
/*
 * A client that trusts nobody until it meets a server: then it is asked for
 * whoever vouches for that one.
 *
 * Here the answer comes from a blob of CA certificates, at once.  A device with
 * little room may fetch it from somewhere that it trusts, and answer later.
 */

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOB_MAX = 4 << 20,
};

/* the library sets it to NULL when the context is gone */
static struct lws_context *context;
static struct lws_client_connect_info wish;
static int is_bad = 1, attempts;

static void *blob;
static size_t blob_len;

/* the first attempt fails, since nobody has been asked yet */
static const uint32_t delays_ms[] = {50, 500};
static const lws_retry_bo_t retry = {.retry_ms_table = delays_ms,
				     .retry_ms_table_count =
					     LWS_ARRAY_SIZE(delays_ms),
				     .conceal_count = 2};
static uint16_t retries;
static lws_sorted_usec_list_t sul;

/* ---- who is trusted ------------------------------------------------------ */

static int
jit_trust_query(struct lws_context *cx, const uint8_t *skid, size_t skid_len,
		void *got_opaque)
{
	const uint8_t *der = NULL;
	size_t der_len = 0;
	char hex[129] = "";
	int n = lws_tls_jit_trust_blob_queury_skid(blob, blob_len, skid,
						   skid_len, &der, &der_len);

	for (size_t k = 0; k < skid_len && k < 64; k++)
		lws_snprintf(hex + k * 2, 3, "%02x", skid[k]);
	lwsl_user("asked for %s: %s\n", hex, n ? "not trusted" : "trusted");

	/* without a certificate it says that there is none */
	return lws_tls_jit_trust_got_cert_cb(cx, got_opaque, skid, skid_len,
					     der, der_len);
}

static const lws_system_ops_t system_ops = {.jit_trust_query = jit_trust_query};

static int
load_blob(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = f ? malloc(BLOB_MAX) : NULL;

	if (p)
		blob_len = fread(p, 1, BLOB_MAX, f);
	if (f)
		fclose(f);
	blob = p;
	if (!p)
		lwsl_err("cannot read %s\n", path);

	return !p;
}

/* ---- the page ------------------------------------------------------------ */

static void
try_to_connect(lws_sorted_usec_list_t *unused)
{
	(void)unused;
	attempts++;
	if (!lws_client_connect_via_info(&wish))
		lws_default_loop_exit(context);
}

static void
try_again(const char *why)
{
	lwsl_user("attempt %d: %s\n", attempts, why);
	if (lws_retry_sul_schedule(context, 0, &sul, &retry, try_to_connect,
				   &retries))
		lws_default_loop_exit(context); /* often enough */
}

static int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		try_again(in ? (const char *)in : "?");
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		lwsl_user("attempt %d: status %u\n", attempts,
			  lws_http_client_http_response(wsi));
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

/* ---- when the system is ready -------------------------------------------- */

static int
on_state(lws_state_manager_t *mgr, lws_state_notify_link_t *link, int current,
	 int target)
{
	(void)mgr;
	(void)link;
	if (current == LWS_SYSTATE_OPERATIONAL &&
	    target == LWS_SYSTATE_OPERATIONAL)
		try_to_connect(NULL);

	return 0;
}

static lws_state_notify_link_t notifier = {.name = "app",
					   .notify_cb = on_state};
static lws_state_notify_link_t *const notifiers[] = {&notifier, NULL};

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

static void
set_wish(int argc, const char **argv)
{
	int to_test_server = !!lws_cmdline_option(argc, argv, "-l");

	wish.context = context;
	wish.address = option(argc, argv, "--server",
			      to_test_server ? "localhost" : "example.com");
	wish.port = (int)strtol(
		option(argc, argv, "-p", to_test_server ? "7681" : "443"), NULL,
		10);
	wish.path = "/";
	wish.host = option(argc, argv, "--host", wish.address);
	wish.origin = wish.host;
	wish.method = "GET";
	wish.protocol = "http";
	wish.ssl_connection = LCCSCF_USE_SSL;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.default_loglevel = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	if (load_blob(option(argc, argv, "--trust", "trust.bin")))
		return 1;

	info.port = CONTEXT_PORT_NO_LISTEN; /* it is no server */
	info.pcontext = &context;
	info.protocols = protocols;
	info.system_ops = &system_ops;
	info.register_notifier_list = notifiers;
	/* without the second one the system's CA certificates are trusted */
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
	info.jitt_cache_max_footprint = 16 * 1024;
	info.vh_idle_grace_ms = 10000;
	context = lws_create_context(&info);
	if (!context) {
		lwsl_err("lws init failed\n"); /* the log says why */
		free(blob);
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	set_wish(argc, argv);

	lws_context_default_loop_run_destroy(context);
	free(blob);
	lwsl_user("Completed: %s\n", is_bad ? "failed" : "OK");

	return is_bad;
}
