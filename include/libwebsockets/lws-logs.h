/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_LOGS_H)
#define LIBWEBSOCKETS_LWS_LOGS_H

/**
 * \defgroup logs Logging
 * A line has a level.  What is compiled in is decided by _LWS_ENABLED_LOGS (in
 * a
 * release: errors, warnings, notices and user lines), what is printed by
 * lws_set_log_level() or by the log context (lws_log_cx_t) of the object that
 * the line is about.
 * @{
 */

/** something failed that the caller or operator must know of */
#define LLL_ERR                (1 << 0)
/** odd, but dealt with */
#define LLL_WARN               (1 << 1)
/** rare and worth seeing, e.g. the start */
#define LLL_NOTICE             (1 << 2)
/** what happens, e.g. connections coming and going */
#define LLL_INFO               (1 << 3)
/** why it happens */
#define LLL_DEBUG              (1 << 4)
/** byte by byte */
#define LLL_PARSER             (1 << 5)
/** HTTP headers */
#define LLL_HEADER             (1 << 6)
/** ws extensions */
#define LLL_EXT                (1 << 7)
/** client connections */
#define LLL_CLIENT             (1 << 8)
/** how long things took */
#define LLL_LATENCY            (1 << 9)
/** lines of the program itself */
#define LLL_USER               (1 << 10)
/** what worker threads do */
#define LLL_THREAD             (1 << 11)
/** how many levels there are */
#define LLL_COUNT              (12)
/** with a level: the line may name a person */
#define LLLF_SECRECY_PII       (1 << 16)
/** with a level: the line may hold a secret that grants access */
#define LLLF_SECRECY_BEARER    (1 << 17)
/** in lll_flags: begin each line with the time */
#define LLLF_LOG_TIMESTAMP     (1 << 18)
/** in lll_flags: u.emit_cx is set, not u.emit */
#define LLLF_LOG_CONTEXT_AWARE (1 << 30)
#if defined(emit)
#undef emit
#endif
/** log with a level, about a context */
#define lwsl_cx(_c, _fil, ...)                                            \
	_lws_log_cx(lwsl_context_get_cx(_c), lws_log_prepend_context, _c, \
		    _fil, __func__, __VA_ARGS__)
/** log with a level, about a vhost */
#define lwsl_vhost(_v, _fil, ...)                                           \
	_lws_log_cx(lwsl_vhost_get_cx(_v), lws_log_prepend_vhost, _v, _fil, \
		    __func__, __VA_ARGS__)
/** log with a level, about a wsi */
#define lwsl_wsi(_w, _fil, ...)                                         \
	_lws_log_cx(lwsl_wsi_get_cx(_w), lws_log_prepend_wsi, _w, _fil, \
		    __func__, __VA_ARGS__)
/** log with a level, about a secure stream */
#define lwsl_ss(_h, _fil, ...)                                        \
	_lws_log_cx(lwsl_ss_get_cx(_h), lws_log_prepend_ss, _h, _fil, \
		    __func__, __VA_ARGS__)
#define lwsl_hexdump_context(_c, _fil, _buf, _len)     \
	lwsl_hexdump_level_cx(lwsl_context_get_cx(_c), \
			      lws_log_prepend_context, _c, _fil, _buf, _len)
#define lwsl_hexdump_vhost(_v, _fil, _buf, _len)                            \
	lwsl_hexdump_level_cx(lwsl_vhost_get_cx(_v), lws_log_prepend_vhost, \
			      _v, _fil, _buf, _len)
#define lwsl_hexdump_wsi(_w, _fil, _buf, _len)                              \
	lwsl_hexdump_level_cx(lwsl_wsi_get_cx(_w), lws_log_prepend_wsi, _w, \
			      _fil, _buf, _len)
#define lwsl_hexdump_ss(_h, _fil, _buf, _len)                             \
	lwsl_hexdump_level_cx(lwsl_ss_get_cx(_h), lws_log_prepend_ss, _h, \
			      _fil, _buf, _len)
