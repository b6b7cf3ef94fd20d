/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CALLBACKS_H)
#define LIBWEBSOCKETS_LWS_CALLBACKS_H

/**
 * \defgroup usercb What your callback is called with
 * Each protocol has one callback; reason says what happened, the rest depends
 * on
 * it.  user is the wsi's per-session memory if nothing else is said.  0 goes
 * on,
 * nonzero closes the wsi; for raw wsi only negative values close.
 * @{
 */

/** lws_http_..._aux: a CGI's */
#define LWS_CB_REASON_AUX_BF__CGI             1
#define LWS_CB_REASON_AUX_BF__PROXY           2
#define LWS_CB_REASON_AUX_BF__CGI_CHUNK_END   4
#define LWS_CB_REASON_AUX_BF__CGI_HEADERS     8
#define LWS_CB_REASON_AUX_BF__PROXY_TRANS_END 16
#define LWS_CB_REASON_AUX_BF__PROXY_HEADERS   32

struct sockaddr_storage;

/** how far getting a certificate has come: len of VHOST_CERT_UPDATE */
enum lws_cert_update_state {
	LWS_CUS_IDLE,
	LWS_CUS_STARTING,
	LWS_CUS_SUCCESS,
	LWS_CUS_FAILED,
	LWS_CUS_CREATE_KEYS,
	LWS_CUS_REG,
	LWS_CUS_AUTH,
	LWS_CUS_CHALLENGE,
	LWS_CUS_CREATE_REQ,
	LWS_CUS_REQ,
	LWS_CUS_CONFIRM,
	LWS_CUS_ISSUE,
};

enum {
	LWS_TLS_REQ_ELEMENT_COUNTRY,
	LWS_TLS_REQ_ELEMENT_STATE,
	LWS_TLS_REQ_ELEMENT_LOCALITY,
	LWS_TLS_REQ_ELEMENT_ORGANIZATION,
	LWS_TLS_REQ_ELEMENT_COMMON_NAME,
	LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME,
	LWS_TLS_REQ_ELEMENT_EMAIL,
	LWS_TLS_REQ_ELEMENT_COUNT,
	LWS_TLS_SET_DIR_URL = LWS_TLS_REQ_ELEMENT_COUNT,
	LWS_TLS_SET_AUTH_PATH,
	LWS_TLS_SET_CERT_PATH,
	LWS_TLS_SET_KEY_PATH,
	LWS_TLS_TOTAL_COUNT,
};

