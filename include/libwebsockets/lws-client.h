/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CLIENT_H)
#define LIBWEBSOCKETS_LWS_CLIENT_H

/**
 * \defgroup client Client connections
 * lws_client_connect_via_info() begins; success is CLIENT_ESTABLISHED,
 * ESTABLISHED_CLIENT_HTTP or RAW_CONNECTED, failure CLIENT_CONNECTION_ERROR.
 * @{
 */

struct lws_client_connect_info;
struct lws_http_mp_sm;

/** ssl_connection: bits */
enum lws_client_connect_ssl_connection_flags {
	/** use TLS */
	LCCSCF_USE_SSL = (1 << 0),
	/** accept a certificate that only vouches for itself, or a chain whose
	 * root does; its name and dates are checked */
	LCCSCF_ALLOW_SELFSIGNED = (1 << 1),
	/** accept a certificate for another name */
	LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK = (1 << 2),
	/** accept a certificate that is over or not yet valid */
	LCCSCF_ALLOW_EXPIRED = (1 << 3),
	/** accept a certificate whatever vouches for it, or nothing; its name
	 * and dates are checked */
	LCCSCF_ALLOW_INSECURE = (1 << 4),
	/** HTTP/2: end our side right after the headers */
	LCCSCF_H2_QUIRK_NGHTTP2_END_STREAM = (1 << 5),
	/** HTTP/2: the server overflows our windows */
	LCCSCF_H2_QUIRK_OVERFLOWS_TXCR = (1 << 6),
	/** HTTP/2: authorization is a bearer token */
	LCCSCF_H2_AUTH_BEARER = (1 << 7),
	/** HTTP/2: and is sent in hex */
	LCCSCF_H2_HEXIFY_AUTH_TOKEN = (1 << 8),
	/** HTTP/2: only lws_h2_update_peer_txcredit() lets the server send */
	LCCSCF_H2_MANUAL_RXFLOW = (1 << 9),
	/** the body is multipart/form-data */
	LCCSCF_HTTP_MULTIPART_MIME = (1 << 10),
	/** the body is a urlencoded form */
	LCCSCF_HTTP_X_WWW_FORM_URLENCODED = (1 << 11),
	/** do not follow redirects */
	LCCSCF_HTTP_NO_FOLLOW_REDIRECT = (1 << 12),
	/** send no cache-control: no-cache */
	LCCSCF_HTTP_NO_CACHE_CONTROL = (1 << 13),
	/** set SO_REUSEADDR on the socket */
	LCCSCF_ALLOW_REUSE_ADDR = (1 << 14),
	/** IPv6: send from a lasting address */
	LCCSCF_IPV6_PREFER_PUBLIC_ADDR = (1 << 15),
	/** share a connection to the same server */
	LCCSCF_PIPELINE = (1 << 16),
	/** secure streams: streams may share the connection */
	LCCSCF_MUXABLE_STREAM = (1 << 17),
	/** speak HTTP/2 at once, without TLS */
	LCCSCF_H2_PRIOR_KNOWLEDGE = (1 << 18),
	/** wake a suspended system for pings */
	LCCSCF_WAKE_SUSPEND__VALIDITY = (1 << 19),
	/** read all there is before writing */
	LCCSCF_PRIORITIZE_READS = (1 << 20),
	/** secure streams' own */
	LCCSCF_SECSTREAM_CLIENT = (1 << 21),
	/** secure streams' own */
	LCCSCF_SECSTREAM_PROXY_LINK = (1 << 22),
	/** secure streams' own */
	LCCSCF_SECSTREAM_PROXY_ONWARD = (1 << 23),
	/** mark packets: low latency */
	LCCSCF_IP_LOW_LATENCY = (1 << 24),
	/** mark packets: throughput */
	LCCSCF_IP_HIGH_THROUGHPUT = (1 << 25),
	/** mark packets: reliability */
	LCCSCF_IP_HIGH_RELIABILITY = (1 << 26),
	/** mark packets: low cost */
	LCCSCF_IP_LOW_COST = (1 << 27),
	/** note how connecting went: lws_conmon_wsi_take() */
	LCCSCF_CONMON = (1 << 28),
	/** follow redirects from https to http */
	LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS = (1 << 29),
	/** use the context's cookie jar */
	LCCSCF_CACHE_COOKIES = (1 << 30),
};

