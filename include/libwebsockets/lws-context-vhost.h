/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CONTEXT_VHOST_H)
#define LIBWEBSOCKETS_LWS_CONTEXT_VHOST_H

/**
 * \defgroup context-and-vhost Contexts and vhosts
 * A context is one instance of the library: its threads, its event loop, its
 * vhosts.  A vhost is one server (name, port, certificate, mounts) or what
 * client
 * connections are made from.  lws_create_context() makes the first vhost from
 * the
 * same struct, unless LWS_SERVER_OPTION_EXPLICIT_VHOSTS is set.
 * @{
 */

/** vhost: clients must have a certificate that ssl_ca_filepath vouches for */
#define LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT \
	((1ll << 1) | (1ll << 12))
/** context: do not look up this machine's name */
#define LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME             (1ll << 2)
/** vhost: plain connections may come to the TLS port too */
#define LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT              ((1ll << 3) | (1ll << 12))
/** context: use libev */
#define LWS_SERVER_OPTION_LIBEV                                  (1ll << 4)
/** IPv4 only */
#define LWS_SERVER_OPTION_DISABLE_IPV6                           (1ll << 5)
/** vhost, client: trust only what client_ssl_ca_... says */
#define LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS                    (1ll << 6)
/** vhost: with REQUIRE_VALID...: a client may have none */
#define LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED                 (1ll << 7)
/** text messages must be UTF-8; they are always checked */
#define LWS_SERVER_OPTION_VALIDATE_UTF8                          (1ll << 8)
/** vhost: use ecdh_curve */
#define LWS_SERVER_OPTION_SSL_ECDH                               ((1ll << 9) | (1ll << 12))
/** context: use libuv */
#define LWS_SERVER_OPTION_LIBUV                                  (1ll << 10)
/** vhost: with ALLOW_NON_SSL...: answer plain requests with 301 to https */
#define LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS                 ((1ll << 11) | (1ll << 12))
/** context: TLS will be used */
#define LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT                     (1ll << 12)
/** context: make no vhost */
#define LWS_SERVER_OPTION_EXPLICIT_VHOSTS                        (1ll << 13)
/** vhost: listen on the Unix socket named by iface */
#define LWS_SERVER_OPTION_UNIX_SOCK                              (1ll << 14)
/** vhost: send Strict-Transport-Security (RFC 6797) */
#define LWS_SERVER_OPTION_STS                                    (1ll << 15)
/** vhost: set IPV6_V6ONLY as the next says */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY                     (1ll << 16)
/** vhost: IPv6 sockets take no IPv4 */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE                      (1ll << 17)
/** context: nothing, those signals are not caught */
#define LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN              (1ll << 18)
/** context: send origin as given, without http:// */
#define LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN                    (1ll << 19)
/** vhost: what is not HTTP becomes raw; see listen_accept_role */
#define LWS_SERVER_OPTION_FALLBACK_TO_RAW                        (1ll << 20)
/** newer name of the same */
#define LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 20)
/** context: use libevent */
#define LWS_SERVER_OPTION_LIBEVENT                               (1ll << 21)
/** vhost: older name of the next */
#define LWS_SERVER_OPTION_ONLY_RAW                               (1ll << 22)
/**
 * vhost: accepted and adopted sockets have listen_accept_role (default raw-skt)
 * and listen_accept_protocol at once
 */
#define LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG       (1ll << 22)
/** vhost: other processes may listen there too (SO_REUSEPORT) */
#define LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE                     (1ll << 23)
/** vhost: have a TLS context although there is no certificate yet */
#define LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX                   (1ll << 24)
/** vhost: no PROTOCOL_INIT callbacks */
#define LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT                     (1ll << 25)
/** vhost: make it although its certificate file is missing */
#define LWS_SERVER_OPTION_IGNORE_MISSING_CERT                    (1ll << 26)
/** vhost: refuse upgrades whose Host is not the vhost's name */
#define LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK            (1ll << 27)
/**
 * vhost: send headers that forbid browsers what is dangerous (CSP, nosniff and
 * the like)
 */
