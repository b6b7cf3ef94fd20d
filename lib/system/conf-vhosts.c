/* SPDX-License-Identifier: MIT */
/*
 * The configuration's "vhosts": each is made as soon as its object ends.
 */

#include "system/conf.h"

#include "core/core.h"

#include <limits.h>
#include <string.h>

#define AT(member) .ofs = offsetof(struct lws_context_creation_info, member)
#define OPTION(text, bits)                                          \
	{                                                           \
		text, .set = lws__conf_set_option, .option = (bits) \
	}

enum {
	CONF_KEEPALIVE_SECS = 5,
	NO_PROTOCOL = 255, /* a protocol's index that no vhost has */
};

/*
 * TLS 1.2 with forward secrecy and authenticated encryption only (RFC 9325
 * s4.2); TLS 1.3 has nothing else.
 */
static const char hardened_ciphers[] = "ECDHE-ECDSA-AES256-GCM-SHA384:"
				       "ECDHE-RSA-AES256-GCM-SHA384:"
				       "ECDHE-ECDSA-CHACHA20-POLY1305:"
				       "ECDHE-RSA-CHACHA20-POLY1305:"
				       "ECDHE-ECDSA-AES128-GCM-SHA256:"
				       "ECDHE-RSA-AES128-GCM-SHA256";

static const uint32_t retry_ms[] = {1000, 2000, 5000, 10000, 30000};
/* what the first vhost is given */
static const lws_retry_bo_t first_retry = {
	.retry_ms_table = retry_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(retry_ms),
	.conceal_count = LWS_ARRAY_SIZE(retry_ms),
	.secs_since_valid_ping = 15,
	.secs_since_valid_hangup = 20,
	.jitter_percent = 25,
};

/* ---- keys ------------------------------------------------------------ */

static int
set_port(struct lws__conf *c, const struct lws__conf_key *key, const char *name,
	 const char *value)
{
	long long number;

	(void)name;
	if (lws__conf_number(c, key, value, CONTEXT_PORT_NO_LISTEN_SERVER,
			     UINT16_MAX, &number))
		return -1;
	c->info.port = (int)number;
	c->has_port = true;

	return 0;
}

/* 0 is no keepalive, which the library says with -1 */
static int
set_keepalive(struct lws__conf *c, const struct lws__conf_key *key,
	      const char *name, const char *value)
{
	long long number;

	(void)name;
	if (lws__conf_number(c, key, value, 0, INT_MAX, &number))
		return -1;
	c->info.keepalive_timeout = number ? (int)number : -1;

	return 0;
}

static int
set_flag(struct lws__conf *c, const struct lws__conf_key *key, const char *name,
	 const char *value)
{
	bool *flag = (bool *)((char *)c + key->ofs);

	(void)name;
	*flag = lws__conf_is_on(value);

	return 0;
}

static const struct lws__conf_key vhost_members[] = {
	{"name", .set = lws__conf_set_text, AT(vhost_name)},
	{"port", .set = set_port},
	{"interface", .set = lws__conf_set_text, AT(iface)},
	OPTION("unix-socket", LWS_SERVER_OPTION_UNIX_SOCK),
	{"unix-socket-perms", .set = lws__conf_set_text, AT(unix_socket_perms)},
	OPTION("sts", LWS_SERVER_OPTION_STS),
	{"host-ssl-key", .set = lws__conf_set_text,
	 AT(ssl_private_key_filepath)},
	{"host-ssl-cert", .set = lws__conf_set_text, AT(ssl_cert_filepath)},
	{"host-ssl-ca", .set = lws__conf_set_text, AT(ssl_ca_filepath)},
	{"access-log", .set = lws__conf_not_built},
	{"ws-protocols", KEY_GROUPS, .set = lws__conf_add_pair, AT(pvo)},
	{"keepalive_timeout", .set = set_keepalive},
	{"enable-client-ssl", .set = set_flag,
	 .ofs = offsetof(struct lws__conf, wants_client_tls)},
	{"ciphers", .set = lws__conf_set_text, AT(ssl_cipher_list)},
	{"tls13-ciphers", .set = lws__conf_set_text,
	 AT(tls1_3_plus_cipher_list)},
	{"client-ssl-ciphers", .set = lws__conf_set_text,
	 AT(client_ssl_cipher_list)},
	{"client-tls13-ciphers", .set = lws__conf_set_text,
	 AT(client_tls_1_3_plus_cipher_list)},
	{"ecdh-curve", .set = lws__conf_set_text, AT(ecdh_curve)},
	OPTION("noipv6", LWS_SERVER_OPTION_DISABLE_IPV6),
	OPTION("ipv6only", LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY |
				   LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE),
	{"ssl-option-set", .set = lws__conf_set_bits, AT(ssl_options_set)},
	{"ssl-option-clear", .set = lws__conf_set_bits, AT(ssl_options_clear)},
	{"ssl-client-option-set", .set = lws__conf_set_bits,
	 AT(ssl_client_options_set)},
	{"ssl-client-option-clear", .set = lws__conf_set_bits,
	 AT(ssl_client_options_clear)},
	{"headers", KEY_PAIRS, .set = lws__conf_add_header, AT(headers)},
	{"client-ssl-key", .set = lws__conf_set_text,
	 AT(client_ssl_private_key_filepath)},
	{"client-ssl-cert", .set = lws__conf_set_text,
	 AT(client_ssl_cert_filepath)},
	{"client-ssl-ca", .set = lws__conf_set_text,
	 AT(client_ssl_ca_filepath)},
	OPTION("onlyraw", LWS_SERVER_OPTION_ONLY_RAW),
	OPTION("client-cert-required",
	       LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT),
	OPTION("ignore-missing-cert", LWS_SERVER_OPTION_IGNORE_MISSING_CERT),
	{"error-document-404", .set = lws__conf_set_text,
	 AT(error_document_404)},
	{"alpn", .set = lws__conf_set_text, AT(alpn)},
	{"fo-listen-queue", .set = lws__conf_set_int, AT(fo_listen_queue)},
	OPTION("strict-host-check",
	       LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK),
	{"listen-accept-role", .set = lws__conf_set_text,
	 AT(listen_accept_role)},
	{"listen-accept-protocol", .set = lws__conf_set_text,
	 AT(listen_accept_protocol)},
	OPTION("apply-listen-accept",
	       LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG),
	OPTION("fallback-listen-accept",
	       LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG),
	OPTION("allow-non-tls", LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT),
	OPTION("redirect-http", LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS),
	OPTION("allow-http-on-https",
	       LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER),
	{"disable-no-protocol-ws-upgrades", .set = set_flag,
	 .ofs = offsetof(struct lws__conf, refuses_no_protocol)},
	OPTION("h2-half-closed-long-poll",
	       LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL),
	{"mounts", KEY_LIST, .members = lws__conf_mount_keys,
	 .begin = lws__conf_mount_begin, .end = lws__conf_mount_end},
	{.name = NULL},
};

