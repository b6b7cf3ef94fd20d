/* SPDX-License-Identifier: MIT */
/*
 * Both ends of TLS: see tls-net.h
 */

#include "tls-net.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/ssl.h>

#define HELLO "hello over tls"

static struct tls_net *now;

enum { PATIENCE_SECS = 600 };

struct tls_hooks tls_hooks;

/* ---- the server echoes --------------------------------------------------- */

struct echo {
	char *data; /* owned */
	size_t len;
};

static void
note_server(struct lws *wsi)
{
	union lws_tls_cert_info_results r;

	now->seen.server_rx = 1;
	now->seen.server_ssl = lws_is_ssl(wsi);
	snprintf(now->seen.server_vh, sizeof(now->seen.server_vh), "%s",
		 lws_get_vhost_name(lws_get_vhost(wsi)));
	if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0))
		snprintf(now->seen.client_cn, sizeof(now->seen.client_cn), "%s",
			 r.ns.name);
	if (tls_hooks.served)
		tls_hooks.served(wsi);
}

static int
echo_rx(struct lws *wsi, struct echo *e, const void *in, size_t len)
{
	char *grown = realloc(e->data, LWS_PRE + e->len + len);

	note_server(wsi);
	assert_non_null(grown);
	memcpy(grown + LWS_PRE + e->len, in, len);
	e->data = grown;
	e->len += len;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
echo_tx(struct lws *wsi, struct echo *e)
{
	int n;

	if (!e->len)
		return 0;
	n = lws_write(wsi, (unsigned char *)e->data + LWS_PRE, e->len,
		      LWS_WRITE_RAW);
	e->len = 0;

	return n < 0 ? -1 : 0;
}

static int
server_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	struct echo *e = user;

	lws__net_note(wsi, reason);
	switch (reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		if (tls_hooks.context)
			tls_hooks.context(in, user);
		break;
	case LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION:
		return tls_hooks.client_cert
			       ? tls_hooks.client_cert(user, in, len)
			       : 0;
	case LWS_CALLBACK_SSL_INFO:
		return tls_hooks.info ? tls_hooks.info(wsi, in) : 0;
	case LWS_CALLBACK_RAW_RX:
		return echo_rx(wsi, e, in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return echo_tx(wsi, e);
	case LWS_CALLBACK_RAW_CLOSE:
		if (e) { /* without memory for it there is none */
			free(e->data);
			e->data = NULL;
		}
		break;
	default:
		break;
	}

	return 0;
}

/* ---- the client ---------------------------------------------------------- */

static const char *
text(void)
{
	return now->text ? now->text : HELLO;
}

static size_t
wanted(void)
{
	return now->send_len ? (size_t)now->send_len : strlen(text());
}

static void
note_client(struct lws *wsi)
{
	union lws_tls_cert_info_results r;
	const unsigned char *alpn = NULL;
	unsigned int alpn_len = 0;
	SSL *ssl = lws_get_ssl(wsi);

	now->seen.connected = 1;
	now->seen.reused = lws_tls_session_is_reused(wsi);
	snprintf(now->seen.client_vh, sizeof(now->seen.client_vh), "%s",
		 lws_get_vhost_name(lws_get_vhost(wsi)));
	if (!ssl)
		return;
	if (tls_hooks.connected)
		tls_hooks.connected(wsi);
	snprintf(now->seen.cipher, sizeof(now->seen.cipher), "%s",
		 SSL_get_cipher_name(ssl));
	snprintf(now->seen.group, sizeof(now->seen.group), "%s",
		 SSL_group_to_name(ssl, (int)SSL_get_negotiated_group(ssl)));
	snprintf(now->seen.version, sizeof(now->seen.version), "%s",
		 SSL_get_version(ssl));
	SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
	snprintf(now->seen.alpn, sizeof(now->seen.alpn), "%.*s", (int)alpn_len,
		 (const char *)alpn);
	if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0))
		snprintf(now->seen.peer_cn, sizeof(now->seen.peer_cn), "%s",
			 r.ns.name);
	if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED, &r, 0))
		now->seen.verified = (int)r.verified;
}

static int
client_tx(struct lws *wsi)
{
	size_t len = wanted();
	unsigned char *p = malloc(LWS_PRE + len);
	int n;

	assert_non_null(p);
	for (size_t at = 0; at < len; at++)
		p[LWS_PRE + at] = (unsigned char)text()[at % strlen(text())];
	n = lws_write(wsi, p + LWS_PRE, len, LWS_WRITE_RAW);
	free(p);

	return n < 0 ? -1 : 0;
}

static int
client_verify(void *store, size_t ok)
{
	if (ok)
		now->seen.asked++;
	else
		now->seen.asked_bad++;
	if (now->user_accepts && !ok)
		X509_STORE_CTX_set_error(store, X509_V_OK);

	return now->user_refuses;
}