#define LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE \
	(1ll << 28)
/** vhost: with ALLOW_NON_SSL...: serve plain requests in the clear */
#define LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER       (1ll << 29)
/** vhost: do not wait for an interface that is not there: refuse it */
#define LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND           (1ll << 30)
/** vhost: clip the flow control window of peers that overflow it */
#define LWS_SERVER_OPTION_H2_JUST_FIX_WINDOW_UPDATE_OVERFLOW (1ll << 31)
/** vhost: half-closed HTTP/2 streams have no timeouts */
#define LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL        (1ll << 32)
/** context: use the glib loop */
#define LWS_SERVER_OPTION_GLIB                               (1ll << 33)
/** vhost: plain connections speak HTTP/2 at once */
#define LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE                 (1ll << 34)
/** context: be operational at once */
#define LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES               (1ll << 35)
/** context: this is a secure streams proxy */
#define LWS_SERVER_OPTION_SS_PROXY                           (1ll << 36)
/** context: use the systemd loop */
#define LWS_SERVER_OPTION_SDEVENT                            (1ll << 37)
/** context: use uloop */
#define LWS_SERVER_OPTION_ULOOP                              (1ll << 38)
/** vhost: no TLS session resumption */
#define LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE          (1ll << 39)
/** vhost: let OpenSSL choose DH parameters */
#define LWS_SERVER_OPTION_OPENSSL_AUTO_DH_PARAMETERS         (1ll << 40)
#define LWS_SERVER_OPTION_MBEDTLS_VERIFY_CLIENT_CERT_POST_HANDSHAKE \
	((1ll << 41) | (1ll << 12))
/** vhost: PROTOCOL_INIT for all protocols, whatever pvo says */
#define LWS_SERVER_OPTION_VH_INSTANTIATE_ALL_PROTOCOLS (1ll << 42)
/** does c have all bits of f? */
#define lws_check_opt(c, f)                            ((((uint64_t)c) & ((uint64_t)f)) == ((uint64_t)f))
/** the part of auth_mask that is lws_authentication_mode */
#define AUTH_MODE_MASK                                 0xF0000000

struct lws_context_creation_info;
struct lws_token_limits;
struct lws_http_mount;
struct lws_plat_file_ops;
struct lws_ss_policy;
struct lws_ss_plugin;
struct lws_transport_proxy_ops;
struct lws_transport_client_ops;
struct lws_metric_policy;

/** what is at a mount */
enum lws_mount_protocols {
	/** reverse proxy to http://origin */
	LWSMPRO_HTTP = 0,
	/** reverse proxy to https://origin */
	LWSMPRO_HTTPS = 1,
	/** files in folder origin */
	LWSMPRO_FILE = 2,
	/** program origin */
	LWSMPRO_CGI = 3,
	/** redirect to http://origin */
	LWSMPRO_REDIR_HTTP = 4,
	/** redirect to https://origin */
	LWSMPRO_REDIR_HTTPS = 5,
	/** protocol named origin: LWS_CALLBACK_HTTP */
	LWSMPRO_CALLBACK = 6,
	/** nothing */
	LWSMPRO_NO_MOUNT = 7,
};

/** who checks credentials, in auth_mask */
enum lws_authentication_mode {
	/** basic_auth_login_file */
	LWSAUTHM_DEFAULT = 0,
	/** LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION */
	LWSAUTHM_BASIC_AUTH_CALLBACK = 1 << 28,
};

/** a peer reached its limit */
typedef int (*lws_peer_limits_notify_t)(struct lws_context *ctx,
					lws_sockfd_type sockfd,
					lws_sockaddr46 *sa46);

/**
 * What lws_create_context() and lws_create_vhost() make things from. Zero it
 * first. All pointers are borrowed: strings, arrays and structs must stay
 * until context or vhost is gone, except where they are text that is parsed at
 * once. 0 and NULL mean the default.
 */
