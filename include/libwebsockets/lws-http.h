/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_HTTP_H)
#define LIBWEBSOCKETS_LWS_HTTP_H

/**
 * \defgroup http HTTP
 * Both sides: header access, answers, files, redirects, dates, URL coding.
 * @{
 */

/** bytes that should be there for response headers */
#define LWS_RECOMMENDED_MIN_HEADER_SPACE         2048
/** lws_add_http_header_status(): the status in code */
#define LWSAHH_CODE_MASK                         ((1 << 16) - 1)
/** lws_add_http_header_status(): with the status: no server header */
#define LWSAHH_FLAG_NO_SERVER_NAME               (1 << 30)
/** lws_add_http_common_headers(): the length is not known */
#define LWS_ILLEGAL_HTTP_CONTENT_LEN             ((lws_filepos_t)-1ll)
/** is a status an error? */
#define lws_http_client_http_resp_is_error(code) (!(code < 400))
/** lws_h2_update_peer_txcredit(): the wsi's own stream */
#define LWS_H2_STREAM_SID                        -1

struct lws_process_html_args;
struct lws_process_html_state;

/** RFC 9110 s15 */
enum http_status {
	HTTP_STATUS_CONTINUE = 100,
	HTTP_STATUS_OK = 200,
	HTTP_STATUS_NO_CONTENT = 204,
	HTTP_STATUS_PARTIAL_CONTENT = 206,
	HTTP_STATUS_MOVED_PERMANENTLY = 301,
	HTTP_STATUS_FOUND = 302,
	HTTP_STATUS_SEE_OTHER = 303,
	HTTP_STATUS_NOT_MODIFIED = 304,
	HTTP_STATUS_BAD_REQUEST = 400,
	HTTP_STATUS_UNAUTHORIZED,
	HTTP_STATUS_PAYMENT_REQUIRED,
	HTTP_STATUS_FORBIDDEN,
	HTTP_STATUS_NOT_FOUND,
	HTTP_STATUS_METHOD_NOT_ALLOWED,
	HTTP_STATUS_NOT_ACCEPTABLE,
	HTTP_STATUS_PROXY_AUTH_REQUIRED,
	HTTP_STATUS_REQUEST_TIMEOUT,
	HTTP_STATUS_CONFLICT,
	HTTP_STATUS_GONE,
	HTTP_STATUS_LENGTH_REQUIRED,
	HTTP_STATUS_PRECONDITION_FAILED,
	HTTP_STATUS_REQ_ENTITY_TOO_LARGE,
	HTTP_STATUS_REQ_URI_TOO_LONG,
	HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
	HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE,
	HTTP_STATUS_EXPECTATION_FAILED,
	HTTP_STATUS_INTERNAL_SERVER_ERROR = 500,
	HTTP_STATUS_NOT_IMPLEMENTED,
	HTTP_STATUS_BAD_GATEWAY,
	HTTP_STATUS_SERVICE_UNAVAILABLE,
	HTTP_STATUS_GATEWAY_TIMEOUT,
	HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED,
};

