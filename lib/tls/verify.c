/* SPDX-License-Identifier: MIT */
/*
 * Is the peer who it has to be?  The vendor finds faults; which of them a
 * client looks past is decided here, and what is said when it does not.
 *
 *   LCCSCF_ALLOW_SELFSIGNED               it or its chain vouches for itself
 *   LCCSCF_ALLOW_EXPIRED                  its dates
 *   LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK its names
 *   LCCSCF_ALLOW_INSECURE                 whatever vouches for it, or nothing
 *
 * Each excuses its own fault and no other.  A server excuses nothing.
 */

#include "tls/tls.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
lws__tls_is_excused(enum lws__tls_fault fault, int flags)
{
	switch (fault) {
	case LWS__TLS_FAULT_NONE:
		return true;
	case LWS__TLS_FAULT_NAME:
		return !!(flags & LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK);
	case LWS__TLS_FAULT_SELF_SIGNED:
		return !!(flags &
			  (LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_INSECURE));
	case LWS__TLS_FAULT_NOT_YET:
	case LWS__TLS_FAULT_EXPIRED:
		return !!(flags & LCCSCF_ALLOW_EXPIRED);
	case LWS__TLS_FAULT_UNKNOWN_CA:
	case LWS__TLS_FAULT_UNLISTED:
	case LWS__TLS_FAULT_WEAK:
	case LWS__TLS_FAULT_OTHER:
		return !!(flags & LCCSCF_ALLOW_INSECURE);
	case LWS__TLS_FAULT_REVOKED:
	case LWS__TLS_FAULT_ABSENT:
		break;
	}

	return false;
}

const char *
lws__tls_fault_word(enum lws__tls_fault fault)
{
	switch (fault) {
	case LWS__TLS_FAULT_NAME:
		return "tls=hostname";
	case LWS__TLS_FAULT_SELF_SIGNED:
	case LWS__TLS_FAULT_UNKNOWN_CA:
		return "tls=invalidca";
	case LWS__TLS_FAULT_NOT_YET:
		return "tls=notyetvalid";
	case LWS__TLS_FAULT_EXPIRED:
		return "tls=expired";
	case LWS__TLS_FAULT_REVOKED:
		return "tls=revoked";
	case LWS__TLS_FAULT_UNLISTED:
		return "tls=nocrl";
	case LWS__TLS_FAULT_WEAK:
		return "tls=weak";
	case LWS__TLS_FAULT_ABSENT:
		return "tls=nocert";
	case LWS__TLS_FAULT_NONE:
	case LWS__TLS_FAULT_OTHER:
		break;
	}

	return "tls=invalidcert";
}

/*
 * The application may refuse what is fine, and accept what is not by setting
 * the store's error to "no error": saying nothing about it changes nothing.
 */
static bool
may_go_on(struct lws__tls *t, const struct lws__tls_finding *f)
{
	struct lws *wsi = t->conn->wsi;
	const struct lws_protocols *p = wsi->vh->protocols;
	enum lws_callback_reasons reason =
		LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION;
	bool ok = f->fault == LWS__TLS_FAULT_NONE;

	if (t->is_client) {
		if (!ok && lws__tls_is_excused(f->fault, t->flags))
			return true;
		reason = LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION;
		if (wsi->protocol)
			p = wsi->protocol;
	}
	if (p->callback && p->callback(wsi, reason, f->store, t->native, ok))
		return false;

	return ok || !f->now(f->store);
}

bool
lws__tls_verify(struct lws__tls *t, const struct lws__tls_finding *f)
{
	bool ok = may_go_on(t, f);

	if (!ok && t->is_client)
		lws__jit_note(t, f);

	return ok;
}

void
lws__tls_say(struct lws__tls *t, const char *format, ...)
{
	struct lws *wsi = t->conn->wsi;
	char text[160], peer[64];
	va_list ap;

	if (t->said)
		return;
	t->said = 1;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (t->is_client) {
		lws__client_error(wsi, "%s", text);
		return;
	}
	lwsl_wsi_info(wsi, "%s: %s", lws__wsi_peer(wsi, peer, sizeof(peer)),
		      text);
	(void)peer;
}

/* whoever runs the server wants to see who was kept out, and why */
static void
say_refused(struct lws__tls *t, enum lws__tls_fault fault, long error,
	    const char *text)
{
	struct lws *wsi = t->conn->wsi;
	char peer[64];

	if (t->said)
		return;
	t->said = 1;
	lwsl_wsi_notice(wsi,
			"%s: client's cert refused, %s X509_V_ERR = %ld: %s",
			lws__wsi_peer(wsi, peer, sizeof(peer)),
			lws__tls_fault_word(fault), error, text);
	(void)peer;
}

void
lws__tls_say_unverified(struct lws__tls *t, enum lws__tls_fault fault,
			long error, const char *text)
{
	if (t->is_client)
		lws__tls_say(t,
			     "server's cert didn't look good, %s "
			     "X509_V_ERR = %ld: %s, %s",
			     lws__tls_fault_word(fault), error, text, t->host);
	else
		say_refused(t, fault, error, text);
}