struct lws_context_creation_info {
	/**
	 * vhost: interface name or address to listen on; UNIX_SOCK: path, '@'
	 * first: abstract
	 */
	const char *iface;
	/** vhost: what it speaks, ended by LWS_PROTOCOL_LIST_TERM */
	const struct lws_protocols *protocols;
	/** vhost: ws extensions, ended by zeroes */
	const struct lws_extension *extensions;
	/** context: longest value of each header */
	const struct lws_token_limits *token_limits;
	/**
	 * vhost, client: proxy as [user:password@]host[:port]; NULL:
	 * environment http_proxy; "": none
	 */
	const char *http_proxy_address;
	/** vhost: headers to add to every answer */
	const struct lws_protocol_vhost_options *headers;
	/** vhost: text in a user-agent to answer with a status */
	const struct lws_protocol_vhost_options *reject_service_keywords;
	/** vhost: options of each protocol, by name */
	const struct lws_protocol_vhost_options *pvo;
	/** vhost: access log */
	const char *log_filepath;
	/** vhost: what is where in its URLs */
	const struct lws_http_mount *mounts;
	/** vhost: value of the server header; NULL: none is sent */
	const char *server_string;
	/** vhost: URL path of the page for 404 */
	const char *error_document_404;
	/**
	 * vhost: port; 0: any; CONTEXT_PORT_NO_LISTEN;
	 * CONTEXT_PORT_NO_LISTEN_SERVER
	 */
	int port;
	/** vhost, client: the proxy's port if the text has none */
	unsigned int http_proxy_port;
	/**
	 * context: bytes for the headers of one request; 0:
	 * max_http_header_data
	 */
	unsigned int max_http_header_data2;
	/** context: requests being read at a time; 0: max_http_header_pool */
	unsigned int max_http_header_pool2;
	/** vhost: seconds an idle connection is kept; 0: 5; -1: it is not */
	int keepalive_timeout;
	/** vhost: [0] nonzero: [1] .. [6] are our HTTP/2 settings */
	uint32_t http2_settings[7];
	/** context: bytes for the headers of one request; 0: 4096 */
	unsigned short max_http_header_data;
	/** context: requests being read at a time; 0: as many as fds */
	unsigned short max_http_header_pool;
	/** vhost: of ssl_private_key_filepath */
	const char *ssl_private_key_password;
	/**
	 * vhost: PEM certificate chain; NULL: no TLS, unless it is in memory
	 */
	const char *ssl_cert_filepath;
	/**
	 * vhost: PEM key of it
	 */
	const char *ssl_private_key_filepath;
	/** vhost: PEM certificates that vouch for clients */
	const char *ssl_ca_filepath;
	/** vhost: TLS 1.2 ciphers, in OpenSSL's words */
	const char *ssl_cipher_list;
	/** vhost: curve; NULL: prime256v1 */
	const char *ecdh_curve;
	/** vhost: TLS 1.3 ciphers */
	const char *tls1_3_plus_cipher_list;
	/** vhost: certificate chain, PEM or DER */
	const void *server_ssl_cert_mem;
	/** vhost: key, PEM or DER */
	const void *server_ssl_private_key_mem;
	/** vhost: certificates that vouch for clients */
	const void *server_ssl_ca_mem;
	/** vhost: SSL_OP_... to set */
	long ssl_options_set;
	/** vhost: SSL_OP_... to clear */
	long ssl_options_clear;
	/** context: TLS connections of servers at a time, more wait; 0: any */
	int simultaneous_ssl_restriction;
	/** context: TLS handshakes of servers at a time, more wait; 0: any */
	int simultaneous_ssl_handshake_restriction;
	/** vhost: SSL_CB_... that cause LWS_CALLBACK_SSL_INFO */
	int ssl_info_event_mask;
	/** bytes */
	unsigned int server_ssl_cert_mem_len;
	/** bytes */
	unsigned int server_ssl_private_key_mem_len;
	/** bytes */
	unsigned int server_ssl_ca_mem_len;
	/** vhost: application protocols, "h2,http/1.1" */
	const char *alpn;
	/** vhost, client: as for servers */
	const char *client_ssl_private_key_password;
	/** vhost, client: PEM certificate to show */
	const char *client_ssl_cert_filepath;
	/** vhost, client: PEM or DER */
	const void *client_ssl_cert_mem;
	/** bytes */
	unsigned int client_ssl_cert_mem_len;
	/** vhost, client: PEM key of it */
	const char *client_ssl_private_key_filepath;
	/** vhost, client: PEM or DER */
	const void *client_ssl_key_mem;
	/** vhost, client: PEM certificates that vouch for servers */
	const char *client_ssl_ca_filepath;
	/** vhost, client: PEM or DER */
	const void *client_ssl_ca_mem;
	/** vhost, client: TLS 1.2 ciphers */
	const char *client_ssl_cipher_list;
	/** vhost, client: TLS 1.3 ciphers */
	const char *client_tls_1_3_plus_cipher_list;
	/** vhost, client: SSL_OP_... to set */
	long ssl_client_options_set;
	/** vhost, client: SSL_OP_... to clear */
	long ssl_client_options_clear;
	/** bytes */
	unsigned int client_ssl_ca_mem_len;
	/** bytes */
	unsigned int client_ssl_key_mem_len;
	/** vhost, client: SSL_CTX of yours to use; stays yours */
	struct ssl_ctx_st *provided_client_ssl_ctx;
	/** vhost, client, mbedTLS: certificates to have at hand */
	const char *mbedtls_client_preload_filepath;
	/** context: seconds idle until TCP keepalive begins; 0: none */
	int ka_time;
	/** context: probes until it is given up */
	int ka_probes;
	/** context: seconds between probes */
	int ka_interval;
	/** vhost: seconds for each step of a conversation; 0: 15 */
	unsigned int timeout_secs;
	/** vhost, client: seconds for a whole connect; 0: 20 */
	unsigned int connect_timeout_secs;
	/** vhost: 1: bind to the interface, not to its address */
	int bind_iface;
	/**
	 * vhost: seconds a request may hold a header table without progress;
	 * 0: 10
	 */
	unsigned int timeout_secs_ah_idle;
	/** vhost, client: seconds a TLS session may be resumed; 0: 300 */
	uint32_t tls_session_timeout;
	/** vhost, client: TLS sessions kept; 0: 10 */
	uint32_t tls_session_cache_max;
	/** context: group to become; 0 and -1: none */
	gid_t gid;
	/** context: user to become; 0 and -1: none */
	uid_t uid;
	/** LWS_SERVER_OPTION_... */
	uint64_t options;
	/** yours: lws_context_user(), lws_vhost_user() */
	void *user;
	/** context: service threads; 0: 1 */
	unsigned int count_threads;
	/**
	 * context: fds of a thread; 0: all that the process may have.  With 16
	 * or fewer its buffers are small: 8 KiB are read at once, not 64
	 */
	unsigned int fd_limit_per_thread;
	/** vhost: name in Host and SNI; NULL: "default" */
	const char *vhost_name;
	/** context: folders with plugins, NULL at the end */
	const char *const *plugin_dirs;
	/** context: taken: free()d last */
	void *external_baggage_free_on_destroy;
	/**
	 * context: bytes a callback is given at most, and files are sent by;
	 * 0: 4096
	 */
	unsigned int pt_serv_buf_size;
	/** context: further file operations, the first in a list */
	const struct lws_plat_file_ops *fops;
	/**
	 * vhost, client: SOCKS5 proxy as [user:password@]host[:port]; NULL:
	 * environment socks_proxy
	 */
	const char *socks_proxy_address;
	/** vhost, client: its port if the text has none */
	unsigned int socks_proxy_port;
	/** context: capabilities to keep */
	cap_value_t caps[4];
	/** context: how many */
	char count_caps;
	/**
	 * context: one event loop of yours for each thread; NULL: the library
	 * makes them
	 */
	void **foreign_loops;
	/** context: told of signals that the event library catches */
	void (*signal_cb)(void *event_lib_handle, int signum);
	/** context: a pointer of yours that becomes NULL when it is gone */
	struct lws_context **pcontext;
	/** vhost: called when it is about to be freed */
	void (*finalize)(struct lws_vhost *vh, void *arg);
	/** vhost: arg of finalize */
	void *finalize_arg;
	/**
	 * vhost: role of accepted connections, e.g. "raw-skt"; see
	 * FALLBACK_... and ADOPT_...
	 */
	const char *listen_accept_role;
	/** vhost: protocol of accepted connections */
	const char *listen_accept_protocol;
	/** vhost: array of pointers, NULL at the end, instead of protocols */
	const struct lws_protocols **pprotocols;
	/** context: user to become, by name */
	const char *username;
	/** context: group to become, by name */
	const char *groupname;
	/** vhost: "user:group" that own the Unix socket */
	const char *unix_socket_perms;
	/** context: what the library may ask the system for */
	const lws_system_ops_t *system_ops;
	/**
	 * context and vhost: NULL: ping after 40 s of silence, hang up after
	 * 50
	 */
	const lws_retry_bo_t *retry_and_idle_policy;
	/** context: links told of system states, NULL at the end */
	lws_state_notify_link_t *const *register_notifier_list;
	/** context: secure streams policy, compiled in */
	const struct lws_ss_policy *pss_policies;
	/** context: secure streams policy, JSON */
	const char *pss_policies_json;
	/** context: secure streams plugins, NULL at the end */
	const struct lws_ss_plugin **pss_plugins;
	/**
	 * context: interface or Unix socket towards the secure streams proxy
	 */
	const char *ss_proxy_bind;
	/** context: address of the secure streams proxy */
	const char *ss_proxy_address;
	/** context: its port; 0: a Unix socket */
	uint16_t ss_proxy_port;
	/** context: how the proxy's clients are reached */
	const struct lws_transport_proxy_ops *txp_ops_ssproxy;
	/** context: for those ops */
	const void *txp_ssproxy_info;
	/** context: how the proxy is reached */
	const struct lws_transport_client_ops *txp_ops_sspc;
	/** context: RLIMIT_NOFILE to set; 0: leave it */
	int rlimit_nofile;
	/** context: told when a peer reaches a limit */
	lws_peer_limits_notify_t pl_notify_cb;
	/** context: requests of one peer being read at a time; 0: any */
	unsigned short ip_limit_ah;
	/** context: wsi of one peer; 0: any */
	unsigned short ip_limit_wsi;
	/** context and vhost: faults to inject */
	lws_fi_ctx_t fic;
	/** context: told of system messages from the start */
	lws_smd_notification_cb_t early_smd_cb;
	/** context: for early_smd_cb */
	void *early_smd_opaque;
	/** context: classes for early_smd_cb */
	lws_smd_class_t early_smd_class_filter;
	/** context: microseconds a system message lives; 0: 2 s */
	lws_usec_t smd_ttl_us;
	/** context: system messages waiting; 0: 40 */
	uint16_t smd_queue_depth;
	/** context: which metrics are reported */
	const struct lws_metric_policy *metrics_policies;
	/** context: before their names */
	const char *metrics_prefix;
	/** vhost: TCP fast open queue; 0: none */
	int fo_listen_queue;
	/** context: event loop of yours */
	const struct lws_plugin_evlib *event_lib_custom;
	/** context: bytes that JIT trust may use in a service thread to
	 * remember who vouches for which host; 0: any */
	size_t jitt_cache_max_footprint;
	/** context: milliseconds an idle JIT trust vhost stays; 0: 5000 */
	int vh_idle_grace_ms;
	/** context and vhost: where lines about it go; NULL: inherited */
	lws_log_cx_t *log_cx;
	/** context: file of the cookies that clients with
	 * LCCSCF_CACHE_COOKIES keep; NULL: none are kept */
	const char *http_nsc_filepath;
	/** context: bytes of cookies in memory; 0: 1 MiB */
	size_t http_nsc_heap_max_footprint;
	/** context: cookies in memory; 0: 1000 */
	size_t http_nsc_heap_max_items;
	/** context: bytes of one cookie's line; 0: 8192 */
	size_t http_nsc_heap_max_payload;
	/** context: DNS servers, NULL at the end */
	const char **async_dns_servers;
	/** for lws_cmdline_option_handle_builtin() without -d */
	int default_loglevel;
	/** vhost: listening socket to use; 0: make one */
	lws_sockfd_type vh_listen_sockfd;
	/** context: interface that lws_wol() uses */
	const char *wol_if;
	/** context: see lws_cmdline_option_cx() */
	int argc;
	/** context: see lws_cmdline_option_cx() */
	const char **argv;
	/** zero */
	void *_unused[2];
};