/** headers that are kept: which to ask lws_hdr_copy() for */
enum lws_token_indexes {
	WSI_TOKEN_GET_URI,                 /**< get */
	WSI_TOKEN_POST_URI,                /**< post */
	WSI_TOKEN_OPTIONS_URI,             /**< options */
	WSI_TOKEN_HOST,                    /**< host: */
	WSI_TOKEN_CONNECTION,              /**< connection: */
	WSI_TOKEN_UPGRADE,                 /**< upgrade: */
	WSI_TOKEN_ORIGIN,                  /**< origin: */
	WSI_TOKEN_DRAFT,                   /**< sec-websocket-draft: */
	WSI_TOKEN_CHALLENGE,               /**< \x0d\x0a */
	WSI_TOKEN_EXTENSIONS,              /**< sec-websocket-extensions: */
	WSI_TOKEN_KEY1,                    /**< sec-websocket-key1: */
	WSI_TOKEN_KEY2,                    /**< sec-websocket-key2: */
	WSI_TOKEN_PROTOCOL,                /**< sec-websocket-protocol: */
	WSI_TOKEN_ACCEPT,                  /**< sec-websocket-accept: */
	WSI_TOKEN_NONCE,                   /**< sec-websocket-nonce: */
	WSI_TOKEN_HTTP,                    /**< http/1.1 */
	WSI_TOKEN_HTTP2_SETTINGS,          /**< http2-settings: */
	WSI_TOKEN_HTTP_ACCEPT,             /**< accept: */
	WSI_TOKEN_HTTP_AC_REQUEST_HEADERS, /**< access-control-request-headers:
					    */
	WSI_TOKEN_HTTP_IF_MODIFIED_SINCE,  /**< if-modified-since: */
	WSI_TOKEN_HTTP_IF_NONE_MATCH,      /**< if-none-match: */
	WSI_TOKEN_HTTP_ACCEPT_ENCODING,    /**< accept-encoding: */
	WSI_TOKEN_HTTP_ACCEPT_LANGUAGE,    /**< accept-language: */
	WSI_TOKEN_HTTP_PRAGMA,             /**< pragma: */
	WSI_TOKEN_HTTP_CACHE_CONTROL,      /**< cache-control: */
	WSI_TOKEN_HTTP_AUTHORIZATION,      /**< authorization: */
	WSI_TOKEN_HTTP_COOKIE,             /**< cookie: */
	WSI_TOKEN_HTTP_CONTENT_LENGTH,     /**< content-length: */
	WSI_TOKEN_HTTP_CONTENT_TYPE,       /**< content-type: */
	WSI_TOKEN_HTTP_DATE,               /**< date: */
	WSI_TOKEN_HTTP_RANGE,              /**< range: */
	WSI_TOKEN_HTTP_REFERER,            /**< referer: */
	WSI_TOKEN_KEY,                     /**< sec-websocket-key: */
	WSI_TOKEN_VERSION,                 /**< sec-websocket-version: */
	WSI_TOKEN_SWORIGIN,                /**< sec-websocket-origin: */
	WSI_TOKEN_HTTP_COLON_AUTHORITY,    /**< :authority */
	WSI_TOKEN_HTTP_COLON_METHOD,       /**< :method */
	WSI_TOKEN_HTTP_COLON_PATH,         /**< :path */
	WSI_TOKEN_HTTP_COLON_SCHEME,       /**< :scheme */
	WSI_TOKEN_HTTP_COLON_STATUS,       /**< :status */
	WSI_TOKEN_HTTP_ACCEPT_CHARSET,     /**< accept-charset: */
	WSI_TOKEN_HTTP_ACCEPT_RANGES,      /**< accept-ranges: */
	WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN, /**<
						       access-control-allow-origin:
						     */
	WSI_TOKEN_HTTP_AGE,                         /**< age: */
	WSI_TOKEN_HTTP_ALLOW,                       /**< allow: */
	WSI_TOKEN_HTTP_CONTENT_DISPOSITION,         /**< content-disposition: */
	WSI_TOKEN_HTTP_CONTENT_ENCODING,            /**< content-encoding: */
	WSI_TOKEN_HTTP_CONTENT_LANGUAGE,            /**< content-language: */
	WSI_TOKEN_HTTP_CONTENT_LOCATION,            /**< content-location: */
	WSI_TOKEN_HTTP_CONTENT_RANGE,               /**< content-range: */
	WSI_TOKEN_HTTP_ETAG,                        /**< etag: */
	WSI_TOKEN_HTTP_EXPECT,                      /**< expect: */
	WSI_TOKEN_HTTP_EXPIRES,                     /**< expires: */
	WSI_TOKEN_HTTP_FROM,                        /**< from: */
	WSI_TOKEN_HTTP_IF_MATCH,                    /**< if-match: */
	WSI_TOKEN_HTTP_IF_RANGE,                    /**< if-range: */
	WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE,         /**< if-unmodified-since: */
	WSI_TOKEN_HTTP_LAST_MODIFIED,               /**< last-modified: */
	WSI_TOKEN_HTTP_LINK,                        /**< link: */
	WSI_TOKEN_HTTP_LOCATION,                    /**< location: */
	WSI_TOKEN_HTTP_MAX_FORWARDS,                /**< max-forwards: */
	WSI_TOKEN_HTTP_PROXY_AUTHENTICATE,          /**< proxy-authenticate: */
	WSI_TOKEN_HTTP_PROXY_AUTHORIZATION,         /**< proxy-authorization: */
	WSI_TOKEN_HTTP_REFRESH,                     /**< refresh: */
	WSI_TOKEN_HTTP_RETRY_AFTER,                 /**< retry-after: */
	WSI_TOKEN_HTTP_SERVER,                      /**< server: */
	WSI_TOKEN_HTTP_SET_COOKIE,                  /**< set-cookie: */
	WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY,   /**<
						       strict-transport-security:
						     */
	WSI_TOKEN_HTTP_TRANSFER_ENCODING,           /**< transfer-encoding: */
	WSI_TOKEN_HTTP_USER_AGENT,                  /**< user-agent: */
	WSI_TOKEN_HTTP_VARY,                        /**< vary: */
	WSI_TOKEN_HTTP_VIA,                         /**< via: */
	WSI_TOKEN_HTTP_WWW_AUTHENTICATE,            /**< www-authenticate: */
	WSI_TOKEN_PATCH_URI,                        /**< patch */
	WSI_TOKEN_PUT_URI,                          /**< put */
	WSI_TOKEN_DELETE_URI,                       /**< delete */
	WSI_TOKEN_HTTP_URI_ARGS,                    /**< uri-args */
	WSI_TOKEN_PROXY,                            /**< proxy */
	WSI_TOKEN_HTTP_X_REAL_IP,                   /**< x-real-ip: */
	WSI_TOKEN_HTTP1_0,                          /**< http/1.0 */
	WSI_TOKEN_X_FORWARDED_FOR,                  /**< x-forwarded-for: */
	WSI_TOKEN_CONNECT,                          /**< connect */
	WSI_TOKEN_HEAD_URI,                         /**< head */
	WSI_TOKEN_TE,                               /**< te: */
	WSI_TOKEN_REPLAY_NONCE,                     /**< replay-nonce: */
	WSI_TOKEN_COLON_PROTOCOL,                   /**< :protocol */
	WSI_TOKEN_X_AUTH_TOKEN,                     /**< x-auth-token: */
	WSI_TOKEN_DSS_SIGNATURE, /**< x-amzn-dss-signature: */
	_WSI_TOKEN_CLIENT_SENT_PROTOCOLS,
	_WSI_TOKEN_CLIENT_PEER_ADDRESS,
	_WSI_TOKEN_CLIENT_URI,
	_WSI_TOKEN_CLIENT_HOST,
	_WSI_TOKEN_CLIENT_ORIGIN,
	_WSI_TOKEN_CLIENT_METHOD,
	_WSI_TOKEN_CLIENT_IFACE,
	_WSI_TOKEN_CLIENT_LOCALPORT,
	_WSI_TOKEN_CLIENT_ALPN,
	WSI_TOKEN_COUNT,
	WSI_TOKEN_NAME_PART,
	WSI_TOKEN_UNKNOWN_VALUE_PART,
	WSI_TOKEN_SKIPPING,
	WSI_TOKEN_SKIPPING_SAW_CR,
	WSI_PARSING_COMPLETE,
	WSI_INIT_TOKEN_MUXURL,
};

