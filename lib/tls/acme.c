/* SPDX-License-Identifier: MIT */
/*
 * For ACME clients: a throw-away certificate that answers a challenge, and the
 * signing request for the real one.
 */

#include "tls/tls.h"

#include <stdlib.h>
#include <string.h>

/* the vhost's other settings stay; lws_tls_cert_updated() brings its own back
 */
int
lws_tls_acme_sni_cert_create(struct lws_vhost *vhost, const char *san_a,
			     const char *san_b)
{
	struct lws__tls_source cert = {0}, key = {0};
	int ret = 1;

	if (vhost->tls && san_a &&
	    !lws__tls_vendor.self_signed(san_a, san_b, &cert, &key))
		ret = lws__tls_vhost_show(vhost, &cert, &key);
	(void)lws__tls_source_set(&cert, NULL, NULL, 0);
	(void)lws__tls_source_set(&key, NULL, NULL, 0);

	return ret;
}

/* base64url of RFC 4648 5, without padding; -1: no room */
static int
b64url(const uint8_t *der, size_t len, uint8_t *to, size_t max)
{
	int n = lws_b64_encode_string_url((const char *)der, (int)len,
					  (char *)to, (int)max);

	while (n > 0 && to[n - 1] == '=')
		n--;
	if (n > 0 && (size_t)n < max)
		to[n] = '\0';

	return n;
}

int
lws_tls_acme_sni_csr_create(struct lws_context *context, const char *elements[],
			    uint8_t *csr, size_t csr_len, char **privkey_pem,
			    size_t *privkey_len)
{
	uint8_t *der = NULL, *pem = NULL;
	size_t der_len = 0;
	int n;

	if (lws__tls_vendor.request(elements, &der, &der_len, &pem,
				    privkey_len)) {
		lwsl_cx_err(context, "no certificate request made");
		return -1;
	}
	n = b64url(der, der_len, csr, csr_len);
	lws__tls_bytes_free(der, der_len);
	if (n < 0) {
		lws__tls_bytes_free(pem, *privkey_len);
		return -1;
	}
	/* the caller has no other way to free it than free() */
	*privkey_pem = malloc(*privkey_len + 1);
	if (*privkey_pem) {
		memcpy(*privkey_pem, pem, *privkey_len);
		(*privkey_pem)[*privkey_len] = '\0';
	}
	lws__tls_bytes_free(pem, *privkey_len);

	return *privkey_pem ? n : -1;
}
