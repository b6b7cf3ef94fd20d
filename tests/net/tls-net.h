/* SPDX-License-Identifier: MIT */
/*
 * TLS with both ends ours: one context, a server vhost that echoes what raw
 * connections say, and client vhosts made by the test.
 *
 *	struct tls_net n;
 *
 *	tls_net_begin(&n, &cert, NULL);
 *	tls_net_client(&n, &ca, NULL);
 *	tls_net_visit(&n, &(struct tls_visit){.host = "localhost"});
 *	assert_true(n.seen.echoed);
 *	tls_net_end(&n);
 */

#ifndef LWS_TLS_NET_H
#define LWS_TLS_NET_H

#include "net-test.h"
#include "test-certs.h"

enum {
#if defined(LWS_WITH_TLS_SESSIONS)
	TLS_NET_RESUMES = 1, /* what a second visit says of `reused` */
#else
	TLS_NET_RESUMES = 0,
#endif
};

/* what came of one client connection */
struct tls_seen {
	int over;       /* error or closed came */
	int connected;  /* RAW_CONNECTED */
	int echoed;     /* the whole of what was sent came back */
	int error;      /* CLIENT_CONNECTION_ERROR */
	char text[160]; /* its words */
	int reused;     /* the session was resumed */
	int verified;   /* LWS_TLS_CERT_INFO_VERIFIED */
	int server_rx;  /* the server's protocol had bytes */
	int server_ssl; /* lws_is_ssl() there */
	int asked;      /* PERFORM_SERVER_CERT_VERIFICATION with preverify 1 */
	int asked_bad;  /* ... with 0 */
	char peer_cn[64];   /* client's view of the server's certificate */
	char server_vh[64]; /* vhost that served */
	char client_vh[64]; /* that the client was on */
	char client_cn[64]; /* server's view of the client's certificate */
	char version[16];
	char alpn[24];
	char cipher[64];
	char group[32];
};

/* what a test does in callbacks; NULL: nothing.  Cleared by tls_net_end() */
struct tls_hooks {
	/* OPENSSL_LOAD_EXTRA_..._VERIFY_CERTS, both; vh NULL for a client */
	void (*context)(struct lws_vhost *vh, void *ssl_ctx);
	/* OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION */
	int (*client_cert)(void *store, void *ssl, size_t preverify);
	/* SSL_INFO, of either side */
	int (*info)(struct lws *wsi, const struct lws_ssl_info *info);
	void (*connected)(struct lws *wsi); /* the client */
	void (*served)(struct lws *wsi);    /* the server had bytes */
};

extern struct tls_hooks tls_hooks;

struct tls_net {
	struct lws__net net;
	struct lws_vhost *client; /* borrowed */
	struct tls_seen seen;
	/* what the application does when it is asked to verify */
	int user_refuses;
	int user_accepts;
	int send_len;     /* bytes to be echoed; 0: a few */
	const char *text; /* what is repeated in them; NULL: some */
};

struct tls_visit {
	const char *address; /* NULL: 127.0.0.1 */
	const char *host;
	const char *alpn;
	int flags;            /* besides LCCSCF_USE_SSL */
	int port;             /* 0: the server's */
	struct lws_vhost *vh; /* NULL: n->client */
	bool any_vhost;       /* the call names none */
	bool is_plain;        /* no TLS at all */
	bool has_company;     /* other connections stay */
};

/* info NULL: the defaults; cert may be NULL when info says what there is */
void tls_net_begin(struct tls_net *n, const struct lws__test_cert *cert,
		   const struct lws_context_creation_info *info);
/* a further server vhost on the same port */
struct lws_vhost *tls_net_server(struct tls_net *n, const char *name,
				 const struct lws__test_cert *cert,
				 const struct lws_context_creation_info *info);
/* a client vhost that trusts ca alone; becomes n->client */
struct lws_vhost *
tls_net_client(struct tls_net *n, const struct lws__test_cert *ca,
	       const struct lws_context_creation_info *info);
/* begins to connect; nonzero: it failed at once */
int tls_net_go(struct tls_net *n, const struct tls_visit *v);
/* connects, echoes, closes; n->seen tells */
void tls_net_visit(struct tls_net *n, const struct tls_visit *v);
void tls_net_end(struct tls_net *n);

/* the visit came to nothing, with these words in its error */
void tls_net_refused(struct tls_net *n, const struct tls_visit *v,
		     const char *words);
/* the visit succeeded */
void tls_net_fine(struct tls_net *n, const struct tls_visit *v);

#endif
