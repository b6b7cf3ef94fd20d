/* SPDX-License-Identifier: MIT */
/*
 * libwebsockets: the one header that a program includes.
 *
 * Here are the words that every other header uses: attributes, units, fd
 * types, LWS_PRE and the fixed point type.  One header per subject follows, in
 * libwebsockets/.  Each of those may be included alone: it brings this one in
 * first, which includes them all in the order they need.
 *
 * No type here depends on what was built in; functions of a feature that is
 * not in this build may be missing from the library.
 */

#ifndef LIBWEBSOCKETS_H
#define LIBWEBSOCKETS_H

#include "lws_config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <limits.h>
#include <errno.h>
#include <time.h>
#include <fcntl.h>
#include <sys/types.h>
#include <assert.h>

#if defined(WIN32) || defined(_WIN32)
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <pthread.h>
#else
#include <signal.h>
#include <unistd.h>
#include <pthread.h>
#include <poll.h>
#include <netdb.h>
#include <sys/time.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <net/ethernet.h>
#endif

#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP)
#include <sys/capability.h>
#elif !defined(_SYS_CAPABILITY_H)
typedef int cap_value_t; /* as libcap has it */
#endif

/* programs take SSL_CTX and the like from here */
#if defined(LWS_WITH_TLS) && !defined(LWS_WITH_MBEDTLS) &&          \
	!defined(LWS_WITH_GNUTLS) && !defined(LWS_WITH_SCHANNEL) && \
	!defined(LWS_WITH_WOLFSSL) && !defined(USE_WOLFSSL)
