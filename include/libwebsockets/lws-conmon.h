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

enum lws_conmon_pcol {
	LWSCONMON_PCOL_NONE,
	LWSCONMON_PCOL_HTTP,
};

enum lws_conmon_dns_disposition {
	LWSCONMON_DNS_NONE,
	LWSCONMON_DNS_OK = 1,
	LWSCONMON_DNS_SERVER_UNREACHABLE = 2,
	LWSCONMON_DNS_NO_RESULT = 3,
};

typedef enum lws_conmon_dns_disposition lws_conmon_dns_disposition_t;

typedef uint32_t lws_conmon_interval_us_t;

typedef enum lws_conmon_pcol lws_conmon_pcol_t;

struct lws_conmon {
	lws_sockaddr46 peer46;
	union {
		struct {
			int response;
		} http;
	} protocol_specific;
	struct addrinfo *dns_results_copy;
	lws_conmon_interval_us_t ciu_dns;
	lws_conmon_interval_us_t ciu_sockconn;
	lws_conmon_interval_us_t ciu_tls;
	lws_conmon_interval_us_t ciu_txn_resp;
	lws_conmon_pcol_t pcol;
	lws_conmon_dns_disposition_t dns_disposition;
};

#if defined(LWS_WITH_CONMON)
LWS_VISIBLE LWS_EXTERN void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest);

LWS_VISIBLE LWS_EXTERN void
lws_conmon_release(struct lws_conmon *conmon);

#endif

/** @} */

#endif