/**
 * name and value, a list of which can have lists of its own below; const data
 * of yours
 */
struct lws_protocol_vhost_options {
	/** the next on this level */
	const struct lws_protocol_vhost_options *next;
	/** what is below */
	const struct lws_protocol_vhost_options *options;
	const char *name;
	const char *value;
};

/** what is at a place in a vhost's URLs; const data of yours */
struct lws_http_mount {
	/** the next, or NULL */
	const struct lws_http_mount *mount_next;
	/** "/" or "/path" */
	const char *mountpoint;
	/** by origin_protocol */
	const char *origin;
	/** file for a path that ends in '/'; NULL: "index.html" */
	const char *def;
	/** NULL, or protocol that gets the callbacks */
	const char *protocol;
	/** environment of a CGI; options for LWS_CALLBACK_HTTP_PMO */
	const struct lws_protocol_vhost_options *cgienv;
	/** suffix and content type; "*": all others */
	const struct lws_protocol_vhost_options *extra_mimetypes;
	/**
	 * suffix and protocol, whose LWS_CALLBACK_PROCESS_HTML changes the
	 * file
	 */
	const struct lws_protocol_vhost_options *interpret;
	/** seconds; 0: 5 */
	int cgi_timeout;
	/** seconds caches may keep it */
	int cache_max_age;
	/**
	 * bits for LWS_CALLBACK_CHECK_ACCESS_RIGHTS, lws_authentication_mode
	 */
	unsigned int auth_mask;
	/** caches may keep it */
	unsigned int cache_reusable : 1;
	/** but must ask whether it changed */
	unsigned int cache_revalidate : 1;
	/** shared caches too */
	unsigned int cache_intermediaries : 1;
	/** "no-cache" instead of "no-store" */
	unsigned int cache_no : 1;
	/** LWSMPRO_... */
	unsigned char origin_protocol;
	/** bytes of mountpoint */
	unsigned char mountpoint_len;
	/** lines of user:password that are let in; NULL: no basic auth */
	const char *basic_auth_login_file;
	/** root folder of a CGI */
	const char *cgi_chroot_path;
	/** working folder of a CGI; NULL: /tmp */
	const char *cgi_wd;
	/** replace the vhost's headers of the same name */
	const struct lws_protocol_vhost_options *headers;
	/** seconds; 0: the vhost's */
	unsigned int keepalive_timeout;
};