/**
 * Zero it first. Everything is borrowed until lws_client_connect_via_info()
 * returns, if not said otherwise.
 */
struct lws_client_connect_info {
	/** where */
	struct lws_context *context;
	/** name or address; "+path": Unix socket, "+@name": abstract */
	const char *address;
	/** port */
	int port;
	/** LCCSCF_... bits */
	int ssl_connection;
	/** URL path and query, "/" first */
	const char *path;
	/** Host header and name the certificate must have; NULL: address */
	const char *host;
	/** Origin header; NULL: none */
	const char *origin;
	/** ws subprotocols to offer, comma between; or protocol to bind to */
	const char *protocol;
	/** 0, 13 or -1: ws version 13 */
	int ietf_version_or_minus_one;
	/** NULL: per-session memory is allocated; else it is this, yours */
	void *userdata;
	/** not used */
	const void *client_exts;
	/** NULL: ws; "GET" and the like: HTTP; "RAW", "MQTT" */
	const char *method;
	/** NULL, or wsi with which this closes */
	struct lws *parent_wsi;
	/** NULL, or text to replace in HTML */
	const char *uri_replace_from;
	/** what replaces it */
	const char *uri_replace_to;
	/** NULL: the vhost "default", or the first */
	struct lws_vhost *vhost;
	/**
	 * NULL, or set to the wsi before anything is called back, and to NULL
	 * if it fails
	 */
	struct lws **pwsi;
	/** NULL, or interface or address to send from */
	const char *iface;
	/** 0, or port to send from */
	int local_port;
	/** NULL: protocol; else protocol to bind to */
	const char *local_protocol_name;
	/** NULL: the vhost's; else application protocols, "http/1.1" */
	const char *alpn;
	/** yours: lws_get_opaque_user_data() */
	void *opaque_user_data;
	/** NULL: the vhost's; borrowed while the wsi lives */
	const lws_retry_bo_t *retry_and_idle_policy;
	/**
	 * HTTP/2: bytes the server may send at first, with
	 * LCCSCF_H2_MANUAL_RXFLOW
	 */
	int manual_initial_tx_credit;
	/** 0, or 1 + index of the system blob with a client certificate */
	uint8_t sys_tls_client_cert;
	/** 0 .. 6, higher is more urgent */
	uint8_t priority;
	/** for MQTT */
	const lws_mqtt_client_connect_param_t *mqtt_cp;
	/** faults to inject */
	lws_fi_ctx_t fic;
	/** NULL, or its name for fault injection */
	const char *fi_wsi_name;
	/** seconds an idle connection is kept for the next; 0: 5 */
	uint16_t keep_warm_secs;
	/** NULL, or where lines about it go */
	lws_log_cx_t *log_cx;
	/** NULL, or for digest auth */
	const char *auth_username;
	/** NULL, or for digest auth */
	const char *auth_password;
	/** 1: ws frames may have reserved bits set */
	uint8_t allow_reserved_bits;
	/** 1: ws frames may have unknown opcodes */
	uint8_t allow_unknown_opcode;
	/** zero */
	void *_unused[4];
};

/**
 * lws_http_mp_sm_cb_t() - the next field of a multipart body
 *
 * \param cx: borrowed
 * \param ft: borrowed; to be filled with "name=value", "name=@file" or
 *   "name=@file;type=image/png;filename=x.png" and NUL
 * \param ft_len: bytes of ft
 * \param last: *last is yours, NULL for the first field: where you are in
 *   the list, which is walked twice
 *
 * Returns 0; nonzero: there are no more.
 */
typedef int (*lws_http_mp_sm_cb_t)(struct lws_context *cx, char *ft,
				   size_t ft_len, const char **last);

