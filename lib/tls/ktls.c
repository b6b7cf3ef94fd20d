/* SPDX-License-Identifier: MIT */
/*
 * Records by the kernel (kTLS), of what servers send: then files leave by
 * sendfile(), and what is written is not copied by us to be encrypted.
 *
 *   context   LWS_PLUS_SERVER_OPTION_KTLS asks for it
 *   open      lws__tls_kernel_may(): the socket has the kernel's tls layer,
 *             which does nothing before it has a key
 *   keys      the vendor gives the kernel the key of what we send, when it
 *             begins to use it itself: t->kernel_sends.  What was encrypted
 *             before has left by then, or the vendor keeps the key
 *   done      lws__stage_tls_kernel takes the stage's place: it has sendfile
 *
 * What is read stays with the vendor.  Clients are left out: their last bytes
 * of a handshake leave together with what they ask, and they send no files.
 * So are sockets that are not directly below TLS, as on io_uring.
 */

#include "core/stage.h"
#include "tls/tls.h"

#include <errno.h>
#include <string.h>

/* once in a context: it is so for all its connections */
static void
note_absence(struct lws__tls *t, int error)
{
	struct lws_context *cx = t->conn->wsi->cx;
	struct lws__tls_context *tcx = cx->tls;

	if (error != ENOENT && error != ENOPROTOOPT)
		return; /* no TCP, or not any more */
	if (!atomic_exchange_explicit(&tcx->ktls_absent, true,
				      memory_order_relaxed))
		lwsl_cx_info(cx, "no TLS in the kernel: %s", strerror(error));
}

bool
lws__tls_kernel_may(struct lws__tls *t)
{
	struct lws__tls_context *tcx = t->conn->wsi->cx->tls;
	int error;

	if (!tcx->ktls_wanted || t->is_client ||
	    lws__tls_below(t->conn) != &lws__stage_socket ||
	    atomic_load_explicit(&tcx->ktls_absent, memory_order_relaxed))
		return false;
	error = lws__plat_tls_layer((int)t->conn->fd);
	if (error)
		note_absence(t, error);

	return !error;
}