typedef int (*lws_context_ready_cb_t)(struct lws_context *context);

typedef int (*lws_reload_func)(void);

/**
 * lws_create_context() - make a context, and unless told otherwise its first
 * vhost
 *
 * \param info: borrowed until return; what it points to longer
 *
 * The loop runs when lws_service() is called; PROTOCOL_INIT comes then.
 *
 * Returns owned: lws_context_destroy(); NULL: logged why.
 * Call from: any thread
 * Allocates: threads, fd table, vhost
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_create_context(const struct lws_context_creation_info *info);

/**
 * lws_context_destroy() - close everything and free the context
 *
 * \param context: taken; NULL is harmless
 *
 * From within a callback it only begins, and the loop ends: call it again
 * then.  Foreign loops are neither run nor stopped; where their handles close
 * later, the context frees itself after the last.
 *
 * Call from: the service thread, or any when no thread is inside lws_service()
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_destroy(struct lws_context *context);

/**
 * lws_context_deprecate() - listen no more, and destroy the context when its
 * last connection is gone
 *
 * \param context: taken
 * \param cb: called when the listening sockets are closed
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb);

/**
 * lws_context_is_deprecated() - was lws_context_deprecate() called?
 *
 * \param context: borrowed
 *
 * Returns 1 or 0.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_deprecated(struct lws_context *context);

/**
 * lws_set_proxy() - set the HTTP proxy of a vhost's clients
 *
 * \param vhost: borrowed
 * \param proxy: borrowed until return; [http://][user:password@]host[:port],
 *   IPv6 in brackets; without a port the one that was set before
 *
 * Each client that is started from now on asks it for a tunnel (CONNECT, RFC
 * 9110 9.3.6), but those to Unix sockets.  What no_proxy in the environment
 * says does not count for it.
 *
 * Returns 0, or nonzero: not understood, NULL or no port, and logged; nothing
 * was changed.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy);

/**
 * lws_set_socks() - set the SOCKS5 proxy of a vhost's clients
 *
 * \param vhost: borrowed
 * \param socks: borrowed until return; [socks5://][user:password@]host[:port],
 *   IPv6 in brackets; the port is 1080 if none is said
 *
 * Each client that is started from now on goes through it (RFC 1928), unless
 * there is an HTTP proxy, but those to Unix sockets.  Names are looked up by
 * the proxy.
 *
 * Returns 0, or nonzero: not understood or NULL, and logged.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_socks(struct lws_vhost *vhost, const char *socks);

/**
 * lws_create_vhost() - make a vhost
 *
 * \param context: borrowed
 * \param info: borrowed until return; what it points to longer
 *
 * Vhosts with the same port and interface share the listening socket; requests
 * are sorted by SNI and Host.
 *
 * Returns borrowed until lws_vhost_destroy(); NULL: logged why.
 * Call from: the service thread
 * Allocates: vhost, protocol instances, TLS context
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info);

/**
 * lws_vhost_destroy() - close a vhost's connections and free it
 *
 * \param vh: taken; freed when the loop has let go of it: info.finalize
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy(struct lws_vhost *vh);

#if defined(LWS_WITH_LEJP_CONF)
/**
 * lwsws_get_config_globals() - read what configuration files say of the whole
 * server
 *
 * \param info: borrowed, filled in from "global"; what the files do not name
 *   stays. plugin_dirs becomes a list: the files' plugin-dir, then the old ones
 * \param d: borrowed; folder: its file conf is read, then those in its conf.d
 *   by name; READMEs/README.lwsws.md says what is in them
 * \param config_strings: memory of the caller that info points into from then
 *   on: it must live as long as the context. Moved on behind what was used
 * \param len: bytes there, lessened; 64 KiB are plenty
 *
 * Returns 0, or nonzero: logged why, with file, line and column.
 * Call from: any thread, before lws_create_context(); blocks
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len);

/**
 * lwsws_get_config_vhosts() - make the vhosts of configuration files
 *
 * \param context: borrowed; made with LWS_SERVER_OPTION_EXPLICIT_VHOSTS
 * \param info: borrowed: each vhost begins with its count_threads, options,
 *   server_string, timeout_secs, alpn, reject_service_keywords, protocols,
 *   extensions, user, finalize and log_cx
 * \param d: borrowed; folder, as for lwsws_get_config_globals()
 * \param config_strings: memory as above, moved on also when this fails
 * \param len: bytes there, lessened
 *
 * Returns 0, or nonzero: logged why. Vhosts made before stay.
 * Call from: the service thread; blocks
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len);
#endif

/**
 * lws_get_vhost() - the vhost of a wsi
 *
 * \param wsi: borrowed
 *
 * Returns borrowed.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost(struct lws *wsi);

/**
 * lws_get_vhost_name() - a vhost's name
 *
 * \param vhost: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_name(struct lws_vhost *vhost);

/**
 * lws_get_vhost_by_name() - the vhost that has a name
 *
 * \param context: borrowed
 * \param name: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name);

/**
 * lws_get_vhost_port() - the port a vhost listens on, also if the kernel chose
 * it
 *
 * \param vhost: borrowed
 *
 * Returns port, or CONTEXT_PORT_NO_LISTEN and the like.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_port(struct lws_vhost *vhost);

/**
 * lws_get_vhost_user() - info.user of a vhost
 *
 * \param vhost: borrowed
 *
 * Returns yours.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_vhost_user(struct lws_vhost *vhost);

/**
 * lws_get_vhost_iface() - info.iface of a vhost
 *
 * \param vhost: borrowed
 *
 * Returns borrowed, or NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_iface(struct lws_vhost *vhost);

/**
 * lws_vhost_user() - info.user of a vhost
 *
 * \param vhost: borrowed
 *
 * Returns yours.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_vhost_user(struct lws_vhost *vhost);

/**
 * lws_context_user() - info.user of a context
 *
 * \param context: borrowed
 *
 * Returns yours.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void *
lws_context_user(struct lws_context *context);

/**
 * lws_vh_tag() - a vhost's name in logs
 *
 * \param vh: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_vh_tag(struct lws_vhost *vh);

/**
 * _lws_context_info_defaults() - zero info and set what small programs want:
 * no listening, few fds, EXPLICIT_VHOSTS, TLS
 *
 * \param info: borrowed
 * \param sspol: NULL, or borrowed secure streams policy, JSON
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
_lws_context_info_defaults(struct lws_context_creation_info *info,
			   const char *sspol);

/**
 * lws_default_loop_exit() - end lws_context_default_loop_run_destroy()
 *
 * \param cx: borrowed
 *
 * Call from: any thread, or a signal handler
 */