#if defined(_DEBUG) && defined(LWS_WITH_NO_LOGS)
#define _LWS_LINIT (LLL_ERR | LLL_USER)
#endif
#if defined(_DEBUG) && !defined(LWS_WITH_NO_LOGS)
#define _LWS_LINIT ((1 << LLL_COUNT) - 1)
#endif
#if !defined(_DEBUG) && defined(LWS_WITH_NO_LOGS)
#define _LWS_LINIT (LLL_ERR | LLL_USER)
#endif
#if !defined(_DEBUG) && !defined(LWS_WITH_NO_LOGS)
#define _LWS_LINIT (LLL_ERR | LLL_USER | LLL_WARN | LLL_NOTICE)
#endif
#if defined(LWS_LOGGING_BITFIELD_SET)
#define _LWS_LBS (LWS_LOGGING_BITFIELD_SET)
#else
#define _LWS_LBS 0
#endif
#if defined(LWS_LOGGING_BITFIELD_CLEAR)
#define _LWS_LBC (LWS_LOGGING_BITFIELD_CLEAR)
#else
#define _LWS_LBC 0
#endif
/**
 * the levels that are compiled in; LWS_LOGGING_BITFIELD_SET and ..._CLEAR add
 * and remove
 */
#define _LWS_ENABLED_LOGS (((_LWS_LINIT) | (_LWS_LBS)) & ~(_LWS_LBC))
/** what a macro of a level that is not compiled in becomes */
#define LWS__NO_LOG \
	do {        \
	} while (0)

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_err(...)           _lws_log(LLL_ERR, __VA_ARGS__)
#define lwsl_cx_err(_c, ...)    lwsl_cx(_c, LLL_ERR, __VA_ARGS__)
#define lwsl_vhost_err(_v, ...) lwsl_vhost(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_wsi_err(_w, ...)   lwsl_wsi(_w, LLL_ERR, __VA_ARGS__)
#define lwsl_ss_err(_w, ...)    lwsl_ss(_w, LLL_ERR, __VA_ARGS__)
#else
#define lwsl_err(...)           LWS__NO_LOG
#define lwsl_cx_err(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_err(_v, ...) LWS__NO_LOG
#define lwsl_wsi_err(_w, ...)   LWS__NO_LOG
#define lwsl_ss_err(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_warn(...)           _lws_log(LLL_WARN, __VA_ARGS__)
#define lwsl_cx_warn(_c, ...)    lwsl_cx(_c, LLL_WARN, __VA_ARGS__)
#define lwsl_vhost_warn(_v, ...) lwsl_vhost(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_wsi_warn(_w, ...)   lwsl_wsi(_w, LLL_WARN, __VA_ARGS__)
#define lwsl_ss_warn(_w, ...)    lwsl_ss(_w, LLL_WARN, __VA_ARGS__)
#else
#define lwsl_warn(...)           LWS__NO_LOG
#define lwsl_cx_warn(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_warn(_v, ...) LWS__NO_LOG
#define lwsl_wsi_warn(_w, ...)   LWS__NO_LOG
#define lwsl_ss_warn(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_notice(...)           _lws_log(LLL_NOTICE, __VA_ARGS__)
#define lwsl_cx_notice(_c, ...)    lwsl_cx(_c, LLL_NOTICE, __VA_ARGS__)
#define lwsl_vhost_notice(_v, ...) lwsl_vhost(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_wsi_notice(_w, ...)   lwsl_wsi(_w, LLL_NOTICE, __VA_ARGS__)
#define lwsl_ss_notice(_w, ...)    lwsl_ss(_w, LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_notice(...)           LWS__NO_LOG
#define lwsl_cx_notice(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_notice(_v, ...) LWS__NO_LOG
#define lwsl_wsi_notice(_w, ...)   LWS__NO_LOG
#define lwsl_ss_notice(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_info(...)           _lws_log(LLL_INFO, __VA_ARGS__)
#define lwsl_cx_info(_c, ...)    lwsl_cx(_c, LLL_INFO, __VA_ARGS__)
#define lwsl_vhost_info(_v, ...) lwsl_vhost(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_wsi_info(_w, ...)   lwsl_wsi(_w, LLL_INFO, __VA_ARGS__)
#define lwsl_ss_info(_w, ...)    lwsl_ss(_w, LLL_INFO, __VA_ARGS__)
#else
#define lwsl_info(...)           LWS__NO_LOG
#define lwsl_cx_info(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_info(_v, ...) LWS__NO_LOG
#define lwsl_wsi_info(_w, ...)   LWS__NO_LOG
#define lwsl_ss_info(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_debug(...)           _lws_log(LLL_DEBUG, __VA_ARGS__)
#define lwsl_cx_debug(_c, ...)    lwsl_cx(_c, LLL_DEBUG, __VA_ARGS__)
#define lwsl_vhost_debug(_v, ...) lwsl_vhost(_v, LLL_DEBUG, __VA_ARGS__)
#define lwsl_wsi_debug(_w, ...)   lwsl_wsi(_w, LLL_DEBUG, __VA_ARGS__)
#define lwsl_ss_debug(_w, ...)    lwsl_ss(_w, LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_debug(...)           LWS__NO_LOG
#define lwsl_cx_debug(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_debug(_v, ...) LWS__NO_LOG
#define lwsl_wsi_debug(_w, ...)   LWS__NO_LOG
#define lwsl_ss_debug(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_parser(...)           _lws_log(LLL_PARSER, __VA_ARGS__)
#define lwsl_cx_parser(_c, ...)    lwsl_cx(_c, LLL_PARSER, __VA_ARGS__)
#define lwsl_vhost_parser(_v, ...) lwsl_vhost(_v, LLL_PARSER, __VA_ARGS__)
#define lwsl_wsi_parser(_w, ...)   lwsl_wsi(_w, LLL_PARSER, __VA_ARGS__)
#define lwsl_ss_parser(_w, ...)    lwsl_ss(_w, LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_parser(...)           LWS__NO_LOG
#define lwsl_cx_parser(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_parser(_v, ...) LWS__NO_LOG
#define lwsl_wsi_parser(_w, ...)   LWS__NO_LOG
#define lwsl_ss_parser(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_header(...)           _lws_log(LLL_HEADER, __VA_ARGS__)
#define lwsl_cx_header(_c, ...)    lwsl_cx(_c, LLL_HEADER, __VA_ARGS__)
#define lwsl_vhost_header(_v, ...) lwsl_vhost(_v, LLL_HEADER, __VA_ARGS__)
#define lwsl_wsi_header(_w, ...)   lwsl_wsi(_w, LLL_HEADER, __VA_ARGS__)
#define lwsl_ss_header(_w, ...)    lwsl_ss(_w, LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_header(...)           LWS__NO_LOG
#define lwsl_cx_header(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_header(_v, ...) LWS__NO_LOG
#define lwsl_wsi_header(_w, ...)   LWS__NO_LOG
#define lwsl_ss_header(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_ext(...)           _lws_log(LLL_EXT, __VA_ARGS__)
#define lwsl_cx_ext(_c, ...)    lwsl_cx(_c, LLL_EXT, __VA_ARGS__)
#define lwsl_vhost_ext(_v, ...) lwsl_vhost(_v, LLL_EXT, __VA_ARGS__)
#define lwsl_wsi_ext(_w, ...)   lwsl_wsi(_w, LLL_EXT, __VA_ARGS__)
#define lwsl_ss_ext(_w, ...)    lwsl_ss(_w, LLL_EXT, __VA_ARGS__)
#else
#define lwsl_ext(...)           LWS__NO_LOG
#define lwsl_cx_ext(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_ext(_v, ...) LWS__NO_LOG
#define lwsl_wsi_ext(_w, ...)   LWS__NO_LOG
#define lwsl_ss_ext(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_client(...)           _lws_log(LLL_CLIENT, __VA_ARGS__)
#define lwsl_cx_client(_c, ...)    lwsl_cx(_c, LLL_CLIENT, __VA_ARGS__)
#define lwsl_vhost_client(_v, ...) lwsl_vhost(_v, LLL_CLIENT, __VA_ARGS__)
#define lwsl_wsi_client(_w, ...)   lwsl_wsi(_w, LLL_CLIENT, __VA_ARGS__)
#define lwsl_ss_client(_w, ...)    lwsl_ss(_w, LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_client(...)           LWS__NO_LOG
#define lwsl_cx_client(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_client(_v, ...) LWS__NO_LOG
#define lwsl_wsi_client(_w, ...)   LWS__NO_LOG
#define lwsl_ss_client(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_latency(...)           _lws_log(LLL_LATENCY, __VA_ARGS__)
#define lwsl_cx_latency(_c, ...)    lwsl_cx(_c, LLL_LATENCY, __VA_ARGS__)
#define lwsl_vhost_latency(_v, ...) lwsl_vhost(_v, LLL_LATENCY, __VA_ARGS__)
#define lwsl_wsi_latency(_w, ...)   lwsl_wsi(_w, LLL_LATENCY, __VA_ARGS__)
#define lwsl_ss_latency(_w, ...)    lwsl_ss(_w, LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_latency(...)           LWS__NO_LOG
#define lwsl_cx_latency(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_latency(_v, ...) LWS__NO_LOG
#define lwsl_wsi_latency(_w, ...)   LWS__NO_LOG
#define lwsl_ss_latency(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_thread(...)           _lws_log(LLL_THREAD, __VA_ARGS__)
#define lwsl_cx_thread(_c, ...)    lwsl_cx(_c, LLL_THREAD, __VA_ARGS__)
#define lwsl_vhost_thread(_v, ...) lwsl_vhost(_v, LLL_THREAD, __VA_ARGS__)
#define lwsl_wsi_thread(_w, ...)   lwsl_wsi(_w, LLL_THREAD, __VA_ARGS__)
#define lwsl_ss_thread(_w, ...)    lwsl_ss(_w, LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_thread(...)           LWS__NO_LOG
#define lwsl_cx_thread(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_thread(_v, ...) LWS__NO_LOG
#define lwsl_wsi_thread(_w, ...)   LWS__NO_LOG
#define lwsl_ss_thread(_w, ...)    LWS__NO_LOG
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_user(...)           _lws_log(LLL_USER, __VA_ARGS__)
#define lwsl_cx_user(_c, ...)    lwsl_cx(_c, LLL_USER, __VA_ARGS__)
#define lwsl_vhost_user(_v, ...) lwsl_vhost(_v, LLL_USER, __VA_ARGS__)
#define lwsl_wsi_user(_w, ...)   lwsl_wsi(_w, LLL_USER, __VA_ARGS__)
#define lwsl_ss_user(_w, ...)    lwsl_ss(_w, LLL_USER, __VA_ARGS__)
#else
#define lwsl_user(...)           LWS__NO_LOG
#define lwsl_cx_user(_c, ...)    LWS__NO_LOG
#define lwsl_vhost_user(_v, ...) LWS__NO_LOG
#define lwsl_wsi_user(_w, ...)   LWS__NO_LOG
#define lwsl_ss_user(_w, ...)    LWS__NO_LOG
#endif