static int
client_rx(size_t *got, const char *in, size_t len)
{
	for (size_t n = 0; n < len; n++)
		assert_int_equal(in[n], text()[(*got + n) % strlen(text())]);
	*got += len;
	now->seen.echoed = *got == wanted();

	return now->seen.echoed ? -1 : 0;
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
		return client_verify(user, len);
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
		if (tls_hooks.context)
			tls_hooks.context(NULL, user);
		return 0;
	case LWS_CALLBACK_SSL_INFO:
		return tls_hooks.info ? tls_hooks.info(wsi, in) : 0;
	default:
		lws__net_note(wsi, reason);
		break;
	}
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		note_client(wsi);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return client_tx(wsi);
	case LWS_CALLBACK_RAW_RX:
		return client_rx(user, in, len);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		now->seen.error++;
		now->seen.over = 1;
		snprintf(now->seen.text, sizeof(now->seen.text), "%s",
			 in ? (const char *)in : "");
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		now->seen.over = 1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols server_protocols[] = {
	{.name = "echo",
	 .callback = server_cb,
	 .per_session_data_size = sizeof(struct echo)},
	LWS_PROTOCOL_LIST_TERM};

static const struct lws_protocols client_protocols[] = {
	{.name = "visit",
	 .callback = client_cb,
	 .per_session_data_size = sizeof(size_t)},
	LWS_PROTOCOL_LIST_TERM};

/* ---- vhosts -------------------------------------------------------------- */

/* handshakes in small pieces take long on a busy machine */
static void
be_patient(struct lws_context_creation_info *i)
{
	if (!i->timeout_secs)
		i->timeout_secs = PATIENCE_SECS;
	if (!i->connect_timeout_secs)
		i->connect_timeout_secs = PATIENCE_SECS;
}

static struct lws_context_creation_info
server_info(const struct lws__test_cert *cert,
	    const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	if (info)
		i = *info;
	be_patient(&i);
	i.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		     LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	i.iface = "127.0.0.1";
	if (!i.protocols)
		i.protocols = server_protocols;
	if (!i.listen_accept_role) {
		i.listen_accept_role = "raw-skt";
		i.listen_accept_protocol = "echo";
	}
	if (!cert)
		return i;
	i.server_ssl_cert_mem = cert->pem;
	i.server_ssl_cert_mem_len = (unsigned int)cert->pem_len;
	i.server_ssl_private_key_mem = cert->key_pem;
	i.server_ssl_private_key_mem_len = (unsigned int)cert->key_pem_len;

	return i;
}

void
tls_net_begin(struct tls_net *n, const struct lws__test_cert *cert,
	      const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info i = server_info(cert, info);

	memset(n, 0, sizeof(*n));
	now = n;
	lws__net_start(&n->net, &i);
}

struct lws_vhost *
tls_net_server(struct tls_net *n, const char *name,
	       const struct lws__test_cert *cert,
	       const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info i = server_info(cert, info);

	i.port = n->net.port;
	i.vhost_name = name;

	return lws_create_vhost(n->net.cx, &i);
}

struct lws_vhost *
tls_net_client(struct tls_net *n, const struct lws__test_cert *ca,
	       const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	if (info)
		i = *info;
	be_patient(&i);
	i.port = CONTEXT_PORT_NO_LISTEN;
	i.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (!i.vhost_name)
		i.vhost_name = "client";
	if (!i.protocols)
		i.protocols = client_protocols;
	if (ca) {
		i.client_ssl_ca_mem = ca->pem;
		i.client_ssl_ca_mem_len = (unsigned int)ca->pem_len;
	}
	n->client = lws_create_vhost(n->net.cx, &i);

	return n->client;
}

void
tls_net_end(struct tls_net *n)
{
	lws__net_stop(&n->net);
	now = NULL;
	memset(&tls_hooks, 0, sizeof(tls_hooks));
}

/* ---- visits -------------------------------------------------------------- */

int
tls_net_go(struct tls_net *n, const struct tls_visit *v)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	memset(&n->seen, 0, sizeof(n->seen));
	i.context = n->net.cx;
	if (!v->any_vhost)
		i.vhost = v->vh ? v->vh : n->client;
	i.address = v->address ? v->address : "127.0.0.1";
	i.host = v->host;
	i.port = v->port ? v->port : n->net.port;
	i.alpn = v->alpn;
	i.method = "RAW";
	i.local_protocol_name = "visit";
	i.ssl_connection = v->flags | (v->is_plain ? 0 : LCCSCF_USE_SSL);
	if (lws_client_connect_via_info(&i))
		return 0;
	n->seen.error++;

	return 1;
}

void
tls_net_visit(struct tls_net *n, const struct tls_visit *v)
{
	if (tls_net_go(n, v))
		return;
	lws__net_until_set(&n->net, &n->seen.over, "the visit to end");
	if (!v->has_company)
		lws__net_until_alone(&n->net);
}

void
tls_net_refused(struct tls_net *n, const struct tls_visit *v, const char *words)
{
	tls_net_visit(n, v);
	assert_false(n->seen.echoed);
	assert_int_equal(n->seen.error, 1);
	assert_false(n->seen.server_rx);
	if (!strstr(n->seen.text, words))
		fail_msg("'%s' is not in '%s'", words, n->seen.text);
}

void
tls_net_fine(struct tls_net *n, const struct tls_visit *v)
{
	tls_net_visit(n, v);
	if (!n->seen.echoed)
		fail_msg("not echoed: '%s'", n->seen.text);
	assert_true(n->seen.server_rx);
	assert_int_equal(n->seen.error, 0);
}
