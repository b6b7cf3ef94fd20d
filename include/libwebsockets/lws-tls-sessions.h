/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_TLS_SESSIONS_H)
#define LIBWEBSOCKETS_LWS_TLS_SESSIONS_H

/**
 * \defgroup tls_sessions TLS session resumption
 * @{
 */

/** bytes of a tag, NUL included */
#define LWS_SESSION_TAG_LEN 96

struct lws_tls_session_dump;

/** a client session to store */
struct lws_tls_session_dump {
	/** which server it is for: vhost, host, port */
	char tag[LWS_SESSION_TAG_LEN];
	/** its bytes, secret: save: borrowed; load: from malloc(), taken */
	void *blob;
	/** opq */
	void *opaque;
	/** bytes of blob */
	size_t blob_len;
};

/** stores or loads one; 0, or nonzero: cannot */
typedef int (*lws_tls_sess_cb_t)(struct lws_context *cx,
				 struct lws_tls_session_dump *info);

/**
 * lws_tls_session_dump_save() - store the session of a server
 *
 * \param vh: borrowed
 * \param host: borrowed
 * \param port: port
 * \param cb_save: stores it
 * \param opq: for cb_save
 *
 * Returns 0, or nonzero: there is none, or it was not stored.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_save, void *opq);

/**
 * lws_tls_session_dump_load() - have a stored session for the next connection
 *
 * \param vh: borrowed
 * \param host: borrowed
 * \param port: port
 * \param cb_load: loads it
 * \param opq: for cb_load
 *
 * Returns 0, or nonzero: it was not loaded.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_load, void *opq);

/** @} */

#endif
