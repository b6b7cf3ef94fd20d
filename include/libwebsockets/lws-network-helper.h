/* SPDX-License-Identifier: MIT */

#if !defined(LIBWEBSOCKETS_H)
#include <libwebsockets.h>
#elif !defined(LIBWEBSOCKETS_LWS_NETWORK_HELPER_H)
#define LIBWEBSOCKETS_LWS_NETWORK_HELPER_H

/**
 * \defgroup nethelp Addresses
 * @{
 */

/** lws_interface_to_sa(): it has the address */
#define LWS_ITOSA_USABLE     0
/** no such interface */
#define LWS_ITOSA_NOT_EXIST  -1
/** it has no address of that family */
#define LWS_ITOSA_NOT_USABLE -2
/** try again later */
#define LWS_ITOSA_BUSY       -3

struct lws_dns_score;
struct lws_route;

typedef struct lws_dns_score lws_dns_score_t;
typedef struct lws_route lws_route_t;

/** of an address, RFC 6724 s2.1 */
struct lws_dns_score {
	uint8_t precedence;
	uint8_t label;
};

typedef uint16_t lws_route_uidx_t;

/** a route, or an address that a name resolved to */
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

/**
 * lws_canonical_hostname() - this machine's name
 *
 * \param context: borrowed
 *
 * Returns borrowed until the context goes.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_canonical_hostname(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/**
 * lws_get_peer_addresses() - who is at the other end, by name and by address
 *
 * \param wsi: borrowed
 * \param fd: its socket
 * \param name: borrowed; receives the address, or a name if one is known
 *   without asking
 * \param name_len: bytes of name
 * \param rip: borrowed; receives the numeric address
 * \param rip_len: bytes of rip
 *
 * Both become "" when it cannot be told.
 *
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len);

/**
 * lws_get_peer_simple() - the numeric address of the peer
 *
 * \param wsi: borrowed
 * \param name: borrowed; receives the text
 * \param namelen: bytes of name
 *
 * Returns name, or NULL if it cannot be told.
 * Call from: the wsi's service thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen);

/**
 * lws_get_peer_simple_fd() - the numeric address of a socket's peer
 *
 * \param fd: borrowed
 * \param name: borrowed; receives the text
 * \param namelen: bytes of name
 *
 * Returns name, or NULL if it cannot be told.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen);

/**
 * lws_interface_to_sa() - the address of a network interface
 *
 * \param ipv6: nonzero: its IPv6 address, or its IPv4 address mapped; addr is
 *   then a sockaddr_in6
 * \param ifname: interface name or numeric address
 * \param addr: borrowed; receives it
 * \param addrlen: bytes of addr
 *
 * Returns 0, or negative: it has no such address.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen);

/**
 * lws_sa46_compare_ads() - same address? (ports are not looked at)
 *
 * \param sa46a: borrowed
 * \param sa46b: borrowed
 *
 * Returns 0 when equal, else nonzero.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b);

/**
 * lws_sa46_on_net() - is an address within a network?
 *
 * \param sa46a: borrowed
 * \param sa46_net: borrowed
 * \param net_len: bits of the network's prefix
 *
 * Returns 0 if it is, else nonzero.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len);

/**
 * lws_parse_numeric_address() - text to address bytes
 *
 * \param ads: borrowed; IPv4 or IPv6, without scope, brackets or port
 * \param result: borrowed; receives 4 or 16 bytes
 * \param max_len: bytes of result
 *
 * Returns 4 or 16, or negative if it is no address.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len);

/**
 * lws_sa46_parse_numeric_address() - text to socket address; the port is not
 * touched
 *
 * \param ads: borrowed; IPv4 or IPv6
 * \param sa46: borrowed; receives family and address
 *
 * Returns 0, or negative if it is no address.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46);

/**
 * lws_write_numeric_address() - address bytes to text
 *
 * \param ads: borrowed; in network order
 * \param size: 4 or 16
 * \param buf: borrowed; receives text and NUL
 * \param len: bytes of buf
 *
 * Returns characters written, or negative.
 * Call from: any thread
 * Source: RFC 5952
 */
LWS_VISIBLE LWS_EXTERN int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len);

/**
 * lws_sa46_write_numeric_address() - socket address to text, without the port
 *
 * \param sa46: borrowed
 * \param buf: borrowed; receives text and NUL; "(unset)" if it has no family
 * \param len: bytes of buf
 *
 * Returns characters written, or negative: a family that is neither IPv4 nor
 * IPv6.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len);

/**
 * lws_parse_mac() - "01:23:45:67:89:ab" to six bytes
 *
 * \param ads: borrowed
 * \param result_6_bytes: borrowed; receives them
 *
 * Returns 0; -1 bad syntax, -11 too many parts, -12 too few.
 * Call from: any thread
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_mac(const char *ads, uint8_t *result_6_bytes);

/** @} */

#endif