LWS_VISIBLE LWS_EXTERN void
lws_default_loop_exit(struct lws_context *cx);

/**
 * lws_context_default_loop_run_destroy() - service a context until
 * lws_default_loop_exit(), then destroy it
 *
 * \param cx: taken
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_default_loop_run_destroy(struct lws_context *cx);

/**
 * lws_cmdline_passfail() - what main() of a test returns
 *
 * \param argc: of main()
 * \param argv: of main(); may have --expected-exit N
 * \param actual: how it ended
 *
 * Returns 0 if it ended as expected, else 1; logged.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_cmdline_passfail(int argc, const char **argv, int actual);

/**
 * lws_systemd_inherited_fd() - listen on a socket that systemd passed
 *
 * \param index: which, from 0
 * \param info: borrowed: vh_listen_sockfd and port are set
 *
 * A vhost with the port and address, or the path, of such a socket finds it by
 * itself.
 *
 * Returns 0, or nonzero: there is none, it is not for this process (LISTEN_PID)
 * or it is no listening stream socket.
 * Call from: any thread
 * Source: sd_listen_fds(3)
 */
LWS_VISIBLE LWS_EXTERN int
lws_systemd_inherited_fd(unsigned int index,
			 struct lws_context_creation_info *info);

/**
 * lws_context_is_being_destroyed() - was lws_context_destroy() called?
 *
 * \param context: borrowed
 *
 * Returns 1 or 0.
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_being_destroyed(struct lws_context *context);

/**
 * lws_vhost_set_mounts() - replace a vhost's mounts
 *
 * \param v: borrowed
 * \param mounts: borrowed while in use
 *
 * Call from: the service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_set_mounts(struct lws_vhost *v, const struct lws_http_mount *mounts);

/** @} */

#endif