/** why it is called */
enum lws_callback_reasons {
	/**
	 * every protocol of every vhost: once per protocol per vhost; use
	 * lws_get_vhost / lws_get_protocol on the stand-in wsi; allocate with
	 * lws_protocol_vh_priv_zalloc. in: struct lws_protocol_vhost_options *
	 * list for this protocol on this vhost, or NULL; user: NULL. Return
	 * nonzero: logged; the vhost is created all the same.
	 */
	LWS_CALLBACK_PROTOCOL_INIT = 27,
	/**
	 * every protocol of every vhost: last call for that protocol on that
	 * vhost; free what PROTOCOL_INIT made. user: NULL.
	 */
	LWS_CALLBACK_PROTOCOL_DESTROY = 28,
	/**
	 * any wsi (protocols[0] for server wsi; the bound protocol for a
	 * client network wsi): earliest notice that a wsi exists. user: NULL
	 * for server wsi; user_space or NULL for client.
	 */
	LWS_CALLBACK_WSI_CREATE = 29,
	/**
	 * any wsi (protocols[0]): latest notice before the wsi is freed. user:
	 * per-session user_space or NULL.
	 */
	LWS_CALLBACK_WSI_DESTROY = 30,
	/**
	 * h2 (manual flow control): peer granted tx credit on a manually
	 * managed stream. len: credit added, as int32.
	 */
	LWS_CALLBACK_WSI_TX_CREDIT_GET = 103,
	/**
	 * client TLS vhost setup: chance to add trust anchors used to verify
	 * servers; protocols[0]; wsi is a stand-in. user: client SSL_CTX *.
	 */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS = 21,
	/**
	 * server TLS vhost setup: chance to add trust anchors used to verify
	 * client certs; protocols[0]; wsi is a stand-in. in: struct lws_vhost
	 * *; user: server SSL_CTX *.
	 */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS = 22,
	/**
	 * server TLS: protocols[0]; only when a client cert is demanded;
	 * wsi/context may be unavailable. in: SSL *; len: OpenSSL preverify
	 * result; user: X509_STORE_CTX *. Return 0 accept, 1 reject.
	 */
	LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION = 23,
	/**
	 * TLS connection (server or client): only for events selected by vhost
	 * ssl_info_event_mask. in: struct lws_ssl_info * (where, ret). Return
	 * nonzero: wsi is closed by timeout.
	 */
	LWS_CALLBACK_SSL_INFO = 67,
	/**
	 * client TLS: protocols[0]. in: SSL *; len: OpenSSL preverify result;
	 * user: X509_STORE_CTX *. Return 0 keep the library verdict (or accept
	 * if the store error was set to OK), 1 reject.
	 */
	LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION = 58,
	/**
	 * server (h1/h2/ws): incoming connection got a wsi; protocols[0]; no
	 * ws protocol chosen yet. user: NULL or user_space. Return nonzero:
	 * the adopted connection is dropped (documented as ignored).
	 */
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED = 19,
	/**
	 * http server (h1/h2): request headers complete, not a ws upgrade, no
	 * static mount served it. in: URI path (mount prefix removed when a
	 * callback mount matched; whole path otherwise); len: path length.
	 * Return 0 continue; nonzero: close (the idiom is to return
	 * lws_http_transaction_completed result or the serve_file result).
	 */
	LWS_CALLBACK_HTTP = 12,
	/**
	 * http server: repeated until the whole body is delivered. in: request
	 * body chunk; len: chunk length. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_HTTP_BODY = 13,
	/**
	 * http server: whole declared body has arrived. Return nonzero: close
	 * the connection.
	 */
	LWS_CALLBACK_HTTP_BODY_COMPLETION = 14,
	/**
	 * http server: asynchronous lws_serve_http_file() has finished;
	 * normally call lws_http_transaction_completed. Return negative:
	 * close; otherwise keep the connection.
	 */
	LWS_CALLBACK_HTTP_FILE_COMPLETION = 15,
	/**
	 * http server: server http connection can accept more; answer to
	 * lws_callback_on_writable. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_HTTP_WRITEABLE = 16,
	/** http server (h1/h2): server http connection/stream ended. */
	LWS_CALLBACK_CLOSED_HTTP = 5,
	/**
	 * http server: request headers parsed and readable; no response sent
	 * yet. in: URI path; len: path length. Return nonzero: refuse.
	 */
	LWS_CALLBACK_FILTER_HTTP_CONNECTION = 18,
	/**
	 * http server (h1/h2) and ws server upgrade: append response headers
	 * by moving p. in: struct lws_process_html_args * (p cursor, max_len
	 * room). Return nonzero: fail the response.
	 */
	LWS_CALLBACK_ADD_HEADERS = 53,
	/**
	 * http server: mount authentication_mode is the callback mode. in:
	 * decoded user:password text; len: text length. Return 0: refuse with
	 * 401 (default); nonzero: accept.
	 */
	LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION = 102,
	/**
	 * http server: comes for every request on the mount, with or without
	 * auth_mask, on h1 and h2. in: struct lws_process_html_args * (p=URL,
	 * len, max_len=auth mask from the mount). Return nonzero: answer 401.
	 */
	LWS_CALLBACK_CHECK_ACCESS_RIGHTS = 51,
	/**
	 * http server: only for mounts with interpret entries routing the file
	 * type to the protocol. in: struct lws_process_html_args * (outgoing
	 * buffer, editable up to max_len). Return negative: fail.
	 */
	LWS_CALLBACK_PROCESS_HTML = 52,
	/**
	 * http server (h1/h2): wsi is now bound to this protocol for a
	 * transaction. Return nonzero: fail the bind.
	 */
	LWS_CALLBACK_HTTP_BIND_PROTOCOL = 49,
	/**
	 * http server (h1/h2): wsi is leaving this protocol; free
	 * per-transaction state.
	 */
	LWS_CALLBACK_HTTP_DROP_PROTOCOL = 50,
	/**
	 * http server (h1): request headers readable. in: name of the
	 * requested upgrade (e.g. websocket, h2c). Return 0 allow; negative
	 * hang up; positive: handler already sent its own response.
	 */
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE = 86,
	/**
	 * http client (h1/h2): response headers received and parsed; read
	 * status with lws_http_client_http_response. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP = 44,
	/** http client (h1/h2): client http connection/stream closing. */
	LWS_CALLBACK_CLOSED_CLIENT_HTTP = 45,
	/**
	 * http client (h1/h2): emitted from inside lws_http_client_read(); on
	 * h2 directly. in: body bytes with chunk framing removed; len: byte
	 * count. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ = 48,
	/**
	 * http client (h1/h2): body is pending; handler must call
	 * lws_http_client_read() (or flow-control the wsi); carries no data
	 * itself. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP = 46,
	/**
	 * http client (h1/h2): whole response was delivered. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_COMPLETED_CLIENT_HTTP = 47,
	/**
	 * http client (h1/h2): time to send request body after
	 * lws_client_http_body_pending(wsi,1); clear it with 0 when done.
	 * Return nonzero: close the connection.
	 */
	LWS_CALLBACK_CLIENT_HTTP_WRITEABLE = 57,
	/**
	 * http client. in: redirect location text; len: status code (3xx).
	 * Return nonzero: do not follow, hang up.
	 */
	LWS_CALLBACK_CLIENT_HTTP_REDIRECT = 104,
	/**
	 * http client (h1/h2): wsi bound to this protocol. Return nonzero:
	 * fail the bind.
	 */
	LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL = 85,
	/** http client (h1/h2): wsi unbound from this protocol. */
	LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL = 76,
	/**
	 * ws server: ws upgrade accepted and finished; user_space is
	 * allocated. in: TLS object pointer (SSL*) when TLS is in use, else
	 * NULL; len: bit 0 set when carried over h2 (RFC8441). Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_ESTABLISHED = 0,
	/**
	 * ws server: server ws connection ended after having been ESTABLISHED.
	 */
	LWS_CALLBACK_CLOSED = 4,
	/**
	 * ws server: answer to lws_callback_on_writable(); one lws_write per
	 * callback. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_SERVER_WRITEABLE = 11,
	/**
	 * ws server: use lws_is_first_fragment / lws_is_final_fragment /
	 * lws_remaining_packet_payload / lws_frame_is_binary. in: payload
	 * bytes; len: byte count (0 is possible for an empty message). Return
	 * nonzero: close the connection.
	 */
	LWS_CALLBACK_RECEIVE = 6,
	/**
	 * ws server. in: pong payload; len: payload length. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_RECEIVE_PONG = 7,
	/**
	 * ws server and ws client. in: close frame payload: 2-byte big-endian
	 * code then reason bytes; len: payload length (may be 0). Return 0:
	 * echo the close frame then close; nonzero: close without echo.
	 */
	LWS_CALLBACK_WS_PEER_INITIATED_CLOSE = 38,
	/**
	 * ws server: request headers readable. in: requested subprotocol name.
	 * Return nonzero: refuse the upgrade.
	 */
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION = 20,
	/**
	 * ws server: sent to the chosen protocol before ESTABLISHED. in:
	 * extension name. Return nonzero: do not use the extension.
	 */
	LWS_CALLBACK_CONFIRM_EXTENSION_OKAY = 25,
	/**
	 * ws server: wsi bound to this protocol. Return ignored in effect: the
	 * upgrade goes on.
	 */
	LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL = 77,
	/** ws server: wsi unbound from this protocol. */
	LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL = 78,
	/**
	 * any client role (h1/h2/ws/raw/mqtt): outgoing connect or handshake
	 * failed; final callback about the attempt before the wsi is
	 * destroyed. in: error text or NULL; len: text length; user:
	 * per-session user_space (may be NULL).
	 */
	LWS_CALLBACK_CLIENT_CONNECTION_ERROR = 1,
	/**
	 * ws client, http client: last point at which the peer response
	 * headers are still readable. Return nonzero: reject the connection.
	 */
	LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH = 2,
	/**
	 * ws client: client-side ws upgrade finished. Return nonzero: close
	 * the connection.
	 */
	LWS_CALLBACK_CLIENT_ESTABLISHED = 3,
	/**
	 * ws client: client ws connection ended after having been established.
	 */
	LWS_CALLBACK_CLIENT_CLOSED = 75,
	/**
	 * http client and ws client (h1/h2): add custom request headers; also
	 * the point to announce a request body (lws_client_http_body_pending).
	 * in: char ** cursor into the request header buffer, advance it; len:
	 * bytes left in buffer; user: user_space (may be NULL). Return
	 * nonzero: abort the attempt.
	 */
	LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER = 24,
	/**
	 * ws client. in: payload bytes; len: byte count. Return nonzero: close
	 * the connection.
	 */
	LWS_CALLBACK_CLIENT_RECEIVE = 8,
	/**
	 * ws client. in: pong payload; len: payload length. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_CLIENT_RECEIVE_PONG = 9,
	/**
	 * ws client: answer to lws_callback_on_writable(); one lws_write per
	 * callback. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_CLIENT_WRITEABLE = 10,
	/**
	 * ws client: protocols[0] while composing the upgrade request. in:
	 * extension name. Return nonzero: do not offer the extension.
	 */
	LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED = 26,
	/**
	 * ws client: adjust negotiated extension options; after server
	 * accepted it. in: buffer the callback may fill with an option string;
	 * len: buffer size; user: extension name (char *). Return nonzero:
	 * abort the handshake.
	 */
	LWS_CALLBACK_WS_EXT_DEFAULTS = 39,
	/**
	 * listen socket (server): sent to protocols[0]; wsi is the listening
	 * wsi. in: accepted socket descriptor cast to pointer; user: struct
	 * lws_filter_network_conn_args * (peer address and descriptors).
	 * Return nonzero: drop the accepted socket at once.
	 */
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION = 17,
	/**
	 * ws client: wsi bound to this protocol. Return ignored in effect: the
	 * upgrade goes on.
	 */
	LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL = 79,
	/** ws client: wsi unbound from this protocol. */
	LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL = 80,
	/**
	 * context service (protocols[0]): lets lws know if a call comes from
	 * outside the service thread. user: protocol user pointer. Return
	 * opaque id of the calling thread.
	 */
	LWS_CALLBACK_GET_THREAD_ID = 31,
	/**
	 * external poll (protocols[0]): LWS_WITH_EXTERNAL_POLL only. in:
	 * struct lws_pollargs * (fd, events). Return nonzero: failure.
	 */
	LWS_CALLBACK_ADD_POLL_FD = 32,
	/**
	 * external poll (protocols[0]): LWS_WITH_EXTERNAL_POLL only. in:
	 * struct lws_pollargs * (fd). Return nonzero: failure.
	 */
	LWS_CALLBACK_DEL_POLL_FD = 33,
	/**
	 * external poll (protocols[0]): LWS_WITH_EXTERNAL_POLL only. in:
	 * struct lws_pollargs * (fd, new events, prev_events). Return nonzero:
	 * failure.
	 */
	LWS_CALLBACK_CHANGE_MODE_POLL_FD = 34,
	/**
	 * external poll (protocols[0]): LWS_WITH_EXTERNAL_POLL only. in:
	 * struct lws_pollargs *; len: 1 when wsi table changes, 0 when only
	 * event mask changes. Return nonzero: failure.
	 */
	LWS_CALLBACK_LOCK_POLL = 35,
	/**
	 * external poll (protocols[0]): LWS_WITH_EXTERNAL_POLL only. in:
	 * struct lws_pollargs *; len: as LOCK_POLL. Return nonzero: failure.
	 */
	LWS_CALLBACK_UNLOCK_POLL = 36,
	/**
	 * http server parent wsi of a cgi: a cgi pipe is ready;
	 * lws_callback_http_dummy does the default proxying. in: struct
	 * lws_cgi_args *. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_CGI = 40,
	/**
	 * http server parent wsi of a cgi: cgi process exited. in: struct
	 * lws_cgi_args *; len: child pid. Return nonzero: close.
	 */
	LWS_CALLBACK_CGI_TERMINATED = 41,
	/**
	 * http server parent wsi of a cgi: request body to feed to the cgi
	 * stdin. in: struct lws_cgi_args * (data, len, pipe set). Return bytes
	 * consumed; negative: close.
	 */
	LWS_CALLBACK_CGI_STDIN_DATA = 42,
	/** never sent */
	LWS_CALLBACK_CGI_STDIN_COMPLETED = 43,
	/**
	 * http server parent wsi of a cgi: cgi process spawned. len: child
	 * pid.
	 */
	LWS_CALLBACK_CGI_PROCESS_ATTACH = 70,
	/** never sent */
	LWS_CALLBACK_SESSION_INFO = 54,
	/** never sent */
	LWS_CALLBACK_GS_EVENT = 55,
	/**
	 * http server (h1/h2) and ws server: per-mount options, immediately
	 * before HTTP. in: struct lws_protocol_vhost_options * (the mount
	 * cgienv list). Return nonzero: close.
	 */
	LWS_CALLBACK_HTTP_PMO = 56,
	/**
	 * raw proxy, onward (client) side. in: received bytes; len: byte
	 * count. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_PROXY_CLI_RX = 89,
	/**
	 * raw proxy, accepted (server) side. in: received bytes; len: byte
	 * count. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_PROXY_SRV_RX = 90,
	/** raw proxy, onward (client) side. */
	LWS_CALLBACK_RAW_PROXY_CLI_CLOSE = 91,
	/** raw proxy, accepted (server) side. */
	LWS_CALLBACK_RAW_PROXY_SRV_CLOSE = 92,
	/**
	 * raw proxy, onward (client) side. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE = 93,
	/**
	 * raw proxy, accepted (server) side. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE = 94,
	/**
	 * raw proxy, onward (client) side: wsi came into being. Return
	 * nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_PROXY_CLI_ADOPT = 95,
	/**
	 * raw proxy, accepted (server) side: wsi came into being. Return
	 * nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_PROXY_SRV_ADOPT = 96,
	/**
	 * raw proxy, onward (client) side: wsi bound to this protocol. Return
	 * nonzero: fail the bind.
	 */
	LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL = 97,
	/**
	 * raw proxy, accepted (server) side: wsi bound to this protocol.
	 * Return nonzero: fail the bind.
	 */
	LWS_CALLBACK_RAW_PROXY_SRV_BIND_PROTOCOL = 98,
	/** raw proxy, onward (client) side: wsi unbound from this protocol. */
	LWS_CALLBACK_RAW_PROXY_CLI_DROP_PROTOCOL = 99,
	/**
	 * raw proxy, accepted (server) side: wsi unbound from this protocol.
	 */
	LWS_CALLBACK_RAW_PROXY_SRV_DROP_PROTOCOL = 100,
	/**
	 * raw socket (server, client, udp). in: received bytes; len: byte
	 * count. Return negative: close the connection.
	 */
	LWS_CALLBACK_RAW_RX = 59,
	/** raw socket. */
	LWS_CALLBACK_RAW_CLOSE = 60,
	/** raw socket. Return nonzero: close the connection. */
	LWS_CALLBACK_RAW_WRITEABLE = 61,
	/**
	 * raw socket, incoming or adopted: a raw wsi came into being. Return
	 * nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_ADOPT = 62,
	/**
	 * raw socket client: outgoing raw connection is up. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_RAW_CONNECTED = 101,
	/**
	 * raw socket: wsi bound to this protocol. Return nonzero: fail the
	 * bind.
	 */
	LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL = 81,
	/** raw socket: wsi unbound from this protocol. */
	LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL = 82,
	/**
	 * raw file: an arbitrary fd was adopted. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_RAW_ADOPT_FILE = 63,
	/**
	 * raw file: fd is readable; the user code reads it itself
	 * (lws_get_socket_fd). Return nonzero: close the connection.
	 */
	LWS_CALLBACK_RAW_RX_FILE = 64,
	/** raw file. Return nonzero: close the connection. */
	LWS_CALLBACK_RAW_WRITEABLE_FILE = 65,
	/** raw file. */
	LWS_CALLBACK_RAW_CLOSE_FILE = 66,
	/**
	 * raw file: wsi bound to this protocol. Return nonzero: fail the bind.
	 */
	LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL = 83,
	/** raw file: wsi unbound from this protocol. */
	LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL = 84,
	/**
	 * any wsi: lws_set_timer_usecs() elapsed. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_TIMER = 73,
	/**
	 * every protocol of every vhost: serialized answer in the service
	 * thread to lws_cancel_service / lws_cancel_service_pt. user: NULL.
	 * Return nonzero: service failure.
	 */
	LWS_CALLBACK_EVENT_WAIT_CANCELLED = 71,
	/** any parent wsi. in: child struct lws *; user: parent user_space. */
	LWS_CALLBACK_CHILD_CLOSING = 69,
	/**
	 * any client socket: just before connect(), also towards a proxy. in:
	 * socket descriptor cast to pointer. Return nonzero: abort.
	 */
	LWS_CALLBACK_CONNECTING = 105,
	/**
	 * every protocol of every vhost: emitted when the cert expiry of a
	 * vhost is checked. in: struct lws_acme_cert_aging_args * (vh,
	 * element_overrides[]); len: days left as ssize_t; user: NULL.
	 */
	LWS_CALLBACK_VHOST_CERT_AGING = 72,
	/**
	 * vhost (sent by the ACME protocol plugin): progress of certificate
	 * acquisition. in: optional JSON text; len: enum
	 * lws_cert_update_state; user: NULL.
	 */
	LWS_CALLBACK_VHOST_CERT_UPDATE = 74,
	/**
	 * mqtt client: wsi adopted into mqtt. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_MQTT_NEW_CLIENT_INSTANTIATED = 200,
	/**
	 * mqtt client: plays the bind-protocol role for mqtt. Return nonzero:
	 * fail the bind.
	 */
	LWS_CALLBACK_MQTT_IDLE = 201,
	/** mqtt client: CONNACK accepted. Return negative: close. */
	LWS_CALLBACK_MQTT_CLIENT_ESTABLISHED = 202,
	/**
	 * mqtt client: SUBACK received (or topics already subscribed on a
	 * shared connection). Return negative: close.
	 */
	LWS_CALLBACK_MQTT_SUBSCRIBED = 203,
	/** mqtt client. Return nonzero: close the connection. */
	LWS_CALLBACK_MQTT_CLIENT_WRITEABLE = 204,
	/**
	 * mqtt client: PUBLISH received; payload and payload_pos/payload_len
	 * in the struct. in: lws_mqtt_publish_param_t *; len: payload bytes in
	 * this chunk. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_MQTT_CLIENT_RX = 205,
	/** mqtt client: UNSUBACK received. Return negative: close. */
	LWS_CALLBACK_MQTT_UNSUBSCRIBED = 206,
	/** mqtt client: plays the unbind-protocol role for mqtt. */
	LWS_CALLBACK_MQTT_DROP_PROTOCOL = 207,
	/** mqtt client. */
	LWS_CALLBACK_MQTT_CLIENT_CLOSED = 208,
	/**
	 * mqtt client: QoS0: local send complete; QoS1: PUBACK; QoS2: PUBCOMP
	 * stage. Return nonzero: close the connection.
	 */
	LWS_CALLBACK_MQTT_ACK = 209,
	/**
	 * mqtt client: ack timed out, publish again with dup. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_MQTT_RESEND = 210,
	/**
	 * mqtt client: no UNSUBACK in time. Return nonzero: close the
	 * connection.
	 */
	LWS_CALLBACK_MQTT_UNSUBSCRIBE_TIMEOUT = 211,
	/**
	 * mqtt client: no AWS IoT shadow response in time. Return nonzero:
	 * close the connection.
	 */
	LWS_CALLBACK_MQTT_SHADOW_TIMEOUT = 212,
	/**
	 * user code only: first value free for user-defined reasons. in:
	 * user-defined; len: user-defined; user: user-defined. Return
	 * user-defined.
	 */
	/** yours begin here */
	LWS_CALLBACK_USER = 1000,
};

/** in of LWS_CALLBACK_SSL_INFO, as OpenSSL's info callback is given it */
struct lws_ssl_info {
	int where;
	int ret;
};

/** in of LWS_CALLBACK_VHOST_CERT_AGING */
struct lws_acme_cert_aging_args {
	struct lws_vhost *vh;
	const char *element_overrides[LWS_TLS_TOTAL_COUNT];
};

/** user of LWS_CALLBACK_FILTER_NETWORK_CONNECTION */
struct lws_filter_network_conn_args {
	struct sockaddr_storage cli_addr;
	socklen_t clilen;
	lws_sockfd_type accept_fd;
};

/** a protocol's callback; wsi is a stand-in where there is no connection */
typedef int
lws_callback_function(struct lws *wsi, enum lws_callback_reasons reason,
		      void *user, void *in, size_t len);

/** @} */

#endif