/** index of info.http2_settings; RFC 9113 s6.5.2 */
enum lws_h2_settings {
	H2SET_HEADER_TABLE_SIZE = 1,
	H2SET_ENABLE_PUSH,
	H2SET_MAX_CONCURRENT_STREAMS,
	H2SET_INITIAL_WINDOW_SIZE,
	H2SET_MAX_FRAME_SIZE,
	H2SET_MAX_HEADER_LIST_SIZE,
	H2SET_RESERVED7,
	H2SET_ENABLE_CONNECT_PROTOCOL,
	H2SET_COUNT,
};

enum {
	LWSHUMETH_GET,
	LWSHUMETH_POST,
	LWSHUMETH_OPTIONS,
	LWSHUMETH_PUT,
	LWSHUMETH_PATCH,
	LWSHUMETH_DELETE,
	LWSHUMETH_CONNECT,
	LWSHUMETH_HEAD,
	LWSHUMETH_COLON_PATH,
};

/** in of ADD_HEADERS, PROCESS_HTML, CHECK_ACCESS_RIGHTS */
struct lws_process_html_args {
	/** where to write, or what to look at */
	char *p;
	/** bytes used at p */
	int len;
	/**
	 * bytes that may be used; CHECK_ACCESS_RIGHTS: the mount's auth_mask
	 */
	int max_len;
	/** 1: the last piece */
	int final;
	/** 1: chunked coding is to be added */
	int chunked;
};