/* ---- vhosts ---------------------------------------------------------- */

static int
vhost_begin(struct lws__conf *c)
{
	c->info = c->start;
	c->info.keepalive_timeout = CONF_KEEPALIVE_SECS;
	if (!c->vhosts_count)
		c->info.retry_and_idle_policy = &first_retry;
	c->base = &c->info;
	c->has_port = false;
	c->wants_client_tls = false;
	c->refuses_no_protocol = false;

	return 0;
}

static int
vhost_end(struct lws__conf *c)
{
	const char *name = c->info.vhost_name ? c->info.vhost_name : "default";
	bool is_unix = c->info.options & LWS_SERVER_OPTION_UNIX_SOCK;

	if (is_unix && !c->info.iface)
		return lws__conf_bad(c,
				     "vhost %.60s: unix-socket needs a path "
				     "as its interface",
				     name);
	if (!c->has_port && !is_unix)
		return lws__conf_bad(c, "vhost %.60s has no port", name);
	if (c->info.ssl_cert_filepath) { /* that is what turns TLS on */
		c->info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		if (!c->info.ssl_cipher_list)
			c->info.ssl_cipher_list = hardened_ciphers;
	}
	if (c->wants_client_tls) {
		c->info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		if (!c->info.client_ssl_cipher_list)
			c->info.client_ssl_cipher_list = hardened_ciphers;
	}
	if (c->sink->make(c->sink->arg, &c->info, c->wants_client_tls,
			  c->refuses_no_protocol))
		return lws__conf_bad(c, "vhost %.60s could not be made", name);
	c->vhosts_count++;

	return 0;
}

const struct lws__conf_key lws__conf_vhost_keys[] = {
	{"vhosts", KEY_LIST, .members = vhost_members, .begin = vhost_begin,
	 .end = vhost_end},
	{.name = NULL},
};

/* what is the same for all, of what the program and "global" gave */
static void
vhosts_start(struct lws__conf *c, const struct lws_context_creation_info *info)
{
	c->start.count_threads = info->count_threads;
	c->start.options = info->options;
	c->start.server_string = info->server_string;
	c->start.timeout_secs = info->timeout_secs;
	c->start.protocols = info->protocols;
	c->start.pprotocols = info->pprotocols;
	c->start.extensions = info->extensions;
	c->start.reject_service_keywords = info->reject_service_keywords;
	c->start.alpn = info->alpn;
	c->start.user = info->user;
	c->start.finalize = info->finalize;
	c->start.finalize_arg = info->finalize_arg;
	c->start.log_cx = info->log_cx;
}

int
lws__conf_read_vhosts(struct lws__conf *c, const char *dir)
{
	struct lws_context_creation_info given = c->info;

	vhosts_start(c, &given);
	c->base = &c->info;
	if (lws__conf_read_dir(c, dir, lws__conf_vhost_keys))
		return 1;
	if (c->vhosts_count)
		return 0;
	lwsl_err("%s: the configuration has no vhost\n", dir);

	return 1;
}

static int
vhost_make(void *arg, const struct lws_context_creation_info *info,
	   bool wants_client_tls, bool refuses_no_protocol)
{
	struct lws_vhost *vh = lws_create_vhost(arg, info);

	if (!vh)
		return 1;
	if (refuses_no_protocol)
		vh->default_protocol_index = NO_PROTOCOL;

	return wants_client_tls && lws__conf_client_tls(info, vh);
}

int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len)
{
	const struct lws__conf_sink sink = {vhost_make, context};
	struct lws__conf c;
	int bad;

	memset(&c, 0, sizeof(c));
	c.at = *config_strings;
	c.left = *len > 0 ? (size_t)*len : 0;
	c.info = *info;
	c.sink = &sink;
	bad = lws__conf_read_vhosts(&c, d);
	/* vhosts that were made before something was bad point there */
	*config_strings = c.at;
	*len = (int)c.left;

	return bad;
}