#include <openssl/ssl.h>
#include <openssl/err.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * \defgroup attributes Attributes and language
 * What is put before or behind a declaration.
 * @{
 */

#if defined(WIN32) || defined(_WIN32)
#define LWS_INLINE __inline
#define LWS_VISIBLE
#define LWS_WARN_UNUSED_RESULT
#define LWS_WARN_DEPRECATED
#define LWS_FORMAT(string_index)
#if !defined(LWS_EXTERN) && defined(LWS_BUILDING)
#define LWS_EXTERN extern __declspec(dllexport)
#elif !defined(LWS_EXTERN) && defined(LWS_DLL)
#define LWS_EXTERN extern __declspec(dllimport)
#elif !defined(LWS_EXTERN)
#define LWS_EXTERN extern
#endif
#else
#define LWS_INLINE inline
#define LWS_EXTERN extern
#if defined(__GNUC__)
#define LWS_VISIBLE            __attribute__((visibility("default")))
#define LWS_WARN_UNUSED_RESULT __attribute__((warn_unused_result))
#define LWS_WARN_DEPRECATED    __attribute__((deprecated))
#define LWS_FORMAT(string_index) \
	__attribute__((format(printf, string_index, string_index + 1)))
#else
#define LWS_VISIBLE
#define LWS_WARN_UNUSED_RESULT
#define LWS_WARN_DEPRECATED
#define LWS_FORMAT(string_index)
#endif
#endif

/* what this release understands, for programs that serve several */
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_ARG
#define LWS_FEATURE_PROTOCOLS_HAS_ID_FIELD
#define LWS_FEATURE_PROTOCOLS_HAS_PEER_WRITE_ALLOWANCE
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_LEN
#define LWS_FEATURE_FOPS
#define LWS_FEATURE_MOUNT_NO_CACHE

/** the object of type T whose member M is at P */
#if !defined(lws_container_of)
#define lws_container_of(P, T, M) ((T *)(void *)((char *)(P)-offsetof(T, M)))
#endif
/** round lvalue x up to a multiple of bou */
#define LWS_ALIGN_TO(x, bou)    x += ((bou) - ((x) % (bou))) % (bou)
/** the unused part, and the used part, of char array _t with _l bytes left */
#define lws_concat_temp(_t, _l) (_t + sizeof(_t) - _l)
#define lws_concat_used(_t, _l) (sizeof(_t) - _l)
/** four bytes as one number, the first the most significant */
#define LWS_FOURCC(a, b, c, d)  ((a << 24) | (b << 16) | (c << 8) | d)
#if !defined(LWS_SIZEOFPTR)
#define LWS_SIZEOFPTR ((int)sizeof(void *))
#endif
///@}

/**
 * \defgroup units Units and plain types
 * @{
 */
#if defined(LWS_HAS_INTPTR_T)
#define lws_intptr_t intptr_t
#else
typedef unsigned long long lws_intptr_t;
#endif

/** microseconds, since boot or since 1970 as the function says */
typedef int64_t lws_usec_t;
/** a place in, or the length of, a file: bytes */
typedef unsigned long long lws_filepos_t;
/** a distance within a file: bytes, may be negative */
typedef long long lws_fileofs_t;
/** LWS_O_... and LWS_FOP_FLAG_... bits */
typedef uint32_t lws_fop_flags_t;

#define LWS_US_PER_SEC  ((lws_usec_t)1000000)
#define LWS_MS_PER_SEC  ((lws_usec_t)1000)
#define LWS_US_PER_MS   ((lws_usec_t)1000)
#define LWS_NS_PER_US   ((lws_usec_t)1000)
/** microseconds to milliseconds, to the nearest */
#define LWS_US_TO_MS(x) ((x + (LWS_US_PER_MS / 2)) / LWS_US_PER_MS)

#define LWS_KI (1024)
#define LWS_MI (LWS_KI * 1024)
#define LWS_GI (LWS_MI * 1024)
#define LWS_TI ((uint64_t)LWS_GI * 1024)
#define LWS_PI ((uint64_t)LWS_TI * 1024)

#if !defined(ETHER_ADDR_LEN)
#define ETHER_ADDR_LEN 6
#endif
#define LWS_ETHER_ADDR_LEN ETHER_ADDR_LEN

/** what a resumable engine (decoder, renderer) answers: bits */
typedef enum {
	LWS_SRET_OK = 0,
	LWS_SRET_WANT_INPUT = (1 << 16),     /**< call again with more */
	LWS_SRET_WANT_OUTPUT = (1 << 17),    /**< call again with space */
	LWS_SRET_FATAL = (1 << 18),          /**< give up */
	LWS_SRET_NO_FURTHER_IN = (1 << 19),  /**< needs no more input */
	LWS_SRET_NO_FURTHER_OUT = (1 << 20), /**< will make no more output */
	LWS_SRET_AWAIT_RETRY = (1 << 21),    /**< waits for something else */
	LWS_SRET_YIELD = (1 << 22),          /**< let others run, then again */
} lws_stateful_ret_t;
///@}

/**
 * \defgroup fds Files, sockets and polling
 * @{
 */
#if defined(WIN32) || defined(_WIN32)
typedef SOCKET lws_sockfd_type;
typedef HANDLE lws_filefd_type;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
#define LWS_INVALID_FILE         INVALID_HANDLE_VALUE
#define LWS_SOCK_INVALID         (INVALID_SOCKET)
#define LWS_O_RDONLY             _O_RDONLY
#define LWS_O_WRONLY             _O_WRONLY
#define LWS_O_CREAT              _O_CREAT
#define LWS_O_TRUNC              _O_TRUNC
#define LWS_POSIX_LENGTH_CAST(x) (unsigned int)(x)
#define LWS_POLLHUP              (POLLHUP)
#define LWS_POLLIN               (POLLRDNORM | POLLRDBAND)
#define LWS_POLLOUT              (POLLWRNORM)
#else
typedef int lws_sockfd_type;
typedef int lws_filefd_type;
#define LWS_INVALID_FILE         -1
#define LWS_SOCK_INVALID         (-1)
#define LWS_O_RDONLY             O_RDONLY
#define LWS_O_WRONLY             O_WRONLY
#define LWS_O_CREAT              O_CREAT
#define LWS_O_TRUNC              O_TRUNC
#define LWS_POSIX_LENGTH_CAST(x) (x)
#define LWS_POLLHUP              (POLLHUP | POLLERR)
#define LWS_POLLIN               (POLLIN)
#define LWS_POLLOUT              (POLLOUT)
#endif
#define lws_pollfd pollfd

/** `in` of the LWS_CALLBACK_..._POLL_FD reasons */
struct lws_pollargs {
	lws_sockfd_type fd; /**< the fd concerned */
	int events;         /**< LWS_POLL... bits it is to have from now */
	int prev_events;    /**< those it had */
};
///@}

/**
 * \defgroup mutex Mutexes that vanish
 * With LWS_MAX_SMP 1 these are nothing, otherwise a pthread mutex.
 * @{
 */
#if LWS_MAX_SMP > 1
/** declares a mutex member or variable, with its semicolon */
#define lws_pthread_mutex(name) pthread_mutex_t name;

static LWS_INLINE void
lws_pthread_mutex_init(pthread_mutex_t *lock)
{
	pthread_mutex_init(lock, NULL);
}

static LWS_INLINE void
lws_pthread_mutex_destroy(pthread_mutex_t *lock)
{
	pthread_mutex_destroy(lock);
}

static LWS_INLINE void
lws_pthread_mutex_lock(pthread_mutex_t *lock)
{
	pthread_mutex_lock(lock);
}

static LWS_INLINE void
lws_pthread_mutex_unlock(pthread_mutex_t *lock)
{
	pthread_mutex_unlock(lock);
}
#else
#define lws_pthread_mutex(name)
#define lws_pthread_mutex_init(_a)
#define lws_pthread_mutex_destroy(_a)
#define lws_pthread_mutex_lock(_a)
#define lws_pthread_mutex_unlock(_a)
#endif
///@}

/**
 * \defgroup pre Room before a payload
 * @{
 */
#if defined(__x86_64__)
#define _LWS_PAD_SIZE 16
#else
#define _LWS_PAD_SIZE LWS_SIZEOFPTR
#endif
#define _LWS_PAD(n)                                                \
	(((n) % _LWS_PAD_SIZE)                                     \
		 ? ((n) + (_LWS_PAD_SIZE - ((n) % _LWS_PAD_SIZE))) \
		 : (n))
/**
 * Bytes that must be writable before the payload given to lws_write(): the
 * protocol's header is put there, so that one buffer leaves in one piece.
 *
 *	uint8_t buf[LWS_PRE + 128];
 *	lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT);
 */
#define LWS_PRE                      _LWS_PAD(4 + 10 + 2)
/** old names: what is needed before, and after */
#define LWS_SEND_BUFFER_PRE_PADDING  LWS_PRE
#define LWS_SEND_BUFFER_POST_PADDING 0
///@}

/** info.port: no listen socket (client, or adopted sockets only) */
#define CONTEXT_PORT_NO_LISTEN        -1
/** info.port: no listen socket, yet set up TLS as a server does */
#define CONTEXT_PORT_NO_LISTEN_SERVER -2

struct lws;
struct lws_context;
struct lws_vhost;

typedef struct lws_context *lws_ctx_t;

/**
 * \defgroup fixedpoint Fixed point
 * A number as whole + frac / LWS_FX_FRACTION_MSD.  Of a negative number
 * both parts are negative or zero.
 * @{
 */
#define LWS_FX_FRACTION_MSD 100000000

typedef struct lws_fixed3232 {
	int32_t whole; /**< towards zero */
	int32_t frac;  /**< in 1 / LWS_FX_FRACTION_MSD, sign as whole */
} lws_fx_t;

/** is *a below zero? */
#define lws_neg(a) (a->whole < 0 || a->frac < 0)
/** struct a = x.y; y in 1 / LWS_FX_FRACTION_MSD, takes the sign of x */
#define lws_fx_set(a, x, y)                      \
	{                                        \
		(a).whole = x;                   \
		(a).frac = (x) < 0 ? -(y) : (y); \
	}
/** *a as 32.32 binary fixed point: (int64_t) */
#define lws_fix64(a)                                                          \
	(((int64_t)((uint64_t)(int64_t)(a)->whole << 32)) +                   \
	 ((int64_t)((a)->frac < 0 ? -(int64_t)(a)->frac : (a)->frac) << 32) / \
		 LWS_FX_FRACTION_MSD)
/** |whole| of *a, and its frac, as 32.32 binary fixed point */
#define lws_fix64_abs(a)                                                      \
	(((int64_t)((a)->whole < 0 ? -(int64_t)(a)->whole : (a)->whole)       \
	  << 32) +                                                            \
	 ((int64_t)((a)->frac < 0 ? -(int64_t)(a)->frac : (a)->frac) << 32) / \
		 LWS_FX_FRACTION_MSD)
/** struct a = the 32.32 binary fixed point a64 */
#define lws_fix3232(a, a64)                                           \
	{                                                             \
		(a).whole = (int32_t)((a64) >> 32);                   \
		(a).frac = (int32_t)((((uint64_t)(a64)&0xffffffffu) * \
				      LWS_FX_FRACTION_MSD) >>         \
				     32);                             \
	}

/**
 * lws_fx_add() - r = a + b, and r is the answer
 *
 * \param r: borrowed; may be a or b
 * \param a: borrowed
 * \param b: borrowed
 *
 * Returns r.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_add(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * lws_fx_sub() - r = a - b
 *
 * \param r: borrowed; may be a or b
 * \param a: borrowed
 * \param b: borrowed
 *
 * Returns r, both of whose parts have the sign of the difference.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_sub(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * lws_fx_mul() - r = a * b
 *
 * \param r: borrowed; may be a or b
 * \param a: borrowed
 * \param b: borrowed
 *
 * Returns r.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_mul(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * lws_fx_div() - r = a / b
 *
 * \param r: borrowed; may be a or b
 * \param a: borrowed
 * \param b: borrowed; zero gives zero
 *
 * Returns r.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_div(lws_fx_t *r, const lws_fx_t *a, const lws_fx_t *b);

/**
 * lws_fx_sqrt() - r = the square root of a
 *
 * \param r: borrowed; may be a
 * \param a: borrowed, not negative
 *
 * Returns r.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const lws_fx_t *
lws_fx_sqrt(lws_fx_t *r, const lws_fx_t *a);

/**
 * lws_fx_comp() - which of two numbers is larger
 *
 * \param a: borrowed
 * \param b: borrowed
 *
 * Returns < 0 when a < b, 0 when they are equal, > 0 when a > b.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_comp(const lws_fx_t *a, const lws_fx_t *b);

/**
 * lws_fx_roundup() - to a whole number, away from zero
 *
 * \param a: borrowed
 *
 * Returns the whole number.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_roundup(const lws_fx_t *a);

/**
 * lws_fx_rounddown() - to a whole number, towards zero
 *
 * \param a: borrowed
 *
 * Returns the whole number.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN int
lws_fx_rounddown(const lws_fx_t *a);

/**
 * lws_fx_string() - the number as decimal text
 *
 * \param a: borrowed
 * \param buf: borrowed; receives the text and NUL
 * \param size: bytes of buf
 *
 * At least one decimal is printed, trailing zeros are not.
 *
 * Returns buf.
 * Call from: anywhere
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_fx_string(const lws_fx_t *a, char *buf, size_t size);
///@}

#include <libwebsockets/lws-logs.h>
#include <libwebsockets/lws-dll2.h>
#include <libwebsockets/lws-map.h>
#include <libwebsockets/lws-fault-injection.h>
#include <libwebsockets/lws-timeout-timer.h>
#include <libwebsockets/lws-cache-ttl.h>
#include <libwebsockets/lws-smd.h>
#include <libwebsockets/lws-state.h>
#include <libwebsockets/lws-retry.h>
#include <libwebsockets/lws-adopt.h>
#include <libwebsockets/lws-network-helper.h>
#include <libwebsockets/lws-metrics.h>
#include <libwebsockets/lws-ota.h>
#include <libwebsockets/lws-system.h>
#include <libwebsockets/lws-callbacks.h>
#include <libwebsockets/lws-ws-close.h>
#include <libwebsockets/lws-ws-state.h>
#include <libwebsockets/lws-ws-ext.h>
#include <libwebsockets/lws-protocols-plugins.h>
#include <libwebsockets/lws-context-vhost.h>
#include <libwebsockets/lws-conmon.h>
#include <libwebsockets/lws-mqtt.h>
#include <libwebsockets/lws-client.h>
#include <libwebsockets/lws-http.h>
#include <libwebsockets/lws-spa.h>
#include <libwebsockets/lws-purify.h>
#include <libwebsockets/lws-misc.h>
#include <libwebsockets/lws-dsh.h>
#include <libwebsockets/lws-service.h>
#include <libwebsockets/lws-write.h>
#include <libwebsockets/lws-writeable.h>
#include <libwebsockets/lws-ring.h>
#include <libwebsockets/lws-sha1-base64.h>
#include <libwebsockets/lws-x509.h>
#include <libwebsockets/lws-vfs.h>
#include <libwebsockets/lws-gencrypto.h>
#include <libwebsockets/lws-genhash.h>
#include <libwebsockets/lws-lejp.h>
#include <libwebsockets/lws-tokenize.h>
#include <libwebsockets/lws-lwsac.h>
#include <libwebsockets/lws-secure-streams.h>
#include <libwebsockets/lws-secure-streams-serialization.h>
#include <libwebsockets/lws-secure-streams-policy.h>
#include <libwebsockets/lws-secure-streams-client.h>
#include <libwebsockets/lws-async-dns.h>
#include <libwebsockets/lws-tls-sessions.h>
#include <libwebsockets/lws-jws.h>
#include <libwebsockets/lws-threadpool.h>
#include <libwebsockets/lws-eventlib-exports.h>
#include <libwebsockets/lws-plus.h>

#ifdef __cplusplus
}
#endif

#endif