/** what replaces vars[index] */
typedef const char *(*lws_process_html_state_cb)(void *data, int index);

/** how far lws_chunked_html_process() has got; zero it first */
struct lws_process_html_state {
	/** the library's */
	char *start;
	/** the library's */
	char swallow[16];
	/** the library's */
	int pos;
	/** for replace */
	void *data;
	/** borrowed array of names, "$name" */
	const char *const *vars;
	/** its length */
	int count_vars;
	/** gives the value of one */
	lws_process_html_state_cb replace;
};

/** bytes and their count */
struct lws_tokens {
	unsigned char *token;
	int len;
};

/** longest value of each header; 0: any */
struct lws_token_limits {
	unsigned short token_limit[WSI_TOKEN_COUNT];
};

/** told each header name, ':' included, that the library has no token for */
typedef void (*lws_hdr_custom_fe_cb_t)(const char *name, int nlen,
				       void *opaque);

/**
 * lws_get_mimetype() - the content type of a file, by its name
 *
 * \param file: borrowed
 * \param m: borrowed, or NULL: its extra_mimetypes are asked too
 *
 * Returns borrowed, or NULL: not known.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m);

/**
 * lws_serve_http_file() - answer with a file: status, headers, and the content
 * as the peer takes it
 *
 * \param wsi: borrowed
 * \param file: borrowed until return
 * \param content_type: borrowed until return
 * \param other_headers: NULL, or borrowed until return: further headers, ready
 *   for the wire
 * \param other_headers_len: bytes
 *
 * ETag, If-None-Match, ranges and HEAD are dealt with.
 *
 * Returns negative: close; 0: being sent, LWS_CALLBACK_HTTP_FILE_COMPLETION
 * follows; positive: done already.
 * Call from: LWS_CALLBACK_HTTP
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file(struct lws *wsi, const char *file, const char *content_type,
		    const char *other_headers, int other_headers_len);

/**
 * lws_serve_http_file_fragment() - send more of the file now
 *
 * \param wsi: borrowed
 *
 * Returns as lws_serve_http_file().
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file_fragment(struct lws *wsi);

/**
 * lws_chunked_html_process() - replace variables in HTML that passes by, and
 * add chunked coding
 *
 * \param args: borrowed
 * \param s: borrowed, the same for all of a file
 *
 * Returns 0, or nonzero: failed.
 * Call from: LWS_CALLBACK_PROCESS_HTML
 */
LWS_VISIBLE LWS_EXTERN int
lws_chunked_html_process(struct lws_process_html_args *args,
			 struct lws_process_html_state *s);

