/* SPDX-License-Identifier: MIT */
/*
 * What applications may ask about certificates and TLS connections.
 */

#include "core/stage.h"
#include "tls/tls.h"

struct lws_x509_cert {
	void *native; /* owned, NULL = empty */
};

int
lws_x509_create(struct lws_x509_cert **x509)
{
	*x509 = lws__zalloc(sizeof(**x509), "x509");

	return !*x509;
}

int
lws_x509_parse_from_pem(struct lws_x509_cert *x509, const void *pem, size_t len)
{
	void *native = lws__tls_vendor.x509_from_pem(pem, len);

	if (!native)
		return -1;
	lws__tls_vendor.x509_free(x509->native);
	x509->native = native;

	return 0;
}

int
lws_x509_verify(struct lws_x509_cert *x509, struct lws_x509_cert *trusted,
		const char *common_name)
{
	if (!x509->native || !trusted->native)
		return -1;

	return lws__tls_vendor.x509_verify(x509->native, trusted->native,
					   common_name);
}

void
lws_x509_destroy(struct lws_x509_cert **x509)
{
	if (!*x509)
		return;
	lws__tls_vendor.x509_free((*x509)->native);
	lws__free(*x509);
	*x509 = NULL;
}

static struct lws__tls_fact
fact_of(enum lws_tls_cert_info type, union lws_tls_cert_info_results *buf,
	size_t len)
{
	return (struct lws__tls_fact){type, buf,
				      len ? len : sizeof(buf->ns.name)};
}

int
lws_x509_info(struct lws_x509_cert *x509, enum lws_tls_cert_info type,
	      union lws_tls_cert_info_results *buf, size_t len)
{
	struct lws__tls_fact f = fact_of(type, buf, len);

	return x509->native ? lws__tls_vendor.x509_fact(x509->native, &f) : -1;
}

static const struct lws__tls *
tls_of(const struct lws *wsi)
{
	const struct lws__tls *t = wsi->conn ? wsi->conn->tls : NULL;

	return t && t->native ? t : NULL;
}

int
lws_tls_peer_cert_info(struct lws *wsi, enum lws_tls_cert_info type,
		       union lws_tls_cert_info_results *buf, size_t len)
{
	struct lws__tls_fact f = fact_of(type, buf, len);
	const struct lws__tls *t = tls_of(wsi);

	return t ? lws__tls_vendor.peer_fact(t, &f) : -1;
}

int
lws_tls_vhost_cert_info(struct lws_vhost *vhost, enum lws_tls_cert_info type,
			union lws_tls_cert_info_results *buf, size_t len)
{
	struct lws__tls_fact f = fact_of(type, buf, len);
	void *context = vhost->tls ? lws__tls_server_context(vhost) : NULL;
	int ret;

	if (!context)
		return -1;
	ret = lws__tls_vendor.context_fact(context, &f);
	lws__tls_vendor.context_free(context);

	return ret;
}

int
lws_tls_session_is_reused(struct lws *wsi)
{
	const struct lws__tls *t = tls_of(wsi);

	return t && t->done && lws__tls_vendor.is_resumed(t);
}

struct ssl_st *
lws_get_ssl(struct lws *wsi)
{
	const struct lws__tls *t = tls_of(wsi);

	return t ? t->native : NULL;
}