/**
 * lws_client_connect_via_info() - begin to connect
 *
 * \param ccinfo: borrowed until return
 *
 * Names are looked up and sockets connected while the loop runs.
 *
 * Returns the wsi, borrowed until its WSI_DESTROY; NULL: what was asked for
 * cannot be done, and nothing is called back.
 * Call from: a service thread
 * Allocates: wsi, conn, copies of the texts
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_client_connect_via_info(const struct lws_client_connect_info *ccinfo);

/**
 * lws_init_vhost_client_ssl() - let a vhost make TLS client connections
 *
 * \param info: borrowed until return: client_ssl_... and options
 * \param vh: borrowed
 *
 * Returns 0, or nonzero: logged why.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_init_vhost_client_ssl(const struct lws_context_creation_info *info,
			  struct lws_vhost *vhost);

/**
 * lws_http_client_read() - take what has arrived of an answer's body: it is
 * given to LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ
 *
 * \param wsi: borrowed
 * \param buf: borrowed; *buf is a buffer, with LWS_PRE before it
 * \param len: bytes of *buf
 *
 * Returns 0, or negative: return -1 from the callback.
 * Call from: LWS_CALLBACK_RECEIVE_CLIENT_HTTP
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_client_read(struct lws *wsi, char **buf, int *len);

/**
 * lws_http_client_http_response() - the status of the answer
 *
 * \param wsi: borrowed
 *
 * Returns 100 .. 599, or 0: there is none yet.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_http_client_http_response(struct lws *wsi);

/**
 * lws_tls_client_vhost_extra_cert_mem() - trust one more certificate
 *
 * \param vh: borrowed
 * \param der: borrowed until return
 * \param der_len: bytes
 *
 * Returns 0, or nonzero.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_client_vhost_extra_cert_mem(struct lws_vhost *vh, const uint8_t *der,
				    size_t der_len);

/**
 * lws_client_http_body_pending() - there is a body, or more of it, to send
 *
 * \param wsi: borrowed
 * \param something_left_to_send: 1: LWS_CALLBACK_CLIENT_HTTP_WRITEABLE comes;
 *   0: all was sent
 *
 * Call from: LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER and
 * ..._CLIENT_HTTP_WRITEABLE
 */
LWS_VISIBLE LWS_EXTERN void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send);

/**
 * lws_client_http_multipart() - write what stands before a part of a multipart
 * body, or ends it
 *
 * \param wsi: borrowed
 * \param name: of the form's field; NULL: the end
 * \param filename: NULL, or name of a file
 * \param content_type: NULL, or of the part
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room.
 * Call from: LWS_CALLBACK_CLIENT_HTTP_WRITEABLE
 */
LWS_VISIBLE LWS_EXTERN int
lws_client_http_multipart(struct lws *wsi, const char *name,
			  const char *filename, const char *content_type,
			  char **p, char *end);

/**
 * lws_http_mp_sm_init() - begin a multipart body of files
 *
 * \param wsi: borrowed
 * \param cb: says which fields and files
 * \param p: *p is where request headers are written, moved on
 * \param end: behind the last byte
 *
 * Returns owned: lws_http_mp_sm_destroy(); NULL: failed.
 * Call from: LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER
 */
LWS_VISIBLE LWS_EXTERN struct lws_http_mp_sm *
lws_http_mp_sm_init(struct lws *wsi, lws_http_mp_sm_cb_t cb, uint8_t **p,
		    uint8_t *end);

/**
 * lws_http_mp_sm_destroy() - end it
 *
 * \param pphms: *pphms becomes NULL; NULL already is harmless
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_http_mp_sm_destroy(struct lws_http_mp_sm **pphms);

/**
 * lws_http_mp_sm_fill() - the next piece of the body
 *
 * \param phms: borrowed
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0: there is more; 1: that was the last; negative: failed.
 * Call from: LWS_CALLBACK_CLIENT_HTTP_WRITEABLE
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_mp_sm_fill(struct lws_http_mp_sm *phms, uint8_t **p, uint8_t *end);

/**
 * lws_http_basic_auth_gen() - the value of an authorization header
 *
 * \param user: borrowed
 * \param pw: borrowed
 * \param buf: borrowed; receives "Basic ..." and NUL
 * \param len: bytes of buf
 *
 * Returns 0, or nonzero: no room.
 * Call from: any thread
 * Source: RFC 7617
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf,
			size_t len);

/**
 * lws_http_basic_auth_gen2() - lws_http_basic_auth_gen() with a password that
 * is bytes
 *
 * \param user: borrowed
 * \param pw: borrowed
 * \param pwd_len: bytes
 * \param buf: borrowed; receives "Basic ..." and NUL
 * \param len: bytes of buf
 *
 * Returns 0, or nonzero: no room.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_basic_auth_gen2(const char *user, const void *pw, size_t pwd_len,
			 char *buf, size_t len);

/**
 * lws_tls_session_is_reused() - did the TLS handshake resume a session?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_is_reused(struct lws *wsi);

/** @} */

#endif