/**
 * lws_token_to_string() - the name of a header
 *
 * \param token: WSI_TOKEN_...
 *
 * Returns borrowed, lower case, ':' included; NULL: no such token.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const unsigned char *
lws_token_to_string(enum lws_token_indexes token);

/**
 * lws_hdr_total_length() - how long a header's value is
 *
 * \param wsi: borrowed, while its headers are there
 * \param h: WSI_TOKEN_...
 *
 * Returns bytes, 0 if it did not come; of several, joined.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_total_length(struct lws *wsi,
		     enum lws_token_indexes h) LWS_WARN_UNUSED_RESULT;

/**
 * lws_hdr_fragment_length() - how long one of several values is
 *
 * \param wsi: borrowed
 * \param h: WSI_TOKEN_...
 * \param frag_idx: which, from 0
 *
 * Returns bytes, or 0: there is none.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_fragment_length(struct lws *wsi, enum lws_token_indexes h,
			int frag_idx) LWS_WARN_UNUSED_RESULT;

/**
 * lws_hdr_copy() - a header's value
 *
 * \param wsi: borrowed, while its headers are there
 * \param dest: borrowed; receives value and NUL; of several, joined by ','
 *   (URL arguments by '&', cookies by ';')
 * \param len: bytes of dest
 * \param h: WSI_TOKEN_...
 *
 * Returns bytes written, 0 if it did not come, -1: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy(struct lws *wsi, char *dest, int len, enum lws_token_indexes h);

/**
 * lws_hdr_copy_fragment() - one of several values of a header
 *
 * \param wsi: borrowed
 * \param dest: borrowed; receives value and NUL
 * \param len: bytes of dest
 * \param h: WSI_TOKEN_...
 * \param frag_idx: which, from 0
 *
 * Returns bytes written, -1: there is none, -2: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy_fragment(struct lws *wsi, char *dest, int len,
		      enum lws_token_indexes h, int frag_idx);

/**
 * lws_hdr_custom_length() - how long the value of a header is for which there
 * is no token
 *
 * \param wsi: borrowed
 * \param name: borrowed; lower case, ':' included
 * \param nlen: bytes of name
 *
 * Returns bytes, or -1: it did not come.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_length(struct lws *wsi, const char *name, int nlen);

/**
 * lws_hdr_custom_copy() - the value of a header for which there is no token
 *
 * \param wsi: borrowed
 * \param dst: borrowed; receives value and NUL
 * \param len: bytes of dst
 * \param name: borrowed; lower case, ':' included
 * \param nlen: bytes of name
 *
 * Returns bytes written, or -1: it did not come, or no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_copy(struct lws *wsi, char *dst, int len, const char *name,
		    int nlen);

/**
 * lws_hdr_custom_name_foreach() - the names of the headers for which there is
 * no token
 *
 * \param wsi: borrowed
 * \param cb: called with each
 * \param opaque: for cb
 *
 * Returns 0, or -1: there are no headers.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_name_foreach(struct lws *wsi, lws_hdr_custom_fe_cb_t cb,
			    void *opaque);

/**
 * lws_get_urlarg_by_name_safe() - the value of a URL argument, decoded
 *
 * \param wsi: borrowed
 * \param name: borrowed; "name" or "name="
 * \param buf: borrowed; receives value and NUL
 * \param len: bytes of buf
 *
 * Returns bytes written, or -1: there is none, or no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_urlarg_by_name_safe(struct lws *wsi, const char *name, char *buf,
			    int len);

/**
 * lws_get_urlarg_by_name() - older form, which cannot tell the length; use
 * lws_get_urlarg_by_name_safe()
 *
 * \param wsi: borrowed
 * \param name: borrowed
 * \param buf: borrowed
 * \param len: bytes of buf
 *
 * Returns within buf, or NULL.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_urlarg_by_name(struct lws *wsi, const char *name, char *buf, int len);

/**
 * lws_add_http_header_status() - begin an answer: the status, and headers that
 * every answer has
 *
 * \param wsi: borrowed
 * \param code: status, LWSAHH_FLAG_...
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_status(struct lws *wsi, unsigned int code,
			   unsigned char **p,
			   unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_add_http_header_by_name() - add a header
 *
 * \param wsi: borrowed
 * \param name: borrowed; ':' included
 * \param value: borrowed
 * \param length: bytes of value
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * A value with CR, LF or NUL in it is refused.
 *
 * Returns 0, or nonzero: no room, or refused.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_by_name(struct lws *wsi, const unsigned char *name,
			    const unsigned char *value, int length,
			    unsigned char **p,
			    unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_add_http_header_by_token() - add a header that has a token
 *
 * \param wsi: borrowed
 * \param token: WSI_TOKEN_...
 * \param value: borrowed
 * \param length: bytes of value
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room, or refused.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_by_token(struct lws *wsi, enum lws_token_indexes token,
			     const unsigned char *value, int length,
			     unsigned char **p,
			     unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_add_http_header_content_length() - add content-length, and remember it
 *
 * \param wsi: borrowed
 * \param content_length: bytes
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_content_length(struct lws *wsi,
				   lws_filepos_t content_length,
				   unsigned char **p,
				   unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_finalize_http_header() - end the headers
 *
 * \param wsi: borrowed
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_http_header(struct lws *wsi, unsigned char **p,
			 unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_finalize_write_http_header() - end the headers and send them
 *
 * \param wsi: borrowed
 * \param start: where they begin; LWS_PRE bytes before it
 * \param p: *p is where they end
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: return -1 from the callback.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_write_http_header(struct lws *wsi, unsigned char *start,
			       unsigned char **p,
			       unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_add_http_common_headers() - status, content-type, and content-length or
 * what replaces it
 *
 * \param wsi: borrowed
 * \param code: status
 * \param content_type: borrowed
 * \param content_len: bytes, or LWS_ILLEGAL_HTTP_CONTENT_LEN: the connection
 *   closes behind it
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns 0, or nonzero: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_common_headers(struct lws *wsi, unsigned int code,
			    const char *content_type, lws_filepos_t content_len,
			    unsigned char **p,
			    unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_http_get_uri_and_method() - what was asked for
 *
 * \param wsi: borrowed
 * \param puri_ptr: receives the path, borrowed while the headers are there
 * \param puri_len: receives its bytes
 *
 * Returns LWSHUMETH_..., or -1: no request.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_get_uri_and_method(struct lws *wsi, char **puri_ptr,
			    int *puri_len) LWS_WARN_UNUSED_RESULT;

/**
 * lws_urlencode() - percent-encode what may not stand in a URL argument
 *
 * \param escaped: borrowed; receives text and NUL
 * \param string: borrowed
 * \param len: bytes of escaped; what does not fit is cut
 *
 * Returns escaped.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_urlencode(char *escaped, const char *string, int len);

/**
 * lws_urldecode() - percent-decode; '+' is a space
 *
 * \param string: borrowed; receives text and NUL; may be escaped
 * \param escaped: borrowed
 * \param len: most characters to write; string has one byte more
 *
 * Returns 0, or -1: not hex behind a '%'.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_urldecode(char *string, const char *escaped, int len);

/**
 * lws_http_date_render_from_unix() - a time as HTTP writes it
 *
 * \param buf: borrowed; receives "Thu, 01 Jan 1970 00:00:00 GMT" and NUL
 * \param len: bytes of buf
 * \param t: borrowed; seconds since 1970
 *
 * Returns 0, or nonzero: buf has less than 29 bytes; with 29 the last letter is
 * cut.
 * Call from: any thread
 * Source: RFC 9110 s5.6.7
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t);

/**
 * lws_http_date_parse_unix() - a time as HTTP writes it to seconds
 *
 * \param b: borrowed
 * \param len: bytes
 * \param t: receives seconds since 1970
 *
 * Returns 0, or nonzero: not such a date.
 * Call from: any thread
 * Source: RFC 9110 s5.6.7
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t);

/**
 * lws_http_check_retry_after() - when does the server want us back?
 *
 * \param wsi: borrowed, while its headers are there
 * \param us_interval_in_out: microseconds until the next attempt; made longer
 *   if the server says so
 *
 * Returns 0, or nonzero: the server did not say.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_check_retry_after(struct lws *wsi, lws_usec_t *us_interval_in_out);

/**
 * lws_return_http_status() - answer with a status and a small page
 *
 * \param wsi: borrowed
 * \param code: status
 * \param html_body: NULL, or borrowed until return: what the page says
 *
 * Returns 0, or nonzero: return -1 from the callback.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_return_http_status(struct lws *wsi, unsigned int code,
		       const char *html_body);

/**
 * lws_http_redirect() - headers of a redirect, sent
 *
 * \param wsi: borrowed
 * \param code: 301, 302, 303, 307 or 308
 * \param loc: borrowed until return
 * \param len: bytes of loc
 * \param p: *p is where to write, moved on
 * \param end: behind the last byte
 *
 * Returns negative: return -1 from the callback; else bytes written.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_redirect(struct lws *wsi, int code, const unsigned char *loc, int len,
		  unsigned char **p, unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * lws_http_transaction_completed() - the answer is complete: the connection is
 * ready for the next request, or closes
 *
 * \param wsi: borrowed
 *
 * Returns 0; nonzero: return -1 from the callback.
 * Call from: the wsi's service thread, as the last of a request
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * lws_http_headers_detach() - give the request's headers back early
 *
 * \param wsi: borrowed
 *
 * Returns 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_headers_detach(struct lws *wsi);

/**
 * lws_http_mark_sse() - this answer stays open (server-sent events): no
 * timeouts
 *
 * \param wsi: borrowed
 *
 * Returns 0.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_mark_sse(struct lws *wsi);

/**
 * lws_h2_client_stream_long_poll_rxonly() - HTTP/2 client: end our side of a
 * stream, and keep receiving without timeouts
 *
 * \param wsi: borrowed
 *
 * Returns 0, or nonzero.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi);

/**
 * lws_http_compression_apply() - compress the body of this answer if the peer
 * takes it
 *
 * \param wsi: borrowed
 * \param name: NULL, or the coding to use
 * \param p: *p is where the header goes, moved on
 * \param end: behind the last byte
 * \param decomp: nonzero: decompress instead
 *
 * Returns 0, or nonzero: no room.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_compression_apply(struct lws *wsi, const char *name, unsigned char **p,
			   unsigned char *end, char decomp);

/**
 * lws_http_is_redirected_to_get() - did a redirect turn this client request
 * into GET?
 *
 * \param wsi: borrowed
 *
 * Returns 1 or 0.
 * Call from: the wsi's service thread
 * Source: RFC 9110 s15.4
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_is_redirected_to_get(struct lws *wsi);

/**
 * lws_http_cookie_get() - the value of a cookie
 *
 * \param wsi: borrowed, while its headers are there
 * \param name: borrowed
 * \param buf: borrowed; receives value and NUL
 * \param max: bytes of buf; receives bytes written
 *
 * Returns 0, or nonzero: there is none, or no room.
 * Call from: the wsi's service thread
 * Source: RFC 6265
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_cookie_get(struct lws *wsi, const char *name, char *buf, size_t *max);

/**
 * lws_h2_update_peer_txcredit() - HTTP/2: let the peer send more
 *
 * \param wsi: borrowed
 * \param sid: stream, or LWS_H2_STREAM_SID
 * \param bump: bytes more
 *
 * Returns 0, or nonzero.
 * Call from: the wsi's service thread
 * Source: RFC 9113 s6.9
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump);

/**
 * lws_h2_get_peer_txcredit_estimate() - HTTP/2: what the peer may send
 *
 * \param wsi: borrowed
 *
 * Returns bytes.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi);

/** @} */

#endif