#define lwsl_hexdump_user(...)   lwsl_hexdump_level(LLL_USER, __VA_ARGS__)
#define lwsl_hexdump_err(...)    lwsl_hexdump_level(LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_warn(...)   lwsl_hexdump_level(LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_notice(...) lwsl_hexdump_level(LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_info(...)   lwsl_hexdump_level(LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_debug(...)  lwsl_hexdump_level(LLL_DEBUG, __VA_ARGS__)
#define lwsl_hexdump_cx_err(_c, ...) \
	lwsl_hexdump_context(_c, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_cx_warn(_c, ...) \
	lwsl_hexdump_context(_c, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_cx_notice(_c, ...) \
	lwsl_hexdump_context(_c, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_cx_info(_c, ...) \
	lwsl_hexdump_context(_c, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_cx_debug(_c, ...) \
	lwsl_hexdump_context(_c, LLL_DEBUG, __VA_ARGS__)
#define lwsl_hexdump_vhost_err(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_vhost_warn(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_vhost_notice(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_vhost_info(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_vhost_debug(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_DEBUG, __VA_ARGS__)
#define lwsl_hexdump_wsi_err(_v, ...) lwsl_hexdump_wsi(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_wsi_warn(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_wsi_notice(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_wsi_info(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_wsi_debug(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_DEBUG, __VA_ARGS__)
#define lwsl_hexdump_wsi_user(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_USER, __VA_ARGS__)
#define lwsl_hexdump_ss_err(_v, ...)  lwsl_hexdump_ss(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_ss_warn(_v, ...) lwsl_hexdump_ss(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_ss_notice(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_ss_info(_v, ...) lwsl_hexdump_ss(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_ss_debug(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_DEBUG, __VA_ARGS__)

struct lws_log_cx;
struct lws_vhost;
struct lws;
struct lws_ss_handle;
struct lws_sspc_handle;

typedef struct lws_log_cx lws_log_cx_t;

/** the same, told the log context and the length without NUL */
typedef void (*lws_log_emit_cx_t)(struct lws_log_cx *cx, int level,
				  const char *line, size_t len);

/** prints one line, which ends in a newline and NUL */
typedef void (*lws_log_emit_t)(int level, const char *line);

/** writes obj's tag at *p, before e, and moves *p behind it */
typedef void (*lws_log_prepend_cx_t)(struct lws_log_cx *cx, void *obj, char **p,
				     char *e);

/** _new 1: somebody began to use the log context; -1: stopped */
typedef void (*lws_log_use_cx_t)(struct lws_log_cx *cx, int _new);

/**
 * Where the lines about an object go. Contexts, vhosts and wsi point at one
 * and inherit it from what made them. Yours, it must outlive whoever uses it:
 * refcount_cb tells.
 */
struct lws_log_cx {
	union {
		lws_log_emit_t emit;
		lws_log_emit_cx_t emit_cx;
		/** how to print */
	} u;
	/** guards refcount */
	pthread_mutex_t refcount_lock;
	/** NULL, or told of each user that comes and goes */
	lws_log_use_cx_t refcount_cb;
	/** NULL, or prepends something to every line */
	lws_log_prepend_cx_t prepend;
	/** NULL, or whose prepend comes first */
	struct lws_log_cx *parent;
	/** yours; the path for lws_log_use_cx_file() */
	void *opaque;
	/** the emitter's state, e.g. an open file */
	void *stg;
	/** levels that are printed, and LLLF_... bits */
	uint32_t lll_flags;
	/** how many use it */
	int32_t refcount;
	/** the mutex exists */
	char inited;
};

/**
 * lwsl_timestamp() - what the library puts before a line: time and level
 * letter
 *
 * \param level: one LLL_... bit
 * \param p: borrowed; receives "[YYYY/MM/DD HH:MM:SS:uuuu] L: " and NUL, uuuu
 *   in 100 us
 * \param len: bytes of p
 *
 * Returns the characters written, 0 if level is none.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lwsl_timestamp(int level, char *p, size_t len);

/**
 * _lws_log() - what the lwsl_ macros call: print if the global level lets it
 *
 * \param filter: LLL_... bit
 * \param format: as printf; a newline is added if there is none
 *
 * Call from: any thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log(int filter, const char *format, ...) LWS_FORMAT(2);

/**
 * _lws_logv() - _lws_log() with a va_list
 *
 * \param filter: LLL_... bit
 * \param format: as vprintf
 * \param vl: used up
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
_lws_logv(int filter, const char *format, va_list vl);

/**
 * lwsl_context_get_cx() - the log context of a context
 *
 * \param cx: borrowed, or NULL
 *
 * Returns borrowed; the global one if there is no other, never NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_context_get_cx(struct lws_context *cx);

/**
 * lwsl_vhost_get_cx() - the log context of a vhost
 *
 * \param vh: borrowed, or NULL
 *
 * Returns borrowed; the global one if there is no other, never NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_vhost_get_cx(struct lws_vhost *vh);

/**
 * lwsl_wsi_get_cx() - the log context of a wsi
 *
 * \param wsi: borrowed, or NULL
 *
 * Returns borrowed; the global one if there is no other, never NULL.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_wsi_get_cx(struct lws *wsi);

#if defined(LWS_WITH_SECURE_STREAMS)
/**
 * lwsl_ss_get_cx() - the log context of a secure stream
 *
 * \param ss: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_ss_get_cx(struct lws_ss_handle *ss);

#endif

#if defined(LWS_WITH_SECURE_STREAMS_PROXY_API)
/**
 * lwsl_sspc_get_cx() - the log context of a proxied secure stream
 *
 * \param ss: borrowed
 *
 * Returns borrowed.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_sspc_get_cx(struct lws_sspc_handle *ss);

#endif

/**
 * lws_log_emit_cx_file() - an emitter that writes into the file which
 * lws_log_use_cx_file() opened
 *
 * \param cx: borrowed
 * \param level: LLL_... bit of the line
 * \param line: borrowed
 * \param len: bytes
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line,
		     size_t len);

/**
 * lws_log_use_cx_file() - a refcount_cb that opens the file named by
 * cx->opaque for the first user, and closes it behind the last
 *
 * \param cx: borrowed; opaque is the path
 * \param _new: 1 or -1
 *
 * Call from: whoever makes and destroys the users
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new);

/**
 * lws_log_prepend_context() - prepends a context's tag
 *
 * \param cx: borrowed
 * \param obj: borrowed struct lws_context
 * \param p: *p is where to write, moved behind what was written
 * \param e: behind the last byte that may be written
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e);

/**
 * lws_log_prepend_vhost() - prepends a vhost's tag, behind its context's
 *
 * \param cx: borrowed
 * \param obj: borrowed struct lws_vhost
 * \param p: *p is where to write, moved behind what was written
 * \param e: behind the last byte that may be written
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e);

/**
 * lws_log_prepend_wsi() - prepends a wsi's tag
 *
 * \param cx: borrowed
 * \param obj: borrowed struct lws
 * \param p: *p is where to write, moved behind what was written
 * \param e: behind the last byte that may be written
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e);

#if defined(LWS_WITH_SECURE_STREAMS)
/**
 * lws_log_prepend_ss() - prepends a secure stream's tag
 *
 * \param cx: borrowed
 * \param obj: borrowed struct lws_ss_handle
 * \param p: *p is where to write, moved behind what was written
 * \param e: behind the last byte that may be written
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_ss(struct lws_log_cx *cx, void *obj, char **p, char *e);

#endif

#if defined(LWS_WITH_SECURE_STREAMS_PROXY_API)
/**
 * lws_log_prepend_sspc() - prepends a proxied secure stream's tag
 *
 * \param cx: borrowed
 * \param obj: borrowed struct lws_sspc_handle
 * \param p: *p is where to write, moved behind what was written
 * \param e: behind the last byte that may be written
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_sspc(struct lws_log_cx *cx, void *obj, char **p, char *e);

#endif

/**
 * _lws_log_cx() - what the macros about an object call
 *
 * \param cx: borrowed
 * \param prep: NULL, or how to name obj
 * \param obj: borrowed
 * \param filter: LLL_... bit
 * \param _fun: the calling function's name
 * \param format: as printf
 *
 * Call from: any thread
 * Allocates: nothing
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	    const char *_fun, const char *format, ...) LWS_FORMAT(6);

/**
 * lwsl_hexdump_level() - log bytes, 16 a line, in hex and as text
 *
 * \param level: LLL_... bit
 * \param vbuf: borrowed; NULL logs one line that says so
 * \param len: bytes; 0 logs one line that says so
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level(int level, const void *vbuf, size_t len);

/**
 * lwsl_hexdump_level_cx() - log bytes about an object
 *
 * \param cx: borrowed
 * \param prep: NULL, or how to name obj
 * \param obj: borrowed
 * \param hexdump_level: LLL_... bit
 * \param vbuf: borrowed
 * \param len: bytes
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj,
		      int hexdump_level, const void *vbuf, size_t len);

/**
 * lwsl_hexdump() - log bytes at debug level
 *
 * \param buf: borrowed
 * \param len: bytes
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump(const void *buf, size_t len);

/**
 * lws_is_be() - is this a big-endian machine?
 *
 * Returns 1 or 0.
 * Call from: any thread
 */
static LWS_INLINE int
lws_is_be(void)
{
	const int probe = ~0xff;

	return *(const char *)&probe != 0;
}

/**
 * lws_set_log_level() - which levels are printed, and by whom, where no log
 * context says otherwise
 *
 * \param level: LLL_... bits
 * \param log_emit_function: NULL leaves it; initially it is lwsl_emit_stderr()
 *
 * Until it is called: errors, warnings and notices, to stderr.
 *
 * Call from: any thread; best before anything else
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_log_level(int level, lws_log_emit_t log_emit_function);

/**
 * lwsl_emit_syslog() - an emitter: syslog(3), the level as priority
 *
 * \param level: LLL_... bit
 * \param line: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_syslog(int level, const char *line);

/**
 * lwsl_emit_stderr() - an emitter: stderr, with time and level; coloured on a
 * terminal
 *
 * \param level: LLL_... bit
 * \param line: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr(int level, const char *line);

/**
 * lwsl_emit_stderr_notimestamp() - an emitter: stderr, without the time; for
 * those whose stderr is stamped by another
 *
 * \param level: LLL_... bit
 * \param line: borrowed
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr_notimestamp(int level, const char *line);

/**
 * lwsl_visible() - would a line of this level be printed by the global log
 * context?
 *
 * \param level: LLL_... bit
 *
 * Returns nonzero if so; saves making up text nobody sees.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lwsl_visible(int level);

/**
 * lws_wsi_tag() - the name of a wsi in logs
 *
 * \param wsi: borrowed, or NULL
 *
 * Returns borrowed until the wsi goes; "[null wsi]" for NULL.
 * Call from: the wsi's service thread
 * Allocates: the text, when it is first asked for
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_wsi_tag(struct lws *wsi);

/**
 * lwsl_refcount_cx() - tell a log context that it has a user more or less
 *
 * \param cx: borrowed, or NULL
 * \param _new: 1 or -1
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new);

/** @} */

#endif
