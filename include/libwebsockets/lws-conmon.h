/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_CONMON_H)
#define LIBWEBSOCKETS_LWS_CONMON_H

/**
 * \defgroup conmon How connecting went
 * @{
 */

struct lws_conmon;
struct addrinfo;

/** which member of protocol_specific counts */
enum lws_conmon_pcol {
	LWSCONMON_PCOL_NONE,
	LWSCONMON_PCOL_HTTP,
};

/** how the lookup of the name went */
enum lws_conmon_dns_disposition {
	/** nothing was looked up: a number, a Unix socket, or not yet */
	LWSCONMON_DNS_NONE,
	LWSCONMON_DNS_OK = 1,
	/** no server answered, or none as it should */
	LWSCONMON_DNS_SERVER_UNREACHABLE = 2,
	/** there is no such name, or it has no address */
	LWSCONMON_DNS_NO_RESULT = 3,
};

typedef enum lws_conmon_dns_disposition lws_conmon_dns_disposition_t;

/** microseconds; 0: the step was not taken */
typedef uint32_t lws_conmon_interval_us_t;

typedef enum lws_conmon_pcol lws_conmon_pcol_t;

struct lws_conmon {
	/** who was connected to: the server, or its proxy */
	lws_sockaddr46 peer46;
	union {
		struct {
			/** status of the answer */
			int response;
		} http;
	} protocol_specific;
	/** the addresses that were found, owned; NULL: none */
	struct addrinfo *dns_results_copy;
	/** the lookup */
	lws_conmon_interval_us_t ciu_dns;
	/** from there until a socket was connected */
	lws_conmon_interval_us_t ciu_sockconn;
	/** the TLS handshake */
	lws_conmon_interval_us_t ciu_tls;
	/** from there until the first byte of the answer */
	lws_conmon_interval_us_t ciu_txn_resp;
	lws_conmon_pcol_t pcol;
	lws_conmon_dns_disposition_t dns_disposition;
};

#if defined(LWS_WITH_CONMON)
/**
 * lws_conmon_wsi_take() - the figures of a client that was started with
 * LCCSCF_CONMON
 *
 * \param wsi: borrowed
 * \param dest: filled; to be given to lws_conmon_release(), which may be done
 *   after the wsi is gone.  All zero when there are none
 *
 * dns_results_copy is given once, the rest as often as it is asked for.  After
 * a redirect they are those of the last connection.
 * Call from: the wsi's service thread; LWS_CALLBACK_CLIENT_CONNECTION_ERROR is
 *   in time
 */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest);

/**
 * lws_conmon_release() - free what figures own
 *
 * \param conmon: borrowed; twice is fine
 *
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_release(struct lws_conmon *conmon);

#endif

/** @} */

#endif
