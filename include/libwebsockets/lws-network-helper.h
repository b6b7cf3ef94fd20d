/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_NETWORK_HELPER_H)
#define LIBWEBSOCKETS_LWS_NETWORK_HELPER_H

#define LWS_ITOSA_USABLE     0
#define LWS_ITOSA_NOT_EXIST  -1
#define LWS_ITOSA_NOT_USABLE -2
#define LWS_ITOSA_BUSY       -3

struct lws_dns_score;
struct lws_route;

typedef struct lws_dns_score lws_dns_score_t;
typedef struct lws_route lws_route_t;

struct lws_dns_score {
	uint8_t precedence;
	uint8_t label;
};

typedef uint16_t lws_route_uidx_t;

struct lws_route {
	lws_dll2_t list;
	lws_sockaddr46 src;
	lws_sockaddr46 dest;
	lws_sockaddr46 gateway;
	struct lws_route *source;
	lws_dns_score_t score;
	int if_idx;
	int priority;
	int ifa_flags;
	lws_route_uidx_t uidx;
	uint8_t proto;
	uint8_t dest_len;
	uint8_t src_len;
	uint8_t scope;
	uint8_t af;
	uint8_t source_ads : 1;
};

typedef lws_route_t lws_dns_sort_t;

LWS_VISIBLE LWS_EXTERN const char *
lws_canonical_hostname(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

LWS_VISIBLE LWS_EXTERN void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len);

LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen);

LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen);

LWS_VISIBLE LWS_EXTERN int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen);

LWS_VISIBLE LWS_EXTERN int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b);

LWS_VISIBLE LWS_EXTERN int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len);

LWS_VISIBLE LWS_EXTERN int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len);

LWS_VISIBLE LWS_EXTERN int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46);

LWS_VISIBLE LWS_EXTERN int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len);

LWS_VISIBLE LWS_EXTERN int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len);

LWS_VISIBLE LWS_EXTERN int
lws_parse_mac(const char *ads, uint8_t *result_6_bytes);

#endif
